"""Who asks for their data was once told the code that was mailed: anybody could prove an address they cannot read."""

import json

from bot.chat.message import Attachment
from tests.handlers.house import words_of
from tests.stories.inside import Evening


async def test_a_mailed_code_is_told_by_the_mail_alone(night: Evening) -> None:
    """Neither on the screen nor in the file; that a code waits, and for which address, is told."""
    mallory = await night.resident("Mallory")
    await mallory.account.says("/camera add 12 Oak St")
    assert "digits" in words_of(await mallory.account.says("victim@example.org"))
    shown = words_of(await mallory.account.says("/mydata show"))
    assert "victim@example.org" in shown and "123456" not in shown
    await mallory.account.says("/mydata export")
    await night.settle()
    got = next(got for got in reversed(mallory.told) if got.files)
    assert any(isinstance(block, Attachment) for block in got.message.blocks)
    (row,) = json.loads(got.files[0])["tables"]["email_proof"]["rows"]
    assert row["address"] == "victim@example.org" and "123456" not in str(row)
