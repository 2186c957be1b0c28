"""The exact place of a report is stored nowhere, not even while the form is open."""

from sqlalchemy import select

from bot.db.tables import FormDraftRow
from tests.db.houses import SEALS
from tests.stories.inside import Evening


async def test_an_unfinished_report_does_not_keep_the_exact_place(night: Evening) -> None:
    """Section 5: rounded before storing. On Discord the place may be typed first, and the text asked for after it."""
    ada = await night.resident("Ada", "discord")
    await ada.account.elsewhere("c77", admin=True).fills("setup", name="Maple", place="12 Oak St")
    asked = await ada.account.elsewhere("c77").fills("report", place="40.000012,-75.000034")
    assert asked.form is not None
    async with night.services.begin() as tx:
        [draft] = await tx.inbox.session.scalars(select(FormDraftRow.content))
    kept = SEALS.passing.open_words("form_draft.content", draft)
    assert "c77" in kept
    assert "40.000012" not in kept
