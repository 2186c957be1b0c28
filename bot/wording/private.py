"""What leads to one person or one door: telephone numbers, addresses, exact places, plates, links."""

import re

from bot.wording.model import Concern
from bot.wording.pattern import after, before, pattern
from bot.wording.seen import Seen

_NUMBERED = re.compile(r"(?:case|report|incident|ref(?:erence)?|tracking|order|serial|vin"
        r"|invoice|ticket|caso|expediente"
                       r"|model|item|sku|imei|upc)"
                       r"(?: (?:number|num|no|id))?(?: is| was| es)?[.:]? ?#? ?[a-z]{0,4}(?:\d{3} )?-?$|#$")  # fmt: skip
_CALL = re.compile(r"\b(?:call|text|phone|tel|telephone|cell|mobile|number|contact|reach"
        r"|whatsapp|dial|llam\w{1,5}|telefono"
                   r"|movil|celular|contact\w{0,6}|numero|signal|sms)\b")  # fmt: skip


def _not_numbered(seen: Seen, match: re.Match[str]) -> bool:
    """A case number is no telephone number."""
    return _NUMBERED.search(before(seen, match, 30)) is None


def _called(seen: Seen, match: re.Match[str]) -> bool:
    return _CALL.search(before(seen, match, 35)) is not None and _not_numbered(seen, match)


def _long(seen: Seen, match: re.Match[str]) -> bool:
    return 8 <= sum(letter.isdigit() for letter in match[0]) <= 15


_ANY_PHONE = (
    pattern(
        Concern.PHONE,
        r"(?<![\w.,:/+-])(?:\+?1[-. ]{0,2})?(?:\([2-9]\d{2}\) ?"
        r"|[2-9]\d{2} ?[-./ ] ?)[2-9]\d{2} ?[-. ] ?\d{4}(?![\w-]|\.\d)",
        _not_numbered,
        digits=True,
    ),
    pattern(Concern.PHONE, r"(?<![\w.,:/+#-])1?[2-9]\d{2}[2-9]\d{6}(?![\w-]|\.\d)", _not_numbered, digits=True),
    pattern(Concern.PHONE, r"(?<!\d)[2-9]\d{2}[-. ]\d{4}(?![\w-]|\.\d)", _called, digits=True),
    pattern(
        Concern.PHONE,
        r"(?<![\w.-])[6-9]\d{2}[ .-]?\d{2,3}[ .-]?\d{2,3}(?:[ .-]?\d{2})?(?![\w-]|\.\d)",
        _called,
        digits=True,
    ),
    pattern(
        Concern.PHONE,
        r"(?<![\w+])(?:\+"
        r"|00 ?)[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,6}",
        _long,
        marks=("+", "00"),
        digits=True,
    ),
    pattern(Concern.PHONE, r"(?<![\d.-])(?:\d[ .-]){9}\d(?![\d-])", digits=True),
)
_EMAIL = (
    pattern(Concern.EMAIL, r"(?<![\w.+%-])[\w.+%-]{1,64} ?@ ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", marks=("@",)),
    pattern(
        Concern.EMAIL,
        r"(?<![\w.])[\w.]{1,64} ?[(\[{]? ?\b(?:at|arroba|@)\b ?[)\]}]? ?(?:gmail|yahoo"
        r"|hotmail|outlook|icloud|protonmail|aol)\b",
        None,
        ("gmail", "yahoo", "hotmail", "outlook", "icloud", "protonmail", "aol"),
    ),
)

_SUFFIX = (
    "st", "street", "ave", "avenue", "av", "rd", "road", "dr", "drive", "ln", "lane", "blvd", "boulevard", "ct", "court",
    "pl", "place", "ter", "terrace", "way", "pkwy", "parkway", "cir", "circle", "hwy", "highway", "sq", "square", "trl",
    "trail", "alley", "loop", "row", "plaza", "pike", "turnpike",
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
        rf"(?<![\w.:$#/-])(?!(?:911)\b)\d{{1,5}}[a-z]?(?:-\d{{1,4}})?,? {_DIRECTION}"
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
        r"(?<![\d.])[-+]?\d{1,3}\.\d{3,15} ?°? ?[nsew]?(?:, ?|; ?"
        r"| ) ?(?:lon(?:g|gitude)?[:=]? ?)?[-+]?\d{1,3}\.\d{3,15}",
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
    vehicle = _VEHICLE.search(seen.plain) is not None
    return vehicle and shown.isupper() and letters not in _NO_PLATE


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
        r"\b(?:licen[cs]e(?: plates?)?|plates?|tags?|registration|matriculas?"
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
        r"(?<![\w-])([a-z]{3}[- ]?\d{3,4}|\d[a-z]{3}\d{3}|\d{3}[- ]?[a-z]{3}"
        r"|[a-z]{2}\d{2}[- ]?[a-z]{3})(?![\w-])",
        _loud,
        digits=True,
    ),
)

_LINKS = (
    pattern(Concern.LINK, r"\bhttps?: ?//\S|\bwww\.\w|\bhxxps?:", marks=("http", "www.", "hxxp")),
    pattern(
        Concern.LINK,
        r"(?<![\w.@-])[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){0,2}\.(?:com"
        r"|org|net|gov|edu)\b(?!\.?\w)",
        marks=(".",),
    ),
    pattern(
        Concern.LINK,
        r"(?<![\w.@-])[a-z0-9-]{1,63}\.(?:me|us|co|ly|io|tv|es|mx|be|ca|uk|de|fr|ru|ai|to"
        r"|app|gg|info|biz)/\w",
        marks=("/",),
    ),
)

PATTERNS = (*_ANY_PHONE, *_EMAIL, *_ADDRESS, *_COORDINATES, *_PLATES, *_LINKS)
