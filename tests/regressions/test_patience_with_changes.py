"""A report that is shown reaches many people: its author cannot make it speak to them again and again."""

import pytest
from sqlalchemy import func, select

from bot.db.tables import JobRow, OfficerRow
from bot.incidents.model import RECALL_JOB
from bot.officers.model import OfficerStanding
from tests.features.incidents.conftest import Corner
from tests.features.incidents.conftest import corner as made_corner
from tests.handlers.house import words_of

corner = made_corner


async def recalls(corner: Corner) -> int:
    """How often everybody who shows or heard of the report was told of a change."""
    async with corner.night.services.begin() as tx:
        found = await tx.incidents.session.scalar(  # type: ignore[attr-defined]
            select(func.count()).select_from(JobRow).where(JobRow.kind == RECALL_JOB)
        )
    return int(found or 0)


@pytest.mark.parametrize(("command", "most"), [("correct", 3), ("edit", 10)])
async def test_changes_have_an_end(corner: Corner, command: str, most: int) -> None:
    """Three corrections and ten edits of a report in a day are enough; a day later there may be more."""
    incident = await corner.report(corner.ada)
    for number in range(most):
        said = await corner.ada.account.says(f"/{command} {incident.ref} The lock was broken too, number {number}.")
        assert "often" not in words_of(said), words_of(said)
    before = await recalls(corner)
    said = await corner.ada.account.says(f"/{command} {incident.ref} And once more.")
    assert "changed it often today" in words_of(said)
    assert await recalls(corner) == before == most


async def test_a_name_is_not_shown_and_hidden_for_ever(corner: Corner) -> None:
    """Whoever keeps pressing is stopped at some point, with the name hidden: that is always possible."""
    incident = await corner.report(corner.ada)
    said = ""
    for _ in range(40):
        said = words_of(await corner.ada.account.presses("incident.named", incident.ref))
        await corner.ada.account.presses("incident.unnamed", incident.ref)
    assert "changed it often" in said
    assert (await corner.incident(incident.ref)).shown_name == ""


@pytest.mark.parametrize("standing", list(OfficerStanding))
async def test_no_officer_searches_whatever_their_standing(corner: Corner, standing: OfficerStanding) -> None:
    """A suspended officer, or one whose days have run out, reads no more of neighbors' posts than one on duty."""
    await corner.report(corner.ada)
    officer = corner.night.officer.account
    async with corner.night.services.begin() as tx:
        row = await tx.incidents.session.scalar(select(OfficerRow))  # type: ignore[attr-defined]
        row.standing = standing
    for words in ("/incidents 1 mile near 12 Oak St", "/alerts 12 Oak St"):
        assert "Officers" in words_of(await officer.says(words)), words
