"""What leads to a victim: a name, an age with an address, health, a telephone number. A missing person is excepted: people
can only look for somebody whom they are told about. English and Spanish."""

import re

from bot.wording.model import Concern, Weight
from bot.wording.pattern import Pattern, Weigh, after, before, pattern
from bot.wording.seen import Seen

_MISSING = re.compile(
    r"(?:^|[.!:] )missing\b|\bmissing(?::| person| (?:elderly |young |teenage )?(?:man|woman|child|boy|girl|teen"
    r"|juvenile|adult|\d))"
    r"|\b(?:went|has been|been|is|reported|gone) missing\b|\brunaway\b|\babduct|\bkidnap|\b(?:amber|silver) alert\b"
    r"|\bnot (?:come|returned|come back|been seen)\b|\bwander(?:ed|ing)? (?:off|away)\b|\bwalked away from\b"
    r"|\blast seen\b"
    r"|\bdesaparec|\bextraviad|\bsecuestr|\braptad|\bno (?:ha )?(?:vuelto|regresado|volvio|regreso)\b"
    r"|\bvist[oa] por ultima vez\b"
)
_CRIME = re.compile(
    r"\b(?:robb|burglar|stole|stolen|theft|sexual|rape|complainant|mugged|carjack|robo\b|robaron|robad|violad"
    r"|violacion|denunciante)"
)


def _is_missing(seen: Seen, match: re.Match[str]) -> bool:
    """Said of somebody who is looked for, near the match: a text of any length is read in linear time."""
    around = before(seen, match, 500) + match[0] + after(seen, match, 500)
    return _MISSING.search(around) is not None and _CRIME.search(around) is None


_NAME = r"([a-z][a-z'’-]{1,20}\.?(?: (?:de |del |de la |van |von |o')?[a-z][a-z'-]{1,20}){0,2})"
_FULL = r"([a-z][a-z'-]{1,20}(?: [a-z]\.?)?(?: (?:de |del |de la |van |von )?[a-z][a-z'-]{1,20}){1,2})"
_NO_NAME_WORDS = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december street road avenue lane drive court place boulevard park school church"
    " hospital market store shop bank station bar grill pharmacy restaurant hotel motel mall plaza center centre"
    " library officer detective sergeant deputy police department looking please any the a an we he she they it"
    " his her their who was is and or in on at near of to from honda toyota ford chevy chevrolet dodge kia nissan"
    " jeep bmw tesla black white red blue green grey gray silver brown dark north south east west spanish english"
    " st saint san los las el la un una calle avenida buscamos se le con que y en de del por oficial agente"
    " walgreens walmart target costco cvs i if two three four one suspect suspects victim victims video case crime"
    " high middle elementary"
)
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_BUSINESS = re.compile(
    r"(?:'s)? (?:grocery|pharmacy|pizza|pizzeria|restaurant|market|store|shop|bakery|deli|cafe|bar|garage and|auto"
    r"|barber|salon|school"
    r"|elementary|middle|high|park|church|hospital|laundry|cleaners|diner|donuts?|tacos?|chicken|burgers?|inn|hotel"
    r"|motel|gym|center"
    r"|library|clinic|bridge|field|stadium|building|plaza|foods?|supermarket|liquors?|tires?|motors?|towing|hardware)\b"
)


_STREETS = (
    r"(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard|ct|court|pl|place|ter|terrace|way|cir"
    r"|circle|pkwy|trail|loop)"
)
_LINKS = frozenset({"de", "del", "la", "van", "von"})


def _name_in(seen: Seen, match: re.Match[str], last: bool) -> tuple[int, int]:
    """How many words of the group are written as a name, from its front or from its back, and where they end or begin."""
    words = list(re.finditer(r"[^ ]+", seen.shown[match.start(1) : match.end(1)]))
    count, edge = 0, match.end(1) if last else match.start(1)
    for word in reversed(words) if last else words:
        bare = re.sub(r"'s$|[.']", "", word[0])
        if bare in _LINKS:
            continue
        if not bare[:1].isupper() or bare.lower() in _NO_NAME or (bare.isupper() and len(bare) > 2):
            break
        count += 1
        edge = match.start(1) + (word.start() if last else word.end())
        if word[0].endswith("'s") and not last:
            break
    return count, edge


