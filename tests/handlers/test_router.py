"""The router over real books: forms, repeats, refusals, accidents."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest

from bot.chat.form import Choice, CommandSpec, Field, FieldKind
from bot.chat.incoming import IncomingFile, Suggest, Typed, Upload
from bot.chat.message import say
from bot.chat.reply import Reply, reply
from bot.geo.ports import GeocoderDown
from bot.handlers import phrases
from bot.handlers.asking import ask_for
from bot.handlers.context import Ctx, Routes, Services
from bot.handlers.people import person_of
from bot.handlers.router import Router
from bot.kernel.refusal import Reason, Refused
from tests.handlers.house import Somebody, words_of


class TestReason(Reason):
    """Why the commands of this file say no."""

    __test__ = False
    NO = "test no"
    BAD_PLACE = "test bad place"
    UNWORDED = "test unworded"


COLOR = Field(
    name="color",
    label="Color",
    question="Which color?",
    kind=FieldKind.CHOICE,
    choices=(Choice(value="red", label="Red"), Choice(value="sky_blue", label="Sky blue")),
)
PLACE = Field(name="place", label="Place", question="Where?", kind=FieldKind.PLACE, suggests=True)
NOTE = Field(name="note", label="Note", question="What?", kind=FieldKind.TEXT, max_length=10)
MORE = Field(name="more", label="More", question="Anything more?", required=False)
PAINT = CommandSpec(name="paint", description="Paint it", fields=(COLOR, PLACE, NOTE, MORE), rest="color")
HUSH = CommandSpec(name="hush", description="Only between us", in_channels=False)
LOUD = CommandSpec(name="loud", description="Only aloud", in_direct=False)


async def paint(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """Stores the speaker as a person, so that a commit can be seen, and tells the answers."""
    match answers["note"]:
        case "no":
            raise Refused(TestReason.NO, color=answers["color"])
        case "unworded":
            raise Refused(TestReason.UNWORDED)
        case "boom":
            async with ctx.begin() as tx:
                await person_of(ctx, tx)
                raise RuntimeError("secret words of a person")
        case "late boom":
            async with ctx.begin() as tx:
                await person_of(ctx, tx)
            raise RuntimeError("secret words of a person")
        case "down":
            raise GeocoderDown
        case "more" if "more" not in answers:
            return await ask_for(ctx, PAINT, answers, (MORE,), say("One more thing."))
        case _ if answers["place"] == "nowhere":
            raise Refused(TestReason.BAD_PLACE)
    async with ctx.begin() as tx:
        await person_of(ctx, tx)
    return reply(say(" ".join(f"{name}={answers[name]}" for name in sorted(answers))))


async def plain(ctx: Ctx, answers: Mapping[str, str]) -> Reply:
    """Stores nothing."""
    return reply(say(f"plain for {ctx.person.id if ctx.person else 'a stranger'}"))


async def press(ctx: Ctx, ref: str) -> Reply:
    """A button that stores."""
    async with ctx.begin() as tx:
        await person_of(ctx, tx)
    return reply(say(f"pressed {ref}"))


async def on_hello(ctx: Ctx, text: str) -> Reply | None:
    """Answers one word only."""
    return reply(say("Hello yourself.")) if text == "hello" else None


ROUTES = (
    Routes(
        commands=((PAINT, paint), (HUSH, plain), (LOUD, plain)),
        presses={"test.press": press},
        typed=(on_hello,),
        refusals={TestReason.NO: "No {color} today.", TestReason.BAD_PLACE: "That is nowhere."},
        again={TestReason.BAD_PLACE: "place"},
    ),
)


@pytest.fixture
def ada(services: Services) -> Somebody:
    """Somebody on a platform without dialogs."""
    return Somebody(router=Router(services, ROUTES))


async def test_a_form_is_walked_question_by_question(ada: Somebody) -> None:
    """Missing fields are asked in order; a button, a pin and plain words each answer theirs."""
    first = await ada.says("/paint")
    assert first.form is not None
    assert [field.name for field in first.form.fields] == ["color", "place", "note"]
    second = await ada.presses("form.pick", f"{first.form.draft}.1")
    assert second.closes
    assert second.form is not None
    assert second.form.fields[0] == PLACE
    third = await ada.says("geo:40.1,-75.1")
    assert third.form is not None
    assert third.form.fields == (NOTE,)
    assert words_of(await ada.says("hi")).strip() == "color=sky_blue note=hi place=geo:40.1,-75.1"
    assert words_of(await ada.says("hello")).strip() == "Hello yourself."


async def test_words_behind_the_command_answer_its_rest_field(ada: Somebody) -> None:
    """`/paint sky blue 12 Oak St` fills the choice and the place."""
    asked = await ada.says("/paint Sky Blue 12 Oak St")
    assert asked.form is not None
    assert asked.form.fields == (NOTE,)


async def test_a_dialog_comes_back_whole(ada: Somebody) -> None:
    """With dialogs, words in between are no answers, and what the dialog brings is merged with the options."""
    ada.modals = True
    asked = await ada.fills("paint", color="red")
    assert asked.form is not None
    assert words_of(await ada.says("hello")).strip() == "Hello yourself."
    ada.modals = False  # Words in a direct message come without the news that dialogs exist.
    assert words_of(await ada.says("hello")).strip() == "Hello yourself."
    ada.modals = True
    opened = await ada.presses("form.open", asked.form.draft)
    assert opened.form == asked.form
    assert not opened.closes
    done = await ada.sends_form(asked.form.draft, place="x", note="y")
    assert words_of(done).strip() == "color=red note=y place=x"
    assert words_of(await ada.sends_form(asked.form.draft, place="x", note="y")).strip() == phrases.QUESTION_OVER


async def test_wrong_answers_of_a_dialog_are_asked_again(ada: Somebody) -> None:
    """One sentence for each wrong answer, the right ones are kept."""
    asked = await ada.fills("paint", color="green", place="x")
    assert asked.form is not None
    assert "“Color”: please choose one of these: Red and Sky blue." in words_of(asked)
    again = await ada.sends_form(asked.form.draft, color="red", note="far too long a note")
    assert again.form is not None
    assert again.form.fields == (NOTE,)
    assert "“Note”: please use at most 10 characters." in words_of(again)


async def test_cancel_drops_the_form_aloud(ada: Somebody) -> None:
    """The word gives up the open form; without one it is a word like any other."""
    await ada.says("/paint")
    assert words_of(await ada.says("Cancel")).strip() == phrases.dropped("paint")
    assert words_of(await ada.says("cancel")).strip() == phrases.NOT_UNDERSTOOD
    await ada.says("/paint")
    assert words_of(await ada.says("/cancel")).strip() == phrases.dropped("paint")


async def test_a_command_in_between_leaves_the_form_open(ada: Somebody) -> None:
    """A slash command without questions does not disturb; one with questions takes the form's place."""
    await ada.says("/paint red")
    assert words_of(await ada.says("/hush")).strip() == "plain for a stranger"
    asked = await ada.says("somewhere")
    assert asked.form is not None
    assert asked.form.fields == (NOTE,)
    await ada.says("/paint sky blue")
    asked = await ada.says("elsewhere")
    assert words_of(await ada.says("n")).strip() == "color=sky_blue note=n place=elsewhere"


