"""What is said about departments."""

from collections.abc import Mapping, Sequence

from bot.chat.message import Audience, Facts, Message, Paragraph, say
from bot.chat.phrase import Phrase, When, WhenForm, phrase, phrase_template
from bot.departments.model import DEPARTMENT_LIFE, Department, DepartmentKind, DepartmentReason, Standing

REFUSALS: dict[str, str] = {
    DepartmentReason.FEDERAL: phrase_template(
        "{name} is, or names, a federal or immigration body. Porchlight does not serve those, whatever kind is claimed."
    ),
    DepartmentReason.NO_SUCH_DEPARTMENT: phrase_template(
        "There is no department called {name}. /departments lists them all."
    ),
    DepartmentReason.NAME_TAKEN: phrase_template(
        "A department called {name} exists already. Please choose another name."
    ),
    DepartmentReason.DEPARTMENT_SUSPENDED: phrase_template(
        "{name} is suspended here. Please ask the operator of this Porchlight."
    ),
    DepartmentReason.DEPARTMENT_EXPIRED: phrase_template(
        "{name} has not been renewed for a year. Please ask the operator of this Porchlight to renew it."
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


def listing(departments: Sequence[Department], officer_life_days: int) -> Message:
    """Every department that may ask, or could: the same list for everybody."""
    if not departments:
        return say(phrase("No police department takes part here yet."))
    lives = phrase(
        "A department is renewed every {months} months, an officer every {days} days. Federal and immigration bodies are "
        "refused.",
        months=DEPARTMENT_LIFE.days // 30,
        days=officer_life_days,
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
