"""Words that may mean a lawful gathering, and may be part of an honest case: people look at what holds them. Both languages."""


from bot.wording.model import Concern
from bot.wording.pattern import Pattern, doubtful
from bot.wording.places import unless_named


def _may(shape: str, free: str = "", free_before: str = "") -> Pattern:
    return doubtful(Concern.GATHERING, rf"\b(?:{shape})(?!\w)", unless_named(free, free_before))


def _within(words: int) -> str:
    """At most so many words between."""
    return rf"(?:,? [\w'-]{{1,20}}){{0,{words}}},? "


_MANY = (
    r"(?:people|persons|individuals|crowds?|groups?|students|workers|residents|subjects|they|citizens|parties"
    r"|masses|throngs?)"
)
_CIVIC = (
    r"(?:city hall|town hall|courthouse|court house|capitol|statehouse|consulate|embassy|federal building"
    r"|police (?:station"
    r"|headquarters)|precinct|statue|monument|governor|mayor|school board|immigration|detention|ice (?:office"
    r"|building|facility)"
    r"|legislature|plaza|town square|city square|main square)"
)
_MEET = r"(?:gather|assembl|congregat|converg|amass|mobili[sz])\w{0,4}"
_ALL = (
    r"(?:everyone|everybody|every (?:single )?(?:person|face|body|visitor|participant)|all (?:the )?(?:persons"
    r"|people|individuals|those"
    r"|faces|men|women|visitors|who)|anyone|anybody|those|whoever|persons|who|each person|people who|which people)"
)
_COME = (
    r"(?:enter|leav|attend|visit|participat)\w{0,4}|went|goes|going|go|came|coming|comes|took part|taking part"
    r"|present|spoke|speaking"
    r"|exit\w{0,3}|arriv\w{0,3}|walk(?:ed|ing)"
)
_MEETING = (
    r"(?:mosques?|church(?:es)?|synagogues?|temples?|meetings?|services?|mass|prayers?|clinics?|union hall"
    r"|community cent(?:er|re)|campaign"
    r"|headquarters|speech(?:es)?|events?|hearings?|sessions?|lectures?|church hall|cultural cent(?:er|re)|legal aid"
    r"|consulate"
    r"|embassy|funerals?|shrines?|school board|town hall|city hall|council|assembly|forum|fundraisers?|iftar|parish"
    r"|planned parenthood|(?:islamic|jewish|immigrants?'?|workers?'?|lgbt\w{0,4}) cent(?:er|re)s?)"
)
_SHOWN = (
    r"(?:signs|placards|banners|flags|posters|candles|torches|crosses|drums|megaphones?|bullhorns?|leaflets"
    r"|cardboard signs)"
)

