"""How entries are chained: each hash covers the one before, so a changed or missing entry breaks every later one."""

import hashlib
import json
from collections.abc import Iterable

from bot.record.model import Entry, Leaf

GENESIS = "0" * 64


def link(previous: str, index: int, entry: Entry) -> str:
    """SHA-256 over the previous hash, the index and the entry in canonical JSON (sorted keys, no blanks, UTF-8)."""
    canonical = json.dumps(
        {
            "at": entry.at.isoformat(timespec="microseconds"),
            "body": dict(entry.body),
            "index": index,
            "kind": entry.kind.value,
            "previous": previous,
            "ref": entry.ref,
        },
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_broken(leaves: Iterable[Leaf]) -> int | None:
    """The index of the first leaf that does not follow from those before it; None when the whole chain holds."""
    previous = GENESIS
    for expected, leaf in enumerate(leaves):
        if leaf.index != expected or leaf.chain != link(previous, leaf.index, leaf.entry):
            return expected
        previous = leaf.chain
    return None
