"""Why words are no place or area. The sentences for people are in `handlers/places.py`."""

from bot.kernel.refusal import Reason


class PlaceProblem(Reason):
    """What keeps a text from being a place; each has one sentence that says what to write instead."""

    EMPTY = "place empty"
    TOO_LONG = "place too long"
    TOO_SHORT = "place too short"
    ODD_CHARACTERS = "place with odd characters"
    """Control characters and the like, which no keyboard makes."""
    DIGITS_ONLY = "place of digits only"
    POST_BOX = "place is a post box"
    """A post box or a rural route's box, without a street."""
    UNIT_ONLY = "place is a unit only"
    """A suite, floor or building, without a street."""
    NAME_ONLY = "place is a name only"
    """In care of somebody, without a street."""
    OUT_OF_RANGE = "coordinates out of range"
    SWAPPED = "coordinates swapped"
    TWO_OF_A_KIND = "coordinates of one kind"
    """Two latitudes or two longitudes."""
    DEGREES_UNREADABLE = "degrees unreadable"
    FRACTION_INSIDE = "degrees with a fraction inside"
    """A sign or a fraction where degrees, minutes and seconds have none."""
    SIGN_AND_LETTER = "coordinates with sign and letter"
    SIXTY_MINUTES = "minutes above sixty"
    GEO_UNREADABLE = "geo address unreadable"
    OTHER_DATUM = "geo address of another datum"
    LINK_WITHOUT_PLACE = "link without place"
    LINK_SHORTENED = "link shortened"
    LINK_UNREADABLE = "link unreadable"
    LINK_OF_OTHERS = "link of others"
    """Neither Google Maps nor Apple Maps nor OpenStreetMap."""
    CODE_UNREADABLE = "plus code unreadable"
    CODE_OUTSIDE = "plus code outside the map"
    CODE_TOO_COARSE = "plus code too coarse"
    CODE_WITHOUT_TOWN = "plus code without town"
    """A short plus code means nothing without a place near it."""
    CODE_TOWN_UNKNOWN = "plus code with unknown town"


class UnreadablePlace(ValueError):
    """The text is no place."""

    def __init__(self, problem: PlaceProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class AreaProblem(Reason):
    """What keeps the outline of an area from being used; each has one sentence that says what to send instead."""

    TOO_LONG = "outline too long"
    NOT_GEOJSON = "outline is no GeoJSON"
    """It begins like GeoJSON, or like a list in brackets, and is none."""
    OTHER_DATUM = "outline of another datum"
    """The GeoJSON names another coordinate system than WGS84."""
    NOT_ONE = "not one outline"
    """No polygon, or several, where one is wanted."""
    NO_RADIUS = "point without radius"
    """A GeoJSON point without a property `radius` in metres."""
    HOLES = "outline with holes"
    NOT_CLOSED = "outline not closed"
    """A ring of GeoJSON with less than three corners, or one that does not end where it begins."""
    TOO_FEW = "too few corners"
    TOO_MANY = "too many corners"
    CORNER_UNREADABLE = "corner unreadable"
    CORNER_NOWHERE = "corner nowhere"
    """Out of range."""
    CORNER_SWAPPED = "corner swapped"
    """Out of range as it is written, but not the other way round."""
    TOO_WIDE = "outline too wide"
    CROSSES = "outline crosses itself"
    """It crosses or touches itself, or has nothing inside."""


class UnreadableArea(ValueError):
    """The text is an outline that cannot be used. `number` is that of the corner in question, from 1; 0 for none."""

    def __init__(self, problem: AreaProblem, number: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.number = number
