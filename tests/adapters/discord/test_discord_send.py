"""Sending over TCP: to persons and channels, outcomes, repeats, files, long texts and hostile ones."""

import asyncio
import hashlib
from types import SimpleNamespace

import aiohttp
import discord
import pytest

from bot.adapters.discord.outcomes import REFUSALS_BEFORE_BREAK, REFUSALS_WINDOW_S, Breaker, outcome_of
from bot.adapters.discord.render import LIMITS
from bot.chat.action import Action
from bot.chat.message import Attachment, Button, Facts, LinkButton, Message, Paragraph, Picture, Quote, say
from bot.chat.ports import Ambiguous, Rejected, RetryLater, Sent, Unreachable
from bot.sandbox.misbehavior import Fault

MESSAGES = "POST /channels/{id}/messages"
OPEN_DM = "POST /users/@me/channels"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def attachment(content, name="clip.mp4", sha256=None, size=None):
    async def pieces():
        for start in range(0, len(content), 100_000):
            yield content[start : start + 100_000]

    return Attachment(
        name=name,
        media_type="video/mp4",
        size_bytes=len(content) if size is None else size,
        sha256=hashlib.sha256(content).hexdigest() if sha256 is None else sha256,
        open=pieces,
    )


def calls(sandbox, kind):
    return [record for record in sandbox.transcript.records if record.kind == kind]


async def test_direct_message_is_opened_once(sandbox, platform):
    """The conversation with a person is opened once and remembered."""
    ada = sandbox.person("Ada")
    for number in range(3):
        outcome = await platform.sender.send(f"u{ada}", say(f"Message {number}"), f"k{number}")
        assert isinstance(outcome, Sent)
    assert [message.content for message in sandbox.inbox(ada)] == ["Message 0", "Message 1", "Message 2"]
    assert len(calls(sandbox, OPEN_DM)) == 1
    bob = sandbox.person("Bob")
    await asyncio.gather(*(platform.sender.send(f"u{bob}", say("Hello"), f"b{number}") for number in range(5)))
    assert len(calls(sandbox, OPEN_DM)) == 2


async def test_conversation_that_a_person_began_is_not_opened_again(sandbox, house, platform):
    """Who wrote to us has an open conversation already."""
    ada = sandbox.person("Ada")
    sandbox.say(ada, "Hello")
    await sandbox.wait_for(ada, "Heard.")
    await platform.sender.send(f"u{ada}", say("News"), "k")
    assert calls(sandbox, OPEN_DM) == []


async def test_channel_message_and_thread(sandbox, platform):
    """A channel's handle leads into the channel; a thread is a channel of its own."""
    place = sandbox.guild("Elm Street", channels=["general", "thread"])
    outcome = await platform.sender.send(f"c{place.channels['general']}", say("For all"), "k")
    (seen,) = sandbox.inbox(place.channels["general"])
    assert outcome == Sent(receipt=str(seen.id))
    await platform.sender.send(f"c{place.channels['general']}", say("Inside"), "k2", str(place.channels["thread"]))
    assert [message.content for message in sandbox.inbox(place.channels["thread"])] == ["Inside"]


async def test_same_key_is_one_message(sandbox, running):
    """A repeat under the same key is suppressed, by us and, after a restart, by Discord's nonce."""
    ada = sandbox.person("Ada")
    async with running() as platform:
        first = await platform.sender.send(f"u{ada}", say("Once"), "k")
        assert await platform.sender.send(f"u{ada}", say("Once"), "k") == first
    async with running() as restarted:
        assert await restarted.sender.send(f"u{ada}", say("Once"), "k") == first
        assert await restarted.sender.send(f"u{ada}", say("Once"), "other") != first
    assert len(sandbox.inbox(ada)) == 2


