"""Taking an account off, changing the email address, and finding the way back after an account was lost."""

from datetime import timedelta

import pytest

from bot.handlers.context import Tx
from bot.kernel.ids import new_code, new_ref
from bot.officers.service import invite_officer, join_officer
from bot.outbox.model import NewJob
from bot.people.linking import LOST_WAIT
from bot.people.model import ONE_LESS_JOB, Person
from tests.features.people.accounts import Pair, accounts_of, mailed, person_behind
from tests.handlers.house import words_of
from tests.stories.inside import Evening, Resident

TICK = timedelta(seconds=1)


async def take_off(night: Evening, speaker: Resident, label: str) -> str:
    """Through the list and the question; returns the answer."""
    listed = (await speaker.account.says("/link remove")).messages[0]
    asked = await speaker.press(listed, label)
    if not asked.messages[0].buttons:
        return words_of(asked)
    done = await speaker.press(asked.messages[0], "Take it off")
    await night.settle()
    return words_of(done)


async def prove(night: Evening, speaker: Resident, address: str, words: str = "/link email") -> str:
    """An address is named and its six digits typed; returns the answer."""
    assert "mailed six digits" in words_of(await speaker.account.says(f"{words} {address}"))
    await night.settle()
    assert any("is your Porchlight code" in mail for mail in mailed(night, address))
    answered = words_of(await speaker.account.says("123456"))
    await night.settle()
    return answered


async def test_the_overview_says_what_works(pair: Pair) -> None:
    """Each account with its name, which one speaks, and which does not work or gets no notices."""
    await pair.join()
    await prove(pair.night, pair.first, "ada@example.org")
    _, discord, mail = await accounts_of(pair.night, pair.first)
    async with pair.night.services.begin() as tx:
        await tx.people.set_reachable(discord.id, False)
        await tx.reach.silence(mail.id, True)
    said = words_of(await pair.first.account.says("/link list"))
    assert "Telegram: Ada (this one)" in said
    assert "Discord: Bob (does not work" in said
    assert "Email: ada@example.org (gets no notices" in said
    assert "/link " not in said, "a list shows no code"


async def test_an_account_that_is_taken_off_is_a_stranger(pair: Pair) -> None:
    """It and the others are told, it sees nothing of before, and what was on its way to it does not arrive."""
    owner = await pair.night.owner("Olga")
    pair.first = owner
    await pair.join()
    await pair.night.publish()
    before = len([got for got in pair.second.told if "asks for video" in got.words])
    assert before == 1
    assert "is taken off" in await take_off(pair.night, owner, "Discord: Bob")
    assert "taken off the accounts that it was joined with" in pair.second.told[-1].words
    assert "Discord: Bob" in words_of(owner.last("An account was taken off"))
    stranger = await person_behind(pair.night, pair.second)
    known = await person_behind(pair.night, owner)
    assert stranger is not None and known is not None and stranger.id != known.id
    assert "not been asked anything yet" in words_of(await pair.second.account.says("/asks"))
    old = next(got.message for got in pair.second.told if "asks for video" in got.words)
    assert "You said" not in words_of(await pair.second.press(old, "Yes"))
    assert "You said yes" in words_of(await owner.press(owner.last("asks for video"), "Yes"))


async def test_a_notice_that_waits_is_not_shown_to_an_account_that_left(pair: Pair) -> None:
    """Jobs hold the account's number, which leads nowhere once it is taken off."""
    pair.first = await pair.night.owner("Olga")
    await pair.join()
    account = (await accounts_of(pair.night, pair.first))[-1]
    due = pair.night.clock.at + timedelta(minutes=1)
    waiting = NewJob(kind=ONE_LESS_JOB, subject=account.id, lane="discord", key="waits", due=due, account=account.id)
    async with pair.night.services.begin() as tx:
        await tx.outbox.put([waiting])
    await take_off(pair.night, pair.first, "Discord: Bob")
    told = len(pair.second.told)
    await pair.night.pass_time(timedelta(minutes=2))
    assert len(pair.second.told) == told


async def test_the_last_chat_account_stays(pair: Pair) -> None:
    """With a mailbox beside it or alone; any of two may go, the one that speaks too."""
    assert "only chat account" in words_of(await pair.first.account.says("/link remove"))
    await prove(pair.night, pair.first, "ada@example.org")
    assert "only chat account" in await take_off(pair.night, pair.first, "Telegram: Ada")
    await pair.join()
    assert "is taken off" in await take_off(pair.night, pair.first, "Telegram: Ada")
    assert {each.platform for each in await accounts_of(pair.night, pair.second)} == {"mail", "discord"}
    assert "only chat account" in await take_off(pair.night, pair.second, "Discord: Bob")


