"""What owners are told about their rules, and the buttons by which they change them."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat.action import Action
from bot.chat.message import Audience, Button, Facts, Message, Paragraph, say
from bot.chat.phrase import Listed, Phrase, When, phrase
from bot.departments.model import Department
from bot.people.quiet import clock
from bot.requests.texts import INCIDENT_TYPES
from bot.terms.model import AskBy, Terms, TermsReason
from bot.terms.rules import is_paused
from bot.terms.service import Known

ME = "me"
"""The reference of buttons about the presser's own rules: whoever presses means their own."""

SHOW = "rules.show"
PAUSE = "rules.pause"
RESUME = "rules.resume"
FLIP = "rules.flip"
BY = "rules.by"
QUIET = "rules.quiet"
TYPES = "rules.types"
TYPE = "rules.type"
DEPARTMENTS = "rules.from"
DEPARTMENT = "rules.dept"

TOGETHER = "together.show"
"""Answered by the room of consent."""

NIGHT = "night"
MISSING = "missing"
"""The references of what *FLIP* turns over."""

NEVER = "never"
AGAIN = "again"
"""What a reference begins with: a button does what it says, also in an old message and pressed twice."""

DEPARTMENTS_AT_ONCE = 12

REFUSALS: dict[str, str] = {
    TermsReason.BAD_QUIET_HOURS: phrase("Please write quiet hours like “22-7”, or “none” for no quiet hours."),
    TermsReason.NO_SUCH_RULE: phrase(
        "I know no department, incident type or rule of that name. Press a button under /rules, or write for example "
        "“/rules never burglary”, “/rules 22-7” or “/rules pause”."
    ),
    TermsReason.BAD_PAUSE: phrase("That moment is over already. Please name a day that is still to come."),
}

BYS: dict[AskBy, Phrase] = {
    AskBy.CHAT: phrase("in this chat only"),
    AskBy.MAIL: phrase("by mail only"),
    AskBy.BOTH: phrase("in this chat and by mail"),
}

NO_YES = phrase(
    "A rule can only say no. There is none that says yes for you: every clip needs your own yes, each time. Police never "
    "learn your rules, nor that you have any."
)


def rules(known: Known, now: datetime, per_day: int, per_30_days: int) -> Message:
    """What holds, and a button for everything that can be different."""
    terms = known.terms
    rows: list[tuple[str, str]] = [
        (phrase("Requests"), _state(terms, now)),
        (phrase("Never from"), _names(known.departments)),
        (phrase("Never about"), _types(terms)),
        (phrase("Quiet hours"), _quiet(terms)),
        (phrase("How"), BYS[terms.ask_by]),
        (
            phrase("At most"),
            phrase("{day} in 24 hours and {month} in 30 days", day=per_day, month=per_30_days),
        ),
    ]
    return Message(
        title=phrase("Your rules"),
        blocks=(Facts(rows=tuple(rows)), Paragraph(text=NO_YES)),
        buttons=_choices(terms, now),
        audience=Audience.ONLY_YOU,
    )


def types(known: Known) -> Message:
    """A button for each incident type, which says what a press would do."""
    never = known.terms.never_about
    buttons = tuple(
        (
            _button(
                phrase("Ask again about: {type}", type=label) if about in never else phrase("Never: {type}", type=label),
                TYPE,
                wish(about.value, about not in never),
            ),
        )
        for about, label in INCIDENT_TYPES.items()
    )
    return Message(
        title=phrase("Never about"),
        blocks=(Facts(rows=((phrase("Never about"), _types(known.terms)),)),),
        buttons=(*buttons, (_button(phrase("Back to my rules"), SHOW),)),
        audience=Audience.ONLY_YOU,
    )


