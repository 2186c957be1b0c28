"""Slips: small opaque words in a mail's addresses that tell us, and nobody else, whom the mail was for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.kernel.ids import AccountId, OfficerId

BOUNCE, STOP, WORK_BOUNCE = "bounce", "stop", "work"
"""What a slip is for. One for the one is worthless for the other."""

BOUNCES_WITHIN = timedelta(days=7)
"""Relays give up after five days at most; what comes back later is a replay. Not longer than heard events are known."""


class Slips(Protocol):
    """Writes and reads slips: without the house key nobody can make, read or change one."""

    def write(self, purpose: str, who: int, hour: int = 0) -> str:
        """At most 46 small letters and digits for these numbers; the same for the same."""
        ...

    def read(self, purpose: str, slip: str) -> tuple[int, int] | None:
        """The numbers of a slip that was written for this purpose, in whatever case; None for anything else."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A mail that came to the mailbox for returned mail, as far as it matters."""

    slip: str
    is_hard: bool
    """It reports that a mail of ours has failed for good, and that the address is why."""


Hear = Callable[[Returned], Awaitable[None]]


class MailStop(Protocol):
    """What the page that stops mail asks of the house. A slip that is nobody's does nothing."""

    async def language(self, slip: str) -> str:
        """In which language its person reads; empty when nobody is behind it."""
        ...

    async def stop(self, slip: str) -> None:
        """No more mail to this account. Harmless when repeated."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The addresses in a mail that are one reader's alone. An empty one is left out."""

    return_path: str = ""
    """Where it comes back to."""
    stop_url: str = ""
    stop_mail: str = ""
    """How mail is stopped: by a page, and by a mail (a `mailto:`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWays:
    """Makes these addresses, and reads what comes back through them."""

    slips: Slips
    pages: str
    """The address under which the pages that stop mail are found, with a slash at the end; empty without pages."""
    mailbox: str
    """Whose variants `name+slip@domain` all arrive in the mailbox that we read; empty when we read none."""
    otherwise: str
    """A `mailto:` of the operator, who then stops mail by hand."""

    def to(self, account: AccountId, now: datetime) -> Ways:
        """The addresses in a mail to this account that leaves now."""
        stop = self.slips.write(STOP, account)
        return Ways(
            return_path=self._variant(self.slips.write(BOUNCE, account, _hour(now))) if self.mailbox else "",
            stop_url=self.pages + stop if self.pages else "",
            stop_mail=f"mailto:{self._variant(stop)}?subject=unsubscribe" if self.mailbox else self.otherwise,
        )

    def bounced(self, slip: str, now: datetime) -> AccountId | None:
        """Whose mail came back; None for a slip that is not ours, or too old."""
        number = self._lately(BOUNCE, slip, now)
        return AccountId(number) if number is not None else None

    def from_work(self, officer: OfficerId, now: datetime) -> str:
        """Where a mail to an officer's work mailbox comes back to; empty when we read no mailbox."""
        return self._variant(self.slips.write(WORK_BOUNCE, officer, _hour(now))) if self.mailbox else ""

    def work_bounced(self, slip: str, now: datetime) -> OfficerId | None:
        """Whose work mailbox a mail came back from; None for a slip that is not ours, or too old."""
        number = self._lately(WORK_BOUNCE, slip, now)
        return OfficerId(number) if number is not None else None

    def stopped(self, slip: str) -> AccountId | None:
        """Who wants no mail; the slip of any mail works for ever."""
        read = self.slips.read(STOP, slip)
        return AccountId(read[0]) if read is not None else None

    def _lately(self, purpose: str, slip: str, now: datetime) -> int | None:
        read = self.slips.read(purpose, slip)
        if read is None or not 0 <= _hour(now) - read[1] <= BOUNCES_WITHIN // timedelta(hours=1):
            return None
        return read[0]

    def _variant(self, slip: str) -> str:
        name, _, domain = self.mailbox.rpartition("@")
        return f"{name}+{slip}@{domain}"


def _hour(moment: datetime) -> int:
    """So coarse on purpose: two mails that come back within an hour are one bounce."""
    return int(moment.timestamp() // 3600)
