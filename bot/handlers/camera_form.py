"""What is asked of somebody who has a camera, and how typed words are sorted into it."""

import re
from collections.abc import Mapping

from bot.cameras.ends import SPANS
from bot.cameras.model import MAX_LABEL
from bot.cameras.texts import cards
from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.phrase import phrase
from bot.geo.places import MAX_PLACE_CHARACTERS

YES, NO, ANOTHER, SAME = "yes", "no", "another", "same"

DO = Field(
    name="do",
    label=phrase("What to do"),
    question=phrase("What would you like to do?"),
    kind=FieldKind.CHOICE,
    choices=(
        Choice(value="add", label=phrase("Add")),
        Choice(value="list", label=phrase("List")),
        Choice(value="edit", label=phrase("Edit")),
        Choice(value="move", label=phrase("Move house")),
        Choice(value="pause", label=phrase("Pause")),
        Choice(value="resume", label=phrase("Resume")),
        Choice(value="remove", label=phrase("Remove")),
        Choice(value="email", label=phrase("Email")),
    ),
)
PLACE = Field(
    name="place",
    label=phrase("Place of the camera"),
    question=phrase("Where is the camera? Send a pin, coordinates or its address"),
    kind=FieldKind.PLACE,
    required=False,
    max_length=MAX_PLACE_CHARACTERS,
    suggests=True,
)
ADDRESS = Field(
    name="address",
    label=phrase("Street address"),
    question=phrase("Which street address is that? With the house number, please"),
    required=False,
)
EMAIL = Field(
    name="email",
    label=phrase("Email address"),
    question=phrase("Which email address may requests go to? Six digits will be mailed to it"),
    required=False,
    max_length=254,
)
CAMERA_REF = Field(
    name="camera",
    label=phrase("Camera"),
    question=phrase("Which camera? Its name, its number in the list, or its reference, such as K7QFM3"),
    required=False,
    max_length=80,
)
CONFIRM = Field(
    name="confirm",
    label=phrase("Is this the place?"),
    question=phrase("Is the place on the map the right one? Leave it empty until you have seen it"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=(
        Choice(value=YES, label=phrase("Yes")),
        Choice(value=NO, label=phrase("No, another place")),
        Choice(value=ANOTHER, label=phrase("Yes, one more camera here")),
    ),
    open=True,
    max_length=MAX_PLACE_CHARACTERS,
)
LABEL = Field(
    name="name",
    label=phrase("Name of the camera"),
    question=phrase("What shall it be called? Only you see the name, such as Front door"),
    required=False,
    max_length=MAX_LABEL,
)
KIND = Field(
    name="kind",
    label=phrase("Kind of camera"),
    question=phrase("What kind of camera is it?"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=tuple(Choice(value=kind.value, label=label) for kind, label in cards.KIND_LABELS.items()),
)
FACING = Field(
    name="facing",
    label=phrase("Where it looks"),
    question=phrase("Which way does it look? Such as north-east, or degrees such as 45"),
    required=False,
    max_length=40,
)
VIEW = Field(
    name="view",
    label=phrase("How wide it looks"),
    question=phrase("How wide does it look, in degrees? Such as 110"),
    required=False,
    max_length=40,
)
UNTIL = Field(
    name="until",
    label=phrase("Until when?"),
    question=phrase("Until when? A day such as 24 December, or a time such as for 2 weeks"),
    required=False,
    max_length=80,
)
CAMERA = CommandSpec(
    name="camera",
    description=phrase("Add a camera; list, change, pause, move or remove yours; confirm your email address"),
    fields=(DO, PLACE, ADDRESS, EMAIL, CAMERA_REF, CONFIRM, LABEL, KIND, FACING, VIEW, UNTIL),
    in_channels=False,
    rest="do",
    needs=tuple(each.name for each in (PLACE, ADDRESS, EMAIL, CAMERA_REF, CONFIRM, LABEL, FACING, VIEW, UNTIL)),
)

_MEANT = {"pause": "camera", "resume": "camera", "remove": "camera", "edit": "camera", "email": "email"}
_UNTIL = re.compile(r"(?:^|\s)(?=(?:until|till|for|hasta|por|durante)\s)", re.IGNORECASE)


def sorted_out(answers: Mapping[str, str]) -> Mapping[str, str]:
    """Typed words behind the choice land in the field that follows, the place: `/camera pause K7QFM3` means another, and
    `/camera pause K7QFM3 until Friday` means two."""
    meant = _MEANT.get(answers["do"])
    if meant is None or meant in answers or "place" not in answers:
        return answers
    rest = {name: answer for name, answer in answers.items() if name != "place"}
    words = answers["place"]
    if answers["do"] != "pause" or "until" in answers:
        return {**rest, meant: words}
    if SPANS.fullmatch(words.casefold()):
        return {**rest, "until": words}
    split = _UNTIL.split(words, maxsplit=1)
    if len(split) == 1:
        return {**rest, meant: words}
    which, until = split
    return {**rest, **({"camera": which.strip()} if which.strip() else {}), "until": until.strip()}
