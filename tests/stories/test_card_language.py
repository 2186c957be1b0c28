"""What an owner approves is kept in the words that the owner read, whatever language those were in."""


from bot.chat.language import everywhere
from bot.consent.model import AskState
from bot.consent.texts import ANSWERS, as_text
from bot.db.sealing import with_keys, words
from bot.db.tables import ApprovalRow
from tests.handlers.house import words_of
from tests.stories.inside import CLIP, Evening, Resident, button_of


async def spanish(night: Evening) -> Resident:
    """An owner who chose Spanish."""
    owner = await night.owner("Olga")
    person = await night.person_of(owner)
    async with night.services.begin() as tx:
        await tx.people.set_language(person, "es")
    return owner


async def test_the_kept_card_is_the_one_that_was_read(night: Evening) -> None:
    """P1: the text that is kept with an approval is the Spanish card to the letter, not an English one nobody saw."""
    owner = await spanish(night)
    await night.publish()
    notice = next(got.message for got in owner.told if night.request in got.words)
    await owner.account.presses(*button_of(notice, "Sí"))
    card = (await owner.sends(CLIP, night.request)).messages[0]
    shared = await owner.account.presses(*button_of(card, "Compartir"))
    async with night.services.begin() as tx:
        row, key = (await tx.approvals.session.execute(with_keys(ApprovalRow))).one()
        kept = words(tx.approvals.keyring.lock(row.owner_id, key), row, "card")
    assert kept == as_text(card)
    assert "12 Oak St" in str(kept)
    assert "These things and nothing else" not in str(kept)
    assert button_of(shared.messages[0], "Deshacer")[0] == "clip.undo"


async def test_a_refusal_names_the_state_in_the_owners_words(night: Evening) -> None:
    """A second yes is told in Spanish how the question was answered, and not with a word of our books."""
    owner = await spanish(night)
    await night.publish()
    notice = next(got.message for got in owner.told if night.request in got.words)
    await owner.account.presses(*button_of(notice, "Sí"))
    again = words_of(await owner.account.presses(*button_of(notice, "Sí")))
    assert f"({everywhere(ANSWERS[AskState.YES])[-1]})" in again
    assert "This was answered already" not in again
