"""Every call and answer of a long scene, checked against Discord's own published description."""

import asyncio
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from bot.adapters.discord.platform import Discord
from bot.chat.action import Action
from bot.chat.form import CommandSpec, Field, FieldKind, Form
from bot.chat.incoming import Incoming
from bot.chat.message import Audience, Button, Message, Paragraph, Picture, say
from bot.chat.ports import Rejected, Sent
from bot.chat.reply import Reply
from bot.sandbox.discord import DiscordSandbox

SPECIFICATION = Path(__file__).parents[4] / "shared" / "specs" / "discord" / "openapi.json"


class Published:
    """Discord's OpenAPI document as a judge of bodies."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self.registry = Registry().with_resource("urn:discord", resource)
        self.checked: set[str] = set()

    def complaints(self, method: str, path: str, status: int, sent: Any, answered: Any) -> Iterator[str]:
        """What the document says against a call and its answer."""
        template = self._template(method, path)
        operation = self.document["paths"][template][method.lower()]
        at = ["paths", template, method.lower()]
        self.checked.add(f"{method} {template}")
        if "requestBody" in operation and sent is not None:
            kinds = operation["requestBody"]["content"]
            kind = "application/json" if "application/json" in kinds else "multipart/form-data"
            yield from self._check([*at, "requestBody", "content", kind, "schema"], as_published(sent), "request")
        response = operation["responses"].get(str(status))
        if response is None and status >= 400:
            yield from self._check(["components", "schemas", "ErrorResponse"], answered, "refusal")
        elif response is None:
            yield f"{status} is not foreseen"
        elif "content" in response and status < 300:
            schema = [*at, "responses", str(status), "content", "application/json", "schema"]
            yield from self._check(schema, answered, "answer")

    def complaints_about_message(self, message: Any) -> Iterator[str]:
        """What the document says against a message; events as such it does not describe."""
        yield from self._check(["components", "schemas", "MessageResponse"], message, "event")

    def _template(self, method: str, path: str) -> str:
        fitting = [
            template
            for template, operations in self.document["paths"].items()
            if method.lower() in operations and re.fullmatch(re.sub(r"\{[^/]+\}", "[^/]+", template), path)
        ]
        assert fitting, f"Discord has no {method} {path}"
        return min(fitting, key=lambda template: template.count("{"))

    def _check(self, at: list[str], value: Any, which: str) -> Iterator[str]:
        pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in at)
        validator = Draft202012Validator({"$ref": f"urn:discord#/{pointer}"}, registry=self.registry)
        for error in validator.iter_errors(value):
            found = deepest(error)
            yield f"{which}: {'.'.join(str(part) for part in found.absolute_path) or 'body'}: {found.message[-160:]}"


def deepest(error: ValidationError) -> ValidationError:
    """Follow `anyOf` and `oneOf` to the branch with the fewest errors, whose message is the useful one."""
    while error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for one in error.context:
            branches.setdefault(one.schema_path[0], []).append(one)
        error = min(branches.values(), key=lambda errors: (is_other_type(errors[0]), len(errors)))[0]
    return error


def is_other_type(error: ValidationError) -> bool:
    """Whether a branch of a choice is for another kind of value altogether."""
    return error.validator in ("const", "enum", "type") and len(error.relative_path) <= 1


def as_published(value: Any, key: str = "", inside: str = "") -> Any:
    """discord.py sends some snowflakes as numbers, which Discord takes although its description says texts."""
    match value:
        case dict():
            return {name: as_published(item, name, key or inside) for name, item in value.items()}
        case list():
            return [as_published(item, "", key or inside) for item in value]
        case int() if not isinstance(value, bool) and (key.endswith("_id") or (key, inside) == ("id", "attachments")):
            return str(value)
        case _:
            return value


@pytest.fixture
def published() -> Published:
    """The description, if it lies next to the repository."""
    if not SPECIFICATION.exists():
        pytest.skip("the folder ../shared/specs/discord is not there")
    return Published(json.loads(SPECIFICATION.read_text(encoding="utf-8")))


async def test_calls_and_answers_follow_the_published_description(published, sandbox, running, new_bot):
    """In login, sync, commands, forms, files, edits, deletions and refusals nothing contradicts Discord's document."""
    bot = new_bot()

    class Form(discord.ui.Modal, title="Report"):
        what = discord.ui.TextInput(label="What?")

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await interaction.response.defer(ephemeral=True, thinking=True)
            embed = discord.Embed(title="Report", description=self.what.value).add_field(name="a", value="b")
            file = discord.File(io.BytesIO(b"png"), "map.png", description="a map")
            await interaction.edit_original_response(content="Done", embed=embed, attachments=[file])

    @bot.tree.command()
    @app_commands.allowed_contexts(guilds=True, dms=True)
    async def report(interaction: discord.Interaction, street: str, member: discord.User | None = None) -> None:
        """Report."""
        await interaction.response.send_modal(Form())

    @report.autocomplete("street")
    async def streets(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name="Elm", value="elm")]

    done = asyncio.Event()

    async def pressed(interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content="Pressed", view=None)
        follow_up = await interaction.followup.send("more", ephemeral=True, wait=True)
        await follow_up.edit(content="even more")
        await follow_up.delete()
        done.set()

    bot.on_press = pressed
    ada = sandbox.person("Ada")
    place = sandbox.guild("Elm Street", members=[ada])
    async with running(sandbox, bot):
        channel = bot.get_guild(place.id).text_channels[0]
        await sandbox.autocomplete(ada, channel.id, "report", "street", "E")
        sandbox.slash(ada, channel.id, "report", {"street": "elm", "member": ada})
        sandbox.submit_modal(ada, await sandbox.wait_for_modal(ada), {"What?": "x"})
        await sandbox.wait_for(ada, "Done")
        view = discord.ui.View()
        view.add_item(discord.ui.Button(label="Yes", custom_id="yes", style=discord.ButtonStyle.success))
        view.add_item(discord.ui.Select(custom_id="s", options=[discord.SelectOption(label="a", value="b")]))
        user = await bot.fetch_user(ada)
        asked = await user.send("May we?", view=view, nonce="n1", allowed_mentions=discord.AllowedMentions.none())
        sandbox.press(ada, asked.id, "Yes")
        await done.wait()
        posted = await channel.send("posted", file=discord.File(io.BytesIO(b"x"), "a.txt"), suppress_embeds=True)
        await posted.edit(content="edited")
        await (await channel.fetch_message(posted.id)).pin()
        await posted.delete()
        with pytest.raises(discord.HTTPException):
            await channel.send("x" * 2001)
        with pytest.raises(discord.NotFound):
            await channel.fetch_message(posted.id)
        await bot.tree.fetch_commands()
        await bot.application_info()
        [message async for message in channel.history(limit=5)]
    complaints = list(all_complaints(published, sandbox))
    assert complaints == [], "\n".join(complaints)
    assert len(published.checked) >= 17
    assert not bot.failures


