"""Before somebody's words are shown: may they speak, has somebody to look first, and who is called then."""

from collections.abc import Sequence

from bot.handlers.context import Ctx, Tx
from bot.moderation import service, texts
from bot.moderation.model import Subject, SubjectKind
from bot.people.model import Person


async def may_speak(ctx: Ctx, tx: Tx, person: Person | None) -> None:
    """Raises Refused(BANNED)."""
    await service.may_speak(tx, person, ctx.now)


async def reasons_to_hold(ctx: Ctx, tx: Tx, person: Person, text: str) -> tuple[str, ...]:
    """Why somebody has to look at the words first; empty when nobody has to."""
    return await service.reasons_to_hold(tx, person, text, ctx.services.policies.moderation, ctx.now)


async def call_reviewers(ctx: Ctx, tx: Tx, kind: SubjectKind, subject: int) -> None:
    """Somebody is asked to look."""
    await service.call_reviewers(tx, Subject(kind=kind, id=subject), ctx.now)


def told(reasons: Sequence[str]) -> Sequence[str]:
    """The reasons in words."""
    return texts.held(reasons)
