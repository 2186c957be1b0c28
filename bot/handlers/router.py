"""From what was heard to whoever answers it: knows who speaks, walks forms, and turns refusals into words."""

import asyncio
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never
from weakref import WeakValueDictionary

import structlog

from bot.chat.form import SKIPPED, Choice, CommandSpec, Field, FieldKind
from bot.chat.incoming import Command, FormAnswer, Incoming, Press, Room, Suggest, Typed, Upload
from bot.chat.language import known_language, reply_in
from bot.chat.message import Audience, Block, Message, Paragraph, Quote, say
from bot.chat.phrase import fill
from bot.chat.reply import Reply, reply
from bot.clips.model import ClipReason
from bot.geo.ports import GeocoderDown
from bot.handlers import forms, phrases
from bot.handlers.asking import ask_for, form_of
from bot.handlers.context import Ctx, OnCommand, OnTyped, Repeated, Routes, Services, Tx
from bot.handlers.flood import Flood
from bot.handlers.reach import heard
from bot.handlers.registry import Registry
from bot.handlers.turn import Turn
from bot.handlers.washing import washed
from bot.inbox.ports import StoredDraft
from bot.kernel.ids import read_ref
from bot.kernel.refusal import Refused

MAX_SUGGESTION_CHARACTERS = 100
"""Discord's limit for a completion."""


