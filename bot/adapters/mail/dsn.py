"""Reading what came back: whose slip a mail carries, and whether it reports a final failure (RFC 3464). Never raises."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from bot.people.slips import Returned

_DELIVERED_TO = ("To", "Delivered-To", "X-Original-To", "X-Delivered-To", "Envelope-To", "X-Envelope-To")
"""Where the address stands to which a mail was delivered, with one mail program or another."""

_MOST_HEADERS = 200
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_NOT_ITS_FAULT = re.compile(r"5\.(1\.[78]|2\.[23]|[3567]\.\d+)")
"""Bad sender, a mailbox that is full or takes no mail so large, and troubles of the system, the protocol, the content and
of policy: final for that mail, but they do not say that the address is dead."""


def read_returned(raw: bytes, mailbox: str) -> Returned | None:
    """What the mail says; None unless it carries exactly one slip of a variant of the mailbox's address.

    Answers of people and machines (out of office, delays) are no failures. Only whoever was handed our mail can know the
    slip; whether it is one of ours is for its reader to find out.
    """
    try:
        mail = message_from_bytes(raw)
        slips = set(_slips(mail, mailbox))
        return Returned(slip=slips.pop(), is_hard=_is_hard(mail)) if len(slips) == 1 else None
    except Exception:
        # A hostile mail can make the library stumble in many ways (deep nesting, broken charsets). Then it says nothing.
        return None


def _slips(mail: Message, mailbox: str) -> Iterator[str]:
    name, _, domain = mailbox.rpartition("@")
    variant = re.compile(rf"(?<![\w.+-]){re.escape(name)}\+([a-z2-7]+)@{re.escape(domain)}(?![\w.-])", re.IGNORECASE)
    for header in _DELIVERED_TO:
        for value in mail.get_all(header, [])[:_MOST_HEADERS]:
            yield from (slip.lower() for slip in variant.findall(str(value)))


def _is_hard(mail: Message) -> bool:
    """Every recipient that the report names has failed for good, and the address is why."""
    kind = str(mail.get_param("report-type") or "").lower()
    if mail.get_content_type() != "multipart/report" or kind != "delivery-status" or not mail.is_multipart():
        return False
    parts = mail.get_payload()
    reports = [part for part in parts if isinstance(part, Message) and _is_report(part)] if isinstance(parts, list) else []
    if len(reports) != 1:
        return False
    recipients = [group for group in reports[0].get_payload() if isinstance(group, Message) and "Action" in group]
    return bool(recipients) and all(map(_has_failed, recipients))


def _is_report(part: Message) -> bool:
    return part.get_content_type() == "message/delivery-status" and part.is_multipart()


def _has_failed(recipient: Message) -> bool:
    action = str(recipient["Action"]).partition(";")[0].strip().lower()
    status = _STATUS.search(str(recipient["Status"]))
    if action != "failed" or status is None or status[1] != "5":
        return False
    if status[0] == "5.0.0":
        # "Something failed": the words of the other server say more, if they hold a number of their own.
        status = _STATUS.search(str(recipient["Diagnostic-Code"])) or status
    return status[1] == "5" and _NOT_ITS_FAULT.fullmatch(status[0]) is None