async def test_lost_answer_is_ambiguous_and_a_repeat_makes_no_second_copy(sandbox, script, platform):
    """When the answer is lost after writing, the outcome says so, and trying again leaves one message."""
    ada = sandbox.person("Ada")
    script.faults[MESSAGES] = [Fault.LOST_ANSWER]
    assert isinstance(await platform.sender.send(f"u{ada}", say("Once"), "k"), Ambiguous)
    assert isinstance(await platform.sender.send(f"u{ada}", say("Once"), "k"), Sent)
    assert len(sandbox.inbox(ada)) == 1


async def test_repeat_after_a_failure_in_the_middle_sends_the_rest_only(sandbox, script, platform):
    """A message of several parts goes on where it stopped."""
    ada = sandbox.person("Ada")
    long = Message(blocks=tuple(Paragraph(text=f"{n} " + "word " * 300) for n in range(3)))
    script.faults[MESSAGES] = [Fault.NONE, Fault.LOST_ANSWER]
    assert isinstance(await platform.sender.send(f"u{ada}", long, "k"), Ambiguous)
    outcome = await platform.sender.send(f"u{ada}", long, "k")
    assert isinstance(outcome, Sent)
    assert [message.content[0] for message in sandbox.inbox(ada)] == ["0", "1", "2"]
    assert outcome.receipt == ",".join(str(message.id) for message in sandbox.inbox(ada))


async def test_parts_that_arrived_long_ago_are_not_sent_again(sandbox, script, platform):
    """Also when Discord has forgotten the nonce, a repeat leaves out the parts that are known to have arrived."""
    ada = sandbox.person("Ada")
    long = Message(blocks=tuple(Paragraph(text=f"{n} " + "word " * 300) for n in range(2)))
    script.faults[MESSAGES] = [Fault.NONE, Fault.CLOSED_DMS]
    assert isinstance(await platform.sender.send(f"u{ada}", long, "k"), Unreachable)
    sandbox.let_time_pass(3600)
    assert isinstance(await platform.sender.send(f"u{ada}", long, "k"), Sent)
    assert [message.content[0] for message in sandbox.inbox(ada)] == ["0", "1"]


async def test_closed_direct_messages_are_unreachable(sandbox, platform):
    """A person who takes no direct messages is unreachable until they do something."""
    ada = sandbox.person("Ada")
    sandbox.close_dms(ada)
    assert isinstance(await platform.sender.send(f"u{ada}", say("Hello"), "k"), Unreachable)


async def test_unknown_or_forbidden_channel_is_unreachable(sandbox, platform):
    """A channel that is gone, or where the bot may not write, is unreachable."""
    place = sandbox.guild("Elm Street")
    sandbox.forbid_bot(place.channels["general"])
    assert isinstance(await platform.sender.send(f"c{place.channels['general']}", say("Hello"), "k"), Unreachable)
    assert isinstance(await platform.sender.send("c123456789012345678", say("Hello"), "k"), Unreachable)


async def test_foreign_handle_and_empty_message_are_rejected(platform):
    """What cannot be sent is our own mistake, told at once."""
    for handle in ("123", "u", "c-1", "@ada", "u1x", "ü1", "u" + "9" * 30):
        assert isinstance(await platform.sender.send(handle, say("Hello"), "k"), Rejected)
    assert isinstance(await platform.sender.send("u1", Message(), "k"), Rejected)
    assert isinstance(await platform.sender.send("c1", say("Hello"), "k", thread="x"), Rejected)


async def test_brief_trouble_is_waited_out(sandbox, script, platform):
    """A single 429 or 502 is waited out by discord.py; the message arrives."""
    ada = sandbox.person("Ada")
    script.faults[MESSAGES] = [Fault.TOO_MANY_REQUESTS, Fault.SERVER_ERROR]
    assert isinstance(await platform.sender.send(f"u{ada}", say("Hello"), "k"), Sent)


async def test_vanished_discord_is_tried_later(sandbox, platform):
    """When no connection can be made, nothing was delivered, and it is to be tried later."""
    ada = sandbox.person("Ada")
    await platform.sender.send(f"u{ada}", say("Hello"), "k")
    await sandbox.stop()
    assert isinstance(await platform.sender.send(f"u{ada}", say("Again"), "k2"), RetryLater | Ambiguous)
    assert isinstance(await platform.sender.send(f"u{ada}", say("Again"), "k2"), RetryLater)
    await sandbox.start()


