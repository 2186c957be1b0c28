"""One try at one job: make what it says, send it, and never let an error of ours or of a sender out."""

import asyncio
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog

from bot.chat.ports import Ambiguous, Outcome, RetryLater, Sender, Sent, Unreachable
from bot.kernel.clock import Clock
from bot.outbox.lane import Delivery, Lane, NotYet, Perform, Undeliverable, WorkTimes
from bot.outbox.model import Again, Job, Verdict, platform_of
from bot.outbox.ports import Queue
from bot.outbox.retry import Crashed, Repeats, RetryPolicy, decide

log = structlog.get_logger()

TELLING_TRIES = 5
"""How often the books are offered how a job ended, before it is only logged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What all lanes of a worker share."""

    queue: Queue
    senders: Mapping[str, Sender]
    perform: Perform
    undeliverable: Undeliverable
    clock: Clock
    policy: RetryPolicy
    times: WorkTimes
    chance: Callable[[], float]
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


async def make(tools: Tools, job: Job) -> Delivery | NotYet | Crashed | None:
    """Perform the job. None when nothing is to be sent."""
    try:
        return await tools.perform(job)
    except Exception as error:
        log.error("job.crashed", kind=job.kind, job=job.id, attempts=job.attempts + 1, **where(error))
        return Crashed(error=type(error).__name__)


async def send(tools: Tools, lane: Lane, job: Job, delivery: Delivery) -> Outcome | Crashed:
    """Send the message; holds the lane when its platform asks for silence."""
    sender = tools.senders.get(platform_of(lane.name))
    if sender is None:
        log.error("job.nobody_speaks_here", kind=job.kind, job=job.id, lane=lane.name)
        return Crashed(error="NoSender")
    try:
        async with asyncio.timeout(tools.times.send_within.total_seconds()):
            outcome = await _say(sender, delivery)
    except TimeoutError:
        return Ambiguous(why="no answer in time")
    except Exception as error:
        log.error("job.sender_crashed", kind=job.kind, job=job.id, **where(error))
        # Nobody knows how far the sender came, so where a repeat is shown it counts as perhaps delivered.
        name = type(error).__name__
        return Ambiguous(why=name) if repeats_of(lane, delivery) is Repeats.SHOWN else Crashed(error=name)
    if isinstance(outcome, RetryLater) and outcome.lane_wide:
        lane.pacer.hold(tools.times.lane_hold.total_seconds() if outcome.after_s is None else outcome.after_s)
    return outcome


async def _say(sender: Sender, delivery: Delivery) -> Outcome:
    handle, thread, message, old = delivery.handle, delivery.thread, delivery.message, delivery.replaces
    if message is None:
        return await sender.delete(handle, old, thread)
    if old:
        return await sender.edit(handle, old, message, thread)
    return await sender.send(handle, message, delivery.key, thread, delivery.under)


async def settle(tools: Tools, job: Job, delivery: Delivery, outcome: Outcome | Crashed, verdict: Verdict) -> None:
    """Tell whoever wants to know that an address is dead, and how the job ended.

    Books that are away for a moment are tried again: a receipt that is never noted is a copy that can never be changed
    or taken back. What still cannot be told is logged.
    """
    for left in reversed(range(TELLING_TRIES)):
        try:
            return await _tell(tools, job, delivery, outcome, verdict)
        except Exception as error:
            if not left or tools.stopping.is_set():
                log.error("job.outcome_unnoted", kind=job.kind, job=job.id, **where(error))
                return None
        await asyncio.sleep(tools.times.after_error.total_seconds())
    return None


async def _tell(tools: Tools, job: Job, delivery: Delivery, outcome: Outcome | Crashed, verdict: Verdict) -> None:
    if isinstance(outcome, Unreachable):
        await tools.undeliverable(job, outcome)
    if delivery.arrived is not None and isinstance(outcome, Sent):
        await delivery.arrived(outcome.receipt)
    if delivery.ended is not None and not isinstance(verdict, Again):
        maybe_arrived = isinstance(outcome, Sent | Ambiguous) or job.was_ambiguous
        await delivery.ended(maybe_arrived)


def repeats_of(lane: Lane, delivery: Delivery | None) -> Repeats:
    """What the platform does with a repeat. A change made twice is one change, on every platform (`Sender.edit`): it is
    not given up for fear of a second copy, because then what was taken back would stay in front of everybody."""
    return Repeats.DROPPED if delivery is not None and delivery.replaces else lane.repeats


def verdict_on(tools: Tools, lane: Lane, job: Job, outcome: Outcome | Crashed, delivery: Delivery | None) -> Verdict:
    """What `retry.decide` says now."""
    repeats = repeats_of(lane, delivery)
    if isinstance(outcome, Unreachable) and job.account is None and delivery is not None and delivery.replaces:
        # A channel that shuts us out for a day and takes us back would go on showing what was taken back meanwhile.
        outcome = RetryLater(why=outcome.why or "unreachable")
    return decide(outcome, job, tools.clock.now(), tools.chance(), policy=tools.policy, repeats=repeats)


def where(error: Exception) -> dict[str, str]:
    """The class of an error and the line that raised it, and none of its words: they may quote what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    line = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "where": line}
