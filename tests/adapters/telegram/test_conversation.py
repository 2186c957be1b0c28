"""Whole exchanges over TCP: what people do in the sandbox, what the house hears, and what they see in return."""

import asyncio

import pytest

from bot.adapters.telegram.platform import Telegram
from bot.adapters.telegram.receive import OLD_BUTTON
from bot.adapters.telegram.respond import CANCEL, OPEN_OUR_CHAT
from bot.chat.action import Action
from bot.chat.form import Choice, CommandSpec, Field, FieldKind, Form
from bot.chat.incoming import Command, FileUnavailable, Press, Typed, Upload
from bot.chat.language import speak
from bot.chat.message import Audience, Button, Message, Paragraph, say
from bot.chat.phrase import phrase
from bot.chat.ports import Sent
from bot.chat.reply import Reply, ask, reply
from bot.sandbox.telegram import SeenMessage, TelegramSandbox
from tests.adapters.telegram.conftest import House, listening, nothing_to_suggest, until

YES = Button(label="Yes", action=Action(verb="ask.yes", ref="K7QFM3"))
NO = Button(label="No", action=Action(verb="ask.no", ref="K7QFM3"))
QUESTION = Message(blocks=(Paragraph(text="Share?"),), buttons=((YES, NO),))


def from_bot(message: SeenMessage) -> bool:
    return message.from_bot


def everyone(text: str) -> Message:
    return Message(blocks=(Paragraph(text=text),), audience=Audience.EVERYONE_HERE)


