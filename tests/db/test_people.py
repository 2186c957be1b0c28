"""The books of persons and reviewers, on both databases."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.tables import EmailProofSentRow, OpeningRow, PersonRow, Row
from bot.kernel.ids import PersonId, new_ref
from tests.db.houses import NOW, Begin, owner, shared


async def test_a_person_is_found_by_account(begin: Begin) -> None:
    """A person comes back as they were stored, through the account, and a stranger is nobody."""
    async with begin() as tx:
        ada = await tx.people.add("telegram", "7", "Ada", "es", NOW)
    async with begin() as tx:
        assert await tx.people.with_account("telegram", "7") == ada
        assert await tx.people.with_account("discord", "7") is None
        assert (ada.language, ada.created_at) == ("es", NOW)
        assert await tx.people.person(ada.id) == ada
        with pytest.raises(LookupError):
            await tx.people.person(PersonId(999))


async def test_a_person_met_twice_at_once_is_one(begin: Begin) -> None:
    """Eight first messages of one account at the same time make one person."""

    async def meet() -> PersonId:
        async with begin() as tx:
            return (await tx.people.add("telegram", "7", "Ada", "en", NOW)).id

    async with asyncio.TaskGroup() as group:
        met = [group.create_task(meet()) for _ in range(8)]
    assert len({task.result() for task in met}) == 1


async def test_accounts_belong_to_one_person(begin: Begin) -> None:
    """An account that is taken is refused, kept by its owner, and listed in order of arrival."""
    async with begin() as tx:
        ada = await owner(tx, "ada", platforms=("telegram", "mail"))
        bob = await owner(tx, "bob", platforms=("telegram",))
        assert not await tx.people.add_account(bob.id, "mail", "ada@mail", "bob", NOW)
        first, second = await tx.people.accounts(ada.id)
        assert (first.platform, second.platform, second.handle) == ("telegram", "mail", "ada@mail")
        await tx.people.set_reachable(second.id, False)
        changed = await tx.people.account(second.id)
        assert changed is not None
        assert not changed.reachable
        await tx.people.drop_account(ada.id, "mail")
        assert await tx.people.account(second.id) is None
        assert [account.id for account in await tx.people.accounts(ada.id)] == [first.id]


async def test_ids_never_repeat(begin: Begin) -> None:
    """The id of a dropped account is not given out again: a job that holds it can reach nobody else."""
    async with begin() as tx:
        ada = await owner(tx, "ada", platforms=("telegram", "mail"))
        dropped = (await tx.people.accounts(ada.id))[-1].id
        await tx.people.drop_account(ada.id, "mail")
        bob = await owner(tx, "bob")
        assert dropped not in {account.id for account in await tx.people.accounts(bob.id)}


async def test_a_mailed_code_waits_until_used(begin: Begin) -> None:
    """One code waits at a time, counts wrong tries, goes when dropped, and its mailing is still counted."""
    later = NOW + timedelta(minutes=20)
    async with begin() as tx:
        ada = await owner(tx, "ada")
        await tx.people.put_proof(ada.id, "old@example.org", "111111", NOW - timedelta(days=2), later)
        number = await tx.people.put_proof(ada.id, "ada@example.org", "222222", NOW, later)
        await tx.people.count_try(number)
    async with begin() as tx:
        proof = await tx.people.proof(ada.id)
        assert proof is not None
        assert (proof.id, proof.address, proof.code, proof.tries) == (number, "ada@example.org", "222222", 1)
        assert proof.expires_at == later
        assert await tx.people.proof_by_id(number) == proof
        await tx.people.drop_proof(number)
        assert await tx.people.proof(ada.id) is None
        assert await tx.people.proof_by_id(number) is None
        assert await tx.people.proofs_since(ada.id, NOW - timedelta(days=1)) == 1
        assert await tx.people.proofs_since(ada.id, NOW - timedelta(days=3)) == 2


async def test_eight_codes_at_once_leave_the_last(begin: Begin) -> None:
    """Codes that are asked for at the same time replace each other, each with an id of its own, and all are counted."""
    async with begin() as tx:
        ada = await owner(tx, "ada")

    async def put(number: int) -> int:
        async with begin() as tx:
            return await tx.people.put_proof(ada.id, "ada@example.org", f"{number:06}", NOW, NOW)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(put(number)) for number in range(8)]
    assert len({task.result() for task in tasks}) == 8
    async with begin() as tx:
        assert await tx.people.proof(ada.id) is not None
        assert await tx.people.proofs_since(ada.id, NOW) == 8


async def test_codes_to_one_address_are_counted_over_all_persons(begin: Begin, engine: AsyncEngine) -> None:
    """Of eight persons who name an address at once, as many as the limit allows get a code; no address is kept."""
    async with begin() as tx:
        people = [await owner(tx, f"n{place}") for place in range(8)]

    async def ask(place: int) -> bool:
        async with begin() as tx:
            if await tx.people.proofs_to_since("ada@example.org", NOW) >= 5:
                return False
            await tx.people.drop_proof(await tx.people.put_proof(people[place].id, "ada@example.org", "1", NOW, NOW))
            return True

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(place)) for place in range(8)]
    assert [task.result() for task in tasks].count(True) == 5
    async with begin() as tx:
        assert await tx.people.proofs_to_since("ada@example.org", NOW + timedelta(seconds=1)) == 0
        assert await tx.people.proofs_to_since("bob@example.org", NOW) == 0
    async with engine.connect() as connection:
        assert "ada" not in str((await connection.execute(select(EmailProofSentRow))).all())


async def test_a_reviewer_joins_once(begin: Begin) -> None:
    """An invitation is taken up once, in time, by somebody who is no reviewer yet."""
    async with begin() as tx:
        ada, bob = await owner(tx, "ada"), await owner(tx, "bob")
        invited = await tx.reviewers.invite(new_ref(), "Ada L.", "one", NOW + timedelta(days=1), NOW)
        await tx.reviewers.invite(new_ref(), "Late", "two", NOW - timedelta(seconds=1), NOW)
        await tx.reviewers.invite(new_ref(), "Third", "three", NOW + timedelta(days=1), NOW)
        assert invited.person is None
    async with begin() as tx:
        joined = await tx.reviewers.join("one", ada.id, NOW)
        assert joined is not None
        assert (joined.id, joined.person, joined.name) == (invited.id, ada.id, "Ada L.")
        assert await tx.reviewers.join("one", bob.id, NOW) is None
        assert await tx.reviewers.join("two", bob.id, NOW) is None
        assert await tx.reviewers.join("three", ada.id, NOW) is None
        assert await tx.reviewers.join("unknown", bob.id, NOW) is None
        await tx.reviewers.void(["one", "three", "unknown"])
        assert await tx.reviewers.join("three", bob.id, NOW) is None
        assert await tx.reviewers.of_person(ada.id) == joined
        assert await tx.reviewers.of_person(bob.id) is None
        assert [known.name for known in await tx.reviewers.all()] == ["Ada L.", "Late", "Third"]


async def test_an_erased_person_leaves_no_row(begin: Begin, engine: AsyncEngine) -> None:
    """P10 at the bottom: with the person go accounts, codes, cameras, places, asks, clips and approvals; an officer's
    and a reviewer's rows stay without a person."""
    async with begin() as tx:
        world = await shared(tx)
        assert world.officer.person is not None
        await tx.people.put_proof(world.owner.id, "ada@example.org", "111111", NOW, NOW)
        await tx.approvals.note_opening(world.approval.id, world.officer.person, "a press", NOW)
        await tx.reviewers.invite(new_ref(), "Sgt. Vega", "one", NOW + timedelta(days=1), NOW)
        assert await tx.reviewers.join("one", world.officer.person, NOW)
    async with engine.begin() as connection:
        await connection.execute(delete(PersonRow).where(PersonRow.id == world.officer.person))
        assert await connection.scalar(select(OpeningRow.officer_id)) is None
        await connection.execute(delete(PersonRow).where(PersonRow.id == world.owner.id))
        left = {
            name for name, table in Row.metadata.tables.items() if (await connection.execute(select(table))).first()
        }
    assert left == {"department", "officer", "officer_call", "operator", "reviewer", "area_request", "job"}
    async with begin() as tx:
        assert [known.person for known in await tx.officers.all()] == [None]
        assert [known.person for known in await tx.reviewers.all()] == [None]
