"""Who may speak, whose words wait for a person, and who is called to look at them. Flags and appeals begin here."""

from datetime import datetime, timedelta

from bot.incidents.model import NEWCOMER, IncidentReason
from bot.kernel.ids import PersonId, Ref
from bot.kernel.refusal import Refused
from bot.moderation.model import (
    BAN_CARD_JOB,
    CARD_JOB,
    COMMENT_CARD_JOB,
    MAX_WORDS,
    POLICE,
    REVISION_CARD_JOB,
    Act,
    Decision,
    FlagReason,
    ModerationPolicy,
    ModerationReason,
    Subject,
    SubjectKind,
)
from bot.moderation.ports import ModerationTx
from bot.moderation.posts import Post, Standing, by_ref, find
from bot.moderation.rules import concerns_of
from bot.officers.service import is_police
from bot.people.model import MAIL, Account, Person, Reviewer
from bot.people.reach import through
from bot.people.service import reviewer_on_duty

CARD_JOBS = {
    SubjectKind.INCIDENT: CARD_JOB,
    SubjectKind.COMMENT: COMMENT_CARD_JOB,
    SubjectKind.REVISION: REVISION_CARD_JOB,
    SubjectKind.BAN: BAN_CARD_JOB,
}
APPEALABLE = (Act.REFUSE, Act.HIDE, Act.BAN)


async def may_speak(tx: ModerationTx, person: Person | None, now: datetime) -> None:
    """Raises Refused(BANNED) while a ban of this person runs."""
    ban = await tx.moderation.ban_of(person.id, now) if person is not None else None
    if ban is not None:
        raise Refused(ModerationReason.BANNED, until=f"{ban.until:%Y-%m-%d %H:%M} UTC", ref=ban.ref, why=ban.why)


async def reasons_to_hold(
    tx: ModerationTx, person: Person, text: str, policy: ModerationPolicy, now: datetime
) -> tuple[str, ...]:
    """Why somebody has to look at the words first: values of `Concern`, POLICE for an officer of any standing, and
    NEWCOMER for the first posts of a person.

    Newcomers wait only where there is somebody who may look; words and officers always do.
    """
    reasons = concerns_of(text)
    if await is_police(tx, person.id):
        # As "a neighbor" an officer could ask the whole street for videos, past the review of bulletins and requests.
        reasons = (*reasons, POLICE)
    is_new = policy.reviewed_first_posts and await tx.moderation.accepted(person.id) < policy.reviewed_first_posts
    if is_new and await _reviewers_for(tx, person.id):
        return (*reasons, NEWCOMER)
    return reasons


async def call_reviewers(tx: ModerationTx, subject: Subject, now: datetime) -> None:
    """Have every reviewer who may decide look at the subject, in one chat each; a card that stands there is renewed.

    Where nobody else is left for an appeal, whoever decided is told that somebody has to be invited.
    """
    concerned = await concerned_by(tx, subject)
    reviewers = await _reviewers_for(tx, concerned)
    kind, moment = CARD_JOBS[subject.kind], await _moment(tx, subject)
    for reviewer in reviewers:
        account = await chat_account(tx, reviewer.person) if reviewer.person is not None else None
        if account is None:
            continue
        key = f"{kind}:{subject.id}:{account.id}:{moment}"
        await tx.outbox.put([through(account, kind, subject.id, key, now)])


async def flag(
    tx: ModerationTx, person: Person, ref: Ref | None, reason: FlagReason, words: str, policy: ModerationPolicy,
    now: datetime,
) -> Post:  # fmt: skip
    """Ask reviewers to look at a shown report or comment. Nothing is hidden by it.

    Raises Refused(BANNED | NOTHING_THERE | OWN_POST | TOO_MANY_FLAGS | FLAGGED_ALREADY).
    """
    await may_speak(tx, person, now)
    post = await flaggable(tx, person, ref)
    if await tx.moderation.flags_by(person.id, now - timedelta(days=1)) >= policy.flags_per_day:
        raise Refused(ModerationReason.TOO_MANY_FLAGS, most=str(policy.flags_per_day))
    if not await tx.moderation.flag(post.subject, person.id, reason, words.strip()[:MAX_WORDS], now):
        raise Refused(ModerationReason.FLAGGED_ALREADY)
    await call_reviewers(tx, post.subject, now)
    return post


async def flaggable(tx: ModerationTx, person: Person | None, ref: Ref | None) -> Post:
    """What this person may flag. Raises Refused(NOTHING_THERE | OWN_POST)."""
    post = await by_ref(tx, ref)
    if post is None or post.standing is not Standing.SHOWN or post.subject.kind is SubjectKind.REVISION:
        raise Refused(ModerationReason.NOTHING_THERE)
    if person is not None and post.author == person.id:
        raise Refused(ModerationReason.OWN_POST)
    return post


