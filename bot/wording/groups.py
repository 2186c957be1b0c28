"""Requests about many people at once, in whatever words: who came, who stood there, who belongs to it. Flagged. Both languages.

An incident has a vehicle, or one person or a few; a request that wants to see all of a crowd may be about a lawful gathering.
"""

import re

from bot.wording.model import Concern
from bot.wording.pattern import Pattern, after, before, doubtful
from bot.wording.places import names_a_street
from bot.wording.seen import Seen

_COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|\d{1,2}|couple of|group of|several|masked|armed|unknown|other|dos"
    r"|tres|cuatro|cinco|seis"
    r"|varias|varios|unas|unos)(?: [\w-]{1,12})? $"
)
"""A few people who are counted are suspects, not a crowd."""


def _flag(shape: str) -> Pattern:
    return doubtful(Concern.GATHERING, rf"\b(?:{shape})(?!\w)", lambda seen, match: not names_a_street(seen, match))


def _uncounted(seen: Seen, match: re.Match[str]) -> bool:
    return _COUNTED.search(before(seen, match)) is None and not names_a_street(seen, match)


def _many(shape: str) -> Pattern:
    return doubtful(Concern.GATHERING, rf"\b(?:{shape})(?!\w)", _uncounted)


_DONE = re.compile(
    r"\b(?:broke|break|stole|steal|robb\w{1,3}|shot|took|taking|ran|running|fled|flee|hit|struck|attack\w{0,3}"
    r"|set fire|burgl\w{2,6}|climb\w{0,3}"
    r"|smash\w{0,3}|assault\w{0,3}|stabb\w{1,3}|carr(?:y|ied|ying) (?:a |the )?(?:tv|television|safe|boxes|tools"
    r"|bags?)|tr(?:y|ied|ying)|threw|beat"
    r"|sped|drove|loaded|loading|cut|pried|forced|rompi\w{2,5}|rob\w{2,5}|entraron|huy\w{2,5}|dispar\w{2,5}"
    r"|golpe\w{2,5})\b"
)
"""What somebody did to somebody: a request for the people who did it is an honest one."""


def _for_no_deed(seen: Seen, match: re.Match[str]) -> bool:
    return _DONE.search(match[0] + after(seen, match, 90)) is None and not names_a_street(seen, match)


def _sought(shape: str) -> Pattern:
    return doubtful(Concern.GATHERING, rf"\b(?:{shape})(?!\w)", _for_no_deed)


def _near(words: int) -> str:
    return rf"(?:,? [\w'-]{{1,20}}){{0,{words}}},? "


_PEOPLE = (
    r"(?:those|folks|volunteers|nuns|priests|the group|a group|people|persons|everyone|everybody|individuals"
    r"|subjects|pedestrians|clergy|supporters|crowds?"
    r"|students|workers"
    r"|employees|members|residents|citizens|tenants|teachers|nurses|mothers|veterans|farmers|drivers|immigrants"
    r"|migrants|parents)"
)
_SEAT = (
    r"(?:police (?:station|headquarters)|precinct|courthouse|court house|capitol|statehouse|city hall|town hall"
    r"|(?:senator|governor|mayor"
    r"|congress(?:man|woman|member)?|representative|sheriff|president|dean|chancellor|prosecutor)(?:'?s)?|consulate"
    r"|embassy|federal building"
    r"|pipeline|port gates?|factory gates?|plant gates?|gates? of|detention|immigration|ice (?:office|building"
    r"|facility)|convention center"
    r"|jail|prison|weapons plant|power plant|refinery|legislature|school board|abortion clinic|statue|monument"
    r"|headquarters|ministry|parliament)"
)
_GENTE = (
    r"(?:quienes|personas|gente|los que|las que|todos los que|encapuchados|encapuchadas|estudiantes|trabajador(?:es"
    r"|as)|maestr[oa]s|vecinos"
    r"|ciudadanos|mujeres|jovenes|obreros|campesinos|migrantes|madres|multitud)"
)
_SEDE = (
    r"(?:comisaria|juzgado|tribunal|congreso|palacio|ayuntamiento|alcaldia|municipio|consulado|embajada|fiscalia"
    r"|gobernador|alcalde|presidente"
    r"|rectoria|sede|edificio federal|migracion|monumento|estatua|ministerio|parlamento|plaza mayor|zocalo)"
)

