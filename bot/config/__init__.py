"""Reads and checks the configuration: config.toml, overridden by environment variables and by files with secrets.

The only file that looks at the environment. `PORCHLIGHT_TELEGRAM__TOKEN` overrides `[telegram] token`;
`PORCHLIGHT_TELEGRAM__TOKEN_FILE` names a file that holds it.
"""

import codecs
import os
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from pydantic import ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from bot.bulletins.model import BulletinPolicy
from bot.clips.model import ClipPolicy
from bot.config.sections import (
    Bulletins as Bulletins,
)
from bot.config.sections import (
    Clips as Clips,
)
from bot.config.sections import (
    Consent as Consent,
)
from bot.config.sections import (
    Conversation as Conversation,
)
from bot.config.sections import (
    Database as Database,
)
from bot.config.sections import (
    Discord as Discord,
)
from bot.config.sections import (
    Geocoding as Geocoding,
)
from bot.config.sections import (
    Incidents as Incidents,
)
from bot.config.sections import (
    Log as Log,
)
from bot.config.sections import (
    Mail as Mail,
)
from bot.config.sections import (
    Maps as Maps,
)
from bot.config.sections import (
    Media as Media,
)
from bot.config.sections import (
    Moderation as Moderation,
)
from bot.config.sections import (
    Outbox as Outbox,
)
from bot.config.sections import (
    Requests as Requests,
)
from bot.config.sections import (
    Security as Security,
)
from bot.config.sections import (
    Telegram as Telegram,
)
from bot.config.sections import (
    Vault as Vault,
)
from bot.config.sections import (
    Web as Web,
)
from bot.consent.model import ConsentPolicy
from bot.handlers.context import Policies
from bot.incidents.model import IncidentPolicy
from bot.media.model import MediaPolicy
from bot.moderation.model import ModerationPolicy
from bot.requests.model import RequestPolicy
from bot.terms.model import AskLimits

PREFIX = "PORCHLIGHT_"
DEFAULT_PATH = "config.toml"


class BadConfig(Exception):
    """The configuration cannot be used; the message is one sentence that names the key and the cure."""


class Settings(BaseSettings):
    """Everything that can be configured; config.example.toml shows every key with its default and what it is for."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True)

    database: Database = Database()
    telegram: Telegram = Telegram()
    discord: Discord = Discord()
    mail: Mail = Mail()
    web: Web = Web()
    geocoding: Geocoding = Geocoding()
    vault: Vault = Vault()
    security: Security = Security()
    media: Media = Media()
    maps: Maps = Maps()
    log: Log = Log()
    conversation: Conversation = Conversation()
    incidents: Incidents = Incidents()
    moderation: Moderation = Moderation()
    bulletins: Bulletins = Bulletins()
    requests: Requests = Requests()
    consent: Consent = Consent()
    clips: Clips = Clips()
    outbox: Outbox = Outbox()

    @model_validator(mode="after")
    def _folders_apart(self) -> "Settings":
        # Each folder is swept of what its own books do not know: in a common one, clips would go as unknown photos.
        if Path(self.vault.folder).resolve() == Path(self.media.folder).resolve():
            raise ValueError("[vault] folder and [media] folder are the same; give each a folder of its own")
        return self

    def policies(self) -> Policies:
        """The rules' numbers as the features know them."""
        requests = self.requests
        return Policies(
            incidents=IncidentPolicy(
                per_day=self.incidents.per_day,
                per_5_minutes=self.incidents.per_5_minutes,
                comments_per_hour=self.incidents.comments_per_hour,
                cell_resolution=self.incidents.cell_resolution,
                max_age=timedelta(days=self.incidents.max_age_days),
                draft_life=timedelta(hours=self.incidents.draft_hours),
                duplicate_radius_m=self.incidents.duplicate_radius_m,
                duplicate_within=timedelta(hours=self.incidents.duplicate_hours),
                alike=self.incidents.alike_percent,
            ),
            asking=AskLimits(per_30_days=requests.asks_per_30_days),
            moderation=ModerationPolicy(
                reviewed_first_posts=self.moderation.reviewed_first_posts,
                flags_per_day=self.moderation.flags_per_day,
                longest_ban_days=self.moderation.longest_ban_days,
            ),
            bulletins=BulletinPolicy(
                max_text=self.bulletins.max_text,
                open_at_once=self.bulletins.open_at_once,
                life_days=self.bulletins.life_days,
            ),
            requests=RequestPolicy(
                min_area_km2=requests.min_area_km2,
                max_area_km2=requests.max_area_km2,
                min_window=timedelta(minutes=requests.min_window_minutes),
                max_window=timedelta(hours=requests.max_window_hours),
                max_age=timedelta(days=requests.max_age_days),
                life=timedelta(hours=requests.life_hours),
                owners_asked=requests.owners_asked,
                fan_out_window=timedelta(seconds=requests.notice_window_seconds),
                per_case=requests.per_case,
                open_at_once=requests.open_at_once,
                overlapping_in_24_h=requests.overlapping_in_24_hours,
                overlap_share=requests.overlap_share,
                draft_life=timedelta(hours=requests.draft_hours),
                questions=requests.questions,
                per_30_days=requests.per_30_days,
                km2_hours_per_30_days=requests.km2_hours_per_30_days,
            ),
            clips=ClipPolicy(
                max_bytes=round(self.clips.max_megabytes * 1_000_000),
                per_ask=self.clips.per_ask,
                keep_after_release=timedelta(days=self.clips.keep_days_after_release),
            ),
            media=MediaPolicy(
                max_bytes=round(self.media.max_megabytes * 1_000_000), max_clip_s=self.media.max_clip_seconds
            ),
            commands_per_minute=self.conversation.commands_per_minute,
            consent=ConsentPolicy(
                hold=timedelta(seconds=self.consent.hold_seconds), tick=timedelta(seconds=self.consent.tick_seconds)
            ),
        )


