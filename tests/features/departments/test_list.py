"""The public list of departments: everybody reads the same, with their latest requests."""

from datetime import timedelta

import pytest

from bot.chat.incoming import Suggest
from bot.geo.model import Circle, Point
from bot.handlers.context import Services
from bot.handlers.departments import PAGE
from bot.kernel.ids import new_ref
from bot.requests.model import RequestState
from tests.db.houses import draft, officer
from tests.features.departments.adding import add_department
from tests.handlers.house import START, Somebody, only_to_speaker, words_of

TOWN = Circle(center=Point(lat=40.0, lon=-75.0), radius_m=5000)


async def add(services: Services, *names: str) -> None:
    """Departments."""
    async with services.begin() as tx:
        for name in names:
            await add_department(tx, name=name, jurisdiction=TOWN, now=START, new_ref=new_ref)


async def test_page_by_page(ada: Somebody, services: Services) -> None:
    """Ten at a time by name, and a button as long as more follow; a page that is not there is empty, whatever is pressed."""
    await add(services, *(f"Police {number:02}" for number in range(PAGE + 2)))
    first = await ada.says("/departments")
    assert "Police 09" in words_of(first)
    assert "Police 10" not in words_of(first)
    assert "2 more departments follow" in words_of(first)
    button = first.messages[0].buttons[0][0]
    second = await ada.presses(button.action.verb, button.action.ref)
    assert "Police 11" in words_of(second)
    assert second.messages[0].buttons == ()
    for nonsense in ("999", "-1", "x" * 40, ""):
        assert only_to_speaker(await ada.presses("department.more", nonsense))


async def test_by_a_part_of_a_name(ada: Somebody, services: Services) -> None:
    """Words find those that hold them all; one alone is shown in full; none is said with what to do; a half-typed name is
    completed."""
    await add(services, "Maple Police", "Maple Campus Police", "Elm Police")
    both = words_of(await ada.says("/departments police MAPLE"))
    assert "Maple Campus Police" in both
    assert "Elm" not in both
    whole = words_of(await ada.says("/departments campus"))
    for words in (
        "Maple Campus Police",
        "Mail domains: police.example.org",
        "78.5 km²",
        "Standing: may ask",
        "Picture",
    ):
        assert words in whole
    # The exact name of one is not a part of another's.
    assert "Mail domains" in words_of(await ada.says("/departments maple police"))
    assert "no department called Oak" in words_of(await ada.says("/departments Oak"))
    asked = Suggest(speaker=None, command="departments", field="name", partial="camp")  # type: ignore[arg-type]
    assert [choice.label for choice in await ada.router.complete(asked)] == ["Maple Campus Police"]


@pytest.mark.parametrize("state", list(RequestState))
async def test_the_latest_requests(ada: Somebody, services: Services, state: RequestState) -> None:
    """What is in review is nobody's to read; what was published, closed or refused is in the list and on the card."""
    await add(services, "Maple Police")
    async with services.begin() as tx:
        (maple,) = await tx.departments.all()
        police = await officer(tx, maple)
        when = START - timedelta(hours=5)
        filed = await tx.requests.add(new_ref(), maple.id, police.id, draft(incident_at=when), START)
        if state is not RequestState.REVIEW:
            assert await tx.requests.move(filed.id, RequestState.REVIEW, state)
    for words in ("/departments", "/departments maple"):
        assert (filed.ref in words_of(await ada.says(words))) is (state is not RequestState.REVIEW)
