"""The calls of the control API that concern the whole sandbox, and mail."""

import json
from pathlib import Path
from typing import Any

from bot.sandbox.control.body import Body, Problem
from bot.sandbox.control.calls import Calls
from bot.sandbox.control.views import mail_view
from bot.sandbox.world import Sandbox

CALLS = Calls()


@CALLS.add(
    "GET",
    "/settings",
    "The addresses and tokens that a bot's configuration needs.",
    answers={"telegram": {"token": "…", "api_url": "…"}, "discord": {"token": "…"}, "mail": {"port": 2525}},
)
async def _settings(sandbox: Sandbox, body: Body) -> Any:
    return sandbox.settings()


@CALLS.add("GET", "/misbehavior", "What goes wrong on purpose at present.", answers={"lost_answer_rate": 0.0})
async def _plan(sandbox: Sandbox, body: Body) -> Any:
    return sandbox.misbehavior.described()


@CALLS.add(
    "POST",
    "/misbehavior",
    "Change what goes wrong, by field; the others stay. GET /misbehavior lists the fields.",
    example={"lost_answer_rate": 0.05, "too_many_requests_rate": 0.02},
    answers={"lost_answer_rate": 0.05},
)
async def _misbehave(sandbox: Sandbox, body: Body) -> Any:
    sandbox.misbehavior.change(body.fields)
    return sandbox.misbehavior.described()


@CALLS.add(
    "GET",
    "/transcript",
    "Everything that crossed the sandbox, in order. ?after=7 leaves out records 1 to 7; ?person=… (with ?platform=…)"
    " keeps what that person could see.",
    answers={"records": [{"seq": 8, "platform": "mail"}]},
)
async def _transcript(sandbox: Sandbox, body: Body) -> Any:
    after = body.maybe_id("after") or 0
    person, platform = body.fields.get("person"), body.fields.get("platform")
    kept = [
        record
        for record in sandbox.transcript.records
        if record.seq > after
        and (platform is None or record.platform == platform)
        and (person is None or str(person) in record.audience)
    ]
    return {"records": [json.loads(record.as_line()) for record in kept]}


@CALLS.add(
    "POST",
    "/transcript",
    "Write the whole transcript to a file on this machine, one JSON object a line.",
    example={"path": "transcript.jsonl"},
    answers={"records": 120},
)
async def _write(sandbox: Sandbox, body: Body) -> Any:
    try:
        sandbox.transcript.write(Path(body.text("path")))
    except OSError as problem:
        raise Problem(f"the transcript cannot be written: {problem}") from None
    return {"records": len(sandbox.transcript.records)}


@CALLS.add(
    "GET", "/mail/inbox/{address}", "The mails to an address, oldest first.", answers={"mails": [{"subject": "…"}]}
)
async def _mails(sandbox: Sandbox, body: Body) -> Any:
    return {"mails": [mail_view(mail) for mail in sandbox.mail.inbox(body.text("address"))]}


@CALLS.add(
    "POST",
    "/mail/wait",
    "Wait for a mail to an address that has these words.",
    example={"address": "ada@example.org", "text": "confirm", "after": 0, "timeout_seconds": 10},
    answers={"number": 1, "subject": "…", "words": "…"},
)
async def _wait_mail(sandbox: Sandbox, body: Body) -> Any:
    after = body.maybe_id("after") or 0
    address, words = body.text("address"), body.text("text", "")
    return mail_view(await sandbox.mail.wait_for(address, words, after=after, timeout=body.patience()))


@CALLS.add(
    "POST",
    "/mail/trouble",
    "Let the next mails be deferred (451), hang, or be delivered with a dropped connection; refuse (550) or accept an"
    " address; set the size limit (552).",
    example={"defer": 2, "hang": 0, "drop_after_data": 0, "refuse": ["gone@example.org"], "accept": []},
)
async def _mail_trouble(sandbox: Sandbox, body: Body) -> Any:
    sandbox.mail.defer(int(body.number("defer", 0)))
    sandbox.mail.hang(int(body.number("hang", 0)))
    sandbox.mail.drop_after_data(int(body.number("drop_after_data", 0)))
    for address in body.many("refuse"):
        sandbox.mail.refuse(str(address))
    for address in body.many("accept"):
        sandbox.mail.accept(str(address))
    sandbox.mail.size_limit_bytes = int(body.number("size_limit_bytes", sandbox.mail.size_limit_bytes))
    return {}
