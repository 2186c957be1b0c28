"""Jobs and what became of them."""

from dataclasses import dataclass
from datetime import datetime

from bot.kernel.ids import AccountId, ChannelId, JobId

INSIDE = "inside"
"""The lane of jobs that speak to nobody, such as the fan-out of a request."""

UNSEEN = ".unseen"
"""How the lane of a platform ends in which wait those messages whose number nobody may learn."""


def unseen(platform: str) -> str:
    """The lane beside the platform's own, with a share of the pace for itself: notices to owners wait there, so that no
    message that others see waits for them."""
    return platform + UNSEEN


def platform_of(lane: str) -> str:
    """Who speaks on this lane."""
    return lane.removesuffix(UNSEEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A thing to do at `due`. Holds ids only: no personal datum, no text. What is said is decided when it is sent."""

    kind: str
    """Names the maker of the message, such as `consent.notice`."""
    subject: int
    """The id of what it is about; its kind says of which table."""
    lane: str
    """The platform that speaks, its unseen lane, or INSIDE."""
    key: str
    """Unique: the same change enqueued twice is one job."""
    due: datetime
    account: AccountId | None = None
    channel: ChannelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(NewJob):
    """A job on the table; `attempts` counts the tries before this one."""

    id: JobId
    attempts: int
    was_ambiguous: bool = False
    """An earlier try may have arrived."""
    first_due: datetime | None = None
    """When it was due before its first Again, by which its age is known; None when the books do not tell."""
    last_why: str = ""
    """Why the try before this one led to Again; empty at the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Nothing more to do. `receipt` holds the platform's message ids, if something was said."""

    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Try once more at `due`."""

    due: datetime
    was_ambiguous: bool
    why: str
    was_tried: bool = True
    """False: nothing was tried, the job only waited for its turn or for another; `attempts` does not count that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """It will not be tried again; the operator sees the kind and the reason, never the text."""

    why: str


Verdict = Done | Again | GiveUp


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What one place shows of something that may still change."""

    kind: str
    """What is shown, such as `incident`; with `subject`, its id, it names the thing."""
    subject: int
    job: JobId
    """The job that last said or changed it, or is about to."""
    receipt: str = ""
    """By which it can be edited or taken back; empty while it is on its way."""
    account: AccountId | None = None
    channel: ChannelId | None = None
