"""The Discord part of the control API."""

from typing import Any

from bot.sandbox.control.body import Body, Problem, decoded
from bot.sandbox.control.calls import Calls
from bot.sandbox.control.views import discord_message, modal_view
from bot.sandbox.world import Sandbox

CALLS = Calls()


@CALLS.add(
    "POST",
    "/discord/people",
    "A new person on Discord, whose client speaks this language.",
    example={"name": "Ada", "language": "en-US"},
    answers={"id": "1001"},
)
async def _person(sandbox: Sandbox, body: Body) -> Any:
    return {"id": str(sandbox.discord.person(body.text("name"), body.text("language", "en-US")))}


@CALLS.add(
    "POST",
    "/discord/guilds",
    "A new guild with the bot in it.",
    example={"name": "Elm Street", "channels": ["general"], "members": [1001], "admins": []},
    answers={"id": "2001", "channels": {"general": "2002"}},
)
async def _guild(sandbox: Sandbox, body: Body) -> Any:
    channels = [str(name) for name in body.many("channels")] or ["general"]
    place = sandbox.discord.guild(body.text("name"), channels, body.ids("members"), body.ids("admins"))
    return {"id": str(place.id), "channels": {name: str(channel) for name, channel in place.channels.items()}}


@CALLS.add(
    "POST",
    "/discord/say",
    "Write to the bot directly, or in a channel (place).",
    example={"person": 1001, "text": "hello", "place": None, "reply_to": None},
    answers={"message": "3001"},
)
async def _say(sandbox: Sandbox, body: Body) -> Any:
    message = sandbox.discord.say(
        body.id("person"), body.text("text"), body.maybe_id("place"), reply_to=body.maybe_id("reply_to")
    )
    return {"message": str(message)}


@CALLS.add(
    "POST",
    "/discord/file",
    "Send a file to the bot directly, or in a channel (place).",
    example={"person": 1001, "filename": "a.mp4", "media_type": "video/mp4", "base64": "AAAA", "text": ""},
    answers={"message": "3002"},
)
async def _file(sandbox: Sandbox, body: Body) -> Any:
    filename, content = body.upload()
    media_type = body.text("media_type", "") or None
    message = sandbox.discord.send_file(
        body.id("person"),
        content,
        filename,
        media_type,
        body.text("text", ""),
        body.maybe_id("place"),
        reply_to=body.maybe_id("reply_to"),
    )
    return {"message": str(message)}


@CALLS.add(
    "POST",
    "/discord/slash",
    "Use a slash command, in the direct messages or in a channel (place). A file is filename and base64.",
    example={"person": 1001, "command": "camera add", "options": {"place": "Elm Street 1"}, "place": None},
    answers={"interaction": "4001"},
)
async def _slash(sandbox: Sandbox, body: Body) -> Any:
    given = {name: _option(value) for name, value in body.mapping("options").items()}
    used = sandbox.discord.slash(body.id("person"), body.maybe_id("place"), body.text("command"), given)
    return {"interaction": str(used)}


@CALLS.add(
    "POST",
    "/discord/entry",
    "Choose an entry of the bot in the menu of a message.",
    example={"person": 1001, "message": 3001, "entry": "Report this"},
    answers={"interaction": "4005"},
)
async def _entry(sandbox: Sandbox, body: Body) -> Any:
    chosen = sandbox.discord.choose_entry(body.id("person"), body.id("message"), body.text("entry"))
    return {"interaction": str(chosen)}


@CALLS.add(
    "POST",
    "/discord/autocomplete",
    "What the bot suggests for an option after this much was typed.",
    example={"person": 1001, "command": "camera add", "option": "place", "partial": "Elm", "place": None},
    answers={"choices": [{"name": "Elm Street", "value": "elm"}]},
)
async def _autocomplete(sandbox: Sandbox, body: Body) -> Any:
    choices = await sandbox.discord.autocomplete(
        body.id("person"), body.maybe_id("place"), body.text("command"), body.text("option"), body.text("partial")
    )
    return {"choices": [{"name": choice.name, "value": choice.value} for choice in choices]}


