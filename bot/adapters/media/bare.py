"""Whether a washed file holds nothing but a picture: it is walked to its last byte before it is kept.

The washing process has met hostile bytes, so its work is not believed. This walk decodes nothing: it follows lengths,
and knows every kind of part that may be there.
"""

import struct

from bot.adapters.media.faststart import boxes

_JFIF = b"\x00\x10JFIF\0"
_TABLES = frozenset({0xC0, 0xC2, 0xC4, 0xDB, 0xDD})
"""Frame headers, Huffman and quantisation tables, restart interval."""

_ALLOWED: dict[bytes, frozenset[bytes]] = {
    b"": frozenset({b"ftyp", b"moov", b"mdat"}),
    b"moov": frozenset({b"mvhd", b"trak"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia"}),
    b"edts": frozenset({b"elst"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"dinf", b"stbl"}),
    b"dinf": frozenset({b"dref"}),
    b"stbl": frozenset({b"stsd", b"stts", b"stss", b"stsc", b"stsz", b"stco"}),
    b"avc1": frozenset({b"avcC", b"pasp", b"colr", b"btrt"}),
}
_EXACT = {
    b"hdlr": b"\0\0\0\0\0\0\0\0vide" + b"\0" * 12 + b"VideoHandler\0",
    b"vmhd": b"\0\0\0\1" + b"\0" * 8,
    b"dref": b"\0\0\0\0\0\0\0\1\0\0\0\x0curl \0\0\0\1",
}
_DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_ROWS = {b"stts": 8, b"stss": 4, b"stsc": 12, b"stco": 4, b"elst": 12}
"""Bytes a row, after version, flags and the number of rows."""
_MOST_BYTES = {b"ftyp": 32, b"mvhd": 100, b"tkhd": 84, b"mdhd": 24, b"avcC": 128, b"pasp": 8, b"colr": 16, b"btrt": 12}
_AVC1_HEAD_BYTES = 78
_PICTURE_UNITS = frozenset({1, 5})
"""NAL units of H.264 that hold a picture. Messages (6), fillers (12) and private ones have no place here."""


def is_bare_jpeg(content: bytes) -> bool:
    """A JPEG of one picture with tables, pixels and an empty JFIF head: no EXIF, XMP, IPTC, ICC, comment or trailer."""
    at = 2
    if not content.startswith(b"\xff\xd8"):
        return False
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xDA:
            return _scan_ends_the_file(content, at + 2 + size)
        if marker == 0xE0:
            # A thumbnail would follow the two zeros at the end.
            if at != 2 or not content.startswith(_JFIF, at + 2) or content[at + 16 : at + 18] != b"\0\0":
                return False
        elif marker not in _TABLES:
            return False
        at += 2 + size
    return False


def _scan_ends_the_file(content: bytes, at: int) -> bool:
    """In the compressed pixels 0xFF is followed by a zero or a restart mark; the first other mark has to be the end."""
    while (at := content.find(b"\xff", at)) >= 0:
        following = content[at + 1 : at + 2]
        if following != b"\0" and not b"\xd0" <= following <= b"\xd7":
            return following == b"\xd9" and at + 2 == len(content)
        at += 2
    return False


def is_bare_mp4(content: bytes) -> bool:
    """An MP4 of one H.264 track: no sound, names, dates, places, user data or messages, and nothing unknown."""
    try:
        kinds = [kind for kind, *_ in boxes(content, 0, len(content))]
        return kinds == [b"ftyp", b"moov", b"mdat"] and _bare_boxes(content, 0, len(content), b"")
    except (ValueError, struct.error):
        return False


def _bare_boxes(content: bytes, start: int, end: int, parent: bytes) -> bool:
    seen = set()
    for kind, body, stop in boxes(content, start, end):
        if kind not in _ALLOWED[parent] or kind in seen or not _bare_body(content[body:stop], kind):
            return False
        seen.add(kind)
        if kind in _ALLOWED and not _bare_boxes(content, body, stop, kind):
            return False
        if kind == b"stsd" and not _bare_description(content[body:stop]):
            return False
        if kind == b"mdat" and not _only_pictures(content, body, stop):
            return False
    return True


def _bare_body(body: bytes, kind: bytes) -> bool:
    if kind in _DATED and body[:12] != b"\0\0\0" + body[3:4] + b"\0" * 8:
        return False
    if kind in _ROWS and len(body) != 8 + _ROWS[kind] * int.from_bytes(body[4:8], "big"):
        return False
    if kind == b"stsz" and len(body) != 12 + (0 if any(body[4:8]) else 4 * int.from_bytes(body[8:12], "big")):
        return False
    return body == _EXACT.get(kind, body) and len(body) <= _MOST_BYTES.get(kind, len(body))


def _bare_description(body: bytes) -> bool:
    """One entry `avc1`, whose name of the encoder is empty."""
    if body[:8] != b"\0\0\0\0\0\0\0\1" or body[12:16] != b"avc1" or int.from_bytes(body[8:12], "big") != len(body) - 8:
        return False
    entry = body[16:]
    # Bytes 42 to 73 are the encoder's name, as a length and letters.
    if any(entry[8:24]) or any(entry[42:74]):
        return False
    return _bare_boxes(entry, _AVC1_HEAD_BYTES, len(entry), b"avc1")


def _only_pictures(content: bytes, at: int, end: int) -> bool:
    while at + 5 <= end:
        if content[at + 4] & 0x1F not in _PICTURE_UNITS:
            return False
        at += 4 + int.from_bytes(content[at : at + 4], "big")
    return at == end
