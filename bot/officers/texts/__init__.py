"""What is said to officers. What operators who call about them read is in `operators`."""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from bot.chat.action import Action
from bot.chat.message import Audience, Block, Button, Message, Paragraph, Picture, say
from bot.chat.phrase import Phrase, When, WhenForm, counted, phrase, phrase_template
from bot.departments.model import Department
from bot.officers.model import (
    FACTOR_LASTS,
    IDLE_AFTER,
    LOCKED_FOR,
    MOST_WRONG,
    OFFICER_LIFE,
    RENEW_FROM,
    RENEW_UNTIL,
    Officer,
    OfficerReason,
    OfficerState,
    OnDuty,
    Suspension,
)
from bot.officers.rules import ends_at

APP, RENEW, LEAVE = "officer.app", "officer.renew", "officer.leave"
PROVED = "officer.proved"
"""No button: what the digits from a work mailbox lead to."""

MINUTES = 60
REFUSALS: dict[str, str] = {
    OfficerReason.NOT_OFFICER: phrase(
        "Only verified officers can do that. If you were invited, type /officer and your code in a direct message."
    ),
    OfficerReason.MAILBOX_MISSING: phrase(
        "Before anything else, please prove your work mailbox: type /officer in a direct message."
    ),
    OfficerReason.CALL_MISSING: phrase(
        "An operator of this Porchlight has yet to call your department about you; you will be told here. Please wait."
    ),
    OfficerReason.FACTOR_MISSING: phrase(
        "One step is left: type /officer in a direct message, and set up an app that makes codes."
    ),
    OfficerReason.OFFICER_SUSPENDED: phrase(
        "You are suspended as an officer here. Please ask the operator of this Porchlight."
    ),
    OfficerReason.OFFICER_EXPIRED: phrase_template(
        "You were verified more than {days} days ago. Please type /officer renew in a direct message."
    ),
    OfficerReason.OFFICER_IDLE: phrase_template(
        "You have not worked with Porchlight for a long time, so an operator calls your department once more. Please type "
        "/officer in a direct message to ask for the call."
    ),
    OfficerReason.BAD_NAME: phrase(
        "Rank and name are one line of visible characters, all of one alphabet, such as Det. M. Reyes. Please type them anew."
    ),
    OfficerReason.BAD_INVITATION: phrase(
        "This invitation is unknown, used or expired. Please ask whoever gave it to you for a new one."
    ),
    OfficerReason.ALREADY_OFFICER: phrase("You are an officer here already. /officer shows for which department."),
    OfficerReason.NO_SUCH_OFFICER: phrase_template(
        "There is no officer {ref}. Please check the reference in the operator's list."
    ),
    OfficerReason.ROLE_ENDED: phrase_template("{name} is not an officer here any more. Nothing is to be done."),
    OfficerReason.NO_DOMAINS: phrase_template(
        "No mail domain is on record for {name}. Please ask the operator of this Porchlight to add it."
    ),
    OfficerReason.NOT_AT_DOMAIN: phrase_template(
        "That is no mailbox of {name}. Please give one that ends with: {domains}."
    ),
    OfficerReason.MAILBOX_TAKEN: phrase("This mailbox is another officer's here. Please give one that is yours alone."),
    OfficerReason.NO_CALL_WANTED: phrase_template(
        "{name} does not wait for a call, or not any more. Nothing is to be done."
    ),
    OfficerReason.INVITED_BY_YOU: phrase_template(
        "You invited {name} yourself. Please leave the call to another operator."
    ),
    OfficerReason.CALL_UNTOLD: phrase(
        "Please say which number you called, in digits, and where you found it, such as the website of the town."
    ),
    OfficerReason.FACTOR_THERE: phrase(
        "Your app is set up already. If your phone is lost, type /officer lost in a direct message."
    ),
    OfficerReason.WRONG_FACTOR: phrase(
        "That code does not fit. Please wait for the next one in your app and type that; after five wrong codes in a row "
        "none is taken for 15 minutes. If no code ever fits, the clock of your phone is wrong: in its settings, let it set "
        "date and time by itself."
    ),
    OfficerReason.TOO_EARLY: phrase_template(
        "It is too early to renew. Please come back when {days} days or fewer are left; you will be reminded."
    ),
    OfficerReason.PROVE_FIRST: phrase("Please type /officer renew, and the digits from the mail first."),
    OfficerReason.NO_FACTOR_TO_LOSE: phrase_template(
        "{name} has set up no app yet, so there is none to lose. /officer shows what comes next."
    ),
}
# The text of WRONG_FACTOR names both.
assert (MOST_WRONG, LOCKED_FOR.total_seconds()) == (5, 15 * MINUTES)

