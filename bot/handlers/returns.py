"""What comes back from mail: reports of failure, and the wish to have no more of it, by page or by mail."""

from typing import Protocol

import structlog

from bot.chat.ports import PlatformDown
from bot.handlers.context import Services
from bot.handlers.reach_jobs import returned as came_back
from bot.officers.proving import mailbox_bounced
from bot.people import reach
from bot.people.slips import Hear, Returned

log = structlog.get_logger()


class Mailbox(Protocol):
    """Where returned mail arrives."""

    async def look(self, hear: Hear) -> None:
        """Hear everything new. Raises PlatformDown when it cannot be read."""
        ...


class Returns:
    """Visits the mailbox. One that is down is tried again at the next visit, and complained about once."""

    def __init__(self, services: Services, mailbox: Mailbox) -> None:
        self._services = services
        self._mailbox = mailbox
        self._is_down = False

    async def visit(self) -> None:
        """Hear what is new. Never raises for what the mailbox does."""
        try:
            await self._mailbox.look(self.hear)
        except PlatformDown as error:
            if not self._is_down:
                log.warning("returned_mail.unread", why=str(error))
            self._is_down = True
            return
        if self._is_down:
            log.info("returned_mail.read_again")
        self._is_down = False

    async def hear(self, returned: Returned) -> None:
        """A report counts once for the slip it carries; any mail to the address that stops mail stops it."""
        ways, now = self._services.mail_ways, self._services.clock.now()
        stopped = ways.stopped(returned.slip)
        account = ways.bounced(returned.slip, now) if returned.is_hard else None
        officer = ways.work_bounced(returned.slip, now) if returned.is_hard else None
        if stopped is None and account is None and officer is None:
            return
        async with self._services.begin() as tx:
            if stopped is not None:
                await reach.stop_mail(tx, stopped, now)
            elif await tx.inbox.first_time(f"bounce:{returned.slip}", now):
                if account is not None:
                    await came_back(tx, account, now)
                if officer is not None:
                    await mailbox_bounced(tx, officer, now)


class StopByPage:
    """Implements `people.slips.MailStop` over the books."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def language(self, slip: str) -> str:
        """See `MailStop.language`."""
        stopped = self._services.mail_ways.stopped(slip)
        if stopped is None:
            return ""
        async with self._services.begin() as tx:
            account = await tx.people.account(stopped)
            return (await tx.people.person(account.person)).language if account is not None else ""

    async def stop(self, slip: str) -> None:
        """See `MailStop.stop`."""
        stopped = self._services.mail_ways.stopped(slip)
        if stopped is not None:
            async with self._services.begin() as tx:
                await reach.stop_mail(tx, stopped, self._services.clock.now())
