"""Turns what a person typed or pinned into a place, or says why not. Asks the geocoder outside of every transaction."""

from collections.abc import Mapping

from bot.chat.phrase import Phrase, phrase, phrase_template
from bot.geo.model import Located, Point
from bot.geo.places import ShortCode, Words, read_place
from bot.geo.ports import GeocoderDown
from bot.geo.problems import AreaProblem, PlaceProblem, UnreadablePlace
from bot.handlers.context import Routes, Services
from bot.kernel.refusal import Reason, Refused

REFUSALS: Mapping[str, Phrase] = {
    PlaceProblem.EMPTY: phrase("Please write an address, coordinates, or a map link."),
    PlaceProblem.TOO_LONG: phrase("That is too long for a place; a street, a number and a town are enough."),
    PlaceProblem.TOO_SHORT: phrase("That is too short for a place; please write a street and a town."),
    PlaceProblem.ODD_CHARACTERS: phrase(
        "That holds characters that belong to no address; please type the place again."
    ),
    PlaceProblem.DIGITS_ONLY: phrase("Digits alone are no place; please write a street with a number, or coordinates."),
    PlaceProblem.POST_BOX: phrase(
        "A post box is no spot on the map; please write the street with its number, or the nearest street corner."
    ),
    PlaceProblem.UNIT_ONLY: phrase(
        "A building, floor or suite alone cannot be found; please write the street with its number too."
    ),
    PlaceProblem.NAME_ONLY: phrase("That names somebody but no street; please write the street with its number."),
    PlaceProblem.OUT_OF_RANGE: phrase(
        "A latitude lies within ±85 and a longitude within ±180; please check the numbers."
    ),
    PlaceProblem.SWAPPED: phrase(
        "The latitude comes first, then the longitude; these look as if they were swapped, so please write them again."
    ),
    PlaceProblem.TWO_OF_A_KIND: phrase("Coordinates need one latitude (N or S) and one longitude (E or W)."),
    PlaceProblem.DEGREES_UNREADABLE: phrase(
        "Degrees, minutes and seconds are written like 37°46'30\"N 122°25'10\"W; please write them that way."
    ),
    PlaceProblem.FRACTION_INSIDE: phrase(
        "Only the degrees have a sign, and only the last number has a fraction; please write them that way."
    ),
    PlaceProblem.SIGN_AND_LETTER: phrase(
        "Coordinates have either a sign or a letter (N, S, E, W); please leave one of them out."
    ),
    PlaceProblem.SIXTY_MINUTES: phrase("Minutes and seconds are below 60; please check the numbers."),
    PlaceProblem.GEO_UNREADABLE: phrase(
        "That location could not be read; it looks like geo:37.7793,-122.4193 when it is whole."
    ),
    PlaceProblem.OTHER_DATUM: phrase(
        "That location uses another coordinate system than WGS84; please send the address instead."
    ),
    PlaceProblem.LINK_WITHOUT_PLACE: phrase(
        "That map link holds no coordinates that we can read; please send the coordinates or the address instead."
    ),
    PlaceProblem.LINK_SHORTENED: phrase(
        "A shortened link does not say where it leads; open it and copy the coordinates instead."
    ),
    PlaceProblem.LINK_UNREADABLE: phrase(
        "That link could not be read; please send the coordinates or the address instead."
    ),
    PlaceProblem.LINK_OF_OTHERS: phrase(
        "Only links to Google Maps, Apple Maps and OpenStreetMap can be read; please send an address."
    ),
    PlaceProblem.CODE_UNREADABLE: phrase("That is no whole plus code; a whole one looks like 849VCWC8+R9."),
    PlaceProblem.CODE_OUTSIDE: phrase("That plus code lies outside the map; please check it, or send an address."),
    PlaceProblem.CODE_TOO_COARSE: phrase(
        "That plus code covers a large area; please give one with two characters after the plus."
    ),
    PlaceProblem.CODE_WITHOUT_TOWN: phrase(
        "A short plus code needs its town behind it, such as CWC8+R9 Mountain View; the whole code works alone."
    ),
    PlaceProblem.CODE_TOWN_UNKNOWN: phrase(
        "The town behind that plus code is not known here; please give the whole code, such as 849VCWC8+R9."
    ),
    AreaProblem.TOO_LONG: phrase("That outline is too long; please draw it with fewer corners and send it again."),
    AreaProblem.NOT_GEOJSON: phrase(
        "That outline could not be read; please copy the whole GeoJSON, or write its corners like "
        "29.76,-95.37; 29.76,-95.36; 29.77,-95.36."
    ),
    AreaProblem.OTHER_DATUM: phrase(
        "That outline uses another coordinate system than WGS84; please export it again as plain GeoJSON."
    ),
    AreaProblem.NOT_ONE: phrase(
        "Exactly one area is needed; please draw a single polygon, or a point with its radius."
    ),
    AreaProblem.NO_RADIUS: phrase(
        "That GeoJSON is only a point; please give it a property “radius” in metres, or write the coordinates instead."
    ),
    AreaProblem.HOLES: phrase("An area with holes cannot be used; please draw its outline only."),
    AreaProblem.NOT_CLOSED: phrase(
        "In GeoJSON an outline has at least three corners and ends where it begins; please copy it whole."
    ),
    AreaProblem.TOO_FEW: phrase("An area needs at least three different corners; please add what is missing."),
    AreaProblem.TOO_MANY: phrase("That outline has too many corners; please draw it more simply."),
    AreaProblem.CORNER_UNREADABLE: phrase_template(
        "Corner {number} could not be read; please write each corner as a latitude and a longitude, like 29.76,-95.37."
    ),
    AreaProblem.CORNER_NOWHERE: phrase_template(
        "Corner {number} lies nowhere on the map: a latitude lies within ±85 and a longitude within ±180; please check it."
    ),
    AreaProblem.CORNER_SWAPPED: phrase_template(
        "Latitude and longitude look swapped at corner {number}; a list has the latitude first, GeoJSON the longitude."
    ),
    AreaProblem.TOO_WIDE: phrase("That area is far too wide; please check its corners, or draw a smaller one."),
    AreaProblem.CROSSES: phrase(
        "The outline crosses or touches itself; please put the corners in order around the area."
    ),
}
"""What is said about a text that is no place or area: one sentence that says what to write instead. Those that name a
corner want its `number`."""


