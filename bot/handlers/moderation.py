"""What everybody can do about what they read (flag), what authors can do about a decision (appeal), and what reviewers do."""

from collections.abc import Mapping

from bot.chat.form import SKIPPED
from bot.chat.message import Message
from bot.chat.reply import Reply, reply
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.moderation_forms import APPEAL, BAN, FLAG, FLAGS, HIDE
from bot.handlers.moderation_jobs import card_of, name_of, note_look, ref_of
from bot.handlers.people import person_of
from bot.kernel.ids import Ref, read_ref
from bot.kernel.refusal import Refused
from bot.moderation import deciding, service, texts
from bot.moderation.deciding import Done
from bot.moderation.model import FlagReason, ModerationReason, Subject
from bot.moderation.posts import Standing, waiting
from bot.moderation.rules import read_end
from bot.moderation.texts import authors, reviewers

CARDS_AT_ONCE = 5
LOG_LINES = 15
POST, REASON, WORDS, UNTIL, WHY = "post", "reason", "words", "until", "why"


async def flag(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/flag`, and the form behind the button."""
    ref = read_ref(answers[POST])
    if WORDS not in answers and not ctx.room.modals:
        async with ctx.services.begin() as tx:
            await service.may_speak(tx, ctx.person, ctx.now)
            post = await service.flaggable(tx, ctx.person, ref)
        return await ask_for(ctx, FLAG, {POST: post.ref, REASON: answers[REASON]}, FLAG.fields[2:])
    words = answers.get(WORDS, "")
    async with ctx.begin() as tx:
        post = await service.flag(
            tx,
            await person_of(ctx, tx),
            ref,
            FlagReason(answers[REASON]),
            "" if words == SKIPPED else words,
            ctx.services.policies.moderation,
            ctx.now,
        )
    return reply(authors.flagged(post.ref))


async def on_flag(ctx: Ctx, ref: str) -> Reply:
    """*Flag* under a report or comment."""
    async with ctx.services.begin() as tx:
        await service.may_speak(tx, ctx.person, ctx.now)
        post = await service.flaggable(tx, ctx.person, read_ref(ref))
    return await ask_for(ctx, FLAG, {POST: post.ref}, FLAG.fields[1:])


async def appeal(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/appeal` with the reference and why; also for those who are banned."""
    first, _, more = answers[POST].strip().partition(" ")
    ref, words = read_ref(first), answers.get(WORDS, "") or more
    if ref is not None and not words.strip():
        return await ask_for(ctx, APPEAL, {POST: ref}, APPEAL.fields[1:])
    async with ctx.begin() as tx:
        await service.appeal(tx, ctx.person, ref, "" if words == SKIPPED else words, ctx.now)
    return reply(authors.appealed(ref or Ref("")))


async def on_appeal(ctx: Ctx, ref: str) -> Reply:
    """*Ask another reviewer* under what an author was told."""
    return await appeal(ctx, {POST: ref})


async def flags(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/flags`: what waits; `/flags log`: what was decided."""
    if answers.get("what", "").strip().casefold() == "log":
        return await on_log(ctx, "log")
    async with ctx.services.begin() as tx:
        reviewer = await service.reviewing(tx, ctx.person)
        cards: list[Message] = []
        for subject in await _subjects(tx):
            card = await card_of(tx, ctx.services, subject, reviewer, ctx.now)
            if card is not None:
                cards.append(card)
                if len(cards) <= CARDS_AT_ONCE:
                    await note_look(tx, subject, reviewer, ctx.now)
    if not cards:
        return reply(reviewers.nothing_waits())
    return reply(*cards[:CARDS_AT_ONCE], reviewers.more(max(0, len(cards) - CARDS_AT_ONCE)))


async def on_log(ctx: Ctx, _: str) -> Reply:
    """By whom, what, why."""
    async with ctx.services.begin() as tx:
        await service.reviewing(tx, ctx.person)
        lines = [
            (each, await ref_of(tx, each.subject) or "", await name_of(tx, each.reviewer))
            for each in await tx.moderation.latest(LOG_LINES)
        ]
    return reply(reviewers.log(lines))


async def hide(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/hide`: refuses what waits, takes down what is shown, and offers to restore what is not."""
    first, _, more = answers[POST].strip().partition(" ")
    (ref, version), why = _as_looked_at(first), answers.get(WHY, "") or more
    async with ctx.services.begin() as tx:
        _, post = await deciding.looked_at(tx, ctx.person, ref)
    if post.standing in (Standing.HIDDEN, Standing.REFUSED):
        return reply(reviewers.hidden_already(post))
    if not why.strip():
        return await ask_for(ctx, HIDE, {POST: first}, HIDE.fields[1:])
    async with ctx.begin() as tx:
        done = await deciding.take_down(tx, ctx.person, post.ref, why, ctx.now, version)
    return _told(done)


async def on_hide(ctx: Ctx, what: str) -> Reply:
    """*Hide* or *Refuse* on a card asks for the reason first."""
    ref, version = _as_looked_at(what)
    async with ctx.services.begin() as tx:
        _, post = await deciding.looked_at(tx, ctx.person, ref)
    if post.standing in (Standing.HIDDEN, Standing.REFUSED):
        raise Refused(ModerationReason.ALREADY_DECIDED)
    deciding.check_unchanged(post, version)
    return await hide(ctx, {POST: what})


async def on_admit(ctx: Ctx, what: str) -> Reply:
    """*Admit*: what was on the card, and nothing newer."""
    ref, version = _as_looked_at(what)
    async with ctx.begin() as tx:
        done = await deciding.admit(tx, ctx.person, ref, -1 if version is None else version, ctx.now)
    return _told(done, closes=True)


def _as_looked_at(what: str) -> tuple[Ref | None, int | None]:
    """A reference, and the version of the words that stood on the card; None where there is none to be read."""
    ref, _, version = what.partition(".")
    return read_ref(ref), int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else None


async def on_dismiss(ctx: Ctx, ref: str) -> Reply:
    """*Dismiss flags*."""
    async with ctx.begin() as tx:
        done = await deciding.dismiss(tx, ctx.person, read_ref(ref), ctx.now)
    return _told(done, closes=True)


async def on_restore(ctx: Ctx, ref: str) -> Reply:
    """*Show it again*, and *Show it* on an appeal."""
    async with ctx.begin() as tx:
        done = await deciding.restore(tx, ctx.person, read_ref(ref), ctx.now)
    return _told(done, closes=True)


async def on_uphold(ctx: Ctx, ref: str) -> Reply:
    """*Decision stands* on an appeal."""
    async with ctx.begin() as tx:
        done = await deciding.uphold(tx, ctx.person, read_ref(ref), ctx.now)
    return _told(done, closes=True)


async def ban(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/ban` with a post, an end and a reason; alone it lists the bans that run."""
    if not answers.get(POST):
        async with ctx.services.begin() as tx:
            await service.reviewing(tx, ctx.person)
            return reply(reviewers.bans(await tx.moderation.bans(ctx.now)))
    ref, until, why = read_ban(ctx, answers)
    async with ctx.services.begin() as tx:
        _, post = await deciding.written_by(tx, ctx.person, ref)
    given = {POST: str(post.ref), UNTIL: until, WHY: why}
    lacking = tuple(field for field in BAN.fields if not given[field.name].strip())
    if lacking:
        return await ask_for(ctx, BAN, {name: text for name, text in given.items() if text.strip()}, lacking[:1])
    async with ctx.begin() as tx:
        policy = ctx.services.policies.moderation
        done, _ = await deciding.ban(tx, ctx.person, ref, until, why, policy, ctx.now, ctx.services.new_ref)
    return _told(done)


async def on_ban(ctx: Ctx, ref: str) -> Reply:
    """*Ban author* on a card asks until when, and why."""
    async with ctx.services.begin() as tx:
        _, post = await deciding.written_by(tx, ctx.person, read_ref(ref))
    return await ask_for(ctx, BAN, {POST: post.ref}, BAN.fields[1:] if ctx.room.modals else BAN.fields[1:2])


async def on_lift(ctx: Ctx, ref: str) -> Reply:
    """*Lift the ban*."""
    async with ctx.begin() as tx:
        done = await deciding.lift(tx, ctx.person, read_ref(ref), ctx.now)
    return _told(done, closes=True)


def read_ban(ctx: Ctx, answers: Mapping[str, str]) -> tuple[Ref | None, str, str]:
    """The post, the end and the reason, also where all three follow the command as text."""
    first, _, more = answers[POST].strip().partition(" ")
    until, why = answers.get(UNTIL, ""), answers.get(WHY, "")
    words = more.split()
    longest = ctx.services.policies.moderation.longest_ban_days
    for count in range(min(3, len(words)), 0, -1):
        if not until and read_end(" ".join(words[:count]), ctx.now, longest) is not None:
            return read_ref(first), " ".join(words[:count]), why or " ".join(words[count:])
    return read_ref(first), until, why or more


async def _subjects(tx: Tx) -> list[Subject]:
    """Everything that may wait: held, flagged, appealed; each once."""
    held = [post.subject for post in await waiting(tx)]
    appeals = [each.subject for each in await tx.moderation.appeals()]
    return list(dict.fromkeys([*held, *await tx.moderation.flagged(), *appeals]))


def _told(done: Done, *, closes: bool = False) -> Reply:
    return reply(reviewers.done(done.decision, done.ref), closes=closes)


ROUTES = Routes(
    commands=((FLAG, flag), (APPEAL, appeal), (FLAGS, flags), (HIDE, hide), (BAN, ban)),
    presses={
        "flag.incident": on_flag,
        "flag.comment": on_flag,
        "mod.appeal": on_appeal,
        "mod.log": on_log,
        "mod.hide": on_hide,
        "mod.admit": on_admit,
        "mod.dismiss": on_dismiss,
        "mod.restore": on_restore,
        "mod.uphold": on_uphold,
        "mod.ban": on_ban,
        "mod.lift": on_lift,
    },
    refusals=texts.REFUSALS,
    again={ModerationReason.BAD_END: UNTIL, ModerationReason.NO_REASON: WHY},
)
