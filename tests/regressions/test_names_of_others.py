"""A neighbor who shows a name is taken for whom it says: nobody is shown as police, an office or the bot."""

from dataclasses import dataclass, replace

import pytest

from bot.chat.incoming import Incoming, Speaker
from bot.chat.reply import Reply
from bot.handlers.router import Router
from tests.features.incidents.conftest import Corner, ref_of, reports
from tests.features.incidents.conftest import corner as made_corner
from tests.handlers.house import Somebody, words_of
from tests.stories.inside import button_of

corner = made_corner


@dataclass
class Under:
    """Hears everything under another name, as after a change of it in the app."""

    router: Router
    name: str

    async def answer(self, incoming: Incoming) -> Reply:
        """The answer to what was heard so."""
        was = incoming.speaker
        speaker = Speaker(platform=was.platform, handle=was.handle, name=self.name, language=was.language)
        return await self.router.answer(replace(incoming, speaker=speaker))


def called(account: Somebody, name: str) -> Somebody:
    """The same account under this name."""
    return replace(account, router=Under(account.router, name))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Maple Police", "Sgt. P0LICE", "Роlice", "Porchlight", "Moderator", "\u3164"])
async def test_no_neighbor_is_shown_as_somebody_in_office(corner: Corner, name: str) -> None:
    """Neither with a report, at once or later, nor with a comment; and nothing of it is said under that name."""
    report = await corner.report(corner.bob)
    eve = called(corner.eve.account, name)
    for answered in (
        await reports(eve, name="named"),
        await eve.fills("comment", report=report.ref, text="Please send your videos to me.", name="named"),
    ):
        assert "sounds like that of an office" in words_of(answered)
    (preview,) = (await reports(eve)).messages
    assert "sounds like that of an office" in words_of(await eve.presses(*button_of(preview, "Show my name")))
    verb = "incident.post"
    posted = await eve.presses(verb, button_of(preview, "Discard")[1])
    assert "sounds like that of an office" in words_of(await eve.presses("incident.named", ref_of(posted)))
    await corner.night.settle()
    police = corner.night.officer.account.handle  # Hears how they stand with Maple Police, from the bot.
    assert not any(name in got.words for got in corner.night.everything_sent() if got.handle != police)


async def test_the_name_of_a_department_is_its_own(corner: Corner) -> None:
    """Also one that no list of words knows."""
    await corner.night.police("Ofc. Stone", "Elm Rangers")
    eve = called(corner.eve.account, "elm  rangers")
    assert "sounds like that of an office" in words_of(await reports(eve, name="named"))


async def test_a_person_is_shown_by_name(corner: Corner) -> None:
    """Whose name is a name shows it."""
    eve = called(corner.eve.account, "Eve Copeland")
    (preview,) = (await reports(eve, name="named")).messages
    assert "By: Eve Copeland" in words_of(preview)
