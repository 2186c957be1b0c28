"""Commands and the questions they need answered; one declaration serves every platform."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """What a field holds; the platform picks the fitting control."""

    LINE = "line"
    TEXT = "text"
    """Several lines."""
    CHOICE = "choice"
    """One of `choices`."""
    PLACE = "place"
    """A pin, an address, coordinates, a map link. Travels as text; a pin as `geo:lat,lon`."""
    FILE = "file"
    """A photo or clip to be shown in public. It is washed of metadata as it arrives and travels as `media:` and the
    name under which the store keeps it."""


SKIPPED = "-"
"""What stands for the answer to a question that need not be answered and was skipped."""

MEDIA = "media:"
"""What the answer to a FILE field begins with; the name in the store follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value and how it is shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. `name` is lower-case ASCII with underscores: it is also the name of a slash option."""

    name: str
    label: str
    """Up to 45 characters (Discord's limit for a modal's label)."""
    question: str
    """The full sentence asked where there is room for one; up to 100 characters (slash option description)."""
    kind: FieldKind = FieldKind.LINE
    required: bool = True
    choices: tuple[Choice, ...] = ()
    """At most 25, for CHOICE."""
    open: bool = False
    """A CHOICE that takes other words too, where they can be typed."""
    max_length: int = 200
    suggests: bool = False
    """The handler can complete a half-typed value from local knowledge (Discord autocomplete)."""
    rounded: bool = False
    """A PLACE of which only the map cell may be kept, also while the form is still open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSpec:
    """A command that people type, the same on every platform."""

    name: str
    description: str
    """Up to 100 characters."""
    fields: tuple[Field, ...] = ()
    in_channels: bool = True
    in_direct: bool = True
    hushed: bool = False
    """Not offered in channels, though heard there where commands are typed: its handler limits what reading along
    does."""
    rest: str = ""
    """The field that takes all words after the command where there are no slash options (`/report a broken window`)."""
    quotes: str = ""
    """The field that takes the text of a message to which the command is a reply; its file goes to the FILE field."""
    menu: str = ""
    """The name of an entry in the menu of messages that does the same, where a platform has such menus; up to 32
    characters."""
    note: str = ""
    """A sentence that stays in sight while its form is filled in; may name the `{emergency_number}`."""
    needs: tuple[str, ...] = ()
    """Fields that its handler asks for itself and cannot do without: where they are asked, they cannot be skipped."""

    @property
    def offered_in_channels(self) -> bool:
        """Whether menus and help name it in channels."""
        return self.in_channels and not self.hushed


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Ask a person for what is missing: a modal where there are modals, else one question after another."""

    name: str
    """The command it completes."""
    title: str
    fields: tuple[Field, ...]
    """The fields still to be answered, in order."""
    draft: str
    """The reference of the stored draft which holds the answers already given; survives a restart."""
    note: str = ""
    """A sentence that stays in sight while the form is filled in."""
    language: str = "en"
    """In which it is asked, as of a Message."""


def missing(fields: tuple[Field, ...], answers: Mapping[str, str]) -> tuple[Field, ...]:
    """The required fields that have no answer yet, in order."""
    return tuple(field for field in fields if field.required and not answers.get(field.name, "").strip())
