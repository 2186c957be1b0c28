"""What is said about departments, to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.action import Action
from bot.chat.message import Audience, Block, Button, Facts, Message, Paragraph, Picture, say
from bot.chat.phrase import Far, Listed, Phrase, When, WhenForm, counted, phrase, phrase_template
from bot.departments.model import DEPARTMENT_LIFE, Department, DepartmentKind, DepartmentReason, Standing
from bot.geo.area import area_km2
from bot.geo.model import Circle, Jurisdiction
from bot.kernel.ids import Ref

KM2_IN_A_SQUARE_MILE = 2.589988110336
"""Of the international mile of 1609.344 m."""

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
    DepartmentReason.ZONE_ELSEWHERE: phrase_template(
        "The middle of the area keeps the time of {there}, not of {zone}. Check the area (latitude comes first in a circle), "
        "or leave out the time zone."
    ),
    DepartmentReason.BAD_NAME: phrase_template(
        "A department's name has 1 to {most} visible characters, letters among them, all of one alphabet. Please type it anew."
    ),
    DepartmentReason.BAD_KIND: phrase_template(
        "{kind} is no kind of department that Porchlight serves. Please use city, county, campus or fire."
    ),
    DepartmentReason.NO_CONTACT: phrase_template(
        "A department needs a contact of 1 to {most} visible characters: a telephone number or address at which anybody can "
        "check on it."
    ),
    DepartmentReason.NO_DOMAIN: phrase_template(
        "A department needs a mail domain, such as police.springfield.gov: its officers prove a mailbox there."
    ),
    DepartmentReason.TOO_MANY_DOMAINS: phrase_template(
        "A department has at most {most} mail domains. Please name only those of its own officers."
    ),
    DepartmentReason.BAD_DOMAIN: phrase_template(
        "{domain} is no mail domain. Please write what comes after the @, such as police.springfield.gov, in plain letters."
    ),
    DepartmentReason.FREE_MAIL: phrase_template(
        "At {domain} anybody can have a mailbox, so it proves nothing. Please name a domain that is the department's own."
    ),
    DepartmentReason.SHARED_DOMAIN: phrase_template(
        "Many different bodies have names at {domain}, so it proves nothing. Please name a domain that is the department's own."
    ),
    DepartmentReason.FEDERAL_DOMAIN: phrase_template(
        "{domain} belongs to a federal body. Porchlight does not serve those; please name the department's own domain."
    ),
    DepartmentReason.DOMAIN_OF_MANY: phrase_template(
        "The mail domain {domain} stands in {number} rows of the list, so it proves nothing. Please give each department its "
        "own."
    ),
    DepartmentReason.NO_AREA: phrase_template(
        "A department needs a jurisdiction: a circle such as 37.77,-122.42,12, or an outline as GeoJSON or well-known text."
    ),
    DepartmentReason.BAD_CIRCLE: phrase_template(
        "{text} cannot be read as an area. Please write a circle as LAT,LON,KM, the latitude first, such as 37.77,-122.42,12."
    ),
    DepartmentReason.BAD_RADIUS: phrase_template(
        "The radius of a circle, its third number, lies between {least} and {most} km. Please give another one."
    ),
    DepartmentReason.BAD_FILE: phrase_template(
        "The file {file} cannot be read beside the list. Please put it into the same folder, as text in UTF-8."
    ),
    DepartmentReason.AREA_TOO_WIDE: phrase_template(
        "The area is larger than {most} square kilometres, which is no department's. Please give its own jurisdiction."
    ),
    DepartmentReason.BAD_KEY: phrase_template(
        "The public key is none of age's, or a letter of it is wrong. Please copy it again; it begins with age1."
    ),
    DepartmentReason.LISTED_TWICE: phrase_template(
        "{name} stands in the list more than once. Please give each department one row."
    ),
    DepartmentReason.WAITS_ALREADY: phrase_template(
        "Something about {name} waits for a second operator already. Please confirm or refuse that first."
    ),
    DepartmentReason.NO_SUCH_PROPOSAL: phrase_template(
        "There is no such proposal. Run porchlight department waiting, or type /operator to me, to see what waits."
    ),
    DepartmentReason.PROPOSAL_OVER: phrase_template(
        "This was confirmed, refused or taken back already. /departments shows how it stands."
    ),
    DepartmentReason.SAME_OPERATOR: phrase_template(
        "You proposed this yourself, so another operator has to confirm it."
    ),
    DepartmentReason.PROPOSER_GONE: phrase_template(
        "Whoever proposed this is no operator any more. Please refuse it, and have it proposed anew if it is right."
    ),
    DepartmentReason.NOTHING_CHANGES: phrase_template(
        "That is how {name} is already. Please say what is to be different."
    ),
}

KIND_WORDS: Mapping[DepartmentKind, Phrase] = {
    DepartmentKind.CITY: phrase("city police"),
    DepartmentKind.COUNTY: phrase("county police"),
    DepartmentKind.CAMPUS: phrase("campus police"),
    DepartmentKind.FIRE: phrase("fire department"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request of the department's in one line, in words of its own room."""

    ref: Ref
    incident: Phrase
    state: Phrase
    at: datetime


