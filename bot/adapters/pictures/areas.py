"""Maps of areas: one within the borders of a department, and several with their names."""

from collections.abc import Sequence
from typing import Any

from PIL import ImageDraw

from bot.adapters.pictures.lettering import fitted
from bot.adapters.pictures.scale import METRES_PER_MILE
from bot.adapters.pictures.sheet import (
    FOOT_HEIGHT,
    HEIGHT,
    INK,
    ROOM,
    SHARPNESS,
    WIDTH,
    Dots,
    Sheet,
    coordinates,
)
from bot.adapters.pictures.tiles import Tiles
from bot.chat.phrase import Phrase, counted, phrase
from bot.geo.area import area_km2, reach_m
from bot.geo.atlas import Frame, frame_of, outlines_within, own_places
from bot.geo.metric import local_metric, wrap_longitude
from bot.geo.model import Area, Circle, Jurisdiction, Point

MOST_AREAS = 12
"""More names than this cannot be told apart on one small map."""

_LEAST_REACH_M = 50.0
_NEAR = 2.5
"""A jurisdiction up to so many times as wide as the area is shown whole; a larger one is told by a small map of it."""
_INSET_WIDE, _INSET_HIGH, _INSET_WORDS = 184, 150, 34
_ABOVE_THE_SCALE = 1.4
"""So much smaller a map of several areas is, for none of them to lie under the scale or the arrow."""
_DOT = 6.0 * SHARPNESS
_HALF_HEIGHT = (HEIGHT - FOOT_HEIGHT) / 2

Rings = list[list[list[Dots]]]

JURISDICTION = phrase("Jurisdiction")


def draw_area(area: Area, inside: Jurisdiction | None, tiles: Tiles | None) -> tuple[Sheet, Phrase, Phrase]:
    """The area, and the border of what it shall lie in; what lies outside of that is darker. With the words below."""
    frame, inset = frame_of([area]), False
    if inside is not None:
        inset = reach_m(inside) > _NEAR * reach_m(area)
        frame = frame if inset else frame_of([area, inside])
    sheet = _sheet(frame, tiles, WIDTH - 2 * (_INSET_WIDE + 24) if inset else WIDTH / ROOM)
    if inside is not None:
        border = _rings(sheet, inside, frame)
        sheet.shade_around(border)
    shape = _rings(sheet, area, frame)

    def drawn(draw: ImageDraw.ImageDraw, **how: Any) -> None:
        for ring in (ring for part in shape for ring in part):
            draw.polygon(ring, **how)

    sheet.area(drawn)
    if inside is not None:
        for part in border:
            for ring in part:
                sheet.border(ring)
    if isinstance(area, Circle):
        sheet.cross(*sheet.dots(area.center))
    return (sheet, *_words(area, frame_of([area])))


def draw_inset(sheet: Sheet, area: Area, inside: Jurisdiction, words: str) -> None:
    """In the upper left corner: the whole jurisdiction with the area as a dot when it is too wide for the map, and what
    the dark line is."""
    edge = 10 * SHARPNESS
    wide = _INSET_WIDE * SHARPNESS
    if reach_m(inside) <= _NEAR * reach_m(area):
        sheet.plate((edge, edge, edge + wide, edge + _INSET_WORDS * SHARPNESS))
        _legend(sheet, words, edge, edge, wide)
        return
    high = _INSET_HIGH * SHARPNESS
    box = (edge, edge, edge + wide, edge + high + _INSET_WORDS * SHARPNESS)
    sheet.plate(box, solid=True)
    frame = frame_of([inside, area])
    small = _Small(frame, (edge, edge, edge + wide, edge + high))
    parts = outlines_within(inside, frame, small.metres_per_dot)
    sheet.small([[[small.dots(corner) for corner in ring] for ring in part] for part in parts])
    (south_west, north_east) = (small.dots(corner) for corner in frame_of([area]).corners)
    sheet.dot((south_west[0] + north_east[0]) / 2, (south_west[1] + north_east[1]) / 2, _DOT)
    _legend(sheet, words, edge, edge + high, wide)


def draw_areas(labelled: Sequence[tuple[str, Jurisdiction]], tiles: Tiles | None) -> tuple[Sheet, Phrase, Phrase]:
    """All of the areas with their borders, the largest at the bottom. Their labels come last, see `name_areas`."""
    areas = [area for _, area in labelled]
    frame = frame_of(areas)
    sheet = _sheet(frame, tiles, WIDTH / ROOM, _ABOVE_THE_SCALE)
    drawn = [_rings(sheet, area, frame) for area in sorted(areas, key=area_km2, reverse=True)]
    sheet.tint(drawn)
    for ring in (ring for parts in drawn for part in parts for ring in part):
        sheet.border(ring)
    number = len(areas)
    return sheet, counted("{n} jurisdiction", "{n} jurisdictions", number), _corners(frame)


