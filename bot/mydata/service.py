"""The use cases: everything in one file, and nothing left behind."""

import json
from collections.abc import Sequence
from datetime import datetime

from bot.geo.model import Point
from bot.kernel.refusal import Refused
from bot.mydata.model import (
    EXPORT_JOB,
    OWN_CLIP_JOB,
    TAKE_DOWN_JOB,
    Leftovers,
    MyDataReason,
    Sheet,
    Value,
)
from bot.mydata.ports import MyDataTx
from bot.outbox.model import NewJob
from bot.people.model import Account, Person
from bot.people.reach import through

EXPORT_EVERY_S = 60
"""At most one export in one chat in such a span."""


async def sheets(tx: MyDataTx, person: Person | None) -> Sequence[Sheet]:
    """Everything that is held about the person. Raises Refused(NOTHING_HELD) for a stranger.

    A department in a standing no is told by its name.
    """
    if person is None:
        raise Refused(MyDataReason.NOTHING_HELD)
    found = await tx.mydata.sheets(person.id)
    names = {each.id: each.name for each in await tx.departments.all()}
    for sheet in found:
        for row in sheet.rows:
            if "department_id" in row and isinstance(row, dict) and row["department_id"] is not None:
                row["department_id"] = names[row["department_id"]]
    return found


def as_file(found: Sequence[Sheet], made_at: datetime) -> bytes:
    """The sheets as JSON (UTF-8): each table with what its columns are and its rows; times in UTC (ISO 8601)."""
    tables = {sheet.table: {"what": dict(sheet.what), "rows": [_row(row) for row in sheet.rows]} for sheet in found}
    whole = {"made_at": made_at.isoformat(), "tables": tables}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


async def export(tx: MyDataTx, person: Person | None, account: Account, now: datetime) -> int:
    """Have everything handed over in this account's chat: one file, and each clip that is kept. Says how many clips."""
    if person is None:
        raise Refused(MyDataReason.NOTHING_HELD)
    # Asked again and again it is one answer: fifty presses would be fifty times every clip.
    asked = f"{account.id}:{int(now.timestamp()) // EXPORT_EVERY_S}"
    clips = await tx.clips.of_owner(person.id)
    jobs = [through(account, EXPORT_JOB, person.id, f"{EXPORT_JOB}:{asked}", now)]
    jobs += [through(account, OWN_CLIP_JOB, clip.id, f"{OWN_CLIP_JOB}:{clip.id}:{asked}", now) for clip in clips]
    await tx.outbox.put(jobs)
    return len(clips)


async def forget(tx: MyDataTx, person: Person | None, now: datetime) -> Leftovers:
    """Erase the person, and have what other places show of their posts taken back.

    The caller destroys the files of what is returned after the commit; a crash in between leaves them to the sweep.
    Raises Refused(NOTHING_HELD | STILL_OFFICER).
    """
    if person is None:
        raise Refused(MyDataReason.NOTHING_HELD)
    if await tx.officers.of_person(person.id) is not None:
        raise Refused(MyDataReason.STILL_OFFICER)
    left = await tx.mydata.leftovers(person.id)
    await tx.mydata.bar(person.id, now)
    await tx.mydata.count_on(person.id, now)
    await tx.mydata.erase(person.id)
    await tx.outbox.put(
        [
            NewJob(
                kind=TAKE_DOWN_JOB,
                subject=copy.shown,
                lane=copy.lane,
                key=f"{TAKE_DOWN_JOB}:{copy.shown}:{now.timestamp():.6f}",
                due=now,
                account=copy.account,
                channel=copy.channel,
            )
            for copy in left.copies
        ]
    )
    return left


def _row(row: object) -> object:
    assert isinstance(row, dict)
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Value) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case Point(lat=lat, lon=lon):
            return {"lat": lat, "lon": lon}
        case str():
            return str(value)
        case bool() | int() | float() | None:
            return value
        case _:
            return [str(each) for each in value]
