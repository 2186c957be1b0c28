"""What follows from the outcome of a try. Pure: time and chance are arguments, nothing is read or written."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from bot.chat.ports import Ambiguous, Outcome, Rejected, RetryLater, Sent, Unreachable
from bot.outbox.model import Again, Done, GiveUp, Job, Verdict

MAYBE_DELIVERED = "maybe delivered"
"""Why a job was given up whose message may have arrived: repeating it could show it too often."""


class Repeats(StrEnum):
    """What a platform does with a message that it has been given before under the same key."""

    SHOWN = "shown"
    """It shows the message again (Telegram has no idempotency key)."""
    DROPPED_FOR_MINUTES = "dropped for minutes"
    """It drops a repeat that follows soon (a Discord nonce is remembered for a few minutes)."""
    DROPPED = "dropped"
    """A repeat is known by its key for good (a mail's Message-ID)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How long to wait and how often to try. The waits between tries are `first_wait * 2^tries`, with full jitter."""

    first_wait: timedelta = timedelta(seconds=15)
    longest_wait: timedelta = timedelta(hours=1)
    ambiguous_wait: timedelta = timedelta(seconds=60)
    """Before the one repeat of a message that may have arrived, where a repeat is shown."""
    ambiguous_tries: int = 3
    """In all, where repeats are dropped for minutes only; the waits between them stay below `ambiguous_wait`. After the
    tries of an outage there is still one repeat."""
    rejected_tries: int = 3
    """The platform refuses what we sent; a third identical refusal is enough. After the tries of an outage it is a second
    one, never the first."""
    crashed_tries: int = 10
    """Our own code raised. More than refusals, because a database that restarts looks the same."""
    give_up_after: timedelta = timedelta(days=7)
    """Counted from when the job was due at first: the life of a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crashed:
    """Our own code raised while it prepared the message. Carries the name of the error's class only."""

    error: str


def decide(
    outcome: Outcome | Crashed, job: Job, now: datetime, jitter: float, *, policy: RetryPolicy, repeats: Repeats
) -> Verdict:
    """The verdict on a job after this try. `jitter` is a fresh random number in [0, 1).

    Copies that a person sees are at most two where repeats are shown, and one elsewhere; nothing is given up that
    certainly was not delivered, except for refusals, crashes, addresses that are dead, and age.
    """
    match outcome:
        case Sent():
            return Done(receipt=outcome.receipt)
        case Unreachable():
            return GiveUp(why=outcome.why or "unreachable")
        case RetryLater():
            asked = outcome.after_s
            wait = _backoff(job, jitter, policy) if asked is None else timedelta(seconds=max(asked, 0.0))
            return _again(job, now, wait, outcome.why or "busy", policy)
        case Ambiguous():
            return _after_silence(outcome, job, now, jitter, policy, repeats)
        case Rejected():
            return _refused_again(job, now, jitter, outcome.why or "rejected", policy.rejected_tries, policy)
        case Crashed():
            return _refused_again(job, now, jitter, f"crashed: {outcome.error}", policy.crashed_tries, policy)
        case _:
            assert_never(outcome)


def _refused_again(
    job: Job, now: datetime, jitter: float, why: str, most_tries: int, policy: RetryPolicy
) -> Verdict:
    """The end of patience with the same failure. The tries of an outage before it do not hasten that: whoever waited
    for an hour while the platform was away is not dropped at the first hiccup after it."""
    if job.attempts + 1 >= most_tries and job.last_why == why:
        return GiveUp(why=why)
    return _again(job, now, _backoff(job, jitter, policy), why, policy)


def _after_silence(
    outcome: Ambiguous, job: Job, now: datetime, jitter: float, policy: RetryPolicy, repeats: Repeats
) -> Verdict:
    """The verdict when the message may have arrived."""
    why = outcome.why or "no answer"
    match repeats:
        case Repeats.SHOWN:
            if job.was_ambiguous:
                return GiveUp(why=MAYBE_DELIVERED)
            wait = policy.ambiguous_wait
        case Repeats.DROPPED_FOR_MINUTES:
            if job.was_ambiguous and job.attempts + 1 >= policy.ambiguous_tries:
                return GiveUp(why=MAYBE_DELIVERED)
            # The repeat has to come while the platform still remembers the key.
            wait = min(_backoff(job, jitter, policy), policy.ambiguous_wait)
        case Repeats.DROPPED:
            wait = _backoff(job, jitter, policy)
        case _:
            assert_never(repeats)
    verdict = _again(job, now, wait, why, policy, was_ambiguous=True)
    return GiveUp(why=MAYBE_DELIVERED) if isinstance(verdict, GiveUp) else verdict


def _backoff(job: Job, jitter: float, policy: RetryPolicy) -> timedelta:
    """A random part of `first_wait * 2^tries`, capped: those who failed together do not come back together."""
    # The exponent is bounded because 2^attempts of an old job would overflow a timedelta.
    doubled = policy.first_wait * 2.0 ** min(job.attempts, 30)
    return min(doubled, policy.longest_wait) * jitter


def _again(
    job: Job, now: datetime, wait: timedelta, why: str, policy: RetryPolicy, *, was_ambiguous: bool = False
) -> Again | GiveUp:
    """Once more after the wait, unless the job would be too old by then."""
    due = now + wait
    if job.first_due is not None and due - job.first_due > policy.give_up_after:
        return GiveUp(why=f"too old: {why}")
    return Again(due=due, was_ambiguous=was_ambiguous or job.was_ambiguous, why=why)
