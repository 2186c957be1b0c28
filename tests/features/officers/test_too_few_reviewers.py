"""A request that would wait for reviewers who are not there: the operators hear of it."""

from bot.kernel.ids import new_code, new_ref
from bot.people.service import invite_reviewer
from tests.features.officers.way import Way
from tests.handlers.filing import filed

DOUBTFUL = "Any video of the people who were outside the town hall."
"""Two reviewers have to say yes to it."""


def told(way: Way) -> list[str]:
    """What the operators hear about reviewers."""
    return [got.words for who in (way.first, way.second) for got in who.told if "porchlight reviewer invite" in got.words]


async def test_a_house_with_a_single_reviewer(way: Way) -> None:
    """One is enough for plain words, and not for doubtful ones; then each operator is told."""
    night = way.night
    await filed(night.officer.account, night.clock.now(), case="26-77")
    await night.settle()
    assert told(way) == []
    ref = await filed(night.officer.account, night.clock.now(), case="26-78", sought=DOUBTFUL)
    await night.settle()
    assert len(told(way)) == 2
    assert all(f"Request {ref} waits for 2 reviewers" in words for words in told(way))


async def test_an_invitation_is_no_reviewer(way: Way) -> None:
    """Whoever has not taken up the code does not count."""
    night = way.night
    async with night.services.begin() as tx:
        await invite_reviewer(tx, "Ruth", night.clock.now(), new_ref, new_code)
    await filed(night.officer.account, night.clock.now(), case="26-78", sought=DOUBTFUL)
    await night.settle()
    assert len(told(way)) == 2
