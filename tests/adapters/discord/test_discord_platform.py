"""The connection over TCP: login, commands, reconnects, repeats, damaged events and a clean end."""

import asyncio
import random
import threading

import discord
import pytest
from structlog.testing import capture_logs

from bot.adapters.discord import platform as module
from bot.adapters.discord import texts
from bot.adapters.discord.platform import Discord
from bot.chat.action import Action
from bot.chat.form import CommandSpec
from bot.chat.message import Button, Message, Paragraph
from bot.chat.ports import PlatformDown, RetryLater, Sent
from bot.sandbox.misbehavior import Plan

CALLBACK = "POST /interactions/{id}/{token}/callback"
QUESTION = Message(
    blocks=(Paragraph(text="Yes?"),), buttons=((Button(label="Yes", action=Action(verb="ask.yes", ref="K7QFM3")),),)
)
PATIENCE_S = 15.0


async def run_to_its_end(platform, house):
    async with asyncio.timeout(PATIENCE_S):
        await platform.run((), house.answer, house.complete)


def command_writes(sandbox):
    return [record for record in sandbox.transcript.records if record.kind == "PUT /applications/{id}/commands"]


async def test_wrong_token_is_told_in_one_sentence(sandbox, house):
    """A token that Discord refuses ends the platform with the one thing to do."""
    with pytest.raises(PlatformDown) as told:
        await run_to_its_end(Discord("wrong", sandbox.api_url, sandbox.gateway_url), house)
    assert str(told.value) == module.WRONG_TOKEN


async def test_unreachable_discord_is_told_in_one_sentence(house):
    """Where nobody listens, the platform ends with one sentence instead of a traceback."""
    with pytest.raises(PlatformDown) as told:
        await run_to_its_end(Discord("x", "http://127.0.0.1:9/api/v10", "ws://127.0.0.1:9/gateway"), house)
    assert str(told.value) == module.OUT_OF_REACH


async def test_unreachable_gateway_is_told_in_one_sentence(sandbox, house):
    """The same where only the gateway is out of reach."""
    with pytest.raises(PlatformDown) as told:
        await run_to_its_end(Discord(sandbox.token, sandbox.api_url, "ws://127.0.0.1:9/gateway"), house)
    assert str(told.value) == module.OUT_OF_REACH


async def test_no_privileged_intent_is_asked_for(sandbox, house, platform):
    """The bot asks for guilds and for messages in channels and in private, and for nothing that has to be approved."""
    (session,) = sandbox.gateway._sessions.values()
    asked = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    assert session.intents.value == asked.value == (1 << 0) | (1 << 9) | (1 << 12)


async def test_commands_are_written_once(sandbox, running):
    """A second start with the same commands writes nothing; a changed command does."""
    async with running():
        assert len(command_writes(sandbox)) == 1
    async with running():
        assert len(command_writes(sandbox)) == 1
    async with running((CommandSpec(name="report", description="Changed."),)):
        assert len(command_writes(sandbox)) == 2


async def test_client_closes_when_cancelled(sandbox, house, running):
    """Cancelling ends the connection, the keep-alive thread and the sender's line; nothing is left behind."""
    before = asyncio.all_tasks()
    async with running() as platform:
        pass
    outcome = await platform.sender.send("u1", QUESTION, "k")
    assert isinstance(outcome, RetryLater)
    assert outcome.lane_wide
    await sandbox.wait_until(lambda: not [one for one in threading.enumerate() if one.name.startswith("keep-alive")])
    assert {task for task in asyncio.all_tasks() - before if "discord" in repr(task.get_coro())} == set()


async def test_lost_connection_is_resumed(sandbox, house, platform):
    """After a dropped connection the client resumes, and what was said meanwhile is heard, once."""
    ada = sandbox.person("Ada")
    sandbox.say(ada, "before")
    await sandbox.wait_until(lambda: len(house.heard) == 1)
    await sandbox.gateway.drop()
    sandbox.say(ada, "meanwhile")
    await sandbox.wait_until(lambda: len(house.heard) == 2, timeout=20.0)
    assert [heard.text for heard in house.heard] == ["before", "meanwhile"]


async def test_repeated_events_are_heard_once(sandbox, house, script, platform):
    """Discord delivers some events twice; the second is dropped."""
    script.plan = Plan(duplicate_rate=1.0)
    ada = sandbox.person("Ada")
    sandbox.say(ada, "one")
    sandbox.slash(ada, None, "asks")
    await sandbox.wait_until(lambda: len(sandbox.inbox(ada)) >= 3)
    await asyncio.sleep(0.2)
    assert len(house.heard) == 2


