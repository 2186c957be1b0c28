"""Five codes a day were five for each time that somebody had everything erased and came back."""

from datetime import timedelta

from sqlalchemy import func, select

from bot.db.tables import WrongCodeRow
from bot.mydata import texts
from tests.handlers.house import words_of
from tests.stories.inside import Evening, Resident


async def goes(eve: Resident) -> None:
    """Has everything erased."""
    await eve.account.presses(texts.GO, texts.ME)


async def test_an_address_is_not_filled_by_going(night: Evening) -> None:
    """Whoever asks: the mails of somebody who is erased still count for the address that they went to, for a day."""
    eve, bob = await night.resident("Eve"), await night.resident("Bob", "discord")
    for speaker in (eve, bob, eve):
        for _ in range(4):
            await speaker.account.says("/link email victim@example.org")
            await night.settle()
        await goes(speaker)
    assert len([got for got in night.senders["mail"].sent if got.handle == "victim@example.org"]) == 5
    night.clock.pass_time(timedelta(days=1, seconds=1))
    assert "mailed six digits" in words_of(await bob.account.says("/link email victim@example.org"))
    async with night.services.begin() as tx:
        await tx.links.sweep(night.clock.now())
    async with night.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(WrongCodeRow)) == 0, "nothing of it stays"


async def test_many_addresses_are_not_reached_by_going(night: Evening) -> None:
    """The same account has five codes a day, however often it begins anew; others have their own."""
    eve, bob = await night.resident("Eve"), await night.resident("Bob", "discord")
    for round_ in range(3):
        for number in range(3):
            await eve.account.says(f"/link email victim{round_}{number}@example.org")
            await night.settle()
        await goes(eve)
    assert len([got for got in night.senders["mail"].sent if got.handle.startswith("victim")]) == 5
    assert "mailed six digits" in words_of(await bob.account.says("/link email bob@example.org"))


async def test_what_counts_on_is_said_before(night: Evening) -> None:
    """To whom it concerns, and to nobody else."""
    eve, bob = await night.resident("Eve"), await night.resident("Bob", "discord")
    await eve.account.says("/link email eve@example.org")
    await bob.account.says("/rules resume")
    assert "fingerprints of the addresses" in words_of(await eve.account.says("/mydata forget"))
    assert "fingerprints" not in words_of(await bob.account.says("/mydata forget"))
