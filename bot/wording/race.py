"""Descriptions of people by race, origin or faith, in English and Spanish."""

import re
from dataclasses import replace

from bot.wording.model import Concern, Weight
from bot.wording.pattern import after, before, pattern
from bot.wording.seen import Seen

_COLORS = ("black", "white", "brown")
_ORIGINS = (
    "asian", "hispanic", "latino", "latina", "latinx", "latine", "arab", "arabic", "arabian", "african", "caucasian",
    "muslim", "islamic", "jewish", "sikh", "hindu", "indian", "mexican", "chinese", "japanese", "korean", "vietnamese",
    "filipino", "pakistani", "haitian", "somali", "nigerian", "jamaican", "puerto rican", "dominican", "cuban",
    "venezuelan", "guatemalan", "salvadoran", "honduran", "colombian", "gypsy", "roma", "romanian", "russian", "turkish",
    "biracial", "mixed-race", "mixed race", "native american", "middle eastern", "middle-eastern", "african american",
    "african-american", "afroamerican", "dark-skinned", "dark skinned", "light-skinned", "light skinned", "brown-skinned",
    "colored", "coloured", "foreign", "immigrant", "oriental",
)  # fmt: skip
_PERSON = (
    r"(?:(?:fe)?males?|m[ae]n|wom[ae]n|subjects?|suspects?|persons?|people"
    r"|individuals?|youths?|teens?|teenagers?|boys?"
    r"|girls?|kids?|guys?|juveniles?|lad(?:y|ies)|gentlem[ae]n|dudes?|couples?"
    r"|child(?:ren)?|adults?|folks|thie(?:f|ves)"
    r"|burglars?|robbers?|thugs?|gangs?|perps?|perpetrators?|fellows?|famil(?:y|ies)|drivers?)"
)
_BETWEEN = (
    r"(?:(?:,|/| or| and| &)? ?\b(?:young|younger|old|older|elderly"
    r"|middle[- ]aged|teenage|adult|tall|short|thin|skinny"
    r"|slim|big|large|heavy[- ]?set|bearded|bald|american|looking|black|white"
    r"|brown|hispanic|latino|asian|college[- ]aged"
    r"|descent)\b){0,3},?[ -]"
)
_ANIMAL = re.compile(
    r"\b(?:dogs?|cats?|pupp(?:y|ies)|pups?|kittens?|kitty|labs?|labrador|terrier|pit ?bulls?|shepherd|husky|poodle"
    r"|chihuahua|rabbit|bunny|parrot|birds?|horse|retriever|collie|beagle|boxer|bulldog|pug|tabby|goat|ferret|hamster"
    r"|mix|breed|doodle|goldendoodle|corgi|mastiff|hound|spaniel|schnauzer"
    r"|siamese|longhair|shorthair|microchip(?:ped)?"
    r"|collar|paws?|fur|tail|whiskers|perr[oa]s?|gat[oa]s?|cachorr[oa]s?|mascota)\b"
)
_HUMAN = re.compile(
    r"\b(?:m[ae]n|wom[ae]n|suspects?|persons?|people|guys?|youths?|teens?"
    r"|thie(?:f|ves)|hombres?|mujer)\b"
)
_CLOTHES = (
    r"hood(?:ie|ed)|jackets?|coat|shirts?|t-shirt|jerseys?|sweat(?:er|pants|shirt)|pants|jeans|shorts|skirt|dress"
    r"|vest|overalls"
    r"|coveralls|uniform|suit|raincoat|leggings|sudadera|chaqueta|camis(?:a|eta)|pantalon(?:es)?|abrigo|falda"
    r"|vestido|chaleco"
)
_WORN = re.compile(rf"\b(?:{_CLOTHES})\b")
_ANIMAL_TOO = re.compile(r"(?:fe)?males?|boys?|girls?|kids?|famil(?:y|ies)|child(?:ren)?|adults?")
_THING = re.compile(
    r" (?:restaurant|store|shop|food|market|church|center|centre"
    r"|association|bakery|grocery|day care)"
)


def _of_a_person(seen: Seen, match: re.Match[str]) -> bool:
    """A black female cat is no description of a person, and an Indian family restaurant is none either."""
    if _THING.match(after(seen, match)):
        return False
    last = match[0].split()[-1].split("-")[-1]
    if not _ANIMAL_TOO.fullmatch(last):
        return True
    around = before(seen, match, 80) + match[0] + after(seen, match, 60)
    return _HUMAN.search(around) is not None or _WORN.search(around) is not None or _ANIMAL.search(around) is None


def _of_somebody(seen: Seen, match: re.Match[str]) -> bool:
    """ "She is brown and white", said of a dog."""
    around = before(seen, match, 80) + match[0] + after(seen, match, 60)
    return _HUMAN.search(around) is not None or _ANIMAL.search(around) is None


