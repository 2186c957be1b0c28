"""One call to the Bot API as it came over the wire, and the check of its parameters' names and types.

aiogram's method models are the judge. They let unknown names through, as Telegram does; here those are refused, because
in a bot under test they can only be typing errors.
"""

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import aiogram.methods
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.sandbox.telegram.refusals import bad_request

EMPTY_PARAMETERS = {"chat_id": "chat_id is empty", "text": "message text is empty"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a call, as one part of a multipart form."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Parameter:
    required: bool
    takes_text: bool
    takes_file: bool
    adapter: TypeAdapter[Any]


@cache
def _parameters(method: str) -> Mapping[str, _Parameter]:
    """The parameters of a method, without the deprecated ones."""
    model: type[TelegramMethod[Any]] = getattr(aiogram.methods, method[0].upper() + method[1:])
    found: dict[str, _Parameter] = {}
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        if isinstance(extra, dict) and extra.get("deprecated"):
            continue
        is_union = isinstance(field.annotation, types.UnionType) or typing.get_origin(field.annotation) is typing.Union
        kinds = typing.get_args(field.annotation) if is_union else (field.annotation,)
        found[field.alias or name] = _Parameter(
            required=field.is_required(),
            takes_text=str in kinds,
            takes_file=InputFile in kinds,
            adapter=TypeAdapter(field.annotation, config={"arbitrary_types_allowed": True})
            if InputFile not in kinds
            else TypeAdapter(str),
        )
    return found


def read_parameters(method: str, fields: Mapping[str, str], uploads: Mapping[str, Upload]) -> dict[str, Any]:
    """The parameters as plain JSON values. Refuses unknown names, missing ones, wrong types and files nobody names."""
    known = _parameters(method)
    read: dict[str, Any] = {}
    for name, raw in fields.items():
        if name not in known:
            raise bad_request(f'{method} has no parameter "{name}"')
        if raw != "":
            read[name] = _read(name, raw, known[name])
    for name in uploads.keys() & known.keys():
        if not known[name].takes_file:
            raise bad_request(f'parameter "{name}" is not a file')
        read[name] = f"attach://{name}"
    for name, parameter in known.items():
        if parameter.required and name not in read:
            raise bad_request(EMPTY_PARAMETERS.get(name, f'parameter "{name}" is required'))
    named = set(_attached(read))
    for name in uploads.keys() - named:
        raise bad_request(f'no parameter names the uploaded file "{name}"')
    for name in named - uploads.keys():
        raise bad_request(f'the file "attach://{name}" is not part of the request')
    return read


def refuse_unknown_fields(value: object, where: str) -> None:
    """Raise ValueError if any object inside a validated aiogram value has a field that the Bot API does not know."""
    if isinstance(value, BaseModel):
        if value.model_extra:
            raise ValueError(f"{where} has no field {', '.join(map(repr, value.model_extra))}")
        for name in value.model_fields_set:
            refuse_unknown_fields(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, list):
        for item in value:
            refuse_unknown_fields(item, where)


def _read(name: str, raw: str, parameter: _Parameter) -> Any:
    if parameter.takes_text:
        is_chat_number = name.endswith("chat_id") and raw.removeprefix("-").isdecimal()
        return int(raw) if is_chat_number else raw
    if parameter.takes_file:
        return raw
    try:
        value = json.loads(raw)
    except ValueError:
        raise bad_request(f"can't parse {name} as JSON") from None
    try:
        refuse_unknown_fields(parameter.adapter.validate_json(raw, strict=True), name)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise bad_request(f"can't parse {name}: {place} {first['msg']}") from None
    except ValueError as error:
        raise bad_request(f"can't parse {name}: {error}") from None
    return value


def _attached(value: object) -> list[str]:
    """The names in every attach:// reference, however deep."""
    match value:
        case str() if value.startswith("attach://"):
            return [value.removeprefix("attach://")]
        case dict():
            return [name for item in value.values() for name in _attached(item)]
        case list():
            return [name for item in value for name in _attached(item)]
        case _:
            return []
