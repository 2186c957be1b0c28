"""Passphrases of operators as scrypt hashes (RFC 7914), which take 64 MB and a tenth of a second to try each."""

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

LOG_COST, BLOCK, LANES = 16, 8, 1
SALT_BYTES, HASH_BYTES = 16, 32
KIND = "scrypt"


class ScryptPassphrases:
    """Implements `operators.ports.Passphrases`."""

    def keep(self, passphrase: str) -> str:
        """`scrypt$cost$salt$hash`, with a new salt each time."""
        salt = secrets.token_bytes(SALT_BYTES)
        made = _scrypt(LOG_COST, salt).derive(passphrase.encode())
        return "$".join((KIND, str(LOG_COST), _written(salt), _written(made)))

    def fits(self, passphrase: str, kept: str) -> bool:
        """Compares in constant time. An empty passphrase fits nothing."""
        kind, _, rest = kept.partition("$")
        try:
            cost, salt, made = rest.split("$")
            log_cost = int(cost)
            if kind != KIND or not passphrase or not 0 < log_cost <= LOG_COST:
                return False
            _scrypt(log_cost, _read(salt)).verify(passphrase.encode(), _read(made))
        except (ValueError, binascii.Error, InvalidKey):
            return False
        return True


def _scrypt(log_cost: int, salt: bytes) -> Scrypt:
    return Scrypt(salt=salt, length=HASH_BYTES, n=2**log_cost, r=BLOCK, p=LANES)


def _written(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _read(content: str) -> bytes:
    return base64.b64decode(content, validate=True)
