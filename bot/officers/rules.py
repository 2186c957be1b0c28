"""How an officer stands, worked out from what is stored; pure."""

from datetime import datetime

from bot.departments.model import Department, Standing
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


def state_of(officer: Officer, department: Department, now: datetime) -> OfficerState:
    """How the officer stands now; ON_DUTY only if nothing at all speaks against it.

    What an operator decided comes before what the officer has still to prove, and the officer before the department.
    """
    suspended = officer.standing is OfficerStanding.SUSPENDED
    if officer.standing is OfficerStanding.ENDED:
        return OfficerState.ENDED
    if officer.person is None:
        return OfficerState.INVITED
    if suspended and officer.why in (None, Suspension.OPERATOR):
        return OfficerState.SUSPENDED
    for proved_at, lacking in (
        (officer.mailbox_at, OfficerState.JOINED),
        (officer.called_at, OfficerState.MAILED),
        (officer.factor_at, OfficerState.CALLED),
    ):
        if proved_at is None:
            return lacking
    if suspended:
        return OfficerState.SUSPENDED
    if now >= officer.last_acted_at + IDLE_AFTER:
        return OfficerState.IDLE  # Before a lapse: else waiting for the lapse would spare the call.
    if now >= ends_at(officer):
        return OfficerState.LAPSED
    if department.standing is not Standing.ACTIVE:
        return OfficerState.DEPARTMENT_SUSPENDED
    if now >= department.expires_at:
        return OfficerState.DEPARTMENT_EXPIRED
    return OfficerState.ON_DUTY


def ends_at(officer: Officer) -> datetime:
    """When the verification ends."""
    return officer.verified_at + OFFICER_LIFE


def may_renew(officer: Officer, now: datetime) -> bool:
    """Whether it is time to renew: from 14 days before the end until 30 days after it."""
    return ends_at(officer) - RENEW_FROM <= now < ends_at(officer) + RENEW_UNTIL
