"""Uncompressed pixels: the bytes of a frame, and their array (PS3.5 8.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from dicomconstruct.config import logger
from dicomconstruct.dataelem.buffered import length_of
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE, in_little_endian
from dicomconstruct.pixels.bits import bits_between, expand_ybr422
from dicomconstruct.pixels.runner import SUBSAMPLED, sampled_fully, tagged
from dicomconstruct.pixels.stored_bits import used_bits
from dicomconstruct.samples import Array
from dicomconstruct.sources import read_fully

if TYPE_CHECKING:
    from dicomconstruct.pixels.decoding import DecodeRunner

Source = bytes | bytearray | memoryview | BinaryIO
Raw = bytes | bytearray | memoryview
WORD = 2
"""Bytes that swap together in a value of VR OW."""
SUPPORTED = (1, 2, 4, 8)
"""The sizes in bytes of numbers in arrays."""
NO_VIEW = "Unable to return an ndarray that's a view on the original buffer "


def shaped(arr: Array, shape: tuple[int, int, int, int], *, by_plane: bool) -> Array:
    """A flat array as (frames, rows, columns, samples), without the axes of one frame or one sample; a view on it.

    Parameters
    ----------
    arr
        The samples in their order in the pixel data.
    shape
        Frames, rows, columns and samples.
    by_plane
        Whether a frame has all first samples first, then all second ones (Planar Configuration 1).

    Raises
    ------
    DicomError
        When there are not as many samples.
    """
    frames, rows, columns, samples = shape
    try:
        array = arr.reshape((frames, samples, rows, columns) if by_plane else shape)
    except ValueError as error:
        raise DicomError(
            f"{tagged('PixelData')} does not have the samples of {shape}", expected=shape, found=arr.size
        ) from error
    array = array.transpose(0, 2, 3, 1) if by_plane else array
    array = array[..., 0] if samples == 1 else array
    return array[0] if frames == 1 else array


def length_of_source(src: Source) -> int:
    """The number of bytes of a source, of a stream from its position on."""
    if isinstance(src, bytes | bytearray):
        return len(src)
    return src.nbytes if isinstance(src, memoryview) else length_of(src)


def read_from(src: Source, offset: int, length: int) -> Raw:
    """Some bytes of a source, fewer where it ends; `offset` is an absolute one in a stream."""
    if isinstance(src, memoryview):
        return src.cast("B")[offset : offset + length] if src.format != "B" else src[offset : offset + length]
    if isinstance(src, bytes | bytearray):
        return src[offset : offset + length]
    here = src.tell()
    try:
        src.seek(offset)
        return read_fully(src, length)
    finally:
        src.seek(here)


def _read(runner: DecodeRunner, src: BinaryIO, offset: int, length: int) -> Raw:
    """Some bytes of a stream, fewer where it ends; writable where the stream has `readinto`."""
    if not hasattr(src, "readinto"):
        return runner.get_data(src, offset, length)
    here = src.tell()
    try:
        src.seek(runner.start + offset)
        data = np.empty(max(0, min(length, length_of(src))), np.uint8)
        view, filled = data.data, 0
        while filled < len(data) and (count := src.readinto(view[filled:])):
            filled += count
        return view[:filled]
    finally:
        src.seek(here)


def frame_bytes(runner: DecodeRunner, index: int | None) -> tuple[Raw, int]:
    """The bytes of a frame, or of all; and the number of leading bits or bytes that belong to the frame before.

    Raises
    ------
    DicomError
        When there are fewer.
    """
    count = runner.number_of_frames if index is None else 1
    first = 0 if index is None else index
    length = runner.frame_length("pixels" if runner.bits_allocated == 1 else "bytes")
    unit = BITS_OF_A_BYTE if runner.bits_allocated == 1 else 1
    start, end = int(first * length), int((first + count) * length)
    whole_end = -(-end // unit)
    step = WORD if runner._test_for("be_swap_ow") else 1
    first_byte = start // unit // step * step
    last_byte = whole_end + whole_end % step
    src = runner.src
    if not isinstance(src, bytes | bytearray | memoryview):
        last_byte = min(last_byte, runner.get_option("pixel_length", last_byte))
        data: Raw = _read(runner, src, first_byte, last_byte - first_byte)
    elif index is None and last_byte == len(src) and not runner.get_option("view_only"):
        data = src
    else:
        data = memoryview(src).cast("B")[first_byte:last_byte]
    if len(data) < whole_end - first_byte:
        raise DicomError(
            f"There is insufficient pixel data to contain {first + count} frames",
            path=str(tagged(runner.pixel_keyword)),
        )
    return data, start - first_byte * unit


def native_buffer(runner: DecodeRunner, index: int | None) -> Raw:
    """A frame, or all, as the bytes of the pixel data: a view on request, else bytes."""
    data, _ = frame_bytes(runner, index)
    if runner.get_option("view_only"):
        return memoryview(data)
    return bytes(data) if isinstance(data, memoryview) else data


def native_array(runner: DecodeRunner, index: int | None) -> tuple[Array, dict[str, str | int]]:
    """A frame, or all, as a shaped array, and the changes of its description.

    The array is a copy that can be written to, or where `view_only` is set and it can be, a view.

    Raises
    ------
    DicomError
        When there are fewer bytes than that takes.
    """
    data, before = frame_bytes(runner, index)
    frames = runner.number_of_frames if index is None else 1
    pixels = int(runner.frame_length("pixels")) * frames
    view_only = bool(runner.get_option("view_only"))
    if runner._test_for("be_swap_ow"):
        if view_only:
            logger.warning("%sfor 8-bit pixel data encoded as OW with '%s'", NO_VIEW, runner.transfer_syntax.name)
        data = in_little_endian(bytes(data), WORD, ByteOrder.BIG)
    changes: dict[str, str | int] = {}
    if runner.bits_allocated == 1:
        if view_only:
            logger.warning("%sfor bit-packed pixel data", NO_VIEW)
        return runner.reshape(bits_between(data, before, pixels), as_frame=index is not None), changes
    said = runner.photometric_interpretation
    if said in SUBSAMPLED:
        if view_only:
            logger.warning("%sfor uncompressed pixel data with a photometric interpretation of '%s'", NO_VIEW, said)
        data = expand_ybr422(data, runner.bits_allocated)
        changes["photometric_interpretation"] = sampled_fully(said)
    array = np.frombuffer(data, runner.pixel_dtype, pixels, before)
    is_ours = array.flags.writeable and not isinstance(runner.src, bytearray | memoryview)
    array = _own(runner, array, view_only=view_only, is_ours=is_ours)
    return runner.reshape(array, as_frame=index is not None), changes


def _own(runner: DecodeRunner, array: Array, *, view_only: bool, is_ours: bool) -> Array:
    """The stored values of samples, without their unused bits; a copy, unless a view is requested."""
    if array.dtype.kind != "f" and runner.get_option("correct_unused_bits"):
        stored = runner.bits_stored
        if stored < runner.bits_allocated:
            if view_only:
                logger.warning(
                    "%swhen %s doesn't equal %s and 'correct_unused_bits=True'. In most cases you can pass "
                    "'correct_unused_bits=False' instead to get a view if the uncorrected array is equivalent to "
                    "the corrected one.",
                    NO_VIEW,
                    tagged("BitsStored"),
                    tagged("BitsAllocated"),
                )
            runner.tell_of_high_bit()
            return used_bits(array, stored, array if is_ours else None, runner.lowest_bit)
    if view_only and is_ours:
        array.flags.writeable = False  # bytes read from a file are read-only, like bytes given
    return array if view_only or is_ours else array.copy()
