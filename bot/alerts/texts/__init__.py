"""What people are told about reports near their home point, and about what they asked to hear. All of it to them alone."""

from collections.abc import Sequence
from datetime import datetime

from bot.alerts.model import METRES_PER_MILE, RADII_MILES, AlertReason, Rhythm, Subscription, Wishes
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
    say,
)
from bot.chat.phrase import Far, Listed, Phrase, When, phrase
from bot.incidents.model import Incident
from bot.incidents.texts import LABELS, TITLES, when, where
from bot.people.quiet import clock

ME = "me"
"""The reference of buttons about the presser's own alerts: whoever presses means their own."""

RHYTHMS: dict[Rhythm, Phrase] = {
    Rhythm.INSTANT: phrase("At once"),
    Rhythm.DAILY: phrase("Once a day"),
    Rhythm.WEEKLY: phrase("Once a week"),
    Rhythm.OFF: phrase("Off"),
}

REFUSALS: dict[str, str] = {
    AlertReason.PLACE_UNKNOWN: phrase(
        "I cannot find that place. Please send a location pin, coordinates such as 40.1234, -75.1234, or an address."
    ),
    AlertReason.NOT_FOR_OFFICERS: phrase(
        "Officers get no alerts: neighbors' reports are not forwarded to police. You can read them where they are posted "
        "in public."
    ),
    AlertReason.BAD_QUIET_HOURS: phrase(
        "Please write quiet hours like “22-7” or “10 pm to 7 am”, or “none” for no quiet hours."
    ),
    AlertReason.BAD_CATEGORIES: phrase(
        "Please name categories with commas between them, such as “crime, lost or found pet”, or “all”."
    ),
    AlertReason.BAD_RADIUS: phrase("Please choose a distance of up to 5 miles, such as “2 miles” or “500 m”."),
    AlertReason.NO_ALERTS: phrase("You have no alerts yet. Please start with /alerts."),
}


def alert(
    incident: Incident, metres: float | None, zone: str, shown: Sequence[Picture | Attachment], emergency_number: str,
) -> Message:  # fmt: skip
    """A report to somebody who wants to hear of it. `metres`: from their home to the middle of the report's cell; None
    when they deleted their home point since."""
    blocks: list[Block] = [Quote(text=incident.text)]
    if metres is not None:
        blocks.insert(0, Paragraph(text=phrase("About {far} from your home point.", far=Far(metres=metres))))
    if incident.correction:
        blocks += (Paragraph(text=phrase("Its author adds:")), Quote(text=incident.correction))
    blocks.append(Facts(rows=((phrase("Where"), where(incident)), (phrase("When"), when(incident, zone)))))
    blocks += shown
    blocks.append(
        Paragraph(
            text=phrase(
                "Report {ref}. This is not an emergency line: in danger, call {number}.",
                ref=incident.ref,
                number=emergency_number,
            )
        )
    )
    return Message(
        title=TITLES[incident.category],
        blocks=tuple(blocks),
        buttons=(BUTTONS,),
        audience=Audience.ONLY_YOU,
    )


def correction(incident: Incident) -> Message:
    """What the author of a report added, to somebody who was told of it."""
    return Message(
        title=phrase("A correction to report {ref}", ref=incident.ref),
        blocks=(
            Paragraph(text=phrase("You were told of report {ref}. Its author adds:", ref=incident.ref)),
            Quote(text=incident.correction),
        ),
        audience=Audience.ONLY_YOU,
    )


def settings(subscription: Subscription, now: datetime) -> Message:
    """What somebody hears of, with a button for everything that can be different."""
    wishes = subscription.wishes
    rows: list[tuple[str, str]] = [
        (phrase("How far"), phrase("{far} around your home point", far=Far(metres=wishes.radius_m))),
        (phrase("Categories"), _categories(wishes)),
        (phrase("How often"), RHYTHMS[wishes.rhythm]),
        (phrase("Quiet hours"), _quiet(wishes)),
    ]
    muted = wishes.muted_until is not None and wishes.muted_until > now
    if muted and wishes.muted_until is not None:
        until = When(at=wishes.muted_until, zone=wishes.time_zone)
        rows.append((phrase("Muted"), phrase("until {moment}", moment=until)))
    private = phrase(
        "Your home point is kept to measure distances, and is shown to nobody. Distances are measured to the middle of "
        "the block of a report."
    )
    return Message(
        title=phrase("Your alerts"),
        blocks=(Facts(rows=tuple(rows)), Paragraph(text=private)),
        buttons=_choices(muted),
        audience=Audience.ONLY_YOU,
    )


def asks_home() -> Message:
    """Before the home point is asked for."""
    return say(
        phrase(
            "I can tell you of reports near your home. For that I need one point, such as a location pin. It is kept to "
            "measure distances, shown to nobody, and goes when you delete it."
        )
    )


def deleted() -> Message:
    """The home point is gone."""
    return say(phrase("Your alerts and your home point are deleted. I send you no more alerts."))


def _categories(wishes: Wishes) -> Phrase:
    if not wishes.categories:
        return phrase("all")
    return phrase("{list}", list=Listed(items=tuple(LABELS[each] for each in LABELS if each in wishes.categories)))


def _quiet(wishes: Wishes) -> Phrase:
    if wishes.quiet_from == wishes.quiet_until:
        return phrase("none")
    return phrase("{start} to {end}", start=clock(wishes.quiet_from), end=clock(wishes.quiet_until))


def _button(label: str, verb: str, ref: str = ME) -> Button:
    return Button(label=label, action=Action(verb=verb, ref=ref))


def _choices(muted: bool) -> tuple[tuple[Button, ...], ...]:
    far = [
        _button(phrase("{far}", far=Far(metres=miles * METRES_PER_MILE)), "alerts.radius", f"{miles:g}")
        for miles in RADII_MILES
    ]
    often = [_button(label, "alerts.rhythm", rhythm.value) for rhythm, label in RHYTHMS.items()]
    asked = (
        _button(phrase("Categories"), "alerts.ask", "categories"),
        _button(phrase("Quiet hours"), "alerts.ask", "quiet"),
    )
    mute = (
        (_button(phrase("Unmute"), "alerts.unmute"),)
        if muted
        else (
            _button(phrase("Mute for a day"), "alerts.mute", "day"),
            _button(phrase("Mute for a week"), "alerts.mute", "week"),
        )
    )
    return (tuple(far), tuple(often), asked, (*mute, _button(phrase("Delete my home point"), "alerts.delete")))


BUTTONS = (
    _button(phrase("Mute for a day"), "alerts.mute", "day"),
    _button(phrase("Change alerts"), "alerts.show"),
)
