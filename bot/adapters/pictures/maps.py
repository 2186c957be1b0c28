"""Maps of circles, areas and cells on a plain ground or the operator's own tiles, with what it takes to find them elsewhere."""

from collections.abc import Sequence
from functools import lru_cache
from math import hypot
from pathlib import Path

from PIL import Image

from bot.adapters.pictures.areas import JURISDICTION, MOST_AREAS, draw_area, draw_areas, draw_inset, name_areas
from bot.adapters.pictures.chart import chart_png
from bot.adapters.pictures.codes import qr_png
from bot.adapters.pictures.sheet import FOOT_HEIGHT, HEIGHT, PIN_DOTS, WIDTH, Sheet, coordinates
from bot.adapters.pictures.tiles import Tiles
from bot.chat.drawing import Bar, Mark, Spot
from bot.chat.language import known_language, speak
from bot.chat.message import Picture
from bot.chat.phrase import Far, Phrase, phrase
from bot.geo.blur import boundary, cell_center
from bot.geo.metric import local_metric, offset_m, wrap_longitude
from bot.geo.model import MAX_LATITUDE, Area, Circle, Jurisdiction, Point

_REMEMBERED = 64
"""The same picture goes to many people, so the last ones of each kind are kept: at most about 4 MB each."""
_SHAPE = WIDTH / (HEIGHT - FOOT_HEIGHT)
_LEAST_REACH_M = 50.0
_HOUSES_M = 120.0
"""So much around a house is enough to know the street again."""

SOMEWHERE = phrase("Somewhere inside this area")
SOMEWHERE_NUMBERED = phrase("Somewhere inside the numbered areas")
ONLY_YOU = phrase("Only you see this map")
NOTHING_MARKED = phrase("Nothing is marked here")

# Pillow looks for its file formats at the first save, for a tenth of a second; that belongs to the start.
Image.preinit()

_Marks = tuple[tuple[str, str], ...]