async def test_a_foreign_account_cannot_be_taken_off(pair: Pair) -> None:
    """The mark on a button is a name and no key: another person's is refused."""
    listed = await pair.join() and (await pair.first.account.says("/link remove")).messages[0]
    assert listed
    eve = await pair.night.resident("Eve")
    for row in listed.buttons:
        ref = row[0].action.ref  # type: ignore[union-attr]
        for verb in ("account.off", "account.gone"):
            assert "not among yours" in words_of(await eve.account.presses(verb, ref))
    assert len(await accounts_of(pair.night, pair.first)) == 2


async def test_a_ban_is_not_left_behind(pair: Pair) -> None:
    """It follows when accounts are joined, from either side, and no account leaves while it runs."""
    banned = await person_behind(pair.night, pair.second)
    judge = await person_behind(pair.night, pair.night.reviewer)
    assert banned is not None and judge is not None
    async with pair.night.services.begin() as tx:
        reviewer = await tx.reviewers.of_person(judge.id)
        assert reviewer is not None
        until = pair.night.clock.at + timedelta(days=7)
        await tx.moderation.ban(new_ref(), banned.id, reviewer.id, "Rude.", until, pair.night.clock.at)
    await pair.join()
    for speaker in (pair.first, pair.second):
        assert "stay together" in await take_off(pair.night, speaker, "Discord: Bob")
    person = await person_behind(pair.night, pair.first)
    async with pair.night.services.begin() as tx:
        assert person is not None and await tx.moderation.ban_of(person.id, pair.night.clock.at) is not None
    pair.night.clock.pass_time(timedelta(days=7))
    assert "is taken off" in await take_off(pair.night, pair.first, "Discord: Bob")


async def test_the_old_address_stays_until_the_new_one_is_proved(night: Evening) -> None:
    """Then it is told that it was replaced, without naming the new one; nothing is told about wrong digits."""
    ada = await night.resident("Ada")
    await prove(night, ada, "old@example.org")
    await ada.account.says("/link email new@example.org")
    await ada.account.says("000000")
    await night.settle()
    assert [each.handle for each in await accounts_of(night, ada)][1:] == ["old@example.org"]
    assert "confirmed as yours" in words_of(await ada.account.says("123456"))
    await night.settle()
    assert [each.handle for each in await accounts_of(night, ada)][1:] == ["new@example.org"]
    (told,) = [words for words in mailed(night, "old@example.org") if "no longer used" in words]
    assert "If that was not you" in told and "new@example.org" not in told
    assert not [words for words in mailed(night, "new@example.org") if "no longer used" in words]
    async with night.services.begin() as tx:
        assert await tx.links.old_address(1) is None, "once it is told, it is forgotten"


async def test_proving_the_same_address_again_tells_nobody(night: Evening) -> None:
    """It is the same address, and works again if it did not."""
    ada = await night.resident("Ada")
    await prove(night, ada, "ada@example.org")
    mailbox = (await accounts_of(night, ada))[1].id
    async with night.services.begin() as tx:
        await tx.people.set_reachable(mailbox, False)
    assert "confirmed as yours" in await prove(night, ada, "ada@example.org")
    assert [each.reachable for each in await accounts_of(night, ada)] == [True, True]
    assert not [words for words in mailed(night, "ada@example.org") if "no longer used" in words]


async def test_a_mailbox_can_be_taken_off_without_a_camera(night: Evening) -> None:
    """With one it stays, because requests need it; taken off, it is told."""
    owner = await night.owner("Olga")
    assert "With a camera you need an email address" in await take_off(night, owner, "Email: olga@example.org")
    ada = await night.resident("Ada")
    await prove(night, ada, "ada@example.org")
    assert "is taken off" in await take_off(night, ada, "Email: ada@example.org")
    assert "no longer used" in mailed(night, "ada@example.org")[-1]
    assert len(await accounts_of(night, ada)) == 1


