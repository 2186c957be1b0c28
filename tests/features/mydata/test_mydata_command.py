"""`/mydata` as people use it: shown, handed over, looked up, erased; by nobody for anybody else."""

import json
import struct
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat.message import Attachment
from bot.db.mydata import leave_no_trace
from bot.mydata import texts
from tests.features.incidents.conftest import Corner, reports
from tests.features.mydata.traces import files_with, rows_with
from tests.handlers.house import Somebody, only_to_speaker, words_of
from tests.stories.inside import Resident, button_of


async def settled(corner: Corner) -> Resident:
    """Eve has a camera, an address, alerts, rules and a report."""
    eve = corner.eve
    for words in ("/alerts 40.0005, -75.0005", "/rules never burglary", "/language es", "/language en"):
        await eve.account.says(words)
    return eve


async def test_a_stranger_has_nothing(corner: Corner) -> None:
    """And is told so, without being made known by asking."""
    nobody = Somebody(router=corner.eve.account.router, handle="987654")
    for words in ("/mydata show", "/mydata export", "/mydata history", "/mydata forget"):
        assert "Nothing is held about you here" in words_of(await nobody.says(words))


async def test_only_in_direct_messages(corner: Corner) -> None:
    """A press in a group shows nothing there either."""
    eve = await settled(corner)
    aloud = Somebody(router=eve.account.router, handle=eve.account.handle, room="-77")
    for verb in (texts.SHOW, texts.EXPORT, texts.HISTORY, texts.FORGET, texts.GO):
        assert "Others could read along here" in words_of(await aloud.presses(verb, texts.ME))
    assert "Home point" in words_of(await eve.account.says("/mydata show"))


async def test_shown_in_words(corner: Corner) -> None:
    """Everything, with the names of things and not of columns."""
    eve = await settled(corner)
    shown = await eve.account.says("/mydata show")
    assert only_to_speaker(shown)
    words = words_of(shown)
    for said in ("Accounts (1)", "Home point: 40.000500, -75.000500", "Quiet from: 21:00", "Incident type: burglary"):
        assert said in words
    assert "_id" not in words and "None" not in words and "created" not in words


async def test_the_files_come_to_whoever_asked(corner: Corner) -> None:
    """As a file in the chat; it reads as JSON and holds the home point."""
    eve = await settled(corner)
    assert "comes in a moment" in words_of(await eve.account.says("/mydata export"))
    await corner.night.settle()
    got = next(got for got in reversed(eve.told) if got.files)
    (content,) = got.files
    whole = json.loads(content)
    assert whole["tables"]["subscription"]["rows"][0]["home"] == {"lat": 40.0005, "lon": -75.0005}
    attachment = next(block for block in got.message.blocks if isinstance(block, Attachment))
    assert attachment.name == "porchlight-my-data.json" and attachment.size_bytes == len(content)


async def test_going(corner: Corner, engine: AsyncEngine, tmp_path: Path) -> None:
    """Said first, then done: the rows, the traces, and the drafts; whoever comes back is a stranger."""
    eve = await settled(corner)
    await eve.account.says("/camera add")
    asked = words_of(await eve.account.says("/mydata forget"))
    assert "What goes, for good: " in asked and "What stays" in asked
    assert "All that was held about you is erased" in words_of(await eve.account.presses(texts.GO, texts.ME))
    await leave_no_trace(engine)
    for again in (eve.account.says("/mydata show"), eve.account.presses(texts.GO, texts.ME)):
        assert "Nothing is held about you here" in words_of(await again)
    assert await rows_with(engine, [b"40.0005"]) == []
    assert files_with(tmp_path, [struct.pack("<d", 40.0005), struct.pack(">d", 40.0005)]) == []


async def test_what_channels_show_goes_too(corner: Corner) -> None:
    """The report, what others said to it, and the alert in somebody's chat; what others reported stays."""
    await corner.eve.account.says("/alerts 40.0005, -75.0005")
    await corner.ada.account.says("/rules")
    stays = await corner.report(corner.bob, text="A tree fell on the road.", place="7 Elm Ave")
    goes = await corner.report(corner.ada)
    await corner.answers(corner.bob, corner.shows("discord")[-1], "I saw it too.")
    assert any("I saw it too." in got.words for got in corner.shows("telegram"))
    assert any(goes.ref in got.words for got in corner.eve.told)
    await corner.ada.account.presses(texts.GO, texts.ME)
    await corner.night.settle()
    for shown in corner.everywhere():
        assert any("A tree fell" in words for words in shown)
        assert not any("window" in words or "I saw it too." in words for words in shown)
    assert not any("window was broken" in got.words for got in corner.eve.told)
    assert (await corner.incident(stays.ref)).id == stays.id


async def test_an_officer_ends_the_role_first(corner: Corner) -> None:
    """What a department asked in public has an author."""
    sergeant = corner.night.officer
    assert "You are an officer here" in words_of(await sergeant.account.presses(texts.GO, texts.ME))


async def test_every_look_of_a_reviewer_is_told(corner: Corner) -> None:
    """Whoever asks reads who was shown which post of theirs, and when; others' looks are none of theirs."""
    assert "Nobody who reviews or runs this" in words_of(await corner.ada.account.says("/mydata history"))
    preview = await reports(corner.ada.account, text="He drives a car with the plate 7ABC123, call 555-867-5309.")
    await corner.ada.account.presses(*button_of(preview.messages[0], "Post"))
    await corner.night.settle()
    assert any("7ABC123" in got.words for got in corner.night.reviewer.told)
    told = words_of(await corner.ada.account.says("/mydata history"))
    assert "Rex: your post" in told and told.count("Rex:") == 1
    await corner.night.reviewer.account.says("/flags")
    assert words_of(await corner.ada.account.says("/mydata history")).count("Rex:") == 2
    assert "Nobody who reviews or runs this" in words_of(await corner.bob.account.says("/mydata history"))
