"""What reviewers do: admit, refuse, hide, restore, dismiss, ban, lift, uphold. Each act is a line that never changes, in
the transaction of the act; the first one wins."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.incidents import service as incidents
from bot.incidents.model import Comment, Incident, IncidentReason, IncidentState, Revision
from bot.kernel.ids import NewRef, PersonId, Ref
from bot.kernel.refusal import Refused
from bot.moderation.model import (
    CARD_COPY,
    MAX_WORDS,
    TOLD_JOB,
    Act,
    Ban,
    Decision,
    ModerationPolicy,
    ModerationReason,
    Subject,
    SubjectKind,
)
from bot.moderation.ports import ModerationTx
from bot.moderation.posts import Post, Standing, by_ref
from bot.moderation.rules import read_end
from bot.moderation.service import CARD_JOBS, appealed_decision, reviewing
from bot.people.model import Person, Reviewer
from bot.people.reach import first_account, through


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was decided, and about what."""

    decision: Decision
    ref: Ref


async def admit(tx: ModerationTx, person: Person | None, ref: Ref | None, version: int, now: datetime) -> Done:
    """What waits may be shown, as it stood when the reviewer looked at it.

    Raises Refused(NOT_REVIEWER | NOTHING_THERE | OWN_POST | ALREADY_DECIDED | CHANGED_MEANWHILE).
    """
    reviewer, post = await looked_at(tx, person, ref)
    if post.standing is not Standing.WAITS:
        raise Refused(ModerationReason.ALREADY_DECIDED)
    check_unchanged(post, version)
    async with _first():
        match post.item:
            case Incident():
                await incidents.admit(tx, post.item, now)
            case Comment():
                await incidents.admit_comment(tx, post.item, now)
            case Revision():
                await incidents.apply_revision(tx, post.item, now)
            case _:
                assert_never(post.item)
    return await _decided(tx, reviewer, Act.ADMIT, post.subject, post.author, post.ref, "", now)


async def take_down(
    tx: ModerationTx, person: Person | None, ref: Ref | None, why: str, now: datetime, version: int | None = None
) -> Done:
    """What waits stays unseen, and what is shown is taken down, everywhere; with a version, only as it stood then.

    Raises Refused(NOT_REVIEWER | NOTHING_THERE | OWN_POST | NO_REASON | ALREADY_DECIDED | CHANGED_MEANWHILE).
    """
    reviewer, post = await looked_at(tx, person, ref)
    check_unchanged(post, version)
    why = _reason(why)
    if post.standing is Standing.WAITS:
        act = Act.REFUSE
    elif post.standing is Standing.SHOWN and post.subject.kind is not SubjectKind.REVISION:
        act = Act.HIDE
    else:
        raise Refused(ModerationReason.ALREADY_DECIDED)
    async with _first():
        match post.item:
            case Incident():
                await (incidents.refuse if act is Act.REFUSE else incidents.hide)(tx, post.item, now)
            case Comment():
                await (incidents.refuse_comment if act is Act.REFUSE else incidents.hide_comment)(tx, post.item, now)
            case Revision():
                await incidents.refuse_revision(tx, post.item, now)
            case _:
                assert_never(post.item)
    return await _decided(tx, reviewer, act, post.subject, post.author, post.ref, why, now)


async def restore(tx: ModerationTx, person: Person | None, ref: Ref | None, now: datetime) -> Done:
    """What was refused or hidden is shown (again). While an appeal waits, not by whoever decided; once it was upheld, by
    nobody.

    Raises Refused(NOT_REVIEWER | NOTHING_THERE | OWN_POST | SAME_REVIEWER | ALREADY_DECIDED).
    """
    reviewer, post = await looked_at(tx, person, ref)
    before = await tx.moderation.decisions_about(post.subject)
    if post.standing not in (Standing.REFUSED, Standing.HIDDEN) or not before or before[0].act is Act.UPHOLD:
        raise Refused(ModerationReason.ALREADY_DECIDED)
    await _check_appeal(tx, reviewer, post.subject)
    async with _first():
        match post.item:
            case Incident():
                await incidents.restore(tx, post.item, now)
            case Comment():
                await incidents.restore_comment(tx, post.item, now)
            case Revision():
                await incidents.apply_revision(tx, post.item, now)
            case _:
                assert_never(post.item)
    return await _decided(tx, reviewer, Act.RESTORE, post.subject, post.author, post.ref, "", now)


