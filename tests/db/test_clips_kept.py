"""How long clips are kept: they go a while after they reached an officer, or after their request ended."""

from datetime import timedelta

from bot.clips.model import ClipPolicy, ClipState
from bot.consent.service import purge_due
from bot.requests.model import RequestState
from tests.db.houses import NOW, SHA, Begin, shared

KEEP = timedelta(days=7)
POLICY = ClipPolicy(keep_after_release=KEEP)
SECOND = timedelta(seconds=1)


async def test_after_release(begin: Begin) -> None:
    """A clip goes seven days after it reached the officer, not a second earlier, and only once."""
    async with begin() as tx:
        world = await shared(tx)
        at = NOW + timedelta(minutes=10)
        assert await tx.approvals.claim(world.approval.id, SHA, world.request.id, world.department.id, world.officer.id, at)
        assert await purge_due(tx, POLICY, at + KEEP + SECOND) == [], "claimed, but nobody has received it"
        await tx.approvals.mark_released(world.approval.id, at)
        assert await purge_due(tx, POLICY, at + KEEP - SECOND) == []
        assert await purge_due(tx, POLICY, at + KEEP) == [world.clip.kept.blob]
        assert await purge_due(tx, POLICY, at + KEEP) == []
        purged = await tx.clips.by_id(world.clip.id)
        assert purged is not None
        assert purged.state is ClipState.PURGED


async def test_after_the_request(begin: Begin) -> None:
    """A clip that nobody fetched goes seven days after its closed request was to end."""
    ends = NOW + timedelta(days=7)
    async with begin() as tx:
        world = await shared(tx)
        assert await tx.requests.move(world.request.id, RequestState.REVIEW, RequestState.PUBLISHED, ends)
        assert await purge_due(tx, POLICY, ends + KEEP) == [], "still open"
        assert await tx.requests.move(world.request.id, RequestState.PUBLISHED, RequestState.CLOSED)
        assert await purge_due(tx, POLICY, ends + KEEP - SECOND) == []
        assert await purge_due(tx, POLICY, ends + KEEP) == [world.clip.kept.blob]
