"""Bans end by themselves and bar only speaking; appeals go to somebody else, once."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.incidents.model import IncidentState
from bot.moderation.model import Act
from bot.moderation.rules import read_end
from tests.features.incidents.conftest import reports
from tests.features.moderation.conftest import Bench
from tests.handlers.house import words_of
from tests.stories.inside import button_of

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "days"),
    [("7 days", 7), ("1 day", 1), ("a week", 7), ("2 weeks", 14), ("1 month", 30), ("1 year", 365), ("7 días", 7),
     ("for 3 days", 3), ("365 days", 365), ("366 days", None), ("0 days", None), ("-1 days", None), ("13 months", None),
     ("soon", None), ("", None), ("7", None), ("2026-11-23", None), ("2027-11-24", None), ("2026-13-01", None),
     ("99999 days", None), ("9999 years", None), ("٧ days", 7)],
)  # fmt: skip
def test_how_long_a_ban_may_be(words: str, days: int | None) -> None:
    """Every way to say it, both sides of 365 days, and what is no end at all."""
    end = read_end(words, NOW, 365)
    assert end == (NOW + timedelta(days=days) if days is not None else None)


def test_a_date_includes_its_day() -> None:
    """Until a date means until its end."""
    assert read_end("2026-12-24", NOW, 365) == datetime(2026, 12, 25, tzinfo=UTC)
    assert read_end("until 2026-11-24", NOW, 365) == datetime(2026, 11, 25, tzinfo=UTC)


async def test_a_ban_bars_speaking_and_nothing_else(bench: Bench) -> None:
    """Report, comment and flag are barred with the reason and the way out; lists and appeals work; it ends by itself."""
    other = await bench.report(bench.bob)
    ref = await bench.report(bench.ada)
    assert "author banned" in await bench.says(bench.rex, f"/ban {ref} 7 days Again and again untrue.")
    assert "Again and again untrue." in bench.ada.told[-1].words
    barred = "You cannot post, comment or flag until"
    assert barred in words_of(await reports(bench.ada.account))
    assert barred in words_of(await bench.ada.account.fills("comment", report=other, text="Hm", name="anonymous"))
    assert barred in words_of(await bench.flagged(bench.ada, other))
    assert barred in await bench.presses(bench.ada, "flag.incident", other)
    assert barred in await bench.says(bench.ada, f"/edit {ref} Other words")
    assert "is taken back" in await bench.says(bench.ada, f"/remove {ref}")
    await bench.night.pass_time(timedelta(days=7, seconds=1))
    assert "Not posted yet" in words_of(await reports(bench.ada.account))


async def test_ban_by_button_asks_step_by_step(bench: Bench) -> None:
    """*Ban author* on a card asks until when and why; an unreadable end is asked again; two bans at once there are not."""
    ref = await bench.report(bench.ada)
    await bench.flagged(bench.bob, ref)
    assert "Until when?" in await bench.presses(bench.rex, *button_of(bench.card(bench.rex, ref), "Ban author"))
    await bench.says(bench.rex, "for ever")
    assert "cannot read that as the end" in await bench.says(bench.rex, "It lies.")
    assert "author banned" in await bench.says(bench.rex, "1 month")
    assert "Author banned until" in words_of(bench.card(bench.liv, ref))
    assert "banned until" in await bench.says(bench.liv, f"/ban {ref} 3 days More.")
    listed = await bench.liv.account.says("/ban")
    assert "It lies." in words_of(listed)
    assert "ban lifted" in await bench.presses(bench.liv, listed.messages[0].buttons[0][0].action.verb,  # type: ignore[union-attr]
                                               listed.messages[0].buttons[0][0].action.ref)  # type: ignore[union-attr]  # fmt: skip
    assert "the ban was lifted" in bench.ada.told[-1].words
    assert "no running ban" in await bench.presses(bench.rex, "mod.lift", "ABCDEF")


async def test_an_appeal_goes_to_somebody_else(bench: Bench) -> None:
    """The button asks for words; the decider's card has no buttons and their press does nothing; the other decides."""
    ref = await bench.report(bench.ada)
    await bench.says(bench.rex, f"/hide {ref} Untrue.")
    told = bench.ada.last("took your post")
    assert "Why is the decision wrong?" in await bench.presses(bench.ada, *button_of(told, "Ask another reviewer"))
    assert "is noted" in await bench.says(bench.ada, "I have photos")
    mine = bench.card(bench.rex, ref)
    assert mine.buttons == ()
    assert "somebody else looks" in words_of(mine)
    for verb in ("mod.restore", "mod.uphold"):
        assert "somebody else has to look" in await bench.presses(bench.rex, verb, ref)
    assert "I have photos" in words_of(bench.card(bench.liv, ref))
    assert "restored" in await bench.presses(bench.liv, *button_of(bench.card(bench.liv, ref), "Show it"))
    assert (await bench.incident(ref)).state is IncidentState.POSTED


