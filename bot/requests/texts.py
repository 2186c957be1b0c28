"""The words of area requests. What an officer reads never depends on owners: no count, no hint, the same text always."""

from bot.chat.action import Action
from bot.chat.message import Audience, Button, Facts, Message, Paragraph, Picture, Quote, say
from bot.departments.model import Department, Officer
from bot.requests.model import AreaRequest, RequestReason, RequestState
from bot.requests.service import public_words
from bot.requests.times import show_time

REFUSALS: dict[str, str] = {
    RequestReason.AREA_TOO_SMALL: "The area is {area}; it must be at least {least}: choose a radius of {radii}.",
    RequestReason.AREA_TOO_LARGE: "The area is {area}; it may be at most {most}: choose a radius of {radii}.",
    RequestReason.OUTSIDE_JURISDICTION: "The area is not wholly inside your department's jurisdiction; move it or make it "
    "smaller.",
    RequestReason.WINDOW_BACKWARDS: "The window ends before it begins; check the two times.",
    RequestReason.WINDOW_TOO_SHORT: "The window must be at least {least} long; begin earlier or end later.",
    RequestReason.WINDOW_TOO_LONG: "The window may be at most {most} long; begin later or end earlier.",
    RequestReason.WINDOW_IN_FUTURE: "The window ends in the future; a request may only ask about what has happened.",
    RequestReason.INCIDENT_OUTSIDE_WINDOW: "The incident's time is not inside the window; check the three times.",
    RequestReason.INCIDENT_TOO_OLD: "The incident is more than {days} days old; Porchlight does not ask that far back.",
    RequestReason.NO_CASE_NUMBER: "A request needs the case number of an active investigation; please give it.",
    RequestReason.NO_CONTACT: "Owners must be able to check who asks: give a telephone number or an email address.",
    RequestReason.NOTHING_SOUGHT: "Say in a sentence what you are looking for.",
    RequestReason.TOO_MUCH_TEXT: "That text is too long; keep it under {most} characters, so that owners read all of it.",
    RequestReason.NOT_OWN_INVESTIGATION: "Porchlight takes requests for your department's own investigations only.",
    RequestReason.UNFIT_WORDS: "The text cannot be sent as it is, because {why} (“{words}”); please reword it.",
    RequestReason.TOO_MANY_FOR_CASE: "There have been {most} requests about this incident already; there can be no more.",
    RequestReason.TOO_MANY_OPEN: "Your department has {most} requests open; close one first with /close.",
    RequestReason.BUDGET_SPENT: "Your department has used up its {requests} requests or {km2_hours} km² hours of 30 days; "
    "please wait.",
    RequestReason.TIME_UNREADABLE: "I cannot read “{text}” as a time; write it like one of these: {forms}.",
    RequestReason.TIME_AMBIGUOUS: "The clocks change at “{text}”; write it with the offset you mean, {first} or {second}, "
    "such as 2026-11-01 01:30{first}.",
    RequestReason.PLACE_UNKNOWN: "I cannot find that place; give a street address, “lat,lon”, or a map link.",
    RequestReason.RADIUS_UNREADABLE: "I cannot read “{text}” as a radius; write it like 400 m, 1300 ft or 0.25 mi.",
    RequestReason.NO_SUCH_TYPE: "That is not one of the incident types; choose one from the list.",
    RequestReason.NO_SUCH_REQUEST: "There is no request with that reference; see /requests.",
    RequestReason.ALREADY_REVIEWED: "Another reviewer has decided about {ref} already; nothing was changed.",
    RequestReason.OWN_DEPARTMENT: "You belong to the department that asks, so somebody else has to review this.",
    RequestReason.NOT_YOURS: "Your department has no request {ref}; see /requests.",
    RequestReason.ALREADY_CLOSED: "{ref} is not open; nothing was changed.",
}


