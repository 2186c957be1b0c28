"""Jobs that show something in channels: one for each channel, keyed so that nothing is shown twice."""

from datetime import datetime

from bot.geo.model import Jurisdiction
from bot.neighborhoods.model import Channel
from bot.neighborhoods.ports import NeighborhoodsTx
from bot.outbox.model import NewJob


def in_channel(channel: Channel, kind: str, subject: int, now: datetime, moment: str = "") -> NewJob:
    """The channel shows the subject as it is. `moment` names what has happened to it, where that may be more than once."""
    key = f"{kind}:{subject}:{channel.id}" + (f":{moment}" if moment else "")
    return NewJob(kind=kind, subject=subject, lane=channel.platform, key=key, due=now, channel=channel.id)


async def post_around(
    tx: NeighborhoodsTx, area: Jurisdiction, kind: str, subject: int, now: datetime, moment: str = ""
) -> None:
    """Every channel of every neighborhood that the area touches shows the subject."""
    for neighborhood in await tx.neighborhoods.touched_by(area):
        channels = await tx.neighborhoods.channels(neighborhood.id)
        await tx.outbox.put([in_channel(channel, kind, subject, now, moment) for channel in channels])
