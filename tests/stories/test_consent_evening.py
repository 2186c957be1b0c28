"""What can happen between a question and a clip, one evening each: the real router, worker and books, on both databases."""

import asyncio
import os
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from bot.clips.model import ClipState
from bot.db.tables import ApprovalRow, AskEventRow, AskRow, ClipRow, DepartmentRow, OpeningRow
from bot.departments.model import Standing
from bot.departments.service import reinstate_department, suspend_department
from tests.handlers.house import words_of
from tests.stories.inside import CLIP, Evening, Resident, button_of, upload

HOLD = timedelta(minutes=10)
NOTHING = "There is nothing to get here."
ASKS = "asks for video"


async def ready(night: Evening, owner: Resident) -> None:
    """The owner shares, the hold passes, the officer is told."""
    await night.shared(owner)
    await night.pass_time(HOLD)
    assert [got.words for got in night.officer.told if "is ready" in got.words] == [
        f"\nA clip for {night.request} is ready."
    ]


async def states(night: Evening) -> list[str]:
    """The states of all approvals, oldest first."""
    async with night.services.begin() as tx:
        return [
            str(state)
            for state in await tx.approvals.session.scalars(select(ApprovalRow.state).order_by(ApprovalRow.id))
        ]


async def test_yes_to_bytes(night: Evening) -> None:
    """P1: what reaches the officer is the clip, the address and the email of the card, and nothing else of the owner."""
    owner = await night.owner("Olga")
    await night.owner("Oscar", street="14 Oak St")
    await night.publish()
    await ready(night, owner)
    assert "on its way" in words_of(await night.get(night.officer, night.officer.last("is ready")))
    assert night.clips_at(night.officer) == [CLIP]
    words = night.officer.last("Clip for").blocks
    assert ("Street address", "12 Oak St") in words[0].rows
    assert ("Email address", "olga@example.org") in words[0].rows
    assert not any("Oscar" in got.words or "14 Oak" in got.words or "Olga" in got.words for got in night.officer.told)
    assert len([got for got in owner.told if "was fetched by Maple Police" in got.words]) == 1
    files = [got for got in night.everything_sent() if got.files]
    assert [got.handle for got in files] == [night.officer.account.handle]


async def test_undo_during_hold(night: Evening) -> None:
    """P6: a share undone in its hold is never spoken of to anybody."""
    owner = await night.owner("Olga")
    await night.publish()
    shared = await night.shared(owner)
    told = len(night.officer.told)
    assert "Undone" in words_of(await owner.press(shared, "Undo"))
    await night.pass_time(HOLD * 3)
    assert len(night.officer.told) == told
    assert await states(night) == ["withdrawn"]


async def test_undo_beats_a_queued_release(night: Evening) -> None:
    """P6: the officer has pressed and the hand-over waits in the queue; an undo that commits first wins."""
    owner = await night.owner("Olga")
    await night.publish()
    shared = await night.shared(owner)
    await night.pass_time(HOLD)
    notice = night.officer.last("is ready")
    night.worker.stop()
    await night.worked()
    assert "on its way" in words_of(await night.officer.press(notice, "Get the clip"))
    assert "Undone" in words_of(await owner.press(shared, "Undo"))
    night.work_again()
    await night.settle()
    assert night.clips_at(night.officer) == []
    assert NOTHING in night.officer.told[-1].words
    assert not [got for got in owner.told if "was fetched" in got.words]


