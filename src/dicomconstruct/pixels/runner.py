"""The options of decoding and encoding: their sources, and the checks of their values.

An option has the name of its element in snake case (PS3.3 C.7.6.3); those without an element direct the work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Iterable
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from dicomconstruct.config import logger
from dicomconstruct.dictionary import name_of
from dicomconstruct.errors import DicomError, MissingElement, PluginsFailed, shown
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE
from dicomconstruct.pixels.stored_bits import overlays_in_pixels
from dicomconstruct.samples import transfer_syntax_of
from dicomconstruct.tag import Tag
from dicomconstruct.uid import UID
from dicomconstruct.validity import warn

if TYPE_CHECKING:
    from dicomconstruct.dataset import Dataset


FrameCoder = Callable[..., bytes | bytearray]
"""A function that decodes or encodes a frame: ``function(frame, runner)``."""


class PhotometricInterpretation(StrEnum):
    """The values of Photometric Interpretation, in the order of the standard (PS3.3 C.7.6.3.1.2)."""

    MONOCHROME1 = "MONOCHROME1"
    MONOCHROME2 = "MONOCHROME2"
    PALETTE_COLOR = "PALETTE COLOR"
    RGB = "RGB"
    HSV = "HSV"
    ARGB = "ARGB"
    CMYK = "CMYK"
    YBR_FULL = "YBR_FULL"
    YBR_FULL_422 = "YBR_FULL_422"
    YBR_PARTIAL_422 = "YBR_PARTIAL_422"
    YBR_PARTIAL_420 = "YBR_PARTIAL_420"
    YBR_ICT = "YBR_ICT"
    YBR_RCT = "YBR_RCT"
    XYB = "XYB"


PI = PhotometricInterpretation
INTERPRETATIONS = {str(one): one for one in PI}
MONOCHROME = (PI.MONOCHROME1, PI.MONOCHROME2)
YBR = (PI.YBR_FULL, PI.YBR_FULL_422)
PARTIAL = (PI.YBR_PARTIAL_422, PI.YBR_PARTIAL_420)
"""Colours whose luminance has the levels 16 to 235, retired but for MPEG-2 (PS3.3 C.7.6.3.1.2)."""
SUBSAMPLED = (PI.YBR_FULL_422, PI.YBR_PARTIAL_422)
"""Colours whose differences native pixels have for every other pixel; YBR_PARTIAL_420 is never native."""
TRANSFORMED = (PI.YBR_ICT, PI.YBR_RCT)
"""Colours that only exist inside a JPEG 2000 codestream: decoding gives RGB (PS3.3 C.7.6.3.1.2)."""

KEYWORDS = {
    "bits_allocated": "BitsAllocated",
    "bits_stored": "BitsStored",
    "columns": "Columns",
    "number_of_frames": "NumberOfFrames",
    "photometric_interpretation": "PhotometricInterpretation",
    "pixel_representation": "PixelRepresentation",
    "planar_configuration": "PlanarConfiguration",
    "rows": "Rows",
    "samples_per_pixel": "SamplesPerPixel",
}
"""The elements that options come from."""
PIXEL_KEYWORDS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
EXTENDED_OFFSETS = ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")
LARGEST_SIDE = 65535
"""Rows and Columns are 16-bit numbers."""
MOST_BITS = 64
ALLOCATABLE_BITS = (1, *range(BITS_OF_A_BYTE, MOST_BITS + 1, BITS_OF_A_BYTE))
NOT_A_FAILURE = (KeyboardInterrupt, SystemExit, GeneratorExit)
"""Exceptions that stop the program rather than a plugin."""
COLOR = 3
"""Samples of a colour pixel."""


@cache
def tagged(keyword: str) -> str:
    """An element for a message, such as ``(0028,0010) 'Rows'``."""
    tag = Tag(keyword)
    return f"{tag} '{name_of(tag)}'"


def sampled_fully(interpretation: str) -> str:
    """The name of subsampled colours after upsampling; those of `PARTIAL` keep theirs."""
    return PI.YBR_FULL if interpretation == PI.YBR_FULL_422 else interpretation


def _whole(value: Any) -> int | None:
    """A whole number, or a text of one, as int; None for any other value."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def _number_option(name: str) -> Any:
    """The property of an option that is a whole number."""

    def number(self: RunnerBase) -> int:
        value = self._opts.get(name)
        return value if type(value) is int else int(self._option(name))

    return property(number, doc=f"{name_of(Tag(KEYWORDS[name]))}. MissingElement where it is not set.")


