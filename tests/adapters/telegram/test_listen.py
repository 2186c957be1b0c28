"""The long poll against a Telegram that says anything at all: hostile updates, dying servers, refused tokens."""

import asyncio
import json
import logging
import random
import re
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import GetMe
from aiohttp import web

from bot.adapters.telegram.platform import Telegram, chat_spacing_s
from bot.chat.message import say
from bot.chat.ports import PlatformDown
from bot.chat.reply import Reply, reply
from tests.adapters.telegram.conftest import House, listening, until

TOKEN = "4200000001:canary-token-a1b2c3"
ME = {"id": 4200000001, "is_bot": True, "first_name": "Porchlight", "username": "porchlight_bot"}
ANN = {"id": 7100000001, "is_bot": False, "first_name": "Ann"}
PRIVATE = {"id": ANN["id"], "type": "private", "first_name": "Ann"}


def words(update_id: int, text: str) -> dict[str, Any]:
    message = {"message_id": update_id, "date": 1, "chat": PRIVATE, "from": ANN, "text": text}
    return {"update_id": update_id, "message": message}


@dataclass
class Scripted:
    """A Bot API that gives out exactly these updates, as they stand, and forgets those below the offset."""

    updates: list[Any]
    url: str = ""
    polls: list[dict[str, str]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    refusals: list[web.Response] = field(default_factory=list)
    """Given out before anything else, one a poll."""

    async def answer(self, request: web.Request) -> web.Response:
        given = {name: str(value) for name, value in (await request.post()).items()}
        method = request.match_info["method"]
        if method != "getUpdates":
            self.calls.append((method, given))
            sent = {"message_id": 1, "date": 1, "chat": PRIVATE, "text": "x"}
            return web.json_response({"ok": True, "result": {"getMe": ME, "sendMessage": sent}.get(method, True)})
        self.polls.append(given)
        if self.refusals:
            return self.refusals.pop(0)
        offset = int(given.get("offset", 0))
        kept = [one for one in self.updates if not _confirmed(one, offset)]
        self.updates = kept
        if not kept:
            await asyncio.sleep(0.02)
        return web.Response(text=json.dumps({"ok": True, "result": kept[:100]}), content_type="application/json")

    async def emptied(self) -> None:
        """Until everything with a number has been confirmed."""
        await until(lambda: not self.updates)


def _confirmed(update: Any, offset: int) -> bool:
    number = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(number, int) and number < offset


@asynccontextmanager
async def scripted(updates: list[Any]) -> AsyncIterator[Scripted]:
    server = Scripted(updates)
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", server.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


async def briefly(_: float) -> None:
    await asyncio.sleep(0.001)


def adapter(server: Scripted) -> Telegram:
    return Telegram(TOKEN, server.url, poll_timeout_s=1, pause=briefly)


VALUES = (
    None, True, False, 0, -1, 2**31, 2**63, -(10**30), 1.5, "", "x", "/start", "/start@porchlight_bot \u202e", "\ud83d",
    "\x00", "pl:ask.yes:K7QFM3", "pl:::", "pl:" + "a" * 80 + ":b", "🏴" * 2000, [], [[]], [None], {}, {"id": 1},
    {"id": "x"}, {"is_bot": "?"}, {"latitude": 1e308, "longitude": -1}, {"file_id": "", "file_unique_id": ""}, "NaN",
)  # fmt: skip
NAMES = (
    "message_id", "date", "chat", "from", "text", "caption", "photo", "video", "video_note", "document", "animation",
    "audio", "location", "venue", "sender_chat", "reply_to_message", "entities", "is_topic_message", "id", "type",
    "message_thread_id", "migrate_to_chat_id", "data", "message", "title", "first_name", "language_code", "is_bot",
    "username", "file_id", "file_size", "mime_type", "file_name", "latitude", "longitude", "forum_topic_created",
)  # fmt: skip


def whole(dice: random.Random, number: int) -> dict[str, Any]:
    """An update as Telegram would send it."""
    file = {"file_id": "F", "file_unique_id": "U", "file_size": 3}
    group = {"id": -1001, "type": "supergroup", "title": "Elm"}
    message = {"message_id": 1, "date": 1, "chat": dice.choice([PRIVATE, group]), "from": ANN}
    content: dict[str, Any] = dice.choice([
        {"text": "/report x"}, {"text": "words"}, {"video": {**file, "width": 1, "height": 1, "duration": 1}},
        {"photo": [{**file, "width": 1, "height": 1}]}, {"document": file}, {"new_chat_members": [ANN]},
        {"location": {"latitude": 1, "longitude": 2}}, {"migrate_to_chat_id": -1002}, {"sticker": file},
        {"dice": {"emoji": "x", "value": 1}},
    ])  # fmt: skip
    if dice.random() < 0.3:
        query = {"id": "1", "from": ANN, "chat_instance": "1", "data": "pl:ask.yes:K7QFM3", "message": message}
        return {"update_id": number, "callback_query": query}
    return {"update_id": number, "message": {**message, **content}}


def spoiled(dice: random.Random, value: Any, depth: int = 0) -> Any:
    """The same with some fields replaced, removed or added, at any depth."""
    if isinstance(value, dict):
        made = {name: spoiled(dice, item, depth + 1) for name, item in value.items() if dice.random() > 0.03}
        if dice.random() < 0.2:
            made[dice.choice(NAMES)] = dice.choice(VALUES)
        return made
    if isinstance(value, list):
        return [spoiled(dice, item, depth + 1) for item in value] * dice.choice((0, 1, 1, 1, 2))
    return dice.choice(VALUES) if depth > 1 and dice.random() < 0.06 else value


async def test_two_thousand_hostile_updates_leave_the_loop_unharmed(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever strangers send, good people are answered, everything is confirmed, and no traceback is logged (S35)."""
    caplog.set_level(logging.DEBUG)
    dice = random.Random(20261123)
    updates: list[Any] = []
    for number in range(1, 2001):
        kind = dice.random()
        if kind < 0.8:
            updates.append({**spoiled(dice, whole(dice, number)), "update_id": number})
        elif kind < 0.9:
            updates.append({"update_id": number, dice.choice(("message", "callback_query", "x")): dice.choice(VALUES)})
        else:
            updates.append(whole(dice, number))
    updates.append(words(2001, "still here?"))
    house = House(answer=lambda one: reply(say("yes")))
    async with scripted(updates) as server:
        async with listening(adapter(server), house):
            await server.emptied()
            await asyncio.sleep(0.2)
    assert getattr(house.heard[-1], "text", "") == "still here?"
    assert len(house.heard) > 200
    assert len({one.key for one in house.heard}) == len(house.heard)
    assert "Traceback" not in caplog.text
    assert not [record for record in caplog.records if record.exc_info]
    assert TOKEN not in caplog.text


async def test_a_bad_update_costs_one_line_and_not_its_neighbours(caplog: pytest.LogCaptureFixture) -> None:
    """An unreadable update is logged once, by number and without its content, and confirmed with the others."""
    bad = {"update_id": 2, "message": {"text": "canary words"}}
    async with scripted([words(1, "a"), bad, words(3, "b")]) as server:
        house = House()
        async with listening(adapter(server), house):
            await house.hears(2)
            await server.emptied()
    assert [getattr(one, "text", "") for one in house.heard] == ["a", "b"]
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert lines == ["Telegram update 2 was skipped: ValidationError"]


async def test_updates_without_a_number_are_no_trap(caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be confirmed is passed over; those with numbers beside it are answered once."""
    nameless = [
        {"message": {}},
        5,
        None,
        {"update_id": True},
        {"update_id": "7"},
        {"update_id": -4},
        {"update_id": 10**30},
    ]
    async with scripted([*nameless, words(8, "a")]) as server:
        house = House()
        async with listening(adapter(server), house):
            await house.hears(1)
            await until(lambda: len(server.polls) >= 5)
    assert len(house.heard) == 1


async def test_nothing_is_confirmed_before_it_is_answered() -> None:
    """The offset moves past an update only after `answer` returned, and a duplicate in a batch is heard once."""
    gate = asyncio.Event()

    async def gated(_: object) -> Reply:
        await gate.wait()
        return Reply()

    async with scripted([words(5, "a"), words(5, "a"), words(6, "b")]) as server:
        house = House(answer=gated)
        async with listening(adapter(server), house):
            await house.hears(1)
            await asyncio.sleep(0.05)
            assert [poll.get("offset") for poll in server.polls] == [None]
            gate.set()
            await server.emptied()
            assert server.polls[1].get("offset") == "7"
    assert [one.key for one in house.heard] == ["telegram:5", "telegram:6"]


def _no(status: int, description: str, **parameters: int) -> web.Response:
    body = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    return web.json_response(body, status=status)


async def test_an_outage_is_waited_out_with_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """Conflicts, 5xx, 429 and rubbish only delay the next poll, and the log says so once."""
    async with scripted([words(1, "a")]) as server:
        server.refusals = [
            _no(409, "Conflict: terminated by other getUpdates request"),
            _no(429, "Too Many Requests: retry after 3", retry_after=3),
            web.Response(status=502, text="<html>Bad Gateway</html>"),
            web.Response(text="rubbish"),
            web.json_response({"ok": True, "result": "rubbish"}),
            _no(500, "Internal Server Error"),
        ]
        house = House()
        async with listening(adapter(server), house):
            await house.hears(1)
    lines = [record for record in caplog.records if record.name.startswith("bot.")]
    assert len(lines) == 1


@pytest.mark.parametrize("status", [401, 404])
async def test_a_revoked_token_is_a_platform_that_is_down(status: int) -> None:
    """When Telegram refuses the token while we listen, the adapter ends with one sentence that holds no token."""
    async with scripted([]) as server:
        server.refusals = [_no(status, "Unauthorized" if status == 401 else "Not Found")]
        with pytest.raises(PlatformDown) as down:
            await adapter(server).run((), House(), _no_completion)
    assert re.fullmatch(r"Telegram refuses the token: .+\.", str(down.value))
    assert TOKEN not in repr(down.value)


async def _no_completion(_: object) -> tuple[()]:
    return ()


async def test_a_check_names_the_bot_or_says_what_to_do() -> None:
    """`check` asks once: the bot's name, or one sentence when the platform cannot be reached."""
    async with scripted([]) as server:
        assert await adapter(server).check() == "@porchlight_bot"
    with pytest.raises(PlatformDown, match=r"^Telegram cannot be reached: .+\.$"):
        await adapter(server).check()


def test_chats_are_spaced_as_telegram_advises() -> None:
    """A group gets at most twenty messages a minute, a person at most one a second."""
    assert chat_spacing_s("-100123") * 20 > 60
    assert 1 < chat_spacing_s("7100000001") < 1.2


def test_what_is_no_token_is_refused_at_once() -> None:
    """A token of the wrong form is refused before anything is sent, and not repeated in the message."""
    for token in ("", "abc", "abc:def", "123:", "12 3:abc"):
        with pytest.raises(PlatformDown) as down:
            Telegram(token, "")
        assert not token or token not in str(down.value)
        assert down.value.__context__ is None


async def test_no_error_of_the_wire_holds_the_token(caplog: pytest.LogCaptureFixture) -> None:
    """With the address unreachable, broken or cut, no log line, message or chained exception names the token (S31)."""
    caplog.set_level(logging.DEBUG)
    for url in ("http://127.0.0.1:1", "http://[broken", "nonsense", "http://127.0.0.1:99999", "https://127.0.0.1:1"):
        telegram = Telegram(TOKEN, url, pause=briefly)
        outcome = await telegram.sender.send("5", say("x"), "k")
        with pytest.raises(TelegramAPIError) as raised:
            await telegram._bot(GetMe())
        await telegram.close()
        assert TOKEN not in repr(outcome)
        assert TOKEN not in "".join(traceback.format_exception(raised.value))
        assert raised.value.__context__ is None
    assert TOKEN not in caplog.text
