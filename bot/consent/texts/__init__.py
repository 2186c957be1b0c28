"""The words of consent. No thanks, no praise, no pressure: yes and no are said alike."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.chat.action import Action
from bot.chat.message import Audience, Block, Button, Facts, Message, Paragraph, Picture, Quote, say
from bot.chat.phrase import Phrase, When, counted, phrase, phrase_template
from bot.clips.model import Clip
from bot.consent.model import Approval, AskState, ConsentReason, Package
from bot.consent.service import Card, Question
from bot.departments.model import Department
from bot.kernel.ids import PersonId
from bot.kernel.refusal import Refused
from bot.officers.model import Officer
from bot.requests.model import Draft, RequestState
from bot.requests.texts import INCIDENT_TYPES, where, window

REFUSALS: dict[str, str] = {
    ConsentReason.NO_SUCH_ASK: phrase("That does not belong to a question of yours; see /asks."),
    ConsentReason.ALREADY_ANSWERED: phrase_template(
        "This was answered already ({state}); nothing was changed. See /asks to change your mind."
    ),
    ConsentReason.REQUEST_OVER: phrase_template("Request {ref} is over; nothing was changed."),
    ConsentReason.NOT_WILLING: phrase(
        "You have not said yes to that request, so nothing can be shared with it. See /asks."
    ),
    ConsentReason.UNCLEAR: phrase(
        "I did not understand that as a yes or a no, so nothing was changed. Press a button, or write just “yes” or “no”."
    ),
    ConsentReason.WHICH_ASK: phrase_template(
        "You have several open questions. Please add the reference, for example “no {example}”: {refs}."
    ),
    ConsentReason.CARD_CHANGED: phrase(
        "What would be shared has changed since that card was made, so nothing was shared. See /asks for the new card."
    ),
    ConsentReason.ALREADY_SHARED: phrase(
        "This clip is shared with that request already; nothing was changed. See /asks to undo."
    ),
    ConsentReason.ALREADY_DELIVERED: phrase(
        "The department has received this clip already, or is receiving it now, so it cannot be taken back."
    ),
    ConsentReason.NO_ADDRESS: phrase(
        "A shared clip goes with your street address and a proved email address, and one of them is missing. Add it with "
        "/camera, then send the clip once more; /asks shows the clips that are kept."
    ),
    ConsentReason.NOTHING_READY: phrase("There is nothing to get here."),
}

ANSWERS: Mapping[AskState, Phrase] = {
    AskState.ASKED: phrase("none yet"),
    AskState.YES: phrase("yes"),
    AskState.NO: phrase("no"),
    AskState.WITHDRAWN: phrase("withdrawn"),
    AskState.EXPIRED: phrase("expired"),
}

NO_CONSEQUENCE = phrase(
    "You do not have to answer. Saying no, or nothing, has no consequence, and nobody will know: the police never learn "
    "who was asked, who said no, or who did not reply."
)
EACH_MUST = phrase(
    "You decide about this together with others of your household: a clip can be shared only when each of you says yes, "
    "and one no is a no."
)
WHAT_POLICE_GET = phrase(
    "If you say yes, nothing is sent yet. You choose a clip, see exactly what would be shared, and decide again. The police "
    "would receive that clip, your street address and your email address, and nothing else."
)


def in_words(no: Refused) -> Refused:
    """The same no, with the state of the ask put as people read it."""
    if no.reason is not ConsentReason.ALREADY_ANSWERED:
        return no
    return Refused(no.reason, state=ANSWERS[AskState(no.facts["state"])])


def notice(known: Question, picture: Picture) -> Message:
    """The question to an owner, the same in a chat and in a mail."""
    return Message(
        title=phrase(
            "{department} asks for video · {ref}", department=known.department.name, ref=known.request.ref
        ),
        blocks=(
            *_who_and_what(known),
            picture,
            *((Paragraph(text=EACH_MUST),) if known.votes else ()),
            Paragraph(text=NO_CONSEQUENCE),
            Paragraph(text=WHAT_POLICE_GET),
        ),
        buttons=(answer_buttons(known),),
        audience=Audience.ONLY_YOU,
    )


def answer_buttons(known: Question) -> tuple[Button, ...]:
    """Two equal buttons, in an order that varies by owner but not by look: the ask's random reference decides."""
    yes = Button(label=phrase("Yes"), action=Action(verb="ask.yes", ref=known.ask.ref))
    no = Button(label=phrase("No"), action=Action(verb="ask.no", ref=known.ask.ref))
    return (yes, no) if sum(map(ord, known.ask.ref)) % 2 else (no, yes)


