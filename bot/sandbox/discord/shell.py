"""The HTTP shell: it reads REST calls, applies what SimCord lacks, lets SimCord answer, and writes the answer."""

import asyncio
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web
from simcord.backend import errors
from simcord.backend.errors import BackendError
from simcord.http import router

from bot.sandbox.discord.ledger import Ledger
from bot.sandbox.discord.limits import Nonces, RateLimits, check_files, kind_of
from bot.sandbox.discord.shape import outgoing
from bot.sandbox.misbehavior import Fault, Misbehavior, Occasion

API_PREFIX = "/api/v10"
JSON_LIMIT_BYTES = 32 * 1024 * 1024
# Without this header discord.py takes a 429 for a ban.
VIA = {"Via": "1.1 porchlight-sandbox"}


@dataclass(slots=True)
class Upload:
    """A file that came with a call, in the shape that SimCord reads."""

    filename: str
    content: bytes
    description: str | None = None

    @property
    def fp(self) -> io.BytesIO:
        """The content as a file, from its beginning."""
        return io.BytesIO(self.content)


@dataclass(slots=True, kw_only=True)
class Call:
    """One REST call as it came over the wire."""

    method: str
    path: str
    query: dict[str, str]
    body: Any = None
    files: list[Upload] = field(default_factory=list)
    reason: str | None = None

    @property
    def kind(self) -> str:
        """The route without ids and tokens."""
        return kind_of(self.method, self.path)

    @property
    def by_token(self) -> bool:
        """Whether the address itself carries the permission: interaction answers and webhooks."""
        return self.path.startswith("/interactions/") or (
            self.path.startswith("/webhooks/") and self.path.count("/") >= 3
        )

    @property
    def channel_id(self) -> int | None:
        """The channel in the address, if there is one."""
        parts = self.path.split("/")
        return int(parts[2]) if parts[1] == "channels" and len(parts) > 2 and parts[2].isdigit() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back to the bot."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class Shell:
    """REST for one bot. `record` is told every call with its answer, and whether the answer was lost on the way."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        token: str,
        limits: RateLimits,
        nonces: Nonces,
        file_limit_bytes: int,
        message_content_access: bool,
        misbehavior: Misbehavior,
        record: Callable[[Call, Answer, bool], None],
    ) -> None:
        self.gateway_url = ""
        self._ledger = ledger
        self._token = token
        self._limits = limits
        self._nonces = nonces
        self._file_limit_bytes = file_limit_bytes
        self._message_content_access = message_content_access
        self._misbehavior = misbehavior
        self._record = record

    async def answer(self, request: web.Request) -> web.Response:
        """Serve one REST call."""
        try:
            call = await read_call(request)
        except ValueError:
            return _written(_refused(BackendError(400, 50109, "The request body contains invalid JSON.")))
        delay = self._misbehavior.delay_seconds()
        if delay > 0:
            await asyncio.sleep(delay)
        answer, lost = self._decide(call, request.headers.get("Authorization", ""))
        self._record(call, answer, lost)
        if lost and request.transport is not None:
            request.transport.close()
        return _written(answer)

    def _decide(self, call: Call, authorization: str) -> tuple[Answer, bool]:
        if not call.by_token and authorization != f"Bot {self._token}":
            return Answer(status=401, body={"message": "401: Unauthorized", "code": 0}), False
        verdict = self._limits.check(call.method, call.path, counts_globally=not call.by_token)
        if not verdict.allowed:
            return Answer(status=429, body=verdict.body, headers={**verdict.headers, **VIA}), False
        person = self._addressee(call)
        match self._misbehavior.decide(Occasion.CALL, call.kind, "" if person is None else person):
            case Fault.TOO_MANY_REQUESTS:
                return self._too_soon(), False
            case Fault.SERVER_ERROR:
                return Answer(status=502, body={"message": "502: Bad Gateway", "code": 0}, headers=VIA), False
            case Fault.BLOCKED | Fault.CLOSED_DMS if person is not None:
                return _refused(errors.cannot_dm_bot()), False
            case fault:
                answer = self._perform(call)
                return Answer(status=answer.status, body=answer.body, headers=verdict.headers), (
                    fault is Fault.LOST_ANSWER
                )

    def _too_soon(self) -> Answer:
        seconds = self._misbehavior.plan.retry_after_seconds
        body = {"message": "You are being rate limited.", "retry_after": float(seconds), "global": False}
        return Answer(
            status=429, body=body, headers={"Retry-After": str(seconds), "X-RateLimit-Scope": "shared", **VIA}
        )

    def _addressee(self, call: Call) -> int | None:
        if call.method != "POST" or not call.path.endswith("/messages") or call.channel_id is None:
            return None
        return self._ledger.person_of_dm(call.channel_id)

    def _perform(self, call: Call) -> Answer:
        try:
            if call.path in ("/gateway", "/gateway/bot"):
                return Answer(status=200, body=self._gateway(call.path))
            check_files([len(file.content) for file in call.files], call.body, self._file_limit_bytes)
            nonce, enforced = self._nonces.read(call.body)
            made = self._nonces.find(nonce) if nonce is not None and enforced else None
            if made is not None and call.kind == "POST /channels/{id}/messages":
                call = Call(method="GET", path=f"/channels/{made[0]}/messages/{made[1]}", query={})
            return self._dispatch(call, nonce)
        except BackendError as refusal:
            return _refused(refusal)
        except (ValueError, KeyError, TypeError) as mistake:
            # SimCord raises these for bodies that Discord would call malformed.
            return _refused(errors.invalid_form_body(f"{type(mistake).__name__}: {mistake}"))

    def _dispatch(self, call: Call, nonce: str | None) -> Answer:
        self._ledger.nonce_in_hand = nonce
        try:
            body = router.dispatch(
                self._ledger,
                call.method,
                call.path,
                json=call.body,
                params=dict(call.query),
                files=list(call.files),
                reason=call.reason,
                message_content_access=self._message_content_access,
            )
        finally:
            self._ledger.nonce_in_hand = None
            # SimCord keeps every call and event for ever; the transcript already does.
            self._ledger.http_requests.clear()
            self._ledger.transcript.clear()
        if call.path.endswith("/callback") and call.query.get("with_response", "").lower() not in ("1", "true"):
            body = None
        if nonce is not None and isinstance(body, dict) and "channel_id" in body:
            body["nonce"] = nonce
            self._nonces.remember(nonce, int(body["channel_id"]), int(body["id"]))
        return Answer(status=204 if body is None else 200, body=outgoing(self._ledger, body))

    def _gateway(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {"url": self.gateway_url}
        if path.endswith("/bot"):
            start = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
            found |= {"shards": 1, "session_start_limit": start}
        return found


def _written(answer: Answer) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status, headers=answer.headers)
    # discord.py reads an answer as JSON only if the header is exactly this, without a charset.
    headers = {"Content-Type": "application/json", **answer.headers}
    return web.Response(status=answer.status, body=json.dumps(answer.body).encode(), headers=headers)


def _refused(refusal: BackendError) -> Answer:
    return Answer(status=refusal.status, body=refusal.to_json())


async def read_call(request: web.Request) -> Call:
    """Read a call with its JSON body or its multipart form. Raises ValueError for a body that is no JSON."""
    call = Call(
        method=request.method,
        path=request.path.removeprefix(API_PREFIX),
        query=dict(request.query),
        reason=request.headers.get("X-Audit-Log-Reason"),
    )
    if request.content_type.startswith("multipart/"):
        await _read_form(request, call)
    elif request.body_exists:
        content = await request.read()
        call.body = json.loads(content) if content else None
    return call


async def _read_form(request: web.Request, call: Call) -> None:
    fields: dict[str, str] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is not None:
            call.files.append(Upload(part.filename, content))
        elif part.name is not None:
            fields[part.name] = content.decode()
    call.body = json.loads(fields["payload_json"]) if "payload_json" in fields else fields or None
    message = call.body.get("data", call.body) if isinstance(call.body, dict) else {}
    listed = message.get("attachments") if isinstance(message, dict) else None
    for index, entry in enumerate(listed or []):
        number = str(entry.get("id", index))
        if number.isdigit() and int(number) < len(call.files):
            call.files[int(number)].description = entry.get("description")
