"""The catalogues: whole, in step with the code, short enough for their places, and speakable."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po

from bot.alerts.digest import Digest, Span, Trend
from bot.alerts.model import Rhythm
from bot.alerts.texts import alert
from bot.alerts.texts.digest import chart_words, digest
from bot.app import ROUTES
from bot.chat.form import CommandSpec
from bot.chat.language import LANGUAGES, LOCALE, message_in, speak, spec_in
from bot.chat.message import Button, Facts, LinkButton, Paragraph, Picture, Quote
from bot.chat.message import Message as Said
from bot.chat.phrase import Fact, Phrase, counted, fill, phrase
from bot.incidents.model import Category, Incident, IncidentState
from bot.incidents.texts import post
from bot.kernel.ids import IncidentId, NeighborhoodId, PersonId, Ref
from tests.adapters.samples import SAMPLES

ROOT = Path(__file__).parents[2]
TRANSLATED = LANGUAGES[1:]
NOON = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
HOME_ZONE = "America/Los_Angeles"
"""The time zone of everything that is said here."""
COMMAND = re.compile(r"(?<!\w)/[a-z]+")
ENGLISH = re.compile(r"\b(?:the|report|you|your|neighbors?|with|about)\b", re.I)


def collected() -> dict[str, tuple[str, ...]]:
    """Every sentence of the code, by its first words, as `make translations` collects them."""
    words = re.findall(r"--keyword=(\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    keywords = parse_keywords(words)
    assert set(keywords) == {"phrase", "counted", "phrase_template"}
    found: dict[str, tuple[str, ...]] = {}
    for _, _, said, _, _ in extract_from_dir(ROOT / "bot", keywords=keywords):
        each = (said,) if isinstance(said, str) else tuple(said)
        # Two sentences that begin alike and have different plurals would be one to gettext.
        assert found.setdefault(each[0], each) == each
    return found


SENTENCES = collected()


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "porchlight.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def translated(language: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], Message]]:
    for message in catalogue(language):
        if message.id:
            said = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            meant = (message.string,) if isinstance(message.string, str) else tuple(message.string)
            yield said, meant, message


def braces(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_holds_what_the_code_says_and_nothing_else(language: str) -> None:
    """Each sentence of the code is in the catalogue; a sentence that no code says any more is not."""
    assert len(SENTENCES) > 400
    kept = {said[0]: said for said, _, _ in translated(language)}
    missing = "\n".join(sorted(SENTENCES.keys() - kept.keys()))
    gone = "\n".join(sorted(kept.keys() - SENTENCES.keys()))
    assert not missing and not gone, f"`make translations`, then translate.\nNew:\n{missing}\nGone:\n{gone}"
    assert kept == SENTENCES
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    """None is empty or only guessed (fuzzy), and each number of things has its form."""
    forms = catalogue(language).num_plurals
    for said, meant, message in translated(language):
        assert all(meant) and not message.fuzzy, said
        assert len(meant) == (forms if len(said) == 2 else 1), said


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_same_braces(language: str) -> None:
    """A translation names the facts that the sentence has, each as often; where it tells of one, it may leave out `n`."""
    for said, meant, _ in translated(language):
        assert braces(meant[-1]) == braces(said[-1]), said
        for form in meant[:-1]:
            assert braces(form) in (braces(said[0]), [name for name in braces(said[0]) if name != "n"]), said


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_commands_and_ends(language: str) -> None:
    """Commands are typed the same in every language, what ends a sentence ends it there too, and nothing is shouted."""
    for said, meant, _ in translated(language):
        for form, english in zip(meant, (said[0], *(said[-1],) * (len(meant) - 1)), strict=True):
            assert sorted(COMMAND.findall(form)) == sorted(COMMAND.findall(english)), said
            assert form.strip() == form and "  " not in form, said
            assert (form[-1] in ".:?") == (english[-1] in ".:?"), said
            assert "!" not in form, said
            assert form.count("?") == form.count("¿"), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said(language: str) -> None:
    """With facts of any kind, in every language, for one and for many."""
    for said in SENTENCES.values():
        facts: dict[str, Fact] = {name: phrase("Report") for each in said for name in braces(each)}
        facts.pop("n", None)
        for number in (0, 1, 2, 1000) if len(said) == 2 else (1,):
            made = counted(*said, number, **facts) if len(said) == 2 else phrase(said[0], **facts, **_number(said[0]))
            spoken = speak(made, language)
            assert spoken and "{" not in spoken and "}" not in spoken, said


def _number(text: str) -> dict[str, Fact]:
    return {"n": 3} if "n" in braces(text) else {}


COMMANDS = [spec for routes in ROUTES for spec, _ in routes.commands]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spec", COMMANDS, ids=[spec.name for spec in COMMANDS])
def test_commands_fit_where_they_are_shown(spec: CommandSpec, language: str) -> None:
    """Discord takes 100 characters of a description, 45 of a label, 80 of a choice, 32 of an entry in a menu."""
    said = spec_in(spec, language)
    assert said.name == spec.name
    assert 0 < len(said.description) <= 100, said.description
    assert len(said.menu) <= 32, said.menu
    for field in said.fields:
        assert 0 < len(field.label) <= 45, field.label
        assert 0 < len(field.question) <= 100, field.question
        for choice in field.choices:
            assert 0 < len(choice.label) <= 80, choice.label


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("spec", COMMANDS, ids=[spec.name for spec in COMMANDS])
def test_commands_are_said_in_every_language(spec: CommandSpec, language: str) -> None:
    """Nothing that a command shows stays English because it was no phrase."""
    said = spec_in(spec, language)
    assert said.description != spec.description
    for field, before in zip(said.fields, spec.fields, strict=True):
        assert isinstance(before.label, Phrase) and isinstance(before.question, Phrase), before.name
        assert field.question != before.question, before.name


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_refusal_is_said_in_every_language(language: str) -> None:
    """No reason is answered in English to somebody who reads something else."""
    for routes in ROUTES:
        for reason, words in routes.refusals.items():
            assert isinstance(words, Phrase), reason
            facts: dict[str, Fact] = dict.fromkeys(braces(words.msgid), "x")
            said = fill(words, **facts)
            assert speak(said, language) != said, reason


def everything(message: Said) -> str:
    """All the words of ours in a message, without what somebody else wrote."""
    words = [message.title]
    for block in message.blocks:
        match block:
            case Paragraph():
                words.append(block.text)
            case Facts():
                words += [word for row in block.rows for word in row]
            case Picture():
                words.append(block.description)
            case _:
                assert isinstance(block, Quote)
    words += [button.label for row in message.buttons for button in row if isinstance(button, Button | LinkButton)]
    return "\n".join(words)


def incident() -> Incident:
    return Incident(
        ref=Ref("K7QFM3"), neighborhood=NeighborhoodId(1), author=PersonId(1), category=Category.CRIME,
        text="Two people looked into parked cars.", cell="8928308280fffff", around="", hour=NOON,
        id=IncidentId(1), state=IncidentState.POSTED, version=1, correction="It was three people.", held_for=(),
        joined_to=None, created_at=NOON, posted_at=NOON,
    )  # fmt: skip


def test_a_report_an_alert_and_a_digest_are_spanish() -> None:
    """What neighbors read most holds no English word, and tells hours and distances by their customs."""
    made = Digest(
        rhythm=Rhythm.WEEKLY, number=4, usual=2.5, trend=Trend.MORE, by_category=dict.fromkeys(Category, 1),
        bars=(Span(start=NOON, end=NOON, number=4),), named=(incident(),), zone=HOME_ZONE, radius_m=1609.344,
    )  # fmt: skip
    words = chart_words(made)
    shown = Picture(name="chart.png", content=b"", description=words.description)
    said = [
        everything(message_in(message, "es"))
        for message in (
            post(incident(), HOME_ZONE, (), 3, "911"),
            alert(incident(), 402.0, HOME_ZONE, (), "911"),
            digest(made, shown),
        )
    ]
    said += [speak(each, "es") for each in (words.title, words.note, *words.labels)]
    assert not [found for each in said for found in ENGLISH.findall(each)], said
    report, told, gathered = said[:3]
    assert "Alguien del vecindario reporta: delito" in report and "llame al 911" in report
    assert "Lo reportaron 3 personas del vecindario." in report and "24 de nov de 2026, 12–1" in report
    assert "Aproximadamente a 0.25 millas del punto de su casa." in told
    assert "4 reportes esta semana a menos de 1 milla, más de lo habitual (2.5)." in gathered
    assert speak(words.labels[0], "es") == "24/11"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_others_wrote_is_never_translated(language: str) -> None:
    """Messages of plain strings stay as they are, and facts are neither looked up nor filled again."""
    for sample in SAMPLES.values():
        assert message_in(sample, language) == replace(sample, language=language)
    hostile = "{ref} {0} {n.__class__} Crime %s {{ x }}"
    spoken = speak(phrase("{name} says to report {ref}:", name=hostile, ref="Crime"), language)
    assert hostile in spoken and spoken.endswith(" Crime:")