async def test_taking_back_the_yes_takes_back_the_clip(night: Evening) -> None:
    """P6: *Change to no* after sharing withdraws every approval that has not left; a new yes revives none."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    question = owner.last(ASKS)
    assert "took back your yes" in words_of(await owner.press(question, "No"))
    assert "You said yes" in words_of(await owner.press(question, "Yes"))
    await night.pass_time(HOLD * 2)
    assert night.clips_at(night.officer) == []
    assert not [got for got in night.officer.told if "is ready" in got.words]
    assert await states(night) == ["withdrawn"]


async def test_undo_after_delivery(night: Evening) -> None:
    """P6: after the hand-over an undo changes nothing and says so."""
    owner = await night.owner("Olga")
    await night.publish()
    shared = await night.shared(owner)
    await night.pass_time(HOLD)
    await night.get(night.officer, night.officer.last("is ready"))
    assert "has received this clip already" in words_of(await owner.press(shared, "Undo"))
    # The yes can be taken back for ever, and then nothing is handed over again.
    assert "Whatever had not left" in words_of(await owner.press(owner.last(ASKS), "No"))
    await night.get(night.officer, night.officer.last("is ready"))
    assert night.clips_at(night.officer) == [CLIP]
    assert NOTHING in night.officer.told[-1].words


async def test_card_changed(night: Evening) -> None:
    """P1: the address changed between the card and *Share*: nothing is shared, and a new card shows the new address."""
    owner = await night.owner("Olga")
    await night.publish()
    card = await night.willing(owner)
    person = await night.person_of(owner)
    async with night.services.begin() as tx:
        [camera] = await tx.cameras.of(person)
        await tx.cameras.change(replace(camera, street_address="7 Elm Ave"))
    refused = words_of(await owner.press(card, "Share"))
    assert "has changed since that card was made, so nothing was shared" in refused
    assert await states(night) == []
    listed = (await owner.account.says("/asks")).messages[0]
    label = next(b.label for row in listed.buttons for b in row if b.label.startswith("See what"))
    again = (await owner.press(listed, label)).messages[0]
    assert "7 Elm Ave" in words_of(again)
    assert "Shared with request" in words_of(await owner.press(again, "Share"))
    await night.pass_time(HOLD)
    await night.get(night.officer, night.officer.last("is ready"))
    assert ("Street address", "7 Elm Ave") in night.officer.last("Clip for").blocks[0].rows


async def test_other_department(night: Evening) -> None:
    """P1: an officer of another department who got hold of the button reads the same words as for a made-up one."""
    owner = await night.owner("Olga")
    stranger = await night.police("Lt. Poe", "Elm Police")
    await night.publish()
    await ready(night, owner)
    notice = night.officer.last("is ready")
    foreign = words_of(await night.get(stranger, notice))
    assert foreign == words_of(await stranger.account.presses("clip.get", "ABCDEF"))
    assert foreign.strip() == NOTHING
    assert words_of(await stranger.account.says("/clips")).strip() == "There are no clips to get."
    assert night.clips_at(stranger) == []
    assert await states(night) == ["granted"]


async def test_on_hold_and_withdrawn_sound_alike(night: Evening) -> None:
    """P2: before the hold is over, after an undo, and for a reference that never was, the officer reads the same."""
    owner = await night.owner("Olga")
    await night.publish()
    shared = await night.shared(owner)
    ref = button_of(shared, "Undo")[1]
    on_hold = words_of(await night.officer.account.presses("clip.get", ref))
    await owner.press(shared, "Undo")
    withdrawn = words_of(await night.officer.account.presses("clip.get", ref))
    never = words_of(await night.officer.account.presses("clip.get", "ABCDEF"))
    assert on_hold == withdrawn == never
    assert never.strip() == NOTHING


async def test_suspended_department(night: Evening) -> None:
    """P5: a suspension acts at once, on a hand-over that is queued too; after it is lifted the clip can be fetched."""
    owner = await night.owner("Olga")
    await night.publish()
    await ready(night, owner)
    notice = night.officer.last("is ready")
    night.worker.stop()
    await night.worked()
    await night.officer.press(notice, "Get the clip")
    async with night.services.begin() as tx:
        await suspend_department(tx, "Maple Police", night.clock.now())
    night.work_again()
    await night.settle()
    assert night.clips_at(night.officer) == []
    assert "suspended" in words_of(await night.get(night.officer, notice))
    assert await states(night) == ["granted"]
    async with night.services.begin() as tx:
        await reinstate_department(tx, "Maple Police", night.clock.now())
    await night.get(night.officer, notice)
    assert night.clips_at(night.officer) == [CLIP]


async def test_closed_request_on_hold(night: Evening) -> None:
    """P6: a request that is closed during the hold does not undo the owner's word; the clip is handed over."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    assert "is closed" in words_of(await night.officer.account.fills("close", request=night.request))
    await night.pass_time(HOLD)
    await night.get(night.officer, night.officer.last("is ready"))
    assert night.clips_at(night.officer) == [CLIP]


