"""The book of drafts that officers look at before they file them. They lie sealed, and go within a day."""

import json
from datetime import datetime

from sqlalchemy import Dialect, delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import insert_or_replace
from bot.db.sealing import Keyring, seal, with_keys, words
from bot.db.tables import RequestPreviewRow
from bot.db.tables.columns import AreaText
from bot.geo.model import Circle, Polygon
from bot.kernel.ids import PersonId, Ref
from bot.people.ports import Lock
from bot.requests.model import Draft, IncidentType, Preview

AREA = AreaText()


class RequestPreviewsBook:
    """Drafts; see `requests.ports.RequestPreviews`."""

    def __init__(self, session: AsyncSession, keyring: Keyring) -> None:
        self.session = session
        self.keyring = keyring
        self.dialect = session.get_bind().dialect

    async def put(self, ref: Ref, person: PersonId, draft: Draft, now: datetime, expires_at: datetime) -> Preview:
        """Keep a draft; the person's earlier one makes way."""
        lock = await self.keyring.of(person)
        values = {
            "ref": ref,
            "person_id": person,
            **seal(lock, RequestPreviewRow, content=json.dumps(to_content(draft, self.dialect))),
            "created_at": now,
            "expires_at": expires_at,
        }
        await self.session.execute(insert_or_replace(self.session, RequestPreviewRow, values, key=("person_id",)))
        return Preview(ref=ref, draft=draft, expires_at=expires_at)

    async def of(self, person: PersonId, now: datetime) -> Preview | None:
        """The person's draft, unless it has expired. Nobody can change or file it meanwhile."""
        rows = await self.session.execute(
            with_keys(RequestPreviewRow)
            .where(RequestPreviewRow.person_id == person, RequestPreviewRow.expires_at > now)
            .with_for_update(of=RequestPreviewRow)
        )
        return next((to_preview(row, self.keyring.lock(row.person_id, key), self.dialect) for row, key in rows), None)

    async def drop(self, person: PersonId) -> None:
        """The draft was filed or discarded."""
        await self.session.execute(delete(RequestPreviewRow).where(RequestPreviewRow.person_id == person))

    async def forget(self, now: datetime) -> None:
        """Expired drafts go."""
        await self.session.execute(delete(RequestPreviewRow).where(RequestPreviewRow.expires_at <= now))


def to_content(draft: Draft, dialect: Dialect) -> dict[str, object]:
    """The draft as it lies in the seal."""
    return {
        "area": AREA.process_bind_param(draft.area, dialect),
        "place": draft.place_words,
        "type": draft.incident_type.value,
        "at": draft.incident_at.isoformat(),
        "start": draft.window_start.isoformat(),
        "end": draft.window_end.isoformat(),
        "case": draft.case_number,
        "contact": draft.contact,
        "sought": draft.sought,
        "own": draft.own_investigation,
    }


def to_preview(row: RequestPreviewRow, lock: Lock, dialect: Dialect) -> Preview:
    """The row as a value, opened."""
    content = json.loads(words(lock, row, "content"))
    area = AREA.process_result_value(content["area"], dialect)
    assert isinstance(area, Circle | Polygon)
    draft = Draft(
        area=area,
        place_words=content["place"],
        incident_type=IncidentType(content["type"]),
        incident_at=datetime.fromisoformat(content["at"]),
        window_start=datetime.fromisoformat(content["start"]),
        window_end=datetime.fromisoformat(content["end"]),
        case_number=content["case"],
        contact=content["contact"],
        sought=content["sought"],
        own_investigation=content["own"],
    )
    return Preview(ref=Ref(row.ref), draft=draft, expires_at=row.expires_at)
