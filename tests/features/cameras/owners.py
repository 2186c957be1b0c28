"""What owners do in these tests, in as few words as they can."""

from collections.abc import Sequence

from bot.cameras.model import Camera
from bot.chat.message import Button, Message
from bot.chat.reply import Reply
from bot.handlers.context import Services
from tests.handlers.house import Somebody, words_of


def labels(answer: Reply) -> list[str]:
    """What stands on the buttons of all messages."""
    return [str(button.label) for message in answer.messages for row in message.buttons for button in row]


def behind(message: Message, label: str) -> tuple[str, str]:
    """Verb and reference of the button with this label. Raises LookupError."""
    for row in message.buttons:
        for button in row:
            if isinstance(button, Button) and button.label == label:
                return button.action.verb, button.action.ref
    raise LookupError(f"no button {label!r} on {words_of(message)!r}")


async def press(who: Somebody, answer: Reply, label: str) -> Reply:
    """A button of the last message of an answer."""
    return await who.presses(*behind(answer.messages[-1], label))


async def register(who: Somebody, place: str = "12 Oak St", email: str = "ada@example.org") -> None:
    """The shortest way in: the place, the email address that says yes to the map, the digits."""
    assert "Is this the place?" in words_of(await who.says(f"/camera add {place}"))
    assert "is registered" in words_of(await who.says(email))
    assert "is confirmed" in words_of(await who.says("123456"))


async def add(who: Somebody, place: str) -> Reply:
    """One more camera of somebody whose email address is proved."""
    asked = await who.says(f"/camera add {place}")
    more = "Yes, one more camera here"
    return await press(who, asked, more if more in labels(asked) else "Yes")


async def cameras(services: Services, handle: str = "1001", platform: str = "telegram") -> Sequence[Camera]:
    """The cameras of whoever has this account."""
    async with services.begin() as tx:
        person = await tx.people.with_account(platform, handle)
        return await tx.cameras.of(person.id) if person is not None else ()
