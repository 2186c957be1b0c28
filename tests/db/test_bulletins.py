"""The book of bulletins: forward only, counted by department, found by what they wait for."""

from datetime import timedelta

from bot.bulletins.model import Bulletin, BulletinState, NewBulletin
from bot.departments.model import DepartmentKind
from bot.geo.model import Circle, Point
from bot.kernel.ids import DepartmentId, OfficerId, ReviewerId, new_code, new_ref
from bot.media.model import Media, MediaKind
from bot.officers.service import invite_officer
from bot.people.codes import hash_code
from tests.db.houses import Begin
from tests.features.departments.adding import add_department
from tests.handlers.house import START

HOUR = timedelta(hours=1)


async def station(begin: Begin, name: str) -> tuple[DepartmentId, OfficerId, ReviewerId]:
    """A department, an officer of it, and a reviewer."""
    async with begin() as tx:
        department = await add_department(
            tx, name=name, kind=DepartmentKind.CITY, contact="555", time_zone="America/New_York",
            jurisdiction=Circle(center=Point(lat=40, lon=-75), radius_m=9000), now=START, new_ref=new_ref,
        )  # fmt: skip
        officer, _ = await invite_officer(tx, name, "Sgt. Vega", START, new_ref, new_code)
        reviewer = await tx.reviewers.invite(new_ref(), "Rex", hash_code(new_code()), START + HOUR, START)
    return department.id, officer.id, reviewer.id


def bulletin(department: DepartmentId, officer: OfficerId, blob: str = "") -> NewBulletin:
    """A bulletin, with a photo if it has a name."""
    photo = Media(blob=blob, kind=MediaKind.PHOTO, media_type="image/jpeg", size_bytes=3, sha256="0" * 64)
    return NewBulletin(
        ref=new_ref(),
        department=department,
        officer=officer,
        case_number="26-1",
        contact="555",
        text="x",
        media=photo if blob else None,
    )


async def test_forward_only(begin: Begin) -> None:
    """Review, then published or refused once; published, then closed once; nothing goes back."""
    department, officer, reviewer = await station(begin, "Maple Police")
    async with begin() as tx:
        filed = await tx.bulletins.add(bulletin(department, officer, "photo"), START)
        assert filed.media is not None
        assert filed.media.blob == "photo"
        assert await tx.bulletins.by_ref(filed.ref) == filed == await tx.bulletins.by_id(filed.id)
        assert await tx.bulletins.close(filed.id, START) is None
        published = await tx.bulletins.decide(filed.id, BulletinState.PUBLISHED, reviewer, "", START + HOUR)
        assert isinstance(published, Bulletin)
        assert (published.reviewer, published.decided_at) == (reviewer, START + HOUR)
        assert await tx.bulletins.decide(filed.id, BulletinState.REFUSED, reviewer, "no", START) is None
        closed = await tx.bulletins.close(filed.id, START + 2 * HOUR)
        assert closed is not None
        assert closed.closed_at == START + 2 * HOUR
        assert await tx.bulletins.close(filed.id, START) is None


async def test_what_is_open_and_what_waits(begin: Begin) -> None:
    """Review and published count for their department; lists hold what they say; refused photos may go."""
    department, officer, reviewer = await station(begin, "Maple Police")
    other, stone, _ = await station(begin, "Elm Police")
    async with begin() as tx:
        waits, shown, refused = [
            await tx.bulletins.add(bulletin(department, officer, blob), START) for blob in ("a", "b", "c")
        ]
        await tx.bulletins.add(bulletin(other, stone), START)
        published = await tx.bulletins.decide(shown.id, BulletinState.PUBLISHED, reviewer, "", START + HOUR)
        await tx.bulletins.decide(refused.id, BulletinState.REFUSED, reviewer, "no", START)
        assert await tx.bulletins.count_open(department) == 2
        assert await tx.bulletins.count_open(other) == 1
        assert next(iter(await tx.bulletins.waiting())).id == waits.id
        assert await tx.bulletins.published() == [published]
        assert await tx.bulletins.published_before(START + HOUR) == [published]
        assert await tx.bulletins.published_before(START + HOUR - timedelta(seconds=1)) == []
        assert await tx.bulletins.media_blobs() == {"a", "b"}
        await tx.bulletins.close(shown.id, START + HOUR)
        assert await tx.bulletins.count_open(department) == 1
        assert await tx.bulletins.media_blobs() == {"a", "b"}
