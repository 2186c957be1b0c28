"""How neighbors answer one another across platforms, without a name unless they choose one."""

from tests.features.incidents.conftest import TELEGRAM, Corner
from tests.handlers.house import Somebody, only_to_speaker, words_of
from tests.stories.inside import button_of


async def test_a_reply_appears_under_the_other_copies(corner: Corner) -> None:
    """Written under the Telegram copy, it stands under the Discord one, without a name; the writer hears nothing."""
    made = await corner.report(corner.ada)
    (copy,) = corner.shows("telegram")
    answered = await corner.answers(corner.eve, copy, "I heard glass at nine")
    assert answered.messages == ()
    assert answered.form is None
    assert len(corner.shows("telegram")) == 1
    post, said = corner.shows("discord")
    assert said.words.strip() == f"A neighbor says to report {made.ref}:\nI heard glass at nine"
    assert said.under == post.receipt
    assert "Eve" not in said.words


async def test_answers_go_back_and_forth(corner: Corner) -> None:
    """A reply to a passed-on comment is a comment to the same report, under every other copy of it."""
    await corner.report(corner.ada)
    await corner.answers(corner.eve, corner.shows("telegram")[0], "Did anybody see a van?")
    await corner.answers(corner.bob, corner.shows("discord")[1], "Yes, a white one")
    post, back = corner.shows("telegram")
    assert "Yes, a white one" in back.words
    assert back.under == post.receipt


async def test_a_reply_to_something_else_is_nobodys_business(corner: Corner) -> None:
    """Words that answer no copy of a report are not heard, and never stored."""
    made = await corner.report(corner.ada)
    (copy,) = corner.shows("telegram")
    from bot.chat.incoming import Typed

    channel = corner.eve.account.elsewhere(TELEGRAM)
    for reply_to in ("", "99999"):
        answered = await channel.hears(Typed(**channel._heard(), text="Lovely weather", reply_to=reply_to))
        assert (answered.messages, answered.form) == ((), None)
    other = corner.eve.account.elsewhere("-999")
    await other.hears(Typed(**other._heard(), text="From elsewhere", reply_to=copy.receipt))
    await corner.night.settle()
    assert await corner.comments(made) == []


async def test_the_button_asks_for_words_and_a_name(corner: Corner) -> None:
    """In a direct message: the words, then as whom; shown in every channel, taken back from every channel."""
    made = await corner.report(corner.ada)
    asked = await corner.bob.account.presses(*button_of(corner.shows("discord")[0].message, "Comment"))
    assert "It appears under the report in every channel" in words_of(asked)
    assert "As whom" in words_of(await corner.bob.account.says("It was my window"))
    told = await corner.bob.account.says("With my name")
    assert f"every channel that shows report {made.ref}, by “Ada”" in words_of(told)  # Every test account is so called.
    assert only_to_speaker(told)
    await corner.night.settle()
    for words in corner.everywhere():
        assert len(words) == 2
        assert f"Ada says to report {made.ref}:\nIt was my window" in words[1]
    gone = await corner.bob.account.presses(*button_of(told.messages[0], "Take it back"))
    assert "is taken back from every channel" in words_of(gone)
    await corner.night.settle()
    assert [len(words) for words in corner.everywhere()] == [1, 1]


async def test_a_dialog_is_anonymous_when_nothing_is_chosen(corner: Corner) -> None:
    """On Discord the dialog's empty choice means a neighbor, and nobody in the channel has read the words yet."""
    await corner.report(corner.ada)
    dialog = Somebody(router=corner.night.router, platform="discord", handle="discord-Bob", room="900", modals=True)
    asked = await dialog.presses(*button_of(corner.shows("discord")[0].message, "Comment"))
    assert asked.form is not None
    assert [field.name for field in asked.form.fields] == ["text", "name"]
    await dialog.sends_form(asked.form.draft, text="It was my window")
    await corner.night.settle()
    assert all("A neighbor says to report" in words[1] for words in corner.everywhere())


async def test_taking_back_what_was_written_openly(corner: Corner) -> None:
    """It goes from the other channels; the writer's own message is the writer's to delete, and is told so."""
    made = await corner.report(corner.ada)
    await corner.answers(corner.eve, corner.shows("telegram")[0], "Wrong house")
    (comment,) = await corner.comments(made)
    assert "no report or comment" in words_of(await corner.ada.account.says(f"/remove {comment.ref}"))
    gone = await corner.eve.account.says(f"/remove {comment.ref}")
    assert "please delete your own message too" in words_of(gone)
    await corner.night.settle()
    assert [len(words) for words in corner.everywhere()] == [1, 1]


async def test_what_cannot_be_said(corner: Corner) -> None:
    """Too long, and to a report that is gone: one sentence, nothing stored."""
    made = await corner.report(corner.ada)
    (copy,) = corner.shows("telegram")
    assert "at most 600 characters" in words_of(await corner.answers(corner.eve, copy, "x" * 601))
    assert "no report of that reference" in words_of(await corner.eve.account.says("/comment ABCDEF hello"))
    assert await corner.comments(made) == []
    assert "goes to every channel" in words_of(await corner.eve.account.says(f"/comment {made.ref} hello"))
