"""The walk through a form, without any store."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.form import SKIPPED, Choice, CommandSpec, Field, FieldKind
from bot.chat.language import everywhere, speak
from bot.handlers import forms
from bot.handlers.report_form import CATEGORY
from bot.incidents.model import Category
from bot.incidents.texts import LABELS
from tests.handlers.routes import ALL_ROUTES as ROUTES

KIND = Field(
    name="kind",
    label="Kind",
    question="Which kind?",
    kind=FieldKind.CHOICE,
    choices=(Choice(value="lost_pet", label="Lost pet"), Choice(value="fire", label="Fire or smoke")),
)
PLACE = Field(name="place", label="Place", question="Where?", kind=FieldKind.PLACE)
TEXT = Field(name="text", label="Text", question="What?", kind=FieldKind.TEXT, max_length=20)
NOTE = Field(name="note", label="Note", question="Anything else?", required=False, max_length=5)
SPEC = CommandSpec(name="try", description="A command", fields=(KIND, PLACE, TEXT, NOTE), rest="kind")


@pytest.mark.parametrize("typed", ["lost_pet", "LOST PET", "lost-pet", " Lost  pet ", "Lost pet"])
def test_a_choice_is_read_by_value_or_label(typed: str) -> None:
    """Case, hyphens, underscores and blanks do not matter when a choice is typed."""
    assert forms.check(SPEC, {"kind": typed}).answers == {"kind": "lost_pet"}


def test_an_unknown_choice_is_asked_again_with_one_sentence() -> None:
    """A wrong choice is left out, its field comes first again, and one sentence names the choices."""
    checked = forms.check(SPEC, {"kind": "a dragon", "place": "geo:1,2", "text": "x"})
    assert checked.answers == {"place": "geo:1,2", "text": "x"}
    assert checked.asking == (KIND,)
    assert checked.complaints == ("“Kind”: please choose one of these: Lost pet, Fire or smoke.",)


def test_a_long_answer_is_asked_again_even_for_an_optional_field() -> None:
    """max_length holds for every field; an optional answer that is too long is asked again, never cut."""
    checked = forms.check(SPEC, {"kind": "fire", "place": "x", "text": "y" * 21, "note": "123456"})
    assert checked.asking == (TEXT, NOTE)
    assert len(checked.complaints) == 2
    assert forms.check(SPEC, {"kind": "fire", "place": "x", "text": "y" * 20, "note": "12345"}).asking == ()


def test_required_fields_are_asked_in_order_and_blanks_do_not_count() -> None:
    """Blank and invisible answers are no answers; optional fields are never asked by themselves."""
    assert forms.check(SPEC, {"place": "  ", "text": "\u200e\x00\t\u200b"}).asking == (KIND, PLACE, TEXT)
    assert forms.check(SPEC, {}).asking == (KIND, PLACE, TEXT)


def test_answers_to_unknown_fields_are_dropped() -> None:
    """A platform cannot smuggle in a field that the command does not have."""
    assert forms.check(SPEC, {"admin": "yes", "text": "x"}).answers == {"text": "x"}


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        ("", {}),
        ("fire", {"kind": "fire"}),
        ("lost pet 12 Oak Street", {"kind": "lost_pet", "place": "12 Oak Street"}),
        ("FIRE OR SMOKE geo:1,2", {"kind": "fire", "place": "geo:1,2"}),
        ("fire  two\nlines", {"kind": "fire", "place": "two\nlines"}),
        ("12 Oak Street", {"kind": "12 Oak Street"}),
    ],
)
def test_words_after_a_command(words: str, answers: dict[str, str]) -> None:
    """A choice is taken off the front of the words, and what remains answers the next field."""
    assert forms.read_words(SPEC, words) == answers


def test_words_without_a_rest_field_are_ignored() -> None:
    """A command that takes no words does not mind them."""
    assert forms.read_words(CommandSpec(name="help", description="Help"), "me please") == {}


def test_a_pin_finds_the_open_place() -> None:
    """A pin answers the place that is still open, whatever question waits; words answer the waiting question."""
    assert forms.answered_by(SPEC, {}, KIND, "geo:1,2") is PLACE
    assert forms.answered_by(SPEC, {"place": "x"}, KIND, "geo:1,2") is KIND
    assert forms.answered_by(SPEC, {}, PLACE, "geo:1,2") is PLACE
    assert forms.answered_by(SPEC, {}, KIND, "fire") is KIND


@pytest.mark.parametrize("index", ["2", "-1", "", "x", "٠", "²", "9" * 5000, "0.0", " 0"])
def test_a_made_up_pick_picks_nothing(index: str) -> None:
    """Only the indexes of choices pick anything."""
    assert forms.pick(KIND, index) is None
    assert forms.pick(None, "0") is None
    assert forms.pick(KIND, "1") == "fire"


@given(st.text())
def test_cleaning_keeps_only_what_databases_and_readers_can_take(text: str) -> None:
    """No control character, direction override or lone surrogate survives, and cleaning twice changes nothing."""
    cleaned = forms.clean(text)
    assert forms.clean(cleaned) == cleaned
    cleaned.encode()
    assert not set(cleaned) & {"\x00", "\r", "\x1b", "\u202e", "\u2066"}


@given(st.dictionaries(st.sampled_from(["kind", "place", "text", "note", "other"]), st.text(max_size=40)), st.text())
def test_checking_never_fails_and_is_stable(given_answers: dict[str, str], words: str) -> None:
    """Whatever was typed, the answers that hold are held again, and nothing else is asked the second time."""
    checked = forms.check(SPEC, {**forms.read_words(SPEC, words), **given_answers})
    again = forms.check(SPEC, checked.answers)
    assert again.answers == checked.answers
    assert again.complaints == ()
    assert all(len(answer) <= 200 for answer in checked.answers.values())


@pytest.mark.parametrize("word", ["cancel", "Cancel", "CANCEL.", " cancel! ", "/cancel", "cancelar", "Cancelar."])
def test_cancel_is_understood(word: str) -> None:
    """The word that gives up a form is forgiving; sentences that contain it are answers."""
    assert forms.is_cancel(word)
    assert not forms.is_cancel(f"please {word} it")


@pytest.mark.parametrize(
    "typed", ["fire or medical", "Fire or Medical", "incendio o emergencia medica", speak(LABELS[Category.FIRE_MEDICAL], "es")]
)
def test_a_choice_is_understood_in_every_language(typed: str) -> None:
    """People type what they read on a button, in whichever language it was, with or without accents."""
    choice = forms.match_choice(CATEGORY, typed)
    assert choice is not None and choice.value == Category.FIRE_MEDICAL


CHOOSING = [(spec.name, field) for routes in ROUTES for spec, _ in routes.commands for field in spec.fields if field.choices]


@pytest.mark.parametrize(("command", "field"), CHOOSING, ids=lambda part: getattr(part, "name", part))
def test_no_word_means_two_choices(command: str, field: Field) -> None:
    """In no language is a choice called as another one is in any."""
    for choice in field.choices:
        for name in (choice.value, *everywhere(choice.label)):
            assert forms.match_choice(field, name) == choice


@pytest.mark.parametrize("word", ["-", "skip", "Skip.", "/skip", "omitir", "OMITIR"])
def test_skipping_is_understood(word: str) -> None:
    """The word skips what may be skipped, and is an answer like any other where something is required."""
    checked = forms.check(SPEC, {"kind": "fire", "place": "x", "text": word, "note": word})
    assert checked.answers["note"] == SKIPPED
    assert checked.answers["text"] == word
