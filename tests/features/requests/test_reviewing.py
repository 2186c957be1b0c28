"""Review: who may decide, what needs two, what a reviewer asks, and what the cards show."""

import asyncio

import pytest

from bot.people.model import MAIL
from bot.requests.model import RequestState
from bot.requests.rules import flags, reviewers_needed
from tests.db.houses import department
from tests.features.officers.joining import on_duty
from tests.features.requests.desk import HERE, Desk
from tests.handlers.filing import drafted, filed, labels
from tests.handlers.house import Somebody, words_of

DOUBTFUL = "Any video of the people who were outside the town hall."
"""The linter is not sure of it."""


async def test_the_doubtful_text_is_doubtful(desk: Desk) -> None:
    """Else the tests below would test nothing."""
    sketch = desk.sketch(sought=DOUBTFUL)
    assert flags(sketch)
    assert reviewers_needed(sketch) == 2
    assert reviewers_needed(desk.sketch()) == 1


async def test_one_yes_publishes_what_is_plain(desk: Desk) -> None:
    """And the card's buttons go."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE)
    answered = await (await desk.reviewer("Rex")).presses("review.approve", ref)
    assert "approved and published" in words_of(answered)
    assert answered.closes
    assert await desk.state(ref) is RequestState.PUBLISHED


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_doubtful_words_need_two(desk: Desk, platform: str) -> None:
    """P5: the officer and both reviewers see the passage and why; the first yes publishes nothing, nobody says it twice."""
    seen = await drafted(desk.on[platform], desk.now, place=HERE, sought=DOUBTFUL)
    assert "Two reviewers will look" in words_of(seen)
    assert labels(seen)[0] == "File it"
    ref = await filed(desk.on[platform], desk.now, place=HERE, sought=DOUBTFUL)
    rex, ruth = await desk.reviewer("Rex", platform), await desk.reviewer("Ruth")
    card = words_of(await rex.says("/review"))
    assert "Two reviewers have to approve" in card
    first = await rex.presses("review.approve", ref)
    assert "A second reviewer" in words_of(first)
    assert await desk.state(ref) is RequestState.REVIEW
    assert "You have approved" in words_of(await rex.presses("review.approve", ref))
    assert await desk.state(ref) is RequestState.REVIEW
    assert "One reviewer has approved" in words_of(await ruth.says("/review"))
    assert "published" in words_of(await ruth.presses("review.approve", ref))
    assert await desk.state(ref) is RequestState.PUBLISHED


async def test_the_second_may_refuse(desk: Desk) -> None:
    """A no after a yes is a no, with the reason; and whoever said yes cannot say no as well."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE, sought=DOUBTFUL)
    rex, ruth = await desk.reviewer("Rex"), await desk.reviewer("Ruth")
    await rex.presses("review.approve", ref)
    await rex.presses("review.refuse", ref)
    assert "You have approved" in words_of(await rex.says("I was too quick."))
    await ruth.presses("review.refuse", ref)
    assert "is refused" in words_of(await ruth.says("It asks about people at a public place."))
    assert await desk.state(ref) is RequestState.REFUSED


async def test_two_who_approve_at_once_are_two(desk: Desk) -> None:
    """Neither takes the other for nobody: of two simultaneous yeses one is the first and one publishes; of two of the same
    reviewer one counts."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE, sought=DOUBTFUL)
    rex, ruth = await desk.reviewer("Rex"), await desk.reviewer("Ruth")
    same = await asyncio.gather(*(rex.presses("review.approve", ref) for _ in range(4)))
    assert sum("You approved" in words_of(each) for each in same) == 1
    assert await desk.state(ref) is RequestState.REVIEW
    await ruth.presses("review.approve", ref)
    assert await desk.state(ref) is RequestState.PUBLISHED
    other = await filed(desk.on["discord"], desk.now, place="40.75,-74.006", case="26-9", sought=DOUBTFUL)
    answers = await asyncio.gather(rex.presses("review.approve", other), ruth.presses("review.approve", other))
    assert sorted("published" in words_of(each) for each in answers) == [False, True]
    assert await desk.state(other) is RequestState.PUBLISHED


async def test_nobody_of_the_department_reviews(desk: Desk) -> None:
    """Neither the officer, nor a colleague, nor somebody with a mailbox at its domain; they see no card either."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE)
    colleague, clerk = await desk.reviewer("Cole"), await desk.reviewer("Clare")
    async with desk.services.begin() as tx:
        cole = await tx.people.with_account(colleague.platform, colleague.handle)
        clare = await tx.people.with_account(clerk.platform, clerk.handle)
        assert cole is not None
        assert clare is not None
        await on_duty(tx, desk.house.name, "Cole", cole, desk.now)  # type: ignore[arg-type]
        domain = desk.house.email_domains[0]
        assert await tx.people.add_account(clare.id, MAIL, f"clare@desk.{domain}", "", desk.now)
    for insider in (colleague, clerk):
        assert "You belong to the department" in words_of(await insider.presses("review.approve", ref))
        assert "You belong to the department" in words_of(await insider.presses("review.refuse", ref))
        assert "You belong to the department" in words_of(await insider.presses("review.ask", ref))
        assert "Nothing waits" in words_of(await insider.says("/review"))
    assert await desk.state(ref) is RequestState.REVIEW


