"""`/link`: one person, several accounts. Joined by a code and two yeses, taken off, found again after a loss."""

from collections.abc import Mapping

from bot.cameras.texts import code_mailed
from bot.chat.form import CommandSpec, Field
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.handlers.account_jobs import by_mail
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Tx
from bot.handlers.guessing import at_a_code
from bot.handlers.people import person_of
from bot.kernel.ids import read_ref
from bot.kernel.refusal import Refused
from bot.people import linking
from bot.people.codes import link_codes_within, read_link_code
from bot.people.guessing import may_try
from bot.people.linking import Question
from bot.people.model import Account, PeopleReason, Person
from bot.people.service import start_proof
from bot.people.texts import accounts as texts
from bot.people.texts import leaving

CODE = Field(
    name="code",
    label=phrase("Code"),
    question=phrase("The code from your other account, such as K7QF-M3TV; leave it empty to get one"),
    required=False,
    max_length=320,
)
EMAIL = Field(
    name="email",
    label=phrase("Email address"),
    question=phrase("Which email address? Six digits will be mailed to it"),
    required=False,
    max_length=320,
)
LINK = CommandSpec(
    name="link",
    description=phrase("Your accounts: join another one, take one off, change your email address"),
    fields=(CODE, EMAIL),
    hushed=True,
    rest="code",
    needs=("email",),
)

LIST, OFF, ADDRESS = (
    frozenset({"list", "lista", "show", "ver"}),
    frozenset({"remove", "off", "quitar", "eliminar"}),
    frozenset({"email", "correo", "lost", "perdida", "perdido"}),
)
"""What may be typed in place of a code. A lost account is found again by its email address."""


