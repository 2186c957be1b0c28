"""The whole sandbox and its control API, driven over HTTP with a real bot and a real mail client at the other end."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage

import aiohttp
import aiosmtplib
import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.sandbox.control import ControlServer, server
from bot.sandbox.world import Sandbox


@pytest.fixture
async def world() -> AsyncIterator[Sandbox]:
    """Telegram, Discord and mail."""
    async with Sandbox() as sandbox:
        yield sandbox


class Caller:
    """A script that knows only the address of the API."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url, self.http = url, http

    async def __call__(self, method: str, path: str, expect: int = 200, **options: object) -> dict:
        async with self.http.request(method, self.url + path, **options) as answer:
            found = await answer.json()
        assert answer.status == expect, found
        return found

    async def post(self, path: str, /, expect: int = 200, **body: object) -> dict:
        return await self("POST", path, expect, json=body)


@pytest.fixture
async def call(world: Sandbox) -> AsyncIterator[Caller]:
    """The control API of the sandbox."""
    control = ControlServer(world)
    await control.start()
    async with aiohttp.ClientSession() as http:
        yield Caller(control.url, http)
    await control.stop()


@asynccontextmanager
async def a_bot(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[discord.Client]:
    """A bot that is configured from `settings` alone."""
    monkeypatch.setattr(Route, "BASE", settings["api_url"])
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(settings["gateway_url"]))
    bot = discord.Client(intents=discord.Intents.default(), guild_ready_timeout=0.1)
    tree = app_commands.CommandTree(bot)

    class Form(discord.ui.Modal, title="Report"):
        what = discord.ui.TextInput(label="What?")

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await interaction.response.send_message(f"Reported: {self.what.value}", ephemeral=True)

    @tree.command()
    async def report(interaction: discord.Interaction) -> None:
        """Report something."""
        await interaction.response.send_modal(Form())

    @tree.command()
    async def show(interaction: discord.Interaction, picture: discord.Attachment, street: str) -> None:
        """Show a picture."""
        content = await picture.read()
        view = discord.ui.View()
        view.add_item(discord.ui.Button(label="Yes", custom_id="yes"))
        await interaction.response.send_message(f"{len(content)} bytes of {street}", view=view)

    @show.autocomplete("street")
    async def streets(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current} Street", value=current)]

    ready = asyncio.Event()

    @bot.event
    async def on_ready() -> None:
        ready.set()

    @bot.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await interaction.response.edit_message(content="Pressed", view=None)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bot.start(settings["token"]))
        async with asyncio.timeout(10):
            await ready.wait()
        await tree.sync()
        yield bot
        await bot.close()


async def test_a_scene_on_discord(call, monkeypatch):
    """A script makes a guild, fills in a form, uses a command with a file and a suggestion, and presses a button."""
    settings = await call("GET", "/settings")
    async with a_bot(settings["discord"], monkeypatch):
        ada = (await call.post("/discord/people", name="Ada"))["id"]
        guild = await call.post("/discord/guilds", name="Elm Street", channels=["general"], members=[ada])
        channel = guild["channels"]["general"]

        await call.post("/discord/slash", person=ada, place=channel, command="report")
        forms = await call("GET", f"/discord/modals/{ada}?timeout_seconds=5")
        assert forms["modals"][0]["fields"][0]["label"] == "What?"
        await call.post(
            "/discord/modals/submit", person=ada, modal=forms["modals"][0]["id"], answers={"What?": "a theft"}
        )
        seen = await call.post("/discord/wait", place=ada, text="Reported: a theft")
        assert seen["ephemeral"] is True
        assert (await call("GET", f"/discord/inbox/{channel}"))["messages"] == []

        choices = await call.post(
            "/discord/autocomplete", person=ada, place=channel, command="show", option="street", partial="Elm"
        )
        assert choices == {"choices": [{"name": "Elm Street", "value": "Elm"}]}
        picture = {"filename": "a.png", "base64": base64.b64encode(b"12345").decode()}
        options = {"picture": picture, "street": "Elm"}
        await call.post("/discord/slash", person=ada, place=channel, command="show", options=options)
        shown = await call.post("/discord/wait", place=channel, text="5 bytes of Elm")
        assert shown["buttons"] == ["Yes"]
        await call.post("/discord/press", person=ada, message=shown["id"], button="Yes")
        await call.post("/discord/wait", place=channel, text="Pressed")

        await call.post("/discord/say", person=ada, text="hello")
        form = aiohttp.FormData({"person": ada, "text": "look", "media_type": "video/mp4"})
        form.add_field("file", b"\x00\x01", filename="clip.mp4")
        await call("POST", "/discord/file", data=form)
        inbox = (await call("GET", f"/discord/inbox/{ada}"))["messages"]
        own = [message for message in inbox if message["author"] == ada]
        assert [message["text"] for message in own] == ["hello", "look"]
        assert own[1]["files"][0]["base64"] == base64.b64encode(b"\x00\x01").decode()


