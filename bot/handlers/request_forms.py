"""The commands of officers and reviewers, declared once for every platform."""

from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.phrase import phrase
from bot.requests.model import IncidentType
from bot.requests.reviewing import MAX_ANSWER, MAX_QUESTION, MAX_WHY
from bot.requests.texts import INCIDENT_TYPES
from bot.requests.texts.previews import CHANGES

MAX_AREA_CHARACTERS = 4000
"""Of a pasted outline: what a message holds on one platform, and a dialog on the other."""

PLACE = Field(
    name="place",
    label=phrase("Place"),
    question=phrase("Where? An address, a pin, coordinates, a map link, corners, or GeoJSON"),
    kind=FieldKind.PLACE,
    required=False,
    max_length=MAX_AREA_CHARACTERS,
    suggests=True,
)
RADIUS = Field(
    name="radius",
    label=phrase("Radius"),
    question=phrase("How far around it? For example 400 m or 0.25 mi."),
    required=False,
    max_length=20,
)
TYPE = Field(
    name="type",
    label=phrase("Incident type"),
    question=phrase("What is being investigated?"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=tuple(Choice(value=kind.value, label=INCIDENT_TYPES[kind]) for kind in IncidentType),
)
HAPPENED = Field(
    name="happened",
    label=phrase("Time of the incident"),
    question=phrase("When did it happen? For example 2026-11-22 21:30."),
    required=False,
    max_length=80,
)
START = Field(
    name="start",
    label=phrase("Window begins"),
    question=phrase("From when do you look for video? Or a span, such as “last 2 hours”"),
    required=False,
    max_length=80,
)
END = Field(
    name="end",
    label=phrase("Window ends"),
    question=phrase("Until when? At most 12 hours after the beginning."),
    required=False,
    max_length=80,
)
CASE = Field(
    name="case",
    label=phrase("Case number"),
    question=phrase("The case number of your active investigation."),
    required=False,
    max_length=40,
)
CONTACT = Field(
    name="contact",
    label=phrase("Contact"),
    question=phrase("A telephone number or email where owners can ask back."),
    required=False,
    max_length=120,
)
SOUGHT = Field(
    name="sought",
    label=phrase("What is sought"),
    question=phrase("What are you looking for? In neutral words."),
    kind=FieldKind.TEXT,
    required=False,
    max_length=600,
)
OWN = Field(
    name="own",
    label=phrase("Your own investigation?"),
    question=phrase("Is this your department's own active investigation?"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=(Choice(value="yes", label=phrase("Yes")), Choice(value="no", label=phrase("No"))),
)
CHANGE = Field(
    name="change",
    label=phrase("What to change"),
    question=phrase("What do you want to change about your draft?"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=tuple(Choice(value=name, label=label) for name, label in CHANGES.items()),
)
ASKED = (PLACE, RADIUS, TYPE, HAPPENED, START, END, CASE, CONTACT, SOUGHT, OWN)
REQUEST = CommandSpec(
    name="request",
    description=phrase("Ask camera owners near a place for video of an incident (verified officers)"),
    fields=(*ASKED, CHANGE),
    in_channels=False,
    needs=tuple(field.name for field in (*ASKED, CHANGE)),
)
WHICH = Field(
    name="request", label=phrase("Request"), question=phrase("Which request? Its reference, such as K7QFM3.")
)
CLOSE = CommandSpec(
    name="close",
    description=phrase("Close one of your department's requests"),
    fields=(WHICH,),
    rest="request",
)
ONE = Field(
    name="request",
    label=phrase("Request"),
    question=phrase("Which request in full? Its reference, such as K7QFM3"),
    required=False,
)
REQUESTS = CommandSpec(
    name="requests", description=phrase("Read the published requests, or one in full"), fields=(ONE,), rest="request"
)
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
        WHICH,
        Field(
            name="why",
            label=phrase("Reason"),
            question=phrase("Why? The officer and the public will read this."),
            kind=FieldKind.TEXT,
            max_length=MAX_WHY,
        ),
    ),
    in_channels=False,
)
QUESTION = CommandSpec(
    name="question",
    description=phrase("Ask the officer about a request in review, before you decide (reviewers)"),
    fields=(
        WHICH,
        Field(
            name="question",
            label=phrase("Question"),
            question=phrase("What do you want to know? The officer does not learn who asks."),
            kind=FieldKind.TEXT,
            max_length=MAX_QUESTION,
        ),
    ),
    in_channels=False,
)
ANSWER = CommandSpec(
    name="answer",
    description=phrase("Answer what a reviewer asks about your request (verified officers)"),
    fields=(
        Field(
            name="question",
            label=phrase("Question"),
            question=phrase("Which question? The reference on its button; pressing the button is easier."),
        ),
        Field(
            name="answer",
            label=phrase("Answer"),
            question=phrase("Your answer? Only reviewers read it."),
            kind=FieldKind.TEXT,
            max_length=MAX_ANSWER,
        ),
    ),
    in_channels=False,
)
