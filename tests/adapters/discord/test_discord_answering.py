"""Interactions over TCP: commands, presses, dialogs and completions, and how their replies come back."""

import asyncio
import hashlib
from dataclasses import replace

import pytest

from bot.adapters.discord import texts
from bot.chat.action import Action
from bot.chat.form import Choice, Field, FieldKind, Form
from bot.chat.incoming import Command, FormAnswer, Incoming, Press
from bot.chat.language import speak
from bot.chat.message import Attachment, Audience, Button, Message, Paragraph, Picture, Quote, say
from bot.chat.reply import Reply

YES, NO = Action(verb="ask.yes", ref="K7QFM3"), Action(verb="ask.no", ref="K7QFM3")
QUESTION = Message(
    blocks=(Paragraph(text="May the police have your clip?"),),
    buttons=((Button(label="Yes", action=YES), Button(label="No", action=NO)),),
    audience=Audience.ONLY_YOU,
)
FORM = Form(
    name="report",
    title="Report",
    draft="K7QFM3",
    fields=(
        Field(name="text", label="What?", question="What happened?", kind=FieldKind.TEXT),
        Field(
            name="kind",
            label="Kind",
            question="Which kind is it?",
            kind=FieldKind.CHOICE,
            choices=(Choice(value="theft", label="Theft"), Choice(value="lost_pet", label="Lost pet")),
        ),
        Field(name="place", label="Where?", question="Where was it?", kind=FieldKind.PLACE, required=False),
    ),
)


def slowly(reply, seconds=2.4):
    async def answer(_: Incoming) -> Reply:
        await asyncio.sleep(seconds)
        return reply

    return answer


@pytest.fixture
def town(sandbox):
    """A guild with a neighbor and an admin."""
    ada, mayor = sandbox.person("Ada", locale="es-ES"), sandbox.person("Mayor")
    return replace_town(sandbox, ada, mayor)


def replace_town(sandbox, ada, mayor):
    place = sandbox.guild("Elm Street", members=[ada], admins=[mayor])
    return type("Town", (), {"ada": ada, "mayor": mayor, "general": place.channels["general"]})


async def test_command_is_heard_with_its_options_and_answered_ephemerally(sandbox, house, platform, town):
    """A slash command arrives with name, options, speaker and room; an answer for the speaker alone is ephemeral."""
    number = sandbox.slash(town.ada, town.general, "report", {"kind": "theft", "text": "A bike"})
    seen = await sandbox.wait_for(town.ada, "Heard.")
    assert seen.ephemeral
    (heard,) = house.heard
    assert isinstance(heard, Command)
    assert (heard.name, dict(heard.answers)) == ("report", {"kind": "theft", "text": "A bike"})
    assert heard.key == f"discord:{number}"
    assert (heard.speaker.handle, heard.speaker.name, heard.speaker.language) == (f"u{town.ada}", "Ada", "es")
    assert (heard.room.handle, heard.room.title) == (f"c{town.general}", "general")
    assert heard.room.modals
    assert not heard.room.private
    assert not heard.room.speaker_is_admin


async def test_admin_is_known_by_permission(sandbox, house, platform, town):
    """Who may manage the server is its admin; the permission comes with the interaction."""
    sandbox.slash(town.mayor, town.general, "setup")
    await sandbox.wait_for(town.mayor, "Heard.")
    assert house.heard[0].room.speaker_is_admin


async def test_answer_for_everyone_is_seen_by_everyone(sandbox, house, platform, town):
    """Audience.EVERYONE_HERE in a channel is an ordinary message there."""
    house.reply = Reply(messages=(say("Posted.", audience=Audience.EVERYONE_HERE),))
    sandbox.slash(town.ada, town.general, "report")
    seen = await sandbox.wait_for(town.general, "Posted.")
    assert not seen.ephemeral


