"""A clip becomes its moving picture: decoded and encoded anew as H.264 in MP4, without sound, names, places or dates.

Why not copy the packets into a new container, which would be many times faster: cameras also write into the picture's
own stream (user data in SEI messages holds GPS on dash cams, and device names), codecs differ in where, and what a
decoder never sees cannot be taken over by either. What comes out here is made of pixels and times only. It also plays
everywhere and fits Discord's 10 MB. Measured on one core: about a third of real time for 1080p at 30 frames a second.
"""

import io
import pkgutil
from collections.abc import Iterator
from fractions import Fraction
from typing import BinaryIO

import av
import av.filter
from av.bitstream import BitStreamFilterContext
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from bot.adapters.media import cell
from bot.adapters.media.faststart import moov_first
from bot.adapters.media.sniff import Kind
from bot.adapters.media.verdict import Unwashable, Verdict

MOST_PIXELS = 8192 * 4352
MOST_FRAMES_A_SECOND = 30
TICKS = 90_000
"""Time base of what is written."""
SPARE_S = 0.5
"""Containers round their durations, and cameras add a frame."""
_BITS_AND_SIDES = ((1_300_000, 1280), (700_000, 960), (0, 854))
"""From so many bits a second on, so many pixels on the longer side look better than fewer."""
_MOST_BITS = 3_000_000
_TURNS: dict[int, tuple[tuple[str, str | None], ...]] = {
    0: (),
    1: (("transpose", "cclock"),),
    2: (("hflip", None), ("vflip", None)),
    3: (("transpose", "clock"),),
}
"""What turns a frame by so many quarters against the clock, as the display matrix of its container asks."""

cell.preload(*(part.name for part in pkgutil.walk_packages(av.__path__, "av.") if not part.name.endswith("__main__")))


def wash_clip(source: BinaryIO, kind: Kind, *, most_s: float, side_px: int, most_bytes: int) -> bytes:
    """The MP4. Raises Unwashable, and whatever a decoder raises."""
    with av.open(source, mode="r", format=str(kind), metadata_errors="ignore") as container:
        stream = next((each for each in container.streams.video if not _is_cover(each)), None)
        if stream is None:
            raise Unwashable(Verdict.BAD)
        said_s = [float(stream.duration * stream.time_base)] if stream.duration and stream.time_base else []
        said_s += [container.duration / av.time_base] if container.duration else []
        if said_s and min(said_s) > most_s + SPARE_S:
            raise Unwashable(Verdict.TOO_LONG)
        stream.codec_context.thread_count = 1  # No thread can be started in here.
        stream.codec_context.thread_type = "NONE"
        # The encoder may run ahead by its buffer of a second.
        bits = min(_MOST_BITS, int(0.9 * most_bytes * 8 / (min(max(said_s, default=most_s), most_s) + 1.0)))
        side_px = min(side_px, next(side for least, side in _BITS_AND_SIDES if bits >= least))
        film = _Film(bits, most_bytes, stream.sample_aspect_ratio)
        for at_s, frame in _timed(_frames(stream, container), stream, most_s):
            film.add(frame, at_s, side_px)
        return film.finished()


