"""Officers over real books, and what the public record says about them."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.departments import service as departments
from bot.departments.model import DEPARTMENT_LIFE, Department, DepartmentReason
from bot.geo.model import Circle, Point
from bot.handlers.context import Services
from bot.kernel.ids import Ref, new_code, new_ref
from bot.kernel.refusal import Refused
from bot.officers import service as officers
from bot.officers.model import OFFICER_LIFE, OfficerReason, OnDuty
from bot.people.model import Person
from bot.people.service import INVITATION_LIFE, ensure_person
from bot.record.model import Entry
from tests.db.houses import Begin
from tests.features.departments.adding import add_department
from tests.handlers.house import START, Hands, Somebody, only_to_speaker, words_of

TOWN = Circle(center=Point(lat=40.0, lon=-75.0), radius_m=5000)


async def add(begin: Begin, name: str = "Maple Police", zone: str = "America/New_York") -> Department:
    """A department as the operator adds it."""
    async with begin() as tx:
        return await add_department(tx, name=name, jurisdiction=TOWN, time_zone=zone, now=START, new_ref=new_ref)


async def entries(begin: Begin) -> Sequence[Entry]:
    """The public record."""
    async with begin() as tx:
        return [leaf.entry for leaf in await tx.record.leaves()]


async def officer(begin: Begin, handle: str = "77") -> tuple[Person, OnDuty]:
    """Somebody who took up an invitation of Maple Police."""
    async with begin() as tx:
        _, code = await officers.invite_officer(tx, "maple police", "Sgt. Vega", START, new_ref, new_code)
        person = await ensure_person(tx, None, "discord", handle, "private name", "en", START)
        return person, await officers.join_officer(tx, person, code, START)


async def reason(begin: Begin, person: Person | None, now: object = START) -> object:
    """Why this person may not act; None when they may."""
    try:
        async with begin() as tx:
            await officers.on_duty(tx, person, now)
    except Refused as no:
        return no.reason
    return None


async def test_every_change_is_a_line_of_the_record(begin: Begin) -> None:
    """Added, invited, verified, suspended, reinstated: one public line each, and none names an account."""
    department = await add(begin)
    _, duty = await officer(begin)
    for _ in range(2):  # The second time nothing changes, so nothing is told.
        async with begin() as tx:
            await officers.suspend_officer(tx, duty.officer.ref, START)
    async with begin() as tx:
        await officers.reinstate_officer(tx, Ref(duty.officer.ref.lower()), START)
        await departments.suspend_department(tx, department.ref, START)
        await departments.reinstate_department(tx, "MAPLE POLICE", START)
    told = await entries(begin)
    assert [entry.kind.value for entry in told] == [
        "department added", "officer invited", "officer verified", "officer suspended", "officer reinstated",
        "department suspended", "department reinstated",
    ]  # fmt: skip
    assert {entry.ref for entry in told} == {department.ref, duty.officer.ref}
    spoken = " ".join(str(dict(entry.body)) for entry in told)
    assert "Sgt. Vega" in spoken
    assert "555-0100" in spoken
    assert "discord" not in spoken
    assert "private name" not in spoken
    assert "77" not in spoken


async def test_who_is_on_duty(begin: Begin) -> None:
    """Every way not to be on duty has its own reason, and each boundary is exact."""
    department = await add(begin)
    person, duty = await officer(begin)
    async with begin() as tx:
        stranger = await ensure_person(tx, None, "telegram", "1", "", "en", START)
    assert duty.department == department
    assert await reason(begin, None) is OfficerReason.NOT_OFFICER
    assert await reason(begin, stranger) is OfficerReason.NOT_OFFICER
    assert await reason(begin, person) is None
    assert await reason(begin, person, START + OFFICER_LIFE - timedelta(microseconds=1)) is None
    assert await reason(begin, person, START + OFFICER_LIFE) is OfficerReason.OFFICER_EXPIRED
    async with begin() as tx:
        await departments.suspend_department(tx, department.name, START)
    assert await reason(begin, person) is DepartmentReason.DEPARTMENT_SUSPENDED
    async with begin() as tx:
        await officers.suspend_officer(tx, duty.officer.ref, START)
    assert await reason(begin, person) is OfficerReason.OFFICER_SUSPENDED


async def test_a_department_runs_out(begin: Begin) -> None:
    """After twelve months nobody new can be invited, and no officer is on duty."""
    await add(begin)
    late = START + DEPARTMENT_LIFE
    with pytest.raises(Refused) as refused:
        async with begin() as tx:
            await officers.invite_officer(tx, "Maple Police", "Sgt. Vega", late, new_ref, new_code)
    assert refused.value.reason is DepartmentReason.DEPARTMENT_EXPIRED


async def test_an_invitation_is_good_once_and_for_72_hours(begin: Begin) -> None:
    """Used, late and made-up codes are refused alike; an officer cannot join a second time."""
    await add(begin)
    person, duty = await officer(begin)
    async with begin() as tx:
        _, code = await officers.invite_officer(tx, duty.department.ref, "Ofc. Ruiz", START, new_ref, new_code)
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
        assert (await officers.join_officer(tx, person, code, START)).officer.name == "Sgt. Vega"


async def test_the_officers_conversation(ada: Somebody, services: Services, clock: Hands) -> None:
    """`/officer` asks for the code, takes it, and later says how the officer stands."""
    await add(services.begin)
    async with services.begin() as tx:
        _, code = await officers.invite_officer(tx, "Maple Police", "Sgt. Vega", START, new_ref, new_code)
    assert "direct message" in words_of(await ada.elsewhere("-100").says("/officer"))
    assert "The code that the operator gave you" in words_of(await ada.says("/officer"))
    welcome = await ada.says(code.lower())
    assert "Welcome, Sgt. Vega. You are verified for Maple Police until Sun, Feb 21, 2027." in words_of(welcome)
    assert only_to_speaker(welcome)
    assert "You are Sgt. Vega, verified for Maple Police" in words_of(await ada.says("/officer"))
    clock.pass_time(OFFICER_LIFE)
    assert "more than 90 days ago" in words_of(await ada.says("/officer"))
