"""The merged routes."""

from collections.abc import Mapping

import pytest

from bot.chat.form import CommandSpec, Field
from bot.chat.reply import Reply
from bot.handlers.context import Ctx, Routes
from bot.handlers.registry import Registry


async def _command(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    return Reply()


async def _press(ctx: Ctx, ref: str) -> Reply:
    return Reply()


SPEC = CommandSpec(name="one", description="One")


@pytest.mark.parametrize(
    "routes",
    [
        Routes(commands=((SPEC, _command),)),
        Routes(presses={"a.b": _press}),
        Routes(refusals={"no": "No."}),
        Routes(again={"no": "place"}),
    ],
)
def test_two_owners_of_one_name_are_refused(routes: Routes) -> None:
    """A command, verb, refusal or repeated field that two files claim stops the start-up, not a person later."""
    Registry((routes,))
    with pytest.raises(ValueError, match="Two routes claim"):
        Registry((routes, routes))


@pytest.mark.parametrize("verb", ["form.pick", "form.open"])
def test_the_routers_own_verbs_cannot_be_claimed(verb: str) -> None:
    """Forms are walked by the router alone."""
    with pytest.raises(ValueError, match="belong to the router"):
        Registry((Routes(presses={verb: _press}),))


def test_a_rest_field_has_to_exist() -> None:
    """A command whose `rest` names no field is refused."""
    with pytest.raises(ValueError, match="rest"):
        Registry((Routes(commands=((CommandSpec(name="x", description="X", rest="y"), _command),)),))
    two = (Field(name="a", label="A", question="A?"), Field(name="a", label="B", question="B?"))
    with pytest.raises(ValueError, match="names of their own"):
        Registry((Routes(commands=((CommandSpec(name="x", description="X", fields=two), _command),)),))
