"""What is said to a report: written, held, shown under every copy, taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.incidents.following import comment_follows
from bot.incidents.machine import Event, comment_step
from bot.incidents.model import (
    MAX_COMMENT,
    Comment,
    CommentState,
    IncidentPolicy,
    IncidentReason,
    IncidentState,
    NewComment,
)
from bot.incidents.ports import IncidentsTx
from bot.kernel.ids import Ref
from bot.kernel.refusal import Refused
from bot.people.model import Person


def check_comment(text: str) -> str:
    """The words without blanks around them. Raises Refused(NO_TEXT | TOO_LONG)."""
    if not text.strip():
        raise Refused(IncidentReason.NO_TEXT)
    if len(text.strip()) > MAX_COMMENT:
        raise Refused(IncidentReason.TOO_LONG, limit=str(MAX_COMMENT))
    return text.strip()


async def comment(
    tx: IncidentsTx, new: NewComment, held_for: Sequence[str], policy: IncidentPolicy, now: datetime
) -> Comment:
    """Say something to a report that is shown: under every copy of it, or held when there is a reason.

    Raises Refused(NO_TEXT | TOO_LONG | TOO_MANY_COMMENTS | NOT_OPEN).
    """
    check_comment(new.text)
    incident = await tx.incidents.by_id(new.incident)
    if incident is None or incident.state is not IncidentState.POSTED:
        raise Refused(IncidentReason.NOT_OPEN)
    if await tx.comments.count_by(new.author, now - timedelta(hours=1)) >= policy.comments_per_hour:
        raise Refused(IncidentReason.TOO_MANY_COMMENTS, per_hour=str(policy.comments_per_hour))
    said = await tx.comments.add(new, CommentState.HELD if held_for else CommentState.POSTED, held_for, now)
    if said.state is CommentState.POSTED:
        await comment_follows(tx, said, incident, now)
    return said


async def own_comment(tx: IncidentsTx, author: Person | None, ref: Ref | None) -> Comment:
    """One's own comment of this reference. Raises Refused(NOT_YOURS), the same for another's and none at all."""
    found = await tx.comments.by_ref(ref) if ref else None
    if found is None or author is None or found.author != author.id or found.state is CommentState.REMOVED:
        raise Refused(IncidentReason.NOT_YOURS)
    return found


async def remove_comment(tx: IncidentsTx, comment: Comment, now: datetime) -> Comment:
    """Take a comment back, everywhere. Raises Refused(NOT_OPEN)."""
    return await _stepped(tx, comment, Event.REMOVE, now)


async def admit_comment(tx: IncidentsTx, comment: Comment, now: datetime) -> Comment:
    """A reviewer found nothing wrong with a held comment. Raises Refused(NOT_OPEN)."""
    return await _stepped(tx, comment, Event.ADMIT, now)


async def refuse_comment(tx: IncidentsTx, comment: Comment, now: datetime) -> Comment:
    """A reviewer found that a held comment should not be shown. Raises Refused(NOT_OPEN)."""
    return await _stepped(tx, comment, Event.REFUSE, now)


async def hide_comment(tx: IncidentsTx, comment: Comment, now: datetime) -> Comment:
    """A reviewer takes a comment down, everywhere. Raises Refused(NOT_OPEN)."""
    return await _stepped(tx, comment, Event.HIDE, now)


async def restore_comment(tx: IncidentsTx, comment: Comment, now: datetime) -> Comment:
    """After an appeal a hidden or refused comment is shown (again). Raises Refused(NOT_OPEN)."""
    return await _stepped(tx, comment, Event.RESTORE, now)


async def _stepped(tx: IncidentsTx, before: Comment, event: Event, now: datetime) -> Comment:
    after = await tx.comments.step(before, comment_step(before.state, event))
    if after is None:
        raise Refused(IncidentReason.NOT_OPEN)
    incident = await tx.incidents.by_id(after.incident)
    if incident is not None and CommentState.POSTED in (before.state, after.state):
        await comment_follows(tx, after, incident, now)
    return after
