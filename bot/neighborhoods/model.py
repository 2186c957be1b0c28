"""Neighborhoods and channels."""

from dataclasses import dataclass

from bot.geo.model import Circle
from bot.kernel.ids import ChannelId, NeighborhoodId, Ref
from bot.kernel.refusal import Reason


class NeighborhoodReason(Reason):
    """Why something about a neighborhood was refused."""

    NOT_ADMIN = "not an admin"
    """Only an administrator of the channel may set it up."""
    ONLY_IN_CHANNEL = "only in a channel"
    ALREADY_LINKED = "already linked"
    """The channel belongs to a neighborhood."""
    NO_NEIGHBORHOOD = "no neighborhood"
    """The channel, or the person who writes, belongs to none yet."""
    NO_SUCH_LINK_CODE = "no such link code"
    PLACE_UNKNOWN = "neighborhood place unknown"
    BAD_RADIUS = "neighborhood radius unreadable"
    """No number of miles, or outside 0.25 to 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighborhood:
    """An area with one or more channels."""

    id: NeighborhoodId
    ref: Ref
    name: str
    area: Circle
    time_zone: str
    """IANA name, from the place of its center."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A Telegram group (or a topic of it) or a Discord channel that belongs to a neighborhood."""

    id: ChannelId
    neighborhood: NeighborhoodId
    platform: str
    handle: str
    thread: str
    title: str
    language: str = "en"
    """In which the bot speaks to everybody there."""
