"""P3, S46: the public entry of a request is committed before anybody is asked, wherever the process dies.

The process dies at every statement between a reviewer's yes and the last notice, once at each; what was committed by then
is looked at, the house is started again, and in the end everything has happened that should, once.
"""

import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from bot.consent.model import NOTICE_JOB
from bot.db.tables import AreaRequestRow, AskRow, JobRow, RecordLeafRow
from bot.record.chain import first_broken
from bot.record.model import EntryKind
from bot.requests import reviewing
from bot.requests.model import FAN_OUT_JOB
from tests.promises.worlds import police
from tests.promises.worlds.pairs import Ground
from tests.promises.worlds.sessions import NOTICES_ARE_OUT, Session
from tests.promises.worlds.world import World

SEED, OWNERS = 2002, 6
MOST = 2000


class Killed(BaseException):
    """kill -9: nobody catches it."""


@dataclass(slots=True)
class Killer:
    """Counts the statements of an engine, and from one of them on lets none through."""

    at: int
    heard: int = 0

    def hear(self, *_: Any) -> None:
        """Another one."""
        self.heard += 1
        if self.heard >= self.at:
            raise Killed


async def filed(ground: Ground) -> tuple[World, Session]:
    """A request waits for its reviewer, in a world with owners."""
    world = await ground.world(SEED, OWNERS)
    for owner in world.owners:
        # Nobody goes meanwhile: how many were asked is counted at the end.
        owner.answer = "silence"
    session = Session(world=world, chance=random.Random(SEED))
    await police.files(session, "Sgt. Vega", police.answers(world.clock.now(), place="12 Oak St", case="26-0001"))
    return world, session


async def publish(session: Session) -> None:
    """A reviewer says yes, and everything follows."""
    action = session.last_button("Rex", "review.approve")
    assert action is not None
    await session.press("Rex", action)
    await session.pass_time(2 * NOTICES_ARE_OUT)


async def check_order(world: World) -> int:
    """Whatever is committed: nobody is asked, nor about to be, about what the public cannot read of. Says how many are."""
    async with world.engine.connect() as connection:
        rows = await connection.execute(select(AreaRequestRow.id, AreaRequestRow.ref))
        refs = {row.id: row.ref for row in rows}
        told = select(RecordLeafRow.body).where(RecordLeafRow.kind == EntryKind.REQUEST_PUBLISHED)
        public = [body["request"] for body in await connection.scalars(told)]
        asked = list(await connection.scalars(select(AskRow.request_id)))
        soon = list(await connection.scalars(select(JobRow.subject).where(JobRow.kind == FAN_OUT_JOB)))
    assert {refs[request] for request in (*asked, *soon)} <= set(public)
    assert len(set(public)) == len(public)
    return len(asked)


async def end_well(world: World, session: Session, asked: int) -> None:
    """After the restart a reviewer says yes again, if it had not been heard; then all who should be asked are, once."""
    await world.tools.queue.recover()
    await publish(session)
    await world.pass_time(timedelta(minutes=2))
    assert await check_order(world) == asked
    async with world.engine.connect() as connection:
        notices = select(func.count(), func.count(JobRow.key.distinct())).where(JobRow.kind == NOTICE_JOB)
        made, different = (await connection.execute(notices)).one()
    assert made == different > 0
    async with world.services.begin() as tx:
        assert first_broken(await tx.record.leaves(0)) is None  # type: ignore[attr-defined]


async def die_at(ground: Ground, statement: int, asked: int) -> bool:
    """One run that dies there; False when it was over before that."""
    world, session = await filed(ground)
    killer = Killer(at=statement)
    event.listen(ground.engine.sync_engine, "before_cursor_execute", killer.hear)
    try:
        with suppress(Killed):
            await publish(session)
    finally:
        event.remove(ground.engine.sync_engine, "before_cursor_execute", killer.hear)
    await ground.engine.dispose()
    await check_order(world)
    await end_well(world, session, asked)
    return killer.heard >= statement


async def run(ground: Ground, first: int, step: int) -> int:
    """Die at the first, and then at every so many-th statement. Says how often that was."""
    world, session = await filed(ground)
    await publish(session)
    asked = await check_order(world)
    assert asked > 3
    for number, statement in enumerate(range(first, MOST, step)):
        if not await die_at(ground, statement, asked):
            return number
    raise AssertionError("it never ends")


async def test_some_deaths(ground: Ground) -> None:
    """At every forty-first statement."""
    assert await run(ground, 5, 41) > 5


async def test_an_entry_that_comes_later_is_found(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check has teeth: where the entry is left to another moment, a death in between would be too late for it."""
    honest = reviewing.tell_public

    async def later(tx: Any, kind: EntryKind, *what: Any, **more: Any) -> None:
        if kind is not EntryKind.REQUEST_PUBLISHED:
            await honest(tx, kind, *what, **more)

    monkeypatch.setattr(reviewing, "tell_public", later)
    world, session = await filed(ground)
    await publish(session)
    with pytest.raises(AssertionError):
        await check_order(world)


@pytest.mark.promise
async def test_every_death(ground: Ground) -> None:
    """At each one."""
    assert await run(ground, 1, 1) > 100
