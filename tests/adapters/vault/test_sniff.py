"""Which files are taken for what."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.vault.sniff import HEAD_BYTES, media_type
from bot.clips.service import EXTENSIONS
from tests.adapters.vault.samples import HOSTILE, TAKEN


@pytest.mark.parametrize("name", TAKEN)
def test_known_kinds_are_recognised(name: str) -> None:
    """Every kind of film and picture that we take is recognised by its content."""
    content, kind = TAKEN[name]
    assert media_type(content[:HEAD_BYTES]) == kind


@pytest.mark.parametrize("name", HOSTILE)
def test_everything_else_is_not(name: str) -> None:
    """Scripts, archives, lists of addresses, programs and broken containers are none of our kinds."""
    assert len(HOSTILE) >= 50
    assert media_type(HOSTILE[name][:HEAD_BYTES]) is None


@settings(deadline=None)
@given(st.binary(max_size=600), st.sampled_from([content for content, _ in TAKEN.values()]), st.integers(0, 400))
def test_any_bytes_are_judged(noise: bytes, sample: bytes, cut: int) -> None:
    """Whatever the bytes are, cut or damaged anywhere, there is a verdict and never an error."""
    media_type(noise)
    media_type(sample[:cut])
    media_type(sample[:cut] + noise)


def test_every_kind_has_a_name() -> None:
    """Whatever the vault takes is handed over under a name with its own ending."""
    assert {kind for _, kind in TAKEN.values()} == EXTENSIONS.keys()
