"""What is said about neighborhoods and their channels."""

from bot.chat.message import Audience, Message, say
from bot.neighborhoods.model import Neighborhood, NeighborhoodReason
from bot.neighborhoods.service import METRES_PER_MILE

REFUSALS: dict[str, str] = {
    NeighborhoodReason.NOT_ADMIN: "Only an administrator of this channel can set it up. Please ask one of them.",
    NeighborhoodReason.ONLY_IN_CHANNEL: "Please type /setup in the channel that you want to set up.",
    NeighborhoodReason.ALREADY_LINKED: "This channel belongs to {name} already, so there is nothing to set up.",
    NeighborhoodReason.NO_NEIGHBORHOOD: (
        "No neighborhood is set up here yet. An administrator of the channel can do that with /setup."
    ),
    NeighborhoodReason.NO_SUCH_LINK_CODE: "I know no neighborhood with this code. Please check it and type it again.",
    NeighborhoodReason.PLACE_UNKNOWN: (
        "I cannot find that place. Please send a location pin, coordinates such as 40.1234, -75.1234, or an address."
    ),
    NeighborhoodReason.BAD_RADIUS: "Please give the radius in miles, between {smallest} and {largest}.",
}


def founded(neighborhood: Neighborhood) -> Message:
    """Said aloud in the channel: it is the first of a new neighborhood."""
    miles = neighborhood.area.radius_m / METRES_PER_MILE
    return say(
        f"This channel now belongs to the new neighborhood {neighborhood.name}, {miles:g} miles around its center. "
        "/report tells your neighbors what happened; published police requests that touch the area are posted here.",
        audience=Audience.EVERYONE_HERE,
    )


def linked(neighborhood: Neighborhood) -> Message:
    """Said aloud in the channel: it joined a neighborhood."""
    return say(
        f"This channel now belongs to the neighborhood {neighborhood.name}. What is reported in one of its channels "
        "is shown in all of them.",
        audience=Audience.EVERYONE_HERE,
    )


def link_code(neighborhood: Neighborhood, code: str) -> Message:
    """For the administrator alone: how further channels join."""
    return say(
        f"To link another channel to {neighborhood.name}, on any platform, its administrator types: /setup {code} - "
        "keep this code: it is shown only once, and whoever has it can link a channel that reads your reports."
    )
