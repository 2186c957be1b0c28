"""What people do to dodge reviewers: take it back, reword it, bury it; and reviewers who are police by now."""

from datetime import timedelta

from bot.incidents.model import IncidentState
from bot.kernel.ids import new_code, new_ref
from bot.officers.service import invite_officer, join_officer
from tests.features.incidents.conftest import reports
from tests.features.moderation.conftest import Bench
from tests.features.moderation.test_holding import HELD
from tests.handlers.house import words_of
from tests.stories.inside import button_of


async def test_taking_back_saves_nobody_from_a_ban(bench: Bench) -> None:
    """Whoever posts, is flagged and removes it before a reviewer looks can be banned by its reference all the same, by
    the command and by the button of an old card; nothing else can be done to it."""
    ref = await bench.report(bench.ada, "Cheap roofs by Sunny Roofing, this week only.")
    await bench.flagged(bench.bob, ref, "spam")
    press = button_of(bench.card(bench.rex, ref), "Ban author")
    await bench.says(bench.ada, f"/remove {ref}")
    assert "nothing to be seen" in await bench.says(bench.rex, f"/hide {ref} Advertising.")
    assert "Until when?" in await bench.presses(bench.rex, *press)
    await bench.says(bench.rex, "cancel")
    assert "author banned" in await bench.says(bench.rex, f"/ban {ref} 7 days Advertising.")
    assert "You cannot post" in words_of(await reports(bench.ada.account))


async def test_a_removed_comment_too(bench: Bench) -> None:
    """The same for a comment."""
    ref = await bench.report(bench.ada)
    said = words_of(await bench.bob.account.fills("comment", report=ref, text="Buy my roofs", name="anonymous"))
    comment = said.split("comment ")[1][:6]
    await bench.says(bench.bob, f"/remove {comment}")
    assert "author banned" in await bench.says(bench.rex, f"/ban {comment} 7 days Advertising.")


async def test_a_draft_is_nothing_to_ban_for(bench: Bench) -> None:
    """What nobody was shown has no author for anybody, whatever reference is guessed."""
    (preview,) = (await reports(bench.ada.account)).messages
    _, ref = button_of(preview, "Post")
    assert "nothing to be seen" in await bench.says(bench.rex, f"/ban {ref} 7 days Why not.")


async def test_rewording_is_no_way_out_of_a_flag(bench: Bench) -> None:
    """The card says that the words were others when it was flagged; not where they were changed before."""
    first = await bench.report(bench.ada, "Everybody knows what Pat does there at night.")
    await bench.says(bench.ada, f"/edit {first} Everybody knows about it.")
    bench.night.clock.pass_time(timedelta(minutes=6))
    second = await bench.report(bench.ada, "Another thing altogether happened near the library.")
    for ref in (first, second):
        await bench.flagged(bench.bob, ref, "unkind", "It is about Pat")
    await bench.says(bench.ada, f"/edit {second} A nice day it was at the library.")
    assert "changed the words after" not in words_of(bench.card(bench.rex, first))
    said = await bench.says(bench.rex, "/flags")
    assert said.count("changed the words after it was flagged") == 1
    assert "A nice day it was" in said.split("changed the words after")[0].rpartition("Category")[2]


async def test_a_crowd_of_flags_does_not_bury_the_post(bench: Bench) -> None:
    """Everybody counts, five are quoted, and the post stays where it was."""
    ref = await bench.report(bench.ada)
    for number in range(8):
        somebody = await bench.night.resident(f"Sock{number}")
        somebody.account.router = bench.night.router
        await bench.flagged(somebody, ref, words="Take it down! " * 30)
    card = words_of(bench.card(bench.rex, ref))
    assert "Flagged by 8 people" in card
    assert card.count("Take it down! " * 29) == 5
    assert "3 more people wrote why" in card
    assert (await bench.incident(ref)).state is IncidentState.POSTED


async def test_a_reviewer_who_joined_the_police_learns_no_news(bench: Bench) -> None:
    """A card that stands in their chat does not follow any more: it forgets what it showed."""
    ref = await bench.report(bench.ada, HELD)
    now, liv = bench.night.clock.now(), await bench.night.person_of(bench.liv)
    async with bench.night.services.begin() as tx:
        _, badge = await invite_officer(tx, "Maple Police", "Ofc. Liv", now, new_ref, new_code)
        await join_officer(tx, await tx.people.person(liv), badge, now)
    await bench.says(bench.ada, f"/edit {ref} Another black guy took my other bike.")
    await bench.says(bench.rex, f"/ban {ref} 7 days Again.")
    assert "other bike" in words_of(bench.card(bench.rex, ref))
    assert not any("other bike" in got.words or HELD in got.words for got in bench.liv.told)


async def test_refusing_counts_for_what_was_looked_at(bench: Bench) -> None:
    """Mended and shown while the card was open, or while the reason was being written: the old press takes down nothing."""
    ref = await bench.report(bench.ada, HELD)
    press = button_of(bench.card(bench.rex, ref), "Refuse")
    assert "The author reads this" in await bench.presses(bench.rex, *press)
    await bench.says(bench.ada, f"/edit {ref} Somebody took my bike.")
    assert "were changed after that card" in await bench.says(bench.rex, "It describes somebody by race.")
    assert "were changed after that card" in await bench.presses(bench.liv, *press)
    assert (await bench.incident(ref)).state is IncidentState.POSTED
    assert "hidden" in await bench.says(bench.rex, f"/hide {ref} But it is untrue.")
