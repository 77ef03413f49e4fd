"""Decoders: arrays and buffers of the pixels of one transfer syntax, frame by frame or all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from dicomconstruct.config import logger
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE, bytes_for_bits
from dicomconstruct.pixels.bits import bits_between, concatenate_packed_frames
from dicomconstruct.pixels.coder import CoderBase, Plugin, check_index
from dicomconstruct.pixels.decoding import DecodeRunner, excess_advice
from dicomconstruct.pixels.native import NO_VIEW, SUPPORTED, Source, native_array, native_buffer
from dicomconstruct.pixels.runner import PIXEL_KEYWORDS, tagged
from dicomconstruct.pixels.stored_bits import are_allowed, used_bits
from dicomconstruct.samples import Array
from dicomconstruct.validity import warn

Properties = dict[str, str | int]
FLAT = 2
"""The axes of a frame with one sample a pixel."""
LARGEST_AT_ONCE = 1 << 26
"""An array for all frames is allocated at once when it takes no more bytes than this, or ..."""
USUAL_GAIN = 100
"""... no more than this many times the bytes of the compressed frames: Number of Frames may claim any number."""


class Decoder(CoderBase):
    """The decoder of the pixels of one transfer syntax.

    Parameters
    ----------
    uid
        The transfer syntax.
    plugins
        The plugins of this package.
    """

    def __init__(self, uid: str, plugins: tuple[Plugin, ...] = ()) -> None:
        super().__init__(uid, True, plugins)

    def _runner(self, src: Any, validate: bool, plugin: str, chosen: dict[str, Any]) -> DecodeRunner:
        return self._prepared(DecodeRunner(self.UID), src, validate, plugin, chosen)  # type: ignore[no-any-return]

    def as_array(
        self,
        src: Dataset | Source,
        *,
        index: int | None = None,
        validate: bool = True,
        raw: bool = False,
        decoding_plugin: str = "",
        **kwargs: Any,
    ) -> tuple[Array, Properties]:
        """The pixels of a frame, or of all, and their description.

        Parameters
        ----------
        src
            A data set; or bytes, or a file that stands at the value of the pixel data, with the options that a data
            set would give: `rows`, `columns`, `samples_per_pixel`, `photometric_interpretation`, `bits_allocated`,
            `pixel_keyword`; for Pixel Data `bits_stored` and `pixel_representation`; `planar_configuration` for
            colours, `number_of_frames` for several, `pixel_vr` in big endian.
        index
            The one frame that is wanted, counted from 0; None for all.
        validate
            Whether to check the options first.
        raw
            Whether to leave the colours as they are.
        decoding_plugin
            The name of the one plugin to use.
        **kwargs
            Options, which go before those of the data set; also `as_rgb`, `force_rgb`, `force_ybr` (colours),
            `view_only` (no copy, where nothing has to be changed), `correct_unused_bits`, `allow_excess_frames`,
            `be_swap_ow`, and those of plugins, such as `rle_segment_order`.

        Returns
        -------
        numpy.ndarray, dict
            (frames, rows, columns, samples), without the axes of length one, and the options as they are now.

        Raises
        ------
        DicomError
            When the pixels contradict the options.
        PluginsFailed
            When no plugin could decode them.
        """
        check_index(index)
        runner = self._runner(src, validate, decoding_plugin, kwargs)
        if index is not None:
            return next(self._arrays(runner, [index], raw=raw))
        if self.is_native:
            return _finished(runner, *native_array(runner, None), raw=raw, as_frame=False)
        return _all_frames(runner, raw=raw)

    def iter_array(
        self,
        src: Dataset | Source,
        *,
        indices: Iterable[int] | None = None,
        raw: bool = False,
        validate: bool = True,
        decoding_plugin: str = "",
        **kwargs: Any,
    ) -> Iterator[tuple[Array, Properties]]:
        """The pixels frame by frame, each with its description.

        Parameters are those of `as_array`; `indices` are the frames that are wanted, negative ones counted from the
        end, None for all.
        """
        yield from self._arrays(self._runner(src, validate, decoding_plugin, kwargs), indices, raw=raw)

    def _arrays(
        self, runner: DecodeRunner, indices: Iterable[int] | None, *, raw: bool
    ) -> Iterator[tuple[Array, Properties]]:
        native = (native_array(runner, index) for index in _wanted(runner, indices))
        for array, changes in native if self.is_native else _decoded_arrays(runner, indices):
            yield _finished(runner, array, changes, raw=raw, as_frame=True)

    def as_buffer(
        self,
        src: Dataset | Source,
        *,
        index: int | None = None,
        validate: bool = True,
        decoding_plugin: str = "",
        **kwargs: Any,
    ) -> tuple[bytes | bytearray | memoryview, Properties]:
        """The pixels of a frame, or of all, as bytes, and their description; parameters are those of `as_array`.

        Bytes are as decoding gives them: native ones in the byte order of the transfer syntax, with the pixels of
        neighbours where a frame does not begin with a byte; decoded ones in little endian, and in the smallest
        containers that a frame takes.
        """
        check_index(index)
        _keep_value(src, kwargs)
        runner = self._runner(src, validate, decoding_plugin, kwargs)
        if index is not None:
            return next(self._buffers(runner, [index]))
        if self.is_native:
            return native_buffer(runner, None), runner.pixel_properties()
        return _all_buffers(runner)

    def iter_buffer(
        self,
        src: Dataset | Source,
        *,
        indices: Iterable[int] | None = None,
        validate: bool = True,
        decoding_plugin: str = "",
        **kwargs: Any,
    ) -> Iterator[tuple[bytes | bytearray | memoryview, Properties]]:
        """The pixels frame by frame as bytes, each with its description; parameters are as for `iter_array`."""
        _keep_value(src, kwargs)
        yield from self._buffers(self._runner(src, validate, decoding_plugin, kwargs), indices)

    def _buffers(
        self, runner: DecodeRunner, indices: Iterable[int] | None
    ) -> Iterator[tuple[bytes | bytearray | memoryview, Properties]]:
        if self.is_native:
            for index in _wanted(runner, indices):
                yield native_buffer(runner, index), runner.pixel_properties(as_frame=True)
            return
        allocated = runner.bits_allocated
        for frame in _decoded(runner, indices):
            checked, bits = _checked(runner, frame, allocated)
            yield checked, {**runner.pixel_properties(as_frame=True), "bits_allocated": bits}


def _keep_value(src: Any, chosen: dict[str, Any]) -> None:
    """Decode the value of the pixels, so that the data set keeps the bytes that a view is a view of."""
    if chosen.get("view_only") and isinstance(src, Dataset):
        for keyword in PIXEL_KEYWORDS:
            src.get(keyword)


def _wanted(runner: DecodeRunner, indices: Iterable[int] | None) -> Iterable[int]:
    if indices is None:
        return range(runner.number_of_frames)
    return (index if index >= 0 else runner.number_of_frames + index for index in indices)


def _decoded(runner: DecodeRunner, indices: Iterable[int] | None = None) -> Iterator[bytes | bytearray]:
    """The decoded frames of some indices, or all.

    Of all, there is a warning where they are more than the data set says, an error where they are fewer.
    """
    if indices is not None:
        yield from map(runner.decode, _wanted(runner, indices))
        return
    expected = runner.number_of_frames
    found = 0
    for frame in runner.iter_decode():
        if found == expected and not runner.get_option("allow_excess_frames"):
            return
        found += 1
        yield frame
    if found < expected:
        raise DicomError(
            f"There are fewer frames in the encapsulated pixel data than {tagged('NumberOfFrames')} says",
            expected=expected,
            found=found,
        )
    if found > expected:
        warn(
            f"{found} frames have been found in the encapsulated pixel data, which is larger than the given "
            f"{tagged('NumberOfFrames')} value of {expected}. {excess_advice(runner)}"
        )


def _checked(runner: DecodeRunner, frame: bytes | bytearray, allocated: int) -> tuple[bytes | bytearray, int]:
    """A decoded frame, and the bits of its containers. DicomError for a wrong number of pixels."""
    pixels = int(runner.frame_length("pixels"))
    if allocated == 1 and len(frame) == bytes_for_bits(pixels):
        return frame, 1
    if pixels and len(frame) % pixels == 0:
        width = len(frame) // pixels
        widest = max(BITS_OF_A_BYTE, allocated, runner.bits_allocated, _container(runner))
        if width in SUPPORTED and width * BITS_OF_A_BYTE <= widest:
            return frame, width * BITS_OF_A_BYTE
    expected = bytes_for_bits(pixels * allocated)
    raise DicomError(
        f"Unexpected number of bytes in the decoded frame with index {runner.index} "
        f"({len(frame)} bytes actual vs {expected} expected)"
    )


def _container(runner: DecodeRunner) -> int:
    """The bits of the integers that hold the samples of a codestream."""
    return next((8 * width for width in SUPPORTED if (runner._precision or 0) <= 8 * width), 0)


def _field(runner: DecodeRunner, bits: int) -> tuple[int, int]:
    """The bits of decoded samples that are their values: the lowest bit, and the number of bits.

    A codestream with fewer bits than High Bit + 1 holds values; one with all bits holds whole cells.
    """
    lowest, stored, precision = runner.lowest_bit, runner.bits_stored, runner._precision
    if runner.info.get("precision", bits) < lowest + stored:
        lowest = 0
    if precision is None or (precision > stored and runner.has_overlay_bits):
        return lowest, min(stored, bits - lowest)
    return lowest, min(precision, bits) - lowest


def _array_of(runner: DecodeRunner, frame: bytes | bytearray, allocated: int) -> tuple[Array, Properties]:
    """A decoded frame as an array in shape, of the type that the data set asks for."""
    frame, bits = _checked(runner, frame, allocated)
    changes: Properties = {"bits_allocated": max(bits, allocated)}
    if bits == 1:
        array = bits_between(frame, 0, int(runner.frame_length("pixels")))
    else:
        array = np.frombuffer(frame, runner._integers(bits))
        lowest, used = _field(runner, bits)
        if runner.get_option("correct_unused_bits") and used < bits:
            if lowest or "precision" not in runner.info:
                runner.tell_of_high_bit()
            array = used_bits(array, used, lowest=lowest)
        changes |= _wider(runner, array, used)
        array = array.astype(runner._integers(max(bits, allocated)), copy=False)
        array = array if array.flags.writeable else array.copy()
    return runner.reshape(array, as_frame=True), changes


def _wider(runner: DecodeRunner, array: Array, used: int) -> Properties:
    """The bits of stored values where the codestream has more than Bits Stored, and values need them."""
    stored = runner.bits_stored
    if used <= stored or are_allowed(array, stored):
        return {}
    runner.tell(
        f"The codestream has samples of {runner._precision} bits, and values beyond a {tagged('BitsStored')} value "
        f"of {stored}, which are left as they are"
    )
    return {"bits_stored": used}


def _decoded_arrays(
    runner: DecodeRunner, indices: Iterable[int] | None = None
) -> Iterator[tuple[Array, Properties]]:
    allocated = runner.bits_allocated
    for frame in _decoded(runner, indices):
        yield _array_of(runner, frame, allocated)


def _colored(runner: DecodeRunner, array: Array, *, raw: bool) -> tuple[Array, Properties]:
    """An array in the requested colours, and the changes of its description."""
    if raw:
        return array, {}
    processed, colors = runner.process(array)
    if processed is not array and runner.get_option("view_only"):
        logger.warning("%sif applying a color space conversion", NO_VIEW)
    return processed, colors


def _described(runner: DecodeRunner, changes: Properties, *, as_frame: bool) -> Properties:
    """The description of an array."""
    properties = {**runner.pixel_properties(as_frame), **changes}
    if "planar_configuration" in properties:
        properties["planar_configuration"] = 0
    return properties


def _finished(
    runner: DecodeRunner, array: Array, changes: Properties, *, raw: bool, as_frame: bool
) -> tuple[Array, Properties]:
    """An array in the requested colours, and its description."""
    properties = _described(runner, changes, as_frame=as_frame)
    array, colors = _colored(runner, array, raw=raw)
    return array, properties | colors


def _all_frames(runner: DecodeRunner, *, raw: bool) -> tuple[Array, Properties]:
    """All frames in one array."""
    expected = runner.number_of_frames
    whole: Array | None = None
    more: list[Array] = []
    found = 0
    last: Properties = {}
    for array, changes in _decoded_arrays(runner):
        array, colors = _colored(runner, array, raw=raw)
        last = _joined(last, changes) | colors
        if not found and expected > 1 and _is_usual(runner, expected * array.nbytes):
            whole = _room_for(expected, array)
        if whole is not None and found < expected:
            whole[found] = array
        else:
            more.append(array)
        found += 1
    properties = {**_described(runner, last, as_frame=True), "number_of_frames": found}
    if whole is not None:
        return (np.concatenate([whole, more]) if more else whole), properties
    return (np.stack(more) if found > 1 else more[0]), properties


def _joined(before: Properties, after: Properties) -> Properties:
    """The description of several frames: the most bits of any of them."""
    return {**before, **after, **{name: max(before[name], after[name]) for name in before.keys() & after.keys()}}


def _room_for(count: int, frame: Array) -> Array:
    """An array for a number of frames, in the order of one frame: pixel by pixel or plane by plane."""
    if frame.ndim > FLAT and frame.strides[-1] > frame.strides[0]:
        rows, columns, samples = frame.shape
        return np.empty((count, samples, rows, columns), frame.dtype).transpose(0, 2, 3, 1)
    return np.empty((count, *frame.shape), frame.dtype)


def _is_usual(runner: DecodeRunner, size: int) -> bool:
    from_bytes = isinstance(runner.src, bytes | bytearray | memoryview)
    return size <= max(LARGEST_AT_ONCE, USUAL_GAIN * len(runner.src) if from_bytes else 0)  # type: ignore[arg-type]


def _all_buffers(runner: DecodeRunner) -> tuple[bytes | bytearray, Properties]:
    """All frames joined, in containers that fit every one."""
    allocated = runner.bits_allocated
    frames = [_checked(runner, frame, allocated) for frame in _decoded(runner)]
    widest = max(bits for _, bits in frames)
    if widest == 1:
        pixels = int(runner.frame_length("pixels"))
        joined: bytes | bytearray = concatenate_packed_frames([bytes(frame) for frame, _ in frames], pixels)
    else:
        wide = runner._integers(widest)
        joined = b"".join(
            frame if bits == widest else np.frombuffer(frame, runner._integers(bits)).astype(wide).tobytes()
            for frame, bits in frames
        )
    return joined, {**runner.pixel_properties(), "number_of_frames": len(frames), "bits_allocated": widest}
