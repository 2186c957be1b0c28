"""The book of neighborhoods and their channels."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.nearness import METRES_PER_DEGREE_OF_LATITUDE_AT_LEAST, is_touched, latitudes
from bot.db.tables import ChannelRow, NeighborhoodRow, ShownRow
from bot.geo.distance import distance_m
from bot.geo.model import Circle, Jurisdiction, Point
from bot.kernel.ids import ChannelId, NeighborhoodId, Ref
from bot.neighborhoods.model import Channel, Neighborhood


class NeighborhoodsBook:
    """Neighborhoods; see `neighborhoods.ports.Neighborhoods`."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(
        self, ref: Ref, name: str, area: Circle, link_hash: str, time_zone: str, now: datetime
    ) -> Neighborhood:
        """A new neighborhood."""
        values = {
            "ref": ref,
            "name": name,
            "lat": area.center.lat,
            "lon": area.center.lon,
            "radius_m": area.radius_m,
            "link_hash": link_hash,
            "time_zone": time_zone,
            "created_at": now,
        }
        row = (await self.session.scalars(insert(NeighborhoodRow).values(values).returning(NeighborhoodRow))).one()
        return to_neighborhood(row)

    async def by_link(self, link_hash: str) -> Neighborhood | None:
        """The neighborhood that a link code belongs to."""
        row = await self.session.scalar(select(NeighborhoodRow).where(NeighborhoodRow.link_hash == link_hash))
        return to_neighborhood(row) if row else None

    async def link(
        self,
        neighborhood: NeighborhoodId,
        platform: str,
        handle: str,
        thread: str,
        title: str,
        now: datetime,
        language: str = "en",
    ) -> Channel:
        """Join a channel to a neighborhood."""
        values = {
            "neighborhood_id": neighborhood,
            "platform": platform,
            "handle": handle,
            "thread": thread,
            "title": title,
            "language": language,
            "created_at": now,
        }
        row = (await self.session.scalars(insert(ChannelRow).values(values).returning(ChannelRow))).one()
        return to_channel(row)

    async def of_channel(self, platform: str, handle: str) -> tuple[Neighborhood, Channel] | None:
        """The neighborhood of a channel."""
        found = await self.session.execute(
            select(NeighborhoodRow, ChannelRow)
            .join(ChannelRow, ChannelRow.neighborhood_id == NeighborhoodRow.id)
            .where(ChannelRow.platform == platform, ChannelRow.handle == handle)
        )
        row = found.one_or_none()
        return (to_neighborhood(row[0]), to_channel(row[1])) if row else None

    async def by_id(self, neighborhood: NeighborhoodId) -> Neighborhood:
        """The neighborhood of this id. Raises LookupError when there is none."""
        row = await self.session.scalar(select(NeighborhoodRow).where(NeighborhoodRow.id == neighborhood))
        if row is None:
            raise LookupError(f"There is no neighborhood {neighborhood}.")
        return to_neighborhood(row)

    async def channels(self, neighborhood: NeighborhoodId) -> Sequence[Channel]:
        """Its channels, oldest first."""
        rows = await self.session.scalars(
            select(ChannelRow).where(ChannelRow.neighborhood_id == neighborhood).order_by(ChannelRow.id)
        )
        return [to_channel(row) for row in rows]

    async def channel(self, channel: ChannelId) -> Channel | None:
        """The channel of this id, if it is still linked."""
        row = await self.session.scalar(select(ChannelRow).where(ChannelRow.id == channel))
        return to_channel(row) if row else None

    async def set_language(self, channel: ChannelId, language: str) -> None:
        """In which language the bot speaks in the channel."""
        await self.session.execute(update(ChannelRow).where(ChannelRow.id == channel).values(language=language))

    async def touched_by(self, area: Jurisdiction) -> Sequence[Neighborhood]:
        """The neighborhoods whose area the given one touches."""
        south, north = latitudes(area)
        reach = NeighborhoodRow.radius_m / METRES_PER_DEGREE_OF_LATITUDE_AT_LEAST
        rows = await self.session.scalars(
            select(NeighborhoodRow)
            .where(NeighborhoodRow.lat + reach >= south, NeighborhoodRow.lat - reach <= north)
            .order_by(NeighborhoodRow.id)
        )
        near = [to_neighborhood(row) for row in rows]
        return [one for one in near if is_touched(one.area, area)]

    async def nearest(self, area: Circle) -> Neighborhood | None:
        """The neighborhood whose center lies nearest; None when there is none at all."""
        rows = await self.session.execute(select(NeighborhoodRow.id, NeighborhoodRow.lat, NeighborhoodRow.lon))
        distances = [(distance_m(area.center, Point(lat=lat, lon=lon)), id) for id, lat, lon in rows]
        return await self.by_id(NeighborhoodId(min(distances)[1])) if distances else None

    async def rename_chat(self, platform: str, old_handle: str, new_handle: str) -> None:
        """A chat moved. Harmless when told again, or when the new chat was linked in the meantime."""
        taken = (
            select(func.count())
            .select_from(ChannelRow)
            .where(ChannelRow.platform == platform, ChannelRow.handle == new_handle)
        )
        if await self.session.scalar(taken):
            return
        moved = await self.session.scalar(
            update(ChannelRow)
            .where(ChannelRow.platform == platform, ChannelRow.handle == old_handle)
            .values(handle=new_handle)
            .returning(ChannelRow.id)
        )
        # The new chat numbers its messages anew: an old receipt would name, and change, somebody else's words there.
        if moved is not None:
            await self.session.execute(delete(ShownRow).where(ShownRow.channel_id == moved))


def to_neighborhood(row: NeighborhoodRow) -> Neighborhood:
    """The row as a value."""
    area = Circle(center=Point(lat=row.lat, lon=row.lon), radius_m=row.radius_m)
    return Neighborhood(id=NeighborhoodId(row.id), ref=Ref(row.ref), name=row.name, area=area, time_zone=row.time_zone)


def to_channel(row: ChannelRow) -> Channel:
    """The row as a value."""
    return Channel(
        id=ChannelId(row.id),
        neighborhood=NeighborhoodId(row.neighborhood_id),
        platform=row.platform,
        handle=row.handle,
        thread=row.thread,
        title=row.title,
        language=row.language,
    )
