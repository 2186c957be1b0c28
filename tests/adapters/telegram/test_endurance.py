"""When things go wrong: slow chats, dying processes, bad evenings and a failing house. Nobody's words are lost."""

import asyncio
import sys
from pathlib import Path

import pytest

import bot
from bot.adapters.telegram.platform import Telegram
from bot.chat.incoming import Incoming
from bot.chat.message import say
from bot.chat.ports import Sent
from bot.chat.reply import Reply, reply
from bot.sandbox.telegram import TelegramSandbox
from tests.adapters.telegram.conftest import House, listening, until


async def test_one_person_in_order_others_beside(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """While one person's first message is still being answered, their second waits and another person does not."""
    carl = sandbox.person("Carl")
    gate = asyncio.Event()

    async def slow_for_bea(one: Incoming) -> Reply:
        if one.speaker.handle == str(bea):
            await gate.wait()
        return reply(say(f"heard {getattr(one, 'text', '')}"))

    house.answer = slow_for_bea
    for person, text in ((bea, "b1"), (bea, "b2"), (carl, "c1")):
        sandbox.say(person, text)
    await sandbox.wait_for(carl, lambda message: message.text == "heard c1")
    assert [getattr(one, "text", "") for one in house.heard if one.speaker.handle == str(bea)] == ["b1"]
    assert sandbox.pending_updates == 3
    gate.set()
    await sandbox.wait_for(bea, lambda message: message.text == "heard b2")
    assert [message.text for message in sandbox.inbox(bea)] == ["b1", "b2", "heard b1", "heard b2"]


async def test_a_chat_that_telegram_slows_down_keeps_nobody_waiting(
    sandbox: TelegramSandbox, house: House, bea: int, pauses: list[float]
) -> None:
    """A reply that gets a 429 is said after the wait, and others are answered meanwhile."""
    house.answer = lambda one: reply(say("hi"))
    sandbox.misbehavior.change({"too_many_requests_rate": 0.6, "retry_after_seconds": 2, "only": ["sendMessage"]})
    persons = [sandbox.person(f"P{at}") for at in range(10)]
    for person in persons:
        sandbox.say(person, "hello")
    await until(lambda: 2.0 in pauses)
    sandbox.misbehavior.change({"too_many_requests_rate": 0.0})
    for person in persons:
        await sandbox.wait_for(person, lambda message: message.text == "hi")
    assert len([message for person in persons for message in sandbox.inbox(person) if message.from_bot]) == 10


async def test_a_crash_before_the_answer_repeats_the_event(
    telegram: Telegram, sandbox: TelegramSandbox, bea: int
) -> None:
    """When the process dies while it answers, a new one hears the same event with the same key (promise P9)."""
    stuck, calm = House(), House()

    async def never(_: Incoming) -> Reply:
        await asyncio.Event().wait()
        return Reply()

    stuck.answer = never
    async with listening(telegram, stuck):
        sandbox.say(bea, "it is still there")
        await stuck.hears()
    assert sandbox.pending_updates == 1
    calm.answer = lambda one: reply(say("heard"))
    async with listening(Telegram(sandbox.token, sandbox.url, 1), calm):
        await sandbox.wait_for(bea, lambda message: message.text == "heard")
        await asyncio.sleep(0.1)
        assert sandbox.pending_updates == 0
    assert calm.heard == stuck.heard


ROOT = str(Path(bot.__file__).parent.parent)
DIES = """
import asyncio, os, sys
from pathlib import Path
from bot.adapters.telegram.platform import Telegram
from bot.chat.message import say
from bot.chat.reply import reply

token, url, notes, first = sys.argv[1:]

async def answer(one):
    with Path(notes).open("a") as file:
        file.write(one.key + chr(10))
    if first == "yes":
        os.kill(os.getpid(), 9)
    return reply(say("heard"))

async def complete(_):
    return ()

asyncio.run(Telegram(token, url, 1).run((), answer, complete))
"""


async def test_kill_nine_in_the_middle_of_an_answer_loses_nothing(
    sandbox: TelegramSandbox, bea: int, tmp_path: Path
) -> None:
    """A process killed while it answers leaves the event at Telegram; the next process hears it, same key (S36)."""
    notes = tmp_path / "notes"
    sandbox.say(bea, "still there")
    for first in ("yes", "no"):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", DIES, sandbox.token, sandbox.url, str(notes), first, env={"PYTHONPATH": ROOT}
        )
        if first == "yes":
            assert await process.wait() == -9
            assert sandbox.pending_updates == 1
            continue
        try:
            await sandbox.wait_for(bea, lambda message: message.text == "heard", timeout=30)
            await until(lambda: sandbox.pending_updates == 0)
        finally:
            process.kill()
            await process.wait()
    assert len(set(notes.read_text().split())) == 1
    assert len(notes.read_text().split()) == 2


