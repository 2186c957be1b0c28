"""The maps of requests: the exact area for those who may see it, the cells that it touches for everybody else."""

import asyncio

from bot.chat.message import Picture
from bot.chat.phrase import phrase
from bot.geo.model import Area, Jurisdiction
from bot.handlers.context import Mark, Services
from bot.requests.telling import public_cells

EXACT = phrase("A map of the area that the request asks about.")
PUBLIC = phrase("The part of town that it is about.")


async def exact_map(services: Services, area: Area, inside: Jurisdiction | None, language: str) -> Picture:
    """The area itself, in its jurisdiction where one is given. A whole county takes a tenth of a second to draw, so
    others are heard meanwhile."""
    return await asyncio.to_thread(services.maps.area, area, EXACT, inside=inside, language=language)


async def public_map(services: Services, area: Area, language: str) -> Picture:
    """The cells of the map that the area touches."""
    cells = public_cells(area)
    if len(cells) == 1:
        return await asyncio.to_thread(services.maps.cell, cells[0], PUBLIC, language=language)
    marks = [Mark(cell=cell, label="") for cell in cells]
    return await asyncio.to_thread(services.maps.cells, marks, PUBLIC, language=language)