async def lost(pair: Pair) -> Resident:
    """Ada's address is proved; somebody on a new account proves it too, and says that the others are lost."""
    await prove(pair.night, pair.first, "ada@example.org")
    answered = await pair.second.account.says("/link email ada@example.org")
    assert "mailed six digits" in words_of(answered)
    offered = (await pair.second.account.says("123456")).messages[0]
    assert "ada@example.org is confirmed already" in words_of(offered)
    assert not await pair.joined()
    assert "in 24 hours" in words_of(await pair.second.press(offered, "I lost the other account"))
    await pair.night.settle()
    return pair.second


async def test_a_lost_account_is_found_after_a_day(pair: Pair) -> None:
    """All old accounts are told, with the new one's name and a way to stop it; if none does, it joins, and then the lost
    one can be taken off."""
    await lost(pair)
    told = pair.first.last("Did you lose an account?")
    assert "Discord: Bob" in words_of(told) and "a…@e….org" in words_of(told)
    assert any("Did you lose an account?" in words for words in mailed(pair.night, "ada@example.org"))
    await pair.night.pass_time(LOST_WAIT - TICK)
    assert not await pair.joined()
    await pair.night.pass_time(TICK)
    assert await pair.joined()
    assert "Accounts joined" in pair.second.told[-1].words
    assert "is taken off" in await take_off(pair.night, pair.second, "Telegram: Ada")
    assert {each.platform for each in await accounts_of(pair.night, pair.second)} == {"mail", "discord"}


@pytest.mark.parametrize("police", ["first", "second"])
async def test_not_by_and_not_for_police(pair: Pair, police: str) -> None:
    """Whoever reads a mailbox becomes no officer, and an officer learns nothing of what an owner is asked."""
    night = pair.night
    await prove(night, pair.first, "ada@example.org")
    async with night.services.begin() as tx:
        who = pair.first if police == "first" else pair.second
        person = await person_of_account(tx, who)
        _, badge = await invite_officer(tx, "Maple Police", "Sgt. Olm", night.clock.now(), new_ref, new_code)
        await join_officer(tx, person, badge, night.clock.now())
    await pair.second.account.says("/link email ada@example.org")
    offered = (await pair.second.account.says("123456")).messages[0]
    assert "not replaced by mail" in words_of(await pair.second.press(offered, "I lost the other account"))
    await night.pass_time(LOST_WAIT + TICK)
    assert not await pair.joined()


async def person_of_account(tx: Tx, who: Resident) -> Person:
    """The person behind an account."""
    person = await tx.people.with_account(who.account.platform, who.account.handle)
    assert person is not None
    return person


async def test_an_old_account_stops_it(pair: Pair) -> None:
    """Until the last moment; the new account is told, and joins never. A thief of a mailbox gets nothing else either."""
    thief = await lost(pair)
    await pair.night.pass_time(LOST_WAIT - TICK)
    told = pair.first.last("Did you lose an account?")
    assert "Stopped" in words_of(await pair.first.press(told, "Stop"))
    await pair.night.pass_time(timedelta(days=2))
    assert "was not joined" in thief.told[-1].words
    assert not await pair.joined()
    assert [each.platform for each in await accounts_of(pair.night, pair.first)] == ["telegram", "mail"]
    assert "closed" in words_of(await pair.first.press(told, "Stop"))


async def test_the_mailed_line_stops_it_too(pair: Pair) -> None:
    """What the mail says to write works in the old chat; nobody else can write it, the thief least."""
    thief = await lost(pair)
    told = pair.first.last("Did you lose an account?")
    ref = told.buttons[0][0].action.ref  # type: ignore[union-attr]
    eve = await pair.night.resident("Eve")
    assert "closed" in words_of(await eve.account.presses("link.stop", ref))
    for verb in ("link.yes", "link.agree"):
        for who in (pair.first, thief):
            assert "closed" in words_of(await who.account.presses(verb, ref))
    await pair.night.pass_time(LOST_WAIT - TICK)
    assert not await pair.joined()


async def test_the_proof_of_an_address_alone_joins_nobody(pair: Pair) -> None:
    """The button has to be pressed; pressed twice, the day counts from the first time."""
    await prove(pair.night, pair.first, "ada@example.org")
    await pair.second.account.says("/link email ada@example.org")
    offered = (await pair.second.account.says("123456")).messages[0]
    await pair.night.pass_time(timedelta(minutes=10))
    await pair.second.press(offered, "I lost the other account")
    await pair.night.settle()
    await pair.night.pass_time(timedelta(hours=12))
    assert "in 24 hours" in words_of(await pair.second.press(offered, "I lost the other account"))
    await pair.night.pass_time(timedelta(hours=12))
    assert await pair.joined()


