"""Two persons become one: whatever belonged to either is there once, opens again, and belongs to who stays."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.alerts.model import Rhythm, Wishes
from bot.consent.model import AskEvent, AskState
from bot.db.merging import persons_in_tables
from bot.db.tables import (
    AlertRow,
    AreaRequestRow,
    AskEventRow,
    CameraLocationRow,
    CoAnswerRow,
    CoDeciderRow,
    LookRow,
    OwnerTermsRow,
    PersonRow,
    VerdictRow,
)
from bot.db.transaction import Books
from bot.geo.model import Circle
from bot.incidents.model import Category, CommentState, NewComment, NewIncident
from bot.kernel.ids import PersonId, Ref, ReviewerId, new_code, new_ref
from bot.moderation.model import Act, Decision, FlagReason, Subject, SubjectKind
from bot.people.model import Clashes, KeyMissing
from bot.requests.model import IncidentType, RequestPolicy, RequestState
from bot.terms.model import AskLimits, Terms
from tests.db.houses import (
    CENTER,
    NOW,
    Begin,
    Shared,
    camera,
    clip_of,
    department,
    draft,
    grant,
    officer,
    owner,
    request,
    shared,
)

LATER = NOW + timedelta(hours=1)
FREE = Clashes(officers=False, reviewers=False, operators=False, request=None, alerts=False)


async def reviewer(tx: Books, person: PersonId | None = None) -> ReviewerId:
    """A reviewer; taken up by this person."""
    code = new_code()
    made = await tx.reviewers.invite(new_ref(), "Rex", code, LATER, NOW)
    if person is not None:
        assert await tx.reviewers.join(code, person, NOW)
    return made.id


async def a_thing_in_every_table(tx: Books, world: Shared) -> None:
    """The owner of the world gets whatever a person can have."""
    ada = world.owner.id
    await tx.people.put_proof(ada, "new@example.org", "111111", NOW, LATER)
    await tx.links.put_old_address(ada, "old@example.org", NOW)
    account = (await tx.people.accounts(ada))[0].id
    await tx.links.offer(ada, account, "K7QFM3TV", new_ref(), NOW, LATER)
    await tx.officers.invite(new_ref(), world.department.id, "Sgt. Ada", "badge", LATER, NOW)
    sergeant = await tx.officers.join("badge", ada, NOW)
    assert sergeant is not None
    assert await tx.officers.put_mailbox(sergeant, "ada@police.example.org", NOW)
    assert await tx.operators.add(new_ref(), "Ada", "phrase", "hash", LATER, NOW) is not None
    assert await tx.operators.join("hash", ada, NOW) is not None
    judge = await reviewer(tx, ada)
    place = await tx.neighborhoods.add(new_ref(), "Maple", world.request.draft.area, "h", "UTC", NOW)
    report = await tx.incidents.draft(
        NewIncident(
            ref=new_ref(), neighborhood=place.id, author=ada, category=Category.CRIME, text="A window.", cell="892a",
            around="Oak St", hour=NOW, shown_name="",
        ),
        NOW,
    )  # fmt: skip
    said = NewComment(ref=new_ref(), incident=report.id, author=ada, text="It was mine.")
    await tx.comments.add(said, CommentState.POSTED, (), NOW)
    about = Subject(kind=SubjectKind.INCIDENT, id=report.id)
    assert await tx.moderation.flag(about, ada, FlagReason.SPAM, "", NOW)
    assert await tx.moderation.appeal(about, ada, "why", NOW)
    await tx.moderation.decide(Decision(reviewer=judge, act=Act.HIDE, subject=about, person=ada, why="x", at=NOW))
    await tx.moderation.ban(new_ref(), ada, judge, "x", LATER, NOW)
    await tx.alerts.put(ada, Wishes(home=CENTER), None, NOW)
    await tx.alerts.note(report.id, [ada], NOW)
    await tx.terms.put(ada, Terms(time_zone="UTC", only_missing=True), NOW)
    await tx.terms.refuse_department(ada, world.department.id, NOW)
    await tx.approvals.note_opening(world.approval.id, ada, "press", NOW)
    await tx.request_previews.put(new_ref(), ada, draft(case_number="26-77"), NOW, LATER)
    await tx.request_inquiries.ask(new_ref(), world.request.id, ada, "Which van?", NOW)
    bob = await owner(tx, "bob")
    rows: list[tuple[Any, dict[str, object]]] = [
        (LookRow, {"person_id": ada, "reviewer_id": judge, "what": "account", "ref": "x", "at": NOW}),
        (VerdictRow, {"request_id": world.request.id, "reviewer_id": ada, "approved": True, "why": "", "at": NOW}),
        (CoAnswerRow, {"ask_id": world.ask.id, "person_id": ada, "yes": True, "at": NOW}),
        (CoDeciderRow, decider(ada, bob.id)),
        (CoDeciderRow, decider(bob.id, ada)),
    ]
    for row, values in rows:
        await tx.people.session.execute(insert(row).values(values))


def decider(owner_id: PersonId, person_id: PersonId) -> dict[str, object]:
    """Who decides with whom."""
    return {
        "ref": new_ref(), "owner_id": owner_id, "person_id": person_id, "code_hash": None, "code_expires_at": LATER,
        "created_at": NOW,
    }  # fmt: skip


async def counted(engine: AsyncEngine, person: PersonId) -> dict[str, int]:
    """How many rows refer to the person, by column."""
    async with engine.connect() as connection:
        return {
            f"{table.name}.{column.name}": await connection.scalar(
                select(func.count()).select_from(table).where(column == person)
            )
            or 0
            for table, column in persons_in_tables()
        }


async def test_everything_moves_and_opens_again(begin: Begin, engine: AsyncEngine) -> None:
    """A row in every table that refers to a person: all of them belong to who stays, every sealed word reads the same."""
    async with begin() as tx:
        world = await shared(tx)
        stays = await owner(tx, "eve", platforms=("discord",))
        await a_thing_in_every_table(tx, world)
        clip = await tx.clips.by_id(world.clip.id)
        (home,) = await tx.cameras.of(world.owner.id)
    before, own = await counted(engine, world.owner.id), await counted(engine, stays.id)
    assert [name for name, count in before.items() if count == 0] == [], "a table that this test does not know"
    async with begin() as tx:
        await tx.links.move_everything(goes=world.owner.id, stays=stays.id)
    after = await counted(engine, stays.id)
    lost = {name: (count, own[name], after[name]) for name, count in before.items() if after[name] != count + own[name]}
    assert lost == {"person_key.person_id": (1, 1, 1)}, "each person has a key of their own, and one of them is no more"
    assert set((await counted(engine, world.owner.id)).values()) == {0}
    async with begin() as tx:
        with pytest.raises(LookupError):
            await tx.people.person(world.owner.id)
        handles = [each.handle for each in await tx.people.accounts(stays.id)]
        assert handles == ["Ada@telegram", "Ada@mail", "eve@discord"]
        assert await tx.people.with_account("telegram", "Ada@telegram") == stays
        (moved,) = await tx.cameras.of(stays.id)
        assert (moved.street_address, moved.label, moved.point) == (home.street_address, home.label, home.point)
        approval = await tx.approvals.by_id(world.approval.id)
        assert approval is not None and approval.package == world.approval.package and approval.owner == stays.id
        again = await tx.clips.by_id(world.clip.id)
        assert clip is not None and again is not None and (again.name, again.owner) == (clip.name, stays.id)
        subscription = await tx.alerts.of_person(stays.id)
        assert subscription is not None and subscription.wishes.home == CENTER
        proof = await tx.people.proof(stays.id)
        assert proof is not None and (proof.address, proof.code) == ("new@example.org", "111111")
        assert await tx.links.banned_until(stays.id, NOW) == LATER
        preview = await tx.request_previews.of(stays.id, NOW)
        assert preview is not None and preview.draft == draft(case_number="26-77")
    async with engine.connect() as connection:
        assert list(await connection.scalars(select(CameraLocationRow.owner_id))) == [stays.id]


async def test_what_both_have_is_there_once(begin: Begin, engine: AsyncEngine) -> None:
    """The same flag, alert, standing no and co-decider of both is one; nobody decides together with themselves."""
    async with begin() as tx:
        ada, bob, eve = [await owner(tx, name) for name in ("ada", "bob", "eve")]
        house = await department(tx)
        area = Circle(center=CENTER, radius_m=900)
        place = await tx.neighborhoods.add(new_ref(), "Maple", area, "h", "UTC", NOW)
        report = await tx.incidents.draft(
            NewIncident(
                ref=new_ref(), neighborhood=place.id, author=eve.id, category=Category.CRIME, text="x", cell="892a",
                around="", hour=NOW, shown_name="",
            ),
            NOW,
        )  # fmt: skip
        for person in (ada.id, bob.id):
            about = Subject(kind=SubjectKind.INCIDENT, id=report.id)
            assert await tx.moderation.flag(about, person, FlagReason.SPAM, "", NOW)
            await tx.terms.refuse_department(person, house.id, NOW)
            await tx.terms.refuse_type(person, IncidentType.BURGLARY, NOW)
            await tx.people.session.execute(insert(CoDeciderRow).values(decider(eve.id, person)))
            await tx.people.session.execute(insert(AlertRow).values(incident_id=report.id, person_id=person, created_at=NOW))
        await tx.terms.refuse_type(bob.id, IncidentType.MISSING_PERSON, NOW)
        await tx.people.session.execute(insert(CoDeciderRow).values(decider(ada.id, bob.id)))
    async with begin() as tx:
        await tx.links.move_everything(goes=bob.id, stays=ada.id)
    after = await counted(engine, ada.id)
    assert (after["flag.reporter_id"], after["alert.person_id"], after["standing_no.person_id"]) == (1, 1, 3)
    assert (after["co_decider.person_id"], after["co_decider.owner_id"]) == (1, 0)


@pytest.mark.parametrize("first", [True, False], ids=["stays", "goes"])
async def test_every_limit_on_being_asked_holds(begin: Begin, first: bool) -> None:
    """Nobody is asked more than before because accounts were joined, whichever side said it."""
    async with begin() as tx:
        ada, bob = await owner(tx, "ada"), await owner(tx, "bob")
        strict = Terms(time_zone="UTC", never_at_night=True, only_missing=True, paused=True, paused_until=LATER)
        easy = Terms(time_zone="UTC")
        await tx.terms.put(ada.id, strict if first else easy, NOW)
        await tx.terms.put(bob.id, easy if first else strict, NOW)
        await tx.links.move_everything(goes=bob.id, stays=ada.id)
        kept = await tx.terms.of(ada.id, "UTC")
    assert (kept.never_at_night, kept.only_missing, kept.paused, kept.paused_until) == (True, True, True, LATER)


@pytest.mark.parametrize(
    ("one", "other", "until"),
    [(LATER, None, None), (None, LATER, None), (LATER, LATER + timedelta(days=1), LATER + timedelta(days=1))],
)
async def test_of_two_pauses_the_longer_holds(begin: Begin, one: Any, other: Any, until: Any) -> None:
    """One without an end is the longest."""
    async with begin() as tx:
        ada, bob = await owner(tx, "ada"), await owner(tx, "bob")
        for person, end in ((ada, one), (bob, other)):
            await tx.terms.put(person.id, Terms(time_zone="UTC", paused=True, paused_until=end), NOW)
        await tx.links.move_everything(goes=bob.id, stays=ada.id)
        kept = await tx.terms.of(ada.id, "UTC")
    assert (kept.paused, kept.paused_until) == (True, until)


@pytest.mark.parametrize(
    ("mine", "theirs", "kept"),
    [
        (Rhythm.INSTANT, Rhythm.DAILY, Rhythm.INSTANT),
        (Rhythm.OFF, Rhythm.DAILY, Rhythm.DAILY),
        (Rhythm.DAILY, Rhythm.OFF, Rhythm.DAILY),
        (Rhythm.OFF, Rhythm.OFF, Rhythm.OFF),
        (None, Rhythm.DAILY, Rhythm.DAILY),
    ],
)
async def test_alerts_that_are_on_stay(begin: Begin, mine: Any, theirs: Any, kept: Any) -> None:
    """Those of who stays, unless only the others are on; that both are on is known before."""
    async with begin() as tx:
        ada, bob = await owner(tx, "ada"), await owner(tx, "bob")
        for person, rhythm in ((ada, mine), (bob, theirs)):
            if rhythm is not None:
                await tx.alerts.put(person.id, Wishes(home=CENTER, rhythm=rhythm), None, NOW)
        clashes = await tx.links.clashes(ada.id, bob.id)
        assert clashes.alerts is (mine is Rhythm.INSTANT)
        await tx.links.move_everything(goes=bob.id, stays=ada.id)
        found = await tx.alerts.of_person(ada.id)
    assert found is not None and found.wishes.rhythm is kept and found.wishes.home == CENTER


async def both_asked(tx: Books) -> tuple[Shared, PersonId]:
    """A world whose request asked a second owner too."""
    house = await department(tx)
    filed = await request(tx, await officer(tx, house))
    people = [await owner(tx, name) for name in ("Ada", "Bob")]
    for person in people:
        await camera(tx, person.id, CENTER)
    await tx.people.session.execute(update(AreaRequestRow).values(state=RequestState.PUBLISHED))
    await tx.asks.fan_out(filed, RequestPolicy(), AskLimits(), NOW, new_ref)
    (ask,) = await tx.asks.of_owner(people[1].id)
    assert await tx.asks.step(ask.id, AskState.ASKED, AskEvent.YES, AskState.YES, NOW)
    clip = await clip_of(tx, ask, Ref("CLPAAA"))
    approval = await grant(tx, ask, clip, house)
    assert approval is not None
    world = Shared(
        owner=people[1], officer=None, department=house, request=filed, ask=ask, clip=clip, approval=approval  # type: ignore[arg-type]
    )
    return world, people[0].id


async def test_an_open_request_that_asked_both_is_in_the_way(begin: Begin) -> None:
    """While it is open, or a clip of it is on its way, which answer holds is not for us to say; then it is no matter."""
    async with begin() as tx:
        world, ada = await both_asked(tx)
        clash = Clashes(officers=False, reviewers=False, operators=False, request=world.request.ref, alerts=False)
        assert await tx.links.clashes(ada, world.owner.id) == clash == await tx.links.clashes(world.owner.id, ada)
        await tx.people.session.execute(update(AreaRequestRow).values(state=RequestState.CLOSED))
        assert await tx.links.clashes(ada, world.owner.id) == clash
        assert await tx.approvals.withdraw(world.approval.id, NOW)
        assert await tx.links.clashes(ada, world.owner.id) == FREE


async def test_two_asks_about_one_request_become_one(begin: Begin, engine: AsyncEngine) -> None:
    """With the clips, approvals and events of both; an answer outweighs silence."""
    async with begin() as tx:
        world, ada = await both_asked(tx)
        await tx.asks.expire(world.request.id, NOW)
        await tx.links.move_everything(goes=world.owner.id, stays=ada)
    async with begin() as tx:
        (ask,) = await tx.asks.of_owner(ada)
        assert ask.state is AskState.YES
        assert [each.id for each in await tx.clips.of_ask(ask.id)] == [world.clip.id]
        (approval,) = await tx.approvals.of_ask(ask.id)
        assert (approval.id, approval.package) == (world.approval.id, world.approval.package)
    async with engine.connect() as connection:
        events = list(await connection.scalars(select(AskEventRow.event).where(AskEventRow.ask_id == ask.id)))
    assert sorted(events) == sorted([AskEvent.EXPIRE, AskEvent.YES])


async def test_two_votes_on_one_ask_are_in_the_way(begin: Begin) -> None:
    """Who decides together about an open request does so until it is over: one of the two votes would be nobody's."""
    async with begin() as tx:
        world, ada = await both_asked(tx)
        eve = await owner(tx, "eve")
        for person in (world.owner.id, eve.id):
            vote = {"ask_id": world.ask.id, "person_id": person, "yes": None, "at": None}
            await tx.people.session.execute(insert(CoAnswerRow).values(vote))
        assert (await tx.links.clashes(eve.id, world.owner.id)).request == world.request.ref
        assert await tx.links.clashes(eve.id, ada) == FREE