async def dismiss(tx: ModerationTx, person: Person | None, ref: Ref | None, now: datetime) -> Done:
    """The flags were looked at, and nothing is done. Raises Refused(NOT_REVIEWER | … | ALREADY_DECIDED)."""
    reviewer, post = await looked_at(tx, person, ref)
    if not await tx.moderation.settle_flags(post.subject, now):
        raise Refused(ModerationReason.ALREADY_DECIDED)
    return await _decided(tx, reviewer, Act.DISMISS, post.subject, post.author, post.ref, "", now)


async def uphold(tx: ModerationTx, person: Person | None, ref: Ref | None, now: datetime) -> Done:
    """The appeal was looked at by somebody else, and the decision stands, for good.

    Raises Refused(NOT_REVIEWER | NOTHING_THERE | OWN_POST | SAME_REVIEWER | ALREADY_DECIDED).
    """
    ban = await tx.moderation.ban_by_ref(ref) if ref is not None else None
    if ban is not None:
        reviewer = await _reviewing_ban(tx, person, ban)
        subject, author = Subject(kind=SubjectKind.BAN, id=ban.id), ban.person
    else:
        reviewer, post = await looked_at(tx, person, ref)
        subject, author = post.subject, post.author
    await _check_appeal(tx, reviewer, subject)
    if ref is None or not await tx.moderation.settle_appeal(subject, now):
        raise Refused(ModerationReason.ALREADY_DECIDED)
    return await _decided(tx, reviewer, Act.UPHOLD, subject, author, ref, "", now)


async def ban(
    tx: ModerationTx, person: Person | None, ref: Ref | None, until: str, why: str, policy: ModerationPolicy,
    now: datetime, new_ref: NewRef,
) -> tuple[Done, Ban]:  # fmt: skip
    """The author of a post may not post, comment or flag until then. It ends by itself.

    Raises Refused(NOT_REVIEWER | NOTHING_THERE | OWN_POST | NO_REASON | BAD_END | BANNED_ALREADY).
    """
    reviewer, post = await written_by(tx, person, ref)
    end = read_end(until, now, policy.longest_ban_days)
    if end is None:
        raise Refused(ModerationReason.BAD_END, most=str(policy.longest_ban_days))
    why = _reason(why)
    await tx.moderation.alone_with(post.author)
    running = await tx.moderation.ban_of(post.author, now)
    if running is not None:
        raise Refused(ModerationReason.BANNED_ALREADY, until=f"{running.until:%Y-%m-%d %H:%M} UTC")
    made = await tx.moderation.ban(new_ref(), post.author, reviewer.id, why, end, now)
    subject = Subject(kind=SubjectKind.BAN, id=made.id)
    done = await _decided(tx, reviewer, Act.BAN, subject, post.author, made.ref, why, now)
    await _renew_cards(tx, post.subject, f"ban{made.id}", now)
    return done, made


async def lift(tx: ModerationTx, person: Person | None, ref: Ref | None, now: datetime) -> Done:
    """End a ban early. Raises Refused(NOT_REVIEWER | NO_SUCH_BAN | OWN_POST | SAME_REVIEWER)."""
    found = await tx.moderation.ban_by_ref(ref) if ref is not None else None
    if found is None:
        await reviewing(tx, person)
        raise Refused(ModerationReason.NO_SUCH_BAN)
    reviewer = await _reviewing_ban(tx, person, found)
    subject = Subject(kind=SubjectKind.BAN, id=found.id)
    await _check_appeal(tx, reviewer, subject)
    if not await tx.moderation.lift(found.id, now):
        raise Refused(ModerationReason.NO_SUCH_BAN)
    return await _decided(tx, reviewer, Act.LIFT, subject, found.person, found.ref, "", now)


