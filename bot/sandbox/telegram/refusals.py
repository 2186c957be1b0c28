"""How the Bot API says no: one exception, which carries the HTTP status and Telegram's wording."""

from typing import Any


class Refusal(Exception):
    """The call is refused and has no effect."""

    def __init__(self, code: int, description: str, *, retry_after_seconds: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after_seconds = retry_after_seconds

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after_seconds is not None:
            body["parameters"] = {"retry_after": self.retry_after_seconds}
        return body


def bad_request(what: str) -> Refusal:
    """A 400, with Telegram's prefix."""
    return Refusal(400, f"Bad Request: {what}")


def forbidden(what: str) -> Refusal:
    """A 403, with Telegram's prefix."""
    return Refusal(403, f"Forbidden: {what}")


def too_many_requests(retry_after_seconds: int) -> Refusal:
    """A 429, with the time to wait in words and in the parameters."""
    return Refusal(
        429, f"Too Many Requests: retry after {retry_after_seconds}", retry_after_seconds=retry_after_seconds
    )
