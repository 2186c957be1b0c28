"""What is said about the accounts of one person: which there are, and how two are joined."""

from collections.abc import Sequence
from datetime import timedelta

from bot.chat.action import Action
from bot.chat.message import Audience, Block, Button, Facts, Message, Paragraph, say
from bot.chat.phrase import Phrase, phrase, phrase_template
from bot.people.linking import LINK_LIFE, Question
from bot.people.model import MAIL, Account, PeopleReason
from bot.people.reach import works
from bot.people.texts import PLATFORMS, send_mail_again, send_no_mail

AGREE, JOIN, NO, STOP, LOST = "link.agree", "link.yes", "link.no", "link.stop", "link.lost"
CHOOSE_OFF, ASK_OFF, OFF, EMAIL, LOST_ACCOUNT = "link.off", "account.off", "account.gone", "link.email", "link.old"

REFUSALS: dict[str, str] = {
    PeopleReason.BAD_LINK_CODE: phrase_template(
        "This code is unknown, used or expired. Type /link in your other account to get a new one, and type that here."
    ),
    PeopleReason.LINK_READ_ALONG: phrase_template(
        "Others could read along here, so this code is void from now on. Please type /link to me in a direct message."
    ),
    PeopleReason.OWN_LINK_CODE: phrase_template(
        "This account belongs to you already. Type the code in the other account, the one that is to join."
    ),
    PeopleReason.LINK_OVER: phrase_template(
        "That question is closed: it was answered, or its time is over. Type /link to begin again."
    ),
    PeopleReason.POLICE_BY_MAIL: phrase_template(
        "One of the two accounts belongs to a police officer or to an operator, and such an account is not replaced by mail. "
        "Ask whoever runs Porchlight here to end the membership, and begin anew."
    ),
    PeopleReason.TWO_OFFICERS: phrase_template(
        "Both accounts belong to police officers, so they cannot be joined. Ask whoever runs Porchlight here to end one of "
        "the two memberships."
    ),
    PeopleReason.TWO_REVIEWERS: phrase_template(
        "Both accounts belong to reviewers, so they cannot be joined. Ask whoever runs Porchlight here to end one of the two."
    ),
    PeopleReason.TWO_OPERATORS: phrase_template(
        "One of the accounts is an operator's, and the other an operator's or a police officer's, so they cannot be joined. "
        "Ask whoever runs Porchlight here to end one of the two."
    ),
    PeopleReason.ASKED_TWICE: phrase_template(
        "Both accounts were asked about request {ref}, which is not over. Please try again once it is closed."
    ),
    PeopleReason.NO_SUCH_ACCOUNT: phrase_template("This account is not among yours. /link shows those that are."),
    PeopleReason.LAST_CHAT: phrase_template(
        "This is your only chat account, so it stays: without it I could not talk with you. /link joins another one."
    ),
    PeopleReason.EMAIL_NEEDED: phrase_template(
        "With a camera you need an email address. Confirm another one with /link email, and it takes the place of this one; "
        "or remove your camera first."
    ),
    PeopleReason.BANNED_TOGETHER: phrase_template(
        "You may not post until {until}. Until then your chat accounts stay together."
    ),
    PeopleReason.LOCKED_OUT: phrase_template(
        "Ten wrong codes came from this account within an hour. It can try codes again in {minutes} min, at {until}. "
        "Everything else works as before. Please get a new code then."
    ),
}


def platform_of(account: Account) -> str:
    """Where the account is, as people say it."""
    return phrase("Email") if account.platform == MAIL else PLATFORMS.get(account.platform, account.platform)


def name_of(account: Account) -> str:
    """What the platform calls the account: somebody else's words."""
    return account.name or account.handle


def shown(account: Account) -> Facts:
    """The account, so that its name is never taken for words of ours."""
    return Facts(rows=((platform_of(account), name_of(account)),))


