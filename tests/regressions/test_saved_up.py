"""No way around the limits of posting: what waits is not saved up, and many old reports are not many megaphones."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.db.tables import JobRow
from bot.incidents.model import Incident, IncidentState, RevisionKind
from bot.incidents.revisions import revise
from bot.kernel.ids import new_ref
from bot.kernel.refusal import Refused
from bot.moderation.model import CARD_JOB
from tests.features.incidents.conftest import Corner, reports
from tests.features.incidents.conftest import corner as made_corner
from tests.handlers.house import words_of
from tests.stories.inside import button_of

corner = made_corner
A_WHILE = timedelta(minutes=5, seconds=1)


async def given_in(corner: Corner, text: str) -> Incident:
    """A report of Ada, posted with whatever buttons there are."""
    (preview,) = (await reports(corner.ada.account, text=text)).messages
    ref = button_of(preview, "Discard")[1]
    await corner.ada.account.presses("incident.post", ref)
    return await corner.incident(ref)


async def held(corner: Corner, number: int) -> Incident:
    """A report of Ada that waits for a reviewer."""
    incident = await given_in(corner, f"Call 215-555-0123 about window number {number}.")
    assert incident.state is IncidentState.HELD
    return incident


async def shown_by_mending(corner: Corner, incident: Incident) -> bool:
    """Whether other words show it."""
    await corner.ada.account.says(f"/edit {incident.ref} Roofs are cheap this week.")
    return (await corner.incident(incident.ref)).state is IncidentState.POSTED


async def test_what_waits_is_let_out_at_the_pace_of_posting(corner: Corner) -> None:
    """Of three that wait one is shown in five minutes, like of any three."""
    waiting = []
    for number in range(3):
        waiting.append(await held(corner, number))
        corner.night.clock.pass_time(A_WHILE)
    assert [await shown_by_mending(corner, each) for each in waiting] == [True, False, False]
    assert "everybody can report" in words_of(await reports(corner.ada.account))
    corner.night.clock.pass_time(A_WHILE)
    assert [await shown_by_mending(corner, each) for each in waiting[1:]] == [True, False]


async def test_five_a_day_whenever_they_were_given_in(corner: Corner) -> None:
    """Ten that were given in on two days are shown on two days; the fifth of a day can be mended as well."""
    waiting = []
    for number in range(10):
        waiting.append(await held(corner, number))
        corner.night.clock.pass_time(timedelta(hours=25) if number == 4 else A_WHILE)
    assert await shown_by_mending(corner, waiting[9])
    corner.night.clock.pass_time(timedelta(hours=25))
    shown = []
    for each in waiting[:9]:
        corner.night.clock.pass_time(A_WHILE)
        shown.append(await shown_by_mending(corner, each))
    assert shown == [True] * 5 + [False] * 4


async def test_reviewers_cards_are_not_rewritten_for_ever(corner: Corner) -> None:
    """Whoever keeps mending what waits is told to wait: every time all reviewers' cards change."""
    incident, said = await held(corner, 0), ""
    for number in range(60):
        said = words_of(await corner.ada.account.says(f"/edit {incident.ref} Call 215-555-0123, number {number}."))
    assert "changed it often" in said
    async with corner.night.services.begin() as tx:
        cards = await tx.incidents.session.scalar(  # type: ignore[attr-defined]
            select(func.count()).select_from(JobRow).where(JobRow.kind == CARD_JOB)
        )
    assert cards <= 20
    assert "is taken back" in words_of(await corner.ada.account.says(f"/remove {incident.ref}"))


@pytest.mark.parametrize(("command", "most"), [("correct", 6), ("edit", 20)])
async def test_changes_of_all_reports_count_together(corner: Corner, command: str, most: int) -> None:
    """Three reports may be changed no more often in a day than the author may change anything."""
    mine = []
    for street in ("the school", "the library", "the station"):
        mine.append((await given_in(corner, f"A lamp at {street} is broken.")).ref)
        corner.night.clock.pass_time(A_WHILE)
    said = [
        words_of(await corner.ada.account.says(f"/{command} {ref} It is number {number} of the street."))
        for ref in mine
        for number in range(most // 2)
    ]
    assert sum("changed it often" not in each for each in said) == most
    corner.night.clock.pass_time(timedelta(days=1))
    assert "often" not in words_of(await corner.ada.account.says(f"/{command} {mine[0]} It is repaired."))


async def test_many_at_once_are_counted_one_after_another(corner: Corner) -> None:
    """Eight corrections in the same moment: three go out."""
    incident = await given_in(corner, "A lamp at the school is broken.")
    services, now = corner.night.services, corner.night.clock.now()

    async def corrects(number: int) -> None:
        async with services.begin() as tx:
            seen = await tx.incidents.by_id(incident.id)
            assert seen is not None
            await revise(tx, seen, RevisionKind.CORRECTION, f"Number {number}.", (), now, new_ref)

    ended = await asyncio.gather(*map(corrects, range(8)), return_exceptions=True)
    assert sum(each is None for each in ended) == 3, ended
    assert all(isinstance(each, Refused) for each in ended if each is not None)
