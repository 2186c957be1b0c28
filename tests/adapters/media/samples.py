"""Photos and clips as phones and cameras make them, full of what nobody should learn: places, names, dates, sound."""

import io
import random
import struct
from collections.abc import Callable
from fractions import Fraction

import av
from PIL import Image, ImageDraw, PngImagePlugin

LAT, LON = 40.7128, -119.2846
CANARY = "CanaryPhone17"
DATE = "2026:11:05 07:41:33"
_DMS = ((40, 1), (42, 1), (45991, 1000)), ((119, 1), (17, 1), (4607, 1000))
SIZE = (320, 240)
RED, BLUE, GREEN = (200, 30, 40), (30, 40, 190), (40, 160, 60)


def secrets() -> list[bytes]:
    """Every form in which the canaries could be written."""
    words = [
        CANARY,
        DATE,
        "2026-11-05",
        "20261105",
        "40.7128",
        "119.2846",
        "+40.71",
        "-119.28",
        "4042.7665",
        "11917.0768",
    ]
    found = [word.encode() for word in words] + [word.encode("utf-16-le") for word in words]
    for order in "<>":
        found += [struct.pack(order + "II", *pair) for side in _DMS for pair in side[2:]]
        found += [struct.pack(f"{order}{form}", value) for value in (LAT, LON) for form in "fd"]
        found += [struct.pack(order + "i", round(value * scale)) for value in (LAT, LON) for scale in (65536, 1e7)]
    return found


def leaks(content: bytes) -> list[bytes]:
    """The canaries that are in there."""
    return [secret for secret in secrets() if secret in content]


def exif(orientation: int = 1) -> Image.Exif:
    """As a phone writes it: maker, model, date, place, and a note of the maker with a picture of its own."""
    made = Image.Exif()
    made[0x0112], made[0x010F], made[0x0110], made[0x0132] = orientation, CANARY, CANARY, DATE
    inner, place = made.get_ifd(0x8769), made.get_ifd(0x8825)
    inner[0x9003], inner[0x927C], inner[0x9286] = DATE, CANARY.encode() + b"\xff\xd8\xff", CANARY.encode()
    (lat, lon) = _DMS
    place[1], place[2], place[3], place[4] = "N", tuple(a / b for a, b in lat), "W", tuple(a / b for a, b in lon)
    place[29] = DATE[:10]
    return made


XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    f'xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="{LAT}" exif:GPSLongitude="{LON}" '
    f'exif:Model="{CANARY}"/></rdf:RDF></x:xmpmeta>'
).encode()
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x20\x1c\x02\x5a" + struct.pack(">H", len(CANARY)) + CANARY.encode()


