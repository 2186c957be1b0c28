"""Files and notes in commands and dialogs, and commands chosen on a message."""

import json
from dataclasses import replace

import pytest

from bot.adapters.discord.commands import fingerprint, payload
from bot.chat.form import CommandSpec, Field, FieldKind, Form
from bot.chat.incoming import Command, FileUnavailable, FormAnswer, Quoted
from bot.chat.message import say
from bot.chat.ports import Sent
from bot.chat.reply import Reply
from bot.sandbox.discord import CannotDo

PHOTO = Field(name="photo", label="Photo", question="Do you have a photo?", kind=FieldKind.FILE, required=False)
POST = CommandSpec(
    name="post",
    description="Tell your neighbors what happened.",
    fields=(Field(name="text", label="What?", question="What happened?", kind=FieldKind.TEXT), PHOTO),
    menu="Report this",
    quotes="text",
)
FORM = Form(name="post", title="Report", draft="K7QFM3", fields=POST.fields, note="In danger, call 911. *Now*")


@pytest.fixture
async def connected(running):
    """An adapter that has declared the command with the file and the entry in the menu."""
    async with running((POST,)) as platform:
        yield platform


@pytest.fixture
def place(sandbox):
    """A guild with two neighbors."""
    ada, bob = sandbox.person("Ada"), sandbox.person("Bob")
    guild = sandbox.guild("Elm Street", members=[ada, bob])
    return type("Place", (), {"ada": ada, "bob": bob, "general": guild.channels["general"]})


async def content(file):
    return b"".join([piece async for piece in file.open()])


def test_a_menu_entry_and_a_file_are_declared_as_discord_wants_them():
    """The entry is a message command without description or options; the file is an option of type attachment."""
    slash, entry = payload([POST])
    assert entry == {"name": "Report this", "type": 3, "contexts": [0], "integration_types": [0]}
    photo = slash["options"][1]
    assert (photo["type"], photo["required"]) == (11, False)
    assert not {"max_length", "choices", "autocomplete"} & set(photo)
    assert fingerprint([slash]) != fingerprint([slash, entry])
    assert fingerprint([slash, {**entry, "name": "Other"}]) != fingerprint([slash, entry])
    assert fingerprint([entry, slash]) == fingerprint([slash, {**entry, "description": "", "options": []}])


async def test_a_file_in_a_command_comes_with_its_bytes(sandbox, house, connected, place):
    """A slash option that is a file arrives by the field's name, with name, size and bytes, and is no answer in words."""
    sandbox.slash(place.ada, place.general, "post", {"text": "My bike", "photo": ("bike.jpg", b"jpeg")})
    await sandbox.wait_for(place.ada, "Heard.")
    (command,) = house.heard
    assert isinstance(command, Command)
    assert dict(command.answers) == {"text": "My bike"}
    assert {name: file.name for name, file in command.files.items()} == {"photo": "bike.jpg"}
    assert command.files["photo"].size_bytes == 4
    assert await content(command.files["photo"]) == b"jpeg"
    assert command.quoted is None


async def test_a_command_without_its_file_has_none(sandbox, house, connected, place):
    """An option for a file that was left empty is not there at all."""
    sandbox.slash(place.ada, place.general, "post", {"text": "My bike"})
    await sandbox.wait_for(place.ada, "Heard.")
    assert dict(house.heard[0].files) == {}


async def test_a_file_whose_link_has_died_is_unavailable(sandbox, house, connected, place):
    """A file of a command that is read after Discord's day is told as FileUnavailable."""
    sandbox.slash(place.ada, place.general, "post", {"photo": ("bike.jpg", b"jpeg")})
    await sandbox.wait_for(place.ada, "Heard.")
    sandbox.let_time_pass(25 * 3600)
    with pytest.raises(FileUnavailable):
        await content(house.heard[0].files["photo"])


async def test_an_entry_chosen_on_a_message_is_the_command_with_that_message(sandbox, house, connected, place):
    """Who chooses the entry on a neighbor's message gives the command its words and its first file."""
    number = sandbox.send_file(place.bob, b"jpeg", "bike.jpg", "image/jpeg", "My bike is gone", place.general)
    sandbox.choose_entry(place.ada, number, "Report this")
    assert (await sandbox.wait_for(place.ada, "Heard.")).ephemeral
    (command,) = house.heard
    assert isinstance(command, Command)
    assert (command.name, dict(command.answers), command.speaker.handle) == ("post", {}, f"u{place.ada}")
    assert (command.quoted.message, command.quoted.text) == (str(number), "My bike is gone")
    assert (command.quoted.file.name, command.quoted.file.media_type) == ("bike.jpg", "image/jpeg")
    assert await content(command.quoted.file) == b"jpeg"


