"""What is said to owners about their cameras: what is stored, who sees it, what still has to be done."""

from collections.abc import Sequence

from bot.cameras.model import Camera, CameraReason
from bot.chat.action import Action
from bot.chat.message import Audience, Block, Button, Facts, LinkButton, Message, Paragraph, say
from bot.chat.phrase import Phrase, phrase, phrase_template

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
    CameraReason.NO_SUCH_CAMERA: phrase_template("You have no camera of that reference. /camera list shows yours."),
    CameraReason.TOO_MANY: phrase_template(
        "You have {limit} cameras here, which is the most. /camera remove takes one away."
    ),
    CameraReason.GEOCODER_DOWN: phrase_template(
        "The address book does not answer right now. "
        "Please send a location pin or coordinates such as 40.1234, -75.1234."
    ),
}


def which_address() -> Message:
    """A pin alone does not say the address that police would get."""
    return say(
        phrase(
            "I know where that is, but not its street address. Police would get the address together with a clip that "
            "you approve, so please type it yourself."
        )
    )


def registered(camera: Camera, *, mailed_to: str | None, email: str | None) -> Message:
    """What is stored, who sees it, what is still to be done. `mailed_to` waits for its code; `email` is proved."""
    return Message(
        title=phrase("Your camera {ref} is registered", ref=camera.ref),
        blocks=(
            Facts(rows=((phrase("Address"), camera.street_address), (phrase("Reference"), camera.ref))),
            Paragraph(
                text=phrase(
                    "Stored: the exact place of the camera, this street address, and how to reach you. No command "
                    "shows them to anybody but you. Police see the street address and your email address only "
                    "together with a clip that you approve, one clip at a time."
                )
            ),
            Paragraph(text=_next_step(mailed_to, email)),
            Paragraph(
                text=phrase(
                    "If the address is wrong: /camera remove {ref}, then /camera add with the address.", ref=camera.ref
                )
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def code_mailed(address: str) -> Message:
    """Six digits are on their way."""
    return say(
        phrase("I mailed six digits to {address}. Please type them here to confirm that it is yours.", address=address)
    )


def listing(cameras: Sequence[Camera], email: str | None) -> Message:
    """The owner's cameras, each with its buttons."""
    if not cameras:
        return say(phrase("You have no camera here. /camera add registers one."))
    blocks: list[Block] = [Facts(rows=tuple((camera.ref, _row(camera)) for camera in cameras))]
    blocks.append(
        Paragraph(
            text=phrase("Requests also go to {email}.", email=email)
            if email
            else phrase("Your email address is not confirmed: /camera email. Until then no clip of yours can be shared.")
        )
    )
    buttons = tuple(_buttons(camera) for camera in cameras)
    return Message(title=phrase("Your cameras"), blocks=tuple(blocks), buttons=buttons, audience=Audience.ONLY_YOU)


def paused(camera: Camera) -> Message:
    """The camera is in nobody's range."""
    return say(
        phrase("Camera {ref} is paused: you will not be asked about it until /camera resume {ref}.", ref=camera.ref)
    )


def resumed(camera: Camera) -> Message:
    """The camera is back in range."""
    return say(
        phrase(
            "Camera {ref} is on again: you may be asked about requests near it. You never have to answer.",
            ref=camera.ref,
        )
    )


def really_remove(camera: Camera) -> Message:
    """Erasing cannot be undone, so it is asked once more."""
    return Message(
        blocks=(
            Paragraph(
                text=phrase(
                    "Erase camera {ref} at {address}, its place and its address?",
                    ref=camera.ref,
                    address=camera.street_address,
                )
            ),
        ),
        buttons=((Button(label=phrase("Erase it"), action=Action(verb=ERASE, ref=camera.ref)),),),
        audience=Audience.ONLY_YOU,
    )


def removed(camera: Camera) -> Message:
    """The camera is gone."""
    return say(
        phrase(
            "Camera {ref} is erased, its place and its address with it. A clip that you shared with that "
            "address is taken back, unless an officer has fetched it already.",
            ref=camera.ref,
        )
    )


def _next_step(mailed_to: str | None, email: str | None) -> Phrase:
    if mailed_to:
        return phrase(
            "Now type the six digits that I mailed to {address}. Until then requests reach you in this chat only, "
            "and no clip can be shared. If no mail comes within ten minutes, type /camera email.",
            address=mailed_to,
        )
    return phrase("Requests reach you in this chat and at {email}. You never have to answer one.", email=email or "")


def _row(camera: Camera) -> Phrase:
    if camera.paused:
        return phrase("{camera}, {address} (paused)", camera=_label(camera), address=camera.street_address)
    return phrase("{camera}, {address}", camera=_label(camera), address=camera.street_address)


def _label(camera: Camera) -> str:
    """Labels that we gave ourselves are stored in English, with a number."""
    number = camera.label.removeprefix("Camera ")
    return phrase("Camera {number}", number=number) if number.isdecimal() else camera.label


def _buttons(camera: Camera) -> tuple[Button | LinkButton, ...]:
    if camera.paused:
        toggle = Button(label=phrase("Resume {ref}", ref=camera.ref), action=Action(verb=RESUME, ref=camera.ref))
    else:
        toggle = Button(label=phrase("Pause {ref}", ref=camera.ref), action=Action(verb=PAUSE, ref=camera.ref))
    return (
        toggle,
        Button(label=phrase("Remove {ref}", ref=camera.ref), action=Action(verb=REMOVE, ref=camera.ref)),
    )
