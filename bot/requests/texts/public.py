"""What everybody reads of requests: the area as cells of the map, the window to the hour, and nobody's name."""

from collections.abc import Sequence

from bot.chat.message import Audience, Block, Facts, Message, Paragraph, Picture, Quote, say
from bot.chat.phrase import Phrase, When, phrase
from bot.departments.model import Department
from bot.requests.model import AreaRequest, RequestState
from bot.requests.telling import public_window
from bot.requests.texts import INCIDENT_TYPES, STATES, from_to, size, where, window


def public_post(request: AreaRequest, department: Department, picture: Picture) -> Message:
    """What neighbors read in their channel before any owner is asked."""
    return Message(
        title=phrase("{department} asks for video · {ref}", department=department.name, ref=request.ref),
        blocks=(
            _facts(request, department),
            Quote(text=request.draft.sought),
            picture,
            Paragraph(
                text=phrase(
                    "Camera owners nearby are asked privately. Nobody has to answer, and the department never learns who "
                    "was asked, who said no, or who did not reply. Only clips that their owner approves are passed on."
                )
            ),
        ),
    )


def listing(requests: Sequence[tuple[AreaRequest, Department]]) -> Message:
    """The public list."""
    if not requests:
        return say(phrase("There are no published requests yet."))
    lines = tuple(
        Facts(
            rows=(
                (request.ref, _in_a_line(request, department)),
                (phrase("Case number"), request.draft.case_number),
                (phrase("When"), _when(request, department)),
            )
        )
        for request, department in requests
    )
    more = Paragraph(text=phrase("/requests with a reference shows one in full."))
    return Message(title=phrase("Published requests"), blocks=(*lines, more), audience=Audience.ONLY_YOU)


def in_full(request: AreaRequest, department: Department, picture: Picture, why: str, own: bool) -> Message:
    """One request as everybody can read it. `why`: the reviewer's reason, where it was refused. `own`: the reader is an
    officer of the department, who sees the place and the times as they were filed."""
    refused: tuple[Block, ...] = ()
    if request.state is RequestState.REFUSED and why:
        refused = (Paragraph(text=phrase("The reviewer's reason:")), Quote(text=why))
    return Message(
        title=phrase("Request {ref}", ref=request.ref),
        blocks=(
            Facts(rows=((phrase("Department"), department.name), (phrase("State"), STATES[request.state]))),
            _facts(request, department),
            _dates(request, department),
            *((_exact(request, department),) if own else ()),
            Paragraph(text=phrase("What is sought, in the officer's words:")),
            Quote(text=request.draft.sought),
            picture,
            *refused,
        ),
        audience=Audience.ONLY_YOU,
    )


def _facts(request: AreaRequest, department: Department) -> Facts:
    return Facts(
        rows=(
            (phrase("Incident"), INCIDENT_TYPES[request.draft.incident_type]),
            (phrase("Case number"), request.draft.case_number),
            (phrase("When"), _when(request, department)),
            (phrase("Department's contact"), department.contact),
        )
    )


def _dates(request: AreaRequest, department: Department) -> Facts:
    zone = department.time_zone
    rows = [(phrase("Filed"), phrase("{moment}", moment=When(at=request.filed_at, zone=zone)))]
    if request.closes_at is not None and request.state is RequestState.PUBLISHED:
        rows.append((phrase("Closes"), phrase("{moment}", moment=When(at=request.closes_at, zone=zone))))
    return Facts(rows=tuple(rows))


def _exact(request: AreaRequest, department: Department) -> Facts:
    draft = request.draft
    return Facts(
        rows=(
            (phrase("Place"), where(draft)),
            (phrase("Area"), size(draft.area)),
            (phrase("Window"), window(draft, department.time_zone)),
            (phrase("Contact"), draft.contact),
        )
    )


def _in_a_line(request: AreaRequest, department: Department) -> Phrase:
    return phrase(
        "{department} · {incident} · {state}",
        department=department.name,
        incident=INCIDENT_TYPES[request.draft.incident_type],
        state=STATES[request.state],
    )


def _when(request: AreaRequest, department: Department) -> Phrase:
    """The window grown to whole hours, as the public entry has it."""
    start, end = public_window(request.draft)
    return from_to(When(at=start, zone=department.time_zone), When(at=end, zone=department.time_zone))
