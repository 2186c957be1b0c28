"""The file of the house key: made for its owner alone, never overwritten, and refused in one sentence with the cure."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.keys.house import make_house_key, read_house_key
from bot.people.model import KeyMissing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key that was just made, in a folder that did not exist."""
    made = tmp_path / "data" / "house.key"
    make_house_key(made)
    return made


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_made_for_its_owner_alone(tmp_path: Path, umask: int) -> None:
    """Whatever the umask, the file is for its owner alone and holds 32 bytes in hexadecimal."""
    before = os.umask(umask)
    try:
        make_house_key(tmp_path / "house.key")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "house.key").stat().st_mode) == 0o600
    assert read_house_key(tmp_path / "house.key").hex() + "\n" == (tmp_path / "house.key").read_text()


def test_two_houses_have_two_keys(tmp_path: Path, path: Path) -> None:
    """Keys are random."""
    make_house_key(tmp_path / "second.key")
    assert read_house_key(tmp_path / "second.key") != read_house_key(path)


def test_never_overwritten(path: Path) -> None:
    """A key that is there stays: without it everything sealed would be lost."""
    before = path.read_text()
    with pytest.raises(FileExistsError):
        make_house_key(path)
    assert path.read_text() == before


def test_typed_from_paper(path: Path) -> None:
    """Capitals, blanks and another end of the line do not matter."""
    key = read_house_key(path)
    words = key.hex().upper()
    path.write_bytes(f"{words[:32]} {words[32:]}\r\n\r\n".encode())
    assert read_house_key(path) == key


REFUSALS: list[tuple[str, Callable[[Path], object], str]] = [
    ("missing", lambda path: path.unlink(), "run `porchlight init`"),
    ("empty", lambda path: path.write_text(""), "holds no house key"),
    ("short", lambda path: path.write_text("ab" * 31), "holds no house key"),
    ("long", lambda path: path.write_text("ab" * 33), "holds no house key"),
    ("other words", lambda path: path.write_text("correct horse battery staple"), "holds no house key"),
    ("raw bytes", lambda path: path.write_bytes(b"\xff" * 32), "holds no house key"),
    ("a folder", lambda path: (path.unlink(), path.mkdir()), "cannot be read"),
    ("for the group", lambda path: path.chmod(0o640), "chmod 600"),
    ("for everybody", lambda path: path.chmod(0o604), "chmod 600"),
]


@pytest.mark.parametrize(("spoil", "cure"), [each[1:] for each in REFUSALS], ids=[each[0] for each in REFUSALS])
def test_refused_with_the_cure(path: Path, spoil: Callable[[Path], object], cure: str) -> None:
    """A key that is missing, damaged or open to others is refused in one sentence that quotes nothing of it."""
    secret = path.read_text().strip()
    spoil(path)
    with pytest.raises(KeyMissing) as refused:
        read_house_key(path)
    sentence = str(refused.value)
    assert cure in sentence and str(path) in sentence
    assert secret not in sentence and "correct horse" not in sentence and "\n" not in sentence
