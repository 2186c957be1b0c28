"""P1 and P6 by exhaustion: everything that can happen around an approval, in every order, against the real statements.

Every state that sequences of events can reach is visited once for each number of steps that are left. In each of them
the books must agree with a model of a few lines, the claim must succeed exactly when the model says so, and claims for
anything else must fail. The same search must find fault with every claim from which one condition was dropped.
"""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, update

from bot.cameras.model import NewCamera
from bot.clips.model import Clip, ClipState
from bot.consent import service
from bot.consent.model import Approval, ApprovalState, Ask, AskEvent, AskState, ConsentPolicy
from bot.db.engine import make_engine
from bot.db.tables import ApprovalRow, AskRow, ClipRow, DepartmentRow, OfficerRow
from bot.db.transaction import Books, make_begin
from bot.departments.model import Department, Standing
from bot.kernel.ids import Ref, new_ref
from bot.kernel.refusal import Refused
from bot.officers.model import OFFICER_LIFE, Officer, OfficerStanding
from bot.people.model import MAIL
from bot.requests.model import AreaRequest, RequestPolicy, RequestState
from bot.terms.model import AskLimits
from tests.db.houses import CENTER, NOW, SEALS, SHA, clip_of, department, officer, owner, request

HOLD = ConsentPolicy().hold
OTHER_SHA = "cd" * 32
CONDITIONS = 10
"""Of the claim: id, state, hold, hash, request, department, department acts, officer acts, clip is there, owner still
willing."""
INNER_CONDITIONS = 15
"""Inside of the last four."""
LACKS: tuple[dict[str, Any], ...] = (
    {"standing": OfficerStanding.SUSPENDED},
    {"mailbox_at": None},
    {"called_at": None},
    {"factor_at": None},
    {"verified_at": NOW - 2 * OFFICER_LIFE},
)
"""What an officer of the right department may be short of."""


@dataclass(frozen=True, slots=True)
class Model:
    """What the world should look like. One owner, two equal clips of theirs, and time in steps of one hold."""

    willing: bool = True
    clip: str = "held"
    """The first clip: held, deleted, or changed on its row. The second one, with the same bytes, is always held."""
    acting: bool = True
    steps: int = 0
    approvals: tuple[tuple[str, int, bool], ...] = ()
    """Of each approval of the first clip: state, the step at which the hold is over, whether bytes ever arrived."""

    def may_leave(self) -> bool:
        """Whether the latest approval may be claimed now: the promise in one line."""
        state, over, _ = self.approvals[-1] if self.approvals else ("withdrawn", 0, False)
        granted = state in ("granted", "releasing", "released")
        return granted and self.steps >= over and self.willing and self.clip == "held" and self.acting

    def latest(self, state: str) -> "Model":
        """With another state of the latest approval."""
        _, over, arrived = self.approvals[-1]
        return replace(self, approvals=(*self.approvals[:-1], (state, over, arrived or state == "released")))

    def withdrawn(self) -> "Model":
        """With every approval taken back that has not left."""
        taken = tuple(("withdrawn" if state == "granted" else state, *rest) for state, *rest in self.approvals)
        return replace(self, approvals=taken)


def after(model: Model, what: str) -> Model:
    """What the event should make of the world."""
    state, _, arrived = model.approvals[-1] if model.approvals else ("withdrawn", 0, False)
    match what:
        case "share" if model.willing and model.clip == "held" and state == "withdrawn":
            return replace(model, approvals=(*model.approvals, ("granted", model.steps + 1, False)))
        case "undo" if state == "granted":
            return model.latest("withdrawn")
        case "take back" if model.willing:
            return replace(model.withdrawn(), willing=False)
        case "yes again":
            return replace(model, willing=True)
        case "delete" if model.clip != "deleted":
            return replace(model.withdrawn(), clip="deleted")
        case "change" if model.clip == "held":
            return replace(model, clip="changed")
        case "suspend" | "reinstate":
            return replace(model, acting=what == "reinstate")
        case "wait" if model.steps < 3:
            return replace(model, steps=model.steps + 1)
        case "claim" if model.may_leave():
            return model.latest("releasing")
        case "arrive" if state == "releasing":
            return model.latest("released")
        case "fail" if state == "releasing" and not arrived:
            # Whoever took back the yes, or the clip, while the bytes were on their way has taken back this as well.
            return model.latest("granted" if model.willing and model.clip != "deleted" else "withdrawn")
        case _:
            return model


