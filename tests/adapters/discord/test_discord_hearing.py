"""Direct messages over TCP: words, files, and forms asked one question at a time."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest
from aiohttp import web

from bot.adapters.discord import forms, texts
from bot.adapters.discord.files import Files
from bot.chat.action import Action
from bot.chat.form import Choice, Field, FieldKind, Form
from bot.chat.incoming import FileUnavailable, Press, Typed, Upload
from bot.chat.message import Button, Message, Paragraph, say
from bot.chat.reply import Reply
from bot.sandbox.misbehavior import Fault

FORM = Form(
    name="report",
    title="Report",
    draft="K7QFM3",
    fields=(
        Field(
            name="kind",
            label="Kind",
            question="Which kind is it?",
            kind=FieldKind.CHOICE,
            choices=(Choice(value="theft", label="Theft"), Choice(value="lost_pet", label="Lost pet")),
        ),
        Field(name="text", label="What?", question="What happened?"),
    ),
)


async def content(file):
    return b"".join([piece async for piece in file.open()])


async def heard(sandbox, house, count=1):
    await sandbox.wait_until(lambda: len(house.heard) >= count)
    return house.heard[count - 1]


async def test_words_in_a_direct_message_are_typed(sandbox, house, platform):
    """The words of a direct message arrive without any privileged intent, and the answer goes to the same place."""
    ada = sandbox.person("Ada")
    number = sandbox.say(ada, "yes please")
    seen = await sandbox.wait_for(ada, "Heard.")
    (typed,) = house.heard
    assert isinstance(typed, Typed)
    assert (typed.text, typed.key) == ("yes please", f"discord:{number}")
    assert typed.speaker.handle == f"u{ada}"
    assert typed.room.handle == f"c{seen.channel}"
    assert typed.room.private
    assert not typed.room.modals


async def test_words_in_a_channel_are_not_heard(sandbox, house, platform):
    """What neighbors say to one another never reaches the house."""
    ada = sandbox.person("Ada")
    place = sandbox.guild("Elm Street", members=[ada])
    sandbox.say(ada, "hello all", place.channels["general"])
    sandbox.say(ada, "hello bot")
    await sandbox.wait_for(ada, "Heard.")
    assert [typed.text for typed in house.heard] == ["hello bot"]


async def test_handle_of_a_room_and_of_a_speaker_can_both_be_sent_to(sandbox, house, platform):
    """Speaker.handle and Room.handle are addresses that the sender takes."""
    ada = sandbox.person("Ada")
    sandbox.say(ada, "hello")
    typed = await heard(sandbox, house)
    await platform.sender.send(typed.speaker.handle, say("To the person."), "k1")
    await platform.sender.send(typed.room.handle, say("To the room."), "k2")
    assert {"To the person.", "To the room."} <= {message.content for message in sandbox.inbox(ada)}


async def test_file_is_an_upload_with_its_bytes(sandbox, house, platform):
    """A file arrives with name, claimed type, size and words; its bytes are read when they are opened."""
    ada = sandbox.person("Ada")
    clip = bytes(range(256)) * 4000
    sandbox.send_file(ada, clip, "clip.mp4", "video/mp4", text="here it is")
    upload = await heard(sandbox, house)
    assert isinstance(upload, Upload)
    assert upload.words == "here it is"
    assert (upload.file.name, upload.file.media_type, upload.file.size_bytes) == ("clip.mp4", "video/mp4", len(clip))
    assert await content(upload.file) == clip
    assert await content(upload.file) == clip, "it can be opened again"


async def test_several_files_are_several_uploads(sandbox, house, platform):
    """Each file of a message is an upload of its own with a key of its own; the words come with the first."""
    ada = sandbox.person("Ada")
    place = sandbox.ledger.get_dm_channel(ada)
    stored = sandbox.ledger.store_attachments(place.id, [("a.mp4", b"a"), ("b.mp4", b"bb")])
    sandbox._post(ada, "two clips", stored, None)
    await heard(sandbox, house, 2)
    assert [upload.words for upload in house.heard] == ["two clips", ""]
    assert len({upload.key for upload in house.heard}) == 2
    assert [await content(upload.file) for upload in house.heard] == [b"a", b"bb"]


async def test_expired_link_is_unavailable(sandbox, house, platform):
    """A link that has died is told as FileUnavailable."""
    ada = sandbox.person("Ada")
    sandbox.send_file(ada, b"clip", "clip.mp4")
    upload = await heard(sandbox, house)
    sandbox.let_time_pass(25 * 3600)
    with pytest.raises(FileUnavailable):
        await content(upload.file)


@pytest.mark.parametrize(
    "link",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://cdn.discordapp.com.evil.example/a",
        "http://cdn.discordapp.com/a",
        "https://cdn.discordapp.com:8443/a",
        "https://user@cdn.discordapp.com/a",
        "file:///etc/passwd",
        "//cdn.discordapp.com/a",
        "",
        "http://[",
    ],
)
async def test_only_the_content_network_is_asked_for_files(link):
    """A link to any other host, scheme or port is refused without a connection."""
    with pytest.raises(FileUnavailable, match="does not lead"):
        await anext(Files("http://127.0.0.1:8081/api/v10")._read(link))


async def test_file_over_the_cap_is_cut_off(sandbox, house, platform):
    """Reading stops once more bytes came than can be taken, whatever size was claimed."""
    ada = sandbox.person("Ada")
    sandbox.send_file(ada, bytes(1_000_000), "clip.mp4")
    upload = await heard(sandbox, house)
    link = sandbox.inbox(ada)[0].files[0].url
    assert upload.file.size_bytes == 1_000_000
    capped = Files(sandbox.api_url, limit_bytes=999_999)
    with pytest.raises(FileUnavailable, match="more than"):
        await content(SimpleNamespace(open=lambda: capped._read(link)))


async def test_redirects_are_not_followed(sandbox):
    """A server that redirects elsewhere is not followed."""

    async def elsewhere(_):
        raise web.HTTPFound("http://127.0.0.1:1/secret")

    app = web.Application()
    app.router.add_get("/a", elsewhere)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    with pytest.raises(FileUnavailable, match="302"):
        await anext(Files(origin)._read(f"{origin}/a"))
    await runner.cleanup()


async def test_form_in_a_plain_conversation_is_one_question(sandbox, house, platform):
    """Without a dialog, the first field is asked with its choices as buttons `form.pick`, and how to stop is said."""
    ada = sandbox.person("Ada")
    house.reply = Reply(messages=(say("Let us begin."),), form=FORM)
    sandbox.say(ada, "report")
    begin = await sandbox.wait_for(ada, "Let us begin.")
    seen = await sandbox.wait_for(ada, "Which kind is it?", after=begin.id)
    assert "cancel" in seen.content
    assert "What happened?" not in seen.content
    assert [(button.label, button.custom_id) for button in seen.buttons] == [
        ("Theft", "pl:form.pick:K7QFM3.0"),
        ("Lost pet", "pl:form.pick:K7QFM3.1"),
    ]
    house.reply = Reply()
    sandbox.press(ada, seen, "Lost pet")
    press = await heard(sandbox, house, 2)
    assert isinstance(press, Press)
    assert press.action == Action(verb="form.pick", ref="K7QFM3.1")
    house.reply = Reply(form=replace(FORM, fields=FORM.fields[1:]))
    sandbox.say(ada, "more")
    assert (await sandbox.wait_for(ada, "What happened?")).buttons == ()


async def test_long_answer_is_split_never_cut(sandbox, house, platform):
    """A reply of more than 2,000 characters arrives whole, in order, in several messages."""
    ada = sandbox.person("Ada")
    words = [f"word{n}" for n in range(1200)]
    house.reply = Reply(messages=(Message(blocks=(Paragraph(text=" ".join(words)),)),))
    sandbox.say(ada, "tell me")
    await sandbox.wait_for(ada, "word1199")
    told = " ".join(message.content for message in sandbox.inbox(ada) if message.from_bot)
    assert told.split() == words


async def test_reply_that_cannot_be_sent_is_followed_by_an_apology(sandbox, house, platform):
    """When an answer to a direct message is refused as malformed, the person still reads a sentence."""
    ada = sandbox.person("Ada")
    twin = Button(label="A", action=Action(verb="ask.yes", ref="K7QFM3"))
    house.reply = Reply(messages=(Message(title="Twins", buttons=((twin, twin),)),))
    sandbox.say(ada, "hello")
    await sandbox.wait_for(ada, texts.WENT_WRONG)


async def test_lost_answer_to_a_direct_message_is_repeated_without_a_second_copy(sandbox, house, script, platform):
    """A reply whose confirmation is lost, or that meets a busy Discord, arrives exactly once."""
    ada = sandbox.person("Ada")
    script.faults["POST /channels/{id}/messages"] = [Fault.LOST_ANSWER, Fault.TOO_MANY_REQUESTS]
    sandbox.say(ada, "hello")
    await sandbox.wait_for(ada, "Heard.")
    await asyncio.sleep(1.5)
    assert [message.content for message in sandbox.inbox(ada)] == ["hello", "Heard."]


@pytest.mark.parametrize("faults", [[Fault.LOST_ANSWER], [Fault.SERVER_ERROR], [Fault.TOO_MANY_REQUESTS]])
async def test_interaction_survives_a_fault_of_its_first_response(sandbox, house, script, platform, faults):
    """A lost, failed or delayed first response still leaves every answer exactly once."""
    ada = sandbox.person("Ada")
    house.reply = Reply(messages=(say("Heard."), say("And more.")))
    script.faults["POST /interactions/{id}/{token}/callback"] = faults
    sandbox.slash(ada, None, "asks")
    await sandbox.wait_for(ada, "And more.")
    await asyncio.sleep(0.3)
    assert [message.content for message in sandbox.inbox(ada)] == ["Heard.", "And more."]


async def test_open_button_says_what_is_still_to_be_answered(sandbox, house, platform):
    """The message that stands for a dialog names the open fields and asks nothing else."""
    shown = forms.as_button(FORM)
    assert shown.blocks == (Paragraph(text="Still to be answered: Kind and What?."),)
    assert shown.buttons[0][0].action == Action(verb="form.open", ref="K7QFM3")
