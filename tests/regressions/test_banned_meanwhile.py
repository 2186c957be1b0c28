"""A ban acts on what its author had begun before it."""

from datetime import timedelta

from sqlalchemy import select

from bot.db.tables import ReviewerRow
from bot.kernel.ids import Ref, ReviewerId
from tests.features.incidents.conftest import Corner, reports
from tests.features.incidents.conftest import corner as made_corner
from tests.stories.inside import button_of

corner = made_corner


async def test_a_draft_from_before_the_ban_is_not_posted(corner: Corner) -> None:
    """Whoever is barred between the preview and *Post* posts nothing, and shows no name with an older report."""
    older = await corner.report(corner.ada)
    corner.night.clock.pass_time(timedelta(minutes=10))
    (preview,) = (await reports(corner.ada.account, text="Another window was broken near the school.")).messages
    person = await corner.night.person_of(corner.ada)
    now = corner.night.clock.now()
    async with corner.night.services.begin() as tx:
        reviewer = await tx.incidents.session.scalar(select(ReviewerRow.id))  # type: ignore[attr-defined]
        await tx.moderation.ban(Ref("BANNED"), person, ReviewerId(reviewer), "Spam.", now + timedelta(days=7), now)
    label = "Post mine" if "Post mine" in [one.label for row in preview.buttons for one in row] else "Post"
    shown = len(corner.shows("telegram"))
    for verb, ref in (button_of(preview, label), ("incident.named", older.ref)):
        await corner.ada.account.presses(verb, ref)
        await corner.night.settle()
    assert len(corner.shows("telegram")) == shown
    assert (await corner.incident(older.ref)).shown_name == ""
