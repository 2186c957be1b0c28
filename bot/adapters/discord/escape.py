"""Escaping: makes text appear on Discord as it was typed, without markup, mentions, masked links or invites."""

import re

_MARKS = re.compile(r"[\\*_~`|\[\]<>]")
"""`<` opens mentions, timestamps and custom emoji, `[` opens a masked link; the rest is markup anywhere."""

_LINE_START = re.compile(r"^(\s*)(#{1,3}|-#?|\+)(?=\s|$)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d+)([.)])(?=\s|$)", re.MULTILINE)
_EVERYONE = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_SCHEME = re.compile(r"://")
_INVITE = re.compile(r"(discord(?:app)?)\.(?=(?:gg|com|gift|new)\b)", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\[\]\\`|]+")

GROWTH = 2
"""No escaped text is longer than this many times the text, plus one."""


def foreign(text: str) -> str:
    """Somebody else's words: nothing in them is markup, a mention or a link that can be clicked."""
    return _SCHEME.sub(r":\\//", _plain(text))


def own(text: str) -> str:
    """Our own words: no markup either, but a web address in them stays a link, unless it is an invite."""
    pieces: list[str] = []
    end = 0
    for link in _LINK.finditer(text):
        pieces.append(text[end : link.start()])
        pieces.append(link[0])
        end = link.end()
    pieces.append(text[end:])
    # Every second piece is a link.
    return "".join(_link(piece) if index % 2 else foreign(piece) for index, piece in enumerate(pieces))


def _link(url: str) -> str:
    return foreign(url) if _INVITE.search(url) else url


def _plain(text: str) -> str:
    escaped = _MARKS.sub(r"\\\g<0>", text)
    escaped = _LINE_START.sub(r"\1\\\2", escaped)
    escaped = _NUMBERED.sub(r"\1\\\2", escaped)
    escaped = _EVERYONE.sub("@\u200b", escaped)
    return _INVITE.sub(r"\1\\.", escaped)
