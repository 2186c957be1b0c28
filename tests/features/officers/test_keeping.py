"""An officer goes on proving it: renewal, warnings, idle days, a dead or changed mailbox, a lost phone."""

from datetime import timedelta

from bot.handlers.returns import Returns
from bot.officers.model import IDLE_AFTER, OFFICER_LIFE, RENEW_FROM, OfficerState
from bot.people.slips import MailWays, Returned
from tests.features.officers.way import MAILBOX, Way
from tests.handlers.house import words_of

DAY = timedelta(days=1)


class NoMailbox:
    """Nothing comes by itself."""

    async def look(self, hear: object) -> None:
        """Nothing."""


async def works(way: Way, days: int) -> None:
    """So many days go by, with a police command now and then."""
    for _ in range(days):
        way.night.clock.pass_time(DAY)
        if way.night.clock.now().day % 10 == 0:
            await way.types(way.shows())
    await way.night.settle()


async def test_renewal(way: Way) -> None:
    """Too early before the last 14 days; then digits to the work mailbox and a code of the app give 90 days more."""
    await way.all()
    await works(way, (OFFICER_LIFE - RENEW_FROM).days - 1)
    assert "too early" in words_of(await way.who.account.says("/officer renew"))
    await works(way, 2)
    assert f"on their way to {MAILBOX}" in words_of(await way.who.account.says("/officer renew"))
    assert "six digits that your app shows" in await way.digits()
    before = (await way.officer()).verified_at
    renewed = await way.who.account.fills("code", code=way.shows(), step="officer.renew")
    assert "Thank you. You are verified" in words_of(renewed)
    assert (await way.officer()).verified_at > before


async def test_a_renewal_needs_the_mailbox(way: Way) -> None:
    """The app alone does not prolong anything, whatever is pressed or typed."""
    await way.all()
    await works(way, (OFFICER_LIFE - RENEW_FROM).days + 1)
    before = (await way.officer()).verified_at
    assert "the digits from the mail first" in words_of(
        await way.who.account.fills("code", code=way.shows(), step="officer.renew")
    )
    assert "the digits from the mail first" in words_of(await way.who.account.presses("officer.renew", ""))
    assert (await way.officer()).verified_at == before


async def test_after_the_end(way: Way) -> None:
    """On day 90 nothing works but renewing; more than 30 days later an operator has to call again."""
    await way.all()
    await works(way, OFFICER_LIFE.days)
    assert await way.stands() is OfficerState.LAPSED
    assert "Please type /officer renew" in words_of(await way.who.account.says("/request"))
    way.night.clock.pass_time(31 * DAY)
    assert await way.stands() is OfficerState.LAPSED
    await way.who.account.says("/officer renew")
    assert "an operator calls" in await way.digits()
    assert await way.stands() is OfficerState.MAILED
    await way.called()
    assert await way.stands() is OfficerState.ON_DUTY


async def test_warnings(way: Way) -> None:
    """14 and 3 days before the end, in the chat and in the work mailbox; none for whom it no longer concerns."""
    await way.all()
    await works(way, OFFICER_LIFE.days - 15)
    assert not any("ends soon" in got.words for got in way.who.told)
    await works(way, 1)
    assert sum("for 14 more days" in got.words for got in way.who.told) == 1
    assert sum("for 14 more days" in mail for mail in way.mails()) == 1
    await works(way, 11)
    assert sum("for 3 more days" in got.words for got in way.who.told) == 1
    await works(way, 10)
    assert sum("ends soon" in got.words for got in way.who.told) == 2


async def test_whoever_renewed_is_not_warned(way: Way) -> None:
    """The warnings of the first 90 days are not said in the second."""
    await way.all()
    await works(way, OFFICER_LIFE.days - 14)
    await way.who.account.says("/officer renew")
    await way.digits()
    await way.who.account.fills("code", code=way.shows(), step="officer.renew")
    await works(way, 12)
    assert sum("ends soon" in got.words for got in way.who.told) == 1


