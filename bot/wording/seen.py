"""A text as its readers see it, and as rules read it: without unseen letters, without accents, in plain letters. Pure."""

import re
import unicodedata
from dataclasses import dataclass

_LOOKALIKES = dict(
    zip(
        "аеорсухіѕјһɡкмтвнԁԛԝοανρικετυօոսһցքɑɩßꞵ。’‘ʼ`´“”‐‑‒–—−″",
        "aeopcyxisjhgkmtbhdqwoavpiketuonuhgqaisb.'''''\"\"------\"",
        strict=True,
    )
)
"""Letters of other scripts that look like Latin ones, and the many forms of quotes and dashes."""

_NAMED = re.compile(
    r"(?:LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL |DOTLESS )?"
    r"|NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER |REGIONAL INDICATOR SYMBOL LETTER )([A-Z])(?: WITH .*)?"
)
"""How Unicode names what readers take for a Latin letter and what does not come apart into one."""

_BLANK = re.compile("[\x00-\x1f\x7f-\x9f\u115f\u1160\u3164\u2800\uffa0]")


class _Plain(dict[int, str]):
    """The plain form of each letter: exactly one letter, so that both forms of a text have the same places."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = _LOOKALIKES.get(letter) or _LOOKALIKES.get(letter.lower(), "")
        if not plain:
            digit = unicodedata.digit(letter, None)
            named = _NAMED.fullmatch(unicodedata.name(letter, ""))
            bare = unicodedata.normalize("NFKD", letter)[0].lower()[0]
            plain = str(digit) if digit is not None else named[1].lower() if named is not None else bare
        self[code] = plain
        return plain


_plain = _Plain()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Both forms, letter for letter in the same places."""

    shown: str
    """Without unseen letters, with single blanks."""
    plain: str
    """The same in lower-case ASCII, as far as there is any."""


def see(text: str) -> Seen:
    """The two forms of a text."""
    if text.isascii():
        shown = " ".join(_BLANK.sub(" ", text).split())
        return Seen(shown=shown, plain=shown.lower())
    whole = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text))
    kept = "".join(letter for letter in whole if unicodedata.category(letter) not in ("Cf", "Mn", "Me"))
    shown = " ".join(_BLANK.sub(" ", kept).split())
    return Seen(shown=shown, plain=shown.translate(_plain))