async def test_command_in_direct_conversation_is_answered_lastingly(sandbox, house, platform):
    """In a direct conversation an answer for the speaker alone is an ordinary message, which stays."""
    ada = sandbox.person("Ada")
    sandbox.slash(ada, None, "asks")
    seen = await sandbox.wait_for(ada, "Heard.")
    assert not seen.ephemeral
    assert house.heard[0].room.private
    assert house.heard[0].room.handle == f"c{seen.channel}"


async def test_slow_answer_is_deferred_and_arrives(sandbox, house, platform, town):
    """An answer that takes longer than Discord waits is deferred in time and arrives, hidden from the others."""
    house.on = slowly(Reply(messages=(say("At last."), say("And more."))), 3.4)
    sandbox.slash(town.ada, town.general, "report")
    thinking = await sandbox.wait_until(lambda: [m for m in sandbox.inbox(town.ada) if m.thinking], timeout=4.0)
    assert thinking[0].ephemeral
    assert (await sandbox.wait_for(town.ada, "At last.")).ephemeral
    assert (await sandbox.wait_for(town.ada, "And more.")).ephemeral
    assert not any(message.thinking for message in sandbox.inbox(town.ada))


async def test_slow_answer_for_everyone_is_public_after_a_hidden_deferral(sandbox, house, platform, town):
    """A public answer after a hidden deferral is seen by everyone; only the pointer to it is hidden."""
    house.on = slowly(Reply(messages=(say("Posted.", audience=Audience.EVERYONE_HERE),)))
    sandbox.slash(town.ada, town.general, "report")
    assert not (await sandbox.wait_for(town.general, "Posted.")).ephemeral
    assert (await sandbox.wait_for(town.ada, speak(texts.ANSWER_BELOW, "es"))).ephemeral


async def test_slow_empty_reply_leaves_nothing_behind(sandbox, house, platform, town):
    """After a deferral, an empty reply takes the "thinking" away."""
    house.on = slowly(Reply())
    sandbox.slash(town.ada, town.general, "report")
    await sandbox.wait_until(lambda: sandbox.inbox(town.ada), timeout=4.0)
    await sandbox.wait_until(lambda: not [m for m in sandbox.inbox(town.ada) if not m.deleted], timeout=4.0)


async def test_empty_reply_to_a_command_is_acknowledged(sandbox, house, platform, town):
    """A command is never left with "the application did not respond"."""
    house.reply = Reply()
    sandbox.slash(town.ada, town.general, "report")
    assert (await sandbox.wait_for(town.ada, speak(texts.DONE, "es"))).ephemeral


async def test_modal_round_trip(sandbox, house, platform, town):
    """A Form opens as a dialog with choices to pick; what is filled in comes back with the draft's reference."""
    house.reply = Reply(form=FORM)
    sandbox.slash(town.ada, town.general, "report")
    modal = await sandbox.wait_for_modal(town.ada)
    assert (modal.title, modal.custom_id) == ("Report", "form:K7QFM3")
    assert [(field.label, field.custom_id, field.required) for field in modal.fields] == [
        ("What?", "text", True),
        ("Kind", "kind", True),
        ("Where?", "place", False),
    ]
    assert modal.fields[1].options == (("Theft", "theft"), ("Lost pet", "lost_pet"))
    house.reply = Reply(messages=(say("Thank you."),))
    sandbox.submit_modal(town.ada, modal, {"text": "A bike\nA red one", "kind": ["theft"], "place": "Elm St"})
    assert (await sandbox.wait_for(town.ada, "Thank you.")).ephemeral
    heard = house.heard[-1]
    assert isinstance(heard, FormAnswer)
    assert heard.draft == "K7QFM3"
    assert dict(heard.answers) == {"text": "A bike\nA red one", "kind": "theft", "place": "Elm St"}


async def test_form_of_many_fields_shows_the_first_five(sandbox, house, platform, town):
    """A dialog holds five fields; the router asks for the others once these are answered."""
    fields = tuple(Field(name=f"f{n}", label=f"Field {n}", question=f"Question {n}?") for n in range(8))
    house.reply = Reply(form=replace(FORM, fields=fields, title="T" * 60))
    sandbox.slash(town.ada, town.general, "report")
    modal = await sandbox.wait_for_modal(town.ada)
    assert [field.custom_id for field in modal.fields] == ["f0", "f1", "f2", "f3", "f4"]


