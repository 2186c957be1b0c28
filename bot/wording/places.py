"""Words that belong to a name on a sign: a street, a church or a shop may be called like what nobody may ask about. Pure."""

import re

from bot.wording.pattern import Accept, after, before
from bot.wording.seen import Seen

_STREET = re.compile(
    r" (?:(?:Creek|Hill|Park|Oak|Lake) )?"
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Circle|Cir|Terrace|Trail"
    r"|Alley"
    r"|Parkway|Pkwy|Loop|Row|ROAD|RD|STREET|ST|AVENUE|AVE|LANE|LN|DRIVE|DR"
    r"|COURT|CT|BLVD|WAY|CIRCLE)\b"
    r"(?!\.? (?:Louis|Paul|John|Mary|Peter"
    r"|James|Joseph|George|Augustine|Michael|Mark|Luke|Anne?|Francis|Patrick|Stephen|Thomas|Vincent|Cloud)\b)"
)
_CALLE = re.compile(
    r"\b(?:calle|avenida|av\.?|avda\.?|paseo|callejon|bulevar|colonia|barrio|plaza)(?: de (?:la|el|los|las)| del?)? $"
)


def names_a_street(seen: Seen, match: re.Match[str]) -> bool:
    """ "Protest Rd", "avenida Protesta": in capitals, with the word for a street right beside it, as on a sign."""
    if not seen.shown[match.start() : match.end()].rsplit(" ", 1)[-1][:1].isupper():
        return False
    return _STREET.match(seen.shown, match.end()) is not None or _CALLE.search(before(seen, match)) is not None


def unless_named(free: str = "", free_before: str = "") -> Accept:
    """Accepts a match that names no street, and that neither `free` follows nor `free_before` precedes, in the plain form."""
    follows = re.compile(free) if free else None
    precedes = re.compile(rf"(?:{free_before})$") if free_before else None

    def accept(seen: Seen, match: re.Match[str]) -> bool:
        return not (
            names_a_street(seen, match)
            or (follows is not None and follows.match(after(seen, match)))
            or (precedes is not None and precedes.search(before(seen, match)))
        )

    return accept
