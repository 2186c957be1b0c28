"""What a mail's Message-ID tells its reader: nothing."""

import hashlib
from datetime import UTC, datetime

from bot.app import sealed
from bot.chat.message import say
from bot.kernel.ids import JobId
from bot.outbox.lane import Delivery
from bot.outbox.model import Job
from tests.db.houses import SEALS


async def test_a_message_id_cannot_be_guessed_from_an_asks_number() -> None:
    """P2, planted owners: keys leave the house sealed, so that the running number of an ask, and with it how many were
    asked between two planted accounts, cannot be found by trying; a repeat after a restart has the same key."""
    job = Job(
        id=JobId(1), kind="consent.notice", subject=17, lane="mail", key="notice:17:4", due=datetime.now(UTC),
        attempts=0,
    )  # fmt: skip

    async def perform(one: Job) -> Delivery | None:
        return Delivery(handle="a@example.org", thread="", message=say("Hello."), key=one.key)

    made = [await sealed(perform, SEALS)(job) for _ in range(2)]
    assert made[0] is not None and made[1] is not None
    assert made[0].key == made[1].key != job.key
    guessable = {job.key, hashlib.sha256(job.key.encode()).hexdigest()}
    assert not guessable & {made[0].key, hashlib.sha256(made[0].key.encode()).hexdigest()}
