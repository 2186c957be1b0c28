"""`/start`, `/help` and `/about`: the first words, the list of commands, and the honest limits."""

from collections.abc import Mapping, Sequence

from bot.chat.form import CommandSpec, Field
from bot.chat.message import Audience, Facts, LinkButton, Message, Paragraph
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.handlers import accounts
from bot.handlers.context import Ctx, Routes
from bot.handlers.report import show_again
from bot.people.codes import read_link_code

START = CommandSpec(
    name="start",
    description=phrase("Say hello to Porchlight"),
    fields=(
        Field(
            name="payload",
            label=phrase("Code"),
            question=phrase("What a link brought along; leave it empty"),
            required=False,
            max_length=64,
        ),
    ),
    rest="payload",
)
HELP = CommandSpec(name="help", description=phrase("List the commands that work here"))
ABOUT = CommandSpec(name="about", description=phrase("What Porchlight promises, and what it cannot"))

GREETING = phrase(
    "Hello! I am Porchlight. Neighbors tell one another here what happened, and police can ask camera owners for help, "
    "in public. Nobody has to answer, and nobody learns who did not."
)
WHAT_NEXT = phrase(
    "You saw something? /report tells your neighbors. You want to hear of such things near a place? /alerts sends them to "
    "you. You want to know what happened nearby? /incidents shows it. You have a camera? /camera add registers it. "
    "Everything else: /help."
)

PROMISES = phrase(
    "Only what an owner approved leaves: that clip, to that department, with the street address and email on the card. "
    "No and silence look the same to everybody. Police requests are public before the first owner is asked. "
    "There is no standing yes and no emergency path."
)
LIMITS = phrase(
    "Telegram and Discord can read what is written to bots, pictures and clips included. "
    "A camera that can be seen from the street is not hidden by any map. "
    "What police do with a clip after they received it is beyond us: we bind, log and publish, we cannot recall it. "
    "When a report is taken back, what we posted goes too; copies that others made of it cannot be recalled. "
    "Somebody with full control of this server could read a clip while it arrives."
)

IN_SHORT = phrase(
    "/report tells your neighbors what happened. /incidents shows what they told. /alerts sends you what is told near a "
    "place of yours."
)
MORE_IN_DIRECT = phrase(
    "In a direct message with me there are more. An unfinished question is dropped with the word cancel."
)
MORE_IN_CHANNELS = phrase(
    "Some commands only work in a channel. An unfinished question is dropped with the word cancel."
)


async def on_help(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """The commands that can be used in this room."""
    return reply(help_text(ctx.commands, private=ctx.room.private))


def help_text(specs: Sequence[CommandSpec], *, private: bool) -> Message:
    """The commands that can be used in this kind of room."""
    usable = [spec for spec in specs if (spec.in_direct if private else spec.offered_in_channels)]
    return Message(
        title=phrase("What I can do"),
        blocks=(
            Paragraph(text=IN_SHORT),
            Facts(rows=tuple((f"/{spec.name}", spec.description) for spec in usable)),
            Paragraph(text=MORE_IN_CHANNELS if private else MORE_IN_DIRECT),
        ),
        audience=Audience.ONLY_YOU,
    )


async def on_start(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """Greets. A link may bring along the code that joins two accounts: that asks as if it had been typed.

    Whoever could not be shown their report before sees it now.
    """
    if ctx.room.private and read_link_code(answers.get("payload", "")) is not None:
        return await accounts.code_typed(ctx, answers["payload"])
    greeting = Message(
        title="Porchlight",
        blocks=(Paragraph(text=GREETING), Paragraph(text=WHAT_NEXT)),
        audience=Audience.ONLY_YOU,
    )
    if ctx.person is None or not ctx.room.private:
        return reply(greeting)
    async with ctx.services.begin() as tx:
        waiting = await tx.incidents.draft_of(ctx.person.id)
    return reply(greeting, *((await show_again(ctx, waiting)).messages if waiting is not None else ()))


async def on_about(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """The promises and the honest limits, in short."""
    url, credit = ctx.services.public_url, ctx.services.geocoder.attribution
    owed = (Paragraph(text=phrase("Addresses: {attribution}.", attribution=credit.rstrip("."))),) if credit else ()
    return reply(
        Message(
            title=phrase("About Porchlight"),
            blocks=(
                Paragraph(text=PROMISES),
                Paragraph(text=LIMITS),
                Paragraph(
                    text=phrase(
                        "This is not an emergency line: in danger, call {emergency_number}.",
                        emergency_number=ctx.services.emergency_number,
                    )
                ),
                *owed,
            ),
            buttons=((LinkButton(label=phrase("Open the pages"), url=url),),) if url else (),
            audience=Audience.ONLY_YOU,
        )
    )


ROUTES = Routes(commands=((START, on_start), (HELP, on_help), (ABOUT, on_about)))
