"""Leaks that somebody might build one day, each a few lines planted into the real house. The harness has to find them all.

Every leak is what a reasonable person could wish for: how many were reached, an early end when all have answered, a
shorter way when nobody is there.
"""

import string
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.chat.message import Message, Paragraph, Picture
from bot.consent import service as consent
from bot.consent.model import AskState
from bot.db import asks, household
from bot.db.asks import AsksBook
from bot.db.neighborhoods import NeighborhoodsBook
from bot.db.outbox import OutboxBook
from bot.db.range import cameras_within
from bot.db.record import RecordBook
from bot.db.requests import RequestsBook
from bot.db.tables import AreaRequestRow, AskRow, JobRow
from bot.handlers import jobs
from bot.handlers.saying import Saying
from bot.kernel.ids import REF_LENGTH, REF_LETTERS, Ref, RequestId, new_ref
from bot.kernel.refusal import Refused
from bot.outbox.model import NewJob
from bot.record.model import Entry, EntryKind
from bot.requests import texts
from bot.requests.model import PUBLIC_POST_JOB, PUBLISHED_JOB, RequestPolicy, RequestReason, RequestState
from bot.requests.texts import public as to_public
from bot.terms.model import AskLimits

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """One of them, and what has to find it."""

    name: str
    found_by: str
    plant: Plant


class Overheard:
    """What a leaking line has found out, on its way to where it is said."""

    number = 0


async def owners_at(book: Any, area: Any) -> int:
    """How many owners have a camera in the area."""
    return len({owner for _, owner in await cameras_within(book.session, area)})


async def asked(book: Any, request: int | None = None) -> int:
    """How many have been asked, about one request or at all."""
    counted = select(func.count()).select_from(AskRow)
    return int(await book.session.scalar(counted if request is None else counted.where(AskRow.request_id == request)))


def on_filing(patch: pytest.MonkeyPatch, do: Callable[[RequestsBook, Any], Awaitable[None]]) -> None:
    """Something happens when a request is put into the books."""
    honest = RequestsBook.add

    async def add(self: RequestsBook, *given: Any, **named: Any) -> Any:
        filed = await honest(self, *given, **named)
        await do(self, filed)
        return filed

    patch.setattr(RequestsBook, "add", add)


def on_text(patch: pytest.MonkeyPatch, room: ModuleType, name: str, more: Callable[[int], str]) -> None:
    """One of the texts of requests says something more."""
    honest = getattr(room, name)

    def said(*given: Any, **named: Any) -> Message:
        message: Message = honest(*given, **named)
        return replace(message, blocks=(*message.blocks, Paragraph(text=more(Overheard.number))))

    patch.setattr(room, name, said)


async def count_at_filing(book: RequestsBook, filed: Any) -> None:
    """Overhear how many will be asked."""
    Overheard.number = await owners_at(book, filed.draft.area)


def count_in_the_acknowledgement(patch: pytest.MonkeyPatch) -> None:
    """ "It goes to review. 7 owners are near."""
    on_filing(patch, count_at_filing)
    on_text(patch, texts, "accepted", lambda number: f"{number} owners are near.")


def bucket_in_the_acknowledgement(patch: pytest.MonkeyPatch) -> None:
    """Not a number, only whether there are few or many."""
    on_filing(patch, count_at_filing)
    on_text(patch, texts, "accepted", lambda number: "Many owners are near." if number >= 5 else "Few owners are near.")


def live_gate(patch: pytest.MonkeyPatch) -> None:
    """A request that nobody would get is refused."""

    async def gate(book: RequestsBook, filed: Any) -> None:
        if await owners_at(book, filed.draft.area) < 4:
            raise Refused(RequestReason.NOTHING_SOUGHT)

    on_filing(patch, gate)


def early_close(patch: pytest.MonkeyPatch) -> None:
    """It is closed as soon as everybody has answered, but for two (those who approve in every world)."""
    honest = consent.answer

    async def answer(tx: Any, *given: Any, **named: Any) -> Any:
        known = await honest(tx, *given, **named)
        waiting = select(func.count()).where(AskRow.request_id == known.request.id, AskRow.state == AskState.ASKED)
        if await tx.asks.session.scalar(waiting) <= 2:
            now = given[-1]
            over = update(AreaRequestRow).where(AreaRequestRow.id == known.request.id).values(closes_at=now)
            await tx.asks.session.execute(over)
        return known

    patch.setattr(consent, "answer", answer)


