"""The transcript keeps everything in order and byte for byte, and knows who could see what."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.sandbox.transcript import INLINE_LIMIT_BYTES, Record, Transcript, wall_clock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def telegram(transcript: Transcript, text: str, *audience: int) -> Record:
    return transcript.add(
        platform="telegram", direction="from bot", kind="sendMessage", payload={"text": text}, audience=audience
    )


def test_records_are_numbered_and_dated_in_utc() -> None:
    """Each record has the next number and its moment in UTC, whatever zone the clock is in."""
    transcript = Transcript(now=lambda: NOON.astimezone(timezone(timedelta(hours=-8))))
    assert [telegram(transcript, word).seq for word in "ab"] == [1, 2]
    assert transcript.records[0].at == "2026-03-01T12:00:00+00:00"
    assert wall_clock().tzinfo is UTC


def test_text_is_kept_to_the_byte(tmp_path: Path) -> None:
    """Text with every awkward character is read back from the file exactly as it was."""
    transcript = Transcript(now=lambda: NOON)
    text = 'é🏠\u2028 \r\n\t\u202e"\\ <b>'
    telegram(transcript, text)
    telegram(transcript, "next")
    transcript.write(tmp_path / "transcript.jsonl")
    lines = (tmp_path / "transcript.jsonl").read_bytes().split(b"\n")
    assert [json.loads(line)["payload"]["text"] for line in lines[:-1]] == [text, "next"]
    assert lines[-1] == b""


def test_bytes_are_described_and_short_ones_kept() -> None:
    """Files become their hash and size; up to 64 KiB their content is in the record too."""
    transcript = Transcript(now=lambda: NOON)
    long = bytes(INLINE_LIMIT_BYTES + 1)
    record = transcript.add(platform="mail", direction="from bot", kind="DATA", payload=[b"clip", {"long": long}])
    short, described = record.payload[0], record.payload[1]["long"]
    assert base64.b64decode(short["base64"]) == b"clip"
    assert short["sha256"] == hashlib.sha256(b"clip").hexdigest()
    assert described == {"sha256": hashlib.sha256(long).hexdigest(), "size": len(long)}


def test_sets_have_one_order() -> None:
    """What has no order of its own is written in the same order every time."""
    transcript = Transcript(now=lambda: NOON)
    record = transcript.add(platform="mail", direction="to bot", kind="x", payload={"c", "a", "b"})
    assert record.payload == ["a", "b", "c"]


def test_a_record_does_not_change_afterwards() -> None:
    """Whoever changes what they handed in does not change the past."""
    transcript = Transcript(now=lambda: NOON)
    payload = {"buttons": ["yes"]}
    record = transcript.add(platform="discord", direction="to bot", kind="INTERACTION_CREATE", payload=payload)
    payload["buttons"].append("no")
    assert record.payload == {"buttons": ["yes"]}


def test_what_has_no_json_is_refused() -> None:
    """A value that a file could not hold is an error at once, not when the file is written."""
    with pytest.raises(TypeError, match="datetime has no place in a transcript"):
        Transcript(now=lambda: NOON).add(platform="mail", direction="to bot", kind="x", payload=NOON)


def test_seen_by_knows_the_audience_and_the_platform() -> None:
    """A person sees what was sent to them or to a chat they are in, on that platform only, in order."""
    transcript = Transcript(now=lambda: NOON)
    telegram(transcript, "to both", -100, 1, 2)
    telegram(transcript, "to one", 1)
    telegram(transcript, "to nobody")
    transcript.add(platform="discord", direction="from bot", kind="message", payload={"text": "x"}, audience=[1])
    assert [record.payload["text"] for record in transcript.seen_by("telegram", 1)] == ["to both", "to one"]
    assert [record.payload["text"] for record in transcript.seen_by("telegram", "2")] == ["to both"]
    assert [record.payload["text"] for record in transcript.seen_by("telegram", -100)] == ["to both"]


def test_listeners_hear_every_record_until_they_leave() -> None:
    """A listener gets each new record, and none after it has left."""
    transcript = Transcript(now=lambda: NOON)
    telegram(transcript, "before")
    heard: list[Record] = []
    leave = transcript.subscribe(heard.append)
    telegram(transcript, "during")
    leave()
    telegram(transcript, "after")
    assert [record.payload["text"] for record in heard] == ["during"]