async def test_a_scene_on_telegram(call, world):
    """A script makes a person and a group, types, sends a pin and a file, blocks the bot, and reads what is there."""
    ada = (await call.post("/telegram/people", name="Ada", language="es"))["id"]
    group = (await call.post("/telegram/groups", title="Elm Street", admins=[ada]))["id"]
    await call.post("/telegram/say", person=ada, text="/start")
    await call.post("/telegram/pin", person=ada, latitude=37.8, longitude=-122.4)
    content = base64.b64encode(b"mp4").decode()
    video = {"filename": "a.mp4", "media_type": "video/mp4", "as": "video", "base64": content}
    await call.post("/telegram/file", person=ada, place=group, **video)
    private = (await call("GET", f"/telegram/inbox/{ada}"))["messages"]
    assert [(message["text"], message["location"]) for message in private] == [("/start", None), ("", [37.8, -122.4])]
    assert (await call("GET", f"/telegram/inbox/{group}"))["messages"][0]["files"][0]["base64"] == content
    await call.post("/telegram/block", person=ada)
    assert world.misbehavior.plan.blocked == {ada}
    refused = await call.post("/telegram/wait", place=ada, text="Welcome", timeout_seconds=0.05, expect=400)
    assert "no such message" in refused["error"]
    missing = await call.post("/telegram/press", person=ada, message=99, button="Yes", expect=400)
    assert missing["error"] == "there is no message 99 there"


async def test_mail_misbehavior_and_transcript(call, world, tmp_path):
    """A script waits for a mail, changes what goes wrong, and reads and writes the transcript."""
    settings = (await call("GET", "/settings"))["mail"]
    await call.post("/mail/trouble", refuse=["gone@example.org"], defer=1)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "bot@example.org", "ada@example.org", "Please confirm"
    message.set_content("Your code is 4711.")
    to = {"hostname": settings["host"], "port": settings["port"], "start_tls": False}
    with pytest.raises(aiosmtplib.SMTPDataError):
        await aiosmtplib.send(message, **to)
    await aiosmtplib.send(message, **to)
    mail = await call.post("/mail/wait", address="ada@example.org", text="4711")
    assert (mail["number"], mail["subject"]) == (1, "Please confirm")
    assert (await call("GET", "/mail/inbox/ada@example.org"))["mails"] == [mail]
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await aiosmtplib.send(message, recipients=["gone@example.org"], **to)

    changed = await call.post("/misbehavior", mail_hang_rate=0.5)
    assert changed == await call("GET", "/misbehavior") == world.misbehavior.described()
    assert changed["mail_hang_rate"] == 0.5
    wrong = await call.post("/misbehavior", hang=1, expect=400)
    assert wrong == {"error": "no such field: hang"}

    seen = (await call("GET", "/transcript?person=ada@example.org&platform=mail"))["records"]
    assert ["Your code is 4711." in record["payload"]["words"] for record in seen] == [True]
    later = (await call("GET", f"/transcript?after={seen[0]['seq']}"))["records"]
    assert all(record["seq"] > seen[0]["seq"] for record in later)
    written = await call.post("/transcript", path=str(tmp_path / "all.jsonl"))
    lines = (tmp_path / "all.jsonl").read_text().splitlines()
    assert len(lines) == written["records"] == len(world.transcript.records)
    assert json.loads(lines[0])["seq"] == 1


