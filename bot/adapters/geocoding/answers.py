"""What a service on the net answers, in one form for all of them, and what can be wrong with a source of places."""

import math
from dataclasses import dataclass
from typing import Protocol

from bot.geo.distance import distance_m
from bot.geo.model import BadPoint, Point


class BadSource(ValueError):
    """Places cannot be found the way it is configured; the message is one sentence with the cure."""


class BadGazetteer(BadSource):
    """The file is no list of addresses; the message says which file and what is wrong."""


class BadServer(BadSource):
    """The server cannot be asked as configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A place as a service describes it; what it does not say is empty."""

    point: Point
    house: str = ""
    street: str = ""
    town: str = ""
    postcode: str = ""
    name: str = ""
    """Its own words for the place, for what is no house."""
    reach_m: float = 0.0
    """How far it reaches from the point, for what is no spot: a long street, a park, a town."""

    @property
    def address(self) -> str:
        """`1550 4th Street, San Francisco 94158`; empty when the place is no house."""
        if not self.house or not self.street:
            return ""
        behind = " ".join(filter(None, [self.town, self.postcode]))
        return f"{self.house} {self.street}, {behind}" if behind else f"{self.house} {self.street}"

    @property
    def road(self) -> str:
        """The street without a house number, also where a service writes the number into it."""
        first, _, rest = self.street.partition(" ")
        return rest.strip() if self.house and first == self.house else self.street


def reach_of(south: float, west: float, north: float, east: float) -> float:
    """Half the diagonal of a box in degrees, in metres; infinite where it reaches out of the served world."""
    try:
        return distance_m(Point(lat=south, lon=west), Point(lat=north, lon=east)) / 2
    except BadPoint:
        return math.inf


class Service(Protocol):
    """A kind of server that finds places. Makes no request by itself: `net.OverNet` decides when."""

    attribution: str
    """Whom its terms of use want named."""
    knows_points: bool
    """Whether `near` can ever answer."""

    async def find(self, words: str) -> Answer | None:
        """The best match for words. Raises what its client raises."""
        ...

    async def near(self, point: Point, *, house: bool) -> Answer | None:
        """The house, or else the street, nearest to the point. Raises what its client raises."""
        ...
