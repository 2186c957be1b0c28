"""MP4 with its index in front, so that a phone can play it while the rest arrives."""

import struct
from collections.abc import Iterator

_PATH = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


def boxes(content: bytes | bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Each box as its kind and the span of its body. Raises ValueError when they do not fill the span exactly."""
    while start < end:
        if end - start < 8:
            raise ValueError("A box is cut short.")
        size, kind = struct.unpack_from(">I4s", content, start)
        head = 8
        if size == 1 and end - start >= 16:
            (size,) = struct.unpack_from(">Q", content, start + 8)
            head = 16
        if size < head or start + size > end:
            raise ValueError("A box reaches beyond its end.")
        yield kind, start + head, start + size
        start += size


def moov_first(content: bytes) -> bytes:
    """The same film, with `moov` before `mdat`, the offsets of its chunks moved along, no padding and no `udta`.

    Raises ValueError when it is no file as our muxer writes it: 32-bit offsets, one `mdat`.
    """
    parts = {kind: (start - 8, end) for kind, start, end in boxes(content, 0, len(content))}
    ftyp, mdat = (content[slice(*parts[kind])] for kind in (b"ftyp", b"mdat"))
    start, end = parts[b"moov"]
    kept = [content[a - 8 : b] for kind, a, b in boxes(content, start + 8, end) if kind in (b"mvhd", b"trak")]
    moov = bytearray(b"\0\0\0\0moov" + b"".join(kept))
    struct.pack_into(">I", moov, 0, len(moov))
    shift = len(ftyp) + len(moov) - parts[b"mdat"][0]
    for start, end in _tables(moov, 0, len(moov), 0):
        count = struct.unpack_from(">I", moov, start + 4)[0]
        if start + 8 + 4 * count != end:
            raise ValueError("A table of chunks is cut short.")
        offsets = struct.unpack_from(f">{count}I", moov, start + 8)
        struct.pack_into(f">{count}I", moov, start + 8, *(offset + shift for offset in offsets))
    return ftyp + bytes(moov) + mdat


def _tables(content: bytearray, start: int, end: int, depth: int) -> Iterator[tuple[int, int]]:
    for kind, body, stop in boxes(content, start, end):
        if kind == b"stco" and depth == len(_PATH):
            yield body, stop
        elif depth < len(_PATH) and kind == _PATH[depth]:
            yield from _tables(content, body, stop, depth + 1)
