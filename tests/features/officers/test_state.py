"""How an officer stands: a table of everything that can speak against acting, each boundary exact."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.departments.model import DEPARTMENT_LIFE, Department, DepartmentKind, Standing
from bot.geo.model import Circle, Point
from bot.kernel.ids import DepartmentId, OfficerId, PersonId, Ref
from bot.kernel.refusal import Refused
from bot.officers.model import (
    IDLE_AFTER,
    OFFICER_LIFE,
    RENEW_FROM,
    RENEW_UNTIL,
    Officer,
    OfficerStanding,
    OfficerState,
    Suspension,
)
from bot.officers.rules import may_renew, state_of
from bot.officers.service import WHY_NOT, want_on_duty
from tests.handlers.house import START

JUST = timedelta(microseconds=1)
HOUSE = Department(
    id=DepartmentId(1), ref=Ref("DEPAAA"), name="Maple Police", kind=DepartmentKind.CITY, contact="555",
    jurisdiction=Circle(center=Point(lat=40.0, lon=-75.0), radius_m=5000), time_zone="America/New_York",
    standing=Standing.ACTIVE, expires_at=START + DEPARTMENT_LIFE, email_domains=("police.example.org",), public_key="",
)  # fmt: skip
VEGA = Officer(
    id=OfficerId(1), ref=Ref("OFFAAA"), department=DepartmentId(1), name="Sgt. Vega", person=PersonId(1),
    standing=OfficerStanding.ACTIVE, why=None, invited_by=None, mailbox_at=START, called_at=START, factor_at=START,
    verified_at=START, last_acted_at=START,
)  # fmt: skip
SUSPENDED = {"standing": OfficerStanding.SUSPENDED}
LATE = START + OFFICER_LIFE - JUST

TABLE: tuple[tuple[str, dict[str, object], datetime, OfficerState], ...] = (
    ("everything proved", {}, START, OfficerState.ON_DUTY),
    ("code not typed", {"person": None}, START, OfficerState.INVITED),
    ("over", {"standing": OfficerStanding.ENDED}, START, OfficerState.ENDED),
    ("over, and nobody there", {"standing": OfficerStanding.ENDED, "person": None}, START, OfficerState.ENDED),
    ("no mailbox", {"mailbox_at": None}, START, OfficerState.JOINED),
    ("no call", {"called_at": None}, START, OfficerState.MAILED),
    ("no app", {"factor_at": None}, START, OfficerState.CALLED),
    ("nothing at all", {"mailbox_at": None, "called_at": None, "factor_at": None}, START, OfficerState.JOINED),
    ("an operator said stop", {**SUSPENDED, "why": Suspension.OPERATOR}, START, OfficerState.SUSPENDED),
    ("stopped before reasons were kept", {**SUSPENDED, "why": None}, START, OfficerState.SUSPENDED),
    ("stopped and nothing proved", {**SUSPENDED, "why": None, "mailbox_at": None}, START, OfficerState.SUSPENDED),
    ("bounced", {**SUSPENDED, "why": Suspension.BOUNCED, "mailbox_at": None}, START, OfficerState.JOINED),
    ("another mailbox", {**SUSPENDED, "why": Suspension.CHANGED, "called_at": None}, START, OfficerState.MAILED),
    ("phone lost", {**SUSPENDED, "why": Suspension.LOST_PHONE, "called_at": None}, START, OfficerState.MAILED),
    ("called, no new app", {**SUSPENDED, "why": Suspension.LOST_PHONE, "factor_at": None}, START, OfficerState.CALLED),
    ("suspended for no known reason", {**SUSPENDED, "why": Suspension.CHANGED}, START, OfficerState.SUSPENDED),
    ("59 idle days", {}, START + IDLE_AFTER - JUST, OfficerState.ON_DUTY),
    ("60 idle days", {}, START + IDLE_AFTER, OfficerState.IDLE),
    ("acted, day 89", {"last_acted_at": LATE}, LATE, OfficerState.ON_DUTY),
    ("acted, day 90", {"last_acted_at": LATE}, START + OFFICER_LIFE, OfficerState.LAPSED),
    ("idle and over", {}, START + OFFICER_LIFE, OfficerState.IDLE),
)


@pytest.mark.parametrize(("what", "changed", "now", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_how_an_officer_stands(what: str, changed: dict[str, object], now: datetime, expected: OfficerState) -> None:
    """S33: one state for everything that was proved and when; ON_DUTY only if nothing at all is missing."""
    assert state_of(replace(VEGA, **changed), HOUSE, now) is expected


def test_the_department_counts_as_well() -> None:
    """Suspended or not renewed, nobody of it is on duty; the officer's own trouble is told first."""
    stopped = replace(HOUSE, standing=Standing.SUSPENDED)
    over = replace(HOUSE, expires_at=START)
    assert state_of(VEGA, stopped, START) is OfficerState.DEPARTMENT_SUSPENDED
    assert state_of(VEGA, over, START - JUST) is OfficerState.ON_DUTY
    assert state_of(VEGA, over, START) is OfficerState.DEPARTMENT_EXPIRED
    assert state_of(replace(VEGA, called_at=None), stopped, START) is OfficerState.MAILED


@pytest.mark.parametrize("state", OfficerState)
def test_one_state_may_act(state: OfficerState) -> None:
    """Every state but ON_DUTY is refused, with a reason of its own; who is no officer yet and who was one hear the same."""
    if state is OfficerState.ON_DUTY:
        want_on_duty(state, HOUSE)
        return
    with pytest.raises(Refused) as refused:
        want_on_duty(state, HOUSE)
    assert refused.value.reason is WHY_NOT[state]
    assert len(set(WHY_NOT.values())) == len(OfficerState) - 2


@pytest.mark.parametrize(
    ("after", "may"),
    [
        (OFFICER_LIFE - RENEW_FROM - JUST, False),
        (OFFICER_LIFE - RENEW_FROM, True),
        (OFFICER_LIFE + RENEW_UNTIL - JUST, True),
        (OFFICER_LIFE + RENEW_UNTIL, False),
    ],
)
def test_when_to_renew(after: timedelta, may: bool) -> None:
    """From 14 days before the end until 30 days after it."""
    assert may_renew(VEGA, START + after) is may