async def test_idle(way: Way) -> None:
    """After 60 days without a police command an operator is to call; `/officer` asks for it, and a code does not help."""
    await way.all()
    way.night.clock.pass_time(IDLE_AFTER)
    assert await way.stands() is OfficerState.IDLE
    for command in ("/request", "/clips"):
        assert "an operator calls your department once more" in words_of(await way.who.account.says(command))
    assert "calls your department once more" in await way.types(way.shows())
    assert await way.stands() is OfficerState.IDLE
    for _ in range(3):
        assert "calls Maple Police once more" in words_of(await way.who.account.says("/officer"))
    await way.night.settle()
    assert sum("Please call" in got.words for got in way.second.told) == 2  # When they joined, and once today.
    await way.called()
    assert await way.stands() is OfficerState.ON_DUTY


async def test_another_mailbox(way: Way) -> None:
    """A changed work mailbox stops them until an operator has called again; the old one is told."""
    await way.all()
    await way.mailbox("other@police.example.org")
    assert await way.stands() is OfficerState.ON_DUTY
    assert "You may not act at present: your work mailbox changed" in await way.digits()
    assert await way.stands() is OfficerState.MAILED
    assert any("no longer used" in mail for mail in way.mails())
    assert "has yet to call" in words_of(await way.who.account.says("/clips"))
    await way.called()
    assert await way.stands() is OfficerState.ON_DUTY


async def test_the_same_mailbox_again_changes_nothing(way: Way) -> None:
    """Proving it once more in the middle of the 90 days neither stops nor prolongs."""
    await way.all()
    way.night.clock.pass_time(10 * DAY)
    before = await way.officer()
    await way.mailbox()
    await way.digits()
    after = await way.officer()
    assert (after.verified_at, after.standing, after.called_at) == (
        before.verified_at,
        before.standing,
        before.called_at,
    )


async def test_mail_that_comes_back(way: Way) -> None:
    """One hard bounce of the work mailbox stops the officer; mailbox and call are asked for anew, the app stays."""
    await way.all()
    way.night.clock.pass_time(DAY)
    ways = MailWays(
        slips=way.night.services.mail_ways.slips, pages="", mailbox="back@porchlight.example.org", otherwise=""
    )
    back = ways.from_work((await way.officer()).id, way.night.clock.now())
    slip = back.partition("+")[2].partition("@")[0]
    returns = Returns(way.night.services, NoMailbox())
    await returns.hear(Returned(slip=slip, is_hard=False))
    assert await way.stands() is OfficerState.ON_DUTY
    await returns.hear(Returned(slip=slip, is_hard=True))
    await way.night.settle()
    assert await way.stands() is OfficerState.JOINED
    assert any("mail to your work mailbox came back" in got.words for got in way.who.told)
    assert "prove your work mailbox" in words_of(await way.who.account.says("/request"))
    await way.mailbox()
    await way.digits()
    assert await way.stands() is OfficerState.MAILED
    await way.called()
    assert await way.stands() is OfficerState.ON_DUTY


async def test_a_slip_of_another_kind_stops_nobody(way: Way) -> None:
    """What comes back from an owner's mail has a slip of its own kind, and an old one is no news."""
    await way.all()
    slips, number = way.night.services.mail_ways.slips, (await way.officer()).id
    hour = int(way.night.clock.now().timestamp() // 3600)
    returns = Returns(way.night.services, NoMailbox())
    for slip in (
        slips.write("bounce", number, hour),
        slips.write("stop", number),
        slips.write("work", number, hour - 200),
    ):
        await returns.hear(Returned(slip=slip, is_hard=True))
    assert await way.stands() is OfficerState.ON_DUTY


async def test_a_lost_phone(way: Way) -> None:
    """`/officer lost` stops at once; codes of the old app are worth nothing, also after the call; a new app is set up."""
    await way.all()
    old = way.secret
    way.night.clock.pass_time(timedelta(minutes=1))
    assert "worth nothing from now on" in words_of(await way.who.account.says("/officer lost"))
    await way.night.settle()
    assert await way.stands() is OfficerState.MAILED
    assert "has yet to call" in await way.types(way.shows(1))
    assert "reported lost in their chat" in way.second.told[-1].words
    await way.called()
    assert await way.stands() is OfficerState.CALLED
    assert "does not fit" in await way.types(way.shows(1))
    await way.app()
    assert way.secret != old
    way.night.clock.pass_time(timedelta(minutes=1))
    assert "You are verified" in await way.types(way.shows())