class PillowMaps:
    """Implements `handlers.context.Maps`. The same place gives the same bytes. Knows nothing about whose places they are."""

    def __init__(self, *, tiles: Path | None = None, attribution: str = "", region: str = "US") -> None:
        """`tiles`: a folder with `{z}/{x}/{y}.png`. `attribution`: whom the addresses and tiles are owed to, said on
        every map in the words that their licenses ask for. `region`: whose units and numbers are written."""
        self._tiles = Tiles(tiles) if tiles is not None else None
        self._credit = attribution
        self._region = region
        self._area = lru_cache(maxsize=_REMEMBERED)(self._draw_area)
        self._areas = lru_cache(maxsize=_REMEMBERED)(self._draw_areas)
        self._cell = lru_cache(maxsize=_REMEMBERED)(self._draw_cell)
        self._cells = lru_cache(maxsize=_REMEMBERED)(self._draw_cells)

    def area(
        self, area: Area, description: str, *, inside: Jurisdiction | None = None, language: str = "en"
    ) -> Picture:
        """The area with its size in words; around what lies outside of `inside` it is darker, and its border is a dark
        line. A jurisdiction too wide for the map is shown small in a corner, with the area as a dot."""
        content = self._area(area, inside, known_language(language))
        return Picture(name="map.png", content=content, description=description)

    def areas(self, labelled: Sequence[tuple[str, Jurisdiction]], description: str, *, language: str = "en") -> Picture:
        """Raises ValueError for none, and for more than `MOST_AREAS`."""
        if not 1 <= len(labelled) <= MOST_AREAS:
            raise ValueError(f"A map has between 1 and {MOST_AREAS} areas.")
        content = self._areas(tuple(labelled), known_language(language))
        return Picture(name="map.png", content=content, description=description)

    def qr(self, text: str, description: str) -> Picture:
        """Not remembered: what is handed over this way is often a secret. Raises ValueError, see `codes.qr_png`."""
        return Picture(name="qr.png", content=qr_png(str(text)), description=description)

    def cell(self, cell: str, description: str, *, language: str = "en") -> Picture:
        """The cell without a mark in its middle: what happened may have happened anywhere in it."""
        return Picture(name="map.png", content=self._cell(cell, known_language(language)), description=description)

    def cells(
        self, marks: Sequence[Mark], description: str, *, around: Circle | None = None, language: str = "en"
    ) -> Picture:
        """Cells with their labels; equal cells share theirs. `around` becomes a dashed line. Raises ValueError when there
        is nothing to draw, and BadCell."""
        labels: dict[str, list[str]] = {}
        for mark in marks:
            labels.setdefault(mark.cell, []).append(mark.label)
        if not labels and around is None:
            raise ValueError("A map needs a cell or a circle.")
        shared = tuple((cell, ", ".join(label for label in some if label)) for cell, some in labels.items())
        content = self._cells(shared, around, known_language(language))
        return Picture(name="map.png", content=content, description=description)

    def spots(self, spots: Sequence[Spot], description: str, *, language: str = "en") -> Picture:
        """Not remembered, as the others are: it belongs to one person, and exact places stay nowhere they need not."""
        if not spots:
            raise ValueError("A map of places needs a place.")
        content = self._draw_spots(spots, known_language(language))
        return Picture(name="map.png", content=content, description=description)

    def bars(self, bars: Sequence[Bar], usual: float, description: str, *, title: str, note: str = "") -> Picture:
        """See `chart.chart_png`."""
        content = chart_png(tuple(bars), usual, str(title), str(note))
        return Picture(name="chart.png", content=content, description=description)

    def _draw_area(self, area: Area, inside: Jurisdiction | None, language: str) -> bytes:
        sheet, first, second = draw_area(area, inside, self._tiles)
        if inside is not None:
            draw_inset(sheet, area, inside, speak(JURISDICTION, language, self._region))
        return self._finished(sheet, first, second, language)

    def _draw_areas(self, labelled: tuple[tuple[str, Jurisdiction], ...], language: str) -> bytes:
        sheet, first, second = draw_areas(labelled, self._tiles)
        sheet.furnish(self._credit)
        name_areas(sheet, labelled)
        sheet.foot(speak(first, language, self._region), speak(second, language, self._region))
        return sheet.png()

    def _draw_cell(self, cell: str, language: str) -> bytes:
        center, corners = cell_center(cell), boundary(cell)
        metric = local_metric(center)
        sheet = Sheet(center, max(hypot(*offset_m(metric, center, corner)) for corner in corners), self._tiles)
        ring = [sheet.dots(corner) for corner in corners]
        sheet.area(lambda draw, **how: draw.polygon(ring, **how))
        middle = phrase("Middle {coordinates}", coordinates=coordinates(center))
        return self._finished(sheet, SOMEWHERE, middle, language)

    def _draw_cells(self, marks: _Marks, around: Circle | None, language: str) -> bytes:
        sheet = _sheet_for([cell for cell, _ in marks], around, self._tiles)
        if around is not None:
            sheet.ring(*sheet.dots(around.center), around.radius_m * sheet.dots_per_m)
        rings = {cell: [sheet.dots(corner) for corner in boundary(cell)] for cell, _ in marks}

        def shape(draw: object, **how: object) -> None:
            for ring in rings.values():
                draw.polygon(ring, **how)  # type: ignore[attr-defined]

        sheet.area(shape)
        sheet.furnish(self._credit)
        places = [(sheet.dots(cell_center(cell)), label, rings[cell]) for cell, label in marks if label]
        sheet.labels([((x, y), label, min(hypot(x - a, y - b) for a, b in ring)) for (x, y), label, ring in places])
        first = SOMEWHERE_NUMBERED if marks else NOTHING_MARKED
        second = phrase("Middle {coordinates}", coordinates=sheet.middle)
        if around is not None:
            second = phrase("Dashed line: within {distance}", distance=Far(metres=around.radius_m))
        sheet.foot(speak(first, language, self._region), speak(second, language, self._region))
        return sheet.png()

    def _draw_spots(self, spots: Sequence[Spot], language: str) -> bytes:
        sheet = _sheet_around([Point(lat=spot.lat, lon=spot.lon) for spot in spots], self._tiles)
        labels: dict[tuple[float, float], list[str]] = {}
        for spot in spots:
            place = sheet.dots(Point(lat=spot.lat, lon=spot.lon))
            labels.setdefault(place, []).extend(filter(None, (spot.label,)))
            if spot.facing_deg is not None:
                sheet.slice(*place, spot.facing_deg, spot.view_deg)
        for place in labels:
            sheet.pin(*place)
        sheet.furnish(self._credit)
        sheet.labels([(place, ", ".join(some), PIN_DOTS) for place, some in labels.items() if some])
        middle = phrase("Middle {coordinates}", coordinates=sheet.middle)
        sheet.foot(speak(ONLY_YOU, language, self._region), speak(middle, language, self._region))
        return sheet.png()

    def _finished(self, sheet: Sheet, first: Phrase, second: Phrase, language: str) -> bytes:
        sheet.furnish(self._credit)
        sheet.foot(speak(first, language, self._region), speak(second, language, self._region))
        return sheet.png()


def _sheet_for(cells: Sequence[str], around: Circle | None, tiles: Tiles | None) -> Sheet:
    """A sheet on which all of it fits."""
    base = around.center if around is not None else cell_center(cells[0])
    metric = local_metric(base)
    places = [offset_m(metric, base, corner) for cell in cells for corner in boundary(cell)]
    if around is not None:
        places += [(-around.radius_m, -around.radius_m), (around.radius_m, around.radius_m)]
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    below, above = min(y for _, y in places), max(y for _, y in places)
    lat = base.lat + (above + below) / 2 / metric.ky
    center = Point(
        lat=max(-MAX_LATITUDE, min(MAX_LATITUDE, lat)), lon=wrap_longitude(base.lon + (left + right) / 2 / metric.kx)
    )
    return Sheet(center, max((above - below) / 2, (right - left) / 2 / _SHAPE, _LEAST_REACH_M), tiles)


def _sheet_around(places: Sequence[Point], tiles: Tiles | None) -> Sheet:
    """A sheet on which all the places fit, some houses wide at least."""
    metric, base = local_metric(places[0]), places[0]
    away = [offset_m(metric, base, place) for place in places]
    left, right = min(x for x, _ in away), max(x for x, _ in away)
    below, above = min(y for _, y in away), max(y for _, y in away)
    lat = base.lat + (above + below) / 2 / metric.ky
    center = Point(
        lat=max(-MAX_LATITUDE, min(MAX_LATITUDE, lat)), lon=wrap_longitude(base.lon + (left + right) / 2 / metric.kx)
    )
    return Sheet(center, max((above - below) / 2, (right - left) / 2 / _SHAPE, _HOUSES_M), tiles)