def _named(seen: Seen, match: re.Match[str]) -> bool:
    """Who is named after the words that say it: one word at least, in capitals as names are."""
    count, end = _name_in(seen, match, last=False)
    own = seen.plain[end - 2 : end] == "'s"
    return (
        count > 0
        and _BUSINESS.match(seen.plain, end - 2 * own) is None
        and not _sign(seen, match)
        and not _is_missing(seen, match)
    )


def _fully_named(seen: Seen, match: re.Match[str]) -> bool:
    return _name_in(seen, match, last=False)[0] > 1 and _named(seen, match)


def _sign(seen: Seen, match: re.Match[str]) -> bool:
    return re.search(rf" {_STREETS}\b", match[0] + after(seen, match, 12)) is not None and not re.search(
        r"\d", match[0]
    )


_AT_A_PLACE = re.compile(r"\b(?:at|the|of|on|near|outside|behind|in|to|from|by|inside) $")


def _somebody(seen: Seen, match: re.Match[str]) -> bool:
    """Who is named before the words that say it, and not what is called so: "a clerk at Lucky Horse was shot"."""
    count, begin = _name_in(seen, match, last=True)
    if count < 2 or _is_missing(seen, match) or _BUSINESS.match(seen.plain, match.end(1)) is not None:
        return False
    return _AT_A_PLACE.search(seen.plain[max(0, begin - 12) : begin]) is None


def _not_missing(seen: Seen, match: re.Match[str]) -> bool:
    return not _is_missing(seen, match)


def _by_length(seen: Seen, match: re.Match[str]) -> Weight:
    return Weight.REFUSE if _name_in(seen, match, last=False)[0] > 1 else Weight.FLAG


def _less_when_missing(seen: Seen, match: re.Match[str]) -> Weight:
    return Weight.FLAG if _is_missing(seen, match) else Weight.REFUSE


_AGE = re.compile(r"\b\d{1,3}[- ]?(?:years?[- ]old|yrs?|y/?o)\b|\b(?:de )?\d{1,3} anos\b")


def _with_age(seen: Seen, match: re.Match[str]) -> Weight:
    around = before(seen, match, 60) + match[0] + after(seen, match, 40)
    return Weight.REFUSE if _AGE.search(around) is not None else Weight.FLAG


def _police(seen: Seen, match: re.Match[str]) -> bool:
    return (
        re.search(
            r"\b(?:detectives?|det|officers?|sgt|police|department|unit|deput(?:y|ies)|crime ?stoppers|detective"
            r"|agente|policia)\b",
            match[0],
        )
        is None
    )


def _rule(shape: str, accept: object = None, weigh: Weigh | None = None, weight: Weight = Weight.REFUSE) -> Pattern:
    return pattern(Concern.VICTIM, shape, accept, weigh=weigh, weight=weight)  # type: ignore[arg-type]


