"""One pin sets up alerts; everything about them can be changed, muted and deleted, by their owner alone."""

from datetime import timedelta

import pytest

from bot.alerts.model import AlertReason, Rhythm, Wishes
from bot.alerts.reading import read_categories, read_quiet, read_words
from bot.chat.message import Message
from bot.incidents.model import Category
from bot.kernel.refusal import Refused
from tests.features.alerts.conftest import HOME, subscribed
from tests.features.incidents.conftest import Corner
from tests.handlers.house import only_to_speaker, words_of
from tests.stories.inside import Resident


async def wishes_of(corner: Corner, somebody: Resident) -> Wishes | None:
    """What is stored."""
    person = await corner.night.person_of(somebody)
    async with corner.night.services.begin() as tx:
        found = await tx.alerts.of_person(person)
    return found.wishes if found is not None else None


def labels(message: Message) -> list[str]:
    """Of its buttons."""
    return [str(button.label) for row in message.buttons for button in row]


async def test_one_pin_is_enough(corner: Corner) -> None:
    """The point is asked for, said to be private, and everything else has a sensible beginning."""
    asked = await corner.eve.account.says("/alerts")
    assert "shown to nobody" in words_of(asked)
    assert asked.form is not None and [field.name for field in asked.form.fields] == ["place"]
    shown = await corner.eve.account.says(HOME)
    assert only_to_speaker(shown)
    words = words_of(shown)
    assert "How far: 1 mile around your home point" in words
    assert "Categories: all\nHow often: At once\nQuiet hours: 21:00 to 08:00" in words
    assert "40.000" not in words and "75.000" not in words, "the point itself is not repeated"
    kept = await wishes_of(corner, corner.eve)
    assert kept is not None
    assert (kept.time_zone, kept.rhythm) == ("America/New_York", Rhythm.INSTANT)
    assert (round(kept.home.lat, 6), round(kept.home.lon, 6)) == (40.0005, -75.0005)


async def test_all_in_one_command(corner: Corner) -> None:
    """Every option at once, and again with fewer: what is not named stays."""
    shown = await corner.eve.account.fills(
        "alerts", place=HOME, radius="0.25", categories="crime, lost or found pet", rhythm="weekly", quiet="22-7"
    )
    assert "Categories: Crime" in words_of(shown)
    kept = await wishes_of(corner, corner.eve)
    assert kept is not None
    assert kept.radius_m == pytest.approx(402.336)
    assert kept.categories == {Category.CRIME, Category.PET}
    assert (kept.rhythm, kept.quiet_from, kept.quiet_until) == (Rhythm.WEEKLY, 1320, 420)
    await corner.eve.account.says("/alerts daily")
    again = await wishes_of(corner, corner.eve)
    assert again is not None
    assert (again.rhythm, again.categories, again.radius_m) == (Rhythm.DAILY, kept.categories, kept.radius_m)


async def test_buttons_change_everything(corner: Corner) -> None:
    """Distance, rhythm, categories, quiet hours, muting and back."""
    await subscribed(corner.eve)
    eve = corner.eve.account
    assert "5 miles" in words_of(await eve.presses("alerts.radius", "5"))
    assert "Once a day" in words_of(await eve.presses("alerts.rhythm", "daily"))
    assert (await eve.presses("alerts.ask", "categories")).form is not None
    assert "Categories: Community" in words_of(await eve.says("community"))
    assert (await eve.presses("alerts.ask", "quiet")).form is not None
    assert "Quiet hours: none" in words_of(await eve.says("none"))
    muted = await eve.presses("alerts.mute", "week")
    assert "Muted: until" in words_of(muted)
    assert "Unmute" in labels(muted.messages[0]) and "Mute for a day" not in labels(muted.messages[0])
    kept = await wishes_of(corner, corner.eve)
    assert kept is not None and kept.muted_until == corner.night.clock.now() + timedelta(days=7)
    assert "Muted" not in words_of(await eve.presses("alerts.unmute", "me"))


async def test_a_made_up_button_changes_nothing(corner: Corner) -> None:
    """Buttons come from outside: what they cannot mean is no change and no crash."""
    await subscribed(corner.eve)
    before = await wishes_of(corner, corner.eve)
    for verb, ref in (("radius", "900"), ("rhythm", "hourly"), ("ask", "home"), ("mute", "year")):
        assert (await corner.eve.account.presses(f"alerts.{verb}", ref)).messages == ()
    assert await wishes_of(corner, corner.eve) == before
    assert "You have no alerts yet" in words_of(await corner.bob.account.presses("alerts.radius", "5"))
    assert await wishes_of(corner, corner.bob) is None


