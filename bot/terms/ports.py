"""The book of terms."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.cameras.ports import CamerasTx
from bot.kernel.ids import DepartmentId, PersonId, RequestId
from bot.officers.ports import OfficersTx
from bot.requests.model import IncidentType
from bot.terms.model import Habit, Terms


class TermsBook(Protocol):
    """On which terms owners may be asked."""

    async def of(self, person: PersonId, zone: str) -> Terms:
        """The person's terms with every standing no; those of somebody who has said nothing, by this time zone."""
        ...

    async def put(self, person: PersonId, terms: Terms, now: datetime) -> None:
        """Store a person's terms, in place of earlier ones. Standing no's have methods of their own."""
        ...

    async def alone_with(self, person: PersonId) -> None:
        """Until the transaction ends nobody else changes this person's terms: two presses at once must see each other."""
        ...

    async def set_clock(self, person: PersonId, zone: str) -> None:
        """Quiet hours that are stored go by this time zone from now on; nothing for somebody who has said nothing."""
        ...

    async def refuse_department(self, person: PersonId, department: DepartmentId, now: datetime) -> None:
        """Never from this department. Harmless when repeated."""
        ...

    async def refuse_type(self, person: PersonId, about: IncidentType, now: datetime) -> None:
        """Never about this incident type. Harmless when repeated."""
        ...

    async def lift_department(self, person: PersonId, department: DepartmentId) -> None:
        """This department may ask again."""
        ...

    async def lift_type(self, person: PersonId, about: IncidentType) -> None:
        """This incident type may be asked about again."""
        ...

    async def habits(self, request: RequestId, zone: str, night_too: bool) -> Sequence[Habit]:
        """The clocks and quiet hours of everybody who is asked about a request; `zone` is that of its place, for owners
        who have said nothing. With `night_too` only of those who want no exception from their quiet hours."""
        ...

    async def put_off(self, request: RequestId, habit: Habit, zone: str, night_too: bool, by: timedelta) -> None:
        """Everybody with this habit hears of the request later by this much; the moments stay spread as they were.

        Harmless when repeated: nobody is put off twice.
        """
        ...


class TermsTx(OfficersTx, CamerasTx, Protocol):
    """A transaction with the book of terms."""

    @property
    def terms(self) -> TermsBook:
        """Terms."""
        ...
