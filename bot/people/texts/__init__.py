"""What is said about persons, addresses and codes."""

from collections.abc import Mapping, Sequence

from bot.chat.action import Action
from bot.chat.message import Audience, Button, Message, Paragraph, say
from bot.chat.phrase import Listed, Phrase, counted, fill, phrase, phrase_template
from bot.people.model import MAIL, Account, EmailProof, PeopleReason
from bot.people.reach import Trouble
from bot.people.service import CODE_LIFE

MAIL_ON, MAIL_OFF = "mail.on", "mail.off"
"""Verbs that anybody's list of accounts may offer."""

PLATFORMS: Mapping[str, str] = {"telegram": "Telegram", "discord": "Discord"}
"""Names as people write them."""

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
    PeopleReason.NO_MAILBOX: phrase_template("You have no confirmed email address here. /camera email adds one."),
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


_TROUBLES: Mapping[Trouble, Phrase] = {
    Trouble.BLOCKED: phrase_template(
        "{platform} says that you blocked me there, so I cannot write to you there any more. Unblock me and write to me on "
        "{platform} to turn it on again."
    ),
    Trouble.CLOSED: phrase_template(
        "{platform} does not let me write to you there: your direct messages are closed, you blocked me, or we share no "
        "server any more. Open them in the privacy settings and write to me on {platform} to turn it on again."
    ),
    Trouble.GONE: phrase_template(
        "{platform} says that your account there is gone. If that is wrong, write to me on {platform}, and it is on again."
    ),
}
_MAIL_TROUBLE = phrase_template(
    "Mail to {address} comes back to me: the mailbox does not exist, or it takes nothing. Is the address right, and the "
    "mailbox not full? Then turn mail on again below; /camera email confirms another address."
)


def trouble(account: Account, why: Trouble, works: Sequence[Account], here: Account) -> Message:
    """One of the person's accounts does not work; told on one that does (`here`), with all that do."""
    is_mail = account.platform == MAIL
    words = _MAIL_TROUBLE if is_mail else _TROUBLES.get(why, _TROUBLES[Trouble.GONE])
    return Message(
        title=phrase("I cannot reach you by mail") if is_mail else _unreached(account.platform),
        blocks=(
            Paragraph(text=filled(words, account)),
            Paragraph(text=_from_now_on(works, here)),
        ),
        buttons=((send_mail_again(),),) if is_mail else (),
        audience=Audience.ONLY_YOU,
    )


def _unreached(platform: str) -> Phrase:
    return phrase("I cannot reach you on {platform}", platform=PLATFORMS.get(platform, platform))


def filled(words: Phrase, account: Account) -> Phrase:
    """The sentence with the name of the account's platform, and its address so far veiled that it is known again."""
    return fill(words, platform=PLATFORMS.get(account.platform, account.platform), address=veiled(account.handle))


def veiled(address: str) -> str:
    """An address that its owner knows again and nobody else learns: `a…@e….org`."""
    name, _, domain = address.rpartition("@")
    host, dot, top = domain.rpartition(".")
    return f"{name[:1]}…@{host[:1]}…{dot}{top}"


def _from_now_on(works: Sequence[Account], here: Account) -> Phrase:
    others = [each for each in works if each.id != here.id]
    if not others:
        return phrase("From now on, requests and news reach you here only.")
    ways = tuple(
        phrase("by mail")
        if each.platform == MAIL
        else phrase("on {platform}", platform=PLATFORMS.get(each.platform, each.platform))
        for each in others
    )
    return phrase("From now on, requests and news reach you here and {ways}.", ways=Listed(items=ways))


def send_mail_again() -> Button:
    """Turns mail on, whether it was stopped or did not arrive."""
    return Button(label=phrase("Send mail again"), action=Action(verb=MAIL_ON, ref=""))


def send_no_mail() -> Button:
    """The same as the one click in a mail, for a list of accounts."""
    return Button(label=phrase("Send no mail"), action=Action(verb=MAIL_OFF, ref=""))


BACK = phrase("I can write to you here again.")
WAITING = phrase("What waits for your answer")


def mail_stopped(account: Account) -> Message:
    """Told in a chat after the one click in a mail: perhaps somebody else clicked."""
    return Message(
        title=phrase("Mail is off"),
        blocks=(
            Paragraph(
                text=phrase(
                    "You, or somebody who reads your mail, pressed “unsubscribe” in a mail to {address}. I send no "
                    "requests and no news there any more. Everything else stays as it is: requests and news reach you here.",
                    address=veiled(account.handle),
                )
            ),
        ),
        buttons=((send_mail_again(),),),
        audience=Audience.ONLY_YOU,
    )


def mail_is_on(address: str) -> Message:
    """Mail goes to the address again."""
    return say(phrase("Mail is on again: requests and news go to {address}, too.", address=address))


def mail_is_off() -> Message:
    """Mail was stopped in a chat."""
    return Message(
        blocks=(Paragraph(text=phrase("Mail is off. Requests and news reach you in your chats only.")),),
        buttons=((send_mail_again(),),),
        audience=Audience.ONLY_YOU,
    )
