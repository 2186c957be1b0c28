"""Cameras: what an owner tells about them, and nothing of the coverage map."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.geo.model import Point
from bot.kernel.ids import CameraId, PersonId, Ref
from bot.kernel.refusal import Reason


class CameraReason(Reason):
    """Why something about a camera was refused."""

    NO_PLACE = "no place"
    """The words are no place that we can find."""
    PLACE_UNREADABLE = "place unreadable"
    NO_STREET_ADDRESS = "no street address"
    """A pin alone does not say the address that police would get; the owner has to type it."""
    NO_EMAIL = "no email"
    """An owner needs a proved email address first."""
    NO_SUCH_CAMERA = "no such camera"
    TOO_MANY = "too many cameras"
    GEOCODER_DOWN = "geocoder down"
    BAD_LABEL = "bad label"
    """Nothing that can be seen, or too long."""
    BAD_FACING = "bad facing"
    """The words are no direction."""
    BAD_VIEW = "bad view"
    """The words are no number of degrees that a camera can see."""
    PAUSE_UNREADABLE = "pause unreadable"
    """The words are no day and no span of time."""
    PAUSE_PAST = "pause past"
    PAUSE_TOO_LONG = "pause too long"
    QUESTION_OVER = "camera question over"
    """The button belongs to a question that was answered."""


class CameraKind(StrEnum):
    """What a camera is fixed to, which says what it may have seen."""

    DOORBELL = "doorbell"
    DRIVEWAY = "driveway"
    YARD = "yard"
    STREET = "street"
    WINDOW = "window"
    OTHER = "other"


MAX_CAMERAS = 32
"""Of one owner; more is a business, not a home."""

MAX_ADDRESS = 200
"""Characters of a street address."""

MAX_LABEL = 40
"""Characters of the name that an owner gives a camera."""

OUR_LABEL = "Camera "
"""With a number behind it, the name of a camera that its owner has given none; shown in the reader's language."""

USUAL_VIEW_DEG = 110
"""How wide a camera is taken to look when its owner has said where it looks, and not how wide."""

BACK_JOB = "camera.back"
"""Tell the owner that a camera (the subject) is on again because its pause has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a camera hangs: the exact point, and the address that police would get with an approved clip."""

    point: Point
    street_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCamera:
    """A camera to register. The point is exact and never leaves the owner's rows."""

    ref: Ref
    owner: PersonId
    label: str
    street_address: str
    point: Point
    kind: CameraKind = CameraKind.OTHER
    facing_deg: int | None = None
    """Where it looks, in degrees clockwise from north; None when the owner has not said."""
    view_deg: int | None = None
    """How wide it looks, in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera(NewCamera):
    """A registered camera."""

    id: CameraId
    created_at: datetime
    paused: bool = False
    paused_until: datetime | None = None
    """None while paused: until the owner says otherwise."""


class InRange(NamedTuple):
    """A camera found by a range query. A tuple: a query finds thousands, and a frozen dataclass takes 2 us to make."""

    camera: CameraId
    owner: PersonId
