"""What the jobs of moderation say: cards to reviewers, which follow what becomes of a post, and decisions to authors."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.chat.message import Attachment, Message, Picture
from bot.handlers.context import Services, Tx
from bot.handlers.incident_posts import media_of
from bot.handlers.saying import Say, Saying, Telling, same_everywhere
from bot.incidents.model import RevisionState
from bot.incidents.texts import photo_description
from bot.kernel.ids import BanId, DecisionId, PersonId, Ref, ReviewerId
from bot.moderation.model import (
    CARD_COPY,
    TOLD_JOB,
    Act,
    Flag,
    Subject,
    SubjectKind,
)
from bot.moderation.posts import Post, Standing, find
from bot.moderation.service import CARD_JOBS, appealed_decision, somebody_else
from bot.moderation.texts import authors, reviewers
from bot.mydata.model import CARD_LOOK
from bot.officers.service import is_police
from bot.outbox.lane import NotYet
from bot.outbox.model import Copy
from bot.people.model import MAIL, Reviewer


async def card_of(tx: Tx, services: Services, subject: Subject, reviewer: Reviewer, now: datetime) -> Message | None:
    """The card of what waits about the subject, as this reviewer sees it; None when nothing waits."""
    appeal = await tx.moderation.open_appeal(subject)
    against = await appealed_decision(tx, subject) if appeal is not None else None
    may_decide = against is None or against.reviewer != reviewer.id
    others = await somebody_else(tx, subject, against)
    if subject.kind is SubjectKind.BAN:
        ban = await tx.moderation.ban_by_id(BanId(subject.id))
        if ban is None or appeal is None or ban.lifted_at is not None or ban.until <= now:
            return None
        return reviewers.ban_card(ban, appeal, against, may_decide=may_decide, others=others)
    post = await find(tx, subject)
    if post is None or post.author == reviewer.person:
        return None
    flags = await tx.moderation.flags(subject)
    waits = post.standing is Standing.WAITS
    if not (waits or (flags and post.standing is Standing.SHOWN) or (appeal and post.standing is not Standing.GONE)):
        return None
    return reviewers.card(
        reviewers.Case(
            post=post,
            account=await _handle(tx, post.author),
            posts=await tx.moderation.accepted(post.author),
            banned=await tx.moderation.ban_of(post.author, now),
            flags=flags,
            appeal=appeal,
            against=against,
            may_decide=may_decide,
            others=others,
            reworded=await _reworded(tx, post, flags),
            media=await _media(services, post),
        )
    )


async def _reworded(tx: Tx, post: Post, flags: Sequence[Flag]) -> bool:
    """Only reports can be changed after others have seen them."""
    if post.subject.kind is not SubjectKind.INCIDENT or not flags:
        return False
    wished = await tx.revisions.of_incident(post.incident.id)
    return any(each.state is RevisionState.APPLIED and each.created_at >= flags[0].created_at for each in wished)


async def name_of(tx: Tx, reviewer: ReviewerId) -> str:
    """By which name other reviewers know this one."""
    return next((each.name for each in await tx.reviewers.all() if each.id == reviewer), "")


async def ref_of(tx: Tx, subject: Subject) -> Ref | None:
    """The reference of a subject; None when it is gone with its author."""
    if subject.kind is SubjectKind.BAN:
        ban = await tx.moderation.ban_by_id(BanId(subject.id))
        return ban.ref if ban is not None else None
    post = await find(tx, subject)
    return post.ref if post is not None else None


async def _card(kind: SubjectKind, saying: Saying) -> Message | Telling | NotYet | None:
    tx, job = saying.tx, saying.job
    subject, copies = Subject(kind=kind, id=job.subject), f"{CARD_COPY}.{kind}"
    account = await tx.people.account(job.account) if job.account is not None else None
    reviewer = await tx.reviewers.of_person(account.person) if account is not None else None
    message = None
    # An officer by now: the card that stands in their chat must not tell them news of what neighbors write.
    if reviewer is not None and account is not None and not await is_police(tx, account.person):
        message = await card_of(tx, saying.services, subject, reviewer, saying.now)
    if message is not None and reviewer is not None:
        await note_look(tx, subject, reviewer, saying.now)
        return await same_everywhere(saying, copies, subject.id, message)
    shown = await tx.shown.copy(copies, subject.id, account=job.account)
    if shown is None or not shown.receipt:
        return None
    over = await same_everywhere(saying, copies, subject.id, await _settled(tx, subject))
    # What waits about it some other day is a new card: an edit of an old one rings no bell.
    return replace(over, arrived=partial(_forget, saying, shown)) if isinstance(over, Telling) else over


async def note_look(tx: Tx, subject: Subject, reviewer: Reviewer, now: datetime) -> None:
    """Before a reviewer is shown somebody's post: its author can read that they were, with /mydata."""
    post = await find(tx, subject)
    if post is not None:
        await tx.mydata.note_look(post.author, reviewer.id, CARD_LOOK, post.ref, now)


async def _forget(saying: Saying, copy: Copy, receipt: str) -> None:
    async with saying.services.begin() as tx:
        await tx.shown.gone(copy)


async def _settled(tx: Tx, subject: Subject) -> Message | None:
    ref = await ref_of(tx, subject)
    if ref is None:
        return None
    decision = next(iter(await tx.moderation.decisions_about(subject)), None)
    return reviewers.settled(ref, decision, await name_of(tx, decision.reviewer) if decision is not None else "")


async def _told(saying: Saying) -> Message | None:
    decision = await saying.tx.moderation.decision(DecisionId(saying.job.subject))
    ref = await ref_of(saying.tx, decision.subject) if decision is not None else None
    if decision is None or ref is None or decision.person is None:
        return None
    why, ban = decision.why, None
    if decision.act is Act.UPHOLD:
        against = await appealed_decision(saying.tx, decision.subject)
        why = against.why if against is not None else ""
    if decision.subject.kind is SubjectKind.BAN:
        ban = await saying.tx.moderation.ban_by_id(BanId(decision.subject.id))
    return authors.told(decision, ref, why, ban)


async def _handle(tx: Tx, person: PersonId) -> str:
    """Of an author, reviewers see the account and nothing else."""
    accounts = [each for each in await tx.people.accounts(person) if each.platform != MAIL]
    return f"{accounts[0].platform}:{accounts[0].handle}" if accounts else "-"


async def _media(services: Services, post: Post) -> list[Picture | Attachment]:
    if post.subject.kind is not SubjectKind.INCIDENT or post.incident.media is None:
        return []
    return await media_of(services, post.incident.media, photo_description())


SAYS: Mapping[str, Say] = {
    **{job: partial(_card, kind) for kind, job in CARD_JOBS.items()},
    TOLD_JOB: _told,
}