_ENGLISH = (
    _may(
        r"placards?|picket signs?|chant(?:s|ed|ing|ers?)?|slogans?|bull ?horns?|mega(?:ph|f)ones?|leaflet\w{0,4}"
        r"|pamphlet\w{0,4}"
    ),
    _may(
        r"(?:large|mass|massive|big|huge|public|peaceful|religious|community|unpermitted|unauthori[sz]ed|illegal"
        r"|spontaneous|planned"
        r"|outdoor|sizeable|sizable|political|disorderly|loud|unlawful) (?:\w{1,12} )?(?:gatherings?|assembl(?:y"
        r"|ies)|congregations?)"
    ),
    _may(
        r"gatherings?",
        r" (?:evidence|information|intelligence|facts|their|his|her|up|mushrooms|place)\b",
        r"\b(?:family|birthday|holiday|wedding|small|christmas|thanksgiving|house|backyard|social) ",
    ),
    _may(
        rf"{_MANY} (?:had |have |has |were |was |who |that |which ){{0,2}}{_MEET}",
        r" (?:around|after|when"
        r"|to watch|information|evidence)\b",
    ),
    _may(rf"{_MEET}{_within(4)}{_CIVIC}|(?:crowds?|large groups?|throngs?|mob){_within(5)}{_CIVIC}"),
    _may(
        r"(?:hundreds|thousands|dozens|scores) of (?:people|persons|individuals|students|workers|residents"
        r"|participants|supporters|men|women|youths)"
    ),
    _may(
        rf"(?:carr(?:y|ies|ied|ying)|h[eo]ld(?:s|ing)?|wav(?:e|es|ed|ing)|display\w{{0,3}}|hung|hanging"
        rf"|unfurl\w{{0,3}}|rais(?:ed|ing)"
        rf"|bearing|with|handing out|distribut\w{{1,3}}){_within(2)}{_SHOWN}",
        r" (?:from (?:the |a )?(?:school|store|shop|hotel|golf)|on (?:the|its|a) (?:truck|van|car|door|side))",
    ),
    _may(
        rf"{_ALL}{_within(4)}(?:{_COME}){_within(5)}{_MEETING}",
        free_before=r"\b(?:two|three|four|five|\d|masked|armed|several|unknown|other) ",
    ),
    _may(
        rf"(?:identif\w{{1,6}}|names? of|faces? of|video of|footage of|images? of|pictures? of|clips? of|views? of"
        rf"|recordings? of|all|every"
        rf"|each|any){_within(2)}(?:attendees?|participants?|organi[sz]ers?|speakers?|worship+ers|congregants"
        rf"|supporters|sympathi[sz]ers)"
    ),
    _may(
        r"(?:those|people|anyone|everyone|persons|individuals) (?:who |that )?(?:spoke|attended|participated"
        r"|took part)"
    ),
    _may(
        r"(?:tenants?'?|union|party|prayer|community|neighbou?rhood|town hall|town|city council|council|school board"
        r"|planning"
        r"|organi[sz]ing|strike|workers?'?|board|public|campaign) (?:meetings?|hearings?|sessions?|events?)"
        r"|public comment|press conferences?"
    ),
    _may(
        r"riot(?:s|ers?|ing|ous)?|unrest|disturbances|public disorder|upheaval|looting took place|crowd[- ]control"
        r"|mob violence"
    ),
    _may(
        rf"{_MANY}{_within(3)}(?:block(?:ed|ing)|shut down|occup(?:y|ied|ying)|march(?:ed|ing)|process(?:ed|ing)"
        rf"|parad(?:ed|ing)"
        r"|walk(?:ed|ing) (?:\w{1,12} )?together|refus(?:ed|ing) to disperse)",
        r" (?:off|away|back|up to|into|in|out)\b",
    ),
    _may(
        r"(?:unpermitted|unauthori[sz]ed|illegal|activist|religious|anti-\w{2,12}) (?:\w{1,12} )?(?:events?"
        r"|meetings?|parades?)"
    ),
    _may(r"as many (?:people|persons|faces|individuals|participants) as"),
    _may(
        rf"(?:all|every|any|identify|each){_within(2)}(?:visitors?|guests|members|regulars) (?:of|to"
        rf"|at){_within(2)}{_MEETING}"
    ),
    _may(r"marching", r" (?:bands?|orders)\b"),
    _may(r"encampments?", free_before=r"\b(?:homeless|hunting|scout) "),
    _may(
        r"solidarity|sympathi[sz]ers?|anarchists?|mobili[sz]ations?|extremists?|militants?|dissent|petitions?"
        r"|signature gatherers|flash ?mobs?"
    ),
    _may(
        r"(?:anti|pro)-?(?:police|government|war|ice|immigration|fascist|abortion|vaccine|palestin\w{0,5}"
        r"|israel\w{0,2}|choice|life|democracy|union"
        r"|trump|biden|israeli|gun|government)"
    ),
    _may(r"processions?", free_before=r"\bfuneral "),
    _may(r"(?:film|record|photograph|videotap)\w{0,3} (?:the |our )?(?:police|officers|cops|agents|deput(?:y|ies))"),
    _may(r"(?:the|that|a|saturday's|sunday's|friday's|yesterday's) demos? (?:on|in|at|outside|near|by|last)"),
    _may(
        r"(?:the|an|this|that) (?:march|strike) (?:at|by|of|outside|in front)|the strike",
        r" (?:zone|plate|team"
        r"|force|price)\b",
    ),
    _may(
        r"(?:the|a) (?:speech|assembly) (?:of|in|at|by|outside|near)|assembl(?:ed|ing) (?:outside|in front|near"
        r"|before)"
    ),
)

