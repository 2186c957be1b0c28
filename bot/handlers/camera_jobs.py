"""What is said about cameras unasked: that one is on again because its pause has ended."""

from collections.abc import Mapping

from bot.cameras.model import BACK_JOB
from bot.cameras.texts import pauses
from bot.chat.message import Message
from bot.handlers.saying import Say, Saying
from bot.kernel.ids import CameraId


async def _back(saying: Saying) -> Message | None:
    camera = await saying.tx.cameras.by_id(CameraId(saying.job.subject))
    account = await saying.tx.people.account(saying.job.account) if saying.job.account is not None else None
    if camera is None or account is None or account.person != camera.owner or camera.paused:
        return None
    return pauses.back(camera)


SAYS: Mapping[str, Say] = {BACK_JOB: _back}