WHY: Mapping[Suspension, Phrase] = {
    Suspension.OPERATOR: phrase("an operator stopped you"),
    Suspension.BOUNCED: phrase("mail to your work mailbox came back"),
    Suspension.CHANGED: phrase("your work mailbox changed"),
    Suspension.ELSEWHERE: phrase("your work mailbox is not at your department any more"),
    Suspension.LOST_PHONE: phrase("the app with your codes was lost"),
}


def joined(officer: Officer, department: Department) -> Message:
    """An invitation was taken up; three steps are to come."""
    return say(
        phrase(
            "Welcome, {officer} of {department}. Three steps are left: your work mailbox, a call by an operator to your "
            "department, and an app on your phone that makes codes.",
            officer=officer.name,
            department=department.name,
        )
    )


def mailed(address: str) -> Message:
    """The digits are under way to the work mailbox."""
    return say(phrase("Six digits are on their way to {address}. Please type them here.", address=address))


def on_duty(duty: OnDuty) -> Message:
    """An officer asked how they stand."""
    return say(
        phrase(
            "You are {officer}, verified for {department} until {day}.",
            officer=duty.officer.name,
            department=duty.department.name,
            day=_until(duty.officer, duty.department),
        )
    )


def verified(officer: Officer, department: Department) -> Message:
    """Everything is proved."""
    return say(
        phrase(
            "Welcome, {officer}. You are verified for {department} until {day}. /request asks camera owners for video; every "
            "request is public before the first owner is asked.",
            officer=officer.name,
            department=department.name,
            day=_until(officer, department),
        )
    )


def renewed(officer: Officer, department: Department) -> Message:
    """Ninety days more."""
    return say(
        phrase(
            "Thank you. You are verified for {department} until {day}.",
            department=department.name,
            day=_until(officer, department),
        )
    )


def how_it_stands(officer: Officer, department: Department, state: OfficerState) -> Message:
    """What comes next for an officer, or why nothing does."""
    blocks: list[Block] = [Paragraph(text=_next(officer, department, state))]
    if officer.why is not None and state is not OfficerState.SUSPENDED:
        blocks.insert(0, Paragraph(text=phrase("You may not act at present: {why}.", why=WHY[officer.why])))
    buttons: tuple[tuple[Button, ...], ...] = ()
    if state is OfficerState.CALLED:
        buttons = ((Button(label=phrase("Set up the app"), action=Action(verb=APP, ref=officer.ref)),),)
    return Message(blocks=tuple(blocks), buttons=buttons, audience=Audience.ONLY_YOU)


def secret_follows() -> Message:
    """The secret is under way, in a message of its own that can be taken back."""
    return say(phrase("A picture for your app follows here. Then type the six digits that the app shows."))


def set_up(secret: str, picture: Picture | None) -> Message:
    """The secret, once, as a picture and as letters."""
    blocks: list[Block] = [
        Paragraph(
            text=phrase(
                "Open an app that makes codes, such as Google Authenticator or Aegis, and let it read this picture. If it "
                "cannot, type these letters into it: {secret}",
                secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
            )
        ),
        *([picture] if picture is not None else []),
        Paragraph(
            text=phrase(
                "Then type the six digits that it shows here. Show this to nobody; I take it back when you are done."
            )
        ),
    ]
    return Message(title=phrase("Set up the app"), blocks=tuple(blocks), audience=Audience.ONLY_YOU)


def described() -> Phrase:
    """What the QR picture is, for those who cannot see it."""
    return phrase("A code for your app to read. The letters in the message say the same.")


