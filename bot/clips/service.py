"""Intake and custody of clips. Has no way to hand one out: that is consent's."""

from datetime import datetime

from bot.clips.model import Clip, ClipPolicy, ClipReason, ClipState, Kept, NewClip
from bot.clips.ports import ClipsTx
from bot.kernel.ids import AskId, NewRef, PersonId, Ref
from bot.kernel.refusal import Refused

EXTENSIONS = {
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
    "video/3gpp2": "3g2",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
    "video/x-msvideo": "avi",
    "video/mp2t": "ts",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
}
"""How a kind of file is called; the sender's own name for it is never used."""


async def make_room(tx: ClipsTx, ask: AskId, policy: ClipPolicy) -> None:
    """Refuse another clip for the ask when it holds all it may; asked before any byte is fetched and again with it."""
    if len(await tx.clips.of_ask(ask)) >= policy.per_ask:
        raise Refused(ClipReason.TOO_MANY, most=str(policy.per_ask))


async def receive(
    tx: ClipsTx,
    ask: AskId,
    owner: PersonId,
    kept: Kept,
    platform: str,
    platform_file: str,
    policy: ClipPolicy,
    now: datetime,
    new_ref: NewRef,
) -> Clip:
    """Note down bytes that are safely in the vault."""
    await make_room(tx, ask, policy)
    ref = new_ref()
    clip = NewClip(
        ref=ref,
        ask=ask,
        owner=owner,
        kept=kept,
        name=f"clip-{ref}.{EXTENSIONS.get(kept.media_type, 'bin')}",
        platform=platform,
        platform_file=platform_file,
    )
    return await tx.clips.add(clip, now)


async def own(tx: ClipsTx, owner: PersonId, ref: Ref) -> Clip:
    """The owner's own held clip; unknown, foreign and deleted ones sound alike."""
    clip = await tx.clips.by_ref(ref)
    if clip is None or clip.owner != owner or clip.state is not ClipState.HELD:
        raise Refused(ClipReason.NO_SUCH_CLIP)
    return clip
