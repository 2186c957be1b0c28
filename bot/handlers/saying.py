"""What a job that speaks is given, what it may answer, and how one thing is kept the same in all places that show it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.message import Message
from bot.chat.ports import Unreachable
from bot.handlers.context import Services, Tx
from bot.outbox.lane import NotYet
from bot.outbox.model import Copy, Job, platform_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """The moment at which a job speaks."""

    tx: Tx
    services: Services
    job: Job
    now: datetime
    language: str
    """Of whoever reads it; messages are put into it afterwards, so only pictures with words need to know."""
    handle: str
    """Of the chat, channel or mailbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A message that changes, answers or takes back an earlier one, or wants to know its receipt."""

    message: Message | None
    """None: what was said under `replaces` is taken back."""
    replaces: str = ""
    under: str = ""
    arrived: Callable[[str], Awaitable[None]] | None = None


Say = Callable[[Saying], Awaitable[Message | Telling | NotYet | None]]
"""None: it is no longer true, and nothing is said."""

Do = Callable[[Tx, Services, Job, datetime], Awaitable[None]]
"""A job that speaks to nobody."""

NotReached = Callable[[Tx, Job, Unreachable, datetime], Awaitable[None]]
"""What follows when the address of a job is dead, in the transaction that marks it."""


async def same_everywhere(
    saying: Saying, kind: str, subject: int, message: Message | None, under: str = ""
) -> Telling | NotYet | None:
    """Make the place of this job show the thing as `message` says it now: said anew, edited, or taken back (None).

    However many jobs there are about one thing, a place has one copy of it, and the last state wins.
    """
    tx, job = saying.tx, saying.job
    await tx.shown.alone(kind, subject, account=job.account, channel=job.channel)
    shown = await tx.shown.copy(kind, subject, account=job.account, channel=job.channel)
    if shown is not None and shown.job != job.id and await tx.outbox.is_open(shown.job):
        # Two at once could arrive in either order, and the older words would stay.
        return NotYet()
    said = shown is not None and bool(shown.receipt)
    if message is None and not said:
        return None
    copy = Copy(
        kind=kind,
        subject=subject,
        job=job.id,
        receipt=shown.receipt if shown is not None else "",
        account=job.account,
        channel=job.channel,
    )
    await tx.shown.begin(copy, saying.now)

    async def arrived(receipt: str) -> None:
        async with saying.services.begin() as later:
            if message is None:
                await later.shown.gone(copy)
            else:
                await later.shown.arrived(replace(copy, receipt=receipt), platform_of(job.lane), saying.handle)

    return Telling(message=message, replaces=copy.receipt, under=under, arrived=arrived)

