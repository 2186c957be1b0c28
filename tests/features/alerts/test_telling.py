"""Who is told of a report, once, and how what they were told follows the report."""

from dataclasses import dataclass
from datetime import timedelta

from bot.alerts import service
from bot.chat.message import Message
from bot.chat.ports import Outcome, Unreachable
from bot.incidents import service as incidents
from tests.features.alerts.conftest import alerted, subscribed
from tests.features.incidents.conftest import Corner
from tests.stories.inside import Noting, Resident, button_of

LATER = timedelta(minutes=6)
ALERT = "from your home point"


@dataclass(slots=True)
class Closed(Noting):
    """A platform on which somebody has blocked the bot."""

    to: str = ""

    async def send(self, handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        """Not to them."""
        if handle == self.to:
            return Unreachable(why="blocked")
        return await Noting.send(self, handle, message, key, thread, under)


def alerts_of(resident: Resident) -> list[str]:
    """The alerts that somebody has in their direct messages now."""
    return [got.words for got in resident.told if ALERT in got.words]


async def test_a_neighbor_is_told_once(corner: Corner) -> None:
    """With the words, the block, the hour and the way off; announcing once more adds nothing."""
    await subscribed(corner.eve)
    made = await corner.report(corner.ada)
    (told,) = alerts_of(corner.eve)
    assert told.startswith("A neighbor reports: crime\nAbout ")
    assert "A window was broken." in told
    assert "in danger, call 911" in told
    labels = [button.label for row in corner.eve.told[-1].message.buttons for button in row]
    assert labels == ["Mute for a day", "Change alerts"]
    async with corner.night.services.begin() as tx:
        await service.announce(tx, await tx.incidents.by_id(made.id), corner.night.clock.now())
    await corner.night.settle()
    assert len(alerts_of(corner.eve)) == 1
    assert alerts_of(corner.bob) == []


async def test_nobody_else_is_told(corner: Corner) -> None:
    """Not the author, who is muted, who wants other categories, lives too far off, or is an officer since."""
    night = corner.night
    noa, pia, kim = [await night.resident(name) for name in ("Noa", "Pia", "Kim")]
    for somebody in (corner.ada, corner.eve, noa, pia, kim):
        await subscribed(somebody)
    await corner.eve.account.presses("alerts.mute", "day")
    await noa.account.says("/alerts pet")
    await pia.account.fills("alerts", place="geo:40.05,-75.0")
    await kim.account.presses("alerts.rhythm", "off")
    made = await corner.report(corner.ada)
    for somebody in (corner.ada, corner.eve, noa, pia, kim):
        assert alerts_of(somebody) == [], somebody.name
    assert await alerted(corner, made) == []


async def test_a_dead_account_gives_way_to_the_next(corner: Corner) -> None:
    """One delivery for each person: the first chat is blocked, so the mailbox gets it; nobody gets both."""
    await subscribed(corner.eve)
    night = corner.night
    person = await night.person_of(corner.eve)
    async with night.services.begin() as tx:
        assert await tx.people.add_account(person, "mail", "eve@example.org", "", night.clock.now())
    mail = night.senders["mail"]
    night.work.cancel()
    night.senders["telegram"] = Closed("telegram", to=corner.eve.account.handle)
    night.work_again()
    made = await corner.report(corner.ada)
    await night.settle()
    assert alerts_of(corner.eve) == []
    assert [got.handle for got in mail.sent if ALERT in got.words] == ["eve@example.org"]
    await corner.ada.account.says(f"/correct {made.ref} It was the house next door.")
    await night.settle()
    assert len([got for got in mail.sent if ALERT in got.words]) == 1, "a mail cannot be changed, nor is it sent again"
    assert len([got for got in mail.sent if "A correction to report" in got.words]) == 1


async def test_what_was_told_follows(corner: Corner) -> None:
    """An edit stands in the alert itself, hiding takes it back, and after an appeal it is there again; once."""
    await subscribed(corner.eve)
    made = await corner.report(corner.ada)
    await corner.ada.account.says(f"/edit {made.ref} Two windows were broken.")
    await corner.night.settle()
    (told,) = alerts_of(corner.eve)
    assert "Two windows were broken." in told
    for change, count in ((incidents.hide, 0), (incidents.restore, 1)):
        async with corner.night.services.begin() as tx:
            incident = await tx.incidents.by_id(made.id)
            assert incident is not None
            await change(tx, incident, corner.night.clock.now())
        await corner.night.settle()
        assert len(alerts_of(corner.eve)) == count
    await corner.ada.account.says(f"/remove {made.ref}")
    await corner.night.settle()
    assert alerts_of(corner.eve) == []


async def test_a_correction_reaches_exactly_those_who_were_told(corner: Corner) -> None:
    """Also who is muted or switched alerts off since, and nobody who came later; each correction once."""
    noa, pia = [await corner.night.resident(name) for name in ("Noa", "Pia")]
    for somebody in (corner.eve, corner.bob, noa):
        await subscribed(somebody)
    made = await corner.report(corner.ada)
    told = [each for each in (corner.eve, corner.bob, noa, pia, corner.ada) if alerts_of(each)]
    assert told == [corner.eve, corner.bob, noa]
    await corner.eve.account.presses("alerts.mute", "week")
    await noa.account.presses("alerts.delete", "me")
    await subscribed(pia)

    async def corrected() -> list[int]:
        await corner.night.settle()
        people = (corner.eve, corner.bob, noa, pia, corner.ada)
        return [sum("A correction to report" in got.words for got in each.told) for each in people]

    await corner.ada.account.says(f"/correct {made.ref} It was the house next door.")
    assert await corrected() == [1, 1, 1, 0, 0]
    await corner.ada.account.says(f"/edit {made.ref} A window broke.")
    assert await corrected() == [1, 1, 1, 0, 0], "an edit is no new correction"
    await corner.ada.account.says(f"/correct {made.ref} Nobody was hurt.")
    assert await corrected() == [2, 2, 2, 0, 0]


async def test_quiet_hours(corner: Corner) -> None:
    """What is posted at night is told in the morning, and not if it was taken back by then."""
    await subscribed(corner.eve, "22-7")
    night = corner.night
    await night.pass_time(timedelta(hours=8))  # 23:15 in Maple.
    first = await corner.report(corner.ada)
    assert alerts_of(corner.eve) == []
    await corner.ada.account.says(f"/correct {first.ref} It was the house next door.")
    await night.pass_time(timedelta(hours=1))
    second = await corner.report(corner.ada, text="A tree fell on the street", category="safety hazard")
    await corner.ada.account.says(f"/remove {second.ref}")
    await night.pass_time(timedelta(hours=6, minutes=40))  # 6:55.
    assert alerts_of(corner.eve) == []
    await night.pass_time(timedelta(minutes=10))
    (told,) = alerts_of(corner.eve)
    assert "It was the house next door." in told
    await night.pass_time(timedelta(minutes=1))
    assert not any("A correction to report" in got.words for got in corner.eve.told), "the alert says it already"


async def test_the_buttons_of_an_alert(corner: Corner) -> None:
    """One press mutes, and shows until when; the other leads to the settings."""
    await subscribed(corner.eve)
    await corner.report(corner.ada)
    alert = corner.eve.last(ALERT)
    muted = await corner.eve.account.presses(*button_of(alert, "Mute for a day"))
    assert "Unmute" in [button.label for row in muted.messages[0].buttons for button in row]
    shown = await corner.eve.account.presses(*button_of(alert, "Change alerts"))
    assert shown.messages[0].title == "Your alerts"