def name_areas(sheet: Sheet, labelled: Sequence[tuple[str, Jurisdiction]]) -> None:
    """A dot in each area and its label beside it."""
    places = [sheet.dots(place) for place in own_places([area for _, area in labelled])]
    for place in places:
        sheet.dot(*place, _DOT)
    sheet.labels([(place, label, _DOT) for place, (label, _) in zip(places, labelled, strict=True) if label])


class _Small:
    """A small map of a frame within a box of the sheet."""

    def __init__(self, frame: Frame, box: tuple[float, float, float, float]) -> None:
        self._center = _center(frame)
        metric = local_metric(self._center)
        self._kx, self._ky = metric.kx, metric.ky
        left, top, right, bottom = box
        margin = 14 * SHARPNESS
        self._middle = (left + right) / 2, (top + bottom) / 2
        wide_m = max((frame.east - frame.west) * self._kx, 1.0)
        high_m = max((frame.north - frame.south) * self._ky, 1.0)
        self.metres_per_dot = max(wide_m / (right - left - 2 * margin), high_m / (bottom - top - 2 * margin))

    def dots(self, point: Point) -> Dots:
        """Where the point lies on the sheet."""
        east = wrap_longitude(point.lon - self._center.lon) * self._kx
        north = (point.lat - self._center.lat) * self._ky
        return self._middle[0] + east / self.metres_per_dot, self._middle[1] - north / self.metres_per_dot


def _legend(sheet: Sheet, words: str, left: float, top: float, wide: float) -> None:
    """A piece of the dark line, and what it is."""
    middle = top + _INSET_WORDS * SHARPNESS / 2
    sheet.border_sample(left + 12 * SHARPNESS, left + 40 * SHARPNESS, middle)
    text, size = fitted(words, 19, _INSET_WIDE - 60)
    sheet.say((left + 50 * SHARPNESS, middle), text, size, INK, anchor="lm")


def _sheet(frame: Frame, tiles: Tiles | None, most_wide: float, room: float = 1.0) -> Sheet:
    """A sheet on which the frame fits, no wider than so many dots of the small drawing."""
    center = _center(frame)
    metric = local_metric(center)
    high_m, wide_m = (frame.north - frame.south) * metric.ky, (frame.east - frame.west) * metric.kx
    return Sheet(center, max(high_m / 2 * room, wide_m * _HALF_HEIGHT / ROOM / most_wide, _LEAST_REACH_M), tiles)


def _center(frame: Frame) -> Point:
    return Point(lat=(frame.south + frame.north) / 2, lon=wrap_longitude((frame.west + frame.east) / 2))


def _rings(sheet: Sheet, area: Jurisdiction, frame: Frame) -> Rings:
    """The outlines of an area on the sheet, as fine as half a dot. Around the frame the map shows some more."""
    metric = local_metric(_center(frame))
    high = HEIGHT * SHARPNESS / sheet.dots_per_m / metric.ky
    wide = WIDTH * SHARPNESS / sheet.dots_per_m / metric.kx
    lat, lon = (frame.south + frame.north) / 2, (frame.west + frame.east) / 2
    shown = Frame(south=lat - high / 2, west=lon - wide / 2, north=lat + high / 2, east=lon + wide / 2)
    parts = outlines_within(area, shown, 0.5 / sheet.dots_per_m)
    return [[[sheet.dots(corner) for corner in ring] for ring in part] for part in parts]


def _words(area: Area, frame: Frame) -> tuple[Phrase, Phrase]:
    km2 = area_km2(area)
    miles = round(km2 * 1e6 / METRES_PER_MILE**2, 3)
    if isinstance(area, Circle):
        size = phrase(
            "{km2} km² ({miles} sq mi), radius {metres} m", km2=round(km2, 3), miles=miles, metres=round(area.radius_m)
        )
        return size, phrase("Center {coordinates}", coordinates=coordinates(area.center))
    return phrase("{km2} km² ({miles} sq mi)", km2=round(km2, 3), miles=miles), _corners(frame)


def _corners(frame: Frame) -> Phrase:
    south_west, north_east = frame.corners
    return phrase(
        "From {southwest} to {northeast}", southwest=coordinates(south_west), northeast=coordinates(north_east)
    )
