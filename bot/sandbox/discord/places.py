"""The places on our Discord: persons, guilds and channels come into being here, and people join and leave."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simcord.backend import permissions
from simcord.backend.models import Guild, Overwrite
from simcord.enums import OverwriteType

from bot.sandbox.discord.ledger import CannotDo, Ledger
from bot.sandbox.misbehavior import Misbehavior


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A guild: its id and the ids of its channels by name."""

    id: int
    channels: Mapping[str, int]


class Places:
    """Who and what exists. Ids are Discord's; an id that is unknown raises CannotDo."""

    def __init__(self, ledger: Ledger, misbehavior: Misbehavior, file_limit_bytes: int) -> None:
        self.ledger = ledger
        self.misbehavior = misbehavior
        self.file_limit_bytes = file_limit_bytes
        self._changed = asyncio.Event()

    def person(self, name: str, locale: str = "en-US") -> int:
        """A new person, shown under this name, whose client speaks this language. Returns their id."""
        handle = "".join(filter(str.isalnum, name.lower())) or "person"
        user = self.ledger.make_user(f"{handle}{len(self.ledger.users)}", global_name=name)
        self.ledger.locales[user.id] = locale
        return int(user.id)

    def guild(
        self, name: str, channels: Sequence[str] = ("general",), members: Sequence[int] = (), admins: Sequence[int] = ()
    ) -> Place:
        """A new guild with the bot in it. Admins are members with the administrator permission."""
        for person in (*admins, *members):
            self.check_person(person)
        guild = self.ledger.create_guild(name)
        administrator = permissions.flag("administrator")
        role = self.ledger.create_role(guild.id, "Admin", permissions=administrator) if admins else None
        for person in dict.fromkeys((*admins, *members)):
            held = [role.id] if role is not None and person in admins else []
            self.ledger.add_member(guild.id, person, roles=held, announce=True)
        made = {channel: int(self.ledger.create_channel(guild.id, channel).id) for channel in channels}
        return Place(id=int(guild.id), channels=made)

    def channel(self, guild: int, name: str, *, only_for: Sequence[int] = ()) -> int:
        """A new channel in a guild; with `only_for` a private one, which the bot and the admins see too."""
        self.check_guild(guild)
        hidden: list[Overwrite] = []
        if only_for:
            view = permissions.flag("view_channel")
            allowed = [*only_for, self.ledger.bot_user.id]
            hidden = [Overwrite(guild, OverwriteType.ROLE, deny=view)]
            hidden += [Overwrite(person, OverwriteType.MEMBER, allow=view) for person in allowed]
        return int(self.ledger.create_channel(guild, name, overwrites=hidden).id)

    def forbid_bot(self, channel: int) -> None:
        """Take the bot's permission to write in this channel: it then gets 50013."""
        self.check_channel(channel)
        deny = permissions.flag("send_messages")
        self.ledger.set_overwrite(channel, Overwrite(self.ledger.bot_user.id, OverwriteType.MEMBER, deny=deny))

    def join(self, guild: int, person: int) -> None:
        """A person joins a guild."""
        self.check_guild(guild)
        self.check_person(person)
        self.ledger.add_member(guild, person, announce=True)
        self.touch()

    def leave(self, guild: int, person: int) -> None:
        """A person leaves a guild."""
        if person not in self.check_guild(guild).members:
            raise CannotDo(f"this person is not in guild {guild}")
        self.ledger.remove_member(guild, person)
        self.touch()

    def direct(self, person: int) -> int:
        """The person's direct conversation with the bot, begun now if there was none. Returns the channel's id."""
        self.check_person(person)
        return self.ledger.get_dm_channel(person).id

    def close_dms(self, person: int) -> None:
        """From now on the bot's direct messages to this person are refused with 50007."""
        self.check_person(person)
        self.misbehavior.change({"closed_dms": {*self.misbehavior.plan.closed_dms, str(person)}})

    def open_dms(self, person: int) -> None:
        """The person takes direct messages again."""
        self.check_person(person)
        self.misbehavior.change({"closed_dms": self.misbehavior.plan.closed_dms - {str(person)}})

    def let_time_pass(self, seconds: float) -> None:
        """Move Discord's clock on: links expire, deadlines pass. The bot's own clock is not touched."""
        self.ledger.advance_clock(seconds)
        self.touch()

    def touch(self) -> None:
        """Wake everybody who waits: something has changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    def check_person(self, person: int) -> None:
        """Raise CannotDo if there is no such person."""
        if person not in self.ledger.users:
            raise CannotDo(f"there is no person {person}")

    def check_channel(self, channel: int) -> None:
        """Raise CannotDo if there is no such channel."""
        if channel not in self.ledger.channels:
            raise CannotDo(f"there is no channel {channel}")

    def check_guild(self, guild: int) -> Guild:
        """The guild with this id. Raises CannotDo if there is none."""
        if guild not in self.ledger.guilds:
            raise CannotDo(f"there is no guild {guild}")
        return self.ledger.guilds[guild]
