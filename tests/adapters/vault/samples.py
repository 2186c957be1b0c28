"""Small files of every kind that the vault takes, and fifty that it does not."""

import io
import struct
import zipfile


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def ftyp(major: bytes, *compatible: bytes) -> bytes:
    return box(b"ftyp", major + b"\0\0\2\0" + b"".join(compatible))


def ebml(doc_type: bytes) -> bytes:
    def element(name: str, body: bytes) -> bytes:
        return bytes.fromhex(name) + bytes([0x80 | len(body)]) + body

    body = element("4286", b"\1") + element("42f7", b"\1") + element("ec", b"\0\0") + element("4282", doc_type)
    return element("1a45dfa3", body) + b"\x18\x53\x80\x67\xff" + b"\0" * 600


PNG_HEAD = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0"
FILM = box(b"mdat", bytes(range(256)) * 20)

TAKEN: dict[str, tuple[bytes, str]] = {
    "mp4": (ftyp(b"isom", b"isom", b"mp41") + FILM, "video/mp4"),
    "mp4 by a compatible brand only": (ftyp(b"XXXX", b"mp42") + FILM, "video/mp4"),
    "fragmented mp4": (ftyp(b"iso5", b"dash") + FILM, "video/mp4"),
    "m4v": (ftyp(b"M4V ", b"isom") + FILM, "video/mp4"),
    "mov": (ftyp(b"qt  ", b"qt  ") + FILM, "video/quicktime"),
    "mov of the last century": (box(b"moov", box(b"mvhd", b"\0" * 100)), "video/quicktime"),
    "mov with a place holder": (box(b"wide", b"") + FILM, "video/quicktime"),
    "3gp": (ftyp(b"3gp5", b"isom") + FILM, "video/3gpp"),
    "3g2": (ftyp(b"3g2a") + FILM, "video/3gpp2"),
    "webm": (ebml(b"webm"), "video/webm"),
    "mkv": (ebml(b"matroska"), "video/x-matroska"),
    "mkv with a padded name": (ebml(b"matroska\0\0"), "video/x-matroska"),
    "avi": (b"RIFF\0\1\0\0AVI LIST" + b"\0" * 300, "video/x-msvideo"),
    "mpeg-ts": ((b"\x47" + b"\x1f" * 187) * 40, "video/mp2t"),
    "m2ts": ((b"\0\0\0\0\x47" + b"\x1f" * 187) * 40, "video/mp2t"),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 300, "image/jpeg"),
    "jpeg of a phone": (b"\xff\xd8\xff\xe1\0\x10Exif\0" + b"\0" * 300, "image/jpeg"),
    "png": (PNG_HEAD + b"\0" * 300, "image/png"),
    "heic": (ftyp(b"heic", b"mif1", b"heic") + FILM, "image/heic"),
    "heic behind a general brand": (ftyp(b"mif1", b"heic") + FILM, "image/heic"),
}


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../../etc/cron.d/clip.mp4", "* * * * * root true\n")
    return out.getvalue()


