"""The book of what reviewers ask the officer of a request."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import RequestInquiryRow
from bot.kernel.ids import PersonId, Ref, RequestId
from bot.requests.model import Inquiry


class RequestInquiriesBook:
    """Questions and answers; see `requests.ports.RequestInquiries`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def ask(self, ref: Ref, request: RequestId, reviewer: PersonId, question: str, now: datetime) -> int:
        """Keep a reviewer's question to the officer; says its id."""
        values = {
            "ref": ref,
            "request_id": request,
            "reviewer_id": reviewer,
            "question": question,
            "answer": "",
            "asked_at": now,
        }
        made = insert(RequestInquiryRow).values(values).returning(RequestInquiryRow.id)
        return (await self.session.scalars(made)).one()

    async def answer(self, inquiry: Ref, answer: str, now: datetime) -> bool:
        """Keep the officer's answer, the first one for good; says whether it was that."""
        moved = await self.session.execute(
            update(RequestInquiryRow)
            .where(RequestInquiryRow.ref == inquiry, RequestInquiryRow.answer == "")
            .values(answer=answer, answered_at=now)
            .returning(RequestInquiryRow.id)
        )
        return moved.first() is not None

    async def of(self, request: RequestId) -> Sequence[Inquiry]:
        """What reviewers asked about the request, in order."""
        return await self._those(RequestInquiryRow.request_id == request)

    async def by_ref(self, ref: Ref) -> Inquiry | None:
        """The question of this reference."""
        return next(iter(await self._those(RequestInquiryRow.ref == ref)), None)

    async def by_id(self, inquiry: int) -> Inquiry | None:
        """The question of this id."""
        return next(iter(await self._those(RequestInquiryRow.id == inquiry)), None)

    async def _those(self, which: ColumnElement[bool]) -> list[Inquiry]:
        rows = await self.session.scalars(select(RequestInquiryRow).where(which).order_by(RequestInquiryRow.id))
        return [
            Inquiry(ref=Ref(row.ref), request=RequestId(row.request_id), question=row.question, answer=row.answer)
            for row in rows
        ]
