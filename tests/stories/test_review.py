"""A request of any shape from its draft to the owners, with a reviewer who asks first: in one process, with the worker."""

import json
from datetime import timedelta

from bot.cameras.model import NewCamera
from bot.chat.message import Picture
from bot.geo.model import Circle, Point
from bot.kernel.ids import new_code, new_ref
from bot.neighborhoods.service import found, link
from bot.people.service import invite_reviewer, join_reviewer
from bot.record.model import EntryKind
from tests.features.requests.test_reviewing import DOUBTFUL
from tests.handlers.filing import filed
from tests.handlers.house import words_of
from tests.regressions.test_suspended_department import suspend
from tests.stories.inside import SCENE, Evening, Resident

NORTH = 111_000.0
EAST = 85_300.0
SQUARE = "39.9973,-75.0035; 39.9973,-74.9965; 40.0027,-74.9965; 40.0027,-75.0035"
"""600 m around the scene."""


def at(east_m: float, north_m: float) -> Point:
    """So many metres from the scene."""
    return Point(lat=SCENE.lat + north_m / NORTH, lon=SCENE.lon + east_m / EAST)


async def reviewer(night: Evening, name: str) -> Resident:
    """One more reviewer."""
    made = await night.resident(name, "discord")
    async with night.services.begin() as tx:
        _, code = await invite_reviewer(tx, name, night.clock.now(), new_ref, new_code)
        person = await tx.people.with_account("discord", made.account.handle)
        assert person is not None
        await join_reviewer(tx, person, code, night.clock.now())
    return made


async def neighborhood(night: Evening, name: str, center: Point, radius_m: float) -> str:
    """A neighborhood with one channel; returns its handle."""
    async with night.services.begin() as tx:
        made, _ = await found(tx, name, Circle(center=center, radius_m=radius_m), night.clock.now(), new_ref, new_code)
        await link(tx, made, "telegram", f"-{name}", "", name, night.clock.now())
    return f"-{name}"


async def living_at(night: Evening, name: str, point: Point) -> Resident:
    """An owner with a camera there."""
    made = await night.owner(name)
    person = await night.person_of(made)
    async with night.services.begin() as tx:
        (camera,) = await tx.cameras.of(person)
        await tx.cameras.remove(camera.id)
        new = NewCamera(ref=new_ref(), owner=person, label="Porch", street_address="1 Elm Ave", point=point)
        await tx.cameras.add(new, night.clock.now())
    return made


async def test_an_area_with_corners_asks_those_inside_and_nobody_else(night: Evening) -> None:
    """Exactly: 5 m inside its edges are asked, 5 m outside are not, though a circle of the same size would hold them; and
    every neighborhood that it touches reads of it first."""
    half_east, half_north = 0.0035 * EAST, 0.0027 * NORTH
    inside = [
        await living_at(night, "Ina", at(half_east - 5, half_north - 5)),
        await living_at(night, "Ida", at(-half_east + 5, 0)),
    ]
    outside = [
        await living_at(night, "Ole", at(half_east + 5, 0)),
        await living_at(night, "Otto", at(0, -half_north - 5)),
    ]
    near = await neighborhood(night, "Near", at(700, 0), 500.0)
    far = await neighborhood(night, "Far", at(5000, 0), 500.0)
    ref = await filed(night.officer.account, night.clock.now(), place=SQUARE, radius="")
    await night.settle()
    card = night.reviewer.last(f"Review: request {ref}")
    assert "4 corners drawn" in words_of(card)
    await night.reviewer.press(card, "Approve")
    await night.settle()
    assert [len(each.told) for each in inside] == [1, 1]
    assert "the area on the map" in inside[0].told[0].words
    assert [len(each.told) for each in outside] == [0, 0]
    posts = [got for got in night.senders["telegram"].sent if got.handle == near]
    assert len(posts) == 1
    assert [got for got in night.senders["telegram"].sent if got.handle == far] == []
    first = night.senders["telegram"].sent.index
    assert first(posts[0]) < first(inside[0].told[0])
    shown = words_of(await night.officer.account.says(f"/requests {ref}"))
    assert "the area on the map" in shown
    assert "the area on the map" not in words_of(await inside[0].account.says(f"/requests {ref}"))


async def test_a_question_goes_to_the_officer_and_back_to_every_card(night: Evening) -> None:
    """The officer reads that a reviewer asks, and not who; the answer stands on the cards of all reviewers."""
    other = await reviewer(night, "Ruth")
    ref = await filed(night.officer.account, night.clock.now())
    await night.settle()
    await night.reviewer.press(night.reviewer.last(f"Review: request {ref}"), "Ask")
    assert "is asked" in words_of(await night.reviewer.account.says("Was the van seen before?"))
    await night.settle()
    asked = night.officer.last("A reviewer asks")
    assert "Was the van seen before?" in words_of(asked)
    assert "Rex" not in json.dumps(words_of(asked))
    assert "not answered yet" in words_of(other.last(f"Review: request {ref}"))
    await night.officer.press(asked, "Answer")
    await night.officer.account.says("Twice, in October.")
    await night.settle()
    for each in (night.reviewer, other):
        cards = [got for got in each.told if f"Review: request {ref}" in got.words]
        assert len(cards) == 1
        assert "Twice, in October." in cards[0].words
        assert any(isinstance(block, Picture) for block in cards[0].message.blocks)


async def test_the_first_of_two_shows_on_the_other_card(night: Evening) -> None:
    """And after the second every card says what became of it, without buttons; owners are asked only then."""
    other, owner = await reviewer(night, "Ruth"), await night.owner("Olga")
    ref = await filed(night.officer.account, night.clock.now(), sought=DOUBTFUL)
    await night.settle()
    await night.reviewer.press(night.reviewer.last(f"Review: request {ref}"), "Approve")
    await night.settle()
    card = other.last(f"Review: request {ref}")
    assert "One reviewer has approved" in words_of(card)
    assert (owner.told, [got for got in night.officer.told if "published" in got.words]) == ([], [])
    await other.press(card, "Approve")
    await night.settle()
    for each in (night.reviewer, other):
        (last,) = [got for got in each.told if ref in got.words]
        assert "approved and published" in last.words
        assert last.message.buttons == ()
    assert len(owner.told) == 1


async def test_a_suspension_closes_what_is_open(night: Evening) -> None:
    """At the next tick, in public; and the officer who is suspended hears nothing."""
    await night.owner("Olga")
    ref = await night.publish()
    before = len(night.officer.told)
    await suspend(night, whole=True)
    await night.pass_time(timedelta(seconds=5))
    assert "closed" in words_of(await night.reviewer.account.says(f"/requests {ref}"))
    assert len(night.officer.told) == before
    async with night.services.begin() as tx:
        kinds = [leaf.entry.kind for leaf in await tx.record.leaves()]
    assert kinds.count(EntryKind.REQUEST_CLOSED) == 1
