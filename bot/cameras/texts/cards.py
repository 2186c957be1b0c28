"""The owner's list of cameras, one camera with everything that can be changed about it, and what was changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cameras.model import USUAL_VIEW_DEG, Camera, CameraKind
from bot.cameras.sight import wind
from bot.cameras.texts import CARD, ERASE, PAUSE, REMOVE, RESUME, name_of
from bot.cameras.texts.places import MOVE, taken_back_words
from bot.chat.action import Action
from bot.chat.message import Audience, Block, Button, Facts, LinkButton, Message, Paragraph, Picture, say
from bot.chat.phrase import Phrase, When, phrase

PAGE = "camera.page"
LABEL, KINDS, KIND = "camera.label", "camera.kinds", "camera.kind"
FACING, FACE, VIEW, SEE = "camera.facing", "camera.face", "camera.view", "camera.see"
NOTHING = "none"
"""Behind the dot of FACE: where it looks is nobody's business."""

CAMERAS_PER_PAGE = 8

KIND_LABELS = {
    CameraKind.DOORBELL: phrase("Doorbell"),
    CameraKind.DRIVEWAY: phrase("Driveway"),
    CameraKind.YARD: phrase("Yard or garden"),
    CameraKind.STREET: phrase("Street side"),
    CameraKind.WINDOW: phrase("Behind a window"),
    CameraKind.OTHER: phrase("Something else"),
}
WINDS = {
    "nw": phrase("North-west"),
    "n": phrase("North"),
    "ne": phrase("North-east"),
    "w": phrase("West"),
    "e": phrase("East"),
    "sw": phrase("South-west"),
    "s": phrase("South"),
    "se": phrase("South-east"),
}
"""In the order in which they lie on a compass."""
_ROWS = (("nw", "n", "ne"), ("w", "e"), ("sw", "s", "se"))
WIND_DEGREES = {"n": 0, "ne": 45, "e": 90, "se": 135, "s": 180, "sw": 225, "w": 270, "nw": 315}
VIEWS = (
    (60, phrase("Narrow (60°)")),
    (110, phrase("Usual (110°)")),
    (180, phrase("Very wide (180°)")),
    (360, phrase("All around (360°)")),
)
LIST_MAP = phrase("A map of your cameras. Only you see it.")
CARD_MAP = phrase("A map of your camera. Only you see it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of the owner's cameras."""

    cameras: Sequence[Camera]
    """All of them, in order: the first is number 1."""
    page: int
    """From zero."""
    email: str | None
    verb: str = CARD
    """What the buttons do: one of CARD, PAUSE, RESUME, REMOVE, MOVE."""

    @property
    def shown(self) -> list[tuple[int, Camera]]:
        """Those of this page, with their numbers."""
        start = self.page * CAMERAS_PER_PAGE
        return list(enumerate(self.cameras, 1))[start : start + CAMERAS_PER_PAGE]


def none_yet() -> Message:
    """The owner has no camera."""
    return say(phrase("You have no camera here. /camera add registers one."))


def listing(page: Page, picture: Picture, zones: dict[int, str]) -> Message:
    """The owner's cameras, each with a button. `zones`: where each one is that is paused until a moment."""
    rows = tuple((_numbered(number, each), _where(each, zones.get(number, ""))) for number, each in page.shown)
    blocks: list[Block] = [
        picture,
        Facts(rows=rows),
        Paragraph(text=_WHICH[page.verb]),
        Paragraph(text=_mail(page.email)),
    ]
    buttons = [
        Button(label=_numbered(number, each), action=Action(verb=page.verb, ref=each.ref))
        for number, each in page.shown
    ]
    pairs = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    return Message(
        title=phrase("Your cameras"),
        blocks=tuple(blocks),
        buttons=(*pairs, *_turn(page)),
        audience=Audience.ONLY_YOU,
    )


def card(camera: Camera, picture: Picture, zone: str, *first: Phrase) -> Message:
    """One camera with everything about it. `first` says what was just changed."""
    rows = [
        (phrase("Kind"), KIND_LABELS[camera.kind]),
        (phrase("Address"), camera.street_address),
        (phrase("Looks to"), _looks(camera)),
        (phrase("Asked about"), _state(camera, zone)),
        (phrase("Reference"), camera.ref),
    ]
    toggle = (phrase("Turn on again"), RESUME) if camera.paused else (phrase("Pause"), PAUSE)
    choices = (
        ((phrase("Name"), LABEL), (phrase("Kind"), KINDS)),
        ((phrase("Where it looks"), FACING), (phrase("How wide"), VIEW)),
        (toggle, (phrase("Moved house"), MOVE)),
        ((phrase("Remove"), REMOVE),),
    )
    ref = camera.ref
    buttons = tuple(
        tuple(Button(label=label, action=Action(verb=verb, ref=ref)) for label, verb in row) for row in choices
    )
    back = (Button(label=phrase("All cameras"), action=Action(verb=PAGE, ref="card.0")),)
    note = phrase("Only the address goes to police, and only with a clip that you approve. The rest is for you and me.")
    return Message(
        title=name_of(camera),
        blocks=(*(Paragraph(text=each) for each in first), picture, Facts(rows=tuple(rows)), Paragraph(text=note)),
        buttons=(*buttons[:-1], (*buttons[-1], *back)),
        audience=Audience.ONLY_YOU,
    )


def which_kind(camera: Camera) -> Message:
    """Six kinds, whatever the brand."""
    picks = [
        Button(label=label, action=Action(verb=KIND, ref=f"{camera.ref}.{kind.value}"))
        for kind, label in KIND_LABELS.items()
    ]
    return _choose(phrase("What kind of camera is {camera}? The brand does not matter.", camera=name_of(camera)), picks)


def which_way(camera: Camera) -> Message:
    """The compass; degrees may be typed."""
    rows = tuple(
        tuple(
            Button(label=WINDS[each], action=Action(verb=FACE, ref=f"{camera.ref}.{WIND_DEGREES[each]}"))
            for each in row
        )
        for row in _ROWS
    )
    nothing = (Button(label=phrase("I would rather not say"), action=Action(verb=FACE, ref=f"{camera.ref}.{NOTHING}")),)
    words = phrase(
        "Which way does {camera} look? Press a direction, or type it: north-east, or degrees such as 45. "
        "North is at the top of the map.",
        camera=name_of(camera),
    )
    return Message(blocks=(Paragraph(text=words),), buttons=(*rows, nothing), audience=Audience.ONLY_YOU)


def how_wide(camera: Camera) -> Message:
    """Four usual ones; degrees may be typed."""
    picks = [Button(label=label, action=Action(verb=SEE, ref=f"{camera.ref}.{degrees}")) for degrees, label in VIEWS]
    return _choose(
        phrase("How wide does {camera} look? Press one, or type degrees such as 90.", camera=name_of(camera)), picks
    )


def really_remove(camera: Camera) -> Message:
    """Erasing cannot be undone, so it is asked once more."""
    words = phrase(
        "Erase {camera} ({ref}), with its place and everything about it? This cannot be undone, because nothing of it is "
        "kept. If you only want a rest, pause it instead.",
        camera=name_of(camera),
        ref=camera.ref,
    )
    return Message(
        blocks=(Paragraph(text=words), Facts(rows=((phrase("Address"), camera.street_address),))),
        buttons=(
            (
                Button(label=phrase("Erase it"), action=Action(verb=ERASE, ref=camera.ref)),
                Button(label=phrase("Keep it"), action=Action(verb=CARD, ref=camera.ref)),
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def removed(camera: Camera, taken_back: int) -> Message:
    """The camera is gone."""
    blocks = [
        Paragraph(
            text=phrase(
                "{camera} ({ref}) is erased, with its place. To have it back, register it anew: /camera add.",
                camera=name_of(camera),
                ref=camera.ref,
            )
        )
    ]
    if taken_back:
        blocks.append(Paragraph(text=taken_back_words(taken_back)))
    return Message(blocks=tuple(blocks), audience=Audience.ONLY_YOU)


_WHICH = {
    CARD: phrase("Press a camera to change it, to pause it or to remove it."),
    PAUSE: phrase("Which camera shall be paused?"),
    RESUME: phrase("Which camera shall be turned on again?"),
    REMOVE: phrase("Which camera shall be removed?"),
    MOVE: phrase("Which camera has moved? All cameras of its address move with it."),
}
PAGE_VERBS = {verb.partition(".")[2]: verb for verb in _WHICH}
"""What stands before the dot of PAGE, and the verb that the list's buttons then have."""


def _turn(page: Page) -> tuple[tuple[Button | LinkButton, ...], ...]:
    pages = max(-(-len(page.cameras) // CAMERAS_PER_PAGE), 1)
    what = page.verb.partition(".")[2]
    row: list[Button | LinkButton] = []
    if page.page:
        row.append(Button(label=phrase("Previous"), action=Action(verb=PAGE, ref=f"{what}.{page.page - 1}")))
    if page.page + 1 < pages:
        row.append(Button(label=phrase("Next"), action=Action(verb=PAGE, ref=f"{what}.{page.page + 1}")))
    return (tuple(row),) if row else ()


def _choose(words: Phrase, picks: Sequence[Button]) -> Message:
    rows = tuple(tuple(picks[at : at + 2]) for at in range(0, len(picks), 2))
    return Message(blocks=(Paragraph(text=words),), buttons=rows, audience=Audience.ONLY_YOU)


def _numbered(number: int, camera: Camera) -> Phrase:
    return phrase("{number}. {camera}", number=number, camera=name_of(camera))


def _where(camera: Camera, zone: str) -> str:
    if camera.paused and camera.paused_until is not None:
        when = When(at=camera.paused_until, zone=zone)
        return phrase("{address} (paused until {when})", address=camera.street_address, when=when)
    if camera.paused:
        return phrase("{address} (paused)", address=camera.street_address)
    return camera.street_address


def _looks(camera: Camera) -> Phrase:
    if camera.facing_deg is None and camera.view_deg is None:
        return phrase("you have not said")
    if camera.facing_deg is None:
        return phrase("{view}° wide; which way, you have not said", view=camera.view_deg or USUAL_VIEW_DEG)
    return phrase(
        "{direction} ({degrees}°), {view}° wide",
        direction=WINDS[wind(camera.facing_deg)],
        degrees=camera.facing_deg,
        view=camera.view_deg or USUAL_VIEW_DEG,
    )


def _state(camera: Camera, zone: str) -> Phrase:
    if camera.paused and camera.paused_until is not None:
        return phrase("not until {when}: it is paused", when=When(at=camera.paused_until, zone=zone))
    if camera.paused:
        return phrase("no: it is paused until you turn it on again")
    return phrase("yes, when a request is near it")


def _mail(email: str | None) -> Phrase:
    if email:
        return phrase("Requests also go to {email}.", email=email)
    return phrase("Your email address is not confirmed: /camera email. Until then no clip of yours can be shared.")
