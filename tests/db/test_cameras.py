"""The registry of cameras, on both databases; who is in range is in test_range."""

from dataclasses import replace
from datetime import timedelta

from bot.cameras.model import CameraKind
from bot.geo.model import Circle, Point
from tests.db.houses import CENTER, NOW, Begin, camera, owner


async def test_a_camera_comes_back_as_it_was(begin: Begin) -> None:
    """A camera is listed for its owner, found by its reference by nobody else, and gone when removed."""
    async with begin() as tx:
        ada, bob = await owner(tx, "ada"), await owner(tx, "bob")
        porch = await camera(tx, ada.id, CENTER)
    async with begin() as tx:
        assert list(await tx.cameras.of(ada.id)) == [porch]
        assert list(await tx.cameras.of(bob.id)) == []
        assert await tx.cameras.by_ref(ada.id, porch.ref) == porch
        assert await tx.cameras.by_ref(bob.id, porch.ref) is None
        await tx.cameras.remove(porch.id)
        assert list(await tx.cameras.of(ada.id)) == []
        assert list(await tx.cameras.in_area(Circle(center=CENTER, radius_m=500))) == []


async def test_a_paused_camera_is_in_nobodys_range(begin: Begin) -> None:
    """Pausing takes a camera out of range, unpausing puts it back, and each may be said twice."""
    circle = Circle(center=CENTER, radius_m=500)
    async with begin() as tx:
        ada = await owner(tx, "ada")
        porch = await camera(tx, ada.id, CENTER)
        for paused in (True, True, False, False):
            await tx.cameras.set_paused(porch.id, paused)
            (known,) = await tx.cameras.of(ada.id)
            assert known.paused is paused
            assert len(await tx.cameras.in_area(circle)) == (0 if paused else 1)


async def test_what_an_owner_changes_is_kept(begin: Begin) -> None:
    """Name, kind, view and address are kept, a camera that moved is found at its new place only, and a paused one stays
    out of range wherever it moves."""
    there = Point(lat=CENTER.lat + 0.1, lon=CENTER.lon)
    async with begin() as tx:
        ada = await owner(tx, "ada")
        porch = await camera(tx, ada.id, CENTER)
        moved = replace(
            porch,
            label="Gate",
            kind=CameraKind.STREET,
            facing_deg=45,
            view_deg=110,
            street_address="2 Far",
            point=there,
        )
        await tx.cameras.change(moved)
    async with begin() as tx:
        assert await tx.cameras.by_id(porch.id) == moved
        assert list(await tx.cameras.in_area(Circle(center=CENTER, radius_m=500))) == []
        assert [hit.camera for hit in await tx.cameras.in_area(Circle(center=there, radius_m=500))] == [porch.id]
        await tx.cameras.set_paused(porch.id, True)
        await tx.cameras.change(porch)
        assert list(await tx.cameras.in_area(Circle(center=CENTER, radius_m=500))) == []
        await tx.cameras.set_paused(porch.id, False)
        assert [hit.camera for hit in await tx.cameras.in_area(Circle(center=CENTER, radius_m=500))] == [porch.id]


async def test_pauses_that_have_ended_are_found(begin: Begin) -> None:
    """Found are the paused cameras whose end has come, to the microsecond; an endless pause has none."""
    async with begin() as tx:
        ada = await owner(tx, "ada")
        due, later, endless, on = [await camera(tx, ada.id, CENTER) for _ in range(4)]
        await tx.cameras.set_paused(later.id, True, NOW + timedelta(microseconds=1))
        await tx.cameras.set_paused(due.id, True, NOW)
        await tx.cameras.set_paused(endless.id, True)
        assert [each.id for each in await tx.cameras.past_pause(NOW, 9)] == [due.id]
        assert [each.id for each in await tx.cameras.past_pause(NOW + timedelta(days=1), 1)] == [due.id]
        await tx.cameras.set_paused(due.id, False)
        assert [each.id for each in await tx.cameras.past_pause(NOW + timedelta(days=1), 9)] == [later.id]
        assert on.id not in {each.id for each in await tx.cameras.past_pause(NOW + timedelta(days=9999), 9)}
