"""Random and hostile input to a house in full swing: always exactly one reply, nothing breaks, nothing is left behind."""

import random
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select, text
from structlog.testing import capture_logs

from bot.chat.action import Action, BadAction
from bot.chat.incoming import Command, FileUnavailable, FormAnswer, Incoming, IncomingFile, Press, Typed, Upload
from bot.chat.reply import Reply
from bot.db.tables import ApprovalRow, AskRow, ClipRow
from bot.handlers import phrases
from tests.handlers.house import Somebody, words_of
from tests.handlers.routes import ALL_ROUTES
from tests.handlers.test_hostile import some_text
from tests.stories.inside import CLIP, Evening, Resident

EVENTS = 2000
FILES = 200
ACCIDENTS = (phrases.WENT_WRONG, phrases.WENT_WRONG_LATER, phrases.REFUSED)
BAD_LOGS = {"not answered", "not completed", "no wording", "job.crashed", "job.sender_crashed"}


async def refs_of(night: Evening) -> list[str]:
    """Real references, so that the noise comes near the things that matter."""
    async with night.services.begin() as tx:
        session = tx.asks.session  # type: ignore[attr-defined]
        return [
            night.request,
            *[ref for row in (AskRow, ClipRow, ApprovalRow) for ref in await session.scalars(select(row.ref))],
        ]


def some_press(who: Somebody, chance: random.Random, refs: list[str], drafts: list[str]) -> Incoming | None:
    """A button that may have existed; None when no button can carry it."""
    verbs = ["form.pick", "form.open", "x", *(verb for routes in ALL_ROUTES for verb in routes.presses)]
    ref = chance.choice([some_text(chance), *refs, *(f"{draft}.{chance.randrange(9)}" for draft in drafts[-3:])])
    if chance.random() < 0.2:
        ref = f"{chance.choice(refs)}.{chance.randbytes(4).hex()}"
    try:
        return Press(**who._heard(), action=Action(verb=chance.choice(verbs), ref=ref))
    except (BadAction, UnicodeEncodeError):
        return None


def some_event(
    night: Evening, who: Somebody, chance: random.Random, refs: list[str], drafts: list[str]
) -> Incoming | None:
    """Anything that a platform might deliver."""
    words = (
        some_text(chance) if chance.random() < 0.8 else f"{chance.choice(['yes', 'no', 'si'])} {chance.choice(refs)}"
    )
    spec = chance.choice(night.router.commands)
    options = {field.name: some_text(chance) for field in spec.fields if chance.random() < 0.7}
    match chance.randrange(7):
        case 0:
            return Command(**who._heard(), name=spec.name, words=words)
        case 1:
            return Command(**who._heard(), name=chance.choice([spec.name, words]), answers=options)
        case 2:
            return FormAnswer(**who._heard(), draft=chance.choice([words, *drafts]), answers=options)
        case 3 | 4:
            return some_press(who, chance, refs, drafts)
        case 5:
            return Upload(**who._heard(), file=some_file(chance), words=words)
        case _:
            return Typed(**who._heard(), text=words)


def some_file(chance: random.Random) -> IncomingFile:
    """A clip, a broken clip, something else, or a source that breaks off; under any name, size and type."""
    content, cut = chance.choice(KINDS)(chance), chance.random() < 0.1
    sizes = [len(content) + 1, chance.randrange(1, 70_000), 1]

    async def pieces() -> AsyncIterator[bytes]:
        at = 0
        while at < len(content):
            step = chance.choice(sizes)
            yield content[at : at + step]
            at += step
            if cut and at > len(content) // 2:
                raise FileUnavailable("gone")
        if chance.random() < 0.3:
            yield b""

    return IncomingFile(
        name=some_text(chance),
        media_type=some_text(chance),
        size_bytes=chance.choice([None, 0, -1, 1, len(content), 2**63]),
        platform_id=f"file-{chance.randrange(10**6)}",
        open=pieces,
    )


def mangled(chance: random.Random) -> bytes:
    """A video with some bytes changed, mostly in its head, and perhaps cut off."""
    content = bytearray(CLIP)
    for _ in range(chance.randrange(1, 9)):
        content[chance.randrange(chance.choice([40, len(content)]))] = chance.randrange(256)
    return bytes(content[: chance.choice([0, 1, 4, 8, 11, 12, 16, 31, 4096, len(content)])])


