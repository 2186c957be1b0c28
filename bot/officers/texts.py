"""What is said to and about officers."""

from bot.chat.message import Message, say
from bot.chat.phrase import When, WhenForm, phrase, phrase_template
from bot.officers.model import OFFICER_LIFE, OfficerReason, OnDuty

REFUSALS: dict[str, str] = {
    OfficerReason.NOT_OFFICER: phrase(
        "Only verified officers can do that. If you were invited, type /officer and your code in a direct message."
    ),
    OfficerReason.OFFICER_SUSPENDED: phrase(
        "You are suspended as an officer here. Please ask the operator of this Porchlight."
    ),
    OfficerReason.OFFICER_EXPIRED: phrase_template(
        "You were verified more than {days} days ago. Please ask the operator of this Porchlight to verify you again."
    ),
    OfficerReason.BAD_INVITATION: phrase(
        "This invitation is unknown, used or expired. Please ask whoever gave it to you for a new one."
    ),
    OfficerReason.ALREADY_OFFICER: phrase("You are a verified officer already. /officer shows for which department."),
    OfficerReason.NO_SUCH_OFFICER: phrase_template(
        "There is no officer {ref}. Please check the reference in the operator's list."
    ),
}


def officer_joined(duty: OnDuty) -> Message:
    """An invitation was taken up."""
    return say(
        phrase(
            "Welcome, {officer}. You are verified for {department} until {day}. /request asks camera owners for video; every "
            "request is public before the first owner is asked.",
            officer=duty.officer.name,
            department=duty.department.name,
            day=_until(duty),
        )
    )


def on_duty(duty: OnDuty) -> Message:
    """An officer asked how they stand."""
    return say(
        phrase(
            "You are {officer}, verified for {department} until {day}.",
            officer=duty.officer.name,
            department=duty.department.name,
            day=_until(duty),
        )
    )


def _until(duty: OnDuty) -> When:
    return When(at=duty.officer.verified_at + OFFICER_LIFE, zone=duty.department.time_zone, form=WhenForm.DAY)