def load(path: str | None = None) -> Settings:
    """Read the file at `path` (or PORCHLIGHT_CONFIG, or ./config.toml if there is one), then the environment over it.

    Raises BadConfig with one sentence for whatever is wrong.
    """
    named = path or os.environ.get(PREFIX + "CONFIG")
    if named and not Path(named).is_file():
        raise BadConfig(f"There is no configuration file {named}; make one from config.example.toml.")
    file = Path(named or DEFAULT_PATH)

    class FromHere(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return _Environment(settings_cls), TomlConfigSettingsSource(settings_cls, toml_file=file)

    try:
        _refuse_strangers()
        return FromHere()
    except UnicodeDecodeError:
        raise BadConfig(f"{file}, or a file with a secret, is not UTF-8 text; save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        if file.read_bytes().startswith(codecs.BOM_UTF8):
            raise BadConfig(f"{file} begins with an invisible mark; save it as UTF-8 without BOM.") from None
        raise BadConfig(f"{file} is not valid TOML: {error}.") from None
    except SettingsError as error:
        raise BadConfig(f"{error}; see config.example.toml.") from None
    except OSError as error:
        raise BadConfig(f"{error.filename} cannot be read: {error.strerror}.") from None
    except ValidationError as error:
        raise BadConfig(_first_problem(error)) from None


def _refuse_strangers() -> None:
    """A misspelt variable would be ignored in silence, and a token with it. Raises BadConfig.

    Variables that resemble none of ours are let be: a container's host may name its own like this.
    """
    for name in sorted(os.environ):
        rest = name.upper().removeprefix(PREFIX).lower()
        table, underscores, _ = rest.partition("__")
        meant = underscores or any(rest.startswith(f"{known}_") for known in Settings.model_fields)
        if name.upper().startswith(PREFIX) and meant and table not in Settings.model_fields:
            raise BadConfig(
                f"The environment variable {name} is none of ours; write {PREFIX}TABLE__KEY with two underscores between "
                f"table and key, such as {PREFIX}TELEGRAM__TOKEN."
            )


class _Environment(EnvSettingsSource):
    """Environment variables, where `…_FILE` names a file that holds the value."""

    def _load_env_vars(self) -> Mapping[str, str | None]:
        values: dict[str, str | None] = {}
        for name, value in super()._load_env_vars().items():
            if value and name.lower().startswith(PREFIX.lower()) and name.lower().endswith("_file"):
                values[name[: -len("_file")]] = Path(value).read_text(encoding="utf-8-sig").strip()
            else:
                values.setdefault(name, value)
        return values


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in problem["loc"])
    why = problem["msg"].removeprefix("Value error, ")
    match problem["type"]:
        case "extra_forbidden":
            return f"The configuration has an unknown key {key}; see config.example.toml for those there are."
        case "model_type":
            return f"The configuration key {key} is wrong: it is a table, so write [{key}] and its keys below it."
        case _ if not key:
            return f"The configuration cannot be used: {why}."
    return f"The configuration key {key} is wrong: {why}; see config.example.toml."
