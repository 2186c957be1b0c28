"""Phrases as people read them: dates, distances, plurals and lists by the customs of a language and a region."""

import copy
import pickle
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.chat.form import Choice, CommandSpec, Field, FieldKind, Form
from bot.chat.language import everywhere, form_in, known_language, message_in, speak, spec_in
from bot.chat.message import Facts, Message, Paragraph, Picture, Quote
from bot.chat.phrase import Fact, Far, Listed, Phrase, When, WhenForm, counted, fill, phrase, phrase_template

EVENING = datetime(2026, 11, 25, 4, 15, tzinfo=UTC)
"""A quarter past eight on Tuesday evening in Los Angeles."""
LA = "America/Los_Angeles"
FIRST_ONE_O_CLOCK, SECOND_ONE_O_CLOCK = datetime(2026, 11, 1, 8, 30, tzinfo=UTC), datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
"""The hour that comes twice, in the night when clocks in Los Angeles are set back."""
SKIPPED_HOUR = datetime(2026, 3, 8, 10, 30, tzinfo=UTC)
"""Half past three: the hour from two to three does not happen in that night."""


def said(fact: Fact, language: str, region: str = "US") -> str:
    """The fact alone, with the narrow blanks of CLDR as plain ones."""
    return speak(phrase("{fact}", fact=fact), language, region).translate({0x202F: " ", 0xA0: " ", 0x2009: " "})


@pytest.mark.parametrize(
    ("language", "region", "form", "at", "expected"),
    [
        ("en", "US", WhenForm.DAY, EVENING, "Tue, Nov 24, 2026"),
        ("en", "US", WhenForm.HOUR, EVENING, "Tue, Nov 24, 2026, 8 – 9 PM"),
        ("en", "US", WhenForm.MINUTE, EVENING, "Tue, Nov 24, 2026, 8:15 PM PST"),
        ("es", "US", WhenForm.DAY, EVENING, "mar, 24 de nov de 2026"),
        ("es", "US", WhenForm.HOUR, EVENING, "mar, 24 de nov de 2026, 8–9 p.m."),
        ("es", "MX", WhenForm.DAY, EVENING, "mar, 24 de nov de 2026"),
        ("es", "MX", WhenForm.MINUTE, EVENING, "mar, 24 de nov de 2026, 8:15 p.m. PST"),
        ("en", "US", WhenForm.HOUR, FIRST_ONE_O_CLOCK, "Sun, Nov 1, 2026, 1 – 2 AM"),
        ("en", "US", WhenForm.HOUR, SECOND_ONE_O_CLOCK, "Sun, Nov 1, 2026, 1 – 2 AM"),
        ("en", "US", WhenForm.MINUTE, FIRST_ONE_O_CLOCK, "Sun, Nov 1, 2026, 1:30 AM PDT"),
        ("en", "US", WhenForm.MINUTE, SECOND_ONE_O_CLOCK, "Sun, Nov 1, 2026, 1:30 AM PST"),
        ("en", "US", WhenForm.HOUR, SKIPPED_HOUR, "Sun, Mar 8, 2026, 3 – 4 AM"),
    ],
)
def test_moments(language: str, region: str, form: WhenForm, at: datetime, expected: str) -> None:
    """A moment is told as the clocks of its place show it, by the customs of language and region."""
    assert said(When(at=at, zone=LA, form=form), language, region) == expected


@pytest.mark.parametrize(
    ("metres", "english", "american_spanish", "mexican"),
    [
        (5, "50 feet", "50 pies", "10 m"),
        (91.44, "300 feet", "300 pies", "90 m"),
        (402.336, "0.25 miles", "0.25 millas", "400 m"),
        (1609.344, "1 mile", "1 milla", "1.6 km"),
        (8046.72, "5 miles", "5 millas", "8 km"),
    ],
)
def test_distances(metres: float, english: str, american_spanish: str, mexican: str) -> None:
    """Miles and feet where people use them, else kilometres and metres, whatever the language."""
    far = Far(metres=metres)
    assert (said(far, "en"), said(far, "es"), said(far, "es", "MX")) == (english, american_spanish, mexican)


def test_lists_and_numbers() -> None:
    """Things in a row end in the language's own “and”; numbers are grouped as the region does."""
    three = Listed(items=("Ada", "Bo", "Cy"))
    assert said(three, "en") == "Ada, Bo, and Cy"
    assert said(three, "es") == "Ada, Bo y Cy"
    assert said(Listed(items=()), "es") == ""
    assert (said(12345.5, "en"), said(12345.5, "es", "MX"), said(12345.5, "es", "ES")) == ("12,345.5", "12,345.5", "12.345,5")


