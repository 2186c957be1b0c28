"""Washing a file takes the machine's time: nobody has a hundred of theirs washed for one question."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.handlers.router import Router
from bot.kernel.refusal import Refused
from bot.media.model import Media, MediaKind, MediaPolicy, MediaReason
from tests.features.incidents.conftest import Corner
from tests.features.incidents.conftest import corner as made_corner
from tests.handlers.house import words_of
from tests.handlers.routes import ALL_ROUTES
from tests.stories.inside import upload

corner = made_corner


class Slow:
    """A store that takes its time."""

    def __init__(self, refuses: bool) -> None:
        self.washed = 0
        self.go_on = asyncio.Event()
        self.refuses = refuses

    async def wash(self, chunks: AsyncIterator[bytes], policy: MediaPolicy) -> Media:
        """Until somebody lets it go on."""
        self.washed += 1
        await self.go_on.wait()
        if self.refuses:
            raise Refused(MediaReason.NOT_A_PICTURE)
        return Media(blob="0" * 32, kind=MediaKind.PHOTO, media_type="image/jpeg", size_bytes=1, sha256="0" * 64)

    async def describe(self, blob: str) -> Media | None:
        """Nothing is kept."""
        return None


async def twenty(corner: Corner, media: Slow) -> list[str]:
    """What is answered to twenty files of Ada's at once, where one is asked for."""
    services = replace(corner.night.services, media=media)
    ada = corner.ada.account
    ada.router = Router(services, ALL_ROUTES)
    asked = await ada.fills("report", text="A window was broken.", category="crime", place="12 Oak St", when="-")
    assert "photo or a clip" in words_of(asked)
    sending = [asyncio.create_task(ada.hears(upload(ada, b"picture"))) for _ in range(20)]
    async with asyncio.timeout(20):
        while sum(each.done() for each in sending) < 19:
            await asyncio.sleep(0.01)
    media.go_on.set()
    return [words_of(each) for each in await asyncio.gather(*sending)]


async def test_one_of_twenty_is_washed(corner: Corner) -> None:
    """The first goes on, the second is told so, the others are silence; the report has its preview once."""
    media = Slow(refuses=False)
    said = await twenty(corner, media)
    assert media.washed == 1
    assert sum("Not posted yet" in each for each in said) == 1
    assert sum("Only one photo or clip" in each for each in said) == 1


async def test_after_one_that_was_refused_there_may_be_another(corner: Corner) -> None:
    """A damaged one does not bar the next."""
    media = Slow(refuses=True)
    said = await twenty(corner, media)
    assert sum("not a photo or a clip" in each for each in said) == 1
    media.refuses = False
    ada = corner.ada.account
    assert "Not posted yet" in words_of(await ada.hears(upload(ada, b"picture")))
    assert media.washed == 2
