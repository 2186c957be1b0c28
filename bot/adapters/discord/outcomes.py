"""What a failure of a call means: which ones may be repeated, which ones are final. Also the breaker against a ban."""

from collections import deque

import aiohttp
import discord

from bot.adapters.discord.openings import PAUSE_S
from bot.chat.ports import Ambiguous, Cause, Outcome, Rejected, RetryLater, Unreachable

CLOSED_TO_US = frozenset({10003, 10013, 50001, 50007, 50013})
"""Unknown channel or person, no access, DMs closed, no permission."""

UNKNOWN = frozenset({10003, 10013})

OPENED_TOO_MANY = 40003
"""We open conversations too fast, which no person is to blame for. Those that are open go on."""

FLAGGED = 20026
"""Discord takes the bot for a spammer until its operator has appealed; nobody's address is to blame."""

TOO_LARGE = 40005

REFUSALS_BEFORE_BREAK = 1_000
"""Discord bans an address after 10,000 calls that ended in 401, 403 or 429; a tenth of that is reason to stop."""
REFUSALS_WINDOW_S = 600.0
_BANNED_WAIT_S = 300.0
_TOKEN_WAIT_S = 60.0


def outcome_of(error: BaseException) -> Outcome:
    """The outcome behind an exception of discord.py, aiohttp or the machine."""
    match error:
        case discord.RateLimited():
            return RetryLater(after_s=error.retry_after, why="Discord asks us to wait.")
        case discord.HTTPException():
            return _refused(error)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return RetryLater(why="Discord cannot be reached.")
        case aiohttp.ClientError() | TimeoutError():
            return Ambiguous(why="The connection broke before Discord answered.")
        case ConnectionRefusedError():
            return RetryLater(why="Discord cannot be reached.")
        case ConnectionError():
            return Ambiguous(why="The connection broke before Discord answered.")
        case OSError():
            # Nothing of Discord's: a file could not be read, no socket is left.
            return RetryLater(why=f"The machine refused: {type(error).__name__}.")
        case _:
            return Rejected(why=f"discord.py refused the call: {type(error).__name__}.")


def _refused(error: discord.HTTPException) -> Outcome:
    why = f"Discord answered {error.status} (code {error.code})."
    if error.status == 429:
        # Without a body of its own it is the proxy in front of Discord that has had enough of our address.
        is_ban = error.code == 0 and "Via" not in error.response.headers
        return RetryLater(after_s=_BANNED_WAIT_S if is_ban else _asked_wait_s(error), lane_wide=is_ban, why=why)
    if error.status >= 500 or error.status == 408:
        return RetryLater(why=why)
    if error.status == 401:
        return RetryLater(after_s=_TOKEN_WAIT_S, lane_wide=True, why="Discord no longer takes the bot's token.")
    if (error.status == 403 and error.code == 0) or error.code == FLAGGED:
        return RetryLater(after_s=_BANNED_WAIT_S, lane_wide=True, why=why)
    if error.code == OPENED_TOO_MANY:
        return RetryLater(after_s=PAUSE_S, why=why)
    if error.status in (403, 404) or error.code in CLOSED_TO_US:
        # Discord does not tell a block from closed direct messages, or from having no server in common.
        is_gone = error.code in UNKNOWN or error.status == 404
        return Unreachable(why=why, cause=Cause.GONE if is_gone else Cause.CLOSED)
    if error.status == 413 or error.code == TOO_LARGE:
        return Rejected(why="The files are larger than Discord takes.")
    return Rejected(why=f"{why} {error.text[:200]}")


def _asked_wait_s(error: discord.HTTPException) -> float | None:
    try:
        return float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return None


class Breaker:
    """Stops all sending while refusals pile up, long before Discord would ban our address."""

    def __init__(self) -> None:
        self._refused_at: deque[float] = deque(maxlen=REFUSALS_BEFORE_BREAK)

    def note(self, error: BaseException, at_s: float) -> None:
        """Count the error if it is one that Discord counts; `at_s` is the event loop's time."""
        if isinstance(error, discord.HTTPException) and error.status in (401, 403, 429):
            self._refused_at.append(at_s)

    def wait_s(self, now_s: float) -> float:
        """Seconds until sending may go on; 0 when it may now."""
        if len(self._refused_at) < REFUSALS_BEFORE_BREAK:
            return 0.0
        return max(0.0, self._refused_at[0] + REFUSALS_WINDOW_S - now_s)
