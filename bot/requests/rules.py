"""What a request must be before a reviewer sees it: one list of pure functions. They know requests, never owners.

Each rule has its source, the numbers of `RequestPolicy` that bound it, and a key by which `texts` words it.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.departments.rules import is_case_number
from bot.geo.area import area_km2, is_compact, within
from bot.geo.model import Jurisdiction
from bot.kernel.refusal import Refused
from bot.requests.model import Budget, Draft, RequestPolicy, RequestReason
from bot.wording.model import Concern, Finding, Weight
from bot.wording.screen import screen

UNFIT = (Concern.GATHERING, Concern.PRESSURE, Concern.THANKS, Concern.RACE, Concern.VICTIM)
"""What a request may not hold. Where the screen is in doubt it is filed, and two reviewers look at the passage."""
DOUBTFUL = (Concern.ABUSE, Concern.LINK)
"""What may stand in a request for a good reason, but never without two reviewers' having seen it."""

KM2_PER_SQUARE_MILE = 2.589988
CLOCK_SKEW = timedelta(minutes=2)
"""A window that ends "now" may end a moment later on another machine's clock."""

RING = "Ring, Request for Assistance policy"
HOUSE = "Porchlight's own number"
LAW = "First Amendment; Ring's policy refuses lawful activities too"

NARROWEST_M = 100.0
"""No part of an area is narrower than this: about two lots and the street between them."""

WORDS_IN_NUMBER = 3
"""`HPD Case 26-0117` is a case number; a sentence with a digit in it is none."""


class RuleKey(StrEnum):
    """The rules by name."""

    OWN = "own investigation"
    CASE = "case number"
    CONTACT = "contact"
    SOUGHT = "something sought"
    SHORT = "short texts"
    WORDS = "neutral words"
    LARGE_ENOUGH = "area large enough"
    SMALL_ENOUGH = "area small enough"
    COMPACT = "compact area"
    JURISDICTION = "inside the jurisdiction"
    FORWARD = "window runs forward"
    LONG_ENOUGH = "window long enough"
    SHORT_ENOUGH = "window short enough"
    OVER = "window is over"
    HOLDS_INCIDENT = "window holds the incident"
    RECENT = "incident is recent"
    NOT_SPLIT = "incident not split"
    FEW_OPEN = "few are open"
    NO_PILE = "few over one place"
    BUDGET = "budget is left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A draft with everything it is judged by."""

    draft: Draft
    jurisdiction: Jurisdiction
    budget: Budget
    policy: RequestPolicy
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: `broken` gives the refusal, or None where it holds."""

    key: RuleKey
    source: str
    broken: Callable[[Filing], Refused | None]
    numbers: tuple[str, ...] = ()
    """The fields of `RequestPolicy` that it reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a rule says of a filing; `refused` is None where it holds."""

    rule: Rule
    refused: Refused | None


def area_is_large_enough(filing: Filing) -> Refused | None:
    """At least 0.025 square miles: a smaller circle points at one home."""
    area = area_km2(filing.draft.area)
    if area < filing.policy.min_area_km2:
        return area_refused(RequestReason.AREA_TOO_SMALL, area, filing.policy)
    return None


def area_is_small_enough(filing: Filing) -> Refused | None:
    """At most 0.5 square miles. The area is tested, not the radius: half a mile of radius is 0.785 square miles."""
    area = area_km2(filing.draft.area)
    if area > filing.policy.max_area_km2:
        return area_refused(RequestReason.AREA_TOO_LARGE, area, filing.policy)
    return None


def area_is_compact(filing: Filing) -> Refused | None:
    """No arm narrower than 100 m, and no point farther from the middle than the largest circle is wide: a thin arm would
    reach for one home, and a strip would follow a road or a route through the town."""
    widest = 2 * _radius_m(filing.policy.max_area_km2)
    # What is too large is said by the rule about size alone; so is what is too small to be this wide.
    size = area_km2(filing.draft.area)
    if not filing.policy.min_area_km2 <= size <= filing.policy.max_area_km2:
        return None
    if is_compact(filing.draft.area, NARROWEST_M, widest):
        return None
    return Refused(RequestReason.AREA_NOT_COMPACT, width=str(round(NARROWEST_M)), reach=str(math.floor(widest)))


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
    """A real case number: it holds a digit, is not one of the ways to write "none", and is no sentence."""
    number = filing.draft.case_number
    words = re.findall(r"[A-Za-z]{2,}", number)
    # One case written with letters of two alphabets would count as two.
    if not is_case_number(number) or len(words) > WORDS_IN_NUMBER or re.search(r"[^A-Za-z0-9 ._/#:()-]", number):
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
    draft, policy = filing.draft, filing.policy
    lengths = (
        (draft.sought, policy.max_sought),
        (draft.contact, policy.max_contact),
        (draft.case_number, policy.max_case_number),
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
    """No protests and other lawful activity, pressure, thanks, description by race, or a victim's data."""
    clear = (each for each in _found(filing.draft) if each.concern in UNFIT and each.weight is Weight.REFUSE)
    found = next(clear, None)
    if found is not None:
        return Refused(RequestReason.UNFIT_WORDS, words=found.words, why=found.concern.value)
    return None


