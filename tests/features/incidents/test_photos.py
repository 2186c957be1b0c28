"""Photos and clips of reports: in the preview and in every copy, without what they came with; gone when nobody shows them."""

import hashlib
from datetime import timedelta

from bot.chat.message import Attachment, Picture
from tests.adapters.media.samples import jpeg, leaks, mp4, scene
from tests.features.incidents.conftest import Corner
from tests.handlers.house import words_of
from tests.stories.inside import button_of


async def test_a_photo_is_shown_washed(corner: Corner) -> None:
    """Sent when it is asked for; the preview and every copy hold the same JPEG, and nothing of the camera's data."""
    asked = await corner.ada.account.fills("report", text="Ice", category="safety hazard", place="12 Oak St", when="-")
    assert "A photo or a clip?" in words_of(asked)
    (preview,) = (await corner.ada.sends(jpeg(scene()))).messages
    (photo, _map) = [block for block in preview.blocks if isinstance(block, Picture)]
    assert (photo.media_type, photo.description) == ("image/jpeg", "A photo from the neighbor who reports.")
    assert photo.content.startswith(b"\xff\xd8")
    assert leaks(jpeg(scene())) and leaks(photo.content) == []
    await corner.ada.account.presses(*button_of(preview, "Post"))
    await corner.night.settle()
    for platform in ("telegram", "discord"):
        (got,) = corner.shows(platform)
        shown = [block.content for block in got.message.blocks if isinstance(block, Picture)]
        assert shown[0] == photo.content


async def test_a_clip_is_handed_over_as_it_was_washed(corner: Corner) -> None:
    """An MP4 of exactly the promised bytes."""
    await corner.ada.account.fills("report", text="Ice", category="safety hazard", place="12 Oak St", when="-")
    (preview,) = (await corner.ada.sends(mp4())).messages
    (clip,) = [block for block in preview.blocks if isinstance(block, Attachment)]
    content = b"".join([piece async for piece in clip.open()])
    assert (len(content), hashlib.sha256(content).hexdigest()) == (clip.size_bytes, clip.sha256)
    assert leaks(content) == []
    await corner.ada.account.presses(*button_of(preview, "Post"))
    await corner.night.settle()
    for platform in ("telegram", "discord"):
        assert [got.files for got in corner.shows(platform)] == [(content,)]


async def test_what_is_no_photo_is_asked_for_again(corner: Corner) -> None:
    """One sentence, and the rest of the form is kept."""
    await corner.ada.account.fills("report", text="Ice", category="safety hazard", place="12 Oak St", when="-")
    refused = await corner.ada.sends(b"MZ this is a program")
    assert "is not a photo or a clip" in words_of(refused)
    assert refused.form is not None
    assert "This is how others will see it" in words_of(await corner.ada.account.says("-"))


async def test_photos_of_nobody_are_known(corner: Corner) -> None:
    """The names that the sweep must spare: of drafts, shown and hidden reports; not of removed and discarded ones."""
    await corner.ada.account.fills("report", text="Ice", category="safety hazard", place="12 Oak St", when="-")
    (preview,) = (await corner.ada.sends(jpeg(scene()))).messages
    ref = button_of(preview, "Discard")[1]
    media = (await corner.incident(ref)).media
    assert media is not None

    async def spared() -> bool:
        async with corner.night.services.begin() as tx:
            known = await tx.incidents.media_blobs()
        # The files carry the time of the machine, which the clock of this test does not.
        orphans = await corner.night.services.media.orphans(known, corner.night.clock.now() + timedelta(days=3650))
        assert (media.blob in known) != (media.blob in orphans)
        return media.blob in known

    assert await spared()
    await corner.ada.account.presses(*button_of(preview, "Post"))
    assert await spared()
    await corner.ada.account.says(f"/remove {ref}")
    assert not await spared()