async def test_a_bad_evening_loses_nothing_that_people_said(
    sandbox: TelegramSandbox, house: House, pauses: list[float]
) -> None:
    """With lost answers, 429s, 5xx, doubled and reordered updates, all that is said is heard under its key (S37)."""
    sandbox.misbehavior.change(
        {
            "lost_answer_rate": 0.05,
            "too_many_requests_rate": 0.05,
            "server_error_rate": 0.05,
            "duplicate_rate": 0.1,
            "reorder_rate": 0.05,
        }
    )
    house.answer = lambda one: reply(say(f"to {getattr(one, 'text', '')}"))
    persons = [sandbox.person(f"P{at}") for at in range(25)]
    said = [(str(person), f"thing {at}") for at in range(8) for person in persons]
    for person, text in said:
        sandbox.say(int(person), text)
        await asyncio.sleep(0.002)
    await until(lambda: sandbox.pending_updates == 0 and len({one.key for one in house.heard}) >= len(said))
    heard = {one.key: (one.speaker.handle, getattr(one, "text", "")) for one in house.heard}
    assert sorted(heard.values()) == sorted(said)


async def test_the_end_of_the_program_lets_people_have_their_answer(
    telegram: Telegram, sandbox: TelegramSandbox, bea: int
) -> None:
    """A reply that is on its way when the adapter is stopped still arrives."""
    sandbox.misbehavior.change({"latency_seconds": 0.3, "only": ["sendMessage"]})
    house = House(answer=lambda one: reply(say("done")))
    async with listening(telegram, house):
        sandbox.say(bea, "hello")
        await house.hears()
        await asyncio.sleep(0.05)
    assert [message.text for message in sandbox.inbox(bea)] == ["hello", "done"]


async def test_the_end_of_listening_cuts_no_send_off(telegram: Telegram, sandbox: TelegramSandbox, ann: int) -> None:
    """A send in flight while the adapter stops to listen gets its answer, so that it is not said twice later."""
    sandbox.misbehavior.change({"latency_seconds": 0.4, "only": ["sendMessage"]})
    async with asyncio.TaskGroup() as tasks:
        async with listening(telegram, House()):
            sending = tasks.create_task(telegram.sender.send(str(ann), say("a notice"), "k"))
            await asyncio.sleep(0.1)
    assert isinstance(sending.result(), Sent)


async def test_a_failing_house_is_asked_again_and_then_excused(
    sandbox: TelegramSandbox, house: House, bea: int, caplog: pytest.LogCaptureFixture
) -> None:
    """An answer that raises is tried again; when that never works the person is told, and no words are logged."""
    failures = iter([ConnectionError("db at 10.0.0.1"), ConnectionError("db")])

    def sometimes(one: Incoming) -> Reply:
        for failure in failures:
            raise failure
        return reply(say("back again"))

    house.answer = sometimes
    sandbox.say(bea, "private words")
    await sandbox.wait_for(bea, lambda message: message.text == "back again")

    def never(one: Incoming) -> Reply:
        raise ConnectionError("private words")

    house.answer = never
    sandbox.say(bea, "private words")
    await sandbox.wait_for(bea, lambda message: message.text.startswith("Algo falló aquí"))
    assert "private words" not in caplog.text
    assert "Traceback" not in caplog.text
