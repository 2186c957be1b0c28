"""The wording linter: what it holds back, and what honest requests it lets pass."""

import pytest

from bot.requests.rules import UNFIT
from bot.wording.model import Concern
from bot.wording.screen import screen

HELD = [
    ("We are investigating recent protests and ask for any video of the demonstrations.", Concern.GATHERING),
    ("Please share footage from the rally on Main Street.", Concern.GATHERING),
    ("Looking for the people at the vigil last night.", Concern.GATHERING),
    ("You must share your video within 24 hours.", Concern.PRESSURE),
    ("Failure to respond may be reported.", Concern.PRESSURE),
    ("If you do not answer, an officer will visit you.", Concern.PRESSURE),
    ("Thank you for making your neighborhood safer!", Concern.THANKS),
    ("A reward is offered for your clip.", Concern.THANKS),
    ("Looking for two black males near the park.", Concern.RACE),
    ("An Asian woman in her thirties took the package.", Concern.RACE),
]

HONEST = [
    "A white van that left the driveway shortly after the break-in.",
    "A person in a dark hoodie who tried door handles on Oak Street between 2 and 3 am.",
    "A silver sedan with a broken tail light that struck a cyclist and drove on.",
    "Anything that shows the black pickup truck leaving the alley.",
    "A missing 82 year old man in a red jacket, last seen walking toward the park.",
    "Somebody carrying a grey bicycle away from number 12.",
    "The moment the window of the bakery was broken.",
    "A white dog that was taken from a front yard.",
    "A shooting heard around 23:10; any vehicle leaving at speed.",
    "Smoke or people near the shed on the morning of the fire.",
]


@pytest.mark.parametrize(("text", "unfit"), HELD)
def test_held(text: str, unfit: Concern) -> None:
    """Protests, pressure, thanks and race are found and named."""
    assert unfit in {found.concern for found in screen(text)}
    assert unfit in UNFIT


@pytest.mark.parametrize("text", HONEST)
def test_honest(text: str) -> None:
    """Honest requests pass."""
    assert [found for found in screen(text) if found.concern in UNFIT] == []
