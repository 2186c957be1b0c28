"""The Bot API over HTTP: reads a call, misbehaves if told to, carries it out, records it, answers."""

import asyncio
import json
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.sandbox.misbehavior import Fault, Misbehavior, Occasion
from bot.sandbox.telegram.call import Call
from bot.sandbox.telegram.checks import check_may_write
from bot.sandbox.telegram.methods import METHODS, Effect, Method
from bot.sandbox.telegram.pace import Pace
from bot.sandbox.telegram.parameters import Upload, read_parameters
from bot.sandbox.telegram.refusals import Refusal, forbidden, too_many_requests
from bot.sandbox.telegram.state import World
from bot.sandbox.transcript import Transcript

LONGEST_REQUEST_BYTES = 256 * 1024 * 1024
LINK_LIFETIME = timedelta(hours=1)
SHUTDOWN_SECONDS = 0.2


class BotApi:
    """The HTTP side of our Telegram, for one bot."""

    def __init__(
        self, *, token: str, world: World, pace: Pace, misbehavior: Misbehavior, transcript: Transcript
    ) -> None:
        self._token = token
        self._world = world
        self._pace = pace
        self._misbehavior = misbehavior
        self._transcript = transcript
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port."""
        app = web.Application(client_max_size=LONGEST_REQUEST_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=SHUTDOWN_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        bound: int = self._runner.addresses[0][1]
        return bound

    async def stop(self) -> None:
        """Stop listening and cut every connection."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        fields, uploads = await _read_body(request)
        call = Call(method=name, given=dict(fields), uploads=uploads, world=self._world)
        await asyncio.sleep(self._misbehavior.delay_seconds())
        fault = Fault.NONE
        try:
            method = self._method(request.match_info["token"], name)
            call.given = read_parameters(name, fields, uploads)
            fault = self._misbehavior.decide(Occasion.CALL, name, call.given.get("chat_id", ""))
            self._refuse_if(fault, method)
            self._refuse_if_unwelcome(call, method)
            answer = {"ok": True, "result": await method.run(call)}
            status = 200
        except Refusal as refusal:
            answer, status = refusal.as_json(), refusal.code
        self._record(call, None if fault is Fault.LOST_ANSWER else answer)
        if fault is Fault.LOST_ANSWER:
            return _drop(request)
        return web.json_response(answer, status=status)

    def _method(self, token: str, name: str) -> Method:
        if token != self._token:
            raise Refusal(401, "Unauthorized")
        if name not in METHODS:
            raise Refusal(404, "Not Found")
        return METHODS[name]

    def _refuse_if(self, fault: Fault, method: Method) -> None:
        match fault:
            case Fault.TOO_MANY_REQUESTS:
                raise too_many_requests(self._misbehavior.plan.retry_after_seconds)
            case Fault.SERVER_ERROR:
                raise Refusal(502, "Bad Gateway")
            case Fault.BLOCKED if method.effect is not Effect.NONE:
                raise forbidden("bot was blocked by the user")
            case Fault.CLOSED_DMS if method.effect is not Effect.NONE:
                raise forbidden("bot can't initiate conversation with a user")

    def _refuse_if_unwelcome(self, call: Call, method: Method) -> None:
        if method.effect is Effect.NONE or "chat_id" not in call.given:
            return
        check_may_write(self._world, call.chat)
        if method.effect is Effect.SENDS:
            wait_seconds = self._pace.spend(call.chat.id, max(1, len(call.given.get("media", ()))))
            if wait_seconds:
                raise too_many_requests(wait_seconds)

    def _record(self, call: Call, answer: dict[str, Any] | None) -> None:
        if call.method == "getUpdates":
            return  # What it delivers is recorded update by update; an empty poll says nothing.
        self._transcript.add(
            platform="telegram",
            direction="from bot",
            kind=call.method,
            about=call.given.get("chat_id", call.audience[0] if call.audience else ""),
            audience=call.audience,
            payload=_with_files(call.given, call.uploads),
            answer=answer,
        )

    async def _download(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        fault = self._misbehavior.decide(Occasion.CALL, "download")
        file, since = self._world.links.get(path, (None, self._world.now()))
        if request.match_info["token"] != self._token:
            return web.json_response(Refusal(401, "Unauthorized").as_json(), status=401)
        if file is None or self._world.now() - since > LINK_LIFETIME:
            return web.json_response(Refusal(404, "Not Found").as_json(), status=404)
        content = None if fault in (Fault.LOST_ANSWER, Fault.SERVER_ERROR) else file.content
        self._transcript.add(
            platform="telegram", direction="from bot", kind="download", payload={"file_path": path}, answer=content
        )
        if content is None:
            return _drop(request)
        return web.Response(body=content, content_type="application/octet-stream")


async def _read_body(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """The parameters as they were sent, from the query, a form or JSON, and the uploaded files."""
    fields = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        body: dict[str, Any] = await request.json()
        fields |= {name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}
        return fields, uploads
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(filename=value.filename, media_type=value.content_type, content=value.file.read())
        else:
            fields[name] = value if isinstance(value, str) else value.decode()
    return fields, uploads


def _with_files(value: Any, uploads: dict[str, Upload]) -> Any:
    """The parameters with each uploaded file in the place where it was named; the names themselves are random."""
    match value:
        case str() if value.startswith("attach://") and value.removeprefix("attach://") in uploads:
            upload = uploads[value.removeprefix("attach://")]
            return {"filename": upload.filename, "media_type": upload.media_type, "content": upload.content}
        case dict():
            return {name: _with_files(item, uploads) for name, item in value.items()}
        case list():
            return [_with_files(item, uploads) for item in value]
        case _:
            return value


def _drop(request: web.Request) -> web.Response:
    """Cut the connection, so that the bot cannot know whether its call took effect."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
