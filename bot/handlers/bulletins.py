"""How officers tell everybody something in public, how reviewers look at it first, and the list that everybody can read."""

from collections.abc import Mapping

from bot.bulletins import service, texts
from bot.bulletins.model import BulletinReason, NewBulletin
from bot.bulletins.rules import MAX_CASE_NUMBER, MAX_CONTACT, judge
from bot.chat.form import MEDIA, Choice, CommandSpec, Field, FieldKind
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.handlers import factor
from bot.handlers.asking import ask_for
from bot.handlers.bulletin_jobs import card_of, shown_of
from bot.handlers.context import Ctx, Routes
from bot.kernel.ids import read_ref
from bot.officers.model import OnDuty
from bot.officers.service import acted, on_duty
from bot.people.service import reviewer_on_duty

CLOSE = "close"
FILE, DISCARD = "file", "discard"
CASE = Field(
    name="case",
    label=phrase("Case number"),
    question=phrase("The case number of your active investigation"),
    required=False,
    max_length=MAX_CASE_NUMBER,
)
CONTACT = Field(
    name="contact",
    label=phrase("Contact"),
    question=phrase("A telephone number or email address where the public reaches you"),
    required=False,
    max_length=MAX_CONTACT,
)
TEXT = Field(
    name="text",
    label=phrase("What everybody should know"),
    question=phrase("What should everybody know? In neutral words"),
    kind=FieldKind.TEXT,
    required=False,
    max_length=1500,
)
PHOTO = Field(
    name="photo",
    label=phrase("Photo or clip"),
    question=phrase("A photo or clip to show with it? You can skip this"),
    kind=FieldKind.FILE,
    required=False,
)
CONFIRM = Field(
    name="confirm",
    label=phrase("File it?"),
    question=phrase("File it for review, as you see it above?"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=(Choice(value=FILE, label=phrase("File it")), Choice(value=DISCARD, label=phrase("Discard"))),
)
BULLETIN = CommandSpec(
    name="bulletin",
    description=phrase("Tell everybody something in public, or close a bulletin (verified officers)"),
    fields=(CASE, CONTACT, TEXT, PHOTO, CONFIRM, factor.CODE_FIELD),
    in_channels=False,
    rest="case",
    needs=("case", "contact", "text", "confirm", "code"),
)
BULLETINS = CommandSpec(name="bulletins", description=phrase("Read the official bulletins of police departments"))
DECLINE = CommandSpec(
    name="decline",
    description=phrase("For reviewers: see the bulletins in review, or refuse one with a reason"),
    fields=(
        Field(
            name="bulletin",
            label=phrase("Bulletin"),
            question=phrase("Which bulletin? Its reference, such as K7QFM3"),
            required=False,
        ),
        Field(
            name="why",
            label=phrase("Why"),
            question=phrase("Why? The officer and the public read this"),
            kind=FieldKind.TEXT,
            required=False,
            max_length=service.MAX_WHY,
        ),
    ),
    in_channels=False,
    rest="bulletin",
    needs=("why",),
)


async def bulletin(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/bulletin`: asked step by step, shown as the public will see it, then filed. `/bulletin close K7QFM3` closes one."""
    first, _, ref = answers.get(CASE.name, "").strip().partition(" ")
    if first.casefold() == CLOSE and ref:
        return await on_close(ctx, ref)
    async with ctx.services.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        await service.check_free(tx, duty, ctx.services.policies.bulletins)
    lacking = tuple(field for field in (CASE, CONTACT, TEXT) if not answers.get(field.name, "").strip())
    if lacking:
        return await ask_for(ctx, BULLETIN, answers, lacking + ((PHOTO,) if ctx.room.modals else ()))
    judge(answers[CASE.name], answers[CONTACT.name], answers[TEXT.name], ctx.services.policies.bulletins)
    if PHOTO.name not in answers and not ctx.room.modals:
        return await ask_for(ctx, BULLETIN, answers, (PHOTO,))
    new = await _new(ctx, duty, answers)
    if CONFIRM.name not in answers:
        shown = texts.post(new, duty.department, await shown_of(ctx.services, new.media))
        return await ask_for(ctx, BULLETIN, answers, (CONFIRM,), texts.preview(shown))
    if answers[CONFIRM.name] != FILE:
        return reply(texts.discarded())
    if not await factor.passed(ctx):
        if not answers.get(factor.CODE_FIELD.name, "").strip():
            return await ask_for(ctx, BULLETIN, answers, (factor.CODE_FIELD,))
        await factor.take(ctx, answers[factor.CODE_FIELD.name])
    async with ctx.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        filed = await service.file(tx, duty, new, ctx.services.policies.bulletins, ctx.now)
    return reply(texts.filed(filed.ref))


async def bulletins(ctx: Ctx, _: Mapping[str, str]) -> Reply:
    """`/bulletins`: the same list for everybody."""
    async with ctx.services.begin() as tx:
        return reply(texts.listing(await service.shown(tx)))


async def on_close(ctx: Ctx, ref: str) -> Reply:
    """*Close*, and `/bulletin close`."""
    async with ctx.begin() as tx:
        duty = await on_duty(tx, ctx.person, ctx.now)
        await acted(tx, duty, ctx.now)
        closed = await service.close(tx, duty, read_ref(ref), ctx.now, ctx.services.new_ref)
    return reply(texts.closed(closed.ref), closes=True)


async def on_approve(ctx: Ctx, ref: str) -> Reply:
    """*Approve* on a review card."""
    async with ctx.begin() as tx:
        approved = await service.approve(tx, ctx.person, read_ref(ref), ctx.now, ctx.services.new_ref)
    return reply(texts.reviewed(approved), closes=True)


async def on_refuse(ctx: Ctx, ref: str) -> Reply:
    """*Refuse* on a review card asks for the reason first."""
    async with ctx.services.begin() as tx:
        await reviewer_on_duty(tx, ctx.person)
    return await ask_for(ctx, DECLINE, {"bulletin": ref}, DECLINE.fields[1:])


async def decline(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/decline`: the cards of what waits; with a reference and a reason, a bulletin is refused."""
    first, _, more = answers.get("bulletin", "").strip().partition(" ")
    why = answers.get("why", "") or more
    if not first:
        return await _cards(ctx)
    if not why.strip():
        return await on_refuse(ctx, first)
    async with ctx.begin() as tx:
        refused = await service.refuse(tx, ctx.person, read_ref(first), why, ctx.now, ctx.services.new_ref)
    return reply(texts.reviewed(refused))


async def _cards(ctx: Ctx) -> Reply:
    async with ctx.services.begin() as tx:
        reviewer = await reviewer_on_duty(tx, ctx.person)
        cards = [
            await card_of(tx, ctx.services, each)
            for each in (await tx.bulletins.waiting() if await service.may_review(tx, reviewer) else ())
        ]
    return reply(*cards[:5]) if cards else reply(texts.nothing_waits())


async def _new(ctx: Ctx, duty: OnDuty, answers: Mapping[str, str]) -> NewBulletin:
    photo = answers.get(PHOTO.name, "")
    media = await ctx.services.media.describe(photo.removeprefix(MEDIA)) if photo.startswith(MEDIA) else None
    return NewBulletin(
        ref=ctx.services.new_ref(),
        department=duty.department.id,
        officer=duty.officer.id,
        case_number=answers[CASE.name].strip(),
        contact=answers[CONTACT.name].strip(),
        text=answers[TEXT.name].strip(),
        media=media,
    )


ROUTES = Routes(
    commands=((BULLETIN, bulletin), (BULLETINS, bulletins), (DECLINE, decline)),
    presses={"bulletin.approve": on_approve, "bulletin.refuse": on_refuse, "bulletin.close": on_close},
    refusals=texts.REFUSALS,
    again={
        BulletinReason.NO_CASE_NUMBER: CASE.name,
        BulletinReason.NO_CONTACT: CONTACT.name,
        BulletinReason.NO_TEXT: TEXT.name,
        BulletinReason.TOO_LONG: TEXT.name,
        BulletinReason.UNFIT_WORDS: TEXT.name,
    },
)
