"""The words about files that owners send."""

from bot.clips.model import ClipReason

REFUSALS: dict[str, str] = {
    ClipReason.EMPTY: "That file is empty, so nothing was kept; please send it again from your camera's app.",
    ClipReason.TOO_LARGE: "That file is larger than {most} MB, so nothing was kept; please send a shorter or smaller clip.",
    ClipReason.WRONG_TYPE: "That file is not a video or a photo that Porchlight knows, so nothing was kept; send it as MP4, "
    "MOV, MKV, WebM, AVI, JPEG, PNG or HEIC.",
    ClipReason.TOO_MANY: "You have sent {most} clips for this request already; delete one with /asks before sending another.",
    ClipReason.UNAVAILABLE: "The chat service would not hand that file over, most likely because it is too large for bots; "
    "please send a shorter clip (up to {most} MB).",
    ClipReason.NO_ROOM: "There is no room to keep the file just now, so nothing was kept; please try again later.",
    ClipReason.NOT_EXPECTED: "No open request of yours is waiting for a clip, so nothing was kept. See /asks.",
    ClipReason.WHICH_REQUEST: "Which request is this for? Nothing was kept yet: please send it again with the reference as "
    "its caption, one of {refs}.",
    ClipReason.NO_SUCH_CLIP: "That clip is not here any more; nothing was changed.",
}
