"""Calls that are well formed and still refused: by people, by rank, by size, by pace, or for want of a key."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import LogOut
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox.telegram import Limits, Rank, TelegramSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEGABYTE = 1024 * 1024
YES = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="yes")]])


async def test_a_bot_does_not_write_first(sandbox: TelegramSandbox, bot: Bot) -> None:
    """In private a bot may write only to a person who has pressed Start."""
    shy = sandbox.person("Shy")
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(shy, "hi")
    sandbox.say(shy, "/start")
    await bot.send_message(shy, "hi")
    assert [message.text for message in sandbox.inbox(shy)] == ["/start", "hi"]


async def test_a_blocked_bot_is_told_so(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """After a block every message and edit gets 403; reading about the chat still works; unblocking ends it."""
    sent = await bot.send_message(ann, "hello")
    sandbox.block(ann)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(ann, "hi")
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.edit_message_text("x", chat_id=ann, message_id=sent.message_id)
    assert (await bot.get_chat(ann)).first_name == "Ann"
    sandbox.unblock(ann)
    await bot.send_message(ann, "hi again")
    assert sandbox.inbox(ann)[-1].text == "hi again"


@pytest.mark.parametrize(
    ("rank", "why"),
    [
        (Rank.KICKED, "bot was kicked from the supergroup chat"),
        (Rank.LEFT, "bot is not a member of the supergroup chat"),
    ],
)
async def test_a_removed_bot_cannot_write_into_the_group(
    sandbox: TelegramSandbox, bot: Bot, ann: int, rank: Rank, why: str
) -> None:
    """A bot that is no longer in a group gets 403 there."""
    group = sandbox.group("Elm Street", admins=[ann])
    sandbox.set_rank(ann, group, sandbox.bot_id, rank)
    with pytest.raises(TelegramForbiddenError, match=why):
        await bot.send_message(group, "hi")


async def test_only_an_administrator_deletes_what_others_wrote(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """As a plain member of a group the bot cannot delete a member's message; as an administrator it can."""
    group = sandbox.group("Elm Street", admins=[ann])
    said = sandbox.say(ann, "/rude", chat=group)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await bot.delete_message(group, said)
    sandbox.set_rank(ann, group, sandbox.bot_id, Rank.ADMINISTRATOR)
    await bot.delete_message(group, said)
    assert sandbox.inbox(group) == []


async def test_a_wrong_token_is_unauthorized(bot: Bot) -> None:
    """Another token than the bot's gets 401."""
    with pytest.raises(TelegramUnauthorizedError):
        await Bot("4200000001:wrong", session=bot.session).get_me()


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    """A method that the sandbox does not have gets 404, instead of a lie."""
    with pytest.raises(TelegramNotFound):
        await bot(LogOut())


@pytest.mark.parametrize(
    ("send", "size"), [("send_video", 50 * MEGABYTE), ("send_document", 50 * MEGABYTE), ("send_photo", 10 * MEGABYTE)]
)
async def test_uploads_have_a_limit(bot: Bot, ann: int, send: str, size: int) -> None:
    """A file of exactly the limit passes and one byte more gets 413."""
    await getattr(bot, send)(ann, BufferedInputFile(bytes(size), "a"))
    with pytest.raises(TelegramEntityTooLarge):
        await getattr(bot, send)(ann, BufferedInputFile(bytes(size + 1), "a"))


async def test_downloads_have_a_limit(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A file of 20 MB can be downloaded and one byte more is too big."""
    for size in (20 * MEGABYTE, 20 * MEGABYTE + 1):
        sandbox.send_file(ann, bytes(size), "a.mp4", "video/mp4")
    updates = await bot.get_updates(offset=-2)
    small, big = (update.message.video for update in updates if update.message and update.message.video)
    path = (await bot.get_file(small.file_id)).file_path
    assert path is not None
    content = await bot.download_file(path)
    assert content is not None
    assert len(content.read()) == 20 * MEGABYTE
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(big.file_id)


async def test_a_press_is_answered_once(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """The second answer to the same press is refused."""
    sent = await bot.send_message(ann, "May we?", reply_markup=YES)
    async with asyncio.TaskGroup() as tasks:
        pressed = tasks.create_task(sandbox.press(ann, sent.message_id, "Yes"))
        update = (await bot.get_updates(offset=-1, allowed_updates=["callback_query"]))[-1]
        assert update.callback_query is not None
        await bot.answer_callback_query(update.callback_query.id, text="thank you")
        with pytest.raises(TelegramBadRequest, match="query is too old"):
            await bot.answer_callback_query(update.callback_query.id, text="thank you")
    assert pressed.result() == "thank you"


@pytest.mark.parametrize(
    ("limits", "passing", "where"),
    [
        (Limits(overall_per_second=5, private_burst=99), 5, "ann"),
        (Limits(private_burst=3, private_per_second=0.01), 3, "ann"),
        (Limits(group_per_minute=4), 4, "group"),
    ],
    ids=["overall", "private", "group"],
)
async def test_too_fast_a_bot_must_wait(
    sandbox: TelegramSandbox, bot: Bot, ann: int, limits: Limits, passing: int, where: str
) -> None:
    """Beyond each limit of pace the bot gets 429 with a time to wait, and nothing is sent."""
    chat = ann if where == "ann" else sandbox.group("Elm Street", admins=[ann])
    sandbox.limits = limits

    async def hurry() -> None:
        for _ in range(passing + 1):
            await bot.send_message(chat, "hi")

    with pytest.raises(TelegramRetryAfter) as refused:
        await hurry()
    assert refused.value.retry_after >= 1
    assert 0 < [message.text for message in sandbox.inbox(chat)].count("hi") <= passing
