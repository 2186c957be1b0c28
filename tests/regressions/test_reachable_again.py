"""Whoever blocked the bot once and writes to it again is heard and spoken to again."""

from sqlalchemy import update

from bot.db.tables import AccountRow
from tests.db.houses import SEALS
from tests.stories.inside import Evening


async def test_an_owner_who_unblocks_the_bot_is_asked_again(night: Evening) -> None:
    """Security study, section 7: "retry only after the user writes again" - and then do."""
    owner = await night.owner("Olga")
    async with night.services.begin() as tx:
        hashed = SEALS.blind("account", owner.account.platform, owner.account.handle)
        await tx.people.session.execute(
            update(AccountRow).where(AccountRow.handle_hash == hashed).values(reachable=False)
        )
    await owner.account.says("/start")
    await night.publish()
    assert [got for got in owner.told if "asks for video" in got.words]
