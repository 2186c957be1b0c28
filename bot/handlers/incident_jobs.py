"""What the jobs of reports and comments say: every place shows the thing as it is at this moment, or not at all."""

from collections.abc import Mapping
from datetime import timedelta

from bot.chat.message import Message
from bot.handlers.incident_posts import post_of, told
from bot.handlers.saying import Say, Saying, Telling, same_everywhere
from bot.incidents import texts
from bot.incidents.model import (
    COMMENT_COPY,
    COMMENT_JOB,
    INCIDENT_COPY,
    POST_JOB,
    CommentState,
    Incident,
    IncidentState,
)
from bot.kernel.ids import CommentId, IncidentId
from bot.outbox.lane import NotYet

REPORT_COMES_WITHIN = timedelta(minutes=2)
"""So long a comment waits where its report is not even on its way; then the place does not show the report at all."""


async def _post(saying: Saying) -> Message | Telling | NotYet | None:
    incident = await saying.tx.incidents.by_id(IncidentId(saying.job.subject))
    message = None
    if incident is not None and incident.state is IncidentState.POSTED:
        zone, tellers = await told(saying.tx, incident)
        message = await post_of(saying.services, incident, zone, tellers, saying.language)
    return await same_everywhere(saying, INCIDENT_COPY, saying.job.subject, message)


async def _comment(saying: Saying) -> Message | Telling | NotYet | None:
    comment = await saying.tx.comments.by_id(CommentId(saying.job.subject))
    incident = await saying.tx.incidents.by_id(comment.incident) if comment is not None else None
    if (
        comment is None
        or incident is None
        or comment.state is not CommentState.POSTED
        or incident.state is not IncidentState.POSTED
    ):
        return await same_everywhere(saying, COMMENT_COPY, saying.job.subject, None)
    under = await _under(saying, incident)
    if under is None or isinstance(under, NotYet):
        return under
    return await same_everywhere(
        saying, COMMENT_COPY, comment.id, texts.comment_post(comment, incident.ref), under=under
    )


async def _under(saying: Saying, incident: Incident) -> str | NotYet | None:
    """The receipt of the report in this place; None where it is not shown."""
    tx, job = saying.tx, saying.job
    copy = await tx.shown.copy(INCIDENT_COPY, incident.id, account=job.account, channel=job.channel)
    if copy is not None and copy.receipt:
        return copy.receipt
    if copy is not None:
        return NotYet() if await tx.outbox.is_open(copy.job) else None
    waited = saying.now - (job.first_due or job.due)
    return NotYet() if waited < REPORT_COMES_WITHIN else None


SAYS: Mapping[str, Say] = {POST_JOB: _post, COMMENT_JOB: _comment}
