"""What an officer typed, read: the place or the area, the times, the rest. Asks the geocoder outside of transactions."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from math import pi

from bot.chat.form import SKIPPED, Field
from bot.departments.model import Department
from bot.geo.model import Area, Circle
from bot.geo.polygon import MAX_REACH_M, middle_of
from bot.geo.problems import UnreadableArea
from bot.geo.shapes import read_area
from bot.handlers.context import Ctx
from bot.handlers.places import locate, point_of, show
from bot.handlers.request_forms import ASKED, CASE, CONTACT, END, HAPPENED, OWN, PLACE, RADIUS, SOUGHT, START, TYPE
from bot.kernel.refusal import Refused
from bot.requests.model import Draft, IncidentType, RequestReason
from bot.requests.rules import area_refused
from bot.requests.times import read_time, read_window

Answers = Mapping[str, str]

UNIT_M = {
    "": 1.0,
    "m": 1.0,
    "meters": 1.0,
    "km": 1000.0,
    "ft": 0.3048,
    "feet": 0.3048,
    "mi": 1609.344,
    "miles": 1609.344,
}
LEAST_RADIUS_M = 10.0


def given(answers: Answers, name: str) -> str:
    """What was answered; empty for nothing, and for what was passed over."""
    text = answers.get(name, "").strip()
    return "" if text == SKIPPED else text


def lacking(answers: Answers) -> tuple[Field, ...]:
    """The questions that are still open, in order."""
    needless = {name for name in (RADIUS.name,) if given(answers, PLACE.name) and area_in(answers) is not None}
    return tuple(field for field in ASKED if not given(answers, field.name) and field.name not in needless)


def area_in(answers: Answers) -> Area | None:
    """The area that was drawn instead of a place; None where a place was named.

    Raises Refused with an AreaProblem, and then the form asks for the place again.
    """
    return drawn(given(answers, PLACE.name))


def drawn(text: str) -> Area | None:
    """The area that the words draw, if they do. Raises as `area_in` does."""
    try:
        return read_area(text)
    except UnreadableArea as no:
        raise Refused(no.problem, number=str(no.number), field=PLACE.name) from None


async def settled(ctx: Ctx, department: Department, answers: Answers) -> dict[str, str]:
    """The answers so far, each looked at as soon as it is there: nobody should fill in a form for nothing.

    Times become moments. Raises Refused about the first answer that cannot be read.
    """
    kept, zone = dict(answers), department.time_zone
    place, radius = given(answers, PLACE.name), given(answers, RADIUS.name)
    if place and area_in(answers) is None and not given(answers, TYPE.name):
        await point_of(ctx.services, place, RequestReason.PLACE_UNKNOWN)
    if radius:
        _fit_to_draw(ctx, read_radius(radius))
    if happened := given(answers, HAPPENED.name):
        kept[HAPPENED.name] = _exact(_time(ctx, happened, zone, HAPPENED.name))
    if start := given(answers, START.name):
        begins, ends = _window(ctx, start, zone)
        kept[START.name] = _exact(begins)
        if ends is not None:
            kept[END.name] = _exact(ends)
    if end := given(kept, END.name):
        kept[END.name] = _exact(_time(ctx, end, zone, END.name))
    return kept


async def read_draft(ctx: Ctx, department: Department, answers: Answers) -> Draft:
    """The draft that these answers make. Raises Refused about the first one that cannot be read."""
    answers, zone = await settled(ctx, department, answers), department.time_zone
    area, words = await _area(ctx, given(answers, PLACE.name), given(answers, RADIUS.name))
    return Draft(
        area=area,
        place_words=words,
        incident_type=IncidentType(answers[TYPE.name]),
        incident_at=_time(ctx, answers[HAPPENED.name], zone, HAPPENED.name),
        window_start=_time(ctx, answers[START.name], zone, START.name),
        window_end=_time(ctx, answers[END.name], zone, END.name),
        case_number=answers[CASE.name].strip(),
        contact=answers[CONTACT.name].strip(),
        sought=answers[SOUGHT.name].strip(),
        own_investigation=answers[OWN.name] == "yes",
    )


async def changed(ctx: Ctx, department: Department, draft: Draft, name: str, answers: Answers) -> Draft:
    """The draft with the answer to one question anew. Raises Refused about what cannot be read."""
    text, zone = given(answers, name), department.time_zone
    match name:
        case PLACE.name | RADIUS.name:
            return await _moved(ctx, draft, name, answers)
        case TYPE.name:
            return replace(draft, incident_type=IncidentType(text))
        case HAPPENED.name:
            return replace(draft, incident_at=_time(ctx, text, zone, name))
        case START.name:
            begins, ends = _window(ctx, text, zone)
            return replace(draft, window_start=begins, window_end=ends or draft.window_end)
        case END.name:
            return replace(draft, window_end=_time(ctx, text, zone, name))
        case CASE.name:
            return replace(draft, case_number=text)
        case CONTACT.name:
            return replace(draft, contact=text)
        case SOUGHT.name:
            return replace(draft, sought=text)
        case _:
            return replace(draft, own_investigation=text == "yes")


def needs_radius(draft: Draft, name: str, answers: Answers) -> bool:
    """Whether a new place was named for an area that was drawn: then it is not said how far around it."""
    is_circle = isinstance(draft.area, Circle) or bool(given(answers, RADIUS.name))
    return name == PLACE.name and not is_circle and area_in(answers) is None


def read_radius(text: str) -> float:
    """Metres from `400`, `400 m`, `1300 ft` or `0.25 mi`. Raises Refused(RADIUS_UNREADABLE)."""
    match = re.fullmatch(r"([0-9]{1,6}(?:[.,][0-9]{1,4})?)\s*([a-z]*)", text.strip().lower())
    if match is None or match[2] not in UNIT_M:
        raise Refused(RequestReason.RADIUS_UNREADABLE, text=text[:40])
    return float(match[1].replace(",", ".")) * UNIT_M[match[2]]


async def _moved(ctx: Ctx, draft: Draft, name: str, answers: Answers) -> Draft:
    if name == RADIUS.name:
        if not isinstance(draft.area, Circle):
            raise Refused(RequestReason.AREA_DRAWN)
        radius_m = _fit_to_draw(ctx, read_radius(given(answers, name)))
        return replace(draft, area=replace(draft.area, radius_m=radius_m))
    radius = given(answers, RADIUS.name)
    if not radius and isinstance(draft.area, Circle):
        radius = f"{draft.area.radius_m:.4f}"
    area, words = await _area(ctx, given(answers, PLACE.name), radius)
    return replace(draft, area=area, place_words=words)


async def _area(ctx: Ctx, place: str, radius: str) -> tuple[Area, str]:
    """The area, and the words for where it is: the gazetteer's, never those that were typed or pasted."""
    area = drawn(place)
    if area is not None:
        point = middle_of(area)
        found = await locate(ctx.services, show(point), RequestReason.PLACE_UNKNOWN)
        return area, found.words
    radius_m = _fit_to_draw(ctx, read_radius(radius))
    found = await locate(ctx.services, place, RequestReason.PLACE_UNKNOWN)
    return Circle(center=found.point, radius_m=radius_m), found.words


