"""The books of reports, comments and wished changes, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.db.transaction import Books
from bot.geo.model import Circle
from bot.incidents import comments, revisions, service
from bot.incidents.model import (
    Category,
    Change,
    Comment,
    CommentState,
    Incident,
    IncidentPolicy,
    IncidentReason,
    IncidentState,
    NewComment,
    NewIncident,
    RevisionKind,
    RevisionState,
)
from bot.kernel.ids import IncidentId, PersonId, Ref, new_ref
from bot.kernel.refusal import Refused
from bot.media.model import Media, MediaKind
from bot.neighborhoods.model import Neighborhood
from tests.db.houses import CENTER, NOW, Begin, owner

POLICY = IncidentPolicy()
PHOTO = Media(blob="photo-1", kind=MediaKind.PHOTO, media_type="image/jpeg", size_bytes=9, sha256="ab" * 32)
HOUR = NOW.replace(minute=0, second=0, microsecond=0)


async def town(tx: Books, name: str = "Elm") -> Neighborhood:
    """A neighborhood with two channels."""
    made = await tx.neighborhoods.add(
        new_ref(), name, Circle(center=CENTER, radius_m=1609), f"hash of {name}", "America/New_York", NOW
    )
    await tx.neighborhoods.link(made.id, "telegram", f"-{name}", "", name, NOW)
    await tx.neighborhoods.link(made.id, "discord", f"9{name}", "", name, NOW)
    return made


def new(where: Neighborhood, author: PersonId, **more: object) -> NewIncident:
    """A report as its author wrote it."""
    values: dict[str, object] = {
        "ref": new_ref(),
        "neighborhood": where.id,
        "author": author,
        "category": Category.HAZARD,
        "text": "A tree is down 🌳",
        "cell": "892a1072893ffff",
        "around": "Elm Street",
        "hour": HOUR,
    }
    return NewIncident(**{**values, **more})  # type: ignore[arg-type]


async def posted(tx: Books, where: Neighborhood, author: PersonId, minutes: int = 0, **more: object) -> Incident:
    """A report that its author posted so many minutes after NOW."""
    draft = await tx.incidents.draft(new(where, author, **more), NOW)
    at = NOW + timedelta(minutes=minutes)
    stepped = await tx.incidents.step(draft, IncidentState.POSTED, Change(created_at=at, posted_at=at))
    assert stepped is not None
    return stepped


async def test_a_report_comes_back_as_it_was(begin: Begin) -> None:
    """By id and by reference, with its photo; a reference of nobody finds nothing."""
    async with begin() as tx:
        elm, ada = await town(tx), await owner(tx, "ada")
        made = await posted(tx, elm, ada.id, media=PHOTO, shown_name="Ada")
        bare = await posted(tx, elm, ada.id)
    async with begin() as tx:
        assert await tx.incidents.by_id(made.id) == await tx.incidents.by_ref(made.ref) == made
        assert made.media == PHOTO
        assert bare.media is None
        assert await tx.incidents.by_id(IncidentId(999)) is None
        assert await tx.incidents.by_ref(Ref("ZZZZZZ")) is None
        assert await tx.incidents.by_ids([bare.id, IncidentId(999), made.id]) == [bare, made]
        assert await tx.incidents.media_blobs() == {"photo-1"}


async def test_an_author_has_one_draft(begin: Begin) -> None:
    """A second draft replaces the first; drafts count toward no limit, are in no list, and go when they are old."""
    async with begin() as tx:
        elm, ada, bob = await town(tx), await owner(tx, "ada"), await owner(tx, "bob")
        first = await tx.incidents.draft(new(elm, ada.id), NOW)
        other = await tx.incidents.draft(new(elm, bob.id), NOW + timedelta(minutes=1))
        second = await tx.incidents.draft(new(elm, ada.id), NOW + timedelta(minutes=1))
        assert await tx.incidents.by_id(first.id) is None
        assert await tx.incidents.count_by(ada.id, NOW) == 0
        assert await tx.incidents.own(ada.id, NOW) == []
        assert await tx.incidents.spots([elm.id], HOUR) == []
        assert not await tx.incidents.discard(second.id, bob.id)
        assert await tx.incidents.discard(second.id, ada.id)
        await tx.incidents.forget_drafts(NOW + timedelta(minutes=1))
        assert await tx.incidents.by_id(other.id) == other
        await tx.incidents.forget_drafts(NOW + timedelta(minutes=1, seconds=1))
        assert await tx.incidents.by_id(other.id) is None
        kept = await posted(tx, elm, ada.id)
        await tx.incidents.forget_drafts(NOW + timedelta(days=9))
        assert await tx.incidents.by_id(kept.id) == kept
        assert not await tx.incidents.discard(kept.id, ada.id)


async def test_only_one_of_two_steps_is_taken(begin: Begin) -> None:
    """From a state that was left meanwhile nothing steps; with `exact` not even after another change in the state."""
    async with begin() as tx:
        elm, ada = await town(tx), await owner(tx, "ada")
        made = await posted(tx, elm, ada.id)
        renamed = await tx.incidents.step(made, IncidentState.POSTED, Change(shown_name="Ada"))
        assert renamed is not None
        assert (renamed.version, renamed.shown_name, renamed.text) == (made.version + 1, "Ada", made.text)
        assert await tx.incidents.step(made, IncidentState.HIDDEN, Change(), exact=True) is None
        assert await tx.incidents.step(made, IncidentState.HIDDEN, Change()) is not None
        assert await tx.incidents.step(made, IncidentState.REMOVED, Change()) is None


async def test_what_is_found(begin: Begin) -> None:
    """Lists hold what is shown, of their neighborhoods and since then, latest happening first; one's own hold more."""
    async with begin() as tx:
        elm, oak = await town(tx), await town(tx, "Oak")
        ada = await owner(tx, "ada")
        late = await posted(tx, elm, ada.id, 0)
        early = await posted(tx, elm, ada.id, 5, hour=HOUR - timedelta(hours=3), category=Category.PET)
        other = await posted(tx, oak, ada.id, 7)
        hidden = await posted(tx, elm, ada.id, 9)
        await service.hide(tx, hidden, NOW)
        spots = await tx.incidents.spots([elm.id], HOUR - timedelta(hours=3))
        assert [spot.id for spot in spots] == [late.id, early.id]
        assert [spot.id for spot in await tx.incidents.spots([elm.id], HOUR - timedelta(hours=2))] == [late.id]
        pets = await tx.incidents.spots([elm.id, oak.id], HOUR - timedelta(days=1), Category.PET)
        assert [spot.id for spot in pets] == [early.id]
        between = await tx.incidents.posted_between([elm.id, oak.id], HOUR - timedelta(hours=3), HOUR)
        assert [each.id for each in between] == [early.id]
        assert {each.id for each in await tx.incidents.posted_between([oak.id], HOUR, NOW)} == {other.id}
        assert [each.id for each in await tx.incidents.own(ada.id, NOW)] == [hidden.id, other.id, early.id, late.id]
        assert await tx.incidents.count_by(ada.id, NOW + timedelta(minutes=6)) == 2
        assert await tx.incidents.posted_by(ada.id) == 3


