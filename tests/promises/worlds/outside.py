"""The outside of a world, cut short: pictures that are not drawn and photos that are not taken."""

from collections.abc import AsyncIterator

from bot.adapters.media.disk import DiskMedia
from bot.chat.message import Picture
from bot.kernel.refusal import Refused
from bot.media.model import Media, MediaPolicy, MediaReason


class FrankMaps:
    """Answers to every kind of picture that there is or will be. The bytes are whatever the drawing was asked for, so that
    nothing can hide in a pixel: a picture is a function of what is written here."""

    def __getattr__(self, kind: str) -> object:
        """The maker of a kind of picture."""
        if kind.startswith("__"):
            raise AttributeError(kind)

        def draw(*what: object, **how: object) -> Picture:
            words = next((each for each in what if isinstance(each, str)), "")
            asked = repr((kind, what, sorted(how.items())))
            return Picture(name=f"{kind}.png", content=asked.encode(), description=words)

        return draw


class NoMedia(DiskMedia):
    """Takes nothing: washing runs a process of its own for each file, and no session is about photos."""

    async def wash(self, chunks: AsyncIterator[bytes], policy: MediaPolicy) -> Media:
        """Refused."""
        raise Refused(MediaReason.NOT_A_PICTURE)
