"""The maps of requests: the exact area for those who may see it, the cells that it touches for everybody else."""

from bot.chat.message import Picture
from bot.chat.phrase import phrase
from bot.geo.model import Area, Circle, Jurisdiction
from bot.handlers.context import Mark, Services
from bot.requests.telling import public_cells


def exact_map(services: Services, area: Area, inside: Jurisdiction | None, language: str) -> Picture:
    """The area itself, in its jurisdiction where one is given."""
    described = phrase("A map of the area that the request asks about.")
    assert isinstance(area, Circle)
    return services.maps.circle(area, described, language=language)


def public_map(services: Services, area: Area, language: str) -> Picture:
    """The cells of the map that the area touches."""
    described = phrase("The part of town that it is about.")
    cells = public_cells(area)
    if len(cells) == 1:
        return services.maps.cell(cells[0], described, language=language)
    return services.maps.cells([Mark(cell=cell, label="") for cell in cells], described, language=language)
