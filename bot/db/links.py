"""The book of linked accounts: codes that join two accounts, addresses that were replaced, and guesses at codes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import GUESSING_LOCK, JOINING_LOCK, insert_or_replace, wait_in_line
from bot.db.merging import alone_with_both, clashes_of, merge
from bot.db.people import alone_with
from bot.db.sealing import Keyring, seal, with_keys, words
from bot.db.tables import AccountRow, BanRow, CameraRow, LinkCodeRow, OldAddressRow, WrongCodeRow
from bot.kernel.ids import AccountId, PersonId, Ref
from bot.people.model import Clashes, Link, OldAddress

OLD_ADDRESS_LIFE = timedelta(days=2)
"""Longer than any mail is tried."""

GUESSES_KEPT = timedelta(days=1)
"""So long mailed codes count (`MyData.count_on`), and longer than the two hours that a lock-out looks back."""


class LinksBook:
    """Links between accounts; see `people.ports.Links`."""

    def __init__(self, session: AsyncSession, keyring: Keyring) -> None:
        self.session = session
        self.keyring = keyring

    async def offer(
        self, person: PersonId, account: AccountId, code: str, ref: Ref, now: datetime, expires_at: datetime
    ) -> None:
        """A code of this person, asked for on this account; an earlier one is void."""
        values = {
            "ref": ref,
            "person_id": person,
            "account_id": account,
            "code_hash": self.code_hash(code),
            "claimant_id": None,
            "agreed_at": None,
            "joins_at": None,
            "created_at": now,
            "expires_at": expires_at,
        }
        await self.session.execute(insert_or_replace(self.session, LinkCodeRow, values, key=("person_id",)))

    async def take_up(self, code: str, by: AccountId, now: datetime, expires_at: datetime) -> Link | None:
        """An account has typed the code: it is used up from now on. None for one unknown, used or expired."""
        rows = await self.session.scalars(
            update(LinkCodeRow)
            .where(
                LinkCodeRow.code_hash == self.code_hash(code),
                LinkCodeRow.claimant_id.is_(None),
                LinkCodeRow.expires_at > now,
            )
            .values(claimant_id=by, expires_at=expires_at)
            .returning(LinkCodeRow)
        )
        row = rows.one_or_none()
        return to_link(row) if row else None

    async def void(self, code: str) -> bool:
        """Nobody can use this code any more; says whether somebody still could have."""
        gone = await self.session.execute(
            delete(LinkCodeRow)
            .where(LinkCodeRow.code_hash == self.code_hash(code), LinkCodeRow.claimant_id.is_(None))
            .returning(LinkCodeRow.id)
        )
        return gone.first() is not None

    async def one_at_a_time(self) -> None:
        """Until the transaction ends nobody else joins persons."""
        await wait_in_line(self.session, JOINING_LOCK)

    async def by_ref(self, ref: Ref, now: datetime) -> Link | None:
        """The link of this reference, if it waits for an answer."""
        row = await self.session.scalar(
            select(LinkCodeRow).where(LinkCodeRow.ref == ref, LinkCodeRow.expires_at > now).with_for_update()
        )
        return to_link(row) if row else None

    async def by_id(self, link: int) -> Link | None:
        """The link of this id."""
        row = await self.session.scalar(select(LinkCodeRow).where(LinkCodeRow.id == link).with_for_update())
        return to_link(row) if row else None

    async def agree(self, link: int, now: datetime, expires_at: datetime) -> None:
        """Whoever typed the code has said whose account theirs is to be joined with."""
        await self.session.execute(
            update(LinkCodeRow).where(LinkCodeRow.id == link).values(agreed_at=now, expires_at=expires_at)
        )

    async def wait(self, link: int, joins_at: datetime, expires_at: datetime) -> None:
        """The link needs no yes of the other side, only its silence until then."""
        await self.session.execute(
            update(LinkCodeRow).where(LinkCodeRow.id == link).values(joins_at=joins_at, expires_at=expires_at)
        )

    async def drop(self, link: int) -> None:
        """The link is over."""
        await self.session.execute(delete(LinkCodeRow).where(LinkCodeRow.id == link))

    async def clashes(self, stays: PersonId, goes: PersonId) -> Clashes:
        """What stands between two persons becoming one, and what one of them would have twice. Until the transaction
        ends, nothing of either changes hands."""
        await alone_with_both(self.session, stays, goes)
        return await clashes_of(self.session, stays, goes)

    async def move_everything(self, goes: PersonId, stays: PersonId) -> None:
        """Make two persons one: all that belongs to `goes` belongs to `stays`, and `goes` is no more."""
        await alone_with_both(self.session, stays, goes)
        await merge(self.session, self.keyring, goes, stays)

    async def alone(self, person: PersonId) -> None:
        """Until the transaction ends, nobody else gets past this line for the same person, or joins anything to them."""
        await alone_with(self.session, person)

    async def drop_account(self, account: AccountId) -> None:
        """Take this one account off its person; jobs that hold it lead nowhere from now on."""
        await self.session.execute(delete(AccountRow).where(AccountRow.id == account))

    async def has_cameras(self, person: PersonId) -> bool:
        """Whether the person can be asked for clips, and so needs an email address."""
        return await self.session.scalar(select(CameraRow.id).where(CameraRow.owner_id == person).limit(1)) is not None

    async def banned_until(self, person: PersonId, now: datetime) -> datetime | None:
        """When the person's running ban ends."""
        return await self.session.scalar(
            select(BanRow.until)
            .where(BanRow.person_id == person, BanRow.until > now, BanRow.lifted_at.is_(None))
            .order_by(BanRow.until.desc())
            .limit(1)
        )

    async def put_old_address(self, person: PersonId, address: str, now: datetime) -> int:
        """Keep an address that is the person's no longer, until it has been told; returns its id."""
        lock = await self.keyring.of(person)
        values = {"person_id": person, **seal(lock, OldAddressRow, address=address), "at": now}
        made = await self.session.execute(insert(OldAddressRow).values(values).returning(OldAddressRow.id))
        return made.scalar_one()

    async def old_address(self, number: int) -> OldAddress | None:
        """The address of this id, while it has still to be told."""
        for row, key in await self.session.execute(with_keys(OldAddressRow).where(OldAddressRow.id == number)):
            address = words(self.keyring.lock(row.person_id, key), row, "address")
            return OldAddress(person=PersonId(row.person_id), address=address)
        return None

    async def drop_old_address(self, number: int) -> None:
        """It has been told."""
        await self.session.execute(delete(OldAddressRow).where(OldAddressRow.id == number))

    async def guesses(self, platform: str, handle: str, since: datetime) -> Sequence[datetime]:
        """When this account tried codes that were wrong, or are being looked at; latest first. Until the transaction
        ends, no other try of the same account gets past this line."""
        who = self.guesser(platform, handle)
        await wait_in_line(self.session, GUESSING_LOCK, int(who[:8], 16))
        rows = await self.session.scalars(
            select(WrongCodeRow.at)
            .where(WrongCodeRow.who == who, WrongCodeRow.at > since)
            .order_by(WrongCodeRow.at.desc())
        )
        return list(rows)

    async def add_guess(self, platform: str, handle: str, now: datetime) -> int:
        """This account tries a code, which counts as wrong until it turns out to be right; returns the id."""
        values = {"who": self.guesser(platform, handle), "at": now}
        made = await self.session.execute(insert(WrongCodeRow).values(values).returning(WrongCodeRow.id))
        return made.scalar_one()

    async def forgive_guess(self, guess: int) -> None:
        """It was no wrong code."""
        await self.session.execute(delete(WrongCodeRow).where(WrongCodeRow.id == guess))

    async def sweep(self, now: datetime) -> None:
        """Remove codes that have run out, guesses that no lock-out counts any more, and addresses that were not told."""
        await self.session.execute(delete(LinkCodeRow).where(LinkCodeRow.expires_at <= now))
        await self.session.execute(delete(WrongCodeRow).where(WrongCodeRow.at <= now - GUESSES_KEPT))
        await self.session.execute(delete(OldAddressRow).where(OldAddressRow.at <= now - OLD_ADDRESS_LIFE))

    def code_hash(self, code: str) -> str:
        """By which a code is found again."""
        return self.keyring.blind("link code", code)

    def guesser(self, platform: str, handle: str) -> str:
        """By which the guesses of an account are counted."""
        return self.keyring.blind("guesser", platform, handle)


def to_link(row: LinkCodeRow) -> Link:
    """The row as a value."""
    return Link(
        id=row.id,
        ref=Ref(row.ref),
        person=PersonId(row.person_id),
        account=AccountId(row.account_id),
        claimant=None if row.claimant_id is None else AccountId(row.claimant_id),
        agreed=row.agreed_at is not None,
        joins_at=row.joins_at,
        expires_at=row.expires_at,
    )
