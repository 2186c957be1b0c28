"""Every outcome in every state of a job, and what follows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.ports import Ambiguous, Outcome, Rejected, RetryLater, Sent, Unreachable
from bot.kernel.ids import JobId
from bot.outbox.model import Again, Done, GiveUp, Job, Verdict
from bot.outbox.retry import MAYBE_DELIVERED, Crashed, Repeats, RetryPolicy, decide

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
POLICY = RetryPolicy()
JOB = Job(id=JobId(1), kind="consent.notice", subject=7, lane="telegram", key="a:1", due=NOW, first_due=NOW, attempts=0)
HALF = 0.5
SHOWN, MINUTES, DROPPED = Repeats.SHOWN, Repeats.DROPPED_FOR_MINUTES, Repeats.DROPPED


def after(seconds: float, why: str, *, ambiguous: bool = False) -> Again:
    return Again(due=NOW + timedelta(seconds=seconds), was_ambiguous=ambiguous, why=why)


# (outcome, repeats, attempts before, was ambiguous before) -> verdict at half jitter
CASES: list[tuple[Outcome | Crashed, Repeats, int, bool, Verdict]] = [
    *((Sent(receipt="9,10"), r, n, a, Done(receipt="9,10")) for r in Repeats for n in (0, 5) for a in (False, True)),
    *((Unreachable(why="403"), r, n, a, GiveUp(why="403")) for r in Repeats for n in (0, 5) for a in (False, True)),
    (Unreachable(), SHOWN, 0, False, GiveUp(why="unreachable")),
    # The platform names the time, or the backoff does: 15 s x 2^n, half of it here, at most an hour.
    *((RetryLater(after_s=3.5, why="429"), r, 4, a, after(3.5, "429", ambiguous=a)) for r in Repeats for a in (0, 1)),
    (RetryLater(after_s=0), SHOWN, 0, False, after(0, "busy")),
    (RetryLater(after_s=-9), SHOWN, 0, False, after(0, "busy")),
    *((RetryLater(), SHOWN, n, False, after(s / 2, "busy")) for n, s in ((0, 15), (1, 30), (4, 240), (7, 1920))),
    *((RetryLater(), SHOWN, n, False, after(1800, "busy")) for n in (8, 9, 40, 5000)),
    (RetryLater(why="502"), MINUTES, 0, True, after(7.5, "502", ambiguous=True)),
    # It may have arrived.
    (Ambiguous(why="timeout"), SHOWN, 0, False, after(60, "timeout", ambiguous=True)),
    (Ambiguous(why="timeout"), SHOWN, 9, False, after(60, "timeout", ambiguous=True)),
    (Ambiguous(why="timeout"), SHOWN, 1, True, GiveUp(why=MAYBE_DELIVERED)),
    (Ambiguous(), MINUTES, 0, False, after(7.5, "no answer", ambiguous=True)),
    (Ambiguous(), MINUTES, 1, True, after(15, "no answer", ambiguous=True)),
    (Ambiguous(), MINUTES, 2, True, GiveUp(why=MAYBE_DELIVERED)),
    (Ambiguous(), DROPPED, 0, False, after(7.5, "no answer", ambiguous=True)),
    (Ambiguous(), DROPPED, 6, True, after(480, "no answer", ambiguous=True)),
    # Refusals of what we sent, and errors of our own.
    *((Rejected(why="400"), r, 0, a, after(7.5, "400", ambiguous=a)) for r in Repeats for a in (False, True)),
    *((Rejected(why="400"), r, 1, False, after(15, "400")) for r in Repeats),
    *((Rejected(why="400"), r, n, False, GiveUp(why="400")) for r in Repeats for n in (2, 3, 90)),
    (Crashed(error="KeyError"), SHOWN, 0, False, after(7.5, "crashed: KeyError")),
    (Crashed(error="KeyError"), SHOWN, 8, True, after(1800, "crashed: KeyError", ambiguous=True)),
    (Crashed(error="KeyError"), SHOWN, 9, False, GiveUp(why="crashed: KeyError")),
]


@pytest.mark.parametrize(("outcome", "repeats", "attempts", "was_ambiguous", "verdict"), CASES)
def test_table(
    outcome: Outcome | Crashed, repeats: Repeats, attempts: int, was_ambiguous: bool, verdict: Verdict
) -> None:
    """Each outcome in each state has exactly this verdict."""
    why = f"crashed: {outcome.error}" if isinstance(outcome, Crashed) else getattr(outcome, "why", "")
    job = replace(JOB, attempts=attempts, was_ambiguous=was_ambiguous, last_why=why)
    assert decide(outcome, job, NOW, HALF, policy=POLICY, repeats=repeats) == verdict


@pytest.mark.parametrize("repeats", [MINUTES, DROPPED])
@pytest.mark.parametrize("outcome", [Rejected(why="400"), Rejected(), Crashed(error="OSError"), Ambiguous()])
def test_an_outage_before_costs_no_patience(outcome: Outcome | Crashed, repeats: Repeats) -> None:
    """After any number of tries while the platform was away, the first failure of another kind is not the last try."""
    waited = replace(JOB, attempts=40, last_why="502")
    verdict = decide(outcome, waited, NOW, HALF, policy=POLICY, repeats=repeats)
    assert isinstance(verdict, Again)
    again = replace(
        waited, attempts=41, was_ambiguous=verdict.was_ambiguous, last_why=verdict.why, first_due=verdict.due
    )
    ends = decide(outcome, again, NOW, HALF, policy=POLICY, repeats=repeats)
    assert isinstance(ends, GiveUp) or (isinstance(outcome, Ambiguous) and repeats is DROPPED)


@pytest.mark.parametrize("repeats", Repeats)
@pytest.mark.parametrize("outcome", [RetryLater(), RetryLater(after_s=60), Rejected(), Crashed(error="E"), Ambiguous()])
def test_age_ends_every_repeat(outcome: Outcome | Crashed, repeats: Repeats) -> None:
    """No try is planned later than `give_up_after` from when the job was due at first."""
    at_the_edge = replace(JOB, first_due=NOW - POLICY.give_up_after + timedelta(minutes=2))
    too_old = replace(JOB, first_due=NOW - POLICY.give_up_after)
    assert isinstance(decide(outcome, at_the_edge, NOW, HALF, policy=POLICY, repeats=repeats), Again)
    assert isinstance(decide(outcome, too_old, NOW, HALF, policy=POLICY, repeats=repeats), GiveUp)


def test_a_job_too_old_that_may_have_arrived_says_so() -> None:
    """The operator can tell the two ends apart: certainly not delivered, and maybe delivered."""
    too_old = replace(JOB, first_due=NOW - POLICY.give_up_after)
    silent = decide(Ambiguous(), too_old, NOW, HALF, policy=POLICY, repeats=DROPPED)
    busy = decide(RetryLater(why="503"), too_old, NOW, HALF, policy=POLICY, repeats=DROPPED)
    assert (silent, busy) == (GiveUp(why=MAYBE_DELIVERED), GiveUp(why="too old: 503"))


def test_a_job_of_unknown_age_is_never_too_old() -> None:
    """Books that do not tell the age do not lose the job."""
    job = replace(JOB, first_due=None, attempts=1000)
    assert isinstance(decide(RetryLater(), job, NOW, HALF, policy=POLICY, repeats=SHOWN), Again)


OUTCOMES = st.one_of(
    st.builds(Sent, receipt=st.just("1")),
    st.builds(RetryLater, after_s=st.none() | st.floats(0, 4000), lane_wide=st.booleans()),
    st.builds(Ambiguous),
    st.builds(Unreachable),
    st.builds(Rejected),
    st.builds(Crashed, error=st.just("E")),
)


@given(
    outcomes=st.lists(OUTCOMES, min_size=1, max_size=40),
    repeats=st.sampled_from(Repeats),
    jitter=st.floats(0, 1, exclude_max=True),
)
def test_whole_lives(outcomes: list[Outcome | Crashed], repeats: Repeats, jitter: float) -> None:
    """Through any series of outcomes: no wait below zero or above what was asked or an hour, at most two copies."""
    job, now, copies = JOB, NOW, 0
    for outcome in outcomes:
        verdict = decide(outcome, job, now, jitter, policy=POLICY, repeats=repeats)
        copies += isinstance(outcome, Sent | Ambiguous)
        if isinstance(verdict, Done | GiveUp):
            break
        longest = max(3600.0, getattr(outcome, "after_s", None) or 0.0)
        assert timedelta(0) <= verdict.due - now <= timedelta(seconds=longest)
        assert verdict.was_ambiguous >= job.was_ambiguous
        job = replace(job, due=verdict.due, attempts=job.attempts + 1, was_ambiguous=verdict.was_ambiguous)
        now = verdict.due
    if repeats is SHOWN:
        assert copies <= 2


@given(jitter=st.floats(0, 1, exclude_max=True), attempts=st.integers(0, 10_000))
def test_backoff_is_spread_over_the_whole_wait(jitter: float, attempts: int) -> None:
    """Full jitter: the wait is the fresh random part of the doubled wait, so a crowd does not come back together."""
    verdict = decide(RetryLater(), replace(JOB, attempts=attempts), NOW, jitter, policy=POLICY, repeats=SHOWN)
    assert isinstance(verdict, Again)
    whole = min(15.0 * 2.0 ** min(attempts, 20), 3600.0)
    assert (verdict.due - NOW).total_seconds() == pytest.approx(whole * jitter, abs=1e-5)
