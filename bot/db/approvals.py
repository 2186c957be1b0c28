"""The book of approvals, and the one statement through which a clip can be claimed for release."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, not_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clips.model import Clip, ClipState
from bot.consent.model import Approval, ApprovalState, Ask, AskState, Opening, Package
from bot.db.dialect import insert_or_skip
from bot.db.sealing import Keyring, seal, with_keys, words
from bot.db.tables import ApprovalRow, AskRow, ClipRow, DepartmentRow, OfficerRow, OpeningRow
from bot.departments.model import Standing
from bot.kernel.ids import ApprovalId, AskId, ClipId, DepartmentId, OfficerId, PersonId, Ref, RequestId
from bot.officers.model import OFFICER_LIFE, OfficerStanding
from bot.people.ports import Lock

NOT_TAKEN_BACK = "state <> 'withdrawn'"
"""The condition of the unique index over clip and request: an owner who undid a share may share again."""


class ApprovalsBook:
    """Approvals; see `consent.ports.Approvals`."""

    def __init__(self, session: AsyncSession, keyring: Keyring) -> None:
        self.session = session
        self.keyring = keyring

    async def grant(
        self,
        ref: Ref,
        ask: Ask,
        clip: Clip,
        department: DepartmentId,
        package: Package,
        card: str,
        now: datetime,
        hold_until: datetime,
    ) -> Approval | None:
        """Note an approval with the text of the card that the owner saw; None when this clip is shared already."""
        lock = await self.keyring.of(ask.owner)
        values = {
            "ref": ref,
            "ask_id": ask.id,
            "owner_id": ask.owner,
            "clip_id": clip.id,
            "request_id": ask.request,
            "department_id": department,
            "clip_sha256": package.clip_sha256,
            "size_bytes": package.size_bytes,
            "media_type": package.media_type,
            **seal(lock, ApprovalRow, street_address=package.street_address, email=package.email, card=card),
            "state": ApprovalState.GRANTED,
            "approved_at": now,
            "hold_until": hold_until,
        }
        statement = insert_or_skip(
            self.session, ApprovalRow, values, key=("clip_id", "request_id"), only=NOT_TAKEN_BACK
        )
        row = (await self.session.scalars(statement.returning(ApprovalRow))).one_or_none()
        return to_approval(row, lock) if row else None

    async def by_ref(self, ref: Ref) -> Approval | None:
        """The approval of this reference."""
        found = await self.some(ApprovalRow.ref == ref)
        return found[0] if found else None

    async def by_id(self, approval: ApprovalId) -> Approval | None:
        """The approval of this id."""
        found = await self.some(ApprovalRow.id == approval)
        return found[0] if found else None

    async def of_ask(self, ask: AskId) -> Sequence[Approval]:
        """The approvals of an ask, oldest first."""
        return await self.some(ApprovalRow.ask_id == ask)

    async def withdraw(self, approval: ApprovalId, now: datetime) -> bool:
        """Granted becomes withdrawn; False when it is no longer granted: the bytes are on their way or gone."""
        withdrawn = await self.session.execute(
            update(ApprovalRow)
            .where(ApprovalRow.id == approval, ApprovalRow.state == ApprovalState.GRANTED)
            .values(state=ApprovalState.WITHDRAWN, withdrawn_at=now)
            .returning(ApprovalRow.id)
        )
        return withdrawn.first() is not None

    async def recall(self, approval: ApprovalId, now: datetime) -> bool:
        """What has been handed over becomes recalled, and no claim succeeds after it; False when nobody has it yet, or
        when it was recalled before."""
        recalled = await self.session.execute(
            update(ApprovalRow)
            .where(
                ApprovalRow.id == approval,
                # A second hand-over may be under way; the first has left a moment that stays.
                ApprovalRow.state.in_((ApprovalState.RELEASING, ApprovalState.RELEASED)),
                ApprovalRow.released_at.is_not(None),
            )
            .values(state=ApprovalState.RECALLED, withdrawn_at=now)
            .returning(ApprovalRow.id)
        )
        return recalled.first() is not None

    async def openings(self, approval: ApprovalId) -> Sequence[Opening]:
        """Who was about to receive the clip, and when, oldest first."""
        rows = await self.session.scalars(
            select(OpeningRow).where(OpeningRow.approval_id == approval).order_by(OpeningRow.id)
        )
        return [
            Opening(officer=None if row.officer_id is None else PersonId(row.officer_id), press=row.press, at=row.at)
            for row in rows
        ]

    async def past_hold(self, now: datetime) -> Sequence[Approval]:
        """Granted approvals whose hold is over and whose officer was not told yet, oldest first."""
        return await self.some(
            ApprovalRow.state == ApprovalState.GRANTED, ApprovalRow.told_at.is_(None), ApprovalRow.hold_until <= now
        )

    async def mark_told(self, approval: ApprovalId, now: datetime) -> None:
        """The officer's notice is enqueued."""
        await self.session.execute(
            update(ApprovalRow).where(ApprovalRow.id == approval, ApprovalRow.told_at.is_(None)).values(told_at=now)
        )

    async def ready_for(self, department: DepartmentId) -> Sequence[Approval]:
        """What officers of the department may fetch now or have fetched: told, and neither withdrawn nor recalled.

        Oldest first."""
        return await self.some(
            ApprovalRow.department_id == department,
            ApprovalRow.told_at.is_not(None),
            ApprovalRow.state.not_in((ApprovalState.WITHDRAWN, ApprovalState.RECALLED)),
        )

    async def claim(
        self,
        approval: ApprovalId,
        clip_sha256: str,
        request: RequestId,
        department: DepartmentId,
        officer: OfficerId,
        now: datetime,
    ) -> bool:
        """The compare-and-set of the release: the whole proof is the WHERE of one UPDATE.

        Granted, or claimed before for the same department; the hold over; the same hash, request and department; the
        department active and not expired; the officer of that department, active and verified; the clip still held with that
        hash; the owner's yes not taken back.
        """
        # RELEASING is among them, for a hand-over that the platform put off is claimed again at each try.
        may_leave = (ApprovalState.GRANTED, ApprovalState.RELEASING, ApprovalState.RELEASED)
        department_acts = exists().where(
            DepartmentRow.id == ApprovalRow.department_id,
            DepartmentRow.standing == Standing.ACTIVE,
            DepartmentRow.expires_at > now,
        )
        officer_acts = exists().where(
            OfficerRow.id == officer,
            OfficerRow.department_id == ApprovalRow.department_id,
            OfficerRow.standing == OfficerStanding.ACTIVE,
            OfficerRow.mailbox_at.is_not(None),
            OfficerRow.called_at.is_not(None),
            OfficerRow.factor_at.is_not(None),
            OfficerRow.verified_at > now - OFFICER_LIFE,
        )
        clip_is_there = exists().where(
            ClipRow.id == ApprovalRow.clip_id,
            ClipRow.state == ClipState.HELD,
            ClipRow.sha256 == ApprovalRow.clip_sha256,
        )
        still_willing = exists().where(AskRow.id == ApprovalRow.ask_id, AskRow.state == AskState.YES)
        claimed = await self.session.execute(
            update(ApprovalRow)
            .where(
                ApprovalRow.id == approval,
                ApprovalRow.state.in_(may_leave),
                ApprovalRow.hold_until <= now,
                ApprovalRow.clip_sha256 == clip_sha256,
                ApprovalRow.request_id == request,
                ApprovalRow.department_id == department,
                department_acts,
                officer_acts,
                clip_is_there,
                still_willing,
            )
            .values(state=ApprovalState.RELEASING, claimed_at=now)
            .returning(ApprovalRow.id)
        )
        return claimed.first() is not None

    async def mark_released(self, approval: ApprovalId, now: datetime) -> None:
        """The bytes reached the platform. The first time stays."""
        await self.session.execute(
            update(ApprovalRow)
            .where(ApprovalRow.id == approval, ApprovalRow.state == ApprovalState.RELEASING)
            .values(state=ApprovalState.RELEASED, released_at=func.coalesce(ApprovalRow.released_at, now))
        )

    async def note_opening(self, approval: ApprovalId, officer: PersonId, press: str, now: datetime) -> None:
        """Before the first byte: who is about to receive it, and when. Once for each press."""
        values = {"approval_id": approval, "officer_id": officer, "press": press, "at": now}
        await self.session.execute(insert_or_skip(self.session, OpeningRow, values, key=("press",)))

    async def end_opening(self, press: str, now: datetime) -> None:
        """It is known how the press ended."""
        await self.session.execute(update(OpeningRow).where(OpeningRow.press == press).values(ended_at=now))

    async def unclaim(self, approval: ApprovalId) -> None:
        """Releasing becomes granted again, unless bytes have arrived or another press is still under way.

        Whoever took back the yes, or deleted the clip, in the meantime has taken back this approval too: a new yes must
        not revive it.
        """
        stands = and_(
            exists().where(AskRow.id == ApprovalRow.ask_id, AskRow.state == AskState.YES),
            exists().where(ClipRow.id == ApprovalRow.clip_id, ClipRow.state == ClipState.HELD),
        )
        kind = ApprovalRow.state.type
        became = case((stands, literal(ApprovalState.GRANTED, kind)), else_=literal(ApprovalState.WITHDRAWN, kind))
        under_way = exists().where(OpeningRow.approval_id == ApprovalRow.id, OpeningRow.ended_at.is_(None))
        await self.session.execute(
            update(ApprovalRow)
            .where(
                ApprovalRow.id == approval,
                ApprovalRow.state == ApprovalState.RELEASING,
                ApprovalRow.released_at.is_(None),
                not_(under_way),
            )
            .values(state=became)
        )

    async def some(self, *which: ColumnElement[bool]) -> list[Approval]:
        """Some approvals, oldest first."""
        rows = await self.session.execute(with_keys(ApprovalRow).where(*which).order_by(ApprovalRow.id))
        return [to_approval(row, self.keyring.lock(row.owner_id, key)) for row, key in rows]


def to_approval(row: ApprovalRow, lock: Lock) -> Approval:
    """The row as a value, opened."""
    package = Package(
        clip_sha256=row.clip_sha256,
        size_bytes=row.size_bytes,
        media_type=row.media_type,
        street_address=words(lock, row, "street_address"),
        email=words(lock, row, "email"),
    )
    return Approval(
        id=ApprovalId(row.id),
        ref=Ref(row.ref),
        ask=AskId(row.ask_id),
        owner=PersonId(row.owner_id),
        clip=ClipId(row.clip_id),
        request=RequestId(row.request_id),
        department=DepartmentId(row.department_id),
        package=package,
        state=row.state,
        approved_at=row.approved_at,
        hold_until=row.hold_until,
    )
