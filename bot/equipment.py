"""What handlers may ask of the outside, built from the settings: the vault, seals, public photos, maps, places."""

from pathlib import Path

from bot.adapters.geocoding.make import Ask, ServiceKind, make_geocoder
from bot.adapters.keys.house import read_house_key
from bot.adapters.keys.seals import HouseSeals
from bot.adapters.keys.slips import SivSlips
from bot.adapters.media.disk import DiskMedia
from bot.adapters.pictures.maps import PillowMaps
from bot.adapters.vault.disk import DiskVault
from bot.config import Settings
from bot.geo.ports import Geocoder
from bot.people.slips import MailWays


class VaultUnusable(Exception):
    """The folder for clips cannot be made or entered; the message is one sentence with the cure."""


def vault_for(settings: Settings) -> DiskVault:
    """The configured vault. Raises VaultUnusable."""
    try:
        return DiskVault(Path(settings.vault.folder))
    except OSError as error:
        raise VaultUnusable(
            f"The folder for clips, {settings.vault.folder}, cannot be used ({error.strerror}); check [vault] folder."
        ) from None


def seals_for(settings: Settings) -> HouseSeals:
    """What the configured house key can do. Raises KeyMissing with one sentence."""
    return HouseSeals(read_house_key(Path(settings.security.house_key)))


def mail_ways_for(settings: Settings) -> MailWays:
    """The addresses in each reader's mail. Raises KeyMissing with one sentence."""
    mail, pages = settings.mail, settings.web.public_url
    return MailWays(
        slips=SivSlips(read_house_key(Path(settings.security.house_key))),
        pages=f"{pages}/stop/" if pages else "",
        mailbox=mail.bounces if mail.imap_host else "",
        otherwise=mail.unsubscribe or (f"mailto:{mail.sender}" if mail.sender else ""),
    )


def media_for(settings: Settings) -> DiskMedia:
    """The configured store of public photos and clips. Raises VaultUnusable."""
    try:
        return DiskMedia(Path(settings.media.folder), at_once=settings.media.at_once)
    except OSError as error:
        raise VaultUnusable(
            f"The folder for photos, {settings.media.folder}, cannot be used ({error.strerror}); check [media] folder."
        ) from None


def maps_for(settings: Settings, geocoder: Geocoder) -> PillowMaps:
    """The configured maps, which name whom addresses and tiles are owed to."""
    return PillowMaps(
        tiles=Path(settings.maps.tiles) if settings.maps.tiles else None,
        attribution=" · ".join(filter(None, (geocoder.attribution, settings.maps.attribution))),
        region=settings.conversation.region,
    )


def geocoder_for(settings: Settings) -> Geocoder:
    """The configured geocoder. Raises BadGazetteer or BadServer with one sentence."""
    geocoding = settings.geocoding
    return make_geocoder(
        Ask(
            kind=ServiceKind(geocoding.service),
            url=geocoding.url,
            key=geocoding.key.get_secret_value(),
            contact=geocoding.contact,
            per_second=geocoding.per_second,
        ),
        gazetteer=Path(geocoding.gazetteer) if geocoding.gazetteer else None,
        attribution=geocoding.gazetteer_attribution,
    )
