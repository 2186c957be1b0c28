"""Slurs, insults and threats, in English and Spanish. The list is short: a person reads what it holds, and the flags."""

from bot.wording.model import Concern
from bot.wording.pattern import pattern

_HARM = r"(?:kill|shoot|beat|hurt|stab|burn|hang|lynch|smash|strangle|run over|break|bury|murder)"
_THEM = r"(?:you|him|her|them|these|those|whoever|this|that|all of|the|your|his|any)"

PATTERNS = (
    pattern(
        Concern.ABUSE,
        r"(?<!\w)(?:f[*#.]{1,3}c?k\w{0,5}|fvck\w{0,5}|ass?h[*#]le\w?|b[*#]t?ch\w{0,2}|c[*#]nts?|n[*#]gg\w{1,3}|wh[*#]res?"
        r"|f[*#]gg?[*o#]ts?|kys)(?!\w)",
    ),
    pattern(
        Concern.ABUSE,
        r"\b(?:n[i1]gg(?:er|a)s?|f[a4]gg?ots?|k[i1]kes?|spics?(?! and)|ch[i1]nks?|wetbacks?|ragheads?|towelheads?"
        r"|sand n\w{3,8}|trann(?:y|ies)|retard(?:s|ed)?|beaners?|gooks?|dykes?|whores?|sluts?|cunts?"
        r"|assholes?|bitch(?:es)?|bastards?|scumbags?|dirtbags?|lowlifes?|low-lifes?|morons?|idiots?|imbeciles?"
        r"|crackheads?|meth ?heads?|junkies?|subhumans?|f+u+c+k+(?:ers?|ing|ed)?|motherf\w{2,12}"
        r"|pieces? of (?:shit|crap|garbage|trash)|human (?:garbage|trash|filth)"
        r"|hij[oa]s? de (?:puta|perra)|hijueput[oa]s?|put[oa]s?|maricon(?:es)?|sudacas?|negratas?"
        r"|pendej[oa]s?|cabron(?:es|a)?|gilipollas"
        r"|idiotas?|imbecil(?:es)?|mierdas?|malnacid[oa]s?|basura humana|escoria|retrasad[oa]s?|zorras?)\b",
    ),
    pattern(
        Concern.ABUSE,
        rf"\b(?:let'?s|just|should|gonna|going to|i'll|we'll|i will|we will|i would"
        rf"|i'd|wanna|want to|ought to|gotta|have to"
        rf"|must|need to|will)(?: (?:just|all|go|find|and|really)){{0,3}} {_HARM} {_THEM}\b",
    ),
    pattern(
        Concern.ABUSE,
        r"\b(?:(?:should|must|need to|ought to|deserves? to|gotta|has to"
        r"|have to) (?:all )?(?:be |get )(?:shot|hanged|hung|killed"
        r"|lynched|beaten|stabbed|burned|run over|castrated|deported|put down)"
        r"|deserves? (?:to die|a (?:bullet|beating))"
        r"|string (?:him|her|them) up|(?:you(?:'re| are)|he(?:'s| is)|they(?:'re"
        r"| are)) (?:dead meat|a dead man|so dead)"
        r"|shoot (?:them |him |her )?on sight|shoot first|i will find you|death to"
        r"|kill (?:them|yourself|all)|go back to (?:your|where)"
        r"|get a rope|watch your back)\b",
    ),
    pattern(
        Concern.ABUSE,
        r"\b(?:(?:te|lo|la|los|las|le|les) (?:voy|vamos) a (?:matar|golpear|disparar"
        r"|reventar|quemar|partir|romper|linchar)"
        r"|(?:voy|vamos|hay que|habria que|deberian|deberiamos|quiero"
        r"|tenemos que) (?:a )?(?:matar|linchar|quemar|colgar|fusilar"
        r"|golpear|disparar|reventar|apalear|deportar)\w{0,5}|merecen? (?:morir|un tiro"
        r"|la muerte|una paliza)|(?:te|lo|la|los) mato"
        r"|muerte a (?:los|las|el|la)|(?:que|ojala) se mueran?|vete a tu pais)\b",
    ),
)
