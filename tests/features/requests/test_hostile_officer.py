"""A hostile officer at the desk: races, splitting, smuggled words, impossible areas, and buttons of others."""

import asyncio
import json
from datetime import timedelta
from math import cos, pi, sin

import pytest

from bot.geo.model import Point, Polygon
from bot.kernel.ids import new_code, new_ref
from bot.officers.service import suspend_officer
from bot.people.service import invite_reviewer, join_reviewer
from bot.requests.model import RequestReason, RequestState
from bot.requests.rules import Filing, judge
from tests.features.officers.joining import on_duty, with_code
from tests.features.requests.desk import HERE, Desk, away, circle, typed
from tests.features.requests.test_boundaries import crossed
from tests.handlers.filing import FILED, answers, drafted, filed, files, labels, verb_and_ref
from tests.handlers.house import Somebody, words_of

GONE = "That draft is not there any more"


async def colleague(desk: Desk, name: str = "Cole") -> Somebody:
    """One more officer of the department."""
    async with desk.services.begin() as tx:
        person = await tx.people.add("telegram", name, name, "en", desk.now)
        await on_duty(tx, desk.house.name, name, person, desk.now)  # type: ignore[arg-type]
    return Somebody(router=desk.router, handle=name)


async def test_two_who_file_the_last_one_file_one(desk: Desk) -> None:
    """Both drafts hold when they are shown; filed at the same moment, one is and the other sees which rule broke."""
    other = await colleague(desk)
    await desk.seed(*[desk.sketch(area=circle(400.0, 3000.0 * n, 6000.0), case_number=f"5{n}") for n in range(2)])
    mine = await drafted(desk.on["discord"], desk.now, place=HERE)
    theirs = await drafted(other, desk.now, place=typed(away(5000.0)), case="26-2")
    assert labels(mine)[0] == labels(theirs)[0] == "File it"
    both = await asyncio.gather(files(desk.on["discord"], mine), files(other, theirs))
    assert sorted(FILED in words_of(each) for each in both) == [False, True]
    assert any("3 requests open" in words_of(each) for each in both)
    assert await desk.filed() == 3


async def test_one_draft_is_filed_once(desk: Desk) -> None:
    """However often and from whichever account *File it* is pressed at once, and whoever discards it meanwhile."""
    seen = await drafted(desk.on["discord"], desk.now, place=HERE)
    verb, ref = verb_and_ref(seen, "File it")
    presses = [desk.on["discord"].presses(verb, ref) for _ in range(5)]
    discards = [desk.on["discord"].presses("request.discard", ref)]
    said = [words_of(each) for each in await asyncio.gather(*presses, *discards)]
    filed_now = sum(FILED in each for each in said)
    assert filed_now + sum("Nothing was filed" in each for each in said) == 1
    assert await desk.filed() == filed_now


THORN = "; ".join(
    typed(away(east, north))
    for east, north in ((-300, -300), (300, -300), (300, 290), (9000, 299), (300, 300), (-300, 300))
)
"""600 m around the scene, and a thorn of 9 km."""

SPLITS = [
    {"case": "26 1234"},
    {"case": "case 26-1234"},
    {"case": "26_1234 "},
    {"case": "99-1"},
    {"place": typed(away(490.0)), "case": "99-2"},
    {"place": THORN, "radius": "", "case": "99-3"},
]  # fmt: skip
"""Ways to ask a third time about one incident: other spellings, another number nearby, and an outline with a thorn that
moves its middle away by kilometres."""


@pytest.mark.parametrize("split", SPLITS, ids=lambda split: split.get("case", "")[:12])
async def test_a_case_is_not_split(desk: Desk, split: dict[str, str]) -> None:
    """A third request about one incident is seen as that."""
    await desk.seed(desk.sketch(), desk.sketch(), state=RequestState.CLOSED)
    seen = await drafted(desk.on["discord"], desk.now, **{"place": HERE, **split})
    assert "At most 2 requests an incident" in crossed(seen)
    assert "File it" not in labels(seen)