async def test_a_button_of_an_earlier_question_answers_nothing(ada: Somebody) -> None:
    """Every question has a draft of its own: a second press on the first question is told that it is closed."""
    first = await ada.says("/paint")
    assert first.form is not None
    await ada.presses("form.pick", f"{first.form.draft}.0")
    second = await ada.presses("form.pick", f"{first.form.draft}.1")
    assert second.closes
    assert words_of(second).strip() == phrases.QUESTION_OVER
    for made_up in ("", "AAAAAA.0", f"{first.form.draft}.9", "x.y.z"):
        assert words_of(await ada.presses("form.pick", made_up)).strip() == phrases.QUESTION_OVER
        assert words_of(await ada.presses("form.open", made_up)).strip() == phrases.QUESTION_OVER


async def test_nobody_can_answer_anothers_form(ada: Somebody) -> None:
    """A draft belongs to an account: its reference is no key for others."""
    mine = await ada.says("/paint")
    assert mine.form is not None
    eve = replace(ada, handle="666")
    assert words_of(await eve.sends_form(mine.form.draft, color="red")).strip() == phrases.QUESTION_OVER
    assert words_of(await eve.presses("form.pick", f"{mine.form.draft}.0")).strip() == phrases.QUESTION_OVER
    assert (await ada.says("red")).form is not None


