"""The words of area requests. What an officer reads never depends on owners: no count, no hint, the same text always."""

from collections.abc import Mapping

from bot.chat.action import Action
from bot.chat.message import Audience, Button, Facts, Message, Paragraph, Picture, Quote, say
from bot.chat.phrase import Phrase, When, counted, phrase, phrase_template
from bot.departments.model import Department
from bot.kernel.refusal import Refused
from bot.officers.model import Officer
from bot.requests.model import AreaRequest, IncidentType, RequestReason, RequestState
from bot.requests.service import public_window
from bot.wording.model import Concern

REFUSALS: dict[str, str] = {
    RequestReason.AREA_TOO_SMALL: phrase_template(
        "The area is {area}; it must be at least {least}: choose a radius of {narrowest} to {widest} m."
    ),
    RequestReason.AREA_TOO_LARGE: phrase_template(
        "The area is {area}; it may be at most {most}: choose a radius of {narrowest} to {widest} m."
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
    RequestReason.PLACE_UNKNOWN: phrase("I cannot find that place; give a street address, “lat,lon”, or a map link."),
    RequestReason.RADIUS_UNREADABLE: phrase_template(
        "I cannot read “{text}” as a radius; write it like 400 m, 1300 ft or 0.25 mi."
    ),
    RequestReason.NO_SUCH_TYPE: phrase("That is not one of the incident types; choose one from the list."),
    RequestReason.NO_SUCH_REQUEST: phrase("There is no request with that reference; see /requests."),
    RequestReason.ALREADY_REVIEWED: phrase_template(
        "Another reviewer has decided about {ref} already; nothing was changed."
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

UNFIT: Mapping[str, Phrase] = {
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
            return Refused(no.reason, **{**no.facts, "why": UNFIT[no.facts["why"]]})
        case RequestReason.WINDOW_TOO_SHORT | RequestReason.WINDOW_TOO_LONG:
            return Refused(no.reason, **{name: _span(int(minutes)) for name, minutes in no.facts.items()})
        case _:
            return no


def window(request: AreaRequest, zone: str) -> Phrase:
    """The window that is asked about, to the minute, on the department's clocks."""
    draft = request.draft
    return _from_to(When(at=draft.window_start, zone=zone), When(at=draft.window_end, zone=zone))


def accepted(ref: str) -> Message:
    """The officer's acknowledgement, said before anything is matched."""
    return say(phrase("Request {ref} accepted, it goes to review.", ref=ref))


def published(ref: str) -> Message:
    """The officer's news after review."""
    return say(phrase("Request {ref} is published. You can read the public entry with /requests.", ref=ref))


def refused(ref: str, why: str) -> Message:
    """The officer's news after a reviewer's no."""
    head = phrase("Request {ref} was refused in review. The reviewer wrote:", ref=ref)
    return Message(blocks=(Paragraph(text=head), Quote(text=why)), audience=Audience.ONLY_YOU)


def closed(ref: str) -> Message:
    """The officer's last news of a request; the same whatever came in."""
    return say(phrase("{ref} is closed.", ref=ref))


def review_card(request: AreaRequest, department: Department, officer: Officer, picture: Picture) -> Message:
    """Everything a reviewer needs to decide, with two equal buttons."""
    draft, zone = request.draft, department.time_zone
    # In exact metres: the rule that a reviewer vouches for has a limit in them.
    around = phrase("{place}, {metres} m around", place=draft.place_words, metres=f"{draft.area.radius_m:.0f}")
    return Message(
        title=phrase("Review: request {ref}", ref=request.ref),
        blocks=(
            Facts(
                rows=(
                    (phrase("Department"), department.name),
                    (phrase("Officer"), officer.name),
                    (phrase("Incident"), INCIDENT_TYPES[draft.incident_type]),
                    (phrase("Case number"), draft.case_number),
                    (phrase("Incident time"), phrase("{moment}", moment=When(at=draft.incident_at, zone=zone))),
                    (phrase("Window"), window(request, zone)),
                    (phrase("Place"), around),
                    (phrase("Contact"), draft.contact),
                )
            ),
            Paragraph(text=phrase("What is sought, in the officer's words:")),
            Quote(text=draft.sought),
            picture,
            Paragraph(
                text=phrase(
                    "Every rule with a number has been checked. Please judge what a machine cannot: is this a concrete "
                    "incident, neutrally worded, and none of a protest or another lawful gathering?"
                )
            ),
        ),
        buttons=(
            (
                Button(label=phrase("Approve"), action=Action(verb="review.approve", ref=request.ref)),
                Button(label=phrase("Refuse"), action=Action(verb="review.refuse", ref=request.ref)),
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def reviewed(ref: str, approved: bool) -> Message:
    """The reviewer's receipt."""
    if approved:
        return say(phrase("{ref} is approved and published.", ref=ref))
    return say(phrase("{ref} is refused; the officer will read your reason.", ref=ref))


def public_post(request: AreaRequest, department: Department, picture: Picture) -> Message:
    """What neighbors read in their channel before any owner is asked."""
    return Message(
        title=phrase("{department} asks for video · {ref}", department=department.name, ref=request.ref),
        blocks=(
            Facts(
                rows=(
                    (phrase("Incident"), INCIDENT_TYPES[request.draft.incident_type]),
                    (phrase("Case number"), request.draft.case_number),
                    (phrase("When"), _public_window(request, department)),
                    (phrase("Department's contact"), department.contact),
                )
            ),
            Quote(text=request.draft.sought),
            picture,
            Paragraph(
                text=phrase(
                    "Camera owners nearby are asked privately. Nobody has to answer, and the department never learns who "
                    "was asked, who said no, or who did not reply. Only clips that their owner approves are passed on."
                )
            ),
        ),
    )


def listing(requests: tuple[tuple[AreaRequest, Department], ...]) -> Message:
    """The public list."""
    if not requests:
        return say(phrase("There are no published requests yet."))
    lines = tuple(
        Facts(
            rows=(
                (request.ref, _in_a_line(request, department)),
                (phrase("Case number"), request.draft.case_number),
                (phrase("When"), _public_window(request, department)),
            )
        )
        for request, department in requests
    )
    return Message(title=phrase("Published requests"), blocks=lines, audience=Audience.ONLY_YOU)


def _in_a_line(request: AreaRequest, department: Department) -> Phrase:
    return phrase(
        "{department} · {incident} · {state}",
        department=department.name,
        incident=INCIDENT_TYPES[request.draft.incident_type],
        state=STATES[request.state],
    )


def _public_window(request: AreaRequest, department: Department) -> Phrase:
    """The window grown to whole hours, as the public entry has it."""
    start, end = public_window(request)
    return _from_to(When(at=start, zone=department.time_zone), When(at=end, zone=department.time_zone))


def _from_to(start: When, end: When) -> Phrase:
    return phrase("{start} to {end}", start=start, end=end)


def _span(minutes: int) -> Phrase:
    if minutes and minutes % 60 == 0:
        return counted("{n} hour", "{n} hours", minutes // 60)
    return counted("{n} minute", "{n} minutes", minutes)


def nothing_waits() -> Message:
    """The reviewer's empty desk."""
    return say(phrase("Nothing waits for review."))


def reviewer_joined(name: str) -> Message:
    """A reviewer's welcome."""
    return say(
        phrase(
            "Welcome, {name}. You will get a card for every request that waits; /review shows those that wait now. You "
            "never review a department that you belong to.",
            name=name,
        )
    )
