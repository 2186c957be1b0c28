"""What owners say about asks and clips."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.chat.form import CommandSpec
from bot.chat.language import message_in
from bot.chat.phrase import phrase
from bot.chat.reply import Reply, reply
from bot.consent import service, texts
from bot.consent.model import NEWS_JOB, ApprovalState, AskEvent, AskState, ConsentReason
from bot.consent.texts import together as together_texts
from bot.consent.together import others_asks
from bot.consent.words import read_answer
from bot.handlers.context import Ctx, Routes, Tx
from bot.kernel.ids import PersonId, Ref, read_ref
from bot.kernel.refusal import Refused
from bot.people.reach import first_account, through
from bot.requests.model import RequestState

ASKS = CommandSpec(
    name="asks",
    description=phrase("What you were asked, what you answered, and how to change it"),
    in_channels=False,
)

BYTES_PER_MB = 1_000_000
AT_ONCE = 20
"""Asks in one answer, the newest."""


async def say_yes(ctx: Ctx, ref: str) -> Reply:
    """*Yes* on a notice."""
    return await _answer(ctx, [_ref(ref)], AskEvent.YES)


async def say_no(ctx: Ctx, ref: str) -> Reply:
    """*No* on a notice."""
    return await _answer(ctx, [_ref(ref)], AskEvent.NO)


async def plain_no(ctx: Ctx, text: str) -> Reply | None:
    """An unmistakable no, while there is something to say no to. Heard even while a form is open: a withdrawal waits for
    nothing, whereas a yes does."""
    words = read_answer(text)
    if words.answer is not AskEvent.NO or not any(
        service.is_news(known, _owner(ctx), words.answer) for known in await _open(ctx, words.answer)
    ):
        return None
    return await typed_answer(ctx, text)


async def typed_answer(ctx: Ctx, text: str) -> Reply | None:
    """Plain words in the direct messages. Unclear words never count as yes."""
    words = read_answer(text)
    open_now = await _open(ctx, words.answer)
    if not open_now:
        return None
    if words.answer is None:
        if words.ref is None and not any(known.ask.state is AskState.ASKED for known in open_now):
            return None
        raise Refused(ConsentReason.UNCLEAR)
    about = open_now
    if words.ref is not None:
        # People copy whichever reference they see: the ask's own, or the request's.
        about = [known for known in open_now if words.ref in (known.ask.ref, known.request.ref)]
        if not about:
            raise Refused(ConsentReason.NO_SUCH_ASK)
    meant = [known for known in about if service.is_news(known, _owner(ctx), words.answer)] or about
    refs = list(dict.fromkeys(known.request.ref for known in meant))
    if len(refs) > 1:
        raise Refused(ConsentReason.WHICH_ASK, refs=", ".join(refs), example=refs[0])
    # Owners who decide for each other are asked twice about one request: a no is meant for both, a yes for one of them.
    answered = meant if words.answer is AskEvent.NO else meant[:1]
    return await _answer(ctx, [known.ask.ref for known in answered], words.answer)


async def list_asks(ctx: Ctx, _: Mapping[str, str]) -> Reply:
    """`/asks`: everything of the owner's own, and what the speaker decides about together with others."""
    if ctx.person is None:
        return reply(texts.asks((), (), (), None))
    async with ctx.services.begin() as tx:
        asks = [*await tx.asks.of_owner(ctx.person.id), *await others_asks(tx, ctx.person.id)]
        latest = sorted(asks, key=lambda ask: ask.id, reverse=True)[:AT_ONCE]
        questions = [await service.question(tx, ask) for ask in latest]
        own = [known for known in questions if known.ask.owner == ctx.person.id]
        approvals = [
            (known.request.ref, approval)
            for known in own
            for approval in await tx.approvals.of_ask(known.ask.id)
            if approval.state is ApprovalState.GRANTED
        ]
        shared = {approval.clip for _, approval in approvals}
        held = [clip for known in own for clip in await tx.clips.of_ask(known.ask.id) if clip.id not in shared]
    return reply(texts.asks(tuple(questions), tuple(held), tuple(approvals), ctx.person.id))


async def show_card(ctx: Ctx, ref: str) -> Reply:
    """The approval card of a clip, again."""
    async with ctx.services.begin() as tx:
        card = await service.card(tx, _owner(ctx), _ref(ref))
    return reply(texts.approval_card(card))


