"""What somebody looks for among the reports, as they type it and as the buttons of pages carry it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.action import Action
from bot.geo.blur import cell_name
from bot.geo.model import Point
from bot.incidents.model import Category, IncidentReason
from bot.incidents.search import (
    MOST_DAYS,
    MOST_RADIUS_M,
    Search,
    read_category,
    read_days,
    read_radius_m,
    read_token,
    read_words,
)
from bot.kernel.refusal import Refused

CRIME = Category.CRIME.value


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("", {}),
        ("1", {"radius": "1"}),
        ("0.5 mi", {"radius": "0.5 mi"}),
        ("2 miles crime", {"radius": "2 miles", "category": CRIME}),
        ("1 crime 14", {"radius": "1", "category": CRIME, "days": "14"}),
        ("500 m lost or found pet 3 days", {"radius": "500 m", "category": "lost or found pet", "days": "3"}),
        ("pet", {"category": "lost or found pet"}),
        ("Fire 2 días", {"category": "fire or medical", "days": "2"}),
        ("14 days", {"days": "14"}),
        ("1 mi near 12 Oak St", {"radius": "1 mi", "place": "12 Oak St"}),
        ("crime near Oak St and 5th", {"category": CRIME, "place": "Oak St and 5th"}),
        ("12 Oak St", {"place": "12 Oak St"}),
        ("40.1, -75.2", {"place": "40.1, -75.2"}),
        ("lost or found", {"place": "lost or found"}),
    ],
)
def test_words_of_a_search(words: str, parts: dict[str, str]) -> None:
    """Each part may be missing; words that are no part of a search are a place."""
    assert read_words(words) == parts


@pytest.mark.parametrize("words", ["0", "5.01 mi", "9 km", "-1", "a mile", "1e9", "", "99999 m"])
def test_nonsense_distances(words: str) -> None:
    """More than five miles, nothing, and no number are refused with the one reason."""
    with pytest.raises(Refused) as no:
        read_radius_m(words)
    assert no.value.reason is IncidentReason.BAD_SEARCH


def test_distances_and_days_at_their_edges() -> None:
    """Five miles and thirty days are taken, the next step is not; miles are meant where no unit is named."""
    assert read_radius_m("5") == read_radius_m("5 mi") == pytest.approx(8046.72)
    assert read_radius_m("0,25") == pytest.approx(402.336)
    assert read_radius_m("2 km") == 2000
    assert (read_days("1"), read_days("30 days")) == (1, 30)
    for words in ("0", "31", "many", "1.5", ""):
        with pytest.raises(Refused):
            read_days(words)
    assert read_category("Suspicious") is Category.SUSPICIOUS
    with pytest.raises(Refused):
        read_category("lost")


searches = st.builds(
    Search,
    radius_m=st.none() | st.integers(min_value=1, max_value=int(MOST_RADIUS_M)).map(float),
    category=st.none() | st.sampled_from(Category),
    days=st.integers(min_value=1, max_value=MOST_DAYS),
    cell=st.just("") | st.floats(-80, 80).map(lambda lat: cell_name(Point(lat=lat, lon=lat), 9)),
)


@given(search=searches, page=st.integers(min_value=0, max_value=9999))
def test_buttons_carry_the_whole_search(search: Search, page: int) -> None:
    """Whatever is looked for comes back from a button, and fits the 64 bytes of one."""
    assert read_token(search.token()) == search
    assert Action(verb="incident.page", ref=f"{page}.{search.token()}").encode()


@given(token=st.text(max_size=40) | st.from_regex(r"[0-9.h]{0,30}", fullmatch=True))
def test_foreign_buttons(token: str) -> None:
    """A token that we did not write is refused, or is a search within the limits; nothing else happens."""
    try:
        search = read_token(token)
    except Refused as no:
        assert no.reason is IncidentReason.BAD_SEARCH  # noqa: PT017 - either way is right
    else:
        assert 0 < search.days <= MOST_DAYS
        assert search.radius_m is None or 0 <= search.radius_m <= MOST_RADIUS_M
