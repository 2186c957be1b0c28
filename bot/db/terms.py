"""The book of owners' terms; see `terms.ports.TermsBook`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.consent.model import NOTICE_JOB
from bot.db.dialect import insert_or_replace, insert_or_skip
from bot.db.people import alone_with
from bot.db.tables import AskRow, JobRow, OwnerTermsRow, StandingNoRow
from bot.kernel.ids import DepartmentId, PersonId, RequestId
from bot.requests.model import IncidentType
from bot.terms.model import QUIET_FROM, QUIET_UNTIL, Habit, Terms


class TermsBook:
    """Terms of owners."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def of(self, person: PersonId, zone: str) -> Terms:
        """The person's terms with every standing no; those of somebody who has said nothing, by this time zone."""
        row = await self.session.scalar(select(OwnerTermsRow).where(OwnerTermsRow.person_id == person))
        rules = list(await self.session.scalars(select(StandingNoRow).where(StandingNoRow.person_id == person)))
        never_from = frozenset(DepartmentId(each.department_id) for each in rules if each.department_id is not None)
        never_about = frozenset(each.incident_type for each in rules if each.incident_type is not None)
        if row is None:
            return Terms(time_zone=zone, never_from=never_from, never_about=never_about)
        return Terms(
            time_zone=row.time_zone,
            quiet_from=row.quiet_from,
            quiet_until=row.quiet_until,
            never_at_night=row.never_at_night,
            only_missing=row.only_missing,
            ask_by=row.ask_by,
            paused=row.paused,
            paused_until=row.paused_until,
            never_from=never_from,
            never_about=never_about,
        )

    async def put(self, person: PersonId, terms: Terms, now: datetime) -> None:
        """Store a person's terms, in place of earlier ones."""
        values = {
            "person_id": person,
            "time_zone": terms.time_zone,
            "quiet_from": terms.quiet_from,
            "quiet_until": terms.quiet_until,
            "never_at_night": terms.never_at_night,
            "only_missing": terms.only_missing,
            "ask_by": terms.ask_by,
            "paused": terms.paused,
            "paused_until": terms.paused_until,
            "changed_at": now,
        }
        await self.session.execute(insert_or_replace(self.session, OwnerTermsRow, values, ("person_id",)))

    async def alone_with(self, person: PersonId) -> None:
        """Until the transaction ends nobody else changes this person's terms."""
        await alone_with(self.session, person)

    async def set_clock(self, person: PersonId, zone: str) -> None:
        """Quiet hours that are stored go by this time zone from now on."""
        row = OwnerTermsRow
        await self.session.execute(update(row).where(row.person_id == person).values(time_zone=zone))

    async def refuse_department(self, person: PersonId, department: DepartmentId, now: datetime) -> None:
        """Never from this department."""
        values = {"person_id": person, "department_id": department, "created_at": now}
        key, only = ("person_id", "department_id"), "department_id IS NOT NULL"
        await self.session.execute(insert_or_skip(self.session, StandingNoRow, values, key, only))

    async def refuse_type(self, person: PersonId, about: IncidentType, now: datetime) -> None:
        """Never about this incident type."""
        values = {"person_id": person, "incident_type": about, "created_at": now}
        key, only = ("person_id", "incident_type"), "incident_type IS NOT NULL"
        await self.session.execute(insert_or_skip(self.session, StandingNoRow, values, key, only))

    async def lift_department(self, person: PersonId, department: DepartmentId) -> None:
        """This department may ask again."""
        row = StandingNoRow
        await self.session.execute(delete(row).where(row.person_id == person, row.department_id == department))

    async def lift_type(self, person: PersonId, about: IncidentType) -> None:
        """This incident type may be asked about again."""
        row = StandingNoRow
        await self.session.execute(delete(row).where(row.person_id == person, row.incident_type == about))

    async def habits(self, request: RequestId, zone: str, night_too: bool) -> Sequence[Habit]:
        """The clocks and quiet hours of everybody who is asked about a request."""
        terms = OwnerTermsRow
        found = await self.session.execute(
            select(
                func.coalesce(terms.time_zone, zone),
                func.coalesce(terms.quiet_from, QUIET_FROM),
                func.coalesce(terms.quiet_until, QUIET_UNTIL),
            )
            .select_from(AskRow)
            .outerjoin(terms, terms.person_id == AskRow.owner_id)
            .where(AskRow.request_id == request, AskRow.heard_from.is_(None), *_wanting(night_too))
            .distinct()
        )
        return [Habit(*each) for each in found]

    async def put_off(self, request: RequestId, habit: Habit, zone: str, night_too: bool, by: timedelta) -> None:
        """Everybody with this habit hears of the request later by this much."""
        terms = OwnerTermsRow
        asks = list(
            await self.session.execute(
                select(AskRow.id, AskRow.created_at)
                .outerjoin(terms, terms.person_id == AskRow.owner_id)
                .where(
                    AskRow.request_id == request,
                    AskRow.heard_from.is_(None),
                    *_wanting(night_too),
                    _with(habit, zone),
                )
            )
        )
        jobs = await self.session.execute(
            select(JobRow.id, JobRow.due).where(
                JobRow.kind == NOTICE_JOB,
                JobRow.state == "open",
                JobRow.subject.in_([ask for ask, _ in asks]),
            )
        )
        later = [{"id": job, "due": due + by} for job, due in jobs]
        if later:
            await self.session.execute(update(JobRow), later)
        if asks:
            await self.session.execute(update(AskRow), [{"id": ask, "heard_from": at + by} for ask, at in asks])


def _wanting(night_too: bool) -> Sequence[ColumnElement[bool]]:
    return [OwnerTermsRow.never_at_night.is_(True)] if night_too else []


def _with(habit: Habit, zone: str) -> ColumnElement[bool]:
    row = OwnerTermsRow
    said = and_(
        row.time_zone == habit.time_zone, row.quiet_from == habit.quiet_from, row.quiet_until == habit.quiet_until
    )
    if habit == Habit(zone, QUIET_FROM, QUIET_UNTIL):
        return or_(said, row.id.is_(None))
    return said
