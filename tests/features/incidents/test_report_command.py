"""What neighbors report, on both databases: the form, the preview, who sees it, how precisely, and how often."""

import json
from datetime import timedelta

import h3
import pytest
from sqlalchemy import MetaData, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat.language import message_in
from bot.chat.message import Audience, Facts, Quote
from bot.db.tables import FormDraftRow
from bot.handlers.context import Services
from bot.incidents.model import ANNOUNCE_JOB, POST_JOB, IncidentState
from bot.kernel.ids import Ref
from tests.db.houses import SEALS
from tests.features.incidents.conftest import TELEGRAM, Corner, ref_of, reports
from tests.handlers.house import START, Somebody, only_to_speaker, words_of
from tests.stories.inside import button_of

EXACT = "geo:40.0001234,-75.0005678"


async def stored_in(engine: AsyncEngine) -> str:
    """Everything that the database holds, with what open forms hold unsealed: a seal must hide nothing from a proof."""
    rows: list[object] = []
    async with engine.connect() as connection:
        tables = MetaData()
        await connection.run_sync(tables.reflect)
        for table in tables.sorted_tables:
            rows += [tuple(row) for row in await connection.execute(table.select())]
        for content in await connection.scalars(select(FormDraftRow.content)):
            rows.append(SEALS.passing.open_words("form_draft.content", content))
    return json.dumps(rows, default=str)


async def test_the_form_asks_what_was_done_first(corner: Corner) -> None:
    """One question after another, each with the emergency number in sight; the last two may be skipped."""
    channel = corner.ada.account.elsewhere(TELEGRAM)
    asked = await channel.says("/report")
    for question, answer in (
        ("not who did it by their looks", "A window was broken"),
        ("What is it about?", "crime"),
        ("Where?", "12 Oak St"),
        ("When was it?", "2 hours ago"),
    ):
        assert question in words_of(asked)
        assert asked.form is not None
        assert asked.form.note == "This is not an emergency line: in danger, call 911."
        asked = await channel.says(answer)
    assert "A photo or a clip?" in words_of(asked)
    assert asked.form is not None
    preview = await channel.presses("form.skip", asked.form.draft)
    assert "This is how others will see it" in words_of(preview)
    assert "When: Mon, Nov 23, 2026, 1" in words_of(preview)
    assert only_to_speaker(preview)


async def test_where_options_are_typed_nothing_more_is_asked(corner: Corner) -> None:
    """On Discord a filled-in command goes straight to the preview; a dialog offers the rest at once."""
    dialog = Somebody(router=corner.night.router, platform="discord", handle="discord-Bob", room="900", modals=True)
    preview = await dialog.fills("report", text="Ice", category="safety hazard", place="12 Oak St", name="named")
    assert "This is how others will see it" in words_of(preview)
    assert "By: Ada" in words_of(preview)
    asked = await dialog.fills("report", text="Ice")
    assert asked.form is not None
    assert [field.name for field in asked.form.fields] == ["category", "place", "when", "file"]
    preview = await dialog.sends_form(asked.form.draft, category="safety hazard", place="12 Oak St")
    assert "This is how others will see it" in words_of(preview)


async def test_what_is_needed_cannot_be_skipped(corner: Corner) -> None:
    """What happened, the category and the place are asked until they are there; only the time and a photo may be left."""
    ada = corner.ada.account
    asked = await ada.says("/report")
    for answer in ("A window was broken", "crime", "12 Oak St"):
        name = asked.form.fields[0].name if asked.form else ""
        assert asked.form is not None and asked.form.fields[0].required
        for again in (await ada.says("-"), await ada.presses("form.skip", asked.form.draft)):
            assert again.form is None or again.form.fields[0].name == name
        asked = await ada.says(answer)
    assert asked.form is not None and not asked.form.fields[0].required
    dialog = Somebody(router=corner.night.router, platform="discord", handle="discord-Bob", room="900", modals=True)
    asked = await dialog.fills("report")
    assert asked.form is not None
    assert [field.required for field in asked.form.fields] == [True, True, True, False, False]
    asked = await dialog.sends_form(asked.form.draft, category="crime")
    assert asked.form is not None
    assert [field.name for field in asked.form.fields] == ["text", "place"]


