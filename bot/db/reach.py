"""The book of how accounts can be reached: what works, what does not, and where direct conversations are."""

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import insert_or_replace
from bot.db.tables import AccountRow, DirectRow
from bot.kernel.ids import AccountId


class ReachBook:
    """The state of accounts; see `people.reach.Reach`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def fail(self, account: AccountId, trouble: str) -> bool:
        """Mark an account as not working; False when it is marked already."""
        marked = await self.session.execute(
            update(AccountRow)
            .where(AccountRow.id == account, AccountRow.reachable)
            .values(reachable=False, trouble=trouble)
            .returning(AccountRow.id)
        )
        return marked.first() is not None

    async def restore(self, account: AccountId) -> bool:
        """The account works, and its bounces are forgotten; False when it was working already."""
        restored = await self.session.execute(
            update(AccountRow)
            .where(AccountRow.id == account, ~AccountRow.reachable)
            .values(reachable=True, trouble="", bounces=0)
            .returning(AccountRow.id)
        )
        return restored.first() is not None

    async def trouble(self, account: AccountId) -> str:
        """Why the account does not work; empty while it does."""
        return await self.session.scalar(select(AccountRow.trouble).where(AccountRow.id == account)) or ""

    async def count_bounce(self, account: AccountId) -> int:
        """One more hard bounce; says how many there are now."""
        counted = await self.session.scalar(
            update(AccountRow)
            .where(AccountRow.id == account)
            .values(bounces=AccountRow.bounces + 1)
            .returning(AccountRow.bounces)
        )
        return counted or 0

    async def silence(self, account: AccountId, silenced: bool) -> bool:
        """Whether the person wants no notices there; False when it was so already."""
        changed = await self.session.execute(
            update(AccountRow)
            .where(AccountRow.id == account, AccountRow.silenced != silenced)
            .values(silenced=silenced)
            .returning(AccountRow.id)
        )
        return changed.first() is not None

    async def note_direct(self, account: AccountId, room: str) -> None:
        """Where the platform keeps the direct conversation with the account; empty: nobody knows (any more)."""
        if not room:
            await self.session.execute(delete(DirectRow).where(DirectRow.account_id == account))
            return
        values = {"account_id": account, "room": room}
        await self.session.execute(insert_or_replace(self.session, DirectRow, values, key=("account_id",)))

    async def direct(self, account: AccountId) -> str:
        """The same, as it was noted; empty when it was not."""
        return await self.session.scalar(select(DirectRow.room).where(DirectRow.account_id == account)) or ""