_WHO = (
    r"(?:victims?|complainants?|survivors?|deceased|homeowners?|home owners?|reporting (?:party|person)|widow(?:er)?"
    r"|injured (?:man|woman|person|party|cyclist|pedestrian|child|boy|girl)|victimas?|denunciante|afectad[oa]"
    r"|ofendid[oa]|perjudicad[oa]|agraviad[oa])"
)
_REST = r"[^.!?;]{0,60}?"
_DOOR = (
    rf"\d{{1,5}}[a-z]? (?:[nsew]\.? |north |south |east |west )?(?:[a-z][a-z'.-]{{1,16}} ){{1,3}}?{_STREETS}\b"
    r"|(?:calle|avenida|av\.?|avda\.?|paseo|callejon) (?:[a-z'.]{1,20},? ){1,4}?(?:#|no\.? ?"
    r"|num(?:ero)?\.? ?)?\d{1,5}\b"
)
_FLAT = r"(?:apt|apartment|unit|apto|apartamento|departamento|depto)\.? ?#? ?\d{1,4}[a-z]?\b"
_TELEPHONE = r"(?:\+?\d{1,2}[ .-]?)?\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]?\d{4}\b"
_MAIL = r"[\w.+-]{1,40}@[\w-]{1,40}\.[\w.-]{2,20}"
_KIN = (
    rf"(?:{_WHO}|mother|father|parents?|family|famil(?:y|ies)|wife|husband|daughter|son|sister|brother|relatives?"
    rf"|owner|resident|her|him"
    r"|madre|padre|padres|familia|esposa|esposo|hija|hijo|hermana|hermano|duen[oa])(?:'s)?"
)
_ILL = (
    r"(?:hiv|aids|pregnan\w{1,3}|schizophren\w{1,4}|bipolar|autis\w{1,3}|epilep\w{1,4}|diabet\w{1,3}|cancer|dementia"
    r"|alzheimer\w{0,2}"
    r"|mental\w{0,2} \w{1,12}|depress\w{1,4}|disab\w{2,6}|wheelchair|deaf|blind|transgender|gay|lesbian|undocumented"
    r"|illegally|addict\w{0,4}"
    r"|alcoholic|medicat\w{2,4}|intoxicated|drunk|under the influence|prostitut\w{1,4}|sex worker|heart (?:condition"
    r"|disease)|stroke"
    r"|ptsd|suicid\w{1,4}|insulin|hepatitis|miscarr\w{1,5}|immigration status|no papers"
    r"|embarazad[oa]|vih|sida|esquizofren\w{1,4}|autista|autismo|epilepsia|epileptic[oa]|cancer|demencia"
    r"|discapaci\w{1,6}|sord[oa]|cieg[oa]"
    r"|indocumentad[oa]|drogadict[oa]|alcoholic[oa]|borrach[oa]|diabetic[oa]|depresion|enfermedad \w{1,12}"
    r"|silla de ruedas|sin papeles)"
)
_HOSPITAL = (
    r"(?:hospital|icu|surgery|critical(?:ly)?|intensive care|medical cent(?:er|re)|life support|coma|rape kit"
    r"|sane exam|injuries (?:to|include)"
    r"|fractur\w{1,4}|broken (?:\w{1,10} )?(?:leg|arm|jaw|skull|ribs?|nose|hip|pelvis|bones?)|brain"
    r"|estado (?:critico|grave)|cirugia|fractura\w{0,2}|terapia intensiva)"
)
_HURT = (
    r"(?:shot|stabbed|beaten|raped|killed|attacked|assaulted|murdered|mugged|sexually|molested|strangled|punched"
    r"|kicked|carjacked)"
)

_NAMES = (
    _rule(
        rf"\b{_WHO}(?:'s)?(?: name)?(?:,|:| is| was| were| named| called| identified as| known as| se llama| es| era"
        rf"| de nombre){{0,2}}:? {_NAME}(?!\w)",
        _named,
        _by_length,
    ),
    _rule(
        rf"(?<![\w']){_FULL},? (?:\(?\d{{1,3}}\)?,? )?(?:was|were|is|has been|had been|got"
        rf"|fue) {_HURT}\b",
        _somebody,
    ),
    _rule(
        rf"(?<![\w']){_FULL},? (?:\(?\d{{1,3}}\)?,? )?(?:fue (?:asaltad|robad|golpead|apunalad|herid|violad"
        rf"|asesinad|atacad|agredid)[oa]|reported (?:that|a|the|his|her))\b",
        _somebody,
    ),
    _rule(
        rf"(?<![\w']){_FULL},? (?:\(?\d{{1,3}}\)?,? )?(?:was|were|has been|had been|got|had (?:his|her"
        rf"|their)) (?:robbed|struck|hit|injured|hurt|burglari[sz]ed|stolen|scammed"
        rf"|run over)\b",
        _somebody,
        weight=Weight.FLAG,
    ),
    _rule(rf"\b\d{{1,3}}[- ]?years?[- ]?old,? (?:[a-z]{{2,12}} )?{_FULL}(?!\w)", _fully_named),
    _rule(
        rf"(?<![\w']){_FULL},? (?:\(\d{{1,2}}\)|\d{{1,2}},|de \d{{1,3}} anos|aged? \d{{1,2}})(?! ?(?:am|pm|a\.m"
        rf"|p\.m|block))",
        _somebody,
        weight=Weight.FLAG,
    ),
    _rule(
        rf"\b(?:home|house|apartment|residence|car|truck|garage|property|vehicle|purse|son|daughter|wife|husband"
        rf"|family|casa|vivienda|coche|domicilio|carro|familia) (?:of|de) {_FULL}(?!\w)",
        _fully_named,
        _with_age,
    ),
    _rule(
        rf"\b(?:belong(?:s|ing)? to|owned by|reported by|stolen from|propiedad de"
        rf"|robad[oa] a) {_FULL}(?!\w)",
        _fully_named,
        weight=Weight.FLAG,
    ),
    _rule(
        r"(?<![\w'])((?!officer|detective)[a-z][a-z-]{1,20} [a-z][a-z-]{1,20})'s (?:home|house|apartment"
        r"|residence|car|truck|garage|purse|bicycle|phone|jewelry|daughter|son)\b",
        _somebody,
        weight=Weight.FLAG,
    ),
    _rule(rf"\b(?:mr|mrs|ms|miss|mister|sr|sra|senor|senora|don|dona)\.? {_NAME}", _named, weight=Weight.FLAG),
)

