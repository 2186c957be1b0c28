"""The book of moderation: what counts once, what waits, and what only ever grows."""

from datetime import timedelta

from bot.incidents.model import Category, Change, CommentState, IncidentState, NewComment, NewIncident
from bot.kernel.ids import NeighborhoodId, PersonId, ReviewerId, new_code, new_ref
from bot.moderation.model import Act, Decision, FlagReason, Subject, SubjectKind
from bot.people.codes import hash_code
from tests.db.houses import Begin
from tests.handlers.house import START

HOUR = timedelta(hours=1)
SUBJECT = Subject(kind=SubjectKind.INCIDENT, id=7)


async def people(begin: Begin, number: int) -> list[PersonId]:
    """So many persons."""
    async with begin() as tx:
        return [(await tx.people.add("telegram", str(each), "x", "en", START)).id for each in range(number)]


async def reviewer_of(begin: Begin) -> ReviewerId:
    """A reviewer."""
    async with begin() as tx:
        return (await tx.reviewers.invite(new_ref(), "Rex", hash_code(new_code()), START + HOUR, START)).id


async def test_flags_count_once_each_person(begin: Begin) -> None:
    """A second flag of one person is none; settled ones do not wait, and still count for the day."""
    ada, bob = await people(begin, 2)
    async with begin() as tx:
        assert await tx.moderation.flag(SUBJECT, ada, FlagReason.SPAM, "", START)
        assert not await tx.moderation.flag(SUBJECT, ada, FlagReason.OTHER, "", START)
        assert await tx.moderation.flag(SUBJECT, bob, FlagReason.OTHER, "look", START + HOUR)
        other = Subject(kind=SubjectKind.COMMENT, id=7)
        assert await tx.moderation.flag(other, ada, FlagReason.SPAM, "", START)
    async with begin() as tx:
        assert [flag.words for flag in await tx.moderation.flags(SUBJECT)] == ["", "look"]
        assert list(await tx.moderation.flagged()) == [SUBJECT, other]
        assert await tx.moderation.settle_flags(SUBJECT, START) == 2
        assert await tx.moderation.settle_flags(SUBJECT, START) == 0
        assert list(await tx.moderation.flagged()) == [other]
        assert await tx.moderation.flags_by(ada, START) == 2
        assert await tx.moderation.flags_by(bob, START + HOUR + timedelta(seconds=1)) == 0


async def test_one_appeal_for_each_subject(begin: Begin) -> None:
    """The second is none, also after the first was settled; a settled one does not wait."""
    (ada,) = await people(begin, 1)
    async with begin() as tx:
        assert await tx.moderation.appeal(SUBJECT, ada, "why", START)
        assert not await tx.moderation.appeal(SUBJECT, ada, "again", START)
        found = await tx.moderation.open_appeal(SUBJECT)
        assert found is not None
        assert found.words == "why"
        assert await tx.moderation.settle_appeal(SUBJECT, START)
        assert not await tx.moderation.settle_appeal(SUBJECT, START)
        assert not await tx.moderation.appeal(SUBJECT, ada, "again", START)
        assert await tx.moderation.appeals() == []


async def test_a_ban_runs_until_its_end(begin: Begin) -> None:
    """At its last moment it is over; the one that ends last counts; a lifted one does not, and is lifted once."""
    ada, bob = await people(begin, 2)
    reviewer = await reviewer_of(begin)
    async with begin() as tx:
        short = await tx.moderation.ban(new_ref(), ada, reviewer, "x", START + HOUR, START)
        long = await tx.moderation.ban(new_ref(), ada, reviewer, "y", START + 2 * HOUR, START)
        assert await tx.moderation.ban_of(ada, START) == long
        assert await tx.moderation.ban_of(bob, START) is None
        assert await tx.moderation.lift(long.id, START)
        assert not await tx.moderation.lift(long.id, START)
        assert await tx.moderation.ban_of(ada, START) == short
        assert await tx.moderation.bans(START) == [short]
        assert await tx.moderation.ban_of(ada, START + HOUR - timedelta(seconds=1)) == short
        assert await tx.moderation.ban_of(ada, START + HOUR) is None
        assert not await tx.moderation.lift(short.id, START + HOUR)


async def test_decisions_are_found_latest_first(begin: Begin) -> None:
    """About one subject, and all of them."""
    (ada,) = await people(begin, 1)
    reviewer = await reviewer_of(begin)

    def made(act: Act, subject: Subject) -> Decision:
        return Decision(reviewer=reviewer, act=act, subject=subject, person=ada, why="x", at=START)

    other = Subject(kind=SubjectKind.BAN, id=7)
    async with begin() as tx:
        first = await tx.moderation.decide(made(Act.HIDE, SUBJECT))
        await tx.moderation.decide(made(Act.BAN, other))
        await tx.moderation.decide(made(Act.RESTORE, SUBJECT))
    async with begin() as tx:
        assert [each.act for each in await tx.moderation.decisions_about(SUBJECT)] == [Act.RESTORE, Act.HIDE]
        assert [each.act for each in await tx.moderation.latest(2)] == [Act.RESTORE, Act.BAN]
        assert await tx.moderation.decision(first) == made(Act.HIDE, SUBJECT)


async def test_what_counts_as_accepted(begin: Begin) -> None:
    """Shown reports and comments count, also those taken back; drafts, held, refused and hidden ones do not."""
    from bot.geo.model import Circle, Point

    (ada,) = await people(begin, 1)
    async with begin() as tx:
        area = Circle(center=Point(lat=40, lon=-75), radius_m=900)
        place = (await tx.neighborhoods.add(new_ref(), "Maple", area, "h", "UTC", START)).id

        async def report(to: IncidentState, change: Change) -> None:
            made = await tx.incidents.draft(_report(ada, place), START)
            assert await tx.incidents.step(made, to, change) is not None

        for state in (IncidentState.HELD, IncidentState.REFUSED):
            await report(state, Change())
        await report(IncidentState.HIDDEN, Change(posted_at=START))
        assert await tx.moderation.accepted(ada) == 0
        await report(IncidentState.POSTED, Change(posted_at=START))
        await report(IncidentState.REMOVED, Change(posted_at=START))
        assert await tx.moderation.accepted(ada) == 2
        (shown,) = [each for each in await tx.incidents.own(ada, START) if each.state is IncidentState.POSTED]
        for said, count in ((CommentState.HELD, 2), (CommentState.HIDDEN, 2), (CommentState.POSTED, 3)):
            new = NewComment(ref=new_ref(), incident=shown.id, author=ada, text="x")
            await tx.comments.add(new, said, (), START)
            assert await tx.moderation.accepted(ada) == count


def _report(author: PersonId, place: NeighborhoodId) -> NewIncident:
    return NewIncident(
        ref=new_ref(),
        neighborhood=place,
        author=author,
        category=Category.CRIME,
        text="x",
        cell="892a1072b57ffff",
        around="",
        hour=START,
    )
