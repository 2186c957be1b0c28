"""A group became a supergroup, whose messages are numbered anew."""

from dataclasses import replace

from bot.geo.model import Circle
from bot.kernel.ids import JobId, Ref
from bot.outbox.model import Copy
from tests.db.houses import CENTER, NOW, Begin, owner


async def test_old_receipts_name_nothing_in_a_group_that_moved(begin: Begin) -> None:
    """What the old group showed is forgotten, so that no edit can hit another message; other places keep theirs."""
    async with begin() as tx:
        town = await tx.neighborhoods.add(Ref("NEIGHB"), "Maple", Circle(center=CENTER, radius_m=9), "h", "UTC", NOW)
        copies = []
        for handle in ("-7", "-8"):
            channel = await tx.neighborhoods.link(town.id, "telegram", handle, "", "Maple", NOW)
            copy = Copy(kind="incident", subject=1, job=JobId(1), channel=channel.id)
            await tx.shown.begin(copy, NOW)
            await tx.shown.arrived(replace(copy, receipt="17"), "telegram", handle)
            copies.append(replace(copy, receipt="17"))
        person = await owner(tx, "Ada")
        told = Copy(kind="incident", subject=1, job=JobId(1), account=(await tx.people.accounts(person.id))[0].id)
        await tx.shown.begin(told, NOW)
        copies.append(told)
    for old in ("-7", "-7", "-99"):  # Telegram tells it twice, and of groups that we do not know.
        async with begin() as tx:
            await tx.neighborhoods.rename_chat("telegram", old, f"-100{old[1:]}")
    async with begin() as tx:
        assert await tx.shown.copies("incident", 1) == copies[1:]
        assert await tx.shown.answered("telegram", "-7", "17") is None
