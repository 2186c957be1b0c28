"""The words about files that owners send."""

from collections.abc import AsyncIterator, Callable

from bot.chat.message import Attachment, Audience, Message, Paragraph
from bot.chat.phrase import phrase, phrase_template
from bot.clips.model import Clip, ClipReason, ClipState
from bot.kernel.ids import PersonId

REFUSALS: dict[str, str] = {
    ClipReason.EMPTY: phrase(
        "That file is empty, so nothing was kept; please send it again from your camera's app."
    ),
    ClipReason.TOO_LARGE: phrase_template(
        "That file is larger than {most} MB, so nothing was kept; please send a shorter or smaller clip."
    ),
    ClipReason.WRONG_TYPE: phrase(
        "That file is not a video or a photo that Porchlight knows, so nothing was kept; send it as MP4, MOV, MKV, WebM, "
        "AVI, JPEG, PNG or HEIC."
    ),
    ClipReason.TOO_MANY: phrase_template(
        "You have sent {most} clips for this request already; delete one with /asks before sending another."
    ),
    ClipReason.UNAVAILABLE: phrase_template(
        "The chat service would not hand that file over, most likely because it is too large for bots; please send a "
        "shorter clip (up to {most} MB)."
    ),
    ClipReason.NO_ROOM: phrase(
        "There is no room to keep the file just now, so nothing was kept; please try again later."
    ),
    ClipReason.NOT_EXPECTED: phrase("No open request of yours is waiting for a clip, so nothing was kept. See /asks."),
    ClipReason.WHICH_REQUEST: phrase_template(
        "Which request is this for? Nothing was kept yet: please send it again with the reference as its caption, one of "
        "{refs}."
    ),
    ClipReason.NO_SUCH_CLIP: phrase("That clip is not here any more; nothing was changed."),
}


def own_copy(clip: Clip, reader: PersonId, open_clip: Callable[[], AsyncIterator[bytes]]) -> Message | None:
    """An owner's clip, back to that owner and to nobody else; None for anybody else, and for one that is not kept."""
    if clip.owner != reader or clip.state is not ClipState.HELD:
        return None
    return Message(
        blocks=(
            Paragraph(text=phrase("A clip of yours, exactly as you sent it.")),
            Attachment(
                name=clip.name,
                media_type=clip.kept.media_type,
                size_bytes=clip.kept.size_bytes,
                sha256=clip.kept.sha256,
                open=open_clip,
            ),
        ),
        audience=Audience.ONLY_YOU,
    )
