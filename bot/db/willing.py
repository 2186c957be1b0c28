"""Who of the owners in range may be asked about a request now, in one statement with the match, and who first."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.dialect import given
from bot.db.range import Pair, cameras_within, prepared, range_query
from bot.db.sight import those_looking
from bot.geo.model import Area, Circle
from bot.geo.polygon import middle_of
from bot.requests.model import AreaRequest, IncidentType, RequestPolicy
from bot.terms.model import AskLimits

REACHED = """
EXISTS (SELECT 1 FROM account WHERE account.person_id = near.owner_id AND account.reachable AND NOT account.silenced)
"""
"""Nobody can hear of it otherwise; and an ask that nobody hears of would count against the limits."""

UNDER_LIMITS = """
(SELECT count(*) < :per_30_days AND count(*) FILTER (WHERE coalesce(ask.heard_from, ask.created_at) > :day_ago) < :per_day
 FROM ask WHERE ask.owner_id = near.owner_id AND coalesce(ask.heard_from, ask.created_at) > :month_ago)
"""

ON_TERMS = """
NOT EXISTS (
    SELECT 1 FROM owner_terms AS terms WHERE terms.person_id = near.owner_id AND (
        terms.paused AND (terms.paused_until IS NULL OR terms.paused_until > :now)
        OR terms.only_missing AND NOT :about_missing
    )
)
AND (SELECT count(*) FROM standing_no AS rule
     WHERE rule.person_id = near.owner_id AND rule.department_id = :department) = 0
AND (SELECT count(*) FROM standing_no AS rule
     WHERE rule.person_id = near.owner_id AND rule.incident_type = :about) = 0
"""
"""The same as terms.rules.may_ask. Counted, for a NOT EXISTS becomes a join that reads the standing no's of everybody."""

NOT_BEGUN = "NOT EXISTS (SELECT 1 FROM ask AS other WHERE other.request_id = :request)"
"""A request that is fanned out again asks nobody. Said here, it costs no statement of its own."""

WILLING = f"{NOT_BEGUN} AND {REACHED} AND {UNDER_LIMITS} AND {ON_TERMS}"

NEAREST = """
SELECT owner_id, nearest FROM (SELECT owner_id, min(square) AS nearest FROM ({hits}) AS hit GROUP BY owner_id) AS near
WHERE {willing} ORDER BY nearest, owner_id LIMIT :most
"""

MOMENTS = ("now", "day_ago", "month_ago")
EVERYBODY = 2**31
"""More than there are owners."""


def terms_of_asking(request: AreaRequest, policy: RequestPolicy, limits: AskLimits, now: datetime) -> dict[str, Any]:
    """The parameters of WILLING."""
    # A notice leaves at any moment of the window: an earlier one may have been the last of its window, and this one be
    # the first of its own.
    window = policy.fan_out_window
    about = request.draft.incident_type
    return {
        "now": now,
        "day_ago": now - timedelta(hours=24) - window,
        "month_ago": now - timedelta(days=30) - window,
        "per_day": limits.per_day,
        "per_30_days": limits.per_30_days,
        "request": request.id,
        "department": request.department,
        "about": about.value,
        "about_missing": about is IncidentType.MISSING_PERSON,
    }


async def owners_to_ask(session: AsyncSession, area: Area, at_most: int, asking: dict[str, Any]) -> list[int]:
    """The owners in range who may be asked, nearest first, each once. If there are more than the ceiling allows, those
    with a camera that looks at the middle of the area come before all others."""
    found = await nearest_owners(session, area, at_most + 1, asking)
    if len(found) <= at_most:
        return found
    cameras = await cameras_within(session, area)
    found = await willing_of(session, cameras, asking)
    looking = {owner for _, owner in await those_looking(session, cameras, middle_of(area))}
    return sorted(found, key=lambda owner: owner not in looking)[:at_most]


async def nearest_owners(session: AsyncSession, area: Area, most: int, asking: dict[str, Any]) -> list[int]:
    """So many of the owners in range who may be asked, nearest first."""
    if not isinstance(area, Circle):
        return (await willing_of(session, await cameras_within(session, area), asking))[:most]
    query = range_query(session, area)
    sql = prepared(NEAREST.format(hits=query.sql, willing=WILLING), MOMENTS)
    found = (await session.execute(sql, {**query.values, **asking, "most": most})).all()
    if found and found[-1].nearest > query.sure:
        # Somebody is within a hair of the edge, which happens to one query in thousands: look camera by camera.
        return (await willing_of(session, await cameras_within(session, area), asking))[:most]
    return [owner for owner, _ in found]


async def willing_of(session: AsyncSession, cameras: Sequence[Pair], asking: dict[str, Any]) -> list[int]:
    """Those of the owners of these cameras who may be asked, in the order of their first camera."""
    ranks: dict[int, int] = {}
    for rank, (_, owner) in enumerate(cameras):
        ranks.setdefault(owner, rank)
    known = given(session, {"owner_id": "bigint", "square": "bigint"}, list(ranks.items()))
    sql = NEAREST.format(hits=f"SELECT owner_id, square FROM {known.source}", willing=WILLING)
    rows = await session.execute(prepared(sql, MOMENTS), {**known.values, **asking, "most": EVERYBODY})
    return [owner for owner, _ in rows]
