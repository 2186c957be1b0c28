"""Which words can be the address that police would get."""

import pytest

from bot.cameras.service import is_street_address


@pytest.mark.parametrize(
    "text",
    ["12 Oak Street", "Oak Street 12, Springfield", "221B Baker St", "12-14 Rue de l'Été", "9 5th Ave", "12 Elm St #3"],
)
def test_a_street_address_has_a_number_and_words(text: str) -> None:
    """A house number and a street."""
    assert is_street_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "Oak Street", "12", "40.1, -75.2", "12 x", "5th Street", "5th St, 90210", "Oak St & 5 St", "15 block of Elm"],
)
def test_other_words_are_no_street_address(text: str) -> None:
    """A street without a number, a number without a street, a corner or a block do not say whose house it is."""
    assert not is_street_address(text)
