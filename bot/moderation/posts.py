"""What can be moderated, whichever book it stands in: its words, its author, and whether others see it."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from bot.incidents.model import Comment, CommentState, Incident, IncidentState, Revision, RevisionState
from bot.kernel.ids import CommentId, IncidentId, PersonId, Ref, RevisionId
from bot.moderation.model import Subject, SubjectKind
from bot.moderation.ports import ModerationTx


class Standing(Enum):
    """Whether others see it."""

    WAITS = auto()
    """For a reviewer."""
    SHOWN = auto()
    REFUSED = auto()
    HIDDEN = auto()
    GONE = auto()
    """Taken back by its author, joined to another or not posted yet: nothing to moderate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A report, a comment or a wished change, as reviewers look at it."""

    subject: Subject
    ref: Ref
    author: PersonId
    standing: Standing
    version: int
    """Of its words: an admission counts for what was looked at, and for nothing newer."""
    text: str
    held_for: tuple[str, ...]
    item: Incident | Comment | Revision
    incident: Incident
    """The report that it is, or that it is about."""


_INCIDENT = {
    IncidentState.HELD: Standing.WAITS,
    IncidentState.POSTED: Standing.SHOWN,
    IncidentState.REFUSED: Standing.REFUSED,
    IncidentState.HIDDEN: Standing.HIDDEN,
}
_COMMENT = {
    CommentState.HELD: Standing.WAITS,
    CommentState.POSTED: Standing.SHOWN,
    CommentState.REFUSED: Standing.REFUSED,
    CommentState.HIDDEN: Standing.HIDDEN,
}
_REVISION = {
    RevisionState.HELD: Standing.WAITS,
    RevisionState.APPLIED: Standing.SHOWN,
    RevisionState.REFUSED: Standing.REFUSED,
}


async def find(tx: ModerationTx, subject: Subject) -> Post | None:
    """The post behind a subject; None for a ban, and for what is gone with its author."""
    match subject.kind:
        case SubjectKind.INCIDENT:
            incident = await tx.incidents.by_id(IncidentId(subject.id))
            return _of_incident(incident) if incident is not None else None
        case SubjectKind.COMMENT:
            comment = await tx.comments.by_id(CommentId(subject.id))
            return await _of_comment(tx, comment) if comment is not None else None
        case SubjectKind.REVISION:
            revision = await tx.revisions.by_id(RevisionId(subject.id))
            return await _of_revision(tx, revision) if revision is not None else None
        case SubjectKind.BAN:
            return None
        case _:
            assert_never(subject.kind)


async def by_ref(tx: ModerationTx, ref: Ref | None) -> Post | None:
    """The report, comment or wished change of this reference."""
    if ref is None:
        return None
    if (incident := await tx.incidents.by_ref(ref)) is not None:
        return _of_incident(incident)
    if (comment := await tx.comments.by_ref(ref)) is not None:
        return await _of_comment(tx, comment)
    if (revision := await tx.revisions.by_ref(ref)) is not None:
        return await _of_revision(tx, revision)
    return None


async def waiting(tx: ModerationTx) -> list[Post]:
    """Everything that was held and waits for a reviewer, by age within its kind."""
    found = [_of_incident(each) for each in await tx.incidents.held()]
    comments = [await _of_comment(tx, each) for each in await tx.comments.held()]
    revisions = [await _of_revision(tx, each) for each in await tx.revisions.held()]
    return found + [each for each in (*comments, *revisions) if each is not None]


def _of_incident(incident: Incident) -> Post:
    return Post(
        subject=Subject(kind=SubjectKind.INCIDENT, id=incident.id),
        ref=incident.ref,
        author=incident.author,
        standing=_INCIDENT.get(incident.state, Standing.GONE),
        version=incident.version,
        text="\n".join(filter(None, (incident.text, incident.correction, incident.shown_name))),
        held_for=incident.held_for,
        item=incident,
        incident=incident,
    )


async def _of_comment(tx: ModerationTx, comment: Comment) -> Post | None:
    incident = await tx.incidents.by_id(comment.incident)
    if incident is None:
        return None
    return Post(
        subject=Subject(kind=SubjectKind.COMMENT, id=comment.id),
        ref=comment.ref,
        author=comment.author,
        standing=_COMMENT.get(comment.state, Standing.GONE),
        version=comment.version,
        text="\n".join(filter(None, (comment.text, comment.shown_name))),
        held_for=comment.held_for,
        item=comment,
        incident=incident,
    )


async def _of_revision(tx: ModerationTx, revision: Revision) -> Post | None:
    incident = await tx.incidents.by_id(revision.incident)
    if incident is None:
        return None
    return Post(
        subject=Subject(kind=SubjectKind.REVISION, id=revision.id),
        ref=revision.ref,
        author=incident.author,
        standing=_REVISION.get(revision.state, Standing.GONE),
        version=1,
        text=revision.text,
        held_for=revision.held_for,
        item=revision,
        incident=incident,
    )
