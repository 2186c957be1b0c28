"""Commands, buttons and forms: a real discord.py bot on one side, a person on the other."""

import asyncio
import io

import discord
import pytest
from discord import app_commands

from bot.sandbox.discord import CannotDo


async def test_bot_logs_in_and_gets_its_guild(sandbox, running):
    """A real client logs in over TCP, identifies over zlib-stream and receives its guild with its channels."""
    place = sandbox.guild("Elm Street", channels=["general", "alerts"])
    async with running(sandbox) as bot:
        assert bot.user.id == sandbox.bot_id
        assert {channel.name for channel in bot.get_guild(place.id).text_channels} == {"general", "alerts"}
    assert sandbox.gateway.connected == 0


async def test_slash_command_with_typed_options_and_a_file(sandbox, running, new_bot):
    """A synced command reaches the bot with typed options, the person's locale and a file that it can read."""
    bot = new_bot()
    got = {}

    @bot.tree.command()
    @app_commands.describe(what="What happened")
    async def report(
        interaction: discord.Interaction, what: str, count: int, urgent: bool, picture: discord.Attachment
    ) -> None:
        """Report something."""
        got.update(what=what, count=count, urgent=urgent, locale=str(interaction.locale))
        got.update(content=await picture.read(), name=picture.filename, limit=interaction.filesize_limit)
        await interaction.response.send_message(f"Noted: {what}", ephemeral=True)

    place = sandbox.guild("Elm Street", members=[ada := sandbox.person("Ada", "es-ES"), bob := sandbox.person("Bob")])
    channel = place.channels["general"]
    async with running(sandbox, bot):
        given = {"what": "a theft", "count": 2, "urgent": True, "picture": ("my photo.jpg", b"jpeg")}
        sandbox.slash(ada, channel, "report", given)
        answer = await sandbox.wait_for(ada, "Noted")
    assert got == {
        "what": "a theft",
        "count": 2,
        "urgent": True,
        "locale": "es-ES",
        "content": b"jpeg",
        "name": "my_photo.jpg",
        "limit": 10 * 1024 * 1024,
    }
    assert answer.ephemeral
    assert sandbox.inbox(bob) == []
    assert sandbox.inbox(channel) == []
    assert [seen.content for seen in sandbox.inbox(channel, viewer=ada)] == ["Noted: a theft"]
    assert not bot.failures


async def test_a_command_that_was_not_synced_or_is_misused_is_refused_with_one_sentence(sandbox, running, new_bot):
    """What Discord's client would not let a person send never reaches the bot, and the sentence names what is there."""
    bot = new_bot()

    @bot.tree.command()
    async def count(interaction: discord.Interaction, number: app_commands.Range[int, 1, 9]) -> None:
        """Count."""

    ada = sandbox.person("Ada")
    async with running(sandbox, bot):
        with pytest.raises(CannotDo, match="has not synced a command /other; synced here: /count"):
            sandbox.slash(ada, None, "other")
        with pytest.raises(CannotDo, match="requires the option 'number'"):
            sandbox.slash(ada, None, "count")
        with pytest.raises(CannotDo, match="expects int, got str"):
            sandbox.slash(ada, None, "count", {"number": "three"})
        with pytest.raises(CannotDo, match="must be ≤ 9"):
            sandbox.slash(ada, None, "count", {"number": 10})
        with pytest.raises(CannotDo, match="has no option 'colour'"):
            sandbox.slash(ada, None, "count", {"number": 1, "colour": "red"})