async def sought(services: Services, text: str, field: str = "place") -> Point | Words:
    """What the text means: a point, or words for the geocoder, which so far was asked for no more than the town of a
    short plus code.

    Raises Refused with a PlaceProblem, and then the form asks `field` again; and GeocoderDown.
    """
    try:
        place = read_place(text)
        if not isinstance(place, ShortCode):
            return place
        town = await services.geocoder.town(place.town)
        if town is None:
            raise UnreadablePlace(PlaceProblem.CODE_TOWN_UNKNOWN)
        return place.near(town)
    except UnreadablePlace as error:
        raise Refused(error.problem, field=field) from None


async def locate(services: Services, text: str, unknown: Reason, field: str = "place") -> Located:
    """The place that the words mean. Raises Refused(unknown) when there is none that we can find, else as `sought`.

    For coordinates the words are the nearest address if one lies close by, else the coordinates.
    """
    place = await sought(services, text, field)
    found = await _at(services, place) if isinstance(place, Point) else await services.geocoder.find(place.text)
    if found is None:
        raise Refused(unknown)
    return found


async def point_of(services: Services, text: str, unknown: Reason, field: str = "place") -> Point:
    """Only the point: no geocoder hears of a pin whose address nobody needs. Raises as `locate` does."""
    place = await sought(services, text, field)
    if isinstance(place, Point):
        return place
    found = await services.geocoder.find(place.text)
    if found is None:
        raise Refused(unknown)
    return found.point


async def _at(services: Services, point: Point) -> Located:
    try:
        words = await services.geocoder.address_at(point)
    except GeocoderDown:
        words = ""  # A pin is a place without any geocoder.
    return Located(point=point, words=words or show(point))


def show(point: Point) -> str:
    """Coordinates as people copy them."""
    return f"{point.lat:.5f}, {point.lon:.5f}"


ROUTES = Routes(refusals=REFUSALS)
