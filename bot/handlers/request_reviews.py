"""What reviewers do with requests: see the cards, approve, refuse, ask."""

from functools import partial

from bot.chat.message import Message
from bot.chat.reply import Reply, reply
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Services, Tx
from bot.handlers.guessing import at_a_code
from bot.handlers.invitations import only_in_direct
from bot.handlers.people import person_of
from bot.handlers.request_forms import QUESTION, REFUSE, REVIEW
from bot.handlers.request_pictures import exact_map
from bot.handlers.request_reading import Answers
from bot.handlers.requests import ref_of
from bot.kernel.refusal import Refused
from bot.people.model import PeopleReason, Person, Reviewer
from bot.people.service import join_reviewer, reviewer_on_duty
from bot.requests import reviewing
from bot.requests.model import AreaRequest
from bot.requests.texts import reviewers as to_reviewers

CARDS_AT_ONCE = 5


async def review(ctx: Ctx, answers: Answers) -> Reply:
    """`/review`: join with a code, or see the cards that have waited longest."""
    await only_in_direct(ctx, answers.get("code", ""))
    if answers.get("code"):
        joined = await at_a_code(ctx, partial(_join, ctx, answers["code"]))
        return reply(to_reviewers.reviewer_joined(joined.name))
    async with ctx.services.begin() as tx:
        await reviewer_on_duty(tx, ctx.person)
        reviewer = _known(ctx).id
        waiting = [each for each in await tx.requests.waiting() if await reviewing.may_review(tx, reviewer, each)]
        cards = [await card_of(tx, ctx.services, each, ctx.language) for each in waiting[:CARDS_AT_ONCE]]
    return reply(*cards) if cards else reply(to_reviewers.nothing_waits())


async def card_of(tx: Tx, services: Services, request: AreaRequest, language: str) -> Message:
    """The reviewer's card."""
    department = await tx.departments.by_id(request.department)
    return to_reviewers.review_card(
        request,
        department,
        await tx.officers.by_id(request.officer),
        await exact_map(services, request.draft.area, department.jurisdiction, language),
        await tx.request_inquiries.of(request.id),
        await tx.requests.verdicts(request.id),
    )


async def _join(ctx: Ctx, code: str) -> Reviewer:
    async with ctx.begin() as tx:
        return await join_reviewer(tx, await person_of(ctx, tx), code, ctx.now)


async def approve(ctx: Ctx, ref: str) -> Reply:
    """*Approve* on a review card."""
    policy = ctx.services.policies.requests
    async with ctx.begin() as tx:
        request = await reviewing.approve(tx, _known(ctx).id, ref_of(ref), policy, ctx.now, ctx.services.new_ref)
    return reply(to_reviewers.reviewed(request), closes=True)


async def ask_why(ctx: Ctx, ref: str) -> Reply:
    """*Refuse* on a review card asks for the reason first."""
    await _want_reviewable(ctx, ref)
    return await ask_for(ctx, REFUSE, {"request": ref}, REFUSE.fields[1:])


async def refuse(ctx: Ctx, answers: Answers) -> Reply:
    """The reason came: the request is refused."""
    async with ctx.begin() as tx:
        request = await reviewing.refuse(
            tx, _known(ctx).id, ref_of(answers["request"]), answers["why"], ctx.now, ctx.services.new_ref
        )
    return reply(to_reviewers.reviewed(request))


async def ask_what(ctx: Ctx, ref: str) -> Reply:
    """*Ask* on a review card asks for the question first."""
    await _want_reviewable(ctx, ref)
    return await ask_for(ctx, QUESTION, {"request": ref}, QUESTION.fields[1:])


async def question(ctx: Ctx, answers: Answers) -> Reply:
    """The question goes to the officer."""
    policy = ctx.services.policies.requests
    async with ctx.begin() as tx:
        request = await reviewing.ask(
            tx, _known(ctx).id, ref_of(answers["request"]), answers["question"], policy, ctx.now, ctx.services.new_ref
        )
    return reply(to_reviewers.asked(request.ref))


async def _want_reviewable(ctx: Ctx, ref: str) -> None:
    async with ctx.services.begin() as tx:
        await reviewing.want_reviewable(tx, _known(ctx).id, ref_of(ref))


def _known(ctx: Ctx) -> Person:
    if ctx.person is None:
        raise Refused(PeopleReason.NOT_REVIEWER)
    return ctx.person


ROUTES = Routes(
    commands=((REVIEW, review), (REFUSE, refuse), (QUESTION, question)),
    presses={"review.approve": approve, "review.refuse": ask_why, "review.ask": ask_what},
)
