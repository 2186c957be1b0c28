"""What follows when an account does not work: its jobs go on to the next one, and its person is told there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.bulletins.model import DECIDED_JOB
from bot.bulletins.model import REVIEW_JOB as BULLETIN_CARD_JOB
from bot.chat.message import Message, Paragraph
from bot.chat.ports import Cause, Unreachable
from bot.consent import service as consent
from bot.consent import texts as consent_texts
from bot.consent.model import HANDED_JOB, NOTICE_JOB, READY_JOB, RECALL_JOB, AskState
from bot.departments.model import ENDS_JOB, MANY_JOB, PROPOSAL_JOB, STANDING_JOB
from bot.handlers import alert_jobs
from bot.handlers.context import Tx
from bot.handlers.department_jobs import ENDS_FOR_OFFICER
from bot.handlers.saying import NotReached, Say, Saying
from bot.kernel.ids import AccountId, AskId
from bot.moderation.model import TOLD_JOB
from bot.moderation.service import CARD_JOBS
from bot.officers.model import CALL_JOB, ENDED_JOB, NEXT_JOB, WARN_JOB
from bot.operators.model import ADDED_JOB
from bot.outbox.model import Job, NewJob, unseen
from bot.people import reach, texts
from bot.people.model import MAIL, Account
from bot.people.reach import BACK_JOB, STOPPED_JOB, TROUBLE_JOB, Trouble
from bot.requests.model import CLOSED_JOB, FEW_JOB, PUBLISHED_JOB, REFUSED_JOB, REVIEW_JOB
from bot.terms import service as terms
from bot.terms.model import Habit
from bot.terms.rules import quiet_end_of

NOT_REACHED: Mapping[str, Sequence[NotReached]] = {**alert_jobs.NOT_REACHED}
"""Kinds of job whose feature decides by itself how they go on."""

CHATS_ONLY = frozenset(
    {
        *CARD_JOBS.values(),
        BULLETIN_CARD_JOB,
        REVIEW_JOB,
        STOPPED_JOB,
        CALL_JOB,
        FEW_JOB,
        ENDED_JOB,
        NEXT_JOB,
        WARN_JOB,
        PROPOSAL_JOB,
        MANY_JOB,
        STANDING_JOB,
        ENDS_JOB,
        ADDED_JOB,
    }
)
"""Cards are worked on by their buttons, which a mail has not; and who stopped mail does not hear so by mail."""

GO_ON = CHATS_ONLY | {
    NOTICE_JOB,
    READY_JOB,
    HANDED_JOB,
    RECALL_JOB,
    PUBLISHED_JOB,
    REFUSED_JOB,
    CLOSED_JOB,
    DECIDED_JOB,
    ENDS_FOR_OFFICER,
    TOLD_JOB,
    TROUBLE_JOB,
}
"""What is meant for a person, through whichever account. All else is about the account that it goes to: a clip goes where
it was asked for, and a question about an account is answered there."""

TROUBLES: Mapping[Cause, Trouble] = {
    Cause.BLOCKED: Trouble.BLOCKED,
    Cause.CLOSED: Trouble.CLOSED,
    Cause.GONE: Trouble.GONE,
}


async def unreachable(tx: Tx, job: Job, outcome: Unreachable, now: datetime) -> None:
    """The address of the job is dead: it is marked, its person is told on the next one, and the job goes on there."""
    account = await tx.people.account(job.account) if job.account is not None else None
    if account is None:
        return
    await reach.fail(tx, account, TROUBLES[outcome.cause], now)
    await tx.reach.note_direct(account.id, "")
    await pass_on(tx, job, account, outcome, now)


async def pass_on(tx: Tx, job: Job, account: Account, outcome: Unreachable, now: datetime) -> None:
    """What cannot be said to this account is said to the person's next one that works, at once and once."""
    for follow in NOT_REACHED.get(job.kind, ()):
        await follow(tx, job, outcome, now)
    if job.kind not in GO_ON:
        return
    following = await reach.next_account(tx, account, chats_only=job.kind in CHATS_ONLY)
    if following is None:
        return
    # A notice has the key that the fan-out gives it: whoever is asked there already is not asked a second time.
    if job.kind == NOTICE_JOB:
        await tx.outbox.put([_notice(AskId(job.subject), following, now)])
        return
    await tx.outbox.put([reach.through(following, job.kind, job.subject, f"{job.key}:a{following.id}", now)])


async def returned(tx: Tx, account: AccountId, now: datetime) -> None:
    """A mail came back for good: what its owner was asked by mail is asked where something works, once."""
    known = await reach.bounced(tx, account, now)
    following = await reach.next_account(tx, known) if known is not None else None
    if known is None or following is None:
        return
    waiting = await consent.open_asks(tx, known.person, AskState.ASKED)
    await tx.outbox.put([_notice(each.ask.id, following, now) for each in waiting])


def _notice(ask: AskId, account: Account, now: datetime) -> NewJob:
    key = notice_key(ask, account.id)
    return replace(reach.through(account, NOTICE_JOB, ask, key, now), lane=unseen(account.platform))


def notice_key(ask: int, account: AccountId) -> str:
    """The key of the one notice about an ask to an account, as the fan-out writes it."""
    return f"notice:{ask}:{account}"


async def _account(saying: Saying) -> Account | None:
    return await saying.tx.people.account(AccountId(saying.job.subject))


async def _trouble(saying: Saying) -> Message | None:
    tx, job = saying.tx, saying.job
    account = await _account(saying)
    here = await tx.people.account(job.account) if job.account is not None else None
    if account is None or here is None or account.reachable:
        return None
    morning = await _morning(saying, here)
    if morning is not None:
        put_off = reach.through(here, job.kind, job.subject, f"{job.key}:q{morning:%Y%m%dT%H%M}", morning)
        await tx.outbox.put([put_off])
        return None
    why = await tx.reach.trouble(account.id)
    known = Trouble(why) if why in list(Trouble) else Trouble.GONE
    return texts.trouble(account, known, await reach.working(tx, account.person), here)


async def _morning(saying: Saying, here: Account) -> datetime | None:
    """When the quiet hours of an owner end, whom a chat would wake for what can wait; a mail wakes nobody."""
    if here.platform == MAIL or not await saying.tx.cameras.of(here.person):
        return None
    own = await terms.terms_of(saying.tx, here.person)
    return quiet_end_of(Habit(own.time_zone, own.quiet_from, own.quiet_until), saying.now)


async def _back(saying: Saying) -> Message | None:
    """They can be reached again: what waits for an answer, with its buttons."""
    account = await _account(saying)
    if account is None or not account.reachable:
        return None
    waiting = await consent.open_asks(saying.tx, account.person, AskState.ASKED)
    welcome = Paragraph(text=texts.BACK)
    if not waiting:
        return Message(blocks=(welcome,))
    listed = consent_texts.asks(tuple(waiting), (), (), account.person)
    return replace(listed, title=texts.WAITING, blocks=(welcome, *listed.blocks))


async def _stopped(saying: Saying) -> Message | None:
    account = await _account(saying)
    return texts.mail_stopped(account) if account is not None and account.silenced else None


SAYS: Mapping[str, Say] = {TROUBLE_JOB: _trouble, BACK_JOB: _back, STOPPED_JOB: _stopped}
