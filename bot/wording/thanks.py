"""Words that thank or reward people for a yes before they have said one. English and Spanish."""


from bot.wording.model import Concern
from bot.wording.pattern import Pattern, doubtful, pattern
from bot.wording.places import unless_named


def _clear(shape: str, free: str = "", free_before: str = "") -> Pattern:
    return pattern(Concern.THANKS, rf"\b(?:{shape})(?!\w)", unless_named(free, free_before))


def _doubtful(shape: str) -> Pattern:
    return doubtful(Concern.THANKS, rf"\b(?:{shape})(?!\w)")


_SHOP = (
    r"'?s? (?:pharmacy|hospital|church|store|shop|market|school|shelter|thrift|clinic|center|medical|sandwich"
    r"|sub|deli|towing|cafe|dog|fund"
)
_TAKEN = (
    r"(?:stole|stolen|took|taken|bought|buy|buying|purchased|sold|display of|rack of|box of|with|of|and"
    r"|rewards cards and|bag of|some|several|the|unused|activated|fraudulent|counterfeit) "
)
_PRIZE = (
    r"(?:gift ?cards?|vouchers?|coupons?|free (?:\w{1,15} ){0,2}(?:camera|doorbell|subscription|month|gift|meal"
    r"|coffee|device|alarm)|discounts?|raffle|prizes?|"
    r"\$ ?\d[\d,.]{0,8}|cash|payment|credit|bonus|t-shirts?|gifts?)"
)
_WIN = (
    r"(?:receive|get|earn|win|claim|entered in|qualify for|eligible for|offer\w{0,3}|rewarded with"
    r"|pays? up to|will pay|collect|send you|give you)"
)

PATTERNS = (
    _clear(
        r"(?:mentioned|named|thanked|recogni[sz]ed|honou?red|featured|listed)(?: \w{1,12}){0,3} (?:by name"
        r"|newsletter|website|page|ceremony|social media|dinner)"
    ),
    _clear(
        r"tokens? of (?:our |my )?(?:gratitude|appreciation|thanks)|(?:get|gets|receive|receives|enjoy"
        r"|win) (?:a )?free \w{1,20}|in exchange for (?:your|the|a|any) (?:\w{1,12} )?(?:video|clip|footage|help)"
    ),
    _clear(
        r"(?:thank you|thanks|thankful|we thank you|thank(?:ing)?(?: all| every\w{0,3})?(?: \w{1,15})?"
        r"|grateful)(?: so much| very much| a lot)?,? (?:to (?:all|every\w{0,3}|those|you)|for|who"
        r"|in return)(?! nothing)"
    ),
    _clear(r"rewards?|rewarded|rewarding", r" (?:cards?|program|points|members?|account|app)\b"),
    _clear(
        rf"{_WIN}(?: [\w$']{{1,15}}){{0,4}}? {_PRIZE}",
        r"s? (?:from|at) the (?:register|store|shop"
        r"|safe)",
        r"\b(?:he|she|they|suspects?|thief|to|thieves|who|robber|man|woman|store|manager|clerk|it) ",
    ),
    _clear(
        r"crime ?stoppers (?:\w{1,15} ){0,2}(?:pays?|offers?|rewards?|up to)"
        r"|up to \$ ?\d[\d,]{2,8} (?:\w{1,15} ){0,2}for (?:\w{1,15} ){0,2}(?:information|video|footage|tips?|clips?)"
    ),
    _clear(
        r"(?:mak|keep|mad|help)\w{0,3} (?:us )?(?:mak\w{1,2} |keep\w{0,3} )?(?:your|our|the|this|a"
        r"|all) (?:\w{1,12} )?(?:neighbou?rhoods?|communit(?:y|ies)|streets?|city|town|area|block) (?:a )?(?:safer?"
        r"|better|secure)(?: place)?"
    ),
    _clear(r"safer (?:neighbou?rhoods?|communit(?:y|ies)|streets?|city|town)"),
    _clear(
        r"(?:be|become|you are|you're|you could be|real|our|a|neighbou?rhood|local|everyday) (?:a |the "
        r"|our )?(?:heroe?s?)|heroes",
        _SHOP + r")\b",
    ),
    _clear(r"good neighbou?rs?|model citizens?|good citizens?|good samaritans?", _SHOP + r")\b"),
    _clear(
        r"(?:doing|do|playing|play) your part|your (?:help|clip|video|footage|cooperation|support) (?:makes?"
        r"|will make|keeps?|can make|saves?|could save)"
    ),
    _doubtful(
        r"thanks|thank you|thank u|thx|appreciat\w{1,6}|grateful\w{0,2}|much obliged|kindness|gratitude|gratitud"
        r"|generosity"
        r"|generous"
    ),
    _clear(
        r"gracias (?:de todo corazon )?(?:por|a (?:todos|quienes|usted|ustedes|los que))|(?:le|les"
        r"|se) agradece\w{0,4} (?:su|que|por)|agradec\w{1,6} (?:su"
        r"|a quien)\w{0,20}(?: [\w']{1,20}){0,4} (?:segur\w{1,5}|colaboracion)"
    ),
    _clear(r"recompensas?|gratificacion(?:es)?|recompensar\w{0,2}"),
    _clear(
        r"(?:recib\w{1,4}|gan\w{1,4}|obten\w{1,5}|llev\w{1,3}|particip\w{1,4} en|regal\w{1,5}|ofrec\w{1,5}"
        r"|dar\w{1,4})(?: [\w$']{1,15}){0,3}? (?:tarjetas? (?:de )?regalo|premios?|sorteos?|rifas?|vales?"
        r"|descuentos?|camaras? gratis|dinero|\$ ?\d[\d.,]{0,8})"
    ),
    _clear(
        r"(?:sea|ser|sean|un|como) (?:un |una |el )?(?:buen(?:os|a)? vecin[oa]s?|heroe|heroes|heroina"
        r"|buen ciudadano)|buen(?:os)? vecinos?"
    ),
    _clear(
        r"(?:hacer|haga|hace|mantener|mantenga|tener)(?: [\w']{1,20}){0,3} (?:barrio|comunidad|calles?|colonia"
        r"|vecindario|ciudad)(?: [\w']{1,20}){0,2} segur[oa]s?|(?:barrio|comunidad|vecindario|colonia"
        r"|ciudad) mas segur[oa]"
    ),
    _doubtful(r"(?:muchas |mil )?gracias(?! a dios)|agradec\w{1,8}|apreciamos|se aprecia\w{0,3}"),
)