EVENTS = (
    "share", "wait", "claim", "take back", "delete", "change", "suspend", "fail", "undo", "yes again", "reinstate",
    "arrive",
)  # fmt: skip
"""In the order in which faults are found soonest."""


class Fault(AssertionError):
    """The books and the model disagree; the message holds the sequence of events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The rows that the search plays with."""

    tx: Books
    ask: Ask
    clip: Clip
    request: AreaRequest
    police: Officer
    idle: tuple[Officer, ...]
    """Officers who may not have it: one of the other department, and one for each thing that an officer may lack."""
    house: Department
    other_request: AreaRequest
    other_house: Department
    bystander: Approval
    """Another owner's approval for the same request; nothing here may ever touch it."""


async def build(tx: Books) -> World:
    """A published request, two willing owners, two departments."""
    house, other_house = await department(tx), await department(tx, "Shelby Police")
    police, others = await officer(tx, house), await officer(tx, other_house, "Lt. Poe")
    idle = [others]
    for number, lacking in enumerate(LACKS):
        idle.append(await officer(tx, house, f"Ofc. {number}"))
        await tx.clips.session.execute(update(OfficerRow).where(OfficerRow.id == idle[-1].id).values(**lacking))
    filed, other_request = await request(tx, police), await request(tx, others)
    await tx.requests.move(filed.id, RequestState.REVIEW, RequestState.PUBLISHED, NOW + timedelta(days=7))
    asks = []
    for name in ("Ada", "Bea"):
        person = await owner(tx, name, platforms=("telegram", MAIL))
        new = NewCamera(ref=new_ref(), owner=person.id, label="", street_address="1 Main Street", point=CENTER)
        await tx.cameras.add(new, NOW)
        asks.append(person)
    await tx.asks.fan_out(filed, RequestPolicy(), AskLimits(), NOW, new_ref)
    (ask,), (other_ask,) = [await tx.asks.of_owner(person.id) for person in asks]
    for one in (ask, other_ask):
        await service.answer(tx, one.owner, one.ref, AskEvent.YES, NOW)
    clip, _, theirs = [await clip_of(tx, one, new_ref()) for one in (ask, ask, other_ask)]
    await tx.clips.session.execute(update(ClipRow).where(ClipRow.id == theirs.id).values(sha256=OTHER_SHA))
    bystander = await share(tx, other_ask, theirs.ref, NOW - HOLD)
    return World(
        tx=tx, ask=ask, clip=clip, request=filed, police=police, idle=tuple(idle), house=house, other_request=other_request,
        other_house=other_house, bystander=bystander,
    )  # fmt: skip


async def share(tx: Books, ask: Ask, clip: Ref, now: datetime) -> Approval:
    """The card is shown and *Share* is pressed."""
    card = await service.card(tx, ask.owner, clip)
    return (await service.approve(tx, ask.owner, clip, card.digest, "card", ConsentPolicy(), now, new_ref))[1]


async def happen(world: World, what: str, model: Model) -> bool | None:
    """Let it happen in the real books; for a claim, says whether it succeeded."""
    tx, now = world.tx, NOW + HOLD * model.steps
    approvals = await tx.approvals.of_ask(world.ask.id)
    try:
        match what:
            case "share" if model.clip != "changed":
                await share(tx, world.ask, world.clip.ref, now)
            case "undo" if approvals:
                await service.undo(tx, world.ask.owner, approvals[-1].ref, now)
            case "take back":
                await service.answer(tx, world.ask.owner, world.ask.ref, AskEvent.WITHDRAW, now)
            case "yes again":
                await service.answer(tx, world.ask.owner, world.ask.ref, AskEvent.YES, now)
            case "delete":
                await service.delete_clip(tx, world.ask.owner, world.clip.ref, now)
            case "change":
                row = update(ClipRow).where(ClipRow.id == world.clip.id, ClipRow.state == ClipState.HELD)
                await tx.clips.session.execute(row.values(sha256=OTHER_SHA))
            case "suspend" | "reinstate":
                standing = Standing.SUSPENDED if what == "suspend" else Standing.ACTIVE
                await tx.departments.set_standing(world.house.id, standing)
            case "claim" if approvals:
                return await claim(world, approvals[-1], now)
            case "arrive" if approvals:
                await tx.approvals.mark_released(approvals[-1].id, now)
            case "fail" if approvals:
                await tx.approvals.unclaim(approvals[-1].id)
            case _:
                pass
    except Refused:
        return None
    return None


