"""How reports and comments are shown, and what their authors are told. Their words are always a quotation, their place a
block, their time an hour, their author nobody unless they chose a name."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.action import Action
from bot.chat.message import (
    Attachment,
    Audience,
    Block,
    Button,
    Facts,
    Message,
    Paragraph,
    Picture,
    Quote,
)
from bot.chat.phrase import Phrase, When, WhenForm, counted, phrase, phrase_template
from bot.incidents.model import Category, Comment, Incident, IncidentReason, NewIncident
from bot.kernel.ids import Ref

EXCERPT_CHARACTERS = 160

LABELS: dict[Category, Phrase] = {
    Category.CRIME: phrase("Crime"),
    Category.HAZARD: phrase("Safety hazard"),
    Category.SUSPICIOUS: phrase("Suspicious activity"),
    Category.FIRE_MEDICAL: phrase("Fire or medical"),
    Category.PET: phrase("Lost or found pet"),
    Category.ITEM: phrase("Lost or found item"),
    Category.COMMUNITY: phrase("Community"),
}

TITLES: dict[Category, Phrase] = {
    Category.CRIME: phrase("A neighbor reports: crime"),
    Category.HAZARD: phrase("A neighbor reports: safety hazard"),
    Category.SUSPICIOUS: phrase("A neighbor reports: suspicious activity"),
    Category.FIRE_MEDICAL: phrase("A neighbor reports: fire or medical"),
    Category.PET: phrase("A neighbor reports: lost or found pet"),
    Category.ITEM: phrase("A neighbor reports: lost or found item"),
    Category.COMMUNITY: phrase("A neighbor reports: community"),
}

NOTE = phrase_template("This is not an emergency line: in danger, call {emergency_number}.")

REFUSALS: dict[str, str] = {
    IncidentReason.NO_TEXT: phrase("Please say it in a few words."),
    IncidentReason.TOO_LONG: phrase_template("That is too long: please use at most {limit} characters."),
    IncidentReason.TOO_MANY: phrase_template(
        "To keep the channels readable, everybody can report {per_day} times a day and {per_5_minutes} in five "
        "minutes. Please try again later."
    ),
    IncidentReason.TOO_MANY_COMMENTS: phrase_template(
        "To keep the channels readable, everybody can comment {per_hour} times an hour. Please try again later."
    ),
    IncidentReason.TOO_MANY_CHANGES: phrase(
        "You have changed it often today, and each change reaches everybody who sees it. Please try again tomorrow, or "
        "take it back with /remove."
    ),
    IncidentReason.PLACE_UNKNOWN: phrase(
        "I cannot find that place. Please send a location pin, coordinates such as 40.1234, -75.1234, or an address."
    ),
    IncidentReason.PLACE_FAR_AWAY: phrase(
        "That place lies outside the neighborhood, so its neighbors would not see it. Please give a place within it."
    ),
    IncidentReason.TIME_UNREADABLE: phrase(
        "I cannot read that time. Please write it like “yesterday 9 pm”, “2 hours ago” or “11/22 21:30”."
    ),
    IncidentReason.TIME_IN_FUTURE: phrase("That time has not come yet. Please say when it happened."),
    IncidentReason.TOO_OLD: phrase_template(
        "That is too long ago: please report what happened in the last {days} days."
    ),
    IncidentReason.NOT_YOURS: phrase(
        "You have no report or comment of that reference. It may be discarded or taken back already, or be somebody "
        "else's."
    ),
    IncidentReason.NO_SUCH: phrase(
        "There is no report of that reference to be seen; it may have been taken back. Please check its six letters and "
        "digits."
    ),
    IncidentReason.NO_CATEGORY: phrase("Please choose one of the categories."),
    IncidentReason.NOT_OPEN: phrase("That is not possible any more: it was removed, hidden or changed meanwhile."),
    IncidentReason.SENT_ALREADY: phrase("You have sent that report already. Once is enough: nothing was changed."),
    IncidentReason.NAME_UNFIT: phrase(
        "The name of your account cannot be shown here, because it holds more than a name or sounds like that of an "
        "office. You can stay anonymous, or change it in your app."
    ),
    IncidentReason.NOT_FOR_OFFICERS: phrase(
        "Officers read neighbors' reports where they are posted in public, and cannot search them here."
    ),
    IncidentReason.BAD_SEARCH: phrase(
        "I cannot read that search. Please write it like “/incidents 1 mile crime 7 days”: up to 5 miles and 30 days."
    ),
}


# How a report and a comment look to everybody.


def post(
    incident: Incident, zone: str, shown: Sequence[Picture | Attachment], tellers: int, emergency_number: str
) -> Message:
    """The report as a channel sees it: its photo or clip and its map among `shown`. `tellers` people report it."""
    blocks: list[Block] = [Quote(text=incident.text)]
    if incident.correction:
        blocks += (Paragraph(text=phrase("Its author adds:")), Quote(text=incident.correction))
    blocks.append(Facts(rows=_facts(incident, zone)))
    if tellers > 1:
        number = counted("{n} neighbor reported this.", "{n} neighbors reported this.", tellers)
        blocks.append(Paragraph(text=number))
    blocks += shown
    emergency = phrase(
        "Report {ref}. This is not an emergency line: in danger, call {number}.",
        ref=incident.ref,
        number=emergency_number,
    )
    blocks.append(Paragraph(text=emergency))
    return Message(title=TITLES[incident.category], blocks=tuple(blocks), buttons=(_answers(incident),))


def comment_post(comment: Comment, ref: Ref) -> Message:
    """A comment as the other channels see it."""
    flag = Button(label=phrase("Flag"), action=Action(verb="flag.comment", ref=comment.ref))
    return Message(blocks=_said(comment, ref), buttons=((flag,),))


def whole(shown: Message, comments: Sequence[Comment], ref: Ref, more: int) -> Message:
    """The report with what was said to it, to whoever asked. `more` earlier comments are left out."""
    blocks = list(shown.blocks)
    if more:
        blocks.append(
            Paragraph(text=counted("{n} earlier comment is not shown.", "{n} earlier comments are not shown.", more))
        )
    for comment in comments:
        blocks += _said(comment, ref)
    return replace(shown, blocks=tuple(blocks), audience=Audience.ONLY_YOU)


def where(incident: NewIncident) -> Phrase:
    """The block in words, from its cell alone."""
    if incident.around:
        return phrase("around {street}", street=incident.around)
    return phrase("in the map cell {cell}", cell=incident.cell)


def when(incident: NewIncident, zone: str) -> Phrase:
    """The hour of the report on the neighborhood's clocks; never finer."""
    return phrase("{hour}", hour=When(at=incident.hour, zone=zone, form=WhenForm.HOUR))


