"""What tests of washing share: a file through the store, and a look at what came out that does not ask our own code."""

import io
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import av
from PIL import Image

from bot.adapters.media.disk import DiskMedia
from bot.media.model import Media, MediaPolicy

POLICY = MediaPolicy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Washed:
    """What the store says, and what it hands out."""

    media: Media
    content: bytes


async def pieces(content: bytes, step: int = 60_000) -> AsyncIterator[bytes]:
    """As a chat service delivers a file."""
    for start in range(0, len(content), step):
        yield content[start : start + step]


def store_in(folder: Path, at_once: int = 2) -> DiskMedia:
    """A store in a folder of the test."""
    return DiskMedia(folder / "media", at_once=at_once, spare_bytes=0)


async def washed(store: DiskMedia, content: bytes, policy: MediaPolicy = POLICY) -> Washed:
    """The file, washed. Raises Refused."""
    media = await store.wash(pieces(content), policy)
    return Washed(media=media, content=b"".join([piece async for piece in store.open(media.blob)]))


def photo(content: bytes) -> Image.Image:
    """The picture, decoded."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def close(image: Image.Image, x: float, y: float, color: tuple[int, int, int], within: int = 40) -> bool:
    """Whether the picture has about this colour there; x and y are parts of its width and height."""
    found = image.convert("RGB").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(found, tuple)
    return all(abs(a - b) <= within for a, b in zip(found, color, strict=True))


def jpeg_parts(content: bytes) -> list[int]:
    """The markers up to the scan, by the book (ITU T.81, annex B), and what follows the end of the picture as -1."""
    at, found = 2, []
    while True:
        found.append(content[at + 1])
        at += 2 + struct.unpack_from(">H", content, at + 2)[0]
        if found[-1] == 0xDA:
            return found if content.endswith(b"\xff\xd9") and content.count(b"\xff\xd9") == 1 else [*found, -1]


def frames_of(content: bytes) -> list[tuple[float, Image.Image]]:
    """Each frame with its time in seconds."""
    with av.open(io.BytesIO(content)) as container:
        return [(float(frame.time or 0), frame.to_image()) for frame in container.decode(video=0)]
