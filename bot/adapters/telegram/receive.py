"""What happened on Telegram in the house's words: an Update becomes an Incoming. Asks nobody and answers nobody."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

from aiogram.types import CallbackQuery, Chat, Message, Update, User

from bot.chat.action import BadAction, decode
from bot.chat.fit import clean
from bot.chat.incoming import Command, Incoming, IncomingFile, Press, Quoted, Room, Speaker, Typed, Upload
from bot.chat.language import known_language
from bot.chat.phrase import phrase

PLATFORM = "telegram"
OLD_BUTTON = phrase("That button no longer works.")
UNREADABLE = phrase(
    "I can only read typed words, buttons, places, videos and photos. Please type it, or press a button."
)
ANONYMOUS = phrase("I cannot see who you are while you write as the group. Please write as yourself.")

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?", re.DOTALL)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

OpenFile = Callable[[str, int | None], AsyncIterator[bytes]]
"""The bytes behind a Telegram file id, given its size if known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One update that concerns us."""

    update_id: int
    person: int
    """Whose it is: what one person does is answered in order."""
    chat: int
    thread: str = ""
    incoming: Incoming | None = None
    """None: nothing that the house has to hear of; `aside` says it all."""
    aside: str = ""
    query: str = ""
    """The id of the button press, which Telegram wants answered."""
    pressed: int | None = None
    """The message with the pressed button."""
    message: int | None = None
    """The person's own message."""
    language: str = "en"
    """In which the person reads the adapter's own words: that of their app."""

    @property
    def key(self) -> str:
        """The event's id: the same however often Telegram repeats it."""
        return f"{PLATFORM}:{self.update_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads updates as the bot `me`, which has the `known` commands."""

    me: User
    known: frozenset[str]
    open_file: OpenFile

    def read(self, update: Update) -> Happening | None:
        """What happened, or None when it does not concern us. Edits, channels and other bots never do."""
        if update.callback_query is not None:
            return self._press(update.update_id, update.callback_query)
        if update.message is None or update.message.from_user is None:
            return None
        return self._message(update.update_id, update.message, update.message.from_user)

    def _press(self, update_id: int, query: CallbackQuery) -> Happening:
        person = query.from_user
        at = query.message
        language = known_language(person.language_code or "")
        happening = Happening(
            update_id=update_id,
            person=person.id,
            chat=person.id,
            query=query.id,
            aside=OLD_BUTTON,
            language=language,
        )
        if not isinstance(at, Message):
            return happening
        try:
            action = decode(query.data or "")
        except BadAction:
            return happening
        room = _room(at)
        press = Press(key=happening.key, speaker=_speaker(person), room=room, action=action)
        return Happening(
            update_id=update_id,
            person=person.id,
            chat=at.chat.id,
            thread=room.thread,
            incoming=press,
            query=query.id,
            pressed=at.message_id,
            language=language,
        )

    def _message(self, update_id: int, message: Message, person: User) -> Happening | None:
        room = _room(message)
        happening = Happening(
            update_id=update_id,
            person=person.id,
            chat=message.chat.id,
            thread=room.thread,
            message=message.message_id,
            language=known_language(person.language_code or ""),
        )
        command = self._command(message, room)
        if message.sender_chat is not None or person.is_bot:
            is_admin = message.sender_chat is not None and message.sender_chat.id == message.chat.id
            return _with(happening, None, ANONYMOUS) if is_admin and command else None
        speaker, reply_to = _speaker(person), self._my_message_under(message)
        incoming: Incoming
        if command:
            name, words = command
            quoted = self._quoted(message)
            incoming = Command(key=happening.key, speaker=speaker, room=room, name=name, words=words, quoted=quoted)
        elif not room.private and not reply_to:
            return None
        elif place := message.location or (message.venue.location if message.venue else None):
            pin = f"geo:{place.latitude:.6f},{place.longitude:.6f}"
            incoming = Typed(key=happening.key, speaker=speaker, room=room, text=pin, reply_to=reply_to)
        elif file := self._file(message):
            words = clean(message.caption or "").strip()
            incoming = Upload(
                key=happening.key, speaker=speaker, room=room, file=file, words=words, reply_to=reply_to
            )
        elif text := clean(message.text or "").strip():
            incoming = Typed(key=happening.key, speaker=speaker, room=room, text=text, reply_to=reply_to)
        elif message.voice or message.sticker or message.contact or message.poll:
            return _with(happening, None, UNREADABLE)
        else:
            return None
        return _with(happening, incoming, "")

    def _command(self, message: Message, room: Room) -> tuple[str, str] | None:
        """The name and words of a command to this bot. In a group, one that names nobody must be one of ours."""
        found = _COMMAND.fullmatch(clean(message.text or message.caption or "").strip())
        if found is None:
            return None
        name, addressee, words = found[1].lower(), found[2], (found[3] or "").strip()
        if addressee:
            return (name, words) if addressee.lower() == (self.me.username or "").lower() else None
        return (name, words) if room.private or name in self.known else None

    def _my_message_under(self, message: Message) -> str:
        """The id of the bot's message that this one answers, or nothing."""
        to = _answered(message)
        is_mine = to is not None and to.from_user is not None and to.from_user.id == self.me.id
        return str(to.message_id) if to is not None and is_mine else ""

    def _quoted(self, message: Message) -> Quoted | None:
        """What a command points at: the message that it answers, or the file whose caption it is."""
        own, to = self._file(message), _answered(message)
        if to is not None:
            if self._my_message_under(message):
                # Our own words are no testimony of anybody's.
                return Quoted(message=str(to.message_id), file=own)
            text = clean(to.text or to.caption or "").strip()
            return Quoted(message=str(to.message_id), text=text, file=own or self._file(to))
        return Quoted(message=str(message.message_id), file=own) if own else None

    def _file(self, message: Message) -> IncomingFile | None:
        """The file of a message. An animation comes with a document of the same bytes; a photo in several sizes."""
        if found := message.video or message.animation or message.audio or message.document:
            name, media_type = found.file_name or "", found.mime_type or ""
            kind = "mp3" if message.audio else "bin" if message.document and not message.animation else "mp4"
            return self._incoming(found.file_id, found.file_size, name or f"file.{kind}", media_type)
        if note := message.video_note:
            return self._incoming(note.file_id, note.file_size, "video-message.mp4", "video/mp4")
        if message.photo:
            photo = max(message.photo, key=lambda size: (size.width * size.height, size.file_size or 0))
            return self._incoming(photo.file_id, photo.file_size, "photo.jpg", "image/jpeg")
        return None

    def _incoming(self, file_id: str, size_bytes: int | None, name: str, media_type: str) -> IncomingFile:
        return IncomingFile(
            name=clean(name).strip(),
            media_type=clean(media_type) or "application/octet-stream",
            size_bytes=size_bytes,
            platform_id=file_id,
            open=lambda: self.open_file(file_id, size_bytes),
        )


def _answered(message: Message) -> Message | None:
    """The message that this one answers. Every message of a topic formally answers its opening, which is no answer."""
    to = message.reply_to_message
    return to if to is not None and to.forum_topic_created is None else None


def _with(happening: Happening, incoming: Incoming | None, aside: str) -> Happening:
    return replace(happening, incoming=incoming, aside=aside)


def _speaker(person: User) -> Speaker:
    name = " ".join(clean(person.full_name).split())
    language = person.language_code or ""
    known = language if _LANGUAGE.fullmatch(language) else "en"
    return Speaker(platform=PLATFORM, handle=str(person.id), name=name, language=known)


def _room(message: Message) -> Room:
    chat: Chat = message.chat
    in_topic = message.is_topic_message and message.message_thread_id is not None
    return Room(
        platform=PLATFORM,
        handle=str(chat.id),
        private=chat.type == "private",
        title=clean(chat.title or ""),
        thread=str(message.message_thread_id) if in_topic else "",
    )
