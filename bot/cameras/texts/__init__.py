"""What is said to owners about their cameras: what is stored, who sees it, what still has to be done."""

from bot.cameras.model import OUR_LABEL, Camera, CameraReason
from bot.chat.action import Action
from bot.chat.message import Audience, Button, Facts, Message, Paragraph, say
from bot.chat.phrase import Phrase, phrase, phrase_template

CARD = "camera.card"
PAUSE = "camera.pause"
RESUME = "camera.resume"
REMOVE = "camera.remove"
"""Asks once more."""
ERASE = "camera.erase"

REFUSALS: dict[str, str] = {
    CameraReason.NO_PLACE: phrase_template(
        "I cannot find that place. Please send a location pin, coordinates such as 40.1234, -75.1234, or an address."
    ),
    CameraReason.PLACE_UNREADABLE: phrase_template("{why} A location pin works too."),
    CameraReason.NO_STREET_ADDRESS: phrase_template(
        "That is no full street address. Please type it with the house number."
    ),
    CameraReason.NO_EMAIL: phrase_template(
        "You have no confirmed email address yet. Please type /camera email to confirm one."
    ),
    CameraReason.NO_SUCH_CAMERA: phrase_template(
        "You have no camera of that name or reference. /camera list shows yours."
    ),
    CameraReason.TOO_MANY: phrase_template(
        "You have {limit} cameras here, which is the most. /camera remove takes one away."
    ),
    CameraReason.GEOCODER_DOWN: phrase_template(
        "The address book does not answer right now. "
        "Please send a location pin or coordinates such as 40.1234, -75.1234."
    ),
    CameraReason.BAD_LABEL: phrase_template(
        "A name has one to {limit} characters, with a letter or a digit in it. Please type another one, such as Front door."
    ),
    CameraReason.BAD_FACING: phrase_template(
        "That is no direction I know. Please type one such as north-east, or degrees from 0 (north) to 359."
    ),
    CameraReason.BAD_VIEW: phrase_template(
        "How wide a camera looks is a number of degrees from 1 to 360. Please type one, such as 110."
    ),
    CameraReason.PAUSE_UNREADABLE: phrase_template(
        "I could not read until when. Please type a day, such as 24 December or Friday, or a time, such as for 2 weeks."
    ),
    CameraReason.PAUSE_PAST: phrase_template("That is over already. Please type a day that is still to come."),
    CameraReason.PAUSE_TOO_LONG: phrase_template(
        "That is more than a year away. Please type an earlier day, or pause without one: "
        "the camera then stays off until you turn it on."
    ),
    CameraReason.QUESTION_OVER: phrase_template("That question is closed already. /camera list shows your cameras."),
}

WHAT_IS_STORED = phrase(
    "Stored: the exact place of the camera, this street address, and how to reach you. No command "
    "shows them to anybody but you. Police see the street address and your email address only "
    "together with a clip that you approve, one clip at a time."
)


def registered(camera: Camera, *, mailed_to: str | None, email: str | None, known: bool = False) -> Message:
    """What is stored, who sees it, what is still to be done. `mailed_to` waits for its code; `email` is proved; `known`:
    the camera was registered before."""
    if known:
        title = phrase("Your camera {ref} is registered, at this place", ref=camera.ref)
    else:
        title = phrase("Your camera {ref} is registered", ref=camera.ref)
    return Message(
        title=title,
        blocks=(
            Facts(
                rows=(
                    (phrase("Name"), name_of(camera)),
                    (phrase("Address"), camera.street_address),
                    (phrase("Reference"), camera.ref),
                )
            ),
            Paragraph(text=_next_step(mailed_to, email)),
            Paragraph(text=WHAT_IS_STORED),
            Paragraph(
                text=phrase("With the button below you can name it, say what kind of camera it is, or pause it.")
            ),
        ),
        buttons=((Button(label=phrase("Change {ref}", ref=camera.ref), action=Action(verb=CARD, ref=camera.ref)),),),
        audience=Audience.ONLY_YOU,
    )


def code_mailed(address: str) -> Message:
    """Six digits are on their way."""
    return say(
        phrase("I mailed six digits to {address}. Please type them here to confirm that it is yours.", address=address)
    )


def name_of(camera: Camera) -> str:
    """The name that the owner gave it. Names that we gave ourselves are stored in English, with a number."""
    number = camera.label.removeprefix(OUR_LABEL)
    ours = number != camera.label and number.isascii() and number.isdecimal()
    return phrase("Camera {number}", number=number) if ours else camera.label


def _next_step(mailed_to: str | None, email: str | None) -> Phrase:
    if mailed_to:
        return phrase(
            "Now type the six digits that I mailed to {address}. Until then requests reach you in this chat only, "
            "and no clip can be shared. If no mail comes within ten minutes, type /camera email.",
            address=mailed_to,
        )
    return phrase("Requests reach you in this chat and at {email}. You never have to answer one.", email=email or "")
