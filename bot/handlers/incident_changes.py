"""How authors change what they reported: other words, a correction, taking it back."""

from collections.abc import Mapping

from bot.chat.form import CommandSpec, Field, FieldKind
from bot.chat.message import Message, say
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.handlers import speaking
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.report import show_again, told_author
from bot.incidents import service, texts
from bot.incidents.comments import own_comment, remove_comment
from bot.incidents.model import (
    MAX_CORRECTION,
    MAX_TEXT,
    Incident,
    IncidentReason,
    IncidentState,
    RevisionKind,
    RevisionState,
)
from bot.incidents.naming import named
from bot.incidents.revisions import revise
from bot.incidents.texts import author as to_author
from bot.kernel.ids import Ref, read_ref
from bot.kernel.refusal import Refused
from bot.moderation.model import SubjectKind

MAX_TYPED = 4096
"""More than any text may have: whoever writes too much is told how much is too much, and not of the reference."""
REF = Field(
    name="report",
    label=phrase("Report"),
    question=phrase("Which report? Its reference, such as K7QFM3"),
    kind=FieldKind.TEXT,
    required=False,
    max_length=MAX_TYPED,
)
"""Where options are typed as text, the new words follow the reference."""
WORDS = Field(
    name="text",
    label=phrase("The new words"),
    question=phrase("What should it say instead? What was done, not who did it by their looks"),
    kind=FieldKind.TEXT,
    required=False,
    max_length=MAX_TEXT,
)
ADDED = Field(
    name="text",
    label=phrase("The correction"),
    question=phrase("What do you want to add or put right?"),
    kind=FieldKind.TEXT,
    required=False,
    max_length=MAX_CORRECTION,
)
EDIT = CommandSpec(
    name="edit", description=phrase("Change the words of a report of yours"), fields=(REF, WORDS), rest="report",
    note=texts.NOTE, needs=("text",),
)  # fmt: skip
CORRECT = CommandSpec(
    name="correct", description=phrase("Add a correction to a report of yours"), fields=(REF, ADDED), rest="report",
    note=texts.NOTE, needs=("text",),
)  # fmt: skip
REMOVE = CommandSpec(
    name="remove",
    description=phrase("Take back a report or comment of yours"),
    fields=(
        Field(
            name="report",
            label=phrase("Report or comment"),
            question=phrase("Which one? Its reference, such as K7QFM3"),
            required=False,
        ),
    ),
    rest="report",
)

VERBS = {RevisionKind.EDIT: "incident.words", RevisionKind.CORRECTION: "incident.correct"}


