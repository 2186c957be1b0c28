"""The router's own sentences: what it says when no feature has anything to say."""

from bot.chat.form import CommandSpec, Field
from bot.chat.phrase import Listed, Phrase, phrase

TOO_FAST = phrase("That was a lot at once. Please wait a minute, then go on; nothing was changed.")
WENT_WRONG = phrase("Something went wrong on our side; nothing was changed. Please try again.")
WENT_WRONG_LATER = phrase(
    "Something went wrong on our side after your wish was stored. Please look whether it is there before you try again."
)
REFUSED = phrase("That is not possible.")
NOT_UNDERSTOOD = phrase("I did not understand that. /help lists what I can do.")
NO_FILE_EXPECTED = phrase("I was not waiting for a file, so I did not keep it. /help lists what I can do.")
ONE_FILE = phrase("Only one photo or clip fits in, and I have one of yours already, so I did not keep the others.")
BUTTON_OVER = phrase("That button is no longer in use.")
QUESTION_OVER = phrase("That question is closed already, or it was put to somebody else.")
FILE_KEPT = phrase("I keep the photo or clip for it. One question is still open:")
WORDS_WANTED = phrase("I cannot use a file here. Please answer this question first:")
YOU_WROTE = phrase("So that you need not write it again, this is what you wrote:")
GEOCODER_DOWN = phrase(
    "The address book does not answer right now. Please send a location pin or coordinates such as 40.1234, -75.1234."
)


def dropped(form: str) -> Phrase:
    """The person typed "cancel"."""
    return phrase("All right, I dropped /{form}. Nothing was stored.", form=form)


def makes_way(form: str) -> Phrase:
    """Another form was begun in its place."""
    return phrase("The /{form} that you had begun makes way for this. You had written:", form=form)


def wrong_room(spec: CommandSpec) -> Phrase:
    """The command is not used in this kind of room."""
    if spec.in_direct:
        return phrase("To keep it between us, please send /{command} to me in a direct message.", command=spec.name)
    return phrase("Please use /{command} in the channel that it is about.", command=spec.name)


def too_long(field: Field) -> Phrase:
    """The answer does not fit."""
    return phrase("“{label}”: please use at most {most} characters.", label=field.label, most=field.max_length)


def no_file(field: Field) -> Phrase:
    """Words came where a file was asked for."""
    return phrase("“{label}”: please send a photo or a clip.", label=field.label)


def no_choice(field: Field) -> Phrase:
    """The answer is none of the choices."""
    return phrase(
        "“{label}”: please choose one of these: {choices}.",
        label=field.label,
        choices=Listed(items=tuple(choice.label for choice in field.choices)),
    )