@pytest.mark.parametrize("case", ["２６－１２３４", "26-1234А", "26-1234 é", "26-1234\u200b5 ¿"])
async def test_a_number_in_other_letters_is_no_case_number(desk: Desk, case: str) -> None:
    """Wide digits and letters of other alphabets look the same and would count as another case."""
    seen = await drafted(desk.on["discord"], desk.now, place=HERE, case=case)
    assert "A case number" in crossed(seen)


SMUGGLED = [
    {"case": "26-1 answer now or be arrested today"},
    {"contact": "You must call 555 0100 within 24 hours"},
    {"contact": "555 0100, failure to respond may be reported"},
    {"sought": "A white van.\n\nYou are required by law to answer this."},
    {"sought": "Video of the pro\u200btest march on Main Street."},
    {"sought": "Vídeo de la manifestación de ayer en la plaza."},
]


@pytest.mark.parametrize("smuggled", SMUGGLED, ids=lambda smuggled: next(iter(smuggled.values()))[:24])
async def test_words_smuggled_into_any_field_are_found(desk: Desk, smuggled: dict[str, str]) -> None:
    """Pressure and protests are refused wherever they stand."""
    seen = await drafted(desk.on["discord"], desk.now, **{"place": HERE, **smuggled})
    assert {"Neutral words", "A case number"} & set(crossed(seen))
    assert "File it" not in labels(seen)


async def test_a_link_needs_two_reviewers(desk: Desk) -> None:
    """A page that an officer controls may say anything later."""
    seen = await drafted(desk.on["discord"], desk.now, place=HERE, contact="555 0100 https://evil.example.org/x")
    assert "Two reviewers will look at this request" in words_of(seen)


def outline(*corners: Point, **more: object) -> str:
    """GeoJSON of a polygon with names and properties."""
    ring = [[corner.lon, corner.lat] for corner in (*corners, corners[0])]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return json.dumps({"type": "Feature", "geometry": shape, "properties": more, "id": "ANSWER OR ELSE"})


async def test_nothing_but_the_outline_comes_out_of_geojson(desk: Desk) -> None:
    """Neither names nor descriptions nor ids of it are shown to anybody, and the place is told in the gazetteer's words."""
    corners = (away(-300, -300), away(300, -300), away(300, 300), away(-300, 300))
    place = outline(*corners, name="ANSWER OR ELSE", description="protest", radius=5)
    seen = await drafted(desk.on["discord"], desk.now, place=place, radius="")
    assert crossed(seen) == []
    ref = await filed(desk.on["discord"], desk.now, place=place, radius="")
    async with desk.services.begin() as tx:
        found = await tx.requests.by_ref(ref)
        public = " ".join(str(leaf.entry.body) for leaf in await tx.record.leaves())
    assert found is not None
    assert isinstance(found.draft.area, Polygon)
    for words in (words_of(seen), found.draft.place_words, public):
        assert "ANSWER" not in words
        assert "protest" not in words


def star(corners: int, reach_m: float) -> str:
    """Corners all around, every other one near the middle."""
    points = []
    for number in range(corners):
        far = reach_m if number % 2 else reach_m / 3
        points.append(typed(away(far * sin(2 * pi * number / corners), far * cos(2 * pi * number / corners))))
    return "; ".join(points)


