"""Looking at one's rules once made a stranger known, also one who had just had everything erased; and fifty exports came."""

from sqlalchemy import func, select

from bot.consent.texts import together
from bot.db.tables import PersonRow
from bot.mydata import texts as mydata
from bot.terms import texts
from tests.handlers.house import words_of
from tests.stories.inside import Evening


async def test_old_buttons_know_nobody(night: Evening) -> None:
    """After *Erase all* every button that only shows something shows it, and stores nothing."""
    ada = await night.owner("Ada")
    await ada.account.presses(mydata.GO, mydata.ME)
    async with night.engine.connect() as connection:
        before = await connection.scalar(select(func.count()).select_from(PersonRow))
    assert "Requests: may come" in words_of(await ada.account.says("/rules"))
    for verb in (texts.SHOW, texts.TYPES, texts.DEPARTMENTS, together.SHOW):
        assert words_of(await ada.account.presses(verb, texts.ME))
    assert words_of(await ada.account.says("/asks"))
    async with night.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(PersonRow)) == before


async def test_fifty_exports_are_one(night: Evening) -> None:
    """Asked for within a minute in one chat."""
    ada = await night.owner("Ada")
    for _ in range(50):
        assert "comes in a moment" in words_of(await ada.account.presses(mydata.EXPORT, mydata.ME))
    await night.settle()
    assert sum(1 for got in ada.told if got.files) == 1