async def test_a_refusal_ends_the_form_with_its_wording(ada: Somebody) -> None:
    """Refused becomes the sentence of its reason with its figures, and the form is over."""
    await ada.says("/paint red x")
    assert words_of(await ada.says("no")).strip() == "No red today."
    assert words_of(await ada.says("no")).strip() == phrases.NOT_UNDERSTOOD


async def test_a_refusal_about_one_field_asks_it_again(ada: Somebody) -> None:
    """Where a reason is about a field, the other answers are kept and only that field is asked again."""
    asked = await ada.fills("paint", color="red", place="nowhere", note="n")
    assert asked.form is not None
    assert asked.form.fields == (PLACE,)
    assert "That is nowhere." in words_of(asked)
    assert words_of(await ada.says("here")).strip() == "color=red note=n place=here"


async def test_a_handler_can_ask_for_more(ada: Somebody) -> None:
    """An optional field that turns out to be needed is asked with the answers kept."""
    asked = await ada.fills("paint", color="red", place="x", note="more")
    assert asked.form is not None
    assert asked.form.fields == (MORE,)
    assert words_of(asked).startswith("\nOne more thing.")
    assert words_of(await ada.says("sugar")).strip() == "color=red more=sugar note=more place=x"


async def test_an_accident_is_one_sentence_and_changes_nothing(
    ada: Somebody, services: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unexpected exception rolls back, is logged without anybody's words, and the answer can be given again."""
    await ada.says("/paint red x")
    assert words_of(await ada.says("boom")).strip() == phrases.WENT_WRONG
    async with services.begin() as tx:
        assert await tx.people.with_account("telegram", "1001") is None
    assert words_of(await ada.repeats()).strip() == phrases.WENT_WRONG  # Not noted, so a repeat is tried again.
    logged = capsys.readouterr().out
    assert "RuntimeError" in logged
    assert "secret" not in logged
    assert words_of(await ada.says("fine")).strip() == "color=red note=fine place=x"


async def test_an_accident_after_the_commit_is_not_called_harmless(ada: Somebody) -> None:
    """When something was stored before the accident, the sentence says so."""
    await ada.says("/paint red x")
    assert words_of(await ada.says("late boom")).strip() == phrases.WENT_WRONG_LATER


async def test_a_geocoder_that_is_down_asks_for_a_pin(ada: Somebody) -> None:
    """The place is asked again, the other answers are kept."""
    asked = await ada.fills("paint", color="red", place="x", note="down")
    assert asked.form is not None
    assert asked.form.fields == (PLACE,)
    assert phrases.GEOCODER_DOWN in words_of(asked)


async def test_a_reason_without_words_still_gets_an_answer(ada: Somebody) -> None:
    """Even a forgotten wording leaves nobody without a reply."""
    assert words_of(await ada.fills("paint", color="red", place="x", note="unworded")).strip() == phrases.REFUSED


async def test_a_repeated_event_has_no_second_effect(ada: Somebody) -> None:
    """Commands, presses, answers and picks that are delivered twice are answered once, and the repeat is empty."""
    await ada.fills("paint", color="red", place="x", note="n")
    assert await ada.repeats() == Reply()
    await ada.presses("test.press", "A")
    assert await ada.repeats() == Reply()
    asked = await ada.says("/paint")
    assert asked.form is not None
    assert await ada.repeats() == Reply()
    await ada.presses("form.pick", f"{asked.form.draft}.0")
    assert not (await ada.repeats()).messages
    await ada.says("x")
    assert await ada.repeats() == Reply()
    await ada.says("n")
    assert await ada.repeats() == Reply()
    assert words_of(await ada.says("n")).strip() == phrases.NOT_UNDERSTOOD


async def test_rooms(ada: Somebody) -> None:
    """Commands keep to their rooms, and chatter in a channel is nobody's business."""
    channel = ada.elsewhere("-100")
    assert words_of(await channel.says("/hush")).strip() == phrases.wrong_room(HUSH)
    assert "direct message" in phrases.wrong_room(HUSH)
    assert words_of(await ada.says("/loud")).strip() == phrases.wrong_room(LOUD)
    assert await channel.says("hello") == Reply()
    assert await channel.says("/unknown") == Reply()
    assert words_of(await ada.says("/unknown")).strip() == phrases.NOT_UNDERSTOOD
    assert words_of(await ada.presses("un.known", "x")).strip() == phrases.BUTTON_OVER


async def test_a_form_belongs_to_its_room(ada: Somebody) -> None:
    """A question asked in a channel is answered there, and words in the direct message do not touch it."""
    channel = ada.elsewhere("-100")
    await channel.says("/paint red")
    assert words_of(await ada.says("somewhere")).strip() == phrases.NOT_UNDERSTOOD
    asked = await channel.says("somewhere")
    assert asked.form is not None
    assert asked.form.fields == (NOTE,)


async def test_who_speaks_is_known(ada: Somebody) -> None:
    """A stranger has no person until something of theirs is stored."""
    assert words_of(await ada.says("/hush")).strip() == "plain for a stranger"
    await ada.fills("paint", color="red", place="x", note="n")
    assert words_of(await ada.says("/hush")).strip() != "plain for a stranger"


async def test_many_events_of_one_account_at_once(ada: Somebody) -> None:
    """Twenty commands and words at the same time: each gets a reply, one person is made, nothing breaks."""
    async with asyncio.TaskGroup() as group:
        told = [
            group.create_task(ada.fills("paint", color="red", place="x", note=f"n{i}") if i % 2 else ada.says("/paint"))
            for i in range(20)
        ]
    assert all(phrases.WENT_WRONG not in words_of(task.result()) for task in told)
    assert (await ada.says("red")).form is not None


async def test_files_are_only_taken_in_direct_messages(services: Services) -> None:
    """In order, the first handler that wants a file answers; in a channel nobody looks at it."""
    seen: list[str] = []

    async def look(ctx: Ctx, upload: Upload) -> Reply | None:
        seen.append(upload.file.name)
        return reply(say("Taken.")) if upload.words == "take it" else None

    ada = Somebody(router=Router(services, (Routes(uploads=(look,)),)))

    async def sends(words: str, room: str = "") -> str:
        who = ada.elsewhere(room) if room else ada
        file = IncomingFile(name="a.mp4", media_type="video/mp4", size_bytes=1, platform_id="1", open=nothing)
        return words_of(await who.hears(Upload(**who._heard(), file=file, words=words))).strip()

    assert await sends("take it") == "Taken."
    assert await sends("") == phrases.NO_FILE_EXPECTED
    assert await sends("take it", "-100") == ""
    assert len(seen) == 2


async def nothing() -> AsyncIterator[bytes]:
    """A file without bytes."""
    yield b""


async def test_cancellation_passes_through(services: Services) -> None:
    """A shutdown is not an accident: the platform will deliver the event again."""
    started = asyncio.Event()

    async def wait(ctx: Ctx, text: str) -> Reply | None:
        started.set()
        await asyncio.sleep(60)
        return None

    ada = Somebody(router=Router(services, (Routes(typed=(wait,)),)))
    task = asyncio.get_running_loop().create_task(ada.says("x"))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_completions_come_from_local_knowledge(services: Services) -> None:
    """A place field that suggests is completed by the geocoder; anything else, and any accident, completes nothing."""
    router = Router(services, ROUTES)
    speaker = Somebody(router=router)._heard()["speaker"]

    async def complete(field: str, partial: str, command: str = "paint") -> list[str]:
        found = await router.complete(Suggest(speaker=speaker, command=command, field=field, partial=partial))
        return [choice.value for choice in found]

    assert await complete("place", "12 oak") == ["12 Oak St, Maple 19000"]
    assert await complete("place", "zzz") == []
    assert await complete("note", "12 oak") == []
    assert await complete("place", "12 oak", "nothing") == []


async def test_a_name_with_unfit_characters_is_stored_cleaned(ada: Somebody, services: Services) -> None:
    """PostgreSQL takes no NUL: what people and platforms send is cleaned before anything sees it."""
    odd = Typed(
        key="k1",
        speaker=replace(ada._heard()["speaker"], name="A\x00da\u202e"),
        room=replace(ada._heard()["room"]),
        text="/",
    )
    await ada.hears(odd)
    await ada.fills("paint", color="red", place="x\x00", note="\ud800n")
    async with services.begin() as tx:
        assert await tx.people.with_account("telegram", "1001") is not None
