"""What a neighbor may rely on who skips, mistypes, presses twice and begins one thing in the midst of another."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.incoming import IncomingFile, Upload
from bot.chat.reply import Reply
from bot.incidents.model import Incident
from tests.adapters.media.samples import jpeg, scene
from tests.features.incidents.conftest import DISCORD, TELEGRAM, Corner, reports
from tests.features.incidents.conftest import corner as made_corner
from tests.handlers.house import Somebody, only_to_speaker, words_of
from tests.stories.inside import CLIP, Evening, button_of

corner = made_corner


@pytest.fixture
def eva(corner: Corner) -> Somebody:
    """Somebody whose app is in Spanish, in a direct message."""
    return Somebody(router=corner.night.router, handle="2002", language="es", keys=corner.night.keys)


@pytest.mark.parametrize("word", ["-", "skip", "omitir"])
async def test_a_language_is_not_skipped(eva: Somebody, word: str) -> None:
    """Whoever skips the only question is asked again, in their own language, which stays theirs."""
    asked = await eva.says("/language")
    assert asked.form is not None
    again = await eva.says(word)
    assert again.form is not None and "idioma" in words_of(again)
    assert (await eva.says(f"/language {word}")).form is not None
    await eva.says("cancelar")
    assert "No entendí" in words_of(await eva.says("¿qué?"))


async def test_an_empty_dialog_chooses_no_language(eva: Somebody) -> None:
    """A dialog that was sent off empty is asked again."""
    eva.modals = True
    asked = await eva.fills("language")
    assert asked.form is not None
    assert (await eva.sends_form(asked.form.draft)).form is not None


async def test_what_is_skipped_about_alerts_stays(corner: Corner) -> None:
    """A skipped question about alerts changes nothing, and shows what holds."""
    eve = corner.eve.account
    await eve.says("/alerts 40.0005, -75.0005")
    for name in ("radius", "categories", "rhythm", "quiet"):
        shown = words_of(await eve.fills("alerts", **{name: "skip"}))
        assert "Quiet hours: 21:00 to 08:00" in shown, name


async def two_reports(corner: Corner) -> tuple[Incident, Incident]:
    """Ada has reported twice, so that a change has to say which one it is about."""
    first = await corner.report(corner.ada)
    corner.night.clock.pass_time(timedelta(minutes=6))
    return first, await corner.report(corner.ada, text="Something else entirely went on", category="community")


@pytest.mark.parametrize("between", ["\n", ": ", ". ", ",\n\n"])
async def test_a_reference_on_a_line_of_its_own(corner: Corner, between: str) -> None:
    """Whoever begins a new line after the reference changes that report, and does not publish the reference."""
    made = await corner.report(corner.ada)
    assert "go to every channel" in words_of(await corner.ada.account.says(f"/edit {made.ref}{between}New words here"))
    assert (await corner.incident(made.ref)).text == "New words here"
    await corner.eve.account.says(f"/comment {made.ref}{between}I saw it")
    assert [said.text for said in await corner.comments(made)] == ["I saw it"]
    assert "New words here" in words_of(await corner.eve.account.says(f"/incident “{made.ref}”."))
    assert "is taken back" in words_of(await corner.ada.account.says(f"/remove {made.ref}{between}please"))


async def test_a_mistyped_reference_is_not_published(corner: Corner) -> None:
    """A single word is no new text of one's only report; it is asked what it should say."""
    made = await corner.report(corner.ada)
    asked = await corner.ada.account.says(f"/edit {made.ref[:5]}")
    assert asked.form is not None and "now says" in words_of(asked)
    assert (await corner.incident(made.ref)).text == "A window was broken."


async def test_words_wait_for_which_report_is_meant(corner: Corner) -> None:
    """New words without a reference are kept: the button of a report, or its reference, is all that is still needed."""
    first, second = await two_reports(corner)
    which = await corner.ada.account.says("/edit Street lamps were broken too")
    assert which.form is not None and "Which of your reports?" in words_of(which)
    told = await corner.ada.account.presses(*button_of(which.messages[-1], first.ref))
    assert "go to every channel" in words_of(told)
    assert (await corner.incident(first.ref)).text == "Street lamps were broken too"
    await corner.ada.account.says("/correct The dog was found")
    assert "Your correction" in words_of(await corner.ada.account.says(second.ref.lower()))
    assert (await corner.incident(second.ref)).correction == "The dog was found"
    assert "did not understand" in words_of(await corner.ada.account.says("hello there")), "nothing waits any more"


@pytest.mark.parametrize(
    "answers", [{"report": "222222 A bicycle is gone as well"}, {"report": "222222", "text": "A bicycle is gone as well"}]
)
async def test_words_with_a_wrong_reference_are_kept(corner: Corner, answers: dict[str, str]) -> None:
    """Typed or from a dialog: the author is told, chooses again, and does not write it all anew."""
    first, _ = await two_reports(corner)
    again = await corner.ada.account.fills("edit", **answers)
    assert "You have no report or comment of that reference" in words_of(again)
    await corner.ada.account.presses(*button_of(again.messages[-1], first.ref))
    assert (await corner.incident(first.ref)).text == "A bicycle is gone as well"


