"""Buttons in a group belong to whoever was asked."""

from tests.stories.inside import Evening


async def test_a_stranger_cannot_take_away_the_buttons_of_a_question(night: Evening) -> None:
    """In a Telegram group everybody sees the choices; a press of somebody else's leaves them where they are."""
    ada, eve = await night.resident("Ada"), await night.resident("Eve")
    await ada.account.elsewhere("-100", admin=True).fills("setup", name="Maple", place="12 Oak St")
    asked = await ada.account.elsewhere("-100").fills("report", text="A loud bang.")
    assert asked.form is not None
    assert asked.form.fields[0].choices
    answered = await eve.account.elsewhere("-100").presses("form.pick", f"{asked.form.draft}.0")
    assert not answered.closes
