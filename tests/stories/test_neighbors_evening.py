"""Neighbors on both platforms at once, with the real clients: a report and everything that follows from it."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from rich.console import Console

from bot.demo.humans import OnDiscord, OnTelegram, Screen
from bot.demo.stage import CODE, Stage, set_up
from bot.demo.telling import Telling
from bot.demo.town import invented

WORDS = "A window was smashed and a bicycle is gone."
PATIENCE_S = 30.0


@dataclass(slots=True, kw_only=True)
class Block:
    """A neighborhood with a Telegram group and a Discord channel, and who lives there."""

    stage: Stage
    nora: OnTelegram
    """Reports."""
    tom: OnTelegram
    """Is told, by direct message."""
    dora: OnDiscord
    """Is told as well, and comments."""
    rita: OnTelegram
    rolf: OnDiscord
    """Reviewers."""
    group: int
    channel: int

    def telegram(self) -> list[str]:
        """The posts that the group shows now."""
        return [one.text for one in self.stage.sandbox.telegram.inbox(self.group) if one.from_bot]

    def discord(self, place: int = 0) -> list[str]:
        """What the bot said in the channel, or to a person, that can be read now."""
        inbox = self.stage.sandbox.discord.inbox(place or self.channel)
        return [one.words for one in inbox if one.from_bot and not one.deleted]

    def everywhere(self) -> list[str]:
        """All that neighbors can see of it: both channels and both alerts."""
        told = [one.text for one in self.stage.sandbox.telegram.inbox(self.tom.id) if one.from_bot]
        told += self.discord(self.dora.id)
        return ["\n".join(self.telegram()), "\n".join(self.discord()), "\n".join(told)]


async def until(true: Callable[[], bool], what: str) -> None:
    """Wait until it is so. Raises AssertionError."""
    for _ in range(int(PATIENCE_S / 0.05)):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"never: {what}")


@asynccontextmanager
async def block(url: str) -> AsyncIterator[Block]:
    """Everybody moves in, through the front door; first reports need no reviewer here."""
    silent = Telling(Console(file=io.StringIO()))
    town = invented()
    async with set_up(town, silent, url, more={"moderation": {"reviewed_first_posts": 0}}) as stage:
        await stage.operate("migrate")
        nora, tom, rita, ana = (stage.on_telegram(name) for name in ("Nora", "Tom", "Rita", "Ana"))
        dora, rolf, ben = (stage.on_discord(name) for name in ("Dora", "Rolf", "Ben"))
        group = stage.sandbox.telegram.group("Block", admins=[ana.id], members=[nora.id, tom.id])
        guild = stage.sandbox.discord.guild("Block", channels=["neighbors"], admins=[ben.id], members=[dora.id, rolf.id])
        channel = guild.channels["neighbors"]
        codes = [CODE.search(await stage.operate("reviewer", "invite", name)) for name in ("Rita", "Rolf")]
        await stage.open_bot()
        assert all(codes)
        rita.say(f"/review {codes[0][0] if codes[0] else ''}")
        await rolf.command("review", {"code": codes[1][0] if codes[1] else ""})
        await rita.see("Welcome, Rita")
        await rolf.see("Welcome, Rolf")
        place = f"{town.scene.lat:.5f}, {town.scene.lon:.5f}"
        await ana.command("setup", {"name": town.name, "place": place}, room=group)
        code = CODE.search((await ana.see("To link another channel")).words)
        assert code is not None
        await ben.command("setup", {"name": code[0]}, room=channel)
        await ben.see("now belongs to the neighborhood", room=channel)
        tom.say(f"/alerts {place}")
        await tom.press(await tom.see("Your alerts"), "Quiet hours")
        tom.say("none")
        await tom.see("Your alerts")
        await dora.command("alerts", {"place": place, "quiet": "none"})
        await dora.see("Your alerts")
        yield Block(
            stage=stage, nora=nora, tom=tom, dora=dora, rita=rita, rolf=rolf, group=group, channel=channel
        )


async def reported(made: Block) -> tuple[str, Screen]:
    """Nora reports in the group, and sees it before anybody else does. Returns the reference and her receipt."""
    nora, place = made.nora, made.stage.town.scene.words
    answers = {"text": WORDS, "category": "Crime", "place": place, "when": "an hour ago", "file": "-"}
    await nora.command("report", answers, room=made.group)
    preview = await nora.see("how others will see it")
    assert not [words for words in made.discord() if WORDS in words], "nobody sees it before its author says so"
    await nora.press(preview, "Post")
    receipt = await nora.see("goes to all channels")
    ref = receipt.words.partition("report ")[2][:6]
    return ref, receipt


async def test_a_report_and_all_that_follows(empty_database_url: str) -> None:
    """Report, alert, comment across platforms, correction, flag, hide, appeal: every copy and every alert follow."""
    async with block(empty_database_url) as made:
        ref, receipt = await reported(made)
        await until(lambda: all(ref in words and WORDS in words for words in made.everywhere()), "the report everywhere")
        told = (made.tom.screen()[-1].words, made.dora.screen()[-1].words)
        for words in (*made.everywhere(), *told):
            assert "Nora" not in words and str(made.nora.id) not in words
            assert made.stage.town.scene.words.lower() not in words.lower(), "the place is a block"
        assert all("emergency line" in words for words in made.everywhere())
        await _comments(made, ref)
        await _corrects(made, ref, receipt)
        await _hidden_and_shown_again(made, ref)
        await _taken_back(made, ref)


async def _comments(made: Block, ref: str) -> None:
    """A reply on Discord appears under the post on Telegram without a name, and the other way round."""
    discord, telegram = made.stage.sandbox.discord, made.stage.sandbox.telegram
    post = next(one for one in discord.inbox(made.channel) if one.from_bot and ref in one.words and WORDS in one.words)
    discord.say(made.dora.id, "I saw a van at eight.", made.channel, reply_to=post.id)
    await until(lambda: any("a van at eight" in words for words in made.telegram()), "the comment on Telegram")
    shown = next(one for one in telegram.inbox(made.group) if one.from_bot and "a van at eight" in one.text)
    answered = next(one for one in telegram.inbox(made.group) if one.message_id == shown.reply_to)
    assert ref in answered.text and "Dora" not in shown.text
    telegram.say(made.tom.id, "So did I.", chat=made.group, reply_to=answered.message_id)
    await until(lambda: any("So did I." in words for words in made.discord()), "the comment on Discord")
    assert not any("Tom" in words for words in made.discord())
    assert sum("a van at eight" in words for words in made.discord()) == 0, "it is not repeated where it was written"


async def _corrects(made: Block, ref: str, receipt: Screen) -> None:
    """What the author adds stands under every copy, and everybody who was alerted hears of it."""
    made.nora.say(f"/correct {ref} The bicycle was found behind the house.")
    await until(lambda: all("found behind the house" in words for words in made.everywhere()), "the correction everywhere")
    await until(
        lambda: all(
            any("correction to report" in screen.words.lower() for screen in who.screen()) for who in (made.tom, made.dora)
        ),
        "the correction told",
    )
    assert not any("correction to report" in screen.words.lower() for screen in made.nora.screen())


async def _hidden_and_shown_again(made: Block, ref: str) -> None:
    """A flag calls reviewers; one hides the report, its author appeals, and the other one shows it again."""
    telegram = made.stage.sandbox.telegram
    post = next(one for one in telegram.inbox(made.group) if one.from_bot and ref in one.text and WORDS in one.text)
    await telegram.press(made.tom.id, post, "Flag", timeout=PATIENCE_S)
    await _answer_in_group(made, "Not true")
    card = await made.rita.see(f"Flagged: {ref}", timeout=PATIENCE_S)
    assert all(WORDS in words for words in made.everywhere()[:2]), "a flag alone hides nothing"
    await made.rita.press(card, "Hide")
    made.rita.say("It names the wrong house.")
    await until(lambda: not any(WORDS in words for words in made.everywhere()), "hidden everywhere")
    # Tom's own words stay where he wrote them; what the bot said of them goes.
    await until(lambda: not any("van at eight" in each or "So did I." in each for each in made.everywhere()), "comments")
    told = await made.nora.see("took your post", timeout=PATIENCE_S)
    assert "It names the wrong house." in told.words
    await made.nora.press(told, "Ask another reviewer")
    made.nora.say("It is the right house, I live there.")
    appeal = await made.rolf.see(f"Appeal: {ref}", timeout=PATIENCE_S)
    await made.rolf.press(appeal, "Show it")
    await until(lambda: all(WORDS in words for words in made.everywhere()), "shown again everywhere")
    await until(lambda: any("So did I." in words for words in made.discord()), "the comments with it")


async def _answer_in_group(made: Block, label: str) -> None:
    """Tom chooses the reason where the bot asks for it, and adds no words."""
    telegram, last = made.stage.sandbox.telegram, 0
    for choice in (label, "Skip"):
        asked = await telegram.wait_for(
            made.group,
            lambda one, choice=choice: one.from_bot and choice in one.labels,  # type: ignore[misc]
            after=last or max(one.message_id for one in telegram.inbox(made.group)) - 2,
            timeout=PATIENCE_S,
        )
        last = asked.message_id
        await telegram.press(made.tom.id, asked, choice, timeout=PATIENCE_S)


async def _taken_back(made: Block, ref: str) -> None:
    """Its author takes it back: no copy, no comment and no alert shows it any more."""
    made.nora.say(f"/remove {ref}")
    await until(
        lambda: not any(WORDS in words or "So did I." in words for words in made.everywhere()), "gone everywhere"
    )
