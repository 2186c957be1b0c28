"""What our Telegram knows: persons, chats, messages, files and button presses. Who may do what is decided elsewhere."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from aiogram.types import ChatMemberAdministrator

from bot.sandbox.telegram.updates import Bell, UpdateQueue

FIRST_PERSON_ID = 7_100_000_001
"""Above 32 bits, as real ids are by now."""
FIRST_GROUP_ID = -1_002_000_000_001
BOT_USERNAME = "porchlight_sandbox_bot"


class Rank(Enum):
    """What somebody is in a chat, in Telegram's words."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"


IN_THE_CHAT = frozenset({Rank.CREATOR, Rank.ADMINISTRATOR, Rank.MEMBER})
ADMINISTRATOR_RIGHTS = tuple(
    name
    for name, field in ChatMemberAdministrator.model_fields.items()
    if name.startswith("can_") and field.is_required()
)
"""Each new version of the Bot API adds some; aiogram knows which it insists on."""
IN_CHARGE = frozenset({Rank.CREATOR, Rank.ADMINISTRATOR})


class FileKind(Enum):
    """The kinds of files, as the fields of a `Message` name them."""

    PHOTO = "photo"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    DOCUMENT = "document"


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody with a Telegram account; the bot too."""

    id: int
    name: str
    username: str
    language_code: str | None = None
    is_bot: bool = False
    has_started: bool = False
    """Whether they ever wrote to the bot, so that it may write to them."""

    def as_json(self) -> dict[str, Any]:
        """The `User` object."""
        user = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name, "username": self.username}
        return user if self.language_code is None else {**user, "language_code": self.language_code}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file on Telegram's servers."""

    file_id: str
    unique_id: str
    kind: FileKind
    name: str
    media_type: str
    content: bytes

    def as_json(self) -> Any:
        """The `Video`, `Document` and so on. Sizes in pixels and seconds are made up: nobody looks into the bytes."""
        common: dict[str, Any] = {"file_id": self.file_id, "file_unique_id": self.unique_id}
        common["file_size"] = len(self.content)
        named = {"file_name": self.name, "mime_type": self.media_type}
        match self.kind:
            case FileKind.PHOTO:
                return [{**common, "width": 1280, "height": 720}]
            case FileKind.VIDEO:
                return {**common, **named, "width": 1280, "height": 720, "duration": 10}
            case FileKind.VIDEO_NOTE:
                return {**common, "length": 384, "duration": 10}
            case FileKind.DOCUMENT:
                return {**common, **named}


@dataclass(slots=True, kw_only=True)
class Chat:
    """A private chat with the bot, or a supergroup."""

    id: int
    title: str
    person: Person | None = None
    """The other side of a private chat."""
    ranks: dict[int, Rank] = field(default_factory=dict)
    is_forum: bool = False
    topics: dict[int, str] = field(default_factory=dict)
    messages: dict[int, "Message"] = field(default_factory=dict)
    last_message_id: int = 0
    last_serial: int = 0
    changed: Bell = field(default_factory=Bell)

    def as_json(self) -> dict[str, Any]:
        """The `Chat` object."""
        if self.person is not None:
            names = {"first_name": self.person.name, "username": self.person.username}
            return {"id": self.id, "type": "private", **names}
        chat: dict[str, Any] = {"id": self.id, "type": "supergroup", "title": self.title}
        return {**chat, "is_forum": True} if self.is_forum else chat

    def rank(self, person_id: int) -> Rank:
        """What this person, or the bot, is in the chat."""
        return self.ranks.get(person_id, Rank.LEFT)

    def serial(self) -> int:
        """A number that was not used in this chat before. Nothing that happens in other chats changes it."""
        self.last_serial += 1
        return self.last_serial

    def onlookers(self, bot_id: int) -> tuple[int, ...]:
        """The chat itself and every person in it: who can see what happens here."""
        members = (one for one, rank in self.ranks.items() if rank in IN_THE_CHAT and one not in (bot_id, self.id))
        return (self.id, *members)


