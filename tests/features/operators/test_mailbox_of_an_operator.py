"""Whoever reads an operator's mail does not become one."""

from datetime import timedelta

import pytest

from bot.adapters.keys.passphrases import ScryptPassphrases
from bot.kernel.ids import PersonId, new_code, new_ref
from bot.operators.service import add_operator, join_operator
from bot.people.linking import LOST_WAIT
from tests.features.operators.conftest import Desk
from tests.handlers.house import words_of
from tests.stories.inside import Evening


async def make_operator(night: Evening, person: PersonId) -> None:
    """The person becomes an operator."""
    now = night.clock.now()
    async with night.services.begin() as tx:
        _, access = await add_operator(tx, "Vic", ScryptPassphrases(), now, new_ref, new_code)
        await join_operator(tx, await tx.people.person(person), access.code, now)


@pytest.mark.parametrize("meanwhile", [False, True])
async def test_a_lost_account_is_not_replaced_by_mail(desk: Desk, meanwhile: bool) -> None:
    """Neither when they were an operator before somebody said that the account is lost, nor when they became one while the
    day of waiting ran."""
    night = desk.night
    victim, thief = await night.resident("Vic"), await night.resident("Thief", "discord")
    await victim.account.says("/link email vic@mail.example.org")
    assert "confirmed" in words_of(await victim.account.says("123456"))
    person = await night.person_of(victim)
    if not meanwhile:
        await make_operator(night, person)
    await thief.account.says("/link email vic@mail.example.org")
    offered = (await thief.account.says("123456")).messages[0]
    told = words_of(await thief.press(offered, "I lost the other account"))
    assert ("not replaced by mail" in told) is not meanwhile
    if meanwhile:
        await make_operator(night, person)
    await night.pass_time(LOST_WAIT + timedelta(minutes=1))
    assert await night.person_of(thief) != await night.person_of(victim)
    assert "Only those who run this Porchlight" in words_of(await thief.account.presses("department.confirm", "K7QFM3"))
