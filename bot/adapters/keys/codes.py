"""Codes by time (RFC 6238) as authenticator apps make them. The only file that knows pyotp."""

from datetime import datetime

import pyotp

ISSUER = "Porchlight"
SECONDS = 30
DIGITS = 6


class TimeCodes:
    """Implements `officers.ports.Codes`."""

    def new_secret(self) -> str:
        """See `Codes.new_secret`: 160 bits, as RFC 4226 advises."""
        return pyotp.random_base32()

    def uri(self, secret: str, name: str) -> str:
        """See `Codes.uri`."""
        return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)

    def step_of(self, secret: str, code: str, now: datetime) -> int | None:
        """See `Codes.step_of`. Compares in constant time."""
        if len(code) != DIGITS or not (code.isascii() and code.isdecimal()):
            return None
        step = int(now.timestamp()) // SECONDS
        counted = pyotp.HOTP(secret, digits=DIGITS)
        fitting = [each for each in (step - 1, step, step + 1) if counted.verify(code, each)]
        return fitting[-1] if fitting else None
