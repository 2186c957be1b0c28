"""A clip that an officer could not receive has not left: its owner may still take it back."""

from datetime import timedelta

from bot.chat.message import Message
from bot.chat.ports import Outcome, Unreachable
from tests.handlers.house import words_of
from tests.stories.inside import Evening, Noting


class ClosedDoors(Noting):
    """Discord, for an officer who has closed their direct messages."""

    __slots__ = ()

    async def send(self, handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        """Nothing arrives."""
        return Unreachable(why="direct messages are closed")


async def test_a_press_behind_closed_doors_does_not_take_the_undo_away(night: Evening) -> None:
    """P6: an officer who fetches with closed direct messages receives nothing, and the owner's *Undo* still works."""
    owner = await night.owner("Olga")
    await night.publish()
    shared = await night.shared(owner)
    await night.pass_time(timedelta(minutes=10))
    ready = night.officer.last("is ready")
    night.senders["discord"].__class__ = ClosedDoors
    await night.get(night.officer, ready)
    night.senders["discord"].__class__ = Noting
    assert not night.clips_at(night.officer)
    answered = await owner.press(shared, "Undo")
    assert "Undone" in words_of(answered)
