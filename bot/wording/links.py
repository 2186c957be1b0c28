"""Web addresses, invitations and accounts elsewhere, also where their dots are disguised."""

from bot.wording.model import Concern
from bot.wording.pattern import pattern

DOT = r"(?: ?[\[({<] ?(?:\.|dot|punto) ?[\])}>] ?| (?:dot|punto) | \. )"
"""A dot that no program takes for one, and every reader does."""

_PLACES = (
    r"(?:com|org|net|gov|edu|mil|xyz|info|biz|ru|cn|tk|icu|io|gg|ly|shop|store|online|site|club|vip|app|dev|link|click"
    r"|live|buzz|co|tv|uk|eu|onion)"
)
"""Endings that stand for an address without anything behind them; they are seldom a word that follows a full stop."""

_ELSEWHERE = (
    r"(?:telegram|whatsapp|insta(?:gram)?|snap(?:chat)?|venmo|cash ?app|paypal|zelle|tiktok|onlyfans|facebook|discord)"
)
_FILL = r"(?: (?:me|us|him|her|them|at|on|to|via|is|in|my|our|a|en|por|al|nos|username|user)){0,3}"

PATTERNS = (
    pattern(
        Concern.LINK,
        r"\b[a-z][a-z0-9+.-]{1,11} ?: ?/ ?/\S|\b(?:https?|ftps?) ?: ?/\S|\bhxxps?:|\bwww ?\. ?\w"
        r"|\b(?:tg|magnet|javascript|mailto):\S|(?<![\w:/])//[\w-]{1,63}\.\w",
        marks=("//", "/ /", "www", "hxxp", "http", "ftp", "tg:", "magnet:", "javascript:", "mailto:"),
    ),
    pattern(
        Concern.LINK,
        rf"(?<![\w.@-])[a-z0-9-]{{2,63}}(?:\.[a-z0-9-]{{2,63}}){{0,2}}\.{_PLACES}\b(?!\.?\w)",
        marks=(".",),
    ),
    pattern(
        Concern.LINK,
        r"(?<![\w.@-])(?:[a-z0-9-]{1,63}\.(?:me|us|co|ly|io|tv|es|mx|be|ca|uk|de|fr|ru|ai|to|app|gg|info|biz)/[\w+@#$?]"
        r"|[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){0,2}\.[a-z]{2,10}/[\w+@#$?])",
        marks=("/",),
    ),
    pattern(
        Concern.LINK,
        rf"(?<![\w.@-])[a-z0-9-]{{2,63}}{DOT}(?:com|org|net|xyz|ru|io|gg|info)\b"
        rf"|\b[a-z0-9-]{{1,63}}{DOT}[a-z]{{2,10}}/[\w+@#$?]|\b(?:t|telegram|wa)(?:{DOT}|\. )me\b"
        r"|\bdiscord[ .\[\](){}-]{0,4}(?:dot|punto)?[ .\[\](){}-]{0,4}gg\b",
        words=("dot", "punto", "com", "org", "net", "xyz", "ru", "io", "gg", "info", "me", "t", "wa"),
    ),
    pattern(Concern.LINK, r"(?<![\w.:-])(?:\d{1,3}\.){3}\d{1,3}(?::\d{2,5}|/\w)", marks=(".",), digits=True),
    pattern(
        Concern.LINK,
        rf"(?<![\w.@])@[a-z0-9_]{{2,31}}bot\b|\b(?:{_ELSEWHERE}|dm|pm|message|write|text|contact|follow|join|add"
        rf"|escrib\w{{1,4}}|sig[ua]\w{{0,3}}){_FILL}:? ?@[a-z]\w"
        rf"|(?<![\w.@])@[a-z0-9_.]{{3,32}} (?:on|en|at|via) {_ELSEWHERE}\b",
        marks=("@",),
    ),
    pattern(Concern.LINK, r"\b(?:cash ?app|venmo)(?: is| me| at)?:? ?\$[a-z]\w", marks=("$",)),
)
