"""What is said to the operators who call a department about an officer."""

from bot.chat.action import Action
from bot.chat.message import Audience, Button, Facts, Message, Paragraph, say
from bot.chat.phrase import phrase
from bot.departments.model import Department
from bot.officers.model import Officer, Suspension

CALLED, NOT_KNOWN = "officer.called", "officer.unknown"
APP_LOST = phrase(
    "The app that makes this officer's codes was reported lost in their chat. Whoever holds their phone could have done that: "
    "speak with the officer in person, and ask whether they did."
)


def call_card(officer: Officer, department: Department, mailbox: str) -> Message:
    """An operator is asked to call."""
    return Message(
        title=phrase("Please call a department"),
        blocks=(
            Facts(
                rows=(
                    (phrase("Officer"), officer.name),
                    (phrase("Department"), department.name),
                    (phrase("Work mailbox"), mailbox),
                    (phrase("Reference"), officer.ref),
                )
            ),
            Paragraph(
                text=phrase(
                    "Call a number of the department that you found yourself: on its website, in a directory. Not one that "
                    "the officer gave you. Ask whether this officer works there, whether this mailbox is theirs, and whether "
                    "they want to use Porchlight."
                )
            ),
            *((Paragraph(text=APP_LOST),) if officer.why is Suspension.LOST_PHONE else ()),
        ),
        buttons=(
            (
                Button(label=phrase("I called, confirm"), action=Action(verb=CALLED, ref=officer.ref)),
                Button(label=phrase("They do not know them"), action=Action(verb=NOT_KNOWN, ref=officer.ref)),
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def call_noted(officer: Officer) -> Message:
    """The call is on record."""
    return say(phrase("Thank you. {officer} is told; what you said about the call is kept.", officer=officer.name))


def stopped(officer: Officer) -> Message:
    """The department does not know them."""
    return say(phrase("{officer} is suspended, and the public can see it.", officer=officer.name))
