"""The few sentences that only this adapter says; everything else is worded by the features."""

from collections.abc import Sequence

from bot.chat.phrase import phrase

BUTTON_OVER = "That button is no longer in use."
WENT_WRONG = "Something went wrong on our side. Please try again."
DONE = "Done."
ANSWER_BELOW = "The answer is below."
MORE_CHOICES = "More choices:"
OPEN_FORM = "Answer"
CANCEL_HINT = "Send “cancel” to stop."
SKIP = phrase("Skip")
SEND_A_FILE = phrase("Send a photo or a clip.")
SEND_A_FILE_OR_SKIP = phrase("Send a photo or a clip, or press Skip.")
OPEN_OUR_CHAT = phrase("I can only answer this in private. Allow direct messages from this server, and ask again.")
NOT_UNDERSTOOD = "Discord sent something that I do not understand. Please try again."


def form_waits(labels: Sequence[str]) -> str:
    """Stands for a form that cannot open by itself."""
    return f"Still to be answered: {', '.join(labels)}."


def file_too_large(name: str, size_mib: float, limit_mib: float) -> str:
    """Stands in a reply for a file that Discord would refuse."""
    return f"The file {name} has {size_mib:.1f} MiB, more than the {limit_mib:.0f} MiB that Discord takes here."