def _is_cover(stream: VideoStream) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _frames(stream: VideoStream, container: "av.container.InputContainer") -> Iterator[VideoFrame]:
    """All that can be decoded. Cameras that lose power leave broken packets, which are left out."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.error.InvalidDataError:
            return
        if packet is None:
            return
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            continue


def _timed(frames: Iterator[VideoFrame], stream: VideoStream, most_s: float) -> Iterator[tuple[float, VideoFrame]]:
    """Each frame with its seconds since the first, always growing, at most MOST_FRAMES_A_SECOND. Raises Unwashable."""
    usual_s = 1 / float(stream.average_rate or MOST_FRAMES_A_SECOND)
    first_s, last_s = None, -1.0
    for frame in frames:
        if frame.width * frame.height > MOST_PIXELS:
            raise Unwashable(Verdict.TOO_MANY_PIXELS)
        seconds = frame.time if frame.time is not None else (first_s or 0.0) + max(last_s + usual_s, 0.0)
        first_s = seconds if first_s is None else first_s
        at_s = seconds - first_s
        if at_s > most_s + SPARE_S:
            raise Unwashable(Verdict.TOO_LONG)
        # Half a tick of grace: 30 frames a second in milliseconds are 33 and 34 apart.
        if last_s < 0 or at_s - last_s >= 1 / MOST_FRAMES_A_SECOND - 0.002:
            last_s = at_s
            yield at_s, frame


class _Film:
    """The new clip while it is being made."""

    def __init__(self, bits_a_second: int, most_bytes: int, aspect: Fraction | None) -> None:
        """`aspect`: width of a dot by its height, in what comes in; None when the file does not say."""
        self._out = io.BytesIO()
        # "bitexact" keeps the names and versions of FFmpeg out of the file.
        self._container = av.open(self._out, "w", format="mp4", options={"fflags": "+bitexact"})
        self._bits, self._most_bytes, self._aspect = bits_a_second, most_bytes, aspect
        self._stream: VideoStream | None = None
        self._plain: BitStreamFilterContext | None = None
        self._shape: tuple[object, ...] = ()
        self._graph: av.filter.Graph | None = None
        self._last = -1

    def add(self, frame: VideoFrame, at_s: float, side_px: int) -> None:
        """The next frame. Raises Unwashable when the film gets longer than it had said."""
        stream = self._begin(frame, side_px)
        upright = self._upright(frame, stream)
        upright.time_base = Fraction(1, TICKS)
        upright.pts = self._last = max(round(at_s * TICKS), self._last + 1)
        upright.pict_type = av.video.frame.PictureType.NONE
        for packet in stream.encode(upright):
            self._put(packet)

    def finished(self) -> bytes:
        """The whole file. Raises Unwashable when there was no frame."""
        if self._stream is None or self._plain is None:
            raise Unwashable(Verdict.BAD)
        for packet in self._stream.encode(None):
            self._put(packet)
        self._put(None)
        self._container.close()
        return moov_first(self._out.getvalue())

    def _begin(self, frame: VideoFrame, side_px: int) -> VideoStream:
        if self._stream is not None:
            return self._stream
        stream = self._container.add_stream("libx264", rate=MOST_FRAMES_A_SECOND)
        stream.width, stream.height = _size(frame, self._aspect, side_px)
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, TICKS)
        context.thread_count = 1
        context.gop_size = MOST_FRAMES_A_SECOND * 5
        context.max_b_frames = 0
        context.options = {
            "preset": "superfast",
            "crf": "25",
            "maxrate": str(self._bits),
            "bufsize": str(self._bits),
            "a53cc": "0",
            "flags": "+bitexact",
            **dict.fromkeys(("colorspace", "color_primaries", "color_trc"), "bt709"),
        }
        self._stream = stream
        return stream

    def _upright(self, frame: VideoFrame, stream: VideoStream) -> VideoFrame:
        """Turned as it was meant to be seen, in the size of the new clip, with nothing but the picture."""
        shape = (frame.width, frame.height, frame.format.name, frame.rotation)
        if self._graph is None or shape != self._shape:
            self._shape, self._graph = shape, _graph(frame, stream)
        self._graph.push(frame)
        made = self._graph.pull()
        assert isinstance(made, VideoFrame)
        return made

    def _put(self, packet: "Packet[VideoStream] | None") -> None:
        """x264 signs its work in a message of type 6; those messages are left out altogether."""
        assert self._stream is not None
        if self._plain is None:
            self._plain = BitStreamFilterContext("filter_units=remove_types=6", self._stream)
        for plain in self._plain.filter(packet):
            self._container.mux(plain)
        if self._out.tell() > self._most_bytes:
            raise Unwashable(Verdict.TOO_LONG)


def _turned(frame: VideoFrame) -> bool:
    return round(frame.rotation / 90) % 2 == 1


def _size(frame: VideoFrame, aspect: Fraction | None, side_px: int) -> tuple[int, int]:
    """Width and height with square pixels, even, as the clip is seen."""
    width = frame.width * float(aspect) if aspect and 0.25 <= aspect <= 4 else float(frame.width)
    height = float(frame.height)
    width, height = (height, width) if _turned(frame) else (width, height)
    scale = min(1.0, side_px / max(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def _graph(frame: VideoFrame, stream: VideoStream) -> av.filter.Graph:
    """Turn, scale, and forget everything that cameras attach to frames."""
    graph = av.filter.Graph()
    graph.threads = 1
    steps = [
        *_TURNS[round(frame.rotation / 90) % 4],
        ("scale", f"{stream.width}:{stream.height}:flags=bilinear:out_range=tv:out_color_matrix=bt709"),
        ("setsar", "1"),
        ("sidedata", "mode=delete"),
        ("format", "yuv420p"),
        ("buffersink", None),
    ]
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, TICKS))
    graph.link_nodes(source, *(graph.add(name, how) for name, how in steps)).configure()
    return graph