def who(shown_name: str) -> str:
    """As whom an author is seen."""
    return shown_name or phrase("a neighbor")


def excerpt(text: str) -> str:
    """The beginning of somebody's words, for a list; the whole is one command away."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= EXCERPT_CHARACTERS else one_line[: EXCERPT_CHARACTERS - 1].rstrip() + "…"


def _facts(incident: Incident, zone: str) -> tuple[tuple[str, str], ...]:
    rows: list[tuple[str, str]] = [
        (phrase("Where"), where(incident)),
        (phrase("When"), when(incident, zone)),
    ]
    if incident.shown_name:
        rows.append((phrase("By"), incident.shown_name))
    return tuple(rows)


def _answers(incident: Incident) -> tuple[Button, ...]:
    return (
        Button(label=phrase("Comment"), action=Action(verb="incident.comment", ref=incident.ref)),
        Button(label=phrase("Flag"), action=Action(verb="flag.incident", ref=incident.ref)),
    )


def _said(comment: Comment, ref: Ref) -> tuple[Block, ...]:
    if comment.shown_name:
        head = phrase("{name} says to report {ref}:", name=comment.shown_name, ref=ref)
    else:
        head = phrase("A neighbor says to report {ref}:", ref=ref)
    return Paragraph(text=head), Quote(text=comment.text)


def map_description() -> Phrase:
    """For those who cannot see the map of a report."""
    return phrase("A map of the block where it happened.")


def photo_description() -> Phrase:
    """For those who cannot see the photo."""
    return phrase("A photo from the neighbor who reports.")


def headline(incident: Incident, zone: str) -> Phrase:
    """A report in one line."""
    return phrase(
        "{ref}: {category}, {where}, {when}",
        ref=incident.ref,
        category=LABELS[incident.category],
        where=where(incident),
        when=When(at=incident.hour, zone=zone, form=WhenForm.HOUR),
    )


def button(label: str, verb: str, ref: str) -> Button:
    """A choice about a report."""
    return Button(label=label, action=Action(verb=verb, ref=ref))
