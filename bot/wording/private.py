"""What leads to one person or one door: addresses of mail and of houses, exact places, plates."""

import re

from bot.wording.links import DOT
from bot.wording.model import Concern
from bot.wording.pattern import after, before, pattern
from bot.wording.seen import Seen

_EMAIL = (
    pattern(Concern.EMAIL, r"(?<![\w.+%-])[\w.+%-]{1,64} ?@ ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", marks=("@",)),
    pattern(
        Concern.EMAIL,
        r"(?<![\w.])[\w.]{1,64} ?[(\[{]? ?\b(?:at|arroba|@)\b ?[)\]}]? ?(?:gmail|yahoo"
        r"|hotmail|outlook|icloud|protonmail|aol)\b",
        None,
        ("gmail", "yahoo", "hotmail", "outlook", "icloud", "protonmail", "aol"),
    ),
    pattern(
        Concern.EMAIL,
        rf"(?<![\w.])[\w.+-]{{1,64}} ?(?:@|[\[({{] ?(?:at|@|arroba) ?[\])}}]|\b(?:at|arroba)\b) ?[\w-]{{2,63}}{DOT}"
        r"(?!dot|punto)[a-z]{2,10}\b"
        r"|(?<![\w.])[\w.+-]{1,64} ?@ ?[\w-]{2,63}\.[a-z]{2,10}\b",
        marks=("@", "at", "arroba"),
    ),
)

_SUFFIX = (
    "st", "street", "ave", "avenue", "av", "rd", "road", "dr", "drive", "ln", "lane", "blvd", "boulevard", "ct", "court",
    "pl", "place", "ter", "terrace", "way", "pkwy", "parkway", "cir", "circle", "hwy", "highway", "sq", "square", "trl",
    "trail", "alley", "loop", "row", "plaza", "pike", "turnpike", "str",
)  # fmt: skip
_NO_NAME = (
    r"(?!(?:on|at|in|near|from|to|by|the|of|and|or|off|past|down|up|along|into|onto|men|man|women|woman|people|person"
    r"|persons|cars?|trucks?|vehicles?|dogs?|cats?|kids?|boys?|girls?|guys?|teens?"
    r"|youths?|am|pm|hours?|hrs?|minutes?|mins?"
    r"|feet|ft|miles?|mi|blocks?|block|yards?|m|km|mph|years?|yr|yo|days?|weeks?"
    r"|months?|th|nd|rd|times?|this|that|which"
    r"|my|our|your|his|her|their|its|an?|went|was|were|is|are|driving|drove|walking"
    r"|running|parked|lanes?|way|car|houses?|homes?"
    r"|shots?|gunshots?|packages?|bikes?|other|one|both|across|between|around"
    r"|behind|every|some|no|wrong|closed|dollars?"
    r"|percent|units?|officers?|males?|females?|individuals?|suspects?|a\.m|p\.m"
    r"|bedroom|story|speed|wheel|door|night|big"
    r"|last|small|more|separate|different|out|over|under|speeding|blocking|seen|heard|black|white|red|blue)\b)"
)
_DIRECTION = r"(?:(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\.? )?"


def _a_street(seen: Seen, match: re.Match[str]) -> bool:
    return (
        re.search(
            r"(?:route|rt|hwy|highway|i-|us|sr|exit|mile|marker|around"
            r"|about|over|than) $",
            before(seen, match),
        )
        is None
    )


_CALLE_COUNT = re.compile(
    r" ?(?:hombres|mujeres|personas|chicos|jovenes|am|pm|horas?|minutos?"
    r"|carros|coches|autos|perros|veces)\b"
)


def _a_door(seen: Seen, match: re.Match[str]) -> bool:
    return _CALLE_COUNT.match(after(seen, match)) is None


