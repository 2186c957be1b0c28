"""Making what stands in a chat say something else, message by message: how, is the adapter's business."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.chat.ports import Outcome, Rejected, Sent

REMEMBERED = 4096
PartT = TypeVar("PartT")


@dataclass(frozen=True, slots=True)
class Gone:
    """The platform does not know the message any more."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """This message can never be made to show that: a picture does not turn into mere words."""


Turned = Outcome | Gone | Unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands(Generic[PartT]):
    """What an adapter can do in one place. `Sent` holds the id of one message."""

    turn: Callable[[int, PartT], Awaitable[Turned]]
    """Make the message with this id show the part; Sent too when it shows it already."""
    say: Callable[[PartT, int | None], Awaitable[Outcome]]
    """Show the part in a new message, under the message with this id if there is one."""
    remove: Callable[[int], Awaitable[Outcome]]
    """Take the message with this id away; Sent too when it is gone."""


class Rewriter:
    """Remembers for a while what a receipt has grown into, so that a repeat goes on where the first try broke off."""

    def __init__(self) -> None:
        self._standing: OrderedDict[str, list[int]] = OrderedDict()

    async def rewrite(self, place: str, receipt: str, parts: Sequence[PartT], hands: Hands[PartT]) -> Outcome:
        """Turn what was said under the receipt into the parts. Nothing is taken away before what replaces it stands.

        `place` names the chat. Rejected when the receipt is none, or its first message is gone.
        """
        old = ids_of(receipt)
        if not old or not parts:
            return Rejected(why="there is nothing to edit")
        standing = self._recall(f"{place}/{receipt}", old)
        for at, part in enumerate(parts):
            if at < len(standing):
                outcome = await hands.turn(standing[at], part)
                if isinstance(outcome, Gone) and at == 0:
                    return Rejected(why="the message is gone")
                if isinstance(outcome, Sent):
                    continue
                if not isinstance(outcome, Gone | Unfit):
                    return outcome
                # What follows is said anew too, so that the order stays.
                del standing[at:]
            outcome = await hands.say(part, standing[0] if standing else None)
            if not isinstance(outcome, Sent):
                return outcome
            standing.append(int(outcome.receipt))
        surplus = [one for one in (*old, *standing[len(parts) :]) if one not in standing[: len(parts)]]
        for one in dict.fromkeys(surplus):
            outcome = await hands.remove(one)
            if not isinstance(outcome, Sent):
                return outcome
        del standing[len(parts) :]
        return Sent(receipt=",".join(map(str, standing)))

    def _recall(self, place: str, old: tuple[int, ...]) -> list[int]:
        standing = self._standing.setdefault(place, list(old))
        self._standing.move_to_end(place)
        if len(self._standing) > REMEMBERED:
            self._standing.popitem(last=False)
        return standing


def ids_of(receipt: str) -> tuple[int, ...]:
    """The ids in a receipt; none if it is not one of a chat."""
    parts = receipt.split(",")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdecimal() for part in parts) else ()
