"""What a person's input becomes on the wire: typed command options, pressed components and filled-in forms."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from simcord import _modal, interactions
from simcord.backend import serializers
from simcord.backend.command_access import command_access
from simcord.backend.errors import SetupError
from simcord.backend.models import Message
from simcord.components import walk_components
from simcord.enums import SELECT_TYPES, AppCommandType, ComponentType, OptionType

from bot.sandbox.discord.ledger import CannotDo, Ledger

_PREMIUM_STYLE = 6
_LINK_STYLE = 5
_SUBCOMMANDS = (OptionType.SUBCOMMAND, OptionType.SUBCOMMAND_GROUP)
_ENTITIES = (OptionType.USER, OptionType.CHANNEL, OptionType.ROLE, OptionType.MENTIONABLE)


def find_command(
    ledger: Ledger, person: int, channel_id: int, name: str, kind: AppCommandType = AppCommandType.CHAT_INPUT
) -> dict[str, Any]:
    """The synced command that this person sees under this name in this channel. Raises CannotDo otherwise."""
    guild_id = ledger.get_channel(channel_id).guild_id
    command = ledger.find_command(name, guild_id, kind)
    if command is None:
        known = ", ".join(f"/{one}" for one in ledger.command_names(guild_id, kind)) or "none"
        raise CannotDo(f"the bot has not synced a command /{name}; synced here: {known}")
    access = command_access(ledger, command, user_id=person, channel_id=channel_id)
    if not access.allowed:
        raise CannotDo(f"this person does not see /{name} here ({access.reason})")
    return command


def command_data(
    ledger: Ledger,
    person: int,
    channel_id: int,
    command: str,
    given: Mapping[str, Any],
    *,
    focused: tuple[str, str] | None = None,
    file_limit_bytes: int,
) -> dict[str, Any]:
    """The `data` of a command interaction; with `focused` (option, text so far), that of an autocompletion.

    `command` may name a subcommand ("camera add"). Raises CannotDo for input that Discord's client would not take.
    """
    root_name, *path = command.split()
    root = find_command(ledger, person, channel_id, root_name)
    resolved: dict[str, Any] = {}
    try:
        leaf, nesting = interactions.walk_to_subcommand(root, path)
        declared = {option["name"]: option for option in leaf.get("options") or []}
        plain = {name: value for name, value in given.items() if not _is_entity(declared.get(name))}
        _check_names(command, declared, given, focused)
        accepted = interactions.check_options(command, leaf, plain, partial=True) if focused else plain
        built = []
        for name, value in given.items():
            if name in accepted or _is_entity(declared.get(name)):
                wire = _wire_value(ledger, channel_id, command, declared, name, value, resolved, file_limit_bytes)
                built.append({"name": name, "type": declared[name]["type"], "value": wire})
    except SetupError as problem:
        raise CannotDo(str(problem)) from problem
    if focused is not None:
        option = declared.get(focused[0])
        if option is None or not option.get("autocomplete"):
            raise CannotDo(f"/{command} offers no suggestions for an option {focused[0]!r}")
        built.append({"name": focused[0], "type": option["type"], "value": focused[1], "focused": True})
    data: dict[str, Any] = {
        "id": root["id"],
        "name": root["name"],
        "type": int(AppCommandType.CHAT_INPUT),
        "options": interactions.nest_options(root, nesting, built),
    }
    if resolved:
        data["resolved"] = resolved
    if root.get("guild_id"):
        data["guild_id"] = root["guild_id"]
    return data


def entry_data(ledger: Ledger, person: int, message: Message, name: str) -> dict[str, Any]:
    """The `data` of a choice in the menu of a message. Raises CannotDo if the bot has no such entry there."""
    command = find_command(ledger, person, message.channel_id, name, AppCommandType.MESSAGE)
    shown = dict(serializers.message_payload(ledger, message))
    return {
        "id": command["id"],
        "name": command["name"],
        "type": int(AppCommandType.MESSAGE),
        "target_id": str(message.id),
        "resolved": {"messages": {str(message.id): shown}},
    }


def button_data(components: Sequence[dict[str, Any]], label_or_custom_id: str) -> dict[str, Any]:
    """The `data` of a press. Raises CannotDo if there is not exactly one such button that can be pressed."""
    buttons = [part for part in walk_components(list(components)) if part.get("type") == ComponentType.BUTTON]
    found = [part for part in buttons if label_or_custom_id in (part.get("label"), part.get("custom_id"))]
    if len(found) != 1:
        labels = ", ".join(repr(part.get("label") or part.get("custom_id")) for part in buttons) or "none"
        amount = "no" if not found else "more than one"
        raise CannotDo(f"there is {amount} button {label_or_custom_id!r}; the message has {labels}")
    if found[0].get("style") in (_LINK_STYLE, _PREMIUM_STYLE):
        raise CannotDo(f"the button {label_or_custom_id!r} is a link and tells the bot nothing")
    if found[0].get("disabled"):
        raise CannotDo(f"the button {label_or_custom_id!r} is greyed out")
    return {"custom_id": found[0]["custom_id"], "component_type": int(ComponentType.BUTTON), "id": found[0]["id"]}


def menu_data(components: Sequence[dict[str, Any]], custom_id: str, values: Sequence[str]) -> dict[str, Any]:
    """The `data` of a choice in a select menu of texts. Raises CannotDo if the menu does not offer the choice."""
    menus = [part for part in walk_components(list(components)) if part.get("type") in SELECT_TYPES]
    menu = next((part for part in menus if part.get("custom_id") == custom_id), None)
    if menu is None or menu["type"] != ComponentType.STRING_SELECT or menu.get("disabled"):
        raise CannotDo(f"there is no menu {custom_id!r} of texts to choose from")
    offered = {option["value"] for option in menu.get("options") or []}
    if unknown := [value for value in values if value not in offered]:
        raise CannotDo(f"the menu {custom_id!r} does not offer {unknown[0]!r}")
    if not menu.get("min_values", 1) <= len(values) <= menu.get("max_values", 1):
        raise CannotDo(f"the menu {custom_id!r} does not take {len(values)} choices")
    return {"custom_id": custom_id, "component_type": int(menu["type"]), "id": menu["id"], "values": list(values)}


def modal_data(
    ledger: Ledger, person: int, channel_id: int, shown: dict[str, Any], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """The `data` of a sent form. Answers go by custom id or label. Raises CannotDo for what the form would not take."""
    resolved: dict[str, Any] = {}
    uploads: list[tuple[dict[str, Any], str, bytes]] = []
    # SimCord wants one of its actors here, of which it uses only the backend.
    actor = SimpleNamespace(_env=SimpleNamespace(backend=ledger), id=person)
    try:
        controls = _modal._modal_control_map(shown)
        values = {_control(shown, controls, key): value for key, value in answers.items()}
        parts = _modal._modal_submit_nodes(shown["components"], actor, values, resolved, channel_id, uploads)
    except SetupError as problem:
        raise CannotDo(str(problem)) from problem
    _modal._commit_modal_uploads(actor, channel_id, uploads, resolved)
    data: dict[str, Any] = {"custom_id": shown["custom_id"], "components": parts}
    if resolved:
        data["resolved"] = resolved
    return data


def _control(shown: Mapping[str, Any], controls: Mapping[str, Any], key: str) -> str:
    if key in controls:
        return key
    for part in shown["components"]:
        inner = part.get("component") or {}
        for control in part.get("components") or [inner]:
            if key in (part.get("label"), control.get("label")) and control.get("custom_id") in controls:
                return str(control["custom_id"])
    raise CannotDo(f"the form has no input {key!r}; its inputs: {', '.join(controls)}")


def _is_entity(option: Mapping[str, Any] | None) -> bool:
    return option is not None and option["type"] in _ENTITIES


def _check_names(
    command: str, declared: Mapping[str, Any], given: Mapping[str, Any], focused: tuple[str, str] | None
) -> None:
    if below := [name for name, option in declared.items() if option["type"] in _SUBCOMMANDS]:
        raise CannotDo(f"/{command} needs one of its subcommands: {', '.join(below)}")
    if unknown := [name for name in given if name not in declared]:
        raise CannotDo(f"/{command} has no option {unknown[0]!r}; its options: {', '.join(declared) or 'none'}")
    missing = [name for name, option in declared.items() if option.get("required") and name not in given]
    if missing and focused is None:
        raise CannotDo(f"/{command} requires the option {missing[0]!r}")


def _wire_value(
    ledger: Ledger,
    channel_id: int,
    command: str,
    declared: Mapping[str, Any],
    name: str,
    value: Any,
    resolved: dict[str, Any],
    file_limit_bytes: int,
) -> Any:
    option = declared[name]
    if _is_entity(option):
        return _entity(ledger, channel_id, OptionType(option["type"]), name, value, resolved)
    accepted = interactions.validate_option_value(command, option, value)
    if option["type"] != OptionType.ATTACHMENT:
        return accepted
    filename, content = accepted
    if len(content) > file_limit_bytes:
        raise CannotDo(f"{filename} is too large: {len(content)} bytes, the limit is {file_limit_bytes}")
    return interactions.store_interaction_attachment(ledger, channel_id, filename, content, resolved)


def _entity(ledger: Ledger, channel_id: int, kind: OptionType, name: str, value: Any, resolved: dict[str, Any]) -> str:
    guild_id = ledger.get_channel(channel_id).guild_id
    guild = ledger.guilds.get(guild_id) if guild_id is not None else None
    number = int(value)
    if kind in (OptionType.USER, OptionType.MENTIONABLE) and number in ledger.users:
        resolved.setdefault("users", {})[str(number)] = dict(serializers.user_payload(ledger.users[number]))
        if guild is not None and number in guild.members:
            member = serializers.member_payload(ledger, guild, guild.members[number], with_user=False)
            permissions = str(ledger.compute_permissions(guild.id, number, channel_id))
            resolved.setdefault("members", {})[str(number)] = {**member, "permissions": permissions}
    elif kind in (OptionType.ROLE, OptionType.MENTIONABLE) and guild is not None and number in guild.roles:
        resolved.setdefault("roles", {})[str(number)] = dict(serializers.role_payload(guild.roles[number]))
    elif kind is OptionType.CHANNEL and guild is not None and number in guild.channel_ids:
        payload = dict(serializers.channel_payload(ledger, ledger.get_channel(number)))
        payload["permissions"] = str(ledger.compute_permissions(guild.id, ledger.bot_user.id, number))
        resolved.setdefault("channels", {})[str(number)] = payload
    else:
        raise CannotDo(f"the option {name!r} takes the id of a {kind.name.lower()} of this place, not {value!r}")
    return str(number)
