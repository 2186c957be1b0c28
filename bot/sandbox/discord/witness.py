"""Writes what crosses our Discord into the transcript, with everybody who could see it on their screen."""

from collections.abc import Mapping
from typing import Any

from simcord.backend.access import channel_accessible

from bot.sandbox.discord.ledger import Ledger
from bot.sandbox.discord.shell import Answer, Call
from bot.sandbox.transcript import Transcript

_EPHEMERAL_FLAG = 1 << 6


class Witness:
    """The scribe of one Discord."""

    def __init__(self, ledger: Ledger, transcript: Transcript) -> None:
        self._ledger = ledger
        self._transcript = transcript

    def call(self, call: Call, answer: Answer, lost: bool) -> None:
        """Write down a REST call and its answer; a lost answer is one that the bot never got."""
        channel, audience = self._shown(call, answer) if answer.status < 300 else (call.channel_id, ())
        files = [
            {"filename": file.filename, "description": file.description, "content": file.content} for file in call.files
        ]
        payload: dict[str, Any] = {"method": call.method, "path": call.path, "query": call.query, "body": call.body}
        if files:
            payload["files"] = files
        self._transcript.add(
            platform="discord",
            direction="from bot",
            kind=call.kind,
            about=channel or "",
            audience=audience,
            payload=payload,
            answer=None if lost else {"status": answer.status, "body": answer.body},
        )

    def event(self, event: str, payload: Mapping[str, Any]) -> None:
        """Write down a gateway event. People see what other people write; the bot's own words came with its call."""
        channel = payload.get("channel_id")
        author = (payload.get("author") or {}).get("id")
        audience: tuple[str, ...] = ()
        if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and author != str(self._ledger.bot_user.id):
            audience = self._who_sees(int(payload["channel_id"]))
        self._transcript.add(
            platform="discord",
            direction="to bot",
            kind=event,
            about=channel or payload.get("guild_id") or "",
            audience=audience,
            payload=payload,
        )

    def _shown(self, call: Call, answer: Answer) -> tuple[int | None, tuple[str, ...]]:
        """The channel that a call that went well concerns, and who sees what it did."""
        if call.method not in ("POST", "PATCH", "PUT", "DELETE"):
            return call.channel_id, ()
        token = next((part for part in call.path.split("/") if part in self._ledger.interaction_tokens), None)
        if token is None:
            shows = call.channel_id is not None and "/messages" in call.path
            return call.channel_id, self._who_sees(call.channel_id) if shows and call.channel_id else ()
        record = self._ledger.interactions[self._ledger.interaction_tokens[token]]
        message = answer.body.get("resource", {}).get("message", answer.body) if isinstance(answer.body, dict) else {}
        flags = message.get("flags")
        private = bool(int(flags) & _EPHEMERAL_FLAG) if flags is not None else record.ephemeral
        if record.modal is not None or record.autocomplete_choices is not None or private:
            return record.channel_id, (str(record.user_id),)
        return record.channel_id, self._who_sees(record.channel_id)

    def _who_sees(self, channel_id: int) -> tuple[str, ...]:
        channel = self._ledger.channels.get(channel_id)
        if channel is None:
            return ()
        guild = self._ledger.guilds.get(channel.guild_id) if channel.guild_id is not None else None
        people = channel.recipient_ids if guild is None else list(guild.members)
        seers = [person for person in people if channel_accessible(self._ledger, channel_id, person)]
        return (str(channel_id), *(str(person) for person in seers if person != self._ledger.bot_user.id))
