"""All routes of the house in one table; refuses two owners of one name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from bot.chat.form import CommandSpec
from bot.handlers.context import OnCommand, OnPress, OnReplied, OnSuggest, OnTyped, OnUpload, Routes

K = TypeVar("K")
V = TypeVar("V")

BUILT_IN_VERBS = frozenset({"form.pick", "form.open", "form.skip"})


class Registry:
    """The merged routes. Raises ValueError when a command, verb, completer or refusal is claimed twice."""

    def __init__(self, routes: Sequence[Routes]) -> None:
        self.commands: Mapping[str, tuple[CommandSpec, OnCommand]] = _merged(
            "command", ({spec.name: (spec, on)} for each in routes for spec, on in each.commands)
        )
        self.presses: Mapping[str, OnPress] = _merged("verb", (each.presses for each in routes))
        self.suggests: Mapping[tuple[str, str], OnSuggest] = _merged("completer", (each.suggests for each in routes))
        self.refusals: Mapping[str, str] = _merged("refusal", (each.refusals for each in routes))
        self.again: Mapping[str, str] = _merged("field to ask again", (each.again for each in routes))
        self.first: tuple[OnTyped, ...] = tuple(on for each in routes for on in each.first)
        self.typed: tuple[OnTyped, ...] = tuple(on for each in routes for on in each.typed)
        self.uploads: tuple[OnUpload, ...] = tuple(on for each in routes for on in each.uploads)
        self.replied: tuple[OnReplied, ...] = tuple(on for each in routes for on in each.replied)
        if taken := BUILT_IN_VERBS & self.presses.keys():
            raise ValueError(f"The verbs {sorted(taken)} belong to the router.")
        for spec, _ in self.commands.values():
            _check(spec)


def _merged(what: str, parts: Iterable[Mapping[K, V]]) -> dict[K, V]:
    whole: dict[K, V] = {}
    for part in parts:
        if taken := whole.keys() & part.keys():
            raise ValueError(f"Two routes claim the {what} {sorted(map(str, taken))}.")
        whole.update(part)
    return whole


def _check(spec: CommandSpec) -> None:
    names = [field.name for field in spec.fields]
    if len(set(names)) != len(names) or (spec.rest and spec.rest not in names):
        raise ValueError(f"/{spec.name}: fields need names of their own, and `rest` has to be one of them.")
