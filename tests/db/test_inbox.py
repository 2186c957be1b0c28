"""The book of the inbox, on both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.inbox.ports import StoredDraft
from tests.db.houses import NOW, Begin

DRAFT = StoredDraft(
    ref="DRFTAA",
    platform="telegram",
    handle="7",
    room="-1001",
    form="report",
    answers={"text": "«Ça va?»", "category": "hazard"},
    waiting="place",
)


async def test_an_event_is_heard_once(begin: Begin) -> None:
    """Of eight deliveries of one event at the same time, one is the first."""

    async def hear() -> bool:
        async with begin() as tx:
            return await tx.inbox.first_time("telegram:8123", NOW)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(hear()) for _ in range(8)]
    assert [task.result() for task in tasks].count(True) == 1


async def test_an_event_without_effect_was_not_heard(begin: Begin) -> None:
    """When the effect fails, the event may come again: both commit together or not at all."""

    async def fail() -> None:
        async with begin() as tx:
            assert await tx.inbox.first_time("telegram:8123", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with begin() as tx:
        assert await tx.inbox.first_time("telegram:8123", NOW)


async def test_a_draft_waits_in_its_room(begin: Begin) -> None:
    """An account has one draft in a room; a newer one replaces it, others' and other rooms' stay."""
    elsewhere = replace(DRAFT, ref="DRFTBB", room="7")
    newer = replace(DRAFT, ref="DRFTCC", answers={}, waiting="text")
    async with begin() as tx:
        for draft in (DRAFT, elsewhere):
            await tx.inbox.put_draft(draft, NOW)
    async with begin() as tx:
        assert await tx.inbox.draft("DRFTAA") == await tx.inbox.draft_in("telegram", "7", "-1001") == DRAFT
        assert await tx.inbox.draft_in("discord", "7", "-1001") is None
        await tx.inbox.put_draft(replace(DRAFT, waiting=""), NOW)
        await tx.inbox.put_draft(newer, NOW)
        assert await tx.inbox.draft("DRFTAA") is None
        assert await tx.inbox.draft_in("telegram", "7", "-1001") == newer
        await tx.inbox.drop_draft("DRFTCC")
        assert await tx.inbox.draft("DRFTCC") is None
        assert await tx.inbox.draft("DRFTBB") == elsewhere


async def test_eight_drafts_at_once_leave_one(begin: Begin) -> None:
    """Presses that come at the same time do not stand in each other's way: one of the drafts is the last."""

    async def put(number: int) -> None:
        async with begin() as tx:
            await tx.inbox.put_draft(replace(DRAFT, ref=f"DRFT{number}"), NOW)

    async with asyncio.TaskGroup() as group:
        for number in range(8):
            group.create_task(put(number))
    async with begin() as tx:
        left = [number for number in range(8) if await tx.inbox.draft(f"DRFT{number}")]
        assert len(left) == 1


async def test_old_things_are_forgotten(begin: Begin) -> None:
    """Event keys and drafts go when they are older than asked, each by its own measure."""
    old = NOW - timedelta(days=2)
    async with begin() as tx:
        await tx.inbox.first_time("old", old)
        await tx.inbox.first_time("new", NOW)
        await tx.inbox.put_draft(DRAFT, old)
        await tx.inbox.put_draft(replace(DRAFT, ref="DRFTBB", room="7"), NOW)
        await tx.inbox.forget_before(NOW - timedelta(days=1), NOW - timedelta(hours=12))
    async with begin() as tx:
        assert await tx.inbox.first_time("old", NOW)
        assert not await tx.inbox.first_time("new", NOW)
        assert await tx.inbox.draft("DRFTAA") is None
        assert await tx.inbox.draft("DRFTBB") is not None
