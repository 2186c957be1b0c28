"""What operators type about officers."""

from pathlib import Path

from bot.cli.errors import Code
from tests.cli.line import assert_one_sentence, porchlight
from tests.cli.operators import make_operator, reference, speaks
from tests.cli.test_operating import house as made_house

house = made_house
REFUSED = int(Code.REFUSED)
HOUSE = (
    "department", "add", "Springfield PD", "--kind", "city", "--contact", "+1 555 0199", "--domain",
    "police.example.org", "--circle", "37.77,-122.42,12",
)  # fmt: skip
CALL = ("--number", "+1 555 0199", "--source", "the website of the town")


async def test_officers_are_invited_and_looked_after(house: Path) -> None:
    """An operator invites with a passphrase; nothing is confirmed before a mailbox was proved, and nothing is lost that was
    never set up; stopping needs no passphrase, going on does; the list says what has still to be proved."""
    ann, bob = await make_operator(house, "Ann Lee"), await make_operator(house, "Bob Ray")
    waits = reference(await speaks(house, "Ann Lee", ann, *HOUSE))
    await speaks(house, "Bob Ray", bob, "department", "confirm", waits, "--yes")
    invite = ("officer", "invite", "Det. Doe", "--department", "springfield pd")
    assert_one_sentence(await speaks(house, "Ann Lee", bob, *invite), REFUSED, "not the passphrase")
    elsewhere = ("officer", "invite", "Det. Doe", "--department", "Shelbyville PD")
    assert_one_sentence(await speaks(house, "Ann Lee", ann, *elsewhere), REFUSED, "There is no")
    invited = await speaks(house, "Ann Lee", ann, *invite)
    assert "good once and for 72 hours" in invited.out
    ref = invited.out.split("officer confirm ")[1][:6]
    confirm = ("officer", "confirm", ref, *CALL)
    assert_one_sentence(await speaks(house, "Bob Ray", bob, *confirm), REFUSED, "does not wait for a call")
    assert_one_sentence(
        await speaks(house, "Bob Ray", bob, "officer", "confirm", "K7QFM3", *CALL), REFUSED, "There is no officer"
    )
    assert_one_sentence(await speaks(house, "Bob Ray", bob, "officer", "reset", ref), REFUSED, "has set up no app")
    listed = await porchlight("officer", "list", cwd=house.parent, config=house)
    assert "has not typed the code" in listed.out
    off = await porchlight("officer", "suspend", ref.lower(), cwd=house.parent, config=house)
    assert "Det. Doe is suspended" in off.out
    on = await speaks(house, "Bob Ray", bob, "officer", "reinstate", ref)
    assert "not suspended by an operator any more" in on.out
    over = await speaks(house, "Bob Ray", bob, "officer", "end", ref)
    assert "is not an officer any more" in over.out
    assert_one_sentence(await speaks(house, "Bob Ray", bob, "officer", "end", ref), REFUSED, "not an officer here any more")
    assert "ended" in (await porchlight("officer", "list", cwd=house.parent, config=house)).out
