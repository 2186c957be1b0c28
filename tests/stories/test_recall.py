"""An owner calls back a clip that was handed over: what stops, who hears of it, and what the public can read."""

from datetime import timedelta

import pytest

from bot.consent.release import ended, release
from bot.kernel.refusal import Refused
from bot.officers.service import on_duty
from bot.record.model import EntryKind, Leaf
from tests.handlers.house import words_of
from tests.stories.inside import CLIP, Evening, Resident, button_of

HOLD = timedelta(minutes=10)
NOTHING = "There is nothing to get here."
ASK_THEM = "Ask them to delete it"
CALLED_BACK = "was called back"


async def fetched(night: Evening, owner: Resident) -> None:
    """The owner shares, the officer fetches, the owner is told."""
    await night.shared(owner)
    await night.pass_time(HOLD)
    await night.get(night.officer, night.officer.last("is ready"))
    assert night.clips_at(night.officer) == [CLIP]


async def recalls(night: Evening) -> list[Leaf]:
    """What the record says of clips that were called back."""
    async with night.services.begin() as tx:
        return [leaf for leaf in await tx.record.leaves() if leaf.entry.kind is EntryKind.CLIP_RECALLED]


async def test_a_recall(night: Evening) -> None:
    """P6: after a recall nothing more is handed over, the officer is asked once to delete, and the record has one line
    that names the request and nothing of the owner."""
    owner = await night.owner("Olga")
    await night.publish()
    await fetched(night, owner)
    told = owner.last("was fetched by")
    assert "every officer who has fetched it is asked" in words_of(await owner.press(told, ASK_THEM))
    await night.settle()
    assert "every officer" in words_of(await owner.press(told, ASK_THEM)), "a second press is harmless"
    await night.settle()
    notices = [got.words for got in night.officer.told if CALLED_BACK in got.words]
    assert len(notices) == 1
    for own in ("Oak St", owner.email, "Olga"):
        assert own not in notices[0]
    assert words_of(await night.get(night.officer, night.officer.last("is ready"))).strip() == NOTHING
    assert words_of(await night.officer.account.says("/clips")).strip() == "There are no clips to get."
    assert night.clips_at(night.officer) == [CLIP]
    (leaf,) = await recalls(night)
    assert leaf.entry.body["request"] == night.request
    assert not [own for own in ("Oak St", owner.email, "Olga") if own in str(leaf.entry)]


async def test_a_queued_hand_over_is_stopped(night: Evening) -> None:
    """P6: a second hand-over that waits in the queue finds nothing after the recall."""
    owner = await night.owner("Olga")
    await night.publish()
    await fetched(night, owner)
    told = owner.last("was fetched by")
    night.worker.stop()
    await night.worked()
    await night.officer.press(night.officer.last("is ready"), "Get the clip")
    await owner.press(told, ASK_THEM)
    night.work_again()
    await night.settle()
    assert night.clips_at(night.officer) == [CLIP]
    assert [got.words for got in night.officer.told if CALLED_BACK in got.words]
    assert night.officer.told[-1].words.strip() == NOTHING or CALLED_BACK in night.officer.told[-1].words


async def test_every_officer_who_opened_it_hears(night: Evening) -> None:
    """Each officer who opened the clip is asked once, however often they did; one who did not hears nothing."""
    owner = await night.owner("Olga")
    colleague = await night.police("Lt. Poe", "Elm Police")
    await night.publish()
    await fetched(night, owner)
    await night.get(night.officer, night.officer.last("is ready"))
    assert night.clips_at(night.officer) == [CLIP, CLIP]
    await owner.press(owner.last("was fetched by"), ASK_THEM)
    await night.settle()
    assert len([got for got in night.officer.told if CALLED_BACK in got.words]) == 1
    assert [got for got in colleague.told if CALLED_BACK in got.words] == []


async def test_before_anybody_has_it(night: Evening) -> None:
    """What nobody has fetched, or what the first is just receiving, is not recalled: the owner undoes, or asks again."""
    owner = await night.owner("Olga")
    await night.publish()
    ref = button_of(await night.shared(owner), "Undo")[1]
    assert "Nobody has received this clip" in words_of(await owner.account.presses("clip.recall", ref))
    await night.pass_time(HOLD)
    police = await night.person_of(night.officer)
    async with night.services.begin() as tx:
        duty = await on_duty(tx, await tx.people.person(police), night.clock.now())
        approval = await tx.approvals.by_ref(ref)
        assert approval is not None
        await release(tx, duty, approval.id, "a press", night.clock.now())
    assert "Nobody has received this clip" in words_of(await owner.account.presses("clip.recall", ref))
    assert await recalls(night) == []


async def test_somebody_elses(night: Evening) -> None:
    """P1: a stranger's press on the button changes nothing, and sounds like one on a made-up reference."""
    owner = await night.owner("Olga")
    stranger = await night.owner("Mallory", street="7 Elm Ave")
    await night.publish()
    await fetched(night, owner)
    verb, ref = button_of(owner.last("was fetched by"), ASK_THEM)
    foreign = words_of(await stranger.account.presses(verb, ref))
    assert foreign == words_of(await stranger.account.presses(verb, "ABCDEF"))
    assert await recalls(night) == []
    await night.get(night.officer, night.officer.last("is ready"))
    assert night.clips_at(night.officer) == [CLIP, CLIP]


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_hand_over_under_way_does_not_revive_it(night: Evening, arrived: bool) -> None:
    """P6: recalled while a second hand-over travels: however that ends, the clip stays recalled."""
    owner = await night.owner("Olga")
    await night.publish()
    await fetched(night, owner)
    ref = button_of(owner.last("was fetched by"), ASK_THEM)[1]
    police = await night.person_of(night.officer)
    async with night.services.begin() as tx:
        duty = await on_duty(tx, await tx.people.person(police), night.clock.now())
        approval = await tx.approvals.by_ref(ref)
        assert approval is not None
        released = await release(tx, duty, approval.id, "a second press", night.clock.now())
    await owner.account.presses("clip.recall", ref)
    async with night.services.begin() as tx:
        await ended(tx, released.approval, "a second press", arrived, night.clock.now())
    async with night.services.begin() as tx:
        with pytest.raises(Refused):
            await release(tx, duty, approval.id, "a third press", night.clock.now())
    await night.get(night.officer, night.officer.last("is ready"))
    assert night.clips_at(night.officer) == [CLIP]
