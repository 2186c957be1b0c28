"""The commands of officers and reviewers, declared once for every platform."""

from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.geo.places import MAX_PLACE_CHARACTERS
from bot.requests.model import IncidentType

REQUEST = CommandSpec(
    name="request",
    description="Ask camera owners near a place for video of an incident (verified officers)",
    fields=(
        Field(
            name="place",
            label="Place",
            question="Where? An address, “lat,lon”, or a map link.",
            kind=FieldKind.PLACE,
            max_length=MAX_PLACE_CHARACTERS,
            suggests=True,
        ),
        Field(
            name="radius", label="Radius", question="How far around it? For example 400 m or 0.25 mi.", max_length=20
        ),
        Field(
            name="type",
            label="Incident type",
            question="What is being investigated?",
            kind=FieldKind.CHOICE,
            choices=tuple(Choice(value=kind.value, label=kind.value) for kind in IncidentType),
        ),
        Field(
            name="happened",
            label="Time of the incident",
            question="When did it happen? For example 2026-11-22 21:30.",
            max_length=40,
        ),
        Field(name="start", label="Window begins", question="From when do you look for video?", max_length=40),
        Field(
            name="end", label="Window ends", question="Until when? At most 12 hours after the beginning.", max_length=40
        ),
        Field(
            name="case", label="Case number", question="The case number of your active investigation.", max_length=40
        ),
        Field(
            name="contact",
            label="Contact",
            question="A telephone number or email where owners can ask back.",
            max_length=120,
        ),
        Field(
            name="sought",
            label="What is sought",
            question="What are you looking for? In neutral words.",
            kind=FieldKind.TEXT,
            max_length=600,
        ),
        Field(
            name="own",
            label="Your own investigation?",
            question="Is this your department's own active investigation?",
            kind=FieldKind.CHOICE,
            choices=(Choice(value="yes", label="Yes"), Choice(value="no", label="No")),
        ),
    ),
)
CLOSE = CommandSpec(
    name="close",
    description="Close one of your department's requests",
    fields=(Field(name="request", label="Request", question="Which request? Its reference, such as K7QFM3."),),
    rest="request",
)
REQUESTS = CommandSpec(name="requests", description="Read the published requests")
REVIEW = CommandSpec(
    name="review",
    description="Review what waits, or become a reviewer with an invitation code",
    fields=(Field(name="code", label="Invitation code", question="Your invitation code", required=False),),
    hushed=True,
    rest="code",
)
REFUSE = CommandSpec(
    name="refuse",
    description="Refuse a request in review, with the reason that the officer and the public will read",
    fields=(
        Field(name="request", label="Request", question="Which request? Its reference, such as K7QFM3."),
        Field(
            name="why",
            label="Reason",
            question="Why? The officer and the public will read this.",
            kind=FieldKind.TEXT,
            max_length=500,
        ),
    ),
    in_channels=False,
)
