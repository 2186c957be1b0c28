"""What was said where is known by thing and place, and by each of its messages."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.queue import SqlQueue
from bot.db.transaction import Books
from bot.geo.model import Circle
from bot.kernel.ids import AccountId, ChannelId, JobId, Ref
from bot.outbox.model import Copy, Done, NewJob
from tests.db.houses import CENTER, NOW, Begin, owner


async def channel(tx: Books) -> ChannelId:
    """A linked channel."""
    made = await tx.neighborhoods.add(Ref("NEIGHB"), "Maple", Circle(center=CENTER, radius_m=1000), "h", "UTC", NOW)
    return (await tx.neighborhoods.link(made.id, "telegram", "-100", "", "Maple", NOW)).id


async def test_an_answer_to_any_of_its_messages_is_known(begin: Begin) -> None:
    """A post of three messages is found by each of them, in its own room only."""
    async with begin() as tx:
        copy = Copy(kind="incident", subject=7, job=JobId(1), channel=await channel(tx))
        await tx.shown.begin(copy, NOW)
        await tx.shown.arrived(replace(copy, receipt="11,12,13"), "telegram", "-100")
    async with begin() as tx:
        for message in ("11", "12", "13"):
            found = await tx.shown.answered("telegram", "-100", message)
            assert found == replace(copy, receipt="11,12,13")
        assert await tx.shown.answered("telegram", "-200", "11") is None
        assert await tx.shown.answered("discord", "-100", "11") is None


async def test_an_edit_that_needs_other_messages_forgets_the_old_ones(begin: Begin) -> None:
    """After a new receipt only its messages stand for the thing."""
    async with begin() as tx:
        copy = Copy(kind="incident", subject=7, job=JobId(1), channel=await channel(tx))
        await tx.shown.begin(copy, NOW)
        await tx.shown.arrived(replace(copy, receipt="11,12"), "telegram", "-100")
        await tx.shown.arrived(replace(copy, receipt="11,15"), "telegram", "-100")
        assert await tx.shown.answered("telegram", "-100", "12") is None
        assert await tx.shown.answered("telegram", "-100", "15") is not None


async def test_a_place_has_one_copy(begin: Begin) -> None:
    """A second beginning in the same place takes the place of the first; other places and things stay."""
    async with begin() as tx:
        person = await owner(tx, "Ada")
        account = (await tx.people.accounts(person.id))[0].id
        copy = Copy(kind="incident", subject=7, job=JobId(1), channel=await channel(tx))
        mine = Copy(kind="incident", subject=7, job=JobId(3), account=account)
        for one in (copy, mine, replace(copy, subject=8), replace(copy, job=JobId(2))):
            await tx.shown.begin(one, NOW)
        assert [one.job for one in await tx.shown.copies("incident", 7)] == [JobId(2), JobId(3)]
        await tx.shown.gone(copy)
        assert await tx.shown.copies("incident", 7) == [mine]
        assert await tx.shown.copy("incident", 8, channel=copy.channel) is not None


async def test_what_an_account_was_shown_goes_with_it(begin: Begin) -> None:
    """Dropping an account leaves no trace of what it was shown."""
    async with begin() as tx:
        person = await owner(tx, "Ada")
        account = (await tx.people.accounts(person.id))[0].id
        await tx.shown.begin(Copy(kind="alert", subject=7, job=JobId(1), account=account), NOW)
        await tx.people.drop_account(person.id, "telegram")
        assert await tx.shown.copies("alert", 7) == []


async def test_a_receipt_that_only_the_job_knows_is_found(begin: Begin, engine: AsyncEngine) -> None:
    """Where the note of the receipt was lost, the job that said it still holds it: what was said can be taken back."""
    job = NewJob(kind="incident.post", subject=7, lane="telegram", key="post:7", due=NOW, channel=ChannelId(1))
    async with begin() as tx:
        place = await channel(tx)
        await tx.outbox.put([job])
    queue = SqlQueue(engine)
    [leased] = await queue.lease("telegram", 1, NOW, NOW)
    copy = Copy(kind="incident", subject=7, job=leased.id, channel=place)
    async with begin() as tx:
        await tx.shown.begin(copy, NOW)
        assert await tx.shown.copy("incident", 7, channel=place) == copy
    await queue.conclude([(leased.id, Done(receipt="41,42"))], NOW)
    async with begin() as tx:
        known = replace(copy, receipt="41,42")
        assert await tx.shown.copy("incident", 7, channel=place) == known
        assert await tx.shown.copies("incident", 7) == [known]
        await tx.shown.arrived(replace(copy, receipt="43"), "telegram", "-100")
        assert await tx.shown.copies("incident", 7) == [replace(copy, receipt="43")]


async def test_whether_a_job_is_open(begin: Begin) -> None:
    """A job that was put down is open; one that never was is not."""
    job = NewJob(kind="x", subject=1, lane="telegram", key="x:1", due=NOW, account=AccountId(1))
    async with begin() as tx:
        await tx.outbox.put([job])
        assert [number for number in range(1, 50) if await tx.outbox.is_open(JobId(number))] == [1]
