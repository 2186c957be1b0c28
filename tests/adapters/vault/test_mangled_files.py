"""2,000 random and mangled files: each is kept whole or refused for one reason, and nothing else is left behind."""

import hashlib
import random
from collections.abc import AsyncIterator
from pathlib import Path

from bot.adapters.vault.disk import DiskVault
from bot.clips.model import ClipReason
from bot.kernel.refusal import Refused
from tests.adapters.vault.samples import HOSTILE, TAKEN

EXPECTED = {ClipReason.EMPTY, ClipReason.WRONG_TYPE, ClipReason.TOO_LARGE}
MOST_BYTES = 60_000


def mangled(chance: random.Random) -> bytes:
    """A good or hostile sample with bytes flipped, cut out, doubled or put before it; or noise alone."""
    sample = bytearray(chance.choice([content for content, *_ in TAKEN.values()] + list(HOSTILE.values())))
    for _ in range(chance.randrange(4)):
        at, length = chance.randrange(len(sample) + 1), chance.randrange(200)
        match chance.randrange(5):
            case 0:
                sample[at : at + length] = chance.randbytes(length)
            case 1:
                del sample[at : at + length]
            case 2:
                sample[at:at] = sample[:length]
            case 3:
                sample[:0] = chance.randbytes(chance.randrange(12))
            case _:
                sample += chance.randbytes(chance.randrange(100_000))
    return bytes(sample)


async def pieces(content: bytes, chance: random.Random) -> AsyncIterator[bytes]:
    """The bytes in pieces of any size, also empty ones."""
    start = 0
    while start < len(content):
        end = start + chance.choice((0, 1, 7, 4096, 70_000))
        yield content[start:end]
        start = end


async def test_2000_mangled_files(tmp_path: Path) -> None:
    """Kept bytes are exactly the sent ones under their own hash; a refusal leaves no file."""
    vault, chance, kept_names = DiskVault(tmp_path / "clips", spare_bytes=0), random.Random(11), set[str]()
    kept = refused = 0
    for _ in range(2000):
        content = mangled(chance)
        try:
            held = await vault.keep(pieces(content, chance), MOST_BYTES)
        except Refused as no:
            refused += 1
            assert no.reason in EXPECTED  # noqa: PT017
            continue
        kept += 1
        kept_names.add(held.blob)
        assert (held.sha256, held.size_bytes) == (hashlib.sha256(content).hexdigest(), len(content))
        assert len(content) <= MOST_BYTES
    assert min(kept, refused) > 100
    assert {path.name for path in (tmp_path / "clips").iterdir()} == kept_names
