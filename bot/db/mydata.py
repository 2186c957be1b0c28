"""The book of what is held about persons; see `mydata.ports.MyData`. It goes by the inventory, never by hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.alerts.model import ALERT_COPY
from bot.db.dialect import is_sqlite
from bot.db.inventory import Held, inventory, key_column, plainly, tables, theirs
from bot.db.sealing import DOUBLES, Keyring
from bot.db.shown import to_copy
from bot.db.tables import (
    AccountRow,
    AlertRow,
    BanRow,
    BarredRow,
    ChannelRow,
    ClipRow,
    CommentRow,
    EmailProofSentRow,
    FormDraftRow,
    IncidentRow,
    JobRow,
    LookRow,
    PersonRow,
    ReviewerRow,
    ShownRow,
    WrongCodeRow,
)
from bot.db.tables.columns import Row, Shape
from bot.geo.model import Point
from bot.incidents.model import COMMENT_COPY, INCIDENT_COPY
from bot.kernel.ids import AccountId, ChannelId, PersonId, ReviewerId
from bot.mydata.model import Elsewhere, Leftovers, Look, Sheet, Value
from bot.outbox.model import Copy
from bot.people.model import MAIL
from bot.people.ports import Lock

UNTOLD = frozenset({"email_proof.code"})
"""Whoever reads a mailed code must have it from the mail: told here, it would prove an address to anybody who names it."""


class MyDataBook:
    """What is held about persons."""

    def __init__(self, session: AsyncSession, keyring: Keyring) -> None:
        self.session = session
        self.keyring = keyring

    async def sheets(self, person: PersonId) -> Sequence[Sheet]:
        """Every personal column of every table, opened."""
        lock = await self.keyring.of(person)
        by_table: dict[type[Row], list[Held]] = {}
        for held in inventory():
            if held.place not in UNTOLD:
                by_table.setdefault(held.table, []).append(held)
        found = []
        for table, columns in by_table.items():
            rows = await self._rows(table, columns, person, lock)
            if rows:
                what = {held.column: held.what for held in columns}
                found.append(Sheet(table=str(table.__tablename__), what=what, rows=rows))
        return found

    async def _rows(
        self, table: type[Row], columns: Sequence[Held], person: PersonId, lock: Lock
    ) -> list[Mapping[str, Value]]:
        which = theirs(table, person)
        if which is None:
            return []
        whole = plainly(table)
        order = list(whole.primary_key.columns)
        selected = [whole.columns[held.column] for held in columns]
        owner = key_column(table)
        whose = [owner] if owner is not None else []
        found = await self.session.execute(select(*whose, *selected).where(which).order_by(*order))
        rows: list[Mapping[str, Value]] = []
        for row in found:
            opener = lock if owner is None or row[0] == person else None
            if owner is None and any(held.shape for held in columns):
                opener = self.keyring.seals.passing
            values = row[len(whose) :]
            rows.append({held.column: _open(held, value, opener) for held, value in zip(columns, values, strict=True)})
        return rows

    async def looks(self, person: PersonId) -> Sequence[Look]:
        """Who was shown what of theirs, latest first."""
        found = await self.session.execute(
            select(ReviewerRow.name, LookRow.what, LookRow.ref, LookRow.at)
            .select_from(LookRow)
            .outerjoin(ReviewerRow, ReviewerRow.id == LookRow.reviewer_id)
            .where(LookRow.person_id == person)
            .order_by(LookRow.id.desc())
        )
        return [Look(by=name or "", what=what, ref=ref, at=at) for name, what, ref, at in found]

    async def note_look(
        self, person: PersonId, reviewer: ReviewerId | None, what: str, ref: str, now: datetime
    ) -> None:
        """Note that somebody is shown something of a person's."""
        values = {"person_id": person, "reviewer_id": reviewer, "what": what, "ref": ref, "at": now}
        await self.session.execute(insert(LookRow).values(values))

    async def leftovers(self, person: PersonId) -> Leftovers:
        """Files, and what other places show of the person's posts."""
        clips = await self.session.scalars(select(ClipRow.blob).where(ClipRow.owner_id == person))
        media = await self.session.scalars(
            select(IncidentRow.media_blob).where(IncidentRow.author_id == person, IncidentRow.media_blob.is_not(None))
        )
        mine = select(AccountRow.id).where(AccountRow.person_id == person)
        found = await self.session.execute(
            select(ShownRow.id, ShownRow.account_id, ShownRow.channel_id, AccountRow.platform, ChannelRow.platform)
            .select_from(ShownRow)
            .outerjoin(AccountRow, AccountRow.id == ShownRow.account_id)
            .outerjoin(ChannelRow, ChannelRow.id == ShownRow.channel_id)
            .where(_about_posts_of(person), or_(ShownRow.account_id.is_(None), ShownRow.account_id.not_in(mine)))
        )
        copies = [
            Elsewhere(
                shown=number,
                lane=there or channel,
                account=None if account is None else AccountId(account),
                channel=None if channel_id is None else ChannelId(channel_id),
            )
            for number, account, channel_id, there, channel in found
            # What was mailed cannot be taken back.
            if there != MAIL
        ]
        return Leftovers(clips=list(clips), media=[blob for blob in media if blob], copies=copies)

    async def bar(self, person: PersonId, now: datetime) -> None:
        """While a ban of the person runs, their accounts stay barred until its end."""
        running = (
            select(BanRow.reviewer_id, BanRow.until)
            .where(BanRow.person_id == person, BanRow.until > now, BanRow.lifted_at.is_(None))
            .order_by(BanRow.until.desc(), BanRow.id.desc())
            .limit(1)
        )
        ban = (await self.session.execute(running)).first()
        if ban is None:
            return
        hashes = await self.session.scalars(select(AccountRow.handle_hash).where(AccountRow.person_id == person))
        values = [{"handle_hash": each, "reviewer_id": ban.reviewer_id, "until": ban.until} for each in hashes]
        await self.session.execute(insert(BarredRow), values)

    async def count_on(self, person: PersonId, now: datetime) -> None:
        """Codes that were mailed within the last day count on, whoever comes back and asks for more."""
        sent = select(EmailProofSentRow.address_hash, EmailProofSentRow.at)
        lately = sent.where(EmailProofSentRow.person_id == person, EmailProofSentRow.at > now - timedelta(days=1))
        accounts = select(AccountRow.handle_hash).where(AccountRow.person_id == person)
        hashes = list(await self.session.scalars(accounts))
        values = [
            {"who": who, "at": mailed.at}
            for mailed in await self.session.execute(lately)
            for who in (mailed.address_hash, *hashes)
        ]
        if values:
            await self.session.execute(insert(WrongCodeRow), values)

    async def erase(self, person: PersonId) -> None:
        """The person's rows go, and whatever names them in tables that no foreign key leads to."""
        mine = select(AccountRow.id).where(AccountRow.person_id == person)
        await self.session.execute(delete(JobRow).where(JobRow.account_id.in_(mine)))
        drafts = theirs(FormDraftRow, person)
        assert drafts is not None
        await self.session.execute(delete(FormDraftRow).where(drafts))
        await self.session.execute(delete(PersonRow).where(PersonRow.id == person))

    async def shown(self, shown: int) -> Copy | None:
        """What a place shows, by the number under which it is noted."""
        row = await self.session.scalar(select(ShownRow).where(ShownRow.id == shown))
        return to_copy(row) if row else None


