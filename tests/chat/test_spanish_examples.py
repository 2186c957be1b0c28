"""What the Spanish texts tell people to type is understood."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.alerts.model import AlertReason
from bot.alerts.reading import read_categories, read_far_m, read_quiet
from bot.alerts.texts import REFUSALS as OF_ALERTS
from bot.chat.language import speak
from bot.consent.model import AskEvent
from bot.consent.words import read_answer
from bot.handlers.forms import is_cancel
from bot.handlers.report_form import WHEN
from bot.incidents.model import Category, IncidentReason
from bot.incidents.search import METRES_PER_MILE, read_words
from bot.incidents.texts import REFUSALS as OF_INCIDENTS
from bot.incidents.times import read_hour
from bot.moderation.rules import read_end

ZONE = "America/Los_Angeles"
NOW = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)


def examples(text: str) -> list[str]:
    """The words in quotation marks, in Spanish."""
    spoken = speak(text, "es")
    assert spoken != text
    return re.findall("“([^”]+)”", spoken)


@pytest.mark.parametrize("text", [OF_INCIDENTS[IncidentReason.TIME_UNREADABLE], WHEN.question])
def test_times_as_they_are_shown_are_read(text: str) -> None:
    """Every example of a time is read, and as the same moment as its English counterpart."""
    spanish = [read_hour(each, ZONE, NOW, timedelta(days=30), "es") for each in examples(text)]
    english = [read_hour(each, ZONE, NOW, timedelta(days=30), "en") for each in re.findall("“([^”]+)”", text)]
    assert len(spanish) >= 2 and spanish == english


def test_searches_as_they_are_shown_are_read() -> None:
    """The example of a search names a distance, a category and days."""
    (example,) = examples(OF_INCIDENTS[IncidentReason.BAD_SEARCH])
    assert read_words(example.removeprefix("/incidents ")) == {"radius": "1 milla", "category": "crime", "days": "7"}


def test_quiet_hours_and_categories_as_they_are_shown_are_read() -> None:
    """So are the examples of quiet hours, of none, of categories and of all."""
    *hours, none = examples(OF_ALERTS[AlertReason.BAD_QUIET_HOURS])
    assert [read_quiet(each) for each in hours] == [(22 * 60, 7 * 60)] * 2 and read_quiet(none) == (0, 0)
    assert [read_far_m(each) for each in examples(OF_ALERTS[AlertReason.BAD_RADIUS])] == [2 * METRES_PER_MILE, 500.0]
    some, every = examples(OF_ALERTS[AlertReason.BAD_CATEGORIES])
    assert read_categories(some) == {Category.CRIME, Category.PET} and read_categories(every) == frozenset()


@pytest.mark.parametrize("words", ["7 días", "2 semanas", "1 mes", "2026-12-24"])
def test_ends_of_bans_as_they_are_shown_are_read(words: str) -> None:
    """The ends of a ban that reviewers are told to write are understood."""
    assert read_end(words, NOW, 365) is not None


def test_yes_no_and_cancel_are_read() -> None:
    """The words that answer or stop a question."""
    assert (read_answer("sí").answer, read_answer("no").answer) == (AskEvent.YES, AskEvent.NO)
    assert is_cancel("cancelar") and is_cancel("Cancelar.")