async def test_subcommands_and_people_as_options(sandbox, running, new_bot):
    """A subcommand is used by its full name, and an option that is a person arrives as that member."""
    bot = new_bot()
    got = []
    group = app_commands.Group(name="officer", description="Officers")

    @group.command()
    async def invite(interaction: discord.Interaction, who: discord.Member) -> None:
        """Invite."""
        got.append((who.id, who.display_name))
        await interaction.response.send_message("Invited")

    bot.tree.add_command(group)
    ada, bob = sandbox.person("Ada"), sandbox.person("Bob")
    channel = sandbox.guild("Elm Street", members=[ada, bob]).channels["general"]
    async with running(sandbox, bot):
        with pytest.raises(CannotDo, match="/officer needs one of its subcommands: invite"):
            sandbox.slash(ada, channel, "officer")
        with pytest.raises(CannotDo, match="takes the id of a user of this place"):
            sandbox.slash(ada, channel, "officer invite", {"who": 5})
        sandbox.slash(ada, channel, "officer invite", {"who": bob})
        await sandbox.wait_for(channel, "Invited")
    assert got == [(bob, "Bob")]


async def test_autocomplete(sandbox, running, new_bot):
    """Suggestions that the bot makes while a person types come back as choices."""
    bot = new_bot()

    @bot.tree.command()
    async def camera(interaction: discord.Interaction, place: str) -> None:
        """Add a camera."""

    @camera.autocomplete("place")
    async def places(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current} Street", value=current.lower())]

    ada = sandbox.person("Ada")
    async with running(sandbox, bot):
        choices = await sandbox.autocomplete(ada, None, "camera", "place", "Elm")
    assert [(choice.name, choice.value) for choice in choices] == [("Elm Street", "elm")]


async def test_defer_then_follow_up_with_a_file(sandbox, running, new_bot):
    """A deferred command shows "thinking", then the answer; a follow-up brings a file with its exact bytes."""
    bot = new_bot()
    shown = asyncio.Event()

    @bot.tree.command()
    async def clip(interaction: discord.Interaction) -> None:
        """Get the clip."""
        await interaction.response.defer(ephemeral=True)
        await shown.wait()
        await interaction.edit_original_response(content="Here it is")
        await interaction.followup.send("the clip", file=discord.File(io.BytesIO(b"mp4"), "clip.mp4"), ephemeral=True)

    ada = sandbox.person("Ada")
    async with running(sandbox, bot):
        sandbox.slash(ada, None, "clip")
        thinking = await sandbox.wait_until(lambda: sandbox.inbox(ada))
        shown.set()
        answer = await sandbox.wait_for(ada, "Here it is")
        follow_up = await sandbox.wait_for(ada, "the clip")
    assert [seen.thinking for seen in thinking] == [True]
    assert (answer.id, answer.edited, answer.thinking) == (thinking[0].id, True, False)
    assert [(file.filename, file.media_type, file.content) for file in follow_up.files] == [
        ("clip.mp4", "video/mp4", b"mp4")
    ]


async def test_form(sandbox, running, new_bot):
    """A form opens on the person's screen only; sent once, filled in by label, it reaches the bot, and never again."""
    bot = new_bot()

    class Report(discord.ui.Modal, title="Report"):
        what = discord.ui.TextInput(label="What happened?", max_length=50)
        when = discord.ui.TextInput(label="When?", required=False)

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await interaction.response.send_message(f"{self.what.value} at {self.when.value}", ephemeral=True)

    @bot.tree.command()
    async def form(interaction: discord.Interaction) -> None:
        """Open the form."""
        await interaction.response.send_modal(Report())

    ada, bob = sandbox.person("Ada"), sandbox.person("Bob")
    async with running(sandbox, bot):
        sandbox.slash(ada, None, "form")
        modal = await sandbox.wait_for_modal(ada)
        assert sandbox.modals(bob) == []
        assert [(field.label, field.required) for field in modal.fields] == [("What happened?", True), ("When?", False)]
        with pytest.raises(CannotDo, match="exceeds max_length"):
            sandbox.submit_modal(ada, modal, {"What happened?": "x" * 51})
        with pytest.raises(CannotDo, match="no such form"):
            sandbox.submit_modal(bob, modal, {"What happened?": "theft"})
        sandbox.submit_modal(ada, modal, {"What happened?": "theft", "When?": "noon"})
        await sandbox.wait_for(ada, "theft at noon")
        with pytest.raises(CannotDo, match="already sent"):
            sandbox.submit_modal(ada, modal, {"What happened?": "theft"})
    assert sandbox.modals(ada) == []


