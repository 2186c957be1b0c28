"""Direct conversations are opened once for each person, a few at a time, and never again after a restart."""

import asyncio

import pytest

from bot.adapters.discord.openings import AT_ONCE, PAUSE_S, SPACING_S, Openings
from bot.adapters.discord.send import DiscordSender
from bot.chat.message import say
from bot.chat.ports import RetryLater, Sent

OPEN_DM = "POST /users/@me/channels"


def openings(sandbox):
    return [record for record in sandbox.transcript.records if record.kind == OPEN_DM]


async def test_a_fan_out_to_strangers_opens_a_few_and_spreads_the_rest(sandbox, platform):
    """40 persons whose conversation nobody ever opened: ten are opened, the others get moments a quarter minute apart."""
    people = [sandbox.person(f"P{n}") for n in range(40)]
    outcomes = await asyncio.gather(*(platform.sender.send(f"u{p}", say("Hello"), f"k{p}") for p in people))
    assert len(openings(sandbox)) == AT_ONCE
    assert sum(isinstance(outcome, Sent) for outcome in outcomes) == AT_ONCE
    waits = sorted(outcome.after_s for outcome in outcomes if isinstance(outcome, RetryLater))
    assert [round(wait / SPACING_S) for wait in waits] == list(range(1, 31))
    assert not any(outcome.lane_wide for outcome in outcomes if isinstance(outcome, RetryLater))


async def test_a_fan_out_to_known_conversations_opens_none(sandbox, platform, running):
    """All conversations are noted when they are opened; after a restart 30 notices go into them and none is opened."""
    noted = {}

    async def opened(person, room):
        noted[person] = room

    platform.sender._opened = opened
    people = [sandbox.person(f"P{n}") for n in range(AT_ONCE)]
    for person in people:
        assert isinstance(await platform.sender.send(f"u{person}", say("Welcome"), f"w{person}"), Sent)
    assert set(noted) == {f"u{person}" for person in people}
    before = len(openings(sandbox))
    restarted = DiscordSender()
    restarted.use(platform.sender._client)
    outcomes = await asyncio.gather(
        *(restarted.send(room, say(f"Notice {n}"), f"n{n}") for room in noted.values() for n in range(3))
    )
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert len(openings(sandbox)) == before
    assert [len(sandbox.inbox(person)) for person in people] == [4] * AT_ONCE


async def test_whoever_acts_in_the_conversation_has_one(sandbox, house, platform):
    """A slash command, like a message, tells where the conversation is: nothing has to be opened for the answer's sake."""
    ada = sandbox.person("Ada")
    sandbox.slash(ada, None, "asks")
    await sandbox.wait_for(ada, "Heard.")
    assert isinstance(await platform.sender.send(f"u{ada}", say("News"), "k"), Sent)
    assert openings(sandbox) == []


async def test_a_repeat_after_the_opening_was_noted_is_no_second_copy(sandbox, platform):
    """The message went to the person, its repeat goes to the conversation: Discord still knows it by its nonce."""
    ada = sandbox.person("Ada")
    noted = []

    async def opened(person, room):
        noted.append(room)

    platform.sender._opened = opened
    await platform.sender.send(f"u{ada}", say("Once"), "k")
    restarted = DiscordSender()
    restarted.use(platform.sender._client)
    assert isinstance(await restarted.send(noted[0], say("Once"), "k"), Sent)
    assert len(sandbox.inbox(ada)) == 1


async def test_books_that_are_away_lose_no_message(sandbox, platform):
    """When the conversation cannot be noted, the message still arrives."""

    async def opened(person, room):
        raise RuntimeError("away")

    platform.sender._opened = opened
    ada = sandbox.person("Ada")
    assert isinstance(await platform.sender.send(f"u{ada}", say("Hello"), "k"), Sent)
    assert len(sandbox.inbox(ada)) == 1


def test_the_pace_of_openings():
    """In any stretch of time, at most ten at once and four a minute; whoever comes back early waits for the same moment."""
    openings, opened = Openings(), []
    waiting = dict.fromkeys(range(100), 0.0)
    now = 0.0
    while waiting:
        for person in [each for each, at in waiting.items() if at <= now]:
            wait = openings.wait_s(person, now)
            if wait == 0.0:
                opened.append(now)
                del waiting[person]
            else:
                assert openings.wait_s(person, now) == pytest.approx(wait)
                waiting[person] = now + wait
        now = min(waiting.values(), default=now)
    assert len(opened) == 100
    for start in opened:
        for span in (0.0, 60.0, 600.0):
            assert sum(start <= at <= start + span for at in opened) <= AT_ONCE + span / SPACING_S
    assert opened[-1] == pytest.approx((100 - AT_ONCE) * SPACING_S)


def test_discords_complaint_stops_all_openings():
    """After "too fast" none is opened for ten minutes; then it goes on."""
    openings = Openings()
    assert openings.wait_s(1, 0.0) == 0.0
    openings.hold(0.0)
    assert openings.wait_s(2, 1.0) == PAUSE_S - 1.0
    assert openings.wait_s(2, PAUSE_S) == 0.0