async def test_form_after_a_deferral_waits_behind_a_button(sandbox, house, platform, town):
    """A dialog that came too late waits behind a button `form.open`, whose press opens it."""
    house.on = slowly(Reply(form=FORM))
    sandbox.slash(town.ada, town.general, "report")
    seen = await sandbox.wait_for(town.ada, "What?")
    assert seen.ephemeral
    house.on, house.reply = None, Reply(form=FORM)
    sandbox.press(town.ada, seen, texts.OPEN_FORM)
    assert (await sandbox.wait_for_modal(town.ada)).custom_id == "form:K7QFM3"
    assert house.heard[-1].action == Action(verb="form.open", ref="K7QFM3")


@pytest.mark.parametrize("seconds", [0.0, 2.4])
async def test_form_button_goes_once_its_dialog_is_answered(sandbox, house, platform, town, seconds):
    """The message that stood for a dialog disappears when the dialog was filled in; the answer follows."""
    house.reply = Reply(messages=(say("That is no place."),), form=FORM)
    sandbox.slash(town.ada, town.general, "report")
    seen = await sandbox.wait_for(town.ada, "What?")
    house.reply = Reply(form=FORM)
    sandbox.press(town.ada, seen, texts.OPEN_FORM)
    modal = await sandbox.wait_for_modal(town.ada)
    house.on = slowly(Reply(messages=(say("Thank you."),)), seconds)
    sandbox.submit_modal(town.ada, modal, {"text": "A bike", "kind": ["theft"]})
    assert (await sandbox.wait_for(town.ada, "Thank you.")).ephemeral
    assert [m.content for m in sandbox.inbox(town.ada) if not m.deleted] == ["That is no place.", "Thank you."]


async def test_form_in_answer_to_a_dialog_or_with_words_waits_behind_a_button(sandbox, house, platform, town):
    """Discord opens no dialog after a dialog, nor beside a message: the form waits behind a button."""
    house.reply = Reply(form=FORM)
    sandbox.slash(town.ada, town.general, "report")
    modal = await sandbox.wait_for_modal(town.ada)
    house.reply = Reply(messages=(say("That is no place."),), form=FORM)
    sandbox.submit_modal(town.ada, modal, {"text": "A bike", "kind": ["theft"]})
    complaint = await sandbox.wait_for(town.ada, "That is no place.")
    assert (await sandbox.wait_for(town.ada, "What?", after=complaint.id)).buttons[0].custom_id == "pl:form.open:K7QFM3"


async def test_press_closes_the_question(sandbox, house, platform, town):
    """A reply that closes takes the buttons off the pressed message, and its words come as a new message."""
    house.reply = Reply(messages=(QUESTION,))
    sandbox.slash(town.ada, town.general, "report")
    seen = await sandbox.wait_for(town.ada, "May the police")
    assert [button.label for button in seen.buttons] == ["Yes", "No"]
    assert len({button.style for button in seen.buttons}) == 1
    house.reply = Reply(messages=(say("Noted."),), closes=True)
    sandbox.press(town.ada, seen, "No")
    assert (await sandbox.wait_for(town.ada, "Noted.")).ephemeral
    after = next(message for message in sandbox.inbox(town.ada) if message.id == seen.id)
    assert (after.buttons, after.content) == ((), seen.content)
    press = house.heard[-1]
    assert isinstance(press, Press)
    assert press.action == NO


async def test_slow_press_closes_the_question_too(sandbox, house, platform, town):
    """Also after a silent deferral, the buttons go and the words arrive; the message itself stays as it was."""
    house.reply = Reply(messages=(QUESTION,))
    sandbox.slash(town.ada, town.general, "report")
    seen = await sandbox.wait_for(town.ada, "May the police")
    house.on = slowly(Reply(messages=(say("Posted.", audience=Audience.EVERYONE_HERE),), closes=True))
    sandbox.press(town.ada, seen, "Yes")
    assert not (await sandbox.wait_for(town.general, "Posted.")).ephemeral
    after = next(message for message in sandbox.inbox(town.ada) if message.id == seen.id)
    assert (after.buttons, after.content) == ((), seen.content)


