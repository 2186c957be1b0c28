"""Closing a request once let its unanswered asks expire in the officer's own transaction: the more owners were asked, the
later came the reply. And asks of a fan-out that was under way just then were never closed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.consent.model import AskEvent
from bot.db.tables import AskEventRow, AskRow
from bot.kernel.ids import new_ref
from bot.requests.model import RequestPolicy
from bot.terms.model import AskLimits
from tests.handlers.house import words_of
from tests.stories.inside import Evening


@contextmanager
def statements(engine: AsyncEngine) -> Iterator[list[str]]:
    """What is run on the database until the end of the block."""
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", hear)


async def closes(night: Evening) -> list[str]:
    """The officer closes the request; what was run until the reply stood."""
    with statements(night.engine) as heard:
        answered = await night.officer.account.says(f"/close {night.request}")
    assert "is closed" in words_of(answered)
    return heard


async def states(night: Evening) -> list[str]:
    """The states of all asks."""
    async with night.services.begin() as tx:
        return [str(state) for state in await tx.asks.session.scalars(select(AskRow.state))]


async def test_the_reply_does_nothing_that_counts_owners(night: Evening) -> None:
    """Nothing that touches an ask is run before the officer has the reply; a minute later all is done, once."""
    for name in ("Ada", "Bea", "Cleo"):
        await night.owner(name)
    await night.publish()
    assert not [each for each in await closes(night) if re.search(r"\bask(_event)?\b", each)]
    await night.pass_time(timedelta(minutes=1))
    assert await states(night) == ["expired"] * 3
    async with night.services.begin() as tx:
        events = list(await tx.asks.session.scalars(select(AskEventRow.event)))
    assert events == [AskEvent.EXPIRE] * 3


async def test_a_fan_out_under_way_is_closed_too(night: Evening) -> None:
    """It had found the request open, and commits after the close."""
    await night.publish()
    async with night.services.begin() as tx:
        request = await tx.requests.by_ref(night.request)
    assert request is not None
    await night.owner("Ada")
    await closes(night)
    async with night.services.begin() as tx:
        policy = RequestPolicy(fan_out_window=timedelta(0))
        await tx.asks.fan_out(request, policy, AskLimits(), night.clock.now(), new_ref)
    await night.pass_time(timedelta(minutes=1))
    assert await states(night) == ["expired"]
