"""What the jobs of bulletins say: every place shows the bulletin as it stands, and reviewers' cards follow."""

from collections.abc import Mapping

from bot.bulletins import service, texts
from bot.bulletins.model import (
    BULLETIN_COPY,
    DECIDED_JOB,
    POST_JOB,
    REVIEW_COPY,
    REVIEW_JOB,
    Bulletin,
    BulletinState,
)
from bot.bulletins.rules import to_look_at
from bot.chat.message import Attachment, Message, Picture
from bot.handlers.context import Services, Tx
from bot.handlers.incident_posts import media_of
from bot.handlers.saying import Say, Saying, Telling, same_everywhere
from bot.kernel.ids import BulletinId
from bot.media.model import Media
from bot.outbox.lane import NotYet


async def shown_of(services: Services, media: Media | None) -> list[Picture | Attachment]:
    """The photo or clip of a bulletin, if there is one."""
    if media is None:
        return []
    return await media_of(services, media, texts.PICTURE)


async def card_of(tx: Tx, services: Services, bulletin: Bulletin) -> Message:
    """The reviewer's card."""
    return texts.card(
        bulletin,
        await tx.departments.by_id(bulletin.department),
        await tx.officers.by_id(bulletin.officer),
        await shown_of(services, bulletin.media),
        to_look_at(bulletin.case_number, bulletin.contact, bulletin.text),
    )


async def _post(saying: Saying) -> Message | Telling | NotYet | None:
    bulletin = await saying.tx.bulletins.by_id(BulletinId(saying.job.subject))
    if bulletin is None or bulletin.state not in (BulletinState.PUBLISHED, BulletinState.CLOSED):
        return None
    copy = await saying.tx.shown.copy(BULLETIN_COPY, bulletin.id, channel=saying.job.channel)
    if bulletin.state is BulletinState.CLOSED and copy is None:
        return None  # Nobody there has seen it open.
    if bulletin.state is BulletinState.PUBLISHED and not await service.may_speak(saying.tx, bulletin, saying.now):
        return None  # Suspended between the reviewer's yes and this moment, which an outage may put far apart.
    department = await saying.tx.departments.by_id(bulletin.department)
    message = texts.post(bulletin, department, await shown_of(saying.services, bulletin.media))
    return await same_everywhere(saying, BULLETIN_COPY, bulletin.id, message)


async def _review(saying: Saying) -> Message | Telling | NotYet | None:
    bulletin = await saying.tx.bulletins.by_id(BulletinId(saying.job.subject))
    if bulletin is None:
        return None
    if bulletin.state is BulletinState.REVIEW:
        if not await _reviews(saying):
            return None  # No reviewer any more, or an officer by now.
        card = await card_of(saying.tx, saying.services, bulletin)
        return await same_everywhere(saying, REVIEW_COPY, bulletin.id, card)
    copy = await saying.tx.shown.copy(REVIEW_COPY, bulletin.id, account=saying.job.account)
    if copy is None:
        return None
    return await same_everywhere(saying, REVIEW_COPY, bulletin.id, texts.reviewed(bulletin))


async def _reviews(saying: Saying) -> bool:
    tx, account = saying.tx, saying.job.account
    found = await tx.people.account(account) if account is not None else None
    reviewer = await tx.reviewers.of_person(found.person) if found is not None else None
    return reviewer is not None and await service.may_review(tx, reviewer)


async def _decided(saying: Saying) -> Message | None:
    bulletin = await saying.tx.bulletins.by_id(BulletinId(saying.job.subject))
    return texts.decided(bulletin) if bulletin is not None else None


SAYS: Mapping[str, Say] = {POST_JOB: _post, REVIEW_JOB: _review, DECIDED_JOB: _decided}
