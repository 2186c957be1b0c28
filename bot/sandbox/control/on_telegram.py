"""The Telegram part of the control API."""

from typing import Any

from bot.sandbox.control.body import Body, Problem
from bot.sandbox.control.calls import Calls
from bot.sandbox.control.views import telegram_message
from bot.sandbox.world import Sandbox

CALLS = Calls()


@CALLS.add(
    "POST",
    "/telegram/people",
    "A new person on Telegram, whose phone speaks this language.",
    example={"name": "Ada", "language": "en"},
    answers={"id": "1001"},
)
async def _person(sandbox: Sandbox, body: Body) -> Any:
    person = sandbox.telegram.person(body.text("name"), language_code=body.text("language", "en"))
    return {"id": str(person)}


@CALLS.add(
    "POST",
    "/telegram/groups",
    "A new group with the bot in it. The first admin is its creator.",
    example={"title": "Elm Street", "admins": [1001], "members": [1002], "forum": False, "bot_is_admin": True},
    answers={"id": "-1001"},
)
async def _group(sandbox: Sandbox, body: Body) -> Any:
    if not body.ids("admins"):
        raise Problem("a group needs at least one of 'admins'")
    group = sandbox.telegram.group(
        body.text("title"),
        admins=body.ids("admins"),
        members=body.ids("members"),
        forum=body.yes("forum"),
        bot_is_admin=body.yes("bot_is_admin"),
    )
    return {"id": str(group)}


@CALLS.add(
    "POST",
    "/telegram/say",
    "Type something to the bot, or into a group (place).",
    example={"person": 1001, "text": "/start", "place": None, "reply_to": None},
    answers={"message": "7"},
)
async def _say(sandbox: Sandbox, body: Body) -> Any:
    message = sandbox.telegram.say(
        body.id("person"),
        body.text("text"),
        chat=body.maybe_id("place"),
        reply_to=body.maybe_id("reply_to"),
        topic=body.maybe_id("topic"),
    )
    return {"message": str(message)}


@CALLS.add(
    "POST",
    "/telegram/pin",
    "Send a place on the map.",
    example={"person": 1001, "latitude": 37.8199, "longitude": -122.4783, "place": None},
    answers={"message": "8"},
)
async def _pin(sandbox: Sandbox, body: Body) -> Any:
    where = body.number("latitude"), body.number("longitude")
    return {"message": str(sandbox.telegram.pin(body.id("person"), *where, chat=body.maybe_id("place")))}


@CALLS.add(
    "POST",
    "/telegram/file",
    "Send a file as a video, video_note, photo or document.",
    example={"person": 1001, "filename": "a.mp4", "media_type": "video/mp4", "as": "video", "base64": "AAAA"},
    answers={"message": "9"},
)
async def _file(sandbox: Sandbox, body: Body) -> Any:
    filename, content = body.upload()
    message = sandbox.telegram.send_file(
        body.id("person"),
        content,
        filename,
        body.text("media_type", "application/octet-stream"),
        as_=body.text("as", "document"),
        caption=body.text("text", ""),
        chat=body.maybe_id("place"),
        reply_to=body.maybe_id("reply_to"),
        topic=body.maybe_id("topic"),
    )
    return {"message": str(message)}


@CALLS.add(
    "POST",
    "/telegram/press",
    "Press a button by its label or data, in the private chat or in a group (place). Waits for the bot's answer.",
    example={"person": 1001, "message": 8, "button": "Yes", "place": None},
    answers={"answer": "Noted"},
)
async def _press(sandbox: Sandbox, body: Body) -> Any:
    person, number = body.id("person"), body.id("message")
    place = body.maybe_id("place")
    shown = sandbox.telegram.inbox(person if place is None else place)
    message = next((one for one in shown if one.message_id == number), None)
    if message is None:
        raise Problem(f"there is no message {number} there")
    answer = await sandbox.telegram.press(person, message, body.text("button"), timeout=body.patience())
    return {"answer": answer}


@CALLS.add(
    "POST",
    "/telegram/block",
    "Block the bot, or take it back.",
    example={"person": 1001, "blocked": True},
)
async def _block(sandbox: Sandbox, body: Body) -> Any:
    change = sandbox.telegram.block if body.yes("blocked", True) else sandbox.telegram.unblock
    change(body.id("person"))
    return {}


@CALLS.add(
    "GET",
    "/telegram/inbox/{place}",
    "The messages of a person's chat with the bot, or of a group, oldest first.",
    answers={"messages": [{"id": "7", "text": "…", "buttons": ["Yes"]}]},
)
async def _inbox(sandbox: Sandbox, body: Body) -> Any:
    return {"messages": [telegram_message(message) for message in sandbox.telegram.inbox(body.id("place"))]}


@CALLS.add(
    "POST",
    "/telegram/wait",
    "Wait for a message of the bot with these words, newer than `after`.",
    example={"place": 1001, "text": "Welcome", "after": 0, "timeout_seconds": 10},
    answers={"id": "7", "text": "…"},
)
async def _wait(sandbox: Sandbox, body: Body) -> Any:
    words = body.text("text", "")
    message = await sandbox.telegram.wait_for(
        body.id("place"),
        lambda one: one.from_bot and words in one.text,
        after=body.maybe_id("after") or 0,
        timeout=body.patience(),
    )
    return telegram_message(message)
