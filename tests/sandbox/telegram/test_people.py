"""The people's side: what persons do reaches the bot as Telegram would tell it, and they see what the bot does."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    Update,
)

from bot.sandbox.telegram import Rank, TelegramSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

YES_NO = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Yes", callback_data="ask:yes"), InlineKeyboardButton(text="No", callback_data="n")],
        [InlineKeyboardButton(text="Read", url="https://example.org/k7qf")],
    ]
)


async def last(bot: Bot) -> Update:
    return (await bot.get_updates(offset=-1))[0]


async def last_message(bot: Bot) -> Message:
    message = (await last(bot)).message
    assert message is not None
    return message


@pytest_asyncio.fixture(loop_scope="module")
async def obliging(sandbox: TelegramSandbox, bot: Bot) -> AsyncIterator[Bot]:
    """A bot that answers every press with the data of the button."""

    async def answer_presses() -> None:
        offset = 0
        while True:
            for update in await bot.get_updates(offset=offset, timeout=20):
                offset = update.update_id + 1
                if update.callback_query is not None:
                    await bot.answer_callback_query(update.callback_query.id, text=update.callback_query.data)

    async with asyncio.TaskGroup() as tasks:
        answering = tasks.create_task(answer_presses())
        yield bot
        answering.cancel()


async def test_a_command_has_its_entity(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """`/start payload` arrives with a bot_command entity, from a person with a name and a language, in private."""
    sandbox.say(ann, "/start link_42")
    message = await last_message(bot)
    assert message.entities is not None
    assert message.entities[0].type == "bot_command"
    assert message.entities[0].extract_from(message.text or "") == "/start"
    assert message.from_user is not None
    assert (message.from_user.id, message.from_user.first_name, message.from_user.language_code) == (ann, "Ann", "en")
    assert (message.chat.type, message.chat.id) == ("private", ann)


async def test_the_start_button_is_the_command(sandbox: TelegramSandbox, bot: Bot) -> None:
    """`press_start` says /start, with the payload of a deep link if there is one."""
    ann = sandbox.person("Ann", language_code="es")
    sandbox.press_start(ann)
    sandbox.press_start(ann, "join_x")
    assert [message.text for message in sandbox.inbox(ann)] == ["/start", "/start join_x"]


async def test_a_press_shows_the_answer(sandbox: TelegramSandbox, obliging: Bot, ann: int) -> None:
    """A press by label or by data returns the line that the bot answered with."""
    sent = await obliging.send_message(ann, "May we?", reply_markup=YES_NO)
    seen = await sandbox.wait_for(ann, lambda message: message.text == "May we?")
    assert seen.labels == ("Yes", "No", "Read")
    assert seen.button("Read").url == "https://example.org/k7qf"
    assert await sandbox.press(ann, seen, "Yes") == "ask:yes"
    assert await sandbox.press(ann, sent.message_id, "n") == "n"
    with pytest.raises(LookupError, match="cannot be pressed"):
        await sandbox.press(ann, seen, "Read")
    with pytest.raises(LookupError, match="no button 'Maybe'"):
        await sandbox.press(ann, seen, "Maybe")


async def test_buttons_in_a_group_can_be_pressed(sandbox: TelegramSandbox, obliging: Bot, ann: int) -> None:
    """In a group too a press returns the answer, by the message as seen or by its id there."""
    group = sandbox.group("Elm Street", admins=[ann])
    sent = await obliging.send_message(group, "May we?", reply_markup=YES_NO)
    assert await sandbox.press(ann, sandbox.inbox(group)[-1], "Yes") == "ask:yes"
    assert await sandbox.press(ann, sent.message_id, "No", chat=group) == "n"
    with pytest.raises(ValueError, match="Bea is not in Elm Street"):
        await sandbox.press(sandbox.person("Bea"), sent.message_id, "No", chat=group)


async def test_an_old_button_can_still_be_pressed(sandbox: TelegramSandbox, obliging: Bot, ann: int) -> None:
    """Whoever still has the old message on the screen can press what is gone by now; by id they cannot."""
    sent = await obliging.send_message(ann, "May we?", reply_markup=YES_NO)
    seen = sandbox.inbox(ann)[-1]
    await obliging.edit_message_text("Thank you", chat_id=ann, message_id=sent.message_id)
    assert await sandbox.press(ann, seen, "Yes") == "ask:yes"
    with pytest.raises(LookupError):
        await sandbox.press(ann, sent.message_id, "Yes")


async def test_a_press_that_nobody_answers_times_out(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """If the bot does not answer, the person sees the clock for as long as they care to wait."""
    sent = await bot.send_message(ann, "May we?", reply_markup=YES_NO)
    with pytest.raises(TimeoutError):
        await sandbox.press(ann, sent.message_id, "Yes", timeout=0.1)
    update = await last(bot)
    assert update.callback_query is not None
    assert (update.callback_query.data, update.callback_query.from_user.id) == ("ask:yes", ann)


async def test_typed_buttons_are_typed(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A keyboard below the input field types its label; it can ask for the place, which is pinned on the map."""
    keys = [[KeyboardButton(text="Here", request_location=True), KeyboardButton(text="No thanks")]]
    sent = await bot.send_message(ann, "Where?", reply_markup=ReplyKeyboardMarkup(keyboard=keys))
    seen = sandbox.inbox(ann)[-1]
    assert seen.button("Here").asks_for_location
    await sandbox.press(ann, sent.message_id, "No thanks")
    assert (await last_message(bot)).text == "No thanks"
    sandbox.pin(ann, 37.77, -122.42)
    place = (await last_message(bot)).location
    assert place is not None
    assert (place.latitude, place.longitude) == (37.77, -122.42)


