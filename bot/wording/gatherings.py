"""Words for protests and other lawful gatherings that are hardly ever anything else: what holds one is refused. English."""

import re

from bot.wording.model import Concern, Weight
from bot.wording.pattern import Pattern, after, before, pattern
from bot.wording.places import names_a_street, unless_named
from bot.wording.seen import Seen

_VOWELS = {"a": "a@4*#._-", "e": "e3*#._-", "i": "i1!*#._-", "o": "o0*#._-", "u": "u*#._-"}


def loose(word: str) -> str:
    """The word also with a vowel struck out, a letter written twice or thrice, or a mark between its letters."""
    return "[-*_.·]?".join(f"[{re.escape(_VOWELS.get(letter, letter))}]{{1,3}}" for letter in word)


def clearly(shape: str, free: str = "", free_before: str = "") -> Pattern:
    """A word that is refused unless it names a street, or `free` follows it, or `free_before` stands before it."""
    return pattern(Concern.GATHERING, rf"\b(?:{shape})(?!\w)", unless_named(free, free_before), weight=Weight.REFUSE)


_MONTH_DAY = re.compile(
    r",? (?:the )?(?:\d|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)|/\d|-\d|,? 20\d\d"
)
_PURPOSE = re.compile(r" (?:on|to|for|against|down|through|past|along|from|in support|in protest|organi[sz]\w{1,6}"
    r"|participants?|route"
                      r"|march|across|toward|towards|over|around|at|was|passed|goes|went)\b")  # fmt: skip
_FOR_WHAT = re.compile(
    r" (?:for (?:our|life|lives|justice|women|science|peace|freedom|jobs|equality|rights|a|the)|against)\b"
)
_MARCHED_WHEN = re.compile(r"\b(?:in|of|since|late|early|mid|last|this|next|during|from|until|till|through|by|before"
    r"|after|and|to"
                           r"|between|around|on|every|each|\d|\dth|\dst|\dnd|\drd|-|/)[ -]$")  # fmt: skip
_WHOSE = re.compile(
    r"(?:\b(?:an?|the|this|that|these|those|any|each|peaceful|protest|pride|solidarity|freedom|student|peace|silent"
    r"|candlelight"
    r"|justice|climate|rights|unity|mass|planned|sunday|saturday|friday|labor|anti-war|antiwar|immigration|night|day"
    r"|big|large"
    r"|unpermitted|illegal|workers?|teachers?|worker)|'s|s') $"
)
_SURE = re.compile(r"(?:\b(?:peaceful|protest|pride|solidarity|freedom|student|peace|silent|candlelight|justice"
    r"|climate|rights|unity"
                   r"|women'?s|womens|people'?s|workers'?|students'?|teachers'?)) $")  # fmt: skip
_MARCHING = re.compile(r" (?:band|orders|bands)\b")


def _a_march(seen: Seen, match: re.Match[str]) -> bool:
    """The walk of many, and not the month: a month has no article, and its day, its year or a past event behind it."""
    ahead, behind = before(seen, match), after(seen, match)
    if names_a_street(seen, match) or _MONTH_DAY.match(behind):
        return False
    if _SURE.search(ahead) or _FOR_WHAT.match(behind):
        return True
    if match[0].startswith("marches"):
        return True
    capital = seen.shown[match.start()].isupper() and not seen.shown.isupper()
    if _WHOSE.search(ahead) is not None:
        return not capital or _PURPOSE.match(behind) is not None
    return _MARCHED_WHEN.search(ahead) is None and not capital and _PURPOSE.match(behind) is not None


_RALLY = (
    r"'s| ?(?:cars?|rac\w{1,5}|stripes?|wheels?|bikes?|drivers?|driving|blue|edition|sport|house|hatchback"
    r"|coupe|point)\b"
)
_DEMO = (
    r" (?:homes?|houses?|gardens?|forest|farm|kitchen|models?|projects?|units?|plots?|lab|laboratory|schools?|flights?"
    r"|cars?|vehicles?|drives?|rides?|bikes?|trucks?|of (?:a|the) (?:product|tool|machine|drone))\b"
)
_DEMO_BEFORE = r"\b(?:cooking|product|sales|flight|knife|safety|food|science|art|sword|karate|dance|tool|car) "
_FENCE = r"s? (?:fenc\w{1,4}|(?:off|from|of|out of) (?:the |a )?(?:\w{1,12} )?fence)\b"

