"""The shape of a call of the control API, and the list that a page of them fills."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.control.body import Body
from bot.sandbox.world import Sandbox

Do = Callable[[Sandbox, Body], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: the guide shows its purpose, its example body and what it answers."""

    method: str
    path: str
    purpose: str
    do: Do
    example: Any
    answers: Any


class Calls(list[Call]):
    """A page of calls. Used as a decorator, `add` puts a call on it."""

    def add(
        self, method: str, path: str, purpose: str, *, example: Any = None, answers: Any = None
    ) -> Callable[[Do], Do]:
        """Put the decorated function on the page."""

        def put(do: Do) -> Do:
            answer = {} if answers is None else answers
            self.append(Call(method=method, path=path, purpose=purpose, do=do, example=example, answers=answer))
            return do

        return put