async def share(ctx: Ctx, ref: str) -> Reply:
    """*Share* on a card. The button fits only the card it was shown on."""
    clip_ref, _, digest = ref.partition(".")
    policy = ctx.services.policies.consent
    async with ctx.begin() as tx:
        card = await service.card(tx, _owner(ctx), _ref(clip_ref))
        # Kept in the words that the owner read; the digest on the button is the same in every language.
        seen = message_in(texts.approval_card(card), ctx.language, ctx.services.region)
        card_text = texts.as_text(seen)
        shown, approval = await service.approve(
            tx, _owner(ctx), _ref(clip_ref), digest, card_text, policy, ctx.now, ctx.services.new_ref
        )
    return Reply(messages=(texts.shared(approval, shown.question.request.ref, policy.hold),), closes=True)


async def undo(ctx: Ctx, ref: str) -> Reply:
    """*Undo* after sharing."""
    async with ctx.begin() as tx:
        await service.undo(tx, _owner(ctx), _ref(ref), ctx.now)
    return Reply(messages=(texts.undone(),), closes=True)


async def delete(ctx: Ctx, ref: str) -> Reply:
    """*Delete* on a card: the row first, then the bytes; a crash between leaves bytes that the sweep removes."""
    async with ctx.begin() as tx:
        clip = await service.delete_clip(tx, _owner(ctx), _ref(ref), ctx.now)
    await ctx.services.vault.destroy(clip.kept.blob)
    return Reply(messages=(texts.deleted(),), closes=True)


async def _answer(ctx: Ctx, refs: Sequence[Ref], event: AskEvent) -> Reply:
    async with ctx.begin() as tx:
        try:
            answered = [await service.answer(tx, _owner(ctx), ref, event, ctx.now) for ref in refs]
        except Refused as no:
            raise texts.in_words(no) from None
        for known in answered:
            if known.votes and known.ask.owner != _owner(ctx):
                await _tell_owner(tx, known, ctx.now)
    known = answered[0]
    most_mb = ctx.services.policies.clips.max_bytes // BYTES_PER_MB
    if known.votes and event is AskEvent.YES and known.ask.state is not AskState.YES:
        said = together_texts.waits(known)
    elif known.ask.state is AskState.YES and known.ask.owner != _owner(ctx):
        said = together_texts.agreed(known)
    else:
        said = texts.answered(known, most_mb)
    return Reply(messages=(said,), closes=True)


async def _tell_owner(tx: Tx, known: service.Question, now: datetime) -> None:
    """Somebody who decides with the owner has spoken; what there is to say is found out when it is said."""
    account = await first_account(tx, known.ask.owner)
    if account is not None:
        key = f"{NEWS_JOB}:{known.ask.id}:{now.timestamp():.6f}"
        await tx.outbox.put([through(account, NEWS_JOB, known.ask.id, key, now)])


async def _open(ctx: Ctx, answer: AskEvent | None) -> list[service.Question]:
    """The speaker's asks that words in the direct messages may be about."""
    if ctx.person is None or not ctx.room.private:
        return []
    states = (AskState.ASKED, AskState.YES, AskState.NO, AskState.WITHDRAWN)
    async with ctx.services.begin() as tx:
        open_now = await service.open_asks(tx, ctx.person.id, *states)
        if answer is AskEvent.NO:
            open_now += await _on_hold_after_closing(tx, ctx.person.id)
    return open_now


async def _on_hold_after_closing(tx: Tx, owner: PersonId) -> list[service.Question]:
    """What a plain no still takes back although its request is over: a share that no officer has fetched."""
    asks = [*await tx.asks.of_owner(owner), *await others_asks(tx, owner)]
    willing = [await service.question(tx, ask) for ask in asks if ask.state is AskState.YES]
    over = [known for known in willing if known.request.state is not RequestState.PUBLISHED]
    granted = [ApprovalState.GRANTED in [each.state for each in await tx.approvals.of_ask(one.ask.id)] for one in over]
    return [known for known, is_granted in zip(over, granted, strict=True) if is_granted]


def _ref(text: str) -> Ref:
    ref = read_ref(text)
    if ref is None:
        raise Refused(ConsentReason.NO_SUCH_ASK)
    return ref


def _owner(ctx: Ctx) -> PersonId:
    if ctx.person is None:
        raise Refused(ConsentReason.NO_SUCH_ASK)
    return ctx.person.id


ROUTES = Routes(
    commands=((ASKS, list_asks),),
    presses={
        "ask.yes": say_yes,
        "ask.no": say_no,
        "clip.card": show_card,
        "clip.share": share,
        "clip.undo": undo,
        "clip.delete": delete,
    },
    first=(plain_no,),
    typed=(typed_answer,),
    refusals=texts.REFUSALS,
)
