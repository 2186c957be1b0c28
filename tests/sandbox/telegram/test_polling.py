"""The long poll: it waits, it is prompt, it forgets only what was confirmed, and there is one poller at a time."""

import asyncio
import time

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramConflictError, TelegramNetworkError
from aiogram.types import Message, Update

from bot.sandbox.telegram import TelegramSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


def texts(updates: list[Update]) -> list[str | None]:
    return [update.message.text for update in updates if update.message]


async def test_a_poll_waits_and_is_woken_at_once(sandbox: TelegramSandbox, bot: Bot) -> None:
    """A poll on an empty queue waits, and ends as soon as somebody speaks, not when its time is up."""
    ann = sandbox.person("Ann")
    async with asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.2)
        assert not poll.done()
        since = time.monotonic()
        sandbox.say(ann, "hello")
        assert texts(await poll) == ["hello"]
        assert time.monotonic() - since < 10


async def test_a_poll_ends_empty_after_its_timeout(sandbox: TelegramSandbox, bot: Bot) -> None:
    """With nothing to say, a poll of one second lasts one second and brings nothing; without timeout it is instant."""
    since = time.monotonic()
    assert await bot.get_updates() == []
    instant = time.monotonic()
    assert await bot.get_updates(timeout=1) == []
    assert instant - since < 1 <= time.monotonic() - instant


async def test_only_the_offset_confirms(sandbox: TelegramSandbox, bot: Bot) -> None:
    """Updates come again until a higher offset confirms them, and then only those below it are forgotten."""
    ann = sandbox.person("Ann")
    for word in ("one", "two", "three"):
        sandbox.say(ann, word)
    first = await bot.get_updates()
    assert texts(first) == ["one", "two", "three"]
    assert await bot.get_updates() == first
    assert texts(await bot.get_updates(offset=first[1].update_id)) == ["two", "three"]
    assert sandbox.pending_updates == 2
    assert await bot.get_updates(offset=first[2].update_id + 1) == []
    assert sandbox.pending_updates == 0
    assert [update.update_id for update in first] == [first[0].update_id + step for step in range(3)]


async def test_a_limit_is_kept(sandbox: TelegramSandbox, bot: Bot) -> None:
    """At most `limit` updates come at once, and never more than 100; the rest stays."""
    ann = sandbox.person("Ann")
    for number in range(120):
        sandbox.say(ann, str(number))
    assert texts(await bot.get_updates(limit=2)) == ["0", "1"]
    assert len(await bot.get_updates(limit=1000)) == 100
    assert sandbox.pending_updates == 120


async def test_a_negative_offset_counts_from_the_end(sandbox: TelegramSandbox, bot: Bot) -> None:
    """Offset -1 brings the last update and forgets the others."""
    ann = sandbox.person("Ann")
    for word in ("one", "two", "three"):
        sandbox.say(ann, word)
    assert texts(await bot.get_updates(offset=-1)) == ["three"]
    assert sandbox.pending_updates == 1


async def test_only_allowed_kinds_are_queued(sandbox: TelegramSandbox, bot: Bot) -> None:
    """`allowed_updates` holds from then on; without it, membership of others is left out."""
    ann, bea = sandbox.person("Ann"), sandbox.person("Bea")
    group = sandbox.group("Elm Street", admins=[ann], bot_is_admin=True)
    sandbox.join(bea, group)
    assert [update.event_type for update in await bot.get_updates()] == ["my_chat_member"]
    await bot.get_updates(offset=-1, allowed_updates=["chat_member"])
    sandbox.leave(bea, group)
    sandbox.say(ann, "not asked for")
    assert [update.event_type for update in await bot.get_updates()] == ["my_chat_member", "chat_member"]


async def test_a_second_poller_ends_the_first(sandbox: TelegramSandbox, bot: Bot) -> None:
    """Of two pollers at the same time the older one gets 409, as with Telegram, and the newer one the updates."""
    ann = sandbox.person("Ann")

    async def poll_in_vain() -> None:
        with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
            await bot.get_updates(timeout=20)

    async with asyncio.TaskGroup() as tasks:
        older = tasks.create_task(poll_in_vain())
        await asyncio.sleep(0.1)
        newer = tasks.create_task(bot.get_updates(timeout=20))
        await older
        sandbox.say(ann, "hello")
        assert texts(await newer) == ["hello"]


async def test_what_waits_can_be_dropped(sandbox: TelegramSandbox, bot: Bot) -> None:
    """`deleteWebhook` with `drop_pending_updates` forgets the queue, as aiogram does it at a fresh start."""
    sandbox.say(sandbox.person("Ann"), "hello")
    await bot.delete_webhook()
    assert sandbox.pending_updates == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert sandbox.pending_updates == 0


async def test_an_outage_forgets_nothing(sandbox: TelegramSandbox, bot: Bot) -> None:
    """After stop and start the server has its old address, its chats and the updates that nobody confirmed."""
    ann = sandbox.person("Ann")
    url = sandbox.url
    sandbox.say(ann, "before")
    await sandbox.stop()
    sandbox.say(ann, "meanwhile")
    await sandbox.start()
    assert sandbox.url == url
    assert texts(await bot.get_updates()) == ["before", "meanwhile"]


async def test_a_stopped_server_does_not_wait_for_its_pollers(sandbox: TelegramSandbox, bot: Bot) -> None:
    """Stopping takes a moment, not the fifty seconds of the poll that is open."""

    async def poll_in_vain() -> None:
        with pytest.raises(TelegramNetworkError):
            await bot.get_updates(timeout=50)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(poll_in_vain())
        await asyncio.sleep(0.1)
        since = time.monotonic()
        await sandbox.stop()
        assert time.monotonic() - since < 10


async def test_a_dispatcher_runs_on_it(sandbox: TelegramSandbox, bot: Bot) -> None:
    """An unchanged aiogram dispatcher polls and answers 300 persons, each with their own words."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(f"you said {message.text}")

    people = [sandbox.person(f"Person {number}") for number in range(300)]
    async with asyncio.TaskGroup() as tasks:
        polling = tasks.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
        for person in people:
            sandbox.say(person, f"I am {person}")
        for person in people:
            answer = await sandbox.wait_for(person, lambda message: message.from_bot)
            assert answer.text == f"you said I am {person}"
        await dispatcher.stop_polling()
        await polling
    assert all(len(sandbox.inbox(person)) == 2 for person in people)
