"""One call while it is carried out: who calls, with which parameters, and the steps that many methods share."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.telegram.checks import check_markup, replied_to, topic_of
from bot.sandbox.telegram.parameters import Upload
from bot.sandbox.telegram.refusals import Refusal, bad_request
from bot.sandbox.telegram.state import Chat, FileKind, Message, StoredFile, World

UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
PHOTO_LIMIT_BYTES = 10 * 1024 * 1024


@dataclass(slots=True, kw_only=True)
class Call:
    """A call whose parameters have the right names and types."""

    method: str
    given: dict[str, Any]
    uploads: dict[str, Upload]
    world: World
    audience: tuple[int, ...] = field(default=())
    """Who could see what the call did; set by the method."""

    @property
    def chat(self) -> Chat:
        """The chat of `chat_id`. Refused if there is none."""
        return self.chat_named("chat_id")

    def chat_named(self, parameter: str) -> Chat:
        """The chat that this parameter names. Refused if there is none."""
        chat = self.world.chats.get(self.given[parameter])
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def post(self, content: dict[str, Any], *files: StoredFile, album_id: str | None = None) -> dict[str, Any]:
        """Send a message to the chat of the call, and return it as JSON."""
        markup = self.given.get("reply_markup")
        check_markup(markup)
        message = self.world.post(
            self.chat,
            self.world.bot,
            content,
            files=files,
            markup=markup,
            reply_to=replied_to(self.chat, self.given),
            topic_id=topic_of(self.chat, self.given),
            album_id=album_id,
            is_protected=self.given.get("protect_content", False),
            is_silent=self.given.get("disable_notification", False),
        )
        self.audience = self.chat.onlookers(self.world.bot.id)
        return message.as_json()

    def message(self, verb: str) -> Message:
        """The message that the call wants to edit or delete. Refused if it is not there."""
        if "chat_id" not in self.given or "message_id" not in self.given:
            raise bad_request("message identifier is not specified")
        message = self.chat.messages.get(self.given["message_id"])
        if message is None or message.is_deleted:
            raise bad_request(f"message to {verb} not found")
        return message

    def revise(self, message: Message, content: dict[str, Any], *files: StoredFile) -> dict[str, Any]:
        """Give a message of the bot new content, files and the keyboard of this call, and return it as JSON."""
        markup = self.given.get("reply_markup")
        check_markup(markup)
        if message.sender is not self.world.bot:
            raise bad_request("message can't be edited")
        if (message.content, message.markup, message.files) == (content, markup, files):
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        message.content, message.markup, message.files = content, markup, files
        message.edited_at = self.world.now()
        message.chat.changed.ring()
        self.audience = message.chat.onlookers(self.world.bot.id)
        return message.as_json()

    def file(self, kind: FileKind, reference: str) -> StoredFile:
        """The file that a parameter names: a part of this request, or one that the bot has sent or received before."""
        if reference.startswith("attach://"):
            upload = self.uploads[reference.removeprefix("attach://")]
            if not upload.content:
                raise bad_request("file must be non-empty")
            if len(upload.content) > (PHOTO_LIMIT_BYTES if kind is FileKind.PHOTO else UPLOAD_LIMIT_BYTES):
                raise Refusal(413, "Request Entity Too Large")
            return self.world.store(
                self.chat, upload.content, kind=kind, name=upload.filename, media_type=upload.media_type
            )
        known = self.world.files.get(reference)
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if known.kind is not kind:
            raise bad_request(f"can't use file of type {known.kind.value} as {kind.value}")
        return known
