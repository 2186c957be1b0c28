"""The rules of a request as people read them: what each asks for, with its numbers."""

from collections.abc import Mapping, Sequence

from bot.chat.message import Facts
from bot.chat.phrase import Fact, Phrase, fill, phrase, phrase_template
from bot.requests.model import RequestPolicy
from bot.requests.rules import Judged, RuleKey
from bot.requests.texts import UNFIT, sentence, span
from bot.wording.model import Concern, Finding

RULES: Mapping[RuleKey, str] = {
    RuleKey.OWN: phrase("Your own investigation"),
    RuleKey.CASE: phrase("A case number"),
    RuleKey.CONTACT: phrase("A contact that owners can check"),
    RuleKey.SOUGHT: phrase("What is looked for"),
    RuleKey.SHORT: phrase_template("At most {max_sought} characters"),
    RuleKey.WORDS: phrase("Neutral words"),
    RuleKey.LARGE_ENOUGH: phrase_template("Area at least {min_area} km²"),
    RuleKey.SMALL_ENOUGH: phrase_template("Area at most {max_area} km²"),
    RuleKey.COMPACT: phrase("One compact shape"),
    RuleKey.JURISDICTION: phrase("Inside your jurisdiction"),
    RuleKey.FORWARD: phrase("Window runs forward"),
    RuleKey.LONG_ENOUGH: phrase_template("Window at least {min_window}"),
    RuleKey.SHORT_ENOUGH: phrase_template("Window at most {max_window}"),
    RuleKey.OVER: phrase("Window is over"),
    RuleKey.HOLDS_INCIDENT: phrase("Incident inside the window"),
    RuleKey.RECENT: phrase_template("At most {max_age} days ago"),
    RuleKey.NOT_SPLIT: phrase_template("At most {per_case} requests an incident"),
    RuleKey.FEW_OPEN: phrase_template("At most {open_at_once} open"),
    RuleKey.NO_PILE: phrase_template("At most {overlapping} a day over one place"),
    RuleKey.BUDGET: phrase_template("At most {per_30_days} requests and {km2_hours} km² hours in 30 days"),
}

FLAGGED: Mapping[Concern, Phrase] = {
    **UNFIT,
    Concern.ABUSE: phrase("it may insult or threaten somebody"),
    Concern.LINK: phrase("it holds a web address"),
}
"""Why two reviewers look at a passage."""


def figures(policy: RequestPolicy) -> dict[str, Fact]:
    """The numbers that stand in the names of the rules."""
    return {
        "max_sought": policy.max_sought,
        "min_area": f"{policy.min_area_km2:g}",
        "max_area": f"{policy.max_area_km2:g}",
        "min_window": span(round(policy.min_window.total_seconds() / 60)),
        "max_window": span(round(policy.max_window.total_seconds() / 60)),
        "max_age": policy.max_age.days,
        "per_case": policy.per_case,
        "open_at_once": policy.open_at_once,
        "overlapping": policy.overlapping_in_24_h,
        "per_30_days": policy.per_30_days,
        "km2_hours": f"{policy.km2_hours_per_30_days:g}",
    }


def ticked(judged: Sequence[Judged], policy: RequestPolicy) -> Facts:
    """Every rule with a tick, or with the reason why not."""
    numbers = figures(policy)
    return Facts(rows=tuple((fill(RULES[each.rule.key], **numbers), _mark(each)) for each in judged))


def passages(found: Sequence[Finding]) -> Facts:
    """What was flagged, and why."""
    return Facts(rows=tuple((f"“{each.words}”", FLAGGED[each.concern]) for each in found))


def _mark(each: Judged) -> str:
    return "✓" if each.refused is None else phrase("✗ {why}", why=sentence(each.refused))
