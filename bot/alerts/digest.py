"""The numbers of a digest, in proportion: how many there were, how many there usually are, and how far that is apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median

from bot.alerts.model import Heard, Rhythm, Subscription, Wishes
from bot.alerts.ports import AlertsTx
from bot.alerts.times import spans
from bot.geo.blur import cell_center
from bot.geo.distance import distance_m
from bot.geo.metric import local_metric, squared_m2
from bot.geo.model import Circle
from bot.incidents.model import Category, Incident

BEFORE = {Rhythm.WEEKLY: 8, Rhythm.DAILY: 28}
"""Of so many weeks or days before, the median is what is usual."""
LEAST_BEFORE = 2
"""With fewer, nobody can say what is usual."""
BARS = 8
NAMED = 5
CELL_REACH_M = 600.0
"""A cell beyond the edge of a neighborhood is no farther than this from the edge."""
BAND = 0.25
"""Up to a quarter more or less than usual, or one report, is about as usual."""


class Trend(StrEnum):
    """How the number compares with the usual one."""

    UNKNOWN = "unknown"
    FEWER = "fewer"
    ABOUT = "about"
    MORE = "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A day or week, from due moment to due moment, and its reports."""

    start: datetime
    end: datetime
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a digest says."""

    rhythm: Rhythm
    number: int
    usual: float
    """Zero while the trend is unknown."""
    trend: Trend
    by_category: Mapping[Category, int]
    bars: tuple[Span, ...]
    """The last is the one that the digest tells of."""
    named: tuple[Incident, ...]
    """The latest ones, of other authors."""
    zone: str
    radius_m: float


def usual_of(before: Sequence[int]) -> float | None:
    """The median of the spans before, oldest first; those before the first report do not count, for then there was no
    neighborhood to report to. None when too few are left."""
    first = next((at for at, number in enumerate(before) if number), len(before))
    known = before[first:]
    return float(median(known)) if len(known) >= LEAST_BEFORE else None


def trend_of(number: int, usual: float | None) -> Trend:
    """Fewer, about as usual, or more."""
    if usual is None:
        return Trend.UNKNOWN
    if abs(number - usual) <= max(1.0, BAND * usual):
        return Trend.ABOUT
    return Trend.FEWER if number < usual else Trend.MORE


async def digest_of(tx: AlertsTx, subscription: Subscription, now: datetime) -> Digest:
    """The digest of the last whole day or week before now."""
    wishes = subscription.wishes
    ranges = spans(wishes.rhythm, wishes.time_zone, now, BEFORE[wishes.rhythm])
    around = Circle(center=wishes.home, radius_m=wishes.radius_m + CELL_REACH_M)
    where = [each.id for each in await tx.neighborhoods.touched_by(around)]
    heard = _near(await tx.alerts.heard(where, ranges[0][0], ranges[-1][1]), wishes) if where else []
    counts = [sum(start <= each.posted_at < end for each in heard) for start, end in ranges]
    latest = [each for each in heard if each.posted_at >= ranges[-1][0]]
    usual = usual_of(counts[:-1])
    others = [each.incident for each in latest if each.author != subscription.person]
    bars = [Span(start=start, end=end, number=n) for (start, end), n in zip(ranges, counts, strict=True)]
    return Digest(
        rhythm=wishes.rhythm,
        number=len(latest),
        usual=usual or 0.0,
        trend=trend_of(len(latest), usual),
        by_category=dict(Counter(each.category for each in latest).most_common()),
        bars=tuple(bars[-BARS:]),
        named=tuple(await tx.incidents.by_ids(others[:NAMED])),
        zone=wishes.time_zone,
        radius_m=wishes.radius_m,
    )


def _near(heard: Sequence[Heard], wishes: Wishes) -> list[Heard]:
    """Those of the wished categories within the radius, measured to the middle of the cell; once for each cell."""
    metric = local_metric(wishes.home)
    inside: dict[str, bool] = {}
    for each in heard:
        if each.cell not in inside:
            center = cell_center(each.cell)
            far = squared_m2(metric, wishes.home, center) ** 0.5
            near_edge = abs(far - wishes.radius_m) < 1.0
            inside[each.cell] = (distance_m(wishes.home, center) if near_edge else far) <= wishes.radius_m
    return [
        each for each in heard if inside[each.cell] and (not wishes.categories or each.category in wishes.categories)
    ]
