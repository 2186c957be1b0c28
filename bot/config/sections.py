"""The tables of config.toml: every key with its default and what it may be."""

import re
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

YEAR_S = 366 * 24 * 3600.0
"""The longest wait that can be meant; beyond it sums with dates fail."""
MANY = 1_000_000
"""More than any count that can be meant."""

Pace = Annotated[float, Field(ge=1, le=1000)]
"""Messages in a second."""


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it holds a line break, or another character that cannot be seen")
    return text


def _clean(secret: SecretStr) -> SecretStr:
    value = secret.get_secret_value()
    _printable(value)
    if value != value.strip():
        raise ValueError("it begins or ends with a blank; copy it again without")
    return secret


def _address(text: str) -> str:
    if text and not re.match(r"(https?|wss?)://[^\s/]", text):
        raise ValueError("write a whole address, such as https://porchlight.example.org, or leave it empty")
    return text


def _folder(text: str) -> str:
    if not text.strip():
        raise ValueError("name a folder, such as data/clips")
    return text


def _countries() -> frozenset[str]:
    """The countries of ISO 3166, as the zone database lists them."""
    lines = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8").splitlines()
    return frozenset(line[:2] for line in lines if not line.startswith("#"))


Line = Annotated[str, AfterValidator(_printable)]
Address = Annotated[Line, AfterValidator(_address)]
Folder = Annotated[Line, AfterValidator(_folder)]
Secret = Annotated[SecretStr, AfterValidator(_clean)]


class Section(BaseModel):
    """A table of the file; a key that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Database(Section):
    """Where everything is kept."""

    url: Line = "sqlite:///data/porchlight.sqlite3"


class Telegram(Section):
    """The Telegram bot; without a token Porchlight does not speak Telegram."""

    token: Secret = SecretStr("")
    api_url: Address = ""
    per_second: Pace = 30.0
    poll_timeout_seconds: int = Field(default=30, ge=1, le=50)


class Discord(Section):
    """The Discord bot; without a token Porchlight does not speak Discord."""

    token: Secret = SecretStr("")
    api_url: Address = ""
    gateway_url: Address = ""
    per_second: Pace = 20.0


class Mail(Section):
    """The mail relay; without a host Porchlight sends no mail and owners cannot prove an address."""

    host: Line = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "implicit", "none"] = "starttls"
    username: Line = ""
    password: Secret = SecretStr("")
    sender: Line = ""
    sender_name: Line = "Porchlight"
    unsubscribe: Line = ""
    bounces: Line = ""
    imap_host: Line = ""
    imap_port: int = Field(default=993, ge=1, le=65535)
    imap_security: Literal["starttls", "implicit", "none"] = "implicit"
    imap_username: Line = ""
    imap_password: Secret = SecretStr("")
    imap_folder: Line = "INBOX"
    imap_seconds: float = Field(default=60.0, ge=1, le=86_400)
    connections: int = Field(default=4, ge=1, le=32)
    per_second: Pace = 100.0


class Web(Section):
    """The web end."""

    host: Line = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: Address = ""

    @field_validator("public_url")
    @classmethod
    def _no_slash(cls, url: str) -> str:
        return url.rstrip("/")


class Geocoding(Section):
    """How addresses become places."""

    gazetteer: Line = ""
    gazetteer_attribution: Line = ""
    service: Literal["none", "nominatim", "photon", "pelias", "census"] = "none"
    url: Line = ""
    key: Secret = SecretStr("")
    contact: Line = ""
    per_second: float = Field(default=1.0, gt=0, le=1000)


class Vault(Section):
    """Where clips are kept."""

    folder: Folder = "data/clips"


class Security(Section):
    """What keeps the data from whoever gets hold of a disk or a backup."""

    house_key: Line = "data/house.key"


class Media(Section):
    """Photos and clips that neighbors show to everybody."""

    folder: Folder = "data/media"
    max_megabytes: float = Field(default=20, ge=0.1, le=100)
    max_clip_seconds: float = Field(default=120, ge=1, le=600)
    at_once: int = Field(default=1, ge=1, le=8)


class Maps(Section):
    """What stands behind and under the maps that we draw."""

    tiles: Line = ""
    attribution: Line = ""


class Log(Section):
    """What is written down about running; never personal data."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Conversation(Section):
    """How much one account may ask of the bot."""

    commands_per_minute: int = Field(default=5, ge=1, le=MANY)
    region: Line = "US"

    @field_validator("region")
    @classmethod
    def _is_a_country(cls, region: str) -> str:
        if region not in _countries():
            raise ValueError('write the country as its two capital letters, such as "US", "GB" or "ES"')
        return region


