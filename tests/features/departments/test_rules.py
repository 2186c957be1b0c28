"""Which bodies are refused by name."""

import pytest

from bot.departments.rules import is_federal


@pytest.mark.parametrize(
    "name",
    [
        "FBI",
        "F.B.I. Denver Field Office",
        "F B I",
        "Federal Bureau of Investigation",
        "ICE",
        "Springfield PD / ICE Task Force",
        "I.C.E.",
        "Immigration and Customs Enforcement",
        "US Marshals Service",
        "U.S. Marshals",
        "U. S. Marshals",
        "United States Park Police",
        "DEA",
        "Drug Enforcement Administration",
        "ATF Dallas",
        "Bureau of Alcohol, Tobacco, Firearms and Explosives",
        "CBP",
        "Customs & Border Protection",
        "Border Patrol, Tucson Sector",
        "DHS",
        "Department of Homeland Security",
        "Homeland Security Investigations",
        "Federal Protective Service",
        "Federal Police",
        "ＦＢＩ",
        "fbi_liaison",
        "Enforcement-and-Removal Operations",
        "Secret Service",
        "Federal Waystation Police",
    ],
)
def test_federal_and_immigration_bodies_are_refused(name: str) -> None:
    """Promise P5: whatever kind is claimed, a federal or immigration body is known by its name."""
    assert is_federal(name)


@pytest.mark.parametrize(
    "name",
    [
        "Federal Heights Police Department",
        "Federal Way Police Department",
        "FEDERAL WAY PD",
        "Federalsburg Police Department",
        "Maple Falls Police Department",
        "Iceland Creek Fire Department",
        "Justice Police Department",
        "Columbus Division of Police",
        "Dearborn Police Department",
        "Bushnell Fire",
        "U.S. Virgin Islands Police Department",
        "St. Mary's County Sheriff's Office",
        "Office of the Fire Marshal",
        "J. F. Kennedy College Campus Police",
        "San José Police Department",
        "Border City Police Department",
    ],
)
def test_towns_are_not_mistaken_for_them(name: str) -> None:
    """Whole words decide, so towns whose names merely sound alike are welcome."""
    assert not is_federal(name)
