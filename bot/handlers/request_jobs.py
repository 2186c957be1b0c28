"""What the jobs of requests say at the moment they are done."""

from collections.abc import Mapping

from bot.chat.message import Message
from bot.handlers.request_pictures import public_map
from bot.handlers.request_reviews import card_of
from bot.handlers.saying import Say, Saying, Telling, same_everywhere
from bot.kernel.ids import RequestId
from bot.outbox.lane import NotYet
from bot.requests import texts
from bot.requests.model import (
    CLOSED_JOB,
    FEW_JOB,
    INQUIRY_JOB,
    PUBLIC_POST_JOB,
    PUBLISHED_JOB,
    REFUSED_JOB,
    REVIEW_COPY,
    REVIEW_JOB,
    RequestState,
)
from bot.requests.reviewing import may_review
from bot.requests.rules import reviewers_needed
from bot.requests.texts import public as to_public
from bot.requests.texts import reviewers as to_reviewers


async def _review(saying: Saying) -> Message | Telling | NotYet | None:
    """Every reviewer's card, as things stand now."""
    request = await saying.tx.requests.by_id(RequestId(saying.job.subject))
    if request.state is RequestState.REVIEW:
        account = await saying.tx.people.account(saying.job.account) if saying.job.account is not None else None
        if account is None or await saying.tx.reviewers.of_person(account.person) is None:
            return None
        if not await may_review(saying.tx, account.person, request):
            return None
        card = await card_of(saying.tx, saying.services, request, saying.language)
        return await same_everywhere(saying, REVIEW_COPY, request.id, card)
    if await saying.tx.shown.copy(REVIEW_COPY, request.id, account=saying.job.account) is None:
        return None
    return await same_everywhere(saying, REVIEW_COPY, request.id, to_reviewers.reviewed(request))


async def _public_post(saying: Saying) -> Message | None:
    request = await saying.tx.requests.by_id(RequestId(saying.job.subject))
    department = await saying.tx.departments.by_id(request.department)
    return to_public.public_post(
        request, department, await public_map(saying.services, request.draft.area, saying.language)
    )


async def _published(saying: Saying) -> Message | None:
    return texts.published((await saying.tx.requests.by_id(RequestId(saying.job.subject))).ref)


async def _refused(saying: Saying) -> Message | None:
    request = await saying.tx.requests.by_id(RequestId(saying.job.subject))
    verdicts = await saying.tx.requests.verdicts(request.id)
    return texts.refused(request.ref, next((verdict.why for verdict in verdicts if not verdict.approved), ""))


async def _closed(saying: Saying) -> Message | None:
    return texts.closed((await saying.tx.requests.by_id(RequestId(saying.job.subject))).ref)


async def _inquiry(saying: Saying) -> Message | None:
    asked = await saying.tx.request_inquiries.by_id(saying.job.subject)
    request = await saying.tx.requests.by_id(asked.request) if asked is not None else None
    if asked is None or request is None or asked.answer or request.state is not RequestState.REVIEW:
        return None
    return texts.inquiry(request.ref, asked)


async def _few(saying: Saying) -> Message | None:
    account = await saying.tx.people.account(saying.job.account) if saying.job.account is not None else None
    request = await saying.tx.requests.by_id(RequestId(saying.job.subject))
    if account is None or await saying.tx.operators.of_person(account.person) is None:
        return None
    return to_reviewers.too_few(request, reviewers_needed(request.draft)) if request.state is RequestState.REVIEW else None


SAYS: Mapping[str, Say] = {
    FEW_JOB: _few,
    REVIEW_JOB: _review,
    PUBLIC_POST_JOB: _public_post,
    PUBLISHED_JOB: _published,
    REFUSED_JOB: _refused,
    CLOSED_JOB: _closed,
    INQUIRY_JOB: _inquiry,
}