_ENGLISH = (
    _flag(r"(?:prayer|drum|healing|talking) circles?|prayer walks?|journalists|reporters|photographers|observers"),
    _sought(
        r"(?:videos?|footage|images?|recordings?|clips?|faces|names|pictures?|views?)(?: [\w']{1,15}){0,4} (?:of"
        r"|with|showing) (?:the |a |any |all )?(?:[\w-]{1,12} ){0,2}?"
        r"(?:people|persons|individuals|folks|groups?|line of people|volunteers|neighbou?rs|crowds?|students|workers)"
    ),
    _flag(
        r"(?:several|a few|some|about|around|over|more than|nearly|many)? ?(?:a )?(?:hundreds?|thousands?"
        r"|\d{3,5}) (?:\w{1,12} )?(?:people|persons|individuals|participants|students|workers|supporters)"
    ),
    _flag(
        r"(?:everyone|everybody|all (?:people|persons)) (?:wearing|with|in|who|that|carrying|holding|near|at|on"
        r"|around|there)"
    ),
    _flag(
        r"which (?:of your )?neighbou?rs|who among your|join(?:ed|ing)? (?:a|the|this|that) (?:\w{1,12} )?(?:event"
        r"|action|group|crowd|movement|march)"
    ),
    _flag(
        rf"(?:noise|shouting|disturbance|commotion|singing|drumming|yelling){_near(4)}(?:{_SEAT}|residence of)"
        rf"|(?:shout|yell|scream)\w{{0,3}}{_near(3)}(?:against|at) (?:the )?(?:government|mayor|police|president"
        rf"|officials?|governor|minister)"
    ),
    _flag(
        r"hand(?:ed|ing|s)? out (?:water|food|flyers|fliers|snacks|masks|literature)|(?:holding|held|joined) hands"
        r"|with candles|candles (?:on|in|at)|the nuns|clergy|keffiyehs?|bandanas? (?:on|over)|reading (?:the )?names"
    ),
    _many(rf"{_PEOPLE}{_near(3)}banners?"),
    _flag(
        r"shout\w{0,3} against|against the (?:government|police|mayor|president|war|pipeline|project|plant|law"
        r"|bill)"
    ),
    _many(rf"{_PEOPLE}{_near(8)}{_SEAT}"),
    _flag(
        r"crowds? (?:that |who |which )?(?:came|turned|showed|poured|went|spilled) (?:out|up|into the streets?)"
        r"|(?:whole|entire) crowd|crowd that night"
    ),
    _flag(
        r"(?:fill(?:ed|ing)|took to|taking to|flood(?:ed|ing)|pour(?:ed|ing) into) the (?:streets?|square|plaza"
        r"|road)|in the streets after"
    ),
    _flag(
        r"who (?:came|attended|was there|were there|showed up|turned up|took part|stood there|marched|participated"
        r"|spoke)"
    ),
    _flag(
        rf"all (?:the )?(?:videos?|footage|clips?|images?){_near(1)}(?:pedestrians|people|persons|faces"
        rf"|passers-?by|visitors|participants)"
    ),
    _flag(
        r"public order|expressive (?:conduct|speech|events?)|crowd management|special interest|mass events?"
        r"|events downtown|days? of action"
    ),
    _flag(
        r"political (?:messages?|slogans?|signs?|shirts?|stickers?|flags?|leanings?|songs?|persuasion|symbols?)"
        r"|ideolog\w{1,5}|partisan"
    ),
    _flag(
        r"(?:student|worker|community|mass|collective|coordinated|campus|climate|union) (?:actions?|protesters?"
        r"|mobili[sz]\w{2,6})|action at the"
    ),
    _flag(
        r"(?:tenants?'?|labou?r|workers?'?|teachers?'?|students?'?|drivers'?) unions?|union locals?"
        r"|affiliated with|sympathetic to|in (?:support|defense) of|to support|supporters of"
    ),
    _flag(r"memorial (?:for|gathering|service|event|walk)|tribute to|remembrance"),
    _flag(
        r"(?:identify|names? of|faces of|who are) (?:the |all |every )?(?:[\w-]{1,12} ){0,3}?(?:audience|crowd"
        r"|spectators|patrons|guests|attendees|visitors|students|congregation|leaders|ringleaders|members)"
    ),
    _flag(
        r"(?:demand|call|press)(?:s|ed|ing)? (?:for )?(?:justice|answers|action|change|reforms?|an end|the release"
        r"|better pay|higher wages|accountability)|justice for [a-z]{2,20}"
    ),
    _flag(
        r"kne(?:lt|el|eling|eled)|took a knee|taking a knee|raised fists?|fists raised|link(?:ed|ing) arms"
        r"|lock(?:ed|ing) arms|stood silently|(?:lay|lying) down in the (?:road|street)|human chain|singing in"
    ),
    _flag(r"those leading|leaders of|ringleaders|instigators|organi[sz]ed by|who organi[sz]ed|led the (?:crowd|group)"),
    _flag(
        r"(?:car|vehicle|truck|motor|honking) caravans?|caravans? of|convoys? of (?:cars|trucks|vehicles)"
        r"|juneteenth|pride (?:events?|festival|month|weekend|week|crowds?|marchers)|may day|drag (?:show|queen)\w{0,2}"
    ),
    _flag(
        r"(?:after|over|against|following) the (?:verdict|police killing|acquittal|election|court ruling|ruling"
        r"|supreme court|raids?)|killed by (?:the )?police|police (?:brutality|violence)|(?:ice|immigration) raids?"
    ),
    _many(
        r"(?:people|persons|individuals|folks|subjects)(?: [\w']{1,12}){0,2} (?:dressed|wearing masks|in (?:masks"
        r"|costumes?|yellow vests|uniform shirts|matching shirts))"
    ),
    _many(
        rf"{_PEOPLE}(?: [\w'-]{{1,20}}){{0,3}} (?:block(?:ed|ing) (?:the )?(?:trucks|traffic|road|roads|street"
        rf"|gates?|entrance|bridge|freeway|highway|train|tracks)|refused to (?:leave|move|disperse)|singing|chained"
        rf"|outside the (?:home|house) of)"
    ),
)

