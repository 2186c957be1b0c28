"""Misbehavior follows its plan: the right faults at the right rates, the same ones for the same seed."""

import json
from collections import Counter
from typing import Any

import pytest

from bot.sandbox.misbehavior import Fault, Misbehavior, Occasion, Plan

STORM = Plan(
    lost_answer_rate=0.05,
    too_many_requests_rate=0.02,
    server_error_rate=0.01,
    duplicate_rate=0.1,
    reorder_rate=0.2,
    mail_defer_rate=0.1,
    mail_reject_rate=0.1,
    mail_hang_rate=0.1,
    mail_drop_after_data_rate=0.1,
)


def throws(misbehavior: Misbehavior, occasion: Occasion, times: int = 10_000) -> Counter[Fault]:
    return Counter(misbehavior.decide(occasion, "anything") for _ in range(times))


def test_by_default_all_is_well() -> None:
    """Without a plan nothing ever goes wrong and nothing is late."""
    calm = Misbehavior()
    assert all(throws(calm, occasion) == {Fault.NONE: 10_000} for occasion in Occasion)
    assert calm.delay_seconds() == 0


@pytest.mark.parametrize(
    ("occasion", "rates"),
    [
        (Occasion.CALL, {Fault.LOST_ANSWER: 0.05, Fault.TOO_MANY_REQUESTS: 0.02, Fault.SERVER_ERROR: 0.01}),
        (Occasion.UPDATE, {Fault.DUPLICATE: 0.1, Fault.REORDER: 0.2}),
        (
            Occasion.MAIL,
            {Fault.DEFER: 0.1, Fault.REJECT: 0.1, Fault.HANG: 0.1, Fault.DROP_AFTER_DATA: 0.1},
        ),
    ],
)
def test_faults_come_at_their_rates(occasion: Occasion, rates: dict[Fault, float]) -> None:
    """In 10,000 throws each fault comes as often as planned, give or take a hundredth, and no others come."""
    thrown = throws(Misbehavior(STORM, seed=7), occasion)
    assert thrown.keys() - {Fault.NONE} == rates.keys()
    for fault, rate in rates.items():
        assert thrown[fault] / 10_000 == pytest.approx(rate, abs=0.01)


def test_the_same_seed_gives_the_same_faults() -> None:
    """Two runs with one seed are alike; another seed differs."""

    def run(seed: int) -> list[Fault]:
        misbehavior = Misbehavior(STORM, seed=seed)
        return [misbehavior.decide(Occasion.CALL, "sendMessage") for _ in range(500)]

    assert run(1) == run(1) != run(2)


def test_rates_can_be_kept_to_some_kinds() -> None:
    """With `only`, other methods and events are left alone."""
    misbehavior = Misbehavior(Plan(server_error_rate=1, only=frozenset({"sendMessage"})))
    assert misbehavior.decide(Occasion.CALL, "sendMessage") is Fault.SERVER_ERROR
    assert misbehavior.decide(Occasion.CALL, "getMe") is Fault.NONE


def test_persons_can_refuse_the_bot() -> None:
    """Blocks and closed direct messages hold for each call that concerns the person, and for nothing else."""
    misbehavior = Misbehavior(Plan(blocked=frozenset({"1"}), closed_dms=frozenset({"2"})))
    assert misbehavior.decide(Occasion.CALL, "sendMessage", 1) is Fault.BLOCKED
    assert misbehavior.decide(Occasion.CALL, "sendMessage", "2") is Fault.CLOSED_DMS
    assert misbehavior.decide(Occasion.CALL, "sendMessage", 3) is Fault.NONE
    assert misbehavior.decide(Occasion.UPDATE, "message", 1) is Fault.NONE


def test_latency_lies_between_its_bounds() -> None:
    """Each delay is the latency plus an even share of the jitter."""
    misbehavior = Misbehavior(Plan(latency_seconds=0.1, latency_jitter_seconds=0.2))
    delays = [misbehavior.delay_seconds() for _ in range(1000)]
    assert min(delays) >= 0.1
    assert max(delays) <= 0.3
    assert sum(delays) / 1000 == pytest.approx(0.2, abs=0.02)


def test_the_plan_is_changed_by_field_name() -> None:
    """What `described` says is JSON, and given to `change` it makes the same plan; other fields stay."""
    misbehavior = Misbehavior(STORM)
    misbehavior.change({"reorder_rate": 0, "blocked": [7, "8"], "retry_after_seconds": 3})
    assert misbehavior.plan.blocked == {"7", "8"}
    assert misbehavior.plan.lost_answer_rate == 0.05
    other = Misbehavior()
    other.change(json.loads(json.dumps(misbehavior.described())))
    assert other.plan == misbehavior.plan


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"gremlins": 1}, "no such field: gremlins"),
        ({"reorder_rate": 1.5}, "must be from 0 to 1"),
        ({"reorder_rate": -0.1}, "must be from 0 to 1"),
        ({"reorder_rate": "often"}, "must be a number"),
        ({"reorder_rate": True}, "must be a number"),
        ({"retry_after_seconds": 1.5}, "must be a number"),
        ({"latency_seconds": -1}, "must not be negative"),
        ({"blocked": "ann"}, "must be a list"),
    ],
)
def test_a_bad_change_changes_nothing(change: dict[str, Any], why: str) -> None:
    """A field that does not exist or a value it cannot have is refused, and the plan stays as it was."""
    misbehavior = Misbehavior(STORM)
    with pytest.raises(ValueError, match=why):
        misbehavior.change({"duplicate_rate": 0.9} | change)
    assert misbehavior.plan == STORM
