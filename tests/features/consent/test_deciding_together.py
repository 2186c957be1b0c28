"""Deciding together as people type and press it: invited, joined, shown, ended; a code spoken aloud is void."""

from bot.consent.texts import together as texts
from bot.handlers.context import Services
from bot.handlers.router import Router
from bot.kernel.ids import Ref
from tests.features.alerts.test_alerts_command import labels
from tests.handlers.house import Somebody, words_of


async def code_of(who: Somebody) -> str:
    """A fresh invitation."""
    words = words_of(await who.presses(texts.INVITE, texts.ME))
    return words.split("decide with you: ")[1].split(".")[0]


async def test_from_invitation_to_end(ada: Somebody, router: Router, services: Services) -> None:
    """Each sees the other; either can end it, after being asked once more."""
    bob = Somebody(router=router, handle="2002", platform="discord")
    assert "Invite somebody" in labels((await ada.says("/rules together")).messages[0])
    assert "From now on you are asked too" in words_of(await bob.says(f"/rules join {await code_of(ada)}"))
    assert "decides with you" in words_of(await ada.says("/rules together"))
    shown = await bob.says("/rules juntos")
    assert "You decide with" in words_of(shown)
    button = shown.messages[0].buttons[0][0]
    ref = button.action.ref  # type: ignore[union-attr]
    assert "requests to come" in words_of(await bob.presses(texts.REALLY, ref))
    eve = Somebody(router=router, handle="3003")
    assert "You do not decide together" in words_of(await eve.presses(texts.END, ref))
    assert "no longer decide together" in words_of(await bob.presses(texts.END, ref))
    assert "decides with you" not in words_of(await ada.says("/rules together"))
    assert "You do not decide together" in words_of(await bob.presses(texts.END, Ref("nonsense")))


async def test_a_code_typed_where_others_read_along_is_void(ada: Somebody, router: Router) -> None:
    """As every other invitation."""
    code = await code_of(ada)
    aloud = Somebody(router=router, handle="2002", room="-100")
    assert "Others could read along here" in words_of(await aloud.says(f"/rules join {code}"))
    alone = Somebody(router=router, handle="2002", keys=aloud.keys)
    assert "unknown, used or expired" in words_of(await alone.says(f"/rules join {code}"))
