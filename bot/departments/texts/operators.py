"""What operators read about departments: cards to confirm, and what runs out or was changed."""

from collections.abc import Sequence

from bot.chat.action import Action
from bot.chat.message import Audience, Block, Button, Facts, Message, Paragraph, Picture, say
from bot.chat.phrase import Phrase, When, WhenForm, counted, phrase
from bot.departments.model import Department, Particulars, Proposal, ProposalState, Standing, particulars_of
from bot.departments.texts import KIND_WORDS, jurisdiction_words
from bot.operators.model import Operator


def card(
    proposal: Proposal, before: Department | None, names: Sequence[str], reader: Operator, pictures: Sequence[Picture]
) -> Message:
    """A proposal as an operator reads it: what is known, who says so, and what to do before saying yes. `names` are those of
    the proposer and of whoever decided; `before` is the department as it is, where one is to be changed."""
    if proposal.state is not ProposalState.WAITING:
        return decided(proposal, names)
    mine = reader.id == proposal.proposed_by
    blocks: list[Block] = [Paragraph(text=_asked(proposal, names[0], mine=mine))]
    blocks.append(Facts(rows=tuple(_rows(proposal.what, None if before is None else particulars_of(before)))))
    blocks += pictures
    if not mine:
        blocks.append(
            Paragraph(
                text=phrase(
                    "Before you confirm: find the department's number yourself, in a public register, and call it. Check the "
                    "mail domain and the area. Whoever gets a mailbox at this domain, and an invitation, can ask owners for "
                    "video."
                )
            )
        )
    return Message(
        title=phrase("{department} waits for a second operator", department=proposal.what.name),
        blocks=tuple(blocks),
        buttons=(_choices(proposal, mine=mine),),
        audience=Audience.ONLY_YOU,
    )


def _asked(proposal: Proposal, proposer: str, *, mine: bool) -> Phrase:
    if mine:
        return phrase("You proposed this. It waits for another operator, who is asked as well.")
    if proposal.is_new:
        return phrase("{operator} wants to add this department.", operator=proposer)
    return phrase(
        "{operator} wants to change this department. What is new is shown beside what was.", operator=proposer
    )


def _choices(proposal: Proposal, *, mine: bool) -> tuple[Button, ...]:
    no = Action(verb="department.refuse", ref=proposal.ref)
    if mine:
        return (Button(label=phrase("Take back"), action=no),)
    yes = Action(verb="department.confirm", ref=proposal.ref)
    return (Button(label=phrase("Confirm"), action=yes), Button(label=phrase("Refuse"), action=no))


def _rows(what: Particulars, before: Particulars | None) -> Sequence[tuple[str, str]]:
    old = _facts(before) if before is not None else {}
    rows = []
    for label, words in _facts(what).items():
        if before is not None and old[label] != words:
            words = phrase("{new} (before: {old})", new=words, old=old[label])
        rows.append((label, words))
    return rows


def _facts(what: Particulars) -> dict[str, str]:
    return {
        phrase("Name"): what.name,
        phrase("Kind"): KIND_WORDS[what.kind],
        phrase("To check, call"): what.contact,
        phrase("Mail domains"): ", ".join(what.email_domains),
        phrase("Area"): jurisdiction_words(what.jurisdiction),
        phrase("Time zone"): what.time_zone,
        phrase("Public key"): what.public_key or phrase("none"),
    }


def decided(proposal: Proposal, names: Sequence[str]) -> Message:
    """What a card turns into."""
    name, by = proposal.what.name, names[-1]
    if proposal.state is ProposalState.REFUSED:
        told = phrase(
            "{department}: {operator} refused or took it back. Nothing was changed.", department=name, operator=by
        )
    elif proposal.is_new:
        told = phrase(
            "{department} was proposed by {proposer} and confirmed by {operator}. It may ask from now on, and the public can "
            "see it.",
            department=name,
            proposer=names[0],
            operator=by,
        )
    else:
        told = phrase(
            "The change of {department} was proposed by {proposer} and confirmed by {operator}. The public can see it.",
            department=name,
            proposer=names[0],
            operator=by,
        )
    return say(told)


def many(operator: Operator, waiting: int) -> Message:
    """A whole list was proposed, or confirmed."""
    return say(
        phrase(
            "{operator} worked through a whole list of departments. {waits} /operator shows them; porchlight department "
            "confirm --all confirms all that you did not propose yourself.",
            operator=operator.name,
            waits=counted("{n} proposal waits now.", "{n} proposals wait now.", waiting),
        )
    )


def waiting_list(more: int) -> Message:
    """Under the first cards."""
    return say(counted("{n} more proposal waits.", "{n} more proposals wait.", more))


def nothing_waits(operator: Operator) -> Message:
    """The operator's empty desk."""
    return say(
        phrase(
            "You are {name}, an operator here. Nothing waits for you. /departments and a name shows a department, which you "
            "can suspend, reinstate or renew there.",
            name=operator.name,
        )
    )


def standing(department: Department) -> Message:
    """How a department stands after an operator changed it."""
    if department.standing is Standing.SUSPENDED:
        return say(
            phrase(
                "{department} is suspended from this moment: nobody of it can ask, and nothing more is handed over. The public "
                "can see it.",
                department=department.name,
            )
        )
    return say(
        phrase(
            "{department} may ask, until {day}. The public can see it.",
            department=department.name,
            day=until(department),
        )
    )


def ends(department: Department, days: int) -> Message:
    """To operators: a department runs out, or has."""
    if days <= 0:
        told = phrase(
            "{department} was not renewed for twelve months: nobody of it can ask any more. If it is still what it was, call "
            "it at a number that you find yourself, and renew it.",
            department=department.name,
        )
    else:
        told = counted(
            "{department} runs out in {n} day, on {day}. If it is still what it was, call it at a number that you find "
            "yourself, and renew it.",
            "{department} runs out in {n} days, on {day}. If it is still what it was, call it at a number that you find "
            "yourself, and renew it.",
            days,
            department=department.name,
            day=until(department),
        )
    renew = Button(label=phrase("Renew"), action=Action(verb="department.renew", ref=department.ref))
    return Message(blocks=(Paragraph(text=told),), buttons=((renew,),), audience=Audience.ONLY_YOU)


def ends_for_officers(department: Department, days: int) -> Message:
    """To its officers."""
    if days <= 0:
        return say(
            phrase(
                "{department} was not renewed here for twelve months, so nobody of it can ask any more. Please have your "
                "department call whoever runs this Porchlight.",
                department=department.name,
            )
        )
    return say(
        counted(
            "{department} runs out here in {n} day, on {day}. Please have your department call whoever runs this Porchlight.",
            "{department} runs out here in {n} days, on {day}. Please have your department call whoever runs this Porchlight.",
            days,
            department=department.name,
            day=until(department),
        )
    )


def powers(department: Department) -> tuple[Button, ...]:
    """What an operator may do with a department, under its card."""
    suspended = department.standing is Standing.SUSPENDED
    verb = "department.reinstate" if suspended else "department.suspend"
    label = phrase("Reinstate") if suspended else phrase("Suspend at once")
    return (
        Button(label=label, action=Action(verb=verb, ref=department.ref)),
        Button(label=phrase("Renew for 12 months"), action=Action(verb="department.renew", ref=department.ref)),
    )


def until(department: Department) -> When:
    """The day on which it runs out, on its own clocks."""
    return When(at=department.expires_at, zone=department.time_zone, form=WhenForm.DAY)
