"""Makes the message that shows a report: the same for channels, for its author's preview and for whoever asks for it."""

from bot.chat.message import Attachment, Message, Picture
from bot.handlers.context import Services, Tx
from bot.incidents import texts
from bot.incidents.model import Incident
from bot.media.model import Media, MediaKind


async def post_of(services: Services, incident: Incident, zone: str, tellers: int, language: str) -> Message:
    """The report with its photo or clip and its map, as everybody sees it. `zone` is the neighborhood's."""
    shown: list[Picture | Attachment] = []
    if incident.media is not None:
        shown += await media_of(services, incident.media, texts.photo_description())
    shown.append(services.maps.cell(incident.cell, texts.map_description(), language=language))
    return texts.post(incident, zone, shown, tellers, services.emergency_number)


async def told(tx: Tx, incident: Incident) -> tuple[str, int]:
    """What else a post says: the time zone of its neighborhood, and how many people report it."""
    neighborhood = await tx.neighborhoods.by_id(incident.neighborhood)
    return neighborhood.time_zone, await tx.incidents.tellers(incident.id)


async def media_of(services: Services, media: Media, description: str) -> list[Picture | Attachment]:
    """A photo or clip that everybody may see. `description` is for those who cannot."""
    if media.kind is MediaKind.CLIP:
        clip = Attachment(
            name="clip.mp4",
            media_type=media.media_type,
            size_bytes=media.size_bytes,
            sha256=media.sha256,
            open=lambda: services.media.open(media.blob),
        )
        return [clip]
    try:
        content = b"".join([piece async for piece in services.media.open(media.blob)])
    except FileNotFoundError:
        return []  # The words are worth showing without it.
    return [
        Picture(
            name="photo.jpg", content=content, description=description, media_type=media.media_type
        )
    ]