@CALLS.add(
    "POST",
    "/discord/press",
    "Press a button by its label or custom id.",
    example={"person": 1001, "message": 3003, "button": "Yes"},
    answers={"interaction": "4002"},
)
async def _press(sandbox: Sandbox, body: Body) -> Any:
    pressed = sandbox.discord.press(body.id("person"), body.id("message"), body.text("button"))
    return {"interaction": str(pressed)}


@CALLS.add(
    "POST",
    "/discord/choose",
    "Choose in a select menu.",
    example={"person": 1001, "message": 3003, "menu": "language", "values": ["es"]},
    answers={"interaction": "4003"},
)
async def _choose(sandbox: Sandbox, body: Body) -> Any:
    values = [str(value) for value in body.many("values")]
    chosen = sandbox.discord.choose(body.id("person"), body.id("message"), body.text("menu"), values)
    return {"interaction": str(chosen)}


@CALLS.add(
    "GET",
    "/discord/modals/{person}",
    "The forms that are open on a person's screen; ?timeout_seconds=5 waits for one.",
    answers={"modals": [{"id": "4001", "title": "Report", "fields": [{"label": "What?", "id": "what"}]}]},
)
async def _modals(sandbox: Sandbox, body: Body) -> Any:
    person = body.id("person")
    if "timeout_seconds" in body.fields:
        await sandbox.discord.wait_for_modal(person, timeout=body.patience())
    return {"modals": [modal_view(modal) for modal in sandbox.discord.modals(person)]}


@CALLS.add(
    "POST",
    "/discord/modals/submit",
    "Fill in an open form, by label or id of its fields, and send it.",
    example={"person": 1001, "modal": 4001, "answers": {"What?": "A theft"}},
    answers={"interaction": "4004"},
)
async def _submit(sandbox: Sandbox, body: Body) -> Any:
    answers = {name: _option(value) for name, value in body.mapping("answers").items()}
    sent = sandbox.discord.submit_modal(body.id("person"), body.id("modal"), answers)
    return {"interaction": str(sent)}


@CALLS.add(
    "GET",
    "/discord/inbox/{place}",
    "What a person sees, or what a channel holds, oldest first; ?viewer=… adds what only that person sees.",
    answers={"messages": [{"id": "3003", "text": "…", "buttons": ["Yes"], "ephemeral": False}]},
)
async def _inbox(sandbox: Sandbox, body: Body) -> Any:
    shown = sandbox.discord.inbox(body.id("place"), body.maybe_id("viewer"))
    return {"messages": [discord_message(message) for message in shown]}


@CALLS.add(
    "POST",
    "/discord/wait",
    "Wait for a message with these words, newer than `after`, on a person's screen or in a channel.",
    example={"place": 1001, "text": "Welcome", "after": 0, "timeout_seconds": 10},
    answers={"id": "3003", "text": "…"},
)
async def _wait(sandbox: Sandbox, body: Body) -> Any:
    after = body.maybe_id("after") or 0
    shown = await sandbox.discord.wait_for(
        body.id("place"), body.text("text", ""), after=after, timeout=body.patience()
    )
    return discord_message(shown)


@CALLS.add(
    "POST",
    "/discord/dms",
    "Close a person's direct messages (the bot gets 50007), or open them.",
    example={"person": 1001, "open": False},
)
async def _dms(sandbox: Sandbox, body: Body) -> Any:
    change = sandbox.discord.open_dms if body.yes("open") else sandbox.discord.close_dms
    change(body.id("person"))
    return {}


@CALLS.add(
    "POST",
    "/discord/time",
    "Move Discord's clock on, so that links expire and deadlines pass.",
    example={"seconds": 86400},
)
async def _time(sandbox: Sandbox, body: Body) -> Any:
    sandbox.discord.let_time_pass(body.number("seconds"))
    return {}


@CALLS.add("POST", "/discord/drop", "Break every bot's connection, as a failing network does.", example={})
async def _drop(sandbox: Sandbox, body: Body) -> Any:
    await sandbox.discord.gateway.drop()
    return {}


def _option(value: Any) -> Any:
    """An option or a form's answer as the sandbox takes it: an object is a file."""
    if not isinstance(value, dict):
        return value
    filename, content = value.get("filename"), value.get("base64")
    if not isinstance(filename, str) or not isinstance(content, str):
        raise Problem("a file needs 'filename' and 'base64'")
    return filename, decoded(content)
