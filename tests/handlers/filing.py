"""How a test files a request: the officer answers /request, looks at the draft, and presses *File it*."""

from datetime import datetime, timedelta

from bot.chat.message import Button, Message
from bot.chat.reply import Reply
from bot.kernel.ids import Ref
from tests.features.officers.joining import with_code
from tests.handlers.house import Somebody, words_of

FILED = "accepted, it goes to review"


def answers(now: datetime, **changes: str) -> dict[str, str]:
    """Answers to /request that break no rule in Maple; some of them otherwise."""
    given = {
        "place": "12 Oak St",
        "radius": "400 m",
        "type": "burglary",
        "happened": exactly(now - timedelta(hours=2)),
        "start": exactly(now - timedelta(hours=3)),
        "end": exactly(now - timedelta(hours=1)),
        "case": "26-1234",
        "contact": "+1 555 0100",
        "sought": "A white van that left shortly after.",
        "own": "yes",
    }
    return {name: text for name, text in {**given, **changes}.items() if text}


def exactly(moment: datetime) -> str:
    """A moment as an officer may type it."""
    return f"{moment:%Y-%m-%d %H:%M}+00:00"


async def drafted(officer: Somebody, now: datetime, **changes: str) -> Message:
    """The officer has answered everything; returns the draft as they see it."""
    return shown(await officer.fills("request", **answers(now, **changes)))


def shown(answered: Reply) -> Message:
    """The draft that an answer shows. Raises LookupError when it shows none."""
    for message in answered.messages:
        if message.title == "Your request, before it is filed":
            return message
    raise LookupError(words_of(answered))


async def files(officer: Somebody, seen: Message) -> Reply:
    """*File it*, with whatever is asked for on the way."""
    return await with_code(officer, await officer.presses(*verb_and_ref(seen, "File it")))


async def filed(officer: Somebody, now: datetime, **changes: str) -> Ref:
    """A request goes to review; returns its reference."""
    answered = await files(officer, await drafted(officer, now, **changes))
    assert FILED in words_of(answered), words_of(answered)
    return Ref(words_of(answered).split()[1])


def verb_and_ref(message: Message, label: str) -> tuple[str, str]:
    """What a button says when it is pressed. Raises LookupError."""
    for row in message.buttons:
        for button in row:
            if isinstance(button, Button) and button.label == label:
                return button.action.verb, button.action.ref
    raise LookupError(f"no button {label!r} on {words_of(message)!r}")


def labels(message: Message) -> list[str]:
    """The buttons of a message by their words."""
    return [button.label for row in message.buttons for button in row]
