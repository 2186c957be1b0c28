"""The house as a test talks to it: the real router over the real books, and people who write to it."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

from bot.adapters.geocoding.gazetteer import Gazetteer
from bot.adapters.keys.codes import TimeCodes
from bot.adapters.keys.slips import SivSlips
from bot.adapters.mail.address import read_address
from bot.adapters.media.disk import DiskMedia
from bot.adapters.vault.disk import DiskVault
from bot.chat.action import Action
from bot.chat.incoming import Command, FormAnswer, Incoming, Press, Room, Speaker, Typed
from bot.chat.message import Audience, Facts, Message, Paragraph, Picture, Quote
from bot.chat.reply import Reply
from bot.clips.model import ClipPolicy
from bot.consent.model import ConsentPolicy
from bot.geo.model import Area, Circle, Jurisdiction
from bot.handlers.context import Bar, Mark, Policies, Services, Spot
from bot.handlers.router import Router
from bot.incidents.model import IncidentPolicy
from bot.kernel import ids
from bot.kernel.ids import new_code, new_ref
from bot.people.slips import MailWays
from bot.requests.model import RequestPolicy
from tests.db.houses import SEALS, Begin

ADDRESSES = [
    {"LON": "-75.00000", "LAT": "40.00000", "NUMBER": "12", "STREET": "OAK ST", "POSTCODE": "19000", "CITY": "Maple"},
    {"LON": "-75.00100", "LAT": "40.00010", "NUMBER": "14", "STREET": "OAK ST", "POSTCODE": "19000", "CITY": "Maple"},
    {"LON": "-75.00400", "LAT": "40.00300", "NUMBER": "7", "STREET": "ELM AVE", "POSTCODE": "19000", "CITY": "Maple"},
]
"""Three houses of a town called Maple; everything else on earth is unknown to the geocoder."""

START = datetime(2026, 11, 23, 20, 15, 30, tzinfo=UTC)


@dataclass
class Hands:
    """A clock that a test sets by hand."""

    at: datetime = START

    def now(self) -> datetime:
        """The moment that the test chose."""
        return self.at

    def pass_time(self, span: timedelta) -> None:
        """Time goes by."""
        self.at += span


class BlankMaps:
    """Draws nothing: no test of conversations looks at a picture."""

    def area(
        self, area: Area, description: str, *, inside: Jurisdiction | None = None, language: str = "en"
    ) -> Picture:
        """An empty picture."""
        return Picture(name="map.png", content=b"", description=description)

    def areas(self, labelled: Sequence[tuple[str, Jurisdiction]], description: str, *, language: str = "en") -> Picture:
        """An empty picture."""
        return Picture(name="map.png", content=b"", description=description)

    def qr(self, text: str, description: str) -> Picture:
        """An empty picture."""
        return Picture(name="qr.png", content=b"", description=description)

    def cell(self, cell: str, description: str, *, language: str = "en") -> Picture:
        """An empty picture."""
        return Picture(name="map.png", content=b"", description=description)

    def cells(
        self, marks: Sequence[Mark], description: str, *, around: Circle | None = None, language: str = "en"
    ) -> Picture:
        """An empty picture."""
        return Picture(name="map.png", content=b"", description=description)

    def spots(self, spots: Sequence[Spot], description: str, *, language: str = "en") -> Picture:
        """An empty picture."""
        return Picture(name="map.png", content=b"", description=description)

    def bars(self, bars: Sequence[Bar], usual: float, description: str, *, title: str, note: str = "") -> Picture:
        """An empty picture."""
        return Picture(name="chart.png", content=b"", description=description)


async def nothing_more() -> None:
    """Tests of erasing put the database's own in its place."""


