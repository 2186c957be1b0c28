"""Whoever was barred from posting had everything erased once, came back a minute later and posted on."""

from datetime import timedelta

from sqlalchemy import func, select

from bot.db.tables import BarredRow
from bot.kernel.ids import new_ref
from bot.mydata import texts
from tests.handlers.house import words_of
from tests.stories.inside import Evening, Resident

WORDS = "Somebody broke a window."
UNTIL = timedelta(days=7)


async def barred(night: Evening) -> Resident:
    """Mallory, by the reviewer's word."""
    mallory = await night.resident("Mallory")
    person, reviewer = await night.person_of(mallory), await night.person_of(night.reviewer)
    async with night.services.begin() as tx:
        by = await tx.reviewers.of_person(reviewer)
        assert by is not None
        now = night.clock.now()
        await tx.moderation.ban(new_ref(), person, by.id, "spam of Mallory's", now + UNTIL, now)
    return mallory


async def is_barred(night: Evening, who: Resident) -> bool:
    """Whether a new person behind the account may not post."""
    await who.account.says("/rules resume")
    person = await night.person_of(who)
    async with night.services.begin() as tx:
        return await tx.moderation.ban_of(person, night.clock.now()) is not None


async def kept(night: Evening) -> int:
    """How many fingerprints lie there."""
    async with night.engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(BarredRow)) or 0


async def test_a_ban_outlives_the_person(night: Evening) -> None:
    """It is said before going; a newcomer with the same account is barred to the same day, and nobody else."""
    mallory = await barred(night)
    assert "fingerprints of your accounts" in words_of(await mallory.account.says("/mydata forget"))
    for _ in range(2):
        await mallory.account.presses(texts.GO, texts.ME)
        assert await kept(night) == 1
        assert await is_barred(night, mallory)
    shown = words_of(await mallory.account.says("/mydata show"))
    assert "Bans (1)" in shown and "spam" not in shown
    bob = await night.resident("Bob", "discord")
    assert not await is_barred(night, bob)
    assert "fingerprints" not in words_of(await bob.account.says("/mydata forget"))
    assert await kept(night) == 0


async def test_after_its_end_nothing_is_kept(night: Evening) -> None:
    """Whoever comes next finds it gone."""
    mallory = await barred(night)
    await mallory.account.presses(texts.GO, texts.ME)
    night.clock.pass_time(UNTIL)
    assert not await is_barred(night, mallory)
    assert await kept(night) == 0