async def appeal(tx: ModerationTx, person: Person | None, ref: Ref | None, words: str, now: datetime) -> Subject:
    """Ask that somebody else looks at a decision about one's own post, or at one's ban: once for each decision, so that
    nobody takes down again at once, for good, what another reviewer has just restored.

    Raises Refused(NOT_APPEALABLE | APPEALED_ALREADY); the former the same for another's and for none at all.
    """
    subject = await _appealable(tx, person, ref, now)
    if subject is None or person is None:
        raise Refused(ModerationReason.NOT_APPEALABLE)
    words = words.strip()[:MAX_WORDS]
    if not await tx.moderation.appeal(subject, person.id, words, now) and not (
        await _decided_anew(tx, subject) and await tx.moderation.appeal_again(subject, words, now)
    ):
        raise Refused(ModerationReason.APPEALED_ALREADY)
    await call_reviewers(tx, subject, now)
    return subject


async def reviewing(tx: ModerationTx, person: Person | None) -> Reviewer:
    """The reviewer who speaks. Raises Refused(NOT_REVIEWER), and NOT_FOR_OFFICERS for one who is an officer as well:
    what neighbors write is not handed to police by this way either."""
    reviewer = await reviewer_on_duty(tx, person)
    if reviewer.person is not None and await tx.officers.of_person(reviewer.person) is not None:
        raise Refused(IncidentReason.NOT_FOR_OFFICERS)
    return reviewer


async def concerned_by(tx: ModerationTx, subject: Subject) -> PersonId | None:
    """Whose post or ban it is; None when it is gone."""
    if subject.kind is SubjectKind.BAN:
        decisions = await tx.moderation.decisions_about(subject)
        return decisions[-1].person if decisions else None
    post = await find(tx, subject)
    return post.author if post is not None else None


async def appealed_decision(tx: ModerationTx, subject: Subject) -> Decision | None:
    """The decision that an appeal about the subject is against."""
    decisions = await tx.moderation.decisions_about(subject)
    return next((each for each in decisions if each.act in APPEALABLE), None)


async def somebody_else(tx: ModerationTx, subject: Subject, decided: Decision | None) -> bool:
    """Whether there is a reviewer who may look at the appeal."""
    reviewers = await _reviewers_for(tx, await concerned_by(tx, subject))
    return any(decided is None or each.id != decided.reviewer for each in reviewers)


async def chat_account(tx: ModerationTx, person: PersonId) -> Account | None:
    """The first chat account of a person that works."""
    accounts = await tx.people.accounts(person)
    return next((each for each in accounts if each.reachable and each.platform != MAIL), None)


async def _moment(tx: ModerationTx, subject: Subject) -> str:
    """Differs whenever a card would say something else."""
    post = await find(tx, subject)
    appealed = await tx.moderation.open_appeal(subject) is not None
    flags, decisions = await tx.moderation.flags(subject), await tx.moderation.decisions_about(subject)
    return f"v{post.version if post is not None else 0}.{len(flags)}.{len(decisions)}.{int(appealed)}"


async def _reviewers_for(tx: ModerationTx, author: PersonId | None) -> list[Reviewer]:
    """Active reviewers who may look at what this person wrote: nobody at their own, and no officer."""
    return [
        each
        for each in await tx.reviewers.all()
        if each.active
        and each.person is not None
        and each.person != author
        and await tx.officers.of_person(each.person) is None
    ]


async def _decided_anew(tx: ModerationTx, subject: Subject) -> bool:
    """Whether the latest decision is one that can be appealed: whatever settles an appeal is a decision after it."""
    acts = [each.act for each in await tx.moderation.decisions_about(subject) if each.act is not Act.DISMISS]
    return bool(acts) and acts[0] in APPEALABLE


async def _appealable(tx: ModerationTx, person: Person | None, ref: Ref | None, now: datetime) -> Subject | None:
    if person is None or ref is None:
        return None
    ban = await tx.moderation.ban_by_ref(ref)
    if ban is not None:
        running = ban.person == person.id and ban.lifted_at is None and ban.until > now
        return Subject(kind=SubjectKind.BAN, id=ban.id) if running else None
    post = await by_ref(tx, ref)
    if post is None or post.author != person.id or post.standing not in (Standing.REFUSED, Standing.HIDDEN):
        return None
    # What its author gave up for newer words was refused by nobody.
    return post.subject if await appealed_decision(tx, post.subject) is not None else None