async def test_press_that_asks_for_more_opens_the_dialog_and_closes_the_question(sandbox, house, platform):
    """A press can be answered with a dialog while its own message loses the buttons."""
    ada = sandbox.person("Ada")
    await platform.sender.send(f"u{ada}", QUESTION, "ask:1")
    seen = await sandbox.wait_for(ada, "May the police")
    house.reply = Reply(form=FORM, closes=True)
    sandbox.press(ada, seen, "Yes")
    await sandbox.wait_for_modal(ada)
    await sandbox.wait_until(lambda: not sandbox.inbox(ada)[0].buttons)


async def test_silent_press_is_acknowledged(sandbox, house, platform):
    """An empty reply to a press still acknowledges it, without a word."""
    ada = sandbox.person("Ada")
    await platform.sender.send(f"u{ada}", QUESTION, "ask:1")
    seen = await sandbox.wait_for(ada, "May the police")
    house.reply = Reply()
    number = sandbox.press(ada, seen, "Yes")
    await sandbox.wait_until(lambda: sandbox.interaction(number).responded)
    assert len(sandbox.inbox(ada)) == 1


async def test_button_outlives_a_restart(sandbox, house, running):
    """A button that an earlier process sent is heard by the next one."""
    ada = sandbox.person("Ada")
    async with running() as first:
        await first.sender.send(f"u{ada}", QUESTION, "ask:1")
    seen = await sandbox.wait_for(ada, "May the police")
    async with running():
        sandbox.press(ada, seen, "Yes")
        await sandbox.wait_for(ada, "Heard.")
    assert house.heard[-1].action == YES


async def test_modal_outlives_a_restart(sandbox, house, running, town):
    """A dialog that an earlier process opened is heard by the next one."""
    house.reply = Reply(form=FORM)
    async with running():
        sandbox.slash(town.ada, town.general, "report")
        modal = await sandbox.wait_for_modal(town.ada)
    house.reply = Reply(messages=(say("Thank you."),))
    async with running():
        sandbox.submit_modal(town.ada, modal, {"text": "A bike", "kind": ["theft"]})
        await sandbox.wait_for(town.ada, "Thank you.")


async def test_no_view_is_kept_in_memory(sandbox, house, platform, town):
    """Buttons and dialogs leave nothing behind in the client: memory does not grow with what was sent."""
    await platform.sender.send(f"u{town.ada}", QUESTION, "ask:1")
    house.reply = Reply(messages=(QUESTION, QUESTION))
    sandbox.slash(town.ada, town.general, "report")
    await sandbox.wait_until(lambda: len(sandbox.inbox(town.ada)) == 3)
    house.reply = Reply(form=FORM)
    sandbox.slash(town.ada, town.general, "report")
    await sandbox.wait_for_modal(town.ada)
    await asyncio.sleep(0.2)
    store = platform.sender._client._connection._view_store
    assert (store._views, store._modals) == ({}, {})


async def test_failing_house_gets_an_apology(sandbox, house, platform, town):
    """When the house itself fails, the person reads that something went wrong, and the connection lives on."""

    async def fail(_: Incoming) -> Reply:
        raise RuntimeError("secret")

    house.on = fail
    sandbox.slash(town.ada, town.general, "report")
    assert (await sandbox.wait_for(town.ada, speak(texts.WENT_WRONG, "es"))).ephemeral
    house.on = None
    sandbox.slash(town.ada, town.general, "report")
    await sandbox.wait_for(town.ada, "Heard.")


