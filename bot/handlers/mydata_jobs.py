"""What the jobs of one's own data say: the file, and what is taken back after somebody was erased."""

import hashlib
from collections.abc import AsyncIterator, Mapping

from bot.chat.message import Attachment, Message
from bot.handlers.saying import Say, Saying, Telling, same_everywhere
from bot.kernel.ids import ClipId
from bot.mydata import service, texts
from bot.mydata.model import CLIP_STAYED_JOB, EXPORT_JOB, TAKE_DOWN_JOB
from bot.outbox.lane import NotYet
from bot.people.model import MAIL

NAME = "porchlight-my-data.json"


async def _export(saying: Saying) -> Message | None:
    """Made at the moment of sending, for the account that asked and while it still belongs to the same person."""
    tx, job = saying.tx, saying.job
    account = await tx.people.account(job.account) if job.account is not None else None
    # Never by mail: whoever stands between would read all of it.
    if account is None or account.person != job.subject or account.platform == MAIL:
        return None
    content = service.as_file(await service.sheets(tx, await tx.people.person(account.person)), saying.now)

    async def pieces() -> AsyncIterator[bytes]:
        yield content

    return texts.file(
        Attachment(
            name=NAME,
            media_type="application/json",
            size_bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            open=pieces,
        )
    )


async def _clip_stayed(saying: Saying) -> Message | None:
    clip = await saying.tx.clips.by_id(ClipId(saying.job.subject))
    account = await saying.tx.people.account(saying.job.account) if saying.job.account is not None else None
    if clip is None or account is None or clip.owner != account.person:
        return None
    return texts.clip_stayed(clip.name, clip.kept.size_bytes)


async def _take_down(saying: Saying) -> Telling | NotYet | None:
    copy = await saying.tx.mydata.shown(saying.job.subject)
    return None if copy is None else await same_everywhere(saying, copy.kind, copy.subject, None)


SAYS: Mapping[str, Say] = {EXPORT_JOB: _export, TAKE_DOWN_JOB: _take_down, CLIP_STAYED_JOB: _clip_stayed}
