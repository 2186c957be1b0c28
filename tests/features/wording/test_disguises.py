"""Words that somebody writes so that readers understand them and programs do not; invented, like every number here."""

import pytest

from bot.moderation.rules import concerns_of

DISGUISED: dict[str, tuple[str, ...]] = {
    "link": (
        "t . me/abc", "t[.]me/abc", "t dot me", "https : // evil . xyz", "discord gg abc", "discord . gg/abc", "evil.xyz",
        "cheap-roofs.shop", "evil.ru", "evil dot com", "evil punto com", "evil[.]com", "evil(dot)com", "evil . com",
        "tg://resolve?domain=x", "ftp://evil.example", "javascript:alert(1)", "http:/evil.example", "evil.online/buy",
        "www . evil . com", "//evil.xyz/abc", "1.2.3.4/abc", "evil。com", "ev\u200bil.com", "еvil.com", "[free](evil.xyz)",
        "magnet:?xt=urn", "visit evil.app today", "signal.group/#abc", "cash.app/$x", "cashapp $roofguy",
        "@cheap_meds_bot", "telegram: @cheapmeds", "DM @roofguy", "write to @roofguy", "@roofguy on telegram",
        "escríbeme a @techos", "hxxps://evil",
    ),
    "phone": (
        "215•555•0123", "215_555_0123", "(215)5550123", "215-5550123", "215-555-O123", "2l5-555-0123",
        "2\ufe0f\u20e31\ufe0f\u20e35 5 5 5 0 1 2 3", "two one five five five five zero one two three", "215*555*0123",
        "215,555,0123", "215/555/0123", "215.555.01.23", "21 55 55 01 23", "tel:2155550123", "215 5 5 5 0123",
        "seis uno dos tres cuatro cinco seis siete ocho", "215 five five five 0123", "(215)-555-0123", "[215] 555 0123",
        "215:555:0123", "1.215.555.01.23", "²¹⁵ ⁵⁵⁵ ⁰¹²³",
    ),
    "email": (
        "ada [at] example [dot] org", "ada at example dot org", "ada@example . org", "ada @ example.org",
        "ada arroba example punto org", "ada{at}mail{dot}com", "ada＠example.org",
    ),
    "address": ("#12 Oak St", "12-B Oak St", "12 Oak Str.", "Oak Street no. 12", "number 12 on Oak Street"),
    "coordinates": ("40.01234 / -75.12345", "40.01234|-75.12345", "40.01234 W75.12345", "(40.01234)(-75.12345)"),
    "plate": ("numberplate KLM4821", "lic KLM4821", "plate K L M 4 8 2 1", "plate number is K-L-M-4-8-2-1"),
    "abuse": (
        "n i g g e r", "n1gg3r", "f@ggot", "a s s h o l e", "a$$hole", "a.s.s.h.o.l.e", "b1tch", "sh00t him on sight",
        "k1ll them all", "kıll them all", "ᴀssʜᴏʟᴇ", "assh*le", "f*ck you", "fvck you", "idi0t", "mar1con", "🅰sshole",
        "𝓪𝓼𝓼𝓱𝓸𝓵𝓮", "kys", "whоre",
    ),
    "race": ("bl4ck male", "b l a c k male", "hombre negr0", "a ʙʟᴀᴄᴋ man", "bl@ck guy"),
}  # fmt: skip

PLAIN = (
    "See you at the park at 7. Come early.",
    "The library closes at 5.30 today. Info at the desk.",
    "We paid 250, 300, 4000 dollars for the repairs.",
    "1 2 3 4 and 5, all lamps are out.",
    "Lamps 12, 14, 16, 18, 20 and 22 are out.",
    "He shouted one two three and threw it.",
    "One or two of the three dogs bit four people.",
    "He drove a 4x4 w/ a trailer and/or a boat.",
    "Mr. Brown/Mrs. Green organise it.",
    "Tires 235/65/17 were stolen from my truck.",
    "Bike shop. Net loss for all of us.",
    "It was dark.So we left.",
    "Version 1.2.3.4 of the app crashed my doorbell.",
    "We meet at school dot dot dot nobody came.",
    "The N.Y.P.D. blocked the road.",
    "S O S was written in the sand.",
    "A B C D blocks are without power.",
    "4 kids on 2 e-bikes, no lights @ the corner.",
    "Text me when you see the dog, I am at the park.",
    "Join us at the cleanup on Saturday!",
    "It cost $1,200.50 and $300.",
    "The number 7 on the list of streets is ours.",
    "Number 12 bus broke down on the bridge road.",
    "His tag reads Max, blue collar.",
    "Zip 19104-2618 has no water.",
    "Order no. 112-3456789-1234567 never came.",
    "Package 1Z 999 AA1 01 2345 6784 is missing.",
    "He is 5'10\" and 180 lbs, 25-30 yrs.",
    "Discord among neighbors about the fence.",
    "Signal: red for 20 minutes.",
    "Nos vemos a las 5 en punto.",
    "Uno de los dos perros mordió a tres niños.",
)


@pytest.mark.parametrize(("concern", "text"), [(each, text) for each, texts in DISGUISED.items() for text in texts])
def test_disguises_hide_nothing(concern: str, text: str) -> None:
    """Each waits for a person, alone and within a sentence."""
    assert concern in concerns_of(text)
    assert concern in concerns_of(f"Somebody broke a lamp here, and so: {text} Thanks to all")


@pytest.mark.parametrize("text", PLAIN)
def test_what_only_looks_like_one_does_not_wait(text: str) -> None:
    """Lists, prices, sizes and full stops without a blank are held for nothing."""
    assert concerns_of(text) == ()
