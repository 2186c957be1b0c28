"""What an owner reads after the clip has left is true."""

from datetime import timedelta

from tests.handlers.house import words_of
from tests.stories.inside import Evening


async def test_deleting_a_delivered_clip_does_not_claim_that_it_was_never_shared(night: Evening) -> None:
    """The owner whose clip the police have fetched is not told that it "was not shared"."""
    owner = await night.owner("Olga")
    await night.publish()
    await night.shared(owner)
    await night.pass_time(timedelta(minutes=10))
    await night.get(night.officer, night.officer.last("is ready"))
    assert night.clips_at(night.officer)
    mine = await owner.account.says("/asks")
    delete = next(b for m in mine.messages for row in m.buttons for b in row if b.label.startswith("Delete"))
    answered = await owner.account.presses(delete.action.verb, delete.action.ref)
    assert "was not shared" not in words_of(answered)
