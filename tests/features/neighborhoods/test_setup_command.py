"""How a channel is set up, on both databases."""

import re

from bot.chat.message import Audience
from bot.geo.model import Circle, Point
from bot.handlers.context import Services
from tests.handlers.house import Somebody, words_of

CODE = re.compile(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}")


async def test_an_administrator_founds_a_neighborhood(ada: Somebody, services: Services) -> None:
    """`/setup`, a name, a pin: said aloud without the code, and the code to the administrator alone."""
    admin = ada.elsewhere("-100", admin=True)
    assert "A name for a new neighborhood" in words_of(await admin.says("/setup"))
    assert "Where is its center?" in words_of(await admin.says("Maple Corner"))
    aloud, quiet = (await admin.says("geo:40.0,-75.0")).messages
    assert "1 mile around" in words_of(aloud)
    assert aloud.audience is Audience.EVERYONE_HERE
    assert not CODE.search(words_of(aloud))
    assert quiet.audience is Audience.ONLY_YOU
    code = CODE.search(words_of(quiet))
    assert code is not None
    async with services.begin() as tx:
        linked = await tx.neighborhoods.of_channel("telegram", "-100")
        assert linked is not None
        assert linked[0].name == "Maple Corner"
        assert linked[0].area == Circle(center=Point(lat=40.0, lon=-75.0), radius_m=1609.344)


async def test_a_second_channel_joins_by_code(ada: Somebody, services: Services) -> None:
    """On any platform the code links a channel; a made-up code is asked again."""
    admin = ada.elsewhere("-100", admin=True)
    founded = await admin.fills("setup", name="Maple Corner", place="12 Oak St", radius="0.5")
    code = CODE.search(words_of(founded))
    assert code is not None
    other = Somebody(router=ada.router, platform="discord", handle="5", room="900", admin=True)
    assert "no neighborhood with this code" in words_of(await other.says("/setup AAAA-BBBB-CCCC-DDDD"))
    joined = await other.says(code[0].lower())
    assert "belongs to the neighborhood Maple Corner" in words_of(joined)
    assert not CODE.search(words_of(joined))
    async with services.begin() as tx:
        linked = await tx.neighborhoods.of_channel("discord", "900")
        assert linked is not None
        assert len(await tx.neighborhoods.channels(linked[0].id)) == 2


async def test_only_administrators_in_a_channel(ada: Somebody) -> None:
    """Members are refused before anything is asked, and a direct message is no channel."""
    asked = await ada.elsewhere("-100").says("/setup")
    assert "Only an administrator" in words_of(asked)
    assert asked.form is None
    assert "in the channel" in words_of(await ada.says("/setup"))


async def test_a_linked_channel_stays_linked(ada: Somebody) -> None:
    """A channel belongs to one neighborhood; a second /setup says to which."""
    admin = ada.elsewhere("-100", admin=True)
    await admin.fills("setup", name="Maple Corner", place="12 Oak St")
    assert "belongs to Maple Corner already" in words_of(await admin.fills("setup", name="Elm", place="12 Oak St"))


async def test_wrong_radius_and_place_are_asked_again(ada: Somebody) -> None:
    """A radius of six miles and an unknown place are each asked again with the name kept."""
    admin = ada.elsewhere("-100", admin=True)
    asked = await admin.fills("setup", name="Maple Corner", place="99 Nowhere Road", radius="6")
    assert "between 0.25 and 5" in words_of(asked)
    assert "cannot find that place" in words_of(await admin.says("5"))
    assert "5 miles around" in words_of(await admin.says("40.0, -75.0"))
