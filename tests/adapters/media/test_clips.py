"""Washed clips: every container, nothing but moving pixels, upright, as long as they were."""

import struct
from pathlib import Path

import pytest

from bot.adapters.media.bare import is_bare_mp4
from bot.kernel.refusal import Refused
from bot.media.model import MediaKind, MediaPolicy, MediaReason
from tests.adapters.media.samples import BLUE, CLIPS, GREEN, RATE, RED, SIZE, film, leaks, mp4, turned
from tests.adapters.media.washed import close, frames_of, store_in, washed

FORBIDDEN = (b"udta", b"meta", b"uuid", b"loci", b"\xa9xyz", b"soun", b"mp4a", b"text", b"tmcd", b"gpmd", b"keys")
SIGNATURES = (b"Lavf", b"Lavc", b"x264")
REAL = Path(__file__).parents[4] / "shared" / "data" / "video"


def dates_of(content: bytes) -> set[int]:
    """The moments in the heads of film, track and media."""
    found = set()
    for kind in (b"mvhd", b"tkhd", b"mdhd"):
        at = content.index(kind) + 8
        found |= set(struct.unpack_from(">II", content, at))
    return found


@pytest.mark.parametrize("form", CLIPS)
async def test_nothing_but_moving_pixels_comes_through(form: str, tmp_path: Path) -> None:
    """P10, and the promise about places: tags, tracks of sound, private boxes and messages in the picture are gone."""
    raw = CLIPS[form]()
    assert leaks(raw), "a sample without canaries proves nothing"
    clean = await washed(store_in(tmp_path), raw)
    assert leaks(clean.content) == []
    assert [word for word in FORBIDDEN + SIGNATURES if word in clean.content] == []
    assert clean.content.count(b"trak") == 1 and clean.content.index(b"moov") < clean.content.index(b"mdat")
    assert dates_of(clean.content) == {0}
    assert (clean.media.kind, clean.media.media_type) == (MediaKind.CLIP, "video/mp4")
    frames = frames_of(clean.content)
    assert len(frames) == 20
    assert abs(frames[-1][0] - 19 / RATE) < 1 / RATE and frames[0][0] == 0
    for at in (0, 10, 19):
        image = frames[at][1]
        assert image.size == SIZE
        assert close(image, 0.25, 0.2, RED) and close(image, 0.75, 0.2, BLUE) and close(image, 0.5, 0.9, GREEN)


async def test_messages_in_the_stream_were_there(tmp_path: Path) -> None:
    """The samples do carry positions inside the picture's own stream, which copying the packets would have kept."""
    raw = mp4()
    assert raw.count(bytes(range(16))) == 20
    assert bytes(range(16)) not in (await washed(store_in(tmp_path), raw)).content


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
async def test_it_stands_upright(quarters: int, tmp_path: Path) -> None:
    """Phones write clips lying, with a note how to turn them; the note is applied to the pixels."""
    image = frames_of((await washed(store_in(tmp_path), turned(mp4(), quarters))).content)[3][1]
    width, height = SIZE
    assert image.size == ((height, width) if quarters % 2 else (width, height))
    corners = [((0.25, 0.2), RED), ((0.75, 0.2), BLUE)]
    for (x, y), color in corners:
        for _ in range(quarters):
            x, y = 1 - y, x
        assert close(image, x, y, color)


async def test_it_is_made_smaller_even_and_square(tmp_path: Path) -> None:
    """The longer side is at most what the policy says, and both are even numbers, as H.264 wants them."""
    raw = film("mp4", "libx264", size=(642, 358), frames=5)
    image = frames_of((await washed(store_in(tmp_path), raw, MediaPolicy(clip_side_px=301))).content)[0][1]
    assert image.size[0] % 2 == image.size[1] % 2 == 0
    assert 298 <= image.size[0] <= 302 and 165 <= image.size[1] <= 170


async def test_too_long_is_refused(tmp_path: Path) -> None:
    """A clip may be as long as the policy says and not longer, whatever its head claims."""
    store, raw = store_in(tmp_path), mp4(frames=45)
    await washed(store, raw, MediaPolicy(max_clip_s=3.0))
    with pytest.raises(Refused) as no:
        await washed(store, raw, MediaPolicy(max_clip_s=2.0))
    assert (no.value.reason, no.value.facts) == (MediaReason.TOO_LONG, {"most_s": "2"})
    liar = raw
    for kind, offset in ((b"mvhd", 20), (b"tkhd", 24), (b"mdhd", 20)):
        at = liar.index(kind)
        liar = liar[: at + offset] + struct.pack(">I", 10) + liar[at + offset + 4 :]
    with pytest.raises(Refused):
        await washed(store, liar, MediaPolicy(max_clip_s=2.0))
    assert len(list((tmp_path / "media").iterdir())) == 1


async def test_a_long_clip_gets_coarser_and_stays_small(tmp_path: Path) -> None:
    """What is kept fits the limit of the smallest platform, at the price of sharpness."""
    raw = film("mp4", "libx264", size=(640, 480), frames=45, noise=True)
    for limit in (800_000, 300_000):
        clean = await washed(store_in(tmp_path), raw, MediaPolicy(kept_clip_bytes=limit))
        assert limit / 3 < clean.media.size_bytes <= limit < len(raw)
        assert abs(frames_of(clean.content)[-1][0] - 44 / RATE) < 1 / RATE


async def test_clips_without_a_picture(tmp_path: Path) -> None:
    """Sound alone, a container cut short, and no frame at all are refused."""
    store, raw = store_in(tmp_path), mp4()
    for content in (
        raw[: len(raw) // 2],
        raw[:40],
        raw.replace(b"vide", b"soun"),
        b"\0\0\0\x14ftypM4A \0\0\0\0isom" + raw,
    ):
        with pytest.raises(Refused) as no:
            await washed(store, content)
        assert no.value.reason is MediaReason.NOT_A_PICTURE
    assert list((tmp_path / "media").iterdir()) == []


async def test_the_walk_finds_what_does_not_belong(tmp_path: Path) -> None:
    """The walk over the washed file fails for a box, a name, a date, a message or a trailer put into it afterwards."""
    clean = (await washed(store_in(tmp_path), mp4())).content
    assert is_bare_mp4(clean)
    dated = clean.index(b"mvhd") + 8
    spoiled = {
        "a trailer": clean + b"\0\0\0\x08free",
        "a byte": clean + b"x",
        "a date": clean[:dated] + b"\1" + clean[dated + 1 :],
        "a name": clean.replace(b"VideoHandler", b"CanaryHandle"),
        "another kind of track": clean.replace(b"avc1", b"hvc1"),
        "a message": clean[: clean.index(b"mdat") + 8] + b"\x06" + clean[clean.index(b"mdat") + 9 :],
    }
    assert [name for name, content in spoiled.items() if content == clean or is_bare_mp4(content)] == []


INVENTED = "invented"


def _real(name: str) -> bytes:
    return mp4(frames=60) if name == INVENTED else (REAL / name).read_bytes()


@pytest.mark.parametrize("name", [INVENTED, *sorted(path.name for path in REAL.glob("*.mp4"))])
async def test_real_clips(name: str, tmp_path: Path) -> None:
    """Clips of real cameras, where they lie beside the repository, and an invented one keep their length."""
    raw = _real(name)
    clean = await washed(store_in(tmp_path), raw)
    before, after = frames_of(raw), frames_of(clean.content)
    assert abs(before[-1][0] - before[0][0] - after[-1][0]) <= 2 * before[-1][0] / len(before)
    assert is_bare_mp4(clean.content)