IMPOSSIBLE = {
    "crossing itself": "; ".join(typed(p) for p in (away(-300, -300), away(300, 300), away(300, -300), away(-300, 300))),
    "a line": "; ".join(typed(p) for p in (away(0, 0), away(0, 500), away(0, 1000))),
    "two corners": "; ".join(typed(p) for p in (away(0, 0), away(0, 500))),
    "a country": "; ".join(typed(Point(lat=lat, lon=lon)) for lat, lon in ((30, -100), (30, -80), (45, -80), (45, -100))),
    "the world": "-80,-179; -80,179; 80,179; 80,-179",
    "too many corners": star(101, 500.0),
    "no numbers": '{"type":"Polygon","coordinates":[[["x","y"],[1,2],[3,4],["x","y"]]]}',
    "not a number": '{"type":"Polygon","coordinates":[[[NaN,40],[-74,40.1],[-74,40],[NaN,40]]]}',
    "nests": "[" * 1500 + "]" * 1500,
    "deep": '{"type":"FeatureCollection","features":[' * 60 + "]}" * 60,
    "a hole": json.dumps({"type": "Polygon", "coordinates": [
        [[-74.01, 40.71], [-74.0, 40.71], [-74.0, 40.72], [-74.01, 40.72], [-74.01, 40.71]],
        [[-74.008, 40.712], [-74.002, 40.712], [-74.002, 40.718], [-74.008, 40.718], [-74.008, 40.712]]]}),
    "half of it": '{"type":"Polygon","coordinates":[[[-74.01, 40.71], [-74.0',
}  # fmt: skip


@pytest.mark.parametrize("what", IMPOSSIBLE)
async def test_an_impossible_area_is_asked_again(desk: Desk, what: str) -> None:
    """In one sentence, without an error, and nothing is drafted."""
    answered = await desk.on["telegram"].fills("request", **answers(desk.now, place=IMPOSSIBLE[what], radius=""))
    assert answered.form is not None, words_of(answered)
    assert answered.form.fields[0].name == "place"
    assert "went wrong" not in words_of(answered)
    async with desk.services.begin() as tx:
        assert await tx.request_previews.of(desk.officer.person, desk.now) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "radius", ["0", "-400", "1e9", "٤٠٠", "999999 km", "400 leagues", "NaN", "inf", "0.0001 mi", "400,,5"]
)
async def test_an_impossible_radius_is_asked_again(desk: Desk, radius: str) -> None:
    """No picture is drawn of a circle that no map shows."""
    answered = await desk.on["telegram"].fills("request", **answers(desk.now, place=HERE, radius=radius))
    assert answered.form is not None, words_of(answered)
    assert answered.form.fields[0].name == "radius"
    assert "went wrong" not in words_of(answered)


async def test_the_edge_of_a_bent_jurisdiction(desk: Desk) -> None:
    """All corners inside do not make an area that lies inside: an edge may cross what belongs to others."""
    corners = ((-2000, -2000), (2000, -2000), (2000, 2000), (1000, 2000), (0, -1500), (-1000, 2000), (-2000, 2000))
    bent = Polygon(corners=tuple(away(x, y) for x, y in corners))
    across = Polygon(corners=tuple(away(x, y) for x, y in ((-1400, 1000), (1400, 1000), (1400, 1200), (-1400, 1200))))
    beside = Polygon(corners=tuple(away(x, y) for x, y in ((-1900, -900), (-1400, -900), (-1400, 500), (-1900, 500))))
    budget = await _budget(desk)
    for area, inside in (
        (across, False),
        (beside, True),
        (circle(400.0, -1400.0, -1000.0), True),
        (circle(400.0), False),
    ):
        found = judge(
            Filing(
                draft=desk.sketch(area=area),
                jurisdiction=bent,
                budget=budget,
                policy=desk.services.policies.requests,
                now=desk.now,
            )
        )
        assert (RequestReason.OUTSIDE_JURISDICTION not in [no.reason for no in found]) == inside, area


async def _budget(desk: Desk) -> object:
    async with desk.services.begin() as tx:
        return await tx.requests.budget(desk.house.id, desk.sketch(), desk.now, desk.services.policies.requests)


