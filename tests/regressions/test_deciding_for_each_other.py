"""Two owners who live together decide about each other's cameras: once neither could send a clip, nor answer with words."""

from bot.consent.texts import together
from bot.mydata import texts as mydata
from tests.handlers.house import words_of
from tests.stories.inside import CLIP, Evening, Resident


async def lives_with(owner: Resident, other: Resident) -> None:
    """The other decides with the owner from now on."""
    invitation = words_of(await owner.account.presses(together.INVITE, together.ME))
    code = invitation.split("decide with you: ")[1].split(".")[0]
    assert "From now on" in words_of(await other.account.says(f"/rules join {code}"))


async def couple(night: Evening) -> tuple[Resident, Resident]:
    """Each with a camera, each decides with the other, and a request is published."""
    ada, bob = await night.owner("Ada"), await night.owner("Bob", "discord")
    await lives_with(ada, bob)
    await lives_with(bob, ada)
    await night.publish()
    return ada, bob


async def test_words_and_a_clip(night: Evening) -> None:
    """The reference of the request is enough, for each question after the other; the clip is the sender's own."""
    ada, bob = await couple(night)
    for who in (ada, bob):
        for _ in range(2):
            said = words_of(await who.account.says(f"yes {night.request}"))
            assert "yes" in said and "several" not in said, said
    card = words_of(await ada.sends(CLIP, night.request))
    assert "This is what would be shared" in card, card
    assert "This is what would be shared" in words_of(await bob.sends(CLIP))


async def test_one_no_with_the_reference_is_a_no_to_both(night: Evening) -> None:
    """Nobody has to know that they are two questions."""
    ada, bob = await couple(night)
    for who in (ada, bob):
        for _ in range(2):
            await who.account.says(f"yes {night.request}")
    await bob.account.says("no")
    people = [await night.person_of(who) for who in (ada, bob)]
    async with night.services.begin() as tx:
        states = [ask.state.value for person in people for ask in await tx.asks.of_owner(person)]
    assert states == ["withdrawn", "withdrawn"]


async def test_who_is_no_owner_is_told_whose_clip_it_is(night: Evening) -> None:
    """Only the owner of the camera sends it; nothing is kept of anybody else's."""
    ada, eve = await night.owner("Ada"), await night.resident("Eve", "discord")
    await lives_with(ada, eve)
    await night.publish()
    for who in (ada, eve):
        await who.press(who.last("asks for video"), "Yes")
    assert "the owner of the camera" in words_of(await eve.sends(CLIP, night.request))
    assert night.blobs() == []


async def test_asks_shows_what_is_decided_together(night: Evening) -> None:
    """With both buttons, also for somebody whose notice never came; what the others said is not told."""
    ada, eve = await night.owner("Ada"), await night.resident("Eve", "discord")
    await lives_with(ada, eve)
    await night.publish()
    await ada.press(ada.last("asks for video"), "Yes")
    shown = await eve.account.says("/asks")
    assert night.request in words_of(shown) and "Your answer: none yet" in words_of(shown)
    answered = await eve.press(shown.messages[0], f"Yes: {night.request}")
    assert "Each of you said yes" in words_of(answered)
    assert "Your answer: yes" in words_of(await eve.account.says("/asks"))
    await ada.press(ada.last("asks for video"), "No")
    assert "Your answer: yes" in words_of(await eve.account.says("/asks"))
    assert "Your answer: no" in words_of(await ada.account.says("/asks"))


async def test_a_plain_no_takes_back_what_is_on_hold_after_closing(night: Evening) -> None:
    """Whoever decides too, not only the owner."""
    ada, eve = await night.owner("Ada"), await night.resident("Eve", "discord")
    await lives_with(ada, eve)
    await night.publish()
    await eve.press(eve.last("asks for video"), "Yes")
    await ada.press(ada.last("asks for video"), "Yes")
    await ada.press((await ada.sends(CLIP)).messages[0], "Share")
    await night.officer.account.says(f"/close {night.request}")
    assert "took back" in words_of(await eve.account.says("no"))


async def test_a_question_does_not_wait_for_somebody_who_is_gone(night: Evening) -> None:
    """Whoever is left is told, sees that their yes is wanted once more, and then it counts. Nothing counts by itself."""
    ada, eve = await night.owner("Ada"), await night.resident("Eve", "discord")
    await lives_with(ada, eve)
    await night.publish()
    assert "is noted" in words_of(await ada.press(ada.last("asks for video"), "Yes"))
    await eve.account.presses(mydata.GO, mydata.ME)
    await night.settle()
    assert "ended deciding together with you" in ada.told[-1].words
    shown = await ada.account.says("/asks")
    assert "Your answer: none yet" in words_of(shown)
    assert "You said yes" in words_of(await ada.press(shown.messages[0], f"Yes: {night.request}"))
