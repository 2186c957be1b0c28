"""Telegram's HTML and its UTF-16 offsets: what parses, what is refused in which words, what cannot be injected."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.telegram.entities import (
    TAGS,
    Entity,
    parse_html,
    trimmed,
    typed_entities,
    url_problem,
    utf16_length,
    utf16_slice,
)
from bot.sandbox.telegram.refusals import Refusal

PARSED: list[tuple[str, str, list[Entity]]] = [
    ("plain", "plain", []),
    ("a &lt;b&gt; &amp;amp; &quot;c&quot;", 'a <b> &amp; "c"', []),
    ("&#39; &#x2713; &nbsp; & &unknown;", "' ✓ &nbsp; & &unknown;", []),
    ("<b>x</b>", "x", [{"type": "bold", "offset": 0, "length": 1}]),
    ("🏠<B>é🏠</B>", "🏠é🏠", [{"type": "bold", "offset": 2, "length": 3}]),
    ("<b></b>", "", []),
    (
        "<b><i>x</i>y</b>",
        "xy",
        [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 0, "length": 1}],
    ),
    (
        '<a href="https://example.org/?a=1&amp;b=2">here</a>',
        "here",
        [{"type": "text_link", "offset": 0, "length": 4, "url": "https://example.org/?a=1&b=2"}],
    ),
    (
        "<a>https://example.org</a>",
        "https://example.org",
        [{"type": "text_link", "offset": 0, "length": 19, "url": "https://example.org"}],
    ),
    ("<a href='nowhere'>here</a>", "here", []),
    ('<span class="tg-spoiler">x</span>', "x", [{"type": "spoiler", "offset": 0, "length": 1}]),
    ("<blockquote>x</blockquote>", "x", [{"type": "blockquote", "offset": 0, "length": 1}]),
    ("<blockquote expandable>x</blockquote>", "x", [{"type": "expandable_blockquote", "offset": 0, "length": 1}]),
    ("<code>x</code>", "x", [{"type": "code", "offset": 0, "length": 1}]),
    (
        '<pre><code class="language-python">x</code></pre>',
        "x",
        [{"type": "pre", "offset": 0, "length": 1, "language": "python"}],
    ),
    (
        '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
        "👍",
        [{"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5368324170671202286"}],
    ),
    ("<b>x</>", "x", [{"type": "bold", "offset": 0, "length": 1}]),
    ("<i  >x</i >", "x", [{"type": "italic", "offset": 0, "length": 1}]),
]

REFUSED = [
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("<script>x</script>", 'Unsupported start tag "script" at byte offset 0'),
    ("é <3", "Unclosed start tag at byte offset 3"),
    ("1 < 2 and 3 > 2", 'Unsupported start tag "" at byte offset 2'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<b", "Unclosed start tag at byte offset 0"),
    ("<b class", 'Unclosed start tag "b" at byte offset 0'),
    ("<b ='x'>x</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
]


@pytest.mark.parametrize(("markup", "text", "entities"), PARSED)
def test_html_becomes_text_and_entities(markup: str, text: str, entities: list[Entity]) -> None:
    """Every tag becomes its entity, counted in UTF-16 units, and every reference its character."""
    assert parse_html(markup) == (text, entities)


@pytest.mark.parametrize(("markup", "why"), REFUSED)
def test_broken_html_is_refused(markup: str, why: str) -> None:
    """What Telegram cannot parse is refused in its words, with the offset in bytes of UTF-8."""
    with pytest.raises(Refusal) as refused:
        parse_html(markup)
    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    """Whatever a neighbor writes, once escaped, it is shown unchanged and makes no entity."""
    assert parse_html(html.escape(text)) == (text, [])


@given(st.lists(st.tuples(st.sampled_from(["b", "i", "u", "s", "code"]), st.text(min_size=1))))
def test_entities_cover_exactly_their_words(parts: list[tuple[str, str]]) -> None:
    """Each entity, cut out by its UTF-16 offset and length, gives back the words between its tags."""
    markup = "|".join(f"<{tag}>{html.escape(words)}</{tag}>" for tag, words in parts)
    text, entities = parse_html(markup)
    assert [utf16_slice(text, one["offset"], one["length"]) for one in entities] == [words for _, words in parts]
    assert [one["type"] for one in entities] == [TAGS[tag] for tag, _ in parts]


@given(st.text(alphabet="<>/ab &;=\"'é🏠\n", max_size=40))
def test_no_markup_breaks_the_parser(markup: str) -> None:
    """Any soup of tags is either parsed, with all entities inside the text, or refused: nothing else happens."""
    try:
        text, entities = parse_html(markup)
    except Refusal:
        return
    assert all(one["offset"] >= 0 and one["offset"] + one["length"] <= utf16_length(text) for one in entities)


def test_white_space_around_a_text_is_dropped() -> None:
    """As in Telegram the ends are trimmed, and the entities move along."""
    text, entities = trimmed("\n  🏠 x  ", [{"type": "bold", "offset": 0, "length": 8}])
    assert (text, entities) == ("🏠 x", [{"type": "bold", "offset": 0, "length": 4}])
    assert trimmed("x   ", [{"type": "bold", "offset": 2, "length": 1}]) == ("x", [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start now", [("bot_command", "/start")]),
        ("🏠 /report@porch_bot", [("bot_command", "/report@porch_bot")]),
        ("and/or 5/start", []),
        ("ask @ann_b or a@b.example", [("mention", "@ann_b"), ("email", "a@b.example")]),
        ("see https://maps.example/?q=1,2.", [("url", "https://maps.example/?q=1,2")]),
    ],
)
def test_typed_text_has_the_entities_that_telegram_finds(text: str, found: list[tuple[str, str]]) -> None:
    """Commands, mentions, links and addresses that somebody typed are marked as Telegram marks them."""
    entities = typed_entities(text)
    assert [(one["type"], utf16_slice(text, one["offset"], one["length"])) for one in entities] == found


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://example.org/x", None),
        ("http://127.0.0.1:8080/x", None),
        ("tg://user?id=1", None),
        ("http://localhost:8080", "Wrong HTTP URL"),
        ("not-a-url", "Wrong HTTP URL"),
        ("ftp://example.org", "Unsupported URL protocol"),
        ("", "URL host is empty"),
    ],
)
def test_links_that_telegram_takes(url: str, problem: str | None) -> None:
    """Buttons and links need a host with a dot and a protocol that Telegram opens."""
    assert url_problem(url) == problem