async def test_expired_ask(night: Evening) -> None:
    """P7: after the request's seven days silence has become nothing, and a late yes has no effect."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.pass_time(timedelta(days=7, seconds=1))
    assert "is over" in words_of(await owner.press(owner.last(ASKS), "Yes"))
    assert "No open request" in words_of(await owner.sends(CLIP)) or not night.blobs()
    await night.pass_time(timedelta(minutes=1))
    async with night.services.begin() as tx:
        assert list(await tx.asks.session.scalars(select(AskRow.state))) == ["expired"]
    assert night.blobs() == []


async def test_two_devices(night: Evening) -> None:
    """P8: yes and no pressed at the same moment: both get one answer, and the last one told is what stands."""
    owner = await night.owner("Olga")
    await night.publish()
    question = owner.last(ASKS)
    answers = await asyncio.gather(owner.press(question, "Yes"), owner.press(question, "No"))
    said = [words_of(answer) for answer in answers]
    async with night.services.begin() as tx:
        (state,) = await tx.asks.session.scalars(select(AskRow.state))
        events = await tx.asks.session.scalar(select(func.count()).select_from(AskEventRow))
    refused = [text for text in said if "was answered already" in text]
    assert all(len(answer.messages) == 1 for answer in answers)
    assert events == 2 - len(refused)
    told = {"yes": "You said yes", "no": "You said no", "withdrawn": "took back your yes"}
    assert any(told[state] in text for text in said), (state, said)
    if refused:
        assert f"({state})" in refused[0]


async def test_foreign_press(night: Evening) -> None:
    """P1: somebody else's press on any button of an owner changes nothing and is told one thing, whatever is behind it."""
    owner = await night.owner("Olga")
    await night.publish()
    card = await night.willing(owner)
    for stranger in (await night.owner("Mallory", street="7 Elm Ave"), await night.resident("Eve", "discord")):
        for label in ("Yes", "No"):
            real = words_of(await stranger.press(owner.last(ASKS), label))
            fake = words_of(await stranger.account.presses(button_of(owner.last(ASKS), label)[0], "ABCDEF"))
            assert real == fake
        for label in ("Share", "Delete"):
            verb, ref = button_of(card, label)
            real = words_of(await stranger.account.presses(verb, ref))
            fake = words_of(await stranger.account.presses(verb, ref.replace(ref[:6], "ABCDEF")))
            assert real == fake
    assert await states(night) == []
    shared = await owner.press(card, "Share")
    verb, ref = button_of(shared.messages[0], "Undo")
    assert words_of(await stranger.account.presses(verb, ref)) == words_of(
        await stranger.account.presses(verb, "ABCDEF")
    )
    assert await states(night) == ["granted"]
    assert len(night.blobs()) == 1


async def test_repeated_events(night: Evening) -> None:
    """P9: a platform that delivers every event twice changes nothing: one answer, one clip, one share, one hand-over."""
    owner = await night.owner("Olga")
    await night.publish()
    await owner.press(owner.last(ASKS), "Yes")
    assert (await owner.account.repeats()).messages == ()
    card = (await owner.sends(CLIP)).messages[0]
    assert (await owner.account.repeats()).messages == ()
    await owner.press(card, "Share")
    assert (await owner.account.repeats()).messages == ()
    await night.pass_time(HOLD)
    await night.get(night.officer, night.officer.last("is ready"))
    assert (await night.officer.account.repeats()).messages == ()
    await night.settle()
    assert night.clips_at(night.officer) == [CLIP]
    assert await states(night) in (["releasing"], ["released"])
    async with night.services.begin() as tx:
        session = tx.asks.session
        assert await session.scalar(select(func.count()).select_from(AskEventRow)) == 1
        assert await session.scalar(select(func.count()).select_from(OpeningRow)) == 1
    assert len(night.blobs()) == 1


async def test_deleting_the_clip(night: Evening) -> None:
    """P10: *Delete* takes back what was shared and destroys the bytes at once."""
    owner = await night.owner("Olga")
    await night.publish()
    card = await night.willing(owner)
    await owner.press(card, "Share")
    assert len(night.blobs()) == 1
    assert "gone from Porchlight" in words_of(await owner.press(card, "Delete"))
    assert night.blobs() == []
    assert await states(night) == ["withdrawn"]
    await night.pass_time(HOLD)
    assert night.clips_at(night.officer) == []
    async with night.services.begin() as tx:
        assert list(await tx.clips.session.scalars(select(ClipRow.state))) == [ClipState.DELETED]


