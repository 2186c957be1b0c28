"""What follows when a report or a comment changes: the jobs that make every place show it as it is now."""

from datetime import datetime

from bot.incidents.model import ANNOUNCE_JOB, COMMENT_JOB, POST_JOB, RECALL_JOB, Comment, Incident
from bot.incidents.ports import IncidentsTx
from bot.kernel.ids import NeighborhoodId
from bot.neighborhoods.posting import in_channel
from bot.outbox.model import INSIDE, NewJob


async def copies_follow(tx: IncidentsTx, incident: Incident, now: datetime) -> None:
    """Every channel of the neighborhood shows the report as it is now, or nothing where it is not shown any more."""
    await tx.outbox.put(await _posts(tx, incident, now))


async def announce(tx: IncidentsTx, incident: Incident, now: datetime) -> None:
    """The report is shown for the first time: in the channels, and to those who want to hear of it."""
    await tx.outbox.put([*await _posts(tx, incident, now), _inside(ANNOUNCE_JOB, incident, now)])


async def recall(tx: IncidentsTx, incident: Incident, now: datetime, *, with_comments: bool = False) -> None:
    """A report that others have seen changed: channels and those who were alerted follow. `with_comments`: it is not
    shown any more, or again, and so what was said to it."""
    jobs = [*await _posts(tx, incident, now), _inside(RECALL_JOB, incident, now)]
    if with_comments:
        for comment in await tx.comments.of_incident(incident.id):
            jobs += await _sayings(tx, comment, incident.neighborhood, f"with{incident.version}", now)
    await tx.outbox.put(jobs)


async def comment_follows(tx: IncidentsTx, comment: Comment, incident: Incident, now: datetime) -> None:
    """Every channel of the neighborhood shows the comment as it is now, or nothing."""
    await tx.outbox.put(await _sayings(tx, comment, incident.neighborhood, f"v{comment.version}", now))


def _inside(kind: str, incident: Incident, now: datetime) -> NewJob:
    return NewJob(
        kind=kind, subject=incident.id, lane=INSIDE, key=f"{kind}:{incident.id}:v{incident.version}", due=now
    )


async def _posts(tx: IncidentsTx, incident: Incident, now: datetime) -> list[NewJob]:
    channels = await tx.neighborhoods.channels(incident.neighborhood)
    return [in_channel(channel, POST_JOB, incident.id, now, f"v{incident.version}") for channel in channels]


async def _sayings(
    tx: IncidentsTx, comment: Comment, neighborhood: NeighborhoodId, moment: str, now: datetime
) -> list[NewJob]:
    return [
        in_channel(channel, COMMENT_JOB, comment.id, now, moment)
        for channel in await tx.neighborhoods.channels(neighborhood)
        # Where it was written, everybody has read it already, from its writer.
        if channel.id != comment.channel
    ]
