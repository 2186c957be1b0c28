"""What is said when an account is lost, or taken off: to its person, to the account itself, and to a replaced address."""

from collections.abc import Sequence
from datetime import timedelta

from bot.chat.action import Action
from bot.chat.message import Audience, Button, Message, Paragraph, say
from bot.chat.phrase import phrase
from bot.people.linking import LOST_WAIT, Question, mark_of
from bot.people.model import Account
from bot.people.texts import veiled
from bot.people.texts.accounts import ASK_OFF, LOST, OFF, STOP, choice, name_of, platform_of, shown

LONGEST_LABEL_NAME = 30


def elsewhere(question: Question) -> Message:
    """The right digits were typed for an address that is another person's: perhaps the same human being."""
    return Message(
        title=phrase("This address is in use here"),
        blocks=(
            Paragraph(
                text=phrase("{address} is confirmed already, for another chat account.", address=question.first.handle)
            ),
            Paragraph(
                text=phrase(
                    "Is that account yours, and can you still open it? Then type /link there, and the code here: that is "
                    "done in a minute."
                )
            ),
            Paragraph(
                text=phrase(
                    "Have you lost it? Press the button. I then write to all accounts of that person, and if nobody there "
                    "says no within {hours} hours, this account is joined with them.",
                    hours=_hours(LOST_WAIT),
                )
            ),
        ),
        buttons=(choice(phrase("I lost the other account"), Action(verb=LOST, ref=question.link.ref), question),),
        audience=Audience.ONLY_YOU,
    )


def waits() -> Message:
    """To whoever lost an account."""
    return say(
        phrase(
            "I have written to all your accounts. If nobody there says no, this one is joined with them in {hours} hours, and "
            "I tell you here. Then type /link and take off the account that you lost.",
            hours=_hours(LOST_WAIT),
        )
    )


def lost(question: Question) -> Message:
    """To every account of somebody who is said to have lost them."""
    return Message(
        title=phrase("Did you lose an account?"),
        blocks=(
            Paragraph(
                text=phrase(
                    "Somebody who reads the mail of {address} says that your account is lost, and wants this one joined with "
                    "yours:",
                    address=veiled(question.first.handle),
                )
            ),
            shown(question.claimant),
            Paragraph(
                text=phrase(
                    "If that is you, there is nothing to do. If not, press Stop within {hours} hours, and change the password "
                    "of your mailbox: somebody else reads it.",
                    hours=_hours(LOST_WAIT),
                )
            ),
        ),
        buttons=((Button(label=phrase("Stop"), action=Action(verb=STOP, ref=question.link.ref)),),),
        audience=Audience.ONLY_YOU,
    )


def stopped() -> Message:
    """To whoever said no."""
    return say(
        phrase("Stopped: nothing is joined. If you did not ask for it, please change the password of your mailbox now.")
    )


def not_joined() -> Message:
    """To whoever waited for it."""
    return say(
        phrase(
            "This account was not joined with the others: one of them said no, or both have something that one person has "
            "only once. If you can open one of them again, type /link there."
        )
    )


def choose_off(accounts: Sequence[Account]) -> Message:
    """Which one?"""
    return Message(
        title=phrase("Take an account off"),
        blocks=(Paragraph(text=phrase("Which account shall be yours no longer? What you did with it stays with you.")),),
        buttons=tuple(
            (
                Button(
                    label=phrase("{platform}: {name}", platform=platform_of(each), name=_short(name_of(each))),
                    action=Action(verb=ASK_OFF, ref=mark_of(each)),
                ),
            )
            for each in accounts
        ),
        audience=Audience.ONLY_YOU,
    )


def really_off(account: Account) -> Message:
    """Once more, for it cannot be taken back by a press."""
    return Message(
        blocks=(
            Paragraph(text=phrase("Shall this account be taken off?")),
            shown(account),
            Paragraph(
                text=phrase(
                    "Cameras, reports and everything else stay with your other accounts. Whoever uses this one then sees "
                    "nothing of it any more."
                )
            ),
        ),
        buttons=((Button(label=phrase("Take it off"), action=Action(verb=OFF, ref=mark_of(account))),),),
        audience=Audience.ONLY_YOU,
    )


def off(account: Account) -> Message:
    """Done."""
    return Message(
        blocks=(Paragraph(text=phrase("This account is taken off:")), shown(account)), audience=Audience.ONLY_YOU
    )


def taken_off() -> Message:
    """To the account that was taken off."""
    return say(
        phrase(
            "This account was taken off the accounts that it was joined with. I know nothing of them here any more. If that "
            "was not you, type /link on one of the others; if you have none, ask whoever runs Porchlight here."
        )
    )


def one_less(account: Account) -> Message:
    """To the accounts that are left."""
    return Message(
        title=phrase("An account was taken off"),
        blocks=(
            Paragraph(text=phrase("This account is yours no longer:")),
            shown(account),
            Paragraph(
                text=phrase(
                    "If you did not wish that, type /link to see who is joined with you, and take off whatever is not yours."
                )
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def old_address() -> Message:
    """The last mail to an address that was replaced or taken off."""
    return Message(
        title=phrase("This address is no longer used for Porchlight"),
        blocks=(
            Paragraph(
                text=phrase(
                    "Another address was confirmed in its place, or it was taken off, in your chat with Porchlight. Nothing "
                    "more is mailed here."
                )
            ),
            Paragraph(
                text=phrase(
                    "If that was not you, somebody else uses your chat account. Open your chat with Porchlight, type /link and "
                    "take off what is not yours; then confirm this address again with /link email. If you cannot get in, ask "
                    "whoever runs Porchlight in your neighborhood."
                )
            ),
        ),
    )


def _hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL_NAME else f"{name[: LONGEST_LABEL_NAME - 1]}…"
