"""Times are read strictly: what could mean two moments is refused, never guessed."""

import random
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from bot.kernel.refusal import Refused
from bot.requests.model import RequestReason
from bot.requests.times import read_time

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
ZONE = "America/Los_Angeles"

UNDERSTOOD = [
    ("2026-11-22 09:30", "2026-11-22T17:30"),
    ("2026-11-22T09:30", "2026-11-22T17:30"),
    ("2026-11-22 09:30:15", "2026-11-22T17:30"),
    ("2026-11-22 9:30", "2026-11-22T17:30"),
    ("2026-11-22 09:30Z", "2026-11-22T09:30"),
    ("2026-11-22 09:30 -05:00", "2026-11-22T14:30"),
    ("2026-11-22 09:30+0100", "2026-11-22T08:30"),
    ("11/22 9:30 pm", "2026-11-23T05:30"),
    ("11/22 21:30", "2026-11-23T05:30"),
    ("11/22/2026 12am", "2026-11-22T08:00"),
    ("12/31 11:00", "2025-12-31T19:00"),
    ("today 9am", "2026-11-22T17:00"),
    ("Yesterday at 23:15", "2026-11-22T07:15"),
    ("90 minutes ago", "2026-11-22T18:30"),
    ("2 hours ago", "2026-11-22T18:00"),
    ("now", "2026-11-22T20:00"),
    ("2026-11-01 01:30-07:00", "2026-11-01T08:30"),
    ("2026-11-01 01:30-08:00", "2026-11-01T09:30"),
]


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD)
def test_understood(text: str, expected: str) -> None:
    """Each listed form gives exactly one moment."""
    assert read_time(text, ZONE, NOW, "start") == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "9-11pm", "may", "22:00", "13/45 10:00", "2026-02-30 10:00", "25:00", "11/22 9", "11/22 13pm", "tomorrow 9am",
     "2026-11-22", "9999999 hours ago", "١٢:٣٠", "2026-11-22 09:30 +99:99", "\x00", "now now", "11/22/0000 10:00"],
)  # fmt: skip
def test_unreadable(text: str) -> None:
    """Everything else is refused with the forms that work, and the question is asked again."""
    with pytest.raises(Refused) as caught:
        read_time(text, ZONE, NOW, "end")
    assert caught.value.reason is RequestReason.TIME_UNREADABLE
    assert caught.value.facts["field"] == "end"


def test_repeated_hour() -> None:
    """The hour that occurs twice is asked about, with both offsets."""
    with pytest.raises(Refused) as caught:
        read_time("2026-11-01 01:30", ZONE, NOW, "start")
    assert caught.value.reason is RequestReason.TIME_AMBIGUOUS
    assert (caught.value.facts["first"], caught.value.facts["second"]) == ("-07:00", "-08:00")


def test_missing_hour() -> None:
    """The hour that never was, in spring, is not guessed either."""
    with pytest.raises(Refused) as caught:
        read_time("2026-03-08 02:30", ZONE, NOW, "start")
    assert caught.value.reason is RequestReason.TIME_AMBIGUOUS


def test_2000_random_times() -> None:
    """2,000 random and hostile texts give a moment or one refusal, never anything else."""
    chance = random.Random(7)
    pieces = [
        "2026",
        "-",
        "/",
        ":",
        " ",
        "11",
        "22",
        "am",
        "pm",
        "today",
        "ago",
        "hours",
        "T",
        "Z",
        "+",
        "99",
        "\u0661",
        "\ud800",
    ]
    for _ in range(2000):
        text = "".join(chance.choice(pieces) for _ in range(chance.randrange(1, 12)))
        with suppress(Refused):
            assert read_time(text, ZONE, NOW, "start").tzinfo is not None