def accepted(ref: str) -> Message:
    """The officer's acknowledgement, said before anything is matched."""
    return say(f"Request {ref} accepted, it goes to review.")


def published(ref: str) -> Message:
    """The officer's news after review."""
    return say(f"Request {ref} is published. You can read the public entry with /requests.")


def refused(ref: str, why: str) -> Message:
    """The officer's news after a reviewer's no."""
    return Message(
        blocks=(Paragraph(text=f"Request {ref} was refused in review. The reviewer wrote:"), Quote(text=why)),
        audience=Audience.ONLY_YOU,
    )


def closed(ref: str) -> Message:
    """The officer's last news of a request; the same whatever came in."""
    return say(f"{ref} is closed.")


def review_card(request: AreaRequest, department: Department, officer: Officer, picture: Picture) -> Message:
    """Everything a reviewer needs to decide, with two equal buttons."""
    draft, zone = request.draft, department.time_zone
    return Message(
        title=f"Review: request {request.ref}",
        blocks=(
            Facts(
                rows=(
                    ("Department", department.name),
                    ("Officer", officer.name),
                    ("Incident", draft.incident_type.value),
                    ("Case number", draft.case_number),
                    ("Incident time", show_time(draft.incident_at, zone)),
                    ("Window", f"{show_time(draft.window_start, zone)} to {show_time(draft.window_end, zone)}"),
                    ("Place", f"{draft.place_words}, {draft.area.radius_m:.0f} m around"),
                    ("Contact", draft.contact),
                )
            ),
            Paragraph(text="What is sought, in the officer's words:"),
            Quote(text=draft.sought),
            picture,
            Paragraph(
                text="Every rule with a number has been checked. Please judge what a machine cannot: is this a concrete "
                "incident, neutrally worded, and none of a protest or another lawful gathering?"
            ),
        ),
        buttons=(
            (
                Button(label="Approve", action=Action(verb="review.approve", ref=request.ref)),
                Button(label="Refuse", action=Action(verb="review.refuse", ref=request.ref)),
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def reviewed(ref: str, approved: bool) -> Message:
    """The reviewer's receipt."""
    return say(f"{ref} is {'approved and published' if approved else 'refused; the officer will read your reason'}.")


def public_post(request: AreaRequest, department: Department, picture: Picture) -> Message:
    """What neighbors read in their channel before any owner is asked."""
    words = public_words(request, department)
    return Message(
        title=f"{department.name} asks for video · {request.ref}",
        blocks=(
            Facts(
                rows=(
                    ("Incident", words["incident"]),
                    ("Case number", words["case number"]),
                    ("When", words["window"]),
                    ("Department's contact", department.contact),
                )
            ),
            Quote(text=request.draft.sought),
            picture,
            Paragraph(
                text="Camera owners nearby are asked privately. Nobody has to answer, and the department never learns who "
                "was asked, who said no, or who did not reply. Only clips that their owner approves are passed on."
            ),
        ),
    )


def listing(requests: tuple[tuple[AreaRequest, Department], ...]) -> Message:
    """The public list."""
    if not requests:
        return say("There are no published requests yet.")
    lines = tuple(
        Facts(
            rows=(
                (request.ref, f"{department.name} · {request.draft.incident_type.value} · {_state(request.state)}"),
                ("Case number", request.draft.case_number),
                ("When", public_words(request, department)["window"]),
            )
        )
        for request, department in requests
    )
    return Message(title="Published requests", blocks=lines, audience=Audience.ONLY_YOU)


def _state(state: RequestState) -> str:
    return "open" if state is RequestState.PUBLISHED else state.value


def nothing_waits() -> Message:
    """The reviewer's empty desk."""
    return say("Nothing waits for review.")


def reviewer_joined(name: str) -> Message:
    """A reviewer's welcome."""
    return say(
        f"Welcome, {name}. You will get a card for every request that waits; /review shows those that wait now. You never "
        "review a department that you belong to."
    )
