"""The book of alerts: what people want to hear of, and of what they were told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.alerts.model import Alert, AlertCopy, Heard, Listener, Subscription, Wishes
from bot.geo.model import Point
from bot.incidents.model import Category
from bot.incidents.ports import IncidentsTx
from bot.kernel.ids import AlertId, IncidentId, NeighborhoodId, PersonId, SubscriptionId
from bot.officers.ports import OfficersTx


class Alerts(Protocol):
    """Subscriptions and alerts."""

    async def of_person(self, person: PersonId) -> Subscription | None:
        """What this person wants to hear of."""
        ...

    async def by_id(self, subscription: SubscriptionId) -> Subscription | None:
        """The subscription of this id."""
        ...

    async def put(self, person: PersonId, wishes: Wishes, digest_due: datetime | None, now: datetime) -> Subscription:
        """Store a person's wishes, in place of earlier ones."""
        ...

    async def drop(self, person: PersonId) -> bool:
        """Forget a person's wishes with the home point; False when there were none."""
        ...

    async def matching(
        self, center: Point, category: Category, author: PersonId, now: datetime
    ) -> Sequence[Listener]:
        """Who wants to hear at once of a report of this category whose cell has this center.

        Left out: its author, officers, who is muted, and who has no account that works.
        """
        ...

    async def note(self, incident: IncidentId, people: Sequence[PersonId], now: datetime) -> Sequence[Alert]:
        """Note that these people are to hear of a report; returns only the alerts that are new."""
        ...

    async def alert(self, alert: AlertId) -> Alert | None:
        """The alert of this id. Until the transaction ends, nobody else gets past this call for the same one."""
        ...

    async def is_instant(self, alert: AlertId) -> bool:
        """Whether the alert has, or had, a message of its own; else it was named in a digest."""
        ...

    async def copies(self, incident: IncidentId, kind: str) -> Sequence[AlertCopy]:
        """Everybody who was (or is to be) told of a report, with the account that shows it or, else, the best one."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[Subscription]:
        """Subscriptions whose digest is due, earliest first."""
        ...

    async def set_due(self, subscription: SubscriptionId, due: datetime | None) -> None:
        """Say when the next digest is due."""
        ...

    async def heard(self, neighborhoods: Sequence[NeighborhoodId], start: datetime, end: datetime) -> Sequence[Heard]:
        """The shown reports of these neighborhoods that were first shown from `start` on and before `end`,
        latest first."""
        ...


class AlertsTx(IncidentsTx, OfficersTx, Protocol):
    """A transaction with the book of alerts."""

    @property
    def alerts(self) -> Alerts:
        """Subscriptions and alerts."""
        ...