async def test_a_stranger_decides_nothing(desk: Desk) -> None:
    """Nor does a reviewer decide twice about what is decided."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE)
    for verb in ("review.approve", "review.refuse", "review.ask"):
        for stranger in (Somebody(router=desk.router, handle="77"), desk.on["telegram"]):
            answered = await stranger.presses(verb, ref)
            assert answered.form is None
            assert "reviewer" in words_of(answered).lower()
    rex = await desk.reviewer("Rex")
    await rex.presses("review.approve", ref)
    assert "has decided about" in words_of(await rex.presses("review.refuse", ref))
    assert await desk.state(ref) is RequestState.PUBLISHED


async def test_questions_have_an_end(desk: Desk) -> None:
    """Five about one request; after that a reviewer decides."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE)
    rex = await desk.reviewer("Rex")
    for number in range(6):
        await rex.presses("review.ask", ref)
        answered = words_of(await rex.says(f"Question {number}?"))
        assert ("is asked" in answered) == (number < 5), number
    assert "asked 5 times" in answered


async def test_nobody_of_a_department_with_the_same_mail_reviews(desk: Desk) -> None:
    """The police and the fire department of one town may be the same people, in two departments."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE)
    twin = await desk.reviewer("Cole")
    async with desk.services.begin() as tx:
        other = await department(tx, "Springfield Fire")  # type: ignore[arg-type]
        cole = await tx.people.with_account(twin.platform, twin.handle)
        assert cole is not None
        await on_duty(tx, other.name, "Cole", cole, desk.now)  # type: ignore[arg-type]
    assert "You belong to the department" in words_of(await twin.presses("review.approve", ref))
    assert await desk.state(ref) is RequestState.REVIEW


async def test_a_yes_counts_while_its_reviewer_stands_apart(desk: Desk) -> None:
    """Whoever said yes and then got a mailbox at the department has not counted; a third one has to look."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE, sought=DOUBTFUL)
    rex, ruth, rita = [await desk.reviewer(name) for name in ("Rex", "Ruth", "Rita")]
    await rex.presses("review.approve", ref)
    async with desk.services.begin() as tx:
        person = await tx.people.with_account(rex.platform, rex.handle)
        found = await tx.requests.by_ref(ref)
        assert person is not None
        assert found is not None
        domain = (await tx.departments.by_id(found.department)).email_domains[0]
        assert await tx.people.add_account(person.id, MAIL, f"rex@{domain}", "", desk.now)
    await ruth.presses("review.approve", ref)
    assert await desk.state(ref) is RequestState.REVIEW
    await rita.presses("review.approve", ref)
    assert await desk.state(ref) is RequestState.PUBLISHED


async def test_only_the_officer_who_filed_answers(desk: Desk) -> None:
    """Once; not a colleague, not after the decision; and the request stays as it is."""
    ref = await filed(desk.on["discord"], desk.now, place=HERE)
    rex = await desk.reviewer("Rex")
    await rex.presses("review.ask", ref)
    await rex.says("Which way did it go?")
    async with desk.services.begin() as tx:
        found = await tx.requests.by_ref(ref)
        assert found is not None
        (inquiry,) = await tx.request_inquiries.of(found.id)
        person = await tx.people.add("telegram", "cole", "Cole", "en", desk.now)
        await on_duty(tx, desk.house.name, "Cole", person, desk.now)  # type: ignore[arg-type]
    colleague = Somebody(router=desk.router, handle="cole")
    for somebody in (colleague, rex, Somebody(router=desk.router, handle="77")):
        answered = await somebody.presses("request.answer", inquiry.ref)
        assert answered.form is None
        assert (
            "not been put" in words_of(answered) or "not open" in words_of(answered) or "officer" in words_of(answered)
        )
    await desk.on["telegram"].presses("request.answer", inquiry.ref)
    assert "went to the reviewers" in words_of(await desk.on["telegram"].says("North on Oak Street."))
    assert "not open any more" in words_of(await desk.on["discord"].presses("request.answer", inquiry.ref))
    assert "North on Oak Street." in words_of(await rex.says("/review"))
    async with desk.services.begin() as tx:
        assert (await tx.requests.by_id(found.id)).draft == found.draft
        public = " ".join(str(leaf.entry.body) for leaf in await tx.record.leaves())
    assert "North on Oak" not in public
    assert "Which way" not in public