_ADDRESS = (
    pattern(
        Concern.ADDRESS,
        rf"(?<![\w.:$/-])(?!(?:911)\b)\d{{1,5}}[a-z]?(?:-(?:\d{{1,4}}|[a-z]))?,? {_DIRECTION}"
        rf"(?:{_NO_NAME}[a-z0-9][a-z0-9'.-]{{1,19}} ){{1,3}}"
        rf"(?:{'|'.join(_SUFFIX)})\b",
        _a_street,
        _SUFFIX,
        digits=True,
    ),
    pattern(
        Concern.ADDRESS,
        r"\b(?:calle|avenida|avda|av|paseo|plaza|carretera|camino|callejon"
        r"|c/)\.? ?(?:(?!(?:a|desde|entre|hace|el|dia|con|y|en"
        r"|hay|vi|un|una|hasta|por|sobre|hoy|ayer|estaban?"
        r"|son)\b)[a-z'.]{1,20},? ){1,4}(?:#|no\.? ?|num(?:ero)?\.? ?|n\.? ?)?"
        r"\d{1,5}\b(?![:.]\d)",
        _a_door,
        ("calle", "avenida", "avda", "av", "paseo", "plaza", "carretera", "camino", "callejon", "c"),
        digits=True,
    ),
    pattern(
        Concern.ADDRESS,
        rf"\b(?:{'|'.join(_SUFFIX)})\.? (?:no\.?|num(?:ber|ero)?\.?|nr\.?|#) ?\d{{1,5}}\b"
        rf"|\b(?:number|no\.?|numero) ?\d{{1,5}}[a-z]?,? (?:on|at|in|of) (?:[a-z0-9'.-]{{1,20}} ){{1,3}}"
        rf"(?:{'|'.join(_SUFFIX)})\b",
        None,
        _SUFFIX,
        digits=True,
    ),
    pattern(
        Concern.ADDRESS,
        r"\b(?:(?:apt|apartment|apto|apartamento|depto)\.? ?(?:#|no\.? ?|number |numero )?\d{1,4}[a-z]?"
        r"|(?:house|home|casa)(?: at| on| in)? (?:number|numero|num\.?|no\.|#) ?\d{1,5})\b",
        None,
        ("apt", "apartment", "apto", "apartamento", "depto", "house", "home", "casa"),
        digits=True,
    ),
)

_PLUS = "23456789cfghjmpqrvwx"
_COORDINATES = (
    pattern(
        Concern.COORDINATES,
        r"(?<![\d.])[-+]?\d{1,3}\.\d{3,15} ?°? ?[nsew]?[ ,;/|()]{1,4}(?:[nsew] ?)?(?:lon(?:g|gitude)?[:=]? ?)?"
        r"[-+]?\d{1,3}\.\d{3,15}",
        marks=(".",),
    ),
    pattern(Concern.COORDINATES, r"\d{1,3} ?° ?\d{1,2}(?:\.\d{1,6})? ?['m]", marks=("°",)),
    pattern(
        Concern.COORDINATES,
        rf"(?<![\w+])(?:[{_PLUS}]{{8}}|[{_PLUS}]{{6}}"
        rf"|[{_PLUS}]{{4}})\+[{_PLUS}]{{2,3}}\b",
        marks=("+",),
    ),
    pattern(
        Concern.COORDINATES,
        r"/// ?[a-z]{2,20}\.[a-z]{2,20}\.[a-z]{2,20}"
        r"|\b(?:what3words|w3w)\b",
        marks=("///", "what3words", "w3w"),
    ),
    pattern(
        Concern.COORDINATES,
        r"(?:maps\.app\.goo\.gl|goo\.gl/maps|\bgoogle\.[a-z.]{2,6}/maps|\bmaps\.google"
        r"|\bmaps\.apple|\bopenstreetmap\.org|\bosm\.org"
        r"|\bwaze\.com|\bbing\.com/maps|\bgeo:-?\d)",
        marks=("goo.gl", "/maps", "maps.", "openstreetmap", "osm.org", "waze.com", "geo:"),
    ),
)

