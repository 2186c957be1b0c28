"""What is said about neighborhoods and their channels."""

from bot.chat.message import Audience, Message, say
from bot.chat.phrase import Far, phrase, phrase_template
from bot.neighborhoods.model import Neighborhood, NeighborhoodReason

REFUSALS: dict[str, str] = {
    NeighborhoodReason.NOT_ADMIN: phrase_template(
        "Only an administrator of this channel can set it up. Please ask one of them."
    ),
    NeighborhoodReason.ONLY_IN_CHANNEL: phrase_template("Please type /setup in the channel that you want to set up."),
    NeighborhoodReason.ALREADY_LINKED: phrase_template(
        "This channel belongs to {name} already, so there is nothing to set up."
    ),
    NeighborhoodReason.NO_NEIGHBORHOOD: phrase_template(
        "No neighborhood is set up here yet. An administrator of the channel can do that with /setup."
    ),
    NeighborhoodReason.NO_SUCH_LINK_CODE: phrase_template(
        "I know no neighborhood with this code. Please check it and type it again."
    ),
    NeighborhoodReason.PLACE_UNKNOWN: phrase_template(
        "I cannot find that place. Please send a location pin, coordinates such as 40.1234, -75.1234, or an address."
    ),
    NeighborhoodReason.BAD_RADIUS: phrase_template(
        "Please give the radius in miles, between {smallest} and {largest}."
    ),
}


def founded(neighborhood: Neighborhood) -> Message:
    """Said aloud in the channel: it is the first of a new neighborhood."""
    return say(
        phrase(
            "This channel now belongs to the new neighborhood {name}, {radius} around its center. /report tells your "
            "neighbors what happened; published police requests that touch the area are posted here.",
            name=neighborhood.name,
            radius=Far(metres=neighborhood.area.radius_m),
        ),
        audience=Audience.EVERYONE_HERE,
    )


def linked(neighborhood: Neighborhood) -> Message:
    """Said aloud in the channel: it joined a neighborhood."""
    return say(
        phrase(
            "This channel now belongs to the neighborhood {name}. What is reported in one of its channels "
            "is shown in all of them.",
            name=neighborhood.name,
        ),
        audience=Audience.EVERYONE_HERE,
    )


def link_code(neighborhood: Neighborhood, code: str) -> Message:
    """For the administrator alone: how further channels join."""
    return say(
        phrase(
            "To link another channel to {name}, on any platform, its administrator types: /setup {code} - keep this "
            "code: it is shown only once, and whoever has it can link a channel that reads your reports.",
            name=neighborhood.name,
            code=code,
        )
    )
