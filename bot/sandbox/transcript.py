"""The transcript: everything that crossed the sandbox, in order and byte for byte. Knows no platform's format."""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

Platform = Literal["telegram", "discord", "mail"]
Direction = Literal["to bot", "from bot"]

INLINE_LIMIT_BYTES = 64 * 1024


def wall_clock() -> datetime:
    """The current time in UTC. It is the sandbox's only clock: everything else is handed one."""
    return datetime.fromtimestamp(time.time(), UTC)


def as_json(value: object) -> Any:
    """`value` as plain JSON. Text stays exact; bytes become their SHA-256 and size, and their base64 up to 64 KiB."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case bytes() | bytearray() | memoryview():
            content = bytes(value)
            described: dict[str, Any] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            if len(content) <= INLINE_LIMIT_BYTES:
                described["base64"] = base64.b64encode(content).decode("ascii")
            return described
        case Mapping():
            return {str(key): as_json(item) for key, item in value.items()}
        case Sequence():
            return [as_json(item) for item in value]
        case set() | frozenset():
            return sorted((as_json(item) for item in value), key=str)
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a transcript")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing that crossed the sandbox."""

    seq: int
    """1 for the first record, and one more for each after it."""
    at: str
    """When it crossed: ISO 8601 in UTC."""
    platform: Platform
    direction: Direction
    kind: str
    """The method, event or command, in the platform's own word: `sendMessage`, `callback_query`, `DATA`."""
    about: str
    """The chat, channel or address that it concerns; empty if none."""
    audience: tuple[str, ...]
    """Every person and chat who could see it on their screen. Empty for calls that were refused or show nothing."""
    payload: Any
    """What was sent, as plain JSON."""
    answer: Any
    """What was answered, as plain JSON; None if no answer is foreseen or it never arrived."""

    def as_line(self) -> str:
        """The record as one line of JSON, without the line break."""
        columns = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))


class Transcript:
    """An append-only list of records, shared by all the stand-ins of one sandbox."""

    def __init__(self, *, now: Callable[[], datetime] = wall_clock) -> None:
        self._now = now
        self._records: list[Record] = []
        self._listeners: list[Callable[[Record], None]] = []

    def add(
        self,
        *,
        platform: Platform,
        direction: Direction,
        kind: str,
        payload: object,
        about: str | int = "",
        audience: Sequence[str | int] = (),
        answer: object = None,
    ) -> Record:
        """Append a record and tell every listener. `payload` and `answer` may hold bytes; see `as_json`."""
        record = Record(
            seq=len(self._records) + 1,
            at=self._now().astimezone(UTC).isoformat(),
            platform=platform,
            direction=direction,
            kind=kind,
            about=str(about),
            audience=tuple(str(one) for one in audience),
            payload=as_json(payload),
            answer=as_json(answer),
        )
        self._records.append(record)
        for listener in tuple(self._listeners):
            listener(record)
        return record

    @property
    def records(self) -> tuple[Record, ...]:
        """All records so far, oldest first."""
        return tuple(self._records)

    def seen_by(self, platform: Platform, person: str | int) -> list[Record]:
        """What this person, or everybody in this chat, could see on their screen, oldest first."""
        return [record for record in self._records if record.platform == platform and str(person) in record.audience]

    def subscribe(self, listener: Callable[[Record], None]) -> Callable[[], None]:
        """Call `listener` with every record from now on. Returns the function that ends the subscription."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def write(self, path: Path) -> None:
        """Write all records to `path`, one JSON object a line, in UTF-8."""
        path.write_text("".join(f"{record.as_line()}\n" for record in self._records), encoding="utf-8", newline="\n")
