"""How an email address is proved, on both databases."""

from datetime import timedelta

import pytest

from bot.handlers.context import Services
from bot.kernel.refusal import Refused
from bot.people import service, texts
from bot.people.model import EmailProof, PeopleReason, Person
from bot.people.service import NotProved, Proved, ProvedElsewhere
from tests.db.houses import Begin
from tests.handlers.house import START, Hands, Somebody, words_of


async def person_with_code(begin: Begin, handle: str = "1001", code: str = "123456") -> Person:
    """A person who waits for a mailed code."""
    async with begin() as tx:
        person = await service.ensure_person(tx, None, "telegram", handle, "Ada", "en", START)
        await service.start_proof(tx, person, "ada@example.org", START, lambda: code)
    return person


async def test_five_wrong_codes_void_the_code(begin: Begin) -> None:
    """Four wrong tries leave the code alive, the fifth voids it, and then even the right one is refused."""
    person = await person_with_code(begin)
    for expected in [PeopleReason.WRONG_CODE] * 4 + [PeopleReason.TOO_MANY_TRIES, PeopleReason.NO_CODE]:
        async with begin() as tx:
            assert await service.confirm_code(tx, person, "000000", START) == NotProved(reason=expected)
    async with begin() as tx:
        assert await service.confirm_code(tx, person, "123456", START) == NotProved(reason=PeopleReason.NO_CODE)
        assert await service.proved_email(tx, person) is None


async def test_a_code_runs_out(begin: Begin) -> None:
    """The code is good until half an hour has passed, and not at that moment."""
    person = await person_with_code(begin)
    late = START + service.CODE_LIFE
    async with begin() as tx:
        assert not await service.waits_for_code(tx, person, late)
        assert await service.confirm_code(tx, person, "123456", late) == NotProved(reason=PeopleReason.NO_CODE)
    person = await person_with_code(begin)
    async with begin() as tx:
        just = late - timedelta(microseconds=1)
        assert await service.confirm_code(tx, person, "123456", just) == Proved(address="ada@example.org")


async def test_five_codes_a_day(begin: Begin) -> None:
    """The sixth mail of a day is refused, used and replaced codes included; a day later there may be another."""
    person = await person_with_code(begin)
    for _ in range(4):
        await person_with_code(begin)
    with pytest.raises(Refused) as refused:
        await person_with_code(begin)
    assert refused.value.reason is PeopleReason.TOO_MANY_CODES
    async with begin() as tx:
        later = START + timedelta(days=1, seconds=1)
        await service.start_proof(tx, person, "ada@example.org", later, lambda: "654321")
        assert await service.confirm_code(tx, person, "654321", later) == Proved(address="ada@example.org")


async def test_an_address_belongs_to_one_person(begin: Begin) -> None:
    """Who proves an address second does not get it, and nothing of either changes, not even their own earlier address."""
    first = await person_with_code(begin)
    async with begin() as tx:
        await service.confirm_code(tx, first, "123456", START)
    second = await person_with_code(begin, "1002")
    async with begin() as tx:
        assert await tx.people.add_account(second.id, "mail", "bob@example.org", "", START)
        outcome = await service.confirm_code(tx, second, "123456", START)
        assert isinstance(outcome, ProvedElsewhere) and outcome.mailbox.person == first.id
    async with begin() as tx:
        assert await service.proved_email(tx, first) == "ada@example.org"
        assert await service.proved_email(tx, second) == "bob@example.org"


async def test_a_new_address_replaces_the_old_one(ada: Somebody, services: Services) -> None:
    """`/camera email` with another address: once proved, only that one is left."""
    for address in ("ada@example.org", "ada@example.com"):
        assert f"mailed six digits to {address}" in words_of(await ada.says(f"/camera email {address}"))
        await ada.says("123456")
    async with services.begin() as tx:
        person = await tx.people.with_account("telegram", "1001")
        assert person is not None
        mail = [account.handle for account in await tx.people.accounts(person.id) if account.platform == "mail"]
        assert mail == ["ada@example.com"]


async def test_digits_are_only_read_while_a_code_waits(ada: Somebody, clock: Hands) -> None:
    """Six digits of a stranger, of somebody without a code, or after it ran out are words like any other."""
    assert "did not understand" in words_of(await ada.says("123456"))
    await ada.says("/camera email ada@example.org")
    assert "not the six digits" in words_of(await ada.says("000000"))
    clock.pass_time(service.CODE_LIFE)
    assert "did not understand" in words_of(await ada.says("123456"))


async def test_a_wrong_try_is_counted_though_it_is_refused(ada: Somebody) -> None:
    """The refusal does not roll the count back: the fifth wrong code voids it."""
    await ada.says("/camera email ada@example.org")
    for _ in range(4):
        await ada.says("000000")
    assert "void" in words_of(await ada.says("000000"))
    assert "did not understand" in words_of(await ada.says("123456"))


async def test_a_reviewer_joins_once(begin: Begin) -> None:
    """An invitation is good once, in any spelling of its case, and for 72 hours."""
    codes = iter(("K7QF-M3TV-9XWA-2CDE", "A7QF-M3TV-9XWA-2CDE"))
    async with begin() as tx:
        person = await service.ensure_person(tx, None, "discord", "1", "Rex", "en", START)
        other = await service.ensure_person(tx, None, "discord", "2", "Lou", "en", START)
        refs = iter(("AAAAAA", "BBBBBB"))
        invited, code = await service.invite_reviewer(tx, "Rex", START, lambda: next(refs), lambda: next(codes))
        _, late_code = await service.invite_reviewer(tx, "Lou", START, lambda: next(refs), lambda: next(codes))
    async with begin() as tx:
        with pytest.raises(Refused):
            await service.reviewer_on_duty(tx, person)
        joined = await service.join_reviewer(tx, person, code.lower(), START)
        assert (joined.id, joined.person) == (invited.id, person.id)
        assert await service.reviewer_on_duty(tx, person) == joined
    for used, late in ((code, START), (late_code, START + service.INVITATION_LIFE)):
        async with begin() as tx:
            with pytest.raises(Refused) as refused:
                await service.join_reviewer(tx, other, used, late)
            assert refused.value.reason is PeopleReason.BAD_INVITATION


def test_the_mail_with_the_code() -> None:
    """The mail shows the six digits, where to type them, and what to do if it came by mistake."""
    proof = EmailProof(id=1, person=1, address="a@b.org", code="004711", tries=0, created_at=START, expires_at=START)
    said = words_of(texts.email_code(proof))
    assert said.startswith("004711 is your Porchlight code")
    assert "Type these six digits into your chat" in said
    assert "ignore this mail" in said