async def link(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """`/link`: without a word it gives a code, with a code it joins."""
    typed = answers.get("code", "")
    if not ctx.room.private:
        raise await _read_along(ctx, typed)
    word, _, more = typed.partition(" ")
    if word.casefold() in ADDRESS:
        return await _email(ctx, {**answers, "code": "email", **({"email": more.strip()} if more.strip() else {})})
    if word.casefold() in OFF:
        return await choose_off(ctx, "")
    if word and word.casefold() not in LIST:
        return await code_typed(ctx, typed)
    async with ctx.begin() as tx:
        person = await person_of(ctx, tx)
        here = await _here(ctx, tx, person)
        made = (ctx.services.new_ref, ctx.services.new_link_code)
        code = await linking.offer_code(tx, person, here, ctx.now, *made) if not word else ""
        accounts = await tx.people.accounts(person.id)
    return reply(texts.overview(accounts, here, code))


async def code_typed(ctx: Ctx, typed: str) -> Reply:
    """A code was typed here, with `/link`, alone, or behind a link to the bot."""
    code = read_link_code(typed) or ""

    async def look() -> Question:
        async with ctx.begin() as tx:
            person = await person_of(ctx, tx)
            return await linking.take_up(tx, person, await _here(ctx, tx, person), code, ctx.now)

    return reply(texts.claimed(await at_a_code(ctx, look)))


async def bare_code(ctx: Ctx, text: str) -> Reply | None:
    """A code by itself. A wrong one counts, and may still be the answer to an open question."""
    if not ctx.room.private or read_link_code(text) is None:
        return None
    try:
        return await code_typed(ctx, text)
    except Refused as no:
        if no.reason in (PeopleReason.BAD_LINK_CODE, PeopleReason.LOCKED_OUT):
            return None
        raise


async def wrong_bare_code(ctx: Ctx, text: str) -> Reply | None:
    """It was no answer to anything either."""
    if not ctx.room.private or read_link_code(text) is None:
        return None
    async with ctx.services.begin() as tx:
        await may_try(tx, ctx.speaker.platform, ctx.speaker.handle, ctx.now)
    raise Refused(PeopleReason.BAD_LINK_CODE)


async def agree(ctx: Ctx, ref: str) -> Reply:
    """*Yes, it is mine* on the account where the code was typed."""
    async with ctx.begin() as tx:
        question = await linking.agree(tx, ctx.person, read_ref(ref), ctx.now)
    return reply(texts.agreed(question), closes=True)


async def join(ctx: Ctx, ref: str) -> Reply:
    """*Yes* on the account that the code came from."""
    async with ctx.begin() as tx:
        question = await linking.join(tx, ctx.person, read_ref(ref), ctx.now)
    return reply(texts.joined(question.claimant), closes=True)


async def decline(ctx: Ctx, ref: str) -> Reply:
    """*No* on either side."""
    async with ctx.begin() as tx:
        await linking.decline(tx, ctx.person, read_ref(ref), ctx.now)
    return reply(texts.declined(), closes=True)


async def stop(ctx: Ctx, ref: str) -> Reply:
    """*Stop* on an account that is said to be lost."""
    async with ctx.begin() as tx:
        await linking.decline(tx, ctx.person, read_ref(ref), ctx.now)
    return reply(leaving.stopped(), closes=True)


async def lost(ctx: Ctx, ref: str) -> Reply:
    """*I lost the other account*. Never by or for police or an operator: a mailbox would hand over their powers, or tell an
    officer what an owner is asked."""
    async with ctx.begin() as tx:
        known = read_ref(ref)
        link = await tx.links.by_ref(known, ctx.now) if known is not None else None
        both = (ctx.person.id, link.person) if ctx.person is not None and link is not None else ()
        if not all([await by_mail(tx, each) for each in both]):
            raise Refused(PeopleReason.POLICE_BY_MAIL)
        await linking.say_lost(tx, ctx.person, read_ref(ref), ctx.now)
    return reply(leaving.waits(), closes=True)


async def choose_off(ctx: Ctx, _: str) -> Reply:
    """*Take an account off*, and `/link remove`."""
    async with ctx.services.begin() as tx:
        accounts = await tx.people.accounts(ctx.person.id) if ctx.person is not None else ()
    if len(accounts) < 2:
        raise Refused(PeopleReason.LAST_CHAT)
    return reply(leaving.choose_off(accounts))


async def ask_off(ctx: Ctx, mark: str) -> Reply:
    """An account was chosen."""
    async with ctx.services.begin() as tx:
        return reply(leaving.really_off(await linking.removable(tx, _known(ctx), mark, ctx.now)))


async def off(ctx: Ctx, mark: str) -> Reply:
    """*Take it off*."""
    async with ctx.begin() as tx:
        account = await linking.take_off(tx, _known(ctx), mark, ctx.now)
    return reply(leaving.off(account), closes=True)


async def email(ctx: Ctx, _: str) -> Reply:
    """*Email address* and *I lost an account*: both begin with an address that is proved."""
    return await _email(ctx, {"code": "email"})


async def _email(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    if "email" not in answers:
        return await ask_for(ctx, LINK, answers, (EMAIL,))
    address = ctx.services.read_address(answers["email"])
    if address is None:
        raise Refused(PeopleReason.BAD_EMAIL)
    async with ctx.begin() as tx:
        await start_proof(tx, await person_of(ctx, tx), address, ctx.now, ctx.services.new_digits)
    return reply(code_mailed(address))


async def _read_along(ctx: Ctx, typed: str) -> Refused:
    """Why nothing is done here; a code that others could read is void from now on."""
    if typed and not ctx.room.modals:
        async with ctx.begin() as tx:
            if any([await tx.links.void(code) for code in link_codes_within(typed)]):
                return Refused(PeopleReason.LINK_READ_ALONG)
    return Refused(PeopleReason.NOT_IN_DIRECT)


async def _here(ctx: Ctx, tx: Tx, person: Person) -> Account:
    return await linking.account_of(tx, person, ctx.speaker.platform, ctx.speaker.handle)


def _known(ctx: Ctx) -> Person:
    if ctx.person is None:
        raise Refused(PeopleReason.NO_SUCH_ACCOUNT)
    return ctx.person


ROUTES = Routes(
    commands=((LINK, link),),
    presses={
        texts.AGREE: agree,
        texts.JOIN: join,
        texts.NO: decline,
        texts.STOP: stop,
        texts.LOST: lost,
        texts.CHOOSE_OFF: choose_off,
        texts.ASK_OFF: ask_off,
        texts.OFF: off,
        texts.EMAIL: email,
        texts.LOST_ACCOUNT: email,
    },
    first=(bare_code,),
    typed=(wrong_bare_code,),
    refusals=texts.REFUSALS,
)
