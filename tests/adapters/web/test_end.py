"""The web end, asked over TCP."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
import structlog.testing

from bot.adapters.web.end import _SENTENCES, SECURITY_HEADERS, PortInUse, WebEnd
from bot.chat.language import speak


class Parts:
    """The health of the house, as a test sets it."""

    def __init__(self) -> None:
        self.works: dict[str, bool] = {"database": True, "telegram": True}
        self.error: Exception | None = None

    async def __call__(self) -> dict[str, bool]:
        if self.error:
            raise self.error
        return self.works


@pytest.fixture
def parts() -> Parts:
    return Parts()


@pytest.fixture
async def url(parts: Parts) -> AsyncIterator[str]:
    end = WebEnd(port=0, ready=parts)
    await end.start()
    yield f"http://{end.host}:{end.port}"
    await end.stop()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_alive_and_ready(url: str, client: aiohttp.ClientSession) -> None:
    """Both probes answer in JSON when all is well."""
    async with client.get(url + "/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"alive": True})
    async with client.get(url + "/readyz") as answer:
        assert answer.status == 200
        assert await answer.json() == {"ready": True, "parts": {"database": True, "telegram": True}}


async def test_not_ready_but_alive(url: str, client: aiohttp.ClientSession, parts: Parts) -> None:
    """When a part fails, the house is not ready (503) and says which part, but it is alive."""
    parts.works["telegram"] = False
    async with client.get(url + "/readyz") as answer:
        assert answer.status == 503
        assert await answer.json() == {"ready": False, "parts": {"database": True, "telegram": False}}
    async with client.get(url + "/healthz") as answer:
        assert answer.status == 200


async def test_errors_are_said_in_the_browsers_language(url: str, client: aiohttp.ClientSession) -> None:
    """The language that the browser wants most; English for one that we do not speak, or none."""
    for wanted, language in (("es-MX,en;q=0.8", "es"), ("es;q=0.9", "es"), ("fr, es", "en"), ("", "en")):
        async with client.get(url + "/nothing", headers={"Accept-Language": wanted}) as answer:
            assert answer.status == 404
            assert await answer.text() == speak(_SENTENCES[404], language) + "\n"
    assert speak(_SENTENCES[404], "es") != _SENTENCES[404]


async def test_a_part_that_never_answers(
    client: aiohttp.ClientSession, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part that does not answer in time does not work: 503, not silence."""
    monkeypatch.setattr("bot.adapters.web.end.READY_WITHIN_S", 0.05)
    end = WebEnd(port=0, ready=lambda: asyncio.Event().wait())  # type: ignore[arg-type,return-value]
    await end.start()
    try:
        async with client.get(f"http://127.0.0.1:{end.port}/readyz") as answer:
            assert answer.status == 503
    finally:
        await end.stop()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("HEAD", "/healthz", 200),
        ("HEAD", "/readyz", 200),
        ("POST", "/healthz", 405),
        ("PUT", "/readyz", 405),
        ("DELETE", "/healthz", 405),
        ("OPTIONS", "/healthz", 405),
        ("PATCH", "/readyz", 405),
        ("GET", "/", 404),
        ("GET", "/etc/passwd?<script>", 404),
        ("POST", "/nothing", 404),
    ],
)
async def test_every_answer_is_strict(
    url: str, client: aiohttp.ClientSession, method: str, path: str, status: int
) -> None:
    """Whatever is asked, the answer carries every security header, sets no cookie and repeats nothing that was sent."""
    async with client.request(method, url + path) as answer:
        assert answer.status == status
        for name, value in SECURITY_HEADERS.items():
            assert answer.headers[name] == value
        assert "Set-Cookie" not in answer.headers
        body = await answer.text()
        assert "script" not in body
        if method == "HEAD":
            assert body == ""
        elif status >= 400:
            assert body.endswith(".\n")
            assert body.count(".") == 1
        if status == 405:
            assert answer.headers["Allow"] == "GET,HEAD"


async def test_our_own_error_is_one_sentence(url: str, client: aiohttp.ClientSession, parts: Parts) -> None:
    """When our own code fails, the page says only that; the log has the error and not the address asked for."""
    parts.error = RuntimeError("broken")
    with structlog.testing.capture_logs() as logged:
        async with client.get(url + "/readyz?token=secret-word") as answer:
            assert answer.status == 500
            assert await answer.text() == "Something went wrong on our side; please try again later.\n"
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert [entry["event"] for entry in logged] == ["a page failed"]
    assert "secret-word" not in repr(logged)


async def test_a_taken_port_names_the_cure(url: str, parts: Parts) -> None:
    """A second server on the port is refused in one sentence with the port and what to do, and can then be moved."""
    port = int(url.rpartition(":")[2])
    second = WebEnd(port=port, ready=parts)
    with pytest.raises(PortInUse, match=rf"port {port}: stop it, or choose another port"):
        await second.start()
    await second.stop()
    second.port = 0
    await second.start()
    assert second.port not in (0, port)
    await second.stop()


async def test_only_this_machine_by_default(parts: Parts) -> None:
    """Unless told otherwise, it listens on the loopback address alone."""
    assert WebEnd(ready=parts).host == "127.0.0.1"


async def test_stopping_frees_the_port(parts: Parts) -> None:
    """After `stop` nobody answers there, and the same end can start again on the same port."""
    end = WebEnd(port=0, ready=parts)
    await end.start()
    await end.stop()
    await end.stop()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", end.port)
    await end.start()
    await end.stop()
