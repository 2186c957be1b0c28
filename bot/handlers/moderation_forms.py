"""The commands of moderation, declared once for every platform."""

from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.phrase import phrase
from bot.kernel.ids import REF_LENGTH
from bot.moderation.model import MAX_WORDS
from bot.moderation.texts.reviewers import FLAGGED_AS

_AND_WORDS = REF_LENGTH + 30 + MAX_WORDS
"""Where options are typed as text, everything else follows the reference."""

FLAG = CommandSpec(
    name="flag",
    description=phrase("Ask volunteers to look at a report or comment"),
    fields=(
        Field(
            name="post", label=phrase("Report or comment"), question=phrase("Which one? Its reference, such as K7QFM3")
        ),
        Field(
            name="reason",
            label=phrase("What is wrong?"),
            question=phrase("What is wrong with it?"),
            kind=FieldKind.CHOICE,
            choices=tuple(Choice(value=reason.value, label=label) for reason, label in FLAGGED_AS.items()),
        ),
        Field(
            name="words",
            label=phrase("In your words"),
            question=phrase("Do you want to add something for the volunteers? You can skip this"),
            kind=FieldKind.TEXT,
            required=False,
            max_length=MAX_WORDS,
        ),
    ),
    rest="post",
)
APPEAL = CommandSpec(
    name="appeal",
    description=phrase("Ask another reviewer to look at a decision about your post"),
    fields=(
        Field(
            name="post",
            label=phrase("About what"),
            question=phrase("Which decision? The reference, such as K7QFM3"),
            kind=FieldKind.TEXT,
            max_length=_AND_WORDS,
        ),
        Field(
            name="words",
            label=phrase("In your words"),
            question=phrase("Why is the decision wrong? You can skip this"),
            kind=FieldKind.TEXT,
            required=False,
            max_length=MAX_WORDS,
        ),
    ),
    in_channels=False,
    rest="post",
)
FLAGS = CommandSpec(
    name="flags",
    description=phrase("For reviewers: what waits; with “log”, what was decided"),
    fields=(
        Field(
            name="what",
            label=phrase("What"),
            question=phrase("Leave it empty, or write log"),
            required=False,
            max_length=20,
        ),
    ),
    in_channels=False,
    rest="what",
)
HIDE = CommandSpec(
    name="hide",
    description=phrase("For reviewers: take a report or comment down, or show it again"),
    fields=(
        Field(
            name="post",
            label=phrase("Report or comment"),
            question=phrase("Which one? Its reference, such as K7QFM3"),
            kind=FieldKind.TEXT,
            max_length=_AND_WORDS,
        ),
        Field(
            name="why",
            label=phrase("Why"),
            question=phrase("Why? The author reads this"),
            kind=FieldKind.TEXT,
            required=False,
            max_length=MAX_WORDS,
        ),
    ),
    in_channels=False,
    rest="post",
    needs=("why",),
)
BAN = CommandSpec(
    name="ban",
    description=phrase("For reviewers: bar the author of a post for some time, or list who is barred"),
    fields=(
        Field(
            name="post",
            label=phrase("Report or comment"),
            question=phrase("Whose post? Its reference, such as K7QFM3"),
            kind=FieldKind.TEXT,
            required=False,
            max_length=_AND_WORDS,
        ),
        Field(
            name="until",
            label=phrase("Until when"),
            question=phrase("Until when? Such as 7 days, 1 month or 2026-12-24"),
            required=False,
            max_length=40,
        ),
        Field(
            name="why",
            label=phrase("Why"),
            question=phrase("Why? The author reads this"),
            kind=FieldKind.TEXT,
            required=False,
            max_length=MAX_WORDS,
        ),
    ),
    in_channels=False,
    rest="post",
    needs=("post", "until", "why"),
)