class Router:
    """Answers everything that is heard, on every platform alike: one Reply each, never an exception."""

    def __init__(self, services: Services, routes: Sequence[Routes]) -> None:
        self._services = services
        self._registry = Registry(routes)
        self._flood = Flood(services.policies.commands_per_minute)
        self._log = structlog.get_logger("router")
        self._in_order: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._washing: dict[tuple[str, str], int] = {}
        """Whose file is being washed for a form, and how many more they sent meanwhile."""

    @property
    def commands(self) -> tuple[CommandSpec, ...]:
        """All commands, for the platforms to announce."""
        return tuple(spec for spec, _ in self._registry.commands.values())

    async def answer(self, incoming: Incoming) -> Reply:
        """The answer to one thing heard, in its reader's language. A repeated event gets an empty one; only
        cancellation passes through."""
        turn = Turn(self._services, incoming.key, self._services.clock.now())
        turn.language = turn.room_language = known_language(incoming.speaker.language)
        answered = await self._answer(turn, incoming)
        return reply_in(answered, turn.language, turn.room_language, self._services.region)

    async def _answer(self, turn: Turn, incoming: Incoming) -> Reply:
        if isinstance(incoming, Command):
            excess = self._flood.excess(incoming.speaker.platform, incoming.speaker.handle, turn.now)
            if excess:
                # Said once; after that silence, for the answers would be the flood.
                return reply(say(phrases.TOO_FAST)) if excess == 1 else Reply()
        try:
            # A word must not overtake the one before it; presses and files may, for a withdrawal waits for nobody.
            if isinstance(incoming, Press | Upload):
                return await self._hear(turn, incoming)
            who = (incoming.speaker.platform, incoming.speaker.handle)
            async with self._in_order.setdefault(who, asyncio.Lock()):
                return await self._hear(turn, incoming)
        except Repeated:
            return Reply()
        except Refused as no:
            return reply(say(self._wording(no)))
        except GeocoderDown:
            return reply(say(phrases.GEOCODER_DOWN))
        except Exception as error:
            # Neither the message nor the values are logged: database errors quote what people wrote.
            self._log.error("not answered", error=type(error).__name__, key=incoming.key, where=_where(error))
            return reply(say(phrases.WENT_WRONG_LATER if turn.committed else phrases.WENT_WRONG))

    async def complete(self, suggest: Suggest) -> tuple[Choice, ...]:
        """Completions for a half-typed option, at once and from local knowledge; none when anything is amiss."""
        try:
            if on := self._registry.suggests.get((suggest.command, suggest.field)):
                return (await on(self._services, suggest))[:25]
            found = self._registry.commands.get(suggest.command)
            field = forms.field_named(found[0], suggest.field) if found else None
            if field is None or not field.suggests or field.kind is not FieldKind.PLACE:
                return ()
            places = await self._services.geocoder.suggest(forms.clean(suggest.partial))
            short = [place for place in places if 0 < len(place) <= MAX_SUGGESTION_CHARACTERS]
            return tuple(Choice(value=place, label=place) for place in short[:25])
        except Exception as error:
            self._log.error("not completed", error=type(error).__name__, command=suggest.command)
            return ()

    async def _hear(self, turn: Turn, incoming: Incoming) -> Reply:
        async with self._services.begin() as tx:
            speaker = incoming.speaker
            person = await tx.people.with_account(speaker.platform, speaker.handle)
            draft = await _draft_of(tx, incoming)
            turn.language = turn.room_language = person.language if person else turn.language
            if not incoming.room.private:
                linked = await tx.neighborhoods.of_channel(incoming.room.platform, incoming.room.handle)
                turn.room_language = linked[1].language if linked else turn.language
            if person is not None and incoming.room.private:
                await heard(tx, person, incoming, turn.now)
        ctx = Ctx(
            speaker=replace(speaker, name=forms.clean(speaker.name)),
            room=replace(incoming.room, title=forms.clean(incoming.room.title)),
            person=person,
            now=turn.now,
            begin=turn.begin,
            services=self._services,
            commands=self.commands,
            presses=self._registry.presses,
        )
        match incoming:
            case Command():
                return await self._command(turn, ctx, incoming, draft)
            case FormAnswer():
                return await self._form(turn, ctx, incoming, draft)
            case Typed():
                return await self._typed(turn, ctx, forms.clean(incoming.text), draft, incoming.reply_to)
            case Press():
                return await self._press(turn, ctx, incoming, draft)
            case Upload():
                return await self._upload(turn, ctx, incoming, draft)
            case _:
                assert_never(incoming)

    async def _command(self, turn: Turn, ctx: Ctx, command: Command, draft: StoredDraft | None) -> Reply:
        if forms.is_cancel(command.name) and draft is not None:
            return await self._give_up(turn, draft)
        found = self._registry.commands.get(command.name)
        if found is None:
            return await self._at_a_loss(turn, ctx.room)
        spec, on = found
        if not (spec.in_direct if ctx.room.private else spec.in_channels):
            return reply(say(phrases.wrong_room(spec)))
        given = {**forms.read_words(spec, command.words), **command.answers}
        files = dict(command.files)
        if command.quoted is not None:
            ctx = replace(ctx, quoted=forms.clean(command.quoted.text))
            if spec.quotes and not given.get(spec.quotes):
                given[spec.quotes] = command.quoted.text
            if command.quoted.file is not None and (field := forms.file_field(spec)):
                files.setdefault(field.name, command.quoted.file)
        given |= await washed(self._services, spec, files)
        return await self._fill(turn, ctx, spec, on, given)

    async def _form(self, turn: Turn, ctx: Ctx, answer: FormAnswer, draft: StoredDraft | None) -> Reply:
        found = self._registry.commands.get(draft.form) if draft else None
        if draft is None or found is None:
            return await self._over(turn)
        turn.finishes = draft.ref
        given = {**draft.answers, **answer.answers, **await washed(self._services, found[0], answer.files)}
        for name in draft.waiting.strip(",").split(","):
            # Whatever a dialog offered and nobody filled in was skipped.
            field = forms.field_named(found[0], name)
            if field is not None and not field.required and not given.get(name, "").strip():
                given[name] = SKIPPED
        return await self._fill(turn, ctx, *found, given)

    async def _typed(self, turn: Turn, ctx: Ctx, text: str, draft: StoredDraft | None, reply_to: str) -> Reply:
        if draft is not None and forms.is_cancel(text):
            return await self._give_up(turn, draft)
        found = self._registry.commands.get(draft.form) if draft else None
        waiting = forms.field_named(found[0], draft.waiting.split(",")[0]) if draft and found else None
        may_be_first = ctx.room.private and (waiting is None or waiting.kind is not FieldKind.CHOICE)
        answered = await _first(self._registry.first, ctx, text) if may_be_first else None
        if answered is not None:
            return answered
        if draft is not None and found is not None and waiting is not None:
            spec, on = found
            field = forms.answered_by(spec, draft.answers, waiting, text)
            turn.finishes = draft.ref
            return await self._fill(turn, ctx, spec, on, {**draft.answers, field.name: text})
        if not ctx.room.private:
            return await self._replied(ctx, text, reply_to)
        return await _first(self._registry.typed, ctx, text) or await self._at_a_loss(turn, ctx.room)

    async def _press(self, turn: Turn, ctx: Ctx, press: Press, draft: StoredDraft | None) -> Reply:
        match press.action.verb:
            case "form.pick":
                # In a group everybody can press; only its own person's press takes the buttons of a question away.
                mine = draft is not None or ctx.room.private
                return replace(await self._picked(turn, ctx, press, draft), closes=mine)
            case "form.skip":
                mine = draft is not None or ctx.room.private
                return replace(await self._skipped(turn, ctx, draft), closes=mine)
            case "form.open":
                found = self._registry.commands.get(draft.form) if draft else None
                if draft is None or found is None:
                    return replace(await self._over(turn), closes=ctx.room.private)
                return Reply(form=form_of(ctx.services, found[0], draft))
            case verb:
                on_press = self._registry.presses.get(verb)
                if on_press is None:
                    return reply(say(phrases.BUTTON_OVER))
                return await on_press(ctx, press.action.ref)

    async def _picked(self, turn: Turn, ctx: Ctx, press: Press, draft: StoredDraft | None) -> Reply:
        found = self._registry.commands.get(draft.form) if draft else None
        if draft is None or found is None:
            return await self._over(turn)
        spec, on = found
        name = draft.waiting.split(",")[0]
        value = forms.pick(forms.field_named(spec, name), press.action.ref.partition(".")[2])
        if value is None:
            return await self._over(turn)
        turn.finishes = draft.ref
        return await self._fill(turn, ctx, spec, on, {**draft.answers, name: value})

    async def _skipped(self, turn: Turn, ctx: Ctx, draft: StoredDraft | None) -> Reply:
        """The question that waits need not be answered, and is not."""
        found = self._registry.commands.get(draft.form) if draft else None
        name = draft.waiting.strip(",").split(",")[0] if draft else ""
        field = forms.field_named(found[0], name) if found else None
        if draft is None or found is None or field is None or field.required:
            return await self._over(turn)
        turn.finishes = draft.ref
        return await self._fill(turn, ctx, *found, {**draft.answers, name: SKIPPED})

    async def _replied(self, ctx: Ctx, text: str, reply_to: str) -> Reply:
        """Words in a channel: heard when they answer something that we show there, else none of our business."""
        if not reply_to:
            return Reply()
        async with self._services.begin() as tx:
            copy = await tx.shown.answered(ctx.room.platform, ctx.room.handle, reply_to)
        for on_replied in self._registry.replied if copy is not None else ():
            if copy is not None and (answered := await on_replied(ctx, copy, text)) is not None:
                return answered
        return Reply()

    async def _upload(self, turn: Turn, ctx: Ctx, upload: Upload, draft: StoredDraft | None) -> Reply:
        found = self._registry.commands.get(draft.form) if draft else None
        field = forms.open_file_field(found[0], draft.answers) if draft and found else None
        waiting = draft.waiting.strip(",").split(",")[0] if draft else ""
        if draft is not None and found is not None and field is not None and waiting == field.name:
            return await self._attach(turn, ctx, upload, draft, field)
        if not ctx.room.private:
            return await self._unasked_file(turn, ctx, upload, draft)
        # A clip that a request waits for belongs to nobody else, whatever form is open.
        for on_upload in self._registry.uploads:
            try:
                answered = await on_upload(ctx, upload)
            except Refused as no:
                if draft is None or field is None or no.reason is not ClipReason.NOT_EXPECTED:
                    raise
                answered = None
            if answered is not None:
                return answered
        if draft is not None and field is not None:
            return await self._attach(turn, ctx, upload, draft, field)
        return reply(say(phrases.NO_FILE_EXPECTED))

    async def _unasked_file(self, turn: Turn, ctx: Ctx, upload: Upload, draft: StoredDraft | None) -> Reply:
        """In a channel: a picture for the neighbors is none of our business, one in answer to our question is."""
        if not upload.reply_to:
            return Reply()
        async with self._services.begin() as tx:
            copy = await tx.shown.answered(ctx.room.platform, ctx.room.handle, upload.reply_to)
        if copy is not None:
            # Its words answer what we show there; the picture stays where it was sent.
            words = forms.clean(upload.words)
            return await self._replied(ctx, words, upload.reply_to) if words else Reply()
        found = self._registry.commands.get(draft.form) if draft else None
        if draft is None or found is None:
            return Reply()
        if (field := forms.open_file_field(found[0], draft.answers)) is not None:
            return await self._attach(turn, ctx, upload, draft, field)
        turn.finishes = draft.ref
        waiting = draft.waiting.strip(",").split(",")[0]
        return await self._ask_again(turn, ctx, found[0], draft.answers, waiting, phrases.WORDS_WANTED)

    async def _attach(self, turn: Turn, ctx: Ctx, upload: Upload, draft: StoredDraft, field: Field) -> Reply:
        """The file answers the form's field for it, though something else may be asked; its words answer that."""
        spec, on = self._registry.commands[draft.form]
        who = (ctx.speaker.platform, ctx.speaker.handle)
        if who in self._washing:
            # An album, or somebody who wants to keep everybody else's photos waiting. Said once.
            self._washing[who] += 1
            return reply(say(phrases.ONE_FILE)) if self._washing[who] == 1 else Reply()
        turn.finishes = draft.ref
        self._washing[who] = 0
        try:
            answers = {**draft.answers, **await washed(self._services, spec, {field.name: upload.file})}
        except Refused as no:
            return await self._ask_again(turn, ctx, spec, draft.answers, field.name, self._wording(no))
        finally:
            del self._washing[who]
        asked = forms.field_named(spec, draft.waiting.strip(",").split(",")[0])
        if asked is not None and asked.kind is FieldKind.TEXT and upload.words.strip():
            answers[asked.name] = upload.words
        answered = await self._fill(turn, ctx, spec, on, answers)
        if asked is None or asked.name == field.name or answered.form is None:
            return answered
        audience = Audience.ONLY_YOU if ctx.room.private else Audience.EVERYONE_HERE
        return replace(answered, messages=(say(phrases.FILE_KEPT, audience=audience), *answered.messages))

    async def _fill(self, turn: Turn, ctx: Ctx, spec: CommandSpec, on: OnCommand, given: Mapping[str, str]) -> Reply:
        """Ask what is still missing, or call the handler; a refusal about one field asks that field again."""
        checked = forms.check(spec, given)
        if checked.asking:
            return await ask_for(ctx, spec, checked.answers, checked.asking, *map(say, checked.complaints))
        try:
            answered = await on(ctx, checked.answers)
        except Refused as no:
            # A reason that several fields share names the one that it is about.
            field = no.facts.get("field") or self._registry.again.get(no.reason, "")
            return await self._ask_again(turn, ctx, spec, checked.answers, field, self._wording(no))
        except GeocoderDown:
            place = next((f.name for f in spec.fields if f.kind is FieldKind.PLACE), "")
            return await self._ask_again(turn, ctx, spec, checked.answers, place, phrases.GEOCODER_DOWN)
        await turn.put_away()
        return answered

    async def _ask_again(
        self, turn: Turn, ctx: Ctx, spec: CommandSpec, answers: Mapping[str, str], name: str, why: str
    ) -> Reply:
        field = forms.field_named(spec, name)
        if field is None:
            await turn.put_away()
            # Where words are typed into a dialog or an option, they stand nowhere else.
            lost = forms.written(spec, answers) if ctx.room.modals else ()
            blocks: list[Block] = [Paragraph(text=why)]
            if lost:
                blocks += (Paragraph(text=phrases.YOU_WROTE), *(Quote(text=text) for text in lost))
            return reply(Message(blocks=tuple(blocks), audience=Audience.ONLY_YOU))
        kept = {key: value for key, value in answers.items() if key != name}
        return await ask_for(ctx, spec, kept, (field,), say(why))

    async def _give_up(self, turn: Turn, draft: StoredDraft) -> Reply:
        turn.finishes = draft.ref
        await turn.put_away()
        return reply(say(phrases.dropped(draft.form)))

    async def _over(self, turn: Turn) -> Reply:
        # A repeat of the very event that closed the question must stay silent: put on record, it raises Repeated.
        await turn.note()
        return reply(say(phrases.QUESTION_OVER))

    async def _at_a_loss(self, turn: Turn, room: Room) -> Reply:
        if not room.private:
            return Reply()
        await turn.note()
        return reply(say(phrases.NOT_UNDERSTOOD))

    def _wording(self, no: Refused) -> str:
        try:
            return fill(self._registry.refusals[no.reason], **no.facts)
        except LookupError:
            self._log.error("no wording", reason=no.reason)
            return phrases.REFUSED


