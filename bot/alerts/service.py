"""Who hears of a report: found when it is first shown, kept up to date when it changes, and digests when they are due."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from bot.alerts.model import (
    ALERT_COPY,
    ALERT_JOB,
    CORRECTION_JOB,
    DIGEST_JOB,
    AlertCopy,
    AlertReason,
    Listener,
    Rhythm,
    Subscription,
    Wishes,
)
from bot.alerts.ports import AlertsTx
from bot.alerts.times import next_due
from bot.geo.blur import cell_center
from bot.incidents.model import Incident, IncidentState
from bot.kernel.ids import AccountId, PersonId
from bot.kernel.refusal import Refused
from bot.officers.service import is_police
from bot.outbox.model import NewJob
from bot.people.model import Person
from bot.people.quiet import quiet_end
from bot.people.reach import first_account, through

T = TypeVar("T")

AT_ONCE = 500
"""So many alerts are written down in one go: ten thousand would keep everybody else waiting."""


async def is_officer(tx: AlertsTx, person: PersonId) -> bool:
    """Whether this is an officer, whatever their standing: neighbors' posts are not forwarded to police."""
    return await is_police(tx, person)


async def wish(tx: AlertsTx, person: Person, wishes: Wishes, now: datetime) -> Subscription:
    """Store what somebody wants to hear of. Raises Refused(NOT_FOR_OFFICERS)."""
    if await is_officer(tx, person.id):
        raise Refused(AlertReason.NOT_FOR_OFFICERS)
    return await tx.alerts.put(person.id, wishes, next_due(wishes.rhythm, wishes.time_zone, now), now)


async def own(tx: AlertsTx, person: Person | None) -> Subscription:
    """One's own subscription. Raises Refused(NO_ALERTS)."""
    found = await tx.alerts.of_person(person.id) if person is not None else None
    if found is None:
        raise Refused(AlertReason.NO_ALERTS)
    return found


async def announce(tx: AlertsTx, incident: Incident | None, now: datetime) -> None:
    """Alert everybody who wants to hear of the report at once; whoever is in quiet hours when these end.

    Harmless when repeated: whoever is noted already is not noted again, and gets no second job.
    """
    if incident is None or incident.state is not IncidentState.POSTED:
        return
    listeners = await tx.alerts.matching(cell_center(incident.cell), incident.category, incident.author, now)
    ends: dict[tuple[str, int, int], datetime | None] = {}
    for some in _slices(listeners):
        by_person = {each.person: each for each in some}
        fresh = await tx.alerts.note(incident.id, list(by_person), now)
        jobs = []
        for alert in fresh:
            listener = by_person[alert.person]
            jobs.append(
                NewJob(
                    kind=ALERT_JOB,
                    subject=alert.id,
                    lane=listener.platform,
                    key=f"{ALERT_JOB}:{alert.id}:first",
                    due=_quiet_end(ends, listener, now) or now,
                    account=listener.account,
                )
            )
        await tx.outbox.put(jobs)


async def recall(tx: AlertsTx, incident: Incident | None, now: datetime) -> None:
    """The report changed: what accounts show of it follows, and a correction is told to everybody who was alerted."""
    if incident is None:
        return
    for some in _slices(await tx.alerts.copies(incident.id, ALERT_COPY)):
        jobs = [_follow(copy, copy.account, incident.version, now) for copy in some if copy.account and copy.instant]
        if incident.correction and incident.state is IncidentState.POSTED:
            jobs += [_correct(copy, copy.account, incident.correction, now) for copy in some if copy.account]
        await tx.outbox.put(jobs)


async def put_digests(tx: AlertsTx, now: datetime, limit: int = AT_ONCE) -> int:
    """Enqueue the digests that are due, and say when each is due next; returns how many were due."""
    due = await tx.alerts.due(now, limit)
    jobs = []
    for each in due:
        wishes = each.wishes
        account = await first_account(tx, each.person)
        await tx.alerts.set_due(each.id, next_due(wishes.rhythm, wishes.time_zone, now))
        if account is None or each.digest_due is None:
            continue
        quiet = quiet_end(wishes.time_zone, wishes.quiet_from, wishes.quiet_until, now)
        key = f"{DIGEST_JOB}:{each.id}:{each.digest_due:%Y-%m-%dT%H:%M}"
        jobs.append(through(account, DIGEST_JOB, each.id, key, quiet or now))
    await tx.outbox.put(jobs)
    return len(due)


def wants(subscription: Subscription | None, incident: Incident, now: datetime) -> bool:
    """Whether somebody still wants to hear of the report at once, also after waiting for the end of quiet hours."""
    if subscription is None or subscription.wishes.rhythm is not Rhythm.INSTANT:
        return False
    wishes = subscription.wishes
    muted = wishes.muted_until is not None and wishes.muted_until > now
    return not muted and (not wishes.categories or incident.category in wishes.categories)


def _slices(many: Sequence[T]) -> Iterator[Sequence[T]]:
    return (many[start : start + AT_ONCE] for start in range(0, len(many), AT_ONCE))


def _quiet_end(
    known: dict[tuple[str, int, int], datetime | None], listener: Listener, now: datetime
) -> datetime | None:
    """Once for each clock and habit: thousands of neighbors share a handful of them."""
    habit = (listener.time_zone, listener.quiet_from, listener.quiet_until)
    if habit not in known:
        known[habit] = quiet_end(*habit, now)
    return known[habit]


def _follow(copy: AlertCopy, account: AccountId, version: int, now: datetime) -> NewJob:
    key = f"{ALERT_JOB}:{copy.alert}:v{version}"
    return NewJob(kind=ALERT_JOB, subject=copy.alert, lane=copy.platform, key=key, due=now, account=account)


def _correct(copy: AlertCopy, account: AccountId, correction: str, now: datetime) -> NewJob:
    key = f"{CORRECTION_JOB}:{copy.alert}:{_digest(correction)}"
    return NewJob(kind=CORRECTION_JOB, subject=copy.alert, lane=copy.platform, key=key, due=now, account=account)


def is_about(key: str, correction: str) -> bool:
    """Whether the job of this key was made for these words: a later correction has jobs of its own."""
    return bool(correction) and f":{_digest(correction)}" in key


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]
