"""Names of people who are accused or suspected. Only after a cue: a name alone is no accusation."""

import re

from bot.wording.model import Concern
from bot.wording.pattern import after, before, pattern
from bot.wording.seen import Seen

_NAME = r"([a-z][a-z'-]{1,20}\.?(?: (?:de |del |la |van |o')?[a-z][a-z'-]{1,20}){0,2})"
_ANIMAL = re.compile(r"\b(?:dogs?|cats?|pupp(?:y|ies)|pups?|kittens?|kitty|pets?|birds?"
        r"|parrot|rabbit|bunny|horse|collar"
                     r"|terrier|lab|labrador|shepherd|husky|poodle|chihuahua|retriever|beagle"
        r"|perr[oa]s?|gat[oa]s?|cachorr[oa]s?"
                     r"|mascota|tortoise|microchip(?:ped)?)\b")  # fmt: skip
_NO_NAME_WORDS = (
    "unknown not on something still a an the in my our his her their no and is was "
    "wearing black white red blue green grey gray"
    " vehicle car truck van suv male female man woman person fled ran was with "
    "at near i it he she they police officer"
    " tall short last first seen described two three one armed unidentified known "
    "drove left walked driving please call"
    " fire thunder lightning fireworks gunshots gunshot just probably maybe que un una el la los las desconocido en"
    " monday tuesday wednesday thursday friday saturday sunday january february "
    "march april june july august september"
    " october november december street main oak also very so too now ring amazon ups fedex usps honda toyota ford"
    " chevy nissan jeep bmw tesla somebody someone everybody nobody anybody porch pirate package thief thieves unknown"
    " neighbors neighbor person people men women kids teens boys girls suspicious guy guys driver lady"
)
_NO_NAME = frozenset(_NO_NAME_WORDS.split())


def _named(seen: Seen, match: re.Match[str]) -> bool:
    """Somebody's name, and not that of a pet: a pet has no surname."""
    words = match[1].split()
    if words[0].strip(".'") in _NO_NAME:
        return False
    capital = seen.shown[match.start(1)].isupper()
    full = len(words) > 1 and _capital(seen, match, 1) and words[1] not in _NO_NAME
    if _ANIMAL.search(before(seen, match, 600) + match[0] + after(seen, match, 600)):
        return capital and full
    return capital or (len(words) > 1 and words[1] not in _NO_NAME)


def _capital(seen: Seen, match: re.Match[str], index: int) -> bool:
    shown = seen.shown[match.start(1) : match.end(1)].split()
    return len(shown) > index and shown[index][0].isupper()


def _accused(seen: Seen, match: re.Match[str]) -> bool:
    """Two capitalised words that are no description, in a text that is not all in capitals."""
    words = match[1].split()
    plain = all(word.strip(".'") not in _NO_NAME for word in words[:2])
    return len(words) > 1 and plain and all(_capital(seen, match, at) for at in (0, 1)) and not seen.shown.isupper()


def _first_capital(seen: Seen, match: re.Match[str]) -> bool:
    return match[1].split()[0] not in _NO_NAME and seen.shown[match.start(1)].isupper() and not seen.shown.isupper()


PATTERNS = (
    pattern(
        Concern.NAME,
        rf"\b(?:(?:his|her|their|(?:guy|thief|suspect|driver|man|woman|kid"
        rf"|burglar)'?s) name (?:is|was)|by the name of|goes by"
        rf"|(?:man|woman|guy|person|suspect|kid|neighbou?r|boy|girl|male|female|driver"
        rf"|teen|someone|somebody) (?:named|called)"
        rf"|se llaman?|su nombre es|de nombre|(?:hombre|mujer|vecin[oa]|tipo|chico"
        rf"|chica|alguien) llamad[oa]) {_NAME}",
        _named,
        ("name", "named", "called", "goes", "llama", "llaman", "nombre", "llamado", "llamada"),
    ),
    pattern(
        Concern.NAME,
        rf"\b(?:suspects?|suspected|thie(?:f|ves)|burglar|robber|culprit|perpetrator|vandal"
        rf"|attacker|dealer|sospechos[oa]|ladron(?:a)?"
        rf"|culpable|agresor)(?:,| is| was| are| named| es| era| fue|:| called"
        rf"| might be| must be| i think is){{0,2}} {_NAME}",
        _accused,
        (
            "suspect",
            "suspects",
            "suspected",
            "thief",
            "thieves",
            "burglar",
            "robber",
            "culprit",
            "perpetrator",
            "vandal",
            "attacker",
            "dealer",
            "sospechoso",
            "sospechosa",
            "ladron",
            "ladrona",
            "culpable",
            "agresor",
        ),
    ),
    pattern(
        Concern.NAME,
        rf"\b(?:it was|it's|it is|i know it was|fue|era|ha sido"
        rf"|have been) {_NAME}(?: (?:from|at|de|in|of) [a-z0-9' ]{{1,30}})?,? "
        r"(?:who|that|quien|el que|la que|que) (?:\w{1,12} ){0,2}?(?:stole|took|broke|did|keyed|slashed|kicked|poisoned|hit"
        r"|robbed|attacked|keeps?|damaged|vandali[sz]ed"
        r"|smashed|sells?|deals?|was|has|robo|rompio|entro|ataco|hizo|se llevo)\b",
        _first_capital,
    ),
    pattern(
        Concern.NAME,
        rf"(?<![a-z'])(?:my neighbou?r )?{_NAME} (?:is|was) (?:the (?:thief|one who (?:stole|took"
        rf"|did|broke)|burglar|culprit|suspect|robber|vandal)"
        r"|a (?:thief|pedophile|dealer|drug dealer|burglar|predator|creep|criminal))\b",
        _first_capital,
        (
            "thief",
            "who",
            "burglar",
            "culprit",
            "suspect",
            "robber",
            "vandal",
            "pedophile",
            "dealer",
            "predator",
            "creep",
            "criminal",
        ),
    ),
    pattern(
        Concern.NAME,
        rf"\b(?:i saw|we saw|caught|recogni[sz]ed|video of|vi a|vimos a) {_NAME} (?:steal|stealing|break|breaking|take|taking"
        r"|rob|robbing|smash|smashing|robar|robando|romper|rompiendo)\b",
        _first_capital,
        ("saw", "caught", "recognized", "recognised", "video", "vi", "vimos"),
    ),
    pattern(
        Concern.NAME,
        rf"(?<![a-z']){_NAME} (?:did (?:it|this)|stole|broke into|robbed|keyed|vandali[sz]ed"
        r"|smashed|se robo|me robo|nos robo)\b",
        _accused,
        ("did", "stole", "broke", "robbed", "keyed", "vandalized", "vandalised", "smashed", "robo"),
    ),
)
