"""Files that are to be shown in public become answers: washed of their metadata before anything else happens to them."""

from collections.abc import Mapping

from bot.chat.form import MEDIA, CommandSpec, FieldKind
from bot.chat.incoming import FileUnavailable, IncomingFile
from bot.handlers.context import Routes, Services
from bot.handlers.forms import field_named
from bot.kernel.refusal import Refused
from bot.media.model import MediaReason
from bot.media.texts import REFUSALS

BYTES_PER_MB = 1_000_000


async def washed(services: Services, spec: CommandSpec, files: Mapping[str, IncomingFile]) -> dict[str, str]:
    """The answers to the command's FILE fields; files that it has no field for are not even fetched.

    Raises Refused(MediaReason) for a file that cannot be shown. What was stored for a form that is never finished goes
    with the hourly sweep.
    """
    media, policy = services.media, services.policies.media
    answers: dict[str, str] = {}
    for name, file in files.items():
        field = field_named(spec, name)
        if field is None or field.kind is not FieldKind.FILE:
            continue
        if file.size_bytes is not None and file.size_bytes > policy.max_bytes:
            raise Refused(MediaReason.TOO_LARGE, most=str(policy.max_bytes // BYTES_PER_MB))
        try:
            answers[name] = MEDIA + (await media.wash(file.open(), policy)).blob
        except FileUnavailable:
            raise Refused(MediaReason.UNAVAILABLE) from None
    return answers


ROUTES = Routes(refusals=REFUSALS)
