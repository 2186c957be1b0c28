"""How authors change what is shown already, and how every copy follows: words, corrections, names, taking back."""

from datetime import timedelta

import pytest

from bot.incidents import service
from bot.incidents.model import IncidentState
from bot.kernel.refusal import Refused
from tests.features.incidents.conftest import Corner, ref_of, reports
from tests.handlers.house import only_to_speaker, words_of
from tests.stories.inside import button_of

LATER = timedelta(minutes=6)


async def test_an_edit_reaches_every_copy(corner: Corner) -> None:
    """The new words stand where the old ones stood, on both platforms, in the same message."""
    made = await corner.report(corner.ada)
    before = [[got.receipt for got in corner.shows(platform)] for platform in ("telegram", "discord")]
    told = await corner.ada.account.says(f"/edit {made.ref.lower()} Two windows were broken.")
    assert f"The new words of {made.ref} go to every channel" in words_of(told)
    assert only_to_speaker(told)
    await corner.night.settle()
    for (words,) in corner.everywhere():
        assert "Two windows were broken." in words
        assert "A window" not in words
    assert before == [[got.receipt for got in corner.shows(platform)] for platform in ("telegram", "discord")]


async def test_a_correction_stands_under_the_words(corner: Corner) -> None:
    """The words stay as they were; what the author adds is set off from them, and says to whom it goes."""
    made = await corner.report(corner.ada)
    told = await corner.ada.account.says(f"/correct {made.ref} It was the house next door.")
    assert "everybody who was alerted" in words_of(told)
    await corner.night.settle()
    for (words,) in corner.everywhere():
        assert "A window was broken.\nIts author adds:\nIt was the house next door." in words


async def test_without_a_reference(corner: Corner) -> None:
    """One's only report is meant; of several, a button for each; with none, one sentence."""
    assert "no report of the last 30 days" in words_of(await corner.ada.account.says("/edit"))
    made = await corner.report(corner.ada)
    asked = await corner.ada.account.says("/correct")
    assert f"Report {made.ref} now says:\nA window was broken." in words_of(asked)
    assert "goes to every channel" in words_of(await corner.ada.account.says("It was Elm Ave."))
    assert "go to every channel" in words_of(await corner.ada.account.says("/edit Three windows."))
    assert (await corner.incident(made.ref)).text == "Three windows."
    corner.night.clock.pass_time(LATER)
    second = await corner.report(corner.ada, text="Something else entirely went on", category="community")
    which = await corner.ada.account.says("/edit")
    labels = [button.label for row in which.messages[0].buttons for button in row]
    assert labels == [second.ref, made.ref]
    asked = await corner.ada.account.presses(*button_of(which.messages[0], made.ref))
    assert "now says:\nThree windows." in words_of(asked)


async def test_removing_takes_down_every_copy(corner: Corner) -> None:
    """With its comments, everywhere, at once; by its reference, or by a button where none is named."""
    made = await corner.report(corner.ada)
    await corner.answers(corner.eve, corner.shows("telegram")[0], "I saw it too")
    assert [len(words) for words in corner.everywhere()] == [1, 2]
    which = await corner.ada.account.says("/remove")
    assert [len(words) for words in corner.everywhere()] == [1, 2]
    removed = await corner.ada.account.presses(*button_of(which.messages[0], made.ref))
    assert "is taken back" in words_of(removed)
    assert removed.closes
    await corner.night.settle()
    assert corner.everywhere() == [[], []]
    assert "no report or comment" in words_of(await corner.ada.account.says(f"/remove {made.ref}"))


async def test_only_ones_own(corner: Corner) -> None:
    """Another's report, a removed one and none at all are refused in the same words, by command and by button."""
    made = await corner.report(corner.ada)
    refusals = {
        words_of(await corner.eve.account.says(f"/{command} {ref}{more}"))
        for command, more in (("edit", " x"), ("edit", ""), ("correct", " x"), ("remove", ""))
        for ref in (made.ref, "ABCDEF")
    }
    refusals |= {
        words_of(await corner.eve.account.presses(verb, made.ref))
        for verb in ("incident.words", "incident.correct", "incident.remove", "incident.named", "incident.unnamed")
    }
    assert len(refusals) == 1
    assert (await corner.incident(made.ref)).version == made.version


