"""Turning what was said into something else, message by message, against a chat that fails wherever it is told to."""

import asyncio
import itertools
from dataclasses import dataclass, field

import pytest

from bot.chat.ports import Ambiguous, Outcome, Rejected, RetryLater, Sent, Unreachable
from bot.chat.rewrite import REMEMBERED, Gone, Hands, Rewriter, Turned, Unfit, ids_of


@dataclass
class Chat:
    """A room with numbered messages. A part that begins with `p` is a picture, which turns into no words."""

    shown: dict[int, str] = field(default_factory=dict)
    under: dict[int, int | None] = field(default_factory=dict)
    calls: int = 0
    fails: dict[int, Outcome] = field(default_factory=dict)
    """What the n-th call (from 1) ends in, without effect; an Ambiguous one has taken effect."""
    emptied: bool = False
    """Nothing at all was shown at some moment."""

    @classmethod
    def with_(cls, *parts: str) -> "Chat":
        return cls(shown=dict(enumerate(parts, 1)))

    @property
    def receipt(self) -> str:
        return ",".join(map(str, self.shown))

    def _next(self) -> Outcome | None:
        self.calls += 1
        return self.fails.get(self.calls)

    async def turn(self, number: int, part: str) -> Turned:
        failure = self._next()
        if failure is not None and not isinstance(failure, Ambiguous):
            return failure
        if number not in self.shown:
            return failure or Gone()
        if self.shown[number].startswith("p") != part.startswith("p"):
            return failure or Unfit()
        self.shown[number] = part
        return failure or Sent(receipt=str(number))

    async def say(self, part: str, under: int | None) -> Outcome:
        failure = self._next()
        if failure is not None and not isinstance(failure, Ambiguous):
            return failure
        # A platform that knows repeats by a key says the same part once.
        number = next((n for n, said in self.shown.items() if said == part and n > 9), 10 + self.calls)
        self.shown[number] = part
        self.under[number] = under
        return failure or Sent(receipt=str(number))

    async def remove(self, number: int) -> Outcome:
        failure = self._next()
        if failure is not None and not isinstance(failure, Ambiguous):
            return failure
        self.shown.pop(number, None)
        self.emptied = self.emptied or not self.shown
        return failure or Sent(receipt="")

    @property
    def hands(self) -> Hands[str]:
        return Hands(turn=self.turn, say=self.say, remove=self.remove)


async def rewrite(chat: Chat, *parts: str, rewriter: Rewriter | None = None, receipt: str = "") -> Outcome:
    return await (rewriter or Rewriter()).rewrite("room", receipt or chat.receipt, parts, chat.hands)


OLD = (("a",), ("a", "b"), ("a", "b", "c"), ("p1",), ("p1", "b"), ("a", "p2"), ("p1", "p2", "c"))
NEW = (("A",), ("A", "B"), ("A", "B", "C", "D"), ("P",), ("pA", "B"), ("A", "pB"), ("A", "pB", "pC"))


