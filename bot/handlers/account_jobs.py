"""What the jobs about accounts say at the moment they are done: joined, asked, lost, taken off."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.chat.message import Message
from bot.handlers.context import Services, Tx
from bot.handlers.saying import Do, Say, Saying, Telling
from bot.kernel.ids import AccountId, PersonId
from bot.officers.service import is_police
from bot.outbox.model import Job
from bot.people import linking
from bot.people.model import (
    JOINED_JOB,
    LINK_ASK_JOB,
    LOST_DUE_JOB,
    LOST_JOB,
    NOT_JOINED_JOB,
    OLD_ADDRESS_JOB,
    ONE_LESS_JOB,
    TAKEN_OFF_JOB,
    Account,
)
from bot.people.texts import accounts as texts
from bot.people.texts import leaving


async def _ask(saying: Saying) -> Message | None:
    question = await linking.question_of(saying.tx, saying.job.subject, saying.now)
    if question is None or not question.link.agreed:
        return None
    clashes = await saying.tx.links.clashes(question.link.person, question.claimant.person)
    return texts.ask(replace(question, clashes=clashes))


async def _lost(saying: Saying) -> Message | None:
    question = await linking.tell_lost(saying.tx, saying.job.subject, saying.now)
    return leaving.lost(question) if question is not None else None


async def by_mail(tx: Tx, person: PersonId) -> bool:
    """Whether a lost account of this person may be replaced by a mailbox and a day of silence: neither an officer's nor an
    operator's, for their powers would go to whoever reads their mail."""
    return not await is_police(tx, person) and await tx.operators.of_person(person) is None


async def _lost_due(tx: Tx, services: Services, job: Job, now: datetime) -> None:
    await linking.join_lost(tx, job.subject, now, partial(by_mail, tx))


async def _joined(saying: Saying) -> Message | None:
    subject, reader = await _subject(saying), await _reader(saying)
    together = subject is not None and reader is not None and subject.person == reader.person
    return texts.joined(subject) if together and subject is not None else None


async def _one_less(saying: Saying) -> Message | None:
    subject = await _subject(saying)
    return leaving.one_less(subject) if subject is not None else None


async def _not_joined(saying: Saying) -> Message | None:
    return leaving.not_joined()


async def _taken_off(saying: Saying) -> Message | None:
    return leaving.taken_off()


async def _old_address(saying: Saying) -> Telling | None:
    number = saying.job.subject
    if await saying.tx.links.old_address(number) is None:
        return None

    async def arrived(_: str) -> None:
        async with saying.services.begin() as tx:
            await tx.links.drop_old_address(number)

    return Telling(message=leaving.old_address(), arrived=arrived)


async def _subject(saying: Saying) -> Account | None:
    return await saying.tx.people.account(AccountId(saying.job.subject))


async def _reader(saying: Saying) -> Account | None:
    return await saying.tx.people.account(saying.job.account) if saying.job.account is not None else None


ALSO_WHEN_STOPPED = frozenset({JOINED_JOB, LOST_JOB, ONE_LESS_JOB})
"""Who may speak for somebody is no news: else whoever holds a telephone for a minute stops the mail first."""

SAYS: Mapping[str, Say] = {
    LINK_ASK_JOB: _ask,
    LOST_JOB: _lost,
    JOINED_JOB: _joined,
    ONE_LESS_JOB: _one_less,
    NOT_JOINED_JOB: _not_joined,
    TAKEN_OFF_JOB: _taken_off,
    OLD_ADDRESS_JOB: _old_address,
}
DOES: Mapping[str, Do] = {LOST_DUE_JOB: _lost_due}
