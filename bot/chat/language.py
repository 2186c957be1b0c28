"""Says our phrases in the language of whoever reads them. The only file that knows catalogues and local customs.

Catalogues are the gettext files under `locale/`; dates, numbers and lists follow CLDR, by Babel.
"""

import gettext
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import assert_never
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime, format_interval, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.chat.form import Choice, CommandSpec, Field, Form
from bot.chat.message import Attachment, Audience, Block, Button, Facts, LinkButton, Message, Paragraph, Picture, Quote
from bot.chat.phrase import Fact, Far, Listed, Phrase, When, WhenForm, counted, phrase
from bot.chat.reply import Reply

LANGUAGES = ("en", "es")
"""English is what phrases are written in; each of the others has a catalogue."""

MILES_REGIONS = frozenset({"US", "GB", "LR", "MM"})
"""Where people tell distances in miles (CLDR, supplemental measurement data)."""

METRES_PER_MILE = 1609.344
METRES_PER_FOOT = 0.3048
SHORT_MILE_M = 160.0
"""Below a tenth of a mile people say feet."""

LOCALE = Path(__file__).parent / "locale"

Say = Callable[[str], str]


def known_language(tag: str) -> str:
    """The language that we speak to somebody whose app is set to this tag: `es-MX` gets Spanish, `pt` English."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else LANGUAGES[0]


def speak(text: str, language: str, region: str = "US") -> str:
    """The words of a phrase in this language, with dates and distances as in the region; any other text as it is."""
    if not isinstance(text, Phrase):
        return text
    catalogue = _catalogue(known_language(language))
    pattern = catalogue.ngettext(text.msgid, text.many, text.number) if text.many else catalogue.gettext(text.msgid)
    return pattern.format(**{name: _fact(fact, language, region) for name, fact in text.facts.items()})


def everywhere(text: str) -> tuple[str, ...]:
    """The phrase in every language, English first: for understanding what people type."""
    return tuple(dict.fromkeys(speak(text, language) for language in LANGUAGES))


def message_in(message: Message, language: str, region: str = "US") -> Message:
    """The message as somebody reads it who has this language."""
    say = _saying(language, region)
    return replace(
        message,
        title=say(message.title),
        blocks=tuple(_block_in(block, say) for block in message.blocks),
        buttons=tuple(tuple(_button_in(button, say) for button in row) for row in message.buttons),
        language=known_language(language),
    )


def reply_in(answer: Reply, language: str, room_language: str, region: str = "US") -> Reply:
    """The answer as its readers have it: the speaker alone in `language`, everybody in a room in the room's."""
    messages = tuple(
        message_in(one, room_language if one.audience is Audience.EVERYONE_HERE else language, region)
        for one in answer.messages
    )
    return replace(
        answer, messages=messages, form=form_in(answer.form, language, region) if answer.form is not None else None
    )


def form_in(form: Form, language: str, region: str = "US") -> Form:
    """The form in this language."""
    say = _saying(language, region)
    fields = tuple(field_in(field, language, region) for field in form.fields)
    return replace(form, title=say(form.title), note=say(form.note), fields=fields, language=known_language(language))


def field_in(field: Field, language: str, region: str = "US") -> Field:
    """The question in this language."""
    say = _saying(language, region)
    choices = tuple(Choice(value=choice.value, label=say(choice.label)) for choice in field.choices)
    return replace(field, label=say(field.label), question=say(field.question), choices=choices)


def spec_in(spec: CommandSpec, language: str, region: str = "US") -> CommandSpec:
    """The command as a menu shows it in this language; its name stays the same everywhere."""
    say = _saying(language, region)
    fields = tuple(field_in(field, language, region) for field in spec.fields)
    return replace(spec, description=say(spec.description), menu=say(spec.menu), fields=fields)


def _saying(language: str, region: str) -> Say:
    return lambda text: speak(text, language, region)


def _block_in(block: Block, say: Say) -> Block:
    match block:
        case Paragraph():
            return Paragraph(text=say(block.text))
        case Quote():
            return Quote(text=say(block.text))
        case Facts():
            return Facts(rows=tuple((say(label), say(value)) for label, value in block.rows))
        case Picture():
            return replace(block, description=say(block.description))
        case Attachment():
            return block
        case _:
            assert_never(block)


def _button_in(button: Button | LinkButton, say: Say) -> Button | LinkButton:
    return replace(button, label=say(button.label))


def _fact(fact: Fact, language: str, region: str) -> str:
    match fact:
        case str():
            return speak(fact, language, region)
        case When():
            return _when(fact, locale_of(language, region))
        case Far():
            return speak(_far(fact.metres, region), language, region)
        case Listed():
            items = [_fact(item, language, region) for item in fact.items]
            return format_list(items, "standard", locale_of(language, region)) if items else ""
        case int() | float():
            return format_decimal(fact, locale=locale_of(language, region))
        case _:
            assert_never(fact)


@lru_cache(maxsize=64)
def locale_of(language: str, region: str) -> Locale:
    """CLDR's customs for a language in a region; those of the language alone where CLDR does not know the pair."""
    known = known_language(language)
    try:
        return Locale.parse(f"{known}_{region}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(known)


def _when(when: When, locale: Locale) -> str:
    local = when.at.astimezone(ZoneInfo(when.zone))
    day = format_skeleton("yMMMEd", local, locale=locale)
    match when.form:
        case WhenForm.DAY:
            return day
        case WhenForm.HOUR:
            # Without a zone: what people read is the clock on the wall, in the night when it is set back too.
            start = local.replace(minute=0, second=0, microsecond=0, tzinfo=None)
            skeleton = "h" if "a" in _clock_pattern(locale) else "H"
            return f"{day}, {format_interval(start, start + timedelta(hours=1), skeleton, locale=locale)}"
        case WhenForm.MINUTE:
            clock = format_datetime(local, _clock_pattern(locale), tzinfo=ZoneInfo(when.zone), locale=locale)
            return f"{day}, {clock} {local:%Z}"
        case _:
            assert_never(when.form)


@lru_cache(maxsize=64)
def _clock_pattern(locale: Locale) -> str:
    return str(locale.time_formats["short"].pattern)


def _far(metres: float, region: str) -> Phrase:
    if region in MILES_REGIONS:
        if metres < SHORT_MILE_M:
            feet = max(50, round(metres / METRES_PER_FOOT / 50) * 50)
            return phrase("{feet} feet", feet=feet)
        miles = _two_figures(metres / METRES_PER_MILE)
        return counted("{number} mile", "{number} miles", 1 if miles == 1 else 2, number=miles)
    if metres < 1000:
        return phrase("{metres} m", metres=max(10, round(metres / 10) * 10))
    return phrase("{kilometres} km", kilometres=_two_figures(metres / 1000))


def _two_figures(number: float) -> int | float:
    """Two significant figures: nobody wants to know 1.0936 miles, while 0.25 is a choice on a button."""
    rounded = float(f"{number:.2g}")
    return int(rounded) if rounded == int(rounded) else rounded


@lru_cache(maxsize=8)
def _catalogue(language: str) -> gettext.NullTranslations:
    """The compiled catalogue; made from its source once, so that no compiled file has to be kept in step."""
    source = LOCALE / language / "LC_MESSAGES" / "porchlight.po"
    if language == LANGUAGES[0] or not source.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