class RunnerBase:
    """The options of one run of decoding or encoding.

    Parameters
    ----------
    tsyntax
        The transfer syntax that pixels are in, or come into.
    """

    _title: str
    _failure: int
    """The level at which the failure of a plugin is logged."""

    def __init__(self, tsyntax: str) -> None:
        syntax = UID(tsyntax)
        self._opts: dict[str, Any] = {"transfer_syntax_uid": syntax}
        self._is_encapsulated = syntax.is_transfer_syntax and syntax.is_encapsulated
        self._undeletable: tuple[str, ...] = ("transfer_syntax_uid",)
        self._src: Any = None
        self._src_type = "UNDEFINED"
        self._plugins: dict[str, FrameCoder] = {}
        self.index = 0

    def _option(self, name: str) -> Any:
        value = self._opts.get(name)
        if value is None:
            raise MissingElement(f"No value for '{name}' has been set")
        return value

    bits_allocated: int = _number_option("bits_allocated")
    bits_stored: int = _number_option("bits_stored")
    columns: int = _number_option("columns")
    number_of_frames: int = _number_option("number_of_frames")
    pixel_representation: int = _number_option("pixel_representation")
    rows: int = _number_option("rows")
    samples_per_pixel: int = _number_option("samples_per_pixel")

    @property
    def extended_offsets(self) -> Any:
        """Extended Offset Table and its lengths, or None."""
        return self._opts.get("extended_offsets")

    @property
    def lowest_bit(self) -> int:
        """The bit of a sample that the stored value begins with, counted from 0: High Bit + 1 - Bits Stored.

        0 where the data set has no High Bit, or an invalid one (PS3.5 8.1.1).
        """
        high = self._opts.get("high_bit")
        if high is None:
            return 0
        lowest = int(high) + 1 - self.bits_stored
        return lowest if 0 <= lowest <= self.bits_allocated - self.bits_stored else 0

    @property
    def photometric_interpretation(self) -> str:
        """Photometric Interpretation, a `PhotometricInterpretation` where it is one of the standard's."""
        return self._option("photometric_interpretation")  # type: ignore[no-any-return]

    @property
    def pixel_keyword(self) -> str:
        """The keyword of the element that holds the pixels."""
        return self._option("pixel_keyword")  # type: ignore[no-any-return]

    @property
    def planar_configuration(self) -> int:
        """Planar Configuration; 0 where it is not set and the pixels are compressed."""
        if self._is_encapsulated:
            return int(self._opts.get("planar_configuration") or 0)
        return int(self._option("planar_configuration"))

    @property
    def transfer_syntax(self) -> UID:
        """The transfer syntax that pixels are in, or come into."""
        return self._opts["transfer_syntax_uid"]  # type: ignore[no-any-return]

    @property
    def options(self) -> dict[str, Any]:
        """All options."""
        return self._opts

    @property
    def is_array(self) -> bool:
        """Whether the pixels come from an array."""
        return self._src_type == "Array"

    @property
    def is_binary(self) -> bool:
        """Whether the pixels come from a file or another stream."""
        return self._src_type == "BinaryIO"

    @property
    def is_buffer(self) -> bool:
        """Whether the pixels come from bytes."""
        return self._src_type == "Buffer"

    @property
    def is_dataset(self) -> bool:
        """Whether the pixels come from a data set."""
        return self._src_type == "Dataset"

    def get_option(self, name: str, default: Any = None) -> Any:
        """An option, or the default."""
        return self._opts.get(name, default)

    def set_option(self, name: str, value: Any) -> None:
        """Set an option. DicomError for a Number of Frames that is not a number."""
        if name == "number_of_frames":
            value = self._frames(value)
        elif name == "photometric_interpretation":
            value = INTERPRETATIONS.get(value, value)
        elif name == "transfer_syntax_uid":
            value = UID(value)
            self._is_encapsulated = value.is_transfer_syntax and value.is_encapsulated
        self._opts[name] = value

    @staticmethod
    def _frames(value: Any) -> int:
        frames = 0 if value is None else _whole(value)
        if frames is None:
            raise DicomError(f"A {tagged('NumberOfFrames')} value of {shown(value)} is no number")
        if frames:
            return frames
        warn(
            f"A value of '{value}' for {tagged('NumberOfFrames')} is invalid, the pixel data is taken for that of "
            "1 frame"
        )
        return 1

    def set_options(self, **kwargs: Any) -> None:
        """Set options, as `set_option`."""
        for name, value in kwargs.items():
            self.set_option(name, value)

    def del_option(self, name: str) -> None:
        """Delete an option. ValueError for a required one."""
        if name in self._undeletable:
            raise ValueError(f"Deleting '{name}' is not allowed")
        self._opts.pop(name, None)

    def _set_plugins(self, plugins: dict[str, FrameCoder]) -> None:
        """Set the plugins to try, by name and in this order."""
        self._plugins = plugins

    def _first_success(
        self, frame: bytes, names: Iterable[str], work: str, place: str = ""
    ) -> tuple[str, bytes | bytearray]:
        """The name of the first plugin that does not fail, and its result for a frame.

        PluginsFailed with the reasons and the place of the frame where all of them do.
        """
        failures = ""
        for name in names:
            try:
                return name, self._plugins[name](frame, self)
            except NOT_A_FAILURE:
                raise
            except BaseException as error:  # a plugin may raise anything, and a panic of Rust is no Exception
                logger.log(
                    self._failure, "The plugin '%s' failed to %s the frame at index %d", name, work, self.index
                )
                failures += f"\n  {name}: {error}"
        raise PluginsFailed(
            f"Unable to {work} as exceptions were raised by all available plugins:{failures}", path=place
        )

    def _integers(self, bits: int, order: str = "<") -> str:
        """The numpy type of samples of a number of bits, signed by Pixel Representation."""
        return f"{order}{'i' if self.pixel_representation else 'u'}{bits // BITS_OF_A_BYTE}"

    def frame_length(self, unit: str = "bytes") -> int | float:
        """The uncompressed length of a frame.

        Parameters
        ----------
        unit
            ``"bytes"`` or ``"pixels"``; a native frame of one bit a pixel may take a fraction of a byte.
        """
        length = self.rows * self.columns * self.samples_per_pixel
        if unit == "pixels":
            return length
        if self.bits_allocated == 1:
            if self._is_encapsulated:
                return -(-length // BITS_OF_A_BYTE)
            return length // BITS_OF_A_BYTE if length % BITS_OF_A_BYTE == 0 else length / BITS_OF_A_BYTE
        length *= self.bits_allocated // BITS_OF_A_BYTE
        is_subsampled = self.photometric_interpretation in SUBSAMPLED and not self._is_encapsulated
        return length // 3 * 2 if is_subsampled else length

    def validate(self) -> None:
        """Check options and pixels before the work begins."""
        raise NotImplementedError(f"{type(self).__name__}.validate() has not been implemented")

    def _check(self, name: str, allowed: Container[int], demand: str) -> None:
        value = self._opts.get(name)
        number = _whole(value)
        if number is not None and number in allowed:
            return
        element = tagged(KEYWORDS[name])
        if value is None:
            raise MissingElement(f"Missing required element: {element}")
        if number is None:
            raise DicomError(f"A {element} value of {shown(value)} is no number")
        raise DicomError(f"A {element} value of '{value}' is invalid, it must be {demand}")

    def _validate_options(self) -> None:
        """Check the options. DicomError, naming the element, for the first that is missing or invalid."""
        self._check("bits_allocated", ALLOCATABLE_BITS, f"1 or a multiple of 8 and in the range (1, {MOST_BITS})")
        has_integers = self._opts.get("pixel_keyword") in (None, PIXEL_KEYWORDS[0])
        if has_integers:
            bits = self.bits_allocated
            said = f"no greater than the {tagged('BitsAllocated')} value of '{bits}'"
            self._check("bits_stored", range(1, bits + 1), f"in the range (1, {MOST_BITS}) and {said}")
        sides, side = range(1, LARGEST_SIDE + 1), f"in the range (1, {LARGEST_SIDE})"
        self._check("columns", sides, side)
        self._check_interpretation()
        if self.pixel_keyword not in PIXEL_KEYWORDS:
            raise DicomError(f"Unknown 'pixel_keyword' value '{self.pixel_keyword}'")
        if has_integers:
            self._check("pixel_representation", (0, 1), "0 or 1")
        self._check("rows", sides, side)
        self._check("samples_per_pixel", (1, COLOR), "1 or 3")
        if self.samples_per_pixel == COLOR:
            self._check("planar_configuration", (0, 1), "0 or 1")
        if self._opts.get("number_of_frames") is not None:
            self._check("number_of_frames", range(1, sys.maxsize), "greater than or equal to 1")

    def _check_value(self) -> None:
        if self._src is None:
            raise MissingElement(f"{tagged(self.pixel_keyword)} has no value")

    def _check_interpretation(self) -> None:
        value = self._opts.get("photometric_interpretation")
        if value is None:
            raise MissingElement(f"Missing required element: {tagged('PhotometricInterpretation')}")
        if not isinstance(value, PhotometricInterpretation):
            raise DicomError(f"Unknown {tagged('PhotometricInterpretation')} value '{value}'")

    def __str__(self) -> str:
        lines = [f"{type(self).__name__} for '{self.transfer_syntax.name}'", "Options"]
        lines += [f"  {name}: {value}" for name, value in self._opts.items()]
        return "\n".join([*lines, self._title, *(f"  {name}" for name in self._plugins)])


def options_of(ds: Dataset) -> dict[str, Any]:
    """The options from the elements of a data set, and the keyword of the element that holds the pixels.

    Raises
    ------
    MissingElement
        When it has more than one element with pixels.
    """
    found: dict[str, Any] = {name: ds.get(keyword) for name, keyword in KEYWORDS.items()}
    found = {name: value for name, value in found.items() if value is not None}
    if found.get("samples_per_pixel") == 1:
        found.pop("planar_configuration", None)
    found["number_of_frames"] = ds.get("NumberOfFrames", 1)
    keywords = [keyword for keyword in PIXEL_KEYWORDS if keyword in ds]
    if len(keywords) > 1:
        raise MissingElement(
            "One and only one of 'Pixel Data', 'Float Pixel Data' or 'Double Float Pixel Data' may be present in "
            "the dataset"
        )
    if keywords:
        found["pixel_keyword"] = keywords[0]
        found["pixel_vr"] = ds[keywords[0]].VR
    syntax = transfer_syntax_of(ds)
    if syntax and syntax.is_encapsulated:
        found["has_overlay_bits"] = lambda: bool(overlays_in_pixels(ds))
    high = _whole(ds.get("HighBit"))
    if high is not None and high + 1 != found.get("bits_stored"):
        found["high_bit"] = high
    if all(keyword in ds for keyword in EXTENDED_OFFSETS):
        found["extended_offsets"] = tuple(ds.get(keyword) for keyword in EXTENDED_OFFSETS)
    return found
