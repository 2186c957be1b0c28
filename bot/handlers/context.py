"""What a handler is given: who spoke, where, when, the books, and the few outside services it may ask."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.alerts.ports import AlertsTx
from bot.bulletins.model import BulletinPolicy
from bot.bulletins.ports import BulletinsTx
from bot.chat.drawing import Bar as Bar
from bot.chat.drawing import Mark as Mark
from bot.chat.drawing import Spot as Spot
from bot.chat.form import Choice, CommandSpec
from bot.chat.incoming import Room, Speaker, Suggest, Upload
from bot.chat.message import Picture
from bot.chat.reply import Reply
from bot.clips.model import ClipPolicy
from bot.clips.ports import Vault
from bot.consent.model import ConsentPolicy
from bot.consent.ports import ConsentTx
from bot.geo.model import Area, Circle, Jurisdiction
from bot.geo.ports import Geocoder
from bot.inbox.ports import InboxTx
from bot.incidents.model import IncidentPolicy
from bot.kernel.clock import Clock
from bot.kernel.ids import NewRef
from bot.kernel.transaction import Begin
from bot.media.model import MediaPolicy
from bot.media.ports import MediaStore
from bot.moderation.model import ModerationPolicy
from bot.moderation.ports import ModerationTx
from bot.mydata.ports import MyDataTx
from bot.officers.ports import Codes
from bot.outbox.model import Copy
from bot.people.model import Person
from bot.people.ports import Seals
from bot.people.reach import ReachTx
from bot.people.slips import MailWays
from bot.requests.model import RequestPolicy
from bot.terms.model import AskLimits
from bot.terms.ports import TermsTx


class Tx(ConsentTx, TermsTx, MyDataTx, AlertsTx, ModerationTx, BulletinsTx, InboxTx, ReachTx, Protocol):
    """One transaction with all books."""


class Maps(Protocol):
    """Draws places and numbers. The same in the same language gives the same bytes; a picture takes some 50 ms,
    one with the borders of a large city 100 ms.

    `description` is for those who cannot see it. `language` is that of the words inside the picture (BCP 47).
    """

    def area(
        self, area: Area, description: str, *, inside: Jurisdiction | None = None, language: str = "en"
    ) -> Picture:
        """An area of any shape with its size in km² and square miles, a scale bar, north arrow and its coordinates. With
        `inside`, the border of that is a dark line, what lies beyond is darker, and a small map shows all of it."""
        ...

    def areas(self, labelled: Sequence[tuple[str, Jurisdiction]], description: str, *, language: str = "en") -> Picture:
        """One to twelve areas, each with its border, and its label beside a dot in it: numbers or short names, as long
        ones are cut. Labels never cover each other. Raises ValueError for none, and for more."""
        ...

    def qr(self, text: str, description: str) -> Picture:
        """A code that telephones read off a screen. Keeps nothing. Raises ValueError for no text, and for more than a
        thousand characters."""
        ...

    def cell(self, cell: str, description: str, *, language: str = "en") -> Picture:
        """An H3 cell, likewise."""
        ...

    def cells(
        self, marks: Sequence[Mark], description: str, *, around: Circle | None = None, language: str = "en"
    ) -> Picture:
        """Several cells with their labels; equal cells share theirs ("1, 3"). `around` is drawn as a thin line: where
        was looked. Raises ValueError when there is neither a mark nor a circle."""
        ...

    def spots(self, spots: Sequence[Spot], description: str, *, language: str = "en") -> Picture:
        """Exact places, and where something looks from there: for nobody but whose places they are. Keeps nothing.
        Raises ValueError without spots."""
        ...

    def bars(self, bars: Sequence[Bar], usual: float, description: str, *, title: str, note: str = "") -> Picture:
        """A bar for each span of time, and a dashed line at the usual number. `title` stands above, `note` explains the
        line; both, and the labels, are in the reader's language already. Raises ValueError without bars."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Every number of product.md, section 5, as the operator configured it."""

    incidents: IncidentPolicy
    requests: RequestPolicy
    clips: ClipPolicy
    consent: ConsentPolicy
    media: MediaPolicy = field(default_factory=MediaPolicy)
    moderation: ModerationPolicy = field(default_factory=ModerationPolicy)
    bulletins: BulletinPolicy = field(default_factory=BulletinPolicy)
    asking: AskLimits = field(default_factory=AskLimits)
    commands_per_minute: int = 5
    """Of one account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What handlers share; made once in app.py."""

    begin: Begin[Tx]
    geocoder: Geocoder
    vault: Vault
    media: MediaStore
    codes: Codes
    """The second factor of officers."""
    seals: Seals
    """For tokens and keyed hashes; what lies sealed in the database is opened by the books alone."""
    maps: Maps
    policies: Policies
    new_ref: NewRef
    new_code: Callable[[], str]
    """Invitation codes."""
    new_link_code: Callable[[], str]
    """Codes that join two accounts."""
    new_digits: Callable[[], str]
    """Six random digits for mailed codes."""
    public_url: str
    """Where the pages live, without a slash at the end; empty when there are none."""
    mail_ways: MailWays
    """Makes the addresses in a mail that are one reader's alone."""
    leave_no_trace: Callable[[], Awaitable[None]]
    """After an erasure: overwrite what the database still holds of removed rows."""
    clock: Clock
    read_address: Callable[[str], str | None]
    """An email address as it is stored (lower-cased), from what a person typed; None when it is none."""
    region: str = "US"
    """The country that the bot runs in, by whose customs distances and dates are told."""
    emergency_number: str = "911"
    """Shown under every report: Porchlight is no emergency line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ctx:
    """One thing heard, with what is needed to answer it."""

    speaker: Speaker
    room: Room
    person: Person | None
    """The person behind the account; None for a stranger."""
    now: datetime
    begin: Begin[Tx]
    """As in Services, but the first transaction also notes the event; for a repeated one it raises `Repeated`.

    Change things through this one. Only to read before the outside world is asked (a geocoder), use `services.begin`:
    an event noted there would be lost if the process died before its effect.
    """
    services: Services
    quoted: str = ""
    """The text of the message that the command answers."""
    commands: tuple[CommandSpec, ...] = ()
    """All commands of the house, for `/help`."""
    presses: Mapping[str, "OnPress"] = field(default_factory=dict)
    """All presses of the house by verb: what waited for a code goes on through them."""

    @property
    def language(self) -> str:
        """Of whoever speaks: pictures with words are drawn in it, and times are read in it."""
        return self.person.language if self.person is not None else self.speaker.language


class Repeated(Exception):
    """The platform delivered an event again whose effect is committed already."""


OnCommand = Callable[[Ctx, Mapping[str, str]], Awaitable[Reply]]
OnPress = Callable[[Ctx, str], Awaitable[Reply]]
"""With the reference that the button carries."""
OnTyped = Callable[[Ctx, str], Awaitable[Reply | None]]
"""None: these words are not for me."""
OnUpload = Callable[[Ctx, Upload], Awaitable[Reply | None]]
OnReplied = Callable[[Ctx, Copy, str], Awaitable[Reply | None]]
"""Words in answer to a message of ours in a channel that shows something; None: it is none of my things."""
OnSuggest = Callable[[Services, Suggest], Awaitable[tuple[Choice, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """What one handler file answers to; the router merges them and refuses duplicates."""

    commands: tuple[tuple[CommandSpec, OnCommand], ...] = ()
    presses: Mapping[str, OnPress] = field(default_factory=dict)
    first: tuple[OnTyped, ...] = ()
    """Asked before an open form takes the words for its answer (unless it offers a choice), in private rooms."""
    typed: tuple[OnTyped, ...] = ()
    uploads: tuple[OnUpload, ...] = ()
    replied: tuple[OnReplied, ...] = ()
    suggests: Mapping[tuple[str, str], OnSuggest] = field(default_factory=dict)
    """(command, field) to its completer."""
    refusals: Mapping[str, str] = field(default_factory=dict)
    """Reason to its wording, a format string over the facts: one sentence that says what to do."""
    again: Mapping[str, str] = field(default_factory=dict)
    """Reason to the field it is about: that field is asked again, and the other answers of the form are kept."""
