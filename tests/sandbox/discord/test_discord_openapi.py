"""Every call and answer of a long scene, checked against Discord's own published description."""

import asyncio
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

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
    complaints = []
    for record in sandbox.transcript.records:
        if record.direction == "from bot":
            call, answer = record.payload, record.answer
            found = published.complaints(call["method"], call["path"], answer["status"], call["body"], answer["body"])
            complaints += [f"{record.kind} {one}" for one in found]
        elif record.kind == "MESSAGE_CREATE":
            complaints += [f"{record.kind} {one}" for one in published.complaints_about_message(record.payload)]
    assert complaints == [], "\n".join(complaints)
    assert len(published.checked) >= 17
    assert not bot.failures


async def test_the_judge_notices_mistakes(published):
    """The check itself works: a body with a wrong type, one that is too long and an answer without its id are named."""
    path = "/webhooks/123456/token"
    wrong = list(published.complaints("POST", path, 204, {"content": "x" * 2001}, None))
    assert len(wrong) == 1
    assert "too long" in wrong[0]
    wrong = list(published.complaints("POST", "/users/@me/channels", 200, {"recipient_id": []}, {"type": 1}))
    assert wrong[0].startswith("request")
    assert "required property" in wrong[1]
