"""One transaction with all books: everything a use case changes is committed at once or not at all."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from bot.db.alerts import AlertsBook
from bot.db.approvals import ApprovalsBook
from bot.db.asks import AsksBook
from bot.db.bulletins import BulletinsBook
from bot.db.cameras import CamerasBook
from bot.db.clips import ClipsBook
from bot.db.comments import CommentsBook, RevisionsBook
from bot.db.departments import DepartmentsBook
from bot.db.household import HouseholdBook
from bot.db.inbox import InboxBook
from bot.db.incidents import IncidentsBook
from bot.db.links import LinksBook
from bot.db.moderation import ModerationBook
from bot.db.mydata import MyDataBook
from bot.db.neighborhoods import NeighborhoodsBook
from bot.db.officers import OfficersBook
from bot.db.operators import OperatorsBook
from bot.db.outbox import OutboxBook
from bot.db.people import PeopleBook, ReviewersBook
from bot.db.proposals import ProposalsBook
from bot.db.reach import ReachBook
from bot.db.record import RecordBook
from bot.db.request_inquiries import RequestInquiriesBook
from bot.db.request_previews import RequestPreviewsBook
from bot.db.requests import RequestsBook
from bot.db.sealing import Keyring
from bot.db.shown import ShownBook
from bot.db.terms import TermsBook
from bot.people.ports import Seals


class NestedTransaction(RuntimeError):
    """A task began a transaction while it was inside one: on SQLite it would wait for itself."""


class Books:
    """All books over one session. Has the shape of `handlers.context.Tx`, which this wing may not know."""

    def __init__(self, session: AsyncSession, seals: Seals) -> None:
        self.has_enqueued = False
        keyring = Keyring(session, seals)
        self.people = PeopleBook(session, keyring)
        self.reviewers = ReviewersBook(session)
        self.links = LinksBook(session, keyring)
        self.reach = ReachBook(session)
        self.cameras = CamerasBook(session, keyring)
        self.neighborhoods = NeighborhoodsBook(session)
        self.departments = DepartmentsBook(session)
        self.operators = OperatorsBook(session)
        self.proposals = ProposalsBook(session)
        self.officers = OfficersBook(session, keyring)
        self.record = RecordBook(session)
        self.incidents = IncidentsBook(session)
        self.comments = CommentsBook(session)
        self.revisions = RevisionsBook(session)
        self.moderation = ModerationBook(session)
        self.bulletins = BulletinsBook(session)
        self.alerts = AlertsBook(session, keyring)
        self.requests = RequestsBook(session)
        self.request_previews = RequestPreviewsBook(session, keyring)
        self.request_inquiries = RequestInquiriesBook(session)
        self.clips = ClipsBook(session, keyring)
        self.asks = AsksBook(session, self.enqueued)
        self.household = HouseholdBook(session)
        self.approvals = ApprovalsBook(session, keyring)
        self.inbox = InboxBook(session, keyring)
        self.outbox = OutboxBook(session, self.enqueued)
        self.shown = ShownBook(session)
        self.terms = TermsBook(session)
        self.mydata = MyDataBook(session, keyring)

    def enqueued(self) -> None:
        """Jobs were put into the outbox: after the commit somebody should look."""
        self.has_enqueued = True


def make_begin(
    engine: AsyncEngine, on_commit: Callable[[], None], seals: Seals
) -> Callable[[], AbstractAsyncContextManager[Books]]:
    """Opens transactions on this engine, whose books seal and open what people entrusted to the house.

    `on_commit` is called after a commit that put jobs in the outbox.
    """
    # What is read is always read afresh and nothing is guessed: a book's UPDATE does not touch what was loaded before.
    sessions = async_sessionmaker(
        engine,
        autoflush=False,
        expire_on_commit=False,
        execution_options={"populate_existing": True, "synchronize_session": False},
    )

    inside: set[asyncio.Task[object] | None] = set()

    @asynccontextmanager
    async def begin() -> AsyncIterator[Books]:
        task = asyncio.current_task()
        if task in inside:
            raise NestedTransaction("This task is inside a transaction already; pass its books on instead.")
        inside.add(task)
        try:
            async with sessions() as session:
                books = Books(session, seals)
                async with session.begin():
                    yield books
        finally:
            inside.discard(task)
        if books.has_enqueued:
            on_commit()

    return begin
