"""How a handler asks for more: the answers so far are stored, and a form with the open questions goes out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.chat.form import CommandSpec, Field, Form
from bot.chat.message import Audience, Block, Message, Paragraph, Quote
from bot.chat.phrase import fill
from bot.chat.reply import Reply
from bot.geo.blur import cell_center, cell_name
from bot.geo.ports import GeocoderDown
from bot.handlers import phrases
from bot.handlers.context import Ctx, Services
from bot.handlers.forms import written
from bot.handlers.places import point_of
from bot.inbox.ports import StoredDraft
from bot.incidents.model import IncidentReason
from bot.kernel.refusal import Refused


async def ask_for(
    ctx: Ctx, spec: CommandSpec, answers: Mapping[str, str], fields: Sequence[Field], *messages: Message
) -> Reply:
    """Ask for these fields of the command; its handler is called again with the answers merged.

    `messages` come before the question. Every round has a draft of its own, so that a button of an earlier question
    cannot answer a later one. A place that is to be rounded is kept as the middle of its cell, or not at all.
    """
    draft = StoredDraft(
        ref=ctx.services.new_ref(),
        platform=ctx.speaker.platform,
        handle=ctx.speaker.handle,
        room=ctx.room.handle,
        form=spec.name,
        answers=await rounded(ctx.services, spec, answers),
        waiting=("," if ctx.room.modals else "") + ",".join(field.name for field in fields),
    )
    async with ctx.begin() as tx:
        before = await tx.inbox.draft_in(draft.platform, draft.handle, draft.room)
        await tx.inbox.put_draft(draft, ctx.now)
    return Reply(messages=(*_put_aside(ctx, before, draft), *messages), form=form_of(ctx.services, spec, draft))


def _put_aside(ctx: Ctx, before: StoredDraft | None, draft: StoredDraft) -> tuple[Message, ...]:
    """What somebody wrote into a form that makes way for this one is shown to them once more. Under a dialog nothing
    is: its words stand where they were typed, and a message would keep the dialog from opening."""
    spec = next((each for each in ctx.commands if before is not None and each.name == before.form), None)
    if before is None or spec is None or ctx.room.modals:
        return ()
    lost = [text for text in written(spec, before.answers) if text not in draft.answers.values()]
    blocks: list[Block] = [Paragraph(text=phrases.makes_way(before.form)), *(Quote(text=text) for text in lost)]
    return (Message(blocks=tuple(blocks), audience=Audience.ONLY_YOU),) if lost else ()


async def rounded(services: Services, spec: CommandSpec, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers fit to be stored: in place of a place that is to be rounded stands the middle of its cell.

    One that cannot be found is left out, for the words themselves may be an address.
    """
    kept = dict(answers)
    for field in spec.fields:
        if not (field.rounded and field.name in kept):
            continue
        try:
            exact = await point_of(services, kept.pop(field.name), IncidentReason.PLACE_UNKNOWN, field.name)
        except (Refused, GeocoderDown):
            continue
        center = cell_center(cell_name(exact, services.policies.incidents.cell_resolution))
        kept[field.name] = f"geo:{center.lat:.6f},{center.lon:.6f}"
    return kept


def form_of(services: Services, spec: CommandSpec, draft: StoredDraft) -> Form:
    """The open questions of a stored draft."""
    waiting = draft.waiting.split(",")
    fields = tuple(
        replace(field, required=field.required or field.name in spec.needs)
        for field in spec.fields
        if field.name in waiting
    )
    note = fill(spec.note, emergency_number=services.emergency_number) if spec.note else ""
    return Form(name=spec.name, title=f"/{spec.name}", fields=fields, draft=draft.ref, note=note)
