"""What is said about departments and officers."""

from collections.abc import Sequence

from bot.chat.message import Audience, Facts, Message, Paragraph, say
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
    DepartmentReason.FEDERAL: (
        "{name} is, or names, a federal or immigration body. Porchlight does not serve those, whatever kind is claimed."
    ),
    DepartmentReason.NO_SUCH_DEPARTMENT: "There is no department called {name}. /departments lists them all.",
    DepartmentReason.NAME_TAKEN: "A department called {name} exists already. Please choose another name.",
    DepartmentReason.NOT_OFFICER: (
        "Only verified officers can do that. If you were invited, type /officer and your code in a direct message."
    ),
    DepartmentReason.OFFICER_SUSPENDED: (
        "You are suspended as an officer here. Please ask the operator of this Porchlight."
    ),
    DepartmentReason.OFFICER_EXPIRED: (
        f"You were verified more than {OFFICER_LIFE.days} days ago. "
        "Please ask the operator of this Porchlight to verify you again."
    ),
    DepartmentReason.DEPARTMENT_SUSPENDED: "{name} is suspended here. Please ask the operator of this Porchlight.",
    DepartmentReason.DEPARTMENT_EXPIRED: (
        "{name} has not been renewed for a year. Please ask the operator of this Porchlight to renew it."
    ),
    DepartmentReason.BAD_INVITATION: (
        "This invitation is unknown, used or expired. Please ask whoever gave it to you for a new one."
    ),
    DepartmentReason.ALREADY_OFFICER: "You are a verified officer already. /officer shows for which department.",
    DepartmentReason.NO_SUCH_OFFICER: "There is no officer {ref}. Please check the reference in the operator's list.",
    DepartmentReason.NO_SUCH_TIME_ZONE: "{zone} is no time zone. Please use an IANA name such as America/New_York.",
}

KIND_WORDS: dict[DepartmentKind, str] = {
    DepartmentKind.CITY: "city police",
    DepartmentKind.COUNTY: "county police",
    DepartmentKind.CAMPUS: "campus police",
    DepartmentKind.FIRE: "fire department",
}


def officer_joined(duty: OnDuty) -> Message:
    """An invitation was taken up."""
    return say(
        f"Welcome, {duty.officer.name}. You are verified for {duty.department.name} until {_until(duty)}. "
        "/request asks camera owners for video; every request is public before the first owner is asked."
    )


def on_duty(duty: OnDuty) -> Message:
    """An officer asked how they stand."""
    return say(f"You are {duty.officer.name}, verified for {duty.department.name} until {_until(duty)}.")


def listing(departments: Sequence[Department]) -> Message:
    """Every department that may ask, or could: the same list for everybody."""
    if not departments:
        return say("No police department takes part here yet.")
    return Message(
        title="Departments",
        blocks=(
            Facts(rows=tuple((department.name, _row(department)) for department in departments)),
            Paragraph(
                text=f"A department is renewed every {DEPARTMENT_LIFE.days // 30} months, an officer every "
                f"{OFFICER_LIFE.days} days. Federal and immigration bodies are refused."
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def _row(department: Department) -> str:
    standing = (
        "suspended" if department.standing is Standing.SUSPENDED else f"valid until {department.expires_at:%d %b %Y}"
    )
    return f"{KIND_WORDS[department.kind]}, to check call {department.contact}, {standing}"


def _until(duty: OnDuty) -> str:
    return f"{duty.officer.verified_at + OFFICER_LIFE:%d %b %Y}"
