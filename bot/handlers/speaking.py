"""Before somebody's words are shown: may they speak, has somebody to look first, and who is called then."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from bot.handlers.context import Ctx, Tx
from bot.moderation.model import ModerationPolicy, Subject, SubjectKind
from bot.people.model import Person


def _moderation(name: str) -> Any:
    try:
        return import_module(f"bot.moderation.{name}")
    except ModuleNotFoundError:
        return None


async def may_speak(ctx: Ctx, tx: Tx, person: Person | None) -> None:
    """Raises Refused(BANNED)."""
    if service := _moderation("service"):
        await service.may_speak(tx, person, ctx.now)


async def reasons_to_hold(ctx: Ctx, tx: Tx, person: Person, text: str) -> tuple[str, ...]:
    """Why somebody has to look at the words first; empty when nobody has to."""
    if service := _moderation("service"):
        policy = getattr(ctx.services.policies, "moderation", ModerationPolicy())
        found: tuple[str, ...] = await service.reasons_to_hold(tx, person, text, policy, ctx.now)
        return found
    return ()


async def call_reviewers(ctx: Ctx, tx: Tx, kind: SubjectKind, subject: int) -> None:
    """Somebody is asked to look."""
    if service := _moderation("service"):
        await service.call_reviewers(tx, Subject(kind=kind, id=subject), ctx.now)


def told(reasons: Sequence[str]) -> Sequence[str]:
    """The reasons in words."""
    return _moderation("texts").held(reasons) if _moderation("texts") else tuple(reasons)
