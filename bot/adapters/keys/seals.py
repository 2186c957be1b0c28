"""Seals with AES-256-GCM: each person's own key, wrapped by one that is derived from the house key. Knows no database."""

import base64
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.kernel.ids import PersonId
from bot.people.model import KeyMissing, SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12
"""Random for each seal. One key seals far fewer than the 2^32 things after which two might share one (NIST SP 800-38D)."""

VERSION = b"\x01"
"""The first byte of everything sealed, so that a later cipher can tell what an earlier one left behind."""

TOKEN_BYTES = 16


class GcmLock:
    """Implements `people.ports.Lock` with one key. `whose` is bound into every seal beside the place."""

    def __init__(self, key: bytes, whose: str) -> None:
        self._cipher = AESGCM(key)
        self._whose = whose

    def seal(self, about: str, content: bytes) -> bytes:
        """See `Lock.seal`: version, nonce, then what is sealed with a tag of 16 bytes."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, content, self._bound(about))

    def open(self, about: str, sealed: bytes) -> bytes:
        """See `Lock.open`."""
        nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if sealed[:1] != VERSION or len(nonce) != NONCE_BYTES:
            raise SealBroken(f"What lies under {about} is not sealed as this version seals.")
        try:
            return self._cipher.decrypt(nonce, rest, self._bound(about))
        except InvalidTag:
            raise SealBroken(f"What lies under {about} was changed, or was sealed for another place or key.") from None

    def seal_words(self, about: str, words: str) -> bytes:
        """See `Lock.seal_words`."""
        # Whatever a platform lets through comes back the same: half a surrogate pair is no valid UTF-8.
        return self.seal(about, words.encode("utf-8", "surrogatepass"))

    def open_words(self, about: str, sealed: bytes) -> str:
        """See `Lock.open_words`."""
        return self.open(about, sealed).decode("utf-8", "surrogatepass")

    def _bound(self, about: str) -> bytes:
        return VERSION + f"{about}:{self._whose}".encode()


class HouseSeals:
    """Implements `people.ports.Seals` with the 32 random bytes of the house key."""

    def __init__(self, house_key: bytes) -> None:
        """Raises KeyMissing unless there are exactly 32 bytes."""
        if len(house_key) != KEY_BYTES:
            raise KeyMissing(f"A house key has {KEY_BYTES} bytes, not {len(house_key)}.")
        self._wrapping = GcmLock(derived(house_key, "wrapping"), "house")
        self._passing = GcmLock(derived(house_key, "passing"), "house")
        self._blinding = derived(house_key, "blinding")
        self._signing = derived(house_key, "signing")

    @property
    def passing(self) -> GcmLock:
        """See `Seals.passing`."""
        return self._passing

    def new_key(self, person: PersonId) -> bytes:
        """See `Seals.new_key`."""
        return self._wrapping.seal(wrapped_for(person), secrets.token_bytes(KEY_BYTES))

    def lock(self, person: PersonId, wrapped: bytes | None) -> GcmLock:
        """See `Seals.lock`. Unwraps each time: a key in the clear is kept nowhere, so that erasing one erases it."""
        if wrapped is None:
            raise KeyMissing(f"Person {person} has no key any more; restore the file of keys, or erase the person.")
        try:
            return GcmLock(self._wrapping.open(wrapped_for(person), wrapped), str(person))
        except SealBroken:
            raise KeyMissing(
                "The house key does not fit this database; put back the one with which the database was made."
            ) from None

    def blind(self, purpose: str, *words: str) -> str:
        """See `Seals.blind`: HMAC-SHA256."""
        return hmac.new(self._blinding, told(purpose, *words), "sha256").hexdigest()

    def sign(self, purpose: str, *words: str) -> str:
        """See `Seals.sign`: the first half of an HMAC-SHA256, in base 32."""
        token = hmac.new(self._signing, told(purpose, *words), "sha256").digest()[:TOKEN_BYTES]
        return base64.b32encode(token).decode().rstrip("=").lower()

    def check(self, purpose: str, token: str, *words: str) -> bool:
        """See `Seals.check`."""
        return hmac.compare_digest(self.sign(purpose, *words).encode(), token.lower().encode("utf-8", "replace"))


def derived(house_key: bytes, use: str) -> bytes:
    """A key of its own for each use (HKDF-SHA256, RFC 5869), so that none says anything about another."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"porchlight 1 {use}".encode()).derive(house_key)


def wrapped_for(person: PersonId) -> str:
    """What a wrapped key is about: it opens as this person's only."""
    return f"person_key.wrapped:{person}"


def told(*words: str) -> bytes:
    """Words in a row so that no other row of words reads the same: each with its length before it."""
    each = [word.encode("utf-8", "surrogatepass") for word in words]
    return b"".join(len(word).to_bytes(4, "big") + word for word in each)
