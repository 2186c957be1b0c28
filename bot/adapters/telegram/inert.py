"""Finding what Telegram would bring to life by itself in plain text: names, links, tags, commands, numbers.

The renderer marks those stretches as code: they keep every letter, can be copied with a tap, and lead nowhere.
"""

import re
from collections.abc import Iterable, Iterator

_TOKEN = re.compile(r"\S+")
_EDGES = "()[]{}<>,;!?\"'“”‘’«»"
_LIVE = re.compile(
    r"""
    @\w                                 # a name, an address
    | \#[\w\u200c\u00b7\u0d80-\u0dff]*[^\W\d_]  # a tag
    | \$(?:[A-Z]|1INCH)                 # a share
    | ://                               # a link with its scheme
    | [^\s.]\.[^\W\d_]{2}               # a host name
    | \d\.\d{1,3}\.\d{1,3}\.\d          # an address in numbers
    """,
    re.VERBOSE,
)
_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]")
_NUMBER = re.compile(r"\+\d(?:[ \u00a0().-]{0,2}\d){6,14}|\d(?:[ \u00a0-]?\d){12,18}")
"""Somebody's telephone or bank card, which may be written in several words."""
_CUT_INSIDE = re.compile(r"(?:\S|[\u00a0\u2007\u202f]){500}")
"""So long without a place to break that a message may end within, and the next begin with what looks like a command."""
_SLASH = re.compile(r"/[A-Za-z0-9_]")
_OWN_LINK = re.compile(r"https?://\S+")


def live(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches of somebody's words that would come alive, as indices."""
    command = _SLASH if _CUT_INSIDE.search(text) else _COMMAND
    words = [
        _core(text, token.start(), token.end())
        for token in _TOKEN.finditer(text)
        if _LIVE.search(token.group()) or command.search(token.group())
    ]
    numbers = [number.span() for number in _NUMBER.finditer(text)]
    return tuple(_merged(sorted([*words, *numbers])))


def _merged(stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same in order, those that touch as one."""
    first = last = -1
    for start, end in stretches:
        if start > last:
            if last >= 0:
                yield first, last
            first = start
        last = max(last, end)
    if last >= 0:
        yield first, last


def live_unasked(text: str) -> tuple[tuple[int, int], ...]:
    """The same in the house's own words, where whole web addresses and commands are meant to be tapped."""
    return tuple(_unasked(text))


def _unasked(text: str) -> Iterator[tuple[int, int]]:
    for token in _TOKEN.finditer(text):
        start, end = _core(text, token.start(), token.end())
        if _LIVE.search(text[start:end]) and not _OWN_LINK.fullmatch(text[start:end]):
            yield start, end


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """A token without the brackets and punctuation around it."""
    first, last = start, end
    while first < last and text[first] in _EDGES:
        first += 1
    while first < last and text[last - 1] in f"{_EDGES}.:":
        last -= 1
    return (first, last) if first < last else (start, end)
