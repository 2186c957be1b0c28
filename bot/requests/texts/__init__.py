"""The words of area requests for those who ask. They never depend on owners: no count, no hint, the same text always."""

from collections.abc import Mapping

from bot.chat.action import Action
from bot.chat.message import Audience, Button, Message, Paragraph, Quote, say
from bot.chat.phrase import Far, Phrase, When, counted, fill, phrase, phrase_template
from bot.geo.area import area_km2
from bot.geo.model import Area, Circle
from bot.kernel.refusal import Refused
from bot.requests.model import Draft, IncidentType, Inquiry, RequestReason, RequestState
from bot.requests.rules import KM2_PER_SQUARE_MILE
from bot.wording.model import Concern

REFUSALS: dict[str, str] = {
    RequestReason.AREA_TOO_SMALL: phrase_template(
        "The area is {area}; it must be at least {least}. A circle has a radius of {narrowest} to {widest} m."
    ),
    RequestReason.AREA_TOO_LARGE: phrase_template(
        "The area is {area}; it may be at most {most}. A circle has a radius of {narrowest} to {widest} m."
    ),
    RequestReason.AREA_NOT_COMPACT: phrase_template(
        "The area must be one compact shape: no part of it narrower than {width} m, and none farther than {reach} m from its "
        "middle. Please draw it anew."
    ),
    RequestReason.OUTSIDE_JURISDICTION: phrase(
        "The area is not wholly inside your department's jurisdiction; move it or make it smaller."
    ),
    RequestReason.WINDOW_BACKWARDS: phrase("The window ends before it begins; check the two times."),
    RequestReason.WINDOW_TOO_SHORT: phrase_template(
        "The window must be at least {least} long; begin earlier or end later."
    ),
    RequestReason.WINDOW_TOO_LONG: phrase_template(
        "The window may be at most {most} long; begin later or end earlier."
    ),
    RequestReason.WINDOW_IN_FUTURE: phrase(
        "The window ends in the future; a request may only ask about what has happened."
    ),
    RequestReason.INCIDENT_OUTSIDE_WINDOW: phrase(
        "The incident's time is not inside the window; check the three times."
    ),
    RequestReason.INCIDENT_TOO_OLD: phrase_template(
        "The incident is more than {days} days old; Porchlight does not ask that far back."
    ),
    RequestReason.NO_CASE_NUMBER: phrase("A request needs the case number of an active investigation; please give it."),
    RequestReason.NO_CONTACT: phrase(
        "Owners must be able to check who asks: give a telephone number or an email address."
    ),
    RequestReason.NOTHING_SOUGHT: phrase("Say in a sentence what you are looking for."),
    RequestReason.TOO_MUCH_TEXT: phrase_template(
        "That text is too long; keep it under {most} characters, so that owners read all of it."
    ),
    RequestReason.NOT_OWN_INVESTIGATION: phrase(
        "Porchlight takes requests for your department's own investigations only."
    ),
    RequestReason.UNFIT_WORDS: phrase_template(
        "The text cannot be sent as it is, because {why} (“{words}”); please reword it."
    ),
    RequestReason.TOO_MANY_FOR_CASE: phrase_template(
        "There have been {most} requests about this incident already; there can be no more."
    ),
    RequestReason.TOO_MANY_OPEN: phrase_template(
        "Your department has {most} requests open; close one first with /close."
    ),
    RequestReason.TOO_MUCH_OVERLAP: phrase_template(
        "Your department has asked about this place {most} times within 24 hours; please wait until tomorrow."
    ),
    RequestReason.BUDGET_SPENT: phrase_template(
        "Your department has used up its {requests} requests or {km2_hours} km² hours of 30 days; please wait."
    ),
    RequestReason.TIME_UNREADABLE: phrase_template(
        "I cannot read “{text}” as a time; write it like one of these: {forms}."
    ),
    RequestReason.TIME_AMBIGUOUS: phrase_template(
        "The clocks change at “{text}”; write it with the offset you mean, {first} or {second}, such as "
        "2026-11-01 01:30{first}."
    ),
    RequestReason.TIME_TWO_WAYS: phrase_template(
        "Please write the one that you mean: “{text}” could be {first} or {second}."
    ),
    RequestReason.PLACE_UNKNOWN: phrase("I cannot find that place; give a street address, “lat,lon”, or a map link."),
    RequestReason.AREA_DRAWN: phrase("The area was drawn and has no radius; change the place instead."),
    RequestReason.RADIUS_UNREADABLE: phrase_template(
        "I cannot read “{text}” as a radius; write it like 400 m, 1300 ft or 0.25 mi."
    ),
    RequestReason.NO_SUCH_TYPE: phrase("That is not one of the incident types; choose one from the list."),
    RequestReason.NO_SUCH_DRAFT: phrase(
        "That draft is not there any more: it was filed, changed, discarded, or is older than a day. /request begins anew."
    ),
    RequestReason.NO_SUCH_REQUEST: phrase("There is no request with that reference; see /requests."),
    RequestReason.ALREADY_REVIEWED: phrase_template(
        "Another reviewer has decided about {ref} already; nothing was changed."
    ),
    RequestReason.ALREADY_SAID: phrase_template(
        "You have approved {ref} already. A second reviewer has to look at it too; nothing was changed."
    ),
    RequestReason.OWN_REQUEST: phrase("You filed this request yourself, so somebody else has to review it."),
    RequestReason.ASKED_ENOUGH: phrase_template(
        "The officer was asked {most} times about this request already. Please approve or refuse it."
    ),
    RequestReason.NO_SUCH_QUESTION: phrase(
        "That question is not open any more: it was answered, or the request has been decided. Nothing was changed."
    ),
    RequestReason.OWN_DEPARTMENT: phrase(
        "You belong to the department that asks, so somebody else has to review this."
    ),
    RequestReason.ASKER_OFF_DUTY: phrase_template(
        "{officer}, or the department, is suspended here. Please ask the operator of this Porchlight."
    ),
    RequestReason.NOT_YOURS: phrase_template("Your department has no request {ref}; see /requests."),
    RequestReason.ALREADY_CLOSED: phrase_template("{ref} is not open; nothing was changed."),
}