PATTERNS = (
    clearly(rf"(?:counter-?)?(?:{loose('protest')}(?!ant)\w{{0,6}}|pro[- ]test\w{{0,4}})", free_before=r"[.@]"),
    clearly(rf"{loose('demonstrat')}[-*_.·]?(?:i[-*_.·]?[o0*]n|[o0*]r)s?", _DEMO, _DEMO_BEFORE),
    clearly(rf"{loose('demonstrat')}(?:e|es|ed|ing)|demon[- ]strat\w{{1,5}}", r" (?:an?|how|his|her)\b"),
    clearly(rf"{loose('rally')}|rall(?:ies|ied|iers|ygoers|y-goers)|counter-?rall(?:y|ies)", _RALLY),
    clearly(rf"{loose('picket')}(?:s|ed|ers?|ing)?", _FENCE, r"\bfence |\bfencing "),
    clearly(rf"{loose('vigil')}s?"),
    clearly(r"sit-ins?|sitins?|(?:an?|the|student|\w{2,12}'s?) sit ins?|die-ins?|teach-ins?|lie-ins?|lock-ons?"),
    clearly(rf"{loose('walkout')}s?|walk-outs?|walk outs", r" (?:basements?|patios?|doors?|decks?|levels?|closets?)\b"),
    clearly(r"marchers?|counter-?march\w{0,3}"),
    pattern(Concern.GATHERING, r"\bmarch(?:es)?(?!\w)", _a_march, ("march", "marches")),
    clearly(
        r"(?:to|will|would|plan(?:s|ned|ning)? to|and) march (?:down|through|past|on|to|toward|towards|along|against"
        r"|for|with)",
        free_before=r"\b(?:january|february|jan|feb|between|from|december|november) ",
    ),
    clearly(
        r"(?:labou?r|hunger|rent|climate|general|school|students?'?|teachers?'?|workers?'?|nurses'?|unions?|transit"
        r"|wildcat"
        r"|drivers'?|dockworkers'?|hotel|factory) strikes?|on strike|strikers?|strike line|strikebreak\w{1,5}"
        r"|striking (?:\w{1,12} )?(?:workers?|nurses|teachers|drivers|employees|staff|students|members|actors|writers)"
        r"|(?:industrial|labou?r|job) actions?|work stoppages?|stay-aways?"
    ),
    clearly(
        r"(?:unions?|labou?r|community|tenants?'?|student|protest|march|rally|strike|movement"
        r"|event) organi[sz](?:ers?|ing)"
        r"|union (?:members?|activit\w{1,4}|supporters?|drives?|reps?|representatives?|leaders?)|trade unionists?"
    ),
    clearly(
        r"civil (?:unrest|disobedience|disturbances?|commotion)|social unrest|direct action|expressive activit\w{1,3}"
    ),
    clearly(
        r"(?:un)?lawful(?:ly)? assembl\w{1,4}|peaceful(?:ly)? (?:assembl|gather)\w{1,6}|(?:freedom of|right to"
        r"|right of|public) assembl\w{1,4}"
    ),
    clearly(
        r"(?:first|1st) amendment|free speech|freedom of speech|(?:constitutionally|legally) protected"
        r"|protected (?:speech|activit\w{1,3})"
        r"|political (?:speech|activit\w{1,3}|events?|meetings?|gatherings?|groups?|expression|views?|beliefs?"
        r"|opinions?|rall\w{1,3}"
        r"|affiliations?|organi[sz]\w{1,6}|marches|actions?)"
    ),
    clearly(
        r"black lives matter|blm|antifa|black bloc\w?|proud boys|defund the police|abolish ice|extinction rebellion"
        r"|free palestine"
        r"|the occupy|occupy (?:\w{1,12} )?(?:movement|group|camp|encampment|members?|protest|tents?)|occupiers?"
        r"|legal observers?"
        r"|cop ?watch\w{0,3}|ice ?watch\w{0,3}",
        r" (?:land|lands|office|trail)\b",
    ),
    clearly(
        r"activists?|activism|agitators?|dissidents?|boycott\w{0,4}|(?:student|protest|gaza|solidarity|campus"
        r"|peace) encampments?"
    ),
    clearly(r"flash ?mob (?:protest|action)|candle ?light(?:ed)? (?:march|walk|procession|gathering|service|memorial)"),
)
