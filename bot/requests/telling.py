"""Who hears of what happens to a request, and what the public reads of it. Knows officers and reviewers, never owners."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from bot.departments.model import Department
from bot.geo.cells import cells_of
from bot.geo.model import Area
from bot.kernel.ids import NewRef, PersonId
from bot.neighborhoods.posting import post_around
from bot.people.model import Account
from bot.people.reach import first_account, through
from bot.record.model import Entry, EntryKind
from bot.requests.model import PUBLIC_POST_JOB, REVIEW_COPY, REVIEW_JOB, AreaRequest, Draft
from bot.requests.ports import RequestsTx

PUBLIC_CELL_RESOLUTION = 8
"""The public sees a request's place as H3 cells of about 0.7 km2: a small exact circle can point at a victim's home."""


@lru_cache(maxsize=256)
def public_cells(area: Area) -> tuple[str, ...]:
    """The names of all cells that the area touches, in one order for every shape of it."""
    return cells_of(area, PUBLIC_CELL_RESOLUTION)


def public_window(draft: Draft) -> tuple[datetime, datetime]:
    """The window grown to whole hours, so that it still holds the whole of the true one."""
    start = draft.window_start.replace(minute=0, second=0, microsecond=0)
    end = (draft.window_end + timedelta(hours=1, microseconds=-1)).replace(minute=0, second=0, microsecond=0)
    return start, end


def public_words(request: AreaRequest, department: Department) -> dict[str, str]:
    """What the public may read of a request: the area as cells, the window to the hour, and nobody's name."""
    draft = request.draft
    start, end = public_window(draft)
    return {
        "request": request.ref,
        "department": department.name,
        "incident": draft.incident_type.value,
        "case number": draft.case_number,
        "window": f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC",
        "cells": " ".join(public_cells(draft.area)),
        "sought": draft.sought,
    }


async def tell_public(
    tx: RequestsTx,
    kind: EntryKind,
    request: AreaRequest,
    department: Department,
    now: datetime,
    new_ref: NewRef,
    **more: str,
) -> None:
    """A line of the public record."""
    body: Mapping[str, str] = {**public_words(request, department), **more}
    await tx.record.append(Entry(ref=new_ref(), kind=kind, body=body, at=now))


async def tell_channels(tx: RequestsTx, request: AreaRequest, now: datetime) -> None:
    """A post in every channel of every neighborhood that the area touches."""
    await post_around(tx, request.draft.area, PUBLIC_POST_JOB, request.id, now)


async def tell_reviewers(tx: RequestsTx, request: AreaRequest, now: datetime) -> None:
    """A card for every reviewer who is active."""
    for reviewer in await tx.reviewers.all():
        if reviewer.active and reviewer.person is not None:
            account = await first_account(tx, reviewer.person)
            if account is not None:
                await _say(tx, account, REVIEW_JOB, request.id, "filed", now)


async def change_cards(tx: RequestsTx, request: AreaRequest, moment: str, now: datetime) -> None:
    """Every card that a reviewer was shown says how things stand now. `moment` names what has happened."""
    for copy in await tx.shown.copies(REVIEW_COPY, request.id):
        account = await tx.people.account(copy.account) if copy.account is not None else None
        if account is not None:
            await _say(tx, account, REVIEW_JOB, request.id, moment, now)


async def tell_officer(
    tx: RequestsTx, kind: str, request: AreaRequest, now: datetime, subject: int | None = None
) -> None:
    """A message to the officer who filed it; `subject` where it is about something else than the request itself."""
    officer = await tx.officers.by_id(request.officer)
    if officer.person is not None:
        await tell(tx, officer.person, kind, request.id if subject is None else subject, now)


async def tell(tx: RequestsTx, person: PersonId, kind: str, subject: int, now: datetime) -> None:
    """A message to the account by which the person is reached first."""
    account = await first_account(tx, person)
    if account is not None:
        await tx.outbox.put([through(account, kind, subject, f"{kind}:{subject}:{account.id}", now)])


async def _say(tx: RequestsTx, account: Account, kind: str, subject: int, moment: str, now: datetime) -> None:
    await tx.outbox.put([through(account, kind, subject, f"{kind}:{subject}:{account.id}:{moment}", now)])