@pytest.mark.parametrize(("old", "new"), list(itertools.product(OLD, NEW)))
async def test_what_stands_is_what_was_asked_for(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    """Whatever stood there, afterwards exactly the parts stand there, in order, and the receipt names them."""
    chat = Chat.with_(*old)
    outcome = await rewrite(chat, *new)
    assert isinstance(outcome, Sent)
    assert [chat.shown[number] for number in ids_of(outcome.receipt)] == list(new)
    assert sorted(chat.shown) == list(ids_of(outcome.receipt)), "nothing else is left, and the order is that of the ids"
    assert not chat.emptied


async def test_messages_that_fit_keep_their_place() -> None:
    """Words turn into words and pictures into pictures without a new message."""
    chat = Chat.with_("a", "p1", "c")
    assert await rewrite(chat, "A", "p2", "C") == Sent(receipt="1,2,3")
    assert chat.under == {}


async def test_what_follows_a_misfit_is_said_anew_under_the_first() -> None:
    """Behind a message that cannot be turned the order would be lost, so the rest is said anew, under the first."""
    chat = Chat.with_("a", "p1", "c")
    outcome = await rewrite(chat, "A", "B", "C")
    assert outcome == Sent(receipt="1,13,14")
    assert chat.under == {13: 1, 14: 1}


async def test_a_first_message_that_is_gone_is_told() -> None:
    """Where the first message is gone somebody took it away, and nothing is said in its stead."""
    chat = Chat.with_("a", "b")
    del chat.shown[1]
    assert await rewrite(chat, "A", "B", receipt="1,2") == Rejected(why="the message is gone")
    assert chat.shown == {2: "b"}


async def test_a_later_message_that_is_gone_is_replaced() -> None:
    """A later one that is missing is said anew, and so is what follows, whose old message goes."""
    chat = Chat.with_("a", "b", "c")
    del chat.shown[2]
    assert await rewrite(chat, "A", "B", "C", receipt="1,2,3") == Sent(receipt="1,13,14")
    assert chat.shown == {1: "A", 13: "B", 14: "C"}


@pytest.mark.parametrize(
    "failure",
    [RetryLater(after_s=1.0), Ambiguous(), Unreachable(), Rejected(why="x")],
    ids=lambda one: type(one).__name__,
)
@pytest.mark.parametrize(("old", "new"), [(o, n) for o in OLD for n in NEW if len(o) + len(n) <= 6])
async def test_a_failure_anywhere_is_told_and_a_repeat_goes_on(
    failure: Outcome, old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    """Whichever call fails, its outcome is what is told; the same edit again ends as if nothing had failed."""
    for at in range(1, 20):
        chat, rewriter = Chat.with_(*old), Rewriter()
        receipt, chat.fails = chat.receipt, {at: failure}
        outcome = await rewrite(chat, *new, rewriter=rewriter, receipt=receipt)
        if chat.calls < at:
            assert isinstance(outcome, Sent)
            assert at > 1
            return
        assert outcome == failure
        assert not chat.emptied, "nothing is taken away before what replaces it stands"
        outcome = await rewrite(chat, *new, rewriter=rewriter, receipt=receipt)
        assert isinstance(outcome, Sent)
        assert [chat.shown[number] for number in ids_of(outcome.receipt)] == list(new)
        assert sorted(chat.shown) == list(ids_of(outcome.receipt))
    raise AssertionError("no edit takes twenty calls")


async def test_a_repeat_with_either_receipt_changes_nothing() -> None:
    """Told again with the old receipt or the new one, an edit turns what stands and says nothing a second time."""
    chat, rewriter = Chat.with_("a", "p1"), Rewriter()
    outcome = await rewrite(chat, "A", "B", "C", rewriter=rewriter, receipt="1,2")
    assert isinstance(outcome, Sent)
    before = dict(chat.shown)
    assert await rewrite(chat, "A", "B", "C", rewriter=rewriter, receipt="1,2") == outcome
    assert await rewrite(chat, "A", "B", "C", rewriter=rewriter, receipt=outcome.receipt) == outcome
    assert chat.shown == before


async def test_an_old_receipt_reaches_what_it_has_grown_into() -> None:
    """A second, other edit that still knows only the first receipt changes what stands now, and leaves nothing behind."""
    chat, rewriter = Chat.with_("a"), Rewriter()
    await rewrite(chat, "A", "B", "C", rewriter=rewriter, receipt="1")
    assert await rewrite(chat, "Z", rewriter=rewriter, receipt="1") == Sent(receipt="1")
    assert chat.shown == {1: "Z"}


async def test_equal_receipts_of_two_rooms_are_two_things() -> None:
    """Message 1 of one room has nothing to do with message 1 of another."""
    here, there, rewriter = Chat.with_("a"), Chat.with_("a"), Rewriter()
    await rewriter.rewrite("here", "1", ("A", "B"), here.hands)
    assert await rewriter.rewrite("there", "1", ("Z",), there.hands) == Sent(receipt="1")
    assert there.shown == {1: "Z"}
    assert there.calls == 1, "nothing of the other room was touched"
    assert len(here.shown) == 2


@pytest.mark.parametrize("receipt", ["", "abc", "1,", ",1", "1, 2", "-1", "1;2", "１", "¹", "1.5", "0x1"])
async def test_what_is_no_receipt_is_rejected_without_a_call(receipt: str) -> None:
    """Only ids in plain digits are one; anything else changes nothing."""
    chat = Chat.with_("a")
    assert ids_of(receipt) == ()
    assert isinstance(await Rewriter().rewrite("room", receipt, ("A",), chat.hands), Rejected)
    assert isinstance(await Rewriter().rewrite("room", "1", (), chat.hands), Rejected)
    assert chat.calls == 0


def test_ids_of_a_receipt() -> None:
    """The ids come in the order of the messages."""
    assert ids_of("7") == (7,)
    assert ids_of("9,7,8") == (9, 7, 8)


async def test_what_is_remembered_has_an_end() -> None:
    """Memory does not grow with what was edited: the oldest are forgotten, one that was used lately is not."""
    rewriter = Rewriter()
    for number in range(1, REMEMBERED + 50):
        chat = Chat(shown={number: "a"})
        await rewriter.rewrite("room", str(number), ("A",), chat.hands)
        if number % 1000 == 0:
            await rewriter.rewrite("room", "1", ("A",), Chat(shown={1: "a"}).hands)
    assert len(rewriter._standing) == REMEMBERED
    assert "room/1" in rewriter._standing
    assert "room/2" not in rewriter._standing


async def test_a_cancelled_edit_passes_through_and_can_be_repeated() -> None:
    """Cancelled in the middle, the edit stops there; the repeat does the rest."""
    chat, rewriter = Chat.with_("a"), Rewriter()
    plain = chat.say

    async def stuck(part: str, under: int | None) -> Outcome:
        if part == "C":
            await asyncio.sleep(60)
        return await plain(part, under)

    hands: Hands[str] = Hands(turn=chat.turn, say=stuck, remove=chat.remove)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await rewriter.rewrite("room", "1", ("A", "B", "C"), hands)
    outcome = await rewrite(chat, "A", "B", "C", rewriter=rewriter, receipt="1")
    assert isinstance(outcome, Sent)
    assert [chat.shown[number] for number in ids_of(outcome.receipt)] == ["A", "B", "C"]
    assert len(chat.shown) == 3