async def test_files_arrive_byte_for_byte(sandbox, platform):
    """Pictures and attachments arrive with their bytes; a picture carries its description."""
    ada = sandbox.person("Ada")
    clip = bytes(range(256)) * 1000
    message = Message(
        blocks=(
            Picture(name="map.png", content=PNG, description="A circle of 500 m around Elm Street"),
            Paragraph(text="The clip."),
            attachment(clip),
        )
    )
    assert isinstance(await platform.sender.send(f"u{ada}", message, "k"), Sent)
    (seen,) = sandbox.inbox(ada)
    assert seen.content == "The clip."
    assert [(file.filename, file.content) for file in seen.files] == [("map.png", PNG), ("clip.mp4", clip)]
    stored = sandbox.ledger.find_message(seen.id)
    assert stored.attachments[0]["description"] == "A circle of 500 m around Elm Street"


async def test_file_over_the_limit_is_rejected(sandbox, platform):
    """A file larger than Discord takes is rejected before anything is read, with a clear reason."""
    ada = sandbox.person("Ada")
    outcome = await platform.sender.send(
        f"u{ada}", Message(blocks=(attachment(b"x", size=LIMITS.upload_bytes + 1),)), "k"
    )
    assert outcome == Rejected(why="The file clip.mp4 has 10485761 bytes, more than Discord's 10485760.")
    assert sandbox.inbox(ada) == []


@pytest.mark.parametrize("wrong", [{"sha256": "0" * 64}, {"size": 3}, {"size": 5}])
async def test_bytes_that_are_not_the_promised_ones_never_leave(sandbox, platform, wrong):
    """P1: an attachment whose bytes differ from its digest or size is not sent."""
    ada = sandbox.person("Ada")
    outcome = await platform.sender.send(f"u{ada}", Message(blocks=(attachment(b"clip", **wrong),)), "k")
    assert isinstance(outcome, Rejected)
    assert sandbox.inbox(ada) == []


async def test_many_buttons_and_files_spread_over_messages(sandbox, platform):
    """More than 25 buttons or 10 files go on in further messages; none is dropped, all look alike."""
    ada = sandbox.person("Ada")
    buttons = tuple(Button(label=f"B{n}", action=Action(verb="pick", ref=str(n))) for n in range(31))
    files = tuple(Picture(name=f"p{n}.png", content=PNG, description="") for n in range(12))
    message = Message(
        title="Pick", blocks=files, buttons=(buttons, (LinkButton(label="Page", url="https://example.org/"),))
    )
    assert isinstance(await platform.sender.send(f"u{ada}", message, "k"), Sent)
    seen = sandbox.inbox(ada)
    labels = [button.label for one in seen for button in one.buttons]
    assert labels == [f"B{n}" for n in range(31)] + ["Page"]
    assert {button.style for one in seen for button in one.buttons if button.custom_id} == {2}
    assert [file.filename for one in seen for file in one.files] == [f"p{n}.png" for n in range(12)]
    assert all(len(one.files) <= 10 and len(one.buttons) <= 25 for one in seen)


async def test_hostile_words_stay_words(sandbox, platform):
    """Mentions, masked links and invites in somebody's words arrive inert, and every call forbids mentions."""
    ada = sandbox.person("Ada")
    hostile = f"@everyone <@{ada}> <#1> [bank](https://evil.example) discord.gg/abc ||x|| # y\n# z\n<t:1:F>"
    message = Message(title=hostile, blocks=(Quote(text=hostile), Facts(rows=((hostile, hostile),))))
    assert isinstance(await platform.sender.send(f"u{ada}", message, "k"), Sent)
    (seen,) = sandbox.inbox(ada)
    stored = sandbox.ledger.find_message(seen.id)
    for live in ("@everyone", "https://", "discord.gg"):
        assert live not in seen.content
    assert "\\<@" in seen.content
    assert "\\[bank\\]" in seen.content
    assert not stored.mention_everyone
    for call in calls(sandbox, MESSAGES):
        body = call.payload.get("body", call.payload)
        assert body["allowed_mentions"] == {"parse": []}
        assert body["flags"] & (1 << 2)
        assert body["enforce_nonce"] is True
        assert len(body["nonce"]) == 25


