"""Updates of every sort, read one by one: what the house hears, what gets a neutral line, and what is passed over."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram.types import Update, User

from bot.adapters.telegram.receive import ANONYMOUS, OLD_BUTTON, Happening, Reader
from bot.chat.incoming import Command, Press, Typed, Upload

ME = User(id=42, is_bot=True, first_name="Porchlight", username="porchlight_bot")
ANN = {"id": 7, "is_bot": False, "first_name": "Ann", "last_name": "\u202eLee", "language_code": "de-AT"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Ann"}
GROUP = {"id": -100, "type": "supergroup", "title": "Elm\x00 Street"}
MINE = {"message_id": 1, "date": 1, "chat": GROUP, "from": {"id": 42, "is_bot": True, "first_name": "P"}, "text": "?"}
FILE = {"file_id": "F1", "file_unique_id": "U1", "file_size": 5}


async def no_bytes(file_id: str, size_bytes: int | None) -> AsyncIterator[bytes]:
    yield f"{file_id} {size_bytes}".encode()


READER = Reader(me=ME, known=frozenset({"report", "setup"}), open_file=no_bytes)


def read(**update: Any) -> Happening | None:
    return READER.read(Update.model_validate({"update_id": 9, **update}))


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> Happening | None:
    return read(message={"message_id": 3, "date": 1, "chat": chat, "from": ANN, **content})


def heard(happening: Happening | None) -> Any:
    assert happening is not None
    assert happening.incoming is not None
    return happening.incoming


def test_the_speaker_and_the_room_are_clean() -> None:
    """Names and titles hold no control characters, the language is a tag, and the key is the update's number."""
    one = heard(message(GROUP, text="/report"))
    assert (one.key, one.speaker.name, one.speaker.language) == ("telegram:9", "Ann Lee", "de-AT")
    assert (one.room.handle, one.room.title, one.room.private, one.room.speaker_is_admin) == (
        "-100", "Elm Street", False, False,
    )  # fmt: skip
    odd = {**ANN, "language_code": "x" * 99}
    update = {"message_id": 3, "date": 1, "chat": PRIVATE, "from": odd, "text": "a"}
    assert heard(read(message=update)).speaker.language == "en"


@pytest.mark.parametrize(
    ("chat", "text", "expected"),
    [
        (PRIVATE, "/start", ("start", "")),
        (PRIVATE, "/start K7QF-M3TV", ("start", "K7QF-M3TV")),
        (PRIVATE, "/Report@Porchlight_Bot  a\nwindow ", ("report", "a\nwindow")),
        (PRIVATE, "/report@other_bot x", None),
        (PRIVATE, "/unknown", ("unknown", "")),
        (GROUP, "/unknown", None),
        (GROUP, "/unknown@porchlight_bot", ("unknown", "")),
        (GROUP, "/setup here", ("setup", "here")),
    ],
)
def test_commands(chat: dict[str, Any], text: str, expected: tuple[str, str] | None) -> None:
    """A command is ours when it names us, or nobody and is one of ours; in private all that name nobody are."""
    happening = message(chat, text=text)
    if expected is None:
        assert happening is None or isinstance(happening.incoming, Typed)
    else:
        one = heard(happening)
        assert isinstance(one, Command)
        assert (one.name, one.words) == expected


@pytest.mark.parametrize("text", ["/ report", "//report", "/", "a /report", "/rép"])
def test_what_only_looks_like_a_command_is_typed(text: str) -> None:
    """Words with a slash somewhere are words."""
    assert isinstance(heard(message(text=text)), Typed)


def test_group_talk_is_not_heard() -> None:
    """In a group the bot hears replies to itself, but not talk, pins, files, or posts in a topic that it opened."""
    place = {"latitude": 1.0, "longitude": 2.0}
    for content in ({"text": "hi"}, {"location": place}, {"video_note": {**FILE, "length": 1, "duration": 1}}):
        assert message(GROUP, **content) is None
        assert message(GROUP, **content, reply_to_message=MINE) is not None
    opened = {**MINE, "forum_topic_created": {"name": "Incidents", "icon_color": 1}}
    assert message(GROUP, text="hi", reply_to_message=opened) is None
    assert message(GROUP, text="hi", reply_to_message={**MINE, "from": ANN}) is None