_SPANISH = (
    _sought(
        r"(?:videos?|imagenes|grabaciones|rostros|nombres)(?: [\w']{1,15}){0,3} (?:de|con) (?:las |la |los |el "
        r"|todas las )?(?:[\w-]{1,12} ){0,2}?(?:personas|gente|grupos?|multitud|vecinos|estudiantes|trabajadores)"
    ),
    _flag(
        r"numeros[oa] grupo|core(?:ando|aban|aron)|gritando (?:contra|frente|lemas)|con velas|(?:llev|port"
        r"|mostr)\w{2,4} (?:fotos|retratos) de|contra el gobierno|quienes de sus vecinos|todos los que llev\w{2,5}"
    ),
    _many(rf"{_GENTE}(?: [\w']{{1,20}}){{0,8}} {_SEDE}"),
    _flag(
        r"se plantaron|exig(?:ian|en|ieron|iendo|ia) (?:justicia|respuestas|la|el|un|una|que)|justicia para"
        r"|clamaban|reclam(?:aban|aron|ando) (?:justicia|frente|por|sus)"
    ),
    _flag(
        r"contingentes?|colectivos?|feminist\w{1,3}|homenajes?|caravanas? de|caravana|cordon humano|cadena humana"
        r"|puno en alto|punos en alto|brutalidad policial|a manos de la policia|redadas?"
    ),
    _flag(
        r"tomaron (?:la|las) calles?|salieron a (?:la|las) calles?|llenaron (?:la|las) calles?"
        r"|quienes (?:estuvieron|asistieron|acudieron|participaron|hablaron|llegaron|vinieron)"
    ),
    _flag(
        r"(?:mensajes?|lemas?|simbolos?|camisetas?|playeras?|banderas?) politic[oa]s?|orden publico"
        r"|jornada de (?:lucha|accion)|dia de accion|cabecillas|lideres de|instigadores|afines a|en apoyo (?:a|de"
        r"|al)|en (?:contra|defensa) de"
    ),
)

PATTERNS = (*_ENGLISH, *_SPANISH)
