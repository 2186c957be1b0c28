"""A clip that an app does not take from bots was promised by an export and never came, without a word."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import timedelta

from bot.chat.message import Attachment, Message
from bot.chat.ports import Outcome, Rejected
from tests.handlers.house import words_of
from tests.stories.inside import PATIENCE_S, Evening, Noting


@dataclass(slots=True)
class Small(Noting):
    """Takes no videos."""

    async def send(self, handle: str, message: Message, key: str, thread: str = "", under: str = "") -> Outcome:
        """As Discord with a large one."""
        if any(isinstance(block, Attachment) and block.media_type.startswith("video") for block in message.blocks):
            return Rejected(why="too large")
        return await Noting.send(self, handle, message, key, thread, under)


async def test_it_is_said(night: Evening) -> None:
    """Once, with the clip's name; the file with the words comes all the same, and the clip is kept."""
    ada = await night.owner("Ada")
    await night.publish()
    card = await night.willing(ada)
    night.senders["telegram"].__class__ = Small
    assert "the clip that is kept" in words_of(await ada.account.says("/mydata export"))
    async with asyncio.timeout(PATIENCE_S):
        while not any("could not be sent here" in got.words for got in ada.told):
            await night.pass_time(timedelta(minutes=1))
            await asyncio.sleep(0.05)
    said = [got.words for got in ada.told if "could not be sent here" in got.words]
    assert len(said) == 1 and "clip-" in said[0]
    assert any(got.files for got in ada.told) and len(night.blobs()) == 1
    assert hashlib.sha256(night.blobs()[0].read_bytes()).hexdigest() in words_of(card)