async def looked_at(tx: ModerationTx, person: Person | None, ref: Ref | None) -> tuple[Reviewer, Post]:
    """The reviewer who speaks and the post that is meant.

    Raises Refused(NOT_REVIEWER | NOTHING_THERE | OWN_POST).
    """
    reviewer, post = await written_by(tx, person, ref)
    if post.standing is Standing.GONE:
        raise Refused(ModerationReason.NOTHING_THERE)
    return reviewer, post


async def written_by(tx: ModerationTx, person: Person | None, ref: Ref | None) -> tuple[Reviewer, Post]:
    """The same of what its author took back: whoever does that before a reviewer looks has still written it. Not of a
    draft, which nobody was shown.

    Raises Refused(NOT_REVIEWER | NOTHING_THERE | OWN_POST).
    """
    reviewer = await reviewing(tx, person)
    post = await by_ref(tx, ref)
    if post is None or (isinstance(post.item, Incident) and post.item.state is IncidentState.DRAFT):
        raise Refused(ModerationReason.NOTHING_THERE)
    if post.author == reviewer.person:
        raise Refused(ModerationReason.OWN_POST)
    return reviewer, post


def check_unchanged(post: Post, version: int | None) -> None:
    """Raises Refused(CHANGED_MEANWHILE) for other words than those that the reviewer looked at; None: as they are."""
    if version is not None and post.version != version:
        raise Refused(ModerationReason.CHANGED_MEANWHILE)


async def _reviewing_ban(tx: ModerationTx, person: Person | None, found: Ban) -> Reviewer:
    reviewer = await reviewing(tx, person)
    if found.person == reviewer.person:
        raise Refused(ModerationReason.OWN_POST)
    return reviewer


async def _check_appeal(tx: ModerationTx, reviewer: Reviewer, subject: Subject) -> None:
    """Whoever made the decision does not look at the appeal against it."""
    if await tx.moderation.open_appeal(subject) is None:
        return
    against = await appealed_decision(tx, subject)
    if against is not None and against.reviewer == reviewer.id:
        raise Refused(ModerationReason.SAME_REVIEWER)


@asynccontextmanager
async def _first() -> AsyncIterator[None]:
    """Whoever comes second is told so."""
    try:
        yield
    except Refused as no:
        if no.reason is IncidentReason.NOT_OPEN:
            raise Refused(ModerationReason.ALREADY_DECIDED) from None
        raise


def _reason(why: str) -> str:
    if not why.strip():
        raise Refused(ModerationReason.NO_REASON)
    return why.strip()[:MAX_WORDS]


async def _decided(
    tx: ModerationTx,
    reviewer: Reviewer,
    act: Act,
    subject: Subject,
    author: PersonId,
    ref: Ref,
    why: str,
    now: datetime,
) -> Done:
    """Write it down, settle what waited, have the author told and every card renewed."""
    decision = Decision(reviewer=reviewer.id, act=act, subject=subject, person=author, why=why, at=now)
    number = await tx.moderation.decide(decision)
    await tx.moderation.settle_flags(subject, now)
    if act not in (Act.BAN, Act.DISMISS):
        await tx.moderation.settle_appeal(subject, now)
    await _renew_cards(tx, subject, f"decision{number}", now)
    account = await first_account(tx, author)
    if account is not None and act is not Act.DISMISS:
        # That somebody flagged it for nothing is no news for its author.
        await tx.outbox.put([through(account, TOLD_JOB, number, f"{TOLD_JOB}:{number}", now)])
    return Done(decision=decision, ref=ref)


async def _renew_cards(tx: ModerationTx, subject: Subject, after: str, now: datetime) -> None:
    """Every card that stands in a chat follows, so that nobody decides about what is decided."""
    kind = CARD_JOBS[subject.kind]
    for copy in await tx.shown.copies(f"{CARD_COPY}.{subject.kind}", subject.id):
        account = await tx.people.account(copy.account) if copy.account is not None else None
        if account is None:
            continue
        key = f"{kind}:{subject.id}:{account.id}:{after}"
        await tx.outbox.put([through(account, kind, subject.id, key, now)])
