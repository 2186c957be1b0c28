"""How a public photo or clip lies in the columns of whatever shows it."""

from typing import Any

from bot.db.tables import BulletinRow, IncidentRow
from bot.media.model import Media


def media_columns(media: Media | None) -> dict[str, Any]:
    """The values of the five columns; all empty when there is none."""
    return {
        "media_blob": media.blob if media else None,
        "media_kind": media.kind if media else None,
        "media_type": media.media_type if media else None,
        "media_bytes": media.size_bytes if media else None,
        "media_sha256": media.sha256 if media else None,
    }


def to_media(row: IncidentRow | BulletinRow) -> Media | None:
    """The photo or clip of a row."""
    if row.media_blob is None or row.media_kind is None:
        return None
    return Media(
        blob=row.media_blob,
        kind=row.media_kind,
        media_type=row.media_type or "",
        size_bytes=row.media_bytes or 0,
        sha256=row.media_sha256 or "",
    )