async def test_answers_keep_the_order_of_one_person(sandbox, house, platform):
    """What one person says is heard in order; others, and presses, need not wait."""
    ada, bob = sandbox.person("Ada"), sandbox.person("Bob")
    gate = asyncio.Event()

    async def wait_for_gate(incoming: Incoming) -> Reply:
        if incoming.speaker.handle == f"u{ada}" and not isinstance(incoming, Press):
            await gate.wait()
        return Reply(messages=(say(f"Heard {len(house.heard)}."),))

    await platform.sender.send(f"u{ada}", QUESTION, "ask:1")
    house.on = wait_for_gate
    sandbox.say(ada, "one")
    sandbox.say(ada, "two")
    sandbox.say(bob, "three")
    await sandbox.wait_for(bob, "Heard")
    sandbox.press(ada, sandbox.inbox(ada)[0], "Yes")
    await sandbox.wait_for(ada, "Heard")
    assert [getattr(heard, "text", "press") for heard in house.heard] == ["one", "three", "press"]
    gate.set()
    await sandbox.wait_until(lambda: len(house.heard) == 4)
    assert house.heard[-1].text == "two"


async def test_completions(sandbox, house, platform, town):
    """A half-typed option is completed from the house's knowledge; values that do not fit are left out, not cut."""

    async def complete(_):
        return (Choice(value="12 Elm St", label="12 Elm St"), Choice(value="x" * 101, label="too long"))

    house.on_suggest = complete
    found = await sandbox.autocomplete(town.ada, town.general, "report", "place", "12 e", {"kind": "theft"})
    assert [(choice.name, choice.value) for choice in found] == [("12 Elm St", "12 Elm St")]
    (suggest,) = house.suggested
    assert (suggest.command, suggest.field, suggest.partial) == ("report", "place", "12 e")
    assert suggest.speaker.handle == f"u{town.ada}"


async def test_slow_or_failing_completions_are_none(sandbox, house, platform, town):
    """A completer that hangs or fails gives no suggestions, within Discord's three seconds."""

    async def hang(_):
        await asyncio.sleep(60)

    async def fail(_):
        raise RuntimeError

    for house.on_suggest in (fail, hang):
        assert await sandbox.autocomplete(town.ada, town.general, "report", "place", "x") == []


async def test_late_answer_goes_by_direct_message(sandbox, house, platform, town):
    """When Discord has given the interaction up, the answer still reaches the person, by direct message."""

    async def answer_late(_: Incoming) -> Reply:
        sandbox.let_time_pass(4)
        return Reply(messages=(say("Late."),))

    house.on = answer_late
    sandbox.slash(town.ada, town.general, "report")
    seen = await sandbox.wait_for(town.ada, "Late.")
    assert not seen.ephemeral


def reshaped(sandbox, person, place, changes):
    """Sends a command as Discord would in circumstances that the sandbox does not know."""
    number = sandbox.slash(person, place, "report")
    event = next(
        record.payload
        for record in reversed(sandbox.transcript.records)
        if record.kind == "INTERACTION_CREATE" and record.payload["id"] == str(number)
    )
    copied = sandbox.ledger.interactions[number]
    fresh = sandbox.ledger.new_interaction(2, place, person, copied.guild_id)
    sandbox.ledger.emit("INTERACTION_CREATE", {**event, "id": str(fresh.id), "token": fresh.token, **changes})


async def test_guest_answers_the_speaker_alone(sandbox, house, platform, town):
    """On a server that never installed the bot, even a public answer is shown to the speaker alone."""
    house.reply = Reply(messages=(say("Posted.", audience=Audience.EVERYONE_HERE),))
    reshaped(sandbox, town.mayor, town.general, {"authorizing_integration_owners": {"1": str(town.mayor)}})
    await sandbox.wait_until(lambda: len(sandbox.inbox(town.general, town.mayor)) == 2)
    assert [seen.ephemeral for seen in sandbox.inbox(town.general, town.mayor)] == [False, True]
    assert [heard.room.speaker_is_admin for heard in house.heard] == [True, False]