async def test_foreign_button_gets_a_neutral_answer(sandbox, house, platform):
    """A press that carries no action of ours is answered neutrally and not passed on."""
    ada = sandbox.person("Ada")
    await platform.sender.send(f"u{ada}", QUESTION, "k")
    seen = await sandbox.wait_for(ada, "Yes?")
    stored = sandbox.ledger.find_message(seen.id)
    stored.components[0]["components"][0]["custom_id"] = "red:old-bot:1"
    sandbox.press(ada, seen, "Yes")
    await sandbox.wait_for(ada, texts.BUTTON_OVER)
    assert house.heard == []


def random_json(dice, depth=0):
    """Any JSON, with the words of interactions more often than chance."""
    words = ["", "pl:ask.yes:K7QFM3", "form:K7QFM3", "form:", "report", "pl:::", "😀" * 40, "custom_id", "1" * 30, "0"]
    kinds = [lambda: None, lambda: dice.choice(words), lambda: dice.randint(-5, 30), lambda: dice.random() < 0.5]
    if depth < 4:
        keys = ["type", "custom_id", "value", "values", "components", "component", "options", "name", "focused", "id"]
        kinds += [lambda: [random_json(dice, depth + 1) for _ in range(dice.randint(0, 3))]] * 2
        kinds += [lambda: {dice.choice(keys): random_json(dice, depth + 1) for _ in range(dice.randint(0, 5))}] * 2
    return dice.choice(kinds)()


def random_interaction(dice, number, sound):
    """A sound interaction in which the data, and sometimes something else, is random."""
    event = {**sound, "id": str(10**17 + number), "type": dice.choice([1, 2, 3, 4, 5, 9]), "data": random_json(dice)}
    if dice.random() < 0.7:
        event["data"] = event["data"] if isinstance(event["data"], dict) else {}
        event["data"] |= {"custom_id": dice.choice(["pl:a:b", "form:X", "?"]), "component_type": dice.choice([2, 3])}
        event["data"] |= {"components": random_json(dice), "options": random_json(dice), "name": "report"}
    if dice.random() < 0.3:
        event[dice.choice(["user", "channel", "message", "locale", "version", "context"])] = random_json(dice)
    if dice.random() < 0.1:
        event.pop(dice.choice(sorted(event)))
    return event


async def test_two_thousand_random_interactions_do_no_harm(sandbox, house, platform):
    """Whatever an interaction holds, no exception leaves a handler, and the next honest command is answered."""
    ada, dice = sandbox.person("Ada"), random.Random(7)
    sandbox.slash(ada, None, "asks")
    await sandbox.wait_for(ada, "Heard.")
    sound = next(record for record in sandbox.transcript.records if record.kind == "INTERACTION_CREATE").payload
    with capture_logs() as logs:
        for number in range(2_000):
            sandbox.ledger.emit("INTERACTION_CREATE", random_interaction(dice, number, dict(sound)))
            if number % 50 == 0:
                await asyncio.sleep(0.05)
        last = sandbox.slash(ada, None, "asks")
        await sandbox.wait_until(lambda: sandbox.interaction(last).responded, timeout=30.0)
    assert [log for log in logs if log["event"] in {"event not dealt with", "not answered", "no suggestions"}] == []
    assert len(house.heard) > 100


async def test_sender_speaks_while_connected(sandbox, platform):
    """The sender of a connected platform delivers."""
    ada = sandbox.person("Ada")
    assert isinstance(await platform.sender.send(f"u{ada}", QUESTION, "k"), Sent)


async def test_check_tells_the_name_or_what_is_wrong(sandbox):
    """A check logs in once without listening, and names the bot or the one thing to do."""
    name = await Discord(sandbox.token, sandbox.api_url, sandbox.gateway_url).check()
    assert name == f"@{sandbox.ledger.bot_user.name}"
    assert sandbox.gateway.identified == 0
    with pytest.raises(PlatformDown) as told:
        await Discord("wrong", sandbox.api_url, sandbox.gateway_url).check()
    assert str(told.value) == module.WRONG_TOKEN


async def test_misbehaving_discord_still_gets_everything_answered_once(sandbox, house, script, platform):
    """S37: with lost answers, 429s, 5xx and repeated or reordered events, everybody is heard once and answered once."""
    people = [sandbox.person(f"P{number}") for number in range(80)]
    script.plan = Plan(
        lost_answer_rate=0.05,
        too_many_requests_rate=0.02,
        server_error_rate=0.01,
        duplicate_rate=0.1,
        reorder_rate=0.1,
    )
    for number, person in enumerate(people):
        if number % 2:
            sandbox.slash(person, None, "asks")
        else:
            sandbox.say(person, "hello")
    for person in people:
        await sandbox.wait_for(person, "Heard.", timeout=PATIENCE_S)
    await asyncio.sleep(1.5)
    assert sorted(heard.speaker.handle for heard in house.heard) == sorted(f"u{person}" for person in people)
    answers = [[seen.content for seen in sandbox.inbox(person) if seen.from_bot] for person in people]
    assert answers == [["Heard."]] * 80
