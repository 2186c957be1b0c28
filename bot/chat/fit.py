"""Fitting what is said to what a platform can show: cleaning, splitting, keyboards, typed choices. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from bot.chat.action import Action
from bot.chat.message import Button, LinkButton

Row = tuple[Button | LinkButton, ...]
Keyboard = tuple[Row, ...]

SHORTEST_LIMIT = 2
"""A character outside the basic plane takes two UTF-16 units and is never cut."""

_ZERO_WIDTH_JOINER = "\u200d"
_VIRAMA_CLASS = 9
_SPACING_VOWELS = "\u0e33\u0eb3"
"""Thai and Lao AM: letters by category, yet part of the cluster before them."""
_GLUE = "\u00a0\u2007\u202f"
"""White space that holds words together."""
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_HALVES = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without what no platform should show: control characters, those of the reading direction among them.

    Line ends become `\\n`; half a surrogate pair, which no encoding takes, becomes U+FFFD. The rest stays as it is.
    """
    return _HALVES.sub("\ufffd", _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)))


def length(text: str, utf16: bool) -> int:
    """How long a platform finds the text: in UTF-16 code units, or in code points."""
    return len(text) + sum(character > "\uffff" for character in text) if utf16 else len(text)


def split(text: str, limit: int, utf16: bool) -> tuple[str, ...]:
    """The text in pieces of at most `limit`, cut between paragraphs, else lines, else words, else grapheme clusters.

    Nothing is lost but the white space at the borders and ends. No piece is blank; a blank text has no pieces.
    A single cluster longer than the limit is cut between code points. Raises ValueError for a limit below 2.
    """
    return tuple(text[start:end] for start, end in spans(text, limit, utf16))


def spans(text: str, limit: int, utf16: bool) -> tuple[tuple[int, int], ...]:
    """Where `split` cuts: the start and end of each piece, as indices into the text."""
    if limit < SHORTEST_LIMIT:
        raise ValueError(f"A piece takes at least {SHORTEST_LIMIT} units.")
    return tuple(_pieces(text, limit, utf16))


def _pieces(text: str, limit: int, utf16: bool) -> Iterator[tuple[int, int]]:
    end = len(text)
    while end and _is_space(text, end - 1):
        end -= 1
    start = _after_space(text, 0, end)
    while start < end:
        stop = _furthest(text, start, end, limit, utf16)
        if stop < end:
            stop = _border(text, start, stop)
        last = stop
        while last > start + 1 and _is_space(text, last - 1):
            last -= 1
        yield start, last
        start = _after_space(text, stop, end)


def _furthest(text: str, start: int, end: int, limit: int, utf16: bool) -> int:
    """The index up to which the text still fits."""
    if not utf16:
        return min(end, start + limit)
    room, at = limit, start
    while at < end:
        room -= 2 if text[at] > "\uffff" else 1
        if room < 0:
            break
        at += 1
    return at


def _border(text: str, start: int, stop: int) -> int:
    """The best place to cut in (start, stop]: a paragraph or line in the second half, a word, a cluster."""
    half = start + (stop - start) // 2
    for mark in ("\n\n", "\n"):
        at = text.rfind(mark, half + 1, stop + len(mark))
        if at > start and not _continues(text, at + len(mark)):
            return at
    for at in range(stop, start, -1):
        if _is_space(text, at):
            return at
    for at in range(stop, start, -1):
        if not _continues(text, at):
            return at
    return stop


def _is_space(text: str, at: int) -> bool:
    """White space at which a line may break, and that carries no accent."""
    return text[at].isspace() and text[at] not in _GLUE and not _continues(text, at + 1)


def _after_space(text: str, at: int, end: int) -> int:
    while at < end and _is_space(text, at):
        at += 1
    return at


def _continues(text: str, at: int) -> bool:
    """Whether the character at `at` belongs to the grapheme cluster before it (UAX 29, without the rarest rules)."""
    if not 0 < at < len(text):
        return False
    before, here = text[at - 1], text[at]
    category = unicodedata.category(here)
    if category in ("Mn", "Mc", "Me") or here == _ZERO_WIDTH_JOINER or here in _SPACING_VOWELS:
        return True
    if "\U0001f3fb" <= here <= "\U0001f3ff" or "\U000e0020" <= here <= "\U000e007f":
        return True
    if before == _ZERO_WIDTH_JOINER:
        return True
    if unicodedata.combining(before) == _VIRAMA_CLASS and category.startswith("L"):
        return True
    if "\u1160" <= here <= "\u11ff" and "\u1100" <= before <= "\u11ff":
        return True
    return _is_flag_half(here) and _flag_halves_before(text, at) % 2 == 1


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_halves_before(text: str, at: int) -> int:
    first = at
    while first and _is_flag_half(text[first - 1]):
        first -= 1
    return at - first


def rows(buttons: Keyboard, per_row: int, total: int, most_rows: int | None = None) -> tuple[Keyboard, ...]:
    """The buttons as keyboards that a platform takes; all but the first need a message of their own.

    Every button is there once, in the same order. Rows stay as they are where they fit; a longer one goes on in the
    next row. With too many rows (`most_rows`) the rows are filled up, before a second keyboard is begun.
    """
    shaped = [row[at : at + per_row] for row in buttons for at in range(0, len(row), per_row)]
    every = [button for row in shaped for button in row]
    if most_rows is not None and len(shaped) > most_rows:
        shaped = [tuple(every[at : at + per_row]) for at in range(0, len(every), per_row)]
    keyboards: list[list[Row]] = [[]]
    for row in shaped:
        for part in (row[at : at + total] for at in range(0, len(row), total)):
            current = keyboards[-1]
            is_full = sum(map(len, current)) + len(part) > total
            if current and (is_full or (most_rows is not None and len(current) == most_rows)):
                keyboards.append([])
            keyboards[-1].append(part)
    return tuple(tuple(keyboard) for keyboard in keyboards if keyboard)


def typed_choice(button: Button) -> str:
    """How a choice is made where there are no buttons: `reply YES K7QFM3`."""
    return f"reply {_words(button.action, 1)}"


def typed_choices(buttons: Iterable[Button]) -> tuple[str, ...]:
    """The same for choices offered together: one that would read like another takes its whole verb, `ASK YES …`."""
    offered = tuple(buttons)
    short = [_fold(_words(button.action, 1)) for button in offered]
    return tuple(
        typed_choice(button) if short.count(_fold(_words(button.action, 1))) == 1 else f"reply {_words(button.action)}"
        for button in offered
    )


def read_typed_choice(text: str, offered: Iterable[Action]) -> Action | None:
    """The one of the offered actions that these words choose; None when they choose none, or more than one.

    Takes what `typed_choice` and `typed_choices` wrote, in any case, with or without "reply", quotes or a full stop.
    """
    said = _fold(re.sub(r"^\W*(?:reply\b)?", "", text.strip(), flags=re.IGNORECASE))
    among = tuple(dict.fromkeys(offered))
    for last in (None, 1):
        found = [action for action in among if said == _fold(_words(action, last))]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def _words(action: Action, last: int | None = None) -> str:
    """The verb's last word, or all of them, and the reference."""
    verb = action.verb.split(".")
    return " ".join([*verb[-(last or len(verb)) :], action.ref]).strip().upper()


def _fold(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .!\"'“”‘’«»")
