"""What is said when an owner calls back a clip that was handed over."""

from bot.chat.message import Audience, Facts, Message, Paragraph, say
from bot.chat.phrase import phrase
from bot.consent.model import ConsentReason, Package
from bot.requests.model import AreaRequest

REFUSALS: dict[str, str] = {
    ConsentReason.NOT_HANDED_OVER: phrase(
        "Nobody has received this clip, or it is being handed over at this moment; nothing was changed. See /asks."
    ),
}


def called_back(department: str, contact: str) -> Message:
    """The owner's receipt, which promises nothing that is not in our hands."""
    return say(
        phrase(
            "Nobody can fetch this clip any more, and every officer who has fetched it is asked to delete it. The public "
            "record says that a clip was called back, and not whose. We cannot delete what {department} has already "
            "received; ask them yourself if you wish: {contact}.",
            department=department,
            contact=contact,
        )
    )


def please_delete(request: AreaRequest, package: Package) -> Message:
    """To an officer who opened the clip. It names the file by its fingerprint, and repeats nothing about its owner."""
    return Message(
        title=phrase("A clip was called back · {ref}", ref=request.ref),
        blocks=(
            Facts(
                rows=(
                    (phrase("Case number"), request.draft.case_number),
                    (phrase("SHA-256"), package.clip_sha256),
                )
            ),
            Paragraph(
                text=phrase(
                    "The owner of this clip has taken back the consent to share it and asks that you delete every copy, with "
                    "the address and the email address that came with it. It cannot be fetched here any more."
                )
            ),
        ),
        audience=Audience.ONLY_YOU,
    )