def test_plurals() -> None:
    """One and many have each their own sentence, in every language; none counts as many."""
    feet = [speak(counted("{number} mile", "{number} miles", n, number=n), "es") for n in (0, 1, 2)]
    assert feet == ["0 millas", "1 milla", "2 millas"]
    assert [str(counted("{n} thing", "{n} things", n)) for n in (0, 1, 2)] == ["0 things", "1 thing", "2 things"]


def test_a_phrase_inside_a_phrase_is_said_in_the_same_language() -> None:
    """A fact that is a phrase is translated with the sentence; a neighbor's word that looks like one is not."""
    assert speak(phrase("{what}!", what=phrase("Skip")), "es") == "Omitir!"
    assert speak(phrase("{what}!", what="Skip"), "es") == "Skip!"
    assert speak(phrase("{all}", all=Listed(items=(phrase("Skip"), "Skip"))), "es") == "Omitir y Skip"


@pytest.mark.parametrize(
    ("tag", "language"),
    [("es", "es"), ("es-MX", "es"), ("ES_419", "es"), ("en-GB", "en"), ("pt-BR", "en"), ("", "en"), ("est", "en"), ("☃", "en")],
)
def test_unknown_tags_are_english(tag: str, language: str) -> None:
    """A tag that we do not speak, or that is none, gets English."""
    assert known_language(tag) == language
    assert speak(phrase("Skip"), tag) == {"en": "Skip", "es": "Omitir"}[language]


def test_an_unknown_region_falls_back_to_the_language() -> None:
    """A region that nobody knows breaks no sentence."""
    assert said(When(at=EVENING, zone=LA, form=WhenForm.DAY), "en", "XX") == "Tue, Nov 24, 2026"


def test_braces_of_other_people_stay_as_they_are() -> None:
    """What somebody wrote is never taken for a pattern."""
    assert speak(phrase("{words}", words="{0} {at.zone} {{x}}"), "es") == "{0} {at.zone} {{x}}"
    assert speak("{fact}", "es") == "{fact}"


@pytest.mark.parametrize(
    "made",
    [
        phrase("Skip"),
        phrase("{ref} is closed.", ref="K7QFM3"),
        counted("{n} mile", "{n} miles", 3),
        phrase("{at}", at=When(at=EVENING, zone=LA)),
        fill(phrase_template("{why} A location pin works too."), why=phrase("Skip")),
    ],
)
def test_a_phrase_survives_what_values_go_through(made: Phrase) -> None:
    """Pickled, copied, and put into a replaced message it is still a phrase, equal to its English."""
    held = replace(Message(title=made), title=made).title
    for twin in (pickle.loads(pickle.dumps(made)), copy.copy(made), copy.deepcopy(made), held):
        assert isinstance(twin, Phrase)
        assert twin == made == str(made)
        assert hash(twin) == hash(str(made))
        assert speak(twin, "es") == speak(made, "es")


def test_everywhere_names_each_language_once() -> None:
    """English comes first; a word that is the same in both is there once."""
    assert everywhere(phrase("Skip")) == ("Skip", "Omitir")
    assert everywhere("Español") == ("Español",)


def test_a_whole_message_and_form_are_said_and_say_in_which_language() -> None:
    """Titles, paragraphs, labels and descriptions of pictures are ours; quotes that are plain text stay."""
    skip = phrase("Skip")
    message = Message(
        title=skip,
        blocks=(
            Paragraph(text=skip),
            Quote(text="Skip"),
            Facts(rows=((skip, "Skip"),)),
            Picture(name="a.png", content=b"", description=skip),
        ),
    )
    spoken = message_in(message, "es-MX")
    assert (spoken.language, spoken.title) == ("es", "Omitir")
    assert spoken.blocks == (
        Paragraph(text="Omitir"),
        Quote(text="Skip"),
        Facts(rows=(("Omitir", "Skip"),)),
        Picture(name="a.png", content=b"", description="Omitir"),
    )
    field = Field(
        name="a", label=skip, question=skip, kind=FieldKind.CHOICE, choices=(Choice(value="skip", label=skip),)
    )
    form = form_in(Form(name="x", title=skip, fields=(field,), draft="K7QFM3", note=skip), "es")
    assert (form.language, form.title, form.note, form.fields[0].question) == ("es", *["Omitir"] * 3)
    assert form.fields[0].choices == (Choice(value="skip", label="Omitir"),)
    assert spec_in(CommandSpec(name="skip", description=skip), "es").name == "skip"
