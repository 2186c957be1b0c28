"""The life of a bulletin: filed, reviewed by somebody who is no officer, shown in public, closed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.bulletins.model import (
    DECIDED_JOB,
    POST_JOB,
    REVIEW_COPY,
    REVIEW_JOB,
    Bulletin,
    BulletinPolicy,
    BulletinReason,
    BulletinState,
    NewBulletin,
)
from bot.bulletins.ports import BulletinsTx
from bot.bulletins.rules import judge
from bot.departments.model import Department, DepartmentReason, Standing
from bot.kernel.ids import NewRef, PersonId, Ref
from bot.kernel.refusal import Refused
from bot.neighborhoods.posting import post_around
from bot.officers.model import OfficerStanding, OnDuty
from bot.officers.service import is_police, on_duty
from bot.people.model import Account, Person, Reviewer
from bot.people.reach import first_account, through
from bot.people.service import reviewer_on_duty
from bot.record.model import Entry, EntryKind

MAX_WHY = 500


async def check_free(tx: BulletinsTx, duty: OnDuty, policy: BulletinPolicy) -> None:
    """Raises Refused(TOO_MANY) while the department has as many open as it may."""
    if await tx.bulletins.count_open(duty.department.id) >= policy.open_at_once:
        raise Refused(BulletinReason.TOO_MANY, most=str(policy.open_at_once))


async def file(tx: BulletinsTx, duty: OnDuty, new: NewBulletin, policy: BulletinPolicy, now: datetime) -> Bulletin:
    """File a bulletin for review. Raises the first refusal of the rules, and Refused(TOO_MANY)."""
    judge(new.case_number, new.contact, new.text, policy)
    await check_free(tx, duty, policy)
    filed = await tx.bulletins.add(new, now)
    for reviewer in await tx.reviewers.all():
        if reviewer.active and reviewer.person is not None and await may_review(tx, reviewer):
            await _tell(tx, reviewer.person, REVIEW_JOB, filed, "filed", now)
    return filed


async def approve(tx: BulletinsTx, person: Person | None, ref: Ref | None, now: datetime, new_ref: NewRef) -> Bulletin:
    """A reviewer's yes: the public entry and a post in every channel that the jurisdiction touches, in one commit.

    Raises Refused(NOT_REVIEWER | NO_SUCH | BY_POLICE | ALREADY_DECIDED | DEPARTMENT_SUSPENDED).
    """
    reviewer, bulletin = await _under_review(tx, person, ref)
    if not await may_speak(tx, bulletin, now):
        officer = await tx.officers.by_id(bulletin.officer)
        raise Refused(DepartmentReason.DEPARTMENT_SUSPENDED, name=f"{officer.name}, or the department,")
    published = await tx.bulletins.decide(bulletin.id, BulletinState.PUBLISHED, reviewer.id, "", now)
    if published is None:
        raise Refused(BulletinReason.ALREADY_DECIDED)
    department = await tx.departments.by_id(bulletin.department)
    body = {**_words(published, department), "contact": published.contact, "text": published.text}
    await _record(tx, EntryKind.BULLETIN_PUBLISHED, body, now, new_ref)
    await _post(tx, published, department, now)
    await _after(tx, published, now)
    return published


async def refuse(
    tx: BulletinsTx, person: Person | None, ref: Ref | None, why: str, now: datetime, new_ref: NewRef
) -> Bulletin:
    """A reviewer's no, with the reason that the officer and the public read. The words of it are shown to nobody else.

    Raises Refused(NOT_REVIEWER | NO_SUCH | BY_POLICE | ALREADY_DECIDED).
    """
    reviewer, bulletin = await _under_review(tx, person, ref)
    why = why.strip()[:MAX_WHY]
    refused = await tx.bulletins.decide(bulletin.id, BulletinState.REFUSED, reviewer.id, why, now)
    if refused is None:
        raise Refused(BulletinReason.ALREADY_DECIDED)
    department = await tx.departments.by_id(bulletin.department)
    await _record(tx, EntryKind.BULLETIN_REFUSED, {**_words(refused, department), "why": why}, now, new_ref)
    await _after(tx, refused, now)
    return refused


async def close(tx: BulletinsTx, duty: OnDuty, ref: Ref | None, now: datetime, new_ref: NewRef) -> Bulletin:
    """Close one's own department's bulletin: every copy says so, and none is removed. Raises Refused(NO_SUCH | NOT_OPEN)."""
    bulletin = await tx.bulletins.by_ref(ref) if ref is not None else None
    if bulletin is None or bulletin.department != duty.department.id:
        raise Refused(BulletinReason.NO_SUCH)
    closed = await tx.bulletins.close(bulletin.id, now)
    if closed is None:
        raise Refused(BulletinReason.NOT_OPEN)
    await _closed(tx, closed, now, new_ref)
    return closed


async def close_due(tx: BulletinsTx, policy: BulletinPolicy, now: datetime, new_ref: NewRef) -> None:
    """Close every bulletin that was shown for its whole life, and those whose officer or department is suspended: an
    account that was taken over may have given its own telephone number."""
    due = [*await tx.bulletins.published_before(now - timedelta(days=policy.life_days)), *await _suspended(tx)]
    for bulletin in due:
        closed = await tx.bulletins.close(bulletin.id, now)
        if closed is not None:
            await _closed(tx, closed, now, new_ref)
            await _tell_officer(tx, closed, now)


async def may_review(tx: BulletinsTx, reviewer: Reviewer) -> bool:
    """No officer reviews what police say, not even another department's: two of them would wave each other through."""
    return reviewer.person is None or not await is_police(tx, reviewer.person)


