"""The book of officers, and what a second factor is made with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.departments.ports import DepartmentsTx
from bot.kernel.ids import AccountId, DepartmentId, OfficerId, OperatorId, PersonId, Ref
from bot.officers.model import Call, Factor, Officer, OfficerStanding, Suspension
from bot.operators.ports import OperatorsTx


class Codes(Protocol):
    """Codes by time, six digits for thirty seconds each (RFC 6238)."""

    def new_secret(self) -> str:
        """A random secret, in base 32 as apps take it."""
        ...

    def uri(self, secret: str, name: str) -> str:
        """The `otpauth:` address for a QR picture; `name` is what the app shows."""
        ...

    def step_of(self, secret: str, code: str, now: datetime) -> int | None:
        """The number of the thirty seconds whose code this is: those of now, of just before or just after; else None."""
        ...


class Officers(Protocol):
    """Officers, their invitations, and what they have proved."""

    async def invite(
        self,
        ref: Ref,
        department: DepartmentId,
        name: str,
        code_hash: str,
        expires_at: datetime,
        now: datetime,
        by: OperatorId | None = None,
    ) -> Officer:
        """An officer-to-be, and who invited them."""
        ...

    async def join(self, code_hash: str, person: PersonId, now: datetime) -> Officer | None:
        """Take up an invitation, once; None when there is no such open invitation. Nothing is proved by it."""
        ...

    async def void(self, code_hashes: Sequence[str]) -> None:
        """Nobody can join with these codes any more. Harmless for one that is unknown or was taken up."""
        ...

    async def of_person(self, person: PersonId) -> Officer | None:
        """The officer behind a person."""
        ...

    async def by_id(self, officer: OfficerId) -> Officer:
        """The officer of this id."""
        ...

    async def by_ref(self, ref: Ref) -> Officer | None:
        """The officer of this reference."""
        ...

    async def alone(self, officer: OfficerId) -> Officer:
        """The officer of this id; until the transaction ends, nobody else gets past this line for them."""
        ...

    async def all(self) -> Sequence[Officer]:
        """All officers, for the operator's list."""
        ...

    async def set_standing(
        self, officer: OfficerId, standing: OfficerStanding, why: Suspension = Suspension.OPERATOR
    ) -> None:
        """Suspend, and say why; or reinstate."""
        ...

    async def end(self, officer: OfficerId) -> None:
        """Nobody is this officer any more, no code makes anybody this officer, and nothing is proved."""
        ...

    async def mailbox(self, officer: OfficerId) -> str | None:
        """The work mailbox, proved or once proved."""
        ...

    async def put_mailbox(self, officer: Officer, address: str, now: datetime) -> bool:
        """This mailbox is proved; False when it is another officer's."""
        ...

    async def drop_mailbox(self, officer: OfficerId) -> None:
        """There is no proved mailbox any more."""
        ...

    async def note_call(self, officer: OfficerId, operator: OperatorId, call: Call, now: datetime) -> None:
        """An operator has called."""
        ...

    async def want_call(self, officer: OfficerId) -> None:
        """An operator is to call (again)."""
        ...

    async def put_secret(self, officer: Officer, secret: str) -> None:
        """A new secret that no code has confirmed yet; an earlier one is forgotten."""
        ...

    async def set_up(self, officer: OfficerId, now: datetime) -> None:
        """A code has shown that the officer has the secret."""
        ...

    async def drop_factor(self, officer: OfficerId) -> None:
        """No second factor any more."""
        ...

    async def factor(self, officer: OfficerId) -> Factor | None:
        """The second factor, confirmed or not."""
        ...

    async def note_wrong(self, officer: OfficerId, wrong: int, locked_until: datetime | None) -> None:
        """So many wrong codes in a row now, and until when none is taken."""
        ...

    async def note_right(self, officer: OfficerId, step: int, account: AccountId, now: datetime) -> None:
        """The code of this step was typed on this account."""
        ...

    async def passed_at(self, officer: OfficerId, account: AccountId) -> datetime | None:
        """When this account last typed a right code; None when another one has since."""
        ...

    async def verify(self, officer: OfficerId, now: datetime) -> None:
        """Everything is proved: active and verified from now on."""
        ...

    async def note_acted(self, officer: OfficerId, now: datetime) -> None:
        """A police command was given."""
        ...


class OfficersTx(DepartmentsTx, OperatorsTx, Protocol):
    """A transaction with departments, officers, operators and the record."""

    @property
    def officers(self) -> Officers:
        """Officers."""
        ...
