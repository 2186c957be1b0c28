"""Worlds that differ only in owners who approved nothing cannot be told apart by police or the public."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.adapters.discord.send import NONCE_CHARACTERS
from bot.chat.action import Action
from bot.chat.message import Button, Message, Paragraph
from bot.consent.model import READY_JOB, AskState
from bot.db.engine import make_engine
from bot.db.tables import AskRow, JobRow
from bot.demo.humans import Screen
from bot.demo.stage import Waits
from bot.demo.town import tiny_video
from bot.handlers import jobs
from bot.handlers.saying import Say, Saying
from tests.conftest import copied
from tests.stories import inside
from tests.stories.street import Owner, Street, street
from tests.stories.transcripts import Streams, first_difference, from_bot, joined, masked, references, shown

ASKS = "asks for video"
DRAFTED = "Nothing is filed yet"
SAYS_HONESTLY = jobs.SAYS
IN_A_HURRY = {"conversation": {"commands_per_minute": 100}}
"""The officer of this story does in seconds what takes an evening."""
WAITS = Waits(hold=5.0, tick=1.0, notices=0.5)
"""The hold is long enough for a slow machine to press *Undo* within it."""


async def evening(url: str, others: int) -> Streams:
    """The story, with one owner who approves and so many others who approve nothing; what police and public saw."""
    async with street(url, owners=1 + others, waits=WAITS, more=IN_A_HURRY) as made:
        for owner in made.owners[1:]:
            if (fate := fate_of(made.owners.index(owner))) in UNREACHABLE:
                UNREACHABLE[fate](made, owner)
        await made.stage.open_bot()
        ref = await request(made)
        await asyncio.gather(*(live(made, owner, number) for number, owner in enumerate(made.owners[1:], 1)))
        await look_around(made)
        await approval(made)
        await made.reyes.command("close", {"request": ref})
        await made.reyes.see(f"{ref} is closed")
        await look_around(made)
        await asyncio.sleep(WAITS.tick * 2)
        await made.stage.program.stop()
        streams = await seen(made)
        await check_nonces(made)
    return streams


async def request(made: Street) -> str:
    """The officer types, is helped with the address, files, and reads what everybody reads."""
    reyes, discord = made.reyes, made.stage.sandbox.discord
    for partial in ("1", "20 al", "nowhere"):
        await discord.autocomplete(reyes.id, None, "request", "place", partial, timeout=20)
    await reyes.command("request", made.stage.request_answers(made.stage.town.scene))
    await reyes.press(await reyes.see(DRAFTED), "File it")
    accepted = await reyes.see("accepted, it goes to review")
    ref = accepted.words.split()[1]
    card = await made.rita.see(f"Review: request {ref}")
    await made.rita.press(card, "Approve")
    await reyes.see(f"{ref} is published")
    await discord.wait_for(made.channel, ASKS, timeout=20)
    await made.stage.sandbox.telegram.wait_for(made.group, lambda message: ASKS in message.text, timeout=20)
    return ref


async def look_around(made: Street) -> None:
    """The officer looks wherever officers and neighbors may look."""
    for command in ("clips", "requests"):
        await made.reyes.command(command, {})
        await made.reyes.see("")
    before = len(made.reyes.screen())
    await made.reyes.command("requests", {}, room=made.channel)
    await made.stage.sandbox.discord.wait_until(lambda: len(made.reyes.screen()) > before, timeout=20)


async def approval(made: Street) -> None:
    """The one owner shares a clip; the officer gets it, twice, and lists it."""
    owner = made.owners[0]
    card = await until_the_card(owner, await owner.human.see(ASKS))
    await owner.human.press(card, "Share")
    ready = await made.reyes.see("is ready", timeout=WAITS.hold + 20)
    for _ in range(2):
        await made.reyes.press(ready, "Get the clip")
        await made.reyes.see("Clip for")
    await made.reyes.command("clips", {})
    await made.reyes.see("Clips that owners have approved")
    await owner.human.see("was fetched by")


async def until_the_card(owner: Owner, asked: Screen) -> Screen:
    """Yes, and a file: what would be shared is shown."""
    await owner.human.press(asked, "Yes")
    await owner.human.see("You said yes")
    owner.human.send_file(tiny_video(1), "porch.mp4", "video/mp4")
    return await owner.human.see("This is what would be shared")


def fate_of(number: int) -> str:
    """What becomes of the owner of this number. The first one besides is silent; the others are a mixture."""
    rare = {2: "blocks", 3: "closed", 4: "no mailbox", 5: "changes", 6: "only yes", 7: "keeps", 8: "undoes"}
    return rare.get(number, "declines" if number % 3 == 0 else "silent")


UNREACHABLE: dict[str, Callable[[Street, Owner], None]] = {
    "blocks": lambda made, owner: made.stage.sandbox.telegram.block(owner.human.id),
    "closed": lambda made, owner: made.stage.sandbox.discord.close_dms(owner.human.id),
    "no mailbox": lambda made, owner: made.stage.sandbox.mail.refuse(owner.email),
}


async def live(made: Street, owner: Owner, number: int) -> None:
    """What one of the others does after being asked; nothing of it is an approval in the end."""
    fate = fate_of(number)
    if fate in ("blocks", "closed"):
        await made.stage.sandbox.mail.wait_for(owner.email, ASKS, timeout=30)
        return
    asked = await owner.human.see(ASKS, timeout=30)
    match fate:
        case "declines":
            await owner.human.press(asked, "No")
            await owner.human.see("You said no")
        case "only yes":
            await owner.human.press(asked, "Yes")
            await owner.human.see("You said yes")
        case "changes":
            await owner.human.press(asked, "Yes")
            await owner.human.press(await owner.human.see("You said yes"), "Change to no")
            await owner.human.see("You took back your yes")
        case "keeps":
            await until_the_card(owner, asked)
        case "undoes":
            await owner.human.press(await until_the_card(owner, asked), "Share")
            await owner.human.press(await owner.human.see("Shared with request"), "Undo")
            await owner.human.see("Undone")


async def seen(made: Street) -> Streams:
    """Every screen of the officer and of the public, with all that the bot put there.

    Direct messages and the answers to one's own commands are two streams: which of two that leave in the same
    millisecond arrives first is chance in every world.
    """
    async with made.books() as tx:
        refs = await references(tx)
    streams: dict[str, list[str]] = {"officer, told": [], "officer, answered": [], "channel": [], "group": []}
    for record in from_bot(made.stage.sandbox.transcript.records):
        if record.about == str(made.channel) and "/messages" in record.kind:
            streams["channel"].append(shown(record, refs))
        elif str(made.reyes.id) in record.audience:
            is_told = record.kind == "POST /channels/{id}/messages"
            streams["officer, told" if is_told else "officer, answered"].append(shown(record, refs))
        elif str(made.group) in record.audience:
            streams["group"].append(shown(record, refs))
    screens = made.reyes.screen()
    streams["officer's screen"] = sorted(masked(str((s.words, s.labels, s.hashes)), refs) for s in screens)
    return streams


async def check_nonces(made: Street) -> None:
    """No nonce on a Discord screen can be computed from counters: it would tell how many approvals there were."""
    async with made.books() as tx:
        keys = list(await tx.people.session.scalars(select(JobRow.key).where(JobRow.lane == "discord")))
    handles = [f"u{made.reyes.id}", f"c{made.channel}"]
    guesses = {
        hashlib.sha256("\n".join((handle, "", key, str(part))).encode()).hexdigest()[:NONCE_CHARACTERS]
        for handle in handles
        for key in keys
        for part in range(3)
    }
    nonces = {
        record.payload["body"]["nonce"]
        for record in from_bot(made.stage.sandbox.transcript.records)
        if isinstance(record.payload, dict) and isinstance(record.payload.get("body"), dict)
        if "nonce" in record.payload["body"]
    }
    assert nonces
    assert not nonces & guesses


@pytest.fixture
def urls(tmp_path: Path, sqlite_template: Path) -> Callable[[int], str]:
    """A fresh SQLite database for each world."""

    def url(number: int) -> str:
        path = tmp_path / f"world{number}.db"
        path.write_bytes(sqlite_template.read_bytes())
        return f"sqlite:///{path}"

    return url


async def test_on_sqlite(urls: Callable[[int], str]) -> None:
    """P2: an officer sees byte for byte the same with 0, 1 and 50 more owners who decline, stay silent or undo."""
    alone, *worlds = await asyncio.gather(*(evening(urls(others), others) for others in (0, 1, 50)))
    assert len(alone["officer, told"]) == 5
    assert len(alone["officer, answered"]) >= 12
    for world in worlds:
        assert first_difference(alone, world) is None
        assert joined(alone) == joined(world)


@pytest.fixture
def two_databases(postgres_server: str, postgres_template: str) -> Iterator[tuple[str, str]]:
    """Two worlds on PostgreSQL."""
    with contextmanager(copied)(postgres_server, postgres_template) as one:
        with contextmanager(copied)(postgres_server, postgres_template) as other:
            yield one, other


async def test_on_postgresql(two_databases: tuple[str, str]) -> None:
    """P2: the same on PostgreSQL, with nine more owners of all kinds."""
    alone, world = await asyncio.gather(evening(two_databases[0], 0), evening(two_databases[1], 9))
    assert first_difference(alone, world) is None
    assert joined(alone) == joined(world)


async def leak_count(saying: Saying) -> Message | None:
    """Planted: a text that counts the asks."""
    message = await SAYS_HONESTLY[READY_JOB](saying)
    asked = await saying.tx.asks.session.scalar(select(func.count()).select_from(AskRow))  # type: ignore[attr-defined]
    assert isinstance(message, Message)
    return replace(message, blocks=(*message.blocks, Paragraph(text=f"{asked} owners were asked.")))


async def leak_order(saying: Saying) -> Message | None:
    """Planted: a button that carries a counter of all asks instead of a random reference."""
    message = await SAYS_HONESTLY[READY_JOB](saying)
    asked = await saying.tx.asks.session.scalar(select(func.max(AskRow.id)))  # type: ignore[attr-defined]
    assert isinstance(message, Message)
    return replace(message, buttons=((Button(label="Get the clip", action=Action(verb="clip.get", ref=f"{asked}")),),))


async def leak_silence(saying: Saying) -> Message | None:
    """Planted: the officer is told only when somebody has not answered."""
    silent = select(func.count()).where(AskRow.state == AskState.ASKED)
    waiting = await saying.tx.asks.session.scalar(silent)  # type: ignore[attr-defined]
    message = await SAYS_HONESTLY[READY_JOB](saying) if waiting else None
    return message if isinstance(message, Message) else None


@pytest.mark.parametrize("leak", [None, leak_count, leak_order, leak_silence])
async def test_teeth(
    leak: Say | None, urls: Callable[[int], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P2: the comparison finds a leak that was planted: in the words, on a button, in silence; and none without one."""
    if leak is not None:
        monkeypatch.setattr(jobs, "SAYS", {**SAYS_HONESTLY, READY_JOB: leak})
    worlds = [await small_evening(urls(others), tmp_path / str(others), others) for others in (0, 2)]
    assert (first_difference(*worlds) is None) == (leak is None)
    assert (joined(worlds[0]) == joined(worlds[1])) == (leak is None)


async def small_evening(url: str, folder: Path, others: int) -> Streams:
    """The story in one process, as far as the notice that a clip is ready."""
    engine = make_engine(url)
    try:
        async with inside.evening(engine, folder) as night:
            owner = await night.owner("Olga")
            for number in range(others):
                await night.owner(f"Silent{number}", street=f"{number} Elm Ave")
            await night.publish()
            await night.shared(owner)
            await night.pass_time(timedelta(minutes=10))
            async with night.services.begin() as tx:
                refs = await references(tx)  # type: ignore[arg-type]
            return {"officer": [masked(got.as_line(), refs) for got in night.officer.told]}
    finally:
        await engine.dispose()
