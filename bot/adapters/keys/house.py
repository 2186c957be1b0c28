"""The file of the house key: made once, readable by its owner alone, and never in the database."""

import os
import secrets
import stat
from pathlib import Path

from bot.adapters.keys.seals import KEY_BYTES
from bot.people.model import KeyMissing

MODE = 0o600


def make_house_key(path: Path) -> None:
    """Write a fresh key in 64 hexadecimal digits, which can also be kept on paper. Never over a file that is there.

    Raises FileExistsError, and OSError when the folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    words = secrets.token_hex(KEY_BYTES) + "\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "w", encoding="ascii") as file:
        # Whatever the umask took away or left, the owner may read it and nobody else.
        os.fchmod(file.fileno(), MODE)
        file.write(words)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_house_key(path: Path) -> bytes:
    """The key in the file. Raises KeyMissing with one sentence that says what to do, and never quotes the file."""
    try:
        with path.open(encoding="ascii") as file:
            found = os.fstat(file.fileno())
            words = file.read(KEY_BYTES * 4).strip()
    except FileNotFoundError:
        raise KeyMissing(
            f"There is no house key at {path}; run `porchlight init` for a new house, or put back the key of this one."
        ) from None
    except UnicodeDecodeError:
        raise KeyMissing(f"{path} holds no house key of 64 hexadecimal digits; put back the one that you kept.") from None
    except OSError as error:
        raise KeyMissing(f"The house key at {path} cannot be read ({error.strerror}); check [security] house_key.") from None
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise KeyMissing(f"Others on this machine can read the house key at {path}; run `chmod 600 {path}`.")
    try:
        key = bytes.fromhex(words)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyMissing(f"{path} holds no house key of 64 hexadecimal digits; put back the one that you kept.")
    return key
