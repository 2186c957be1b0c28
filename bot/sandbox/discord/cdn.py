"""The content network: it keeps attachments and hands out signed links that expire, as the real one does."""

import hashlib
import hmac
import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from aiohttp import web
from simcord.backend.cdn import CdnStore

ATTACHMENTS_PATH = "/attachments/"
DEFAULT_LINK_LIFETIME_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class _Blob:
    content: bytes
    media_type: str


class SignedCdn(CdnStore):
    """Attachments by path. Links carry `ex`, `is` and `hm` (expiry, issue and signature); a stale one answers 404."""

    def __init__(self, *, now: Callable[[], datetime], lifetime_seconds: float, secret: bytes) -> None:
        super().__init__()
        self.lifetime_seconds = lifetime_seconds
        self.origin = ""
        self._now = now
        self._secret = secret
        self._kept: dict[str, _Blob] = {}

    def store_attachment(
        self, attachment_id: int, channel_id: int, filename: str, data: bytes, description: str | None
    ) -> dict[str, Any]:
        """Keep a file and describe it as Discord does. The link in the description is not yet signed."""
        # Discord rewrites file names; bots that look for the name they sent must learn that here.
        name = re.sub(r"[^\w.\-]+", "_", filename) or "unknown"
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        path = f"{ATTACHMENTS_PATH}{channel_id}/{attachment_id}/{quote(name)}"
        self._kept[path] = _Blob(bytes(data), media_type)
        described: dict[str, Any] = {
            "id": str(attachment_id),
            "filename": name,
            "size": len(data),
            "url": self.origin + path,
            "proxy_url": self.origin + path,
            "content_type": media_type,
        }
        if description is not None:
            described["description"] = description
        return described

    def label(self, url: str, media_type: str) -> None:
        """Serve the attachment with this media type instead of the one that its name suggests."""
        path = urlsplit(url).path
        self._kept[path] = _Blob(self._kept[path].content, media_type)

    def get(self, url: str) -> bytes | None:
        """The bytes behind a link, signed or not; None if there never were any."""
        blob = self._kept.get(urlsplit(url).path)
        return None if blob is None else blob.content

    def sign(self, url: str) -> str:
        """A fresh link to an attachment of ours; any other text comes back as it is."""
        if not self.origin or not url.startswith(self.origin + ATTACHMENTS_PATH) or "?" in url:
            return url
        issued = int(self._now().timestamp())
        expires = issued + max(1, round(self.lifetime_seconds))
        mark = self._mark(urlsplit(url).path, f"{expires:x}", f"{issued:x}")
        return f"{url}?ex={expires:x}&is={issued:x}&hm={mark}&"

    async def answer(self, request: web.Request) -> web.Response:
        """Serve one attachment, or 404 for a link that is unknown, tampered with or too old."""
        query = parse_qs(request.query_string)
        ex, issued, mark = (query.get(name, [""])[0] for name in ("ex", "is", "hm"))
        path = quote(unquote(request.rel_url.raw_path))
        blob = self._kept.get(path)
        genuine = hmac.compare_digest(mark, self._mark(path, ex, issued))
        if blob is None or not genuine or int(ex, 16) <= self._now().timestamp():
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=blob.content, headers={"Content-Type": blob.media_type})

    def _mark(self, path: str, expires: str, issued: str) -> str:
        return hmac.new(self._secret, f"{path} {expires} {issued}".encode(), hashlib.sha256).hexdigest()