async def test_the_preview_is_the_post(corner: Corner) -> None:
    """What the author sees before posting is what channels show, word for word and block for block; nobody else sees it."""
    preview = await reports(corner.ada.account)
    assert only_to_speaker(preview)
    await corner.night.settle()
    assert corner.everywhere() == [[], []]
    (shown,) = preview.messages
    assert {button.label for row in shown.buttons for button in row} == {"Post", "Change words", "Show my name", "Discard"}
    posted = await corner.ada.account.presses(*button_of(shown, "Post"))
    assert posted.closes
    assert "goes to all channels of Maple Corner, as “a neighbor”, around Oak St" in words_of(posted)
    assert only_to_speaker(posted)
    await corner.night.settle()
    for platform in ("telegram", "discord"):
        (got,) = corner.shows(platform)
        assert got.message.title == shown.title == "A neighbor reports: crime"
        assert got.message.blocks == message_in(shown, "en").blocks[1:]
        assert got.message.audience is Audience.EVERYONE_HERE
        assert "in danger, call 911" in got.words
        assert [button.label for row in got.message.buttons for button in row] == ["Comment", "Flag"]


async def test_jobs_of_a_posted_report(corner: Corner, engine: AsyncEngine) -> None:
    """One job for each channel and one to find who is to be alerted; a second press makes no more."""
    preview = await reports(corner.ada.account)
    verb, ref = button_of(preview.messages[0], "Post")
    await corner.ada.account.presses(verb, ref)
    again = await corner.ada.account.presses(verb, ref)
    assert "sent that report already" in words_of(again)
    async with engine.connect() as connection:
        tables = MetaData()
        await connection.run_sync(tables.reflect)
        kinds = [row.kind for row in await connection.execute(tables.tables["job"].select())]
    assert sorted(kind for kind in kinds if kind.startswith("incidents.")) == [ANNOUNCE_JOB, POST_JOB, POST_JOB]


async def test_only_its_author_can_press(corner: Corner) -> None:
    """Buttons of somebody else's preview do nothing, and say nothing of it."""
    (shown,) = (await reports(corner.ada.account)).messages
    for label in ("Post", "Change words", "Show my name", "Discard"):
        refused = await corner.eve.account.presses(*button_of(shown, label))
        assert words_of(refused).strip() == words_of(await corner.eve.account.says("/remove ABCDEF")).strip()
        assert not refused.closes
    assert await corner.states() == []


async def test_changing_a_draft(corner: Corner) -> None:
    """Words and name change in the preview, as often as one likes; the last state is posted."""
    (shown,) = (await reports(corner.ada.account)).messages
    named = await corner.ada.account.presses(*button_of(shown, "Show my name"))
    assert named.closes
    assert "By: Ada" in words_of(named)
    asked = await corner.ada.account.presses(*button_of(named.messages[0], "Change words"))
    assert "now says:\nA window was broken." in words_of(asked)
    changed = await corner.ada.account.says("Two windows were broken.")
    assert "Two windows" in words_of(changed)
    back = await corner.ada.account.presses(*button_of(changed.messages[0], "Stay anonymous"))
    assert "By:" not in words_of(back)
    await corner.ada.account.presses(*button_of(back.messages[0], "Post"))
    await corner.night.settle()
    for (words,) in corner.everywhere():
        assert "Two windows" in words
        assert "Ada" not in words


