"""A file came in a direct message: to which ask it belongs, into the vault, and back comes the approval card."""

from bot.chat.incoming import FileUnavailable, Upload
from bot.chat.reply import Reply, reply
from bot.clips import service as clips
from bot.clips.model import ClipReason
from bot.clips.texts import REFUSALS
from bot.consent import service as consent
from bot.consent.model import AskState, ConsentReason
from bot.consent.service import Question
from bot.consent.texts import approval_card
from bot.consent.words import read_answer
from bot.handlers.context import Ctx, Routes
from bot.kernel.refusal import Refused

BYTES_PER_MB = 1_000_000


async def receive(ctx: Ctx, upload: Upload) -> Reply | None:
    """Copied at once, because platform links die; nothing is shared by sending."""
    if ctx.person is None or not ctx.room.private:
        return None
    policy = ctx.services.policies.clips
    most_mb = str(policy.max_bytes // BYTES_PER_MB)
    async with ctx.services.begin() as tx:
        willing = await consent.open_asks(tx, ctx.person.id, AskState.YES)
        own = [known for known in willing if known.ask.owner == ctx.person.id]
        if willing and not own:
            raise Refused(ConsentReason.OWNER_SENDS)
        known = _meant(own, upload.words)
        await clips.make_room(tx, known.ask.id, policy)
    if upload.file.size_bytes is not None and upload.file.size_bytes > policy.max_bytes:
        raise Refused(ClipReason.TOO_LARGE, most=most_mb)
    try:
        kept = await ctx.services.vault.keep(upload.file.open(), policy.max_bytes)
    except FileUnavailable:
        raise Refused(ClipReason.UNAVAILABLE, most=most_mb) from None
    except Refused as refused:
        raise Refused(refused.reason, most=most_mb) from None
    try:
        async with ctx.begin() as tx:
            clip = await clips.receive(
                tx, known.ask.id, ctx.person.id, kept, ctx.speaker.platform, upload.file.platform_id, policy, ctx.now,
                ctx.services.new_ref,
            )  # fmt: skip
            card = await consent.card(tx, ctx.person.id, clip.ref)
    except BaseException:
        # The row did not commit, so the bytes belong to nobody.
        await ctx.services.vault.destroy(kept.blob)
        raise
    return reply(approval_card(card))


def _meant(willing: list[Question], words: str) -> Question:
    if not willing:
        raise Refused(ClipReason.NOT_EXPECTED)
    ref = read_answer(words).ref
    named = [known for known in willing if ref in (known.request.ref, known.ask.ref)] if ref else willing
    if len(named) != 1:
        raise Refused(ClipReason.WHICH_REQUEST, refs=", ".join(known.request.ref for known in willing))
    return named[0]


ROUTES = Routes(uploads=(receive,), refusals=REFUSALS)
