"""The web end: an HTTP server on this machine that says whether the house is well. Sets no cookie, keeps no log."""

import asyncio
import errno
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.adapters.web import stopping
from bot.adapters.web.wanted import wanted_language
from bot.chat.language import speak
from bot.chat.phrase import phrase
from bot.people.slips import MailStop

MAX_BODY_BYTES = 64 * 1024
"""Nothing here takes more; larger bodies are refused before they are read."""

SHUTDOWN_S = 2.0
READY_WITHIN_S = 5.0
"""A part that does not say so within this time does not work."""

_log = structlog.get_logger("web")

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
    "Server": "porchlight",
}
"""On every answer, also on errors."""

Ready = Callable[[], Awaitable[dict[str, bool]]]
"""The parts that have to work, such as `database` and `telegram`, and whether each does."""


class PortInUse(Exception):
    """Another program listens there; the message is one sentence that says what to do."""


class WebEnd:
    """Serves `/healthz` (the process lives) and `/readyz` (its parts work) until stopped."""

    def __init__(
        self, host: str = "127.0.0.1", port: int = 8080, *, ready: Ready, mail_stop: MailStop | None = None
    ) -> None:
        """A port of 0 means any free one; `port` then tells which. With `mail_stop` there are pages that stop mail."""
        self.host = host
        self.port = port
        self._ready = ready
        self._mail_stop = mail_stop
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. Raises PortInUse when another program has the port, OSError when the address is not ours."""
        app = web.Application(middlewares=[_plain_errors], client_max_size=MAX_BODY_BYTES)
        app.on_response_prepare.append(_secure)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        if self._mail_stop is not None:
            stopping.add(app.router, self._mail_stop)
        # Addresses may hold single-use secrets, so no access log is written at all.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_S)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self.host, self.port)
            await site.start()
        except OSError as error:
            await runner.cleanup()
            if error.errno == errno.EADDRINUSE:
                raise PortInUse(
                    f"Another program already listens on {self.host}, port {self.port}: stop it, "
                    "or choose another port for the web pages in the settings."
                ) from error
            raise
        self._runner = runner
        self.port = runner.addresses[0][1]

    async def stop(self) -> None:
        """Answer what was asked, for at most two seconds, and stop listening. Harmless when not started."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _healthz(self, request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _readyz(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                parts = await self._ready()
        except TimeoutError:
            parts = {"answer": False}
        is_ready = all(parts.values())
        return web.json_response({"ready": is_ready, "parts": parts}, status=200 if is_ready else 503)


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_SENTENCES = {
    400: phrase("The request was not understood."),
    404: phrase("There is no page at this address."),
    405: phrase("This page can only be read."),
    413: phrase("What was sent is too large."),
}
_SORRY = phrase("Something went wrong on our side; please try again later.")


@web.middleware
async def _plain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        text = _said(request, _SENTENCES.get(error.status, _SORRY))
        return web.Response(text=text, status=error.status, headers=headers)
    except Exception:
        # The address asked for is not logged: it may hold a single-use secret.
        _log.exception("a page failed")
        return web.Response(text=_said(request, _SORRY), status=500)


def _said(request: web.Request, text: str) -> str:
    """The sentence in the language that the browser asks for first."""
    return speak(text, wanted_language(request)) + "\n"


async def _secure(request: web.BaseRequest, response: web.StreamResponse) -> None:
    # A page with a form says by itself what it needs; everything else needs nothing.
    policy = response.headers.get("Content-Security-Policy", SECURITY_HEADERS["Content-Security-Policy"])
    response.headers.update({**SECURITY_HEADERS, "Content-Security-Policy": policy})
