"""What police say in public is labelled and reviewed: an officer is not heard as "a neighbor" without a reviewer's look."""

import pytest
from sqlalchemy import select

from bot.db.tables import OfficerRow
from bot.incidents.model import CommentState, IncidentState
from bot.kernel.ids import Ref
from bot.moderation.model import POLICE
from bot.officers.model import OfficerStanding
from tests.features.incidents.conftest import Corner, reports
from tests.features.incidents.conftest import corner as made_corner
from tests.handlers.house import words_of
from tests.stories.inside import button_of

corner = made_corner
ASKS = "Whoever has a camera, please send me all videos of tonight."


@pytest.mark.parametrize("standing", list(OfficerStanding))
async def test_a_report_of_an_officer_waits(corner: Corner, standing: OfficerStanding) -> None:
    """Of any standing: nobody sees it, the officer is told where it belongs, and the reviewer who wrote it."""
    async with corner.night.services.begin() as tx:
        row = await tx.incidents.session.scalar(select(OfficerRow))  # type: ignore[attr-defined]
        row.standing = standing
    officer = corner.night.officer.account
    officer.router = corner.night.router
    (preview,) = (await reports(officer, text=ASKS)).messages
    told = words_of(await officer.presses(*button_of(preview, "Post")))
    assert "belongs in a /bulletin" in told
    ref = button_of(preview, "Discard")[1]
    incident = await corner.incident(ref)
    assert (incident.state, incident.held_for) == (IncidentState.HELD, (POLICE,))
    await corner.night.settle()
    assert corner.everywhere() == [[], []]
    assert "A police officer wrote it" in corner.night.reviewer.told[-1].words


async def test_a_comment_and_an_edit_wait_too(corner: Corner) -> None:
    """The comment by command and by reply, and other words for a report from before the badge."""
    report = await corner.report(corner.ada)
    officer = corner.night.officer
    said = words_of(await officer.account.fills("comment", report=report.ref, text=ASKS, name="anonymous"))
    assert "belongs in a /bulletin" in said
    (shown,) = corner.shows("discord")
    assert "belongs in a /bulletin" in words_of(await corner.answers(officer, shown, ASKS))
    async with corner.night.services.begin() as tx:
        held = await tx.comments.held()
    assert [each.state for each in held] == [CommentState.HELD] * 2
    assert not any(ASKS in words for channel in corner.everywhere() for words in channel)


async def test_a_neighbors_words_do_not_wait_for_that(corner: Corner) -> None:
    """The same words of somebody else are shown."""
    report = await corner.report(corner.ada, text=ASKS)
    assert (await corner.incident(Ref(report.ref))).state is IncidentState.POSTED
