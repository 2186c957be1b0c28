"""Officers over real books, and what the public record says about them."""

from collections.abc import Sequence

import pytest

from bot.departments import service as departments
from bot.departments.model import DEPARTMENT_LIFE, Department, DepartmentReason
from bot.geo.model import Circle, Point
from bot.kernel.ids import Ref, new_code, new_ref
from bot.kernel.refusal import Refused
from bot.officers import service as officers
from bot.officers.model import Officer, OfficerReason
from bot.people.service import INVITATION_LIFE, ensure_person
from bot.record.model import Entry
from tests.db.houses import Begin
from tests.features.departments.adding import add_department
from tests.features.officers.joining import on_duty
from tests.handlers.house import START

TOWN = Circle(center=Point(lat=40.0, lon=-75.0), radius_m=5000)


async def entries(begin: Begin) -> Sequence[Entry]:
    """The public record."""
    async with begin() as tx:
        return [leaf.entry for leaf in await tx.record.leaves()]


async def add(begin: Begin) -> Department:
    """A department, by the word of two operators."""
    async with begin() as tx:
        return await add_department(tx, name="Maple Police", jurisdiction=TOWN, now=START, new_ref=new_ref)


async def vega(begin: Begin) -> Officer:
    """An officer of Maple Police who is on duty."""
    async with begin() as tx:
        person = await ensure_person(tx, None, "discord", "77", "private name", "en", START)
        return await on_duty(tx, "maple police", "Sgt. Vega", person, START)


async def test_every_change_is_a_line_of_the_record(begin: Begin) -> None:
    """Added, invited, verified, suspended, reinstated: one public line each, and none names an account."""
    department, police = await add(begin), await vega(begin)
    for _ in range(2):  # The second time nothing changes, so nothing is told.
        async with begin() as tx:
            await officers.suspend_officer(tx, police.ref, START)
    async with begin() as tx:
        await officers.reinstate_officer(tx, Ref(police.ref.lower()), START)
        await departments.suspend_department(tx, department.ref, START)
        await departments.reinstate_department(tx, "MAPLE POLICE", START)
    told = await entries(begin)
    assert [entry.kind.value for entry in told] == [
        "department added", "officer invited", "officer verified", "officer suspended", "officer reinstated",
        "department suspended", "department reinstated",
    ]  # fmt: skip
    assert {entry.ref for entry in told} == {department.ref, police.ref}
    spoken = " ".join(str(dict(entry.body)) for entry in told)
    assert "Sgt. Vega" in spoken
    assert "555-0100" in spoken
    assert "discord" not in spoken
    assert "private name" not in spoken
    assert "77" not in spoken


async def test_a_department_runs_out(begin: Begin) -> None:
    """After twelve months nobody new can be invited, and no officer is on duty."""
    await add(begin)
    late = START + DEPARTMENT_LIFE
    with pytest.raises(Refused) as refused:
        async with begin() as tx:
            await officers.invite_officer(tx, "Maple Police", "Sgt. Vega", late, new_ref, new_code)
    assert refused.value.reason is DepartmentReason.DEPARTMENT_EXPIRED


@pytest.mark.parametrize("name", ["D\u0435t. M. Reyes", "\uff24et. M. Reyes", "Det.\u200bReyes", "Det. M.\nReyes", ""])
async def test_no_name_looks_like_another(begin: Begin, name: str) -> None:
    """Letters of other scripts among Latin ones, full-width ones, unseen ones and two lines are refused."""
    await add(begin)
    with pytest.raises(Refused) as refused:
        async with begin() as tx:
            await officers.invite_officer(tx, "Maple Police", name, START, new_ref, new_code)
    assert refused.value.reason is OfficerReason.BAD_NAME


async def test_an_invitation_is_good_once_and_for_72_hours(begin: Begin) -> None:
    """Used, late and made-up codes are refused alike; an officer cannot join a second time."""
    await add(begin)
    await vega(begin)
    async with begin() as tx:
        _, code = await officers.invite_officer(tx, "Maple Police", "Ofc. Ruiz", START, new_ref, new_code)
        person = await ensure_person(tx, None, "discord", "77", "", "en", START)
        other = await ensure_person(tx, None, "discord", "78", "", "en", START)
    for who, typed, now, expected in (
        (person, code, START, OfficerReason.ALREADY_OFFICER),
        (other, new_code(), START, OfficerReason.BAD_INVITATION),
        (other, code, START + INVITATION_LIFE, OfficerReason.BAD_INVITATION),
    ):
        with pytest.raises(Refused) as refused:
            async with begin() as tx:
                await officers.join_officer(tx, who, typed, now)
        assert refused.value.reason is expected


async def test_a_refused_join_leaves_the_invitation_open(begin: Begin) -> None:
    """While the department is suspended nobody joins, and the code is still good afterwards."""
    await add(begin)
    async with begin() as tx:
        _, code = await officers.invite_officer(tx, "Maple Police", "Sgt. Vega", START, new_ref, new_code)
        await departments.suspend_department(tx, "Maple Police", START)
        person = await ensure_person(tx, None, "discord", "77", "", "en", START)
    with pytest.raises(Refused):
        async with begin() as tx:
            await officers.join_officer(tx, person, code, START)
    async with begin() as tx:
        await departments.reinstate_department(tx, "Maple Police", START)
        assert (await officers.join_officer(tx, person, code, START)).name == "Sgt. Vega"
