"""Transcripts as an eavesdropper would lay them side by side: chance and clocks masked, everything else as it was."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot.db.tables import ApprovalRow, AreaRequestRow, ClipRow
from bot.db.transaction import Books
from bot.sandbox.transcript import Record

TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?|\d{1,2}:\d\d\u202f[AP]M [A-Z]{3,4}")
DRAFT = re.compile(r"\b(request\.(?:file|change|discard):)[2-9A-Z]{6}\b")
"""A button of a draft, whose reference is gone from the books once it was filed."""
Streams = Mapping[str, Sequence[str]]
"""The name of each screen, and what it showed, line by line in order."""


async def references(tx: Books) -> dict[str, str]:
    """The random references of the story, and what stands for them: of requests, approvals and clips, and no others."""
    named: dict[str, str] = {}
    for kind, row in (("request", AreaRequestRow), ("approval", ApprovalRow), ("clip", ClipRow)):
        for ref in await tx.people.session.scalars(select(row.ref)):
            named[ref] = f"<{kind}>"
    return named


def masked(text: str, refs: Mapping[str, str]) -> str:
    """The text without the references and the times."""
    for ref, name in refs.items():
        text = text.replace(ref, name)
    return TIME.sub("<time>", DRAFT.sub(r"\1<draft>", text))


def shown(record: Record, refs: Mapping[str, str]) -> str:
    """What one call of the bot put on a screen, all of it: words, buttons, flags, files byte for byte, and the status.

    Left out are the address of the call, which holds Discord's own ids, and the value of the nonce, a keyed digest.
    """
    payload: dict[str, Any] = {key: value for key, value in record.payload.items() if key not in ("path", "query")}
    if isinstance(payload.get("body"), dict) and "nonce" in payload["body"]:
        payload["body"] = {**payload["body"], "nonce": "<nonce>"}
    status = record.answer.get("status", record.answer.get("ok")) if isinstance(record.answer, dict) else None
    line = json.dumps([record.platform, record.kind, payload, status], ensure_ascii=False, sort_keys=True)
    return masked(line, refs)


def first_difference(one: Streams, other: Streams) -> str | None:
    """Where two worlds can be told apart first; None when they cannot be."""
    for name in sorted({*one, *other}):
        left, right = one.get(name, ()), other.get(name, ())
        for number in range(max(len(left), len(right))):
            here = left[number] if number < len(left) else "(nothing)"
            there = right[number] if number < len(right) else "(nothing)"
            if here != there:
                return f"{name}, line {number}:\n{_around(here, there)}\n{_around(there, here)}"
    return None


def joined(streams: Streams) -> bytes:
    """All of it as bytes, to be compared as such."""
    return json.dumps(streams, sort_keys=True, ensure_ascii=False).encode()


def from_bot(records: Iterable[Record]) -> list[Record]:
    """The bot's own calls."""
    return [record for record in records if record.direction == "from bot"]


def _around(line: str, other: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(line, other, strict=False)) if a != b), min(len(line), len(other)))
    return f"…{line[max(at - 60, 0) : at + 120]}"