async def test_discarding(corner: Corner, engine: AsyncEngine) -> None:
    """Nothing of a discarded draft is kept."""
    (shown,) = (await reports(corner.ada.account, text="A hidden thought")).messages
    assert "Nothing of it was kept" in words_of(await corner.ada.account.presses(*button_of(shown, "Discard")))
    assert "hidden" not in await stored_in(engine)
    assert "no report or comment" in words_of(await corner.ada.account.presses(*button_of(shown, "Post")))


async def test_the_exact_place_is_stored_nowhere(ada: Somebody, services: Services, engine: AsyncEngine) -> None:
    """Bar S11: neither the draft of the form nor the report holds the place, in words or numbers; only the cell does."""
    await ada.elsewhere("-100", admin=True).fills("setup", name="Maple Corner", place="geo:40,-75")
    asked = await ada.fills("report", text="A dog ran off", category="lost or found pet", place=EXACT)
    assert asked.form is not None
    await assert_coarse(engine)
    await ada.says("-")
    shown = (await ada.says("-")).messages[0]
    await assert_coarse(engine)
    ref = Ref(ref_of(await ada.presses(*button_of(shown, "Post"))))
    async with services.begin() as tx:
        incident = await tx.incidents.by_ref(ref)
    assert incident is not None
    assert incident.cell == h3.latlng_to_cell(40.0001234, -75.0005678, 9)
    assert incident.hour == START.replace(minute=0, second=0, microsecond=0)
    assert incident.cell in await assert_coarse(engine)


async def assert_coarse(engine: AsyncEngine) -> str:
    """No trace of EXACT is stored; returns all that is."""
    stored = await stored_in(engine)
    for trace in ("40.00012", "75.00056", "40.0001,", "0001234", "0005678"):
        assert trace not in stored
    return stored


async def test_a_direct_report_finds_the_neighborhood(corner: Corner) -> None:
    """In a direct message the place decides; outside of every neighborhood it is asked again."""
    asked = await reports(corner.ada.account, place="geo:41.0,-75.0")
    assert "outside the neighborhood" in words_of(asked)
    assert "Maple Corner" in words_of(await corner.ada.account.says("7 Elm Ave"))


async def test_a_channel_without_neighborhood(ada: Somebody) -> None:
    """A channel that nobody set up is told how to, before anybody fills in a form for nothing."""
    assert "/setup" in words_of(await ada.elsewhere("-7").says("/report A window"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("tomorrow", "has not come yet"),
        ("half past never", "cannot read that time"),
        ("2019-01-01", "in the last 30 days"),
    ],
)
async def test_times_that_cannot_be(corner: Corner, words: str, said: str) -> None:
    """The time is asked again with one sentence, and the rest of the form is kept."""
    asked = await reports(corner.ada.account, when=words)
    assert said in words_of(asked)
    assert asked.form is not None
    assert [field.name for field in asked.form.fields] == ["when"]
    assert "A window was broken." in words_of(await corner.ada.account.says("yesterday 9 pm"))


async def test_how_often_one_may_report(corner: Corner) -> None:
    """One report in five minutes and five in a day, counted when posted; each boundary opens again."""
    ada, pass_time = corner.ada.account, corner.night.clock.pass_time

    async def reported() -> bool:
        preview = await reports(ada)
        if preview.messages[0].buttons:
            preview = await ada.presses("incident.post", shown_ref(preview.messages[0]))
        said = words_of(preview)
        assert ("goes to all channels" in said) != ("5 times a day and 1 in five minutes" in said)
        return "goes to all channels" in said

    for _ in range(3):
        await reports(ada)  # Drafts count for nothing.
    assert await reported()
    assert not await reported()
    for _ in range(4):
        pass_time(timedelta(minutes=5, seconds=1))
        assert await reported()
    pass_time(timedelta(minutes=5, seconds=1))
    assert not await reported()
    pass_time(timedelta(days=1))
    assert await reported()


