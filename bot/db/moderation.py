"""The book of moderation: flags, appeals, bans, and what was decided."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import insert_or_skip
from bot.db.people import alone_with
from bot.db.tables import AppealRow, BanRow, CommentRow, DecisionRow, FlagRow, IncidentRow
from bot.incidents.model import CommentState, IncidentState
from bot.kernel.ids import BanId, DecisionId, PersonId, Ref, ReviewerId
from bot.moderation.model import Appeal, Ban, Decision, Flag, FlagReason, Subject


class ModerationBook:
    """Flags, appeals, bans and decisions; see `moderation.ports.Moderation`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def accepted(self, person: PersonId) -> int:
        """How many reports and comments of this person were shown to others and not hidden."""
        reports = select(func.count()).where(
            IncidentRow.author_id == person,
            IncidentRow.posted_at.is_not(None),
            IncidentRow.state != IncidentState.HIDDEN,
        )
        comments = select(func.count()).where(CommentRow.author_id == person, CommentRow.state == CommentState.POSTED)
        return (await self.session.scalar(reports) or 0) + (await self.session.scalar(comments) or 0)

    async def flag(self, subject: Subject, reporter: PersonId, reason: FlagReason, words: str, now: datetime) -> bool:
        """Note a flag; False when this person flagged the subject before."""
        values = {
            "subject_kind": subject.kind,
            "subject_id": subject.id,
            "reporter_id": reporter,
            "reason": reason,
            "words": words,
            "created_at": now,
        }
        key = ("subject_kind", "subject_id", "reporter_id")
        made = await self.session.execute(insert_or_skip(self.session, FlagRow, values, key).returning(FlagRow.id))
        return made.first() is not None

    async def flags_by(self, reporter: PersonId, since: datetime) -> int:
        """How many flags this person raised since then. Flags of one person wait in line from here."""
        await alone_with(self.session, reporter)
        found = await self.session.scalar(
            select(func.count()).where(FlagRow.reporter_id == reporter, FlagRow.created_at >= since)
        )
        return found or 0

    async def flags(self, subject: Subject) -> Sequence[Flag]:
        """The flags of the subject that wait, oldest first."""
        rows = await self.session.scalars(
            select(FlagRow)
            .where(FlagRow.subject_kind == subject.kind, FlagRow.subject_id == subject.id, FlagRow.settled_at.is_(None))
            .order_by(FlagRow.id)
        )
        return [Flag(subject=subject, reason=row.reason, words=row.words, created_at=row.created_at) for row in rows]

    async def flagged(self) -> Sequence[Subject]:
        """What has flags that wait, in the order of the oldest."""
        rows = await self.session.execute(
            select(FlagRow.subject_kind, FlagRow.subject_id)
            .where(FlagRow.settled_at.is_(None))
            .group_by(FlagRow.subject_kind, FlagRow.subject_id)
            .order_by(func.min(FlagRow.id))
        )
        return [Subject(kind=kind, id=number) for kind, number in rows]

    async def settle_flags(self, subject: Subject, now: datetime) -> int:
        """The flags were looked at; how many there were."""
        rows = await self.session.scalars(
            update(FlagRow)
            .where(FlagRow.subject_kind == subject.kind, FlagRow.subject_id == subject.id, FlagRow.settled_at.is_(None))
            .values(settled_at=now)
            .returning(FlagRow.id)
        )
        return len(rows.all())

    async def appeal(self, subject: Subject, person: PersonId, words: str, now: datetime) -> bool:
        """Note an appeal; False when there was one about this subject before."""
        values = {
            "subject_kind": subject.kind,
            "subject_id": subject.id,
            "person_id": person,
            "words": words,
            "created_at": now,
        }
        key = ("subject_kind", "subject_id")
        made = await self.session.execute(insert_or_skip(self.session, AppealRow, values, key).returning(AppealRow.id))
        return made.first() is not None

    async def appeal_again(self, subject: Subject, words: str, now: datetime) -> bool:
        """Note an appeal against a new decision about the subject; False unless the one before was settled."""
        rows = await self.session.scalars(
            update(AppealRow)
            .where(
                AppealRow.subject_kind == subject.kind,
                AppealRow.subject_id == subject.id,
                AppealRow.settled_at.is_not(None),
            )
            .values(words=words, created_at=now, settled_at=None)
            .returning(AppealRow.id)
        )
        return rows.first() is not None

    async def open_appeal(self, subject: Subject) -> Appeal | None:
        """The appeal about the subject that waits."""
        row = await self.session.scalar(
            select(AppealRow).where(
                AppealRow.subject_kind == subject.kind,
                AppealRow.subject_id == subject.id,
                AppealRow.settled_at.is_(None),
            )
        )
        return to_appeal(row) if row else None

    async def appeals(self) -> Sequence[Appeal]:
        """All appeals that wait, oldest first."""
        rows = await self.session.scalars(
            select(AppealRow).where(AppealRow.settled_at.is_(None)).order_by(AppealRow.id)
        )
        return [to_appeal(row) for row in rows]

    async def settle_appeal(self, subject: Subject, now: datetime) -> bool:
        """Somebody else has looked; False when no appeal waited."""
        rows = await self.session.scalars(
            update(AppealRow)
            .where(
                AppealRow.subject_kind == subject.kind,
                AppealRow.subject_id == subject.id,
                AppealRow.settled_at.is_(None),
            )
            .values(settled_at=now)
            .returning(AppealRow.id)
        )
        return rows.first() is not None

    async def decide(self, decision: Decision) -> DecisionId:
        """Write down what a reviewer did."""
        values = {
            "reviewer_id": decision.reviewer,
            "act": decision.act,
            "subject_kind": decision.subject.kind,
            "subject_id": decision.subject.id,
            "person_id": decision.person,
            "why": decision.why,
            "at": decision.at,
        }
        made = await self.session.execute(insert(DecisionRow).values(values).returning(DecisionRow.id))
        return DecisionId(made.scalar_one())

    async def decision(self, decision: DecisionId) -> Decision | None:
        """The decision of this id."""
        row = await self.session.scalar(select(DecisionRow).where(DecisionRow.id == decision))
        return to_decision(row) if row else None

    async def decisions_about(self, subject: Subject) -> Sequence[Decision]:
        """All that was decided about the subject, latest first."""
        rows = await self.session.scalars(
            select(DecisionRow)
            .where(DecisionRow.subject_kind == subject.kind, DecisionRow.subject_id == subject.id)
            .order_by(DecisionRow.id.desc())
        )
        return [to_decision(row) for row in rows]

    async def latest(self, limit: int) -> Sequence[Decision]:
        """What was decided lately, latest first."""
        rows = await self.session.scalars(select(DecisionRow).order_by(DecisionRow.id.desc()).limit(limit))
        return [to_decision(row) for row in rows]

    async def ban(
        self, ref: Ref, person: PersonId, reviewer: ReviewerId, why: str, until: datetime, now: datetime
    ) -> Ban:
        """Somebody may not post, comment or flag until then."""
        values = {"ref": ref, "person_id": person, "reviewer_id": reviewer, "why": why, "until": until, "at": now}
        row = (await self.session.scalars(insert(BanRow).values(values).returning(BanRow))).one()
        return to_ban(row)

    async def ban_of(self, person: PersonId, now: datetime) -> Ban | None:
        """The running ban of this person that ends last."""
        row = await self.session.scalar(
            select(BanRow)
            .where(BanRow.person_id == person, BanRow.until > now, BanRow.lifted_at.is_(None))
            .order_by(BanRow.until.desc(), BanRow.id.desc())
            .limit(1)
        )
        return to_ban(row) if row else None

    async def alone_with(self, person: PersonId) -> None:
        """Until the transaction ends, nobody else gets past this line for the same person."""
        await alone_with(self.session, person)

    async def ban_by_id(self, ban: BanId) -> Ban | None:
        """The ban of this id."""
        row = await self.session.scalar(select(BanRow).where(BanRow.id == ban))
        return to_ban(row) if row else None

    async def ban_by_ref(self, ref: Ref) -> Ban | None:
        """The ban of this reference."""
        row = await self.session.scalar(select(BanRow).where(BanRow.ref == ref))
        return to_ban(row) if row else None

    async def bans(self, now: datetime) -> Sequence[Ban]:
        """The bans that run, oldest first."""
        rows = await self.session.scalars(
            select(BanRow).where(BanRow.until > now, BanRow.lifted_at.is_(None)).order_by(BanRow.id)
        )
        return [to_ban(row) for row in rows]

    async def lift(self, ban: BanId, now: datetime) -> bool:
        """End a ban early; False when it has ended already."""
        rows = await self.session.scalars(
            update(BanRow)
            .where(BanRow.id == ban, BanRow.until > now, BanRow.lifted_at.is_(None))
            .values(lifted_at=now)
            .returning(BanRow.id)
        )
        return rows.first() is not None


def to_appeal(row: AppealRow) -> Appeal:
    """The row as a value."""
    return Appeal(
        subject=Subject(kind=row.subject_kind, id=row.subject_id),
        person=PersonId(row.person_id),
        words=row.words,
        created_at=row.created_at,
    )


def to_decision(row: DecisionRow) -> Decision:
    """The row as a value."""
    return Decision(
        reviewer=ReviewerId(row.reviewer_id),
        act=row.act,
        subject=Subject(kind=row.subject_kind, id=row.subject_id),
        person=None if row.person_id is None else PersonId(row.person_id),
        why=row.why,
        at=row.at,
    )


def to_ban(row: BanRow) -> Ban:
    """The row as a value."""
    return Ban(
        id=BanId(row.id),
        ref=Ref(row.ref),
        person=PersonId(row.person_id),
        why=row.why,
        until=row.until,
        lifted_at=row.lifted_at,
    )