_DETAILS = tuple(
    re.compile(rf"\b(?:{words})\b")
    for words in (
        _CLOTHES,
        r"shoes?|sneakers|boots|sandals|gloves?|caps?|hat|beanie|mask|scarf|bandana|helmet|tenis|zapat(?:os|illas)"
        r"|gorr[ao]|botas"
        r"|guantes|mascara|bufanda|casco",
        # Hair and face.
        r"hair(?:ed)?|beard(?:ed)?|mustache|moustache|bald|braids|dreads|dreadlocks|ponytail|glasses|goatee|pelo"
        r"|barba|bigote|calv[oa]"
        r"|trenzas|lentes|gafas|anteojos",
        # Height and build.
        r"\d'\d{1,2}|\d ?(?:ft|feet|foot)|\d{2,3} ?(?:lbs?|pounds|kg|kilos)|\d[.,]\d{1,2} ?m|six feet|five feet",
        # What nobody else has.
        r"tattoos?|scars?|limps?|nose ring|pierc(?:ed|ings?)|birthmark|missing tooth|gold tooth|tatuajes?"
        r"|cicatri(?:z|ces)|cojea|lunar",
        # What somebody carries and rides.
        r"backpack|bag|suitcase|carrier|umbrella|skateboard|scooter|bicycle|bike|crowbar|fishing rod|cane|mochila"
        r"|bolsa|maleta|paraguas"
        r"|patineta|bicicleta|moto",
    )
)
ENOUGH_DETAILS = 2
"""Kinds of details, beside sex and age, with which race is not all that is said."""


def _by_details(seen: Seen, match: re.Match[str]) -> Weight:
    around = before(seen, match, 100) + " " + after(seen, match, 180)
    told = sum(kind.search(around) is not None for kind in _DETAILS)
    return Weight.FLAG if told >= ENOUGH_DETAILS else Weight.REFUSE


_RACE = "|".join((*_COLORS, *_ORIGINS))
_FIRST = frozenset(re.split(r"[ -]", each)[0] for each in (*_COLORS, *_ORIGINS))
_FACE = r"(?:descent|origin|appearance|heritage|background|ethnicity|extraction|ancestry)"
_NOUNS = (
    "mexicans", "arabs", "muslims", "jews", "blacks", "asians", "hispanics", "latinos", "gypsies", "gypsy", "immigrants",
    "foreigners", "africans", "somalis", "haitians", "pakistanis", "romanians", "indians", "orientals",
)  # fmt: skip

_PERSONA = (
    r"(?:hombres?|mujer(?:es)?|chic[oa]s?|tip[oa]s?|sujetos?|individu[oa]s?|personas?"
    r"|muchach[oa]s?|joven(?:es)?|senor(?:a|es|as)?"
    r"|nin[oa]s?|varon(?:es)?|ladron(?:es|a|as)?|sospechos[oa]s?|delincuentes?|gente"
    r"|pareja|familia|conductor(?:a|es)?|tio|tia|viej[oa])"
)
_RAZA_WORDS = (
    "negro", "moreno", "blanco", "latino", "hispano", "asiatico", "chino", "judio", "gitano", "mexicano", "africano",
    "afroamericano", "indio", "centroamericano", "moro", "haitiano", "dominicano", "venezolano", "colombiano", "rumano",
    "extranjero", "musulman", "arabe", "marroqui", "indigena", "inmigrante", "afrodescendiente", "negrito", "morenito",
)  # fmt: skip


def _forms(word: str) -> tuple[str, ...]:
    if word.endswith("o"):
        return tuple(word[:-1] + end for end in ("o", "a", "os", "as"))
    if word.endswith("n"):
        return (word, word + "a", word + "es", word + "as")
    return (word, word + "s")


_RAZAS = tuple(form for word in _RAZA_WORDS for form in _forms(word))
_RAZA = "|".join(sorted(_RAZAS, key=len, reverse=True))
_ENTRE = (
    r"(?: (?:muy|alt[oa]s?|baj[oa]s?|joven(?:es)?|mayor(?:es)?|delgad[oa]s?|gord[oa]s?|y"
    r"|grandes?|adult[oa]s?|de raza|raza|es|era|son)){0,3}"
)