async def test_errors_are_one_sentence_with_status_400(call):
    """Whatever is wrong with a call, the answer says it in one sentence; unknown calls point to the guide."""
    ada = (await call.post("/discord/people", name="Ada"))["id"]
    sentences = {
        "/discord/people": ({}, "the call needs 'name', a text"),
        "/discord/say": ({"person": "Ada", "text": "x"}, "'person' must be an id, not 'Ada'"),
        "/discord/press": ({"person": ada, "message": 5, "button": "Yes"}, "there is no message 5"),
        "/discord/slash": (
            {"person": ada, "command": "hi"},
            "the bot has not synced a command /hi; synced here: none",
        ),
        "/discord/guilds": ({"name": "x", "members": [5]}, "there is no person 5"),
        "/discord/dms": ({"person": 5}, "there is no person 5"),
        "/discord/wait": ({"place": 5}, "there is no person and no channel 5"),
        "/telegram/say": ({"person": 5, "text": "x"}, "there is nothing that is called 5"),
        "/telegram/groups": ({"title": "x"}, "a group needs at least one of 'admins'"),
        "/telegram/file": ({"person": 5, "filename": "a", "base64": "?"}, "'base64' must be the file in base64"),
        "/mail/trouble": ({"defer": "often"}, "the call needs 'defer', a number"),
        "/transcript": ({"path": "/nowhere/at/all"}, "the transcript cannot be written"),
    }
    for path, (body, sentence) in sentences.items():
        assert (await call.post(path, expect=400, **body))["error"].startswith(sentence)
    assert (
        "no JSON"
        in (await call("POST", "/discord/say", 400, data=b"{", headers={"Content-Type": "application/json"}))["error"]
    )
    assert "application/json" in (await call("POST", "/discord/say", 400, data=b"{}"))["error"]
    assert "GET / lists them all" in (await call("GET", "/nothing", 404))["error"]
    assert "takes POST, not GET" in (await call("GET", "/discord/say", 405))["error"]


async def test_web_pages_cannot_reach_it(call):
    """A browser on the same machine is refused: by its Origin, and by a name that only points to this machine."""
    headers = {"Origin": "https://example.org"}
    assert "web pages" in (await call("POST", "/discord/people", 400, json={"name": "x"}, headers=headers))["error"]
    assert (
        "only for this machine" in (await call("GET", "/settings", 400, headers={"Host": "evil.example:80"}))["error"]
    )


async def test_guide_explains_every_call(call):
    """GET / is a plain text that names every call with its purpose and an example that can be pasted."""
    async with call.http.get(call.url) as answer:
        text = await answer.text()
        assert answer.content_type == "text/plain"
    for one in server.CALLS:
        assert f"{one.method} {one.path}\n    {one.purpose}\n    curl" in text
    assert len({(one.method, one.path) for one in server.CALLS}) == len(server.CALLS)


async def test_a_world_that_cannot_start_leaves_nothing_running():
    """If one port is taken, the servers that had started are stopped again and the error comes through."""
    async with Sandbox() as first:
        second = Sandbox(mail_port=first.mail.port)
        with pytest.raises(OSError, match="address already in use"):
            await second.start()
        with pytest.raises(aiohttp.ClientConnectorError):
            async with aiohttp.ClientSession() as http:
                await http.get(second.discord.api_url)
