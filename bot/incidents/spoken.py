"""Says plainly what people say about a time of day in English or Spanish, for a library that reads dates. Pure."""

import re

_NUMBERS = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    )
    for number, word in enumerate(words.split(), 1)
}
_TENS = {"quince": 15, "fifteen": 15, "veinte": 20, "twenty": 20, "treinta": 30, "thirty": 30, "cuarenta": 40, "forty": 40}
_IN_WORDS = re.compile(
    rf"\b(?P<before>at|a las?|hace)(?P<blank> )(?P<word>{'|'.join((*_NUMBERS, *_TENS))})\b"
    rf"|\b(?P<clock>{'|'.join(_NUMBERS)})(?= o'?clock\b)"
)
"""Only where a number is meant: `once` is eleven in Spanish, and `a la una` an hour."""

_PLAIN = (
    (re.compile(r"\b(?:around|about|approximately|roughly|circa|alrededor de|más o menos|mas o menos|sobre)\b|~"), ""),
    (re.compile(r"’"), "'"),
    (re.compile(r"\b(\d{1,2})(:\d{2})? o'?clock\b"), r"at \1\2"),
    (re.compile(r"\b(1[3-9]|2[0-3]) ?h(?:oras?)?(?! ?\w)"), r"\1:00"),
    (re.compile(r"\b(1[3-9]|2[0-3]) ?h(\d\d)\b"), r"\1:\2"),
    (re.compile(r"\b(?:antier|antes de ayer)\b"), "anteayer"),
    (re.compile(r"\b(?:mediodía|mediodia|noon)\b"), "12:00"),
    (re.compile(r"\b(?:medianoche|midnight)\b"), "0:00"),
)
"""What the library does not know, or knows differently in its two languages."""

_DAYS = (
    (re.compile(r"\banoche\b|\blast night\b"), "yesterday night"),
    (re.compile(r"\btonight\b"), "today night"),
    (re.compile(r"\b(?:this|today in the) (?=(?:morning|afternoon|evening|night)\b)"), "today "),
    (re.compile(r"\b(?:esta|hoy por la|hoy en la) (?=(?:mañana|tarde|noche|madrugada)\b)"), "today "),
    (re.compile(r"\b(ayer|yesterday) (?:por la|en la|a la|in the) (?=(?:mañana|tarde|noche|madrugada|morning|afternoon"
                r"|evening|night)\b)"), "yesterday "),
)  # fmt: skip
_PART = r"(?P<day>today|yesterday) (?P<part>morning|afternoon|evening|night|mañana|madrugada|tarde|noche)"
_HOUR = r"(?:at |a las? |@ ?)?(?P<hour>\d{1,2})(?P<minutes>:[0-5]\d)?"
_IN_PART = (re.compile(rf"{_PART}(?:,? {_HOUR})?"), re.compile(rf"{_HOUR} {_PART}"))
_PART_BEGINS = {
    "madrugada": 3, "morning": 9, "mañana": 9, "afternoon": 15, "tarde": 15, "evening": 20, "night": 20, "noche": 20,
}  # fmt: skip
_SMALL_HOURS = 6
"""Hours of a night before this one belong to the day after it: last night at 2 was today."""

_SPANISH_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?P<minutes>:\d{2})?(?: horas)? (?:de|por|en) la (?P<part>mañana|madrugada|tarde|noche)\b"
)
_SPANISH_PART = re.compile(r"\b(?:por|en|de) la (?P<part>mañana|madrugada|tarde|noche)\b")
_AT = re.compile(r"(?:\bat|\ba las?|@) ?(?P<hour>\d{1,2})(?P<minutes>:\d{2})?(?P<half> ?[ap]\.?m\.?)?(?![\d:/.-])")
_WEEKDAY = re.compile(r"\bel (?=(?:lunes|martes|miércoles|miercoles|jueves|viernes|sábado|sabado|domingo)\b)")


def numbers(words: str) -> str:
    """`hace dos horas` and `a las nueve` with digits."""
    return _IN_WORDS.sub(_digits, words)


def plainly(words: str) -> str:
    """The same in words that the library reads fully: it would drop "a las 9" and keep the day."""
    words = numbers(words)
    for pattern, instead in (*_PLAIN, *_DAYS):
        words = pattern.sub(instead, words)
    words = " ".join(words.split())
    for pattern in _IN_PART:
        if found := pattern.fullmatch(words):
            return _in_part(found)
    words = _SPANISH_CLOCK.sub(_spanish_clock, words)
    words = _SPANISH_PART.sub(lambda match: f"{_PART_BEGINS[match['part']]}:00", words)
    words = _AT.sub(lambda match: f" {match['hour']}{match['minutes'] or ':00'}{match['half'] or ''}", words)
    words = _WEEKDAY.sub("", words)
    words = re.sub(r"\ba las? (?=\d)", "", words)
    return " ".join(words.split())


def _digits(match: re.Match[str]) -> str:
    word = match["word"] or match["clock"]
    return f"{match['before'] or ''}{match['blank'] or ''}{_NUMBERS.get(word) or _TENS[word]}"


def _in_part(found: re.Match[str]) -> str:
    """`yesterday night 10` is 22:00 of yesterday, and `yesterday night 2` is 2:00 of today."""
    day, part, given = found["day"], found["part"], found["hour"]
    if given is None:
        return f"{day} {_PART_BEGINS[part]}:00"
    hour, minutes = int(given), found["minutes"] or ":00"
    if part in ("night", "noche") and (hour < _SMALL_HOURS or hour == 12):
        return f"today {hour % 12}{minutes}"
    if part in ("night", "noche", "evening", "afternoon", "tarde") and hour < 12:
        hour += 12
    if part == "madrugada":
        hour %= 12
    return f"{day} {hour}{minutes}"


def _spanish_clock(match: re.Match[str]) -> str:
    hour = int(match["hour"])
    if match["part"] in ("noche", "madrugada") and hour == 12:
        hour = 0
    elif hour < 12 and (match["part"] == "tarde" or (match["part"] == "noche" and hour >= _SMALL_HOURS)):
        hour += 12
    return f"{hour}{match['minutes'] or ':00'}"
