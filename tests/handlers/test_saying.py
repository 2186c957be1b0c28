"""One thing is shown once in each place, and every change of it finds that copy."""

import asyncio
from typing import Any, cast

import pytest
from sqlalchemy import text

from bot.chat.message import Message, say
from bot.db.transaction import Books
from bot.geo.model import Circle
from bot.handlers.context import Services
from bot.handlers.saying import Saying, Telling, same_everywhere
from bot.kernel.ids import ChannelId, JobId, Ref
from bot.outbox.lane import NotYet
from bot.outbox.model import Job, NewJob
from tests.db.houses import CENTER, NOW, Begin

OLD, NEW = say("A tree fell."), say("A tree fell, and is cleared.")


class Scene:
    """A channel, and jobs about one thing in it."""

    def __init__(self, begin: Begin) -> None:
        self.begin = begin
        self.channel = ChannelId(0)

    async def set(self) -> None:
        """Link the channel, and put three jobs on the table."""
        async with self.begin() as tx:
            made = await tx.neighborhoods.add(Ref("NEIGHB"), "Maple", Circle(center=CENTER, radius_m=9), "h", "UTC", NOW)
            self.channel = (await tx.neighborhoods.link(made.id, "telegram", "-100", "", "Maple", NOW)).id
            jobs = [NewJob(kind="k", subject=7, lane="telegram", key=f"k:{n}", due=NOW) for n in range(3)]
            await tx.outbox.put(jobs)

    async def done(self, job: int, state: str = "done") -> None:
        """The job is over."""
        async with self.begin() as tx:
            await tx.outbox.session.execute(
                text("UPDATE job SET state = :state WHERE id = :job"), {"state": state, "job": job}
            )

    async def says(self, job: int, message: Message | None, subject: int = 7) -> Telling | NotYet | None:
        """What the job has to do."""
        async with self.begin() as tx:
            return await same_everywhere(self._saying(tx, job), "incident", subject, message)

    def _saying(self, tx: Books, job: int) -> Saying:
        services = cast(Services, cast(Any, type("Only", (), {"begin": staticmethod(self.begin)})))
        todo = Job(
            id=JobId(job), attempts=0, kind="k", subject=7, lane="telegram", key="", due=NOW, channel=self.channel
        )
        return Saying(tx=cast(Any, tx), services=services, job=todo, now=NOW, language="en", handle="-100")


@pytest.fixture
async def scene(begin: Begin) -> Scene:
    """A scene that is set."""
    made = Scene(begin)
    await made.set()
    return made


async def test_the_first_job_says_it_and_the_next_one_edits_it(scene: Scene) -> None:
    """Once it arrived, a change edits the copy by its receipt, and a removal takes that copy back."""
    first = await scene.says(1, OLD)
    assert isinstance(first, Telling) and (first.message, first.replaces) == (OLD, "")
    assert first.arrived is not None
    await first.arrived("11")
    await scene.done(1)
    second = await scene.says(2, NEW)
    assert isinstance(second, Telling) and (second.message, second.replaces) == (NEW, "11")
    assert isinstance(await scene.says(3, None), NotYet), "two changes at once could arrive in either order"
    await scene.done(2)
    third = await scene.says(3, None)
    assert isinstance(third, Telling) and (third.message, third.replaces) == (None, "11")
    assert third.arrived is not None
    await third.arrived("")
    async with scene.begin() as tx:
        assert await tx.shown.copies("incident", 7) == []


async def test_a_change_waits_for_the_first_copy_to_arrive(scene: Scene) -> None:
    """While the first job is under way nothing is said a second time; the same job may repeat itself."""
    await scene.says(1, OLD)
    assert isinstance(await scene.says(2, NEW), NotYet)
    assert isinstance(await scene.says(2, None), NotYet)
    again = await scene.says(1, OLD)
    assert isinstance(again, Telling) and again.replaces == ""


async def test_a_first_copy_that_never_came_is_said_by_the_next_job(scene: Scene) -> None:
    """When the first job was given up, the next one says the thing anew, and a removal has nothing to take back."""
    await scene.says(1, OLD)
    await scene.done(1, "failed")
    assert await scene.says(3, None) is None
    second = await scene.says(2, NEW)
    assert isinstance(second, Telling) and (second.message, second.replaces) == (NEW, "")


async def test_what_was_removed_before_it_was_said_is_never_said(scene: Scene) -> None:
    """A removal that comes first leaves nothing to say."""
    assert await scene.says(1, None) is None


async def test_two_jobs_at_once_say_it_once(scene: Scene) -> None:
    """Of two jobs that look at the same moment, one says it and the other one waits; thirty times."""
    subjects = range(100, 130)
    said = await asyncio.gather(*(scene.says(job, OLD, subject) for subject in subjects for job in (1, 2)))
    for first, second in zip(said[::2], said[1::2], strict=True):
        assert sorted([type(first).__name__, type(second).__name__]) == ["NotYet", "Telling"]