def departments(known: Known, every: Sequence[Department]) -> Message:
    """A button for each department, which says what a press would do; more than a handful are named by typing."""
    never = {each.id for each in known.departments}
    first = sorted(every, key=lambda each: (each.id not in never, each.name.casefold()))
    buttons = tuple(
        (
            _button(
                phrase("May ask again: {name}", name=each.name)
                if each.id in never
                else phrase("Never: {name}", name=each.name),
                DEPARTMENT,
                wish(each.ref, each.id not in never),
            ),
        )
        for each in first[:DEPARTMENTS_AT_ONCE]
    )
    blocks = [Paragraph(text=phrase("No request from a department that you name here reaches you."))]
    if len(every) > DEPARTMENTS_AT_ONCE:
        blocks.append(Paragraph(text=phrase("For another department, type /rules never and its name.")))
    return Message(
        title=phrase("Never from"),
        blocks=tuple(blocks),
        buttons=(*buttons, (_button(phrase("Back to my rules"), SHOW),)),
        audience=Audience.ONLY_YOU,
    )


def no_departments() -> Message:
    """There is nobody who could ask."""
    return say(phrase("No department may ask here at the moment."))


def _state(terms: Terms, now: datetime) -> Phrase:
    if not is_paused(terms, now):
        return phrase("only about missing persons") if terms.only_missing else phrase("may come")
    if terms.paused_until is None:
        return phrase("all paused until you say otherwise")
    return phrase("all paused until {moment}", moment=When(at=terms.paused_until, zone=terms.time_zone))


def _names(of: Sequence[Department]) -> str:
    return phrase("{list}", list=Listed(items=tuple(each.name for each in of))) if of else phrase("nobody in particular")


def _types(terms: Terms) -> Phrase:
    never = tuple(label for about, label in INCIDENT_TYPES.items() if about in terms.never_about)
    return phrase("{list}", list=Listed(items=never)) if never else phrase("nothing in particular")


def _quiet(terms: Terms) -> Phrase:
    if terms.quiet_from == terms.quiet_until:
        return phrase("none")
    hours = {"start": clock(terms.quiet_from), "end": clock(terms.quiet_until)}
    if terms.never_at_night:
        return phrase("{start} to {end}, without exception", **hours)
    return phrase("{start} to {end}, except for a missing person", **hours)


def _choices(terms: Terms, now: datetime) -> tuple[tuple[Button, ...], ...]:
    if is_paused(terms, now):
        pauses: tuple[Button, ...] = (_button(phrase("Let requests come again"), RESUME),)
    else:
        pauses = (
            _button(phrase("Pause all for a week"), PAUSE, "7"),
            _button(phrase("Pause all for 30 days"), PAUSE, "30"),
            _button(phrase("Pause all for now"), PAUSE, "0"),
        )
    missing = phrase("Ask about everything") if terms.only_missing else phrase("Only about missing persons")
    night = (
        phrase("A missing person may wake me") if terms.never_at_night else phrase("Never in quiet hours, for nobody")
    )
    ways = tuple(
        _button(label, BY, by.value)
        for by, label in (
            (AskBy.CHAT, phrase("Ask by chat only")),
            (AskBy.MAIL, phrase("Ask by mail only")),
            (AskBy.BOTH, phrase("Ask by both")),
        )
        if by is not terms.ask_by
    )
    return (
        pauses,
        (_button(phrase("Never from…"), DEPARTMENTS), _button(phrase("Never about…"), TYPES)),
        (
            _button(missing, FLIP, wish(MISSING, not terms.only_missing)),
            _button(night, FLIP, wish(NIGHT, not terms.never_at_night)),
        ),
        (_button(phrase("Change quiet hours"), QUIET), *ways),
        (_button(phrase("Decide together with somebody"), TOGETHER),),
    )


def wish(what: str, never: bool) -> str:
    """The reference of a button that makes a rule, or lifts it."""
    return f"{NEVER if never else AGAIN}.{what}"


def read_wish(ref: str) -> tuple[bool | None, str]:
    """What `wish` wrote; None and nothing for anything else."""
    first, _, what = ref.partition(".")
    return (first == NEVER, what) if first in (NEVER, AGAIN) else (None, "")


def _button(label: str, verb: str, ref: str = ME) -> Button:
    return Button(label=label, action=Action(verb=verb, ref=ref))
