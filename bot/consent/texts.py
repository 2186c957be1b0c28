"""The words of consent. No thanks, no praise, no pressure: yes and no are said alike."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime

from bot.chat.action import Action
from bot.chat.message import Attachment, Audience, Block, Button, Facts, Message, Paragraph, Picture, Quote, say
from bot.clips.model import Clip
from bot.consent.model import Approval, AskState, ConsentReason
from bot.consent.release import Release
from bot.consent.service import Card, Question
from bot.requests.model import RequestState
from bot.requests.times import show_time

REFUSALS: dict[str, str] = {
    ConsentReason.NO_SUCH_ASK: "That does not belong to a question of yours; see /asks.",
    ConsentReason.ALREADY_ANSWERED: "This was answered already ({state}); nothing was changed. See /asks to change your mind.",
    ConsentReason.REQUEST_OVER: "Request {ref} is over; nothing was changed.",
    ConsentReason.NOT_WILLING: "You have not said yes to that request, so nothing can be shared with it. See /asks.",
    ConsentReason.UNCLEAR: "I did not understand that as a yes or a no, so nothing was changed. Press a button, or write "
    "just “yes” or “no”.",
    ConsentReason.WHICH_ASK: "You have several open questions. Please add the reference, for example “no {example}”: {refs}.",
    ConsentReason.CARD_CHANGED: "What would be shared has changed since that card was made, so nothing was shared. See /asks "
    "for the new card.",
    ConsentReason.ALREADY_SHARED: "This clip is shared with that request already; nothing was changed. See /asks to undo.",
    ConsentReason.ALREADY_DELIVERED: "The department has received this clip already, or is receiving it now, so it cannot be "
    "taken back.",
    ConsentReason.NO_ADDRESS: "A shared clip goes with your street address and a proved email address, and one of them is "
    "missing. Add it with /camera, then send the clip once more; /asks shows the clips that are kept.",
    ConsentReason.NOTHING_READY: "There is nothing to get here.",
}

NO_CONSEQUENCE = (
    "You do not have to answer. Saying no, or nothing, has no consequence, and nobody will know: the police never learn "
    "who was asked, who said no, or who did not reply."
)
WHAT_POLICE_GET = (
    "If you say yes, nothing is sent yet. You choose a clip, see exactly what would be shared, and decide again. The police "
    "would receive that clip, your street address and your email address, and nothing else."
)


def notice(known: Question, picture: Picture, unsubscribe_url: str) -> Message:
    """The question to an owner, the same in a chat and in a mail."""
    return Message(
        title=f"{known.department.name} asks for video · {known.request.ref}",
        blocks=(*_who_and_what(known), picture, Paragraph(text=NO_CONSEQUENCE), Paragraph(text=WHAT_POLICE_GET)),
        buttons=(answer_buttons(known),),
        audience=Audience.ONLY_YOU,
        unsubscribe_url=unsubscribe_url,
    )


def answer_buttons(known: Question) -> tuple[Button, ...]:
    """Two equal buttons, in an order that varies by owner but not by look: the ask's random reference decides."""
    yes = Button(label="Yes", action=Action(verb="ask.yes", ref=known.ask.ref))
    no = Button(label="No", action=Action(verb="ask.no", ref=known.ask.ref))
    return (yes, no) if sum(map(ord, known.ask.ref)) % 2 else (no, yes)


def answered(known: Question, most_mb: int) -> Message:
    """What an owner reads after an answer."""
    ref = known.request.ref
    match known.ask.state:
        case AskState.YES:
            return Message(
                blocks=(
                    Paragraph(
                        text=f"You said yes to request {ref}. Nothing has been shared. Send the clip here as a file (up to "
                        f"{most_mb} MB), and you will see exactly what would leave before you decide."
                    ),
                    Paragraph(text="Telegram and Discord can read what is sent in a chat with a bot."),
                ),
                buttons=((Button(label="Change to no", action=Action(verb="ask.no", ref=known.ask.ref)),),),
                audience=Audience.ONLY_YOU,
            )
        case AskState.WITHDRAWN:
            text = f"You took back your yes to request {ref}. Whatever had not left stays with you."
        case _:
            text = f"You said no to request {ref}. Nobody is told. You will not be asked about it again."
    return Message(
        blocks=(Paragraph(text=text),),
        buttons=((Button(label="Change to yes", action=Action(verb="ask.yes", ref=known.ask.ref)),),),
        audience=Audience.ONLY_YOU,
    )