async def edit(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/edit`: of a draft, of what waits, of what is shown."""
    return await _revise(ctx, answers, EDIT, WORDS, RevisionKind.EDIT)


async def correct(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/correct`: everybody who was alerted hears of it."""
    return await _revise(ctx, answers, CORRECT, ADDED, RevisionKind.CORRECTION)


async def remove(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/remove`: at once when it is named; without a name, the latest are shown with a button each."""
    if given := answers.get(REF.name, ""):
        return await _remove(ctx, given)
    async with ctx.services.begin() as tx:
        return reply(await _which(ctx, tx, "incident.remove"))


async def on_edit(ctx: Ctx, ref: str) -> Reply:
    """The button: the old words are shown, the new ones asked for."""
    return await _chosen(ctx, ref, EDIT, WORDS, RevisionKind.EDIT)


async def on_correct(ctx: Ctx, ref: str) -> Reply:
    """The button."""
    return await _chosen(ctx, ref, CORRECT, ADDED, RevisionKind.CORRECTION)


async def on_remove(ctx: Ctx, ref: str) -> Reply:
    """The button."""
    removed = await _remove(ctx, ref)
    return Reply(messages=removed.messages, closes=True)


async def _revise(ctx: Ctx, answers: Mapping[str, str], spec: CommandSpec, field: Field, kind: RevisionKind) -> Reply:
    given, text = (answers.get(name, "").strip() for name in (REF.name, WORDS.name))
    found = named(given)
    async with ctx.services.begin() as tx:
        own = await _own(ctx, tx)
        meant = await service.own_or_none(tx, ctx.person, found.ref)
    if meant is not None:
        text = text or found.rest
        return await (_changed(ctx, meant.ref, kind, text) if text else _ask_words(ctx, meant.ref, spec, field))
    if found.ref is not None or (given and text):
        words = text or found.words
        if not own or not words:
            raise Refused(IncidentReason.NOT_YOURS)
        return await _ask_which(ctx, spec, kind, words, say(texts.REFUSALS[IncidentReason.NOT_YOURS]))
    text = text or found.words
    if len(own) != 1:
        return await _ask_which(ctx, spec, kind, text)
    # Words alone are about one's only report.
    return await (_changed(ctx, own[0].ref, kind, text) if text else _ask_words(ctx, own[0].ref, spec, field))


async def _ask_which(ctx: Ctx, spec: CommandSpec, kind: RevisionKind, text: str, *told: Message) -> Reply:
    """A button for each report. New words that were written already wait for the answer."""
    async with ctx.services.begin() as tx:
        own, which = await _own(ctx, tx), await _which(ctx, tx, VERBS[kind])
    if not own or not text:
        return reply(*told, which)
    return await ask_for(ctx, spec, {WORDS.name: text}, (REF,), *told, which)


async def _chosen(ctx: Ctx, ref: str, spec: CommandSpec, field: Field, kind: RevisionKind) -> Reply:
    """A report was chosen by its button: the words that wait for it are taken, else asked for."""
    async with ctx.begin() as tx:
        incident = await service.own(tx, ctx.person, read_ref(ref))
        draft = await tx.inbox.draft_in(ctx.speaker.platform, ctx.speaker.handle, ctx.room.handle)
        waits = draft is not None and draft.form == spec.name and draft.waiting.strip(",") == REF.name
        text = draft.answers.get(WORDS.name, "") if draft is not None and waits else ""
        if draft is not None and text:
            await tx.inbox.drop_draft(draft.ref)
    return await (_changed(ctx, incident.ref, kind, text) if text else _ask_words(ctx, ref, spec, field))


async def _changed(ctx: Ctx, ref: Ref, kind: RevisionKind, text: str) -> Reply:
    """The words go where the report stands: into a draft, before a reviewer, or out to every copy."""
    async with ctx.begin() as tx:
        incident = await service.own(tx, ctx.person, ref)
        assert ctx.person is not None
        await speaking.may_speak(ctx, tx, ctx.person)
        if incident.state is IncidentState.DRAFT and kind is RevisionKind.EDIT:
            redrafted = await service.redraft(tx, incident, text)
        else:
            reasons = await speaking.reasons_to_hold(ctx, tx, ctx.person, text)
            return reply(await _wished(ctx, tx, incident, kind, text, reasons))
    return await show_again(ctx, redrafted)


async def _wished(
    ctx: Ctx, tx: Tx, incident: Incident, kind: RevisionKind, text: str, reasons: tuple[str, ...]
) -> Message:
    if incident.state is IncidentState.HELD and kind is RevisionKind.EDIT:
        mended = await service.mend(tx, incident, text, reasons, ctx.services.policies.incidents, ctx.now)
        return await told_author(ctx, tx, mended, await tx.neighborhoods.by_id(mended.neighborhood))
    revision = await revise(tx, incident, kind, text, reasons, ctx.now, ctx.services.new_ref)
    if revision.state is RevisionState.HELD:
        await speaking.call_reviewers(ctx, tx, SubjectKind.REVISION, revision.id)
        return to_author.revision_held(incident.ref, speaking.told(reasons))
    return to_author.revised(kind, incident.ref)


async def _ask_words(ctx: Ctx, ref: str, spec: CommandSpec, field: Field) -> Reply:
    async with ctx.services.begin() as tx:
        incident = await service.own(tx, ctx.person, read_ref(ref))
    return await ask_for(ctx, spec, {REF.name: incident.ref}, (field,), to_author.now_reads(incident))


async def _remove(ctx: Ctx, words: str) -> Reply:
    ref = named(words).ref
    async with ctx.begin() as tx:
        if ref is not None and await tx.comments.by_ref(ref) is not None:
            comment = await remove_comment(tx, await own_comment(tx, ctx.person, ref), ctx.now)
            return reply(to_author.comment_removed(comment))
        incident = await service.own(tx, ctx.person, ref)
        if incident.state is IncidentState.DRAFT:
            await service.discard(tx, incident)
            return reply(to_author.discarded())
        return reply(to_author.removed(await service.remove(tx, incident, ctx.now)))


async def _own(ctx: Ctx, tx: Tx) -> list[Incident]:
    if ctx.person is None:
        return []
    since = ctx.now - ctx.services.policies.incidents.max_age
    changeable = (IncidentState.HELD, IncidentState.POSTED)
    return [each for each in await tx.incidents.own(ctx.person.id, since) if each.state in changeable]


async def _which(ctx: Ctx, tx: Tx, verb: str) -> Message:
    own = (await _own(ctx, tx))[:5]
    zones = [(await tx.neighborhoods.by_id(each.neighborhood)).time_zone for each in own[:1]]
    return to_author.which(own, "".join(zones), verb)


ROUTES = Routes(
    commands=((EDIT, edit), (CORRECT, correct), (REMOVE, remove)),
    presses={
        "incident.words": on_edit,
        "incident.correct": on_correct,
        "incident.remove": on_remove,
        "comment.remove": on_remove,
    },
)