class Incidents(Section):
    """Rules about neighbors' reports."""

    per_day: int = Field(default=5, ge=1, le=MANY)
    per_5_minutes: int = Field(default=1, ge=1, le=MANY)
    comments_per_hour: int = Field(default=20, ge=1, le=MANY)
    cell_resolution: int = Field(default=9, ge=5, le=9)
    max_age_days: int = Field(default=30, ge=1, le=30)
    draft_hours: float = Field(default=24, gt=0, le=72)
    duplicate_radius_m: float = Field(default=50, ge=0, le=5000)
    duplicate_hours: float = Field(default=24, ge=0, le=168)
    alike_percent: float = Field(default=85, gt=50, le=100)
    emergency_number: Line = "911"


class Moderation(Section):
    """How much reviewers look at, and how long they may bar somebody."""

    reviewed_first_posts: int = Field(default=1, ge=0, le=20)
    flags_per_day: int = Field(default=10, ge=1, le=MANY)
    longest_ban_days: int = Field(default=365, ge=1, le=365)


class Bulletins(Section):
    """Rules about police bulletins; stricter is always allowed."""

    max_text: int = Field(default=1200, ge=100, le=1500)
    open_at_once: int = Field(default=3, ge=1, le=3)
    life_days: int = Field(default=30, ge=1, le=30)


class Requests(Section):
    """Rules about area requests; the defaults are product policy, and stricter is always allowed."""

    min_area_km2: float = Field(default=0.0647, ge=0.0647, le=1.295)
    max_area_km2: float = Field(default=1.295, ge=0.0647, le=1.295)
    min_window_minutes: int = Field(default=15, ge=15, le=720)
    max_window_hours: float = Field(default=12, ge=0.25, le=12)
    max_age_days: int = Field(default=30, ge=1, le=30)
    life_hours: float = Field(default=168, gt=0, le=168)
    owners_asked: int = Field(default=500, ge=1, le=500)
    asks_per_30_days: int = Field(default=4, ge=1, le=4)
    notice_window_seconds: float = Field(default=60, ge=0, le=3600)
    per_case: int = Field(default=2, ge=1, le=2)
    open_at_once: int = Field(default=3, ge=1, le=MANY)
    overlapping_in_24_hours: int = Field(default=3, ge=1, le=3)
    overlap_share: float = Field(default=0.5, gt=0, le=0.5)
    draft_hours: float = Field(default=24, gt=0, le=24)
    questions: int = Field(default=5, ge=1, le=20)
    per_30_days: int = Field(default=20, ge=1, le=MANY)
    km2_hours_per_30_days: float = Field(default=60, gt=0, le=MANY)

    @model_validator(mode="after")
    def _least_below_most(self) -> "Requests":
        if self.min_area_km2 > self.max_area_km2:
            raise ValueError("min_area_km2 is larger than max_area_km2, so nothing could be asked; make it smaller")
        if self.min_window_minutes > self.max_window_hours * 60:
            raise ValueError("min_window_minutes is longer than max_window_hours, so nothing could be asked; make it shorter")
        return self


class Consent(Section):
    """Waits between an owner's yes and the officer."""

    hold_seconds: float = Field(default=600, ge=0, le=YEAR_S)
    tick_seconds: float = Field(default=600, gt=0, le=YEAR_S)


class Clips(Section):
    """Rules about files."""

    max_megabytes: float = Field(default=10, gt=0, le=2000)
    per_ask: int = Field(default=16, ge=1, le=16)
    keep_days_after_release: float = Field(default=7, gt=0, le=7)


class Outbox(Section):
    """How patiently messages are sent again."""

    retry_seconds: float = Field(default=15, gt=0, le=YEAR_S)
    retry_cap_seconds: float = Field(default=3600, gt=0, le=YEAR_S)
    ambiguous_seconds: float = Field(default=60, ge=0, le=YEAR_S)


