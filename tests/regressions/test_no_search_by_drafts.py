"""The preview of a report offers an earlier one of the same thing; to police it would be a search of neighbors' posts."""

import pytest
from sqlalchemy import select

from bot.db.tables import OfficerRow
from bot.officers.model import OfficerStanding
from tests.features.incidents.conftest import Corner, reports
from tests.features.incidents.conftest import corner as made_corner
from tests.handlers.house import words_of

corner = made_corner
SECRET = "Somebody tried the blue door of the bakery twice."


@pytest.mark.parametrize("standing", list(OfficerStanding))
async def test_a_draft_shows_an_officer_nothing(corner: Corner, standing: OfficerStanding) -> None:
    """Neighbors are offered to join; an officer of any standing reads nothing of the earlier report, nor its reference."""
    earlier = await corner.report(corner.ada, text=SECRET)
    async with corner.night.services.begin() as tx:
        row = await tx.incidents.session.scalar(select(OfficerRow))  # type: ignore[attr-defined]
        row.standing = standing
    neighbor = words_of(await reports(corner.bob.account, text="A noise at a door."))
    assert "blue door of the bakery" in neighbor
    officer = corner.night.officer.account
    for text in ("A noise at a door.", SECRET):
        (preview,) = (await reports(officer, text=text)).messages
        assert "Not posted yet" in words_of(preview)
        assert earlier.ref not in str(preview)
        changed = await officer.says("/edit " + preview.buttons[0][0].action.ref + " " + "Another noise at a door.")  # type: ignore[union-attr]
        assert earlier.ref not in str(changed.messages)