def approval_card(card: Card) -> Message:
    """Exactly what will leave, and the two buttons. Its text is kept with the approval."""
    known, clip, package = card.question, card.clip, card.package
    return Message(
        title=f"This is what would be shared · {known.request.ref}",
        blocks=(
            Facts(
                rows=(
                    ("To", known.department.name),
                    ("Officer", known.officer.name),
                    ("Case number", known.request.draft.case_number),
                    ("Clip", f"{clip.name}, {_size(package.size_bytes)}, {package.media_type}"),
                    ("SHA-256", package.clip_sha256),
                    ("Your street address", package.street_address),
                    ("Your email address", package.email),
                )
            ),
            Paragraph(
                text="These things and nothing else. The clip goes as you sent it: a place or device noted inside the file "
                "stays in it. If you share, you can undo it until the officer has fetched it, and for the first minutes "
                "the officer cannot fetch it at all."
            ),
        ),
        buttons=(
            (
                Button(label="Share", action=Action(verb="clip.share", ref=f"{clip.ref}.{card.digest}")),
                Button(label="Delete", action=Action(verb="clip.delete", ref=clip.ref)),
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


def shared(approval: Approval, request_ref: str, hold: str) -> Message:
    """The owner's receipt of *Share*, with the way back."""
    return Message(
        blocks=(
            Paragraph(
                text=f"Shared with request {request_ref}. For {hold} it is only on hold: the officer cannot see it. "
                "You can undo it until the officer has fetched it, and you will be told when that happens."
            ),
        ),
        buttons=((Button(label="Undo", action=Action(verb="clip.undo", ref=approval.ref)),),),
        audience=Audience.ONLY_YOU,
    )


def undone() -> Message:
    """After *Undo*."""
    return say("Undone. The clip was not shared and stays with you; /asks shows it.")


def deleted() -> Message:
    """After *Delete*."""
    return say("Deleted. The clip is gone from Porchlight: whoever has not received it already cannot get it any more.")


def handed(approval: Approval, department: str, at: datetime, zone: str) -> Message:
    """The owner learns that the clip was opened."""
    return say(
        f"Your clip (SHA-256 {approval.package.clip_sha256[:16]}…) was fetched by {department} on {show_time(at, zone)}, with "
        "your street address and email address, as you approved."
    )


def ready(request_ref: str, approval_ref: str) -> Message:
    """The officer's notice at a tick, for each approval past its hold."""
    return Message(
        blocks=(Paragraph(text=f"A clip for {request_ref} is ready."),),
        buttons=((Button(label="Get the clip", action=Action(verb="clip.get", ref=approval_ref)),),),
        audience=Audience.ONLY_YOU,
    )


def on_its_way() -> Message:
    """The officer pressed *Get the clip*; it follows as a message of its own."""
    return say("It is on its way to your direct messages.")


def delivery(release: Release, open_clip: Callable[[], AsyncIterator[bytes]]) -> Message:
    """The one message that holds an owner's clip. It takes a Release and nothing else that names an owner."""
    package = release.approval.package
    return Message(
        title=f"Clip for {release.request.ref}",
        blocks=(
            Facts(
                rows=(
                    ("Case number", release.request.draft.case_number),
                    ("SHA-256", package.clip_sha256),
                    ("Size", f"{package.size_bytes} bytes"),
                    ("Street address", package.street_address),
                    ("Email address", package.email),
                    ("Approved", f"{release.approval.approved_at:%Y-%m-%d %H:%M:%S} UTC"),
                    ("Handed over", f"{release.at:%Y-%m-%d %H:%M:%S} UTC"),
                )
            ),
            Paragraph(
                text="To verify: run sha256sum on the file and compare. The clip is exactly as the owner sent it; the owner "
                "is told of every opening."
            ),
            Attachment(
                name=release.clip.name,
                media_type=package.media_type,
                size_bytes=package.size_bytes,
                sha256=package.clip_sha256,
                open=open_clip,
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def officers_clips(items: tuple[tuple[str, str], ...]) -> Message:
    """The officer's list of what is ready or was fetched: (request reference, approval reference)."""
    if not items:
        return say("There are no clips to get.")
    return Message(
        blocks=(Paragraph(text="Clips that owners have approved for your department:"),),
        buttons=tuple(
            (Button(label=f"Get the clip for {request}", action=Action(verb="clip.get", ref=approval)),)
            for request, approval in items
        ),
        audience=Audience.ONLY_YOU,
    )


def asks(
    questions: tuple[Question, ...], held: tuple[Clip, ...], approvals: tuple[tuple[str, Approval], ...]
) -> Message:
    """The owner's own list: what was asked, what was answered, what is shared, each with its way to change it."""
    if not questions:
        return say("You have not been asked anything yet.")
    blocks: list[Block] = [
        Facts(
            rows=(
                (known.request.ref, f"{known.department.name} · {known.request.draft.incident_type.value}"),
                ("Your answer", _state(known)),
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
                    Button(label=f"{button.label}: {known.request.ref}", action=button.action) for button in (yes, no)
                )
            )
    for clip in held:
        rows.append(
            (
                Button(label=f"See what {clip.name} would share", action=Action(verb="clip.card", ref=clip.ref)),
                Button(label=f"Delete {clip.name}", action=Action(verb="clip.delete", ref=clip.ref)),
            )
        )
    for request_ref, approval in approvals:
        rows.append(
            (Button(label=f"Undo sharing with {request_ref}", action=Action(verb="clip.undo", ref=approval.ref)),)
        )
    return Message(title="What you were asked", blocks=tuple(blocks), buttons=tuple(rows), audience=Audience.ONLY_YOU)


def _who_and_what(known: Question) -> tuple[Block, ...]:
    draft, zone = known.request.draft, known.department.time_zone
    return (
        Facts(
            rows=(
                ("Who asks", f"{known.officer.name}, {known.department.name}"),
                ("To check who asks", f"{draft.contact} · department: {known.department.contact}"),
                ("Case number", draft.case_number),
                ("Incident", draft.incident_type.value),
                ("Where", f"{draft.place_words}, within {draft.area.radius_m:.0f} m"),
                ("When", f"{show_time(draft.window_start, zone)} to {show_time(draft.window_end, zone)}"),
            )
        ),
        Paragraph(text="What they look for, in the officer's words:"),
        Quote(text=draft.sought),
    )


def _state(known: Question) -> str:
    over = "" if known.request.state is RequestState.PUBLISHED else " (the request is over)"
    return f"{'none yet' if known.ask.state is AskState.ASKED else known.ask.state.value}{over}"


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:.1f} MB" if size_bytes >= 100_000 else f"{size_bytes} bytes"


def nothing_ready() -> Message:
    """The officer fetched too late or in vain; the same words for every cause."""
    return say(REFUSALS[ConsentReason.NOTHING_READY])
