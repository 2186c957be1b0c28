"""What the jobs of alerts do and say: found, told once, kept up to date, corrected, gathered. All is looked up again now."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.alerts import service
from bot.alerts.digest import digest_of
from bot.alerts.model import ALERT_COPY, ALERT_JOB, CORRECTION_JOB, DIGEST_JOB, Alert, Rhythm, Subscription
from bot.alerts.texts import alert as alert_text
from bot.alerts.texts import correction
from bot.alerts.texts.digest import chart_words, digest
from bot.chat.drawing import Bar
from bot.chat.language import speak
from bot.chat.message import Attachment, Message, Picture
from bot.chat.ports import Unreachable
from bot.geo.blur import cell_center
from bot.geo.distance import distance_m
from bot.handlers.context import Services, Tx
from bot.handlers.incident_posts import post_of, told
from bot.handlers.saying import Do, NotReached, Say, Saying, Telling, same_everywhere
from bot.incidents.model import ANNOUNCE_JOB, RECALL_JOB, Incident, IncidentState
from bot.kernel.ids import AlertId, IncidentId, SubscriptionId
from bot.outbox.lane import NotYet
from bot.outbox.model import Job, NewJob
from bot.people.model import MAIL
from bot.people.quiet import quiet_end
from bot.people.reach import first_account, through


async def _announce(tx: Tx, services: Services, job: Job, now: datetime) -> None:
    await service.announce(tx, await tx.incidents.by_id(IncidentId(job.subject)), now)


async def _recall(tx: Tx, services: Services, job: Job, now: datetime) -> None:
    await service.recall(tx, await tx.incidents.by_id(IncidentId(job.subject)), now)


async def _alert(saying: Saying) -> Message | Telling | NotYet | None:
    """The report, said, changed or taken back; one account of a person shows it, and the others never do."""
    tx, job = saying.tx, saying.job
    alert = await tx.alerts.alert(AlertId(job.subject))
    incident = await tx.incidents.by_id(alert.incident) if alert is not None else None
    if alert is None or incident is None:
        return None
    copies = [each for each in await tx.shown.copies(ALERT_COPY, alert.id) if each.receipt]
    if any(each.account != job.account for each in copies):
        return None
    if copies and job.lane == MAIL:
        return None  # What was mailed stays as it is; corrections are mailed after it.
    if incident.state is not IncidentState.POSTED:
        return await same_everywhere(saying, ALERT_COPY, alert.id, None)
    if copies and await service.is_officer(tx, alert.person):
        return None  # By now: what they were told as a neighbor stays as it was.
    subscription = await tx.alerts.of_person(alert.person)
    if not copies and not await _may_tell(saying, alert, incident, subscription):
        return None
    return await same_everywhere(saying, ALERT_COPY, alert.id, await _message(saying, incident, subscription))


async def _may_tell(saying: Saying, alert: Alert, incident: Incident, subscription: Subscription | None) -> bool:
    """Whether the person still wants to hear it; in quiet hours it is put off until they end."""
    if subscription is None or not service.wants(subscription, incident, saying.now):
        return False
    if _far(subscription, incident) > subscription.wishes.radius_m:
        return False
    return not await service.is_officer(saying.tx, alert.person) and not await _put_off(saying, subscription)


async def _put_off(saying: Saying, subscription: Subscription) -> bool:
    """In quiet hours: the same job once more, when they end."""
    wishes, job = subscription.wishes, saying.job
    end = quiet_end(wishes.time_zone, wishes.quiet_from, wishes.quiet_until, saying.now)
    if end is None:
        return False
    await saying.tx.outbox.put([_again(job, f"{job.key}:q{end:%Y%m%dT%H%M}", end)])
    return True


async def _message(saying: Saying, incident: Incident, subscription: Subscription | None) -> Message:
    services = saying.services
    zone, tellers = await told(saying.tx, incident)
    post = await post_of(services, incident, zone, tellers, saying.language)
    shown = [block for block in post.blocks if isinstance(block, (Picture, Attachment))]
    far = _far(subscription, incident) if subscription is not None else None
    return alert_text(incident, far, zone, shown, services.emergency_number)


def _far(subscription: Subscription, incident: Incident) -> float:
    return distance_m(subscription.wishes.home, cell_center(incident.cell))


async def _correction(saying: Saying) -> Message | NotYet | None:
    """To whoever was told of the report, muted or not: what they know of it is wrong.

    Whoever was not told yet reads the correction in the alert itself.
    """
    tx, job = saying.tx, saying.job
    alert = await tx.alerts.alert(AlertId(job.subject))
    incident = await tx.incidents.by_id(alert.incident) if alert is not None else None
    if alert is None or incident is None or incident.state is not IncidentState.POSTED:
        return None
    if not service.is_about(job.key, incident.correction) or await service.is_officer(tx, alert.person):
        return None
    copies = await tx.shown.copies(ALERT_COPY, alert.id)
    if not any(each.receipt for each in copies):
        if any([await tx.outbox.is_open(each.job) for each in copies]):
            return NotYet()
        if await tx.alerts.is_instant(alert.id):
            return None
    subscription = await tx.alerts.of_person(alert.person)
    if subscription is not None and await _put_off(saying, subscription):
        return None
    return correction(incident)


async def _digest(saying: Saying) -> Message | None:
    tx, services = saying.tx, saying.services
    subscription = await tx.alerts.by_id(SubscriptionId(saying.job.subject))
    if subscription is None or subscription.wishes.rhythm not in (Rhythm.DAILY, Rhythm.WEEKLY):
        return None
    muted = subscription.wishes.muted_until
    if (muted is not None and muted > saying.now) or await service.is_officer(tx, subscription.person):
        return None
    made = await digest_of(tx, subscription, saying.now)
    if not made.number and made.rhythm is Rhythm.DAILY:
        return None
    for incident in made.named:
        await tx.alerts.note(incident.id, [subscription.person], saying.now)
    words = chart_words(made)

    def spoken(text: str) -> str:
        return speak(text, saying.language, services.region)

    bars = [
        Bar(label=spoken(label), number=span.number, now=span is made.bars[-1])
        for label, span in zip(words.labels, made.bars, strict=True)
    ]
    picture = services.maps.bars(
        bars, made.usual, words.description, title=spoken(words.title), note=spoken(words.note)
    )
    return digest(made, picture)


async def _next_account(tx: Tx, job: Job, outcome: Unreachable, now: datetime) -> None:
    """The address is dead: the person's next one takes its place, unless it has shown the report already."""
    account = await tx.people.account(job.account) if job.account is not None else None
    if account is None:
        return
    if job.kind == ALERT_JOB:
        copies = await tx.shown.copies(ALERT_COPY, job.subject)
        if any(each.receipt for each in copies):
            return
    following = await first_account(tx, account.person)
    if following is not None:
        await tx.outbox.put([through(following, job.kind, job.subject, f"{job.key}:a{following.id}", now)])


def _again(job: Job, key: str, due: datetime) -> NewJob:
    return NewJob(kind=job.kind, subject=job.subject, lane=job.lane, key=key, due=due, account=job.account)


DOES: Mapping[str, Do] = {ANNOUNCE_JOB: _announce, RECALL_JOB: _recall}
SAYS: Mapping[str, Say] = {ALERT_JOB: _alert, CORRECTION_JOB: _correction, DIGEST_JOB: _digest}
NOT_REACHED: Mapping[str, Sequence[NotReached]] = dict.fromkeys(SAYS, (_next_account,))