def all_complaints(published: Published, sandbox: DiscordSandbox) -> Iterator[str]:
    """What the document says against everything that went over the wire."""
    for record in sandbox.transcript.records:
        if record.direction == "from bot":
            call, answer = record.payload, record.answer
            found = published.complaints(call["method"], call["path"], answer["status"], call["body"], answer["body"])
            yield from (f"{record.kind} {one}" for one in found)
        elif record.kind == "MESSAGE_CREATE":
            yield from (f"{record.kind} {one}" for one in published.complaints_about_message(record.payload))


PHOTO = Field(name="photo", label="Photo", question="Do you have a photo?", kind=FieldKind.FILE, required=False)
POST = CommandSpec(
    name="post",
    description="Tell your neighbors.",
    fields=(Field(name="text", label="What?", question="What happened?", kind=FieldKind.TEXT), PHOTO),
    menu="Report this",
)


async def test_what_our_adapter_says_follows_the_published_description(published, sandbox):
    """Menus, files in commands, notes and uploads in dialogs, replies, edits, deletions and private answers of ours:
    nothing contradicts Discord's document."""
    heard: list[Incoming] = []
    replies: list[Reply] = [
        Reply(messages=(say("Seen."),)),
        Reply(form=Form(name="post", title="Report", draft="K7QFM3", fields=POST.fields, note="In danger, call 911.")),
        Reply(messages=(say("Thank you."),)),
        Reply(messages=(say("Noted.", audience=Audience.EVERYONE_HERE), say("For you alone."))),
    ]

    async def answer(incoming: Incoming) -> Reply:
        heard.append(incoming)
        return replies[len(heard) - 1]

    async def complete(_: object) -> tuple[()]:
        return ()

    ada = sandbox.person("Ada")
    general = sandbox.guild("Elm Street", members=[ada]).channels["general"]
    adapter = Discord(sandbox.token, sandbox.api_url, sandbox.gateway_url, ready_timeout_s=0.1)
    running = asyncio.get_running_loop().create_task(adapter.run((POST,), answer, complete))
    try:
        await sandbox.wait_for_bot()
        theirs = sandbox.say(ada, "My bike is gone", general)
        sandbox.choose_entry(ada, theirs, "Report this")
        await sandbox.wait_for(ada, "Seen.")
        sandbox.slash(ada, general, "post", {"text": "My bike", "photo": ("bike.jpg", b"jpeg")})
        modal = await sandbox.wait_for_modal(ada)
        sandbox.submit_modal(ada, modal, {"text": "My bike", "photo": [("bike.jpg", b"jpeg")]})
        await sandbox.wait_for(ada, "Thank you.")
        card = await adapter.sender.send(f"c{general}", say("A bike was stolen."), "card")
        picture = Picture(name="map.png", content=b"png", description="A map")
        below = Message(title="More", blocks=(Paragraph(text="word " * 500), picture))
        more = await adapter.sender.send(f"c{general}", below, "more", under=card.receipt)
        button = Button(label="I saw it", action=Action(verb="saw", ref="K7QFM3"))
        changed = replace(below, blocks=(Paragraph(text="Found."), picture), buttons=((button,),))
        edited = await adapter.sender.edit(f"c{general}", more.receipt, changed)
        sandbox.say(ada, "I saw it", general, reply_to=int(card.receipt))
        await sandbox.wait_for(ada, "For you alone.")
        assert await adapter.sender.delete(f"c{general}", edited.receipt) == Sent(receipt="")
        sandbox.ledger.delete_message(general, int(card.receipt))
        assert isinstance(await adapter.sender.edit(f"c{general}", card.receipt, changed), Rejected)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert [type(one).__name__ for one in heard] == ["Command", "Command", "FormAnswer", "Typed"]
    complaints = list(all_complaints(published, sandbox))
    assert complaints == [], "\n".join(complaints)
    assert {
        "PUT /applications/{application_id}/commands",
        "PATCH /channels/{channel_id}/messages/{message_id}",
        "DELETE /channels/{channel_id}/messages/{message_id}",
    } <= published.checked


async def test_the_judge_notices_mistakes(published):
    """The check itself works: a body with a wrong type, one that is too long and an answer without its id are named."""
    path = "/webhooks/123456/token"
    wrong = list(published.complaints("POST", path, 204, {"content": "x" * 2001}, None))
    assert len(wrong) == 1
    assert "too long" in wrong[0]
    wrong = list(published.complaints("POST", "/users/@me/channels", 200, {"recipient_id": []}, {"type": 1}))
    assert wrong[0].startswith("request")
    assert "required property" in wrong[1]
