"""Pauses with an end: what people say, when the camera comes back, and that its owner is told."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import _ticks
from bot.cameras.ends import LONGEST_PAUSE, read_end
from bot.cameras.model import BACK_JOB, CameraReason
from bot.cameras.service import resume_due
from bot.cameras.texts import pauses
from bot.config import Settings
from bot.db.queue import SqlQueue
from bot.geo.model import Circle, Point
from bot.handlers.context import Services
from bot.handlers.jobs import Jobs
from bot.kernel.refusal import Refused
from bot.outbox.lane import Delivery
from bot.outbox.model import Job
from tests.features.cameras.owners import cameras, press, register
from tests.handlers.house import Hands, Somebody, words_of

LA = "America/Los_Angeles"
NOW = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
"""A Tuesday, 12:15 in Los Angeles."""
HERE = Circle(center=Point(lat=40.0, lon=-75.0), radius_m=50)


def wall(text: str, language: str = "en", now: datetime = NOW) -> str:
    """The end as a clock on the wall shows it."""
    end = read_end(text, LA, now, language)
    return f"{end.astimezone(ZoneInfo(LA)):%Y-%m-%d %H:%M}" if end is not None else "never"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("until 24 December", "2026-12-24 08:00"),
        ("December 24th", "2026-12-24 08:00"),
        ("hasta el 24 de diciembre", "2026-12-24 08:00"),
        ("2026-12-24 18:00", "2026-12-24 18:00"),
        ("24/12", "2026-12-24 08:00"),
        ("5 January", "2027-01-05 08:00"),
        ("until the 5th", "2026-12-05 08:00"),
        ("tomorrow", "2026-11-25 08:00"),
        ("hasta mañana", "2026-11-25 08:00"),
        ("until Friday", "2026-11-27 08:00"),
        ("Friday 9 am", "2026-11-27 09:00"),
        ("until next Tuesday", "2026-12-01 08:00"),
        ("el lunes que viene", "2026-11-30 08:00"),
        ("until 6 pm", "2026-11-24 18:00"),
        ("until 3 am", "2026-11-25 03:00"),
        ("for a week", "2026-12-01 08:00"),
        ("for two weeks.", "2026-12-08 08:00"),
        ("por dos semanas", "2026-12-08 08:00"),
        ("durante 10 días", "2026-12-04 08:00"),
        ("for 3 hours", "2026-11-24 15:15"),
        ("un mes", "2026-12-24 08:00"),
        ("a year", "2027-11-24 08:00"),
        ("until further notice", "never"),
        ("", "never"),
    ],
)
def test_ends_as_people_say_them(text: str, end: str) -> None:
    """Days come at eight in the morning, times as said, spans of days on such a morning too."""
    assert wall(text) == end


def test_the_order_of_day_and_month() -> None:
    """What 3/4 is depends on the language; what cannot be a month is a day in both."""
    assert (wall("3/4", "en"), wall("3/4", "es")) == ("2027-03-04 08:00", "2027-04-03 08:00")
    assert wall("24/12", "en") == wall("24/12", "es") == wall("12/24", "es")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31 Feb", CameraReason.PAUSE_UNREADABLE),
        ("30/02/2027", CameraReason.PAUSE_UNREADABLE),
        ("2026-02-30", CameraReason.PAUSE_UNREADABLE),
        ("the 32nd", CameraReason.PAUSE_UNREADABLE),
        ("December", CameraReason.PAUSE_UNREADABLE),
        ("5", CameraReason.PAUSE_UNREADABLE),
        ("1e9", CameraReason.PAUSE_UNREADABLE),
        ("soon", CameraReason.PAUSE_UNREADABLE),
        ("until", CameraReason.PAUSE_UNREADABLE),
        ("a" * 10_000, CameraReason.PAUSE_UNREADABLE),
        ("1 Jan 2020", CameraReason.PAUSE_PAST),
        ("yesterday", CameraReason.PAUSE_UNREADABLE),
        ("24 November", CameraReason.PAUSE_PAST),
        ("today", CameraReason.PAUSE_PAST),
        ("for 0 days", CameraReason.PAUSE_PAST),
        ("for 0 hours", CameraReason.PAUSE_PAST),
        ("for 367 days", CameraReason.PAUSE_TOO_LONG),
        ("9999 years", CameraReason.PAUSE_TOO_LONG),
        ("9999 hours", CameraReason.PAUSE_TOO_LONG),
        ("24 December 2028", CameraReason.PAUSE_TOO_LONG),
        ("29 Feb", CameraReason.PAUSE_TOO_LONG),
    ],
)
def test_ends_that_are_none(text: str, reason: CameraReason) -> None:
    """A day that no calendar has, one that is over and one beyond a year are refused, each with its reason."""
    with pytest.raises(Refused) as no:
        read_end(text, LA, NOW)
    assert no.value.reason is reason


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("until 14 March 2027 02:30", "2027-03-14 10:30"),
        ("until 14 March 2027", "2027-03-14 15:00"),
        ("until 7 November 2027 01:30", "2027-11-07 08:30"),
        ("until 7 November 2027", "2027-11-07 16:00"),
    ],
)
def test_the_nights_when_clocks_are_changed(text: str, utc: str) -> None:
    """A time that is skipped comes an hour later by the wall, one that comes twice is the first; mornings stay mornings."""
    assert f"{read_end(text, LA, NOW):%Y-%m-%d %H:%M}" == utc


def test_spans_across_a_change_of_clocks() -> None:
    """A day over the change is a morning all the same, and hours are hours."""
    before = datetime(2026, 10, 31, 20, 0, tzinfo=UTC)
    assert wall("for 1 day", now=before) == "2026-11-01 08:00"
    end = read_end("for 24 hours", LA, before)
    assert end is not None and end - before == timedelta(hours=24)


def test_any_words_are_read_or_refused() -> None:
    """Whatever is typed ends in a moment of the next year, in none, or in a refusal; never in an error."""
    chance = random.Random(7)
    parts = ["until", "for", "24", "31", "Feb", "December", "2026", "99999", "/", "-", ":", "am", "hasta", "el", "mañana",
             "friday", "9", "\u200b", "💥", "th", "º", "weeks", "٣", "0", "+05:00", "UTC", "."]  # fmt: skip
    for _ in range(400):
        text = chance.choice(["", " "]).join(chance.choices(parts, k=chance.randrange(1, 6)))
        try:
            end = read_end(text, LA, NOW, chance.choice(["en", "es"]))
        except Refused:
            continue
        assert end is None or timedelta() < end - NOW <= LONGEST_PAUSE


@pytest.mark.parametrize(
    "words",
    ["{ref} until 24 December", "1 until 24 December", "Camera 1 hasta el 24 de diciembre", "until 24 December",
     "until 24 dec"],
)  # fmt: skip
async def test_pausing_until_a_day_in_one_message(ada: Somebody, services: Services, words: str) -> None:
    """Which camera and until when are told apart in one line; the answer says when it comes back, by its own clocks."""
    await register(ada)
    (camera,) = await cameras(services)
    answer = words_of(await ada.says(f"/camera pause {words.format(ref=camera.ref)}"))
    assert "Camera 1 is paused until Thu, Dec 24, 2026, 8:00" in answer
    assert answer.count("EST") == 1
    (camera,) = await cameras(services)
    assert (camera.paused, camera.paused_until) == (True, datetime(2026, 12, 24, 13, 0, tzinfo=UTC))


async def test_pausing_by_buttons(ada: Somebody, services: Services) -> None:
    """*Pause* acts at once and without an end; then an end may be chosen, or typed."""
    await register(ada)
    paused = await press(ada, await ada.says("/camera edit"), "Pause")
    assert "until you turn it on again" in words_of(paused)
    assert (await cameras(services))[0].paused_until is None
    week = await press(ada, paused, "For a week")
    assert "until Mon, Nov 30, 2026, 8:00" in words_of(week)
    assert "Until when shall Camera 1" in words_of(await press(ada, week, "Another day"))
    assert "could not read until when" in words_of(await ada.says("31 Feb"))
    assert (await cameras(services))[0].paused_until == datetime(2026, 11, 30, 13, tzinfo=UTC)
    assert "until Fri, Nov 27" in words_of(await ada.says("Friday"))
    assert "on again" in words_of(await press(ada, week, "Turn on again"))
    assert (await cameras(services))[0].paused_until is None
    assert "closed already" in words_of(await ada.presses(pauses.FOR, f"{(await cameras(services))[0].ref}.9999"))
    assert not (await cameras(services))[0].paused


async def test_a_camera_comes_back_by_itself(
    ada: Somebody, services: Services, engine: AsyncEngine, clock: Hands
) -> None:
    """At its moment and not before, a paused camera is in range again, and its owner is told, once, in the chat."""
    await register(ada)
    await ada.says("/camera pause for 2 hours")

    async def due() -> int:
        async with services.begin() as tx:
            return await resume_due(tx, clock.now())

    clock.pass_time(timedelta(hours=2) - timedelta(microseconds=1))
    assert await due() == 0
    clock.pass_time(timedelta(microseconds=1))
    assert [await due(), await due()] == [1, 0]
    async with services.begin() as tx:
        assert len(await tx.cameras.in_area(HERE)) == 1
    (told,) = await back_jobs(engine, clock)
    said = await Jobs(services).perform(told)
    assert isinstance(said, Delivery) and said.message is not None
    assert said.handle == "1001"
    assert "The pause of Camera 1 is over" in words_of(said.message)
    await ada.says("/camera pause")
    assert await Jobs(services).perform(told) is None


async def test_the_clock_of_the_house_ends_pauses(ada: Somebody, services: Services, clock: Hands) -> None:
    """Nobody has to do anything: it is one of the things that the house does every minute."""
    await register(ada)
    await ada.says("/camera pause for 2 hours")
    tick = next(each for each in _ticks(services, Settings()) if each.name == "pauses that have ended")
    assert tick.seconds <= 60
    await tick.do()
    assert (await cameras(services))[0].paused
    clock.pass_time(timedelta(hours=2))
    await tick.do()
    assert not (await cameras(services))[0].paused


async def test_nobody_is_told_of_a_camera_that_is_gone(
    ada: Somebody, services: Services, engine: AsyncEngine, clock: Hands
) -> None:
    """The job looks again at the moment of sending."""
    await register(ada)
    await ada.says("/camera pause for 2 hours")
    clock.pass_time(timedelta(hours=2))
    async with services.begin() as tx:
        await resume_due(tx, clock.now())
    await ada.presses("camera.erase", (await cameras(services))[0].ref)
    (told,) = await back_jobs(engine, clock)
    assert await Jobs(services).perform(told) is None


async def test_turning_on_by_hand_ends_the_pause(ada: Somebody, services: Services, clock: Hands) -> None:
    """What was turned on again, or paused without an end, is left alone when the former end comes."""
    await register(ada)
    await ada.says("/camera pause for 2 hours")
    await ada.says("/camera resume")
    await ada.says("/camera pause")
    clock.pass_time(timedelta(hours=3))
    async with services.begin() as tx:
        assert await resume_due(tx, clock.now()) == 0
    assert (await cameras(services))[0].paused


async def back_jobs(engine: AsyncEngine, clock: Hands) -> list[Job]:
    """What waits to be told about cameras in chats."""
    now = clock.now()
    jobs = await SqlQueue(engine).lease("telegram", 10, now, now + timedelta(minutes=1))
    return [job for job in jobs if job.kind == BACK_JOB]
