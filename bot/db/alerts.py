"""The book of alerts, and the one statement that finds who wants to hear of a report."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import TextClause, bindparam, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.alerts.model import ALERT_JOB, RADII_MILES, Alert, AlertCopy, Heard, Listener, Rhythm, Subscription, Wishes
from bot.alerts.model import METRES_PER_MILE as MILE_M
from bot.db.dialect import given, insert_or_replace
from bot.db.range import EDGE_M, METRES_PER_DEGREE_AT_LEAST, PLAIN, WRAPPED
from bot.db.sealing import Keyring, seal
from bot.db.tables import AlertRow, IncidentRow, JobRow, SubscriptionRow
from bot.db.tables.columns import Moment
from bot.geo.distance import distance_m
from bot.geo.metric import local_metric
from bot.geo.model import Point
from bot.incidents.model import Category, IncidentState
from bot.kernel.ids import AccountId, AlertId, IncidentId, NeighborhoodId, PersonId, SubscriptionId

FARTHEST_M = max(RADII_MILES) * MILE_M
METRES_PER_DEGREE_OF_LATITUDE_AT_LEAST = 110_000.0
"""At the equator it is 110,574 m, elsewhere more."""

BEST_ACCOUNT = """
coalesce(
    (SELECT min(chat.id + 0) FROM account chat
     WHERE chat.person_id = {person} AND chat.reachable AND NOT chat.silenced AND chat.platform <> 'mail'),
    (SELECT min(mail.id + 0) FROM account mail
     WHERE mail.person_id = {person} AND mail.reachable AND NOT mail.silenced)
)
"""
"""A chat that works, the oldest first; else a mailbox. Two minimums take a third of the time of one sorted list.

Without the `+ 0` PostgreSQL would look for the smallest id along the primary key, through everybody's accounts."""

MATCHING = """
SELECT heard.person_id, account.id, account.platform, time_zone, quiet_from, quiet_until,
       x * x + y * y > sure_m * sure_m AS doubted
FROM (
    SELECT shifted.*, radius_m + edge_m AS outer_m, radius_m - edge_m AS sure_m,
           (:kx + :tx * u) * v AS x, (:ky + :ty * u) * u AS y
    FROM (
        SELECT person_id, time_zone, quiet_from, quiet_until, radius_m, lat - :lat AS u, {v} AS v,
               :edge * CASE WHEN radius_m > 1000 THEN radius_m * radius_m * radius_m / 1e9 ELSE 1 END AS edge_m
        FROM subscription
        WHERE rhythm = 'instant' AND lat BETWEEN :south AND :north AND person_id <> :author
          AND (categories = '[]' OR categories LIKE :category) AND (muted_until IS NULL OR muted_until <= :now)
          AND person_id NOT IN (SELECT person_id FROM officer WHERE person_id IS NOT NULL)
    ) AS shifted
) AS heard
JOIN account ON account.id = {account}
WHERE x * x + y * y <= outer_m * outer_m
"""

NOTE = """
INSERT INTO alert (incident_id, person_id, created_at)
SELECT :incident, person_id, :now FROM {source} WHERE true
ON CONFLICT (incident_id, person_id) DO NOTHING RETURNING id, person_id
"""

COPIES = """
SELECT told.id, told.person_id, account.id, account.platform,
       told.shown_id IS NOT NULL OR EXISTS (
           SELECT 1 FROM job WHERE job.key = CAST(:before AS text) || CAST(told.id AS text) || CAST(:after AS text)
       )
FROM (
    SELECT alert.id, alert.person_id, shown.id AS shown_id, coalesce(shown.account_id, {account}) AS account_id
    FROM alert LEFT JOIN shown ON shown.kind = :kind AND shown.subject = alert.id
        AND EXISTS (SELECT 1 FROM account WHERE account.id = shown.account_id AND account.reachable)
    WHERE alert.incident_id = :incident
) AS told
LEFT JOIN account ON account.id = told.account_id
ORDER BY told.id
"""