async def test_swept_after_a_crash(night: Evening) -> None:
    """P10: bytes that a crash left between disk and commit are destroyed by the sweep; a held clip stays."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.willing(owner)
    held = night.blobs()
    # The process dies after the vault has kept the bytes and before the row commits.
    kept = await night.services.vault.keep(upload(owner.account, CLIP).file.open(), 10_000_000)
    old = night.clock.now().timestamp() - 7200
    for blob in night.blobs():
        os.utime(blob, (old, old))
    await night.sweep()
    assert night.blobs() == held
    assert kept.blob not in [blob.name for blob in night.blobs()]


@pytest.mark.parametrize("harm", ["other bytes", "shorter", "longer", "gone"])
async def test_altered_bytes(night: Evening, harm: str) -> None:
    """P1: a clip whose bytes on the disk are no longer those of the card does not leave."""
    owner = await night.owner("Olga")
    await night.publish()
    await ready(night, owner)
    (blob,) = night.blobs()
    match harm:
        case "other bytes":
            blob.write_bytes(bytes([CLIP[0] ^ 1]) + CLIP[1:])
        case "shorter":
            blob.write_bytes(CLIP[:-1])
        case "longer":
            blob.write_bytes(CLIP + b"\0")
        case _:
            blob.unlink()
    await night.get(night.officer, night.officer.last("is ready"))
    assert night.clips_at(night.officer) == []


async def test_share_against_taking_back(night: Evening) -> None:
    """P6: *Share* and *Change to no* at the same moment: whichever was first, nothing leaves, not after a new yes either."""
    owner = await night.owner("Olga")
    await night.publish()
    card = await night.willing(owner)
    question = owner.last(ASKS)
    for _ in range(10):
        await asyncio.gather(owner.press(card, "Share"), owner.press(question, "No"))
        assert set(await states(night)) <= {"withdrawn"}
        await owner.press(question, "Yes")
    await night.pass_time(HOLD)
    assert not [got for got in night.officer.told if "is ready" in got.words]


async def test_expired_department(night: Evening) -> None:
    """P5: a department whose twelve months are over is handed nothing."""
    owner = await night.owner("Olga")
    await night.publish()
    await ready(night, owner)
    async with night.services.begin() as tx:
        await tx.departments.session.execute(update(DepartmentRow).values(expires_at=night.clock.now()))
        assert list(await tx.departments.session.scalars(select(DepartmentRow.standing))) == [Standing.ACTIVE]
    await night.get(night.officer, night.officer.last("is ready"))
    assert night.clips_at(night.officer) == []


async def test_erased_owner(night: Evening) -> None:
    """P10: when the owner's rows are gone, a hand-over that waits in the queue finds nothing."""
    owner = await night.owner("Olga")
    await night.publish()
    await ready(night, owner)
    notice = night.officer.last("is ready")
    night.worker.stop()
    await night.worked()
    await night.officer.press(notice, "Get the clip")
    async with night.services.begin() as tx:
        await tx.approvals.session.execute(delete(AskRow))
    night.work_again()
    await night.settle()
    assert night.clips_at(night.officer) == []


async def test_share_against_deleting(night: Evening) -> None:
    """P6, P10: *Share* and *Delete* at the same moment: no approval outlives its clip, and the officer hears nothing."""
    owner = await night.owner("Olga")
    await night.publish()
    for _ in range(8):
        card = await night.willing(owner)
        await asyncio.gather(owner.press(card, "Delete"), owner.press(card, "Share"))
        assert set(await states(night)) <= {"withdrawn"}
        assert night.blobs() == []
        await owner.press(owner.last(ASKS), "No")
    await night.pass_time(HOLD)
    assert not [got for got in night.officer.told if "is ready" in got.words]


async def test_answer_in_one_place(night: Evening) -> None:
    """P8: an owner with three addresses has one ask; once it is answered, notices that still wait are not sent."""
    owner = await night.owner("Olga")
    elsewhere = Resident(
        account=replace(owner.account, platform="discord", handle="discord-Olga"),
        sender=night.senders["discord"],
        name="",
    )
    async with night.services.begin() as tx:
        person = await tx.people.with_account("telegram", owner.account.handle)
        assert person is not None
        assert await tx.people.add_account(person.id, "discord", "discord-Olga", "Olga", night.clock.now())
    await night.publish()
    assert (len(owner.told), len(elsewhere.told), len(night.senders["mail"].sent)) == (1, 1, 1)
    assert "You said no" in words_of(await owner.press(owner.last(ASKS), "No"))
    assert "answered already (no)" in words_of(await elsewhere.press(elsewhere.last(ASKS), "No"))


async def test_answered_before_the_notice(night: Evening) -> None:
    """P8: a notice that waited while its owner answered elsewhere is not sent any more."""
    owner = await night.owner("Olga")
    requests = replace(night.services.policies.requests, fan_out_window=timedelta(hours=1))
    night.services = replace(night.services, policies=replace(night.services.policies, requests=requests))
    night.worker.stop()
    await night.worked()
    night.work_again()
    await night.publish()
    person = await night.person_of(owner)
    async with night.services.begin() as tx:
        (ask,) = await tx.asks.of_owner(person)
    assert "You said no" in words_of(await owner.account.presses("ask.no", ask.ref))
    await night.pass_time(timedelta(hours=1))
    assert owner.told == []
    assert [got for got in night.senders["mail"].sent if ASKS in got.words] == []


async def test_taking_back_while_the_bytes_travel(night: Evening) -> None:
    """P6: the yes is taken back while a hand-over is under way that never arrives: a new yes does not revive it."""
    owner = await night.owner("Olga")
    await night.publish()
    await ready(night, owner)
    night.senders["discord"].meanwhile = lambda: owner.press(owner.last(ASKS), "No")
    await night.get(night.officer, night.officer.last("is ready"))
    assert night.clips_at(night.officer) == []
    assert await states(night) == ["withdrawn"]
    assert "You said yes" in words_of(await owner.press(owner.last(ASKS), "Yes"))
    officer = await night.person_of(night.officer)
    async with night.services.begin() as tx:
        account = await tx.people.accounts(officer)
        await tx.people.set_reachable(account[0].id, True)
    await night.get(night.officer, night.officer.last("is ready"))
    assert night.clips_at(night.officer) == []
