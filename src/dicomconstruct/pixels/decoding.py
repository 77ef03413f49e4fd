"""One run of decoding: the source of compressed or native pixels, the options, the plugins to try.

`DecodeRunner` gives frames as bytes, and shapes arrays; `dicomconstruct.pixels.decoder` makes arrays of frames.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import numpy as np

from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataelem.buffered import is_buffer
from dicomconstruct.dataelem.source import UNREAD
from dicomconstruct.dataset import Dataset
from dicomconstruct.encapsulation.frames import EncapsulatedFrames
from dicomconstruct.encapsulation.reading import FragmentItems
from dicomconstruct.errors import DicomError, MissingElement, Unsupported, within
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.pixels.frame_info import look_at
from dicomconstruct.pixels.native import SUPPORTED, Source, length_of_source, read_from, shaped
from dicomconstruct.pixels.processing_color import convert_color_space
from dicomconstruct.pixels.runner import (
    COLOR,
    PARTIAL,
    PI,
    PIXEL_KEYWORDS,
    SUBSAMPLED,
    TRANSFORMED,
    YBR,
    FrameCoder,
    RunnerBase,
    options_of,
    tagged,
)
from dicomconstruct.samples import Array, transfer_syntax_of
from dicomconstruct.validity import warn

FLOATS = {"FloatPixelData": "f4", "DoubleFloatPixelData": "f8"}


class DecodeRunner(RunnerBase):
    """The options, the source and the plugins of one run of decoding.

    Parameters
    ----------
    tsyntax
        The transfer syntax of the pixels.
    """

    _title, _failure = "Decoders", logging.WARNING

    def __init__(self, tsyntax: str) -> None:
        super().__init__(tsyntax)
        self._opts.update(as_rgb=True, allow_excess_frames=True)
        if self._is_encapsulated:
            self._opts["pixel_keyword"] = PIXEL_KEYWORDS[0]
            self._undeletable = ("transfer_syntax_uid", "pixel_keyword")
        else:
            self._opts["view_only"] = False
        self._opts["correct_unused_bits"] = True
        self.start = 0
        """The position of a stream when `set_source` was called."""
        self._precision: int | None = None
        self._compressed: EncapsulatedFrames | None = None
        self._told: set[str] = set()
        self._previous = ""
        self.info: dict[str, Any] = {}
        """The parameters in the header of the frame that is being decoded."""

    def set_source(self, src: Dataset | Source) -> None:
        """Set the source of the pixels.

        Parameters
        ----------
        src
            A data set, which gives options too; bytes; or a file or another stream at the position of the pixels.

        Raises
        ------
        MissingElement
            When the data set has no pixels, or in more than one element.
        DicomError
            When it is in another transfer syntax.
        TypeError
            For any other type.
        """
        if isinstance(src, Dataset):
            self._set_options_ds(src)
            self._src, self._src_type = self._pixels_of(src[self.pixel_keyword]), "Dataset"
        elif isinstance(src, bytes | bytearray | memoryview):
            self._src, self._src_type = src, "Buffer"
        elif hasattr(src, "read") and hasattr(src, "seek"):
            self._src, self._src_type = src, "BinaryIO"
        else:
            raise TypeError(
                f"'src' must be a dataset, bytes or a binary file that can be read from, not '{type(src).__name__}'"
            )
        self.start = self._src.tell() if self._is_stream else 0
        self._compressed = None

    def _pixels_of(self, element: DataElement) -> Any:
        """The value of an element; of native pixels not decoded yet, a view of the bytes read."""
        if element._value is not UNREAD or element.VR not in VRS.holding_bytes or self._is_encapsulated:
            return element.value
        return element._source.view(element).toreadonly()

    def _set_options_ds(self, ds: Dataset) -> None:
        syntax = transfer_syntax_of(ds)
        if syntax and syntax != self.transfer_syntax:
            raise DicomError(f"The dataset's transfer syntax '{syntax.name}' doesn't match the pixel data decoder")
        found = options_of(ds)
        if "pixel_keyword" not in found:
            raise MissingElement(
                "The dataset has no 'Pixel Data', 'Float Pixel Data' or 'Double Float Pixel Data' element, no "
                "pixel "
                "data to decode"
            )
        self.set_options(**found)

    @property
    def src(self) -> Source:
        """The pixels: bytes, or a stream."""
        return self._src  # type: ignore[no-any-return]

    @property
    def _is_stream(self) -> bool:
        return self.is_binary or is_buffer(self._src)

    def set_decoders(self, decoders: dict[str, FrameCoder]) -> None:
        """Set the plugins to try, by name and in this order."""
        self._set_plugins(decoders)
        self._previous = ""

    def get_data(self, src: Source, offset: int, length: int) -> bytes | bytearray | memoryview:
        """Some bytes of a source, fewer where it ends; the position of a stream is restored.

        Parameters
        ----------
        src
            The source given to `set_source`.
        offset
            The offset from the position of a stream at that time.
        length
            The number of bytes.
        """
        return read_from(src, self.start + offset if self._is_stream else offset, length)

    @property
    def pixel_dtype(self) -> np.dtype[Any]:
        """The numpy type of samples. Unsupported for a number of bits that numpy has no type for."""
        kind = FLOATS.get(self._opts.get("pixel_keyword", ""), "")
        if not kind:
            width = max(1, self.bits_allocated // BITS_OF_A_BYTE)
            letter = "i" if self.pixel_representation and self.bits_allocated > 1 else "u"
            kind = f"{letter}{width}"
            if width not in SUPPORTED:
                raise Unsupported(
                    f"The data type '{kind}' needed to contain the pixel data is not supported by NumPy"
                )
        return np.dtype(("<" if self.transfer_syntax.is_little_endian else ">") + kind)

    def _test_for(self, test: str) -> bool:
        """Whether a condition holds; ``be_swap_ow``: whether bytes are in words of other order (PS3.5 8.1.1)."""
        if test != "be_swap_ow":
            raise ValueError(f"Unknown test '{test}'")
        if self.get_option("be_swap_ow"):
            return True
        is_big = self.transfer_syntax.is_transfer_syntax and not self.transfer_syntax.is_little_endian
        return is_big and self.bits_allocated <= BITS_OF_A_BYTE and self.get_option("pixel_vr") == "OW"

    def frames(self) -> EncapsulatedFrames:
        """The places of the compressed frames."""
        if self._compressed is None:
            if self._is_stream:
                self._src.seek(self.start)
            offsets = self.extended_offsets
            is_whole = offsets is not None and len(offsets[0]) == len(offsets[1])
            self._compressed = EncapsulatedFrames(
                FragmentItems(self._src), self.get_option("number_of_frames"), offsets if is_whole else None
            )
        return self._compressed

    @property
    def has_overlay_bits(self) -> bool:
        """Whether an overlay lies in unused bits; a file is searched for one only when this is asked."""
        found = self.get_option("has_overlay_bits", False)
        if callable(found):
            found = found()
            self.set_option("has_overlay_bits", found)
        return bool(found)

    def tell(self, problem: str) -> None:
        """Warn once of a problem that all frames share."""
        if problem not in self._told:
            self._told.add(problem)
            warn(problem)

    def tell_of_high_bit(self) -> None:
        """Warn where High Bit moves the stored values: programs that ignore it read other values."""
        high = self.get_option("high_bit")
        if high is None:
            return
        said = f"A {tagged('HighBit')} value of {high} with a {tagged('BitsStored')} value of {self.bits_stored}"
        lowest = self.lowest_bit
        if lowest:
            self.tell(f"{said} makes bits {lowest} to {high} of each sample the stored value (PS3.5 8.1.1)")
        else:
            self.tell(f"{said} cannot be, and is not used")

    def _frame_at(self, index: int) -> bytes:
        with within(tagged(PIXEL_KEYWORDS[0])):
            frames = self.frames()
            try:
                return b"".join(frames.items.value(fragment) for fragment in frames.at(index))
            finally:
                frames.items.stream.seek(frames.items.start)

    def _all_frames(self) -> Iterator[bytes]:
        with within(tagged(PIXEL_KEYWORDS[0])):
            frames = self.frames()
            items = frames.items
            for frame in frames.all():
                data = b"".join(items.value(fragment) for fragment in frame)
                items.stream.seek(items.start)
                yield data
            items.stream.seek(items.start)

    def decode(self, index: int) -> bytes | bytearray:
        """A compressed frame, decoded.

        Parameters
        ----------
        index
            The index of the frame; the first is 0.

        Raises
        ------
        DicomError
            When the pixel data has fewer frames.
        PluginsFailed
            When no plugin could decode it.
        """
        self.index = index
        return self._decode_frame(self._frame_at(index))

    def iter_decode(self) -> Iterator[bytes | bytearray]:
        """All compressed frames one after another, decoded; errors are those of `decode`."""
        for index, frame in enumerate(self._all_frames()):
            self.index = index
            yield self._decode_frame(frame)

    def _decode_frame(self, src: bytes) -> bytes | bytearray:
        look_at(src, self)
        previous = self._previous
        names = sorted(self._plugins, key=lambda name: name != previous)
        place = f"the frame at index {self.index} of {tagged(PIXEL_KEYWORDS[0])}"
        name, frame = self._first_success(src, names, "decode", place)
        if previous and previous != name:
            warn(
                f"The decoding plugin has changed from '{previous}' to '{name}' during the decoding process - "
                "you may get inconsistent inter-frame results, consider passing "
                f"'decoding_plugin=\"{name}\"' instead"
            )
        self._previous = name
        if self.get_option("photometric_interpretation") in TRANSFORMED:
            self.set_option("photometric_interpretation", PI.RGB)
        return frame

    def pixel_properties(self, as_frame: bool = False) -> dict[str, str | int]:
        """The description of the pixels.

        Parameters
        ----------
        as_frame
            Whether to describe one frame.
        """
        names = ["columns", "rows", "samples_per_pixel", "bits_allocated"]
        names += [] if as_frame else ["number_of_frames"]
        names += (
            ["bits_stored", "pixel_representation"] if self.get_option("pixel_keyword") == PIXEL_KEYWORDS[0] else []
        )
        names += ["planar_configuration"] if self.samples_per_pixel > 1 else []
        found: dict[str, str | int] = {"number_of_frames": 1} | {name: getattr(self, name) for name in names}
        return found | {"photometric_interpretation": str(self.photometric_interpretation)}

    def reshape(self, arr: Array, as_frame: bool = False) -> Array:
        """A flat array as (frames, rows, columns, samples), without the axes of length one; a view on it.

        Parameters
        ----------
        arr
            The samples in their order in the pixel data.
        as_frame
            Whether it is one frame of several.
        """
        samples = self.samples_per_pixel
        shape = (1 if as_frame else self.number_of_frames, self.rows, self.columns, samples)
        return shaped(arr, shape, by_plane=samples > 1 and self.planar_configuration == 1)

    def process(self, arr: Array) -> tuple[Array, dict[str, str | int]]:
        """Pixels in the requested colours, and their description.

        Parameters
        ----------
        arr
            The pixels of a frame or of several, in shape.

        Raises
        ------
        DicomError
            When the colours cannot be converted.
        """
        if self.samples_per_pixel < COLOR:
            return arr, {}
        if self.get_option("force_ybr"):
            return convert_color_space(arr, PI.RGB, PI.YBR_FULL), {"photometric_interpretation": PI.YBR_FULL}
        said = self.photometric_interpretation
        is_partial = said in PARTIAL
        is_wanted = self.get_option("as_rgb") and (said in YBR or is_partial)
        if self.get_option("force_rgb") or is_wanted:
            current = PI.YBR_PARTIAL_422 if is_partial else PI.YBR_FULL
            return convert_color_space(arr, current, PI.RGB), {"photometric_interpretation": PI.RGB}
        return arr, {}

    def validate(self) -> None:
        """Check options and pixels before the work begins.

        Raises
        ------
        DicomError
            Naming the element, when an option is missing or cannot be, or the pixels are not as many as they say.
        """
        self._validate_options()
        self._check_value()
        self._validate_buffer()

    def _validate_options(self) -> None:
        super()._validate_options()
        if self.get_option("force_rgb") and self.get_option("force_ybr"):
            raise DicomError("'force_ybr' and 'force_rgb' cannot both be True")
        offsets = self.extended_offsets
        if offsets is not None and len(offsets[0]) != len(offsets[1]):
            warn(
                "The number of items in (7FE0,0001) 'Extended Offset Table' and (7FE0,0002) 'Extended Offset Table "
                "Lengths' don't match - the extended offset table will be ignored"
            )

    def _validate_buffer(self) -> None:
        """Compare the number of bytes with the expected one."""
        expected = -int(-self.frame_length() * self.number_of_frames // 1)
        padded = expected + expected % 2
        actual = length_of_source(self._src)
        declared = self.get_option("pixel_length")
        actual = actual if declared is None else min(actual, declared)
        if self._is_encapsulated:
            if actual in (expected, padded) and not self.is_binary:
                warn(
                    "The number of bytes of compressed pixel data matches the expected number for uncompressed "
                    "data "
                    "- check that the transfer syntax has been set correctly"
                )
            return
        if actual < expected:
            raise DicomError(
                f"The number of bytes of pixel data is less than expected ({actual} vs {padded} bytes) - the "
                "dataset "
                "may be corrupted, have an invalid group 0028 element value, or the transfer syntax may be "
                "incorrect",
                path=str(tagged(self._opts.get("pixel_keyword") or PIXEL_KEYWORDS[0])),
            )
        if actual in (expected, padded) or (self.is_binary and declared is None):
            return
        if self.photometric_interpretation in SUBSAMPLED and actual >= expected // 2 * 3:
            raise DicomError(
                "The number of bytes of pixel data is a third larger than expected "
                f"({actual} vs {expected} bytes) which indicates the set {tagged('PhotometricInterpretation')} "
                f"value of '{self.photometric_interpretation}' is incorrect and may need to be changed to either "
                "'RGB' or 'YBR_FULL'"
            )
        self._validate_excess(actual, expected)

    def _validate_excess(self, actual: int, expected: int) -> None:
        length = self.frame_length()
        frames = int(actual // length) if length else 0
        if frames > self.number_of_frames and self.get_option("allow_excess_frames"):
            warn(
                f"The number of bytes of pixel data is sufficient to contain {frames} frames which is larger "
                "than the "
                f"given {tagged('NumberOfFrames')} value of {self.number_of_frames}. {excess_advice(self)}"
            )
            self.set_option("number_of_frames", frames)
            return
        warn(
            f"The pixel data is {actual} bytes long, which indicates it contains {actual - expected} bytes of "
            "excess "
            "padding to be removed"
        )


def excess_advice(runner: DecodeRunner) -> str:
    """The advice about frames in excess of Number of Frames."""
    return (
        "The returned data will include these extra frames and if it's correct then you should update 'Number of "
        "Frames' accordingly, otherwise pass 'allow_excess_frames=False' to return only the first "
        f"{runner.number_of_frames} frames."
    )
