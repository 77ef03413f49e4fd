"""Samples of fewer bits than a byte, and subsampled colours."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.samples import BIT_ORDER, BITS_OF_A_BYTE, bytes_for_bits
from dicomconstruct.samples import Array

EVEN = 2
PAIR = 4
"""Samples of two pixels in YBR_FULL_422: two luminances, and the shared two colour differences."""
FULL_PAIR = 6
TOGETHER = (0, 2, 3, 1, 2, 3)
"""The index in a pair's samples of each sample of the two full pixels."""


def pack_bits(arr: Array, pad: bool = True) -> bytes:
    """Pixels of one bit, eight in a byte (PS3.5 8.1.1).

    Parameters
    ----------
    arr
        Zeros and ones, in the order of their pixels.
    pad
        Whether to pad to an even number of bytes.

    Raises
    ------
    DicomError
        For values other than 0 and 1.
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
        Whether to give an array rather than bytes.
    """
    bits = np.unpackbits(np.frombuffer(src, np.uint8), bitorder=BIT_ORDER)
    return bits if as_array else bits.tobytes()


def bits_between(src: bytes | bytearray | memoryview, first: int, count: int) -> Array:
    """A range of the bits of bytes, one byte for each."""
    return np.unpackbits(np.frombuffer(src, np.uint8), bitorder=BIT_ORDER)[first : first + count]


def concatenate_packed_frames(frames: Iterable[bytes], bits: int) -> bytes:
    """Frames of one bit a pixel joined without padding bits (PS3.5 8.1.1).

    Parameters
    ----------
    frames
        The frames, each beginning at a byte.
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
        Repeated groups of two luminances and two shared differences (Planar Configuration 0).
    bits_allocated
        8 or 16.
    """
    width = bits_allocated // BITS_OF_A_BYTE
    samples = np.frombuffer(src, f"V{width}")
    pairs = samples[: samples.size - samples.size % PAIR].reshape(-1, PAIR)
    return pairs[:, TOGETHER].tobytes()


def subsampled(arr: Array) -> Array:
    """An array in YBR_FULL as YBR_FULL_422: the differences of every other pixel (Planar Configuration 0).

    Raises DicomError where the pixels do not make pairs.
    """
    if arr.size % FULL_PAIR:
        raise DicomError("YBR_FULL_422 takes an even number of pixels", found=arr.size // 3)
    pairs = arr.reshape(-1, FULL_PAIR)
    return pairs[:, (0, 3, 1, 2)]
