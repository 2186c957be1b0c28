"""The draft as its officer sees it before filing: the place, the words, the rules, and what becomes public."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.chat.action import Action
from bot.chat.message import Audience, Block, Button, Facts, Message, Paragraph, Picture
from bot.chat.phrase import Phrase, When, counted, phrase
from bot.departments.model import Department
from bot.requests.model import Preview, RequestPolicy
from bot.requests.rules import Judged, RuleKey, flags
from bot.requests.telling import public_cells, public_window
from bot.requests.texts import INCIDENT_TYPES, from_to, size, span, window
from bot.requests.texts.rules import passages, ticked

PLACE, RADIUS, TYPE, HAPPENED = "place", "radius", "type", "happened"
START, END, CASE, CONTACT, SOUGHT, OWN = "start", "end", "case", "contact", "sought", "own"

CHANGES: Mapping[str, Phrase] = {
    PLACE: phrase("Place"),
    RADIUS: phrase("Radius"),
    TYPE: phrase("Incident type"),
    HAPPENED: phrase("Time of the incident"),
    START: phrase("Window begins"),
    END: phrase("Window ends"),
    CASE: phrase("Case number"),
    CONTACT: phrase("Contact"),
    SOUGHT: phrase("What is sought"),
    OWN: phrase("Your own investigation?"),
}
"""What can be changed about a draft."""


def preview(
    seen: Preview,
    department: Department,
    owners_read: Sequence[Block],
    judged: Sequence[Judged],
    policy: RequestPolicy,
    picture: Picture,
) -> Message:
    """Everything that filing would mean, and whether it can be filed."""
    holds = all(each.refused is None for each in judged)
    return Message(
        title=phrase("Your request, before it is filed"),
        blocks=(
            _facts(seen, department, judged),
            picture,
            Paragraph(text=phrase("Owners in this area will read exactly this:")),
            *owners_read,
            Paragraph(text=phrase("Everybody can read this in the public record, for good:")),
            _public(seen, department),
            Paragraph(text=phrase("The rules:")),
            ticked(judged, policy),
            *_flagged(seen),
            Paragraph(text=ALL_HOLD if holds else NOT_ALL_HOLD),
        ),
        buttons=(_buttons(seen.ref, holds),),
        audience=Audience.ONLY_YOU,
    )


ALL_HOLD = phrase(
    "Nothing is filed yet. Once filed, a request cannot be changed or taken back, only closed. This draft is kept for a day."
)
NOT_ALL_HOLD = phrase(
    "This cannot be filed until every rule holds. Press Change, choose what is wrong, and write it anew. This draft is kept "
    "for a day."
)
TWO_LOOK = phrase("Two reviewers will look at this request, because of these words:")


def _buttons(ref: str, holds: bool) -> tuple[Button, ...]:
    file = (Button(label=phrase("File it"), action=Action(verb="request.file", ref=ref)),) if holds else ()
    return (
        *file,
        Button(label=phrase("Change"), action=Action(verb="request.change", ref=ref)),
        Button(label=phrase("Discard"), action=Action(verb="request.discard", ref=ref)),
    )


def _facts(seen: Preview, department: Department, judged: Sequence[Judged]) -> Facts:
    draft, zone = seen.draft, department.time_zone
    inside = all(each.refused is None for each in judged if each.rule.key is RuleKey.JURISDICTION)
    length = span(round((draft.window_end - draft.window_start) / timedelta(minutes=1)))
    return Facts(
        rows=(
            (phrase("Area"), size(draft.area)),
            (phrase("Inside your jurisdiction"), phrase("yes") if inside else phrase("no")),
            (phrase("Incident time"), phrase("{moment}", moment=When(at=draft.incident_at, zone=zone))),
            (phrase("Window"), phrase("{window}, {length}", window=window(draft, zone), length=length)),
            (phrase("Time zone"), zone),
        )
    )


def _public(seen: Preview, department: Department) -> Facts:
    draft, zone = seen.draft, department.time_zone
    start, end = public_window(draft)
    cells = len(public_cells(draft.area))
    return Facts(
        rows=(
            (phrase("Department"), department.name),
            (phrase("Incident"), INCIDENT_TYPES[draft.incident_type]),
            (phrase("Case number"), draft.case_number),
            (phrase("When"), from_to(When(at=start, zone=zone), When(at=end, zone=zone))),
            (
                phrase("Where"),
                counted(
                    "{n} cell of the map, about 0.7 km² large, without the exact area",
                    "{n} cells of the map, each about 0.7 km² large, without the exact area",
                    cells,
                ),
            ),
            (phrase("What is sought"), draft.sought),
        )
    )


def _flagged(seen: Preview) -> tuple[Block, ...]:
    found = flags(seen.draft)
    return (Paragraph(text=TWO_LOOK), passages(found)) if found else ()
