"""What a file is, by its first bytes, and which decoder may be tried on it. Decodes nothing."""

from enum import StrEnum

HEAD_BYTES = 4096
"""How much of a file `kind_of` wants to see; a shorter file is judged by what there is."""


class Kind(StrEnum):
    """What we may be able to open; the value is the decoder's own name for it, and no other decoder is tried."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    GIF = "GIF"
    AVIF = "AVIF"
    TIFF = "TIFF"
    BMP = "BMP"
    HEIC = "HEIC"
    """Recognised, so that we can say what to do; Pillow's wheel has no decoder for it."""
    ISO = "mov"
    """MP4, QuickTime and 3GP."""
    MATROSKA = "matroska"
    """And WebM."""
    AVI = "avi"


CLIPS = frozenset({Kind.ISO, Kind.MATROSKA, Kind.AVI})

_STARTS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"\x1a\x45\xdf\xa3", Kind.MATROSKA),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_STILL_BRANDS = frozenset({b"mif1", b"msf1", b"mif2"})
_FOREIGN_BRANDS = frozenset({b"M4A ", b"M4B ", b"M4P ", b"jp2 ", b"jpx ", b"crx "})
"""Sound alone, and pictures of other kinds in the same container."""


def kind_of(head: bytes) -> Kind | None:
    """The kind of a file by its first HEAD_BYTES, or None for everything that is no photo or clip to us.

    What the sender calls it plays no part. A file of a kind may still be damaged or hostile.
    """
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(b"RIFF"):
        return {b"WEBP": Kind.WEBP, b"AVI ": Kind.AVI}.get(head[8:12])
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return Kind.BMP
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[4:8] in (b"moov", b"wide", b"mdat"):
        return Kind.ISO  # QuickTime of before 2001, and some dashboard cameras.
    return None


def _by_brand(head: bytes) -> Kind | None:
    """MP4, QuickTime, 3GP, HEIC and AVIF are one container; the brands of its first box tell them apart."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))]
    if brands[0] in _FOREIGN_BRANDS:
        return None
    if brands[0] in _STILL_BRANDS | _HEIC_BRANDS | _AVIF_BRANDS:
        return Kind.AVIF if _AVIF_BRANDS.intersection(brands) else Kind.HEIC
    return Kind.ISO
