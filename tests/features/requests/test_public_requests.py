"""What everybody reads of a request, what the department reads of its own, and what is offered while a place is typed."""

import pytest

from bot.chat.incoming import Speaker, Suggest
from bot.geo.area import contains
from bot.geo.blur import cell_center
from bot.geo.cells import cells_of
from bot.record.model import EntryKind
from bot.requests.model import RequestState
from bot.requests.telling import public_cells, public_words
from tests.features.officers.joining import on_duty
from tests.features.requests.desk import HERE, Desk, circle
from tests.handlers.filing import answers, filed, shown
from tests.handlers.house import Somebody, words_of


async def offered(desk: Desk, somebody: Somebody, partial: str) -> list[str]:
    """What is offered while the place is typed."""
    speaker = Speaker(platform=somebody.platform, handle=somebody.handle, name="", language="en")
    found = await desk.router.complete(Suggest(speaker=speaker, command="request", field="place", partial=partial))
    return [choice.value for choice in found]


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_everybody_reads_one_in_full(desk: Desk, platform: str) -> None:
    """The department, its state, hours and words; neither the place, nor the minutes, nor the officer or their contact."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE, contact="+1 212 555 7777")
    stranger = Somebody(router=desk.router, handle="77", platform=platform)
    told = words_of(await stranger.says(f"/requests {ref.lower()}"))
    assert "State: in review" in told
    assert "Springfield Police" in told
    assert "A white van that left shortly after." in told
    for secret in ("40.7", "Vega", "7777", "400 m", ":15"):
        assert secret not in told.replace("Filed: Mon, Nov 23, 2026, 3:15", ""), secret
    assert "There is no request" in words_of(await stranger.says("/requests ZZZZZZ"))
    assert "There is no request" in words_of(await stranger.says("/requests '; DROP TABLE"))


async def test_the_department_reads_its_own_exactly(desk: Desk) -> None:
    """Its officers on duty, in private; an officer of another department reads what everybody reads."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE)
    own = words_of(await desk.on["telegram"].says(f"/requests {ref}"))
    assert "within" in own
    assert "40.71280" in own
    aloud = desk.on["telegram"].elsewhere("-100")
    assert "40.71280" not in words_of(await aloud.says(f"/requests {ref}"))


async def test_refused_ones_are_public_with_the_reason(desk: Desk) -> None:
    """In the list, in full, and in the record."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE)
    rex = await desk.reviewer("Rex")
    await rex.presses("review.refuse", ref)
    await rex.says("Too little is said about the incident.")
    stranger = Somebody(router=desk.router, handle="77")
    assert f"{ref}: Springfield Police · burglary · refused" in words_of(await stranger.says("/requests"))
    assert "Too little is said" in words_of(await stranger.says(f"/requests {ref}"))
    async with desk.services.begin() as tx:
        leaves = await tx.record.leaves()
    (leaf,) = [leaf for leaf in leaves if leaf.entry.kind is EntryKind.REQUEST_REFUSED]
    assert leaf.entry.body["why"] == "Too little is said about the incident."


async def test_the_record_names_every_cell_and_no_place(desk: Desk) -> None:
    """Every cell that the area touches, whether its middle lies there or not."""
    (made,) = await desk.seed(desk.sketch(area=circle(640.0)))
    words = public_words(made, desk.house)
    cells = words["cells"].split()
    assert cells == list(cells_of(made.draft.area, 8)) == list(public_cells(made.draft.area))
    assert len(cells) > 1
    assert not all(contains(made.draft.area, cell_center(cell)) for cell in cells)
    assert "40.71" not in str(words)


async def test_a_suggestion_is_the_departments_own(desk: Desk) -> None:
    """Where the department asked lately comes first, for its officers on duty alone; others get addresses only."""
    await desk.seed(desk.sketch(place_words="5 Elm Ave, Gotham"), desk.sketch(place_words="12 Oak Square, Gotham"))
    assert await offered(desk, desk.on["discord"], "") == ["12 Oak Square, Gotham", "5 Elm Ave, Gotham"]
    assert (await offered(desk, desk.on["telegram"], "12 oak"))[0] == "12 Oak Square, Gotham"
    assert len(await offered(desk, desk.on["telegram"], "12 oak")) == 2
    async with desk.services.begin() as tx:
        other = await tx.departments.by_name(desk.house.name)
        assert other is not None
        person = await tx.people.add("telegram", "cole", "Cole", "en", desk.now)
        await on_duty(tx, other.name, "Cole", person, desk.now)  # type: ignore[arg-type]
    assert "5 Elm Ave, Gotham" in await offered(desk, Somebody(router=desk.router, handle="cole"), "5 Elm")
    for stranger in (Somebody(router=desk.router, handle="77"), await desk.reviewer("Rex")):
        assert "5 Elm Ave, Gotham" not in await offered(desk, stranger, "5 Elm")


SPANS = [
    ("last 2 hours", "1:15\u202fPM EST to Mon, Nov 23, 2026, 3:15\u202fPM EST, 2 hours"),
    ("today 13:00-14:30", "1:00\u202fPM EST to Mon, Nov 23, 2026, 2:30\u202fPM EST, 90 minutes"),
]


@pytest.mark.parametrize("platform", ["telegram", "discord"])
@pytest.mark.parametrize(("span", "window"), SPANS)
async def test_a_span_is_a_whole_window(desk: Desk, platform: str, span: str, window: str) -> None:
    """Whoever writes the window as one span is not asked for its end, and reads it back with the zone."""
    given = answers(desk.now, place=HERE, start=span, end="", happened="today 13:30")
    seen = shown(await desk.on[platform].fills("request", **given))
    assert f"Window: Mon, Nov 23, 2026, {window}" in words_of(seen)


async def test_in_spanish(desk: Desk) -> None:
    """An officer who reads Spanish writes times in it, and reads every rule in it."""
    person = await desk.person(desk.on["telegram"])
    async with desk.services.begin() as tx:
        await tx.people.set_language(person, "es")
    given = answers(desk.now, place=HERE, start="últimas 3 horas", end="", happened="hace 2 horas")
    answered = await desk.on["telegram"].fills("request", **given)
    told = words_of(answered)
    assert "Su solicitud, antes de presentarla" in told
    assert "Palabras neutrales: ✓" in told
    assert "The" not in told.replace("Theft", "")


async def test_what_is_closed_says_so(desk: Desk) -> None:
    """The same words for everybody, whatever came in."""
    (made,) = await desk.seed(desk.sketch(), state=RequestState.PUBLISHED)
    closed = words_of(await desk.on["telegram"].says(f"/close {made.ref}"))
    assert closed.strip() == f"{made.ref} is closed."
    assert "State: closed" in words_of(await Somebody(router=desk.router, handle="77").says(f"/requests {made.ref}"))
