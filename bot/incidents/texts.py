"""How reports are shown. Their words are always a quotation, their place a block, their author nobody."""

from collections.abc import Sequence

from bot.chat.message import Audience, Block, Facts, Message, Paragraph, Picture, Quote, say
from bot.incidents.model import Incident, IncidentReason

EXCERPT_CHARACTERS = 200

REFUSALS: dict[str, str] = {
    IncidentReason.NO_TEXT: "Please say in a few words what happened.",
    IncidentReason.TOO_LONG: "That is too long: please use at most {limit} characters.",
    IncidentReason.TOO_MANY: (
        "To keep the channels readable, everybody can report {per_day} times a day and {per_5_minutes} in five "
        "minutes. Please try again later."
    ),
    IncidentReason.PLACE_UNKNOWN: (
        "I cannot find that place. Please send a location pin, coordinates such as 40.1234, -75.1234, or an address."
    ),
    IncidentReason.PLACE_FAR_AWAY: (
        "That place lies outside the neighborhood, so its neighbors would not see it. Please give a place within it."
    ),
    IncidentReason.NOT_YOURS: "You have no report of that reference. Only authors can remove a report.",
    IncidentReason.NO_CATEGORY: "Please choose one of the categories.",
}


def post(incident: Incident, picture: Picture | None, emergency_number: str) -> Message:
    """The report as a channel sees it."""
    facts = Facts(rows=(("Where", where(incident)), ("When", when(incident))))
    blocks: list[Block] = [Quote(text=incident.text), facts]
    if picture is not None:
        blocks.append(picture)
    blocks.append(
        Paragraph(text=f"Report {incident.ref}. This is not an emergency line: in danger, call {emergency_number}.")
    )
    return Message(title=f"A neighbor reports: {incident.category.value}", blocks=tuple(blocks))


def reported(incident: Incident, neighborhood: str) -> Message:
    """To the author alone: what was stored and who sees it."""
    return say(
        f"Your report {incident.ref} goes to all channels of {neighborhood}, as “a neighbor”, {where(incident)}. "
        "I rounded the place to a block before I stored it. "
        f"/remove {incident.ref} takes it back."
    )


def removed(incident: Incident) -> Message:
    """To the author alone: what taking back does, and what it cannot."""
    return say(
        f"Report {incident.ref} is taken back: it is off the list and will not be posted anywhere any more. "
        "Where a channel shows it already, its administrators can delete the message."
    )


def listing(neighborhood: str, incidents: Sequence[Incident]) -> Message:
    """The latest reports of a neighborhood."""
    if not incidents:
        return say(f"Nothing was reported in {neighborhood} in the last seven days.")
    blocks: list[Block] = []
    for incident in incidents:
        head = f"{incident.ref}: {incident.category.value}, {where(incident)}, {when(incident)}"
        blocks += (Paragraph(text=head), Quote(text=_excerpt(incident.text)))
    return Message(title=f"Latest reports in {neighborhood}", blocks=tuple(blocks), audience=Audience.ONLY_YOU)


def where(incident: Incident) -> str:
    """The block in words, from its cell alone."""
    return f"around {incident.around}" if incident.around else f"in the map cell {incident.cell}"


def when(incident: Incident) -> str:
    """The hour of the report; never finer."""
    return f"{incident.hour:%d %b %Y}, in the hour after {incident.hour:%H:%M} UTC"


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT_CHARACTERS else text[: EXCERPT_CHARACTERS - 1].rstrip() + "…"