_VEHICLE = re.compile(r"\b(?:cars?|trucks?|suvs?|vans?|sedan|pickup|vehicles?|honda|toyota"
        r"|ford|chevy|nissan|jeep|bmw|tesla"
                      r"|hyundai|kia|dodge|motorcycle|minivan|subaru|audi|coche|carro|auto"
        r"|camioneta|moto|camion|furgoneta"
                      r"|mazda|civic|accord|camry|corolla|f150|f-150|getaway|drove|driving)\b")  # fmt: skip
_NO_PLATE = frozenset({"hwy", "apt", "bmw", "rte", "the", "and", "mph", "kph", "yds", "lbs", "est", "pst", "pdt", "cst", "mst",
                       "edt", "usd", "blk", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
                       "mon", "tue", "wed", "thu", "fri", "sat", "sun", "for", "gmc", "ram", "vin", "unit", "ext", "fwy",
                       "was", "had", "men", "per", "cam", "kia", "cdt", "mdt"})  # fmt: skip


def _loud(seen: Seen, match: re.Match[str]) -> bool:
    """Capitals and digits beside the word for a vehicle."""
    letters: str = "".join(filter(str.isalpha, match[1]))
    shown = "".join(filter(str.isalpha, seen.shown[match.start(1) : match.end(1)]))
    if not shown.isupper() or letters in _NO_PLATE:
        return False
    return _VEHICLE.search(before(seen, match, 400) + " " + after(seen, match, 400)) is not None


def _plate(seen: Seen, match: re.Match[str]) -> bool:
    """What follows the word for a plate is one: with digits enough, or in capitals."""
    plain, shown = str(match[1]), seen.shown[match.start(1) : match.end(1)]
    digits = sum(letter.isdigit() for letter in plain)
    letters: str = "".join(filter(str.isalpha, shown))
    if plain.split()[0].split("-")[0] in _NO_PLATE or digits + len(letters) < 3:
        return False
    if not letters:
        return digits >= 4
    return (
        (digits >= 1 and letters.isupper()) or (digits >= 3) or (digits >= 1 and " " not in plain and len(plain) >= 5)
    )


_PLATES = (
    pattern(
        Concern.PLATE,
        r"\b(?:licen[cs]e(?:[ -]plates?)?|number ?plates?|lic|plates?|tags?|registration|matriculas?"
        r"|placas?)\b(?: (?:number|numbers|no\.?|num|is|was|were|reads?"
        r"|reading|ends? in|ending in|starts? with|starting with|begins? with|partial|es"
        r"|era|numero|con|de|termina en|empieza con"
        r"|of|might be|maybe|plates?|tag|[a-z]{2}(?= [a-z0-9]{2,8}\b)|california|texas"
        r"|florida|pennsylvania|jersey|new|york|oregon)\b){0,3}"
        r"[ :#\"'(]{1,4}([a-z0-9]{1,4}[ -]?[a-z0-9]{1,5}(?: ?\d{1,4})?)(?!\w)",
        _plate,
        (
            "license",
            "licence",
            "lic",
            "numberplate",
            "numberplates",
            "plate",
            "plates",
            "tag",
            "tags",
            "registration",
            "matricula",
            "matriculas",
            "placa",
            "placas",
        ),
    ),
    pattern(
        Concern.PLATE,
        r"\b(?:plates?|tag|matricula|placa)\b(?: (?:number|is|was|es)){0,2}[ :#]{1,3}(?:[a-z0-9][ .-]){4,7}[a-z0-9]\b",
        None,
        ("plate", "plates", "tag", "matricula", "placa"),
    ),
    pattern(
        Concern.PLATE,
        r"(?<![\w-])([a-z]{3}[- ]?\d{3,4}|\d[a-z]{3}\d{3}|\d{3}[- ]?[a-z]{3}"
        r"|[a-z]{2}\d{2}[- ]?[a-z]{3})(?![\w-])",
        _loud,
        digits=True,
    ),
)

PATTERNS = (*_EMAIL, *_ADDRESS, *_COORDINATES, *_PLATES)