async def test_thread_counts_as_its_channel(sandbox, house, platform, town):
    """What happens in a thread happened in its channel; the thread is kept beside it."""
    thread = {
        "id": "77",
        "type": 11,
        "parent_id": str(town.general),
        "name": "Bike",
        "owner_id": str(town.ada),
        "guild_id": str(sandbox.ledger.channels[town.general].guild_id),
        "message_count": 0,
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 60,
            "archive_timestamp": "2026-01-01T00:00:00+00:00",
            "locked": False,
        },
    }
    reshaped(sandbox, town.ada, town.general, {"channel": thread, "channel_id": "77"})
    await sandbox.wait_until(lambda: len(house.heard) == 2)
    assert (house.heard[1].room.handle, house.heard[1].room.thread) == (f"c{town.general}", "77")


def clip(content=b"clip", size=None):
    async def pieces():
        yield content

    return Attachment(
        name="clip.mp4",
        media_type="video/mp4",
        size_bytes=len(content) if size is None else size,
        sha256=hashlib.sha256(content).hexdigest(),
        open=pieces,
    )


@pytest.mark.parametrize("seconds", [0.0, 2.4])
async def test_files_come_with_the_answer(sandbox, house, platform, town, seconds):
    """An answer can carry pictures and attachments, at once or after a deferral, for the speaker alone."""
    picture = Picture(name="map.png", content=b"\x89PNG", description="A circle")
    message = Message(blocks=(Paragraph(text="Here."), picture, clip()), audience=Audience.ONLY_YOU)
    house.on = slowly(Reply(messages=(message,)), seconds)
    sandbox.slash(town.ada, town.general, "report")
    seen = await sandbox.wait_for(town.ada, "Here.")
    assert seen.ephemeral
    assert [(file.filename, file.content) for file in seen.files] == [("map.png", b"\x89PNG"), ("clip.mp4", b"clip")]


async def test_file_that_discord_would_refuse_is_named_instead(sandbox, house, platform, town):
    """A file over the limit that the interaction tells is replaced by a sentence; the rest arrives."""
    message = Message(blocks=(Paragraph(text="Here."), clip(size=sandbox.file_limit_bytes + 1)))
    house.reply = Reply(messages=(message,))
    sandbox.slash(town.ada, town.general, "report")
    await sandbox.wait_for(town.general, "Here.")
    seen = await sandbox.wait_for(town.general, "clip.mp4")
    assert seen.files == ()


async def test_file_with_other_bytes_is_withheld(sandbox, house, platform, town):
    """P1: bytes that are not the approved ones do not leave in an answer either; an apology stands in their place."""
    house.reply = Reply(messages=(Message(blocks=(replace(clip(), sha256="0" * 64),), audience=Audience.ONLY_YOU),))
    sandbox.slash(town.ada, town.general, "report")
    seen = await sandbox.wait_for(town.ada, speak(texts.WENT_WRONG, "es"))
    assert (seen.ephemeral, seen.files) == (True, ())


async def test_answer_that_discord_refuses_is_followed_by_an_apology(sandbox, house, platform, town):
    """When Discord refuses our answer as malformed, the person still reads a sentence."""
    twins = (Button(label="A", action=YES), Button(label="B", action=YES))
    house.reply = Reply(messages=(Message(title="Twins", buttons=(twins,), audience=Audience.ONLY_YOU),))
    sandbox.slash(town.ada, town.general, "report")
    await sandbox.wait_for(town.ada, speak(texts.WENT_WRONG, "es"))


async def test_mentions_are_forbidden_in_every_answer(sandbox, house, platform, town):
    """First responses and follow-ups alike forbid all mentions and previews."""
    hostile = Message(blocks=(Quote(text="@everyone https://evil.example"),))
    house.reply = Reply(messages=(hostile, hostile))
    sandbox.slash(town.ada, town.general, "report")
    await sandbox.wait_until(lambda: len(sandbox.inbox(town.general)) == 2)
    said = [record.payload for record in sandbox.transcript.records if record.direction == "from bot"]
    bodies = [call.get("body") for call in said if isinstance(call, dict) and isinstance(call.get("body"), dict)]
    spoken = [body for body in (body.get("data", body) for body in bodies) if "content" in body]
    assert len(spoken) == 2
    assert all(body["allowed_mentions"] == {"parse": []} and body["flags"] & (1 << 2) for body in spoken)
