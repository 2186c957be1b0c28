"""Every number at its boundary through the real handlers, on both platforms: one step inside is filed, one outside is not."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.chat.message import Facts, Message
from bot.chat.phrase import fill
from bot.requests.model import RequestState
from bot.requests.rules import RuleKey
from bot.requests.texts.rules import RULES, figures
from tests.features.officers.joining import with_code
from tests.features.requests.desk import HERE, Desk, away, circle, oblong, outline, square, typed
from tests.handlers.filing import FILED, drafted, exactly, files, labels
from tests.handlers.filing import answers as answers_to
from tests.handlers.house import words_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Answers = Callable[[Desk], dict[str, str]]
Before = Callable[[Desk, int], Awaitable[object]]


async def nothing(desk: Desk, number: int) -> None:
    """There is no request yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A rule, and what lies one step inside and one step outside of it."""

    key: RuleKey
    inside: Answers = field(default=lambda desk: {})
    outside: Answers = field(default=lambda desk: {})
    before: Before = nothing
    """What the department has asked already; the number is 0 inside and 1 outside."""
    says: str = ""


def answers(**given: str) -> Answers:
    """The same answers whenever."""
    return lambda desk: given


def window(start: timedelta, happened: timedelta, end: timedelta) -> Answers:
    """Times before now."""
    return lambda desk: {
        "start": exactly(desk.now - start),
        "happened": exactly(desk.now - happened),
        "end": exactly(desk.now - end),
    }


async def same_case(desk: Desk, number: int) -> None:
    """One request about the incident, or two."""
    await desk.seed(
        *[desk.sketch(area=circle(400.0, 9000.0 * n)) for n in range(1, 2 + number)], state=RequestState.CLOSED
    )


async def beside(desk: Desk, number: int) -> None:
    """Two requests of that day 510 m away, or 490 m, under other numbers."""
    near = [desk.sketch(area=circle(200.0, 510.0 - 20.0 * number, 0.0), case_number=f"7{n}") for n in range(2)]
    await desk.seed(*near, state=RequestState.CLOSED)


async def much_of_it(desk: Desk, number: int) -> None:
    """Two requests of that day over a third of the place, or over most of it, under other numbers."""
    east = 560.0 - 60.0 * number
    over = [desk.sketch(area=circle(620.0, east), case_number=f"6{n}") for n in range(2)]
    await desk.seed(*over, state=RequestState.CLOSED)


async def opened(desk: Desk, number: int) -> None:
    """Two open requests, or three."""
    far = [desk.sketch(area=circle(400.0, 3000.0 * n, 6000.0), case_number=f"5{n}") for n in range(2 + number)]
    await desk.seed(*far)


async def piled(desk: Desk, number: int) -> None:
    """Two requests of today about other days over this place, or three."""
    past = [desk.sketch(case_number=f"4{n}", incident_at=desk.now - (3 + 3 * n) * DAY) for n in range(2 + number)]
    await desk.seed(*past, state=RequestState.CLOSED)


async def spent(desk: Desk, number: int) -> None:
    """Nineteen requests, or twenty, each of half an hour."""
    short = {"window_start": desk.now - HOUR, "window_end": desk.now - HOUR / 2}
    some = [
        desk.sketch(area=circle(150.0, 400.0 * n, 9000.0), case_number=f"3{n}", **short) for n in range(19 + number)
    ]
    await desk.seed(*some, state=RequestState.CLOSED)


async def wide(desk: Desk, number: int) -> None:
    """58.9 km² hours, or 59.1; the next one takes one of them."""
    hours = (58.9 if number == 0 else 59.1) / 5
    window = {"window_start": desk.now - timedelta(hours=hours) / 1.2, "window_end": desk.now}
    some = [desk.sketch(area=circle(617.98, 3000.0 * n, 9000.0), case_number=f"2{n}", **window) for n in range(5)]
    await desk.seed(*some, state=RequestState.CLOSED)


REACHING = [
    (-200.0, -200.0), (200.0, -200.0), (200.0, -1.0), (900.0, -1.0), (900.0, 1.0), (200.0, 1.0), (200.0, 200.0),
    (-200.0, 200.0),
]  # fmt: skip
"""A block, and an arm two metres wide that reaches for a door 700 m away."""

CASES = (
    Case(key=RuleKey.LARGE_ENOUGH, inside=answers(radius="144 m"), outside=answers(radius="143 m")),
    Case(key=RuleKey.LARGE_ENOUGH, inside=answers(radius="473 ft"), outside=answers(radius="470 ft")),
    Case(
        key=RuleKey.LARGE_ENOUGH,
        inside=lambda desk: {"place": square(255.0), "radius": ""},
        outside=lambda desk: {"place": square(254.0), "radius": ""},
    ),
    Case(key=RuleKey.SMALL_ENOUGH, inside=answers(radius="642 m"), outside=answers(radius="643 m")),
    Case(
        key=RuleKey.SMALL_ENOUGH, inside=answers(radius="642 m"), outside=answers(radius="0.5 mi"), says="0.785 sq mi"
    ),
    Case(
        key=RuleKey.SMALL_ENOUGH,
        inside=lambda desk: {"place": square(1137.0), "radius": ""},
        outside=lambda desk: {"place": square(1139.0), "radius": ""},
    ),
    Case(
        key=RuleKey.COMPACT,
        inside=lambda desk: {"place": oblong(1000.0, 101.0), "radius": ""},
        outside=lambda desk: {"place": oblong(1000.0, 99.0), "radius": ""},
    ),
    Case(
        key=RuleKey.COMPACT,
        inside=lambda desk: {"place": oblong(2530.0, 400.0), "radius": ""},
        outside=lambda desk: {"place": oblong(2550.0, 400.0), "radius": ""},
    ),
    Case(
        key=RuleKey.COMPACT,
        inside=lambda desk: {"place": square(400.0), "radius": ""},
        outside=lambda desk: {"place": outline(REACHING), "radius": ""},
    ),
    Case(
        key=RuleKey.JURISDICTION,
        inside=lambda desk: {"place": typed(away(0.0, 19_580.0))},
        outside=lambda desk: {"place": typed(away(0.0, 19_620.0))},
    ),
    Case(
        key=RuleKey.JURISDICTION,
        inside=lambda desk: {"place": square(500.0, 0.0, 19_700.0), "radius": ""},
        outside=lambda desk: {"place": square(500.0, 0.0, 19_780.0), "radius": ""},
    ),
    Case(key=RuleKey.FORWARD, inside=window(HOUR, HOUR, HOUR / 2), outside=window(HOUR, HOUR, HOUR)),
    Case(
        key=RuleKey.LONG_ENOUGH,
        inside=window(HOUR, HOUR, 45 * MINUTE),
        outside=window(HOUR, HOUR, 46 * MINUTE),
        says="at least 15 minutes",
    ),
    Case(
        key=RuleKey.SHORT_ENOUGH,
        inside=window(13 * HOUR, 2 * HOUR, HOUR),
        outside=window(13 * HOUR + MINUTE, 2 * HOUR, HOUR),
        says="at most 12 hours",
    ),
    Case(
        key=RuleKey.OVER,
        inside=window(2 * HOUR, HOUR, timedelta(0)),
        outside=window(2 * HOUR, HOUR, -3 * MINUTE),
    ),
    Case(
        key=RuleKey.HOLDS_INCIDENT,
        inside=window(3 * HOUR, 3 * HOUR, HOUR),
        outside=window(3 * HOUR, 3 * HOUR + MINUTE, HOUR),
    ),
    Case(
        key=RuleKey.HOLDS_INCIDENT,
        inside=window(3 * HOUR, HOUR, HOUR),
        outside=window(3 * HOUR, HOUR - MINUTE, HOUR),
    ),
    Case(
        key=RuleKey.RECENT,
        inside=window(30 * DAY, 30 * DAY, 30 * DAY - HOUR),
        outside=window(30 * DAY + MINUTE, 30 * DAY + MINUTE, 30 * DAY - HOUR),
        says="30 days",
    ),
    Case(key=RuleKey.CASE, inside=answers(case="007"), outside=answers(case="N/A")),
    Case(key=RuleKey.CASE, inside=answers(case="HPD Case 26-0117"), outside=answers(case="ask us, 1 by 1, please")),
    Case(key=RuleKey.CONTACT, inside=answers(contact="555 0100"), outside=answers(contact="555 010")),
    Case(key=RuleKey.SOUGHT, inside=answers(sought="A red car."), outside=answers(sought="A red car")),
    Case(key=RuleKey.OWN, inside=answers(own="yes"), outside=answers(own="no")),
    Case(
        key=RuleKey.WORDS,
        inside=answers(sought="A white van that left after the break-in."),
        outside=answers(sought="Please share video of the protest march on Main Street."),
    ),
    Case(key=RuleKey.NOT_SPLIT, before=same_case, says="2 requests"),
    Case(key=RuleKey.NOT_SPLIT, inside=answers(radius="200 m"), outside=answers(radius="200 m"), before=beside),
    Case(key=RuleKey.NOT_SPLIT, inside=answers(radius="620 m"), outside=answers(radius="620 m"), before=much_of_it),
    Case(key=RuleKey.FEW_OPEN, before=opened, says="3 requests open"),
    Case(key=RuleKey.NO_PILE, before=piled, says="3 times within 24 hours"),
    Case(key=RuleKey.BUDGET, before=spent, says="20 requests"),
    Case(key=RuleKey.BUDGET, before=wide, says="60 km²"),
)


def crossed(seen: Message) -> list[str]:
    """The rules that the draft breaks, as the officer reads them."""
    rows = [row for block in seen.blocks if isinstance(block, Facts) for row in block.rows]
    return [label for label, value in rows if value.startswith("✗")]


def ticked(seen: Message) -> int:
    """How many rules hold."""
    rows = [row for block in seen.blocks if isinstance(block, Facts) for row in block.rows]
    return sum(value == "✓" for _, value in rows)


@pytest.mark.parametrize("platform", ["telegram", "discord"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key.value)
async def test_one_step_inside(desk: Desk, case: Case, platform: str) -> None:
    """P5: every rule has a tick, and *File it* files."""
    officer = desk.on[platform]
    await case.before(desk, 0)
    before = await desk.filed()
    seen = await drafted(officer, desk.now, **{"place": HERE, **case.inside(desk)})
    assert crossed(seen) == []
    assert ticked(seen) == len(RULES)
    assert labels(seen) == ["File it", "Change", "Discard"]
    assert FILED in words_of(await files(officer, seen))
    assert await desk.filed() == before + 1


@pytest.mark.parametrize("platform", ["telegram", "discord"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key.value)
async def test_one_step_outside(desk: Desk, case: Case, platform: str) -> None:
    """P5: exactly this rule is crossed with its reason, there is no *File it*, and pressing it all the same files nothing."""
    officer = desk.on[platform]
    await case.before(desk, 1)
    before = await desk.filed()
    seen = await drafted(officer, desk.now, **{"place": HERE, **case.outside(desk)})
    name = fill(RULES[case.key], **figures(desk.services.policies.requests))
    assert crossed(seen) == [name]
    assert ticked(seen) == len(RULES) - 1
    assert case.says in words_of(seen)
    assert labels(seen) == ["Change", "Discard"]
    ref = seen.buttons[0][0].action.ref  # type: ignore[union-attr]
    forced = await with_code(officer, await officer.presses("request.file", ref))
    assert FILED not in words_of(forced)
    assert crossed(forced.messages[0]) == [name]
    assert await desk.filed() == before


def test_every_rule_has_its_boundary() -> None:
    """No rule is left out above, but the one whose number the form itself holds."""
    assert set(RULES) - {case.key for case in CASES} == {RuleKey.SHORT}


@pytest.mark.parametrize(("field", "most"), [("sought", 600), ("contact", 120), ("case", 40)])
async def test_texts_too_long_are_not_taken(desk: Desk, field: str, most: int) -> None:
    """The form asks again for what is longer than owners read."""
    officer = desk.on["telegram"]
    answered = await officer.fills("request", **answers_to(desk.now, place=HERE, **{field: "1" * (most + 1)}))
    assert answered.form is not None
    assert [each.name for each in answered.form.fields] == [field]
    assert str(most) in words_of(answered)
    assert await desk.filed() == 0
