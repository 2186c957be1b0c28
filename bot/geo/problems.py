"""Why words are no place. The sentences for people are in `handlers/places.py`."""

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