async def test_offices_are_in_the_way(begin: Begin) -> None:
    """One person is one officer and one reviewer at most."""
    async with begin() as tx:
        house = await department(tx)
        ada, bob = (await officer(tx, house, "A")).person, (await officer(tx, house, "B")).person
        assert ada is not None and bob is not None
        assert (await tx.links.clashes(ada, bob)).officers
        await reviewer(tx, ada)
        assert not (await tx.links.clashes(ada, bob)).reviewers
        await reviewer(tx, bob)
        assert (await tx.links.clashes(ada, bob)).reviewers
        eve = await owner(tx, "eve")
        assert await tx.links.clashes(ada, eve.id) == FREE == await tx.links.clashes(eve.id, ada)


async def test_what_is_added_meanwhile_is_not_lost(begin: Begin, engine: AsyncEngine) -> None:
    """Cameras that are registered while accounts are joined are with who stays, or were refused: none goes with who goes."""
    async with begin() as tx:
        ada, bob = await owner(tx, "ada"), await owner(tx, "bob")

    async def add() -> bool:
        try:
            async with begin() as tx:
                await camera(tx, bob.id, CENTER)
        except (IntegrityError, KeyMissing):
            return False
        return True

    async def join() -> None:
        async with begin() as tx:
            await tx.links.move_everything(goes=bob.id, stays=ada.id)

    async with asyncio.TaskGroup() as group:
        adding = [group.create_task(add()) for _ in range(4)]
        group.create_task(join())
        adding += [group.create_task(add()) for _ in range(8)]
    async with begin() as tx:
        assert len(await tx.cameras.of(ada.id)) == sum(task.result() for task in adding)