async def test_people_who_tell_the_same_count_once(begin: Begin) -> None:
    """Joined reports count by their authors; one that was taken back counts no more."""
    async with begin() as tx:
        elm = await town(tx)
        ada, bob, eve = [await owner(tx, name) for name in ("ada", "bob", "eve")]
        first = await posted(tx, elm, ada.id)
        for person in (bob, eve, ada):
            draft = await tx.incidents.draft(new(elm, person.id), NOW)
            await service.join(tx, draft, await tx.incidents.by_id(first.id), POLICY, NOW + timedelta(days=1))
        assert await tx.incidents.tellers(first.id) == 3
        mine = next(each for each in await tx.incidents.own(bob.id, NOW) if each.state is IncidentState.JOINED)
        await service.remove(tx, mine, NOW)
        assert await tx.incidents.tellers(first.id) == 2
        assert await tx.incidents.posted_by(bob.id) == 0
        assert await tx.incidents.posted_by(eve.id) == 1


async def test_reports_of_one_person_wait_in_line(begin: Begin) -> None:
    """Of eight reports at once where one is allowed, one is made."""
    async with begin() as tx:
        elm, ada = await town(tx), await owner(tx, "ada")

    async def file() -> bool:
        async with begin() as tx:
            if await tx.incidents.count_by(ada.id, NOW):
                return False
            await posted(tx, elm, ada.id)
            return True

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(file()) for _ in range(8)]
    assert [task.result() for task in tasks].count(True) == 1


async def comment(tx: Books, incident: Incident, author: PersonId, text: str = "So it is.", held: bool = False) -> Comment:
    """Something said to a report."""
    said = NewComment(ref=new_ref(), incident=incident.id, author=author, text=text)
    return await comments.comment(tx, said, ("phone",) if held else (), POLICY, NOW)