async def test_buttons_in_direct_messages(sandbox, running):
    """A press in a direct message reaches the bot, which edits the message; links and strangers are refused."""
    async with running(sandbox) as bot:
        ada, eve = sandbox.person("Ada"), sandbox.person("Eve")

        async def pressed(interaction: discord.Interaction) -> None:
            await interaction.response.edit_message(content=f"You said {interaction.data['custom_id']}", view=None)

        bot.on_press = pressed
        view = discord.ui.View()
        view.add_item(discord.ui.Button(label="Yes", custom_id="answer:yes"))
        view.add_item(discord.ui.Button(label="More", url="https://example.org"))
        user = await bot.fetch_user(ada)
        await user.send("May we?", view=view)
        asked = await sandbox.wait_for(ada, "May we?")
        assert [(button.label, button.url) for button in asked.buttons] == [
            ("Yes", None),
            ("More", "https://example.org"),
        ]
        with pytest.raises(CannotDo, match="link"):
            sandbox.press(ada, asked, "More")
        with pytest.raises(CannotDo, match="does not see"):
            sandbox.press(eve, asked, "Yes")
        with pytest.raises(CannotDo, match="no button 'No'; the message has 'Yes', 'More'"):
            sandbox.press(ada, asked, "No")
        sandbox.press(ada, asked, "Yes")
        edited = await sandbox.wait_for(ada, "You said answer:yes")
    assert (edited.id, edited.edited, edited.buttons) == (asked.id, True, ())


async def test_old_buttons_work_after_the_bot_has_restarted(sandbox, running, new_bot):
    """A new client process gets its guilds and direct messages again, and a press on an old button reaches it."""
    ada = sandbox.person("Ada")
    place = sandbox.guild("Elm Street", members=[ada])
    async with running(sandbox) as first:
        view = discord.ui.View()
        view.add_item(discord.ui.Button(label="Yes", custom_id="ask:7:yes"))
        await (await first.fetch_user(ada)).send("May we?", view=view)
    seen = []

    async def pressed(interaction: discord.Interaction) -> None:
        seen.append(interaction.data["custom_id"])
        await interaction.response.send_message("Thank you")
        await interaction.user.send("And once more")

    second = new_bot()
    second.on_press = pressed
    async with running(sandbox, second):
        assert second.get_guild(place.id) is not None
        sandbox.press(ada, await sandbox.wait_for(ada, "May we?"), "Yes")
        await sandbox.wait_for(ada, "And once more")
    assert seen == ["ask:7:yes"]
    assert sandbox.gateway.identified == 2


async def test_double_and_late_acknowledgements(sandbox, running, new_bot):
    """A second first answer is refused with 40060, one after three seconds with 10062, and the person is told."""
    bot = new_bot()
    codes = []

    @bot.tree.command()
    async def twice(interaction: discord.Interaction) -> None:
        """Answer twice."""
        await interaction.response.send_message("one")
        interaction.response._response_type = None
        try:
            await interaction.response.send_message("two")
        except discord.HTTPException as refusal:
            codes.append(refusal.code)

    @bot.tree.command()
    async def late(interaction: discord.Interaction) -> None:
        """Answer too late."""
        sandbox.let_time_pass(3.1)
        try:
            await interaction.response.send_message("at last")
        except discord.NotFound as refusal:
            codes.append(refusal.code)

    ada = sandbox.person("Ada")
    async with running(sandbox, bot):
        sandbox.slash(ada, None, "twice")
        await sandbox.wait_until(lambda: codes)
        sandbox.slash(ada, None, "late")
        await sandbox.wait_until(lambda: len(codes) == 2)
        await sandbox.wait_for(ada, "The application did not respond")
    assert codes == [40060, 10062]


