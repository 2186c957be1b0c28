"""How an address is written and how it is compared: one spelling for all the ways of writing a street."""

import re
import unicodedata

_TYPES = {
    "aly": "alley",
    "allee": "alley",
    "av": "avenue",
    "ave": "avenue",
    "aven": "avenue",
    "blvd": "boulevard",
    "boul": "boulevard",
    "cir": "circle",
    "cres": "crescent",
    "ct": "court",
    "dr": "drive",
    "expy": "expressway",
    "fwy": "freeway",
    "hl": "hill",
    "hwy": "highway",
    "ln": "lane",
    "lp": "loop",
    "pk": "park",
    "pkwy": "parkway",
    "pky": "parkway",
    "pl": "place",
    "plz": "plaza",
    "rd": "road",
    "sq": "square",
    "st": "street",
    "str": "street",
    "ter": "terrace",
    "terr": "terrace",
    "trl": "trail",
    "wy": "way",
    "xing": "crossing",
}
STREET_TYPES = frozenset([*_TYPES.values(), "row", "walk", "path", "mews", "run", "close", "green"])

_DIRECTIONS = {
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "ne": "northeast",
    "nw": "northwest",
    "se": "southeast",
    "sw": "southwest",
}
DIRECTIONS = frozenset(_DIRECTIONS.values())

_ORDINALS = {
    word: f"{number}{'st' if number == 1 else 'nd' if number == 2 else 'rd' if number == 3 else 'th'}"
    for number, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=1
    )
}

# "St" is a street and a saint; both become the same word, so that "Saint Charles St" and "St Charles Street" agree.
_SPELLINGS = {**_TYPES, **_DIRECTIONS, **_ORDINALS, "saint": "street", "sainte": "street", "mt": "mount", "ft": "fort"}

_UNIT = re.compile(
    r"(\b(apt|apartment|unit|suite|room)\b\.?\s*#?\s*|#\s*)[\w-]+(\s+(north|south|east|west|[nsew])\b)?|\b(ste|rm|lot)\b\.?\s*#?\s*\d[\w-]*"
    r"|\b(\w+\s+floor|floor\s+\w+|(upper|lower)\s+level)\b"
)
_ZIP_PLUS_FOUR = re.compile(r"\b(\d{5})-\d{4}\b")
_NUMBER_TAIL = re.compile(r"^(\d+)\.0*(?=\D|$)")
_NOT_WORD = re.compile(r"[^\w\s&/@,]")
_LEADING_ZEROS = re.compile(r"0+(?=\d+(st|nd|rd|th)$)")


def plain(text: str) -> str:
    """Lower case without accents, apostrophes, units and other punctuation than `& / @ ,`."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    letters = _ZIP_PLUS_FOUR.sub(r"\1", letters.replace("'", "").replace("’", ""))
    return _NOT_WORD.sub(" ", _UNIT.sub(" ", letters))


def spell(token: str) -> str:
    """The one spelling of a word of an address: `st` is `street`, `04th` and `fourth` are `4th`, `n` is `north`."""
    if token[0] == "0":
        token = _LEADING_ZEROS.sub("", token)
    return _SPELLINGS.get(token, token)


def spelled(text: str) -> list[str]:
    """The words of an address in their one spelling, without articles."""
    return [spell(token) for token in plain(text).replace(",", " ").split() if token != "the"]


def core(tokens: list[str]) -> list[str]:
    """A street's words without the word for its type at the end, which people leave out."""
    return tokens[:-1] if len(tokens) > 1 and tokens[-1] in STREET_TYPES else tokens


def tidy_street(street: str) -> str:
    """A street for showing: `04TH STREET` is shown as `4th Street`; mixed case stays as the source has it."""
    words = [_LEADING_ZEROS.sub("", word) for word in street.casefold().split()]
    if street.isupper() or street.islower():
        return " ".join(word if word[0].isdigit() else word.capitalize() for word in words)
    shown = street.split()
    return " ".join(low if low[0].isdigit() else word for low, word in zip(words, shown, strict=True))


def tidy_number(number: str) -> str:
    """A house number for showing: some sources write `879.0A` for 879A."""
    return _NUMBER_TAIL.sub(r"\1", number.strip())


_STATES = (
    "al alabama,ak alaska,az arizona,ar arkansas,ca california,co colorado,ct connecticut,de delaware,"
    "dc district of columbia,fl florida,ga georgia,hi hawaii,id idaho,il illinois,in indiana,ia iowa,ks kansas,"
    "ky kentucky,la louisiana,me maine,md maryland,ma massachusetts,mi michigan,mn minnesota,ms mississippi,"
    "mo missouri,mt montana,ne nebraska,nv nevada,nh new hampshire,nj new jersey,nm new mexico,ny new york,"
    "nc north carolina,nd north dakota,oh ohio,ok oklahoma,or oregon,pa pennsylvania,ri rhode island,"
    "sc south carolina,sd south dakota,tn tennessee,tx texas,ut utah,vt vermont,va virginia,wa washington,"
    "wv west virginia,wi wisconsin,wy wyoming"
)
_ENDINGS = sorted(
    [tuple(spell(word) for word in ending.split()) for state in _STATES.split(",") for ending in state.split(" ", 1)],
    key=len,
    reverse=True,
)
_COUNTRIES = (("united", "states", "of", "america"), ("united", "states"), ("usa",), ("us",))


def city_of(tokens: list[str]) -> tuple[str, ...]:
    """What is left of the words behind a street without postcode, state and country: the town, or nothing."""
    rest = tuple(token for token in tokens if not token.isdigit())
    for endings in (_COUNTRIES, _ENDINGS):
        for ending in endings:
            if rest[-len(ending) :] == ending:
                rest = rest[: -len(ending)]
                break
    return rest