def scene(chance: random.Random | None = None, size: tuple[int, int] = SIZE) -> Image.Image:
    """Red above left, blue above right, green below."""
    width, height = size
    image = Image.new("RGB", size, GREEN)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 2), fill=RED)
    draw.rectangle((width // 2, 0, width, height // 2), fill=BLUE)
    if chance:
        for _ in range(6):
            x, y = chance.randrange(width), chance.randrange(height)
            draw.ellipse((x, y, x + 9, y + 9), fill=tuple(chance.randrange(256) for _ in range(3)))
    return image


def saved(image: Image.Image, form: str, **how: object) -> bytes:
    """What Pillow writes."""
    out = io.BytesIO()
    image.save(out, form, **how)  # type: ignore[arg-type]
    return out.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    """A part of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def jpeg(image: Image.Image, orientation: int = 1) -> bytes:
    """EXIF with GPS, XMP, IPTC, a comment and an unknown part."""
    plain = saved(image, "JPEG", quality=90, exif=exif(orientation), xmp=XMP, comment=CANARY, dpi=(300, 300))
    return plain[:2] + segment(0xED, IPTC) + segment(0xEB, CANARY.encode() * 50) + plain[2:]


def motion_photo(image: Image.Image) -> bytes:
    """A JPEG with a film behind its end, as Android phones write it."""
    return jpeg(image) + mp4(frames=4) + b"MotionPhoto_Data" + CANARY.encode()


def ultra_hdr(image: Image.Image) -> bytes:
    """Two JPEGs in one file (MPF); the second has EXIF of its own."""
    out = io.BytesIO()
    image.save(out, "MPO", save_all=True, append_images=[image.convert("L").convert("RGB")], exif=exif())
    return out.getvalue() + jpeg(image.resize((64, 48)))


def png(image: Image.Image, orientation: int = 1) -> bytes:
    """tEXt, zTXt, iTXt, eXIf, and words behind the end."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Model", CANARY)
    info.add_text("Place", f"{LAT} {LON}", zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(image, "PNG", pnginfo=info, exif=exif(orientation)) + CANARY.encode()


def webp(image: Image.Image) -> bytes:
    """EXIF and XMP chunks."""
    return saved(image, "WEBP", exif=exif().tobytes(), xmp=XMP, quality=90)


def gif(image: Image.Image) -> bytes:
    """Two frames and a comment."""
    return saved(image, "GIF", save_all=True, append_images=[image.rotate(180)], comment=CANARY.encode(), duration=100)


def tiff(image: Image.Image) -> bytes:
    """GPS in its own directory, and XMP."""
    info = exif()
    info[0x010E], info[0x013B], info[700] = CANARY, CANARY, XMP
    return saved(image, "TIFF", exif=info)


def bmp(image: Image.Image) -> bytes:
    """Words behind the end."""
    return saved(image, "BMP") + CANARY.encode()


def avif(image: Image.Image) -> bytes:
    """EXIF and XMP items."""
    return saved(image, "AVIF", exif=exif().tobytes(), xmp=XMP, speed=10)


PHOTOS: dict[str, Callable[[Image.Image], bytes]] = {
    "jpeg": jpeg,
    "motion photo": motion_photo,
    "ultra hdr": ultra_hdr,
    "png": png,
    "webp": webp,
    "gif": gif,
    "tiff": tiff,
    "bmp": bmp,
    "avif": avif,
}

TAGS = {
    "title": CANARY,
    "comment": f"{LAT},{LON} {CANARY}",
    "make": CANARY,
    "model": CANARY,
    "location": f"+{LAT:.4f}{LON:.4f}/",
    "com.apple.quicktime.location.ISO6709": f"+{LAT:.4f}{LON:.4f}+012.000/",
    "com.apple.quicktime.make": CANARY,
    "creation_time": "2026-11-05T07:41:33.000000Z",
}
RATE = 15


def sei(words: str) -> bytes:
    """A message of H.264 with unregistered user data, as dash cams write positions; with a start code."""
    body = bytes(range(16)) + words.encode()
    return b"\0\0\0\1\x06\x05" + bytes([len(body)]) + body + b"\x80"


def film(
    form: str,
    codec: str,
    *,
    frames: int = 20,
    size: tuple[int, int] = SIZE,
    sound: str = "",
    options: dict[str, str] | None = None,
    chance: random.Random | None = None,
    spoken: bool = False,
    noise: bool = False,
) -> bytes:
    """A red field that moves over a scene, with every tag that the container takes. `spoken`: positions in the stream; `noise`:
    a picture that does not compress."""
    out = io.BytesIO()
    with av.open(out, "w", format=form, options=options or {}) as container:
        container.metadata.update(TAGS)
        stream = container.add_stream(codec, rate=RATE)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.thread_count = 1
        if codec in ("libx264", "libx265"):
            # One thread, no pool: with them the encoder refuses now and then to say what its stream is.
            quietly = {"x265-params": "log-level=none:pools=none:frame-threads=1"} if codec == "libx265" else {}
            stream.codec_context.options = {"preset": "ultrafast", **quietly}
        if codec == "libsvtav1":
            stream.codec_context.options = {"preset": "12"}
        stream.metadata.update(handler_name=CANARY, title=CANARY, encoder=CANARY)
        voice = container.add_stream(sound, rate=44100) if sound else None
        if voice is not None:
            voice.metadata.update(handler_name=CANARY)
        ground = scene(chance, size)
        for number in range(frames):
            picture = Image.effect_noise(size, 90).convert("RGB") if noise else ground.copy()
            ImageDraw.Draw(picture).rectangle((number * 6, 100, number * 6 + 30, 130), fill=RED)
            frame = av.VideoFrame.from_image(picture)
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            for packet in stream.encode(frame):
                container.mux(_with_message(packet) if spoken else packet)
        for packet in stream.encode():
            container.mux(_with_message(packet) if spoken else packet)
        if voice is not None:
            _speak(container, voice, frames)
    return out.getvalue()


def _with_message(packet: av.Packet) -> av.Packet:
    """The packet with a position in front of its picture."""
    body = sei(f"{CANARY} {LAT} {LON}")
    content = bytes(packet)
    annexed = content.startswith((b"\0\0\0\1", b"\0\0\1"))
    made = av.Packet((body if annexed else struct.pack(">I", len(body) - 4) + body[4:]) + content)
    made.pts, made.dts, made.time_base, made.stream = packet.pts, packet.dts, packet.time_base, packet.stream
    made.is_keyframe = packet.is_keyframe
    return made


def _speak(container: av.container.OutputContainer, voice: av.AudioStream, frames: int) -> None:
    for number in range(frames * 44100 // RATE // 1024):
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        frame.planes[0].update(bytes(4096))
        frame.sample_rate, frame.pts = 44100, number * 1024
        for packet in voice.encode(frame):
            container.mux(packet)
    for packet in voice.encode():
        container.mux(packet)


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def with_places(content: bytes) -> bytes:
    """The same with Apple's and 3GPP's boxes for a place at the end of `moov`, which has to be the last box."""
    at = content.rindex(b"moov") - 4
    apple = f"+{LAT:.4f}{LON:.4f}/".encode()
    fixed = struct.pack(">iii", round(LON * 65536), round(LAT * 65536), 0)
    places = box(b"\xa9xyz", struct.pack(">HH", len(apple), 0x15C7) + apple)
    places += box(b"loci", bytes(4) + struct.pack(">H", 0x15C7) + CANARY.encode() + b"\0\0" + fixed + b"earth\0\0")
    moov = content[at + 8 :] + box(b"udta", places)
    return content[:at] + box(b"moov", moov)


def turned(content: bytes, quarters: int) -> bytes:
    """The same, to be shown turned by so many quarters clockwise: the matrix in the head of its first track."""
    a, b = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarters]
    one = 65536
    matrix = struct.pack(">9i", a * one, b * one, 0, -b * one, a * one, 0, 0, 0, 1 << 30)
    at = content.index(b"tkhd") + 4 + 40
    return content[:at] + matrix + content[at + 36 :]


def mp4(frames: int = 20, chance: random.Random | None = None) -> bytes:
    """Tags of the user, a place, sound, a name for each track, positions in the stream, and private boxes behind it."""
    made = with_places(film("mp4", "libx264", frames=frames, sound="aac", chance=chance, spoken=True))
    return made + box(b"uuid", bytes(16) + CANARY.encode()) + box(b"free", f"{LAT}{LON}".encode())


def mov(frames: int = 20, chance: random.Random | None = None) -> bytes:
    """As iPhones write it: Apple's own keys for place and device."""
    how = {"movflags": "use_metadata_tags"}
    return with_places(film("mov", "libx264", frames=frames, options=how, chance=chance, spoken=True))


def mp4_hevc(frames: int = 20, chance: random.Random | None = None) -> bytes:
    """Newer phones."""
    return film("mp4", "libx265", frames=frames, chance=chance)


def threegp(frames: int = 20, chance: random.Random | None = None) -> bytes:
    """Old phones, with their own box for a place."""
    return with_places(film("3gp", "libx264", frames=frames, chance=chance))


def webm(frames: int = 20, chance: random.Random | None = None) -> bytes:
    """With the tags of Matroska."""
    return film("webm", "libvpx", frames=frames, chance=chance)


def mkv(frames: int = 20, chance: random.Random | None = None) -> bytes:
    """Doorbells and recorders."""
    return film("matroska", "libx264", frames=frames, sound="aac", chance=chance, spoken=True)


def avi(frames: int = 20, chance: random.Random | None = None) -> bytes:
    """Old dash cams: MPEG-4 with a list of words."""
    return film("avi", "mpeg4", frames=frames, chance=chance) + CANARY.encode()


CLIPS: dict[str, Callable[..., bytes]] = {
    "mp4": mp4,
    "mov": mov,
    "hevc": mp4_hevc,
    "3gp": threegp,
    "webm": webm,
    "mkv": mkv,
    "avi": avi,
}
