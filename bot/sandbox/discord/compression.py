"""The compressions that gateway clients ask for: one stream per connection, flushed after each message."""

import importlib
import zlib
from collections.abc import Callable
from typing import Any

Compressor = Callable[[bytes], bytes]


def compressor_for(name: str) -> Compressor | None:
    """The compressor for the `compress` parameter of a gateway address; None if the client wants plain text."""
    match name:
        case "zlib-stream":
            stream = zlib.compressobj()
            return lambda message: stream.compress(message) + stream.flush(zlib.Z_SYNC_FLUSH)
        case "zstd-stream":
            return _zstd()
        case _:
            return None


def _zstd() -> Compressor:
    # discord.py asks for this only where one of these two modules exists, which is then our own environment too.
    try:
        zstd: Any = importlib.import_module("compression.zstd")
    except ImportError:
        stream: Any = importlib.import_module("zstandard").ZstdCompressor().compressobj()
        return lambda message: bytes(stream.compress(message) + stream.flush(1))
    compressor: Any = zstd.ZstdCompressor()
    return lambda message: bytes(compressor.compress(message, compressor.FLUSH_BLOCK))
