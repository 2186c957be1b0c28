"""A photo becomes its pixels: upright, in sRGB, no larger than needed, as a JPEG without a word in it."""

import contextlib
import io
from typing import BinaryIO

from PIL import AvifImagePlugin, ExifTags, Image, ImageCms

from bot.adapters.media import cell
from bot.adapters.media.sniff import Kind
from bot.adapters.media.verdict import Unwashable, Verdict

MOST_PIXELS = 64_000_000
MOST_JPEG_PIXELS = 216_000_000
"""JPEG is shrunk while it is decoded; phones make up to 200 million pixels."""
QUALITY = 85

Image.init()
cell.preload(*(f"PIL.Image{part}" for part in ("Chops", "Color", "File", "Filter", "Ops", "Palette", "Sequence")))
# libavif would start threads, and where that is forbidden it fails.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
# Our own limit is the one that counts, and a warning on the way to it would only be noise.
Image.MAX_IMAGE_PIXELS = MOST_JPEG_PIXELS

_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each EXIF orientation (EXIF 2.32, tag 0x0112)."""
_DEEP = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")


def wash_photo(source: BinaryIO, kind: Kind, longest_side_px: int) -> bytes:
    """The JPEG. Of an animation it is the first frame. Raises Unwashable, and whatever a decoder raises."""
    formats = ["JPEG", "MPO"] if kind is Kind.JPEG else [str(kind)]
    with Image.open(source, formats=formats) as opened:
        if opened.width * opened.height > (MOST_JPEG_PIXELS if kind is Kind.JPEG else MOST_PIXELS):
            raise Unwashable(Verdict.TOO_MANY_PIXELS)
        if kind is Kind.JPEG:
            opened.draft(None, (longest_side_px, longest_side_px))
        opened.load()
        turn, profile = _TURN.get(_orientation(opened)), opened.info.get("icc_profile")
        image = _plain(opened)
    image.thumbnail((longest_side_px, longest_side_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turn is not None:
        image = image.transpose(turn)
    image = _on_white(_in_srgb(image, profile))
    # A new picture, because the old one remembers comments and profiles, and Pillow would write some of them.
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _orientation(image: Image.Image) -> int:
    """A photo with broken EXIF is shown as it lies; it is still a photo."""
    with contextlib.suppress(Exception):
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    return 1


def _plain(image: Image.Image) -> Image.Image:
    """The same as L, LA, RGB, RGBA or CMYK."""
    if image.mode in _DEEP:
        return _shallow(image)
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return image.copy()
    if image.mode in ("PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")


def _shallow(image: Image.Image) -> Image.Image:
    """Deep grey values, stretched to the range that there is: 16-bit files often use 10 or 12 of their bits."""
    deep = image.convert("F")
    low, high = deep.getextrema()
    if not isinstance(low, float) or not isinstance(high, float) or not high > low:
        return deep.convert("L")
    scale = 255.0 / (high - low)
    return deep.point(lambda value: value * scale - low * scale).convert("L")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """Colours as a screen without colour management shows them; a broken profile is as good as none."""
    if not isinstance(profile, bytes) or not profile:
        return image
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    opaque = image.convert(image.mode.removesuffix("A")) if alpha is not None else image
    with contextlib.suppress(Exception):
        made = ImageCms.profileToProfile(
            opaque, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
        if made is not None:
            if alpha is not None:
                made.putalpha(alpha)
            return made
    return image


def _on_white(image: Image.Image) -> Image.Image:
    """JPEG knows no transparency; what shows through is white, as on a page."""
    if image.mode not in ("LA", "RGBA"):
        return image.convert("RGB")
    image = image.convert("RGBA")
    ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return Image.alpha_composite(ground, image).convert("RGB")
