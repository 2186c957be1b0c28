"""`/language`: in which language somebody, or everybody in a channel, reads what the bot says."""

from collections.abc import Mapping

from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.language import speak
from bot.chat.message import Audience, say
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes
from bot.handlers.people import person_of
from bot.kernel.refusal import Refused
from bot.neighborhoods.model import NeighborhoodReason

CHOICE = Field(
    name="language",
    label=phrase("Language"),
    question=phrase("Which language shall I speak?"),
    kind=FieldKind.CHOICE,
    required=False,
    # Each in its own language: whoever landed in the wrong one has to find the way out.
    choices=(Choice(value="en", label="English"), Choice(value="es", label="Español")),
)
LANGUAGE = CommandSpec(
    name="language",
    description=phrase("Choose English or Spanish, for yourself or (administrators) for this channel"),
    fields=(CHOICE,),
    rest="language",
    needs=("language",),
)
YOURS = phrase("From now on I speak English with you.")
CHANNELS = phrase("From now on I speak English in this channel.")
"""Said in the language that was chosen, whose name their translations put in the place of English."""
NOT_ADMIN = phrase(
    "Only an administrator can choose the language of this channel. "
    "For what I write to you alone, please send /language to me in a direct message."
)


async def on_language(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """Sets the speaker's language in a direct message, the channel's where an administrator asks for it."""
    if not ctx.room.private and not ctx.room.speaker_is_admin:
        return reply(say(NOT_ADMIN))
    if CHOICE.name not in answers:
        return await ask_for(ctx, LANGUAGE, answers, (CHOICE,))
    chosen = answers[CHOICE.name]
    if ctx.room.private:
        async with ctx.begin() as tx:
            await tx.people.set_language((await person_of(ctx, tx)).id, chosen)
        return reply(say(speak(YOURS, chosen)))
    async with ctx.begin() as tx:
        linked = await tx.neighborhoods.of_channel(ctx.room.platform, ctx.room.handle)
        if linked is None:
            raise Refused(NeighborhoodReason.NO_NEIGHBORHOOD)
        await tx.neighborhoods.set_language(linked[1].id, chosen)
    # Spoken here: the answer would otherwise come in the language that was looked up before the change.
    return reply(say(speak(CHANNELS, chosen), audience=Audience.EVERYONE_HERE))


ROUTES = Routes(commands=((LANGUAGE, on_language),))