async def test_a_comment_waits_for_its_report(corner: Corner) -> None:
    """Without a reference, or with a wrong one, it is asked for, and the comment is what was written at first."""
    made = await corner.report(corner.ada)
    eve = corner.eve.account
    for begun in ("/comment Thank you for telling us", "/comment 222222 Thank you for telling us"):
        asked = await eve.says(begun)
        assert "There is no report of that reference" in words_of(asked) and asked.form is not None
        assert (await eve.says("2222")).form is not None
        await eve.says(made.ref)
        told = await eve.says("skip")
        assert "goes to every channel" in words_of(told)
    assert [said.text for said in await corner.comments(made)] == ["Thank you for telling us"] * 2


async def test_too_long_a_comment_is_told_so(corner: Corner) -> None:
    """The limit is the comment's, not the reference's, and the shorter one still finds its report."""
    made = await corner.report(corner.ada)
    told = await corner.eve.account.says(f"/comment {made.ref} {'long ' * 130}")
    assert "at most 600 characters" in words_of(told)
    await corner.eve.account.says("short")
    await corner.eve.account.says("skip")
    assert [said.text for said in await corner.comments(made)] == ["short"]


async def test_a_second_press_says_that_the_first_one_worked(corner: Corner) -> None:
    """Whoever taps twice reads that it is sent, and not that it was removed or is somebody else's."""
    (shown,) = (await reports(corner.ada.account)).messages
    post = button_of(shown, "Post")
    told = sorted([words_of(each) for each in [await corner.ada.account.presses(*post) for _ in range(3)]])
    assert ["goes to all channels" in each for each in told] == [False, False, True]
    assert all("You have sent that report already" in each for each in told[:2])
    corner.night.clock.pass_time(timedelta(minutes=6))
    await corner.night.settle()
    preview = await reports(corner.eve.account, text="A window was broken there")
    both = [await corner.eve.account.presses(*button_of(preview.messages[0], "It is the same: join it")) for _ in "12"]
    assert "Your report counts at" in words_of(both[0]) and "sent that report already" in words_of(both[1])
    taken = [await corner.ada.account.presses("incident.remove", post[1]) for _ in "12"]
    assert "is taken back" in words_of(taken[0]) and "taken back already" in words_of(taken[1])


def photo(who: Somebody, words: str = "", **more: str) -> Upload:
    """A photo, perhaps with words, in the room of `who`."""

    async def pieces() -> AsyncIterator[bytes]:
        yield jpeg(scene())

    file = IncomingFile(name="p.jpg", media_type="image/jpeg", size_bytes=None, platform_id="p", open=pieces)
    return Upload(**who._heard(), file=file, words=words, **more)


async def test_a_photo_may_come_before_its_question(corner: Corner) -> None:
    """With its words it answers both; the question for a photo is not put any more."""
    eve = corner.eve.account
    await eve.says("/report")
    kept = await eve.hears(photo(eve, "A dog runs around on Oak St"))
    assert "I keep the photo or clip" in words_of(kept) and "What is it about?" in words_of(kept)
    await eve.says("lost or found pet")
    await eve.says("12 Oak St")
    preview = await eve.says("skip")
    assert "A dog runs around on Oak St" in words_of(preview) and words_of(preview).count("Picture") == 2


async def test_a_photo_in_a_group_is_answered(corner: Corner) -> None:
    """In answer to our question it is kept or refused aloud; in answer to a post, or alone, it is nobody's business."""
    made = await corner.report(corner.ada)
    here = corner.eve.account.elsewhere(TELEGRAM)
    assert (await here.hears(photo(here))) == Reply()
    await here.says("/report A dog runs around on Oak St")
    post = next(got for got in corner.shows("telegram") if made.ref in got.words)
    assert (await here.hears(photo(here, reply_to=post.receipt))) == Reply()
    assert (await here.hears(photo(here, "This was mine", reply_to=post.receipt))) == Reply()
    assert [said.text for said in await corner.comments(made)] == ["This was mine"]
    kept = await here.hears(photo(here, reply_to="4711"))
    assert "I keep the photo or clip" in words_of(kept) and "What is it about?" in words_of(kept)
    assert "Where?" in words_of(await here.says("lost or found pet"))
    await here.says(f"/comment {made.ref}")
    assert "cannot use a file here" in words_of(await here.hears(photo(here, reply_to="4712")))
    assert "What do you want to say?" in words_of(await here.hears(photo(here, reply_to="4713")))


async def test_a_file_that_cannot_be_shown_keeps_the_form(corner: Corner) -> None:
    """What is no photo is refused, and everything else of the form stays."""
    eve = corner.eve.account
    await eve.says("/report A dog runs around on Oak St")
    wrong = photo(eve)

    async def pieces() -> AsyncIterator[bytes]:
        yield b"no picture"

    told = await eve.hears(replace(wrong, file=replace(wrong.file, open=pieces)))
    assert told.form is not None and told.form.fields[0].name == "file"
    assert "What is it about?" in words_of(await eve.says("skip"))