async def test_a_command_with_its_words(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """`/start payload` in private is a Command with words, from a speaker with name, id and language."""
    sandbox.say(bea, "/start K7QF-M3TV")
    (heard,) = await house.hears()
    assert isinstance(heard, Command)
    assert (heard.name, heard.words) == ("start", "K7QF-M3TV")
    assert (heard.speaker.platform, heard.speaker.handle, heard.speaker.name) == ("telegram", str(bea), "Bea")
    assert (heard.speaker.language, heard.room.private, heard.room.handle) == ("es", True, str(bea))
    assert heard.key.startswith("telegram:7")


async def test_words_and_pins_in_private(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """Plain words are Typed; a pin is typed as a geo address, which the place fields read."""
    sandbox.say(bea, "  it was a red car\n")
    sandbox.pin(bea, 40.7127753, -74.0059728)
    heard = await house.hears(2)
    assert [one.text for one in heard if isinstance(one, Typed)] == ["it was a red car", "geo:40.712775,-74.005973"]


async def test_an_edited_message_is_not_heard_again(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """Editing a message changes nothing for the house."""
    message = sandbox.say(bea, "one")
    await house.hears(1)
    sandbox.edit(bea, message, "two")
    sandbox.say(bea, "three")
    heard = await house.hears(2)
    assert [one.text for one in heard if isinstance(one, Typed)] == ["one", "three"]


@pytest.mark.parametrize("kind", ["video", "video_note", "document", "photo"])
async def test_a_file_is_an_upload_whose_bytes_stream(
    sandbox: TelegramSandbox, house: House, bea: int, kind: str
) -> None:
    """A file in private is an Upload; reading it gives exactly the bytes, as often as it is opened."""
    content = bytes(range(256)) * 2000
    sandbox.send_file(
        bea, content, "door cam.mp4", "video/mp4", as_=kind, caption="" if kind == "video_note" else "my porch"
    )
    (heard,) = await house.hears()
    assert isinstance(heard, Upload)
    assert heard.words == ("" if kind == "video_note" else "my porch")
    assert heard.file.size_bytes == len(content)
    for _ in range(2):
        assert b"".join([piece async for piece in heard.file.open()]) == content


async def test_a_file_above_twenty_megabytes_is_unavailable(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """Telegram does not hand large files to bots: the house learns it by FileUnavailable, without a download."""
    sandbox.send_file(bea, bytes(20_000_001), "long.mp4", "video/mp4")
    (heard,) = await house.hears()
    assert isinstance(heard, Upload)
    with pytest.raises(FileUnavailable):
        _ = [piece async for piece in heard.file.open()]


async def test_a_download_survives_a_busy_platform(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """A 429 on getFile is waited for; a download that breaks off is FileUnavailable, never half a clip."""
    sandbox.send_file(bea, b"clip", "a.mp4", "video/mp4")
    (heard,) = await house.hears()
    assert isinstance(heard, Upload)
    sandbox.misbehavior.change({"too_many_requests_rate": 0.5, "only": ["getFile"]})
    assert b"".join([piece async for piece in heard.file.open()]) == b"clip"
    sandbox.misbehavior.change({"too_many_requests_rate": 0.0, "lost_answer_rate": 1.0, "only": ["download"]})
    with pytest.raises(FileUnavailable) as refused:
        _ = [piece async for piece in heard.file.open()]
    assert sandbox.token not in str(refused.value)


async def test_a_press_is_answered_and_closes_its_buttons(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """A press reaches the house as the very Action, is acknowledged, and with `closes` the buttons go away."""
    house.answer = lambda one: reply(QUESTION) if isinstance(one, Command) else reply(say("Thank you."), closes=True)
    sandbox.say(bea, "/start")
    question = await sandbox.wait_for(bea, from_bot)
    assert await sandbox.press(bea, question, "Yes") == ""
    await sandbox.wait_for(bea, lambda message: message.text == "Thank you.")
    press = house.heard[1]
    assert isinstance(press, Press)
    assert press.action == YES.action
    assert sandbox.inbox(bea)[1].buttons == ()


async def test_a_press_on_a_foreign_button_gets_a_neutral_line(
    telegram: Telegram, sandbox: TelegramSandbox, bea: int
) -> None:
    """A button that is not ours reaches nobody, and the person is told that it does not work."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    sandbox.say(bea, "hello")
    async with AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)) as session:
        markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Old", callback_data="v1|yes|7")]])
        await Bot(sandbox.token, session=session).send_message(bea, "old", reply_markup=markup)
    house = House()
    async with listening(telegram, house):
        old = await sandbox.wait_for(bea, from_bot)
        assert await sandbox.press(bea, old, "Old") == speak(OLD_BUTTON, "es")
    assert not any(isinstance(one, Press) for one in house.heard)


async def test_in_a_group_only_what_is_meant_for_the_bot(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """Of what is said in a group the house hears its own commands and replies to the bot, and nothing else."""
    group = sandbox.group("Elm Street", admins=[bea], bot_is_admin=True)
    house.answer = lambda one: reply(everyone("What happened?"))
    name = sandbox.bot_username
    for text in ("just talking", "/unknown", "/report@other_bot x", f"/report@{name.upper()} a window", "/setup"):
        sandbox.say(bea, text, chat=group)
    await house.hears(2)
    answer = await sandbox.wait_for(group, from_bot)
    sandbox.say(bea, "not a reply", chat=group)
    sandbox.say(bea, "a reply", chat=group, reply_to=answer.message_id)
    heard = await house.hears(3)
    assert [(one.name, one.words) for one in heard if isinstance(one, Command)] == [
        ("report", "a window"),
        ("setup", ""),
    ]
    assert [one.text for one in heard if isinstance(one, Typed)] == ["a reply"]
    assert not any(one.room.private for one in heard)


async def test_the_platform_says_who_administers_a_group(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """`speaker_is_admin` is Telegram's word at that moment: true for admins, false for members."""
    member = sandbox.person("Carl")
    group = sandbox.group("Elm Street", admins=[bea], members=[member])
    sandbox.say(bea, "/setup", chat=group)
    sandbox.say(member, "/setup", chat=group)
    heard = await house.hears(2)
    assert {one.speaker.handle: one.room.speaker_is_admin for one in heard} == {str(bea): True, str(member): False}


async def test_a_reply_stays_in_its_topic(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """In a forum the answer appears in the topic of the command."""
    group = sandbox.group("Elm Street", admins=[bea], forum=True)
    topic = sandbox.topic(group, "Incidents")
    house.answer = lambda one: reply(everyone("Noted."))
    sandbox.say(bea, "/report x", chat=group, topic=topic)
    answer = await sandbox.wait_for(group, from_bot)
    assert (answer.text, answer.topic_id) == ("Noted.", topic)
    assert house.heard[0].room.thread == str(topic)


async def test_what_is_for_one_person_goes_to_their_own_chat(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """An answer for the speaker alone never appears in the group, but in private where the bot may write."""
    group = sandbox.group("Elm Street", admins=[bea])
    house.answer = lambda one: reply(say("Your address is 12 Elm St."))
    sandbox.say(bea, "/start")
    await sandbox.wait_for(bea, from_bot)
    sandbox.say(bea, "/report", chat=group)
    await sandbox.wait_for(bea, from_bot, after=sandbox.inbox(bea)[-1].message_id)
    assert not [message for message in sandbox.inbox(group) if message.from_bot]


async def test_who_cannot_be_written_to_is_invited_without_the_content(
    sandbox: TelegramSandbox, house: House, bea: int
) -> None:
    """A stranger's private answer becomes one neutral line with the way to the bot's chat; the content stays unsaid."""
    group = sandbox.group("Elm Street", admins=[bea])
    house.answer = lambda one: reply(say("secret one"), say("secret two"))
    sandbox.say(bea, "/report", chat=group)
    answer = await sandbox.wait_for(group, from_bot)
    await asyncio.sleep(0.2)
    (button,) = answer.buttons[0]
    assert (answer.text, button.url) == (OPEN_OUR_CHAT, f"https://t.me/{sandbox.bot_username}")
    assert [message.text for message in sandbox.inbox(group) if message.from_bot] == [OPEN_OUR_CHAT]
    assert "secret" not in str([message.text for message in sandbox.inbox(bea)])


KIND = Field(
    name="kind",
    label="Kind",
    question="What happened?",
    kind=FieldKind.CHOICE,
    choices=(Choice(value="theft", label="Theft"), Choice(value="fire", label="Fire")),
)
PLACE = Field(name="place", label="Place", question="Where was it?", kind=FieldKind.PLACE)


async def test_a_form_is_one_question_with_its_choices(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """Without modals the first open field is asked; a pick comes back as `form.pick` with draft and index."""
    form = Form(name="report", title="Report", fields=(KIND, PLACE), draft="K7QFM3")
    house.answer = lambda one: ask(form) if isinstance(one, Command) else Reply()
    sandbox.say(bea, "/report")
    question = await sandbox.wait_for(bea, from_bot)
    assert question.text == "Report\n\nWhat happened?\n\nSend “cancel” to stop."
    assert question.labels == ("Theft", "Fire")
    await sandbox.press(bea, question, "Fire")
    press = (await house.hears(2))[1]
    assert isinstance(press, Press)
    assert press.action == Action(verb="form.pick", ref="K7QFM3.1")


async def test_in_a_group_a_question_is_answered_by_a_reply(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """Bots in groups see replies only: the question replies to the asker and says to reply, and the reply is heard."""
    group = sandbox.group("Elm Street", admins=[bea])
    form = Form(name="report", title="Report", fields=(PLACE,), draft="K7QFM3")
    house.answer = lambda one: ask(form) if isinstance(one, Command) else Reply()
    command = sandbox.say(bea, "/report", chat=group)
    question = await sandbox.wait_for(group, from_bot)
    assert question.reply_to == command
    assert "reply to this message" in question.text
    sandbox.say(bea, "Elm and 5th", chat=group, reply_to=question.message_id)
    heard = (await house.hears(2))[1]
    assert isinstance(heard, Typed)
    assert heard.text == "Elm and 5th"


async def test_the_menus_list_what_may_be_typed_where(sandbox: TelegramSandbox, house: House, bea: int) -> None:
    """In private the menu has the direct commands, in groups those for channels."""
    sandbox.say(bea, "hello")
    await house.hears()
    assert [entry["command"] for entry in sandbox.menu(bea)] == ["start", "report"]
    in_groups = sandbox._world.commands[('{"type": "all_group_chats"}', "")]
    assert [entry["command"] for entry in in_groups] == ["report", "setup"]


async def test_apps_in_spanish_get_spanish_menus(sandbox: TelegramSandbox) -> None:
    """The same commands, described in Spanish, for apps in Spanish; every other app gets the English ones."""
    specs = (CommandSpec(name="report", description=phrase("Tell your neighbors what happened")),)
    assert speak(specs[0].description, "es") != specs[0].description
    eva, ole = sandbox.person("Eva", language_code="es"), sandbox.person("Ole", language_code="nb")
    telegram = Telegram(sandbox.token, sandbox.url, poll_timeout_s=1)
    running = asyncio.create_task(telegram.run(specs, House(), nothing_to_suggest))
    try:
        await until(lambda: len(sandbox._world.commands) == 4)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert [entry["description"] for entry in sandbox.menu(ole)] == ["Tell your neighbors what happened"]
    assert [entry["description"] for entry in sandbox.menu(eva)] == [speak(specs[0].description, "es")]
    assert sandbox.menu(eva) != sandbox.menu(ole)


async def test_the_adapters_own_words_are_in_the_persons_language(
    telegram: Telegram, sandbox: TelegramSandbox, house: House
) -> None:
    """What the house never hears of is answered in the language of the app; hints at a form in that of the form."""
    eva = sandbox.person("Eva", language_code="es-MX")
    field = Field(name="note", label="Note", question="¿Qué pasó?", required=False)
    house.answer = lambda _: ask(Form(name="x", title="Nota", fields=(field,), draft="K7QFM3", language="es"))
    sandbox.say(eva, "/report")
    asked = await sandbox.wait_for(eva, from_bot)
    assert speak(CANCEL, "es") in asked.text and CANCEL not in asked.text
    assert [button.label for row in asked.buttons for button in row] == ["Omitir"]


def test_the_port_is_implemented() -> None:
    """`Telegram` is a Receiver and its sender a Sender, as mypy checks here."""
    from bot.chat.ports import Receiver, Sender

    telegram = Telegram("1:secret-token", "http://127.0.0.1:1")
    receiver: Receiver = telegram
    sender: Sender = telegram.sender
    assert (sender.platform, sender.limits.text, receiver is telegram) == ("telegram", 4096, True)
    assert isinstance(CommandSpec(name="a", description="b").fields, tuple)


MINE = Message(blocks=(Paragraph(text="A theft near Elm and 5th"),))


async def test_a_reply_in_a_group_names_our_message(
    telegram: Telegram, sandbox: TelegramSandbox, house: House, ann: int, bea: int
) -> None:
    """Words, photos and clips that answer a post of ours are heard with its id, in forum topics too; others are not."""
    await house.hears(1)  # Ann's Start.
    group = sandbox.group("Elm Street", admins=[ann], members=[bea], forum=True, bot_is_admin=True)
    topic = sandbox.topic(group, "Incidents")
    sent = await telegram.sender.send(str(group), MINE, "k", str(topic))
    assert isinstance(sent, Sent)
    others = sandbox.say(ann, "I saw it too", chat=group, topic=topic)
    sandbox.say(bea, "me too", chat=group, topic=topic, reply_to=others)
    sandbox.say(bea, "A red car", chat=group, topic=topic, reply_to=int(sent.receipt))
    sandbox.send_file(
        bea, b"jpeg", "p.jpg", "image/jpeg", as_="photo", caption="this one", chat=group, reply_to=int(sent.receipt),
        topic=topic,
    )  # fmt: skip
    _, typed, upload = await house.hears(3)
    assert isinstance(typed, Typed)
    assert isinstance(upload, Upload)
    assert (typed.text, typed.reply_to, typed.room.thread) == ("A red car", sent.receipt, str(topic))
    assert (upload.words, upload.reply_to, upload.file.media_type) == ("this one", sent.receipt, "image/jpeg")
    assert len(house.heard) == 3


async def test_a_command_points_at_what_it_answers(
    telegram: Telegram, sandbox: TelegramSandbox, house: House, ann: int
) -> None:
    """`/report` as a reply brings the other person's words and photo; our own words are nobody's testimony."""
    await house.hears(1)
    group = sandbox.group("Elm Street", admins=[ann])
    talk = sandbox.say(ann, "Somebody took my bike", chat=group)
    shot = sandbox.send_file(ann, b"jpeg", "p.jpg", "image/jpeg", as_="photo", caption="the thief", chat=group)
    sent = await telegram.sender.send(str(group), MINE, "k")
    assert isinstance(sent, Sent)
    for to in (talk, shot, int(sent.receipt)):
        sandbox.say(ann, "/report theft", chat=group, reply_to=to)
    commands = [one for one in await house.hears(4) if isinstance(one, Command)][1:]
    said = [one.quoted for one in commands]
    assert [(one.message, one.text) for one in said if one] == [
        (str(talk), "Somebody took my bike"),
        (str(shot), "the thief"),
        (sent.receipt, ""),
    ]
    files = [one.file for one in said if one]
    assert [file is not None for file in files] == [False, True, False]
    assert files[1] is not None
    assert b"".join([piece async for piece in files[1].open()]) == b"jpeg"
    assert [one.words for one in commands] == ["theft"] * 3


async def test_a_command_in_a_caption_brings_its_photo(sandbox: TelegramSandbox, house: House, ann: int) -> None:
    """`/report` as the caption of a photo is the command with that photo, in groups and in private."""
    await house.hears(1)
    group = sandbox.group("Elm Street", admins=[ann])
    for chat in (group, None):
        sandbox.send_file(
            ann, b"jpeg", "p.jpg", "image/jpeg", as_="photo", caption="/report a broken window", chat=chat
        )
    for command in (await house.hears(3))[1:]:
        assert isinstance(command, Command)
        assert (command.name, command.words) == ("report", "a broken window")
        assert command.quoted is not None
        assert command.quoted.file is not None
        assert command.quoted.text == ""


PHOTO = Field(name="photo", label="Photo", question="Is there a photo or a clip?", kind=FieldKind.FILE, required=False)


async def test_a_question_that_need_not_be_answered_can_be_skipped(
    sandbox: TelegramSandbox, house: House, ann: int
) -> None:
    """The note stands above the question, a file is asked for in words, and *Skip* says `form.skip`; required is not."""
    await house.hears(1)
    form = Form(name="report", title="Report", fields=(PHOTO,), draft="D1", note="In danger? Call 911.")
    house.answer = lambda incoming: ask(form) if isinstance(incoming, Typed) else Reply()
    sandbox.say(ann, "begin")
    seen = await sandbox.wait_for(ann, lambda one: PHOTO.question in one.text)
    assert seen.text.index(form.note) < seen.text.index(PHOTO.question) < seen.text.index("press Skip")
    await sandbox.press(ann, seen, "Skip")
    press = (await house.hears(3))[-1]
    assert isinstance(press, Press)
    assert press.action == Action(verb="form.skip", ref="D1")
    group = sandbox.group("Elm Street", admins=[ann])
    house.answer = lambda incoming: ask(form)
    sandbox.say(ann, "/report", chat=group)
    asked = await sandbox.wait_for(group, lambda one: PHOTO.question in one.text)
    assert (asked.labels, asked.reply_to is not None) == (("Skip",), True)
    text = Field(name="text", label="What?", question="What happened?")
    house.answer = lambda incoming: ask(Form(name="report", title="Report", fields=(text,), draft="D1"))
    sandbox.say(ann, "/report", chat=group)
    assert (await sandbox.wait_for(group, lambda one: text.question in one.text)).labels == ()
