"""What waits for a reviewer: reports, edits and comments, from the author's word to every copy."""

from tests.features.incidents.conftest import Corner, reports
from tests.handlers.house import words_of
from tests.stories.inside import button_of


async def test_words_give_a_reason_to_look_first(corner: Corner) -> None:
    """The author is told why nobody sees it; admitted by a reviewer, it is shown everywhere."""
    (preview,) = (await reports(corner.ada.account, text="Call me at 215-555-0142 if you saw it")).messages
    held = await corner.ada.account.presses(*button_of(preview, "Post"))
    assert "is not shown yet" in words_of(held)
    assert "It holds a telephone number, which everybody would see." in words_of(held)
    await corner.night.settle()
    assert corner.everywhere() == [[], []]
    await corner.night.reviewer.press(corner.night.reviewer.last("Waits for you"), "Admit")
    await corner.night.settle()
    assert [len(words) for words in corner.everywhere()] == [1, 1]


async def test_a_held_edit_leaves_the_old_words(corner: Corner) -> None:
    """Until a reviewer has looked, every copy says what it said."""
    made = await corner.report(corner.ada)
    told = await corner.ada.account.says(f"/edit {made.ref} Call 215-555-0142")
    assert f"Report {made.ref} stays as it is for now" in words_of(told)
    await corner.night.settle()
    assert all("A window was broken." in words for (words,) in corner.everywhere())
    await corner.night.reviewer.press(corner.night.reviewer.last("Waits for you"), "Admit")
    await corner.night.settle()
    assert all("Call 215-555-0142" in words for (words,) in corner.everywhere())


async def test_a_held_reply_is_answered(corner: Corner) -> None:
    """Silent otherwise, but a reply that waits is told to its writer, and is passed on once admitted."""
    await corner.report(corner.ada)
    told = await corner.answers(corner.eve, corner.shows("telegram")[0], "Write to me at eve@example.org")
    assert "is not passed on yet" in words_of(told)
    assert len(corner.shows("discord")) == 1
    await corner.night.reviewer.press(corner.night.reviewer.last("Waits for you"), "Admit")
    await corner.night.settle()
    assert "eve@example.org" in corner.shows("discord")[1].words
