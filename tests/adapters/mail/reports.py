"""Mails that come back, as the mail programs of the world write them."""

SLIP = "mbwgiv3ztxpvkr5o64vigo7v63vtw277sd5mrq26pyxpi"
MAILBOX = "bounces@porch.example"
TO = f"bounces+{SLIP}@porch.example"


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def report(
    *recipients: tuple[str, str, str], to: str = TO, headers: str = "", kind: str = "delivery-status", words: str = ""
) -> bytes:
    """A report on recipients of (action, status, diagnostic)."""
    groups = "".join(
        f"\nFinal-Recipient: rfc822; olga@example.org\nOriginal-Recipient: rfc822;olga@example.org\nAction: {action}\n"
        f"Status: {status}\nRemote-MTA: dns; mx.example.org\nDiagnostic-Code: smtp; {diagnostic}\n"
        for action, status, diagnostic in recipients
    )
    return crlf(
        f"""Return-Path: <>
Received: by mail.porch.example (Postfix) id 9B2F; Tue, 24 Nov 2026 09:00:00 +0000 (UTC)
Date: Tue, 24 Nov 2026 09:00:00 +0000 (UTC)
From: MAILER-DAEMON@mail.porch.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
{headers}Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="9B2F.1/mail"

This is a MIME-encapsulated message.

--9B2F.1/mail
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered. {words}

--9B2F.1/mail
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.porch.example
X-Postfix-Queue-ID: 9B2F
Arrival-Date: Tue, 24 Nov 2026 08:59:59 +0000 (UTC)
{groups}
--9B2F.1/mail
Content-Description: Undelivered Message
Content-Type: message/rfc822

To: olga@example.org
Subject: Maple Police asks for video

Nothing else.
--9B2F.1/mail--
"""
    )


GONE = report(("failed", "5.1.1", "550 5.1.1 <olga@example.org>: Recipient address rejected"))

EXCHANGE = crlf(
    f"""From: postmaster@outlook.example
To: <{TO}>
Date: Tue, 24 Nov 2026 09:00:00 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="f403"
X-MS-Exchange-Message-Is-Ndr:
Subject: Undeliverable: Maple Police asks for video
MIME-Version: 1.0

--f403
Content-Type: multipart/alternative; boundary="alt"

--alt
Content-Type: text/plain; charset="us-ascii"

Delivery has failed to these recipients or groups.
--alt
Content-Type: text/html; charset="us-ascii"

<p>Delivery has failed</p>
--alt--
--f403
Content-Type: message/delivery-status

Reporting-MTA: dns;BN8.example

Final-recipient: RFC822;olga@example.org
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--f403
Content-Type: message/rfc822

Subject: Maple Police asks for video

--f403--
"""
)

GMAIL = crlf(
    f"""Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: {TO.upper()}
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
Content-Type: multipart/report; boundary="00000000"; report-type=delivery-status
MIME-Version: 1.0

--00000000
Content-Type: multipart/related; boundary="11111111"

--11111111
Content-Type: text/plain; charset="UTF-8"

** Address not found **
--11111111--
--00000000
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Tue, 24 Nov 2026 01:00:00 -0800 (PST)

Final-Recipient: rfc822; olga@gmail.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; The email account that you tried to reach does not exist.
Last-Attempt-Date: Tue, 24 Nov 2026 01:00:01 -0800 (PST)

--00000000
Content-Type: text/rfc822-headers

Subject: Maple Police asks for video
--00000000--
"""
)

VACATION = crlf(
    f"""From: Olga <olga@example.org>
To: {TO}
Subject: Out of office: 5.1.1 failed
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: text/plain

I am away. Action: failed
Status: 5.1.1
"""
)

STOP = crlf(f"From: Olga <olga@example.org>\nTo: {TO}\nSubject: unsubscribe\n\n\n")
