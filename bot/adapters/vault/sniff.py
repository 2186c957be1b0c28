"""What a file is, by its first bytes. Decodes nothing: a decoder is the last thing that hostile bytes should meet."""

HEAD_BYTES = 4096
"""How much of a file `media_type` wants to see; a shorter file is judged by what there is."""

_KIND_OF_BRAND = {
    b"qt  ": "video/quicktime",
    **dict.fromkeys([b"heic", b"heix", b"heim", b"heis"], "image/heic"),
    **dict.fromkeys([b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9"], "video/mp4"),
    **dict.fromkeys([b"mp41", b"mp42", b"mp71", b"avc1", b"hvc1", b"M4V ", b"M4VH", b"M4VP", b"MSNV"], "video/mp4"),
    **dict.fromkeys([b"F4V ", b"XAVC", b"dash", b"cmfc", b"cmff", b"NDSC", b"NDSH", b"NDSM", b"NDXC"], "video/mp4"),
    # Sound alone, raw photographs and pictures that common viewers do not open are not clips.
    **dict.fromkeys([b"M4A ", b"M4B ", b"avif", b"avis", b"jp2 ", b"crx "], None),
}
"""What the brands of ISO base media files stand for; the first known one decides. 3GP has a whole family of them."""

_TS_PACKET_BYTES = 188
_M2TS_PACKET_BYTES = 192
_TS_SYNC = 0x47
_TS_PACKETS = 5
"""So many packets have to begin with the sync byte: by chance one file in 256^5 would."""


def media_type(head: bytes) -> str | None:
    """The media type of a picture or video that we take, or None for everything else.

    `head` is the first HEAD_BYTES of the file, or all of it. Names and claims of the sender play no part.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg" if len(head) > 3 and 0xC0 <= head[3] <= 0xFE else None
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png" if head[8:16] == b"\x00\x00\x00\rIHDR" else None
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _matroska(head)
    if head.startswith(b"RIFF"):
        return "video/x-msvideo" if head[8:16] == b"AVI LIST" else None
    if head[4:8] in (b"ftyp", b"moov", b"wide"):
        return _iso_media(head)
    if _is_transport_stream(head):
        return "video/mp2t"
    return None


def _iso_media(head: bytes) -> str | None:
    """MP4, QuickTime, 3GP and HEIC are one container; the brands in the first box tell them apart."""
    size, kind = int.from_bytes(head[:4], "big"), head[4:8]
    if kind == b"moov":
        # QuickTime files of before 2001 have no brands: the first box is the film itself or a place holder.
        return "video/quicktime" if head[12:16] in (b"mvhd", b"cmov") else None
    if kind == b"wide":
        return "video/quicktime" if size == 8 and head[12:16] == b"mdat" else None
    if not 16 <= size <= min(len(head), HEAD_BYTES) or size % 4:
        return None
    brands = [head[8:12], *(head[i : i + 4] for i in range(16, size, 4))]
    for brand in brands:
        if brand in _KIND_OF_BRAND:
            return _KIND_OF_BRAND[brand]
        if brand.startswith((b"3gp", b"3g2")):
            return "video/3gpp" if brand.startswith(b"3gp") else "video/3gpp2"
    return None


def _matroska(head: bytes) -> str | None:
    """WebM and Matroska say which they are in the DocType (0x4282) of their first element."""
    start, size = _vint(head, 4)
    if size is None or start + size > len(head):
        return None
    at, end = start, start + size
    while at + 3 <= end:
        # The identifiers inside an EBML header all take two bytes, but for Void (0xEC) and CRC-32 (0xBF).
        id_bytes = 1 if head[at] in (0xEC, 0xBF) else 2
        body, length = _vint(head, at + id_bytes)
        if length is None or body + length > end:
            return None
        if head[at : at + id_bytes] == b"\x42\x82":
            doc_type = head[body : body + length].rstrip(b"\x00")
            return {b"webm": "video/webm", b"matroska": "video/x-matroska"}.get(doc_type)
        at = body + length
    return None


def _vint(head: bytes, at: int) -> tuple[int, int | None]:
    """An EBML number: where its bytes end, and the number; None when it is broken or absurdly long."""
    if at >= len(head) or head[at] == 0:
        return at, None
    width = 9 - head[at].bit_length()
    if at + width > len(head):
        return at, None
    value = int.from_bytes(head[at : at + width], "big") & ((1 << (7 * width)) - 1)
    return at + width, value


def _is_transport_stream(head: bytes) -> bool:
    """MPEG-TS has no header, only a sync byte at the start of every packet; M2TS puts four bytes before it."""
    for first, packet_bytes in ((0, _TS_PACKET_BYTES), (4, _M2TS_PACKET_BYTES)):
        sync = head[first::packet_bytes]
        if len(sync) >= _TS_PACKETS and all(byte == _TS_SYNC for byte in sync):
            return True
    return False
