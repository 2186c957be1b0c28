"""What officers and reviewers do with requests, and what everybody may read of them."""

import re
from collections.abc import Mapping
from functools import partial

from bot.chat.form import Choice
from bot.chat.incoming import Suggest
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.consent.service import close_by_hand
from bot.geo.model import Circle
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Services
from bot.handlers.guessing import at_a_code
from bot.handlers.invitations import only_in_direct
from bot.handlers.people import person_of
from bot.handlers.places import locate
from bot.handlers.request_forms import CLOSE, REFUSE, REQUEST, REQUESTS, REVIEW
from bot.kernel.ids import Ref, read_ref
from bot.kernel.refusal import Refused
from bot.officers.service import on_duty
from bot.people.model import PeopleReason, Person, Reviewer
from bot.people.service import join_reviewer, reviewer_on_duty
from bot.requests import service, texts
from bot.requests.model import Draft, IncidentType, RequestReason
from bot.requests.times import read_time

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


async def submit(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/request`: acknowledged in the same words whatever is near, before anything is matched."""
    async with ctx.services.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
    found = await locate(ctx.services, answers["place"], RequestReason.PLACE_UNKNOWN)
    zone = duty.department.time_zone
    draft = Draft(
        area=Circle(center=found.point, radius_m=read_radius(answers["radius"])),
        place_words=found.words,
        incident_type=IncidentType(answers["type"]),
        incident_at=read_time(answers["happened"], zone, ctx.now, "happened"),
        window_start=read_time(answers["start"], zone, ctx.now, "start"),
        window_end=read_time(answers["end"], zone, ctx.now, "end"),
        case_number=answers["case"].strip(),
        contact=answers["contact"].strip(),
        sought=answers["sought"].strip(),
        own_investigation=answers["own"] == "yes",
    )
    async with ctx.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        try:
            request = await service.submit(
                tx, duty, draft, ctx.services.policies.requests, ctx.now, ctx.services.new_ref
            )
        except Refused as no:
            raise texts.in_words(no) from None
    return reply(texts.accepted(request.ref))


async def close(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/close`: the same words whatever came in."""
    async with ctx.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        request = await close_by_hand(tx, duty, _ref(answers["request"]), ctx.now, ctx.services.new_ref)
    return reply(texts.closed(request.ref))


async def list_public(ctx: Ctx, _: Mapping[str, str]) -> Reply:
    """`/requests`: the public list."""
    async with ctx.services.begin() as tx:
        requests = [(request, await tx.departments.by_id(request.department)) for request in await tx.requests.public()]
    return reply(texts.listing(tuple(requests)))


async def review(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/review`: join with a code, or see every card that waits."""
    await only_in_direct(ctx, answers.get("code", ""))
    if answers.get("code"):
        joined = await at_a_code(ctx, partial(_join, ctx, answers["code"]))
        return reply(texts.reviewer_joined(joined.name))
    async with ctx.services.begin() as tx:
        await reviewer_on_duty(tx, ctx.person)
        waiting = [
            (request, await tx.departments.by_id(request.department), await tx.officers.by_id(request.officer))
            for request in await tx.requests.waiting()
        ]
    maps, described = ctx.services.maps, phrase("The area that is asked about")
    cards = [
        texts.review_card(
            request,
            department,
            officer,
            maps.circle(request.draft.area, described, language=ctx.language),
        )
        for request, department, officer in waiting
    ]
    return reply(*cards) if cards else reply(texts.nothing_waits())


async def _join(ctx: Ctx, code: str) -> Reviewer:
    async with ctx.begin() as tx:
        return await join_reviewer(tx, await person_of(ctx, tx), code, ctx.now)


async def approve(ctx: Ctx, ref: str) -> Reply:
    """*Approve* on a review card."""
    async with ctx.begin() as tx:
        request = await service.approve(
            tx, _known(ctx).id, _ref(ref), ctx.services.policies.requests, ctx.now, ctx.services.new_ref
        )
    return Reply(messages=(texts.reviewed(request.ref, approved=True),), closes=True)


async def ask_why(ctx: Ctx, ref: str) -> Reply:
    """*Refuse* on a review card asks for the reason first."""
    return await ask_for(ctx, REFUSE, {"request": ref}, REFUSE.fields[1:])


async def refuse(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """The reason came: the request is refused."""
    async with ctx.begin() as tx:
        request = await service.refuse(
            tx, _known(ctx).id, _ref(answers["request"]), answers["why"].strip(), ctx.now, ctx.services.new_ref
        )
    return reply(texts.reviewed(request.ref, approved=False))


async def suggest_place(services: Services, suggest: Suggest) -> tuple[Choice, ...]:
    """Addresses that begin like this, from local knowledge only."""
    found = await services.geocoder.suggest(suggest.partial)
    return tuple(Choice(value=words[:100], label=words[:100]) for words in found)


def read_radius(text: str) -> float:
    """Metres from `400`, `400 m`, `1300 ft` or `0.25 mi`. Raises Refused(RADIUS_UNREADABLE)."""
    match = re.fullmatch(r"(\d{1,6}(?:[.,]\d{1,4})?)\s*([a-z]*)", text.strip().lower())
    if match is None or match[2] not in UNIT_M:
        raise Refused(RequestReason.RADIUS_UNREADABLE, text=text[:40])
    return float(match[1].replace(",", ".")) * UNIT_M[match[2]]


def _ref(text: str) -> Ref:
    ref = read_ref(text)
    if ref is None:
        raise Refused(RequestReason.NO_SUCH_REQUEST, ref=text[:20])
    return ref


def _known(ctx: Ctx) -> Person:
    if ctx.person is None:
        raise Refused(PeopleReason.NOT_REVIEWER)
    return ctx.person


ROUTES = Routes(
    commands=((REQUEST, submit), (CLOSE, close), (REQUESTS, list_public), (REVIEW, review), (REFUSE, refuse)),
    presses={"review.approve": approve, "review.refuse": ask_why},
    suggests={("request", "place"): suggest_place},
    refusals=texts.REFUSALS,
    again={
        RequestReason.PLACE_UNKNOWN: "place",
        RequestReason.OUTSIDE_JURISDICTION: "place",
        RequestReason.RADIUS_UNREADABLE: "radius",
        RequestReason.AREA_TOO_SMALL: "radius",
        RequestReason.AREA_TOO_LARGE: "radius",
        RequestReason.WINDOW_BACKWARDS: "end",
        RequestReason.WINDOW_TOO_SHORT: "end",
        RequestReason.WINDOW_TOO_LONG: "end",
        RequestReason.WINDOW_IN_FUTURE: "end",
        RequestReason.INCIDENT_OUTSIDE_WINDOW: "happened",
        RequestReason.NO_CASE_NUMBER: "case",
        RequestReason.NO_CONTACT: "contact",
        RequestReason.NOTHING_SOUGHT: "sought",
        RequestReason.UNFIT_WORDS: "sought",
    },
)