async def test_what_cannot_be_one_is_not_joined_after_a_day(pair: Pair) -> None:
    """Two officers stay two; the new account is told so, and learns nothing else."""
    await lost(pair)
    async with pair.night.services.begin() as tx:
        for number, speaker in enumerate((pair.first, pair.second)):
            person = await tx.people.with_account(speaker.account.platform, speaker.account.handle)
            department = (await tx.departments.all())[0]
            assert person is not None
            at = pair.night.clock.at
            await tx.officers.invite(new_ref(), department.id, f"Sgt. {number}", f"badge {number}", at + LOST_WAIT, at)
            assert await tx.officers.join(f"badge {number}", person.id, at)
    await pair.night.pass_time(LOST_WAIT)
    assert not await pair.joined()
    assert "was not joined" in pair.second.told[-1].words


@pytest.mark.parametrize(
    "typed",
    [
        "ada@localhost", "mailto:ada@example.org", "ada@example.org\r\nBcc: eve@example.org", '"a b"@example.org',
        "Ada <ada@example.org>", "josé@example.org", "a@" + "x" * 314 + ".org", "ada@example.org, eve@example.org",
        "ada@[127.0.0.1]", "ada@exa mple.org", "ada@example.org%0d%0aBcc:eve@example.org",
    ],
)  # fmt: skip
async def test_what_is_no_single_address_gets_no_mail(night: Evening, typed: str) -> None:
    """It is asked again in one sentence; no mail leaves, and nothing is stored."""
    ada = await night.resident("Ada")
    said = words_of(await ada.account.fills("link", code="email", email=typed))
    await night.settle()
    assert "not an email address" in said or "at most" in said, said
    assert not night.senders["mail"].sent


@pytest.mark.parametrize(
    ("typed", "kept"), [("Ana@BÜCHER.example", "ana@xn--bcher-kva.example"), ("o'b+x@e.org", "o'b+x@e.org")]
)
async def test_an_address_is_kept_in_one_spelling(night: Evening, typed: str, kept: str) -> None:
    """So that one mailbox is one address here, however it is written."""
    ada, eve = await night.resident("Ada"), await night.resident("Eve", "discord")
    await ada.account.fills("link", code="email", email=typed)
    await night.settle()
    assert mailed(night, kept)
    await ada.account.says("123456")
    assert (await accounts_of(night, ada))[1].handle == kept
    await eve.account.says(f"/link email {kept.upper()}")
    assert "is confirmed already" in words_of(await eve.account.says("123456"))


async def test_somebody_elses_mailbox_is_not_filled(night: Evening) -> None:
    """Five mails a day to an address, whoever asks, by `/link` as by `/camera`."""
    for name in ("Eve", "Evan", "Evita"):
        liar = await night.resident(name)
        for words in ("/link email", "/camera email", "/link lost"):
            for _ in range(2):
                await liar.account.says(f"{words} victim@example.org")
                await night.settle()
    assert len(mailed(night, "victim@example.org")) == 5


async def test_a_day_counts_from_the_last_word(pair: Pair) -> None:
    """Who asks for a code on an old account has not lost it: that ends the waiting, and a later day is a whole one."""
    await lost(pair)
    await pair.first.account.says("/link")
    await pair.night.pass_time(timedelta(hours=12))
    await pair.second.account.says("/link email ada@example.org")
    offered = (await pair.second.account.says("123456")).messages[0]
    await pair.second.press(offered, "I lost the other account")
    await pair.night.settle()
    await pair.night.pass_time(timedelta(hours=12))
    assert not await pair.joined()
    await pair.night.pass_time(timedelta(hours=12))
    assert await pair.joined()


async def test_what_every_account_is_told_is_told_once_in_each(pair: Pair) -> None:
    """An address that gets no notices does not have its part said again in a chat."""
    await prove(pair.night, pair.first, "ada@example.org")
    mailbox = (await accounts_of(pair.night, pair.first))[1].id
    async with pair.night.services.begin() as tx:
        await tx.reach.silence(mailbox, True)
    await pair.join()
    assert not [got for got in pair.first.told if "Accounts joined" in got.words], "they read it when they pressed"
    assert len([got for got in pair.second.told if "Accounts joined" in got.words]) == 1
