"""Deflate streams: the wrappers around them, and how one is made (PS3.5 A.5)."""

from __future__ import annotations

import zlib

PLAIN = "plain"
PAD = b"\0"
"""The byte that makes the length of a stream even (PS3.5 A.5)."""
DEFLATE = {"deflate": -zlib.MAX_WBITS, "zlib": zlib.MAX_WBITS}
"""The wrappers met around a deflated data set, with zlib's number for each; PS3.5 A.5 has the first."""

_WIDTH, _LOW = 4, (1 << 32) - 1
"""Bytes of a number in the trailer of gzip, and its bits."""

DEFAULT_MAX_INFLATED = 1 << 28
"""Bytes that a deflated data set may grow to before inflating stops."""


def deflated(data: bytes, wrapper: str) -> bytes:
    """The compressed stream of a data set, padded to even length (PS3.5 A.5)."""
    deflater = zlib.compressobj(wbits=DEFLATE[wrapper])
    stream = deflater.compress(data) + deflater.flush()
    return stream + PAD * (len(stream) % 2)


def trailer(inflated: bytes) -> bytes:
    """The trailer of gzip after a stream: checksum and size of the uncompressed data (RFC 1952 2.3.1).

    pydicom's image_dfl.dcm has it, without the header of gzip.
    """
    size = len(inflated) & _LOW
    return zlib.crc32(inflated).to_bytes(_WIDTH, "little") + size.to_bytes(_WIDTH, "little")


def beyond_padding(compressed: bytes, excess: bytes, **_: object) -> bytes:
    """The bytes after a compressed stream and its padding byte."""
    return excess.removeprefix(PAD) if len(compressed) % 2 else excess
