"""An owner's clip is given back to that owner alone, and only while it is kept."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.chat.message import Attachment
from bot.clips.model import Clip, ClipState, Kept
from bot.clips.texts import own_copy
from bot.kernel.ids import AskId, ClipId, PersonId, Ref

OWNER, SOMEBODY = PersonId(7), PersonId(8)
CLIP = Clip(
    ref=Ref("C2LM4N"),
    ask=AskId(1),
    owner=OWNER,
    kept=Kept(blob="b1", sha256="a" * 64, size_bytes=4, media_type="video/mp4"),
    name="clip.mp4",
    platform="telegram",
    platform_file="f1",
    id=ClipId(1),
    state=ClipState.HELD,
    received_at=datetime(2026, 11, 22, 12, tzinfo=UTC),
)


async def opened() -> AsyncIterator[bytes]:
    """The bytes; nobody asks for them here."""
    yield b"clip"


def test_its_owner_gets_the_file() -> None:
    """The message holds the very file, by its hash."""
    message = own_copy(CLIP, OWNER, opened)
    assert message is not None
    assert [block.sha256 for block in message.blocks if isinstance(block, Attachment)] == ["a" * 64]


def test_nobody_else_gets_it() -> None:
    """Whoever reads at an account that is not the owner's gets no message at all."""
    assert own_copy(CLIP, SOMEBODY, opened) is None


@pytest.mark.parametrize("state", [state for state in ClipState if state is not ClipState.HELD])
def test_what_is_gone_is_not_given(state: ClipState) -> None:
    """A deleted or purged clip is given back to nobody, for its bytes are gone."""
    assert own_copy(replace(CLIP, state=state), OWNER, opened) is None
