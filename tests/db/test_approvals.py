"""P1 and P6 at the bottom: the one statement through which a clip is claimed, with each condition broken in turn."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clips.model import ClipState
from bot.consent.model import ApprovalState, AskEvent, AskState
from bot.db.tables import ApprovalRow, ClipRow, DepartmentRow, OpeningRow
from bot.db.transaction import Books
from bot.departments.model import Standing
from bot.kernel.ids import ApprovalId, DepartmentId, Ref, RequestId
from bot.officers.model import OFFICER_LIFE, OfficerStanding
from tests.db.houses import NOW, SHA, Begin, Shared, clip_of, department, grant, officer, shared

HELD_OFF = NOW + timedelta(minutes=10)


async def claim(tx: Books, world: Shared, now: datetime = HELD_OFF) -> bool:
    """A claim with everything as it should be."""
    return await tx.approvals.claim(world.approval.id, SHA, world.request.id, world.department.id, world.officer.id, now)


async def test_an_approval_comes_back_as_it_was(begin: Begin) -> None:
    """An approval is found by id, by reference and by ask, with the package as the card showed it."""
    async with begin() as tx:
        world = await shared(tx)
    async with begin() as tx:
        assert await tx.approvals.by_id(world.approval.id) == world.approval
        assert await tx.approvals.by_ref(world.approval.ref) == world.approval
        assert list(await tx.approvals.of_ask(world.ask.id)) == [world.approval]
        assert await tx.approvals.by_ref(Ref("ZZZZZZ")) is None
        assert await tx.approvals.by_id(ApprovalId(999)) is None
        assert world.approval.package.size_bytes == 3_000_000_000
        assert (world.approval.approved_at, world.approval.hold_until) == (NOW, HELD_OFF)


async def test_a_clip_is_shared_once_and_again_after_an_undo(begin: Begin) -> None:
    """The same clip is not shared twice with a request, but an owner who took it back may share it again."""
    async with begin() as tx:
        world = await shared(tx)
        assert await grant(tx, world.ask, world.clip, world.department) is None
        assert await tx.approvals.withdraw(world.approval.id, NOW)
        again = await grant(tx, world.ask, world.clip, world.department)
        assert again is not None
        assert again.id != world.approval.id
        assert not await claim(tx, world)


async def test_a_claim_wins_when_everything_holds(begin: Begin) -> None:
    """At the end of the hold the approval is claimed, released, and may be claimed again by the same department."""
    async with begin() as tx:
        world = await shared(tx)
    for state in (ApprovalState.GRANTED, ApprovalState.RELEASED):
        async with begin() as tx:
            before = await tx.approvals.by_id(world.approval.id)
            assert before is not None
            assert before.state is state
            assert await claim(tx, world)
            await tx.approvals.mark_released(world.approval.id, HELD_OFF)
    async with begin() as tx:
        assert await claim(tx, world)
        # A platform that put the hand-over off is tried again, from the very same state.
        assert await claim(tx, world, HELD_OFF + timedelta(minutes=1))


async def suspended(tx: Books, world: Shared) -> None:
    await tx.departments.set_standing(world.department.id, Standing.SUSPENDED)


async def officer_suspended(tx: Books, world: Shared) -> None:
    await tx.officers.set_standing(world.officer.id, OfficerStanding.SUSPENDED)


async def officer_lapsed(tx: Books, world: Shared) -> None:
    await tx.officers.verify(world.officer.id, HELD_OFF - OFFICER_LIFE)


async def mailbox_lost(tx: Books, world: Shared) -> None:
    await tx.officers.drop_mailbox(world.officer.id)


async def call_wanted(tx: Books, world: Shared) -> None:
    await tx.officers.want_call(world.officer.id)


async def phone_lost(tx: Books, world: Shared) -> None:
    await tx.officers.drop_factor(world.officer.id)


async def expired(tx: Books, world: Shared) -> None:
    row = update(DepartmentRow).where(DepartmentRow.id == world.department.id)
    await tx.people.session.execute(row.values(expires_at=HELD_OFF))


async def clip_deleted(tx: Books, world: Shared) -> None:
    assert await tx.clips.move(world.clip.id, ClipState.HELD, ClipState.DELETED)


async def clip_purged(tx: Books, world: Shared) -> None:
    assert await tx.clips.move(world.clip.id, ClipState.HELD, ClipState.PURGED)


async def clip_changed(tx: Books, world: Shared) -> None:
    await tx.people.session.execute(update(ClipRow).where(ClipRow.id == world.clip.id).values(sha256="cd" * 32))


async def withdrawn(tx: Books, world: Shared) -> None:
    assert await tx.approvals.withdraw(world.approval.id, NOW)


async def yes_taken_back(tx: Books, world: Shared) -> None:
    assert await tx.asks.step(world.ask.id, AskState.YES, AskEvent.WITHDRAW, AskState.WITHDRAWN, NOW)


@pytest.mark.parametrize(
    "harm",
    [
        suspended, expired, officer_suspended, officer_lapsed, mailbox_lost, call_wanted, phone_lost, clip_deleted,
        clip_purged, clip_changed, withdrawn, yes_taken_back,
    ],
)
async def test_a_claim_fails_when_the_world_has_changed(
    begin: Begin, harm: Callable[[Books, Shared], Awaitable[None]]
) -> None:
    """Each condition of the claim, broken alone, is enough to stop it; the approval keeps its state."""
    async with begin() as tx:
        world = await shared(tx)
        await harm(tx, world)
    async with begin() as tx:
        before = await tx.approvals.by_id(world.approval.id)
        assert not await claim(tx, world)
        assert await tx.approvals.by_id(world.approval.id) == before


async def test_a_claim_fails_when_it_is_for_something_else(begin: Begin) -> None:
    """Another hash, request, department, officer or approval, and a moment before the hold is over, all fail."""
    async with begin() as tx:
        world = await shared(tx)
        number, request, house = world.approval.id, world.request.id, world.department.id
        police, others = world.officer.id, (await officer(tx, await department(tx, "Shelby Police"), "Lt. Poe")).id
        attempts = [
            (number, "cd" * 32, request, house, police, HELD_OFF),
            (number, SHA, RequestId(request + 1), house, police, HELD_OFF),
            (number, SHA, request, DepartmentId(house + 1), police, HELD_OFF),
            (number, SHA, request, house, others, HELD_OFF),
            (ApprovalId(number + 1), SHA, request, house, police, HELD_OFF),
            (number, SHA, request, house, police, HELD_OFF - timedelta(microseconds=1)),
        ]
        for attempt in attempts:
            assert not await tx.approvals.claim(*attempt)
        assert await claim(tx, world)


async def test_either_the_owner_or_the_officer_wins(begin: Begin) -> None:
    """P6: of four undos and four claims at once, exactly one side wins, and an undo wins once only."""
    async with begin() as tx:
        world = await shared(tx)

    async def undo() -> bool:
        async with begin() as tx:
            return await tx.approvals.withdraw(world.approval.id, HELD_OFF)

    async def take() -> bool:
        async with begin() as tx:
            return await claim(tx, world)

    async with asyncio.TaskGroup() as group:
        tasks = [(group.create_task(undo()), group.create_task(take())) for _ in range(4)]
    undone = [first.result() for first, _ in tasks].count(True)
    taken = [second.result() for _, second in tasks].count(True)
    assert (undone, taken > 0) in {(1, False), (0, True)}
    async with begin() as tx:
        found = await tx.approvals.by_id(world.approval.id)
    assert found == replace(world.approval, state=ApprovalState.WITHDRAWN if undone else ApprovalState.RELEASING)


async def test_an_undo_after_the_claim_is_too_late(begin: Begin) -> None:
    """Once claimed, an approval is no longer withdrawn, and neither once it is released."""
    async with begin() as tx:
        world = await shared(tx)
        assert await claim(tx, world)
        assert not await tx.approvals.withdraw(world.approval.id, HELD_OFF)
        await tx.approvals.mark_released(world.approval.id, HELD_OFF)
        assert not await tx.approvals.withdraw(world.approval.id, HELD_OFF)


async def test_the_officer_hears_after_the_hold_and_once(begin: Begin) -> None:
    """An approval shows up when its hold is over, until the officer was told, and then it is ready to fetch."""
    async with begin() as tx:
        world = await shared(tx)
        house = world.department.id
        assert not await tx.approvals.past_hold(HELD_OFF - timedelta(seconds=1))
        assert [known.id for known in await tx.approvals.past_hold(HELD_OFF)] == [world.approval.id]
        assert not await tx.approvals.ready_for(house)
        await tx.approvals.mark_told(world.approval.id, HELD_OFF)
        assert not await tx.approvals.past_hold(HELD_OFF)
        assert [known.id for known in await tx.approvals.ready_for(house)] == [world.approval.id]
        assert not await tx.approvals.ready_for(DepartmentId(house + 1))
        assert await tx.approvals.withdraw(world.approval.id, HELD_OFF)
        assert not await tx.approvals.ready_for(house)


async def test_openings_are_kept_and_the_first_release_stays(begin: Begin, engine: AsyncEngine) -> None:
    """Each opening has its row with officer and time; a repeat does not move the time of the release."""
    later = HELD_OFF + timedelta(hours=1)
    async with begin() as tx:
        world = await shared(tx)
        assert world.officer.person is not None
        for now in (HELD_OFF, later):
            assert await claim(tx, world, now)
            await tx.approvals.note_opening(world.approval.id, world.officer.person, f"press at {now}", now)
            await tx.approvals.mark_released(world.approval.id, now)
    async with engine.begin() as connection:
        openings = (await connection.execute(select(OpeningRow.officer_id, OpeningRow.at))).all()
        released_at = await connection.scalar(select(ApprovalRow.released_at))
    assert [tuple(row) for row in openings] == [(world.officer.person, HELD_OFF), (world.officer.person, later)]
    assert released_at == HELD_OFF


async def test_clips_are_held_until_moved(begin: Begin) -> None:
    """A clip comes back as it was, is listed while held, and leaves the lists and the blobs when it moves, once."""
    async with begin() as tx:
        world = await shared(tx)
        other = await clip_of(tx, world.ask, Ref("CLPBBB"))
    async with begin() as tx:
        assert await tx.clips.by_id(other.id) == await tx.clips.by_ref(Ref("CLPBBB")) == other
        assert list(await tx.clips.of_ask(world.ask.id)) == [world.clip, other]
        assert list(await tx.clips.of_owner(world.owner.id)) == [world.clip, other]
        assert await tx.clips.blobs() == {"blob-CLPAAA", "blob-CLPBBB"}

    async def delete() -> bool:
        async with begin() as tx:
            return await tx.clips.move(other.id, ClipState.HELD, ClipState.DELETED)

    async with asyncio.TaskGroup() as group:
        moves = [group.create_task(delete()) for _ in range(8)]
    assert [task.result() for task in moves].count(True) == 1
    async with begin() as tx:
        assert list(await tx.clips.of_ask(world.ask.id)) == [world.clip]
        assert await tx.clips.blobs() == {"blob-CLPAAA"}
        gone = await tx.clips.by_id(other.id)
        assert gone is not None
        assert gone.state is ClipState.DELETED


async def test_what_did_not_arrive_may_be_taken_back(begin: Begin) -> None:
    """P6: a claim whose bytes certainly did not arrive is undone, and the owner may withdraw again."""
    async with begin() as tx:
        world = await shared(tx)
        assert world.officer.person is not None
        for press in ("first", "second"):
            assert await claim(tx, world)
            await tx.approvals.note_opening(world.approval.id, world.officer.person, press, HELD_OFF)
        await tx.approvals.end_opening("first", HELD_OFF)
        await tx.approvals.unclaim(world.approval.id)
        assert not await tx.approvals.withdraw(world.approval.id, HELD_OFF), "the second press is still under way"
        await tx.approvals.end_opening("second", HELD_OFF)
        await tx.approvals.unclaim(world.approval.id)
        assert await tx.approvals.withdraw(world.approval.id, HELD_OFF)


async def test_what_arrived_stays_released(begin: Begin) -> None:
    """A later press that fails does not make a released clip look as if it had never left."""
    async with begin() as tx:
        world = await shared(tx)
        assert world.officer.person is not None
        assert await claim(tx, world)
        await tx.approvals.mark_released(world.approval.id, HELD_OFF)
        assert await claim(tx, world)
        await tx.approvals.note_opening(world.approval.id, world.officer.person, "again", HELD_OFF)
        await tx.approvals.end_opening("again", HELD_OFF)
        await tx.approvals.unclaim(world.approval.id)
        assert not await tx.approvals.withdraw(world.approval.id, HELD_OFF)
