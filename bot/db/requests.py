"""The book of area requests."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import FILING_LOCK, insert_or_skip, wait_in_line
from bot.db.tables import AreaRequestRow, DepartmentRow, OfficerRow, VerdictRow
from bot.departments.model import Standing
from bot.geo.area import area_km2, overlap
from bot.geo.distance import distance_m
from bot.geo.model import Area, Point
from bot.geo.polygon import middle_of
from bot.kernel.ids import DepartmentId, OfficerId, PersonId, Ref, RequestId
from bot.officers.model import OfficerStanding
from bot.requests.model import AreaRequest, Budget, Draft, RequestPolicy, RequestState, Verdict

BUDGET_PERIOD = timedelta(days=30)
SAME_INCIDENT_M = 500.0
SAME_INCIDENT_TIME = timedelta(hours=24)
OVERLAP_TIME = timedelta(hours=24)

OPEN = (RequestState.REVIEW, RequestState.PUBLISHED)
PUBLIC = (RequestState.PUBLISHED, RequestState.CLOSED, RequestState.REFUSED)


class RequestsBook:
    """Requests; see `requests.ports.Requests`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(
        self, ref: Ref, department: DepartmentId, officer: OfficerId, draft: Draft, now: datetime
    ) -> AreaRequest:
        """File a request for review."""
        middle = middle_of(draft.area)
        values = {
            "ref": ref,
            "department_id": department,
            "officer_id": officer,
            "lat": middle.lat,
            "lon": middle.lon,
            "area": draft.area,
            "km2_hours": km2_hours(draft),
            "place_words": draft.place_words,
            "incident_type": draft.incident_type,
            "incident_at": draft.incident_at,
            "window_start": draft.window_start,
            "window_end": draft.window_end,
            "case_number": draft.case_number,
            "case_key": case_key(draft.case_number),
            "contact": draft.contact,
            "sought": draft.sought,
            "own_investigation": draft.own_investigation,
            "state": RequestState.REVIEW,
            "filed_at": now,
        }
        row = (await self.session.scalars(insert(AreaRequestRow).values(values).returning(AreaRequestRow))).one()
        return to_request(row)

    async def by_id(self, request: RequestId) -> AreaRequest:
        """The request of this id. Raises LookupError when there is none."""
        row = await self.session.scalar(select(AreaRequestRow).where(AreaRequestRow.id == request))
        if row is None:
            raise LookupError(f"There is no request {request}.")
        return to_request(row)

    async def by_ref(self, ref: Ref) -> AreaRequest | None:
        """The request of this reference."""
        row = await self.session.scalar(select(AreaRequestRow).where(AreaRequestRow.ref == ref))
        return to_request(row) if row else None

    async def move(
        self, request: RequestId, expected: RequestState, to: RequestState, closes_at: datetime | None = None
    ) -> bool:
        """Change the state if it still is the expected one; says whether it did."""
        statement = (
            update(AreaRequestRow)
            .where(AreaRequestRow.id == request, AreaRequestRow.state == expected)
            .values(state=to)
            .returning(AreaRequestRow.id)
        )
        if closes_at is not None:
            statement = statement.values(closes_at=closes_at)
        return (await self.session.execute(statement)).first() is not None

    async def hold(self, request: RequestId) -> None:
        """Nobody else decides about the request until this transaction ends. SQLite's one writer is alone anyway."""
        await self.session.execute(select(AreaRequestRow.id).where(AreaRequestRow.id == request).with_for_update())

    async def note(self, verdict: Verdict, now: datetime) -> None:
        """Keep a reviewer's word; one per reviewer and request, and the first one stands."""
        values = {
            "request_id": verdict.request,
            "reviewer_id": verdict.reviewer,
            "approved": verdict.approved,
            "why": verdict.why,
            "at": now,
        }
        await self.session.execute(insert_or_skip(self.session, VerdictRow, values, key=("request_id", "reviewer_id")))

    async def verdicts(self, request: RequestId) -> Sequence[Verdict]:
        """What reviewers said, in order."""
        rows = await self.session.scalars(
            select(VerdictRow).where(VerdictRow.request_id == request).order_by(VerdictRow.id)
        )
        return [
            Verdict(
                request=RequestId(row.request_id),
                reviewer=PersonId(row.reviewer_id),
                approved=row.approved,
                why=row.why,
            )
            for row in rows
        ]

    async def waiting(self) -> Sequence[AreaRequest]:
        """Those in review, oldest first."""
        rows = await self.session.scalars(
            select(AreaRequestRow).where(AreaRequestRow.state == RequestState.REVIEW).order_by(AreaRequestRow.id)
        )
        return [to_request(row) for row in rows]

    async def public(self, limit: int = 20) -> Sequence[AreaRequest]:
        """Published, closed and refused ones, newest first."""
        return await self.newest(AreaRequestRow.state.in_(PUBLIC), limit)

    async def of_department(self, department: DepartmentId, limit: int = 20) -> Sequence[AreaRequest]:
        """The department's own, newest first."""
        return await self.newest(AreaRequestRow.department_id == department, limit)

    async def places(self, department: DepartmentId, limit: int) -> Sequence[str]:
        """Where the department asked lately, in words, the latest first and each once."""
        rows = await self.session.scalars(
            select(AreaRequestRow.place_words)
            .where(AreaRequestRow.department_id == department)
            .group_by(AreaRequestRow.place_words)
            .order_by(func.max(AreaRequestRow.id).desc())
            .limit(limit)
        )
        return list(rows)

    async def of_suspended(self) -> Sequence[AreaRequest]:
        """Those under review or published whose officer or department may not act any more, oldest first."""
        rows = await self.session.scalars(
            select(AreaRequestRow)
            .join(OfficerRow, OfficerRow.id == AreaRequestRow.officer_id)
            .join(DepartmentRow, DepartmentRow.id == AreaRequestRow.department_id)
            .where(
                AreaRequestRow.state.in_(OPEN),
                or_(OfficerRow.standing != OfficerStanding.ACTIVE, DepartmentRow.standing == Standing.SUSPENDED),
            )
            .order_by(AreaRequestRow.id)
        )
        return [to_request(row) for row in rows]

    async def due_to_close(self, now: datetime) -> Sequence[AreaRequest]:
        """Published ones whose time is up."""
        rows = await self.session.scalars(
            select(AreaRequestRow)
            .where(AreaRequestRow.state == RequestState.PUBLISHED, AreaRequestRow.closes_at <= now)
            .order_by(AreaRequestRow.closes_at, AreaRequestRow.id)
        )
        return [to_request(row) for row in rows]

    async def budget(self, department: DepartmentId, draft: Draft, now: datetime, policy: RequestPolicy) -> Budget:
        """What the department has asked for lately, seen from this draft.

        Filings of one department wait in line from here to the end of the transaction, so that two at once cannot
        both be the last one allowed. What a reviewer refused was never put to owners: it counts as filed and no more.
        """
        await wait_in_line(self.session, FILING_LOCK, department)
        own = AreaRequestRow.department_id == department
        lately = AreaRequestRow.filed_at > now - BUDGET_PERIOD
        asked = AreaRequestRow.state != RequestState.REFUSED
        found = await self.session.execute(
            select(
                func.count().filter(AreaRequestRow.state.in_(OPEN)),
                func.count().filter(lately),
                func.coalesce(func.sum(AreaRequestRow.km2_hours).filter(and_(lately, asked)), 0.0),
            ).where(own)
        )
        open_now, filed, spent = found.one()
        return Budget(
            open_now=open_now,
            filed_in_30_days=filed,
            km2_hours_in_30_days=spent,
            same_incident=await self.same_incident(and_(own, asked), draft, policy.overlap_share),
            overlapping=await self.overlapping(
                and_(own, asked, AreaRequestRow.filed_at > now - OVERLAP_TIME), draft.area, policy.overlap_share
            ),
        )

    async def same_incident(self, among: ColumnElement[bool], draft: Draft, share: float) -> int:
        """How many of these are under the draft's case number, or near it in place and time.

        Near is what has its middle within 500 m, and what overlaps: the middle of a polygon is where its officer wants.
        """
        key, center = case_key(draft.case_number), middle_of(draft.area)
        rows = await self.session.execute(
            select(AreaRequestRow.case_key, AreaRequestRow.lat, AreaRequestRow.lon, AreaRequestRow.area).where(
                among,
                or_(
                    AreaRequestRow.case_key == key,
                    AreaRequestRow.incident_at.between(
                        draft.incident_at - SAME_INCIDENT_TIME, draft.incident_at + SAME_INCIDENT_TIME
                    ),
                ),
            )
        )
        return sum(
            found == key
            or distance_m(center, Point(lat=lat, lon=lon)) <= SAME_INCIDENT_M
            or overlap(area, draft.area) >= share
            for found, lat, lon, area in rows
        )

    async def overlapping(self, among: ColumnElement[bool], area: Area, share: float) -> int:
        """How many of these have so much of the smaller area in common with this one."""
        others = await self.session.scalars(select(AreaRequestRow.area).where(among))
        return sum(overlap(other, area) >= share for other in others)

    async def newest(self, which: ColumnElement[bool], limit: int) -> list[AreaRequest]:
        """Some requests, the last filed first."""
        rows = await self.session.scalars(
            select(AreaRequestRow)
            .where(which)
            .order_by(AreaRequestRow.filed_at.desc(), AreaRequestRow.id.desc())
            .limit(limit)
        )
        return [to_request(row) for row in rows]


def km2_hours(draft: Draft) -> float:
    """Area times length of the window, in square kilometres times hours."""
    return area_km2(draft.area) * ((draft.window_end - draft.window_start) / timedelta(hours=1))


def case_key(case_number: str) -> str:
    """The letters and digits of a case number with case folded, so that a dash more, or a wide digit, makes no second
    case."""
    plain = unicodedata.normalize("NFKC", case_number).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def to_request(row: AreaRequestRow) -> AreaRequest:
    """The row as a value."""
    draft = Draft(
        area=row.area,
        place_words=row.place_words,
        incident_type=row.incident_type,
        incident_at=row.incident_at,
        window_start=row.window_start,
        window_end=row.window_end,
        case_number=row.case_number,
        contact=row.contact,
        sought=row.sought,
        own_investigation=row.own_investigation,
    )
    return AreaRequest(
        id=RequestId(row.id),
        ref=Ref(row.ref),
        department=DepartmentId(row.department_id),
        officer=OfficerId(row.officer_id),
        draft=draft,
        state=row.state,
        filed_at=row.filed_at,
        closes_at=row.closes_at,
    )
