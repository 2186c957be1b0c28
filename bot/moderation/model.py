"""Flags, appeals, bans and decisions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kernel.ids import BanId, PersonId, Ref, ReviewerId
from bot.kernel.refusal import Reason


class SubjectKind(StrEnum):
    """What a flag, an appeal or a decision is about."""

    INCIDENT = "incident"
    COMMENT = "comment"
    REVISION = "revision"
    """An edit or a correction that waits."""
    BAN = "ban"


class FlagReason(StrEnum):
    """Why somebody flags."""

    UNTRUE = "untrue"
    UNKIND = "unkind"
    """Insults, profiling, targets a person."""
    PRIVATE = "private"
    """Shows somebody's private data or face."""
    SPAM = "spam"
    DANGEROUS = "dangerous"
    OTHER = "other"


class Act(StrEnum):
    """What a reviewer did."""

    ADMIT = "admit"
    """What was held may be shown."""
    REFUSE = "refuse"
    """What was held stays unseen."""
    HIDE = "hide"
    RESTORE = "restore"
    DISMISS = "dismiss"
    """Flags were looked at, and nothing was done."""
    BAN = "ban"
    LIFT = "lift"
    UPHOLD = "uphold"
    """An appeal was looked at by somebody else, and the decision stands."""


class ModerationReason(Reason):
    """Why something about moderation was refused."""

    BANNED = "banned"
    """The person may not post, comment or flag until a date."""
    NOTHING_THERE = "nothing to flag"
    FLAGGED_ALREADY = "flagged already"
    TOO_MANY_FLAGS = "too many flags"
    ALREADY_DECIDED = "moderation already decided"
    OWN_POST = "own post"
    """Nobody decides about what they wrote themselves."""
    SAME_REVIEWER = "same reviewer"
    """Whoever decided does not decide about the appeal."""
    NOT_APPEALABLE = "not appealable"
    APPEALED_ALREADY = "appealed already"
    NO_REASON = "decision needs a reason"
    BAD_END = "end of ban unreadable"
    NO_SUCH_BAN = "no such ban"
    CHANGED_MEANWHILE = "moderated words changed"
    """Its author changed the words after the reviewer looked at them."""
    BANNED_ALREADY = "banned already"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Something that can be moderated."""

    kind: SubjectKind
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A flag that waits."""

    subject: Subject
    reason: FlagReason
    words: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """An author's wish that somebody else looks again."""

    subject: Subject
    person: PersonId
    words: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a reviewer did; for ever."""

    reviewer: ReviewerId
    act: Act
    subject: Subject
    person: PersonId | None
    why: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """Until when somebody may not post, comment or flag."""

    id: BanId
    ref: Ref
    person: PersonId
    why: str
    until: datetime
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationPolicy:
    """The numbers; read from the configuration."""

    reviewed_first_posts: int = 1
    """So many posts of a new person wait for a reviewer; 0: none. Waived while nobody can review."""
    flags_per_day: int = 10
    longest_ban_days: int = 365


MAX_WORDS = 500
"""Characters of a reason, of the words of a flag or of an appeal."""

POLICE = "police"
"""In `held_for`: a police officer wrote it, under no name or another's. What police say in public is a bulletin."""

CARD_COPY = "moderation.card"
"""The kind of a card in the book of copies, followed by a dot and the kind of its subject."""

CARD_JOB = "moderation.card"
"""Show reviewers that something waits: the subject is the id of an incident; other kinds have jobs of their own."""
COMMENT_CARD_JOB = "moderation.card.comment"
REVISION_CARD_JOB = "moderation.card.revision"
BAN_CARD_JOB = "moderation.card.ban"
TOLD_JOB = "moderation.told"
"""Tell an author what was decided (the subject is the decision)."""
