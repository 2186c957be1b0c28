"""The book of operators, and how their passphrases are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.kernel.ids import OperatorId, PersonId, Ref
from bot.operators.model import Operator
from bot.people.ports import PeopleTx


class Passphrases(Protocol):
    """Turns passphrases into what may be stored."""

    def keep(self, passphrase: str) -> str:
        """A slow, salted, memory-hard hash; another one each time."""
        ...

    def fits(self, passphrase: str, kept: str) -> bool:
        """Whether the hash was made of this passphrase. False for anything that is no such hash."""
        ...


class Operators(Protocol):
    """Operators and their codes."""

    async def add(
        self, ref: Ref, name: str, pass_hash: str, code_hash: str, expires_at: datetime, now: datetime
    ) -> Operator | None:
        """A new operator; None when one of this name, case ignored, is there or was."""
        ...

    async def join(self, code_hash: str, person: PersonId, now: datetime) -> Operator | None:
        """Take up a code, once; None when there is no such open code, or the person is an operator."""
        ...

    async def void(self, code_hashes: Sequence[str]) -> None:
        """Nobody can join with these codes any more. Harmless for one that is unknown or was taken up."""
        ...

    async def of_person(self, person: PersonId) -> Operator | None:
        """The active operator behind a person."""
        ...

    async def by_id(self, operator: OperatorId) -> Operator:
        """The operator of this id, active or not."""
        ...

    async def by_name(self, name: str) -> Operator | None:
        """The active operator of this name or reference, case ignored; a name wins over a reference."""
        ...

    async def all(self) -> Sequence[Operator]:
        """Everybody, removed ones included, oldest first."""
        ...

    async def pass_hash(self, operator: OperatorId) -> str:
        """What is kept of the operator's passphrase."""
        ...

    async def give(self, operator: OperatorId, pass_hash: str, code_hash: str, expires_at: datetime) -> None:
        """A new passphrase and a new code; the chat account that joined before is taken off."""
        ...

    async def remove(self, operator: OperatorId) -> None:
        """No operator any more: passphrase, code and chat account are gone."""
        ...


class OperatorsTx(PeopleTx, Protocol):
    """A transaction with operators."""

    @property
    def operators(self) -> Operators:
        """Operators."""
        ...
