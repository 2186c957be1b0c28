"""People once read words of the program among their data: `card`, `en`, `closed`."""

from bot.mydata.model import CARD_LOOK
from bot.people.reach import Trouble
from tests.handlers.filing import drafted
from tests.handlers.house import words_of
from tests.stories.inside import Evening


async def test_in_words_that_people_use(night: Evening) -> None:
    """What a reviewer was shown, the language, and why an account does not work."""
    ada = await night.owner("Ada")
    person = await night.person_of(ada)
    async with night.services.begin() as tx:
        await tx.mydata.note_look(person, None, CARD_LOOK, "K7QFM3", night.clock.now())
        for account in await tx.people.accounts(person):
            await tx.reach.fail(account.id, Trouble.CLOSED)
    shown = words_of(await ada.account.says("/mydata show"))
    for said in ("What: your post", "Language: English", "Why messages do not arrive: it takes no messages from the bot"):
        assert said in shown
    for raw in ("What: card", "Language: en\n", "arrive: closed"):
        assert raw not in shown


async def test_a_draft_in_words(night: Evening) -> None:
    """What an officer has drafted was shown as the program keeps it, with braces and quotes."""
    officer = night.officer.account
    await drafted(officer, night.clock.now(), case="26-0042")
    shown = words_of(await officer.says("/mydata show"))
    assert "case 26-0042" in shown and "sought:" in shown
    assert '"case"' not in shown and "circle" not in shown.lower()
