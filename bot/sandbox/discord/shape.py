"""Last touches on what SimCord serializes, where Discord's published description asks for something else."""

from typing import Any

from bot.sandbox.discord.ledger import Ledger

_COMPONENT, _MODAL_SUBMIT = 3, 5
_APPLICATION: dict[str, Any] = {
    "type": None,
    "flags_new": "0",
    "redirect_uris": [],
    "interactions_endpoint_url": None,
    "role_connections_verification_url": None,
    "approximate_guild_count": 1,
    "approximate_user_install_count": 0,
    "approximate_user_authorization_count": 0,
    "explicit_content_filter": 0,
    "eligible_oauth2_scopes": [],
}
# Discord leaves these out where SimCord sends null.
_NEVER_NULL = ("nonce", "integration_types", "response_message_id")


def outgoing(ledger: Ledger, value: Any) -> Any:
    """A copy of an answer or event as it goes on the wire: in the published shape, with freshly signed links."""
    match value:
        case dict():
            kept = {key: item for key, item in value.items() if item is not None or key not in _NEVER_NULL}
            return _touched(ledger, {key: outgoing(ledger, item) for key, item in kept.items()})
        case list() | tuple():
            return [outgoing(ledger, item) for item in value]
        case str():
            return ledger.cdn.sign(value)
        case _:
            return value


def _touched(ledger: Ledger, part: dict[str, Any]) -> dict[str, Any]:
    if "username" in part and "discriminator" in part:
        part.setdefault("primary_guild", None)
    if "recipients" in part or "permission_overwrites" in part:
        part.setdefault("flags", 0)
    if "verify_key" in part:
        part = {**_APPLICATION, **part}
    if "message_reference" in part:
        part["message_reference"] = {"type": 0, **part["message_reference"]}
    if "interaction_metadata" in part:
        part["interaction_metadata"] |= _origin(ledger, part["interaction_metadata"])
    return part


def _origin(ledger: Ledger, metadata: dict[str, Any]) -> dict[str, Any]:
    """Which message was pressed, or what opened the form that was sent."""
    record = ledger.interactions[int(metadata["id"])]
    if record.type == _COMPONENT:
        return {"interacted_message_id": str(record.source_message_id)}
    if record.type != _MODAL_SUBMIT:
        return {}
    opener = ledger.interactions[ledger.openers[record.id]]
    opened = {"id": str(opener.id), "type": opener.type, "user": metadata["user"], "authorizing_integration_owners": {}}
    return {"triggering_interaction_metadata": opened | _origin(ledger, opened)}