def listing(
    departments: Sequence[tuple[Department, Sequence[Asked]]], pictures: Sequence[Picture], more: int, onward: int | None,
    officer_life_days: int,
) -> Message:  # fmt: skip
    """A page of the public list, for everybody the same. `more` follow; `onward` is where the next page begins, where
    there may be one."""
    if not departments:
        return say(phrase("No police department takes part here yet."))
    blocks: list[Block] = [*pictures]
    for department, asked in departments:
        rows: list[tuple[str, str]] = [(department.name, _row(department))]
        if asked:
            latest = tuple(
                phrase("{ref} {incident} ({state})", ref=a.ref, incident=a.incident, state=a.state) for a in asked
            )
            rows.append((phrase("Latest requests"), phrase("{requests}", requests=Listed(items=latest))))
        blocks.append(Facts(rows=tuple(rows)))
    lives = phrase(
        "A department is renewed every {months} months, an officer every {days} days. Federal and immigration bodies are "
        "refused.",
        months=DEPARTMENT_LIFE.days // 30,
        days=officer_life_days,
    )
    blocks.append(Paragraph(text=lives))
    blocks.append(
        Paragraph(
            text=phrase(
                "Two operators let each of them in. /departments and a part of a name tells more about one of them."
            )
        )
    )
    buttons: tuple[tuple[Button, ...], ...] = ()
    if more > 0:
        blocks.append(Paragraph(text=counted("{n} more department follows.", "{n} more departments follow.", more)))
        if onward is not None:
            buttons = ((Button(label=phrase("More"), action=Action(verb="department.more", ref=str(onward))),),)
    return Message(title=phrase("Departments"), blocks=tuple(blocks), buttons=buttons, audience=Audience.ONLY_YOU)


def card(
    department: Department, asked: Sequence[Asked], pictures: Sequence[Picture], buttons: tuple[Button, ...]
) -> Message:
    """One department in full, for everybody the same but for an operator's buttons."""
    standing = phrase("suspended") if department.standing is Standing.SUSPENDED else phrase("may ask")
    rows: list[tuple[str, str]] = [
        (phrase("Kind"), KIND_WORDS[department.kind]),
        (phrase("To check, call"), department.contact),
        (phrase("Mail domains"), ", ".join(department.email_domains) or phrase("none yet")),
        (phrase("Area"), jurisdiction_words(department.jurisdiction)),
        (phrase("Time zone"), department.time_zone),
        (phrase("Public key"), department.public_key or phrase("none")),
        (phrase("Standing"), standing),
        (phrase("Valid until"), phrase("{day}", day=_day(department))),
    ]
    blocks: list[Block] = [Facts(rows=tuple(rows)), *pictures]
    if asked:
        blocks.append(Paragraph(text=phrase("Latest requests")))
        blocks.append(Facts(rows=tuple((each.ref, _line(each, department)) for each in asked)))
    else:
        blocks.append(Paragraph(text=phrase("No request of this department was published yet.")))
    shown = (buttons,) if buttons else ()
    return Message(title=department.name, blocks=tuple(blocks), buttons=shown, audience=Audience.ONLY_YOU)


def jurisdiction_words(area: Jurisdiction) -> Phrase:
    """How large an area is, in both measures."""
    km2 = area_km2(area)
    size = phrase("{km2} km² ({miles} sq mi)", km2=_rounded(km2), miles=_rounded(km2 / KM2_IN_A_SQUARE_MILE))
    if isinstance(area, Circle):
        return phrase("{radius} around a place: {size}", radius=Far(metres=area.radius_m), size=size)
    return size


def _rounded(size: float) -> float:
    return round(size, 1) if size < 100 else round(size)


def _line(asked: Asked, department: Department) -> Phrase:
    day = When(at=asked.at, zone=department.time_zone, form=WhenForm.DAY)
    return phrase("{incident}, filed on {day}, {state}", incident=asked.incident, day=day, state=asked.state)


def _row(department: Department) -> Phrase:
    kind, contact = KIND_WORDS[department.kind], department.contact
    if department.standing is Standing.SUSPENDED:
        return phrase("{kind}, to check call {contact}, suspended", kind=kind, contact=contact)
    return phrase(
        "{kind}, to check call {contact}, valid until {day}", kind=kind, contact=contact, day=_day(department)
    )


def _day(department: Department) -> When:
    return When(at=department.expires_at, zone=department.time_zone, form=WhenForm.DAY)