def _where(error: Exception) -> str:
    """The innermost line of our own code."""
    frames = traceback.extract_tb(error.__traceback__)
    frame = next((each for each in reversed(frames) if "/bot/" in each.filename), frames[-1])
    return f"{frame.filename.rpartition('/bot/')[2]}:{frame.lineno}"


async def _first(handlers: Sequence[OnTyped], ctx: Ctx, text: str) -> Reply | None:
    """The answer of the first to whom the words are addressed."""
    for on_typed in handlers:
        if (answered := await on_typed(ctx, text)) is not None:
            return answered
    return None


async def _draft_of(tx: Tx, incoming: Incoming) -> StoredDraft | None:
    """The draft that this event may answer: the speaker's own, or none."""
    speaker = incoming.speaker
    match incoming:
        case Typed() | Command() | Upload():
            return await tx.inbox.draft_in(speaker.platform, speaker.handle, incoming.room.handle)
        case FormAnswer():
            ref = read_ref(incoming.draft)
        case Press() if incoming.action.verb.startswith("form."):
            ref = read_ref(incoming.action.ref.partition(".")[0])
        case _:
            return None
    draft = await tx.inbox.draft(ref) if ref else None
    own = draft is not None and (draft.platform, draft.handle) == (speaker.platform, speaker.handle)
    return draft if own else None