def size_of_the_list(patch: pytest.MonkeyPatch) -> None:
    """Nothing that can be read: the list of requests only grows by a blank for each ask."""
    honest = RequestsBook.public

    async def public(self: RequestsBook, *given: Any) -> Any:
        Overheard.number = await asked(self)
        return await honest(self, *given)

    patch.setattr(RequestsBook, "public", public)
    on_text(patch, to_public, "listing", lambda number: "\u2009" * number)


def sequential_reference(patch: pytest.MonkeyPatch) -> None:
    """A reference that counts jobs, of which those to owners are most."""
    honest = RequestsBook.add

    async def add(self: RequestsBook, ref: Ref, *given: Any, **named: Any) -> Any:
        number = int(await self.session.scalar(select(func.coalesce(func.max(JobRow.id), 0))) or 0)
        return await honest(self, in_order(number), *given, **named)

    patch.setattr(RequestsBook, "add", add)


def in_order(number: int) -> Ref:
    """A number as a reference."""
    letters = ""
    for _ in range(REF_LENGTH):
        number, letter = divmod(number, len(REF_LETTERS))
        letters = REF_LETTERS[letter] + letters
    return Ref(letters)


def order_of_the_list(patch: pytest.MonkeyPatch) -> None:
    """The requests that somebody has answered come first."""
    honest = RequestsBook.public

    async def public(self: RequestsBook, *given: Any) -> Any:
        answered = set(
            await self.session.scalars(select(AskRow.request_id).where(AskRow.state.in_((AskState.NO, AskState.YES))))
        )
        return sorted(await honest(self, *given), key=lambda request: request.id not in answered)

    patch.setattr(RequestsBook, "public", public)


def order_of_jobs(patch: pytest.MonkeyPatch) -> None:
    """Where owners live, the neighborhoods are told in another order."""
    honest = NeighborhoodsBook.touched_by

    async def touched_by(self: NeighborhoodsBook, area: Any) -> Any:
        # Those who approve in every world are two.
        return list(await honest(self, area))[:: -1 if await owners_at(self, area) > 2 else 1]

    patch.setattr(NeighborhoodsBook, "touched_by", touched_by)


def posts_where_owners_are(patch: pytest.MonkeyPatch) -> None:
    """No neighborhood is bothered with a request that concerns nobody."""
    honest = NeighborhoodsBook.touched_by

    async def touched_by(self: NeighborhoodsBook, area: Any) -> Any:
        return await honest(self, area) if await owners_at(self, area) > 3 else []

    patch.setattr(NeighborhoodsBook, "touched_by", touched_by)


def status_of_the_answered(patch: pytest.MonkeyPatch) -> None:
    """A request that somebody said no to is listed as closed."""
    honest = RequestsBook.public

    async def public(self: RequestsBook, *given: Any) -> Any:
        found = []
        for request in await honest(self, *given):
            no = select(func.count()).where(AskRow.request_id == request.id, AskRow.state == AskState.NO)
            found.append(replace(request, state=RequestState.CLOSED) if await self.session.scalar(no) else request)
        return found

    patch.setattr(RequestsBook, "public", public)


def due_by_number(patch: pytest.MonkeyPatch) -> None:
    """The officer hears of the publication a moment later for each owner."""
    honest = OutboxBook.put

    async def put(self: OutboxBook, given: Sequence[NewJob]) -> None:
        late = []
        for job in given:
            wait = timedelta(0)
            if job.kind == PUBLISHED_JOB:
                area = (await RequestsBook(self.session).by_id(RequestId(job.subject))).draft.area
                wait = timedelta(milliseconds=await owners_at(self, area))
            late.append(replace(job, due=job.due + wait))
        await honest(self, late)

    patch.setattr(OutboxBook, "put", put)


def count_in_the_record(patch: pytest.MonkeyPatch) -> None:
    """The public entry of the end says how many were asked."""
    honest = RecordBook.append

    async def append(self: RecordBook, entry: Entry) -> Any:
        if entry.kind is EntryKind.REQUEST_CLOSED:
            entry = replace(entry, body={**entry.body, "asked": f"{await asked(self)}"})
        return await honest(self, entry)

    patch.setattr(RecordBook, "append", append)


