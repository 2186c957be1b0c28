"""The book of what is held about persons, and of who looked at it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.clips.ports import ClipsTx
from bot.kernel.ids import PersonId, ReviewerId
from bot.mydata.model import Leftovers, Look, Sheet
from bot.officers.ports import OfficersTx
from bot.outbox.model import Copy


class MyData(Protocol):
    """Everything that says something about a person. It goes by the list of all columns, so nothing can be left out."""

    async def sheets(self, person: PersonId) -> Sequence[Sheet]:
        """Every personal column of every table, opened; tables without a row of theirs are left out.

        A code that waits to be typed is not told: it proves that somebody reads their mail.
        """
        ...

    async def looks(self, person: PersonId) -> Sequence[Look]:
        """Who was shown what of theirs, latest first."""
        ...

    async def note_look(
        self, person: PersonId, reviewer: ReviewerId | None, what: str, ref: str, now: datetime
    ) -> None:
        """Note, before it is shown, that a reviewer (or, for None, an operator) is shown something of a person's."""
        ...

    async def leftovers(self, person: PersonId) -> Leftovers:
        """What has to follow when the person is erased: files, and what other places show of their posts."""
        ...

    async def bar(self, person: PersonId, now: datetime) -> None:
        """Before erasing: while a ban of the person runs, their accounts stay barred until its end, by keyed hashes
        alone. Whoever comes back with one of them before is barred at once (`People.add`)."""
        ...

    async def count_on(self, person: PersonId, now: datetime) -> None:
        """Before erasing: the codes mailed within the last day count on for the addresses and for the accounts, by keyed
        hashes alone, until that day is over (`People.proofs_since`, `People.proofs_to_since`)."""
        ...

    async def erase(self, person: PersonId) -> None:
        """The person's rows go, with their key, their open jobs and forms, and what notes where they were told things."""
        ...

    async def shown(self, shown: int) -> Copy | None:
        """What a place shows, by the number under which it is noted."""
        ...


class MyDataTx(OfficersTx, ClipsTx, Protocol):
    """A transaction with the book."""

    @property
    def mydata(self) -> MyData:
        """What is held about persons."""
        ...
