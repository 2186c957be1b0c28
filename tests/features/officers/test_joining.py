"""An officer joins: three things to prove, in order, and nothing may be done before all of them are."""

from datetime import timedelta

from bot.officers.model import OfficerState
from tests.features.officers.way import DIGITS, MAILBOX, Way
from tests.handlers.house import words_of


async def test_the_whole_way(way: Way) -> None:
    """Code, six digits from the work mailbox, an operator's call, a code of the app; each step says what comes next, and
    after each nothing more is proved than was proved."""
    assert "Three steps are left" in await way.joins()
    assert await way.stands() is OfficerState.JOINED
    assert f"on their way to {MAILBOX}" in await way.mailbox()
    await way.night.settle()
    assert any(DIGITS in mail for mail in way.mails())
    assert "an operator calls Maple Police" in await way.digits()
    assert await way.stands() is OfficerState.MAILED
    assert "is told" in await way.called()
    assert await way.stands() is OfficerState.CALLED
    assert "follows here" in await way.app()
    assert await way.stands() is OfficerState.CALLED
    assert "You are verified for Maple Police until" in words_of(await way.who.account.says(way.shows()))
    assert await way.stands() is OfficerState.ON_DUTY
    assert "verified for Maple Police" in words_of(await way.who.account.says("/officer"))


async def test_police_commands_before_the_end_of_it(way: Way) -> None:
    """S33: at every step before the last, each police command is refused with what is to be done."""
    for step, lacking in (
        (way.joins, "prove your work mailbox"), (way.mailbox, "prove your work mailbox"),
        (way.digits, "has yet to call"), (way.called, "One step is left"), (way.app, "One step is left"),
    ):  # fmt: skip
        await step()
        for command in ("/request", "/bulletin", "/clips", "/close K7QFM3"):
            assert lacking in words_of(await way.who.account.says(command)), command


async def test_only_mailboxes_of_the_department(way: Way) -> None:
    """Exactly its domain or below it; not one that merely ends or begins alike, and no free mail."""
    await way.joins()
    for address in (
        "vega@gmail.com", "vega@example.org", "vega@police.example.org.evil.com", "vega@notpolice.example.org",
        "police.example.org@evil.com",
    ):  # fmt: skip
        assert "no mailbox of Maple Police" in await way.mailbox(address)
    await way.night.settle()
    assert not way.night.senders["mail"].sent
    assert "on their way" in await way.mailbox("Vega@Detectives.Police.Example.ORG")


async def test_wrong_digits_prove_nothing(way: Way) -> None:
    """Five wrong ones and the code is void, as for any mailed code; a right one afterwards is worth nothing."""
    await way.joins()
    await way.mailbox()
    for _ in range(5):
        await way.digits("000000")
    await way.digits()
    assert await way.stands() is OfficerState.JOINED


async def test_who_invited_does_not_confirm(way: Way) -> None:
    """The card goes to the other operators alone, and the inviter's press and command are refused."""
    await way.joins()
    await way.mailbox()
    await way.digits()
    assert not any("Please call" in got.words for got in way.first.told)
    card = way.second.last("Please call a department")
    assert "not one that the officer gave you" in words_of(card).lower()
    assert f"Work mailbox: {MAILBOX}" in words_of(card)
    assert "leave the call to another" in words_of(await way.first.press(card, "I called, confirm"))
    said = await way.first.account.fills("called", officer=way.ref, number="555 0199", source="the website")
    assert "leave the call to another" in words_of(said)
    assert await way.stands() is OfficerState.MAILED


async def test_nobody_else_confirms(way: Way) -> None:
    """A neighbor, the officer, and an operator who has become an officer meanwhile are refused, whatever they press."""
    await way.joins()
    await way.mailbox()
    await way.digits()
    card = way.second.last("Please call a department")
    for other in (way.who, way.night.reviewer, way.night.officer):
        for label in ("I called, confirm", "They do not know them"):
            assert "Only those who run" in words_of(await other.press(card, label))
    assert await way.stands() is OfficerState.MAILED


async def test_a_call_is_told_of(way: Way) -> None:
    """Without digits for a number, or without a source, it does not count; what was said is kept and not public."""
    await way.joins()
    await way.mailbox()
    await way.digits()
    assert "in digits" in await way.called("the usual one")
    assert await way.stands() is OfficerState.MAILED
    await way.called("+1 555 0123", "the phone book")
    assert await way.stands() is OfficerState.CALLED
    async with way.night.services.begin() as tx:
        public = " ".join(f"{leaf.entry.kind} {dict(leaf.entry.body)}" for leaf in await tx.record.leaves())
    assert "phone book" not in public and "555 0123" not in public and MAILBOX not in public


async def test_the_department_does_not_know_them(way: Way) -> None:
    """*They do not know them* suspends, in public; the same card confirms nothing afterwards."""
    await way.joins()
    await way.mailbox()
    await way.digits()
    card = way.second.last("Please call a department")
    assert "is suspended" in words_of(await way.second.press(card, "They do not know them"))
    assert "does not wait for a call" in words_of(await way.second.press(card, "I called, confirm"))
    assert "suspended" in await way.mailbox()
    assert await way.stands() is OfficerState.SUSPENDED


async def test_one_mailbox_is_one_officer(way: Way) -> None:
    """Who reads another officer's mail does not become a second officer with it."""
    await way.all()
    await way.night.officer.account.fills("officer", mailbox=MAILBOX)
    assert "another officer's" in words_of(await way.night.officer.account.says(DIGITS))
    assert (await way.officer()).mailbox_at is not None


async def test_the_work_mailbox_becomes_no_account(way: Way) -> None:
    """Nothing but digits and warnings is ever mailed there: an owner's own address stays what it was, and /link shows no
    work mailbox."""
    await way.all()
    async with way.night.services.begin() as tx:
        person = await tx.people.with_account(way.who.account.platform, way.who.account.handle)
        assert person is not None
        assert [each.platform for each in await tx.people.accounts(person.id)] == [way.who.account.platform]


async def test_an_operator_is_no_officer(way: Way) -> None:
    """Nobody lets themselves in."""
    assert "cannot be one of those who let police in" in words_of(await way.second.account.says(f"/officer {way.code}"))
    assert await way.stands() is OfficerState.INVITED


async def test_the_secret_does_not_stay_in_the_chat(way: Way) -> None:
    """Whoever opens the chat of an officer later, on a stolen phone or in a browser left open, finds no secret in it."""
    await way.joins()
    await way.mailbox()
    await way.digits()
    await way.called()
    await way.app()
    assert any(way.secret[:4] in got.words for got in way.who.told)
    await way.who.account.says(way.shows())
    await way.night.settle()
    assert not any("Open an app" in got.words or way.secret[:4] in got.words for got in way.who.told)


async def test_the_secret_is_shown_once(way: Way) -> None:
    """Asked again before a code was typed, another one is shown and the first is worthless; afterwards none is shown."""
    await way.joins()
    await way.mailbox()
    await way.digits()
    await way.called()
    await way.app()
    first = way.shows()
    way.night.clock.pass_time(timedelta(seconds=1))
    await way.app()
    assert "does not fit" in await way.types(first)
    assert "verified" in await way.types(way.shows())
    press = await way.who.press_only(way.who.last("The last step is an app"), "Set up the app")
    assert "set up already" in words_of(press)
