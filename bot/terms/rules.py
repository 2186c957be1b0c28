"""Whether an owner may be asked at all, and whether now. Pure; the fan-out says the same in SQL, and a test compares."""

from datetime import datetime

from bot.kernel.ids import DepartmentId
from bot.people.quiet import quiet_end
from bot.requests.model import IncidentType
from bot.terms.model import Habit, Terms


def is_paused(terms: Terms, now: datetime) -> bool:
    """Whether the owner is asked about nothing at all now."""
    return terms.paused and (terms.paused_until is None or now < terms.paused_until)


def may_ask(terms: Terms, department: DepartmentId, about: IncidentType, now: datetime) -> bool:
    """Whether no standing no of the owner stands against this. It is no yes: it only lets the question through."""
    if is_paused(terms, now) or department in terms.never_from or about in terms.never_about:
        return False
    return about is IncidentType.MISSING_PERSON or not terms.only_missing


def disturbs(about: IncidentType, never_at_night: bool) -> bool:
    """Whether a question of this kind comes in quiet hours too: only for a missing person, and not if forbidden."""
    return about is IncidentType.MISSING_PERSON and not never_at_night


def quiet_until(terms: Terms, about: IncidentType, now: datetime) -> datetime | None:
    """When the owner may hear of it; None for now."""
    if disturbs(about, terms.never_at_night):
        return None
    return quiet_end_of(Habit(terms.time_zone, terms.quiet_from, terms.quiet_until), now)


def quiet_end_of(habit: Habit, now: datetime) -> datetime | None:
    """When the quiet hours of now end by this habit; None when it is not quiet."""
    return quiet_end(habit.time_zone, habit.quiet_from, habit.quiet_until, now)
