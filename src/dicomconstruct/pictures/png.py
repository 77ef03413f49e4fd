"""PNG (ISO/IEC 15948): 8- and 16-bit grey, RGB and RGBA, in pieces, losslessly.

Pillow does not write 16-bit colours, so that PNG is written here without it. PNG is another format
than DICOM, so its layout is outside the grammar.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np

from dicomconstruct.errors import DicomError
from dicomconstruct.samples import Array

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
"""By samples of a pixel: grey, grey and alpha, RGB, RGBA."""
NONE, SUB, UP = 0, 1, 2
"""The filters of a row's bytes: none, difference to the left, difference to above."""
LEVEL = 6
ROWS_AT_A_TIME = 1 << 20
"""Rows are compressed in chunks of about this many bytes."""


def png_pieces(picture: Array) -> Iterator[bytes]:
    """A picture as PNG, in pieces.

    Parameters
    ----------
    picture
        8- or 16-bit samples without sign: (rows, columns) or (rows, columns, samples).

    Raises
    ------
    DicomError
        When PNG has no such picture.
    """
    shaped = picture[..., np.newaxis] if picture.ndim == 2 else picture
    if shaped.ndim != 3 or shaped.shape[2] not in COLOR_TYPES or shaped.dtype.name not in ("uint8", "uint16"):
        raise DicomError("PNG has no such picture", found=f"{picture.shape} of {picture.dtype}")
    rows, columns, samples = shaped.shape
    depth = shaped.dtype.itemsize * 8
    header = b"".join(number.to_bytes(4, "big") for number in (columns, rows))
    yield SIGNATURE + _chunk(b"IHDR", header + bytes((depth, COLOR_TYPES[samples], 0, 0, 0)))
    width = samples * shaped.dtype.itemsize
    packer = zlib.compressobj(LEVEL)
    above = np.zeros((1, columns * width), np.uint8)
    step = max(1, ROWS_AT_A_TIME // (columns * width))
    for start in range(0, rows, step):
        some = np.ascontiguousarray(shaped[start : start + step].astype(shaped.dtype.newbyteorder(">"), copy=False))
        plain = some.view(np.uint8).reshape(len(some), -1)
        data = packer.compress(_filtered(plain, above, width).tobytes())
        if data:
            yield _chunk(b"IDAT", data)
        above = plain[-1:]
    yield _chunk(b"IDAT", packer.flush())
    yield _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(data, zlib.crc32(name))
    return len(data).to_bytes(4, "big") + name + data + check.to_bytes(4, "big")


def _filtered(plain: Array, above: Array, width: int) -> Array:
    """Rows of bytes after the number of their filter: of three the one with the least sum, which packs best."""
    sub = plain.copy()
    sub[:, width:] -= plain[:, :-width]
    up = plain - np.concatenate([above, plain[:-1]])
    ways = (plain, sub, up)
    costs = np.stack([np.abs(way.view(np.int8).astype(np.int16)).sum(axis=1, dtype=np.int64) for way in ways])
    best = costs.argmin(axis=0)
    made = np.empty((len(plain), plain.shape[1] + 1), np.uint8)
    made[:, 0] = best
    for number, way in enumerate(ways):
        made[best == number, 1:] = way[best == number]
    return made
