"""`/rules`: what owners say no to once and for all, when they want quiet, and through which account they are asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.chat.form import CommandSpec, Field
from bot.chat.language import everywhere
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.departments.model import Standing
from bot.handlers import together
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.invitations import only_in_direct
from bot.handlers.people import person_of
from bot.kernel.refusal import Refused
from bot.people.model import Person
from bot.people.quiet import NONE, are_hours, read_hours
from bot.requests.model import IncidentType
from bot.requests.texts import INCIDENT_TYPES
from bot.terms import service, texts
from bot.terms.model import AskBy, Terms, TermsReason
from bot.terms.service import Known

RULE = Field(
    name="rule",
    label=phrase("Rule"),
    question=phrase("For example: never burglary, never (a department), 22-7, pause, resume; or nothing to see them all"),
    required=False,
)
QUIET = Field(
    name="quiet",
    label=phrase("Quiet hours"),
    question=phrase("When shall it be quiet? Such as 22-7, or none"),
    required=False,
)
RULES = CommandSpec(
    name="rules",
    description=phrase("Say no once and for all, set quiet hours, pause all requests (camera owners)"),
    fields=(RULE, QUIET),
    hushed=True,
    rest="rule",
    needs=("quiet",),
)
NEVER = ("never", "nunca", "no", "not")
AGAIN = ("allow", "permitir", "again")
JOINS = ("join", "unirme", "unirse")
TOGETHER = ("together", "juntos", "juntas")
PAUSES = ("pause", "pausa", "pausar")
RESUMES = ("resume", "reanudar")
PAUSE_DAYS = {"0": None, "7": timedelta(days=7), "30": timedelta(days=30)}


async def rules(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/rules`: shows what holds, or changes what is named."""
    words = " ".join(answers.get("rule", "").split())
    await only_in_direct(ctx, words)
    if "quiet" in answers or are_hours(words) or words.casefold() in NONE:
        return await _quiet(ctx, answers.get("quiet", words))
    if not words:
        return await on_show(ctx, texts.ME)
    first, _, named = words.partition(" ")
    if first.casefold() in NEVER + AGAIN and named:
        return await _named(ctx, named.strip(), never=first.casefold() in NEVER)
    if first.casefold() in JOINS and named:
        return await together.join(ctx, named)
    if words.casefold() in TOGETHER:
        return await together.on_show(ctx)
    if words.casefold() in PAUSES:
        return await on_pause(ctx, "0")
    if words.casefold() in RESUMES:
        return await on_resume(ctx, texts.ME)
    raise Refused(TermsReason.NO_SUCH_RULE)


async def on_show(ctx: Ctx, ref: str) -> Reply:
    """*Back to my rules*, and `/rules` alone."""
    async with ctx.services.begin() as tx:
        return _shown(ctx, await _held(ctx, tx))


async def on_pause(ctx: Ctx, ref: str) -> Reply:
    """*Pause all* for so many days, or until the owner says otherwise."""
    if ref not in PAUSE_DAYS:
        return Reply()
    span = PAUSE_DAYS[ref]
    async with ctx.begin() as tx:
        until = None if span is None else ctx.now + span
        return _shown(ctx, await service.pause(tx, await person_of(ctx, tx), until, ctx.now))


async def on_resume(ctx: Ctx, ref: str) -> Reply:
    """*Let requests come again*."""
    async with ctx.begin() as tx:
        return _shown(ctx, await service.resume(tx, await person_of(ctx, tx), ctx.now))


async def on_flip(ctx: Ctx, ref: str) -> Reply:
    """Only missing persons, or never in quiet hours, or not: what the button says, however often it is pressed."""
    async with ctx.begin() as tx:
        person, terms = await _own(ctx, tx)
        wanted, what = texts.read_wish(ref)
        if wanted is not None and what == texts.MISSING:
            terms = replace(terms, only_missing=wanted)
        elif wanted is not None and what == texts.NIGHT:
            terms = replace(terms, never_at_night=wanted)
        return _shown(ctx, await service.change(tx, person, terms, ctx.now))


