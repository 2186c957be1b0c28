"""What a request must be before a reviewer sees it: one list of pure functions. They know requests, never owners.

Sources: research on Ring's Request for Assistance policy (area, window, "two posts per incident", lawful activities),
and the house's own numbers where Ring had none (budget, age). Every number is in `RequestPolicy`.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.departments.rules import is_case_number
from bot.geo.area import area_km2, within
from bot.geo.model import Area
from bot.kernel.refusal import Refused
from bot.requests.model import Budget, Draft, RequestPolicy, RequestReason
from bot.wording.model import Concern
from bot.wording.screen import screen

UNFIT = (Concern.GATHERING, Concern.PRESSURE, Concern.THANKS, Concern.RACE)
"""What a request may not hold, in the officer's words. Everything else that the screen finds is the reviewer's."""

MAX_SOUGHT = 600
MAX_CONTACT = 120
MAX_CASE_NUMBER = 40
KM2_PER_SQUARE_MILE = 2.589988
CLOCK_SKEW = timedelta(minutes=2)
"""A window that ends "now" may end a moment later on another machine's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A draft with everything it is judged by."""

    draft: Draft
    jurisdiction: Area
    budget: Budget
    policy: RequestPolicy
    now: datetime


Rule = Callable[[Filing], Refused | None]


def area_is_large_enough(filing: Filing) -> Refused | None:
    """At least 0.025 square miles: a smaller circle points at one home."""
    area = area_km2(filing.draft.area)
    if area < filing.policy.min_area_km2:
        return _area_refused(RequestReason.AREA_TOO_SMALL, area, filing.policy)
    return None


def area_is_small_enough(filing: Filing) -> Refused | None:
    """At most 0.5 square miles. The area is tested, not the radius: half a mile of radius is 0.785 square miles."""
    area = area_km2(filing.draft.area)
    if area > filing.policy.max_area_km2:
        return _area_refused(RequestReason.AREA_TOO_LARGE, area, filing.policy)
    return None


def area_lies_in_jurisdiction(filing: Filing) -> Refused | None:
    """Wholly inside the department's own jurisdiction."""
    if within(filing.draft.area, filing.jurisdiction):
        return None
    return Refused(RequestReason.OUTSIDE_JURISDICTION)


def window_runs_forward(filing: Filing) -> Refused | None:
    """It ends after it begins."""
    if filing.draft.window_end > filing.draft.window_start:
        return None
    return Refused(RequestReason.WINDOW_BACKWARDS)


def window_is_long_enough(filing: Filing) -> Refused | None:
    """At least 15 minutes."""
    length = filing.draft.window_end - filing.draft.window_start
    if timedelta(0) < length < filing.policy.min_window:
        return Refused(RequestReason.WINDOW_TOO_SHORT, least=_minutes(filing.policy.min_window))
    return None


def window_is_short_enough(filing: Filing) -> Refused | None:
    """At most 12 hours."""
    if filing.draft.window_end - filing.draft.window_start > filing.policy.max_window:
        return Refused(RequestReason.WINDOW_TOO_LONG, most=_minutes(filing.policy.max_window))
    return None


def window_is_over(filing: Filing) -> Refused | None:
    """Not in the future: a request looks back, it does not stake out."""
    if filing.draft.window_end > filing.now + CLOCK_SKEW:
        return Refused(RequestReason.WINDOW_IN_FUTURE)
    return None


def window_holds_incident(filing: Filing) -> Refused | None:
    """The incident happened within the window."""
    if filing.draft.window_start <= filing.draft.incident_at <= filing.draft.window_end:
        return None
    return Refused(RequestReason.INCIDENT_OUTSIDE_WINDOW)


def incident_is_recent(filing: Filing) -> Refused | None:
    """Not older than 30 days: cameras do not keep more, and old questions unsettle people for nothing."""
    if filing.now - filing.draft.incident_at > filing.policy.max_age:
        return Refused(RequestReason.INCIDENT_TOO_OLD, days=str(filing.policy.max_age.days))
    return None


def case_is_numbered(filing: Filing) -> Refused | None:
    """A real case number: it holds a digit and is not one of the ways to write "none"."""
    if not is_case_number(filing.draft.case_number):
        return Refused(RequestReason.NO_CASE_NUMBER)
    return None