def test_pins_and_venues_are_typed_places() -> None:
    """A location and a venue become the same kind of words."""
    place = {"latitude": -33.5, "longitude": 151.25}
    for content in ({"location": place}, {"venue": {"location": place, "title": "Cafe", "address": "Elm 1"}}):
        assert heard(message(**content)).text == "geo:-33.500000,151.250000"


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        ({"video": {**FILE, "width": 1, "height": 1, "duration": 1, "file_name": "a.mov", "mime_type": "video/quicktime"}},
         "a.mov", "video/quicktime"),
        ({"video": {**FILE, "width": 1, "height": 1, "duration": 1}}, "file.mp4", "application/octet-stream"),
        ({"video_note": {**FILE, "length": 1, "duration": 1}}, "video-message.mp4", "video/mp4"),
        ({"document": {**FILE, "file_name": "x\u202e.bin\n"}}, "x.bin", "application/octet-stream"),
        ({"animation": {**FILE, "width": 1, "height": 1, "duration": 1}, "document": FILE}, "file.mp4",
         "application/octet-stream"),
        ({"audio": {**FILE, "duration": 1}}, "file.mp3", "application/octet-stream"),
        ({"photo": [{**FILE, "file_id": "small", "width": 1, "height": 1}, {**FILE, "width": 9, "height": 9}]},
         "photo.jpg", "image/jpeg"),
    ],
)  # fmt: skip
async def test_files_of_every_kind(content: dict[str, Any], name: str, media_type: str) -> None:
    """Whatever carries a file is an Upload with a name, a claimed type, and the largest of a photo's sizes."""
    one = heard(message(**content, caption=" my porch "))
    assert isinstance(one, Upload)
    assert (one.file.name, one.file.media_type, one.file.size_bytes, one.words) == (name, media_type, 5, "my porch")
    assert [piece async for piece in one.file.open()] == [b"F1 5"]


def test_what_has_no_words_for_us_is_passed_over() -> None:
    """Stickers, service messages, edits, channel posts and other bots are no concern of the house."""
    assert message(new_chat_members=[ANN]) is None
    assert message(text=" \x00 ") is None
    assert read(edited_message={"message_id": 3, "date": 1, "chat": PRIVATE, "from": ANN, "text": "x"}) is None
    assert read(channel_post={"message_id": 3, "date": 1, "chat": GROUP, "text": "/report"}) is None
    robot = {**ANN, "is_bot": True}
    assert read(message={"message_id": 3, "date": 1, "chat": GROUP, "from": robot, "text": "/report"}) is None


def test_an_anonymous_admin_is_asked_to_write_as_themselves() -> None:
    """All anonymous admins share one account: a command of theirs reaches nobody, and gets a line that says why."""
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    as_group = {"message_id": 3, "date": 1, "chat": GROUP, "from": anonymous, "sender_chat": GROUP}
    happening = read(message={**as_group, "text": "/setup"})
    assert happening is not None
    assert (happening.incoming, happening.aside) == (None, ANONYMOUS)
    assert read(message={**as_group, "text": "hello"}) is None
    linked = {**as_group, "sender_chat": {"id": -200, "type": "channel", "title": "News"}, "text": "/setup"}
    assert read(message=linked) is None


def press(data: str | None, at: dict[str, Any] | None) -> Happening | None:
    return read(callback_query={"id": "q", "from": ANN, "chat_instance": "1", "data": data, "message": at})


def test_a_press_is_whoever_pressed_it() -> None:
    """The speaker of a press is the one who pressed, in the room and topic of the message with the button."""
    happening = press("pl:ask.yes:K7QFM3", {**MINE, "is_topic_message": True, "message_thread_id": 5})
    one = heard(happening)
    assert isinstance(one, Press)
    assert (one.action.verb, one.action.ref, one.speaker.handle) == ("ask.yes", "K7QFM3", "7")
    assert (one.room.handle, one.room.thread) == ("-100", "5")
    assert happening is not None
    assert (happening.query, happening.pressed) == ("q", 1)


@pytest.mark.parametrize(
    "data", [None, "", "x", "pl:", "pl::K7QFM3", "pl:a:b:c", "xx:ask.yes:K7QFM3", "pl:" + "a" * 61 + ":b"]
)
def test_a_press_that_means_nothing_gets_a_neutral_line(data: str | None) -> None:
    """A foreign, old or made-up button reaches nobody and is answered all the same."""
    happening = press(data, MINE)
    assert happening is not None
    assert (happening.incoming, happening.aside, happening.query) == (None, OLD_BUTTON, "q")


def test_a_press_on_a_message_out_of_reach_gets_a_neutral_line() -> None:
    """A button below a deleted or inline message is answered, and reaches nobody."""
    for at in (None, {"chat": PRIVATE, "message_id": 1, "date": 0}):
        happening = press("pl:ask.yes:K7QFM3", at)
        assert happening is not None
        assert (happening.incoming, happening.aside) == (None, OLD_BUTTON)
