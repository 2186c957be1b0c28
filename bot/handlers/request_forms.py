"""The commands of officers and reviewers, declared once for every platform."""

from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.phrase import phrase
from bot.geo.places import MAX_PLACE_CHARACTERS
from bot.requests.model import IncidentType
from bot.requests.texts import INCIDENT_TYPES

REQUEST = CommandSpec(
    name="request",
    description=phrase("Ask camera owners near a place for video of an incident (verified officers)"),
    fields=(
        Field(
            name="place",
            label=phrase("Place"),
            question=phrase("Where? An address, “lat,lon”, or a map link."),
            kind=FieldKind.PLACE,
            max_length=MAX_PLACE_CHARACTERS,
            suggests=True,
        ),
        Field(
            name="radius",
            label=phrase("Radius"),
            question=phrase("How far around it? For example 400 m or 0.25 mi."),
            max_length=20,
        ),
        Field(
            name="type",
            label=phrase("Incident type"),
            question=phrase("What is being investigated?"),
            kind=FieldKind.CHOICE,
            choices=tuple(Choice(value=kind.value, label=INCIDENT_TYPES[kind]) for kind in IncidentType),
        ),
        Field(
            name="happened",
            label=phrase("Time of the incident"),
            question=phrase("When did it happen? For example 2026-11-22 21:30."),
            max_length=40,
        ),
        Field(
            name="start",
            label=phrase("Window begins"),
            question=phrase("From when do you look for video?"),
            max_length=40,
        ),
        Field(
            name="end",
            label=phrase("Window ends"),
            question=phrase("Until when? At most 12 hours after the beginning."),
            max_length=40,
        ),
        Field(
            name="case",
            label=phrase("Case number"),
            question=phrase("The case number of your active investigation."),
            max_length=40,
        ),
        Field(
            name="contact",
            label=phrase("Contact"),
            question=phrase("A telephone number or email where owners can ask back."),
            max_length=120,
        ),
        Field(
            name="sought",
            label=phrase("What is sought"),
            question=phrase("What are you looking for? In neutral words."),
            kind=FieldKind.TEXT,
            max_length=600,
        ),
        Field(
            name="own",
            label=phrase("Your own investigation?"),
            question=phrase("Is this your department's own active investigation?"),
            kind=FieldKind.CHOICE,
            choices=(Choice(value="yes", label=phrase("Yes")), Choice(value="no", label=phrase("No"))),
        ),
    ),
)
CLOSE = CommandSpec(
    name="close",
    description=phrase("Close one of your department's requests"),
    fields=(
        Field(
            name="request", label=phrase("Request"), question=phrase("Which request? Its reference, such as K7QFM3.")
        ),
    ),
    rest="request",
)
REQUESTS = CommandSpec(name="requests", description=phrase("Read the published requests"))
REVIEW = CommandSpec(
    name="review",
    description=phrase("Review what waits, or become a reviewer with an invitation code"),
    fields=(
        Field(name="code", label=phrase("Invitation code"), question=phrase("Your invitation code"), required=False),
    ),
    hushed=True,
    rest="code",
)
REFUSE = CommandSpec(
    name="refuse",
    description=phrase("Refuse a request in review, with the reason that the officer and the public will read"),
    fields=(
        Field(
            name="request", label=phrase("Request"), question=phrase("Which request? Its reference, such as K7QFM3.")
        ),
        Field(
            name="why",
            label=phrase("Reason"),
            question=phrase("Why? The officer and the public will read this."),
            kind=FieldKind.TEXT,
            max_length=500,
        ),
    ),
    in_channels=False,
)
