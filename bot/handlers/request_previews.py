"""The message in which an officer looks at a draft: drawn, worded as owners will read it, and judged."""

from collections.abc import Sequence

from bot.chat.message import Message
from bot.consent.texts import question_words
from bot.handlers.context import Ctx, Tx
from bot.handlers.request_pictures import exact_map
from bot.officers.model import OnDuty
from bot.requests import service
from bot.requests.model import Preview
from bot.requests.rules import Judged, judge_each
from bot.requests.texts import previews


async def judged_of(ctx: Ctx, tx: Tx, duty: OnDuty, seen: Preview) -> Sequence[Judged]:
    """What the rules say of the draft now: what it would cost and break is counted at this moment."""
    policy = ctx.services.policies.requests
    return judge_each(await service.filing(tx, duty, seen.draft, policy, ctx.now))


async def preview_of(ctx: Ctx, duty: OnDuty, seen: Preview, judged: Sequence[Judged]) -> Message:
    """The draft as its officer sees it. Draws a map, so it is called outside of transactions."""
    picture = await exact_map(ctx.services, seen.draft.area, duty.department.jurisdiction, ctx.language)
    owners_read = question_words(seen.draft, duty.department, duty.officer)
    policy = ctx.services.policies.requests
    return previews.preview(seen, duty.department, owners_read, judged, policy, picture)