UNFIT: Mapping[Concern, Phrase] = {
    Concern.GATHERING: phrase("it asks about a protest or another lawful gathering"),
    Concern.PRESSURE: phrase("it puts pressure on people to answer"),
    Concern.THANKS: phrase("it thanks or rewards people for saying yes"),
    Concern.RACE: phrase("it describes a person by race, origin or faith"),
    Concern.VICTIM: phrase("it tells who or where a victim is, or how they are"),
}
"""Why a text cannot be sent, within the sentence that says so."""

INCIDENT_TYPES: Mapping[IncidentType, Phrase] = {
    IncidentType.ASSAULT: phrase("assault"),
    IncidentType.BURGLARY: phrase("burglary"),
    IncidentType.ROBBERY: phrase("robbery"),
    IncidentType.THEFT: phrase("theft"),
    IncidentType.VEHICLE_THEFT: phrase("vehicle theft"),
    IncidentType.HIT_AND_RUN: phrase("hit and run"),
    IncidentType.HOMICIDE: phrase("homicide"),
    IncidentType.SHOOTING: phrase("shooting"),
    IncidentType.SEXUAL_ASSAULT: phrase("sexual assault"),
    IncidentType.KIDNAPPING: phrase("kidnapping"),
    IncidentType.MISSING_PERSON: phrase("missing person"),
    IncidentType.ARSON: phrase("arson"),
    IncidentType.VANDALISM: phrase("vandalism"),
    IncidentType.FRAUD: phrase("fraud"),
}

STATES: Mapping[RequestState, Phrase] = {
    RequestState.REVIEW: phrase("in review"),
    RequestState.REFUSED: phrase("refused"),
    RequestState.PUBLISHED: phrase("open"),
    RequestState.CLOSED: phrase("closed"),
}


def in_words(no: Refused) -> Refused:
    """The same no, with the rule's own figures and concerns put as people read them."""
    match no.reason:
        case RequestReason.UNFIT_WORDS:
            return Refused(no.reason, **{**no.facts, "why": UNFIT[Concern(no.facts["why"])]})
        case RequestReason.WINDOW_TOO_SHORT | RequestReason.WINDOW_TOO_LONG:
            return Refused(no.reason, **{name: span(int(minutes)) for name, minutes in no.facts.items()})
        case _:
            return no


def sentence(no: Refused) -> Phrase:
    """The refusal as people read it."""
    return fill(REFUSALS[no.reason], **in_words(no).facts)


def window(draft: Draft, zone: str) -> Phrase:
    """The window that is asked about, to the minute, on the department's clocks."""
    return from_to(When(at=draft.window_start, zone=zone), When(at=draft.window_end, zone=zone))


def from_to(start: When, end: When) -> Phrase:
    """A span of time."""
    return phrase("{start} to {end}", start=start, end=end)


def size(area: Area) -> Phrase:
    """How large an area is."""
    found = area_km2(area)
    return phrase("{km2} km² ({miles} square miles)", km2=round(found, 3), miles=round(found / KM2_PER_SQUARE_MILE, 3))


def where(draft: Draft) -> Phrase:
    """Where owners are asked, in words; the map beside it shows it exactly."""
    if isinstance(draft.area, Circle):
        return phrase("{place}, within {far}", place=draft.place_words, far=Far(metres=draft.area.radius_m))
    return phrase("{place}, the area on the map, {size}", place=draft.place_words, size=size(draft.area))


def accepted(ref: str) -> Message:
    """The officer's acknowledgement, said before anything is matched."""
    return say(phrase("Request {ref} accepted, it goes to review.", ref=ref))


def discarded() -> Message:
    """The officer thought better of it."""
    return say(phrase("The draft is discarded. Nothing was filed."))


def published(ref: str) -> Message:
    """The officer's news after review."""
    return say(phrase("Request {ref} is published. You can read the public entry with /requests {ref}.", ref=ref))


def refused(ref: str, why: str) -> Message:
    """The officer's news after a reviewer's no."""
    head = phrase("Request {ref} was refused in review. The reviewer wrote:", ref=ref)
    return Message(blocks=(Paragraph(text=head), Quote(text=why)), audience=Audience.ONLY_YOU)


def closed(ref: str) -> Message:
    """The officer's last news of a request; the same whatever came in."""
    return say(phrase("{ref} is closed.", ref=ref))


def inquiry(ref: str, asked: Inquiry) -> Message:
    """The officer is asked something before a reviewer decides."""
    return Message(
        title=phrase("A reviewer asks · {ref}", ref=ref),
        blocks=(
            Quote(text=asked.question),
            Paragraph(
                text=phrase(
                    "Only reviewers read your answer. The request itself stays as you filed it: it waits until then."
                )
            ),
        ),
        buttons=((Button(label=phrase("Answer"), action=Action(verb="request.answer", ref=asked.ref)),),),
        audience=Audience.ONLY_YOU,
    )


def answered(ref: str) -> Message:
    """The officer has answered."""
    return say(phrase("Your answer about {ref} went to the reviewers.", ref=ref))


def span(minutes: int) -> Phrase:
    """A length of time, in hours where they are whole ones."""
    if minutes and minutes % 60 == 0:
        return counted("{n} hour", "{n} hours", minutes // 60)
    return counted("{n} minute", "{n} minutes", minutes)