class AlertsBook:
    """Subscriptions and alerts; see `alerts.ports.Alerts`."""

    def __init__(self, session: AsyncSession, keyring: Keyring) -> None:
        self.session = session
        self.keyring = keyring

    async def of_person(self, person: PersonId) -> Subscription | None:
        """What this person wants to hear of."""
        row = await self.session.scalar(select(SubscriptionRow).where(SubscriptionRow.person_id == person))
        return to_subscription(row) if row else None

    async def by_id(self, subscription: SubscriptionId) -> Subscription | None:
        """The subscription of this id."""
        row = await self.session.scalar(select(SubscriptionRow).where(SubscriptionRow.id == subscription))
        return to_subscription(row) if row else None

    async def put(self, person: PersonId, wishes: Wishes, digest_due: datetime | None, now: datetime) -> Subscription:
        """Store a person's wishes, in place of earlier ones."""
        values = {
            "person_id": person,
            **seal(await self.keyring.of(person), SubscriptionRow, home=wishes.home),
            "lat": wishes.home.lat,
            "lon": wishes.home.lon,
            "radius_m": wishes.radius_m,
            "categories": sorted(wishes.categories),
            "rhythm": wishes.rhythm,
            "time_zone": wishes.time_zone,
            "quiet_from": wishes.quiet_from,
            "quiet_until": wishes.quiet_until,
            "muted_until": wishes.muted_until,
            "digest_due": digest_due,
            "created_at": now,
        }
        await self.session.execute(insert_or_replace(self.session, SubscriptionRow, values, ("person_id",)))
        stored = await self.of_person(person)
        assert stored is not None
        return stored

    async def drop(self, person: PersonId) -> bool:
        """Forget a person's wishes with the home point; False when there were none."""
        gone = await self.session.execute(
            delete(SubscriptionRow).where(SubscriptionRow.person_id == person).returning(SubscriptionRow.id)
        )
        return gone.first() is not None

    async def matching(self, center: Point, category: Category, author: PersonId, now: datetime) -> Sequence[Listener]:
        """Who wants to hear at once of a report of this category whose cell has this center."""
        wraps = abs(center.lon) + FARTHEST_M / METRES_PER_DEGREE_AT_LEAST >= 180.0
        sql = MATCHING.format(v=WRAPPED if wraps else PLAIN, account=BEST_ACCOUNT.format(person="heard.person_id"))
        metric, reach = local_metric(center), (FARTHEST_M + 1.0) / METRES_PER_DEGREE_OF_LATITUDE_AT_LEAST
        values = {
            "kx": metric.kx, "tx": metric.tx, "ky": metric.ky, "ty": metric.ty, "lat": center.lat, "lon": center.lon,
            "south": center.lat - reach, "north": center.lat + reach, "edge": EDGE_M, "author": author,
            "category": f'%"{category}"%', "now": now,
        }  # fmt: skip
        rows = (await self.session.execute(_with_now(sql), values)).all()
        outside = await self._outside(center, [row[0] for row in rows if row[6]])
        return [
            Listener(PersonId(person), AccountId(account), platform, zone, quiet_from, quiet_until)
            for person, account, platform, zone, quiet_from, quiet_until, _ in rows
            if person not in outside
        ]

    async def _outside(self, center: Point, doubted: Sequence[int]) -> frozenset[int]:
        """Those within a hair of their edge whom the geodesic puts outside. Costs nothing when there are none."""
        if not doubted:
            return frozenset()
        row = SubscriptionRow
        found = await self.session.execute(
            select(row.person_id, row.lat, row.lon, row.radius_m).where(row.person_id.in_(doubted))
        )
        return frozenset(
            person for person, lat, lon, radius_m in found if distance_m(center, Point(lat=lat, lon=lon)) > radius_m
        )

    async def note(self, incident: IncidentId, people: Sequence[PersonId], now: datetime) -> Sequence[Alert]:
        """Note that these people are to hear of a report; returns only the alerts that are new."""
        if not people:
            return []
        rows = given(self.session, {"person_id": "bigint"}, [(person,) for person in people])
        made = await self.session.execute(
            _with_now(NOTE.format(source=rows.source)), {**rows.values, "incident": incident, "now": now}
        )
        return [Alert(id=AlertId(key), incident=incident, person=PersonId(person)) for key, person in made]

    async def alert(self, alert: AlertId) -> Alert | None:
        """The alert of this id. Until the transaction ends, nobody else gets past this call for the same one."""
        row = await self.session.scalar(select(AlertRow).where(AlertRow.id == alert).with_for_update())
        if row is None:
            return None
        return Alert(id=AlertId(row.id), incident=IncidentId(row.incident_id), person=PersonId(row.person_id))

    async def is_instant(self, alert: AlertId) -> bool:
        """Whether the alert has, or had, a message of its own; else it was named in a digest."""
        key = f"{ALERT_JOB}:{alert}:first"
        return await self.session.scalar(select(JobRow.id).where(JobRow.key == key)) is not None

    async def copies(self, incident: IncidentId, kind: str) -> Sequence[AlertCopy]:
        """Everybody who was (or is to be) told of a report, with the account that shows it or, else, the best one."""
        sql = COPIES.format(account=BEST_ACCOUNT.format(person="alert.person_id"))
        first = {"before": f"{ALERT_JOB}:", "after": ":first"}
        rows = await self.session.execute(text(sql), {"incident": incident, "kind": kind, **first})
        return [
            AlertCopy(
                alert=AlertId(key),
                person=PersonId(person),
                account=None if account is None else AccountId(account),
                platform=platform or "",
                instant=bool(instant),
            )
            for key, person, account, platform, instant in rows
        ]

    async def due(self, now: datetime, limit: int) -> Sequence[Subscription]:
        """Subscriptions whose digest is due, earliest first."""
        rows = await self.session.scalars(
            select(SubscriptionRow)
            .where(SubscriptionRow.digest_due <= now, SubscriptionRow.rhythm.in_((Rhythm.DAILY, Rhythm.WEEKLY)))
            .order_by(SubscriptionRow.digest_due, SubscriptionRow.id)
            .limit(limit)
        )
        return [to_subscription(row) for row in rows]

    async def set_due(self, subscription: SubscriptionId, due: datetime | None) -> None:
        """Say when the next digest is due."""
        await self.session.execute(
            update(SubscriptionRow).where(SubscriptionRow.id == subscription).values(digest_due=due)
        )

    async def heard(self, neighborhoods: Sequence[NeighborhoodId], start: datetime, end: datetime) -> Sequence[Heard]:
        """The shown reports of these neighborhoods that were first shown from `start` on and before `end`."""
        row = IncidentRow  # Latest first.
        found = await self.session.execute(
            select(row.id, row.category, row.cell, row.author_id, row.posted_at)
            .where(
                row.neighborhood_id.in_(neighborhoods),
                row.state == IncidentState.POSTED,
                row.posted_at >= start,
                row.posted_at < end,
            )
            .order_by(row.posted_at.desc(), row.id.desc())
        )
        return [
            Heard(incident=IncidentId(key), category=category, cell=cell, author=PersonId(author), posted_at=at)
            for key, category, cell, author, at in found
            if at is not None
        ]


def _with_now(sql: str) -> TextClause:
    return text(sql).bindparams(bindparam("now", type_=Moment()))


def to_subscription(row: SubscriptionRow) -> Subscription:
    """The row as a value. The home point lies sealed as well; what is derived from it spares the opening."""
    wishes = Wishes(
        home=Point(lat=row.lat, lon=row.lon),
        radius_m=row.radius_m,
        categories=frozenset(Category(each) for each in row.categories),
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        rhythm=row.rhythm,
        time_zone=row.time_zone,
        muted_until=row.muted_until,
    )
    return Subscription(
        id=SubscriptionId(row.id), person=PersonId(row.person_id), wishes=wishes, digest_due=row.digest_due
    )
