"""How neighbors answer one another: a reply to one copy of a report, or its button, appears under all the others."""

from collections.abc import Mapping

from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.message import Message, say
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.handlers import speaking
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.people import person_of
from bot.handlers.report import fit_name
from bot.handlers.report_form import NAMED
from bot.incidents import comments, texts
from bot.incidents.model import (
    COMMENT_COPY,
    INCIDENT_COPY,
    MAX_COMMENT,
    Comment,
    CommentState,
    Incident,
    IncidentReason,
    IncidentState,
    NewComment,
)
from bot.incidents.naming import named
from bot.incidents.texts import author as to_author
from bot.kernel.ids import ChannelId, CommentId, IncidentId, Ref, read_ref
from bot.kernel.refusal import Refused
from bot.moderation.model import SubjectKind
from bot.outbox.model import Copy

MAX_TYPED = 4096
"""More than a comment may have: whoever writes too much is told how much is too much, and not of the reference."""
REF = Field(
    name="report",
    label=phrase("Report"),
    question=phrase("Which report? Its reference, such as K7QFM3"),
    kind=FieldKind.TEXT,
    max_length=MAX_TYPED,
)
TEXT = Field(
    name="text",
    label=phrase("Your comment"),
    question=phrase("What do you want to say? It appears under the report in every channel"),
    kind=FieldKind.TEXT,
    required=False,
    max_length=MAX_COMMENT,
)
NAME = Field(
    name="name",
    label=phrase("As whom?"),
    question=phrase("As whom do others see you? Skipped means anonymous"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=(
        Choice(value="anonymous", label=phrase("A neighbor")),
        Choice(value=NAMED, label=phrase("With my name")),
    ),
)
COMMENT = CommandSpec(
    name="comment",
    description=phrase("Say something to a report"),
    fields=(REF, TEXT, NAME),
    rest="report",
    note=texts.NOTE,
    needs=("text",),
)


async def comment(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/comment`, and the form behind the button."""
    text, found = answers.get(TEXT.name, "").strip(), named(answers[REF.name])
    async with ctx.services.begin() as tx:
        incident = await shown_or_none(tx, found.ref)
    if incident is None:
        return await _ask_which(ctx, answers, text or found.words)
    text = text or found.rest
    if not text:
        return await ask_for(ctx, COMMENT, {REF.name: incident.ref}, (TEXT, NAME))
    if NAME.name not in answers and TEXT.name in answers and not ctx.room.modals:
        return await ask_for(ctx, COMMENT, {REF.name: incident.ref, TEXT.name: text}, (NAME,))
    async with ctx.begin() as tx:
        said = await _say(ctx, tx, incident, text, named=answers.get(NAME.name) == NAMED)
    return reply(_told(said, incident.ref))


async def _ask_which(ctx: Ctx, answers: Mapping[str, str], text: str) -> Reply:
    """The report is none that can be seen: which one is meant. What was to be said waits for the answer."""
    if not text:
        raise Refused(IncidentReason.NO_SUCH)
    kept = {**answers, TEXT.name: text}
    del kept[REF.name]
    return await ask_for(ctx, COMMENT, kept, (REF,), say(texts.REFUSALS[IncidentReason.NO_SUCH]))


async def on_button(ctx: Ctx, ref: str) -> Reply:
    """*Comment* under a report."""
    async with ctx.services.begin() as tx:
        incident = await shown(tx, read_ref(ref))
        await speaking.may_speak(ctx, tx, ctx.person)
    return await ask_for(ctx, COMMENT, {REF.name: incident.ref}, (TEXT, NAME))


async def on_replied(ctx: Ctx, copy: Copy, text: str) -> Reply | None:
    """A reply to a copy of a report or comment: anonymous elsewhere. Silent, unless somebody has to look first."""
    if copy.kind not in (INCIDENT_COPY, COMMENT_COPY):
        return None
    async with ctx.begin() as tx:
        key = IncidentId(copy.subject)
        if copy.kind == COMMENT_COPY:
            answered = await tx.comments.by_id(CommentId(copy.subject))
            if answered is None:
                return None
            key = answered.incident
        incident = await tx.incidents.by_id(key)
        if incident is None or incident.state is not IncidentState.POSTED:
            return None
        said = await _say(ctx, tx, incident, text, named=False)
    if said.state is CommentState.POSTED:
        return Reply()
    return reply(_told(said, incident.ref))


async def shown_or_none(tx: Tx, ref: Ref | None) -> Incident | None:
    """The report of this reference, if it is to be seen."""
    incident = await tx.incidents.by_ref(ref) if ref else None
    return incident if incident is not None and incident.state is IncidentState.POSTED else None


async def shown(tx: Tx, ref: Ref | None) -> Incident:
    """The report of this reference, if it is to be seen. Raises Refused(NO_SUCH)."""
    incident = await shown_or_none(tx, ref)
    if incident is None:
        raise Refused(IncidentReason.NO_SUCH)
    return incident


async def _say(ctx: Ctx, tx: Tx, incident: Incident, text: str, *, named: bool) -> Comment:
    services = ctx.services
    person = await person_of(ctx, tx)
    await speaking.may_speak(ctx, tx, person)
    new = NewComment(
        ref=services.new_ref(),
        incident=incident.id,
        author=person.id,
        text=comments.check_comment(text),
        shown_name=await fit_name(ctx, tx) if named else "",
        channel=await _written_in(ctx, tx),
    )
    reasons = await speaking.reasons_to_hold(ctx, tx, person, new.text)
    said = await comments.comment(tx, new, reasons, services.policies.incidents, ctx.now)
    if said.state is CommentState.HELD:
        await speaking.call_reviewers(ctx, tx, SubjectKind.COMMENT, said.id)
    return said


async def _written_in(ctx: Ctx, tx: Tx) -> ChannelId | None:
    """The channel in which everybody has read the words already; a dialog shows them to nobody."""
    if ctx.room.private or ctx.room.modals:
        return None
    linked = await tx.neighborhoods.of_channel(ctx.room.platform, ctx.room.handle)
    return linked[1].id if linked is not None else None


def _told(said: Comment, ref: Ref) -> Message:
    if said.state is CommentState.HELD:
        return to_author.comment_held(said, speaking.told(said.held_for))
    return to_author.commented(said, ref)


ROUTES = Routes(commands=((COMMENT, comment),), presses={"incident.comment": on_button}, replied=(on_replied,))