async def claim(world: World, approval: Approval, now: datetime, **other: Any) -> bool:
    """A claim with everything as it should be, but for `other`."""
    right = {"clip_sha256": SHA, "request": world.request.id, "department": world.house.id, "officer": world.police.id}
    return await world.tx.approvals.claim(approval.id, **{**right, **other}, now=now)


async def read(world: World, steps: int) -> Model:
    """The world as the books have it."""
    session = world.tx.approvals.session
    state = await session.scalar(select(AskRow.state).where(AskRow.id == world.ask.id))
    clip = (await session.execute(select(ClipRow.state, ClipRow.sha256).where(ClipRow.id == world.clip.id))).one()
    standing = await session.scalar(select(DepartmentRow.standing).where(DepartmentRow.id == world.house.id))
    rows = await world.tx.approvals.of_ask(world.ask.id)
    arrived = set(await session.scalars(select(ApprovalRow.id).where(ApprovalRow.released_at.is_not(None))))
    return Model(
        willing=state is AskState.YES,
        clip="deleted" if clip.state is ClipState.DELETED else "held" if clip.sha256 == SHA else "changed",
        acting=standing is Standing.ACTIVE,
        steps=steps,
        approvals=tuple((row.state.value, round((row.hold_until - NOW) / HOLD), row.id in arrived) for row in rows),
    )


async def probe(world: World, model: Model, path: tuple[str, ...]) -> None:
    """Claims that nobody is entitled to. None may succeed, in whatever state."""
    approvals = await world.tx.approvals.of_ask(world.ask.id)
    now = NOW + HOLD * model.steps
    for approval in approvals[-1:]:
        wrong: tuple[dict[str, Any], ...] = (
            {"clip_sha256": OTHER_SHA},
            {"request": world.other_request.id},
            {"department": world.other_house.id},
            *({"officer": one.id} for one in world.idle),
        )
        for other in wrong:
            if await claim(world, approval, now, **other):
                raise Fault(f"claimed for {other} after {path}")
        if await claim(world, approval, world.house.expires_at):
            raise Fault(f"claimed for an expired department after {path}")


@dataclass(slots=True)
class Search:
    """Depth first, each step inside a savepoint that is rolled back."""

    world: World
    visited: dict[Model, int]
    steps_taken: int = 0

    async def explore(self, model: Model, left: int, path: tuple[str, ...]) -> None:
        """Everything that can happen from here in so many steps."""
        if self.visited.get(model, -1) >= left:
            return
        known = model in self.visited
        self.visited[model] = left
        session = self.world.tx.approvals.session
        if not known:
            async with session.begin_nested() as undo:
                await probe(self.world, model, path)
                await undo.rollback()
        if left == 0:
            return
        for what in EVENTS:
            async with session.begin_nested() as undo:
                await self._step(model, what, left, (*path, what))
                await undo.rollback()

    async def _step(self, model: Model, what: str, left: int, path: tuple[str, ...]) -> None:
        self.steps_taken += 1
        claimed = await happen(self.world, what, model)
        wanted = after(model, what)
        if what == "claim" and model.approvals and claimed != model.may_leave():
            raise Fault(f"claim says {claimed} after {path}")
        found = await read(self.world, wanted.steps)
        if found != wanted:
            raise Fault(f"after {path}: {found}, not {wanted}")
        bystander = await self.world.tx.approvals.by_id(self.world.bystander.id)
        if bystander is None or bystander.state is not ApprovalState.GRANTED:
            raise Fault(f"somebody else's approval is {bystander} after {path}")
        if wanted != model:
            await self.explore(wanted, left - 1, path)