async def may_speak(tx: BulletinsTx, bulletin: Bulletin, now: datetime) -> bool:
    """Whether its officer and department may act now: whoever may not speak today is not shown with what was filed, or
    approved, yesterday."""
    officer = await tx.officers.by_id(bulletin.officer)
    try:
        await on_duty(tx, await tx.people.person(officer.person) if officer.person is not None else None, now)
    except Refused:
        return False
    return True


async def shown(tx: BulletinsTx) -> list[tuple[Bulletin, Department]]:
    """The open bulletins, latest first, without those whose officer or department is suspended."""
    found = []
    for each in await tx.bulletins.published():
        department, officer = await tx.departments.by_id(each.department), await tx.officers.by_id(each.officer)
        if department.standing is Standing.ACTIVE and officer.standing is OfficerStanding.ACTIVE:
            found.append((each, department))
    return found


async def _suspended(tx: BulletinsTx) -> list[Bulletin]:
    active = {each.id for each, _ in await shown(tx)}
    return [each for each in await tx.bulletins.published() if each.id not in active]


async def _under_review(tx: BulletinsTx, person: Person | None, ref: Ref | None) -> tuple[Reviewer, Bulletin]:
    reviewer = await reviewer_on_duty(tx, person)
    bulletin = await tx.bulletins.by_ref(ref) if ref is not None else None
    if bulletin is None:
        raise Refused(BulletinReason.NO_SUCH)
    if not await may_review(tx, reviewer):
        raise Refused(BulletinReason.BY_POLICE)
    if bulletin.state is not BulletinState.REVIEW:
        raise Refused(BulletinReason.ALREADY_DECIDED)
    return reviewer, bulletin


async def _closed(tx: BulletinsTx, bulletin: Bulletin, now: datetime, new_ref: NewRef) -> None:
    department = await tx.departments.by_id(bulletin.department)
    await _record(tx, EntryKind.BULLETIN_CLOSED, _words(bulletin, department), now, new_ref)
    await _post(tx, bulletin, department, now)


async def _post(tx: BulletinsTx, bulletin: Bulletin, department: Department, now: datetime) -> None:
    """Every channel of every neighborhood that the jurisdiction touches shows it as it is now."""
    await post_around(tx, department.jurisdiction, POST_JOB, bulletin.id, now, bulletin.state)


async def _after(tx: BulletinsTx, bulletin: Bulletin, now: datetime) -> None:
    """The officer hears of the decision, and every reviewer's card shows it."""
    await _tell_officer(tx, bulletin, now)
    for copy in await tx.shown.copies(REVIEW_COPY, bulletin.id):
        account = await tx.people.account(copy.account) if copy.account is not None else None
        if account is not None:
            await _say(tx, account, REVIEW_JOB, bulletin, bulletin.state, now)


async def _tell_officer(tx: BulletinsTx, bulletin: Bulletin, now: datetime) -> None:
    officer = await tx.officers.by_id(bulletin.officer)
    if officer.person is not None:
        await _tell(tx, officer.person, DECIDED_JOB, bulletin, bulletin.state, now)


async def _tell(tx: BulletinsTx, person: PersonId, kind: str, bulletin: Bulletin, moment: str, now: datetime) -> None:
    account = await first_account(tx, person)
    if account is not None:
        await _say(tx, account, kind, bulletin, moment, now)


async def _say(tx: BulletinsTx, account: Account, kind: str, bulletin: Bulletin, moment: str, now: datetime) -> None:
    key = f"{kind}:{bulletin.id}:{account.id}:{moment}"
    await tx.outbox.put([through(account, kind, bulletin.id, key, now)])


def _words(bulletin: Bulletin, department: Department) -> dict[str, str]:
    return {"bulletin": bulletin.ref, "department": department.name, "case number": bulletin.case_number}


async def _record(tx: BulletinsTx, kind: EntryKind, body: Mapping[str, str], now: datetime, new_ref: NewRef) -> None:
    await tx.record.append(Entry(ref=new_ref(), kind=kind, body=body, at=now))
