"""Commands as they are declared to Discord, and when a difference is one."""

import copy

from bot.adapters.discord.commands import fingerprint, payload, translations
from bot.app import ROUTES
from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.language import speak
from bot.handlers.report_form import REPORT

SPEC = CommandSpec(
    name="request",
    description="Ask owners for clips.",
    fields=(
        Field(
            name="kind",
            label="Kind",
            question="Which kind?",
            kind=FieldKind.CHOICE,
            choices=(Choice(value="theft", label="Theft"),),
        ),
        Field(name="place", label="Where?", question="Where was it?", kind=FieldKind.PLACE, suggests=True),
        Field(name="text", label="What?", question="What?", kind=FieldKind.TEXT, max_length=9000),
    ),
)


def test_options_are_typed_and_never_required():
    """Choices are choices, suggestions are autocompleted, lengths fit; the router asks for what is missing."""
    (command,) = payload([SPEC])
    kind, place, text = command["options"]
    assert kind["choices"] == [{"name": "Theft", "value": "theft"}]
    assert "autocomplete" not in kind
    assert (place["autocomplete"], place["max_length"]) == (True, 200)
    assert text["max_length"] == 6000
    assert {option["type"] for option in command["options"]} == {3}
    assert not any(option["required"] for option in command["options"])


def test_places_and_installs_are_explicit():
    """Where a command may be used is always said, never left to Discord's defaults."""
    both, channels, direct = payload(
        [
            SPEC,
            CommandSpec(name="setup", description="x", in_direct=False),
            CommandSpec(name="asks", description="x", in_channels=False),
        ]
    )
    assert (both["contexts"], both["integration_types"]) == ([0, 1], [0, 1])
    assert (channels["contexts"], channels["integration_types"]) == ([0], [0])
    assert (direct["contexts"], direct["integration_types"]) == ([1], [0, 1])


def test_what_discord_adds_is_no_difference():
    """Ids, versions, nulls and order do not make a difference; any declared thing does."""
    wanted = payload([SPEC, CommandSpec(name="help", description="Help.")])
    reported = copy.deepcopy(wanted)[::-1]
    for command in reported:
        command |= {"id": "1", "version": "2", "nsfw": False, "default_member_permissions": None}
        command |= {"description_localizations": None, "name_localizations": None}
    reported[0].pop("options")
    for option in reported[1]["options"]:
        option.pop("required")
    assert fingerprint(reported) == fingerprint(wanted)
    for path, value in (("max_length", 7), ("description", "y"), ("autocomplete", False), ("name", "z")):
        changed = copy.deepcopy(wanted)
        changed[0]["options"][1][path] = value
        assert fingerprint(changed) != fingerprint(wanted)
    assert fingerprint(wanted[:1]) != fingerprint(wanted)


def test_translations_are_declared_and_count_as_a_difference():
    """A language adds descriptions and names of choices; command names stay the same everywhere."""
    spanish = {"es-ES": {"Ask owners for clips.": "Pide vídeos a los dueños.", "Theft": "Robo"}}
    (command,) = payload([SPEC], spanish)
    assert command["description_localizations"] == {"es-ES": "Pide vídeos a los dueños."}
    assert command["options"][0]["choices"][0]["name_localizations"] == {"es-ES": "Robo"}
    assert "name_localizations" not in command
    assert fingerprint([command]) != fingerprint(payload([SPEC]))


def test_menus_are_declared_in_spanish_of_spain_and_of_latin_america():
    """Every description of the house has its Spanish, within Discord's limits; a menu entry has a Spanish name."""
    specs = [spec for routes in ROUTES for spec, _ in routes.commands]
    declared = payload(specs, translations(specs))
    assert len(declared) > len(specs)
    for command in declared:
        key = "description_localizations" if "description" in command else "name_localizations"
        limit = 100 if "description" in command else 32
        assert set(command[key]) == {"es-ES", "es-419"}
        assert all(0 < len(words) <= limit for words in command[key].values())
    report = next(command for command in declared if command["name"] == "report")
    assert report["description_localizations"]["es-419"] == speak(REPORT.description, "es")
    assert report["description_localizations"]["es-419"] != REPORT.description


def test_no_translation_is_cut():
    """What Discord would not take whole is written shorter in the catalogue, not cut here."""
    specs = [spec for routes in ROUTES for spec, _ in routes.commands]
    for words in translations(specs).values():
        assert not [text for text in words.values() if len(text) > 100]
        assert not [words[spec.menu] for spec in specs if spec.menu and len(words[spec.menu]) > 32]
