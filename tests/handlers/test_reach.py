"""When a channel dies, the next one is used, and its person is told there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cameras.model import NewCamera
from bot.chat.incoming import Typed
from bot.chat.language import message_in
from bot.chat.ports import Cause
from bot.consent.model import NOTICE_JOB
from bot.db.tables import AccountRow
from bot.db.transaction import Books
from bot.handlers.reach import conversation_opened
from bot.handlers.reach_jobs import returned
from bot.kernel.ids import AccountId, PersonId, new_ref
from bot.outbox.model import NewJob, unseen
from bot.people import reach, texts
from bot.people.model import MAIL, Account
from bot.people.reach import Trouble
from tests.handlers.deaf import deaf, deafen, tried
from tests.handlers.house import words_of
from tests.stories.inside import SCENE, Evening, Resident, evening


@pytest.fixture
async def night(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[Evening]:
    """A town whose platforms may turn deaf."""
    async with evening(engine, tmp_path) as made:
        deafen(made)
        yield made


async def without_mail(night: Evening, owner: Resident) -> Resident:
    """Their address was never proved."""
    person = await night.person_of(owner)
    async with night.services.begin() as tx:
        await tx.people.drop_account(person, MAIL)
    return owner


async def account_of(night: Evening, owner: Resident, platform: str = MAIL) -> AccountId:
    person = await night.person_of(owner)
    async with night.services.begin() as tx:
        accounts = await tx.people.accounts(person)
    return next(each.id for each in accounts if each.platform == platform)


def mails_to(night: Evening, owner: Resident, words: str = "") -> list[str]:
    return [got.words for got in night.senders[MAIL].sent if got.handle == owner.email and words in got.words]


def chats_to(owner: Resident, words: str) -> list[str]:
    return [got.words for got in owner.told if words in got.words]


async def next_day(night: Evening) -> None:
    """Another request, when its owners may be asked again."""
    await night.pass_time(timedelta(hours=25))
    await night.publish("26-7777")


async def test_an_ask_that_dies_in_a_chat_goes_by_mail_at_once_and_once(night: Evening) -> None:
    """Telegram says 403: the question is mailed in the same moment, exactly once, and Telegram is not tried again (P8)."""
    owner = await night.owner("Olga")
    deaf[owner.account.handle] = Cause.BLOCKED
    await night.publish()
    assert len(mails_to(night, owner, "asks for video")) == 1
    assert tried[owner.account.handle] == 1
    await next_day(night)
    assert len(mails_to(night, owner, "asks for video")) == 2
    assert tried[owner.account.handle] == 1


async def test_no_ask_is_lost_that_was_put_for_the_dead_chat_only(night: Evening) -> None:
    """Also where only the chat had been chosen for the question, it is mailed when the chat turns out to be dead."""
    owner = await night.owner("Olga")
    mail = await account_of(night, owner)
    async with night.services.begin() as tx:
        await tx.people.set_reachable(mail, False)
    deaf[owner.account.handle] = Cause.BLOCKED
    await night.publish()
    assert not mails_to(night, owner)
    async with night.services.begin() as tx:
        await tx.reach.restore(mail)
    await next_day(night)
    assert len(mails_to(night, owner, "asks for video")) == 1


@pytest.mark.parametrize(
    ("platform", "cause", "words"),
    [
        ("telegram", Cause.BLOCKED, "Telegram says that you blocked me there"),
        ("telegram", Cause.GONE, "Telegram says that your account there is gone"),
        ("discord", Cause.CLOSED, "Discord does not let me write to you there: your direct messages are closed"),
    ],
)
async def test_the_person_is_told_where_it_works_once(
    night: Evening, platform: str, cause: Cause, words: str
) -> None:
    """One mail in plain words for each trouble, however many messages died of it."""
    owner = await night.owner("Olga", platform)
    deaf[owner.account.handle] = cause
    await night.publish()
    await next_day(night)
    (told,) = mails_to(night, owner, "I cannot reach you")
    assert words in told
    assert "From now on, requests and news reach you here only." in told


async def test_messages_in_flight_tell_of_one_trouble_once(night: Evening) -> None:
    """Several messages that die of the same trouble, a moment apart, make one telling."""
    owner = await night.owner("Olga")
    chat = await account_of(night, owner, "telegram")
    for _ in range(3):
        night.clock.pass_time(timedelta(seconds=1))
        async with night.services.begin() as tx:
            account = await tx.people.account(chat)
            assert account is not None
            await reach.fail(tx, account, Trouble.BLOCKED, night.clock.now())
    await night.settle()
    assert len(mails_to(night, owner, "I cannot reach you")) == 1


async def test_a_notice_that_was_put_before_mail_was_stopped_is_not_mailed(night: Evening) -> None:
    """What counts is the moment of sending: neither mailed nor asked a second time in the chat."""
    owner = await night.owner("Olga")
    mailbox = await account_of(night, owner)
    async with night.services.begin() as tx:
        await reach.stop_mail(tx, mailbox, night.clock.now())
    await night.publish()
    async with night.services.begin() as tx:
        person = await tx.people.with_account(owner.account.platform, owner.account.handle)
        assert person is not None
        (ask,) = await tx.asks.of_owner(person.id)
        late = NewJob(
            kind=NOTICE_JOB, subject=ask.id, lane=unseen(MAIL), key="late", due=night.clock.now(), account=mailbox
        )
        await tx.outbox.put([late])
    await night.settle()
    assert not mails_to(night, owner)
    assert len(chats_to(owner, "asks for video")) == 1


async def test_writing_again_turns_it_on_and_shows_what_waits(night: Evening) -> None:
    """Whoever lets us in again hears so, sees the open question with its buttons, and the next request goes there."""
    owner = await without_mail(night, await night.owner("Olga"))
    deaf[owner.account.handle] = Cause.BLOCKED
    ref = await night.publish()
    assert not owner.told
    deaf.clear()
    await owner.account.says("/start")
    await night.settle()
    (back,) = owner.told
    assert "I can write to you here again." in back.words and ref in back.words
    assert "You said yes" in words_of(await owner.press(back.message, f"Yes: {ref}"))
    await owner.account.says("/help")
    await night.settle()
    assert len(chats_to(owner, "here again")) == 1


async def test_a_second_trouble_is_told_anew(night: Evening) -> None:
    """Blocked, let in, blocked again: two troubles, two tellings."""
    owner = await night.owner("Olga")
    for number in (1, 2):
        deaf[owner.account.handle] = Cause.BLOCKED
        await night.pass_time(timedelta(hours=25))
        await night.publish(f"26-{number}111")
        assert len(mails_to(night, owner, "I cannot reach you")) == number
        deaf.clear()
        await owner.account.says("/start")
        await night.settle()


async def test_a_dead_mailbox_is_told_in_the_chat(night: Evening) -> None:
    """The relay says that there is no such mailbox: told in the chat with a veiled address and a button that works."""
    owner = await night.owner("Olga")
    deaf[owner.email] = Cause.GONE
    await night.publish()
    told = owner.last("I cannot reach you by mail")
    assert "o…@e….org" in words_of(told)
    assert owner.email not in words_of(told)
    deaf.clear()
    assert "Mail is on again" in words_of(await owner.press(told, "Send mail again"))
    await next_day(night)
    assert len(mails_to(night, owner, "asks for video")) == 1


async def test_two_hard_bounces_pause_an_address(night: Evening) -> None:
    """Security study, section 5: the second mail that comes back for good pauses the address, the first does not."""
    owner = await night.owner("Olga")
    await night.publish()
    mailbox = await account_of(night, owner)
    async with night.services.begin() as tx:
        await returned(tx, mailbox, night.clock.now())
    await night.settle()
    assert not chats_to(owner, "I cannot reach you by mail")
    for _ in range(3):
        async with night.services.begin() as tx:
            await returned(tx, mailbox, night.clock.now())
    await night.settle()
    assert len(chats_to(owner, "I cannot reach you by mail")) == 1
    assert len(chats_to(owner, "asks for video")) == 1
    before = len(mails_to(night, owner))
    await next_day(night)
    assert len(mails_to(night, owner)) == before


async def test_trouble_with_mail_wakes_nobody(night: Evening) -> None:
    """Reports of failure come at night, too: their owner reads of it in the chat when the quiet hours are over."""
    owner = await night.owner("Olga")
    await night.publish()
    mailbox = await account_of(night, owner)
    await night.pass_time(timedelta(hours=9))  # A quarter past midnight in Maple.
    for _ in range(2):
        async with night.services.begin() as tx:
            await returned(tx, mailbox, night.clock.now())
    await night.settle()
    assert not chats_to(owner, "I cannot reach you by mail")
    await night.pass_time(timedelta(hours=7))
    assert not chats_to(owner, "I cannot reach you by mail")
    await night.pass_time(timedelta(hours=1))
    assert len(chats_to(owner, "I cannot reach you by mail")) == 1


async def test_a_question_that_bounced_is_asked_in_the_chat(night: Evening) -> None:
    """The mail with the question comes back: it is asked in the chat that works again meanwhile, once."""
    owner = await night.owner("Olga")
    chat, mailbox = await account_of(night, owner, "telegram"), await account_of(night, owner)
    async with night.services.begin() as tx:
        await tx.reach.fail(chat, "blocked")
    await night.publish()
    assert not owner.told
    async with night.services.begin() as tx:
        await tx.reach.restore(chat)
    for _ in range(2):
        async with night.services.begin() as tx:
            await returned(tx, mailbox, night.clock.now())
        await night.settle()
    assert len(chats_to(owner, "asks for video")) == 1


async def test_mail_that_was_stopped_stays_stopped_until_its_owner_says_so(night: Evening) -> None:
    """No notice goes to a silenced address; its owner hears of it once in the chat, and turns it on again there."""
    owner = await night.owner("Olga")
    mailbox = await account_of(night, owner)
    for _ in range(2):
        async with night.services.begin() as tx:
            await reach.stop_mail(tx, mailbox, night.clock.now())
    await night.publish()
    assert not mails_to(night, owner)
    assert len(chats_to(owner, "asks for video")) == 1
    assert len(chats_to(owner, "Mail is off")) == 1
    await owner.press(owner.last("Mail is off"), "Send mail again")
    await next_day(night)
    assert len(mails_to(night, owner, "asks for video")) == 1


async def test_mail_can_be_stopped_in_the_chat_too(night: Evening) -> None:
    """The verbs do the same for their own person only; who has no address is told."""
    owner, other = await night.owner("Olga"), await night.owner("Otto")
    assert "Mail is off" in words_of(await owner.account.presses(texts.MAIL_OFF, ""))
    await night.publish()
    assert not mails_to(night, owner)
    assert len(mails_to(night, other, "asks for video")) == 1
    stranger = replace(owner.account, handle="nobody")
    for verb in (texts.MAIL_ON, texts.MAIL_OFF):
        assert "no confirmed email address" in words_of(await stranger.presses(verb, ""))


async def test_when_nothing_works_nothing_is_sent(night: Evening) -> None:
    """All doors closed: each is tried once, one of them perhaps with the news of the other, which was quicker; from then on
    nothing knocks, whatever is asked."""
    owner = await night.owner("Olga")
    deaf[owner.account.handle], deaf[owner.email] = Cause.BLOCKED, Cause.GONE
    await night.publish()
    assert sorted((tried[owner.account.handle], tried[owner.email])) in ([1, 1], [1, 2])
    knocked = [tried[owner.account.handle], tried[owner.email]]
    await next_day(night)
    assert [tried[owner.account.handle], tried[owner.email]] == knocked


async def test_notices_go_into_the_conversation_that_is_known(night: Evening) -> None:
    """Where a person wrote to us, or where we opened the conversation, is remembered: nothing is opened at a fan-out."""
    writes, opened = await night.owner("Olga", "discord"), await night.owner("Otto", "discord")
    heard = replace(writes.account, room="c77")._heard()
    heard["room"] = replace(heard["room"], private=True)  # type: ignore[type-var]
    await night.router.answer(Typed(**heard, text="hello"))  # type: ignore[arg-type]
    async with night.services.begin() as tx:
        await conversation_opened(tx, "discord", opened.account.handle, "c88")
        await conversation_opened(tx, "discord", "nobody", "c99")
    await night.publish()
    asked = {got.handle for got in night.senders["discord"].sent if "asks for video" in got.words}
    assert asked == {"c77", "c88"}
    deaf["c77"] = Cause.CLOSED
    await next_day(night)
    async with night.services.begin() as tx:
        assert await tx.reach.direct(await account_in(tx, writes)) == ""
        assert await tx.reach.direct(await account_in(tx, opened)) == "c88"


async def account_in(tx: Books, owner: Resident) -> AccountId:
    person = await tx.people.with_account(owner.account.platform, owner.account.handle)
    assert person is not None
    return (await tx.people.accounts(person.id))[0].id


async def test_a_dead_officer_channel_does_not_lose_what_waits(night: Evening) -> None:
    """What an officer is to be told goes by the next account, too; a clip itself never goes elsewhere."""
    person = await night.person_of(night.officer)
    async with night.services.begin() as tx:
        assert await tx.people.add_account(person, MAIL, "vega@example.org", "", night.clock.now())
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    deaf[night.officer.account.handle] = Cause.CLOSED
    await night.pass_time(timedelta(minutes=10))
    mailed = [got for got in night.senders[MAIL].sent if got.handle == "vega@example.org"]
    assert [got for got in mailed if "is ready" in got.words]
    assert not [content for got in mailed for content in got.files]


@pytest.mark.parametrize("many", [100, pytest.param(2_000, marks=pytest.mark.promise)])
async def test_blocked_crowd_costs_one_attempt_each(
    night: Evening, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """S39: of 2,000 owners who blocked the bot, each costs at most one attempt a request, and none at the next one."""
    monkeypatch.setattr("tests.stories.inside.PATIENCE_S", 300.0)
    requests = replace(night.services.policies.requests, owners_asked=many)
    object.__setattr__(night.services, "policies", replace(night.services.policies, requests=requests))
    async with night.services.begin() as tx:
        for number in range(many):
            person = await tx.people.add("telegram", f"crowd-{number}", "", "en", night.clock.now())
            new = NewCamera(ref=new_ref(), owner=person.id, label="Porch", street_address="12 Oak St", point=SCENE)
            await tx.cameras.add(new, night.clock.now())
            deaf[f"crowd-{number}"] = Cause.BLOCKED
    await night.publish()
    crowd = [tried[f"crowd-{number}"] for number in range(many)]
    assert (min(crowd), max(crowd)) == (1, 1)
    await next_day(night)
    assert [tried[f"crowd-{number}"] for number in range(many)] == crowd
    async with night.engine.connect() as connection:
        dead = select(func.count()).where(AccountRow.trouble == "blocked", ~AccountRow.reachable)
        assert await connection.scalar(dead) == many


def test_every_trouble_is_told_in_every_language() -> None:
    """Each kind of trouble has its own sentence, also in Spanish."""
    account = Account(
        id=AccountId(1), person=PersonId(1), platform="telegram", handle="7", name="", reachable=False
    )
    told = {why: texts.trouble(account, why, [], account) for why in (Trouble.BLOCKED, Trouble.CLOSED, Trouble.GONE)}
    said = [words_of(message_in(each, language)) for each in told.values() for language in ("en", "es")]
    assert len(set(said)) == 6
    assert all("Telegram" in each for each in said)
