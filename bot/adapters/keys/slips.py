"""Slips with AES-SIV (RFC 5297): always the same for the same numbers, and telling nobody else anything."""

import base64
import binascii
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from bot.adapters.keys.seals import derived

NUMBERS = struct.Struct(">QI")
SIV_BYTES = 16
LETTERS = -(-(SIV_BYTES + NUMBERS.size) * 8 // 5)
"""45: with a short name before it, the whole stays below the 64 of an address's local part."""


class SivSlips:
    """Implements `people.slips.Slips` with the house key."""

    def __init__(self, house_key: bytes) -> None:
        self._cipher = AESSIV(derived(house_key, "slips"))

    def write(self, purpose: str, who: int, hour: int = 0) -> str:
        """See `Slips.write`."""
        sealed = self._cipher.encrypt(NUMBERS.pack(who, hour), [purpose.encode()])
        return base64.b32encode(sealed).decode().rstrip("=").lower()

    def read(self, purpose: str, slip: str) -> tuple[int, int] | None:
        """See `Slips.read`."""
        if len(slip) != LETTERS:
            return None
        try:
            sealed = base64.b32decode(slip.upper() + "=" * (-LETTERS % 8))
            who, hour = NUMBERS.unpack(self._cipher.decrypt(sealed, [purpose.encode()]))
        except (InvalidTag, ValueError, binascii.Error, struct.error):
            return None
        return who, hour
