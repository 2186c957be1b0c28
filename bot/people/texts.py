"""What is said about persons, addresses and codes."""

from bot.chat.message import Message, Paragraph, say
from bot.people.model import EmailProof, PeopleReason
from bot.people.service import CODE_LIFE, CODES_PER_DAY

REFUSALS: dict[str, str] = {
    PeopleReason.BAD_EMAIL: "That is not an email address I can write to. Please type one like name@example.org.",
    PeopleReason.EMAIL_TAKEN: (
        "This email address is confirmed here already by another chat account, perhaps your own in another app. Use that "
        "chat, or confirm another address with /camera email."
    ),
    PeopleReason.NO_CODE: "No code is waiting, or it has run out. /camera email mails a new one.",
    PeopleReason.WRONG_CODE: "Those are not the six digits from the mail. Please look again and type them once more.",
    PeopleReason.TOO_MANY_TRIES: "Five wrong codes: this one is void now. /camera email mails a new one.",
    PeopleReason.TOO_MANY_CODES: (
        f"I mail at most {CODES_PER_DAY} codes a day to a person, and to an address. Please try again tomorrow."
    ),
    PeopleReason.BAD_INVITATION: (
        "This invitation is unknown, used or expired. Please ask whoever gave it to you for a new one."
    ),
    PeopleReason.NOT_REVIEWER: "Only reviewers can do that. If you were invited, type /review and your code.",
    PeopleReason.NOT_IN_DIRECT: "Others could read along here. Please do that in a direct message with me.",
    PeopleReason.CODE_READ_ALONG: (
        "Others could read along here, so this invitation code is void from now on. "
        "Please ask whoever gave it to you for a new one, and send that to me in a direct message."
    ),
}


def email_code(proof: EmailProof) -> Message:
    """The mail that carries the six digits. It is the only mail that goes to an address nobody has proved yet."""
    minutes = int(CODE_LIFE.total_seconds() // 60)
    return Message(
        title=f"{proof.code} is your Porchlight code",
        blocks=(
            Paragraph(text=f"Your code is {proof.code}."),
            Paragraph(text=f"Type these six digits into your chat with Porchlight within {minutes} minutes."),
            Paragraph(
                text=(
                    "If you did not ask for this, somebody mistyped their address: please ignore this mail. "
                    "Nothing further will be sent to you."
                )
            ),
        ),
    )


def proved(address: str) -> Message:
    """The address is the person's own now."""
    return say(
        f"Thank you, {address} is confirmed as yours. Requests will reach you here and by email. "
        "Police see this address only with a clip that you approve."
    )