def flags(draft: Draft) -> tuple[Finding, ...]:
    """The passages over which two reviewers decide, in everything that the officer wrote."""
    return tuple(
        each
        for each in _found(draft)
        if each.concern in DOUBTFUL or (each.concern in UNFIT and each.weight is Weight.FLAG)
    )


def reviewers_needed(draft: Draft) -> int:
    """How many reviewers have to say yes."""
    return 2 if flags(draft) else 1


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


def few_lie_over_one_place(filing: Filing) -> Refused | None:
    """At most three requests of a department within 24 hours about much the same place, whatever the incidents."""
    if filing.budget.overlapping >= filing.policy.overlapping_in_24_h:
        return Refused(RequestReason.TOO_MUCH_OVERLAP, most=str(filing.policy.overlapping_in_24_h))
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
    Rule(key=RuleKey.OWN, source=RING, broken=investigation_is_own),
    Rule(key=RuleKey.CASE, source=RING, broken=case_is_numbered),
    Rule(key=RuleKey.CONTACT, source=RING, broken=contact_is_given),
    Rule(key=RuleKey.SOUGHT, source=RING, broken=something_is_sought),
    Rule(
        key=RuleKey.SHORT,
        source=HOUSE,
        broken=texts_are_short,
        numbers=("max_sought", "max_contact", "max_case_number"),
    ),
    Rule(key=RuleKey.WORDS, source=LAW, broken=words_are_fit),
    Rule(key=RuleKey.LARGE_ENOUGH, source=RING, broken=area_is_large_enough, numbers=("min_area_km2",)),
    Rule(key=RuleKey.SMALL_ENOUGH, source=RING, broken=area_is_small_enough, numbers=("max_area_km2",)),
    Rule(key=RuleKey.COMPACT, source=HOUSE, broken=area_is_compact),
    Rule(key=RuleKey.JURISDICTION, source=RING, broken=area_lies_in_jurisdiction),
    Rule(key=RuleKey.FORWARD, source=RING, broken=window_runs_forward),
    Rule(key=RuleKey.LONG_ENOUGH, source=HOUSE, broken=window_is_long_enough, numbers=("min_window",)),
    Rule(key=RuleKey.SHORT_ENOUGH, source=RING, broken=window_is_short_enough, numbers=("max_window",)),
    Rule(key=RuleKey.OVER, source=HOUSE, broken=window_is_over),
    Rule(key=RuleKey.HOLDS_INCIDENT, source=RING, broken=window_holds_incident),
    Rule(key=RuleKey.RECENT, source=RING, broken=incident_is_recent, numbers=("max_age",)),
    Rule(key=RuleKey.NOT_SPLIT, source=RING, broken=incident_is_not_split, numbers=("per_case",)),
    Rule(key=RuleKey.FEW_OPEN, source=HOUSE, broken=few_are_open, numbers=("open_at_once",)),
    Rule(
        key=RuleKey.NO_PILE,
        source=HOUSE,
        broken=few_lie_over_one_place,
        numbers=("overlapping_in_24_h", "overlap_share"),
    ),
    Rule(
        key=RuleKey.BUDGET,
        source=HOUSE,
        broken=budget_is_left,
        numbers=("per_30_days", "km2_hours_per_30_days"),
    ),
)


def judge_each(filing: Filing) -> tuple[Judged, ...]:
    """What every rule says, in order."""
    return tuple(Judged(rule=rule, refused=rule.broken(filing)) for rule in RULES)


def judge(filing: Filing) -> tuple[Refused, ...]:
    """Every rule that the filing breaks, in order; empty when it may go to review."""
    return tuple(each.refused for each in judge_each(filing) if each.refused is not None)


def _found(draft: Draft) -> list[Finding]:
    """What the screen finds in each text, and in all of them together: a sentence may be spread over two."""
    texts = (draft.sought, draft.contact, draft.case_number)
    whole = "\n".join(texts)
    return list(dict.fromkeys(found for text in (*texts, whole) for found in screen(text)))


def area_refused(reason: RequestReason, area: float, policy: RequestPolicy) -> Refused:
    """The refusal of an area of so many km2, with all figures that its wording needs."""
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
