"""Finding what Telegram would bring to life by itself in plain text: names, links, tags, commands.

The renderer marks those stretches as code: they keep every letter, can be copied with a tap, and lead nowhere.
"""

import re
from collections.abc import Iterator

_TOKEN = re.compile(r"\S+")
_EDGES = "()[]{}<>,;!?\"'“”‘’«»"
_LIVE = re.compile(
    r"""
    @\w                                 # a name, an address
    | \#\w*[^\W\d_]                     # a tag
    | \$[A-Z]                           # a share
    | ://                               # a link with its scheme
    | [^\s.]\.[^\W\d_]{2}               # a host name
    | \d\.\d{1,3}\.\d{1,3}\.\d          # an address in numbers
    """,
    re.VERBOSE,
)
_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]")
_OWN_LINK = re.compile(r"https?://\S+")


def live(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches of somebody's words that would come alive, as indices."""
    return tuple(
        _core(text, token.start(), token.end())
        for token in _TOKEN.finditer(text)
        if _LIVE.search(token.group()) or _COMMAND.search(token.group())
    )


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