def refused(status, code=0, text="no", **headers):
    answer = SimpleNamespace(status=status, reason="", headers={"Via": "1.1 discord", **headers})
    body = {"code": code, "message": text} if code else text
    return discord.HTTPException(answer, body)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (refused(403, 50007), Unreachable),
        (refused(403, 40003), RetryLater),
        (refused(400, 50007), Unreachable),
        (refused(404, 10003), Unreachable),
        (refused(403), RetryLater),
        (refused(401), RetryLater),
        (refused(403, 20026), RetryLater),
        (refused(429), RetryLater),
        (refused(500), RetryLater),
        (refused(503), RetryLater),
        (refused(400, 50035), Rejected),
        (refused(413, 40005), Rejected),
        (discord.RateLimited(99.0), RetryLater),
        (aiohttp.ClientConnectorError(SimpleNamespace(host="x", port=1, ssl=True), OSError()), RetryLater),
        (aiohttp.ServerDisconnectedError(), Ambiguous),
        (aiohttp.ClientOSError(), Ambiguous),
        (aiohttp.ClientPayloadError(), Ambiguous),
        (TimeoutError(), Ambiguous),
        (ConnectionResetError(), Ambiguous),
        (ConnectionRefusedError(), RetryLater),
        (FileNotFoundError(), RetryLater),
        (discord.ClientException(), Rejected),
    ],
)
def test_outcome_of_every_failure(error, kind):
    """Each failure of a call has the outcome that tells whether it may be repeated."""
    assert isinstance(outcome_of(error), kind)


def test_waiting_times_are_passed_on():
    """What Discord asks for is what the lane waits; a ban of our address stops the whole lane."""
    assert outcome_of(refused(429, **{"Retry-After": "7"})).after_s == 7.0
    assert not outcome_of(refused(429, 20028)).lane_wide
    assert outcome_of(discord.RateLimited(99.0)).after_s == 99.0
    banned = refused(429)
    banned.response.headers.pop("Via")
    assert outcome_of(banned).lane_wide


def test_breaker_opens_at_a_thousand_refusals_in_ten_minutes():
    """S39: after 1,000 refused calls in 10 minutes nothing is sent until the window has passed."""
    breaker = Breaker()
    for number in range(REFUSALS_BEFORE_BREAK):
        assert breaker.wait_s(float(number) / 10) == 0
        breaker.note(refused(403, 50007), float(number) / 10)
        breaker.note(refused(400, 50035), float(number) / 10)
    assert breaker.wait_s(100.0) == REFUSALS_WINDOW_S - 100.0
    assert breaker.wait_s(REFUSALS_WINDOW_S) == 0


async def test_sends_in_parallel_all_arrive(sandbox, script, platform):
    """S37: with one lost answer in ten, trying again under the same key delivers each message exactly once."""
    people = [sandbox.person(f"P{n}") for n in range(40)]
    for person in people:
        sandbox.say(person, "Hello")
        await sandbox.wait_for(person, "Heard.")
    script.faults[MESSAGES] = [Fault.LOST_ANSWER if n % 10 == 0 else Fault.NONE for n in range(40)]

    async def deliver(person):
        outcome = await platform.sender.send(f"u{person}", say("News"), f"k{person}")
        if isinstance(outcome, Ambiguous):
            outcome = await platform.sender.send(f"u{person}", say("News"), f"k{person}")
        assert isinstance(outcome, Sent)

    await asyncio.gather(*map(deliver, people))
    assert [len([seen for seen in sandbox.inbox(person) if seen.content == "News"]) for person in people] == [1] * 40