def services_for(begin: Begin, folder: Path, clock: Hands) -> Services:
    """Real parts throughout, apart from the pictures; mailed codes are always 123456."""
    return Services(
        begin=begin,
        geocoder=Gazetteer(ADDRESSES),
        vault=DiskVault(folder / "vault"),
        media=DiskMedia(folder / "media", spare_bytes=0),
        codes=TimeCodes(),
        seals=SEALS,
        maps=BlankMaps(),
        policies=Policies(
            incidents=IncidentPolicy(),
            requests=RequestPolicy(),
            clips=ClipPolicy(),
            consent=ConsentPolicy(),
            # The clock of these tests stands still; test_flood.py has the limit.
            commands_per_minute=1_000_000,
        ),
        new_ref=new_ref,
        new_code=new_code,
        new_link_code=lambda: ids.new_link_code(),
        new_digits=lambda: "123456",
        public_url="",
        mail_ways=MailWays(slips=SivSlips(bytes(range(32))), pages="", mailbox="", otherwise=""),
        leave_no_trace=nothing_more,
        clock=clock,
        read_address=read_address,
    )


@dataclass
class Somebody:
    """An account in a room, writing to the bot."""

    router: Router
    handle: str = "1001"
    platform: str = "telegram"
    language: str = "en"
    """Of the person's app."""
    room: str = ""
    """Empty for the direct conversation."""
    admin: bool = False
    modals: bool = False
    keys: Iterator[int] = field(default_factory=itertools.count)
    last: Incoming | None = None

    async def says(self, text: str) -> Reply:
        """Plain words, or a command with its words when they begin with a slash."""
        if text.startswith("/"):
            name, _, words = text[1:].partition(" ")
            return await self.hears(Command(**self._heard(), name=name, words=words))
        return await self.hears(Typed(**self._heard(), text=text))

    async def fills(self, command: str, /, **answers: str) -> Reply:
        """A slash command with its options."""
        return await self.hears(Command(**self._heard(), name=command, answers=answers))

    async def presses(self, verb: str, ref: str) -> Reply:
        """A button."""
        return await self.hears(Press(**self._heard(), action=Action(verb=verb, ref=ref)))

    async def sends_form(self, draft: str, /, **answers: str) -> Reply:
        """A dialog, filled in."""
        return await self.hears(FormAnswer(**self._heard(), draft=draft, answers=answers))

    async def hears(self, incoming: Incoming) -> Reply:
        """One event, as a platform would deliver it."""
        self.last = incoming
        return await self.router.answer(incoming)

    async def repeats(self) -> Reply:
        """The platform delivers the last event once more."""
        assert self.last is not None
        return await self.router.answer(self.last)

    def elsewhere(self, room: str, *, admin: bool = False) -> "Somebody":
        """The same account in a channel."""
        return replace(self, room=room, admin=admin, modals=False, last=None)

    def _heard(self) -> dict[str, object]:
        return {
            # As with the platforms, the number of an event does not say whose it is.
            "key": f"{self.platform}:{crc32(self.handle.encode())}:{next(self.keys)}",
            "speaker": Speaker(platform=self.platform, handle=self.handle, name="Ada", language=self.language),
            "room": Room(
                platform=self.platform,
                handle=self.room or self.handle,
                private=not self.room,
                title=self.room,
                speaker_is_admin=self.admin,
                modals=self.modals,
            ),
        }


def words_of(answer: Reply | Message) -> str:
    """Everything that a reply or a message says, for looking into."""
    if isinstance(answer, Reply):
        question = answer.form.fields[0].question if answer.form else ""
        return "\n".join([*map(words_of, answer.messages), question])
    lines = [answer.title]
    for block in answer.blocks:
        match block:
            case Paragraph(text=text) | Quote(text=text):
                lines.append(text)
            case Facts(rows=rows):
                lines += [f"{label}: {value}" for label, value in rows]
            case _:
                lines.append(type(block).__name__)
    return "\n".join(lines)


def only_to_speaker(answer: Reply) -> bool:
    """Whether nobody else in the room reads any of it."""
    return all(message.audience is Audience.ONLY_YOU for message in answer.messages)
