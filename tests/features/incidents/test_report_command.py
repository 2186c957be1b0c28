"""What neighbors report, on both databases: who sees it, how precisely, and how often."""

import json
from datetime import timedelta

import h3
import pytest
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat.message import Audience, Quote
from bot.db.queue import SqlQueue
from bot.handlers.context import Services
from bot.incidents import texts
from bot.incidents.model import POST_JOB, Category, Incident
from bot.kernel.ids import IncidentId, NeighborhoodId, PersonId, Ref
from tests.handlers.house import START, Hands, Somebody, only_to_speaker, words_of

EXACT = "geo:40.0001234,-75.0005678"


@pytest.fixture
async def linked(ada: Somebody) -> Somebody:
    """Ada in a channel of a neighborhood around 12 Oak St, one mile wide; a second channel is on Discord."""
    admin = ada.elsewhere("-100", admin=True)
    founded = await admin.fills("setup", name="Maple Corner", place="12 Oak St")
    code = words_of(founded).split("/setup ")[1].split()[0]
    await Somebody(router=ada.router, platform="discord", handle="5", room="900", admin=True).says(f"/setup {code}")
    return ada.elsewhere("-100")


def ref_in(text: str) -> str:
    """The reference that a reply names."""
    return text.split("Your report ")[1][:6]


async def test_a_report_goes_to_every_channel_of_the_neighborhood(linked: Somebody, engine: AsyncEngine) -> None:
    """`/report` with its words, a category, a place: one job for each channel, and a word to the author alone."""
    assert "What is it about?" in words_of(await linked.says("/report A window was broken"))
    assert "Where?" in words_of(await linked.says("crime"))
    done = await linked.says("12 Oak St")
    assert "goes to all channels of Maple Corner, as “a neighbor”, around Oak St" in words_of(done)
    assert only_to_speaker(done)
    queue, until = SqlQueue(engine), START + timedelta(minutes=1)
    jobs = [*await queue.lease("telegram", 10, START, until), *await queue.lease("discord", 10, START, until)]
    assert [job.kind for job in jobs] == [POST_JOB, POST_JOB]
    assert len({job.channel for job in jobs}) == 2
    assert all(job.account is None for job in jobs)


async def test_the_exact_place_is_stored_nowhere(linked: Somebody, services: Services, engine: AsyncEngine) -> None:
    """Bar S11: after a report no table holds the place, in words or in numbers; only the cell does, and the hour."""
    asked = await linked.fills("report", text="A dog ran off", category="lost or found pet")
    assert asked.form is not None
    ref = Ref(ref_in(words_of(await linked.says(EXACT))))
    async with services.begin() as tx:
        incident = await tx.incidents.by_ref(ref)
    assert incident is not None
    assert incident.cell == h3.latlng_to_cell(40.0001234, -75.0005678, 9)
    assert incident.hour == START.replace(minute=0, second=0, microsecond=0)
    rows = []
    async with engine.connect() as connection:
        tables = MetaData()
        await connection.run_sync(tables.reflect)
        for table in tables.sorted_tables:
            rows += [tuple(row) for row in await connection.execute(table.select())]
    stored = json.dumps(rows, default=str)
    assert incident.cell in stored
    for trace in ("40.00012", "75.00056", "40.0001,", "0001234", "0005678"):
        assert trace not in stored


async def test_a_direct_report_finds_the_neighborhood(ada: Somebody, linked: Somebody) -> None:
    """In a direct message the place decides; outside of every neighborhood it is asked again."""
    asked = await ada.fills("report", text="Ice on the road", category="safety hazard", place="geo:41.0,-75.0")
    assert "outside the neighborhood" in words_of(asked)
    assert "Maple Corner" in words_of(await ada.says("7 Elm Ave"))


