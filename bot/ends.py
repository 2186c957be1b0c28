"""The ends that speak and listen, built from the settings; each imports its library only when it is configured."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.chat.ports import OutOfReach, PlatformDown, Receiver, Sender
from bot.config import Mail, Settings
from bot.handlers.router import Router
from bot.outbox.lane import Commit, Lane
from bot.outbox.model import INSIDE, unseen
from bot.outbox.retry import Repeats
from bot.outbox.shares import shares

if TYPE_CHECKING:
    from bot.adapters.mail.returned import ReturnedMail
    from bot.adapters.mail.send import MailSender

log = structlog.get_logger()

LISTEN_AGAIN_S = 15.0


class EndDown(Exception):
    """A platform refuses us or cannot be reached; the message is one sentence with the cure."""

    def __init__(self, end: str, sentence: str, *, for_now: bool = False) -> None:
        super().__init__(sentence)
        self.end = end
        self.for_now = for_now


@dataclass(slots=True)
class Platforms:
    """The ends that speak and listen, by name."""

    senders: dict[str, Sender] = field(default_factory=dict)
    receivers: dict[str, Receiver] = field(default_factory=dict)
    lanes: list[Lane] = field(default_factory=list)
    checks: dict[str, Callable[[], Awaitable[str]]] = field(default_factory=dict)
    """Each asks its end once whether it takes us, and returns a few words."""
    returned: "ReturnedMail | None" = None
    """The mailbox for mail that comes back."""

    async def check(self, name: str) -> str:
        """Whether the end takes us. Raises EndDown."""
        try:
            return await self.checks[name]()
        except PlatformDown as error:
            raise EndDown(name, str(error), for_now=isinstance(error, OutOfReach)) from None

    async def greet(self) -> None:
        """Ask every end once before the house opens. Raises EndDown when one refuses us, or nobody can be talked to.

        An end that is merely away must not keep the others waiting: after a power cut everything starts at once.
        """
        away: dict[str, EndDown] = {}
        for name in self.checks:
            try:
                await self.check(name)
            except EndDown as down:
                if not down.for_now:
                    raise
                away[name] = down
        if self.receivers.keys() <= away.keys():
            raise next(away[name] for name in self.receivers)
        for name, error in away.items():
            log.warning("end.away", end=name, why=str(error))

    async def listen(self, name: str, router: Router) -> None:
        """Hear everything on one platform until cancelled, also when it was away for a while. Raises EndDown."""
        while True:
            try:
                await self.receivers[name].run(router.commands, router.answer, router.complete)
            except OutOfReach as error:
                log.warning("end.away", end=name, why=str(error))
            except PlatformDown as error:
                raise EndDown(name, str(error)) from None
            await asyncio.sleep(LISTEN_AGAIN_S)


Moved = Callable[[str, str], Awaitable[None]]
"""Told the old and the new handle of a Telegram group that became a supergroup."""


Opened = Callable[[str, str], Awaitable[None]]
"""Told the handle of a person on Discord, and that of the conversation that was opened with them."""


def platforms(settings: Settings, moved: Moved | None = None, opened: Opened | None = None) -> Platforms:
    """The ends that are configured; each imports its library only then. Raises EndDown for what cannot be meant."""
    made = Platforms()
    made.lanes.append(Lane(name=INSIDE, repeats=Repeats.DROPPED, in_flight=4, batch=16))
    if settings.telegram.token.get_secret_value():
        from bot.adapters.telegram.platform import Telegram, chat_spacing_s

        try:
            telegram = Telegram(
                token=settings.telegram.token.get_secret_value(),
                api_url=settings.telegram.api_url,
                poll_timeout_s=settings.telegram.poll_timeout_seconds,
                migrated=moved,
            )
        except PlatformDown as error:
            raise EndDown("telegram", str(error)) from None
        made.senders["telegram"], made.receivers["telegram"] = telegram.sender, telegram
        made.checks["telegram"] = telegram.check
        seen, rest = shares(settings.telegram.per_second, chat_spacing_s=chat_spacing_s)
        own = Lane(name="telegram", repeats=Repeats.SHOWN, pacer=seen)
        made.lanes += [own, replace(own, name=unseen(own.name), pacer=rest)]
    if settings.discord.token.get_secret_value():
        from bot.adapters.discord.platform import Discord

        discord = Discord(
            token=settings.discord.token.get_secret_value(),
            api_url=settings.discord.api_url,
            gateway_url=settings.discord.gateway_url,
            opened=opened,
        )
        made.senders["discord"], made.receivers["discord"] = discord.sender, discord
        made.checks["discord"] = discord.check
        seen, rest = shares(settings.discord.per_second)
        own = Lane(name="discord", repeats=Repeats.DROPPED_FOR_MINUTES, pacer=seen)
        made.lanes += [own, replace(own, name=unseen(own.name), pacer=rest)]
    if settings.mail.host:
        mail = mail_sender(settings.mail)
        made.senders["mail"], made.checks["mail"] = mail, mail.check
        if settings.mail.imap_host:
            made.returned = returned_mail(settings.mail)
            made.checks["mail"] = partial(_both, mail.check, made.returned.check)
        seen, rest = shares(settings.mail.per_second)
        own = Lane(name="mail", repeats=Repeats.DROPPED, commit=Commit.TOGETHER, pacer=seen, batch=64)
        made.lanes += [own, replace(own, name=unseen(own.name), pacer=rest)]
    return made


async def _both(first: Callable[[], Awaitable[str]], second: Callable[[], Awaitable[str]]) -> str:
    return f"{await first()}, {await second()}"


def returned_mail(mail: Mail) -> "ReturnedMail":
    """The mailbox for returned mail. Raises EndDown for what cannot be meant."""
    from bot.adapters.mail.returned import ReturnedMail
    from bot.adapters.mail.smtp import Tls

    try:
        return ReturnedMail(
            host=mail.imap_host,
            port=mail.imap_port,
            mailbox=mail.bounces,
            tls=Tls(mail.imap_security),
            username=mail.imap_username,
            password=mail.imap_password.get_secret_value(),
            folder=mail.imap_folder,
        )
    except ValueError as error:
        raise EndDown("mail", str(error)) from None


def mail_sender(mail: Mail) -> "MailSender":
    """The end that sends mail."""
    from bot.adapters.mail.send import MailSender
    from bot.adapters.mail.smtp import Tls

    if not mail.sender:
        raise EndDown("mail", "[mail] sender is empty; set the address that mail comes from.")
    try:
        return MailSender(
            host=mail.host,
            port=mail.port,
            tls=Tls(mail.security),
            username=mail.username,
            password=mail.password.get_secret_value(),
            sender_address=mail.sender,
            sender_name=mail.sender_name,
            connections=mail.connections,
        )
    except ValueError as error:
        raise EndDown("mail", str(error)) from None