async def test_upheld_is_for_good(bench: Bench) -> None:
    """After *Decision stands* nothing brings it back, and the author is told with the reason; nor is there a second appeal."""
    ref = await bench.report(bench.ada)
    await bench.says(bench.rex, f"/hide {ref} Untrue.")
    await bench.says(bench.ada, f"/appeal {ref} It is true")
    assert "decision stands" in await bench.presses(
        bench.liv, *button_of(bench.card(bench.liv, ref), "Decision stands")
    )
    assert "The decision stands" in bench.ada.told[-1].words
    assert "Untrue." in bench.ada.told[-1].words
    for who in (bench.rex, bench.liv):
        for verb in ("mod.restore", "mod.uphold"):
            assert "already decided" in await bench.presses(who, verb, ref)
    assert "appealed this already" in await bench.says(bench.ada, f"/appeal {ref} Again")
    assert [each.act for each in await bench.decisions()] == [Act.UPHOLD, Act.HIDE]


async def test_taken_down_again_it_can_be_appealed_again(bench: Bench) -> None:
    """A reviewer who lost an appeal cannot have the last word by deciding the same once more; each decision is appealed
    once, and not by its maker."""
    ref = await bench.report(bench.ada)
    for number in range(2):
        await bench.says(bench.rex, f"/hide {ref} Untrue.")
        assert "is noted" in await bench.says(bench.ada, f"/appeal {ref} It is true, time {number}")
        assert "appealed this already" in await bench.says(bench.ada, f"/appeal {ref} Really")
        assert "somebody else has to look" in await bench.presses(bench.rex, "mod.uphold", ref)
        assert f"time {number}" in words_of(bench.card(bench.liv, ref))
        assert "restored" in await bench.presses(bench.liv, "mod.restore", ref)
    await bench.says(bench.rex, f"/hide {ref} Untrue.")
    await bench.says(bench.ada, f"/appeal {ref} It is true")
    assert "decision stands" in await bench.presses(bench.liv, "mod.uphold", ref)
    assert "appealed this already" in await bench.says(bench.ada, f"/appeal {ref} Again")


async def test_what_cannot_be_appealed(bench: Bench) -> None:
    """Another's, what is shown, what nobody decided about, and nonsense: the same words."""
    ref = await bench.report(bench.ada)
    for who, what in ((bench.ada, ref), (bench.bob, ref), (bench.ada, "ABCDEF"), (bench.ada, "nonsense")):
        assert "no decision of that reference" in await bench.says(who, f"/appeal {what} please")
    await bench.says(bench.rex, f"/hide {ref} Untrue.")
    assert "no decision of that reference" in await bench.says(bench.bob, f"/appeal {ref} please")


async def test_a_ban_can_be_appealed_while_it_runs(bench: Bench) -> None:
    """Somebody banned appeals; the other reviewer lifts it; an ended ban cannot be appealed."""
    ref = await bench.report(bench.ada)
    await bench.says(bench.rex, f"/ban {ref} 7 days Untrue.")
    ban_ref = button_of(bench.ada.told[-1].message, "Ask another reviewer")[1]
    assert "is noted" in await bench.says(bench.ada, f"/appeal {ban_ref} It was true")
    assert "somebody else has to look" in await bench.presses(bench.rex, "mod.lift", ban_ref)
    assert "ban lifted" in await bench.presses(bench.liv, *button_of(bench.card(bench.liv, ban_ref), "Lift the ban"))
    await bench.night.pass_time(timedelta(minutes=6))
    assert "Not posted yet" in words_of(await reports(bench.ada.account))
    assert "no decision of that reference" in await bench.says(bench.ada, f"/appeal {ban_ref} Again")


async def test_a_lone_reviewer_is_told_to_find_a_second(bench: Bench) -> None:
    """Where nobody else is left, the card says what to do, and the decider still may not decide."""
    ref = await bench.report(bench.liv)
    await bench.says(bench.rex, f"/hide {ref} Untrue.")
    await bench.says(bench.liv, f"/appeal {ref} It is true")
    assert "invite a second reviewer" in words_of(bench.card(bench.rex, ref))
    assert "somebody else has to look" in await bench.presses(bench.rex, "mod.uphold", ref)
