"""A Message as calls to the Bot API, before anything is sent."""

from aiogram.methods import SendDocument, SendMessage, SendPhoto
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.telegram.inert import live
from bot.adapters.telegram.platform import Telegram
from bot.adapters.telegram.render import CHOOSE, LONG_QUOTE, MORE_CHOICES, Call, render
from bot.chat.message import Facts, LinkButton, Message, Paragraph, Quote
from bot.chat.ports import Sent
from bot.sandbox.telegram import TelegramSandbox
from bot.sandbox.telegram.entities import typed_entities, utf16_length, utf16_slice
from tests.adapters.samples import SAMPLES, WORDS, attachment, button, many, picture

Shown = tuple[tuple[str, str], ...]


def formatted(call: Call) -> Shown:
    """Each entity with the words under it."""
    text = call.text if isinstance(call, SendMessage) else call.caption or ""
    entities = call.entities if isinstance(call, SendMessage) else call.caption_entities
    return tuple((one.type, utf16_slice(text, one.offset, one.length)) for one in entities or [])


def only(message: Message) -> Call:
    (call,) = render(message, 7)
    return call


def test_formatting_goes_as_entities_in_utf16() -> None:
    """Emoji before a formatted stretch shift it by two units each, and what people typed is not markup."""
    call = only(Message(title="🏴 Alert", blocks=(Quote(text="<b>I saw 👍 *it*"), Facts(rows=(("When 🕰", "7 pm"),)))))
    assert isinstance(call, SendMessage)
    assert call.text == "🏴 Alert\n\n<b>I saw 👍 *it*\n\nWhen 🕰: 7 pm"
    assert formatted(call) == (("bold", "🏴 Alert"), ("blockquote", "<b>I saw 👍 *it*"), ("bold", "When 🕰:"))
    assert call.parse_mode is None


def test_what_would_come_alive_is_code_that_can_be_copied() -> None:
    """An address in a fact stays exact to the letter; a name in a title breaks the bold for itself."""
    call = only(Message(title="From @ann now", blocks=(Facts(rows=(("Email", "a.b@police.example"),)),)))
    assert formatted(call) == (
        ("bold", "From "),
        ("code", "@ann"),
        ("bold", " now"),
        ("bold", "Email:"),
        ("code", "a.b@police.example"),
    )


def test_the_house_may_link_and_name_its_commands() -> None:
    """In a Paragraph a whole web address and a command can be tapped; a name, tag or bare host cannot."""
    call = only(Message(blocks=(Paragraph(text="See https://porchlight.example/a, or /help. @x #y z.com (a@b.org)"),)))
    assert formatted(call) == (("code", "@x"), ("code", "#y"), ("code", "z.com"), ("code", "a@b.org"))


def test_plain_words_stay_plain() -> None:
    """Times, prices, abbreviations, decimals and house numbers are not dressed up as code."""
    for text in ("at 7 p.m., 24/7", "3.5 km", "No. #5", "e.g. $5", "40.7127,-74.0060", "St. Mary", "and/or", "a: b"):
        assert live(text) == (), text


@given(st.lists(st.text(st.sampled_from("ab./:@#$ x1\n_-?=&()\"'~"), max_size=30), max_size=5).map(" ".join))
def test_nothing_that_telegram_finds_is_left_uncovered(text: str) -> None:
    """Whatever the sandbox's finder takes for a link, name, address or command in somebody's words lies in code."""
    for call in render(Message(blocks=(Quote(text=text),)), 7):
        assert isinstance(call, SendMessage)
        covered = {
            at for one in call.entities or [] if one.type == "code" for at in range(one.offset, one.offset + one.length)
        }
        for found in typed_entities(call.text):
            assert set(range(found["offset"], found["offset"] + found["length"])) <= covered


def test_a_long_quote_is_folded_and_goes_on_as_a_quote() -> None:
    """Beyond 600 characters a quote folds, and each message that holds a piece of it shows a quote."""
    assert formatted(only(Message(blocks=(Quote(text="a" * LONG_QUOTE),))))[0][0] == "blockquote"
    calls = render(Message(title="Said", blocks=(Quote(text=WORDS * 100),)), 7)
    assert len(calls) > 1
    assert {kind for call in calls for kind, _ in formatted(call)} == {"bold", "expandable_blockquote"}


def test_more_formatting_than_telegram_heeds_still_covers_every_link() -> None:
    """With over a hundred links in one message a single stretch of code covers them all."""
    call = only(Message(blocks=(Quote(text="x.com " * 150),)))
    assert formatted(call) == (("code", ("x.com " * 150).strip()),)


def test_text_beside_a_picture_if_it_fits_else_below() -> None:
    """Up to 1024 units the text is the caption; above, the picture comes first with its description."""
    beside = only(Message(blocks=(picture(), Paragraph(text="a" * 1024)), buttons=((button("Yes"),),)))
    assert isinstance(beside, SendPhoto)
    assert beside.caption == "a" * 1024
    photo, text = render(Message(blocks=(picture("A map"), Paragraph(text="a" * 1025)), buttons=((button("Yes"),),)), 7)
    assert isinstance(photo, SendPhoto)
    assert isinstance(text, SendMessage)
    assert (photo.caption, photo.reply_markup) == ("A map", None)
    assert text.reply_markup is not None


def test_an_attachment_is_a_document_as_it_is() -> None:
    """A video goes as a document, and Telegram is told not to guess what it is."""
    call = only(Message(blocks=(attachment(), Paragraph(text="The clip."))))
    assert isinstance(call, SendDocument)
    assert (call.caption, call.disable_content_type_detection) == ("The clip.", True)


def test_overflowing_buttons_get_messages_of_their_own() -> None:
    """Of 230 buttons each message takes 100 at most; buttons without words get a line above them."""
    calls = render(Message(buttons=many(230, 4)), 7)
    assert [call.text for call in calls if isinstance(call, SendMessage)] == [CHOOSE, MORE_CHOICES, MORE_CHOICES]


def test_a_link_that_no_button_takes_is_spelled_out() -> None:
    """Telegram refuses links to this machine in buttons, and with them the whole message: they become text."""
    call = only(
        Message(blocks=(Paragraph(text="Hi"),), buttons=((LinkButton(label="Here", url="http://localhost:1/a"),),))
    )
    assert isinstance(call, SendMessage)
    assert (call.text, call.reply_markup) == ("Hi\n\nHere: http://localhost:1/a", None)


def test_an_empty_message_is_no_call() -> None:
    """Nothing to say is nothing to send, not an error of the platform."""
    assert render(SAMPLES["nothing"], 7) == render(SAMPLES["blank blocks"], 7) == ()


async def test_the_sandbox_takes_every_sample(speaking: Telegram, sandbox: TelegramSandbox, ann: int) -> None:
    """Each sample goes out over TCP without a refusal, and the person sees every choice and every file of it."""
    for name, message in SAMPLES.items():
        before = len(sandbox.inbox(ann))
        outcome = await speaking.sender.send(str(ann), message, name)
        assert isinstance(outcome, Sent), (name, outcome)
        seen = sandbox.inbox(ann)[before:]
        assert [one.message_id for one in seen] == [int(one) for one in outcome.receipt.split(",") if one]
        calls = render(message, 7)
        assert sum(len(one.labels) for one in seen) == sum(
            len(row) for call in calls if call.reply_markup for row in call.reply_markup.inline_keyboard
        )
        assert all(utf16_length(one.text) <= 4096 for one in seen)
