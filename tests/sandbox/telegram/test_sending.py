"""What the bot may do, it does: each method over the wire, and how it looks to the people."""

import hashlib
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    InputMediaVideo,
    ReplyParameters,
)

from bot.sandbox.telegram import Limits, TelegramSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLIP = BufferedInputFile(b"a clip", "porch.mp4")


async def test_the_bot_knows_itself(sandbox: TelegramSandbox, bot: Bot) -> None:
    """`getMe` names a bot with the id of its token, in privacy mode."""
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (bot.id, True, sandbox.bot_username)
    assert me.can_read_all_group_messages is False


@pytest.mark.parametrize("length", [1, 4096])
async def test_texts_up_to_the_limit_arrive(sandbox: TelegramSandbox, bot: Bot, ann: int, length: int) -> None:
    """Texts of 1 and of 4096 UTF-16 units arrive unchanged; markup does not count."""
    await bot.send_message(ann, "x" * length)
    await bot.send_message(ann, f"<b>{'🏠' * (length // 2) or 'x'}</b>", parse_mode="HTML")
    assert [message.text for message in sandbox.inbox(ann)[1:]] == ["x" * length, "🏠" * (length // 2) or "x"]


async def test_the_largest_keyboard_arrives(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """100 buttons, up to 8 in a row, with 64 bytes of data each, are just allowed."""
    button = InlineKeyboardButton(text="x", callback_data="é" * 32)
    rows = [[button] * 8] * 12 + [[button] * 4]
    await bot.send_message(ann, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))
    assert [len(row) for row in sandbox.inbox(ann)[-1].buttons] == [8] * 12 + [4]


async def test_files_are_uploaded_and_sent_again_by_id(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A video and a document go out as uploads with a caption; by its id a file goes out again without one."""
    sent = await bot.send_video(ann, CLIP, caption="<i>The clip</i>", parse_mode="HTML")
    assert sent.video is not None
    assert (sent.video.file_name, sent.video.file_size) == ("porch.mp4", 6)
    await bot.send_video(ann, sent.video.file_id)
    await bot.send_document(ann, BufferedInputFile(b"a receipt", "receipt.txt"))
    await bot.send_photo(ann, BufferedInputFile(b"a map", "map.png"))
    shown = [(message.text, message.files[0].content) for message in sandbox.inbox(ann)[1:]]
    assert shown == [("The clip", b"a clip"), ("", b"a clip"), ("", b"a receipt"), ("", b"a map")]


async def test_the_transcript_has_it_to_the_byte(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """Markup is recorded as the bot sent it, and a file by its hash, under the parameter that named it."""
    text = "<b>May we?</b>\u2028é🏠 \r\n\tx"
    await bot.send_message(ann, text, parse_mode="HTML")
    await bot.send_video(ann, CLIP)
    said, sent = sandbox.transcript.seen_by("telegram", ann)[-2:]
    assert said.payload["text"] == text
    assert sent.payload["video"]["content"]["sha256"] == hashlib.sha256(b"a clip").hexdigest()
    assert sent.audience == (str(ann),)


async def test_an_album_is_several_messages(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """Each item of an album is a message of its own, with one album id."""
    sent = await bot.send_media_group(
        ann, [InputMediaVideo(media=CLIP, caption="both"), InputMediaPhoto(media=BufferedInputFile(b"map", "m.png"))]
    )
    assert len({message.media_group_id for message in sent} - {None}) == 1
    assert [message.files[0].content for message in sandbox.inbox(ann)[1:]] == [b"a clip", b"map"]


async def test_places_replies_and_copies(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A place arrives as numbers, a reply points at its message, a copy carries the content and no sender."""
    bea = sandbox.person("Bea")
    sandbox.press_start(bea)
    place = await bot.send_location(ann, 37.5, -122.25)
    await bot.send_message(ann, "there", reply_parameters=ReplyParameters(message_id=place.message_id))
    lost = ReplyParameters(message_id=999, allow_sending_without_reply=True)
    await bot.send_message(ann, "nowhere", reply_parameters=lost)
    await bot.send_video(ann, CLIP, caption="mine")
    video = sandbox.inbox(ann)[-1]
    await bot.copy_message(bea, ann, video.message_id, caption="yours")
    assert sandbox.inbox(ann)[1].location == (37.5, -122.25)
    assert [message.reply_to for message in sandbox.inbox(ann)[2:4]] == [place.message_id, None]
    copy = sandbox.inbox(bea)[-1]
    assert (copy.text, copy.sender, copy.files[0].content) == ("yours", "Porchlight", b"a clip")


async def test_captions_and_keyboards_are_edited(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A caption can be changed; an edit without a keyboard takes the keyboard away, as with Telegram."""
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="y")]])
    sent = await bot.send_video(ann, CLIP, caption="old", reply_markup=keyboard)
    await bot.edit_message_caption(chat_id=ann, message_id=sent.message_id, caption="new", reply_markup=keyboard)
    assert (sandbox.inbox(ann)[-1].text, sandbox.inbox(ann)[-1].labels) == ("new", ("Yes",))
    await bot.edit_message_reply_markup(chat_id=ann, message_id=sent.message_id)
    assert (sandbox.inbox(ann)[-1].text, sandbox.inbox(ann)[-1].labels) == ("new", ())


async def test_the_profile_is_kept(sandbox: TelegramSandbox, bot: Bot) -> None:
    """Name and descriptions are kept by language, with the default for the others."""
    await bot.set_my_name("Porchlight")
    await bot.set_my_name("Luz del porche", language_code="es")
    await bot.set_my_description("Asks camera owners.")
    await bot.set_my_short_description("Asks.")
    assert [(await bot.get_my_name(language_code=code)).name for code in ("es", "de")] == [
        "Luz del porche",
        "Porchlight",
    ]
    assert (await bot.get_my_description()).description == "Asks camera owners."
    assert (await bot.get_my_short_description()).short_description == "Asks."


async def test_a_person_sees_typing(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A chat action is on the person's screen, and so in the transcript, but leaves no message."""
    await bot.send_chat_action(ann, "upload_video")
    assert sandbox.transcript.seen_by("telegram", ann)[-1].kind == "sendChatAction"
    assert [message.text for message in sandbox.inbox(ann)] == ["/start"]


async def test_links_to_files_end(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """A download path that was never given out is not found, nor is any with a wrong token."""
    sent = await bot.send_video(ann, CLIP)
    assert sent.video is not None
    path = (await bot.get_file(sent.video.file_id)).file_path
    async with aiohttp.ClientSession(sandbox.url) as client:
        for address, status in (
            (f"/file/bot{sandbox.token}/{path}", 200),
            (f"/file/bot{sandbox.token}/videos/file_x", 404),
            (f"/file/botx/{path}", 401),
        ):
            async with client.get(address) as answer:
                assert answer.status == status


async def test_calls_may_come_as_json_or_in_the_address(sandbox: TelegramSandbox, bot: Bot, ann: int) -> None:
    """Like Telegram the server takes parameters from a JSON body and from the query too."""
    async with aiohttp.ClientSession(sandbox.url) as client:
        base = f"/bot{sandbox.token}"
        async with client.post(f"{base}/sendMessage", json={"chat_id": ann, "text": "1"}) as answer:
            assert (await answer.json())["result"]["text"] == "1"
        async with client.get(f"{base}/sendMessage", params={"chat_id": str(ann), "text": "2"}) as answer:
            assert (await answer.json())["result"]["text"] == "2"


async def test_what_a_person_sees_does_not_depend_on_others(session: AiohttpSession) -> None:
    """In two worlds that differ only in what happens elsewhere, what reached Ann's screen is the same to the byte."""
    seen = []
    for crowd in (0, 5):
        sandbox = TelegramSandbox(limits=Limits(private_burst=100), now=lambda: datetime(2026, 3, 1, tzinfo=UTC))
        await sandbox.start()
        session.api = TelegramAPIServer.from_base(sandbox.url)
        bot = Bot(sandbox.token, session=session)
        ann, bea = sandbox.person("Ann"), sandbox.person("Bea")
        sandbox.press_start(ann)
        sandbox.press_start(bea)
        for _ in range(crowd):
            await bot.send_video(bea, CLIP)
        await bot.send_video(ann, CLIP, caption="for Ann")
        records = sandbox.transcript.seen_by("telegram", ann)
        seen.append(
            [(record.at, record.payload, record.answer) for record in records if record.direction == "from bot"]
        )
        await sandbox.stop()
    assert seen[0] == seen[1] != []


async def test_old_presses_and_old_links_are_refused(session: AiohttpSession) -> None:
    """A press can be answered for 30 seconds and a file be downloaded for an hour; then it is too late."""
    clock = [datetime(2026, 3, 1, tzinfo=UTC)]
    sandbox = TelegramSandbox(now=lambda: clock[0])
    await sandbox.start()
    session.api = TelegramAPIServer.from_base(sandbox.url)
    bot = Bot(sandbox.token, session=session)
    ann = sandbox.person("Ann")
    sandbox.press_start(ann)
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Yes", callback_data="y")]])
    sent = await bot.send_video(ann, CLIP, reply_markup=keyboard)
    assert sent.video is not None
    path = (await bot.get_file(sent.video.file_id)).file_path
    assert path is not None
    with pytest.raises(TimeoutError):
        await sandbox.press(ann, sent.message_id, "Yes", timeout=0.01)
    press = (await bot.get_updates(offset=-1))[0].callback_query
    assert press is not None
    clock[0] += timedelta(seconds=31)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(press.id)
    await bot.download_file(path)
    clock[0] += timedelta(hours=1)
    with pytest.raises(aiohttp.ClientResponseError, match="404"):
        await bot.download_file(path)
    await sandbox.stop()
