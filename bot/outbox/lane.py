"""What the worker has to know of a lane and of a message that is ready: plain values, no behavior."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.chat.message import Message
from bot.chat.ports import Unreachable
from bot.outbox.model import Job
from bot.outbox.pace import Pacer
from bot.outbox.retry import Repeats


class Commit(StrEnum):
    """When the verdicts on a lane's jobs are recorded."""

    EACH = "each"
    """At once, one by one: a direct message that was sent and not recorded would be seen twice after a crash."""
    TOGETHER = "together"
    """Those of a moment in one commit, together with the next lease: mail, whose repeats are known by their key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A platform as the worker sees it. `name` is the platform's name, that of its unseen lane, or INSIDE."""

    name: str
    repeats: Repeats
    commit: Commit = Commit.EACH
    in_flight: int = 32
    """Jobs performed, waiting for their turn or being sent at the same time."""
    batch: int = 32
    """Jobs leased and not yet done; at least `in_flight`."""
    pacer: Pacer = field(default_factory=Pacer)
    """Without a pace of its own a lane only keeps the holds that its platform asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTimes:
    """The worker's own durations."""

    lease: timedelta = timedelta(minutes=10)
    """A safety net only: leases of a process that died are given back at the next start."""
    send_within: timedelta = timedelta(minutes=4)
    """A send that takes longer counts as ambiguous; none begins when less than this is left of its lease."""
    poll: timedelta = timedelta(seconds=5)
    """How often an idle lane looks even though nobody rang."""
    gather: timedelta = timedelta(milliseconds=50)
    """How long a verdict may wait for others to be recorded with."""
    lane_hold: timedelta = timedelta(seconds=5)
    """Silence after an answer that concerns the whole lane but names no time."""
    stale: timedelta = timedelta(seconds=5)
    """A message that waited longer for its turn is made anew: what it says may no longer be true."""
    longest_not_yet: timedelta = timedelta(minutes=1)
    """A job that waits for an earlier one looks ever more rarely, for that one may wait for an hour."""
    after_error: timedelta = timedelta(seconds=1)
    """Before the next look when the books could not be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message and whom it goes to, made at the moment of sending."""

    handle: str
    message: Message | None
    """None: what was said before (`replaces`) is taken back."""
    key: str
    """Stable over repeats of the same job."""
    thread: str = ""
    replaces: str = ""
    """The receipt of what was said before and now has to say `message`; empty for a new message."""
    under: str = ""
    """The receipt of a message in the same place which this one answers."""
    arrived: Callable[[str], Awaitable[None]] | None = None
    """Awaited with the receipt when it arrived, before the job is concluded; may be called again with the same."""
    ended: Callable[[bool], Awaitable[None]] | None = None
    """Awaited when the job is over: True if the message arrived or may have, False if it certainly did not."""



@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet:
    """Something else has to arrive first: the job is tried again after a moment, however often."""

    after_s: float = 2.0


Perform = Callable[[Job], Awaitable[Delivery | NotYet | None]]
"""Do the job, or make what it says; None when nothing is to be sent: done inside, or no longer true.

It may be called again for the same job, after a crash or when its message had to wait."""

Undeliverable = Callable[[Job, Unreachable], Awaitable[None]]
"""Told of an address that does not work any more, before the job is given up."""