@dataclass(slots=True, kw_only=True)
class Message:
    """A message as it stands now; edits change it in place."""

    id: int
    chat: Chat
    sender: Person
    at: datetime
    content: dict[str, Any]
    """The fields of a `Message` that say something: text, entities, caption, location."""
    files: tuple[StoredFile, ...] = ()
    markup: dict[str, Any] | None = None
    reply_to: "Message | None" = None
    topic_id: int | None = None
    album_id: str | None = None
    edited_at: datetime | None = None
    is_deleted: bool = False
    is_protected: bool = False
    """Whether people can neither forward nor save it."""
    is_silent: bool = False
    """Whether it came without a sound."""

    def as_json(self, *, with_reply: bool = True) -> dict[str, Any]:
        """The `Message` object."""
        message: dict[str, Any] = {
            "message_id": self.id,
            "from": self.sender.as_json(),
            "chat": self.chat.as_json(),
            "date": int(self.at.timestamp()),
            **self.content,
        }
        for file in self.files:
            message[file.kind.value] = file.as_json()
        if self.markup is not None and "inline_keyboard" in self.markup:
            message["reply_markup"] = self.markup
        if self.topic_id is not None:
            message |= {"message_thread_id": self.topic_id, "is_topic_message": True}
        if self.album_id is not None:
            message["media_group_id"] = self.album_id
        if self.is_protected:
            message["has_protected_content"] = True
        if self.edited_at is not None:
            message["edit_date"] = int(self.edited_at.timestamp())
        if with_reply and self.reply_to is not None and not self.reply_to.is_deleted:
            message["reply_to_message"] = self.reply_to.as_json(with_reply=False)
        return message


@dataclass(slots=True, kw_only=True)
class Query:
    """A button that was pressed and waits for `answerCallbackQuery`."""

    id: str
    person: Person
    at: datetime
    answered: asyncio.Future[str]


class World:
    """Everything that Telegram's servers remember about one bot and those around it."""

    def __init__(self, *, bot_id: int, updates: UpdateQueue, now: Callable[[], datetime]) -> None:
        self.now = now
        self.bot = Person(id=bot_id, name="Porchlight", username=BOT_USERNAME, is_bot=True)
        self.persons: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.files: dict[str, StoredFile] = {}
        self.links: dict[str, tuple[StoredFile, datetime]] = {}
        """Download paths, with the moment at which `getFile` gave them out."""
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        """Commands by scope (as JSON) and language."""
        self.profile: dict[tuple[str, str], str] = {}
        """Name and descriptions by field and language."""
        self.updates = updates

    def store(self, chat: Chat, content: bytes, *, kind: FileKind, name: str, media_type: str) -> StoredFile:
        """Keep a file that was first sent to this chat. The same bytes twice are two files with their own ids."""
        unique = hashlib.sha256(f"{self.bot.id} {chat.id} {chat.serial()}".encode()).hexdigest()
        file = StoredFile(
            file_id=f"{kind.value[:2].upper()}{self.bot.id}-{unique[:40]}",
            unique_id=f"U{unique[40:54]}",
            kind=kind,
            name=name,
            media_type=media_type,
            content=content,
        )
        self.files[file.file_id] = file
        return file

    def post(self, chat: Chat, sender: Person, content: dict[str, Any], **details: Any) -> Message:
        """Put a message into a chat. Ids count up in each chat on its own, so a bot must not mix chats up."""
        chat.last_message_id += 1
        message = Message(id=chat.last_message_id, chat=chat, sender=sender, at=self.now(), content=content, **details)
        chat.messages[message.id] = message
        chat.changed.ring()
        return message

    def member_json(self, chat: Chat, person: Person) -> dict[str, Any]:
        """The `ChatMember` object."""
        rank = chat.rank(person.id)
        member: dict[str, Any] = {"status": rank.value, "user": person.as_json()}
        match rank:
            case Rank.CREATOR:
                return {**member, "is_anonymous": False}
            case Rank.ADMINISTRATOR:
                granted = dict.fromkeys(ADMINISTRATOR_RIGHTS, True)
                return {**member, **granted, "can_be_edited": False, "is_anonymous": False}
            case Rank.KICKED:
                return {**member, "until_date": 0}
            case Rank.MEMBER | Rank.LEFT:
                return member
