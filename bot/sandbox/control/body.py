"""What a call of the control API brought: its fields and its file, read with errors that say what is wrong."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

LONGEST_WAIT_SECONDS = 300.0


class Problem(Exception):
    """What a caller did wrong, in one sentence."""


@dataclass(frozen=True, slots=True)
class Body:
    """The fields of a call: its path, its query and its JSON or form. Reading a wrong one raises Problem."""

    fields: Mapping[str, Any]
    file: tuple[str, bytes] | None = None

    def text(self, name: str, default: str | None = None) -> str:
        """A text."""
        value = self.fields.get(name, default)
        if not isinstance(value, str):
            raise Problem(f"the call needs {name!r}, a text")
        return value

    def id(self, name: str) -> int:
        """The id of somebody or something."""
        number = self.maybe_id(name)
        if number is None:
            raise Problem(f"the call needs {name!r}, an id")
        return number

    def maybe_id(self, name: str) -> int | None:
        """An id, or None if it is left out."""
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        try:
            return int(str(value))
        except ValueError:
            raise Problem(f"{name!r} must be an id, not {value!r}") from None

    def ids(self, name: str) -> list[int]:
        """A list of ids; empty if it is left out."""
        return [Body({name: one}).id(name) for one in self.many(name)]

    def many(self, name: str) -> list[Any]:
        """A list; empty if it is left out."""
        value = self.fields.get(name, [])
        if not isinstance(value, list):
            raise Problem(f"{name!r} must be a list")
        return value

    def number(self, name: str, default: float | None = None) -> float:
        """A number."""
        value = self.fields.get(name, default)
        try:
            return float(value)
        except (TypeError, ValueError):
            raise Problem(f"the call needs {name!r}, a number") from None

    def yes(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self.fields.get(name, default)
        if not isinstance(value, bool):
            raise Problem(f"{name!r} must be true or false")
        return value

    def mapping(self, name: str) -> dict[str, Any]:
        """An object; empty if it is left out."""
        value = self.fields.get(name, {})
        if not isinstance(value, dict):
            raise Problem(f"{name!r} must be an object")
        return value

    def upload(self) -> tuple[str, bytes]:
        """Name and content of the file."""
        if self.file is not None:
            return self.text("filename", self.file[0]), self.file[1]
        return self.text("filename"), decoded(self.text("base64"))

    def patience(self) -> float:
        """How many seconds to wait."""
        return min(self.number("timeout_seconds", 10.0), LONGEST_WAIT_SECONDS)


def decoded(text: str) -> bytes:
    """The bytes of a base64 text. Raises Problem if it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Problem("'base64' must be the file in base64") from None


async def read_body(request: web.Request) -> Body:
    """Read whatever a call brought: the path, the query, and JSON or a form."""
    fields: dict[str, Any] = {**request.query, **request.match_info}
    if request.content_type == "multipart/form-data":
        form = await request.post()
        upload = form.get("file")
        fields |= {name: value for name, value in form.items() if isinstance(value, str)}
        if isinstance(upload, web.FileField):
            return Body(fields, (upload.filename, upload.file.read()))
    elif request.body_exists and request.content_type == "application/json":
        try:
            sent = json.loads(await request.text() or "{}")
        except ValueError:
            raise Problem("the body is no JSON") from None
        if not isinstance(sent, dict):
            raise Problem("the body must be a JSON object")
        fields |= sent
    elif request.body_exists and await request.read():
        raise Problem("the body must be sent as application/json or multipart/form-data")
    return Body(fields)