_VARIOS = (
    r"(?:personas|individuos|gente|grupos?|estudiantes|trabajadores|vecinos|multitud(?:es)?|jovenes|ciudadanos"
    r"|alumnos|obreros)"
)
_CUANTOS = (
    r"(?:todos|todas|todo el que|quienes|quien|cualquiera|cada persona|las personas|los|toda persona|cualquier persona)"
)
_IR = r"(?:entr|sal|asist|particip|acud|hablar?|estuv|fueron|llegar?|tomar)\w{0,6}"
_DONDE = (
    r"(?:mezquitas?|iglesias?|sinagogas?|templos?|reunion(?:es)?|asambleas?|misas?|cultos?|clinicas?|sede"
    r"|centro (?:comunitario|cultural)"
    r"|discursos?|eventos?|actos?|sindicato|consulado|embajada|audiencia|sesion|cabildo|funeral|charla|parroquia)"
)
_SPANISH = (
    _may(r"pancartas?|consignas|megafonos?|volantes politicos|octavillas"),
    _may(
        r"reunion(?:es)? (?:multitudinarias?|masivas?|publicas?|de vecinos|vecinal(?:es)?|sindical(?:es)?"
        r"|religiosas?)|aglomeracion(?:es)?|multitudinari[oa]s?"
    ),
    _may(r"asambleas?", r"s? de dios\b"),
    _may(
        rf"{_VARIOS}(?: [\w']{{1,20}}){{0,4}} se (?:reunieron|reunio|reunian|congreg\w{{2,4}}|concentr\w{{2,5}}"
        rf"|juntaron|junto|dieron cita)"
    ),
    _may(rf"se (?:reunieron|congregaron|concentraron|juntaron)(?: [\w']{{1,20}}){{0,3}} {_VARIOS}"),
    _may(
        r"(?:cientos|miles|decenas|centenares) de (?:personas|manifestantes|estudiantes|trabajadores|vecinos"
        r"|individuos|jovenes|ciudadanos|mujeres|hombres)"
    ),
    _may(
        r"(?:con|llev\w{1,6}|port\w{1,6}|sosten\w{1,6}|sosten|ondea\w{0,4}"
        r"|agita\w{0,4})(?: [\w']{1,20}){0,2} (?:carteles|banderas|velas|tambores|mantas|pancartas)"
    ),
    _may(rf"{_CUANTOS}(?: [\w']{{1,20}}){{0,3}} {_IR}(?: [\w']{{1,20}}){{0,5}} {_DONDE}"),
    _may(
        r"(?:todos|todas|identificar|caras de|rostros de|videos? de|imagenes de"
        r"|grabaciones de)(?: [\w']{1,20}){0,3} (?:asistentes|participantes|organizadores|oradores|simpatizantes"
        r"|fieles|feligreses)"
    ),
    _may(
        r"disturbios?|motin(?:es)?|revueltas?|bloqueos? (?:de|en)|simpatizantes|anarquistas?|movilizacion(?:es)?"
        r"|militantes|acampe|protestantes",
        r" (?:de la iglesia|del templo)\b",
        r"\b(?:iglesias?|templos?|pastores) ",
    ),
    _may(
        rf"{_VARIOS}(?: [\w']{{1,20}}){{0,3}} (?:marcharon|bloque(?:aron|aban)|cortaron|ocuparon|desfilaron"
        rf"|gritaban|coreaban)"
    ),
    _may(
        r"(?:repart|distribu)\w{1,6} (?:volantes|folletos|panfletos)|grupos? (?:numerosos?|grandes?"
        r"|nutridos?) de (?:personas|gente)"
    ),
    _may(
        r"(?:miembros|reunion|lideres|afiliados) del sindicato|del orgullo"
        r"|organizadores del? (?!evento deportivo)\w{1,20}"
    ),
)

PATTERNS = (*_ENGLISH, *_SPANISH)
