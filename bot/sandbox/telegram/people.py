"""The people's side: what the persons around the bot can do and see. For tests, the demo and control pages."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from bot.sandbox.misbehavior import Misbehavior
from bot.sandbox.telegram.entities import typed_entities, utf16_length, utf16_slice
from bot.sandbox.telegram.seen import SeenMessage, seen
from bot.sandbox.telegram.state import (
    FIRST_GROUP_ID,
    FIRST_PERSON_ID,
    IN_CHARGE,
    IN_THE_CHAT,
    Chat,
    FileKind,
    Message,
    Person,
    Query,
    Rank,
    World,
)

TYPED_LIMIT_UTF16 = 4096
PATIENCE_SECONDS = 10.0
"""How long a person waits for an answer before they give up."""


class People:
    """Everybody around the bot. Persons and chats are named by their ids; a private chat has the id of its person."""

    def __init__(self, world: World, misbehavior: Misbehavior) -> None:
        self._world = world
        self._misbehavior = misbehavior

    def person(
        self, name: str, *, language_code: str | None = "en", username: str | None = None, has_started: bool = False
    ) -> int:
        """Somebody new. Returns their id. `has_started`: they pressed Start long ago, else they never wrote to the bot."""
        world = self._world
        person_id = FIRST_PERSON_ID + len(world.persons)
        handle = username or f"{''.join(filter(str.isalnum, name.lower())) or 'person'}_{len(world.persons) + 1}"
        person = Person(id=person_id, name=name, username=handle, language_code=language_code)
        person.has_started = has_started
        world.persons[person_id] = person
        ranks = {person_id: Rank.MEMBER, world.bot.id: Rank.MEMBER}
        world.chats[person_id] = Chat(id=person_id, title=name, person=person, ranks=ranks)
        return person_id

    def group(
        self,
        title: str,
        *,
        admins: Sequence[int],
        members: Sequence[int] = (),
        forum: bool = False,
        bot_is_admin: bool = False,
    ) -> int:
        """A supergroup to which its creator, the first of the admins, has added the bot. Returns its id."""
        world = self._world
        creator, *others = admins
        chat = Chat(id=FIRST_GROUP_ID - sum(one < 0 for one in world.chats), title=title, is_forum=forum)
        chat.ranks = dict.fromkeys(members, Rank.MEMBER)
        chat.ranks |= dict.fromkeys(others, Rank.ADMINISTRATOR) | {creator: Rank.CREATOR}
        world.chats[chat.id] = chat
        self.set_rank(creator, chat.id, world.bot.id, Rank.ADMINISTRATOR if bot_is_admin else Rank.MEMBER)
        return chat.id

    def topic(self, chat_id: int, title: str) -> int:
        """A new topic of a forum. Returns its id, which is the id of the message that opened it."""
        chat = self._world.chats[chat_id]
        if not chat.is_forum:
            raise ValueError(f"{chat.title} is no forum")
        chat.last_message_id += 1
        chat.topics[chat.last_message_id] = title
        return chat.last_message_id

    def set_rank(self, actor: int, chat_id: int, subject: int, rank: Rank) -> None:
        """Let `actor` add, promote, demote or remove a person or the bot (`bot_id`). The bot is told."""
        world, chat = self._world, self._world.chats[chat_id]
        person = world.bot if subject == world.bot.id else world.persons[subject]
        change = {
            "chat": chat.as_json(),
            "from": world.persons[actor].as_json(),
            "date": int(world.now().timestamp()),
            "old_chat_member": world.member_json(chat, person),
        }
        chat.ranks[subject] = rank
        change["new_chat_member"] = world.member_json(chat, person)
        kind = "my_chat_member" if person is world.bot else "chat_member"
        if person is world.bot or chat.rank(world.bot.id) in IN_CHARGE:
            world.updates.push(kind, change, about=chat.id, audience=chat.onlookers(world.bot.id))

    def join(self, user: int, chat_id: int) -> None:
        """Become a member of a group."""
        self.set_rank(user, chat_id, user, Rank.MEMBER)

    def leave(self, user: int, chat_id: int) -> None:
        """Leave a group."""
        self.set_rank(user, chat_id, user, Rank.LEFT)

    @property
    def bot_id(self) -> int:
        """The id of the bot."""
        return self._world.bot.id

    @property
    def bot_username(self) -> str:
        """The name of the bot in mentions and in links, without the @."""
        return self._world.bot.username

    def say(
        self, user: int, text: str, *, chat: int | None = None, reply_to: int | None = None, topic: int | None = None
    ) -> int:
        """Type something, be it `/start`, to the bot or into a group. Returns the message id."""
        if not text.strip() or utf16_length(text) > TYPED_LIMIT_UTF16:
            raise ValueError("nobody can type this: it is empty or longer than 4096")
        return self._speak(user, _typed("text", text.strip()), chat, reply_to, topic).id

    def press_start(self, user: int, payload: str = "") -> int:
        """Press Start, perhaps after following a link `t.me/<bot>?start=<payload>`. Returns the message id."""
        return self.say(user, f"/start {payload}".strip())

    def pin(self, user: int, latitude: float, longitude: float, *, chat: int | None = None) -> int:
        """Send a place on the map. Returns the message id."""
        return self._speak(user, {"location": {"latitude": latitude, "longitude": longitude}}, chat).id

    def send_file(
        self,
        user: int,
        content: bytes,
        filename: str,
        media_type: str,
        *,
        as_: str = "video",
        caption: str = "",
        chat: int | None = None,
        reply_to: int | None = None,
        topic: int | None = None,
    ) -> int:
        """Send a file as a video, video_note, document or photo. Returns the message id."""
        if caption and as_ == FileKind.VIDEO_NOTE.value:
            raise ValueError("video notes have no captions")
        place = self._world.chats[user if chat is None else chat]
        file = self._world.store(place, content, kind=FileKind(as_), name=filename, media_type=media_type)
        said = _typed("caption", caption) if caption else {}
        return self._speak(user, said, chat, reply_to, topic, files=(file,)).id

    def edit(self, user: int, message_id: int, text: str, *, chat: int | None = None) -> None:
        """Change a text that this person sent."""
        message = self._world.chats[user if chat is None else chat].messages[message_id]
        if message.sender.id != user:
            raise ValueError("people edit only what they wrote")
        message.content, message.edited_at = _typed("text", text), self._world.now()
        message.chat.changed.ring()
        self._tell_bot("edited_message", message)

    async def press(
        self,
        user: int,
        message: SeenMessage | int,
        label_or_data: str,
        *,
        chat: int | None = None,
        timeout: float = PATIENCE_SECONDS,
    ) -> str:
        """Press a button and return what the bot answers: the line on the screen, or nothing.

        Given the message as it was seen, old buttons can be pressed too, as on a slow phone; given an id, and the chat
        if it is a group, only those that are there now. Raises LookupError if there is no such button, and
        TimeoutError if the bot never answers.
        """
        if isinstance(message, int):
            message = seen(self._world.chats[user if chat is None else chat].messages[message])
        place = self._world.chats[message.chat_id]
        standing = place.messages[message.message_id]
        button = message.button(label_or_data)
        if place.rank(user) not in IN_THE_CHAT:
            raise ValueError(f"{self._world.persons[user].name} is not in {place.title}")
        if button.is_typed:
            self.say(user, button.label, chat=place.id)
            return ""
        if button.data is None or standing.is_deleted:
            raise LookupError(f"{button.label!r} cannot be pressed")
        world = self._world
        query = Query(
            id=f"{user}{world.chats[user].serial()}",
            person=world.persons[user],
            at=world.now(),
            answered=asyncio.get_running_loop().create_future(),
        )
        world.queries[query.id] = query
        body = {
            "id": query.id,
            "from": query.person.as_json(),
            "message": standing.as_json(),
            "chat_instance": str(1_000_000 - place.id),
            "data": button.data,
        }
        world.updates.push("callback_query", body, about=place.id, audience=(user,))
        async with asyncio.timeout(timeout):
            return await query.answered

    def block(self, user: int) -> None:
        """Block the bot: from now on it gets 403, and it is told so once."""
        self._misbehavior.change({"blocked": self._misbehavior.plan.blocked | {str(user)}})
        self.set_rank(user, user, self.bot_id, Rank.KICKED)

    def unblock(self, user: int) -> None:
        """Take the bot back."""
        self._misbehavior.change({"blocked": self._misbehavior.plan.blocked - {str(user)}})
        self.set_rank(user, user, self.bot_id, Rank.MEMBER)

    def inbox(self, user_or_chat: int, *, with_deleted: bool = False) -> list[SeenMessage]:
        """The messages in this person's chat with the bot, or in this group, oldest first."""
        messages = self._world.chats[user_or_chat].messages.values()
        return [seen(message) for message in messages if with_deleted or not message.is_deleted]

    async def wait_for(
        self,
        user_or_chat: int,
        predicate: Callable[[SeenMessage], bool],
        *,
        after: int = 0,
        timeout: float = PATIENCE_SECONDS,
    ) -> SeenMessage:
        """The first message after the id `after` that satisfies `predicate`, now or as soon as there is one.

        Edits count: a message may come to satisfy it. Raises TimeoutError, saying what was there instead.
        """
        chat = self._world.chats[user_or_chat]
        try:
            async with asyncio.timeout(timeout):
                while True:
                    for message in self.inbox(user_or_chat):
                        if message.message_id > after and predicate(message):
                            return message
                    await chat.changed.wait()
        except TimeoutError:
            there = [(message.message_id, message.text) for message in self.inbox(user_or_chat)]
            raise TimeoutError(f"no such message in {timeout} s; there are {there}") from None

    def menu(self, user: int) -> list[dict[str, str]]:
        """The commands that the bot's menu offers to this person in private."""
        language = self._world.persons[user].language_code or ""
        commands = self._world.commands
        scopes = (f'{{"chat_id": {user}, "type": "chat"}}', '{"type": "all_private_chats"}', '{"type": "default"}')
        found = (commands.get((scope, code)) for scope in scopes for code in (language, ""))
        return next((menu for menu in found if menu is not None), [])

    def _speak(
        self,
        user: int,
        content: dict[str, Any],
        chat_id: int | None,
        reply_to: int | None = None,
        topic_id: int | None = None,
        files: tuple[Any, ...] = (),
    ) -> Message:
        world, person = self._world, self._world.persons[user]
        chat = world.chats[user if chat_id is None else chat_id]
        if chat.rank(user) not in IN_THE_CHAT:
            raise ValueError(f"{person.name} is not in {chat.title}")
        if chat.person is not None and chat.rank(world.bot.id) is Rank.KICKED:
            raise ValueError(f"{person.name} has blocked the bot")
        person.has_started = person.has_started or chat.person is person
        answered = None if reply_to is None else chat.messages[reply_to]
        message = world.post(chat, person, content, files=files, reply_to=answered, topic_id=topic_id)
        self._tell_bot("message", message)
        return message

    def _tell_bot(self, kind: str, message: Message) -> None:
        if self._bot_may_read(message):
            audience = message.chat.onlookers(self.bot_id)
            self._world.updates.push(kind, message.as_json(), about=message.chat.id, audience=audience)

    def _bot_may_read(self, message: Message) -> bool:
        """Privacy mode: in a group, only commands, replies to it and mentions of it reach a bot that is no admin."""
        chat, bot = message.chat, self._world.bot
        if chat.person is not None or chat.rank(bot.id) in IN_CHARGE:
            return True
        if chat.rank(bot.id) not in IN_THE_CHAT:
            return False
        if message.reply_to is not None and message.reply_to.sender is bot:
            return True
        text = message.content.get("text", message.content.get("caption", ""))
        entities = message.content.get("entities", message.content.get("caption_entities", []))
        named = [utf16_slice(text, entity["offset"], entity["length"]) for entity in entities if _is_call(entity)]
        return any("@" not in name or name.lower().endswith(f"@{bot.username}") for name in named)


def _is_call(entity: dict[str, Any]) -> bool:
    return entity["type"] in ("bot_command", "mention")


def _typed(field: str, text: str) -> dict[str, Any]:
    entities = typed_entities(text)
    name = "entities" if field == "text" else "caption_entities"
    return {field: text, name: entities} if entities else {field: text}
