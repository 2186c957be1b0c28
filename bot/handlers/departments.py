"""The public list of departments, and what an operator does with one at once: suspend, reinstate, renew."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from bot.chat.form import SKIPPED, Choice, CommandSpec, Field
from bot.chat.incoming import Suggest
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.departments import service, texts
from bot.departments.model import STANDING_JOB, Department, DepartmentReason, Named
from bot.departments.texts import Asked
from bot.departments.texts import operators as cards
from bot.handlers.context import Ctx, Routes, Services, Tx
from bot.handlers.department_jobs import map_of
from bot.handlers.operators import operating
from bot.handlers.people import in_direct_only
from bot.kernel.refusal import Refused
from bot.officers.model import OFFICER_LIFE
from bot.operators.service import tell_operators
from bot.requests.model import RequestState
from bot.requests.texts import INCIDENT_TYPES, STATES

PAGE = 10
LATEST_IN_LIST, LATEST_ON_CARD = 3, 10
PUBLIC = (RequestState.PUBLISHED, RequestState.CLOSED, RequestState.REFUSED)

DEPARTMENTS = CommandSpec(
    name="departments",
    description=phrase("The police departments that may ask here, and what they asked lately"),
    fields=(
        Field(
            name="name",
            label=phrase("Department"),
            question=phrase("A part of its name, for more about one of them"),
            required=False,
            suggests=True,
        ),
    ),
    rest="name",
)


async def departments(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/departments`: the same for everybody; with words, those whose names hold them all, and one alone in full."""
    words = answers.get("name", "")
    if not words.strip() or words == SKIPPED:
        return await on_more(ctx, "0")
    async with ctx.services.begin() as tx:
        found = await service.departments_called(tx, words)
        if not found:
            raise Refused(DepartmentReason.NO_SUCH_DEPARTMENT, name=words[:60])
        most = LATEST_ON_CARD if len(found) == 1 else LATEST_IN_LIST
        shown = await _shown(tx, found[:PAGE], most)
        is_operator = ctx.person is not None and await tx.operators.of_person(ctx.person.id) is not None
    if len(found) > 1:
        return await _page(ctx, shown, len(found) - len(shown), None)
    department, asked = shown[0]
    buttons = cards.powers(department) if is_operator and ctx.room.private else ()
    drawn = await map_of(ctx.services, [(department.name, department.jurisdiction)], ctx.language)
    return reply(texts.card(department, asked, [drawn], buttons))


async def on_more(ctx: Ctx, start: str) -> Reply:
    """*More* under the list."""
    first = int(start) if start.isascii() and start.isdecimal() and len(start) < 7 else 0
    async with ctx.services.begin() as tx:
        everyone = await tx.departments.names()
        shown = await _shown(tx, everyone[first : first + PAGE], LATEST_IN_LIST)
    return await _page(ctx, shown, len(everyone) - first - len(shown), first + PAGE)


async def _shown(tx: Tx, found: Sequence[Named], most: int) -> Sequence[tuple[Department, Sequence[Asked]]]:
    """These departments, each with its latest requests."""
    whole = [await tx.departments.by_id(each.id) for each in found]
    return [(each, await _asked(tx, each, most)) for each in whole]


async def _page(ctx: Ctx, shown: Sequence[tuple[Department, Sequence[Asked]]], more: int, onward: int | None) -> Reply:
    areas = [(each.name, each.jurisdiction) for each, _ in shown]
    pictures = [await map_of(ctx.services, areas, ctx.language)] if areas else []
    return reply(texts.listing(shown, pictures, more, onward, OFFICER_LIFE.days))


async def _asked(tx: Tx, department: Department, most: int) -> list[Asked]:
    """The latest requests of the department that everybody may read, newest first."""
    requests = await tx.requests.of_department(department.id)
    return [
        Asked(
            ref=each.ref, incident=INCIDENT_TYPES[each.draft.incident_type], state=STATES[each.state], at=each.filed_at
        )
        for each in requests
        if each.state in PUBLIC
    ][:most]


async def on_suspend(ctx: Ctx, ref: str) -> Reply:
    """*Suspend at once*."""
    return await _stand(ctx, ref, service.suspend_department)


async def on_reinstate(ctx: Ctx, ref: str) -> Reply:
    """*Reinstate*."""
    return await _stand(ctx, ref, service.reinstate_department)


async def on_renew(ctx: Ctx, ref: str) -> Reply:
    """*Renew for 12 months*, on its card and under the warning."""
    return await _stand(ctx, ref, service.renew_department)


async def _stand(ctx: Ctx, ref: str, change: Callable[[Tx, str, datetime], Awaitable[Department]]) -> Reply:
    in_direct_only(ctx)
    async with ctx.begin() as tx:
        me = await operating(tx, ctx.person)
        changed = await change(tx, ref, ctx.now)
        await tell_operators(tx, STANDING_JOB, changed.id, ctx.now, but=me.id)
    return reply(cards.standing(changed), closes=True)


async def suggest_name(services: Services, suggest: Suggest) -> tuple[Choice, ...]:
    """Departments whose names hold what was typed so far."""
    async with services.begin() as tx:
        found = await service.departments_called(tx, suggest.partial)
    return tuple(Choice(value=each.ref, label=each.name[:100]) for each in found[:25])


ROUTES = Routes(
    commands=((DEPARTMENTS, departments),),
    presses={
        "department.more": on_more,
        "department.suspend": on_suspend,
        "department.reinstate": on_reinstate,
        "department.renew": on_renew,
    },
    suggests={("departments", "name"): suggest_name},
    refusals=texts.REFUSALS,
)
