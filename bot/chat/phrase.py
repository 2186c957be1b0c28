"""Our own words, with what they are made of, so that each reader can have them in their own language.

A phrase is a string in English, and works as one everywhere. `chat.language` says it in another language; joining it to
something else (`+`, an f-string, a slice) makes it a plain string, which stays English for ever: so sentences are whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class WhenForm(StrEnum):
    """How exactly a moment is told."""

    DAY = "day"
    """Tue, Nov 24, 2026."""
    HOUR = "hour"
    """The hour that it lies in, and no finer: Tue, Nov 24, 2026, 8-9 PM."""
    MINUTE = "minute"
    """Tue, Nov 24, 2026, 8:15 PM PST."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A moment, as people at a place would read it off their clocks."""

    at: datetime
    """Aware."""
    zone: str
    """IANA name, such as America/Los_Angeles."""
    form: WhenForm = WhenForm.MINUTE

    def __str__(self) -> str:
        pattern = {WhenForm.DAY: "%Y-%m-%d", WhenForm.HOUR: "%Y-%m-%d %H:00 %Z", WhenForm.MINUTE: "%Y-%m-%d %H:%M %Z"}
        return self.at.astimezone(ZoneInfo(self.zone)).strftime(pattern[self.form])


@dataclass(frozen=True, slots=True, kw_only=True)
class Far:
    """A distance, told in the unit that people use where the bot runs."""

    metres: float

    def __str__(self) -> str:
        return f"{self.metres:.0f} m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Several things in a row: “a, b and c”."""

    items: tuple["Fact", ...]

    def __str__(self) -> str:
        return ", ".join(str(item) for item in self.items)


Fact = str | int | float | When | Far | Listed
"""What stands in a phrase's braces. A string is shown as it is, unless it is a Phrase; the others by local custom."""


class Phrase(str):
    """Words of ours. Made by `phrase` and `counted` only, whose first words are what translators see."""

    __slots__ = ("facts", "many", "msgid", "number")

    msgid: str
    many: str
    """The plural, for what `counted` made; else empty."""
    number: int
    facts: Mapping[str, Fact]

    def __new__(cls, msgid: str, facts: Mapping[str, Fact], many: str = "", number: int = 1) -> "Phrase":
        made = super().__new__(cls, (many if many and number != 1 else msgid).format(**facts))
        made.msgid, made.many, made.number, made.facts = msgid, many, number, facts
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return Phrase, (self.msgid, self.facts, self.many, self.number)


def phrase(english: str, /, **facts: Fact) -> Phrase:
    """A whole sentence or label in English, with the facts for its braces: `phrase("{ref} is closed.", ref=ref)`."""
    return Phrase(english, facts)


def counted(one: str, many: str, number: int, /, **facts: Fact) -> Phrase:
    """A sentence that depends on a number, which it may name as `{n}`: `counted("{n} report", "{n} reports", 3)`."""
    return Phrase(one, {"n": number, **facts}, many, number)


def phrase_template(english: str, /) -> Phrase:
    """A sentence whose braces are filled later, by `fill`: the wording of a refusal, kept in a table."""
    made = Phrase.__new__(Phrase, english.replace("{", "{{").replace("}", "}}"), {})
    made.msgid = english
    return made


def fill(template: str, /, **facts: Fact) -> Phrase:
    """The template with its facts. Raises LookupError for a fact that is missing."""
    return Phrase(template.msgid if isinstance(template, Phrase) else template, facts)
