"""Bulletins when somebody loses the right to speak, or to review, between two steps."""

import pytest

from bot.bulletins.model import NewBulletin
from bot.bulletins.service import approve, close_due, file
from bot.departments.service import suspend_department
from bot.handlers.context import Tx
from bot.kernel.ids import new_code, new_ref
from bot.officers.service import invite_officer, join_officer, on_duty, suspend_officer
from tests.features.bulletins.test_bulletins import POLICY, TEXT, copies, files, publishes, second_reviewer
from tests.features.bulletins.test_bulletins import night as made_night
from tests.handlers.house import words_of
from tests.stories.inside import Evening

night = made_night


async def test_a_reviewer_who_joins_the_police_gets_no_card_any_more(night: Evening) -> None:
    """Also not the one that was on its way."""
    liv = await second_reviewer(night, await night.resident("Liv", "discord"))
    now, liv_id, vega_id = night.clock.now(), await night.person_of(liv), await night.person_of(night.officer)
    async with night.services.begin() as tx:
        _, badge = await invite_officer(tx, "Maple Police", "Ofc. Liv", now, new_ref, new_code)
        duty = await on_duty(tx, await tx.people.person(vega_id), now)
        new = NewBulletin(
            ref=new_ref(), department=duty.department.id, officer=duty.officer.id, case_number="26-1234",
            contact="215-555-0100", text=TEXT,
        )  # fmt: skip
        await file(tx, duty, new, POLICY, now)
        await join_officer(tx, await tx.people.person(liv_id), badge, now)
    await night.settle()
    assert any(TEXT in got.words for got in night.reviewer.told)
    assert not any(TEXT in got.words for got in liv.told)


async def suspended(night: Evening, tx: Tx, *, whole: bool) -> None:
    """The operator suspends the department, or the officer alone."""
    if whole:
        await suspend_department(tx, "Maple Police", night.clock.now())
    else:
        await suspend_officer(tx, (await tx.officers.all())[0].ref, night.clock.now())


@pytest.mark.parametrize("whole", [True, False])
async def test_what_was_approved_and_not_shown_yet_is_not_shown_after_a_suspension(night: Evening, whole: bool) -> None:
    """An outage may put the reviewer's yes and the post far apart: a suspension in between wins."""
    ref = await files(night, night.officer)
    reviewer = await night.person_of(night.reviewer)
    async with night.services.begin() as tx:
        # In one commit, so that no post can be quicker.
        await approve(tx, await tx.people.person(reviewer), ref, night.clock.now(), new_ref)
        await suspended(night, tx, whole=whole)
    await night.settle()
    assert copies(night) == []
    assert "no open bulletin" in words_of(await night.officer.account.says("/bulletins"))


@pytest.mark.parametrize("whole", [True, False])
async def test_a_suspension_closes_what_is_shown(night: Evening, whole: bool) -> None:
    """Whoever took an officer's account over left a contact in every channel: the list drops it at once, the copies say
    at the next tick that it is closed."""
    await publishes(night)
    async with night.services.begin() as tx:
        await suspended(night, tx, whole=whole)
    assert "no open bulletin" in words_of(await night.officer.account.says("/bulletins"))
    async with night.services.begin() as tx:
        await close_due(tx, POLICY, night.clock.now(), new_ref)
    await night.settle()
    assert [("Closed on" in got.words) for got in copies(night)] == [True, True]