async def test_two_joins_of_one_pair_at_once_end(begin: Begin) -> None:
    """In opposite directions neither waits for the other for ever, and one person is left with all accounts."""
    async with begin() as tx:
        ada, bob = await owner(tx, "ada"), await owner(tx, "bob")

    async def join(goes: PersonId, stays: PersonId) -> None:
        async with begin() as tx:
            if {goes, stays} <= set(await tx.people.session.scalars(select(PersonRow.id))):
                await tx.links.move_everything(goes=goes, stays=stays)

    results = await asyncio.gather(join(ada.id, bob.id), join(bob.id, ada.id), return_exceptions=True)
    assert sum(result is None for result in results) >= 1
    async with begin() as tx:
        people = list(await tx.people.session.scalars(select(PersonRow.id)))
        assert len(people) == 1
        assert len(await tx.people.accounts(PersonId(people[0]))) == 4


async def test_terms_of_one_side_move(begin: Begin, engine: AsyncEngine) -> None:
    """Whoever has said nothing takes over what the other side said."""
    async with begin() as tx:
        ada, bob = await owner(tx, "ada"), await owner(tx, "bob")
        await tx.terms.put(bob.id, Terms(time_zone="UTC", only_missing=True), NOW)
        await tx.links.move_everything(goes=bob.id, stays=ada.id)
        assert (await tx.terms.of(ada.id, "UTC")).only_missing
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(OwnerTermsRow)) == 1
