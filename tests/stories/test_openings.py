"""Who is told of an opening: the owner, each time, by whom and when; and the officers of that department."""

from datetime import timedelta

from bot.chat.language import message_in
from bot.chat.message import Message
from bot.consent.model import HANDED_JOB
from bot.handlers.jobs import SAYS
from bot.handlers.saying import Saying
from bot.kernel.ids import JobId
from bot.outbox.model import Job
from tests.handlers.house import words_of
from tests.stories.inside import Evening

HOLD = timedelta(minutes=10)


async def test_the_owner_is_told_of_each_opening(night: Evening) -> None:
    """Each opening is told to the owner with the officer's name and its moment."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    await night.pass_time(HOLD)
    await night.get(night.officer, night.officer.last("is ready"))
    await night.pass_time(timedelta(hours=2))
    await night.get(night.officer, night.officer.last("is ready"))
    told = [got.words for got in owner.told if "was fetched by" in got.words]
    assert len(told) == 2
    assert all(f"was fetched by Maple Police ({night.officer.name})" in words for words in told)
    assert told[0] != told[1], "each has its own moment"


async def test_officers_see_the_openings_of_their_own(night: Evening) -> None:
    """`/clips` names who of the department opened what, and shows another department nothing."""
    owner = await night.owner("Olga")
    stranger = await night.police("Lt. Poe", "Elm Police")
    await night.publish()
    await night.shared(owner)
    await night.pass_time(HOLD)
    assert "opened" not in words_of(await night.officer.account.says("/clips"))
    await night.get(night.officer, night.officer.last("is ready"))
    moment = f"{night.clock.now():%Y-%m-%d %H:%M:%S} UTC"
    listed = words_of(await night.officer.account.says("/clips"))
    assert f"opened by {night.officer.name}, {moment}" in listed
    assert "Olga" not in listed
    assert words_of(await stranger.account.says("/clips")).strip() == "There are no clips to get."


async def test_a_late_notice_tells_the_moment_of_the_opening(night: Evening) -> None:
    """A notice that a platform put off for two days says when the clip was opened, not when it is said."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    await night.pass_time(HOLD)
    await night.get(night.officer, night.officer.last("is ready"))
    in_time = owner.last("was fetched by")
    late = night.clock.now() + timedelta(days=2)
    person = await night.person_of(owner)
    async with night.services.begin() as tx:
        (ask,) = await tx.asks.of_owner(person)
        (approval,) = await tx.approvals.of_ask(ask.id)
        (opening,) = await tx.approvals.openings(approval.id)
        job = Job(
            id=JobId(1), kind=HANDED_JOB, subject=approval.id, lane="telegram", key=f"{HANDED_JOB}:{opening.press}",
            due=late, attempts=0,
        )  # fmt: skip
        saying = Saying(tx=tx, services=night.services, job=job, now=late, language="en", handle="")
        said = await SAYS[HANDED_JOB](saying)
    assert isinstance(said, Message)
    assert words_of(message_in(said, "en", night.services.region)) == words_of(in_time)