async def test_words_without_a_file_are_quoted_without_one(sandbox, house, connected, place):
    """A message of words alone is quoted as such."""
    number = sandbox.say(place.bob, "My bike is gone", place.general)
    sandbox.choose_entry(place.ada, number, "Report this")
    await sandbox.wait_for(place.ada, "Heard.")
    assert house.heard[0].quoted == Quoted(message=str(number), text="My bike is gone")


async def test_the_bots_own_words_are_nobodys_testimony(sandbox, house, connected, place):
    """Chosen on a message of the bot's, the entry tells which message it was and none of its words."""
    outcome = await connected.sender.send(f"c{place.general}", say("A bike was stolen."), "card")
    assert isinstance(outcome, Sent)
    sandbox.choose_entry(place.ada, int(outcome.receipt), "Report this")
    await sandbox.wait_for(place.ada, "Heard.")
    assert house.heard[0].quoted == Quoted(message=outcome.receipt)


async def test_an_entry_that_is_not_declared_is_not_offered(sandbox, house, platform, place):
    """Without a command that has an entry, the menu of messages holds none of ours."""
    number = sandbox.say(place.bob, "hello", place.general)
    with pytest.raises(CannotDo, match="has not synced"):
        sandbox.choose_entry(place.ada, number, "Report this")


async def test_an_entry_of_an_older_version_gets_a_sentence(sandbox, house, running, place):
    """An entry that this version does not know is answered with a sentence and not heard."""
    number = sandbox.say(place.bob, "hello", place.general)
    async with running((replace(POST, menu="Old entry"),)):
        pass
    async with running((POST,)):
        sandbox.ledger.register_commands(None, [{"name": "Old entry", "type": 3, "contexts": [0]}])
        sandbox.choose_entry(place.ada, number, "Old entry")
        await sandbox.wait_for(place.ada, "do not understand")
    assert house.heard == []


async def test_a_dialog_shows_its_note_and_takes_a_file(sandbox, house, connected, place):
    """A note stands in the dialog, inert; a file put into it comes back by its field's name, beside the words."""
    house.reply = Reply(form=FORM)
    sandbox.slash(place.ada, place.general, "post")
    modal = await sandbox.wait_for_modal(place.ada)
    assert modal.texts == ("In danger, call 911. \\*Now\\*",)
    assert [(field.custom_id, field.required) for field in modal.fields] == [("text", True), ("photo", False)]
    house.reply = Reply(messages=(say("Thank you."),))
    sandbox.submit_modal(place.ada, modal, {"text": "My bike", "photo": [("bike.jpg", b"jpeg")]})
    await sandbox.wait_for(place.ada, "Thank you.")
    answer = house.heard[-1]
    assert isinstance(answer, FormAnswer)
    assert dict(answer.answers) == {"text": "My bike"}
    assert {name: file.name for name, file in answer.files.items()} == {"photo": "bike.jpg"}
    assert await content(answer.files["photo"]) == b"jpeg"


async def test_a_dialog_may_be_sent_without_its_file(sandbox, house, connected, place):
    """A file that is not required can be left out."""
    house.reply = Reply(form=FORM)
    sandbox.slash(place.ada, place.general, "post")
    modal = await sandbox.wait_for_modal(place.ada)
    house.reply = Reply(messages=(say("Thank you."),))
    sandbox.submit_modal(place.ada, modal, {"text": "My bike"})
    await sandbox.wait_for(place.ada, "Thank you.")
    assert dict(house.heard[-1].files) == {}


async def test_a_required_file_cannot_be_left_out(sandbox, house, connected, place):
    """Discord itself asks for a file that is required."""
    house.reply = Reply(form=replace(FORM, fields=(replace(PHOTO, required=True),)))
    sandbox.slash(place.ada, place.general, "post")
    modal = await sandbox.wait_for_modal(place.ada)
    with pytest.raises(CannotDo):
        sandbox.submit_modal(place.ada, modal, {})


async def test_a_note_takes_the_room_of_one_field(sandbox, house, connected, place):
    """Discord takes five parts in a dialog: a note and four fields, or five fields."""
    fields = tuple(Field(name=f"f{n}", label=f"Field {n}", question=f"Question {n}?") for n in range(8))
    house.reply = Reply(form=replace(FORM, fields=fields))
    sandbox.slash(place.ada, place.general, "post")
    noted = await sandbox.wait_for_modal(place.ada)
    assert ([field.custom_id for field in noted.fields], len(noted.texts)) == (["f0", "f1", "f2", "f3"], 1)
    calls = [one.payload["body"] for one in sandbox.transcript.records if "callback" in one.kind]
    assert '"flags"' not in json.dumps(calls[-1]["data"]["components"])
