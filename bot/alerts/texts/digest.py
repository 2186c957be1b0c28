"""The words of a digest: numbers in proportion, and nothing finer than a block."""

from dataclasses import dataclass
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.alerts.digest import NAMED, Digest, Trend
from bot.alerts.model import Rhythm
from bot.alerts.texts import ME
from bot.chat.action import Action
from bot.chat.message import Audience, Block, Button, Facts, Message, Paragraph, Picture, Quote
from bot.chat.phrase import Far, Phrase, When, WhenForm, counted, phrase
from bot.incidents.model import Incident
from bot.incidents.texts import LABELS, excerpt, where


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartWords:
    """The words around and on the chart of a digest, still to be said in the reader's language."""

    title: Phrase
    note: Phrase
    labels: tuple[Phrase, ...]
    description: Phrase


def digest(made: Digest, picture: Picture) -> Message:
    """The digest of a day or a week."""
    weekly = made.rhythm is Rhythm.WEEKLY
    blocks: list[Block] = [Paragraph(text=_sum(made))]
    if made.number:
        blocks.append(Facts(rows=tuple((LABELS[each], str(number)) for each, number in made.by_category.items())))
    blocks.append(picture)
    for incident in made.named:
        blocks += (Paragraph(text=_line(incident, made.zone)), Quote(text=excerpt(incident.text)))
    if made.named and made.number > NAMED:
        blocks.append(Paragraph(text=phrase("To read the others, send /incidents.")))
    change = Button(label=phrase("Change alerts"), action=Action(verb="alerts.show", ref=ME))
    return Message(
        title=phrase("The week around your home point") if weekly else phrase("The day around your home point"),
        blocks=tuple(blocks),
        buttons=((change,),),
        audience=Audience.ONLY_YOU,
    )


def chart_words(made: Digest) -> ChartWords:
    """The words of its picture."""
    weekly = made.rhythm is Rhythm.WEEKLY
    labels = []
    for span in made.bars:
        # A week is named by the day on which it begins, a day by the one on which it ends.
        at = (span.start if weekly else span.end).astimezone(ZoneInfo(made.zone))
        # Translators put the day first where that is the custom.
        labels.append(phrase("{month}/{day}", month=str(at.month), day=str(at.day)))
    if made.trend is Trend.UNKNOWN:
        note = phrase("What is usual is not known yet.")
    elif weekly:
        note = phrase("Usual: {usual}, the middle of the weeks before", usual=_plain(made.usual))
    else:
        note = phrase("Usual: {usual}, the middle of the days before", usual=_plain(made.usual))
    return ChartWords(
        title=phrase("Reports each week, by its first day") if weekly else phrase("Reports each day"),
        note=note,
        labels=tuple(labels),
        description=_described(made),
    )


def _sum(made: Digest) -> Phrase:
    """One sentence: how many, and whether that is much."""
    return _of_week(made) if made.rhythm is Rhythm.WEEKLY else _of_day(made)


def _of_week(made: Digest) -> Phrase:
    far, usual = Far(metres=made.radius_m), _plain(made.usual)
    if not made.number:
        return phrase("Nothing was reported within {far} of your home point this week.", far=far)
    match made.trend:
        case Trend.UNKNOWN:
            return counted("{n} report this week within {far}.", "{n} reports this week within {far}.",
                           made.number, far=far)  # fmt: skip
        case Trend.FEWER:
            return counted("{n} report this week within {far}, fewer than the usual {usual}.",
                           "{n} reports this week within {far}, fewer than the usual {usual}.",
                           made.number, far=far, usual=usual)  # fmt: skip
        case Trend.ABOUT:
            return counted("{n} report this week within {far}, about as usual.",
                           "{n} reports this week within {far}, about as usual.",
                           made.number, far=far)  # fmt: skip
        case Trend.MORE:
            return counted("{n} report this week within {far}, more than the usual {usual}.",
                           "{n} reports this week within {far}, more than the usual {usual}.",
                           made.number, far=far, usual=usual)  # fmt: skip
        case _:
            assert_never(made.trend)


def _of_day(made: Digest) -> Phrase:
    far, usual = Far(metres=made.radius_m), _plain(made.usual)
    match made.trend:
        case Trend.UNKNOWN:
            return counted("{n} report today within {far}.", "{n} reports today within {far}.",
                           made.number, far=far)  # fmt: skip
        case Trend.FEWER:
            return counted("{n} report today within {far}, fewer than the usual {usual}.",
                           "{n} reports today within {far}, fewer than the usual {usual}.",
                           made.number, far=far, usual=usual)  # fmt: skip
        case Trend.ABOUT:
            return counted("{n} report today within {far}, about as usual.",
                           "{n} reports today within {far}, about as usual.",
                           made.number, far=far)  # fmt: skip
        case Trend.MORE:
            return counted("{n} report today within {far}, more than the usual {usual}.",
                           "{n} reports today within {far}, more than the usual {usual}.",
                           made.number, far=far, usual=usual)  # fmt: skip
        case _:
            assert_never(made.trend)


def _line(incident: Incident, zone: str) -> Phrase:
    return phrase(
        "{ref}: {category}, {where}, {day}",
        ref=incident.ref,
        category=LABELS[incident.category],
        where=where(incident),
        day=When(at=incident.hour, zone=zone, form=WhenForm.DAY),
    )


def _described(made: Digest) -> Phrase:
    """For those who cannot see the chart: its numbers in words."""
    numbers = ", ".join(str(span.number) for span in made.bars)
    if made.rhythm is Rhythm.WEEKLY:
        return phrase("A chart of the reports of each week, the latest last: {numbers}.", numbers=numbers)
    return phrase("A chart of the reports of each day, the latest last: {numbers}.", numbers=numbers)


def _plain(number: float) -> int | float:
    """5 and not 5.0; a median may be a half."""
    return int(number) if number == int(number) else number
