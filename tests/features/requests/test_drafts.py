"""The draft that an officer looks at: what it shows, how it is changed, discarded and forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat.message import Facts, Message, Picture, Quote
from bot.consent.texts import question_words
from bot.db.tables import RequestPreviewRow
from bot.handlers.request_forms import REQUEST
from tests.features.requests.desk import HERE, Desk, square
from tests.handlers.filing import FILED, answers, drafted, exactly, files, labels, shown, verb_and_ref
from tests.handlers.house import Somebody, words_of

GONE = "That draft is not there any more"


def row(seen: Message, label: str) -> str:
    """The value beside a label. Raises LookupError."""
    for block in seen.blocks:
        for name, value in block.rows if isinstance(block, Facts) else ():
            if name == label:
                return value
    raise LookupError(label)


async def changed(officer: Somebody, seen: Message, what: str, to: str) -> Message:
    """*Change*, and the answer to the one question that follows."""
    asked = await officer.presses(*verb_and_ref(seen, "Change"))
    assert asked.form is not None
    assert [field.name for field in asked.form.fields] == ["change"]
    asked = await officer.says(what)
    assert asked.form is not None, words_of(asked)
    assert len(asked.form.fields) == 1
    return shown(await officer.says(to))


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_the_draft_shows_all_that_filing_means(desk: Desk, platform: str) -> None:
    """A map, the size, the jurisdiction, the times with their zone, what owners read, what everybody reads, every rule."""
    seen = await drafted(desk.on[platform], desk.now, place=HERE)
    assert row(seen, "Area") == "0.503 km² (0.194 square miles)"
    assert row(seen, "Inside your jurisdiction") == "yes"
    assert row(seen, "Incident time") == "Mon, Nov 23, 2026, 1:15\u202fPM EST"
    assert row(seen, "Window").endswith(", 2 hours")
    assert row(seen, "Time zone") == "America/New_York"
    assert row(seen, "Who asks") == "Sgt. Vega, Springfield Police"
    assert row(seen, "Neutral words") == "✓"
    assert any(isinstance(block, Picture) for block in seen.blocks)
    assert Quote(text="A white van that left shortly after.") in seen.blocks
    assert "Saying no, or nothing, has no consequence" in words_of(seen)
    assert "without the exact area" in words_of(seen)


async def test_owners_read_what_the_officer_was_shown(desk: Desk) -> None:
    """Each block of words in the question to an owner stands in the draft, in the same order."""
    seen = await drafted(desk.on["discord"], desk.now, place=HERE)
    async with desk.services.begin() as tx:
        kept = await tx.request_previews.of(desk.officer.person, desk.now)  # type: ignore[arg-type]
    assert kept is not None
    told = [words_of(Message(blocks=(block,))) for block in question_words(kept.draft, desk.house, desk.officer)]
    whole = words_of(seen)
    for words in told[1:]:
        assert words.strip() in whole


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_whatever_is_missing_is_asked(desk: Desk, platform: str) -> None:
    """One question after another until all is there; a radius is asked only where no area was drawn."""
    officer = desk.on[platform]
    given = answers(desk.now, place=HERE)
    asked, order = await officer.says("/request"), []
    while asked.form is not None:
        field = asked.form.fields[0]
        order.append(field.name)
        asked = await officer.says(given[field.name])
    assert order == list(given)
    assert labels(shown(asked))[0] == "File it"
    asked = await officer.fills("request", **answers(desk.now, place=square(600.0), radius=""))
    assert row(shown(asked), "Area").startswith("0.36 km²")


async def test_nobody_but_an_officer_is_asked_anything(desk: Desk) -> None:
    """A stranger and a reviewer hear at once that they cannot, before they have typed ten answers."""
    for somebody in (Somebody(router=desk.router, handle="77"), await desk.reviewer("Rex")):
        answered = await somebody.says("/request")
        assert answered.form is None
        assert "Only verified officers" in words_of(answered)


async def test_an_unreadable_answer_is_asked_again_at_once(desk: Desk) -> None:
    """A time, a place, a radius or an outline that cannot be read: with one sentence, and the other answers are kept."""
    officer = desk.on["telegram"]
    wrong = {"radius": "far", "happened": "sometime", "place": "40.71,-74.0; 40.72,-74.0"}
    for name, text in (*wrong.items(), ("place", "Nowhere Street 12345 X")):
        answered = await officer.fills("request", **answers(desk.now, **{"place": HERE, "type": "", name: text}))
        assert answered.form is not None, text
        assert [field.name for field in answered.form.fields] == [name], text


CHANGES = [
    ("Radius", "500 m", "Area", "0.785 km² (0.303 square miles)"),
    ("Case number", "26-777", "Case number", "26-777"),
    ("Contact", "212 555 0199", "To check who asks", "212 555 0199 · department: 555-0100"),
    ("Incident type", "arson", "Incident", "arson"),
    ("Place", square(600.0), "Area", "0.36 km² (0.139 square miles)"),
]


@pytest.mark.parametrize("platform", ["telegram", "discord"])
@pytest.mark.parametrize(("what", "to", "label", "value"), CHANGES, ids=lambda value: value[:12])
async def test_one_thing_is_changed(desk: Desk, platform: str, what: str, to: str, label: str, value: str) -> None:
    """*Change* asks for one thing, everything else stays, and the earlier message cannot be filed any more."""
    officer = desk.on[platform]
    before = await drafted(officer, desk.now, place=HERE)
    after = await changed(officer, before, what, to)
    assert row(after, label) == value
    same = {"Incident time", "Window"}
    assert {name: row(after, name) for name in same} == {name: row(before, name) for name in same}
    assert GONE in words_of(await files(officer, before))
    assert await desk.filed() == 0
    assert FILED in words_of(await files(officer, after))
    async with desk.services.begin() as tx:
        (filed,) = await tx.requests.of_department(desk.house.id)
    assert after.buttons and filed.draft.sought == "A white van that left shortly after."


async def test_everything_can_be_changed(desk: Desk) -> None:
    """Each question of the form is among the things to change."""
    assert {choice.value for choice in REQUEST.fields[-1].choices} == {field.name for field in REQUEST.fields[:-1]}


async def test_a_place_in_place_of_an_area_needs_a_radius(desk: Desk) -> None:
    """Whoever drew an area and now names a place is asked how far around it; an area has no radius of its own."""
    officer = desk.on["telegram"]
    seen = await drafted(officer, desk.now, place=square(600.0), radius="")
    await officer.presses(*verb_and_ref(seen, "Change"))
    await officer.says("Place")
    asked = await officer.says(HERE)
    assert asked.form is not None
    assert asked.form.fields[0].name == "radius"
    assert row(shown(await officer.says("300 m")), "Area").startswith("0.283 km²")
    drawn = await drafted(officer, desk.now, place=square(600.0), radius="")
    await officer.presses(*verb_and_ref(drawn, "Change"))
    await officer.says("Radius")
    refused = await officer.says("300 m")
    assert "has no radius" in words_of(refused)
    assert refused.form is None
    assert FILED in words_of(await files(officer, drawn))


async def test_a_discarded_draft_is_gone(desk: Desk) -> None:
    """Nothing of it is filed or kept."""
    officer = desk.on["discord"]
    seen = await drafted(officer, desk.now, place=HERE)
    answered = await officer.presses(*verb_and_ref(seen, "Discard"))
    assert "Nothing was filed" in words_of(answered)
    assert answered.closes
    assert GONE in words_of(await files(officer, seen))
    assert GONE in words_of(await officer.presses(*verb_and_ref(seen, "Change")))
    async with desk.services.begin() as tx:
        assert await tx.request_previews.of(desk.officer.person, desk.now) is None  # type: ignore[arg-type]


async def test_a_draft_expires_and_is_forgotten(desk: Desk) -> None:
    """For 24 hours it can be filed; after them it is dead, and the next sweep removes its row."""
    officer = desk.on["discord"]
    seen = await drafted(officer, desk.now, place=HERE)
    desk.clock.pass_time(timedelta(hours=24) - timedelta(seconds=1))
    assert labels(shown(await officer.fills("request", **answers(desk.now, place=HERE))))[0] == "File it"
    seen = await drafted(officer, desk.now, place=HERE)
    desk.clock.pass_time(timedelta(hours=24))
    assert GONE in words_of(await files(officer, seen))
    async with desk.services.begin() as tx:
        await tx.request_previews.forget(desk.now)
        assert list(await tx.requests.session.scalars(select(RequestPreviewRow.ref))) == []  # type: ignore[attr-defined]


async def test_a_draft_lies_sealed(desk: Desk) -> None:
    """Neither its words nor its place can be read in the database."""
    await drafted(desk.on["discord"], desk.now, place=HERE, sought="A turquoise unicycle near the depot.")
    async with desk.services.begin() as tx:
        rows = (await tx.requests.session.scalars(select(RequestPreviewRow))).all()  # type: ignore[attr-defined]
    (row,) = rows
    assert b"turquoise" not in row.content
    assert b"40.71" not in row.content


async def test_what_does_not_hold_any_more_is_shown_again(desk: Desk) -> None:
    """A draft that held a minute ago and does not now: the officer sees which rule, and nothing is filed."""
    officer = desk.on["discord"]
    seen = await drafted(officer, desk.now, place=HERE)
    await desk.seed(
        *[desk.sketch(case_number=f"5{n}", incident_at=desk.now - timedelta(days=5 + 3 * n)) for n in range(3)]
    )
    answered = await files(officer, seen)
    assert row(shown(answered), "At most 3 open").startswith("✗ Your department has 3 requests open")
    assert await desk.filed() == 3


async def test_a_moment_does_not_move_while_the_form_is_filled_in(desk: Desk) -> None:
    """What was "2 hours ago" when it was typed is that moment an hour later."""
    officer = desk.on["telegram"]
    given = answers(desk.now, place=HERE, happened="2 hours ago", start=exactly(desk.now - timedelta(hours=3)))
    asked = await officer.fills("request", **{name: text for name, text in given.items() if name != "own"})
    assert asked.form is not None
    desk.clock.pass_time(timedelta(hours=1))
    assert row(shown(await officer.says("yes")), "Incident time") == "Mon, Nov 23, 2026, 1:15\u202fPM EST"


async def test_in_a_channel_nothing_is_drafted(desk: Desk) -> None:
    """Case numbers and exact places are typed to the bot alone."""
    answered = await desk.on["telegram"].elsewhere("-100").fills("request", **answers(desk.now, place=HERE))
    assert "direct message" in words_of(answered)
