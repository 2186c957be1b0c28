"""What officers are told about clips that owners approved; the delivery of one is made here and nowhere else."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime

from bot.chat.action import Action
from bot.chat.message import Attachment, Audience, Button, Facts, Message, Paragraph, say
from bot.chat.phrase import Phrase, counted, phrase
from bot.consent.model import ConsentReason
from bot.consent.release import Release
from bot.consent.texts import REFUSALS


def ready(request_ref: str, approval_ref: str) -> Message:
    """The officer's notice at a tick, for each approval past its hold."""
    return Message(
        blocks=(Paragraph(text=phrase("A clip for {ref} is ready.", ref=request_ref)),),
        buttons=((Button(label=phrase("Get the clip"), action=Action(verb="clip.get", ref=approval_ref)),),),
        audience=Audience.ONLY_YOU,
    )


def on_its_way() -> Message:
    """The officer pressed *Get the clip*; it follows as a message of its own."""
    return say(phrase("It is on its way to your direct messages."))


def delivery(release: Release, open_clip: Callable[[], AsyncIterator[bytes]]) -> Message:
    """The one message that holds an owner's clip. It takes a Release and nothing else that names an owner."""
    package = release.approval.package
    return Message(
        title=phrase("Clip for {ref}", ref=release.request.ref),
        blocks=(
            Facts(
                rows=(
                    (phrase("Case number"), release.request.draft.case_number),
                    (phrase("SHA-256"), package.clip_sha256),
                    (phrase("Size"), counted("{n} byte", "{n} bytes", package.size_bytes)),
                    (phrase("Street address"), package.street_address),
                    (phrase("Email address"), package.email),
                    (phrase("Approved"), _to_the_second(release.approval.approved_at)),
                    (phrase("Handed over"), _to_the_second(release.at)),
                )
            ),
            Paragraph(
                text=phrase(
                    "To verify: run sha256sum on the file and compare. The clip is exactly as the owner sent it; the owner "
                    "is told of every opening."
                )
            ),
            Attachment(
                name=release.clip.name,
                media_type=package.media_type,
                size_bytes=package.size_bytes,
                sha256=package.clip_sha256,
                open=open_clip,
            ),
        ),
        audience=Audience.ONLY_YOU,
    )


def officers_clips(items: tuple[tuple[str, str], ...], opened: tuple[tuple[str, str, datetime], ...]) -> Message:
    """The officer's list of what is ready or was fetched: (request reference, approval reference); and who of their own
    department opened what when: (request reference, officer, moment)."""
    if not items:
        return say(phrase("There are no clips to get."))
    return Message(
        blocks=(
            Paragraph(text=phrase("Clips that owners have approved for your department:")),
            *((Facts(rows=tuple(_opened(*each) for each in opened)),) if opened else ()),
        ),
        buttons=tuple(
            (Button(label=phrase("Get the clip for {ref}", ref=request), action=Action(verb="clip.get", ref=approval)),)
            for request, approval in items
        ),
        audience=Audience.ONLY_YOU,
    )


def nothing_ready() -> Message:
    """The officer fetched too late or in vain; the same words for every cause."""
    return say(REFUSALS[ConsentReason.NOTHING_READY])


def _opened(request: str, officer: str, at: datetime) -> tuple[str, Phrase]:
    if officer:
        return request, phrase("opened by {officer}, {moment}", officer=officer, moment=_to_the_second(at))
    return request, phrase("opened, {moment}", moment=_to_the_second(at))


def _to_the_second(moment: datetime) -> Phrase:
    """In UTC, so that a court can lay it beside the record."""
    return phrase("{moment} UTC", moment=f"{moment:%Y-%m-%d %H:%M:%S}")
