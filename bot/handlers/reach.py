"""Accounts that fall silent and come back: hearing from them, and mail that is stopped and turned on again."""

from collections.abc import Mapping
from datetime import datetime

from bot.chat.incoming import Incoming
from bot.chat.reply import Reply
from bot.handlers.context import Ctx, OnPress, Routes, Tx
from bot.kernel.refusal import Refused
from bot.people import reach, texts
from bot.people.model import PeopleReason, Person


async def heard(tx: Tx, person: Person, incoming: Incoming, now: datetime) -> None:
    """Whoever writes to us in private has let us in again; and where they wrote, they can be spoken to."""
    speaker, room = incoming.speaker, incoming.room
    for account in await tx.people.accounts(person.id):
        if (account.platform, account.handle) != (speaker.platform, speaker.handle):
            continue
        await reach.heard_from(tx, account, now)
        if room.handle != speaker.handle and await tx.reach.direct(account.id) != room.handle:
            await tx.reach.note_direct(account.id, room.handle)


async def conversation_opened(tx: Tx, platform: str, handle: str, room: str) -> None:
    """The direct conversation with an account was opened: it is not opened again."""
    person = await tx.people.with_account(platform, handle)
    for account in await tx.people.accounts(person.id) if person is not None else ():
        if (account.platform, account.handle) == (platform, handle):
            await tx.reach.note_direct(account.id, room)


async def mail_on(ctx: Ctx, _: str) -> Reply:
    """*Send mail again*, wherever it stands: for mail that was stopped, and for an address that did not work."""
    if ctx.person is None:
        raise Refused(PeopleReason.NO_MAILBOX)
    async with ctx.begin() as tx:
        mailboxes = await reach.mail_again(tx, ctx.person.id)
    if not mailboxes:
        raise Refused(PeopleReason.NO_MAILBOX)
    return Reply(messages=(texts.mail_is_on(mailboxes[0].handle),), closes=True)


async def mail_off(ctx: Ctx, _: str) -> Reply:
    """*Send no mail*: the same as the one click in a mail."""
    if ctx.person is None:
        raise Refused(PeopleReason.NO_MAILBOX)
    async with ctx.begin() as tx:
        if not await reach.mail_off(tx, ctx.person.id):
            raise Refused(PeopleReason.NO_MAILBOX)
    return Reply(messages=(texts.mail_is_off(),), closes=True)


PRESSES: Mapping[str, OnPress] = {texts.MAIL_ON: mail_on, texts.MAIL_OFF: mail_off}
ROUTES = Routes(presses=PRESSES)
