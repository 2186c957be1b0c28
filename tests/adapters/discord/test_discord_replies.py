"""Answers to the bot in a channel: which are heard, and where what is said in return appears."""

import asyncio
from dataclasses import replace

import pytest
from simcord.backend.models import AllowedMentions

from bot.adapters.discord import texts
from bot.chat.action import Action
from bot.chat.form import Field, FieldKind, Form
from bot.chat.incoming import Typed, Upload
from bot.chat.message import Audience, say
from bot.chat.ports import Sent
from bot.chat.reply import Reply
from bot.sandbox.misbehavior import Fault

SAY = "POST /channels/{id}/messages"
OPEN_DM = "POST /users/@me/channels"
FORM = Form(
    name="report",
    title="Report",
    draft="K7QFM3",
    fields=(Field(name="text", label="What?", question="What happened?"),),
)
ALL = Audience.EVERYONE_HERE


class Town:
    """A guild with a neighbor, an admin and a card of the bot in its channel."""

    def __init__(self, sandbox, platform):
        self.sandbox, self.platform = sandbox, platform
        self.ada, self.mayor = sandbox.person("Ada"), sandbox.person("Mayor")
        place = sandbox.guild("Elm Street", members=[self.ada], admins=[self.mayor])
        self.guild, self.general = place.id, place.channels["general"]

    async def card(self):
        outcome = await self.platform.sender.send(f"c{self.general}", say("A bike was stolen."), "card")
        assert isinstance(outcome, Sent)
        return int(outcome.receipt)

    def replies(self, person, text, to, **more):
        return self.sandbox.say(person, text, self.general, reply_to=to, **more)

    def in_channel(self):
        return [message for message in self.sandbox.inbox(self.general) if message.from_bot]


@pytest.fixture
def town(sandbox, platform):
    """The town of these stories."""
    return Town(sandbox, platform)


async def silence(sandbox, house, town):
    """Wait until something said later was heard, and see that nothing else was."""
    sandbox.say(town.ada, "a later word")
    await sandbox.wait_until(lambda: any(getattr(one, "text", "") == "a later word" for one in house.heard))
    return [one for one in house.heard if getattr(one, "text", "") != "a later word"]


async def test_words_that_answer_the_bot_in_a_channel_are_heard(sandbox, house, platform, town):
    """A reply to a message of the bot's is typed, with the id of what it answers and the channel as its room."""
    card = await town.card()
    number = town.replies(town.ada, "I saw it too", card)
    await sandbox.wait_until(lambda: house.heard)
    (typed,) = house.heard
    assert isinstance(typed, Typed)
    assert (typed.text, typed.reply_to, typed.key) == ("I saw it too", str(card), f"discord:{number}")
    assert (typed.speaker.handle, typed.speaker.name) == (f"u{town.ada}", "Ada")
    assert (typed.room.handle, typed.room.title, typed.room.thread) == (f"c{town.general}", "general", "")
    assert not (typed.room.private or typed.room.modals or typed.room.speaker_is_admin)


async def test_an_admin_who_answers_is_known_as_one(sandbox, house, platform, town):
    """Also without an interaction it is told who may manage the server."""
    town.replies(town.mayor, "Closed now", await town.card())
    await sandbox.wait_until(lambda: house.heard)
    assert house.heard[0].room.speaker_is_admin


async def test_a_file_that_answers_the_bot_in_a_channel_is_an_upload(sandbox, house, platform, town):
    """A photo in a reply arrives with its words, what it answers, and its bytes."""
    card = await town.card()
    sandbox.send_file(town.ada, b"photo", "door.jpg", "image/jpeg", "my door", town.general, reply_to=card)
    await sandbox.wait_until(lambda: house.heard)
    (upload,) = house.heard
    assert isinstance(upload, Upload)
    assert (upload.words, upload.reply_to, upload.file.name) == ("my door", str(card), "door.jpg")
    assert b"".join([piece async for piece in upload.file.open()]) == b"photo"


async def test_an_answer_in_a_direct_conversation_tells_what_it_answers(sandbox, house, platform, town):
    """In the direct messages a reply to the bot carries the same id; a reply to one's own words carries none."""
    outcome = await platform.sender.send(f"u{town.ada}", say("May we?"), "ask")
    own = sandbox.say(town.ada, "which one", reply_to=int(outcome.receipt))
    sandbox.say(town.ada, "I mean this", reply_to=own)
    await sandbox.wait_until(lambda: len(house.heard) == 2)
    assert [one.reply_to for one in house.heard] == [outcome.receipt, ""]
    assert all(one.room.private for one in house.heard)


async def test_nothing_else_in_a_channel_is_heard(sandbox, house, platform, town):
    """Plain words, answers to neighbors, answers to what is gone, and answers without a call are none of our business."""
    card = await town.card()
    theirs = sandbox.say(town.mayor, "who was it", town.general)
    sandbox.say(town.ada, "hello all", town.general)
    town.replies(town.ada, "not me", theirs)
    town.replies(town.ada, "between us", card, ping=False)
    assert await silence(sandbox, house, town) == []


async def test_other_bots_and_webhooks_are_not_heard(sandbox, house, platform, town):
    """A machine that answers the bot gets no answer: two bots would talk for ever."""
    card = await town.card()
    ledger = sandbox.ledger
    robot = ledger.make_user("robot", bot=True)
    ledger.add_member(town.guild, robot.id)
    below = {"channel_id": str(town.general), "message_id": str(card)}
    call = AllowedMentions(replied_user=True)
    ledger.create_message(town.general, robot.id, "beep", reference=below, allowed_mentions=call)
    hook = {"webhook_id": 4242, "reference": below, "allowed_mentions": call}
    ledger.create_message(town.general, town.ada, "hook", **hook)
    assert await silence(sandbox, house, town) == []


