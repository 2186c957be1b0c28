"""What the jobs of requests say at the moment they are done."""

from collections.abc import Mapping

from bot.chat.message import Message
from bot.chat.phrase import phrase
from bot.geo.blur import cell_name
from bot.handlers.saying import Say, Saying
from bot.kernel.ids import RequestId
from bot.requests import texts
from bot.requests.model import CLOSED_JOB, PUBLIC_POST_JOB, PUBLISHED_JOB, REFUSED_JOB, REVIEW_JOB, RequestState
from bot.requests.service import PUBLIC_CELL_RESOLUTION


async def _review(saying: Saying) -> Message | None:
    tx = saying.tx
    request = await tx.requests.by_id(RequestId(saying.job.subject))
    if request.state is not RequestState.REVIEW:
        return None
    department = await tx.departments.by_id(request.department)
    officer = await tx.officers.by_id(request.officer)
    described = phrase("A map of the circle that the request asks about.")
    picture = saying.services.maps.circle(request.draft.area, described, language=saying.language)
    return texts.review_card(request, department, officer, picture)


async def _public_post(saying: Saying) -> Message | None:
    request = await saying.tx.requests.by_id(RequestId(saying.job.subject))
    department = await saying.tx.departments.by_id(request.department)
    cell = cell_name(request.draft.area.center, PUBLIC_CELL_RESOLUTION)
    described = phrase("The part of town that it is about.")
    picture = saying.services.maps.cell(cell, described, language=saying.language)
    return texts.public_post(request, department, picture)


async def _published(saying: Saying) -> Message | None:
    return texts.published((await saying.tx.requests.by_id(RequestId(saying.job.subject))).ref)


async def _refused(saying: Saying) -> Message | None:
    request = await saying.tx.requests.by_id(RequestId(saying.job.subject))
    verdicts = await saying.tx.requests.verdicts(request.id)
    return texts.refused(request.ref, next((verdict.why for verdict in verdicts if not verdict.approved), ""))


async def _closed(saying: Saying) -> Message | None:
    return texts.closed((await saying.tx.requests.by_id(RequestId(saying.job.subject))).ref)


SAYS: Mapping[str, Say] = {
    REVIEW_JOB: _review,
    PUBLIC_POST_JOB: _public_post,
    PUBLISHED_JOB: _published,
    REFUSED_JOB: _refused,
    CLOSED_JOB: _closed,
}
