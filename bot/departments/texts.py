"""What is said about departments and officers."""

from collections.abc import Mapping, Sequence

from bot.chat.message import Audience, Facts, Message, Paragraph, say
from bot.chat.phrase import Phrase, When, WhenForm, phrase, phrase_template
from bot.departments.model import (
    DEPARTMENT_LIFE,
    OFFICER_LIFE,
    Department,
    DepartmentKind,
    DepartmentReason,
    OnDuty,
    Standing,
)

REFUSALS: dict[str, str] = {
    DepartmentReason.FEDERAL: phrase_template(
        "{name} is, or names, a federal or immigration body. Porchlight does not serve those, whatever kind is "
        "claimed."
    ),
    DepartmentReason.NO_SUCH_DEPARTMENT: phrase_template(
        "There is no department called {name}. /departments lists them all."
    ),
    DepartmentReason.NAME_TAKEN: phrase_template(
        "A department called {name} exists already. Please choose another name."
    ),
    DepartmentReason.NOT_OFFICER: phrase(
        "Only verified officers can do that. If you were invited, type /officer and your code in a direct message."
    ),
    DepartmentReason.OFFICER_SUSPENDED: phrase(
        "You are suspended as an officer here. Please ask the operator of this Porchlight."
    ),
    DepartmentReason.OFFICER_EXPIRED: phrase_template(
        "You were verified more than {days} days ago. Please ask the operator of this Porchlight to verify you again."
    ),
    DepartmentReason.DEPARTMENT_SUSPENDED: phrase_template(
        "{name} is suspended here. Please ask the operator of this Porchlight."
    ),
    DepartmentReason.DEPARTMENT_EXPIRED: phrase_template(
        "{name} has not been renewed for a year. Please ask the operator of this Porchlight to renew it."
    ),
    DepartmentReason.BAD_INVITATION: phrase(
        "This invitation is unknown, used or expired. Please ask whoever gave it to you for a new one."
    ),
    DepartmentReason.ALREADY_OFFICER: phrase(
        "You are a verified officer already. /officer shows for which department."
    ),
    DepartmentReason.NO_SUCH_OFFICER: phrase_template(
        "There is no officer {ref}. Please check the reference in the operator's list."
    ),
    DepartmentReason.NO_SUCH_TIME_ZONE: phrase_template(
        "{zone} is no time zone. Please use an IANA name such as America/New_York."
    ),
}

KIND_WORDS: Mapping[DepartmentKind, Phrase] = {
    DepartmentKind.CITY: phrase("city police"),
    DepartmentKind.COUNTY: phrase("county police"),
    DepartmentKind.CAMPUS: phrase("campus police"),
    DepartmentKind.FIRE: phrase("fire department"),
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


def listing(departments: Sequence[Department]) -> Message:
    """Every department that may ask, or could: the same list for everybody."""
    if not departments:
        return say(phrase("No police department takes part here yet."))
    lives = phrase(
        "A department is renewed every {months} months, an officer every {days} days. Federal and immigration bodies are "
        "refused.",
        months=DEPARTMENT_LIFE.days // 30,
        days=OFFICER_LIFE.days,
    )
    return Message(
        title=phrase("Departments"),
        blocks=(
            Facts(rows=tuple((department.name, _row(department)) for department in departments)),
            Paragraph(text=lives),
        ),
        audience=Audience.ONLY_YOU,
    )


def _row(department: Department) -> Phrase:
    kind, contact = KIND_WORDS[department.kind], department.contact
    if department.standing is Standing.SUSPENDED:
        return phrase("{kind}, to check call {contact}, suspended", kind=kind, contact=contact)
    day = When(at=department.expires_at, zone=department.time_zone, form=WhenForm.DAY)
    return phrase("{kind}, to check call {contact}, valid until {day}", kind=kind, contact=contact, day=day)


def _until(duty: OnDuty) -> When:
    return When(at=duty.officer.verified_at + OFFICER_LIFE, zone=duty.department.time_zone, form=WhenForm.DAY)
