"""What people read about what is held of them: all of it, who looked at it, and what going means."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.chat.action import Action
from bot.chat.message import Attachment, Audience, Block, Button, Facts, Message, Paragraph, say
from bot.chat.phrase import Listed, Phrase, When, counted, phrase
from bot.geo.model import Point
from bot.incidents.model import Category
from bot.mydata.model import CARD_LOOK, Look, MyDataReason, Sheet, Value
from bot.mydata.texts.labels import COLUMNS, SAID, TABLES, WORDS
from bot.people.quiet import clock
from bot.people.texts import PLATFORMS
from bot.requests.model import IncidentType

ME = "me"
"""The reference of buttons about the presser's own data: whoever presses means their own."""

SHOW = "mydata.show"
EXPORT = "mydata.export"
HISTORY = "mydata.history"
FORGET = "mydata.forget"
"""Says what would go and what would stay."""
GO = "mydata.go"
"""Does it."""

ROWS_AT_ONCE = 5
"""Of one table; the file has all."""

CLOCKS = frozenset({"owner_terms.quiet_from", "owner_terms.quiet_until", "subscription.quiet_from", "subscription.quiet_until"})

REFUSALS: dict[str, str] = {
    MyDataReason.NOTHING_HELD: phrase("Nothing is held about you here: you have not told me anything yet."),
    MyDataReason.STILL_OFFICER: phrase(
        "You are an officer here, and what a department asked stays public. Please end your role first with /officer leave; "
        "then /mydata forget works."
    ),
}


STAYS_BARRED = phrase(
    "If you are barred from posting at the moment, fingerprints of your accounts are kept until that is over, and nothing "
    "else: nobody can read from them who you are, but whoever comes back with the same account is barred until then."
)


CODES_COUNT_ON = phrase(
    "How many codes you had mailed within the last day is kept for the rest of that day, with fingerprints of the addresses "
    "and of your accounts, and nothing else: nobody can read from them who you are, but nobody's mailbox is filled either."
)


def menu() -> Message:
    """What can be done."""
    return Message(
        title=phrase("Your data"),
        blocks=(
            Paragraph(
                text=phrase(
                    "You can read everything that is held about you, take it with you as files, see who was shown "
                    "something of yours, or have all of it erased."
                )
            ),
        ),
        buttons=(
            (_button(phrase("Show all"), SHOW), _button(phrase("Send me the files"), EXPORT)),
            (_button(phrase("Who looked"), HISTORY), _button(phrase("Erase all"), FORGET)),
        ),
        audience=Audience.ONLY_YOU,
    )


def everything(sheets: Sequence[Sheet], zone: str) -> Message:
    """All of it in words; of long lists the latest rows, and how many more the file has."""
    blocks: list[Block] = []
    for sheet in sheets:
        number = len(sheet.rows)
        blocks.append(Paragraph(text=phrase("{table} ({number})", table=TABLES[sheet.table], number=number)))
        for row in list(sheet.rows)[-ROWS_AT_ONCE:]:
            facts = tuple(
                (COLUMNS[f"{sheet.table}.{name}"], _said(f"{sheet.table}.{name}", value, zone))
                for name, value in row.items()
                if value is not None and value != "" and value != ()
            )
            if facts:
                blocks.append(Facts(rows=facts))
        if number > ROWS_AT_ONCE:
            blocks.append(
                Paragraph(
                    text=counted("{n} earlier one is in the file.", "{n} earlier ones are in the file.", number - ROWS_AT_ONCE)
                )
            )
    return Message(
        title=phrase("Everything that is held about you"),
        blocks=tuple(blocks),
        buttons=((_button(phrase("Send me the files"), EXPORT), _button(phrase("Erase all"), FORGET)),),
        audience=Audience.ONLY_YOU,
    )


def on_their_way(clips: int) -> Message:
    """The files come in this chat."""
    if not clips:
        return say(phrase("A file with everything that is held about you comes in a moment."))
    return say(
        counted(
            "A file with everything that is held about you comes in a moment, and the clip that is kept.",
            "A file with everything that is held about you comes in a moment, and the {n} clips that are kept.",
            clips,
        )
    )


def file(attachment: Attachment) -> Message:
    """The file itself."""
    return Message(
        blocks=(
            Paragraph(
                text=phrase(
                    "Everything that is held about you, in a form that programs read too. Whoever has this file knows it all: "
                    "keep it safe."
                )
            ),
            attachment,
        ),
        audience=Audience.ONLY_YOU,
    )