@pytest.mark.parametrize("kind", ["video", "video_note", "document", "photo"])
async def test_files_of_every_kind_reach_the_bot(sandbox: TelegramSandbox, bot: Bot, ann: int, kind: str) -> None:
    """A file arrives with its caption, can be downloaded byte for byte, and sent on by its id."""
    content = bytes(range(256)) * 40
    caption = "" if kind == "video_note" else "from my porch"
    sandbox.send_file(ann, content, "porch.mp4", "video/mp4", as_=kind, caption=caption)
    message = await last_message(bot)
    assert message.caption == (caption or None)
    file = getattr(message, kind)
    file_id = file[-1].file_id if kind == "photo" else file.file_id
    path = (await bot.get_file(file_id)).file_path
    assert path is not None
    downloaded = await bot.download_file(path)
    assert downloaded is not None
    assert downloaded.read() == content
    assert sandbox.inbox(ann)[-1].files[0].content == content


async def test_a_bot_in_a_group_hears_only_what_is_meant_for_it(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """Privacy mode: commands, mentions and replies arrive; chatter and commands to other bots do not."""
    group = sandbox.group("Elm Street", admins=[ann])
    asked = await bot.send_message(group, "Where was it?")
    for text in ("chatter", "/report", "/report@other_bot", "hi @someone_else", f"hi @{sandbox.bot_username}"):
        sandbox.say(ann, text, chat=group)
    sandbox.say(ann, f"/help@{sandbox.bot_username}", chat=group)
    sandbox.say(ann, "at the corner", chat=group, reply_to=asked.message_id)
    heard = [update.message.text for update in await bot.get_updates() if update.message]
    name = sandbox.bot_username
    assert heard == ["/start", "/report", f"hi @{name}", f"/help@{name}", "at the corner"]
    reply = (await last_message(bot)).reply_to_message
    assert reply is not None
    assert reply.message_id == asked.message_id
    assert len(sandbox.inbox(group)) == 8


async def test_an_administrator_hears_everything(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """As an administrator of the group the bot gets all messages and all changes of membership it asked for."""
    bea = sandbox.person("Bea")
    await bot.get_updates(allowed_updates=["message", "my_chat_member", "chat_member"])
    group = sandbox.group("Elm Street", admins=[ann], bot_is_admin=True)
    sandbox.join(bea, group)
    sandbox.say(bea, "chatter", chat=group)
    updates = await bot.get_updates()
    assert [update.event_type for update in updates[1:]] == ["my_chat_member", "chat_member", "message"]


async def test_being_added_and_removed_is_told(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """The bot learns that it was added to a group and by whom, and that it was blocked and unblocked in private."""
    group = sandbox.group("Elm Street", admins=[ann])
    added = (await last(bot)).my_chat_member
    assert added is not None
    assert (added.chat.id, added.from_user.id) == (group, ann)
    assert (added.old_chat_member.status, added.new_chat_member.status) == ("left", "member")
    sandbox.block(ann)
    blocked = (await last(bot)).my_chat_member
    assert blocked is not None
    assert (blocked.chat.id, blocked.new_chat_member.status) == (ann, "kicked")
    with pytest.raises(ValueError, match="has blocked the bot"):
        sandbox.say(ann, "hello")
    sandbox.unblock(ann)
    unblocked = (await last(bot)).my_chat_member
    assert unblocked is not None
    assert unblocked.new_chat_member.status == "member"


async def test_members_have_ranks(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """The bot can ask who is who in a group, and the answer follows promotions."""
    bea, cal, dee = (sandbox.person(name) for name in ("Bea", "Cal", "Dee"))
    group = sandbox.group("Elm Street", admins=[ann, bea], members=[cal])

    async def statuses() -> list[str]:
        return [(await bot.get_chat_member(group, one)).status for one in (ann, bea, cal, dee, sandbox.bot_id)]

    assert await statuses() == ["creator", "administrator", "member", "left", "member"]
    sandbox.set_rank(ann, group, cal, Rank.ADMINISTRATOR)
    admins = await bot.get_chat_administrators(group)
    assert {admin.user.id for admin in admins} == {ann, bea, cal}


async def test_only_members_speak_in_a_group(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """Somebody who is not in the group can neither write there nor counts as a witness of what is said."""
    bea = sandbox.person("Bea")
    group = sandbox.group("Elm Street", admins=[ann])
    with pytest.raises(ValueError, match="Bea is not in Elm Street"):
        sandbox.say(bea, "hello", chat=group)
    await bot.send_message(group, "for members")
    assert sandbox.transcript.seen_by("telegram", ann)[-1].payload["text"] == "for members"
    assert sandbox.transcript.seen_by("telegram", bea) == []


async def test_topics_of_a_forum(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """In a forum both sides write into a topic, and others have no topics."""
    forum = sandbox.group("Elm Street", admins=[ann], forum=True)
    topic = sandbox.topic(forum, "Incidents")
    sandbox.say(ann, "/report", chat=forum, topic=topic)
    message = await last_message(bot)
    assert (message.message_thread_id, message.is_topic_message, message.chat.is_forum) == (topic, True, True)
    await bot.send_message(forum, "noted", message_thread_id=topic)
    assert [message.topic_id for message in sandbox.inbox(forum)] == [topic, topic]
    with pytest.raises(ValueError, match="is no forum"):
        sandbox.topic(ann, "x")


async def test_edits_and_deletions_are_seen(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """The inbox shows what stands now: edited messages as edited, deleted ones only on request."""
    first = await bot.send_message(ann, "one")
    second = await bot.send_message(ann, "two")
    await bot.edit_message_text("uno", chat_id=ann, message_id=first.message_id)
    await bot.delete_message(ann, second.message_id)
    assert [(message.text, message.is_edited) for message in sandbox.inbox(ann)] == [("/start", False), ("uno", True)]
    assert [message.is_deleted for message in sandbox.inbox(ann, with_deleted=True)] == [False, False, True]
    said = sandbox.say(ann, "yes")
    sandbox.edit(ann, said, "no")
    edited = (await last(bot)).edited_message
    assert edited is not None
    assert (edited.message_id, edited.text) == (said, "no")
    with pytest.raises(ValueError, match="only what they wrote"):
        sandbox.edit(ann, first.message_id, "mine")


async def test_waiting_ends_with_the_message_or_tells_what_was_there(
    sandbox: TelegramSandbox, bot: Bot, ann: int
) -> None:
    """`wait_for` sees what comes later, edits too, and its timeout names the messages that were there instead."""
    sent = await bot.send_message(ann, "wait")
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(sandbox.wait_for(ann, lambda message: message.text == "done", timeout=5))
        await asyncio.sleep(0.05)
        await bot.edit_message_text("done", chat_id=ann, message_id=sent.message_id)
        assert (await waiting).message_id == sent.message_id
    with pytest.raises(TimeoutError, match="'done'"):
        await sandbox.wait_for(ann, lambda message: message.from_bot, after=sent.message_id, timeout=0.05)


async def test_the_menu_follows_scope_and_language(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """The menu of a person is that of their chat, else of private chats, else the default; in their language if any."""
    eva = sandbox.person("Eva", language_code="es")
    help_, ayuda, review = (BotCommand(command="help", description=words) for words in ("Help", "Ayuda", "Review"))
    await bot.set_my_commands([help_])
    await bot.set_my_commands([ayuda], scope=BotCommandScopeAllPrivateChats(), language_code="es")
    assert [command["description"] for person in (ann, eva) for command in sandbox.menu(person)] == ["Help", "Ayuda"]
    await bot.set_my_commands([review], scope=BotCommandScopeChat(chat_id=ann))
    assert sandbox.menu(ann)[0]["description"] == "Review"
    assert [command.description for command in await bot.get_my_commands()] == ["Help"]


async def test_nobody_types_what_cannot_be_typed(sandbox: TelegramSandbox, ann: int) -> None:
    """Empty words and more than 4096 units are refused on the people's side too."""
    for text in ("", "  ", "x" * 4097):
        with pytest.raises(ValueError, match="nobody can type this"):
            sandbox.say(ann, text)


async def test_a_video_note_has_no_caption(sandbox: TelegramSandbox, ann: int) -> None:
    """As in the apps, round videos come without words."""
    with pytest.raises(ValueError, match="no captions"):
        sandbox.send_file(ann, b"x", "a.mp4", "video/mp4", as_="video_note", caption="x")


async def test_links_can_be_followed(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A person finds the addresses in a message, behind words or written out."""
    text = 'Use <a href="https://example.org/upload?a=1&amp;b=2">this page</a> or https://example.org/help.'
    await bot.send_message(ann, text, parse_mode="HTML")
    assert sandbox.inbox(ann)[-1].links == ("https://example.org/upload?a=1&b=2", "https://example.org/help")


async def test_protected_and_silent_messages_say_so(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A person notices that a message came without a sound or cannot be forwarded."""
    await bot.send_message(ann, "psst", disable_notification=True, protect_content=True)
    quiet = sandbox.inbox(ann)[-1]
    await bot.send_message(ann, "hey")
    loud = sandbox.inbox(ann)[-1]
    assert [(message.is_silent, message.is_protected) for message in (quiet, loud)] == [(True, True), (False, False)]
