"""What reviewers read of requests: the card with all that they need, and what became of it."""

from collections.abc import Sequence

from bot.chat.action import Action
from bot.chat.message import Audience, Block, Button, Facts, Message, Paragraph, Picture, Quote, say
from bot.chat.phrase import Phrase, When, counted, phrase
from bot.departments.model import Department
from bot.geo.model import Circle
from bot.officers.model import Officer
from bot.requests.model import AreaRequest, Draft, Inquiry, RequestState, Verdict
from bot.requests.rules import flags
from bot.requests.texts import INCIDENT_TYPES, size, window
from bot.requests.texts.rules import passages


def review_card(
    request: AreaRequest,
    department: Department,
    officer: Officer,
    picture: Picture,
    asked: Sequence[Inquiry] = (),
    said: Sequence[Verdict] = (),
) -> Message:
    """Everything a reviewer needs to decide, with equal buttons."""
    draft, zone = request.draft, department.time_zone
    return Message(
        title=phrase("Review: request {ref}", ref=request.ref),
        blocks=(
            Facts(
                rows=(
                    (phrase("Department"), department.name),
                    (phrase("Officer"), officer.name),
                    (phrase("Incident"), INCIDENT_TYPES[draft.incident_type]),
                    (phrase("Case number"), draft.case_number),
                    (phrase("Incident time"), phrase("{moment}", moment=When(at=draft.incident_at, zone=zone))),
                    (phrase("Window"), window(draft, zone)),
                    (phrase("Place"), _around(draft)),
                    (phrase("Area"), size(draft.area)),
                    (phrase("Contact"), draft.contact),
                )
            ),
            Paragraph(text=phrase("What is sought, in the officer's words:")),
            Quote(text=draft.sought),
            picture,
            *_flagged(draft, said),
            *_asked(asked),
            Paragraph(
                text=phrase(
                    "Every rule with a number has been checked. Please judge what a machine cannot: is this a concrete "
                    "incident, neutrally worded, and none of a protest or another lawful gathering?"
                )
            ),
        ),
        buttons=(
            (
                _button(phrase("Approve"), "review.approve", request),
                _button(phrase("Refuse"), "review.refuse", request),
                _button(phrase("Ask"), "review.ask", request),
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def reviewed(request: AreaRequest) -> Message:
    """What became of it: the reviewer's receipt, and what stands in place of every card."""
    match request.state:
        case RequestState.REVIEW:
            return say(phrase("You approved {ref}. A second reviewer has to look at it too.", ref=request.ref))
        case RequestState.REFUSED:
            return say(phrase("{ref} is refused; the officer will read the reason.", ref=request.ref))
        case _:
            return say(phrase("{ref} is approved and published.", ref=request.ref))


def asked(ref: str) -> Message:
    """The question is on its way."""
    return say(phrase("The officer of {ref} is asked. The answer will stand on this card.", ref=ref))


def too_few(request: AreaRequest, needed: int) -> Message:
    """To an operator: nobody, or not enough people, may decide about it."""
    return say(
        counted(
            "Request {ref} waits for review, and nobody here may review it. Please find a reviewer who is not of its "
            "department; porchlight reviewer invite makes a code for them.",
            "Request {ref} waits for {n} reviewers, and fewer than that may review it here. Please find another one who is "
            "not of its department; porchlight reviewer invite makes a code for them.",
            needed,
            ref=request.ref,
        )
    )


def nothing_waits() -> Message:
    """The reviewer's empty desk."""
    return say(phrase("Nothing waits for review."))


def reviewer_joined(name: str) -> Message:
    """A reviewer's welcome."""
    return say(
        phrase(
            "Welcome, {name}. You will get a card for every request that waits; /review shows those that wait now. You "
            "never review a department that you belong to.",
            name=name,
        )
    )


def _around(draft: Draft) -> Phrase:
    # In exact metres: the rule that a reviewer vouches for has a limit in them.
    if isinstance(draft.area, Circle):
        return phrase("{place}, {metres} m around", place=draft.place_words, metres=f"{draft.area.radius_m:.0f}")
    return phrase("{place}, {corners} corners drawn", place=draft.place_words, corners=len(draft.area.corners))


def _flagged(draft: Draft, said: Sequence[Verdict]) -> tuple[Block, ...]:
    found = flags(draft)
    if not found:
        return ()
    waits = phrase("Two reviewers have to approve this request, because of these words:")
    if any(verdict.approved for verdict in said):
        waits = phrase("One reviewer has approved; a second has to look at it too, because of these words:")
    return Paragraph(text=waits), passages(found)


def _asked(inquiries: Sequence[Inquiry]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for each in inquiries:
        blocks += (Paragraph(text=phrase("A reviewer asked:")), Quote(text=each.question))
        if each.answer:
            blocks += (Paragraph(text=phrase("The officer answered:")), Quote(text=each.answer))
        else:
            blocks.append(Paragraph(text=phrase("The officer has not answered yet.")))
    return tuple(blocks)


def _button(label: Phrase, verb: str, request: AreaRequest) -> Button:
    return Button(label=label, action=Action(verb=verb, ref=request.ref))
