"""Which mail domains may stand for a department."""

import pytest

from bot.departments.domains import FREE_MAIL, DomainProblem, is_at, problem_of, read_domains

CASES: tuple[tuple[str, DomainProblem | None], ...] = (
    ("police.springfield.gov", None),
    ("ci.austin.tx.us", None),
    ("co.davis.ut.us", None),
    ("pd.buxton.me.us", None),
    ("met.police.uk", None),
    ("springfieldpd.com", None),
    ("xn--polica-7va.example.es", None),
    ("virginia.gov", None),
    ("gmail.com", DomainProblem.FREE),
    ("mail.gmail.com", DomainProblem.FREE),
    ("yahoo.com.mx", DomainProblem.FREE),
    ("proton.me", DomainProblem.FREE),
    ("mailinator.com", DomainProblem.FREE),
    ("springfieldpd.wixsite.com", DomainProblem.SHARED),
    ("facebook.com", DomainProblem.SHARED),
    ("springfield.onmicrosoft.com", DomainProblem.SHARED),
    ("tx.us", DomainProblem.SHARED),
    ("k12.tx.us", DomainProblem.SHARED),
    ("co.uk", DomainProblem.SHARED),
    ("gov.uk", DomainProblem.SHARED),
    ("police.uk", DomainProblem.SHARED),
    ("com.mx", DomainProblem.SHARED),
    ("ice.dhs.gov", DomainProblem.FEDERAL),
    ("fbi.gov", DomainProblem.FEDERAL),
    ("usss.dhs.gov", DomainProblem.FEDERAL),
    ("sill-www.army.mil", DomainProblem.FEDERAL),
    ("lebanon.va.gov", DomainProblem.FEDERAL),
    ("fs.fed.us", DomainProblem.FEDERAL),
    ("gov", DomainProblem.UNREADABLE),
    ("", DomainProblem.UNREADABLE),
    ("police", DomainProblem.UNREADABLE),
    ("12.227.48.139", DomainProblem.UNREADABLE),
    ("https://springfield.gov", DomainProblem.UNREADABLE),
    ("chief@springfield.gov", DomainProblem.UNREADABLE),
    ("sprіngfield.gov", DomainProblem.UNREADABLE),
    ("springfield..gov", DomainProblem.UNREADABLE),
    ("-springfield.gov", DomainProblem.UNREADABLE),
    (".springfield.gov", DomainProblem.UNREADABLE),
    ("springfield.gov\n", DomainProblem.UNREADABLE),
    ("a" * 64 + ".gov", DomainProblem.UNREADABLE),
    ("a." * 130 + "gov", DomainProblem.UNREADABLE),
)


@pytest.mark.parametrize(("domain", "problem"), CASES)
def test_what_may_stand_for_a_department(domain: str, problem: DomainProblem | None) -> None:
    """Its own domain may; one where anybody or many have mailboxes, a federal one, and no domain at all may not. A letter
    of another alphabet (the і in one of these) makes it none."""
    assert problem_of(domain) is problem


def test_every_free_one_and_below_it() -> None:
    """Nobody gets around the list by a name below one of its domains."""
    assert [each for each in FREE_MAIL if problem_of(each) is not DomainProblem.FREE] == []
    assert [each for each in FREE_MAIL if problem_of(f"police.{each}") is not DomainProblem.FREE] == []


def test_reading_a_line() -> None:
    """Blanks, commas and semicolons part them; case, a leading @ and a last dot do not matter; each counts once."""
    assert read_domains(" @Police.Springfield.GOV, springfield.gov.;police.springfield.gov ") == (
        "police.springfield.gov",
        "springfield.gov",
    )
    assert read_domains("  ") == ()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("reyes@police.example.org", True),
        ("reyes@mail.police.example.org", True),
        ("REYES@Police.Example.ORG", True),
        ("reyes@example.org", False),
        ("reyes@notpolice.example.org", False),
        ("reyes@police.example.org.evil.com", False),
        ("police.example.org", False),
        ('"x@police.example.org"@evil.com', False),
        ("", False),
    ],
)
def test_an_address_at_a_domain(address: str, expected: bool) -> None:
    """Exactly there, or below it; a name that merely ends or begins alike is somewhere else."""
    assert is_at(address, ("police.example.org",)) is expected