def answered(known: Question, most_mb: int) -> Message:
    """What an owner reads after an answer."""
    ref = known.request.ref
    match known.ask.state:
        case AskState.YES:
            return Message(
                blocks=(
                    Paragraph(
                        text=phrase(
                            "You said yes to request {ref}. Nothing has been shared. Send the clip here as a file (up to "
                            "{most_mb} MB), and you will see exactly what would leave before you decide.",
                            ref=ref,
                            most_mb=most_mb,
                        )
                    ),
                    Paragraph(text=phrase("Telegram and Discord can read what is sent in a chat with a bot.")),
                ),
                buttons=((Button(label=phrase("Change to no"), action=Action(verb="ask.no", ref=known.ask.ref)),),),
                audience=Audience.ONLY_YOU,
            )
        case AskState.WITHDRAWN:
            text = phrase("You took back your yes to request {ref}. Whatever had not left stays with you.", ref=ref)
        case _:
            text = phrase(
                "You said no to request {ref}. Nobody is told. You will not be asked about it again.", ref=ref
            )
    return Message(
        blocks=(Paragraph(text=text),),
        buttons=((Button(label=phrase("Change to yes"), action=Action(verb="ask.yes", ref=known.ask.ref)),),),
        audience=Audience.ONLY_YOU,
    )


