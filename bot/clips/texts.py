"""The words about files that owners send."""

from bot.chat.phrase import phrase, phrase_template
from bot.clips.model import ClipReason

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
