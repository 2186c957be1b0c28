"""What is sealed opens for the same person, at the same place and unchanged, and in no other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.keys.seals import KEY_BYTES, NONCE_BYTES, GcmLock, HouseSeals
from bot.kernel.ids import PersonId
from bot.people.model import KeyMissing, SealBroken
from bot.people.ports import Seals

SEALS: Seals = HouseSeals(bytes(range(KEY_BYTES)))
OTHER_HOUSE = HouseSeals(bytes(range(1, KEY_BYTES + 1)))
ADA, BEN = PersonId(7), PersonId(8)
ADAS, BENS = SEALS.new_key(ADA), SEALS.new_key(BEN)
LABEL = "camera.label"


@given(st.text())
def test_words_come_back(words: str) -> None:
    """Any text comes back as it was, under a person's key and under the house's."""
    for lock in (SEALS.lock(ADA, ADAS), SEALS.passing):
        assert lock.open_words(LABEL, lock.seal_words(LABEL, words)) == words


@given(st.binary(max_size=300))
def test_bytes_come_back(content: bytes) -> None:
    """Any bytes come back as they were, and are not found in what is stored."""
    lock = SEALS.lock(ADA, ADAS)
    sealed = lock.seal(LABEL, content)
    assert lock.open(LABEL, sealed) == content
    assert len(content) < 4 or content not in sealed


def test_half_a_surrogate_pair_comes_back() -> None:
    """Not even a text that is no valid UTF-8 is lost."""
    lock = SEALS.lock(ADA, ADAS)
    assert lock.open_words(LABEL, lock.seal_words(LABEL, "\ud83d")) == "\ud83d"


def test_another_place_is_refused() -> None:
    """What was sealed as a label does not open as an address, and what passes is no person's."""
    sealed = SEALS.lock(ADA, ADAS).seal(LABEL, b"Porch")
    with pytest.raises(SealBroken, match=r"camera\.street_address"):
        SEALS.lock(ADA, ADAS).open("camera.street_address", sealed)
    with pytest.raises(SealBroken):
        SEALS.passing.open(LABEL, sealed)


def test_another_person_is_refused() -> None:
    """What was moved into somebody else's row does not open there, and nor does a key."""
    sealed = SEALS.lock(ADA, ADAS).seal(LABEL, b"Porch")
    with pytest.raises(SealBroken):
        SEALS.lock(BEN, BENS).open(LABEL, sealed)
    with pytest.raises(KeyMissing, match="does not fit"):
        SEALS.lock(BEN, ADAS)
    key = bytes(KEY_BYTES)
    with pytest.raises(SealBroken):
        GcmLock(key, str(BEN)).open(LABEL, GcmLock(key, str(ADA)).seal(LABEL, b"Porch"))


def test_any_changed_byte_is_refused() -> None:
    """Whichever byte is changed, and wherever it is cut off, it does not open."""
    lock = SEALS.lock(ADA, ADAS)
    sealed = lock.seal(LABEL, b"Porch")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        for wrong in (bytes(changed), sealed[:place]):
            with pytest.raises(SealBroken):
                lock.open(LABEL, wrong)


def test_another_house_is_refused() -> None:
    """With another house key nothing opens, and the sentence says what to do."""
    with pytest.raises(KeyMissing, match="put back the one with which the database was made"):
        OTHER_HOUSE.lock(ADA, ADAS)
    with pytest.raises(SealBroken):
        OTHER_HOUSE.passing.open(LABEL, SEALS.passing.seal(LABEL, b"Porch"))


def test_a_person_without_a_key_is_named() -> None:
    """Whose key was erased is said by number, with what to do."""
    with pytest.raises(KeyMissing, match="Person 7 has no key any more"):
        SEALS.lock(ADA, None)


def test_nonces_do_not_repeat() -> None:
    """Ten thousand seals of the same words have ten thousand nonces, and no two are alike."""
    lock = SEALS.lock(ADA, ADAS)
    seals = [lock.seal(LABEL, b"Porch") for _ in range(10_000)]
    assert len({sealed[1 : 1 + NONCE_BYTES] for sealed in seals}) == len(seals)
    assert len({SEALS.new_key(ADA) for _ in range(1_000)}) == 1_000


def test_keys_differ() -> None:
    """Two keys of the same person are two keys: what one has sealed the other does not open."""
    again = SEALS.new_key(ADA)
    with pytest.raises(SealBroken):
        SEALS.lock(ADA, again).open(LABEL, SEALS.lock(ADA, ADAS).seal(LABEL, b"Porch"))


def test_blind_hashes_are_found_again() -> None:
    """The same words have the same hash; other words, purposes, houses and ways of cutting the words have another."""
    hashed = SEALS.blind("account", "telegram", "1001")
    assert hashed == HouseSeals(bytes(range(KEY_BYTES))).blind("account", "telegram", "1001")
    assert len(hashed) == 64 and "1001" not in hashed
    others = [
        SEALS.blind("account", "telegram", "1002"),
        SEALS.blind("account", "telegram1001"),
        SEALS.blind("account", "telegra", "m1001"),
        SEALS.blind("draft", "telegram", "1001"),
        OTHER_HOUSE.blind("account", "telegram", "1001"),
    ]
    assert len({hashed, *others}) == len(others) + 1


def test_tokens_are_checked() -> None:
    """A token fits the words it was made of, in small letters or capitals, and nothing else."""
    token = SEALS.sign("bounce", "17")
    assert len(token) == 26 and token.isalnum() and token == token.lower()
    assert SEALS.check("bounce", token, "17")
    assert SEALS.check("bounce", token.upper(), "17")
    wrong = [("bounce", token, "18"), ("unsubscribe", token, "17"), ("bounce", token[:-1], "17"), ("bounce", "", "17")]
    assert not any(SEALS.check(purpose, made, words) for purpose, made, words in wrong)
    assert not SEALS.check("bounce", "naïve ✉", "17")
    assert not OTHER_HOUSE.check("bounce", token, "17")
    assert SEALS.sign("bounce", "17") != SEALS.blind("bounce", "17")[:26]


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_only_whole_house_keys(length: int) -> None:
    """A key that is too short or too long is none."""
    with pytest.raises(KeyMissing, match=f"not {length}"):
        HouseSeals(b"k" * length)
