"""Washed photos: every kind, nothing but its pixels, the right way up."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw

from bot.kernel.refusal import Refused
from bot.media.model import MediaKind, MediaPolicy, MediaReason
from tests.adapters.media.samples import BLUE, GREEN, PHOTOS, RED, SIZE, exif, jpeg, leaks, png, saved, scene
from tests.adapters.media.washed import close, jpeg_parts, photo, store_in, washed

QUIET_PARTS = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA}
"""JFIF, tables, frame, scan."""


@pytest.mark.parametrize("form", PHOTOS)
async def test_nothing_but_pixels_comes_through(form: str, tmp_path: Path) -> None:
    """P10, and the promise about places: what a phone wrote beside the picture is gone; the picture is still there."""
    raw = PHOTOS[form](scene())
    assert leaks(raw), "a sample without canaries proves nothing"
    clean = await washed(store_in(tmp_path), raw)
    assert leaks(clean.content) == []
    assert set(jpeg_parts(clean.content)) <= QUIET_PARTS
    assert (clean.media.kind, clean.media.media_type) == (MediaKind.PHOTO, "image/jpeg")
    image = photo(clean.content)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", SIZE)
    assert image.getexif() == {}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert close(image, 0.25, 0.25, RED) and close(image, 0.75, 0.25, BLUE) and close(image, 0.5, 0.75, GREEN)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("make", [jpeg, png])
async def test_it_stands_upright(orientation: int, make: object, tmp_path: Path) -> None:
    """Each of the eight EXIF orientations is applied to the pixels, because nobody can apply it later."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    lying = scene().transpose(undo[orientation]) if orientation > 1 else scene()
    image = photo((await washed(store_in(tmp_path), make(lying, orientation))).content)  # type: ignore[operator]
    assert image.size == SIZE
    assert close(image, 0.25, 0.25, RED) and close(image, 0.75, 0.25, BLUE) and close(image, 0.5, 0.75, GREEN)


async def test_it_is_made_smaller_and_never_larger(tmp_path: Path) -> None:
    """The longer side is at most what the policy says; a small photo keeps its size."""
    store, policy = store_in(tmp_path), MediaPolicy(longest_side_px=200)
    for size, expected in (((1600, 800), (200, 100)), ((300, 900), (67, 200)), ((120, 60), (120, 60))):
        image = photo((await washed(store, jpeg(scene(size=size)), policy)).content)
        assert image.size == expected
        assert close(image, 0.25, 0.25, RED)


def _modes() -> dict[str, bytes]:
    image = scene()
    clear = image.convert("RGBA")
    clear.putalpha(0)
    deep = Image.new("I;16", (64, 64), 1000)
    ImageDraw.Draw(deep).rectangle((0, 0, 32, 64), fill=4000)
    return {
        "grey": saved(image.convert("L"), "PNG"),
        "black and white": saved(image.convert("1"), "PNG"),
        "palette": saved(image.convert("P"), "PNG"),
        "palette with a hole": saved(image.convert("P"), "PNG", transparency=0),
        "transparent": saved(clear, "PNG"),
        "grey and transparent": saved(clear.convert("LA"), "PNG"),
        "sixteen bits": saved(deep, "PNG"),
        "cmyk": saved(image.convert("CMYK"), "JPEG"),
        "cmyk tiff": saved(image.convert("CMYK"), "TIFF"),
        "ycbcr tiff": saved(image.convert("YCbCr"), "TIFF", compression="jpeg"),
        "lab tiff": saved(ImageCms.applyTransform(image, _to_lab()) or image, "TIFF"),
        "float tiff": saved(image.convert("F"), "TIFF"),
        "lossless webp": saved(image.convert("RGBA"), "WEBP", lossless=True),
        "progressive": saved(image, "JPEG", progressive=True),
    }


def _to_lab() -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")


@pytest.mark.parametrize("mode", _modes())
async def test_all_ways_to_keep_colours(mode: str, tmp_path: Path) -> None:
    """Grey, palettes, transparency, deep and print colours become a picture that every screen shows."""
    image = photo((await washed(store_in(tmp_path), _modes()[mode])).content)
    assert image.mode == "RGB"
    if mode in ("transparent", "grey and transparent"):
        assert close(image, 0.5, 0.5, (255, 255, 255))
    elif mode == "sixteen bits":
        assert close(image, 0.2, 0.5, (255, 255, 255)) and close(image, 0.8, 0.5, (0, 0, 0))
    elif mode in ("cmyk", "cmyk tiff", "ycbcr tiff", "palette", "lossless webp", "progressive"):
        assert close(image, 0.25, 0.25, RED)


async def test_colours_of_another_profile_are_translated(tmp_path: Path) -> None:
    """A profile is not kept, so its colours are turned into those of a plain screen first; a broken one does no harm."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    at = {profile[at : at + 4]: at for at in range(132, 132 + 12 * int.from_bytes(profile[128:132], "big"), 12)}
    red, blue = at[b"rXYZ"], at[b"bXYZ"]
    # A screen whose red and blue are exchanged.
    exchanged = bytearray(profile)
    exchanged[red : red + 4], exchanged[blue : blue + 4] = b"bXYZ", b"rXYZ"
    for form in ("JPEG", "PNG", "WEBP", "TIFF"):
        raw = saved(scene(), form, icc_profile=bytes(exchanged))
        image = photo((await washed(store_in(tmp_path), raw)).content)
        assert close(image, 0.25, 0.25, RED[::-1]) and close(image, 0.75, 0.25, BLUE[::-1])
    broken = saved(scene(), "JPEG", icc_profile=profile[:200])
    assert close(photo((await washed(store_in(tmp_path), broken)).content), 0.25, 0.25, RED)


async def test_bombs_and_foreign_files(tmp_path: Path) -> None:
    """Pictures that would fill the memory, photos that we cannot open, and files of other kinds: each refusal says which."""
    vast = io.BytesIO()
    Image.new("1", (8_100, 8_000)).save(vast, "PNG")
    wide = io.BytesIO()
    Image.new("L", (65_000, 4_000)).save(wide, "JPEG", quality=1)
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500)
    cases = [
        (vast.getvalue(), MediaReason.TOO_MANY_PIXELS),
        (wide.getvalue(), MediaReason.TOO_MANY_PIXELS),
        (heic, MediaReason.HEIC),
        (b"", MediaReason.NOT_A_PICTURE),
        (b"<svg onload=alert(1)>", MediaReason.NOT_A_PICTURE),
        (b"%PDF-1.7", MediaReason.NOT_A_PICTURE),
        (jpeg(scene())[:2000], MediaReason.NOT_A_PICTURE),
        (saved(scene(), "PNG")[:300], MediaReason.NOT_A_PICTURE),
    ]
    store = store_in(tmp_path)
    for content, reason in cases:
        with pytest.raises(Refused) as no:
            await washed(store, content)
        assert no.value.reason is reason
    assert list((tmp_path / "media").iterdir()) == []


async def test_broken_notes_do_not_cost_the_photo(tmp_path: Path) -> None:
    """A photo whose EXIF is rubbish is still a photo."""
    raw = saved(scene(), "JPEG", exif=b"Exif\0\0" + exif().tobytes()[6:60] + b"\xff" * 40)
    assert close(photo((await washed(store_in(tmp_path), raw)).content), 0.25, 0.25, RED)