def clip_stayed(name: str, size_bytes: int) -> Message:
    """A clip was promised and did not come."""
    return say(
        phrase(
            "{name} ({megabytes} MB) could not be sent here: most likely it is larger than this app takes from bots (Discord "
            "takes about 10 MB, Telegram 50). It is kept as it was. Join another chat of yours with /link and ask there, or "
            "ask again later.",
            name=name,
            megabytes=round(size_bytes / 1_000_000, 1),
        )
    )


def history(looks: Sequence[Look], zone: str) -> Message:
    """Who was shown what."""
    if not looks:
        return say(phrase("Nobody who reviews or runs this was shown anything of yours."))
    rows = tuple(
        (
            phrase("{moment}", moment=When(at=look.at, zone=zone)),
            phrase("{who}: {what} {ref}", who=look.by or phrase("the operator"), what=_what(look.what), ref=look.ref),
        )
        for look in looks
    )
    return Message(
        title=phrase("Who was shown something of yours"),
        blocks=(
            Facts(rows=rows),
            Paragraph(text=phrase("Reviewers see a post with the account that wrote it, and nothing else of yours.")),
        ),
        audience=Audience.ONLY_YOU,
    )


def before_going(sheets: Sequence[Sheet]) -> Message:
    """What would go, what would stay, and why."""
    counts = [phrase("{table} ({number})", table=TABLES[sheet.table], number=len(sheet.rows)) for sheet in sheets]
    return Message(
        title=phrase("Erase all that is held about you?"),
        blocks=(
            Paragraph(text=phrase("What goes, for good: {list}.", list=Listed(items=tuple(counts)))),
            Paragraph(
                text=phrase(
                    "Your key is destroyed with it, so that not even an old backup can be read. What channels show of your "
                    "reports and comments is taken back, and clips are destroyed."
                )
            ),
            Paragraph(
                text=phrase(
                    "What stays: a clip that a department has fetched already is in its hands. Decisions of reviewers stay "
                    "without your name. This chat and mails that you received stay with you and with the app; delete them "
                    "there. Copies that others made cannot be called back."
                )
            ),
            *((Paragraph(text=STAYS_BARRED),) if any(sheet.table == "ban" for sheet in sheets) else ()),
            *((Paragraph(text=CODES_COUNT_ON),) if any(sheet.table == "email_proof_sent" for sheet in sheets) else ()),
            Paragraph(text=phrase("This cannot be undone. You can start anew at any time.")),
        ),
        buttons=(
            (_button(phrase("Erase all now"), GO), _button(phrase("Keep everything"), SHOW)),
            (_button(phrase("Send me the files first"), EXPORT),),
        ),
        audience=Audience.ONLY_YOU,
    )


def gone() -> Message:
    """The last words."""
    return say(phrase("All that was held about you is erased. I do not know you any more. Farewell."))


def _said(place: str, value: Value, zone: str) -> Phrase | str:
    match value:
        case datetime():
            return phrase("{moment}", moment=When(at=value, zone=zone))
        case bool():
            return phrase("yes") if value else phrase("no")
        case StrEnum():
            return WORDS[type(value)][value]
        case int() if place in CLOCKS:
            return clock(value)
        case int() | float():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case Point(lat=lat, lon=lon):
            return f"{lat:.6f}, {lon:.6f}"
        case str() if place == "look.what":
            return _what(value)
        case str() if place == "request_preview.content":
            return _drafted(json.loads(value), zone)
        case str() if place in SAID:
            return SAID[place].get(value, value)
        case str():
            return PLATFORMS.get(value, value)
        case None:
            return ""
        case _:
            # The only list that is held: the categories of alerts.
            return phrase("{list}", list=Listed(items=tuple(WORDS[Category][Category(each)] for each in value)))


def _drafted(draft: Mapping[str, Any], zone: str) -> Phrase:
    """A drafted request as a sentence; its outline is in the file."""
    return phrase(
        "{incident} at {place} on {moment}; video from {start} to {end}; case {case}; contact {contact}; sought: {sought}",
        incident=WORDS[IncidentType][draft["type"]],
        place=draft["place"],
        moment=When(at=datetime.fromisoformat(draft["at"]), zone=zone),
        start=When(at=datetime.fromisoformat(draft["start"]), zone=zone),
        end=When(at=datetime.fromisoformat(draft["end"]), zone=zone),
        case=draft["case"],
        contact=draft["contact"],
        sought=draft["sought"],
    )


def _what(what: str) -> str:
    return phrase("your post") if what == CARD_LOOK else what


def _button(label: str, verb: str) -> Button:
    return Button(label=label, action=Action(verb=verb, ref=ME))
