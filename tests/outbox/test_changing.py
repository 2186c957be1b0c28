"""Jobs that change what was said: edited, taken back, said under an earlier message, or waiting for one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.chat.message import say
from bot.chat.ports import Ambiguous, Rejected, RetryLater, Sent, Unreachable
from bot.kernel.ids import ChannelId
from bot.outbox.lane import Commit, Delivery, Lane, NotYet, Perform
from bot.outbox.model import Done, GiveUp, Job, NewJob
from bot.outbox.retry import MAYBE_DELIVERED, Repeats
from tests.outbox.working import CLOCK, QUICK, SECRET, House

TOGETHER = (Lane(name="telegram", repeats=Repeats.SHOWN, commit=Commit.TOGETHER),)


def saying(**more: object) -> Perform:
    """Jobs that say a sentence to person 1, with `more` about where it goes."""

    async def perform(job: Job) -> Delivery:
        plain = Delivery(handle="person 1", message=say("hello"), key=job.key, thread="t")
        return replace(plain, **more)  # type: ignore[arg-type]

    return perform


async def worked(house: House, count: int = 1) -> list[Done | GiveUp]:
    """How so many jobs ended."""
    ids = house.put(*range(count))
    async with house.at_work():
        await house.until_done()
    return [house.queue.closed[job] for job in ids]


async def test_what_replaces_is_edited_in_its_place_and_not_said_again() -> None:
    """A delivery that replaces goes to `edit` with place, receipt and thread, and the new receipt is recorded."""
    house = House(perform=saying(replaces="7,8"))
    house.platform.script = {"person 1": [Sent(receipt="7,9")]}
    assert await worked(house) == [Done(receipt="7,9")]
    assert house.platform.changed == [("edit", "person 1", "7,8", "t")]
    assert house.platform.unders == [], "nothing new was said"


async def test_no_message_takes_back_what_was_said() -> None:
    """A delivery without a message goes to `delete` with the receipt that it replaces, and says nothing."""
    house = House(perform=saying(message=None, replaces="7,8"))
    house.platform.script = {"person 1": [Sent(receipt="")]}
    assert await worked(house) == [Done()]
    assert house.platform.changed == [("delete", "person 1", "7,8", "t")]
    assert house.platform.unders == []


async def test_what_is_said_under_a_message_tells_the_platform_which() -> None:
    """`under` reaches the sender of a new message; without it nothing is answered."""
    house = House(perform=saying(under="41"))
    await worked(house)
    plain = House()
    await worked(plain)
    assert (house.platform.unders, plain.platform.unders) == (["41"], [""])
    assert house.platform.changed == plain.platform.changed == []


@pytest.mark.parametrize("message", [say("hello"), None], ids=["edit", "delete"])
@pytest.mark.parametrize(
    ("outcomes", "calls", "ending"),
    [
        ([RetryLater(after_s=0.01), RetryLater(), Sent(receipt="7")], 3, Done(receipt="7")),
        ([Ambiguous(), Sent(receipt="7")], 2, Done(receipt="7")),
        ([Ambiguous()] * 4 + [Sent(receipt="7")], 5, Done(receipt="7")),
        ([Rejected(why="too old")], 3, GiveUp(why="too old")),
        ([Unreachable(why="blocked")], 1, GiveUp(why="blocked")),
    ],
    ids=["busy", "silent once", "silent for long", "refused", "blocked"],
)
async def test_changing_meets_the_same_weather_as_saying(
    message: object, outcomes: list[object], calls: int, ending: object
) -> None:
    """Edits and deletions are repeated, given up and told as dead addresses as messages are; but silence never ends
    them, because a change made twice is one change, and one not made leaves in public what was taken back."""
    house = House(perform=saying(message=message, replaces="7"))
    house.platform.script = {"person 1": list(outcomes)}  # type: ignore[arg-type]
    assert await worked(house) == [ending]
    assert len(house.platform.changed) == calls
    assert len(house.dead) == isinstance(outcomes[-1], Unreachable)


@pytest.mark.parametrize(("replaces", "calls", "ending"), [("7", 3, Done(receipt="7")), ("", 1, GiveUp(why="kicked"))])
async def test_a_channel_that_shut_us_out_for_a_while(replaces: str, calls: int, ending: Done | GiveUp) -> None:
    """What was said in a channel is still changed or taken back when it lets us in again; nothing new is said there."""
    house = House(perform=saying(replaces=replaces))
    house.platform.script = {"person 1": [Unreachable(why="kicked"), Unreachable(why="kicked"), Sent(receipt="7")]}
    job = NewJob(kind="test", subject=1, lane="telegram", key="x", due=CLOCK.now(), channel=ChannelId(1))
    [number] = house.queue.put([job])
    async with house.at_work():
        await house.until_done()
    assert house.queue.closed[number] == ending
    assert len(house.platform.heard) == calls


@pytest.mark.parametrize("lanes", [House().lanes, TOGETHER], ids=["each", "together"])
async def test_who_waits_for_the_receipt_has_it_before_the_job_is_over(lanes: tuple[Lane, ...]) -> None:
    """`arrived` gets the receipt while the job is still open in the books, once, before `ended` hears how it went."""
    told: list[object] = []
    house = House(lanes=lanes)

    async def arrived(receipt: str) -> None:
        told.append((receipt, len(house.queue.closed)))

    async def ended(well: bool) -> None:
        told.append(well)

    house.perform = saying(arrived=arrived, ended=ended)
    house.platform.script = {"person 1": [RetryLater(after_s=0.01), Ambiguous(), Sent(receipt="12")]}
    assert await worked(house) == [Done(receipt="12")]
    assert told == [("12", 0), True]


@pytest.mark.parametrize(
    ("outcome", "may_have"),
    [(Ambiguous(), True), (Rejected(why="x"), False), (Unreachable(why="x"), False)],
    ids=["silent", "refused", "blocked"],
)
async def test_what_did_not_surely_arrive_has_no_receipt(outcome: object, may_have: bool) -> None:
    """`arrived` is not called for silence or refusal; `ended` hears once whether it may have arrived."""
    told: list[object] = []

    async def arrived(receipt: str) -> None:
        told.append(receipt)

    async def ended(well: bool) -> None:
        told.append(well)

    house = House(perform=saying(arrived=arrived, ended=ended))
    house.platform.script = {"person 1": [outcome]}  # type: ignore[list-item]
    await worked(house)
    assert told == [may_have]


async def test_books_that_are_away_for_a_moment_hear_how_a_job_ended() -> None:
    """Receipt, end and dead address are told again until the books take them; the message is not said again."""
    told: list[object] = []

    async def arrived(receipt: str) -> None:
        told.append(receipt)
        if len(told) < 3:
            raise OSError(SECRET)

    house = House(perform=saying(arrived=arrived))
    with capture_logs() as logs:
        assert await worked(house) == [Done(receipt="1")]
    assert told == ["1"] * 3
    assert len(house.platform.heard) == 1
    assert "job.outcome_unnoted" not in {entry["event"] for entry in logs}


async def test_a_receipt_that_cannot_be_noted_does_not_repeat_the_message() -> None:
    """When `arrived` raises, the job is done all the same, said once, and the log holds no words of the error."""

    async def arrived(receipt: str) -> None:
        raise OSError(SECRET)

    house = House(perform=saying(arrived=arrived))
    with capture_logs() as logs:
        assert await worked(house) == [Done(receipt="1")]
    assert len(house.platform.heard) == 1
    assert "job.outcome_unnoted" in {entry["event"] for entry in logs}
    assert "secret" not in repr(logs)


def waiting_for(true: Callable[[], bool], asked: list[int]) -> Perform:
    """Job 1 says its sentence once something is true, and asks for a little patience before."""

    async def perform(job: Job) -> Delivery | NotYet:
        if job.subject == 1 and not true():
            asked.append(job.attempts)
            return NotYet(after_s=0.02)
        return Delivery(handle=f"person {job.subject}", message=say("hello"), key=job.key)

    return perform


async def test_an_answer_waits_for_what_it_answers_however_long() -> None:
    """A job that is not ready is asked again far oftener than any failure would be repeated, and then said once."""
    asked: list[int] = []
    house = House(policy=replace(QUICK, crashed_tries=2))
    house.perform = waiting_for(lambda: len(asked) >= 15, asked)
    assert await worked(house, 2) == [Done(receipt="1"), Done(receipt="2")]
    assert house.platform.handles() == ["person 0", "person 1"]
    assert len(asked) == 15


async def test_waiting_is_not_hurried_and_leaves_the_hands_free() -> None:
    """Until the moment that it named a waiting job is not asked again, and the only hand works on what is ready."""
    asked: list[int] = []
    lane = Lane(name="telegram", repeats=Repeats.SHOWN, in_flight=1, batch=1)
    house = House(lanes=(lane,), policy=replace(QUICK, longest_wait=timedelta(milliseconds=5)))
    house.perform = waiting_for(lambda: len(house.queue.closed) == 5, asked)
    house.platform.takes_s = 0.01
    await worked(house, 6)
    assert house.platform.handles()[-1] == "person 1"
    assert len(house.platform.heard) == 6
    assert len(asked) <= 4


@pytest.mark.parametrize("repeats", [Repeats.DROPPED_FOR_MINUTES, Repeats.DROPPED])
@pytest.mark.parametrize("first", [Rejected(why="400"), Ambiguous()], ids=["refused", "silent"])
async def test_waiting_costs_no_patience_with_failures(first: Rejected | Ambiguous, repeats: Repeats) -> None:
    """Whoever waited long for an earlier job is not given up at the first failure of its own."""
    asked: list[int] = []
    house = House(lanes=(Lane(name="telegram", repeats=repeats),))
    house.perform = waiting_for(lambda: len(asked) >= 6, asked)
    house.platform.script = {"person 1": [first, Sent(receipt="7")]}
    assert await worked(house, 2) == [Done(receipt="1"), Done(receipt="7")]
    assert asked == [0] * 6, "nothing was tried meanwhile"


async def test_waiting_forgets_no_silence() -> None:
    """A job whose first send met silence and that then had to wait is still known to have perhaps arrived."""
    seen: list[bool] = []
    house = House()

    async def perform(job: Job) -> Delivery | NotYet:
        seen.append(job.was_ambiguous)
        if len(seen) in (2, 3):
            return NotYet(after_s=0.01)
        return Delivery(handle="person 1", message=say("hello"), key=job.key)

    house.perform = perform
    house.platform.script = {"person 1": [Ambiguous()]}
    assert await worked(house) == [GiveUp(why=MAYBE_DELIVERED)]
    assert seen == [False, True, True, True]
    assert len(house.platform.heard) == 2
