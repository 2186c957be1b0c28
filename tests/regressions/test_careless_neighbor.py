"""What a neighbor may rely on who skips, mistypes, presses twice and begins one thing in the midst of another."""

import pytest

from tests.features.incidents.conftest import Corner
from tests.features.incidents.conftest import corner as made_corner
from tests.handlers.house import Somebody, words_of

corner = made_corner


@pytest.fixture
def eva(corner: Corner) -> Somebody:
    """Somebody whose app is in Spanish, in a direct message."""
    return Somebody(router=corner.night.router, handle="2002", language="es", keys=corner.night.keys)


@pytest.mark.parametrize("word", ["-", "skip", "omitir"])
async def test_a_language_is_not_skipped(eva: Somebody, word: str) -> None:
    """Whoever skips the only question is asked again, in their own language, which stays theirs."""
    asked = await eva.says("/language")
    assert asked.form is not None
    again = await eva.says(word)
    assert again.form is not None and "idioma" in words_of(again)
    assert (await eva.says(f"/language {word}")).form is not None
    await eva.says("cancelar")
    assert "No entendí" in words_of(await eva.says("¿qué?"))


async def test_an_empty_dialog_chooses_no_language(eva: Somebody) -> None:
    """A dialog that was sent off empty is asked again."""
    eva.modals = True
    asked = await eva.fills("language")
    assert asked.form is not None
    assert (await eva.sends_form(asked.form.draft)).form is not None


async def test_what_is_skipped_about_alerts_stays(corner: Corner) -> None:
    """A skipped question about alerts changes nothing, and shows what holds."""
    eve = corner.eve.account
    await eve.says("/alerts 40.0005, -75.0005")
    for name in ("radius", "categories", "rhythm", "quiet"):
        shown = words_of(await eve.fills("alerts", **{name: "skip"}))
        assert "Quiet hours: 21:00 to 08:00" in shown, name