def owners_in_the_picture(patch: pytest.MonkeyPatch) -> None:
    """The picture of the public post is a shade darker for each owner."""
    honest = jobs.SAYS[PUBLIC_POST_JOB]

    async def says(saying: Saying) -> Any:
        message = await honest(saying)
        assert isinstance(message, Message)
        request = await saying.tx.requests.by_id(RequestId(saying.job.subject))
        number = await owners_at(saying.tx.asks, request.draft.area)
        blocks = [
            replace(block, content=block.content + bytes([number])) if isinstance(block, Picture) else block
            for block in message.blocks
        ]
        return replace(message, blocks=tuple(blocks))

    patch.setattr(jobs, "SAYS", {**jobs.SAYS, PUBLIC_POST_JOB: says})


def fast_when_nobody_is_there(patch: pytest.MonkeyPatch) -> None:
    """Owners are matched in the transaction that the officer waits for; nothing is said of it."""

    async def match(book: RequestsBook, filed: Any) -> None:
        matching = AsksBook(book.session, lambda: None)
        await matching.fan_out(filed, RequestPolicy(), AskLimits(), filed.filed_at, new_ref)

    on_filing(patch, match)


def first_come_first_served(patch: pytest.MonkeyPatch) -> None:
    """Notices leave one after another, thirty a second, nearest last."""
    rank = (
        "(SELECT count(*) FROM ask AS before WHERE before.request_id = ask.request_id AND before.id >= ask.id) / 30.0"
    )
    _at(patch, rank)


def longer_for_many(patch: pytest.MonkeyPatch) -> None:
    """The window grows with the number of owners."""
    number = "(SELECT count(*) FROM ask AS other WHERE other.request_id = ask.request_id)"
    _at(patch, f"((random() & 1048575) / 1048576.0) * (20.0 + {number} / 10.0)")


def _at(patch: pytest.MonkeyPatch, seconds: str) -> None:
    moment = f"strftime('%Y-%m-%d %H:%M:%f', :now, ({seconds} + 0 * :window_s) || ' seconds') || '000'"
    patch.setattr(asks, "random_moment", lambda connection: moment)
    patch.setattr(household, "random_moment", lambda connection: moment)


def references_in_order_of_time() -> Callable[[], Ref]:
    """A maker of references that begin with the time: unique, short, and every one tells how many came before."""
    count = iter(range(10**9))
    alphabet = sorted(string.digits + string.ascii_uppercase)

    def ref() -> Ref:
        number, letters = next(count), ""
        for _ in range(REF_LENGTH):
            number, letter = divmod(number, len(alphabet))
            letters = alphabet[letter] + letters
        return Ref(letters)

    return ref


IN_TRANSCRIPTS = (
    Leak(name="a count in the acknowledgement", found_by="S1", plant=count_in_the_acknowledgement),
    Leak(name="a live gate", found_by="S1", plant=live_gate),
    Leak(name="a bucket", found_by="S1", plant=bucket_in_the_acknowledgement),
    Leak(name="an early close when all have answered", found_by="S1", plant=early_close),
    Leak(name="a list whose size depends on the result", found_by="S1", plant=size_of_the_list),
    Leak(name="a sequential reference", found_by="S1", plant=sequential_reference),
    Leak(name="an order by answers", found_by="S1", plant=order_of_the_list),
    Leak(name="an order of jobs", found_by="S1", plant=order_of_jobs),
    Leak(name="a post only where owners are", found_by="S1", plant=posts_where_owners_are),
    Leak(name="a status that differs", found_by="S1", plant=status_of_the_answered),
    Leak(name="a due time by the number", found_by="S1", plant=due_by_number),
    Leak(name="a count in the record", found_by="S1", plant=count_in_the_record),
    Leak(name="owners in a picture", found_by="S1", plant=owners_in_the_picture),
)
"""Found by comparing worlds."""
IN_TIME = (
    Leak(name="first come, first served", found_by="S5", plant=first_come_first_served),
    Leak(name="a window that grows with the number", found_by="S5", plant=longer_for_many),
)
"""Found by the moment at which a planted account hears."""
IN_AN_ANSWER = Leak(name="a fast answer when nobody is there", found_by="S4", plant=fast_when_nobody_is_there)
"""Found by the time that an acknowledgement takes. One more, references in order of time, is found by S9."""
