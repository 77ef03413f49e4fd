"""Samples of fewer bits than a byte, and colours that lie there without half of their parts."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.samples import BIT_ORDER, BITS_OF_A_BYTE, bytes_for_bits
from dicomconstruct.samples import Array

EVEN = 2
PAIR = 4
"""Samples of two pixels in YBR_FULL_422: two luminances, and what both have of each colour difference."""
FULL_PAIR = 6
TOGETHER = (0, 2, 3, 1, 2, 3)
"""Which sample of a pair goes where when nothing is left out."""


def pack_bits(arr: Array, pad: bool = True) -> bytes:
    """Pixels of one bit, eight in a byte (PS3.5 8.1.1).

    Parameters
    ----------
    arr
        Zeros and ones, in the order of their pixels.
    pad
        Whether the bytes are to be of an even number.

    Raises
    ------
    DicomError
        When there is anything else than zeros and ones.
    """
    if arr.size == 0:
        return b""
    if not np.all((arr == 0) | (arr == 1)):
        raise DicomError("Only binary arrays (containing ones or zeroes) can be packed.")
    packed = np.packbits(arr.ravel().astype(np.uint8), bitorder=BIT_ORDER).tobytes()
    return packed + b"\0" if pad and len(packed) % EVEN else packed


def unpack_bits(src: bytes | bytearray | memoryview, as_array: bool = True) -> Array | bytes:
    """The bits of bytes, as an array or as bytes of 0 and 1 (PS3.5 8.1.1).

    Parameters
    ----------
    src
        The bytes.
    as_array
        Whether an array is wanted.
    """
    bits = np.unpackbits(np.frombuffer(src, np.uint8), bitorder=BIT_ORDER)
    return bits if as_array else bits.tobytes()


def bits_between(src: bytes | bytearray | memoryview, first: int, count: int) -> Array:
    """Some of the bits of bytes, each in a byte of its own."""
    return np.unpackbits(np.frombuffer(src, np.uint8), bitorder=BIT_ORDER)[first : first + count]


def concatenate_packed_frames(frames: Iterable[bytes], bits: int) -> bytes:
    """Frames of one bit a pixel in one piece, with nothing between them (PS3.5 8.1.1).

    Parameters
    ----------
    frames
        The frames, each beginning with a byte of its own.
    bits
        The number of pixels of a frame.
    """
    if bits % BITS_OF_A_BYTE == 0:
        return b"".join(frame[: bits // BITS_OF_A_BYTE] for frame in frames)
    pieces = [bits_between(frame[: bytes_for_bits(bits)], 0, bits) for frame in frames]
    return np.packbits(np.concatenate(pieces), bitorder=BIT_ORDER).tobytes() if pieces else b""


def expand_ybr422(src: bytes | bytearray | memoryview, bits_allocated: int) -> bytes:
    """YBR_FULL_422 with the colour differences of every pixel (PS3.3 C.7.6.3.1.2).

    Parameters
    ----------
    src
        Two luminances and the two differences of both, over and over (Planar Configuration 0).
    bits_allocated
        8 or 16.
    """
    width = bits_allocated // BITS_OF_A_BYTE
    samples = np.frombuffer(src, f"V{width}")
    pairs = samples[: samples.size - samples.size % PAIR].reshape(-1, PAIR)
    return pairs[:, TOGETHER].tobytes()


def subsampled(arr: Array) -> Array:
    """An array in YBR_FULL, as YBR_FULL_422 has it: the differences of every other pixel (Planar Configuration 0).

    Raises DicomError where the pixels do not make pairs.
    """
    if arr.size % FULL_PAIR:
        raise DicomError("YBR_FULL_422 takes an even number of pixels", found=arr.size // 3)
    pairs = arr.reshape(-1, FULL_PAIR)
    return pairs[:, (0, 3, 1, 2)]