def _fit_to_draw(ctx: Ctx, radius_m: float) -> float:
    """What no map shows is refused at once, as the rules would. Raises Refused(AREA_TOO_SMALL | AREA_TOO_LARGE)."""
    if LEAST_RADIUS_M <= radius_m <= MAX_REACH_M:
        return radius_m
    reason = RequestReason.AREA_TOO_LARGE if radius_m > MAX_REACH_M else RequestReason.AREA_TOO_SMALL
    raise area_refused(reason, pi * radius_m**2 / 1e6, ctx.services.policies.requests)


def _time(ctx: Ctx, text: str, zone: str, name: str) -> datetime:
    return read_time(text, zone, ctx.now, name, language=ctx.language, region=ctx.services.region)


def _window(ctx: Ctx, text: str, zone: str) -> tuple[datetime, datetime | None]:
    """Both ends, where the words name both, else the beginning."""
    try:
        return read_window(text, zone, ctx.now, START.name, language=ctx.language, region=ctx.services.region)
    except Refused as no:
        if no.reason is not RequestReason.TIME_UNREADABLE:
            raise
    return _time(ctx, text, zone, START.name), None


def _exact(moment: datetime) -> str:
    """How a time is kept in an unfinished form: what was "2 hours ago" when it was typed stays that moment."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}+00:00"
