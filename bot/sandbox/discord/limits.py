"""The limits that SimCord does not keep: calls per second, files per message, bytes per file and repeated nonces."""

import hashlib
import math
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simcord.backend import errors
from simcord.backend.errors import BackendError

FILES_PER_MESSAGE = 10
NONCE_LIMIT_CHARACTERS = 25
DEFAULT_FILE_LIMIT_BYTES = 10 * 1024 * 1024

_NUMBER = re.compile(r"(?<=/)\d{5,}(?=/|$)")
_TOKEN = re.compile(r"^(/interactions/\{id\}/|/webhooks/\{id\}/)[^/@]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many calls Discord takes. The published figure is the global one; the others are what bots have seen."""

    global_calls_per_second: int = 50
    message_calls: int = 5
    message_window_seconds: float = 5.0
    other_calls: int = 50
    other_window_seconds: float = 1.0


def kind_of(method: str, path: str) -> str:
    """The route of a call without its ids and tokens: `POST /channels/{id}/messages`."""
    return f"{method} " + _TOKEN.sub(r"\g<1>{token}", _NUMBER.sub("{id}", path))


@dataclass(slots=True)
class _Window:
    calls: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def forget(self, now: float) -> None:
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()

    def wait_seconds(self, now: float) -> float:
        self.forget(now)
        return 0.0 if len(self.times) < self.calls else self.times[0] + self.seconds - now


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a call may pass, and the headers that tell the client how it stands."""

    headers: dict[str, str]
    wait_seconds: float = 0.0
    everywhere: bool = False

    @property
    def allowed(self) -> bool:
        """True if the call may pass."""
        return self.wait_seconds <= 0

    @property
    def body(self) -> dict[str, Any]:
        """What Discord answers to a call that comes too soon."""
        return {
            "message": "You are being rate limited.",
            "retry_after": round(self.wait_seconds + 0.0005, 3),
            "global": self.everywhere,
        }


class RateLimits:
    """Trailing windows: one for the whole bot, and one for each route and channel, guild or webhook."""

    def __init__(self, pace: Pace, now: Callable[[], datetime]) -> None:
        self.pace = pace
        self._now = now
        self._all = _Window(pace.global_calls_per_second, 1.0)
        self._windows: dict[str, _Window] = {}

    def check(self, method: str, path: str, *, counts_globally: bool) -> Verdict:
        """Count a call, or refuse it with the seconds to wait. Interaction answers do not count globally."""
        now = self._now().timestamp()
        if counts_globally and (wait := self._all.wait_seconds(now)) > 0:
            headers = {"Retry-After": str(math.ceil(wait)), "X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
            return Verdict(headers=headers, wait_seconds=wait, everywhere=True)
        kind = kind_of(method, path)
        window = self._window(kind, path)
        wait = window.wait_seconds(now)
        if wait <= 0:
            window.times.append(now)
            if counts_globally:
                self._all.times.append(now)
        reset_after = window.times[0] + window.seconds - now
        headers = {
            "X-RateLimit-Limit": str(window.calls),
            "X-RateLimit-Remaining": str(window.calls - len(window.times)),
            "X-RateLimit-Reset": f"{now + reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(kind.encode()).hexdigest()[:16],
        }
        if wait > 0:
            headers |= {"Retry-After": str(math.ceil(wait)), "X-RateLimit-Scope": "user"}
        return Verdict(headers=headers, wait_seconds=wait)

    def _window(self, kind: str, path: str) -> _Window:
        major = "/".join(path.split("/")[1 : 4 if path.startswith(("/webhooks", "/interactions")) else 3])
        key = f"{kind} {major}"
        if key not in self._windows:
            is_message = kind == "POST /channels/{id}/messages"
            calls = self.pace.message_calls if is_message else self.pace.other_calls
            seconds = self.pace.message_window_seconds if is_message else self.pace.other_window_seconds
            self._windows[key] = _Window(calls, seconds)
        return self._windows[key]


def check_files(sizes: list[int], body: Any, limit_bytes: int) -> None:
    """Raise the refusal that Discord gives to more than 10 files in a message or to one that is too large."""
    message = body.get("data") if isinstance(body, dict) and isinstance(body.get("data"), dict) else body
    listed = message.get("attachments") if isinstance(message, dict) else None
    if max(len(sizes), len(listed) if isinstance(listed, list) else 0) > FILES_PER_MESSAGE:
        raise errors.invalid_form_body(f"attachments: Must be {FILES_PER_MESSAGE} or fewer in length.")
    if any(size > limit_bytes for size in sizes):
        raise BackendError(413, 40005, "Request entity too large")


class Nonces:
    """Which message a nonce stands for, so that a repeated call gives the old message and not a second one."""

    def __init__(self, window_seconds: float, now: Callable[[], datetime]) -> None:
        self._window_seconds = window_seconds
        self._now = now
        self._seen: dict[str, tuple[float, int, int]] = {}

    def read(self, body: Any) -> tuple[str | None, bool]:
        """The nonce of a message body and whether it is to be enforced. Raises if it is too long."""
        nonce = body.get("nonce") if isinstance(body, dict) else None
        if nonce is None:
            return None, False
        if len(str(nonce)) > NONCE_LIMIT_CHARACTERS:
            raise errors.invalid_form_body(f"nonce: Must be {NONCE_LIMIT_CHARACTERS} or fewer in length.")
        return str(nonce), bool(body.get("enforce_nonce"))

    def find(self, nonce: str) -> tuple[int, int] | None:
        """Channel and id of the message that this nonce made within the window."""
        made = self._seen.get(nonce)
        if made is None or made[0] + self._window_seconds <= self._now().timestamp():
            return None
        return made[1], made[2]

    def remember(self, nonce: str, channel_id: int, message_id: int) -> None:
        """Note that this nonce has made this message."""
        self._seen[nonce] = (self._now().timestamp(), channel_id, message_id)
