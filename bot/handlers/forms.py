"""The walk through a form: which answers hold, which fields are still to be asked. Pure; knows no store and no room."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.form import MEDIA, SKIPPED, Choice, CommandSpec, Field, FieldKind, missing
from bot.chat.language import everywhere
from bot.handlers import phrases

PIN = "geo:"
WORTH_KEEPING_CHARACTERS = 20
"""So long a text nobody likes to write again."""
CANCEL_WORDS = frozenset({"cancel", "/cancel", "cancelar", "/cancelar"})
SKIP_WORDS = frozenset({SKIPPED, "skip", "/skip", "omitir", "/omitir"})
"""What is typed instead of an answer that need not be given; words of people, in every language that we speak."""

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Control characters, direction overrides and lone surrogates: no database and no reader is served by them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Answers that hold, the fields to ask in order, and one sentence for each answer that did not hold."""

    answers: Mapping[str, str]
    asking: tuple[Field, ...]
    complaints: tuple[str, ...]


def clean(text: str) -> str:
    """What was typed, without characters that nobody can see, and without blanks around it."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_cancel(text: str) -> bool:
    """The word that gives up an open form."""
    return text.strip().casefold().rstrip(".!") in CANCEL_WORDS


def is_skip(text: str) -> bool:
    """The word that passes over a question."""
    return text.strip().casefold().rstrip(".!") in SKIP_WORDS


def field_named(spec: CommandSpec, name: str) -> Field | None:
    """The field of this name."""
    return next((field for field in spec.fields if field.name == name), None)


def match_choice(field: Field, text: str) -> Choice | None:
    """The choice that was meant, by value or by its label in any language; case, hyphens and accents do not matter."""
    wanted = _plain(text)
    return next((c for c in field.choices if wanted in _names(c)), None)


def check(spec: CommandSpec, given: Mapping[str, str]) -> Checked:
    """Sort out what was answered. An answer that does not hold is left out and its field is asked again."""
    answers: dict[str, str] = {}
    complaints: list[str] = []
    wrong: set[str] = set()
    for field in spec.fields:
        text = clean(given.get(field.name, ""))
        if not any(letter.isprintable() and not letter.isspace() for letter in text):
            continue
        if is_skip(text) and field.name in spec.needs:
            continue  # Its handler cannot do without, and asks for it.
        held = SKIPPED if not field.required and is_skip(text) else _held(field, text)
        if held is None:
            wrong.add(field.name)
            complaints.append(_complaint(field))
        else:
            answers[field.name] = held
    lacking = {field.name for field in missing(spec.fields, answers)} | wrong
    asking = tuple(field for field in spec.fields if field.name in lacking)
    return Checked(answers=answers, asking=asking, complaints=tuple(complaints))


def read_words(spec: CommandSpec, words: str) -> dict[str, str]:
    """What the words after a command answer: its `rest` field.

    Where that is a choice, its words are taken off the front and the remainder answers the next free field:
    `/camera add 12 Oak Street`.
    """
    words = clean(words)
    rest = field_named(spec, spec.rest)
    if rest is None or not words:
        return {}
    if rest.kind is not FieldKind.CHOICE or match_choice(rest, words):
        return {rest.name: words}
    following = spec.fields[spec.fields.index(rest) + 1 :]
    onward = next((field for field in following if field.kind is not FieldKind.CHOICE), None)
    tokens = words.split()
    longest = max((len(name.split()) for choice in rest.choices for name in _names(choice)), default=0)
    for count in range(min(longest, len(tokens) - 1), 0, -1):
        choice = match_choice(rest, " ".join(tokens[:count]))
        if choice is not None and onward is not None:
            return {rest.name: choice.value, onward.name: words.split(maxsplit=count)[count]}
    return {rest.name: words}


def answered_by(spec: CommandSpec, answers: Mapping[str, str], waiting: Field, text: str) -> Field:
    """The field that plain words answer: the one that waits, except that a pin finds the place that is still open."""
    if waiting.kind is FieldKind.PLACE or not text.startswith(PIN):
        return waiting
    return next((f for f in spec.fields if f.kind is FieldKind.PLACE and f.name not in answers), waiting)


def pick(field: Field | None, index: str) -> str | None:
    """The value behind a choice's button."""
    # isdecimal alone would let digits of other scripts through, and int() of a very long text raises.
    if field is None or not (index.isascii() and index.isdecimal() and len(index) <= 3):
        return None
    return field.choices[int(index)].value if int(index) < len(field.choices) else None


def file_field(spec: CommandSpec) -> Field | None:
    """The field that takes a photo or clip."""
    return next((field for field in spec.fields if field.kind is FieldKind.FILE), None)


def open_file_field(spec: CommandSpec, answers: Mapping[str, str]) -> Field | None:
    """The field that a photo or clip still answers, whatever is asked at the moment."""
    field = file_field(spec)
    return field if field is not None and not answers.get(field.name, "").startswith(MEDIA) else None


def written(spec: CommandSpec, answers: Mapping[str, str]) -> tuple[str, ...]:
    """What was written at length: it is shown again where it would be lost."""
    texts = (answers.get(field.name, "") for field in spec.fields if field.kind is FieldKind.TEXT)
    return tuple(text for text in texts if len(text) >= WORTH_KEEPING_CHARACTERS)


def _complaint(field: Field) -> str:
    match field.kind:
        case FieldKind.CHOICE:
            return phrases.no_choice(field)
        case FieldKind.FILE:
            return phrases.no_file(field)
        case _:
            return phrases.too_long(field)


def _held(field: Field, text: str) -> str | None:
    if field.kind is FieldKind.FILE:
        return text if text.startswith(MEDIA) else None
    if field.kind is FieldKind.CHOICE:
        choice = match_choice(field, text)
        if choice is None and field.open and len(text) <= field.max_length:
            return text
        return choice.value if choice else None
    if field.kind is not FieldKind.TEXT:
        text = " ".join(text.split())
    return text if len(text) <= field.max_length else None


def _names(choice: Choice) -> frozenset[str]:
    return frozenset(map(_plain, (choice.value, *everywhere(choice.label))))


def _plain(text: str) -> str:
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(bare.casefold().replace("_", " ").replace("-", " ").split())
