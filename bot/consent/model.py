"""Asks, approvals, and the release: the words of consent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.kernel.ids import ApprovalId, AskId, ClipId, DepartmentId, PersonId, Ref, RequestId
from bot.kernel.refusal import Reason


class AskState(StrEnum):
    """One owner being asked about one request."""

    ASKED = "asked"
    """No answer yet. Silence stays here until the request closes."""
    YES = "yes"
    """Willing; nothing has left. Every clip still needs an approval of its own."""
    NO = "no"
    WITHDRAWN = "withdrawn"
    """Was yes, taken back; everything that had not left stays here."""
    EXPIRED = "expired"
    """The request closed first."""


class AskEvent(StrEnum):
    """What can happen to an ask."""

    YES = "say yes"
    NO = "say no"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


class ApprovalState(StrEnum):
    """The sentence "share this clip with this request", and what became of it."""

    GRANTED = "granted"
    """Shared by the owner; on hold, then ready for the officer."""
    RELEASING = "releasing"
    """The point of no return: an officer pressed and every condition held."""
    RELEASED = "released"
    """The bytes reached the platform."""
    WITHDRAWN = "withdrawn"
    """Undone by the owner before release."""
    RECALLED = "recalled"
    """Released, and taken back by the owner since: nothing more leaves, and whoever has it is asked to delete it."""


class ConsentReason(Reason):
    """Why an answer or a release was refused."""

    NO_SUCH_ASK = "no such ask"
    """Unknown, or somebody else's: the two sound alike."""
    ALREADY_ANSWERED = "already answered"
    REQUEST_OVER = "request over"
    NOT_WILLING = "not willing"
    """A clip came for an ask that was not answered with yes."""
    UNCLEAR = "unclear words"
    """Never counts as yes."""
    WHICH_ASK = "which ask"
    """Several asks are open and the words do not say which."""
    CARD_CHANGED = "card changed"
    """What would leave is no longer what the card showed; a new card follows."""
    ALREADY_SHARED = "already shared"
    ALREADY_DELIVERED = "already delivered"
    NO_ADDRESS = "no address"
    """Without street address and proved email there is nothing to put on the card."""
    TOO_MANY_DECIDE = "too many decide together"
    NOT_WITH_POLICE = "no officer decides with an owner"
    """They would learn who is asked."""
    NOT_TOGETHER = "not deciding together"
    OWNER_SENDS = "the owner of the camera sends the clip"
    """A file came from somebody who decides with the owner."""
    NOT_HANDED_OVER = "not handed over"
    """There is nothing to recall: no officer has the clip, or the first is receiving it at this very moment."""
    NOTHING_READY = "nothing ready"
    """The officer's one refusal: unknown, foreign, withdrawn, on hold and gone all sound alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPolicy:
    """The numbers of product.md, section 5."""

    hold: timedelta = timedelta(minutes=10)
    tick: timedelta = timedelta(minutes=10)
    """Approvals that have passed their hold are shown to the officer at the next multiple of this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One owner being asked about one request."""

    id: AskId
    ref: Ref
    request: RequestId
    owner: PersonId
    state: AskState


@dataclass(frozen=True, slots=True, kw_only=True)
class CoDecider:
    """Somebody who lives with an owner and decides with them about requests."""

    ref: Ref
    owner: PersonId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one of several deciders said to an ask. The ask says yes only when each of them does."""

    person: PersonId
    yes: bool | None
    """None: has not answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Exactly what would leave: what the approval card shows, and what a release holds. Nothing else may be added."""

    clip_sha256: str
    size_bytes: int
    media_type: str
    street_address: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """An owner's word that one clip may go to one request of one department, with the package as the card showed it."""

    id: ApprovalId
    ref: Ref
    ask: AskId
    owner: PersonId
    clip: ClipId
    request: RequestId
    department: DepartmentId
    package: Package
    state: ApprovalState
    approved_at: datetime
    hold_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One press of *Get the clip* that a release followed, noted before the first byte."""

    officer: PersonId | None
    """None when the officer was forgotten since."""
    press: str
    """The key of the press."""
    at: datetime


NOTICE_JOB = "consent.notice"
"""Ask one owner (the subject is the ask) through one account."""
READY_JOB = "consent.ready"
"""Tell the officer that a clip (the subject is the approval) is ready."""
HANDED_JOB = "consent.handed"
"""Tell the owner that the officer opened the clip (the subject is the approval)."""
RECALL_JOB = "consent.recall"
"""Ask an officer who has a clip (the subject is the approval) to delete it, at its owner's wish."""
DELIVER_JOB = "consent.deliver"
"""Hand a clip (the subject is the approval) to the officer who pressed (the account): release happens as it is sent."""
EXPIRE_JOB = "consent.expire"
"""Let the unanswered asks of a closed request (the subject) expire."""
EXPIRE_AFTER = timedelta(minutes=1)
"""By then the reply to the officer is out, and so is a fan-out that was under way when the request was closed."""
NEWS_JOB = "consent.news"
"""Tell an owner that another one's word has changed what the ask (the subject) says."""
END_OF_TOGETHER_JOB = "consent.end_of_together"
"""Tell somebody (the subject) that the other one ended deciding together."""
