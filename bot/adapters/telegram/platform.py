"""Telegram as the house sees it: one object that speaks and listens with one token."""

import asyncio
import logging
from itertools import product

from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.methods import DeleteWebhook, GetMe, SetMyCommands
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeUnion,
    User,
)

from bot.adapters.telegram.files import Files
from bot.adapters.telegram.listen import FIRST_PAUSE_S, LONGEST_PAUSE_S, Listener
from bot.adapters.telegram.patience import Pause, harmless, patiently
from bot.adapters.telegram.receive import Reader
from bot.adapters.telegram.respond import Responder
from bot.adapters.telegram.send import Migrated, TelegramSender
from bot.adapters.telegram.wire import connect
from bot.chat.fit import clean
from bot.chat.form import CommandSpec
from bot.chat.language import LANGUAGES, speak
from bot.chat.ports import Answer, Complete, OutOfReach, PlatformDown

REFUSED = "Telegram refuses the token: copy it again from @BotFather into the configuration."
OUT_OF_REACH = "Telegram cannot be reached: check this machine's connection, and [telegram] api_url if it is set."

PRIVATE_SPACING_S = 1.05
GROUP_SPACING_S = 3.1
"""Telegram's own advice: one message a second to a person, twenty a minute to a group; a little slower is safe."""

LONGEST_DESCRIPTION = 256
MOST_COMMANDS = 100

_log = logging.getLogger(__name__)


def chat_spacing_s(handle: str) -> float:
    """How far apart two messages to this chat have to be, in seconds. Groups have negative ids."""
    return GROUP_SPACING_S if handle.startswith("-") else PRIVATE_SPACING_S


class Telegram:
    """Receiver of Telegram, and keeper of its sender. Both share one connection pool, closed when `run` ends."""

    def __init__(
        self,
        token: str,
        api_url: str,
        poll_timeout_s: int = 30,
        *,
        migrated: Migrated | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        """`api_url` empty means the real service. `migrated` hears of groups that got a new handle.

        Raises PlatformDown when the token has not the form of one; nothing is sent yet.
        """
        self._bot, self._wire = connect(token, api_url)
        self._poll_timeout_s = poll_timeout_s
        self._migrated = migrated
        self._pause = pause
        self.sender = TelegramSender(self._bot, migrated)

    async def run(self, commands: tuple[CommandSpec, ...], answer: Answer, complete: Complete) -> None:
        """Announce the commands and listen until cancelled; `complete` is never asked, as nothing is half-typed here.

        Waits as long as Telegram is out of reach. Raises PlatformDown when it refuses the token.
        """
        try:
            me = await self._introduce()
            await self._announce(commands)
            await Listener(
                bot=self._bot,
                reader=Reader(
                    me=me,
                    known=frozenset(spec.name for spec in commands),
                    open_file=Files(self._bot, self._wire, self._pause).open,
                ),
                responder=Responder(self._bot, self.sender, me, self._pause),
                answer=answer,
                poll_timeout_s=self._poll_timeout_s,
                pause=self._pause,
                migrated=self._migrated,
            ).run()
        finally:
            await self.close()

    async def check(self) -> str:
        """Ask Telegram once who we are and return the bot's name. Raises PlatformDown when it refuses or is silent."""
        try:
            return f"@{(await self._bot(GetMe())).username}"
        except (TelegramUnauthorizedError, TelegramNotFound):
            down = PlatformDown(REFUSED)
        except TelegramAPIError:
            down = OutOfReach(OUT_OF_REACH)
        finally:
            await self.close()
        raise down

    async def close(self) -> None:
        """Close all connections. Needed only where the sender is used without `run`."""
        await self._bot.session.close()

    async def _introduce(self) -> User:
        """Who the bot is, and from now on it polls: a webhook of an earlier life is dropped, its updates are kept."""
        failures = 0
        while True:
            try:
                me = await self._bot(GetMe())
                await self._bot(DeleteWebhook(drop_pending_updates=False))
                return me
            except (TelegramUnauthorizedError, TelegramNotFound):
                refused = True
            except TelegramAPIError as error:
                refused = False
                if not failures:
                    _log.warning("Telegram is out of reach, trying on: %s", harmless(error))
            if refused:
                raise PlatformDown(REFUSED)
            await self._pause(min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(failures, 10)))
            failures += 1

    async def _announce(self, commands: tuple[CommandSpec, ...]) -> None:
        """The menus of private chats and of groups, for apps of each language; other apps get the English ones.

        Without them the commands still work.
        """
        menus: tuple[tuple[BotCommandScopeUnion, list[CommandSpec]], ...] = (
            (BotCommandScopeAllPrivateChats(), [spec for spec in commands if spec.in_direct]),
            (BotCommandScopeAllGroupChats(), [spec for spec in commands if spec.offered_in_channels]),
        )
        for language, (scope, specs) in product(LANGUAGES, menus):
            entries = [
                BotCommand(
                    command=spec.name, description=clean(speak(spec.description, language))[:LONGEST_DESCRIPTION]
                )
                for spec in specs[:MOST_COMMANDS]
            ]
            # The first language is for everybody whose own has no menu.
            code = None if language == LANGUAGES[0] else language
            call = SetMyCommands(commands=entries, scope=scope, language_code=code)
            try:
                await patiently(lambda call=call: self._bot(call), self._pause)  # type: ignore[misc]
            except TelegramAPIError as error:
                _log.warning("Telegram took no command menu: %s", harmless(error))