def approval_card(card: Card) -> Message:
    """Exactly what will leave, and the two buttons. Its text is kept with the approval."""
    known, clip, package = card.question, card.clip, card.package
    return Message(
        title=phrase("This is what would be shared · {ref}", ref=known.request.ref),
        blocks=(
            Facts(
                rows=(
                    (phrase("To"), known.department.name),
                    (phrase("Officer"), known.officer.name),
                    (phrase("Case number"), known.request.draft.case_number),
                    (phrase("Clip"), _clip(clip.name, package)),
                    (phrase("SHA-256"), package.clip_sha256),
                    (phrase("Your street address"), package.street_address),
                    (phrase("Your email address"), package.email),
                )
            ),
            Paragraph(
                text=phrase(
                    "These things and nothing else. The clip goes as you sent it: a place or device noted inside the file "
                    "stays in it. If you share, you can undo it until the officer has fetched it, and for the first "
                    "minutes the officer cannot fetch it at all."
                )
            ),
        ),
        buttons=(
            (
                Button(label=phrase("Share"), action=Action(verb="clip.share", ref=f"{clip.ref}.{card.digest}")),
                Button(label=phrase("Delete"), action=Action(verb="clip.delete", ref=clip.ref)),
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def as_text(message: Message) -> str:
    """The words of a card as they are kept with the approval: title, then labels and values, then paragraphs."""
    lines = [message.title]
    for block in message.blocks:
        match block:
            case Facts():
                lines += [f"{label}: {value}" for label, value in block.rows]
            case Paragraph() | Quote():
                lines.append(block.text)
            case _:
                pass
    return "\n".join(lines)


def shared(approval: Approval, request_ref: str, hold: timedelta) -> Message:
    """The owner's receipt of *Share*, with the way back."""
    return Message(
        blocks=(Paragraph(text=_on_hold(request_ref, hold)),),
        buttons=((Button(label=phrase("Undo"), action=Action(verb="clip.undo", ref=approval.ref)),),),
        audience=Audience.ONLY_YOU,
    )


def undone() -> Message:
    """After *Undo*."""
    return say(phrase("Undone. The clip was not shared and stays with you; /asks shows it."))


def deleted() -> Message:
    """After *Delete*."""
    return say(
        phrase("Deleted. The clip is gone from Porchlight: whoever has not received it already cannot get it any more.")
    )


def handed(approval: Approval, department: str, officer: str, at: datetime, zone: str) -> Message:
    """The owner learns that the clip was opened: by whom (empty: by somebody forgotten since) and when."""
    fetched = phrase(
        "Your clip (SHA-256 {digest}…) was fetched by {who} on {moment}, with your street address and email "
        "address, as you approved.",
        digest=approval.package.clip_sha256[:16],
        who=f"{department} ({officer})" if officer else department,
        moment=When(at=at, zone=zone),
    )
    recall = Button(label=phrase("Ask them to delete it"), action=Action(verb="clip.recall", ref=approval.ref))
    return Message(blocks=(Paragraph(text=fetched),), buttons=((recall,),), audience=Audience.ONLY_YOU)


def asks(
    questions: tuple[Question, ...],
    held: tuple[Clip, ...],
    approvals: tuple[tuple[str, Approval], ...],
    reader: PersonId | None,
) -> Message:
    """The reader's own list: what was asked, what was answered, what is shared, each with its way to change it."""
    if not questions:
        return say(phrase("You have not been asked anything yet."))
    blocks: list[Block] = [
        Facts(
            rows=(
                (known.request.ref, _in_a_line(known)),
                (phrase("Your answer"), _state(known, reader)),
                *(((phrase("Decided"), phrase("together with your household")),) if known.votes else ()),
            )
        )
        for known in questions
    ]
    rows: list[tuple[Button, ...]] = []
    for known in questions:
        if known.request.state is RequestState.PUBLISHED:
            yes, no = answer_buttons(known)
            rows.append(
                tuple(
                    Button(
                        label=phrase("{answer}: {ref}", answer=button.label, ref=known.request.ref),
                        action=button.action,
                    )
                    for button in (yes, no)
                )
            )
    for clip in held:
        rows.append(
            (
                Button(
                    label=phrase("See what {clip} would share", clip=clip.name),
                    action=Action(verb="clip.card", ref=clip.ref),
                ),
                Button(label=phrase("Delete {clip}", clip=clip.name), action=Action(verb="clip.delete", ref=clip.ref)),
            )
        )
    for request_ref, approval in approvals:
        label = phrase("Undo sharing with {ref}", ref=request_ref)
        rows.append((Button(label=label, action=Action(verb="clip.undo", ref=approval.ref)),))
    return Message(
        title=phrase("What you were asked"),
        blocks=tuple(blocks),
        buttons=tuple(rows),
        audience=Audience.ONLY_YOU,
    )


def question_words(draft: Draft, department: Department, officer: Officer) -> tuple[Block, ...]:
    """What an owner is told of a request, and its officer before it is filed: the same, from here only."""
    return (*_told(draft, department, officer), Paragraph(text=NO_CONSEQUENCE), Paragraph(text=WHAT_POLICE_GET))


def _who_and_what(known: Question) -> tuple[Block, ...]:
    return _told(known.request.draft, known.department, known.officer)


def _told(draft: Draft, department: Department, officer: Officer) -> tuple[Block, ...]:
    return (
        Facts(
            rows=(
                (phrase("Who asks"), f"{officer.name}, {department.name}"),
                (
                    phrase("To check who asks"),
                    phrase("{officer} · department: {department}", officer=draft.contact, department=department.contact),
                ),
                (phrase("Case number"), draft.case_number),
                (phrase("Incident"), INCIDENT_TYPES[draft.incident_type]),
                (phrase("Where"), where(draft)),
                (phrase("When"), window(draft, department.time_zone)),
            )
        ),
        Paragraph(text=phrase("What they look for, in the officer's words:")),
        Quote(text=draft.sought),
    )


def _in_a_line(known: Question) -> Phrase:
    return phrase(
        "{department} · {incident}",
        department=known.department.name,
        incident=INCIDENT_TYPES[known.request.draft.incident_type],
    )


def _state(known: Question, reader: PersonId | None) -> Phrase:
    given = ANSWERS[known.ask.state]
    if known.votes and known.ask.state not in (AskState.YES, AskState.EXPIRED):
        # Who of several said no is nobody's business but theirs.
        own = next((vote.yes for vote in known.votes if vote.person == reader), None)
        if all(vote.yes for vote in known.votes):
            own = None  # The one that was missing has gone: whoever is left says it once more, and then it counts.
        given = ANSWERS[AskState.ASKED if own is None else AskState.YES if own else AskState.NO]
    if known.request.state is RequestState.PUBLISHED:
        return given
    return phrase("{answer} (the request is over)", answer=given)


def _on_hold(ref: str, hold: timedelta) -> Phrase:
    minutes, seconds = divmod(round(hold.total_seconds()), 60)
    if minutes:
        return counted(
            "Shared with request {ref}. For {n} minute it is only on hold: the officer cannot see it. You can undo it until "
            "the officer has fetched it, and you will be told when that happens.",
            "Shared with request {ref}. For {n} minutes it is only on hold: the officer cannot see it. You can undo it "
            "until the officer has fetched it, and you will be told when that happens.",
            minutes,
            ref=ref,
        )
    return counted(
        "Shared with request {ref}. For {n} second it is only on hold: the officer cannot see it. You can undo it until "
        "the officer has fetched it, and you will be told when that happens.",
        "Shared with request {ref}. For {n} seconds it is only on hold: the officer cannot see it. You can undo it until "
        "the officer has fetched it, and you will be told when that happens.",
        seconds,
        ref=ref,
    )


def _clip(name: str, package: Package) -> Phrase:
    if package.size_bytes >= 100_000:
        megabytes = round(package.size_bytes / 1_000_000, 1)
        return phrase("{name}, {megabytes} MB, {kind}", name=name, megabytes=megabytes, kind=package.media_type)
    size = counted("{n} byte", "{n} bytes", package.size_bytes)
    return phrase("{name}, {size}, {kind}", name=name, size=size, kind=package.media_type)
