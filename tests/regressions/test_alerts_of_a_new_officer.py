"""Somebody who was alerted and joined the police afterwards is not kept up to date about neighbors' posts."""

from bot.kernel.ids import new_code, new_ref
from bot.officers.service import invite_officer, join_officer
from tests.features.incidents.conftest import Corner
from tests.features.incidents.conftest import corner as made_corner

corner = made_corner


async def test_an_alert_does_not_follow_an_officer(corner: Corner) -> None:
    """The others' alerts take on the new words; the new officer's stays as it was told, and goes with the report."""
    for who in (corner.bob, corner.eve):
        await who.account.says("/alerts 12 Oak St")
    report = await corner.report(corner.ada, text="A window was broken.")
    now, eve = corner.night.clock.now(), await corner.night.person_of(corner.eve)
    async with corner.night.services.begin() as tx:
        _, badge = await invite_officer(tx, "Maple Police", "Ofc. Eve", now, new_ref, new_code)
        await join_officer(tx, await tx.people.person(eve), badge, now)
    await corner.ada.account.says(f"/edit {report.ref} The window of the bakery was broken.")
    await corner.night.settle()
    assert any("of the bakery" in got.words for got in corner.bob.told)
    assert not any("of the bakery" in got.words for got in corner.eve.told)
    assert any("A window was broken" in got.words for got in corner.eve.told)
    await corner.ada.account.says(f"/remove {report.ref}")
    await corner.night.settle()
    assert not any("A window was broken" in got.words for got in corner.eve.told)
