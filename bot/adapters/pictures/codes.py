"""QR codes, for what a telephone shall read off a screen. Nothing else imports segno."""

import io

import segno

MOST_CHARACTERS = 1000
"""More makes squares so small that an old camera cannot tell them apart."""

_LEAST_DOTS = 600
_QUIET_ZONE = 4
"""Light squares around the code, as many as ISO/IEC 18004 asks for."""


def qr_png(text: str) -> bytes:
    """The code as PNG, dark on white, at least 600 dots wide; a seventh of it may be dirty and it still reads. The same
    text gives the same bytes. Raises ValueError for no text, or more than 1,000 characters."""
    if not 1 <= len(text) <= MOST_CHARACTERS:
        raise ValueError(f"A QR code holds between 1 and {MOST_CHARACTERS} characters.")
    try:
        code = segno.make_qr(text, error="m", encoding="utf-8")
    except UnicodeEncodeError:
        raise ValueError("A QR code holds no halves of characters.") from None
    squares = code.symbol_size(border=_QUIET_ZONE)[0]
    out = io.BytesIO()
    code.save(out, kind="png", scale=-(-_LEAST_DOTS // squares), border=_QUIET_ZONE)
    return out.getvalue()