async def test_comments_are_kept_and_counted(begin: Begin) -> None:
    """Shown ones come oldest first and are counted per report; a held one waits for a reviewer."""
    async with begin() as tx:
        elm, ada = await town(tx), await owner(tx, "ada")
        made, other = await posted(tx, elm, ada.id), await posted(tx, elm, ada.id)
        one, two = await comment(tx, made, ada.id, "one"), await comment(tx, made, ada.id, "two")
        held = await comment(tx, made, ada.id, "555-0100", held=True)
        assert await tx.comments.of_incident(made.id) == [one, two]
        assert await tx.comments.counts([made.id, other.id]) == {made.id: 2}
        assert await tx.comments.held() == [held]
        assert held.held_for == ("phone",)
        assert await tx.comments.by_ref(held.ref) == await tx.comments.by_id(held.id) == held
        assert await tx.comments.count_by(ada.id, NOW) == 3
        assert await tx.comments.count_by(ada.id, NOW + timedelta(seconds=1)) == 0


async def test_comments_of_an_hour(begin: Begin) -> None:
    """The twentieth is taken, the twenty-first is not; after an hour the next is."""
    async with begin() as tx:
        elm, ada = await town(tx), await owner(tx, "ada")
        made = await posted(tx, elm, ada.id)
        for _ in range(POLICY.comments_per_hour):
            await comment(tx, made, ada.id)
        with pytest.raises(Refused) as no:
            await comment(tx, made, ada.id)
        assert no.value.reason is IncidentReason.TOO_MANY_COMMENTS
        said = NewComment(ref=new_ref(), incident=made.id, author=ada.id, text="later")
        await comments.comment(tx, said, (), POLICY, NOW + timedelta(hours=1, seconds=1))


async def test_a_comment_needs_a_report_that_is_shown(begin: Begin) -> None:
    """To a draft, a hidden or a removed report nothing can be said."""
    async with begin() as tx:
        elm, ada = await town(tx), await owner(tx, "ada")
        made = await posted(tx, elm, ada.id)
        hidden = await service.hide(tx, made, NOW)
        for gone in (hidden, await tx.incidents.draft(new(elm, ada.id), NOW)):
            with pytest.raises(Refused) as no:
                await comment(tx, gone, ada.id)
            assert no.value.reason is IncidentReason.NOT_OPEN


async def test_wished_changes(begin: Begin) -> None:
    """One without concerns is applied at once; a held one changes the report when admitted, and a newer replaces it."""
    async with begin() as tx:
        elm, ada = await town(tx), await owner(tx, "ada")
        made = await posted(tx, elm, ada.id)
        now_edit = await revisions.revise(tx, made, RevisionKind.EDIT, "Two trees.", (), NOW, new_ref)
        assert now_edit.state is RevisionState.APPLIED
        made = await again(tx, made)
        assert made.text == "Two trees."
        first = await revisions.revise(tx, made, RevisionKind.EDIT, "Call 555.", ("phone",), NOW, new_ref)
        second = await revisions.revise(tx, made, RevisionKind.EDIT, "Call 556.", ("phone",), NOW, new_ref)
        added = await revisions.revise(tx, made, RevisionKind.CORRECTION, "On Elm.", ("phone",), NOW, new_ref)
        assert await tx.revisions.held() == [second, added]
        with pytest.raises(Refused):
            await revisions.apply_revision(tx, first, NOW)
    async with begin() as tx:
        assert (await again(tx, made)).text == "Two trees."
        await revisions.apply_revision(tx, second, NOW)
        await revisions.refuse_revision(tx, added, NOW)
        changed = await again(tx, made)
        assert (changed.text, changed.correction) == ("Call 556.", "")
        for late in (second, added):
            with pytest.raises(Refused):
                await revisions.apply_revision(tx, late, NOW)


async def again(tx: Books, incident: Incident) -> Incident:
    """The report as it is now."""
    found = await tx.incidents.by_id(incident.id)
    assert found is not None
    return found


async def test_a_comment_goes_with_its_state(begin: Begin) -> None:
    """Admitted, hidden, restored, removed: each once; the loser of a race is told."""
    async with begin() as tx:
        elm, ada = await town(tx), await owner(tx, "ada")
        held = await comment(tx, await posted(tx, elm, ada.id), ada.id, held=True)
        shown = await service.admit_comment(tx, held, NOW)
        with pytest.raises(Refused):
            await service.admit_comment(tx, held, NOW)
        hidden = await service.hide_comment(tx, shown, NOW)
        restored = await service.restore_comment(tx, hidden, NOW)
        assert restored.state is CommentState.POSTED
        assert (await comments.remove_comment(tx, restored, NOW)).state is CommentState.REMOVED