async def test_a_person_sees_that_no_bot_answered(sandbox, running, new_bot):
    """A command sent while the bot is down is answered by Discord's own notice after three seconds."""
    bot = new_bot()

    @bot.tree.command()
    async def hello(interaction: discord.Interaction) -> None:
        """Greet."""

    ada = sandbox.person("Ada")
    async with running(sandbox, bot):
        pass
    sandbox.slash(ada, None, "hello")
    assert sandbox.inbox(ada) == []
    sandbox.let_time_pass(3)
    assert [seen.content for seen in sandbox.inbox(ada)] == ["The application did not respond"]


async def test_an_answer_that_was_promised_and_never_came(sandbox, running, new_bot):
    """After 15 minutes of "thinking" the person is told that there will be no answer, and the bot's token is dead."""
    bot = new_bot()
    kept = []

    @bot.tree.command()
    async def wait(interaction: discord.Interaction) -> None:
        """Promise."""
        await interaction.response.defer()
        kept.append(interaction)

    ada = sandbox.person("Ada")
    async with running(sandbox, bot):
        sandbox.slash(ada, None, "wait")
        await sandbox.wait_until(lambda: kept)
        assert sandbox.inbox(ada)[0].thinking
        sandbox.let_time_pass(15 * 60)
        assert sandbox.inbox(ada)[0].content == "The application did not respond"
        with pytest.raises(discord.NotFound):
            await kept[0].edit_original_response(content="sorry")


async def test_layout_message_and_rich_form(sandbox, running):
    """Text blocks and buttons of a layout message are seen and pressed; a form takes a choice and a file by label."""
    got = {}

    class Form(discord.ui.Modal, title="Camera"):
        kind = discord.ui.Label(
            text="Kind",
            component=discord.ui.Select(options=[discord.SelectOption(label="Doorbell", value="bell")]),
        )
        picture = discord.ui.Label(text="Picture", component=discord.ui.FileUpload())

        async def on_submit(self, interaction: discord.Interaction) -> None:
            got["kind"] = self.kind.component.values[0]
            got["picture"] = await self.picture.component.values[0].read()
            await interaction.response.send_message("Saved")

    async def pressed(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    class Layout(discord.ui.LayoutView):
        text = discord.ui.TextDisplay("**Your cameras**")
        row = discord.ui.ActionRow(discord.ui.Button(label="Add", custom_id="add"))

    ada = sandbox.person("Ada")
    async with running(sandbox) as bot:
        bot.on_press = pressed
        await (await bot.fetch_user(ada)).send(view=Layout())
        shown = await sandbox.wait_for(ada, "Your cameras")
        sandbox.press(ada, shown, "Add")
        form = await sandbox.wait_for_modal(ada)
        assert [(field.label, field.options) for field in form.fields] == [
            ("Kind", (("Doorbell", "bell"),)),
            ("Picture", ()),
        ]
        sandbox.submit_modal(ada, form, {"Kind": ["bell"], "Picture": [("a.png", b"png")]})
        await sandbox.wait_for(ada, "Saved")
    assert got == {"kind": "bell", "picture": b"png"}


async def test_select_menu(sandbox, running):
    """A choice in a menu of texts reaches the bot; a choice that is not offered is refused."""
    async with running(sandbox) as bot:
        ada = sandbox.person("Ada")
        got = []

        async def chosen(interaction: discord.Interaction) -> None:
            got.extend(interaction.data["values"])
            await interaction.response.defer()

        bot.on_press = chosen
        view = discord.ui.View()
        options = [discord.SelectOption(label="English", value="en"), discord.SelectOption(label="Español", value="es")]
        view.add_item(discord.ui.Select(custom_id="language", options=options))
        await (await bot.fetch_user(ada)).send("Language?", view=view)
        asked = await sandbox.wait_for(ada, "Language?")
        assert asked.menus[0].options == (("English", "en"), ("Español", "es"))
        with pytest.raises(CannotDo, match="does not offer 'fr'"):
            sandbox.choose(ada, asked, "language", ["fr"])
        sandbox.choose(ada, asked, "language", ["es"])
        await sandbox.wait_until(lambda: got)
    assert got == ["es"]
