"""Passphrases of operators, and public keys of departments."""

import pyrage
import pytest

from bot.adapters.keys.age import read_recipient
from bot.adapters.keys.passphrases import LOG_COST, ScryptPassphrases

KEPT = ScryptPassphrases()


def test_only_the_passphrase_fits() -> None:
    """The right one fits, another one, an empty one and the hash itself do not; the same one is kept differently each time,
    and takes 64 MB to try."""
    one, other = KEPT.keep("K7QFM3TV9XWA2CDE"), KEPT.keep("K7QFM3TV9XWA2CDE")
    assert one != other
    assert "K7QF" not in one
    assert KEPT.fits("K7QFM3TV9XWA2CDE", one)
    for wrong in ("K7QFM3TV9XWA2CDF", "", one):
        assert not KEPT.fits(wrong, one)
    assert 128 * 2**LOG_COST * 8 >= 64 * 2**20


@pytest.mark.parametrize(
    "kept", ["", "scrypt", "scrypt$16$x", "scrypt$99$AAAA$AAAA", "scrypt$a$b$c", "argon$16$AAAA$AAAA"]
)
def test_what_is_no_hash_fits_nothing(kept: str) -> None:
    """A removed operator's empty hash, and whatever a database might hold by mistake."""
    assert not KEPT.fits("", kept)
    assert not KEPT.fits("K7QFM3TV9XWA2CDE", kept)


def test_public_keys() -> None:
    """A recipient is read whatever the blanks around it; one letter wrong, a secret key and other kinds of key are none."""
    identity = pyrage.x25519.Identity.generate()
    key = str(identity.to_public())
    assert read_recipient(f" {key}\n") == key
    wrong = key[:-1] + ("q" if key[-1] != "q" else "p")
    for text in ("", "age1", wrong, str(identity), key + key, "ssh-ed25519 AAAA"):
        assert read_recipient(text) is None
