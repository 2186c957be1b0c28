"""What becomes of shared clips when their owner moves house or removes a camera: none leaves with an address that is gone."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cameras import texts
from bot.cameras.model import NewCamera
from bot.db.tables import ApprovalRow, ClipRow
from bot.kernel.ids import new_ref
from tests.handlers.house import words_of
from tests.stories.inside import SCENE, Evening, Resident

HOLD = timedelta(minutes=10)
OVERLAP_S = 0.7
"""A shorter one would only make the test blind, never red."""


async def states(night: Evening) -> list[str]:
    """The states of all approvals, oldest first."""
    async with night.services.begin() as tx:
        rows = await tx.approvals.session.scalars(select(ApprovalRow.state).order_by(ApprovalRow.id))
        return [str(state) for state in rows]


async def second_camera(night: Evening, owner: Resident, street: str = "12  OAK ST") -> None:
    """One more camera of the owner, by default at the same address, written a little differently."""
    person = await night.person_of(owner)
    async with night.services.begin() as tx:
        new = NewCamera(ref=new_ref(), owner=person, label="Back", street_address=street, point=SCENE)
        await tx.cameras.add(new, night.clock.now())


async def moves(owner: Resident) -> str:
    """To 7 Elm Avenue, with a yes under the map."""
    shown = await owner.account.says("/camera move 7 Elm Ave")
    return words_of(await owner.press(shown.messages[-1], "Yes"))


async def test_a_clip_on_hold_stays_behind(night: Evening) -> None:
    """Shared and on hold, then moved: the old address does not leave, the owner reads so, and the next share of the same
    clip carries the new one."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    said = await moves(owner)
    assert "A clip that you had shared with the old address" in said
    assert await states(night) == ["withdrawn"]
    await night.pass_time(HOLD)
    assert not [got for got in night.officer.told if "is ready" in got.words]
    card = await owner.account.says("/asks")
    shown = next(b for row in card.messages[0].buttons for b in row if "would share" in str(b.label))
    again = await owner.press(card.messages[0], str(shown.label))
    assert "7 Elm Ave" in words_of(again)
    assert "12 Oak St" not in words_of(again)
    assert "Shared with request" in words_of(await owner.press(again.messages[0], "Share"))
    await night.pass_time(HOLD)
    await night.get(night.officer, night.officer.last("is ready"))
    assert any("7 Elm Ave" in got.words for got in night.officer.told)
    assert not any("12 Oak St" in got.words for got in night.officer.told)


async def test_a_card_from_before_the_move_does_not_share(night: Evening) -> None:
    """The button of a card that shows the old address fits no more; the owner gets the card that is true now."""
    owner = await night.owner("Olga")
    await night.publish()
    card = await night.willing(owner)
    assert "taken back" not in await moves(owner)
    assert "Shared" not in words_of(await owner.press(card, "Share"))
    assert await states(night) == []


async def test_a_clip_that_was_fetched_is_gone(night: Evening) -> None:
    """What the officer has fetched cannot be recalled, and the owner is not told otherwise."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    await night.pass_time(HOLD)
    await night.get(night.officer, night.officer.last("is ready"))
    assert "taken back" not in await moves(owner)


@pytest.mark.parametrize("other", ["12  OAK ST", "14 Oak St"])
async def test_removing_one_of_two(night: Evening, other: str) -> None:
    """While another camera hangs at the address it is not erased, and what was shared stays; else it is taken back."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    await second_camera(night, owner, other)
    removed = words_of(await owner.press((await owner.account.says("/camera remove 1")).messages[0], "Erase it"))
    same_house = other == "12  OAK ST"
    assert ("taken back" in removed) is not same_house
    assert await states(night) == (["granted"] if same_house else ["withdrawn"])


async def test_pausing_takes_nothing_back(night: Evening) -> None:
    """A pause is about what comes: a share on hold goes its way, and no new request finds the owner."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    await owner.account.says("/camera pause")
    assert await states(night) == ["granted"]
    before = len([got for got in owner.told if "asks for video" in got.words])
    await night.pass_time(timedelta(days=2))
    await night.publish("26-9999")
    assert len([got for got in owner.told if "asks for video" in got.words]) == before


async def test_a_share_at_the_moment_of_the_erasing(night: Evening) -> None:
    """However the two fall together, no approval that stands carries the address of a camera that is gone."""
    owner = await night.owner("Olga")
    await night.publish()
    card = await night.willing(owner)
    person = await night.person_of(owner)
    async with night.services.begin() as tx:
        (camera,) = await tx.cameras.of(person)
    async with asyncio.TaskGroup() as both:
        async with night.services.begin() as tx:
            # The share has read the card, and stands before the line where it is noted, when the camera goes.
            await tx.asks.session.execute(select(ClipRow.id).with_for_update())
            both.create_task(owner.press(card, "Share"))
            await asyncio.sleep(OVERLAP_S)
            both.create_task(owner.account.presses(texts.ERASE, camera.ref))
            await asyncio.sleep(OVERLAP_S)
    async with night.services.begin() as tx:
        assert await tx.cameras.of(person) == []
    assert "granted" not in await states(night)