async def test_an_answer_for_everybody_stands_under_what_it_answers(sandbox, house, platform, town):
    """What everybody may read is said in the channel, as a reply to the one who asked, and calls nobody."""
    house.reply = Reply(messages=(say("Noted.", audience=ALL), say("Two saw it.", audience=ALL)))
    number = town.replies(town.ada, "I saw it", await town.card())
    await sandbox.wait_for(town.general, "Two saw it.")
    assert [(one.content, one.reply_to) for one in town.in_channel()[1:]] == [
        ("Noted.", number),
        ("Two saw it.", number),
    ]
    posts = [one for one in sandbox.transcript.records if one.kind == SAY]
    assert all(one.payload["body"]["allowed_mentions"] == {"parse": []} for one in posts)


async def test_an_answer_for_one_goes_to_their_direct_messages(sandbox, house, platform, town):
    """What only the speaker may read never stands in the channel."""
    town.replies(town.ada, "I saw it", await town.card())
    seen = await sandbox.wait_for(town.ada, "Heard.")
    assert seen.channel != town.general
    assert [one.content for one in town.in_channel()] == ["A bike was stolen."]


async def test_closed_direct_messages_let_the_channel_learn_only_that(sandbox, house, platform, town):
    """With closed direct messages the private words are said nowhere; the channel asks to open them, under the reply."""
    sandbox.close_dms(town.ada)
    house.reply = Reply(messages=(say("Your report of Elm Street 12."),))
    number = town.replies(town.ada, "I saw it", await town.card())
    seen = await sandbox.wait_for(town.general, texts.OPEN_OUR_CHAT)
    assert seen.reply_to == number
    assert [one.content for one in town.in_channel()] == ["A bike was stolen.", texts.OPEN_OUR_CHAT]
    assert sandbox.inbox(town.ada) == []


async def test_a_form_in_answer_to_a_reply_waits_behind_a_button(sandbox, house, platform, town):
    """Where others read along, no question is asked in the open: a button opens the dialog for whoever pressed it."""
    house.reply = Reply(form=FORM)
    number = town.replies(town.ada, "something happened", await town.card())
    seen = await sandbox.wait_for(town.general, "What?")
    assert seen.reply_to == number
    assert "What happened?" not in seen.content
    sandbox.press(town.ada, seen, texts.OPEN_FORM)
    assert (await sandbox.wait_for_modal(town.ada)).custom_id == "form:K7QFM3"
    assert house.heard[-1].action == Action(verb="form.open", ref="K7QFM3")


@pytest.mark.parametrize("faults", [[Fault.LOST_ANSWER], [Fault.TOO_MANY_REQUESTS], [Fault.SERVER_ERROR]])
async def test_an_answer_in_a_channel_survives_a_fault(sandbox, house, script, platform, town, faults):
    """A lost, postponed or failed answer to a reply still stands there once, and under it."""
    card = await town.card()
    house.reply = Reply(messages=(say("Noted.", audience=ALL),))
    script.faults[SAY] = list(faults)
    number = town.replies(town.ada, "I saw it", card)
    await sandbox.wait_for(town.general, "Noted.")
    await asyncio.sleep(1.3)
    assert [(one.content, one.reply_to) for one in town.in_channel()[1:]] == [("Noted.", number)]


async def test_what_was_answered_may_be_gone(sandbox, house, platform, town):
    """When the reply was deleted meanwhile, what answers it is said all the same."""
    gate = asyncio.Event()

    async def slow(_):
        await gate.wait()
        return Reply(messages=(say("Noted.", audience=ALL),))

    house.on = slow
    number = town.replies(town.ada, "I saw it", await town.card())
    await sandbox.wait_until(lambda: house.heard)
    sandbox.ledger.delete_message(town.general, number)
    gate.set()
    assert (await sandbox.wait_for(town.general, "Noted.")).reply_to is None


async def test_a_question_that_may_be_skipped_has_a_button_for_it(sandbox, house, platform, town):
    """In a plain conversation a field that is not required offers Skip, one that is does not, and a note stays in sight."""
    field = replace(FORM.fields[0], required=False)
    house.reply = Reply(form=replace(FORM, fields=(field,), note="In danger, call 911."))
    sandbox.say(town.ada, "report")
    seen = await sandbox.wait_for(town.ada, "What happened?")
    assert "In danger, call 911." in seen.content
    assert [(one.label, one.custom_id) for one in seen.buttons] == [("Skip", "pl:form.skip:K7QFM3")]
    house.reply = Reply(form=FORM)
    sandbox.press(town.ada, seen, "Skip")
    await sandbox.wait_until(lambda: len(house.heard) == 2)
    assert house.heard[-1].action == Action(verb="form.skip", ref="K7QFM3")
    sandbox.say(town.ada, "report")
    required = await sandbox.wait_for(town.ada, "What happened?", after=seen.id)
    assert required.buttons == ()


@pytest.mark.parametrize(
    ("required", "how"), [(True, texts.SEND_A_FILE), (False, texts.SEND_A_FILE_OR_SKIP)], ids=["required", "optional"]
)
async def test_a_question_for_a_file_says_how(sandbox, house, platform, town, required, how):
    """Where typing is no answer, the question says what is: to send a file, and to skip where that is allowed."""
    field = Field(name="photo", label="Photo", question="Do you have a photo?", kind=FieldKind.FILE, required=required)
    house.reply = Reply(form=replace(FORM, fields=(field,)))
    sandbox.say(town.ada, "report")
    seen = await sandbox.wait_for(town.ada, "Do you have a photo?")
    assert how in seen.content
    assert len(seen.buttons) == (not required)