KINDS: tuple[Callable[[random.Random], bytes], ...] = (
    lambda chance: CLIP,
    mangled,
    lambda chance: b"",
    lambda chance: chance.randbytes(chance.randrange(1, 9000)),
    lambda chance: b"PK\x03\x04" + chance.randbytes(500),
    lambda chance: b"MZ" + chance.randbytes(5000),
    lambda chance: b"<html><script>alert(1)</script>" * 50,
    lambda chance: struct.pack(">I", chance.choice([0, 1, 8, 15, 2**32 - 1])) + b"ftypisom" + chance.randbytes(64),
    lambda chance: b"\x1a\x45\xdf\xa3" + chance.randbytes(64),
    lambda chance: b"\x89PNG\r\n\x1a\n" + chance.randbytes(64),
    lambda chance: b"\xff\xd8\xff\xe0" + chance.randbytes(64),
    lambda chance: b"RIFF\x00\x00\x00\x00AVI LIST" + chance.randbytes(64),
    lambda chance: b"\x47" * 1000,
    lambda chance: CLIP * 30,
)


async def crowd_of(night: Evening) -> list[Somebody]:
    """A stranger, owners in several states, the officer, the reviewer, an administrator in a channel, and dialogs."""
    owners = [await night.owner(f"Owner{number}") for number in range(3)]
    await night.publish()
    await night.willing(owners[1])
    await night.shared(owners[2])
    stranger = Somebody(router=night.router, handle="stranger", keys=night.keys)
    channel = stranger.elsewhere("-100", admin=True)
    dialogs = replace(owners[1].account, modals=True)
    staff = [night.officer.account, night.reviewer.account]
    return [stranger, channel, dialogs, *staff, *(owner.account for owner in owners)]


async def consistent(night: Evening) -> None:
    """The database is whole, what is held lies in the vault and nothing else, and no approval stands without its yes."""
    async with night.services.begin() as tx:
        session = tx.asks.session  # type: ignore[attr-defined]
        if night.engine.dialect.name == "sqlite":
            assert await session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert (await session.execute(text("PRAGMA foreign_key_check"))).all() == []
        held = await tx.clips.blobs()
        alive = select(func.count()).select_from(ApprovalRow).join(AskRow).where(
            ApprovalRow.state == "granted", AskRow.state != "yes"
        )  # fmt: skip
        assert await session.scalar(alive) == 0
        asked_once = select(func.count()).select_from(AskRow).group_by(AskRow.owner_id, AskRow.request_id)
        assert set(await session.scalars(asked_once)) <= {1}
    assert {blob.name for blob in night.blobs()} == held


async def test_two_thousand_events(night: Evening) -> None:
    """P9: hostile words, commands, dialogs, presses and files of all kinds of people end in one reply each."""
    chance = random.Random(20261123)
    crowd = await crowd_of(night)
    refs, drafts = await refs_of(night), list[str]()
    with capture_logs() as logs:
        for number in range(EVENTS):
            who = chance.choice(crowd)
            incoming = some_event(night, who, chance, refs, drafts)
            if incoming is None:
                continue
            answer = await night.router.answer(incoming)
            assert isinstance(answer, Reply)
            assert not any(accident in words_of(answer) for accident in ACCIDENTS), (number, incoming, logs[-1:])
            if answer.form is not None:
                drafts.append(answer.form.draft)
            if number % 250 == 0:
                await night.pass_time(timedelta(minutes=7))
                refs = await refs_of(night)
        await night.settle()
    assert not [line for line in logs if line["event"] in BAD_LOGS or line["log_level"] in ("error", "critical")]
    await consistent(night)


async def test_two_hundred_files(night: Evening) -> None:
    """P9: every file is a card or a sentence; whatever was refused or broke off left nothing in the vault."""
    chance = random.Random(7)
    owner = await night.owner("Olga")
    await night.publish()
    await owner.press(owner.last("asks for video"), "Yes")
    shown = 0
    with capture_logs() as logs:
        for _ in range(FILES):
            answer = await owner.account.hears(Upload(**owner.account._heard(), file=some_file(chance)))
            said = words_of(answer)
            assert len(answer.messages) == 1
            assert not any(accident in said for accident in ACCIDENTS), logs[-1:]
            shown += await put_away(owner, answer)
            assert night.blobs() == []
    assert 0 < shown < FILES
    assert not [line for line in logs if line["log_level"] in ("error", "critical")]
    await consistent(night)


async def put_away(owner: Resident, answer: Reply) -> bool:
    """Delete the clip behind a card again; says whether there was one."""
    if "This is what would be shared" not in words_of(answer):
        return False
    assert "Deleted" in words_of(await owner.press(answer.messages[0], "Delete"))
    return True
