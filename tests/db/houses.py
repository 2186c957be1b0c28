"""Small worlds for the tests of the books: persons, cameras, a department, a published request."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.adapters.keys.seals import HouseSeals
from bot.cameras.model import Camera, NewCamera
from bot.clips.model import Clip, Kept, NewClip
from bot.consent.model import Approval, Ask, AskEvent, AskState, Package
from bot.db.transaction import Books
from bot.departments.model import Department, DepartmentKind, Particulars
from bot.geo.model import Circle, Jurisdiction, Point
from bot.kernel.ids import PersonId, Ref, new_ref
from bot.officers.model import Call, Officer
from bot.people.model import Person
from bot.requests.model import AreaRequest, Draft, IncidentType, RequestPolicy
from bot.terms.model import AskLimits

SEALS = HouseSeals(bytes(range(32)))
"""Made of the house key of all tests."""

Begin = Callable[[], AbstractAsyncContextManager[Books]]

NOW = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
CENTER = Point(lat=40.7128, lon=-74.006)


def draft(
    *,
    center: Point = CENTER,
    radius_m: float = 400.0,
    case_number: str = "26-1234",
    incident_at: datetime = NOW - timedelta(hours=5),
) -> Draft:
    """A request as an officer might fill it in; the window is two hours long."""
    return Draft(
        area=Circle(center=center, radius_m=radius_m),
        place_words="Main Street",
        incident_type=IncidentType.BURGLARY,
        incident_at=incident_at,
        window_start=incident_at - timedelta(hours=1),
        window_end=incident_at + timedelta(hours=1),
        case_number=case_number,
        contact="555-0100",
        sought="A white van.",
        own_investigation=True,
    )


async def owner(tx: Books, name: str, *, platforms: tuple[str, ...] = ("telegram", "mail")) -> Person:
    """A person with an account on each platform."""
    person = await tx.people.add(platforms[0], f"{name}@{platforms[0]}", name, "en", NOW)
    for platform in platforms[1:]:
        assert await tx.people.add_account(person.id, platform, f"{name}@{platform}", name, NOW)
    return person


async def camera(tx: Books, person: PersonId, point: Point) -> Camera:
    """A camera of the person at this point."""
    new = NewCamera(ref=new_ref(), owner=person, label="Porch", street_address="1 Main Street", point=point)
    return await tx.cameras.add(new, NOW)


def particulars(name: str, jurisdiction: Jurisdiction) -> Particulars:
    """What operators would know of a department."""
    return Particulars(
        name=name,
        kind=DepartmentKind.CITY,
        contact="555-0100",
        email_domains=("police.example.org",),
        jurisdiction=jurisdiction,
        time_zone="America/New_York",
    )


async def department(tx: Books, name: str = "Springfield Police") -> Department:
    """An active department."""
    made = await tx.departments.add(
        new_ref(), particulars(name, Circle(center=CENTER, radius_m=20_000)), NOW, NOW + timedelta(days=365)
    )
    assert made is not None
    return made


async def officer(tx: Books, of: Department, name: str = "Sgt. Vega") -> Officer:
    """An officer on duty from NOW on, with everything proved."""
    person = await owner(tx, name, platforms=("discord",))
    await tx.officers.invite(new_ref(), of.id, name, f"hash of {name}", NOW + timedelta(days=1), NOW)
    joined = await tx.officers.join(f"hash of {name}", person.id, NOW)
    assert joined is not None
    assert await tx.officers.put_mailbox(joined, f"{joined.ref.lower()}@police.example.org", NOW)
    caller = await tx.operators.by_name("Otto") or await tx.operators.add(new_ref(), "Otto", "hash", "otto", NOW, NOW)
    assert caller is not None
    await tx.officers.note_call(joined.id, caller.id, Call(number="555-0100", source="the town's website"), NOW)
    await tx.officers.put_secret(joined, "JBSWY3DPEHPK3PXP")
    await tx.officers.set_up(joined.id, NOW)
    await tx.officers.verify(joined.id, NOW)
    return await tx.officers.by_id(joined.id)


async def request(tx: Books, by: Officer, what: Draft | None = None) -> AreaRequest:
    """A filed request."""
    return await tx.requests.add(new_ref(), by.department, by.id, what or draft(), NOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Everything behind one approval."""

    owner: Person
    officer: Officer
    department: Department
    request: AreaRequest
    ask: Ask
    clip: Clip
    approval: Approval


SHA = "ab" * 32


async def shared(tx: Books) -> Shared:
    """A clip that its owner has shared; the hold ends ten minutes after NOW."""
    house = await department(tx)
    police = await officer(tx, house)
    filed = await request(tx, police)
    person = await owner(tx, "Ada")
    await camera(tx, person.id, CENTER)
    await tx.asks.fan_out(filed, RequestPolicy(), AskLimits(), NOW, new_ref)
    (ask,) = await tx.asks.of_owner(person.id)
    assert await tx.asks.step(ask.id, AskState.ASKED, AskEvent.YES, AskState.YES, NOW)
    clip = await clip_of(tx, ask, Ref("CLPAAA"))
    approval = await grant(tx, ask, clip, house)
    assert approval is not None
    return Shared(owner=person, officer=police, department=house, request=filed, ask=ask, clip=clip, approval=approval)


async def clip_of(tx: Books, ask: Ask, ref: Ref) -> Clip:
    """A held clip for the ask."""
    return await tx.clips.add(
        NewClip(
            ref=ref,
            ask=ask.id,
            owner=ask.owner,
            kept=Kept(blob=f"blob-{ref}", sha256=SHA, size_bytes=3_000_000_000, media_type="video/mp4"),
            name="clip.mp4",
            platform="telegram",
            platform_file="file-1",
        ),
        NOW,
    )


async def grant(tx: Books, ask: Ask, clip: Clip, house: Department) -> Approval | None:
    """The owner's word that the clip may go."""
    package = Package(
        clip_sha256=clip.kept.sha256,
        size_bytes=clip.kept.size_bytes,
        media_type=clip.kept.media_type,
        street_address="1 Main Street",
        email="ada@example.org",
    )
    return await tx.approvals.grant(
        new_ref(), ask, clip, house.id, package, "The card.", NOW, NOW + timedelta(minutes=10)
    )
