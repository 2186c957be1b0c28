"""Rendering without a wire: escaping, splitting, and what never happens to anybody's words."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord import escape, handles
from bot.adapters.discord.render import LIMITS, parts
from bot.chat.action import Action
from bot.chat.message import Button, Facts, LinkButton, Message, Paragraph, Quote

NASTY = st.text(alphabet=st.sampled_from([*"ab @<>[]()#*_~`|\\-+:/.!&1\n", "😀", "\u202e", "\x00"]), max_size=3000)


def unescaped(text):
    """What a reader sees: a backslash before punctuation is not shown."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text).replace("\u200b", "")


def test_title_facts_and_quote_have_their_shapes():
    """A title is bold, a fact is a labelled line, a quotation is quoted line by line."""
    message = Message(
        title="A clip is ready",
        blocks=(
            Paragraph(text="See https://example.org/a_b_c for more_or_less."),
            Facts(rows=(("Street", "12 Elm St"), ("Note", "one\ntwo"))),
            Quote(text="It was *me*\n\n> not you"),
        ),
    )
    (part,) = parts(message)
    assert part.content == (
        "**A clip is ready**\n\n"
        "See https://example.org/a_b_c for more\\_or\\_less.\n\n"
        "**Street:** 12 Elm St\n**Note:**\n> one\n> two\n\n"
        "> It was \\*me\\*\n> \n> \\> not you"
    )


@given(NASTY)
def test_foreign_words_are_shown_as_they_were_typed(text):
    """Escaping changes nothing that a reader sees, and at most doubles the length."""
    escaped = escape.foreign(text)
    assert unescaped(escaped) == text
    assert len(escaped) <= escape.GROWTH * len(text) + 1


@given(NASTY)
def test_foreign_words_hold_nothing_live(text):
    """No mention, masked link, link, invite or markup survives, wherever it is put."""
    live = f"{text}<@1>@everyone [a](https://b.example) https://b.example discord.gg/x **b** ||s|| `c`{text}"
    shown = escape.foreign(live)
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "", shown)
    assert not re.search(r"[*_~`|<>\[\]]|https?://|@everyone|discord\.gg", bare)


@given(st.lists(NASTY, max_size=4), st.booleans())
def test_no_part_is_longer_than_discord_takes_and_every_quoted_line_is_quoted(texts, in_facts):
    """However long and hostile, text fits; and no line of somebody else's words leaves its quotation."""
    blocks = tuple(Facts(rows=(("Label", text),)) if in_facts else Quote(text=text) for text in texts)
    for part in parts(Message(blocks=blocks)):
        assert 0 < len(part.content) <= LIMITS.text
        for line in part.content.split("\n"):
            assert not line or line.startswith(("> ", "**Label:**")) or not line.strip()


@given(st.integers(1, 70), st.integers(1, 9))
def test_every_button_is_there_once_and_in_order(count, per_row):
    """Buttons are re-shaped into rows and messages, never dropped or reordered."""
    buttons = [Button(label=str(n), action=Action(verb="v", ref=str(n))) for n in range(count)]
    rows = tuple(tuple(buttons[at : at + per_row]) for at in range(0, count, per_row))
    made = parts(Message(title="Choose", buttons=rows))
    assert [button for part in made for row in part.rows for button in row] == buttons
    assert all(len(part.rows) <= 5 and all(len(row) <= 5 for row in part.rows) for part in made)
    assert all(part.content for part in made)


def test_buttons_alone_get_words_to_stand_on():
    """Discord takes no message of buttons only on every way; a short line stands above them."""
    (part,) = parts(Message(buttons=((LinkButton(label="Page", url="https://example.org/"),),)))
    assert part.content


def test_empty_message_has_no_parts():
    """Nothing to say is nothing to send."""
    assert parts(Message()) == parts(Message(blocks=(Paragraph(text=" \n"),))) == ()


def test_own_words_keep_links_but_no_invites():
    """Our own web addresses stay links; an invite in them does not."""
    assert escape.own("Go to https://example.org/x_y.") == "Go to https://example.org/x_y."
    assert "discord.gg" not in escape.own("https://discord.gg/abc and discord.gg/abc")
    assert escape.own("[a](https://b.example)") == "\\[a\\](https://b.example)"


@given(st.integers(0, 2**64 - 1))
def test_handles_round_trip(number):
    """A handle names a person or a channel, never both."""
    assert handles.person_id(handles.of_person(number)) == handles.channel_id(handles.of_channel(number)) == number
    assert handles.person_id(handles.of_channel(number)) is handles.channel_id(handles.of_person(number)) is None
