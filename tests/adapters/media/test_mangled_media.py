"""Damaged and hostile files: each is washed or refused for one reason, in bounded time, and the house goes on."""

import asyncio
import random
from pathlib import Path

import pytest

from bot.adapters.media.disk import DiskMedia
from bot.kernel.refusal import Refused
from bot.media.model import MediaReason
from tests.adapters.media.samples import CLIPS, PHOTOS, leaks, scene
from tests.adapters.media.washed import store_in, washed

EXPECTED = {MediaReason.NOT_A_PICTURE, MediaReason.HEIC, MediaReason.TOO_MANY_PIXELS, MediaReason.TOO_LONG}


def originals() -> list[bytes]:
    """One good file of each kind."""
    return [make(scene(size=(96, 64))) for make in PHOTOS.values()] + [make(frames=6) for make in CLIPS.values()]


def mangled(sample: bytes, chance: random.Random) -> bytes:
    """With bytes flipped, cut out, doubled, exchanged for large numbers, or the end missing; the kind often survives."""
    content = bytearray(sample)
    for _ in range(chance.randrange(1, 6)):
        at, length = chance.randrange(len(content) + 1), chance.randrange(1, 60)
        match chance.randrange(6):
            case 0:
                content[at : at + length] = chance.randbytes(length)
            case 1:
                del content[at : at + length]
            case 2:
                content[at:at] = content[max(0, at - length) : at]
            case 3:
                content[at : at + 4] = chance.choice(
                    (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"\0\0\0\1")
                )
            case 4:
                content[at : at + 1] = bytes((chance.randrange(256),))
            case _:
                content = content[: max(12, at)]
    return bytes(content)


async def outcome(store: DiskMedia, content: bytes) -> str:
    """`kept`, or the reason; anything else is an error of ours."""
    try:
        clean = await washed(store, content)
    except Refused as no:
        assert no.reason in EXPECTED  # noqa: PT017
        return str(no.reason)
    assert leaks(clean.content) == []
    return "kept"


async def _all(tmp_path: Path, number: int, seed: int) -> None:
    store, chance, samples = store_in(tmp_path), random.Random(seed), originals()
    contents = [mangled(samples[index % len(samples)], chance) for index in range(number)]
    said: list[str] = []

    async def work(mine: list[bytes]) -> None:
        for content in mine:
            async with asyncio.timeout(60):
                said.append(await outcome(store, content))

    async with asyncio.TaskGroup() as group:
        for start in range(2):
            group.create_task(work(contents[start::2]))
    kept = said.count("kept")
    assert len(said) == number and number / 20 < kept < number - number / 20
    assert len(list((tmp_path / "media").iterdir())) == kept


async def test_100_mangled_files(tmp_path: Path) -> None:
    """None hangs, none gets past the walk with a canary, and what was refused is gone."""
    await _all(tmp_path, 100, 17)


@pytest.mark.promise
async def test_2000_mangled_files(tmp_path: Path) -> None:
    """The same with two thousand."""
    await _all(tmp_path, 2000, 18)


async def test_200_files_with_places(tmp_path: Path) -> None:
    """Promise about places: of 200 photos and clips that all tell where they were taken, none does afterwards."""
    store, chance = store_in(tmp_path), random.Random(19)
    makers = [
        *(
            lambda make=make: make(scene(chance, (chance.randrange(40, 400), chance.randrange(40, 400))))
            for make in PHOTOS.values()
        ),
        *(lambda make=make: make(frames=chance.randrange(2, 16), chance=chance) for make in CLIPS.values()),
    ]
    contents = [makers[index % len(makers)]() for index in range(200)]
    assert all(leaks(content) for content in contents)
    said: list[str] = []

    async def work(mine: list[bytes]) -> None:
        said.extend([await outcome(store, content) for content in mine])

    async with asyncio.TaskGroup() as group:
        for start in range(2):
            group.create_task(work(contents[start::2]))
    assert said == ["kept"] * 200
