"""What is said about persons, addresses and codes."""

from bot.chat.message import Message, Paragraph, say
from bot.chat.phrase import counted, phrase, phrase_template
from bot.people.model import EmailProof, PeopleReason
from bot.people.service import CODE_LIFE

REFUSALS: dict[str, str] = {
    PeopleReason.BAD_EMAIL: phrase_template(
        "That is not an email address I can write to. Please type one like name@example.org."
    ),
    PeopleReason.EMAIL_TAKEN: phrase_template(
        "This email address is confirmed here already by another chat account, perhaps your own in another app. Use that "
        "chat, or confirm another address with /camera email."
    ),
    PeopleReason.NO_CODE: phrase_template("No code is waiting, or it has run out. /camera email mails a new one."),
    PeopleReason.WRONG_CODE: phrase_template(
        "Those are not the six digits from the mail. Please look again and type them once more."
    ),
    PeopleReason.TOO_MANY_TRIES: phrase_template(
        "Five wrong codes: this one is void now. /camera email mails a new one."
    ),
    PeopleReason.TOO_MANY_CODES: phrase_template(
        "I mail at most {number} codes a day to a person, and to an address. Please try again tomorrow."
    ),
    PeopleReason.BAD_INVITATION: phrase_template(
        "This invitation is unknown, used or expired. Please ask whoever gave it to you for a new one."
    ),
    PeopleReason.NOT_REVIEWER: phrase_template(
        "Only reviewers can do that. If you were invited, type /review and your code."
    ),
    PeopleReason.NOT_IN_DIRECT: phrase_template(
        "Others could read along here. Please do that in a direct message with me."
    ),
    PeopleReason.CODE_READ_ALONG: phrase_template(
        "Others could read along here, so this invitation code is void from now on. "
        "Please ask whoever gave it to you for a new one, and send that to me in a direct message."
    ),
}


def email_code(proof: EmailProof) -> Message:
    """The mail that carries the six digits. It is the only mail that goes to an address nobody has proved yet."""
    minutes = int(CODE_LIFE.total_seconds() // 60)
    return Message(
        title=phrase("{code} is your Porchlight code", code=proof.code),
        blocks=(
            Paragraph(text=phrase("Your code is {code}.", code=proof.code)),
            Paragraph(
                text=counted(
                    "Type these six digits into your chat with Porchlight within one minute.",
                    "Type these six digits into your chat with Porchlight within {n} minutes.",
                    minutes,
                )
            ),
            Paragraph(
                text=phrase(
                    "If you did not ask for this, somebody mistyped their address: please ignore this mail. "
                    "Nothing further will be sent to you."
                )
            ),
        ),
    )


def proved(address: str) -> Message:
    """The address is the person's own now."""
    return say(
        phrase(
            "Thank you, {address} is confirmed as yours. Requests will reach you here and by email. "
            "Police see this address only with a clip that you approve.",
            address=address,
        )
    )
