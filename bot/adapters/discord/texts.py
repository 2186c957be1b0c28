"""The few sentences that only this adapter says; everything else is worded by the features."""

from collections.abc import Sequence

from bot.chat.phrase import Listed, Phrase, phrase

BUTTON_OVER = phrase("That button is no longer in use.")
WENT_WRONG = phrase("Something went wrong on our side. Please try again.")
DONE = phrase("Done.")
ANSWER_BELOW = phrase("The answer is below.")
MORE_CHOICES = phrase("More choices:")
OPEN_FORM = phrase("Answer")
CANCEL_HINT = phrase("Send “cancel” to stop.")
SKIP = phrase("Skip")
SEND_A_FILE = phrase("Send a photo or a clip.")
SEND_A_FILE_OR_SKIP = phrase("Send a photo or a clip, or press Skip.")
OPEN_OUR_CHAT = phrase("I can only answer this in private. Allow direct messages from this server, and ask again.")
NOT_UNDERSTOOD = phrase("Discord sent something that I do not understand. Please try again.")


def form_waits(labels: Sequence[str]) -> Phrase:
    """Stands for a form that cannot open by itself."""
    return phrase("Still to be answered: {labels}.", labels=Listed(items=tuple(labels)))


def file_too_large(name: str, size_mib: float, limit_mib: float) -> Phrase:
    """Stands in a reply for a file that Discord would refuse."""
    return phrase(
        "The file {name} has {size} MiB, more than the {limit} MiB that Discord takes here.",
        name=name,
        size=round(size_mib, 1),
        limit=round(limit_mib),
    )
