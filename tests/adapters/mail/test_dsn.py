"""What came back is read for one thing only: has our mail failed for good, and is the address why."""

import random

import pytest

from bot.adapters.keys.slips import SivSlips
from bot.adapters.mail.dsn import read_returned
from bot.people.slips import BOUNCE, Returned
from tests.adapters.mail.reports import EXCHANGE, GMAIL, GONE, MAILBOX, SLIP, STOP, TO, VACATION, crlf, report

HARD, NOT_HARD = Returned(slip=SLIP, is_hard=True), Returned(slip=SLIP, is_hard=False)


@pytest.mark.parametrize("mail", [GONE, EXCHANGE, GMAIL], ids=["postfix", "exchange", "gmail"])
def test_final_failures_of_real_programs(mail: bytes) -> None:
    """Reports as Postfix, Exchange and Gmail write them are final failures, with the slip in whatever case."""
    assert read_returned(mail, MAILBOX) == HARD


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "hard"),
    [
        ("failed", "5.1.1", "550 5.1.1 no such user", True),
        ("Failed", "5.1.2 (bad domain)", "", True),
        ("failed", "5.2.1", "550 5.2.1 disabled", True),
        ("failed", "5.4.1", "550 5.4.1 Recipient address rejected: Access denied", True),
        ("failed", "5.0.0", "550 unknown", True),
        ("failed", "5.0.0", "550 5.1.1 no such user", True),
        ("failed", "5.0.0", "550 5.7.1 blocked by a list", False),
        ("failed", "5.7.1", "550 5.7.1 spam", False),
        ("failed", "5.7.26", "550 5.7.26 unauthenticated", False),
        ("failed", "5.1.8", "553 5.1.8 sender address rejected", False),
        ("failed", "5.2.2", "552 5.2.2 mailbox full", False),
        ("failed", "5.3.4", "552 5.3.4 too large", False),
        ("failed", "5.6.0", "554 5.6.0 content", False),
        ("failed", "4.4.7", "delivery time expired", False),
        ("failed", "4.1.1", "450 5.1.1 odd", False),
        ("delayed", "5.1.1", "", False),
        ("delayed", "4.4.1", "", False),
        ("delivered", "2.0.0", "250 ok", False),
        ("relayed", "2.0.0", "", False),
        ("expanded", "5.1.1", "", False),
        ("failed", "", "550 5.1.1", False),
        ("failed", "five", "550 5.1.1", False),
    ],
)
def test_only_the_address_itself_counts(action: str, status: str, diagnostic: str, hard: bool) -> None:
    """Every kind of report: soft ones, policy about us, a full mailbox and our own mistakes pause nobody."""
    assert read_returned(report((action, status, diagnostic)), MAILBOX) == (HARD if hard else NOT_HARD)


def test_every_recipient_must_have_failed() -> None:
    """Where an address leads to several mailboxes, one that is gone does not make it dead; a report on nobody says nothing."""
    failed, delivered = ("failed", "5.1.1", ""), ("delivered", "2.0.0", "")
    assert read_returned(report(failed, failed), MAILBOX) == HARD
    assert read_returned(report(failed, delivered), MAILBOX) == NOT_HARD
    assert read_returned(report(), MAILBOX) == NOT_HARD


def test_answers_are_no_failures() -> None:
    """An out-of-office answer that quotes a failure, a disposition notice and a plain mail are not hard."""
    assert read_returned(VACATION, MAILBOX) == NOT_HARD
    assert read_returned(STOP, MAILBOX) == NOT_HARD
    assert read_returned(report(("failed", "5.1.1", ""), kind="disposition-notification"), MAILBOX) == NOT_HARD
    inside = crlf(f"To: {TO}\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n")
    assert read_returned(inside + GONE + b"\r\n--x--\r\n", MAILBOX) == NOT_HARD


@pytest.mark.parametrize(
    "to",
    [
        "bounces@porch.example",
        "bounces+@porch.example",
        f"bounces+{SLIP}@porch.example.evil.example",
        f"bounces+{SLIP}@evil.example",
        f"more.bounces+{SLIP}@porch.example",
        f"xbounces+{SLIP}@porch.example",
        f"{TO}, bounces+{'a' * 45}@porch.example",
        "",
    ],
)
def test_without_exactly_one_slip_it_is_nobodys(to: str) -> None:
    """A report to no variant of our address, or to two of them, is nobody's; a slip in the text is none."""
    assert read_returned(report(("failed", "5.1.1", ""), to=to, words=TO), MAILBOX) is None


def test_the_slip_is_found_where_the_mailbox_notes_it() -> None:
    """Some programs write their own address into To: then the header of the mailbox counts."""
    mail = report(("failed", "5.1.1", ""), to="undisclosed-recipients:;", headers=f"Delivered-To: {TO}\n")
    assert read_returned(mail, MAILBOX) == HARD


def mangled(dice: random.Random) -> bytes:
    """A report with some of its bytes, lines or halves changed, cut, doubled or swapped."""
    mail = bytearray(dice.choice([GONE, EXCHANGE, GMAIL, VACATION]))
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(mail) + 1)
        match dice.randrange(6):
            case 0:
                mail[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del mail[at : at + dice.randrange(200)]
            case 2:
                mail[at:at] = mail[at : at + dice.randrange(400)]
            case 3:
                mail[at:at] = dice.choice(
                    [b"\r\n", b"\n\n", b"--9B2F.1/mail\r\n", b"Content-Type: message/delivery-status\r\n", b"=?x?q?=ff?="]
                )
            case 4:
                lines = mail.split(b"\r\n")
                dice.shuffle(lines)
                mail = bytearray(b"\r\n".join(lines))
            case _:
                mail[at:at] = bytes(dice.randrange(256) for _ in range(dice.randrange(80)))
        if not mail:
            mail = bytearray(b"x")
    return bytes(mail)


def test_ten_thousand_mangled_mails_never_raise_or_name_another() -> None:
    """Whatever arrives, reading it gives nothing, or what was written for this very slip; never an error."""
    dice = random.Random(5)
    found = [read_returned(mangled(dice), MAILBOX) for _ in range(10_000)]
    assert None in found and HARD in found and NOT_HARD in found
    slips = SivSlips(b"k" * 32)
    named = {slips.read(BOUNCE, each.slip) for each in found if each is not None}
    assert named == {slips.read(BOUNCE, SLIP), None}


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\0" * 65_536,
        b"To: " + TO.encode() + b"\r\n" + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 1_500,
        b"To: " + TO.encode() + b"\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 2_000,
        (b"To: " + TO.encode() + b"\r\n") * 1_500,
        b"To: =?unknown-8bit?q?=ff?= <" + TO.encode() + b">\r\nContent-Type: \xff\xfe; report-type=\xff\r\n\r\n\xff",
        GONE[:700],
    ],
    ids=["empty", "zeros", "nested", "in-each-other", "many-headers", "broken-charset", "cut"],
)
def test_hostile_shapes_have_no_effect(mail: bytes) -> None:
    """Deep nesting, endless headers, broken charsets and halves of reports are no failures."""
    assert read_returned(mail, MAILBOX) in (None, NOT_HARD)