_PATTERNS = (
    pattern(Concern.RACE, rf"\b(?:{_RACE})(?:{_BETWEEN}){_PERSON}\b", _of_a_person, _FIRST),
    pattern(
        Concern.RACE,
        rf"\b(?:he|she|they|suspects?|driver|{_PERSON})(?: all| both)? (?:is|was|were"
        rf"|are|looks?|looked|appears?|appeared"
        rf"|seems?|seemed)(?: to be| like)?(?: (?:an?|all|both|probably|maybe|likely|possibly|definitely)){{0,2}}"
        rf" (?:{_RACE})(?=[.,;!?)]|$| (?:and|or|with|in his|in her|in their|about"
        rf"|around|male|female|but|by|wearing)\b)",
        _of_somebody,
        _FIRST,
    ),
    pattern(
        Concern.RACE,
        rf"\b(?:(?:fe)?male|man|woman|suspect|guy|boy|girl),? \(?(?:{_RACE})(?=[.,;)]|$| and\b)",
        _of_a_person,
        _FIRST,
    ),
    pattern(
        Concern.RACE,
        rf"\b(?:of )?(?:{'|'.join(_ORIGINS)})[ -](?:{_FACE}|looking)\b|\b(?:dark|brown|light|black|pale)[- ]"
        rf"(?:skin(?:ned)?|complexion(?:ed)?)\b|\b(?:skin (?:was|is) (?:dark|brown|black|light)|people? of colou?r"
        rf"|(?<!street )(?<!drag )(?<!road )(?:race|ethnicity): ?\w{{1,20}}|in (?:an? )?(?:hijab|burka|burqa|niqab"
        rf"|turban"
        rf"|yarmulke|kippah)s?"
        rf"|illegal (?:alien|immigrant)s?)\b",
    ),
    pattern(Concern.RACE, r"\b[bwha]/[mf]\b", marks=("/",)),
    pattern(
        Concern.RACE,
        rf"\b(?:{'|'.join(_NOUNS)})\b(?! (?:restaurant|food|ink"
        rf"|game|baseball|friday))",
        None,
        _NOUNS,
    ),
    pattern(Concern.RACE, rf"\b{_PERSONA}{_ENTRE},? (?:{_RAZA})\b", None, _RAZAS),
    pattern(
        Concern.RACE,
        rf"\b(?:un|una|unos|unas|los|las|el|la|esos|esas|otro|otra|dos|tres"
        rf"|estos) (?:{_RAZA})(?=[.,;!?]|$| (?:con|que|de unos|y|en|alt[oa]|robo|robaron"
        rf"|intento|se|lleva(?:ba)?n?|corri[oe]\w{{0,4}}|entr[oa]\w{{0,4}}|estaba)\b)",
        None,
        _RAZAS,
    ),
    pattern(
        Concern.RACE,
        rf"\b(?:(?:looked|looks|seemed|appeared)(?: to be)? (?:{'|'.join(_ORIGINS)})\b|(?:he|she|they)'(?:s|re)"
        rf"(?: an?| all| probably| maybe)? (?:{_RACE})(?=[.,;!?)]|$| (?:and|or|with|about|but|by)\b))",
        _of_somebody,
        _FIRST,
    ),
    pattern(
        Concern.RACE,
        r"(?:\b(?:un|una|unos|unas|los|las|esos|esas) (?:gitan[oa]s?|moros?|moras|mexican[oa]s|african[oa]s|ruman[oa]s?"
        r"|haitian[oa]s?|venezolan[oa]s?|inmigrantes?|musulman(?:es)?)\b"
        r"|(?:^|[.!?] )(?:negr|moren|gitan)[oa]s? (?:alt|joven|flac"
        r"|gord|con\b))",
    ),
    pattern(
        Concern.RACE,
        rf"\b(?:grupos?|bandas?|varios|varias|pareja|par"
        rf"|unos cuantos) (?:de )?(?:{_RAZA})(?!\w)",
        None,
        _RAZAS,
    ),
    pattern(
        Concern.RACE,
        rf"\b{_PERSONA} de color\b(?! (?:negr|roj|azul|verd|blanc|gris|amarill|marron|claro|oscuro))",
        None,
        ("color",),
    ),
    pattern(
        Concern.RACE,
        rf"\bde (?:origen|aspecto|apariencia|rasgos|nacionalidad|ascendencia) (?:{_RAZA})(?!\w)",
        None,
        ("origen", "aspecto", "apariencia", "rasgos", "nacionalidad", "ascendencia"),
    ),
    pattern(
        Concern.RACE,
        r"\b(?:de raza \w{1,20}|de color(?=[.,;!?]|$| que\b| con\b)|(?:de )?(?:tez|piel|complexion) (?:muy )?"
        r"(?:oscura|morena|negra|blanca|clara)|de (?:origen|aspecto|apariencia"
        r"|rasgos) (?:arabe|latino|hispano|asiatico"
        r"|africano|arabes|asiaticos|orientales|gitano|extranjero|magrebi|indigena)"
        r"|rasgos (?:indigenas|asiaticos|orientales))",
        None,
        ("raza", "color", "tez", "piel", "complexion", "origen", "aspecto", "apariencia", "rasgos"),
    ),
)

PATTERNS = tuple(replace(each, weigh=_by_details) for each in _PATTERNS)