def _about_posts_of(person: PersonId) -> ColumnElement[bool]:
    """Copies of the person's reports and comments, of what others said to these reports, and of alerts about them."""
    reports = select(IncidentRow.id).where(IncidentRow.author_id == person)
    comments = select(CommentRow.id).where(or_(CommentRow.author_id == person, CommentRow.incident_id.in_(reports)))
    alerts = select(AlertRow.id).where(AlertRow.incident_id.in_(reports))
    subjects = ((INCIDENT_COPY, reports), (COMMENT_COPY, comments), (ALERT_COPY, alerts))
    return or_(*(and_(ShownRow.kind == kind, ShownRow.subject.in_(which)) for kind, which in subjects))


def _open(held: Held, value: Any, lock: Lock | None) -> Value:
    """A column's value as its person reads it; what is sealed under another's key stays closed."""
    if held.shape is None or value is None:
        found: Value = value
        return found
    if lock is None:
        return None
    if held.shape is Shape.POINT:
        lat, lon = DOUBLES.unpack(lock.open(held.place, value))
        return Point(lat=lat, lon=lon)
    return lock.open_words(held.place, value)


async def leave_no_trace(engine: AsyncEngine) -> None:
    """After an erasure: what the database still holds of removed rows is overwritten, as far as it is in its hands.

    SQLite's log is written back and cut to nothing (freed pages are zeroed as they are freed); PostgreSQL gives up the dead
    rows. PostgreSQL's own log and its backups are let go by its settings.
    """
    async with engine.connect() as connection:
        if is_sqlite(engine):
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            assert driver is not None
            cursor = await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            await cursor.close()
            return
        free = await connection.execution_options(isolation_level="AUTOCOMMIT")
        names = ", ".join(f'"{table.__tablename__}"' for table in tables() if table.whose)
        await free.exec_driver_sql(f"VACUUM {names}")