_GIF = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff"
HOSTILE: dict[str, bytes] = {
    "html page": b"<!DOCTYPE html><script>alert(1)</script>",
    "html page after blanks": b" \r\n\t<html><body onload=alert(1)>",
    "svg with a script": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg after an xml line": b'<?xml version="1.0"?><svg><script>1</script></svg>',
    "xml that names a file": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
    "xml that explodes": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>',
    "hls list of local files": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "hls list of addresses": b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nhttp://169.254.169.254/\n",
    "hls list after a mark": b"\xef\xbb\xbf#EXTM3U\n#EXTINF:1,\nconcat:/etc/passwd\n",
    "dash manifest": b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    "list of ffmpeg": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "session description": b"v=0\no=- 0 0 IN IP4 10.0.0.1\nm=video 5004 RTP/AVP 96\n",
    "windows short cut to a page": b"[InternetShortcut]\nURL=file:///etc/passwd\n",
    "windows shell link": b"L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0\0\0\0F" + b"\0" * 60,
    "windows program": b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + b"\0" * 200,
    "linux program": b"\x7fELF\2\1\1" + b"\0" * 200,
    "mac program": b"\xcf\xfa\xed\xfe\7\0\0\1" + b"\0" * 200,
    "java class": b"\xca\xfe\xba\xbe\0\0\0\x34" + b"\0" * 200,
    "shell script": b"#!/bin/sh\nrm -rf ~\n",
    "python pickle": b"\x80\4\x95\x1c\0\0\0\0\0\0\0\x8c\5posix\x8c\6system\x93\x8c\4true\x85R.",
    "php page": b"<?php system($_GET['c']); ?>",
    "gif with php": _GIF + b"<?php system($_GET['c']); ?>",
    "zip that climbs": _zip(),
    "zip bomb's head": b"PK\3\4\x14\0\0\0\x08\0" + b"\0" * 16 + b"\xff\xff\xff\xff" * 2,
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\3" + b"\xed\xc1" * 100,
    "zstandard": b"\x28\xb5\x2f\xfd" + b"\0" * 60,
    "seven zip": b"7z\xbc\xaf\x27\x1c" + b"\0" * 60,
    "rar": b"Rar!\x1a\7\1\0" + b"\0" * 60,
    "tar that climbs": b"../../etc/passwd".ljust(257, b"\0") + b"ustar\x0000" + b"\0" * 240,
    "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(1)>>>>\n",
    "postscript": b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n",
    "imagemagick words": b"push graphic-context\nfill 'url(https://example.com/\"|id\")'\n",
    "flash": b"CWS\x0a\0\1\0\0x\x9c" + b"\0" * 60,
    "windows media": bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + b"\0" * 60,
    "flv": b"FLV\1\5\0\0\0\x09" + b"\0" * 60,
    "wave called avi": b"RIFF\0\1\0\0WAVEfmt " + b"\0" * 60,
    "webp": b"RIFF\0\1\0\0WEBPVP8 " + b"\0" * 60,
    "avi cut short": b"RIFF\0\1\0\0AVI ",
    "mp3": b"ID3\4\0\0\0\0\0\0\xff\xfb\x90\0" + b"\0" * 60,
    "sound in an mp4": ftyp(b"M4A ", b"isom") + FILM,
    "avif": ftyp(b"avif", b"mif1") + FILM,
    "mp4 with an endless first box": b"\0\0\0\1ftypisom\0\0\2\0\xff\xff\xff\xff\xff\xff\xff\xff",
    "mp4 with an empty first box": b"\0\0\0\0ftypisom\0\0\2\0isom" + FILM,
    "mp4 with a box beyond its end": b"\x7f\xff\xff\xffftypisom\0\0\2\0isom" + FILM,
    "mp4 with an odd box": b"\0\0\0\x13ftypisom\0\0\2\0iso" + FILM,
    "mp4 of no known brand": ftyp(b"<scr", b"ipt>") + FILM,
    "matroska of an unknown kind": ebml(b"<script>"),
    "matroska with a header beyond its end": b"\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff" + b"\0" * 60,
    "matroska with lengths of nothing": b"\x1a\x45\xdf\xa3\x9f" + b"\0" * 60,
    "matroska cut inside a length": b"\x1a\x45\xdf\xa3\x08",
    "jpeg mark and no more": b"\xff\xd8\xff",
    "jpeg mark and a page": b"\xff\xd8\xff<script>alert(1)</script>",
    "png mark and a page": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "transport stream out of step": (b"\x47" + b"\x1f" * 188) * 40,
    "four packets of a transport stream": (b"\x47" + b"\x1f" * 187) * 4,
    "letter G": b"G",
    "zeros": b"\0" * 5000,
    "clip under a false mark": b"\xef\xbb\xbf" + ftyp(b"isom") + FILM,
    "words": b"this is my clip.mp4",
}