async def test_a_channel_without_neighborhood(ada: Somebody) -> None:
    """A channel that nobody set up is told how to."""
    said = words_of(await ada.elsewhere("-7").fills("report", text="x", category="crime", place="12 Oak St"))
    assert "/setup" in said


async def test_how_often_one_may_report(linked: Somebody, clock: Hands) -> None:
    """One report in five minutes and five in a day; each boundary opens again."""

    async def reports() -> bool:
        said = words_of(await linked.fills("report", text="x", category="community", place="12 Oak St"))
        assert ("goes to all channels" in said) != ("5 times a day and 1 in five minutes" in said)
        return "goes to all channels" in said

    assert await reports()
    assert not await reports()
    for _ in range(4):
        clock.pass_time(timedelta(minutes=5, seconds=1))
        assert await reports()
    clock.pass_time(timedelta(minutes=5, seconds=1))
    assert not await reports()
    clock.pass_time(timedelta(days=1))
    assert await reports()


async def test_the_list_and_taking_back(ada: Somebody, linked: Somebody, services: Services) -> None:
    """`/incidents` shows what is there; only the author takes a report back, and then it is off the list."""
    assert "Nothing was reported in Maple Corner" in words_of(await linked.says("/incidents"))
    ref = ref_in(words_of(await linked.fills("report", text="Lost a key", category="lost or found item", place=EXACT)))
    assert "Lost a key" in words_of(await linked.says("/incidents"))
    assert "Around which place?" in words_of(await ada.says("/incidents"))
    assert "Lost a key" in words_of(await ada.says("7 Elm Ave"))
    eve = Somebody(router=ada.router, handle="666")
    refused = words_of(await eve.says(f"/remove {ref}"))
    assert refused == words_of(await eve.says("/remove ABCDEF")) == words_of(await eve.says("/remove nonsense"))
    assert "Lost a key" in words_of(await linked.says("/incidents"))
    assert "is taken back" in words_of(await ada.says(f"/remove {ref.lower()}"))
    assert "Nothing was reported" in words_of(await linked.says("/incidents"))
    assert "no report of that reference" in words_of(await ada.says(f"/remove {ref}"))


async def test_the_list_reaches_back_a_week(linked: Somebody, clock: Hands) -> None:
    """After seven days a report is off the list."""
    await linked.fills("report", text="Lost a key", category="lost or found item", place=EXACT)
    clock.pass_time(timedelta(days=7, seconds=1))
    assert "Nothing was reported" in words_of(await linked.says("/incidents"))


async def test_reporting_without_a_geocoder(lost: Somebody) -> None:
    """While the geocoder is down, words ask for a pin; a pin is enough for everything, /setup included."""
    await lost.elsewhere("-100", admin=True).fills("setup", name="Maple Corner", place="geo:40,-75")
    asked = await lost.fills("report", text="Ice on the road", category="safety hazard", place="12 Oak St")
    assert "does not answer right now. Please send a location pin" in words_of(asked)
    assert "in the map cell 89" in words_of(await lost.says(EXACT))


def test_how_a_channel_sees_a_report() -> None:
    """The words are a quotation, the place a block, the time an hour, the author nobody, and 911 is named."""
    incident = Incident(
        id=IncidentId(1),
        ref=Ref("K7QFM3"),
        neighborhood=NeighborhoodId(1),
        author=PersonId(42),
        category=Category.FIRE_MEDICAL,
        text="@everyone *smoke* https://example.org",
        cell="892a1072b57ffff",
        around="Oak St",
        hour=START.replace(minute=0, second=0),
    )
    post = texts.post(incident, None, "911")
    assert post.title == "A neighbor reports: fire or medical"
    assert post.audience is Audience.EVERYONE_HERE
    assert Quote(text=incident.text) in post.blocks
    said = words_of(post)
    assert "Where: around Oak St" in said
    assert "When: 23 Nov 2026, in the hour after 20:00 UTC" in said
    assert "not an emergency line: in danger, call 911" in said
    assert "42" not in said
