"""One transaction: all or nothing, one after another, and in the shape that the handlers expect."""

import asyncio
import inspect
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.db.queue import SqlQueue
from bot.db.transaction import NestedTransaction, make_begin
from bot.handlers.context import Tx
from bot.kernel.transaction import Begin as KernelBegin
from bot.outbox.ports import Queue
from tests.db.houses import NOW, SEALS, Begin


def as_the_handlers_see_it(engine: AsyncEngine) -> tuple[KernelBegin[Tx], Queue]:
    """mypy reads this: the books have the shape of the handlers' transaction."""
    begin: KernelBegin[Tx] = make_begin(engine, lambda: None, SEALS)
    queue: Queue = SqlQueue(engine)
    return begin, queue


def promised(protocol: type[Any]) -> dict[str, Any]:
    """What a protocol promises, its parents' promises included."""
    return {
        name: member
        for parent in protocol.__mro__
        for name, member in vars(parent).items()
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property))
    }


async def test_every_book_keeps_its_port(engine: AsyncEngine) -> None:
    """Each book of the transaction, and the queue, has each method of its port, word for word."""
    begin, queue = as_the_handlers_see_it(engine)
    async with begin() as tx:
        books = {name: getattr(tx, name) for name in promised(Tx)}
    ports = {name: member.fget for name, member in promised(Tx).items()}
    pairs = [(inspect.get_annotations(ports[name], eval_str=True)["return"], book) for name, book in books.items()]
    assert {"incidents", "alerts", "approvals", "shown"} <= books.keys() and len(pairs) == len(books)
    for port, book in [*pairs, (Queue, queue)]:
        for name, method in promised(port).items():
            offered = getattr(type(book), name)
            assert inspect.signature(offered, eval_str=True) == inspect.signature(method, eval_str=True), name


async def test_a_failed_transaction_leaves_nothing(begin: Begin) -> None:
    """Whatever was written before the error is gone."""

    async def fail() -> None:
        async with begin() as tx:
            await tx.people.add("telegram", "7", "Ada", "en", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with begin() as tx:
        assert await tx.people.with_account("telegram", "7") is None


async def test_a_cancelled_transaction_leaves_nothing_and_blocks_nobody(begin: Begin) -> None:
    """A task that is cancelled in the middle rolls back, and the next transaction begins at once."""
    written = asyncio.Event()

    async def hang() -> None:
        async with begin() as tx:
            await tx.people.add("telegram", "7", "Ada", "en", NOW)
            written.set()
            await asyncio.sleep(60)

    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        task = group.create_task(hang())
        await written.wait()
        task.cancel()
        await asyncio.wait([task])
        async with begin() as tx:
            assert await tx.people.with_account("telegram", "7") is None


async def test_what_was_written_is_read_in_the_same_transaction(begin: Begin) -> None:
    """A row that was loaded before an update is read afresh after it."""
    async with begin() as tx:
        person = await tx.people.add("telegram", "7", "Ada", "en", NOW)
        (account,) = await tx.people.accounts(person.id)
        for reachable in (False, True):
            await tx.people.set_reachable(account.id, reachable)
            (known,) = await tx.people.accounts(person.id)
            assert known.reachable is reachable


async def test_many_transactions_at_once_all_get_their_turn(begin: Begin) -> None:
    """Fifty at the same time commit, more than there are connections."""

    async def add(number: int) -> None:
        async with begin() as tx:
            await tx.people.add("telegram", str(number), "Ada", "en", NOW)

    async with asyncio.TaskGroup() as group:
        for number in range(50):
            group.create_task(add(number))
    async with begin() as tx:
        for number in range(50):
            assert await tx.people.with_account("telegram", str(number)) is not None


async def test_a_transaction_inside_another_is_refused(begin: Begin) -> None:
    """A task that begins twice is told at once instead of waiting for itself, and may begin again afterwards."""

    async def nest() -> None:
        async with begin(), begin():
            pass

    with pytest.raises(NestedTransaction):
        await nest()
    async with begin() as tx:
        assert await tx.people.with_account("telegram", "7") is None
