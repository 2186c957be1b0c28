"""What a person is told about a place: where it is, or one sentence that helps."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.app import ROUTES as ALL
from bot.chat.phrase import Phrase, fill
from bot.geo.distance import distance_m
from bot.geo.model import Located, Point
from bot.geo.places import Words
from bot.geo.plus_codes import ALPHABET, read_plus_code
from bot.geo.ports import GeocoderDown
from bot.geo.problems import AreaProblem, PlaceProblem
from bot.handlers.context import Services
from bot.handlers.places import REFUSALS, locate, point_of, sought
from bot.handlers.registry import Registry
from bot.handlers.router import Router
from bot.kernel.refusal import Reason, Refused
from tests.handlers.house import Hands, Somebody, services_for, words_of

OAK_12 = Point(lat=40.0, lon=-75.0)


class Unknown(Reason):
    """A reason of these tests."""

    UNKNOWN = "unknown in a test"


def never() -> Any:
    raise AssertionError("No place is looked for within a transaction.")


@pytest.fixture
def found_by(tmp_path: Path) -> Services:
    """Services whose transactions must not be opened."""
    return services_for(never, tmp_path, Hands())


class Silent:
    """A server that has gone, behind the list of the tests; counts who asked."""

    attribution = ""

    def __init__(self) -> None:
        self.asked = 0

    async def _down(self, *_: object) -> Any:
        self.asked += 1
        raise GeocoderDown

    find = town = street_near = address_at = suggest = _down


@pytest.fixture
def silent(found_by: Services) -> Services:
    return replace(found_by, geocoder=Silent())


@pytest.mark.parametrize("problem", PlaceProblem)
def test_every_problem_has_one_sentence_that_helps(problem: PlaceProblem) -> None:
    """Each is one whole phrase that a translator sees, short, without a fact to fill in, and the router knows it."""
    sentence = REFUSALS[problem]
    assert isinstance(sentence, Phrase)
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 140
    assert not set("{}!") & set(sentence)
    assert len(set(REFUSALS.values())) == len(PlaceProblem) + len(AreaProblem)
    assert Registry(ALL).refusals[problem] is sentence


@pytest.mark.parametrize("problem", AreaProblem)
def test_every_problem_of_an_outline_has_one_sentence_that_helps(problem: AreaProblem) -> None:
    """Each is one short whole phrase that the router knows; what is wrong with a corner names its number, nothing else."""
    sentence = REFUSALS[problem]
    assert isinstance(sentence, Phrase) and Registry(ALL).refusals[problem] is sentence
    assert sentence[0].isupper() and sentence.endswith(".") and len(sentence) < 170
    assert "Corner 7" in fill(sentence, number="7") or "corner 7" in fill(sentence, number="7") or "{" not in sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12 oak st", "12 Oak St, Maple 19000"),
        ("near 12 Oak St, Maple", "12 Oak St, Maple 19000"),
        ("geo:40.0,-75.0", "12 Oak St, Maple 19000"),
        ("40.5, -75.5", "40.50000, -75.50000"),
    ],
)
async def test_a_place_has_words(found_by: Services, text: str, words: str) -> None:
    """An address is shown as the list has it; a pin by the house beside it, or else by its coordinates."""
    assert (await locate(found_by, text, Unknown.UNKNOWN)).words == words
    assert await point_of(found_by, text, Unknown.UNKNOWN) == (await locate(found_by, text, Unknown.UNKNOWN)).point


async def test_a_short_plus_code_is_completed_by_its_town(found_by: Services) -> None:
    """With a town that the list knows, a short code is the point of the whole one, and needs no address."""
    lat, lon = read_plus_code(whole(OAK_12)).middle
    short = f"{whole(OAK_12)[4:]} Maple"
    point = await point_of(found_by, short, Unknown.UNKNOWN)
    assert distance_m(point, Point(lat=lat, lon=lon)) < 0.01
    assert (await locate(found_by, short, Unknown.UNKNOWN)).words == "12 Oak St, Maple 19000"
    assert await sought(found_by, short) == point


def whole(point: Point) -> str:
    """The plus code of ten digits around a point."""
    down, along = int((point.lat + 90) * 8000), int((point.lon + 180) * 8000)
    digits = "".join(ALPHABET[down // 20**at % 20] + ALPHABET[along // 20**at % 20] for at in range(4, -1, -1))
    return f"{digits[:8]}+{digits[8:]}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", PlaceProblem.EMPTY),
        ("PO Box 12, Maple", PlaceProblem.POST_BOX),
        ("XXX2+X2", PlaceProblem.CODE_WITHOUT_TOWN),
        ("XXX2+X2 Nowhere", PlaceProblem.CODE_TOWN_UNKNOWN),
        ("91.5, 200.5", PlaceProblem.OUT_OF_RANGE),
        ("99 Nowhere Road", Unknown.UNKNOWN),
        ("Oak St & Elm Ave", Unknown.UNKNOWN),
    ],
)
async def test_what_is_no_place_is_refused_for_its_own_reason(found_by: Services, text: str, reason: Reason) -> None:
    """What cannot be meant is refused as that, about its field; what nobody knows for the reason of the feature."""
    for look in (locate, point_of):
        with pytest.raises(Refused) as refused:
            await look(found_by, text, Unknown.UNKNOWN, "home")
        assert refused.value.reason is reason
        assert refused.value.facts == ({"field": "home"} if isinstance(reason, PlaceProblem) else {})


async def test_a_pin_needs_no_server(silent: Services) -> None:
    """A pin is a place while the server is away, and `point_of` does not even ask; words have to wait for it."""
    assert await point_of(silent, "geo:40.0,-75.0", Unknown.UNKNOWN) == OAK_12
    assert isinstance(silent.geocoder, Silent)
    assert silent.geocoder.asked == 0
    assert await locate(silent, "geo:40.0,-75.0", Unknown.UNKNOWN) == Located(point=OAK_12, words="40.00000, -75.00000")
    assert await sought(silent, "12 Oak St") == Words(text="12 Oak St")
    for look in (locate, point_of):
        for text in ("12 Oak St", "XXX2+X2 Maple"):
            with pytest.raises(GeocoderDown):
                await look(silent, text, Unknown.UNKNOWN)


async def test_the_form_asks_the_place_again(services: Services) -> None:
    """In conversation, a post box is answered with what to write instead, and the question stays open."""
    ada = Somebody(router=Router(services, ALL))
    await ada.says("/camera add")
    answer = words_of(await ada.says("P.O. Box 12, Maple"))
    assert REFUSALS[PlaceProblem.POST_BOX] in answer
    assert "Where is the camera?" in answer
    assert "Is this the place?" in words_of(await ada.says("12 Oak St"))