async def test_what_was_written_into_another_form_is_shown_once_more(corner: Corner) -> None:
    """Another form takes the place of a half-done one: its words are not lost without a word."""
    eve = corner.eve.account
    await eve.says("/report A dog runs around on Oak St")
    aside = await eve.says("/incidents")
    assert "The /report that you had begun makes way" in words_of(aside)
    assert "A dog runs around on Oak St" in words_of(aside) and only_to_speaker(aside)
    await eve.says("cancel")
    await eve.says("/report A dog runs around on Oak St")
    assert not (await eve.says("/report A dog runs around on Oak St")).messages, "nothing is lost of the same words"
    assert not (await eve.says("crime")).messages


async def test_words_of_a_dialog_are_given_back(corner: Corner) -> None:
    """A dialog's words stand nowhere else: whoever is refused after it can copy them; typed words stand in the chat."""
    bob = replace(corner.bob.account, room=DISCORD, modals=True)
    preview = await reports(bob, text="Long words typed with care")
    await bob.presses(*button_of(preview.messages[0], "Post"))
    refused = await bob.fills("report", text="Other words typed with care")
    assert "try again later" in words_of(refused)
    assert "this is what you wrote:\nOther words typed with care" in words_of(refused) and only_to_speaker(refused)
    assert "Other words" not in words_of(await corner.bob.account.says("/report Other words typed with care"))


async def test_whoever_starts_the_chat_sees_the_report_that_waits(corner: Corner) -> None:
    """In a group the preview could not be shown to somebody who never opened our chat: *Start* shows it."""
    stranger = Somebody(router=corner.night.router, handle="3003", room=TELEGRAM, keys=corner.night.keys)
    await reports(stranger)
    started = await replace(stranger, room="").says("/start")
    assert "Hello! I am Porchlight" in words_of(started)
    posted = await replace(stranger, room="").presses(*button_of(started.messages[1], "Post"))
    assert "goes to all channels" in words_of(posted)
    assert len((await replace(stranger, room="").says("/start")).messages) == 1
    assert len((await stranger.says("/start")).messages) == 1, "in the group nobody else's business"


async def test_a_channel_without_a_neighborhood_says_so(corner: Corner) -> None:
    """Whoever looks for reports where none can be is not told of a reference that they never typed."""
    there = Somebody(router=corner.night.router, handle="3003", room="-777", keys=corner.night.keys)
    for command in ("/incidents", "/incident K7QFM3"):
        assert "No neighborhood is set up here yet" in words_of(await there.says(command)), command


async def test_an_unreadable_time_is_told_at_once(corner: Corner) -> None:
    """Right after its question, before anything else is asked."""
    eve = corner.eve.account
    for words in ("/report A dog runs around on Oak St", "lost or found pet", "12 Oak St"):
        await eve.says(words)
    again = await eve.says("when the cock crows")
    assert "I cannot read that time" in words_of(again)
    assert again.form is not None and [field.name for field in again.form.fields] == ["when"]
    assert "A photo or a clip?" in words_of(await eve.says("yesterday 9 pm"))


async def test_presses_at_the_same_moment(corner: Corner) -> None:
    """Three thumbs at once: one report, one comment form each, one removal, and nothing goes wrong."""
    ada = corner.ada.account
    (shown,) = (await reports(ada)).messages
    post = button_of(shown, "Post")
    told = [words_of(each) for each in await asyncio.gather(*(ada.presses(*post) for _ in range(3)))]
    assert sum("goes to all channels" in each for each in told) == 1
    assert not any("Something went wrong" in each for each in told)
    await corner.night.settle()
    assert [len(words) for words in corner.everywhere()] == [1, 1]
    for verb in ("incident.named", "incident.words", "incident.unnamed", "incident.remove"):
        told = [words_of(each) for each in await asyncio.gather(*(ada.presses(verb, post[1]) for _ in range(3)))]
        assert not any("Something went wrong" in each for each in told), verb
    for _ in range(5):
        # Of several changes of one copy, the later ones wait for the earlier ones.
        await corner.night.settle()
        corner.night.clock.pass_time(timedelta(seconds=2))
    await corner.night.settle()
    assert corner.everywhere() == [[], []]


async def test_a_clip_that_a_request_waits_for_stays_out_of_a_report(night: Evening) -> None:
    """Whoever said yes to a request and has begun a report sends the clip to nobody but the request."""
    owner = await night.owner("Olga")
    await night.publish()
    await owner.press(owner.last("asks for video"), "Yes")
    await owner.account.says("/report A dog runs around on Oak St")
    assert "This is what would be shared" in words_of(await owner.sends(CLIP))
    assert "What is it about?" not in words_of(await owner.account.says("lost or found pet")), "the form goes on"
