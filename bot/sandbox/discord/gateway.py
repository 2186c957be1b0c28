"""The gateway: websocket sessions that bots open, lose and resume, and the events that reach them."""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import WSMsgType, web
from simcord.backend import serializers

from bot.sandbox.discord.compression import compressor_for
from bot.sandbox.discord.intents import Intents, as_seen
from bot.sandbox.discord.ledger import Ledger
from bot.sandbox.discord.session import DISPATCH, Line, Session
from bot.sandbox.discord.shape import outgoing
from bot.sandbox.misbehavior import Fault, Misbehavior, Occasion

HEARTBEAT_SECONDS = 41.25
REORDERED_EVENT_WAITS_SECONDS = 0.3
CHUNK_MEMBERS = 1_000

HEARTBEAT, IDENTIFY, RESUME, RECONNECT = 1, 2, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 8, 9, 10, 11

CLOSE_DECODE, CLOSE_NOT_AUTHENTICATED, CLOSE_WRONG_TOKEN, CLOSE_TWICE = 4002, 4003, 4004, 4005
CLOSE_DISALLOWED_INTENTS = 4014


class Gateway:
    """All sessions. A session that lost its line can be resumed for `resumable_seconds`."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        token: str,
        approved_intents: frozenset[str],
        misbehavior: Misbehavior,
        record: Callable[[str, Mapping[str, Any]], None],
        resumable_seconds: float,
    ) -> None:
        self.url = ""
        self._ledger = ledger
        self._token = token
        self._approved = approved_intents
        self._misbehavior = misbehavior
        self._record = record
        self._resumable_seconds = resumable_seconds
        self._sessions: dict[str, Session] = {}
        self._lines: set[Line] = set()
        self._held_back: deque[tuple[str, Mapping[str, Any]]] = deque()
        self.identified = 0
        self.resumed = 0

    @property
    def connected(self) -> int:
        """How many bots are connected and identified right now."""
        return sum(session.line is not None for session in self._sessions.values())

    async def answer(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one websocket until it closes."""
        socket = web.WebSocketResponse(max_msg_size=64 * 1024)
        await socket.prepare(request)
        transport = request.transport
        line = Line(
            socket,
            transport if isinstance(transport, asyncio.Transport) else None,
            compressor_for(request.query.get("compress", "")),
        )
        self._lines.add(line)
        line.send(HELLO, {"heartbeat_interval": int(HEARTBEAT_SECONDS * 1000)})
        try:
            async with asyncio.TaskGroup() as tasks:
                writer = tasks.create_task(self._write(line))
                await self._read(line)
                writer.cancel()
        finally:
            self._lines.discard(line)
            self._lose(line, ended=socket.close_code in (1000, 1001))
        return socket

    def feed(self, event: str, payload: Mapping[str, Any]) -> None:
        """Give an event to every session that is to see it, as well or badly as the misbehavior has it."""
        fault = self._misbehavior.decide(Occasion.UPDATE, event)
        fresh = outgoing(self._ledger, dict(payload))
        if event == "MESSAGE_CREATE" and self._ledger.nonce_in_hand is not None:
            fresh["nonce"] = self._ledger.nonce_in_hand
        self._record(event, fresh)
        if fault is Fault.REORDER:
            self._held_back.append((event, fresh))
            # If nothing follows that could overtake the event, it still arrives.
            asyncio.get_running_loop().call_later(REORDERED_EVENT_WAITS_SECONDS, self._release)
            return
        for _ in range(2 if fault is Fault.DUPLICATE else 1):
            self._deliver(event, fresh)
        self._release()

    async def drop(self) -> None:
        """Cut every connection as a failing network does: no close frame, and the sessions can be resumed."""
        for line in list(self._lines):
            if line.transport is not None:
                line.transport.abort()
        await asyncio.sleep(0)

    def ask_to_reconnect(self) -> None:
        """Tell every bot to reconnect and resume (op 7), as Discord does several times a day."""
        for line in list(self._lines):
            line.send(RECONNECT)

    def forget_sessions(self) -> None:
        """Make the RESUME of every present connection fail, as after a long outage; the bots must identify anew."""
        kept = [session for session in self._sessions.values() if session.line is not None]
        for session in kept:
            session.id = secrets.token_hex(16)
        self._sessions = {session.id: session for session in kept}

    async def close(self) -> None:
        """Close every socket. The sessions can be resumed, should the gateway come back."""
        now = self._ledger.clock.now().timestamp()
        for session in self._sessions.values():
            if session.line is not None:
                session.line, session.lost_at = None, now
        for line in list(self._lines):
            await line.socket.close(code=1001)

    async def _write(self, line: Line) -> None:
        try:
            await line.write()
        except (ConnectionError, RuntimeError):
            # The other end has gone; the reader notices it and ends the connection.
            return

    async def _read(self, line: Line) -> None:
        async for message in line.socket:
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                continue
            try:
                said = json.loads(message.data)
                op, content = int(said["op"]), said.get("d")
            except (ValueError, KeyError, TypeError):
                line.close(CLOSE_DECODE)
                continue
            self._take(line, op, content)

    def _take(self, line: Line, op: int, content: Any) -> None:
        session = next((one for one in self._sessions.values() if one.line is line), None)
        if op == HEARTBEAT:
            line.send(HEARTBEAT_ACK)
        elif op == IDENTIFY and session is not None:
            line.close(CLOSE_TWICE)
        elif op in (IDENTIFY, RESUME) and not isinstance(content, dict):
            line.close(CLOSE_DECODE)
        elif op in (IDENTIFY, RESUME) and content.get("token", "").removeprefix("Bot ") != self._token:
            line.close(CLOSE_WRONG_TOKEN)
        elif op == IDENTIFY:
            self._identify(line, content)
        elif op == RESUME:
            self._resume(line, content)
        elif session is None:
            line.close(CLOSE_NOT_AUTHENTICATED)
        elif op == REQUEST_MEMBERS and isinstance(content, dict):
            self._answer_members(session, content)

    def _identify(self, line: Line, content: Mapping[str, Any]) -> None:
        intents = Intents(int(content.get("intents", 0)))
        if intents.beyond(self._approved):
            line.close(CLOSE_DISALLOWED_INTENTS)
            return
        shard = tuple(content.get("shard") or (0, 1))
        self._forget_the_long_lost()
        session = Session(secrets.token_hex(16), intents, (int(shard[0]), int(shard[1])), line)
        self._sessions[session.id] = session
        self.identified += 1
        guilds = [guild for guild in self._ledger.guilds.values() if session.concerns("GUILD_CREATE", vars(guild))]
        ready = {
            "v": 10,
            "user": dict(serializers.user_payload(self._ledger.bot_user)),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": list(session.shard),
            "application": {"id": str(self._ledger.application_id), "flags": 0},
            "private_channels": [],
        }
        session.push("READY", ready)
        self._record("READY", ready)
        for guild in guilds:
            created = serializers.guild_create_payload(self._ledger, guild)
            self._offer(session, "GUILD_CREATE", outgoing(self._ledger, created))

    def _resume(self, line: Line, content: Mapping[str, Any]) -> None:
        self._forget_the_long_lost()
        session = self._sessions.get(str(content.get("session_id")))
        seq = int(content.get("seq") or 0)
        oldest = session.sent[0][0] if session is not None and session.sent else None
        if session is None or seq > session.seq or (seq < session.seq and (oldest is None or seq < oldest - 1)):
            line.send(INVALID_SESSION, False)
            return
        if session.line is not None:
            session.line.close(CLOSE_TWICE)
        session.line = line
        for number, event, payload in session.sent:
            if number > seq:
                line.send(DISPATCH, payload, seq=number, event=event)
        self.resumed += 1
        session.push("RESUMED", {})

    def _forget_the_long_lost(self) -> None:
        since = self._ledger.clock.now().timestamp() - self._resumable_seconds
        for session in list(self._sessions.values()):
            if session.line is None and session.lost_at < since:
                del self._sessions[session.id]

    def _answer_members(self, session: Session, content: Mapping[str, Any]) -> None:
        wanted = content.get("guild_id")
        guild = self._ledger.guilds.get(int(wanted[0] if isinstance(wanted, list) else wanted or 0))
        if guild is None:
            return
        ids = {int(one) for one in _as_list(content.get("user_ids"))}
        prefix = str(content.get("query") or "").lower()
        found = [
            member
            for member in guild.members.values()
            if (member.user_id in ids if ids else self._ledger.users[member.user_id].name.lower().startswith(prefix))
        ]
        found = found[: int(content.get("limit") or 0) or None]
        chunks = [found[at : at + CHUNK_MEMBERS] for at in range(0, len(found), CHUNK_MEMBERS)] or [[]]
        for index, chunk in enumerate(chunks):
            payload: dict[str, Any] = {
                "guild_id": str(guild.id),
                "members": [serializers.member_payload(self._ledger, guild, member) for member in chunk],
                "chunk_index": index,
                "chunk_count": len(chunks),
                "not_found": [str(one) for one in ids - guild.members.keys()],
            }
            if content.get("nonce"):
                payload["nonce"] = content["nonce"]
            session.push("GUILD_MEMBERS_CHUNK", payload)

    def _deliver(self, event: str, payload: Mapping[str, Any]) -> None:
        for session in self._sessions.values():
            if session.concerns(event, payload):
                self._offer(session, event, payload)

    def _offer(self, session: Session, event: str, payload: Mapping[str, Any]) -> None:
        seen = as_seen(self._ledger, session.intents, event, payload)
        if seen is not None:
            session.push(event, seen)

    def _release(self) -> None:
        while self._held_back:
            self._deliver(*self._held_back.popleft())

    def _lose(self, line: Line, *, ended: bool) -> None:
        for session in list(self._sessions.values()):
            if session.line is line:
                session.line, session.lost_at = None, self._ledger.clock.now().timestamp()
                if ended:
                    # A bot that says goodbye with 1000 or 1001 gives its session up.
                    del self._sessions[session.id]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
