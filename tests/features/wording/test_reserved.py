"""Names that would speak for others."""

import pytest

from bot.wording.reserved import is_blank, sounds_official


@pytest.mark.parametrize(
    "name",
    ["Maple Police", "Maple PD", "POLICE", "P.O.L.I.C.E.", "P o l i c e", "Po1ice", "Pol1ce", "P0lice", "Роlicе Dept",
     "Pol\u200bice", "ｐｏｌｉｃｅ", "Policía Local", "Policia de Maple", "Sheriff Vega", "County Sheriffs Office",
     "Officer Daniels",
     "Ofc. Vega, Maple Police", "Sgt. Vega", "Deputy Jones", "Detective Stone", "Official Bulletin", "Boletín oficial",
     "Porchlight", "Porch Light", "P0rchlight", "Porchlight Bot", "Moderator", "The moderators", "Reviewer Rex",
     "Admin", "FBI", "911", "Maple Fire Department", "City of Maple", "Neighborhood Watch", "Bomberos", "Cop", "mod"],
)  # fmt: skip
def test_names_that_sound_official(name: str) -> None:
    """Also in capitals, with dots, blanks, digits and letters of other alphabets between or in place of theirs."""
    assert sounds_official(name)


@pytest.mark.parametrize(
    "name",
    ["Ada", "Bob Smith", "María José", "Captain Jack", "Ms. Marshall", "Dr. Bishop", "Copeland", "Scooper", "Modesto",
     "Botella", "Paul & Polly", "Cy Offord", "Pedro Oficio", "Talbot", "🌻", "李小龙", "O'Brien", "Ann-Marie", "Adminia"],
)  # fmt: skip
def test_names_of_people(name: str) -> None:
    """Names that only resemble one are nobody's but their bearers'."""
    assert not sounds_official(name)
    assert not is_blank(name)


@pytest.mark.parametrize("name", ["", " ", "\u3164", "\u200b\u2060", "\u2800", "\ufe0f"])
def test_names_that_nobody_sees(name: str) -> None:
    """Fillers and unseen letters are no name."""
    assert is_blank(name)