async def test_deleting_leaves_no_row(corner: Corner) -> None:
    """The home point goes, and /alerts asks for it anew."""
    await subscribed(corner.eve)
    assert "deleted" in words_of(await corner.eve.account.presses("alerts.delete", "me"))
    assert await wishes_of(corner, corner.eve) is None
    assert (await corner.eve.account.says("/alerts")).form is not None


async def test_not_where_others_read_along(corner: Corner) -> None:
    """In a channel nothing is asked, shown or stored."""
    eve = corner.eve.account.elsewhere("-100")
    told = await eve.says(f"/alerts {HOME}")
    assert told.form is None
    assert "direct" in words_of(told) or "directly" in words_of(told)
    assert await wishes_of(corner, corner.eve) is None


async def test_not_for_officers(corner: Corner) -> None:
    """Neighbors' posts are not forwarded to police, by no door."""
    officer = corner.night.officer
    for words in ("/alerts", f"/alerts {HOME}"):
        told = await officer.account.says(words)
        assert "not forwarded to police" in words_of(told)
        assert told.form is None
    assert await wishes_of(corner, officer) is None


async def test_what_a_button_says_may_be_typed(corner: Corner) -> None:
    """In either language, as the answer to nothing in particular."""
    await subscribed(corner.eve)
    assert "How often: Once a week" in words_of(await corner.eve.account.says("/alerts once a week"))
    assert "How often: Once a day" in words_of(await corner.eve.account.says("/alerts Una vez al día"))


async def test_what_cannot_be_read_is_asked_again(corner: Corner) -> None:
    """One sentence says how to write it, and nothing changes."""
    await subscribed(corner.eve)
    before = await wishes_of(corner, corner.eve)
    await corner.eve.account.presses("alerts.ask", "quiet")
    assert "“22-7”" in words_of(await corner.eve.account.says("sometimes"))
    assert "Quiet hours: 22:00 to 07:00" in words_of(await corner.eve.account.says("22-7"))
    told = await corner.eve.account.fills("alerts", place="nowhere at all")
    assert "I cannot find that place" in words_of(told)
    after = await wishes_of(corner, corner.eve)
    assert before is not None and after is not None and after.home == before.home


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("22-7", (1320, 420)), ("21:30 - 8", (1290, 480)), ("22 to 6", (1320, 360)), ("none", (0, 0)), ("24-7", (0, 420)),
        ("10 pm - 7 am", (1320, 420)), ("10pm to 7:30 a.m.", (1320, 450)), ("from 9 P.M. until 12 am", (1260, 0)),
        ("12 pm - 3 pm", (720, 900)), ("22 a 7", (1320, 420)), ("de 22 a 7", (1320, 420)),
        ("de las 10 de la noche a las 7 de la mañana", (1320, 420)), ("10 at night to 7 in the morning", (1320, 420)),
    ],
)  # fmt: skip
def test_quiet_hours_are_read(words: str, hours: tuple[int, int]) -> None:
    """As people write them."""
    assert read_quiet(words) == hours


@pytest.mark.parametrize("words", ["", "25-7", "22", "22-7-8", "night", "-", "99999999999-7", "13 pm - 7", "0 am-7", "25-99"])
def test_quiet_hours_that_cannot_be_meant(words: str) -> None:
    """Are refused with a reason."""
    with pytest.raises(Refused) as refused:
        read_quiet(words)
    assert refused.value.reason is AlertReason.BAD_QUIET_HOURS


def test_categories_are_read() -> None:
    """By name between commas; all of them, or every one of them, is no limit."""
    assert read_categories("all") == frozenset()
    assert read_categories("Crime, lost or found pet") == {Category.CRIME, Category.PET}
    assert read_categories(",".join(Category)) == frozenset()
    for words in ("", "crime, people", ","):
        with pytest.raises(Refused):
            read_categories(words)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("off", {"rhythm": "off"}),
        ("Stop", {"rhythm": "off"}),
        ("cada día", {"rhythm": "daily"}),
        ("2 miles", {"radius": "2 miles"}),
        ("22-7", {"quiet": "22-7"}),
        ("10 pm to 7 am", {"quiet": "10 pm to 7 am"}),
        ("7 miles", {"radius": "7 miles"}),
        ("3", {"radius": "3"}),
        ("12", {"place": "12"}),
        ("500 metros", {"radius": "500 metros"}),
        ("crime", {"categories": "crime"}),
        ("12 Oak St", {"place": "12 Oak St"}),
        ("40.0, -75.0", {"place": "40.0, -75.0"}),
        ("", {}),
    ],
)
def test_words_find_their_option(words: str, part: dict[str, str]) -> None:
    """Where options are typed as text, each is known by how it looks; all else is a place."""
    assert read_words(words) == part
