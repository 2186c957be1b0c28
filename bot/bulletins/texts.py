"""The words of bulletins: what the public reads, what officers and reviewers are told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from bot.bulletins.model import Bulletin, BulletinReason, BulletinState, NewBulletin
from bot.chat.action import Action
from bot.chat.message import Attachment, Audience, Block, Button, Facts, Message, Paragraph, Picture, Quote, say
from bot.chat.phrase import Phrase, When, WhenForm, phrase, phrase_template
from bot.departments.model import Department
from bot.kernel.ids import Ref
from bot.officers.model import Officer
from bot.wording.model import Concern, Finding

Shown = Sequence[Picture | Attachment]

REFUSALS: dict[str, str] = {
    BulletinReason.NO_TEXT: phrase("Please write what the public should know."),
    BulletinReason.TOO_LONG: phrase_template("Please use at most {most} characters, so that people read all of it."),
    BulletinReason.NO_CONTACT: phrase("Please give a telephone number or an email address of your department."),
    BulletinReason.NO_CASE_NUMBER: phrase(
        "A bulletin needs the case number of an active investigation; please give it."
    ),
    BulletinReason.UNFIT_WORDS: phrase_template(
        "The text cannot be shown as it is, because of “{words}”: a bulletin does not ask about lawful gatherings, puts no "
        "pressure on people, promises no thanks, describes nobody by race and tells nothing of a victim. Please reword it."
    ),
    BulletinReason.TOO_MANY: phrase_template(
        "Your department has {most} bulletins open or in review; close one first with /bulletin close and its reference."
    ),
    BulletinReason.NO_SUCH: phrase(
        "There is no such bulletin of your department; /bulletins lists those that are open."
    ),
    BulletinReason.BY_POLICE: phrase(
        "Bulletins are reviewed by volunteers who are not police officers, so somebody else has to look at this one."
    ),
    BulletinReason.ALREADY_DECIDED: phrase("This bulletin was decided about already; nothing was changed."),
    BulletinReason.NOT_OPEN: phrase("This bulletin is not open; nothing was changed."),
}
LOOK_AT: dict[Concern, Phrase] = {
    Concern.GATHERING: phrase("perhaps a lawful gathering"),
    Concern.PRESSURE: phrase("perhaps pressure on people"),
    Concern.THANKS: phrase("thanks before anybody has answered"),
    Concern.RACE: phrase("a description by race"),
    Concern.VICTIM: phrase("perhaps who or where a victim is"),
    Concern.ABUSE: phrase("harsh words"),
    Concern.NAME: phrase("a name"),
    Concern.PLATE: phrase("a license plate"),
    Concern.ADDRESS: phrase("an address"),
    Concern.COORDINATES: phrase("an exact place"),
    Concern.LINK: phrase("a link"),
}
PICTURE = phrase("A picture that the police department shows.")


def post(bulletin: NewBulletin, department: Department, shown: Shown) -> Message:
    """A bulletin as everybody sees it, also when it is closed."""
    blocks: list[Block] = []
    if isinstance(bulletin, Bulletin) and bulletin.closed_at is not None:
        day = When(at=bulletin.closed_at, zone=department.time_zone, form=WhenForm.DAY)
        blocks.append(
            Paragraph(text=phrase("Closed on {day}. It stays here so that you can see what was asked.", day=day))
        )
    rows = (
        (phrase("Bulletin"), bulletin.ref),
        (phrase("Case number"), bulletin.case_number),
        (phrase("Contact"), bulletin.contact),
    )
    blocks += (Quote(text=bulletin.text), *shown, Facts(rows=rows))
    blocks.append(
        Paragraph(
            text=phrase(
                "This is an official bulletin. It is not a request for your camera, and nobody is asked privately. You do not "
                "have to answer; if you know something, use the contact above."
            )
        )
    )
    return Message(title=phrase("Official bulletin of {department}", department=department.name), blocks=tuple(blocks))


def preview(shown: Message) -> Message:
    """The bulletin as the public will see it, before it is filed."""
    told = phrase("Not filed yet. This is what everybody in your jurisdiction's neighborhoods would see:")
    return replace(shown, blocks=(Paragraph(text=told), *shown.blocks), audience=Audience.ONLY_YOU)


def discarded() -> Message:
    """To the officer."""
    return say(phrase("Discarded. Nothing was filed."))


def filed(ref: Ref) -> Message:
    """To the officer, at once."""
    return say(phrase("Bulletin {ref} is filed and goes to review. You will hear what was decided.", ref=ref))


def decided(bulletin: Bulletin) -> Message | None:
    """To the officer: where the bulletin stands."""
    ref = bulletin.ref
    match bulletin.state:
        case BulletinState.PUBLISHED:
            told = phrase(
                "Bulletin {ref} is published. Nobody is asked privately, and comments on it are not passed on to you. It "
                "closes by itself after some weeks.",
                ref=ref,
            )
            close = Button(label=phrase("Close"), action=Action(verb="bulletin.close", ref=ref))
            return Message(blocks=(Paragraph(text=told),), buttons=((close,),), audience=Audience.ONLY_YOU)
        case BulletinState.REFUSED:
            head = phrase("Bulletin {ref} was refused in review. The reviewer wrote:", ref=ref)
            return Message(blocks=(Paragraph(text=head), Quote(text=bulletin.why)), audience=Audience.ONLY_YOU)
        case BulletinState.CLOSED:
            return closed(ref)
        case BulletinState.REVIEW:
            return None
        case _:
            assert_never(bulletin.state)


def closed(ref: Ref) -> Message:
    """To the officer."""
    return say(phrase("Bulletin {ref} is closed. Every copy says so.", ref=ref))


def card(
    bulletin: Bulletin, department: Department, officer: Officer, shown: Shown, findings: Sequence[Finding]
) -> Message:
    """To a reviewer: the bulletin as the public would see it, and what to weigh."""
    seen = post(bulletin, department, shown)
    head = phrase(
        "{officer} of {department} files this for everybody to see:", officer=officer.name, department=department.name
    )
    blocks: list[Block] = [Paragraph(text=head), *seen.blocks]
    if findings:
        blocks.append(Paragraph(text=phrase("Please weigh whether these passages have to be public:")))
        blocks.append(Facts(rows=tuple((LOOK_AT[each.concern], each.words) for each in findings)))
    choices = (
        Button(label=phrase("Approve"), action=Action(verb="bulletin.approve", ref=bulletin.ref)),
        Button(label=phrase("Refuse"), action=Action(verb="bulletin.refuse", ref=bulletin.ref)),
    )
    title = phrase("Review: bulletin {ref}", ref=bulletin.ref)
    return Message(title=title, blocks=tuple(blocks), buttons=(choices,), audience=Audience.ONLY_YOU)


def reviewed(bulletin: Bulletin) -> Message:
    """The reviewer's receipt, and what their card turns into."""
    if bulletin.state is BulletinState.REFUSED:
        return say(phrase("Bulletin {ref} is refused; the officer and the public read why.", ref=bulletin.ref))
    if bulletin.state is BulletinState.CLOSED:
        return say(phrase("Bulletin {ref} is closed.", ref=bulletin.ref))
    return say(phrase("Bulletin {ref} is approved and published.", ref=bulletin.ref))


def nothing_waits() -> Message:
    """The reviewer's empty desk."""
    return say(phrase("No bulletin waits for review."))


def listing(bulletins: Sequence[tuple[Bulletin, Department]]) -> Message:
    """The open bulletins, for everybody."""
    if not bulletins:
        return say(phrase("There is no open bulletin."))
    blocks: list[Block] = []
    for bulletin, department in bulletins:
        head = phrase(
            "{ref}, official bulletin of {department}, case number {case}, contact {contact}:",
            ref=bulletin.ref,
            department=department.name,
            case=bulletin.case_number,
            contact=bulletin.contact,
        )
        blocks += (Paragraph(text=head), Quote(text=bulletin.text))
    return Message(title=phrase("Official bulletins"), blocks=tuple(blocks), audience=Audience.ONLY_YOU)
