"""The town in which the evening plays: the invented one that ships with the product, or a real one from a folder of data."""

import csv
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, hypot, radians
from pathlib import Path

HERE = Path(__file__).resolve().parent
IN_RANGE_M = 300.0
"""The four are well inside the request's circle of 400 m."""
OUT_OF_RANGE_M = (650.0, 1200.0)
METRES_PER_DEGREE = 111_195.0


class NoTown(Exception):
    """The folder does not hold what the demo needs; the message says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """An address of the gazetteer."""

    lat: float
    lon: float
    words: str
    """Number and street, as people type it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Where everything happens."""

    name: str
    department: str
    time_zone: str
    gazetteer: Path
    scene: Home
    """Where the incident happened."""
    near: tuple[Home, ...]
    """Four homes in range."""
    far: tuple[Home, ...]
    """Two homes out of range."""
    clips: tuple[tuple[str, bytes], ...]
    """Two video files: name and bytes."""


def invented() -> Town:
    """Lantern Hill, which does not exist."""
    return _town(
        name="Lantern Hill",
        department="Lantern Hill Police Department",
        time_zone="America/Los_Angeles",
        gazetteer=HERE / "town.csv",
        clips=(("porch-camera.mp4", tiny_video(1)), ("driveway.mp4", tiny_video(2))),
    )


def real(folder: Path) -> Town:
    """San Francisco, from real addresses, a real department and real video files. Raises NoTown."""
    agencies, addresses, videos = (
        folder / "agencies_police_sheriff.csv",
        folder / "addresses_sf_20000.csv",
        sorted((folder / "video").glob("*.mp4")),
    )
    for needed in (agencies, addresses):
        if not needed.is_file():
            raise NoTown(f"There is no {needed}; --data needs it.")
    if len(videos) < 2:
        raise NoTown(f"There are no two .mp4 files in {folder / 'video'}; --data needs them.")
    with agencies.open(encoding="utf-8", newline="") as file:
        names = [
            row["agency"]
            for row in csv.DictReader(file)
            if row["state"] == "CA"
            and row["municipality"] == "San Francisco"
            and row["agency"].startswith("San Francisco")
        ]
    if not names:
        raise NoTown(f"{agencies} names no police department of San Francisco.")
    return _town(
        name="San Francisco",
        department=min(names, key=lambda name: ("Police" not in name, len(name), name)),
        time_zone="America/Los_Angeles",
        gazetteer=addresses,
        clips=tuple((video.name, video.read_bytes()) for video in videos[:2]),
    )


def _town(*, name: str, department: str, time_zone: str, gazetteer: Path, clips: tuple[tuple[str, bytes], ...]) -> Town:
    homes = list(_homes(gazetteer))
    middle = Home(
        lat=sum(home.lat for home in homes) / len(homes), lon=sum(home.lon for home in homes) / len(homes), words=""
    )
    # Addresses that occur once only, so that everybody who types one means the same house.
    counts: dict[str, int] = {}
    for home in homes:
        counts[home.words.lower()] = counts.get(home.words.lower(), 0) + 1
    single = [home for home in homes if counts[home.words.lower()] == 1]
    scene = min(single, key=lambda home: apart_m(home, middle))
    around = sorted((home for home in single if home is not scene), key=lambda home: apart_m(home, scene))
    near = [home for home in around if 40.0 <= apart_m(home, scene) <= IN_RANGE_M]
    far = [home for home in around if OUT_OF_RANGE_M[0] <= apart_m(home, scene) <= OUT_OF_RANGE_M[1]]
    if len(near) < 4 or len(far) < 2:
        raise NoTown(f"{gazetteer} has too few addresses around its middle for the story.")
    step = len(near) // 4
    return Town(
        name=name,
        department=department,
        time_zone=time_zone,
        gazetteer=gazetteer,
        scene=scene,
        near=tuple(near[index * step] for index in range(4)),
        far=(far[0], far[-1]),
        clips=clips,
    )


def _homes(gazetteer: Path) -> Iterator[Home]:
    with gazetteer.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["NUMBER"].strip() and not row.get("UNIT", "").strip():
                words = f"{row['NUMBER'].strip()} {row['STREET'].strip()}"
                yield Home(lat=float(row["LAT"]), lon=float(row["LON"]), words=words)


def apart_m(one: Home, other: Home) -> float:
    """Metres between two homes of a town; flat, and good to a metre, which is all that casting a play needs."""
    east = (one.lon - other.lon) * cos(radians(one.lat))
    return hypot(one.lat - other.lat, east) * METRES_PER_DEGREE


def tiny_video(seed: int) -> bytes:
    """A small, well-formed MP4 container with made-up content, about 48 kB; the same for the same seed."""

    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body) + 8) + kind + body

    content, state = bytearray(), seed
    while len(content) < 48_000:
        state = zlib.crc32(struct.pack(">II", seed, state))
        content += struct.pack(">I", state)
    return box(b"ftyp", b"isom\x00\x00\x02\x00isomiso2mp41") + box(b"free", b"") + box(b"mdat", bytes(content))