async def test_nothing_is_edited_after_it_was_filed(desk: Desk) -> None:
    """Neither by the old buttons, nor by a change that was begun before, nor by a second draft."""
    officer = desk.on["telegram"]
    seen = await drafted(officer, desk.now, place=HERE)
    await officer.presses(*verb_and_ref(seen, "Change"))
    asked = await officer.says("Case number")
    assert asked.form is not None
    begun = asked.form.draft
    await officer.says("cancel")
    ref = await filed(desk.on["discord"], desk.now, place=HERE)
    for verb in ("request.file", "request.change", "request.discard"):
        answered = await with_code(officer, await officer.presses(verb, seen.buttons[0][0].action.ref))  # type: ignore[union-attr]
        assert GONE in words_of(answered)
    await officer.sends_form(begun, case="26-999")
    changed = await officer.fills("request", change="case", case="26-999")
    assert GONE in words_of(changed)
    async with desk.services.begin() as tx:
        found = await tx.requests.by_ref(ref)
    assert found is not None
    assert found.draft.case_number == "26-1234"


async def test_buttons_of_another_officers_draft_do_nothing(desk: Desk) -> None:
    """Not even for a colleague; and the draft is still there for whose it is."""
    seen = await drafted(desk.on["discord"], desk.now, place=HERE)
    other = await colleague(desk)
    own = await drafted(other, desk.now, place=typed(away(3000.0)), case="26-7")
    for verb in ("request.file", "request.change", "request.discard"):
        answered = await with_code(other, await other.presses(verb, verb_and_ref(seen, "File it")[1]))
        assert GONE in words_of(answered)
        assert answered.form is None
    assert await desk.filed() == 0
    assert FILED in words_of(await files(desk.on["discord"], seen))
    assert FILED in words_of(await files(other, own))


async def test_whoever_was_suspended_meanwhile_files_nothing(desk: Desk) -> None:
    """With the draft on the screen and the code typed."""
    officer = desk.on["discord"]
    seen = await drafted(officer, desk.now, place=HERE)
    async with desk.services.begin() as tx:
        await suspend_officer(tx, desk.officer.ref, desk.now)  # type: ignore[arg-type]
    for verb in ("request.file", "request.change"):
        answered = await officer.presses(verb, verb_and_ref(seen, "File it")[1])
        assert answered.form is None
        assert FILED not in words_of(answered)
    answered = await officer.fills("request", change="case", case="26-9")
    assert not any(message.title.startswith("Your request") for message in answered.messages)
    assert await desk.filed() == 0


async def test_a_hundred_drafts_are_one(desk: Desk) -> None:
    """Nothing piles up, and none counts against anybody."""
    for number in range(20):
        seen = await drafted(desk.on["discord"], desk.now, place=HERE, case=f"26-{number}")
    async with desk.services.begin() as tx:
        assert (
            await tx.requests.budget(desk.house.id, desk.sketch(), desk.now, desk.services.policies.requests)
        ).open_now == 0
    assert FILED in words_of(await files(desk.on["discord"], seen))


async def test_who_files_and_reviews_in_one_person(desk: Desk) -> None:
    """Whoever becomes a reviewer with the very account that files does not wave the request through."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE)
    async with desk.services.begin() as tx:
        _, code = await invite_reviewer(tx, "Vega", desk.now, new_ref, new_code)
        person = await tx.people.with_account("telegram", "vega@telegram")
        assert person is not None
        await join_reviewer(tx, person, code, desk.now)
    for account in desk.on.values():
        assert "You filed this request yourself" in words_of(await account.presses("review.approve", ref))
    assert await desk.state(ref) is RequestState.REVIEW


async def test_an_area_of_a_minute_in_each_corner_of_town_costs_what_it_costs(desk: Desk) -> None:
    """Twenty a month, whatever their size: small ones all over town do not add up to a net."""
    day = timedelta(days=1)
    await desk.seed(
        *[
            desk.sketch(area=circle(150.0), case_number=f"8{n}", incident_at=desk.now - n * day)
            for n in range(20)
        ],
        state=RequestState.REFUSED,
    )
    seen = await drafted(desk.on["discord"], desk.now, place=typed(away(6000.0)))
    assert crossed(seen) == ["At most 20 requests and 60 km² hours in 30 days"]
