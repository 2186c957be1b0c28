"""The books of neighborhoods."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.geo.model import Circle, Jurisdiction
from bot.kernel.ids import ChannelId, NeighborhoodId, Ref
from bot.neighborhoods.model import Channel, Neighborhood
from bot.people.ports import PeopleTx


class Neighborhoods(Protocol):
    """Neighborhoods and their channels."""

    async def add(
        self, ref: Ref, name: str, area: Circle, link_hash: str, time_zone: str, now: datetime
    ) -> Neighborhood:
        """A new neighborhood; `link_hash` is the hash of the code by which further channels join."""
        ...

    async def by_link(self, link_hash: str) -> Neighborhood | None:
        """The neighborhood that a link code belongs to."""
        ...

    async def link(
        self,
        neighborhood: NeighborhoodId,
        platform: str,
        handle: str,
        thread: str,
        title: str,
        now: datetime,
        language: str = "en",
    ) -> Channel:
        """Join a channel to a neighborhood."""
        ...

    async def of_channel(self, platform: str, handle: str) -> tuple[Neighborhood, Channel] | None:
        """The neighborhood of a channel."""
        ...

    async def by_id(self, neighborhood: NeighborhoodId) -> Neighborhood:
        """The neighborhood of this id."""
        ...

    async def channels(self, neighborhood: NeighborhoodId) -> Sequence[Channel]:
        """Its channels, oldest first."""
        ...

    async def channel(self, channel: ChannelId) -> Channel | None:
        """The channel of this id, if it is still linked."""
        ...

    async def set_language(self, channel: ChannelId, language: str) -> None:
        """In which language the bot speaks in the channel."""
        ...

    async def touched_by(self, area: Jurisdiction) -> Sequence[Neighborhood]:
        """The neighborhoods whose area the given one touches."""
        ...

    async def nearest(self, area: Circle) -> Neighborhood | None:
        """The neighborhood whose center lies nearest; None when there is none at all."""
        ...

    async def rename_chat(self, platform: str, old_handle: str, new_handle: str) -> None:
        """A chat moved (Telegram turns a group into a supergroup)."""
        ...


class NeighborhoodsTx(PeopleTx, Protocol):
    """A transaction with the neighborhoods."""

    @property
    def neighborhoods(self) -> Neighborhoods:
        """Neighborhoods."""
        ...
