"""Which typed words are a mail address."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.mail.address import is_plain, read_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ana@example.org", "ana@example.org"),
        ("  Ana.Lopez+Cams@Example.ORG \t", "ana.lopez+cams@example.org"),
        ("ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("o'brien@example.co.uk", "o'brien@example.co.uk"),
    ],
)
def test_addresses_are_tidied(typed: str, address: str) -> None:
    """Blanks around it, upper case and letters beyond ASCII in the domain do not matter."""
    assert read_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ana",
        "ana@",
        "@example.org",
        "ana@@example.org",
        "ana@example",
        "ana@example.org, bob@example.org",
        "ana@example.org bob@example.org",
        "Ana <ana@example.org>",
        "<ana@example.org>",
        '"ana b"@example.org',
        "ana@example.org\nBcc: bob@example.org",
        "ana@exa\r\nmple.org",
        "ana@example.org\x00",
        "ana\u202e@example.org",
        "josé@example.org",
        "ana@[127.0.0.1]",
        "ana@127.0.0.1",
        "a" * 65 + "@example.org",
        "ana@" + "x" * 250 + ".org",
        "ana.@example.org",
        "ana..b@example.org",
        "mailto:ana@example.org",
    ],
)
def test_everything_else_is_refused(typed: str) -> None:
    """Several addresses, names around one, line breaks, numbers for a domain: none is an address."""
    assert read_address(typed) is None


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=20))
def test_what_is_read_is_safe(before: str, after: str) -> None:
    """Whatever is typed, what comes out may stand in a header and in a command, and is read again as itself."""
    for typed in (before, f"{before}@example.org", f"ana@example.org{after}", f"{before}@{after}.org"):
        address = read_address(typed)
        if address is not None:
            assert is_plain(address)
            assert address == address.lower()
            assert read_address(address) == address