def right() -> Message:
    """A code was right, and nothing waits for it."""
    return say(
        counted(
            "The code is right. For one minute you are not asked for another one here.",
            "The code is right. For {n} minutes you are not asked for another one here.",
            int(FACTOR_LASTS.total_seconds()) // MINUTES,
        )
    )


def before_leaving(officer: Officer, department: Department) -> Message:
    """The question before somebody gives up being an officer."""
    return Message(
        blocks=(
            Paragraph(
                text=phrase(
                    "You are {officer} of {department}. If you end this, everybody can read that you are no officer here any "
                    "more, and what you have open is closed. To come back you need a new invitation.",
                    officer=officer.name,
                    department=department.name,
                )
            ),
        ),
        buttons=((Button(label=phrase("End my role"), action=Action(verb=LEAVE, ref=officer.ref)),),),
        audience=Audience.ONLY_YOU,
    )


def ended(officer: Officer, department: Department) -> Message:
    """The role is over."""
    return say(
        phrase(
            "You are not an officer of {department} here any more, {officer}. The public can see it, and what you had open "
            "is closed.",
            officer=officer.name,
            department=department.name,
        )
    )


def lost(officer: Officer) -> Message:
    """The second factor is worth nothing any more."""
    return say(
        phrase(
            "The codes of the lost phone are worth nothing from now on, and you may not act until an operator has called "
            "your department, {officer}. Then you set up the app anew.",
            officer=officer.name,
        )
    )


def ends(officer: Officer, department: Department, now: datetime) -> Message:
    """The verification ends soon."""
    days = max((ends_at(officer) - now).days, 0)
    return Message(
        title=phrase("Your verification as an officer ends soon"),
        blocks=(
            Paragraph(
                text=counted(
                    "{officer}, you are verified for {department} for one more day, until {day}. To go on, type /officer "
                    "renew in your chat with Porchlight.",
                    "{officer}, you are verified for {department} for {n} more days, until {day}. To go on, type /officer "
                    "renew in your chat with Porchlight.",
                    days,
                    officer=officer.name,
                    department=department.name,
                    day=_until(officer, department),
                )
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def _next(officer: Officer, department: Department, state: OfficerState) -> Phrase:
    match state:
        case OfficerState.ENDED:
            return phrase("You are not an officer here any more.")
        case OfficerState.INVITED:
            return phrase("Type /officer and your invitation code in a direct message.")
        case OfficerState.JOINED:
            return phrase("Next: prove your work mailbox at {department}. Type /officer.", department=department.name)
        case OfficerState.MAILED:
            return phrase(
                "Your mailbox is proved. Next an operator calls {department} at a number found elsewhere; you will be told "
                "here.",
                department=department.name,
            )
        case OfficerState.CALLED:
            return phrase(
                "{department} knows you. The last step is an app that makes codes.", department=department.name
            )
        case OfficerState.SUSPENDED:
            return phrase("You are suspended as an officer here. Please ask the operator of this Porchlight.")
        case OfficerState.LAPSED:
            return phrase(
                "Your verification for {department} ended on {day}. Type /officer renew; more than {days} days after the "
                "end an operator has to call again.",
                department=department.name,
                day=_until(officer, department),
                days=RENEW_UNTIL.days,
            )
        case OfficerState.IDLE:
            return phrase(
                "You gave no police command for {days} days, so an operator calls {department} once more; you will be told "
                "here.",
                days=IDLE_AFTER.days,
                department=department.name,
            )
        case OfficerState.DEPARTMENT_SUSPENDED:
            return phrase("{name} is suspended here. Please ask the operator of this Porchlight.", name=department.name)
        case OfficerState.DEPARTMENT_EXPIRED:
            return phrase(
                "{name} has not been renewed for a year. Please ask the operator of this Porchlight to renew it.",
                name=department.name,
            )
        case OfficerState.ON_DUTY:
            return phrase(
                "You are {officer}, verified for {department} until {day}. From {days} days before, /officer renew prolongs "
                "it.",
                officer=officer.name,
                department=department.name,
                day=_until(officer, department),
                days=RENEW_FROM.days,
            )
        case _:
            assert_never(state)


def _until(officer: Officer, department: Department) -> When:
    return When(at=officer.verified_at + OFFICER_LIFE, zone=department.time_zone, form=WhenForm.DAY)