async def test_a_name_is_shown_and_hidden_afterwards(corner: Corner) -> None:
    """At any time, in every copy; the first receipt has the button."""
    (shown,) = (await reports(corner.ada.account)).messages
    posted = await corner.ada.account.presses(*button_of(shown, "Post"))
    await corner.night.settle()
    named = await corner.ada.account.presses(*button_of(posted.messages[0], "Show my name"))
    assert "shows your name, Ada, wherever it is seen" in words_of(named)
    await corner.night.settle()
    assert all("By: Ada" in words for (words,) in corner.everywhere())
    corner.night.clock.pass_time(timedelta(days=40))
    hidden = await corner.ada.account.presses(*button_of(named.messages[0], "Stay anonymous"))
    assert "by “a neighbor” again" in words_of(hidden)
    await corner.night.settle()
    assert all("Ada" not in words for (words,) in corner.everywhere())


async def test_what_is_not_shown_cannot_be_corrected(corner: Corner) -> None:
    """A hidden report changes in no way but its name, and only a reviewer or an appeal brings it back."""
    made = await corner.report(corner.ada)
    async with corner.night.services.begin() as tx:
        await service.hide(tx, made, corner.night.clock.now())
    await corner.night.settle()
    assert corner.everywhere() == [[], []]
    for command in ("edit", "correct"):
        assert "not possible any more" in words_of(await corner.ada.account.says(f"/{command} {made.ref} New words"))
    async with corner.night.services.begin() as tx:
        await service.restore(tx, await corner_of(tx, made.ref), corner.night.clock.now())
    await corner.night.settle()
    assert [len(words) for words in corner.everywhere()] == [1, 1]


async def corner_of(tx: object, ref: str) -> object:
    """The report as it is now, in the same transaction."""
    return await tx.incidents.by_ref(ref)  # type: ignore[attr-defined]


async def test_hiding_and_restoring_bring_the_comments_along(corner: Corner) -> None:
    """What was said to a hidden report goes with it, and comes back with it, under it."""
    made = await corner.report(corner.ada)
    await corner.answers(corner.eve, corner.shows("telegram")[0], "I saw it too")
    async with corner.night.services.begin() as tx:
        await service.hide(tx, await corner_of(tx, made.ref), corner.night.clock.now())
    await corner.night.settle()
    assert corner.everywhere() == [[], []]
    async with corner.night.services.begin() as tx:
        await service.restore(tx, await corner_of(tx, made.ref), corner.night.clock.now())
    await corner.night.settle()
    for _ in range(5):
        corner.night.clock.pass_time(timedelta(seconds=2))
        await corner.night.settle()
    post, said = corner.shows("discord")
    assert "I saw it too" in said.words
    assert said.under == post.receipt


async def test_what_waits_can_be_mended(corner: Corner) -> None:
    """Told what is amiss, the author writes it anew: what waited is posted, and counts once."""
    (shown,) = (await reports(corner.ada.account, text="Call me at 555-0100")).messages
    ref = button_of(shown, "Discard")[1]
    async with corner.night.services.begin() as tx:
        await service.post(
            tx, await corner_of(tx, ref), ("phone",), corner.night.services.policies.incidents, corner.night.clock.now()
        )
    told = await corner.ada.account.says(f"/edit {ref} Somebody broke a window.")
    assert "goes to all channels" in words_of(told)
    assert ref_of(told) == ref
    await corner.night.settle()
    assert all("Somebody broke a window." in words for (words,) in corner.everywhere())
    assert await corner.states() == [IncidentState.POSTED]


async def test_a_late_look_does_not_admit_other_words(corner: Corner) -> None:
    """Whoever admits what they have read cannot admit what was written after."""
    (shown,) = (await reports(corner.ada.account)).messages
    ref = button_of(shown, "Discard")[1]
    services, now = corner.night.services, corner.night.clock.now()
    async with services.begin() as tx:
        seen = await service.post(tx, await corner_of(tx, ref), ("newcomer",), services.policies.incidents, now)
        await service.mend(tx, seen, "Other words", ("newcomer",), services.policies.incidents, now)
    with pytest.raises(Refused):
        async with services.begin() as tx:
            await service.admit(tx, seen, now)
    assert (await corner.incident(ref)).state is IncidentState.HELD
