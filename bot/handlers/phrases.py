"""The router's own sentences: what it says when no feature has anything to say."""

from bot.chat.form import CommandSpec, Field
from bot.chat.phrase import phrase

TOO_FAST = "That was a lot at once. Please wait a minute, then go on; nothing was changed."
WENT_WRONG = "Something went wrong on our side; nothing was changed. Please try again."
WENT_WRONG_LATER = (
    "Something went wrong on our side after your wish was stored. Please look whether it is there before you try again."
)
REFUSED = "That is not possible."
NOT_UNDERSTOOD = "I did not understand that. /help lists what I can do."
NO_FILE_EXPECTED = "I was not waiting for a file, so I did not keep it. /help lists what I can do."
BUTTON_OVER = "That button is no longer in use."
QUESTION_OVER = "That question is closed already."
GEOCODER_DOWN = (
    "The address book does not answer right now. Please send a location pin or coordinates such as 40.1234, -75.1234."
)


def dropped(form: str) -> str:
    """The person typed "cancel"."""
    return f"All right, I dropped /{form}. Nothing was stored."


def wrong_room(spec: CommandSpec) -> str:
    """The command is not used in this kind of room."""
    if spec.in_direct:
        return f"To keep it between us, please send /{spec.name} to me in a direct message."
    return f"Please use /{spec.name} in the channel that it is about."


def too_long(field: Field) -> str:
    """The answer does not fit."""
    return f"{field.label}: please use at most {field.max_length} characters."


def no_file(field: Field) -> str:
    """Words came where a file was asked for."""
    return phrase("{label}: please send a photo or a clip.", label=field.label)


def no_choice(field: Field) -> str:
    """The answer is none of the choices."""
    return f"{field.label}: please choose one of these: {', '.join(choice.label for choice in field.choices)}."