def contact_is_given(filing: Filing) -> Refused | None:
    """A telephone number or email address at which the officer can be asked back."""
    contact = filing.draft.contact.strip()
    if sum(letter.isdigit() for letter in contact) >= 7 or re.search(r"\S@\S+\.\S", contact):
        return None
    return Refused(RequestReason.NO_CONTACT)


def something_is_sought(filing: Filing) -> Refused | None:
    """It says what to look for."""
    if len(filing.draft.sought.strip()) >= 10:
        return None
    return Refused(RequestReason.NOTHING_SOUGHT)


def texts_are_short(filing: Filing) -> Refused | None:
    """An owner reads the whole request on one screen."""
    lengths = (
        (filing.draft.sought, MAX_SOUGHT),
        (filing.draft.contact, MAX_CONTACT),
        (filing.draft.case_number, MAX_CASE_NUMBER),
    )
    for text, most in lengths:
        if len(text) > most:
            return Refused(RequestReason.TOO_MUCH_TEXT, most=str(most))
    return None


def investigation_is_own(filing: Filing) -> Refused | None:
    """The department's own investigation, never a favour for somebody who may not ask."""
    if filing.draft.own_investigation:
        return None
    return Refused(RequestReason.NOT_OWN_INVESTIGATION)


def words_are_fit(filing: Filing) -> Refused | None:
    """No protests and other lawful activity, no pressure, no thanks, no description by race."""
    text = f"{filing.draft.sought}\n{filing.draft.contact}\n{filing.draft.case_number}"
    found = next((each for each in screen(text) if each.concern in UNFIT), None)
    if found is not None:
        return Refused(RequestReason.UNFIT_WORDS, words=found.words, why=found.concern.value)
    return None


def incident_is_not_split(filing: Filing) -> Refused | None:
    """At most two requests an incident, whatever case numbers they carry."""
    if filing.budget.same_incident >= filing.policy.per_case:
        return Refused(RequestReason.TOO_MANY_FOR_CASE, most=str(filing.policy.per_case))
    return None


def few_are_open(filing: Filing) -> Refused | None:
    """At most three requests of a department open at once."""
    if filing.budget.open_now >= filing.policy.open_at_once:
        return Refused(RequestReason.TOO_MANY_OPEN, most=str(filing.policy.open_at_once))
    return None


def budget_is_left(filing: Filing) -> Refused | None:
    """20 requests and 60 km2 hours in 30 days: a department that asks all the time asks for surveillance."""
    hours = (filing.draft.window_end - filing.draft.window_start) / timedelta(hours=1)
    spent = filing.budget.km2_hours_in_30_days + area_km2(filing.draft.area) * hours
    if filing.budget.filed_in_30_days >= filing.policy.per_30_days or spent > filing.policy.km2_hours_per_30_days:
        return Refused(
            RequestReason.BUDGET_SPENT,
            requests=str(filing.policy.per_30_days),
            km2_hours=f"{filing.policy.km2_hours_per_30_days:g}",
        )
    return None


RULES: tuple[Rule, ...] = (
    investigation_is_own,
    case_is_numbered,
    contact_is_given,
    something_is_sought,
    texts_are_short,
    words_are_fit,
    area_is_large_enough,
    area_is_small_enough,
    area_lies_in_jurisdiction,
    window_runs_forward,
    window_is_long_enough,
    window_is_short_enough,
    window_is_over,
    window_holds_incident,
    incident_is_recent,
    incident_is_not_split,
    few_are_open,
    budget_is_left,
)


def judge(filing: Filing) -> tuple[Refused, ...]:
    """Every rule that the filing breaks, in order; empty when it may go to review."""
    return tuple(refused for rule in RULES if (refused := rule(filing)) is not None)


def _area_refused(reason: RequestReason, area: float, policy: RequestPolicy) -> Refused:
    return Refused(
        reason,
        area=f"{area:.3f} km² ({area / KM2_PER_SQUARE_MILE:.3f} sq mi)",
        least=f"{policy.min_area_km2:g} km²",
        most=f"{policy.max_area_km2:g} km²",
        narrowest=str(math.ceil(_radius_m(policy.min_area_km2))),
        widest=str(math.floor(_radius_m(policy.max_area_km2))),
    )


def _radius_m(circle_km2: float) -> float:
    return math.sqrt(circle_km2 * 1_000_000 / math.pi)


def _minutes(length: timedelta) -> str:
    return str(round(length / timedelta(minutes=1)))
