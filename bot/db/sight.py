"""Which of some cameras look at a place, for the few queries that find more of them than may be asked."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cameras.model import USUAL_VIEW_DEG
from bot.db.dialect import given
from bot.db.range import Pair, prepared
from bot.geo.model import Point
from bot.geo.sight import looks_at


async def those_looking(session: AsyncSession, cameras: Sequence[Pair], place: Point) -> frozenset[Pair]:
    """Those of these cameras of which their owners have said that they look that way."""
    some = given(session, {"camera": "bigint"}, [(camera,) for camera, _ in cameras])
    rows = await session.execute(
        prepared(
            "SELECT camera.id, location.lat, location.lon, camera.facing_deg, camera.view_deg"
            f" FROM {some.source} JOIN camera ON camera.id = given.camera"
            " JOIN camera_location AS location ON location.camera_id = camera.id WHERE camera.facing_deg IS NOT NULL"
        ),
        some.values,
    )
    looking = {
        camera
        for camera, lat, lon, facing_deg, view_deg in rows
        if looks_at(Point(lat=lat, lon=lon), facing_deg, view_deg or USUAL_VIEW_DEG, place)
    }
    return frozenset(each for each in cameras if each[0] in looking)
