"""How a search is answered."""

from collections.abc import Sequence

from bot.chat.message import Audience, Block, Message, Paragraph, Picture, Quote, say
from bot.chat.phrase import Far, Phrase, When, WhenForm, counted, phrase
from bot.incidents.model import Incident
from bot.incidents.texts import LABELS, button, excerpt, where


def listing(
    found: Sequence[Incident], comments: Sequence[int], zone: str, picture: Picture, page: int, pages: int, token: str
) -> Message:
    """One page of a search, numbered like the map, with ways to the pages before and after."""
    blocks: list[Block] = []
    for number, (incident, said) in enumerate(zip(found, comments, strict=True), 1):
        blocks += (Paragraph(text=_entry(number, incident, zone)), Quote(text=excerpt(incident.text)))
        if said:
            blocks.append(Paragraph(text=counted("{n} comment", "{n} comments", said)))
    blocks.append(picture)
    told = phrase("Page {page} of {pages}. /incident and its six letters shows one whole.", page=page + 1, pages=pages)
    blocks.append(Paragraph(text=told))
    steps = []
    if page > 0:
        steps.append(button(phrase("Previous"), "incident.page", f"{page - 1}.{token}"))
    if page + 1 < pages:
        steps.append(button(phrase("Next"), "incident.page", f"{page + 1}.{token}"))
    return Message(
        title=phrase("What neighbors reported"),
        blocks=tuple(blocks),
        buttons=(tuple(steps),) if steps else (),
        audience=Audience.ONLY_YOU,
    )


def nothing_found(days: int, radius_m: float | None) -> Message:
    """An empty search is good news, and says how far was looked."""
    if radius_m is None:
        return say(
            counted(
                "Nothing was reported here in the last {n} day.", "Nothing was reported here in the last {n} days.", days
            )
        )
    return say(
        counted(
            "Nothing was reported within {far} in the last {n} day.",
            "Nothing was reported within {far} in the last {n} days.",
            days,
            far=Far(metres=radius_m),
        )
    )


def list_description() -> Phrase:
    """For those who cannot see the map of a search."""
    return phrase("A map of the blocks where it happened, with the numbers of the list.")


def _entry(number: int, incident: Incident, zone: str) -> Phrase:
    return phrase(
        "{number}. {ref}: {category}, {where}, {when}",
        number=number,
        ref=incident.ref,
        category=LABELS[incident.category],
        where=where(incident),
        when=When(at=incident.hour, zone=zone, form=WhenForm.HOUR),
    )
