"""The words about photos and clips that people show to everybody."""

from bot.chat.phrase import phrase_template
from bot.media.model import MediaReason

REFUSALS: dict[str, str] = {
    MediaReason.NOT_A_PICTURE: phrase_template(
        "That file is not a photo or a clip that Porchlight can open, so nothing was kept. Please send it as JPEG, PNG, "
        "MP4 or MOV."
    ),
    MediaReason.HEIC: phrase_template(
        "That is a photo in Apple's HEIC format, which Porchlight cannot open, so nothing was kept. Please send it as a "
        "photo and not as a file: your phone then turns it into JPEG."
    ),
    MediaReason.TOO_LARGE: phrase_template(
        "That file is larger than {most} MB, so nothing was kept. Please send a smaller photo or a shorter clip."
    ),
    MediaReason.TOO_MANY_PIXELS: phrase_template(
        "That picture is too large to be opened safely, so nothing was kept. Please send it in a smaller size."
    ),
    MediaReason.TOO_LONG: phrase_template(
        "That clip is longer than {most_s} seconds, so nothing was kept. Please cut it to the part that matters."
    ),
    MediaReason.TOO_SLOW: phrase_template(
        "Preparing that clip took too long, so nothing was kept. Please send a shorter one, or one in a smaller size."
    ),
    MediaReason.NO_ROOM: phrase_template(
        "There is no room to keep the file just now, so nothing was kept. Please try again later."
    ),
    MediaReason.UNAVAILABLE: phrase_template(
        "The chat service would not hand that file over, most likely because it is too large for bots. Please send a "
        "smaller one."
    ),
}
