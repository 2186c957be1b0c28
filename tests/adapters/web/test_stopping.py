"""The page that stops mail, asked over TCP: GET shows, POST acts."""

import re
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.adapters.web.end import SECURITY_HEADERS, WebEnd
from bot.adapters.web.render import PAGE_POLICY
from bot.adapters.web.stopping import ASKED, DONE
from bot.chat.language import speak

SLIP = "mbwgiv3ztxpvkr5o64vigo7v63vtw277sd5mrq26pyxpi"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
FORM = {"press": "pl:mail.stop:", "token": ""}


class Stops:
    """Notes which slips were stopped; one of them belongs to somebody who reads Spanish."""

    def __init__(self) -> None:
        self.stopped: list[str] = []

    async def language(self, slip: str) -> str:
        return "es" if slip == SLIP else ""

    async def stop(self, slip: str) -> None:
        self.stopped.append(slip)


async def well() -> dict[str, bool]:
    return {}


@pytest.fixture
def stops() -> Stops:
    return Stops()


@pytest.fixture
async def url(stops: Stops) -> AsyncIterator[str]:
    end = WebEnd(port=0, ready=well, mail_stop=stops)
    await end.start()
    yield f"http://{end.host}:{end.port}/stop/"
    await end.stop()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


AGENTS = ("Mozilla/5.0", "GoogleImageProxy", "BarracudaCentral", "Microsoft SafeLinks", "python-requests", "curl/8.0", "")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"])
async def test_looking_changes_nothing(
    url: str, client: aiohttp.ClientSession, stops: Stops, method: str
) -> None:
    """S18: whoever fetches the page, however often and in whatever way but POST, stops nothing."""
    for agent in AGENTS:
        for _ in range(3):
            async with client.request(method, url + SLIP, headers={"User-Agent": agent}) as answer:
                assert answer.status == (200 if method in ("GET", "HEAD") else 405)
    assert stops.stopped == []


@pytest.mark.parametrize("form", [ONE_CLICK, FORM, {"list-unsubscribe-x": "y", **ONE_CLICK}])
async def test_one_click_and_the_form_stop(
    url: str, client: aiohttp.ClientSession, stops: Stops, form: dict[str, str]
) -> None:
    """RFC 8058: the one-click body as a form or as multipart, and the page's own form, stop this slip's mail; again, too."""
    async with client.post(url + SLIP, data=form) as answer:
        assert answer.status == 200
        assert speak(DONE.title, "es") in await answer.text()
    with aiohttp.MultipartWriter("form-data") as parts:
        for name, value in form.items():
            parts.append(value).set_content_disposition("form-data", name=name)
    async with client.post(url + SLIP, data=parts) as answer:
        assert answer.status == 200
    assert stops.stopped == [SLIP, SLIP]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"List-Unsubscribe=No", "application/x-www-form-urlencoded"),
        (b"press=pl:ask.yes:K7QFM3", "application/x-www-form-urlencoded"),
        (b'{"List-Unsubscribe": "One-Click"}', "application/json"),
        (b"List-Unsubscribe=One-Click", "text/plain"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b"%ff=%fe&\xff", "application/x-www-form-urlencoded; charset=nonsense"),
    ],
)
async def test_any_other_post_is_refused(
    url: str, client: aiohttp.ClientSession, stops: Stops, body: bytes, kind: str
) -> None:
    """A body that is neither the one click nor the form is 400, in one sentence, and stops nothing."""
    async with client.post(url + SLIP, data=body, headers={"Content-Type": kind}) as answer:
        assert answer.status == 400
    assert stops.stopped == []


async def test_a_slip_of_nobody_looks_the_same(url: str, client: aiohttp.ClientSession, stops: Stops) -> None:
    """Before and after the press: of an erased account or an invented slip nobody learns that it is one."""
    pages = {}
    for slip in (SLIP, "a" * 45):
        for way in (client.get, client.post):
            async with way(url + slip, headers={"Accept-Language": "es"}, data=FORM if way == client.post else None) as answer:
                pages[slip, way == client.post] = (answer.status, (await answer.text()).replace(slip, "slip"))
    assert pages[SLIP, False] == pages["a" * 45, False]
    assert pages[SLIP, True] == pages["a" * 45, True]
    for wrong in ("", "a" * 101, "..%2f..", "a-b", "%00"):
        async with client.get(url + wrong) as answer:
            assert answer.status == 404


async def test_the_page_is_readable_without_script_and_under_a_strict_policy(
    url: str, client: aiohttp.ClientSession
) -> None:
    """In its reader's language, with one form, no script, no picture from elsewhere, and every security header."""
    async with client.get(url + SLIP, headers={"Accept-Language": "en"}) as answer:
        page = await answer.text()
        headers = {**SECURITY_HEADERS, "Content-Security-Policy": PAGE_POLICY}
        assert {name: answer.headers[name] for name in headers} == headers
        assert "Set-Cookie" not in answer.headers
    assert '<html lang="es">' in page
    assert speak(ASKED.title, "es") in page and ASKED.title not in page
    assert "<script" not in page and "http" not in page
    assert re.findall(r'<form method="post" action="([^"]*)">', page) == [SLIP]
    async with client.get(url + "a" * 45, headers={"Accept-Language": "fr"}) as answer:
        assert ASKED.title in await answer.text()


async def test_other_pages_keep_the_strictest_policy(url: str, client: aiohttp.ClientSession) -> None:
    """What has no form may send none."""
    for page in ("healthz", "nothing"):
        async with client.get(url.replace("stop/", page)) as answer:
            assert answer.headers["Content-Security-Policy"] == SECURITY_HEADERS["Content-Security-Policy"]


async def test_without_a_house_behind_it_there_is_no_page(client: aiohttp.ClientSession) -> None:
    """An end that was given nobody to ask has no such address."""
    end = WebEnd(port=0, ready=well)
    await end.start()
    async with client.post(f"http://127.0.0.1:{end.port}/stop/{SLIP}", data=ONE_CLICK) as answer:
        assert answer.status == 404
    await end.stop()