async def on_by(ctx: Ctx, ref: str) -> Reply:
    """Through which account requests come."""
    if ref not in set(AskBy):
        return Reply()
    async with ctx.begin() as tx:
        person, terms = await _own(ctx, tx)
        return _shown(ctx, await service.change(tx, person, replace(terms, ask_by=AskBy(ref)), ctx.now))


async def on_quiet(ctx: Ctx, ref: str) -> Reply:
    """*Change quiet hours* asks for them."""
    return await ask_for(ctx, RULES, {}, (QUIET,))


async def on_types(ctx: Ctx, ref: str) -> Reply:
    """*Never about…*"""
    async with ctx.services.begin() as tx:
        return reply(texts.types(await _held(ctx, tx)))


async def on_type(ctx: Ctx, ref: str) -> Reply:
    """An incident type was pressed."""
    never, about = texts.read_wish(ref)
    if never is None or about not in set(IncidentType):
        return Reply()
    async with ctx.begin() as tx:
        person = await person_of(ctx, tx)
        return reply(texts.types(await service.refuse_type(tx, person, IncidentType(about), never, ctx.now)))


async def on_departments(ctx: Ctx, ref: str) -> Reply:
    """*Never from…*"""
    async with ctx.services.begin() as tx:
        return await _departments(tx, await _held(ctx, tx))


async def on_department(ctx: Ctx, ref: str) -> Reply:
    """A department was pressed."""
    never, named = texts.read_wish(ref)
    if never is None:
        return Reply()
    async with ctx.begin() as tx:
        person = await person_of(ctx, tx)
        return await _departments(tx, await service.refuse_department(tx, person, named, never, ctx.now))


async def _departments(tx: Tx, known: Known) -> Reply:
    never = {each.id for each in known.departments}
    every = [each for each in await tx.departments.all() if each.standing is Standing.ACTIVE or each.id in never]
    return reply(texts.departments(known, every) if every else texts.no_departments())


async def _named(ctx: Ctx, named: str, *, never: bool) -> Reply:
    """A type or a department by its name: never, or again. Saying it twice changes nothing."""
    about = _type(named)
    async with ctx.begin() as tx:
        person = await person_of(ctx, tx)
        if about is not None:
            return _shown(ctx, await service.refuse_type(tx, person, about, never, ctx.now))
        return _shown(ctx, await service.refuse_department(tx, person, named, never, ctx.now))


async def _quiet(ctx: Ctx, words: str) -> Reply:
    hours = read_hours(words)
    if hours is None:
        raise Refused(TermsReason.BAD_QUIET_HOURS)
    async with ctx.begin() as tx:
        person, terms = await _own(ctx, tx)
        changed = replace(terms, quiet_from=hours[0], quiet_until=hours[1])
        return _shown(ctx, await service.change(tx, person, changed, ctx.now))


def _type(named: str) -> IncidentType | None:
    plain = named.casefold()
    return next((about for about, label in INCIDENT_TYPES.items() if plain in everywhere(label)), None)


async def _own(ctx: Ctx, tx: Tx) -> tuple[Person, Terms]:
    person = await person_of(ctx, tx)
    return person, await service.to_change(tx, person)


async def _held(ctx: Ctx, tx: Tx) -> Known:
    return service.of_nobody() if ctx.person is None else await service.known(tx, ctx.person.id)


def _shown(ctx: Ctx, known: Known) -> Reply:
    limits = ctx.services.policies.asking
    return reply(texts.rules(known, ctx.now, limits.per_day, limits.per_30_days))


ROUTES = Routes(
    commands=((RULES, rules),),
    presses={
        texts.SHOW: on_show,
        texts.PAUSE: on_pause,
        texts.RESUME: on_resume,
        texts.FLIP: on_flip,
        texts.BY: on_by,
        texts.QUIET: on_quiet,
        texts.TYPES: on_types,
        texts.TYPE: on_type,
        texts.DEPARTMENTS: on_departments,
        texts.DEPARTMENT: on_department,
    },
    refusals=texts.REFUSALS,
    again={TermsReason.BAD_QUIET_HOURS: "quiet"},
)