async def test_reporting_without_a_geocoder(lost: Somebody) -> None:
    """While the geocoder is down, words ask for a pin; a pin is enough for everything, /setup included."""
    await lost.elsewhere("-100", admin=True).fills("setup", name="Maple Corner", place="geo:40,-75")
    asked = await reports(lost)
    assert "does not answer right now. Please send a location pin" in words_of(asked)
    assert "in the map cell 89" in words_of(await lost.says(EXACT))


async def test_an_old_draft_is_forgotten(corner: Corner) -> None:
    """After a day the sweep has forgotten it, and its buttons say so."""
    (shown,) = (await reports(corner.ada.account)).messages
    corner.night.clock.pass_time(timedelta(days=1, seconds=1))
    policy = corner.night.services.policies.incidents
    async with corner.night.services.begin() as tx:
        await tx.incidents.forget_drafts(corner.night.clock.now() - policy.draft_life)
    assert "no report or comment" in words_of(await corner.ada.account.presses(*button_of(shown, "Post")))


async def test_joining_an_earlier_report(corner: Corner) -> None:
    """The preview offers it; joined, it is shown nowhere, counts at the earlier one in every channel, alerts nobody."""
    first = await corner.report(corner.ada)
    assert "reported this" not in str(corner.everywhere())
    (shown,) = (await reports(corner.bob.account, text="Glass on the pavement")).messages
    assert f"Report {first.ref}, around Oak St, may be about the same thing" in words_of(shown)
    assert [button.label for row in shown.buttons for button in row][:2] == ["It is the same: join it", "Post mine"]
    joined = await corner.bob.account.presses(*button_of(shown, "It is the same: join it"))
    assert f"counts at {first.ref} now. 2 neighbors reported it" in words_of(joined)
    await corner.night.settle()
    for (words,) in corner.everywhere():
        assert "2 neighbors reported this." in words
        assert "Glass" not in words
    mine = await corner.bob.account.says(f"/remove {shown_ref(shown)}")
    assert "is taken back" in words_of(mine)
    await corner.night.settle()
    assert "neighbors reported" not in str(corner.everywhere())


def shown_ref(shown: object) -> str:
    """The reference of a preview, off its buttons."""
    return button_of(shown, "Discard")[1]  # type: ignore[arg-type]


async def test_posting_ones_own_all_the_same(corner: Corner) -> None:
    """A likely duplicate is offered and never merged by itself."""
    await corner.report(corner.ada)
    (shown,) = (await reports(corner.bob.account)).messages
    await corner.bob.account.presses(*button_of(shown, "Post mine"))
    await corner.night.settle()
    assert [len(words) for words in corner.everywhere()] == [2, 2]


async def test_joining_what_is_gone(corner: Corner) -> None:
    """An earlier report that was removed meanwhile cannot be joined; the draft stays."""
    first = await corner.report(corner.ada)
    (shown,) = (await reports(corner.bob.account)).messages
    await corner.ada.account.says(f"/remove {first.ref}")
    refused = await corner.bob.account.presses(*button_of(shown, "It is the same: join it"))
    assert "not possible any more" in words_of(refused)
    assert (await corner.incident(shown_ref(shown))).state is IncidentState.DRAFT


async def test_how_a_channel_sees_a_report(corner: Corner) -> None:
    """The words are a quotation, the place a block, the time an hour, the author nobody."""
    words = "@everyone *smoke* </b> _and_ `fire`"
    await corner.report(corner.ada, text=words, category="fire or medical")
    for platform in ("telegram", "discord"):
        (got,) = corner.shows(platform)
        assert got.message.title == "A neighbor reports: fire or medical"
        assert Quote(text=words) in got.message.blocks
        (facts,) = [block for block in got.message.blocks if isinstance(block, Facts)]
        assert facts.rows[0] == ("Where", "around Oak St")
        assert "Nov 23, 2026, 3" in facts.rows[1][1]
        assert ":15" not in facts.rows[1][1]
        assert "Ada" not in got.words