def overview(accounts: Sequence[Account], here: Account, code: str = "") -> Message:
    """The person's accounts, and how to add one or take one off."""
    blocks: list[Block] = [Facts(rows=tuple((platform_of(each), _state(each, here)) for each in accounts))]
    if code:
        blocks += (
            Paragraph(
                text=phrase(
                    "To add another account of yours, open Porchlight there, in the other app or on the other phone, and "
                    "type this:"
                )
            ),
            Paragraph(text=phrase("/link {code}", code=code)),
            Paragraph(
                text=phrase(
                    "The code is good for {minutes} minutes, once. Give it to nobody: it is only for an account of your own. "
                    "I ask you here before anything is joined.",
                    minutes=_minutes(LINK_LIFE),
                )
            ),
        )
    first = [Button(label=phrase("Email address"), action=Action(verb=EMAIL, ref=""))]
    if len(accounts) > 1:
        first.insert(0, Button(label=phrase("Take an account off"), action=Action(verb=CHOOSE_OFF, ref="")))
    second = (Button(label=phrase("I lost an account"), action=Action(verb=LOST_ACCOUNT, ref="")),)
    mail = next((each for each in accounts if each.platform == MAIL), None)
    third = () if mail is None else ((send_no_mail() if works(mail) else send_mail_again(),),)
    return Message(
        title=phrase("Your accounts"),
        blocks=tuple(blocks),
        buttons=(tuple(first), second, *third),
        audience=Audience.ONLY_YOU,
    )


def _state(account: Account, here: Account) -> str:
    name = name_of(account)
    if account.id == here.id:
        return phrase("{name} (this one)", name=name)
    if works(account):
        return name
    if account.reachable:
        return phrase("{name} (gets no notices, as you wished)", name=name)
    return phrase("{name} (does not work: nothing I send there arrives)", name=name)


def claimed(question: Question) -> Message:
    """To whoever typed a code: whose it is, before anything happens."""
    return Message(
        title=phrase("Is this your account?"),
        blocks=(
            Paragraph(text=phrase("This code was made by this account:")),
            shown(question.first),
            Paragraph(
                text=phrase(
                    "If it is yours, the two become one: what you have here and there is kept together, and you can use "
                    "either. If somebody gave you the code, press No: they could then read what you are asked and answer "
                    "in your name."
                )
            ),
        ),
        buttons=(choice(phrase("Yes, it is mine"), Action(verb=AGREE, ref=question.link.ref), question),),
        audience=Audience.ONLY_YOU,
    )


def agreed(question: Question) -> Message:
    """To the same, after the yes."""
    return Message(
        blocks=(
            Paragraph(text=phrase("Good. I have now asked on the other account:")),
            shown(question.first),
            Paragraph(
                text=phrase("Only a Yes there joins the two. I wait {minutes} minutes for it.", minutes=_minutes(LINK_LIFE))
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def ask(question: Question) -> Message:
    """To the account that the code came from."""
    blocks: list[Block] = [
        Paragraph(text=phrase("The code that you asked for was typed on this account:")),
        shown(question.claimant),
        Paragraph(
            text=phrase(
                "Shall it be joined with yours? Press Yes only if you typed the code there yourself just now: whoever uses "
                "that account can then read what you are asked, and answer in your name."
            )
        ),
    ]
    if question.clashes is not None and question.clashes.alerts:
        blocks.append(
            Paragraph(text=phrase("Both have alerts. Those of this account stay, and those of the other one end."))
        )
    return Message(
        title=phrase("Join this account with yours?"),
        blocks=tuple(blocks),
        buttons=(choice(phrase("Yes"), Action(verb=JOIN, ref=question.link.ref), question),),
        audience=Audience.ONLY_YOU,
    )


def joined(account: Account) -> Message:
    """Another account belongs to the reader from now on."""
    return Message(
        title=phrase("Accounts joined"),
        blocks=(
            Paragraph(text=phrase("This account is yours as well from now on:")),
            shown(account),
            Paragraph(
                text=phrase(
                    "What you had there and here is together now, and an answer in one place counts in both. If that was "
                    "not you, type /link and take the account off at once."
                )
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def declined() -> Message:
    """Nothing happened."""
    return say(phrase("All right. Nothing is joined, and the code is void."))


def choice(yes: Phrase, action: Action, question: Question) -> tuple[Button, Button]:
    """A yes, and the no to the same question."""
    return Button(label=yes, action=action), Button(label=phrase("No"), action=Action(verb=NO, ref=question.link.ref))


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
