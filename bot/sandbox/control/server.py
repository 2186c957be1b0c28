"""Serves the control API and its guide."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.control import on_all, on_discord, on_telegram
from bot.sandbox.control.body import Problem, read_body
from bot.sandbox.control.calls import Call
from bot.sandbox.world import Sandbox

HOST = "127.0.0.1"
CALLS = (*on_all.CALLS, *on_telegram.CALLS, *on_discord.CALLS)
BODY_LIMIT_BYTES = 64 * 1024 * 1024
_LOCAL_NAMES = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class _Route:
    call: Call
    sandbox: Sandbox

    async def answer(self, request: web.Request) -> web.Response:
        try:
            _check_origin(request)
            found = await self.call.do(self.sandbox, await read_body(request))
        except KeyError as unknown:
            return _json(400, {"error": f"there is nothing that is called {unknown}"})
        except (Problem, ValueError, LookupError, TimeoutError) as problem:
            return _json(400, {"error": str(problem)})
        return _json(200, found)


class ControlServer:
    """Serves the control API of a running sandbox on 127.0.0.1. `GET /` explains every call."""

    def __init__(self, sandbox: Sandbox, *, host: str = HOST, port: int = 0) -> None:
        self._sandbox = sandbox
        self._address = (host, port)
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. A port of 0 means any free one; `url` then tells which."""
        app = web.Application(client_max_size=BODY_LIMIT_BYTES, middlewares=[_say_what_is_missing])
        app.router.add_get("/", self._guide)
        for call in CALLS:
            app.router.add_route(call.method, call.path, _Route(call, self._sandbox).answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, *self._address).start()
        self._address = (self._address[0], self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Stop listening. The sandbox itself keeps running."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        """The address of the guide, without the last slash."""
        return f"http://{self._address[0]}:{self._address[1]}"

    async def _guide(self, request: web.Request) -> web.Response:
        return web.Response(text=guide(self.url))


def guide(url: str) -> str:
    """The plain-text page that explains every call with an example."""
    lines = [
        "Porchlight sandbox: control API",
        "",
        "Bodies and answers are JSON. Ids are texts in answers; numbers are taken too. A call that cannot be done",
        'answers 400 with {"error": "one sentence"}. Files go as base64 in the body, or as multipart/form-data with',
        "the fields of the body and one part named `file`.",
        "",
    ]
    for call in CALLS:
        lines.append(f"{call.method} {call.path}")
        lines.append(f"    {call.purpose}")
        example = "" if call.example is None else f" -H 'Content-Type: application/json' -d '{_compact(call.example)}'"
        verb = "" if call.method == "GET" else f" -X {call.method}"
        path = call.path.replace("{place}", "1001").replace("{person}", "1001").replace("{address}", "ada@example.org")
        lines.append(f"    curl{verb} {url}{path}{example}")
        lines.append(f"    answers {_compact(call.answers)}")
        lines.append("")
    return "\n".join(lines)


@web.middleware
async def _say_what_is_missing(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return _json(404, {"error": f"there is no call {request.method} {request.path}; GET / lists them all"})
    except web.HTTPMethodNotAllowed as wrong:
        allowed = " or ".join(sorted(wrong.allowed_methods))
        return _json(405, {"error": f"{request.path} takes {allowed}, not {request.method}"})
    except web.HTTPRequestEntityTooLarge:
        return _json(413, {"error": f"the body is larger than {BODY_LIMIT_BYTES} bytes"})


def _check_origin(request: web.Request) -> None:
    # A page in somebody's browser must not be able to drive the sandbox behind their back.
    if urlsplit(f"//{request.host}").hostname not in _LOCAL_NAMES:
        raise Problem(f"this API is only for this machine, not for {request.host}")
    if "Origin" in request.headers:
        raise Problem("this API is not for web pages")


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json(status: int, body: Any) -> web.Response:
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(status=status, text=text, content_type="application/json")
