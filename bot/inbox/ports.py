"""The book of the inbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDraft:
    """A form somebody has begun: the answers so far, and the question that waits for the next words."""

    ref: str
    platform: str
    handle: str
    """Whose form it is: the account, not the person, for it may be nobody we know yet."""
    room: str
    """The handle of the room in which the answers are expected."""
    form: str
    """The command it completes."""
    answers: Mapping[str, str]
    waiting: str
    """The fields that are asked for, comma separated; the next words answer the first. Under a modal it begins with a
    comma: whoever closed the dialog and types something means something else."""


class Inbox(Protocol):
    """Events heard and forms begun. What a person typed into an unfinished form goes within a day."""

    async def first_time(self, key: str, now: datetime) -> bool:
        """Note an event; False when it was heard before. Commits together with its effect."""
        ...

    async def put_draft(self, draft: StoredDraft, now: datetime) -> None:
        """Store a draft, replacing the account's earlier one in the same room."""
        ...

    async def draft(self, ref: str) -> StoredDraft | None:
        """The draft of this reference."""
        ...

    async def draft_in(self, platform: str, handle: str, room: str) -> StoredDraft | None:
        """The account's open draft in a room."""
        ...

    async def drop_draft(self, ref: str) -> None:
        """The form is finished or given up."""
        ...

    async def forget_before(self, seen_before: datetime, drafts_before: datetime) -> None:
        """Drop old event keys and abandoned drafts."""
        ...


class InboxTx(Protocol):
    """A transaction with the inbox."""

    @property
    def inbox(self) -> Inbox:
        """The inbox."""
        ...
