"""Names under which nobody may speak as a neighbor: those that sound like police, an office or the bot itself. Pure."""

import re

from bot.wording.seen import see

_DISGUISE = str.maketrans("013457@$!|", "oieastasil")
"""Digits and marks that are read as letters; a `1` may also be an l, see below."""

_ANYWHERE = re.compile(
    r"police|policia|sherif|porchlight|moderator|moderador|lawenforcement|officialbulletin|boletinoficial|departament"
    r"|department|gendarmeri|detective|homelandsecurity|emergencyservice|administrator|administrador"
)
"""Read without anything between the letters."""

_WORDS = re.compile(
    r"\b(?:officers?|ofc|official|oficial|sergeant|sgt|deputy|constable|trooper|alguacil|cops?|pd|dept|depto|fbi|dhs|cbp"
    r"|911|112|reviewers?|revisor(?:es)?|admins?|mods?|bot|operators?|operador(?:es)?|county of|city of|town of|sheriffs?"
    r"|bomberos|fire (?:dept|brigade|rescue|marshal)|ayuntamiento|government|gobierno|federal|neighbou?rhood watch)\b"
)


def sounds_official(name: str) -> bool:
    """Whether readers could take the name for that of police, an office, a reviewer or the bot; also in disguise."""
    plain = see(name).plain
    read = (plain, plain.translate(_DISGUISE), plain.replace("1", "l").translate(_DISGUISE))
    return _WORDS.search(plain) is not None or any(
        _ANYWHERE.search("".join(filter(str.isalnum, each))) is not None for each in read
    )


def is_blank(name: str) -> bool:
    """Whether nobody sees anything of the name."""
    return not see(name).shown