_DATA = (
    _rule(
        r"\b(?:dob|d\.o\.b|date of birth|born on|ssn|social security(?: number)?|fecha de nacimiento|curp"
        r"|driver'?s license number|passport number)\b",
        _not_missing,
    ),
    _rule(
        rf"\b{_KIN}\b[^.!?;]{{0,40}}?(?:\bat|\bon|\bis|\bnumber|\bphone|\bcell|\btel|\bwith|:|\bal|\ben el"
        rf"|\btelefono|\bnumero|\bwrite to|\bemail)\.?:? ?(?:{_TELEPHONE}|{_MAIL})",
        _police,
    ),
    _rule(
        rf"\b(?:{_WHO}|resident)\b{_REST}\b(?:at|on|of|in|en|de|a)(?: la"
        rf"| el)? (?:{_DOOR})",
        None,
        _less_when_missing,
    ),
    _rule(rf"\b(?:{_WHO}|resident)\b{_REST}(?:{_FLAT})", None, _less_when_missing),
    _rule(
        rf"\b(?:lives?|living|resides?|residing|vive|viven|reside|domiciliad[oa])\b(?: [\w']{{1,15}}){{0,3}} (?:at"
        rf"|on|in|en)(?: la| el)? (?:{_DOOR})",
        None,
        _less_when_missing,
    ),
    _rule(
        rf"\b\d{{1,3}}[- ]?years?[- ]?old\b{_REST}(?:{_DOOR}|{_FLAT})|\b\d{{1,3}} anos\b{_REST}(?:{_DOOR}"
        rf"|{_FLAT})",
        None,
        _less_when_missing,
    ),
    _rule(
        rf"\b(?:home|house|residence|apartment|townhouse|condo|duplex|casa|vivienda"
        rf"|domicilio)\b(?: [\w']{{1,12}}){{0,2}} (?:at|on|of|in|en)(?: la"
        rf"| el)? (?:{_DOOR})(?! ?block)",
        weight=Weight.FLAG,
    ),
    _rule(rf"\b{_WHO}\b{_REST}\b{_ILL}(?!\w)", _not_missing),
    _rule(
        rf"\b(?:she|he|her|his|resident|ella|el|la mujer|el hombre) (?:is|was|has|had|suffers? from|lives with"
        rf"|takes|uses|esta|tiene|padece"
        rf"|sufre)(?: [\w']{{1,12}}){{0,2}} {_ILL}(?!\w)",
        _not_missing,
        weight=Weight.FLAG,
    ),
    _rule(rf"\b{_WHO}\b{_REST}\b{_HOSPITAL}(?!\w)", _not_missing, weight=Weight.FLAG),
    _rule(
        rf"\b{_WHO}\b{_REST}\b(?:student|pupil|attends|goes to|works?|employed|employee|teaches|alumn[oa]"
        rf"|estudia(?:nte)?|trabaja)\b",
        _not_missing,
        _with_age,
    ),
)

PATTERNS = (*_NAMES, *_DATA)
