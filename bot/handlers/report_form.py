"""What is asked of somebody who reports: what was done comes first, and who did it is not asked at all."""

from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.phrase import phrase
from bot.geo.places import MAX_PLACE_CHARACTERS
from bot.incidents import texts
from bot.incidents.model import MAX_TEXT, Category

NAMED = "named"

TEXT = Field(
    name="text",
    label=phrase("What happened?"),
    question=phrase("What happened? Say what you saw being done, not who did it by their looks"),
    kind=FieldKind.TEXT,
    required=False,
    max_length=MAX_TEXT,
)
CATEGORY = Field(
    name="category",
    label=phrase("Category"),
    question=phrase("What is it about?"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=tuple(Choice(value=category.value, label=texts.LABELS[category]) for category in Category),
)
PLACE = Field(
    name="place",
    label=phrase("Place"),
    question=phrase("Where? A pin, coordinates or an address; it is rounded to a block before it is stored"),
    kind=FieldKind.PLACE,
    required=False,
    max_length=MAX_PLACE_CHARACTERS,
    suggests=True,
    rounded=True,
)
WHEN = Field(
    name="when",
    label=phrase("When?"),
    question=phrase("When was it? Such as “yesterday 9 pm” or “2 hours ago”; skipped means now"),
    required=False,
    max_length=80,
)
FILE = Field(
    name="file",
    label=phrase("Photo or clip"),
    question=phrase("A photo or a clip? Its place and device data are removed; everybody will see it"),
    kind=FieldKind.FILE,
    required=False,
)
NAME = Field(
    name="name",
    label=phrase("As whom?"),
    question=phrase("As whom do others see you? Skipped means anonymous"),
    kind=FieldKind.CHOICE,
    required=False,
    choices=(
        Choice(value="anonymous", label=phrase("A neighbor")),
        Choice(value=NAMED, label=phrase("With my name")),
    ),
)
REPORT = CommandSpec(
    name="report",
    description=phrase("Tell your neighbors what happened"),
    fields=(TEXT, CATEGORY, PLACE, WHEN, FILE, NAME),
    rest="text",
    quotes="text",
    menu=phrase("Report to neighbors"),
    note=texts.NOTE,
    needs=("text", "category", "place"),
)
NEEDED = (TEXT, CATEGORY, PLACE)
ASKED_TOO = (WHEN, FILE)
"""Asked with the others. The name is not: the preview has a button for it, where it is seen what it does."""
