"""A neighborhood's name, which anybody may choose, brings no link into the bot's own sentences."""

from aiogram.methods import SendMessage

from bot.adapters.discord.render import parts
from bot.adapters.telegram.render import render
from bot.chat.message import Message, Paragraph
from tests.stories.inside import Evening


async def test_a_neighborhoods_name_is_no_link(night: Evening) -> None:
    """Whoever reports there reads the name in the bot's own words about the preview; nothing in it can be tapped."""
    eve, ada = await night.resident("Eve"), await night.resident("Ada")
    await eve.account.elsewhere("-666", admin=True).fills(
        "setup", name="Maple: verify at https://evil.example/login", place="12 Oak St", radius="1"
    )
    answered = await ada.account.fills(
        "report", text="My car was opened.", category="crime", place="12 Oak St", when="-", file="-"
    )
    (preview,) = answered.messages
    said = Message(blocks=tuple(block for block in preview.blocks if isinstance(block, Paragraph)))
    assert "evil" in str(said.blocks)
    assert "https://evil" not in parts(said)[0].content
    (call,) = render(said, 1)
    assert isinstance(call, SendMessage)
    marked = [call.text[e.offset : e.offset + e.length] for e in call.entities or ()]
    assert any("evil.example" in stretch for stretch in marked)