@asynccontextmanager
async def searching(template: Path, folder: Path, drop: int | None = None) -> AsyncIterator[Search]:
    """A search on a fresh database, with the claim as it is or without one of its conditions."""
    shutil.copyfile(template, folder / "model.db")
    engine = make_engine(f"sqlite:///{folder / 'model.db'}")
    try:
        with mutated(engine, drop), suppress(RollBack):
            async with make_begin(engine, lambda: None, SEALS)() as tx:
                yield Search(await build(tx), {})
                raise RollBack
    finally:
        await engine.dispose()


class RollBack(Exception):
    """The end of the search: nothing of it is kept."""


@contextmanager
def mutated(engine: Any, drop: int | None) -> Iterator[None]:
    """While this lasts, the claim's statement reaches the database without its condition number `drop`."""

    def rewrite(_: Any, __: Any, statement: str, parameters: Any, ___: Any, ____: Any) -> tuple[str, Any]:
        if drop is not None and statement.startswith("UPDATE approval SET state=?, claimed_at=?"):
            statement = without(statement, drop)
        return statement, parameters

    event.listen(engine.sync_engine, "before_cursor_execute", rewrite, retval=True)
    try:
        yield
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", rewrite)


def without(statement: str, drop: int) -> str:
    """The statement with one condition made always true; its parameters stay where they are."""
    found = conditions(statement)
    start, end = found[drop]
    return f"{statement[:start]}({statement[start:end]} OR 1){statement[end:]}"


def conditions(statement: str) -> list[tuple[int, int]]:
    """Where each condition stands: first those of the statement itself, then those inside of its EXISTS."""
    start, end = statement.index("WHERE ") + len("WHERE "), statement.index(" RETURNING")
    outer = split(statement, start, end)
    inner = []
    for left, right in outer:
        if statement[left:right].replace("(", "").startswith("EXISTS"):
            inner += split(
                statement, statement.index("WHERE ", left) + len("WHERE "), statement.rindex(")", left, right)
            )
    return [*outer, *inner]


def split(statement: str, start: int, end: int) -> list[tuple[int, int]]:
    """The conditions between two places that AND joins at the top level."""
    parts, depth, at, begun = [], 0, start, start
    while at < end:
        depth += {"(": 1, ")": -1}.get(statement[at], 0)
        if depth == 0 and statement.startswith(" AND ", at):
            parts.append((begun, at))
            begun = at + len(" AND ")
        at += 1
    return [*parts, (begun, end)]


async def test_five_steps(sqlite_template: Path, tmp_path: Path) -> None:
    """P1, P6: every order of up to five events; the claim succeeds exactly when the model says so."""
    async with searching(sqlite_template, tmp_path) as search:
        await search.explore(Model(), 5, ())
    assert search.steps_taken > 500


@pytest.mark.promise
async def test_seven_steps(sqlite_template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P1, P6: the same with up to seven events."""
    async with searching(sqlite_template, tmp_path) as search:
        await search.explore(Model(), 7, ())
    with capsys.disabled():
        print(f"\n{len(search.visited)} states, {search.steps_taken} steps")


@pytest.mark.parametrize("drop", range(CONDITIONS + INNER_CONDITIONS))
async def test_every_condition_is_needed(sqlite_template: Path, tmp_path: Path, drop: int) -> None:
    """P1, P6: whichever single condition of the claim is dropped, the search finds a sequence in which that shows."""
    with pytest.raises(Fault):
        async with searching(sqlite_template, tmp_path, drop) as search:
            await search.explore(Model(), 5, ())


async def test_all_conditions_were_tried(sqlite_template: Path, tmp_path: Path) -> None:
    """P1: the claim has exactly as many conditions as the mutants drop."""
    statements: list[str] = []
    async with searching(sqlite_template, tmp_path) as search:
        bind = search.world.tx.approvals.session.get_bind()
        event.listen(bind, "before_cursor_execute", lambda *told: statements.append(told[2]))
        await claim(search.world, search.world.bystander, NOW)
    (statement,) = statements
    assert len(conditions(statement)) == CONDITIONS + INNER_CONDITIONS, statement
