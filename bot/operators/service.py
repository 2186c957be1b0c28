"""Operators: added, joined by a chat account, recognised by passphrase or account, told what waits, removed."""

from collections.abc import Callable
from datetime import datetime

from bot.kernel.ids import NewRef, OperatorId
from bot.kernel.refusal import Refused
from bot.operators.model import ADDED_JOB, Access, Operator, OperatorReason
from bot.operators.ports import OperatorsTx, Passphrases
from bot.people.codes import hash_code, normalised
from bot.people.model import MAIL, Person
from bot.people.reach import through, working
from bot.people.service import INVITATION_LIFE


async def add_operator(
    tx: OperatorsTx, name: str, passphrases: Passphrases, now: datetime, new_ref: NewRef, new_code: Callable[[], str]
) -> tuple[Operator, Access]:
    """A new operator, and what to hand over in person. The other operators are told. Raises Refused(NAME_TAKEN)."""
    access = _access(new_code)
    added = await tx.operators.add(
        new_ref(),
        name,
        passphrases.keep(normalised(access.passphrase)),
        hash_code(access.code),
        now + INVITATION_LIFE,
        now,
    )
    if added is None:
        raise Refused(OperatorReason.NAME_TAKEN, name=name)
    # Whoever has a shell can make operators; with this the others hear of it.
    await tell_operators(tx, ADDED_JOB, added.id, now)
    return added, access


async def renew_access(
    tx: OperatorsTx, name: str, passphrases: Passphrases, now: datetime, new_code: Callable[[], str]
) -> tuple[Operator, Access]:
    """Another passphrase and code in place of lost ones; until the code is typed, no chat account is the operator's.

    The others are told, as of a new operator. Raises Refused(NO_SUCH_OPERATOR).
    """
    operator, access = await named(tx, name), _access(new_code)
    await tx.operators.give(
        operator.id, passphrases.keep(normalised(access.passphrase)), hash_code(access.code), now + INVITATION_LIFE
    )
    await tell_operators(tx, ADDED_JOB, operator.id, now)
    return await tx.operators.by_id(operator.id), access


async def remove_operator(tx: OperatorsTx, name: str) -> Operator:
    """An operator is none any more from this commit on. Raises Refused(NO_SUCH_OPERATOR)."""
    operator = await named(tx, name)
    await tx.operators.remove(operator.id)
    return operator


async def join_operator(tx: OperatorsTx, person: Person, code: str, now: datetime) -> Operator:
    """Take up a code: from now on this person's chat speaks for the operator. Raises Refused(ALREADY_OPERATOR | BAD_CODE).

    Whether the person is police is asked by whoever knows of police.
    """
    if await tx.operators.of_person(person.id) is not None:
        raise Refused(OperatorReason.ALREADY_OPERATOR)
    operator = await tx.operators.join(hash_code(code), person.id, now)
    if operator is None:
        raise Refused(OperatorReason.BAD_CODE)
    return operator


async def operator_on_duty(tx: OperatorsTx, person: Person | None) -> Operator:
    """The active operator who speaks. Raises Refused(NOT_OPERATOR)."""
    operator = await tx.operators.of_person(person.id) if person is not None else None
    if operator is None:
        raise Refused(OperatorReason.NOT_OPERATOR)
    return operator


async def operator_with(tx: OperatorsTx, name: str, passphrase: str, passphrases: Passphrases) -> Operator:
    """The operator who shows this passphrase on the command line. Raises Refused(NO_SUCH_OPERATOR | WRONG_PASSPHRASE)."""
    operator = await named(tx, name)
    if not passphrases.fits(normalised(passphrase), await tx.operators.pass_hash(operator.id)):
        raise Refused(OperatorReason.WRONG_PASSPHRASE, name=operator.name)
    return operator


async def named(tx: OperatorsTx, name: str) -> Operator:
    """The active operator of this name or reference. Raises Refused(NO_SUCH_OPERATOR)."""
    operator = await tx.operators.by_name(name)
    if operator is None:
        raise Refused(OperatorReason.NO_SUCH_OPERATOR, name=name)
    return operator


async def tell_operators(
    tx: OperatorsTx, kind: str, subject: int, now: datetime, *, but: OperatorId | None = None, mark: str = ""
) -> None:
    """One job about the subject for each active operator with a working chat, in that chat.

    The moment and the mark are part of its key, for the same thing may be told again when it has changed.
    """
    for operator in await tx.operators.all():
        if not operator.active or operator.person is None or operator.id == but:
            continue
        chat = next((each for each in await working(tx, operator.person) if each.platform != MAIL), None)
        if chat is not None:
            key = f"{kind}:{subject}:{chat.id}:{mark}:{now.timestamp():.6f}"
            await tx.outbox.put([through(chat, kind, subject, key, now)])


def _access(new_code: Callable[[], str]) -> Access:
    return Access(passphrase=new_code(), code=new_code())
