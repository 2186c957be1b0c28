"""How a handler asks for more: the answers so far are stored, and a form with the open questions goes out."""

from collections.abc import Mapping, Sequence

from bot.chat.form import CommandSpec, Field, Form
from bot.chat.message import Message
from bot.chat.reply import Reply
from bot.handlers.context import Ctx
from bot.inbox.ports import StoredDraft


async def ask_for(
    ctx: Ctx, spec: CommandSpec, answers: Mapping[str, str], fields: Sequence[Field], *messages: Message
) -> Reply:
    """Ask for these fields of the command; its handler is called again with the answers merged.

    `messages` come before the question. Every round has a draft of its own, so that a button of an earlier question
    cannot answer a later one.
    """
    draft = StoredDraft(
        ref=ctx.services.new_ref(),
        platform=ctx.speaker.platform,
        handle=ctx.speaker.handle,
        room=ctx.room.handle,
        form=spec.name,
        answers=dict(answers),
        waiting=("," if ctx.room.modals else "") + ",".join(field.name for field in fields),
    )
    async with ctx.begin() as tx:
        await tx.inbox.put_draft(draft, ctx.now)
    return Reply(messages=messages, form=form_of(spec, draft))


def form_of(spec: CommandSpec, draft: StoredDraft) -> Form:
    """The open questions of a stored draft."""
    waiting = draft.waiting.split(",")
    fields = tuple(field for field in spec.fields if field.name in waiting)
    return Form(name=spec.name, title=spec.name.capitalize(), fields=fields, draft=draft.ref)
