"""Colours: RGB and YBR, ICC profiles, palettes (PS3.3 C.7.6.3.1.2, C.7.6.3.1.5, C.7.9.2, C.11.15).

`convert_color_space` changes between RGB, YBR_FULL and YBR_PARTIAL_422, `apply_icc_profile` applies a profile by
Pillow, `apply_color_lut` makes colours of an index by the tables of a data set or a palette of PS3.6 Annex B.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomconstruct.dictionary.palettes import palette_of
from dicomconstruct.errors import DicomError, MissingElement, Unsupported, WrongType, within
from dicomconstruct.grammar.kinds import Numbers
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.samples import (
    ALL_ENTRIES,
    BITS_OF_A_BYTE,
    BYTES,
    WORDS,
    LookupTableDescriptor,
    Segment,
    length_of_offset,
    offset_in_entries,
)
from dicomconstruct.pixels.processing import LookupTable
from dicomconstruct.pixels.runner import COLOR, PI, YBR
from dicomconstruct.samples import Array, bulk_bytes, byte_order_of, known_byte_order_of, numbers_of, required

if TYPE_CHECKING:
    from dicomconstruct.dataelem import DataElement
    from dicomconstruct.dataset import Dataset

COLOR_SPACES = (PI.RGB, *YBR, PI.YBR_PARTIAL_422)

RED, GREEN, BLUE = 0.299, 0.587, 0.114
"""The shares of the luminance (ITU-R BT.601)."""
NEUTRAL = 128
BLACK, LUMINANCES, DIFFERENCES = 16, 219, 224
"""YBR_PARTIAL_422 has the levels of ITU-R BT.601: luminances from 16 to 235, differences from 16 to 240."""
MOST = 255
AT_A_TIME = 1 << 13
"""Pixels that are converted together, so that intermediate arrays fit the caches of a processor."""


def _matrix(rows: list[list[float]]) -> Array:
    return np.ascontiguousarray(np.array(rows, np.float32).T)


def convert_color_space(arr: Array, current: str, desired: str, per_frame: bool = False) -> Array:
    """Convert pixels from one colour space to another.

    Parameters
    ----------
    arr
        8-bit samples, the last axis of length three; values of YBR_FULL_422 and YBR_PARTIAL_422 are those after
        filling up.
    current, desired
        ``RGB``, ``YBR_FULL``, ``YBR_FULL_422`` or ``YBR_PARTIAL_422``; one of them RGB, unless they are the same.
    per_frame
        Whether to write the result into `arr`, which needs no memory for another array.

    Returns
    -------
    numpy.ndarray
        A new array; `arr` itself if the colour spaces are the same, or under `per_frame`.

    Raises
    ------
    Unsupported
        For others, and from one YBR to another with other levels.
    DicomError
        When the samples have not 8 bits without sign, or are not three to a pixel.
    """
    is_known = current in COLOR_SPACES and desired in COLOR_SPACES
    if is_known and (current == desired or (current in YBR and desired in YBR)):
        return arr
    if not is_known or PI.RGB not in (current, desired):
        raise Unsupported(f"Conversion from {current} to {desired} is not supported.")
    if arr.dtype != np.uint8:
        raise DicomError(
            f"Invalid ndarray.dtype '{arr.dtype}' for color space conversion, must be 'uint8' or an equivalent"
        )
    if arr.ndim == 0 or arr.shape[-1] != COLOR:
        raise DicomError("the pixels of a color space have three samples", found=f"an array of {arr.shape}")
    convert, levels = (_to_ybr, _levels(desired)) if current == PI.RGB else (_to_rgb, _levels(current))
    source = np.ascontiguousarray(arr)
    out = source if per_frame else np.empty_like(source)
    pixels, made = source.reshape(-1, COLOR), out.reshape(-1, COLOR)
    for start in range(0, len(pixels), AT_A_TIME):
        made[start : start + AT_A_TIME] = convert(pixels[start : start + AT_A_TIME], *levels)
    if per_frame and out is not arr:
        arr[...] = out
    return arr if per_frame else out


def _levels(space: str) -> tuple[Array, float, float]:
    """The offsets of the samples of a YBR, and the fractions of all levels that luminance and differences use."""
    if space == PI.YBR_PARTIAL_422:
        return np.array([BLACK, NEUTRAL, NEUTRAL], np.float32), LUMINANCES / MOST, DIFFERENCES / MOST
    return np.array([0, NEUTRAL, NEUTRAL], np.float32), 1, 1


def _to_ybr(rgb: Array, zero: Array, y: float, c: float) -> Array:
    matrix = _matrix(
        [
            [RED * y, GREEN * y, BLUE * y],
            [-0.168736 * c, -0.331264 * c, 0.5 * c],
            [0.5 * c, -0.418688 * c, -0.081312 * c],
        ]
    )
    return _rounded(rgb.astype(np.float32) @ matrix, zero)


def _to_rgb(ybr: Array, zero: Array, y: float, c: float) -> Array:
    of_red, of_blue = 2 * (1 - RED) / c, 2 * (1 - BLUE) / c
    matrix = _matrix(
        [
            [1 / y, 0, of_red],
            [1 / y, -of_blue * BLUE / GREEN, -of_red * RED / GREEN],
            [1 / y, of_blue, 0],
        ]
    )
    differences = ybr.astype(np.float32)
    differences -= zero
    return _rounded(differences @ matrix, np.float32(0))


def _rounded(samples: Array, offset: Any) -> Array:
    """Samples with an offset, rounded to what 8 bits hold."""
    samples += offset + np.float32(0.5)
    np.clip(samples, 0, 255, out=samples)
    return samples.astype(np.uint8)


SPACES = {"SRGB": "sRGB", "LAB": "LAB", "XYZ": "XYZ"}
"""Colour spaces that Pillow has profiles for, by their names in capitals."""
MODES = {"LAB": "LAB"}
"""Pillow's modes of pixels in other spaces than RGB."""
INTENTS = (0, 1, 2, 3)
"""Perceptual, relative colorimetric, saturation, absolute colorimetric."""


def _pillow(module: str, purpose: str) -> Any:
    try:
        return import_module(f"PIL.{module}")
    except ImportError as error:
        raise ImportError(f"Pillow is required to {purpose}: pip install pillow") from error


def create_icc_transform(
    ds: Dataset | None = None,
    icc_profile: bytes = b"",
    intent: int | None = None,
    color_space: str | None = None,
) -> Any:
    """The change of colours from an ICC profile to a colour space, for `apply_icc_profile`.

    Parameters
    ----------
    ds
        The data set with ICC Profile, and maybe Color Space.
    icc_profile
        The profile itself, instead of `ds`.
    intent
        The rendering intent, 0 to 3; None for that of the profile.
    color_space
        ``sRGB``, ``LAB`` or ``XYZ``; None for Color Space of the data set, or sRGB.

    Returns
    -------
    PIL.ImageCms.ImageCmsTransform

    Raises
    ------
    ImportError
        Without Pillow.
    MissingElement
        Where the data set has no ICC Profile.
    DicomError
        Where neither or both of `ds` and `icc_profile` are given, the intent or the colour space is unknown, or
        the profile is invalid.
    """
    cms = _pillow("ImageCms", "create a color transformation object")
    if ds is None and not icc_profile:
        raise DicomError("Either 'ds' or 'icc_profile' must be supplied")
    if ds is not None and icc_profile:
        raise DicomError("Only one of 'ds' and 'icc_profile' should be used, not both")
    if ds is not None and ds.get("ICCProfile") is None:
        raise MissingElement("No (0028,2000) 'ICC Profile' element was found in 'ds'")
    space = _space_of(ds, color_space)
    if intent is not None and intent not in INTENTS:
        raise DicomError(f"Invalid 'intent' value '{intent}', must be 0, 1, 2 or 3")
    try:
        profile = cms.ImageCmsProfile(io.BytesIO(icc_profile if ds is None else ds.ICCProfile))
        return cms.ImageCmsTransform(
            profile,
            cms.ImageCmsProfile(cms.createProfile(space)),
            "RGB",
            MODES.get(space, "RGB"),
            intent=cms.getDefaultIntent(profile) if intent is None else intent,
        )
    except (OSError, cms.PyCMSError) as error:
        raise DicomError(f"nothing can be made of the (0028,2000) 'ICC Profile': {error}") from error


def _space_of(ds: Dataset | None, color_space: str | None) -> str:
    if color_space is not None:
        if color_space.upper() not in SPACES:
            raise DicomError(f"Unsupported 'color_space' value '{color_space}', must be 'sRGB', 'LAB' or 'XYZ'")
        return SPACES[color_space.upper()]
    said = None if ds is None else ds.get("ColorSpace")
    if said and str(said).upper() not in SPACES:
        raise DicomError(
            f"The (0028,2002) 'Color Space' value '{said}' is not supported by Pillow, please use the "
            "'color_space' argument to specify a supported value"
        )
    return SPACES[str(said).upper()] if said else SPACES["SRGB"]


def apply_icc_profile(
    arr: Array,
    ds: Dataset | None = None,
    transform: Any = None,
    intent: int | None = None,
    color_space: str | None = None,
) -> Array:
    """Change the colours of pixels by an ICC profile, in place.

    Parameters
    ----------
    arr
        8-bit RGB pixels: (rows, columns, 3) or (frames, rows, columns, 3).
    ds
        The data set with the profile.
    transform
        The result of `create_icc_transform`, instead of `ds`.
    intent, color_space
        Those of `create_icc_transform`, for `ds`.

    Returns
    -------
    numpy.ndarray
        `arr`.

    Raises
    ------
    ImportError
        Without Pillow.
    WrongType
        Where the samples have not 8 bits without sign.
    DicomError
        Where neither or both of `ds` and `transform` are given, the array has another shape, or for errors of
        `create_icc_transform`.
    """
    image = _pillow("Image", "apply an ICC profile to an ndarray")
    if ds is None and transform is None:
        raise DicomError("Either 'ds' or 'transform' must be supplied")
    if ds is not None and transform is not None:
        raise DicomError("Only one of 'ds' and 'transform' should be used, not both")
    if arr.ndim not in (3, 4):
        raise DicomError(f"The ndarray must have 3 or 4 dimensions, not {arr.ndim}")
    if arr.shape[-1] != COLOR:
        raise DicomError(
            "Invalid ndarray shape, must be (rows, columns, 3) or (frames, rows, columns, 3), not "
            f"{tuple(map(int, arr.shape))}"
        )
    if transform is None:
        transform = create_icc_transform(ds, intent=intent, color_space=color_space)
    if arr.dtype != np.uint8:
        raise WrongType("an ICC profile is for samples of 8 bits without sign", found=str(arr.dtype))
    for frame in arr if arr.ndim == 4 else arr[np.newaxis]:
        frame[...] = np.asarray(transform.apply(image.fromarray(np.ascontiguousarray(frame))))
    return arr


SUPPLEMENTAL = ("MIXED", "COLOR")
"""Values of Pixel Presentation with a Supplemental Palette Color Lookup Table (PS3.3 C.8.16.2.1.1)."""
COLORS = ("Red", "Green", "Blue")
ALPHA = "Alpha"


def apply_color_lut(arr: Array, ds: Dataset | None = None, palette: str | None = None) -> Array:
    """The colours of an index.

    Parameters
    ----------
    arr
        The index; it is not changed.
    ds
        The data set with the Palette Color Lookup Table Module, with or without segments.
    palette
        A well-known palette instead: its name, such as ``HOT_IRON``, or its SOP Instance UID (PS3.6 Annex B).

    Returns
    -------
    numpy.ndarray
        `arr` with one axis more for red, green and blue, and for alpha where the data set has it.

    Raises
    ------
    DicomError
        Where neither `ds` nor `palette` is given, the palette is unknown, or the tables are not whole.
    WrongType, MissingElement, MissingEntry
        Those are `DicomError` too: for a number of bits other than 8 and 16, a table or a byte order that is
        missing, an entry beyond the end of a table.
    """
    if palette is not None:
        return _well_known(palette).of(arr)
    if ds is None:
        raise DicomError("Either 'ds' or 'palette' is required")
    if ds.get("PixelPresentation") in SUPPLEMENTAL:
        raise DicomError(
            "Use of this function with the Supplemental Palette Color Lookup Table Module is not currently "
            "supported"
        )
    with within("the Palette Color Lookup Tables"):
        return palette_tables(ds).of(arr)


def _well_known(palette: str) -> LookupTable:
    found = palette_of(palette)
    if found is None:
        raise DicomError(f"Unknown palette '{palette}'")
    channels = [np.frombuffer(channel, np.uint8) for channel in (found.red, found.green, found.blue)]
    descriptor = LookupTableDescriptor(len(channels[0]), 0, BITS_OF_A_BYTE)
    return LookupTable(descriptor, np.stack(channels, axis=-1))


def palette_tables(ds: Dataset) -> LookupTable:
    """The tables of a data set side by side; errors are those of `apply_color_lut`."""
    name = "RedPaletteColorLookupTableDescriptor"
    form = next((form for form in ("", "Segmented") if f"{form}RedPaletteColorLookupTableData" in ds), None)
    if form is None or name not in ds:
        raise DicomError("No suitable Palette Color Lookup Table Module found")
    called = "(0028,1101) 'Red Palette Color Lookup Table Descriptor'"
    descriptor = LookupTableDescriptor.of(required(ds, name), called)
    if descriptor.bits not in (BYTES.word_size * BITS_OF_A_BYTE, WORDS.word_size * BITS_OF_A_BYTE):
        raise WrongType(f"{called}: data type 'uint{descriptor.bits}' not understood")
    colors = [*COLORS, ALPHA] if f"{form}AlphaPaletteColorLookupTableData" in ds else COLORS
    elements = [_data(ds, f"{form}{color}PaletteColorLookupTableData") for color in colors]
    if form:
        channels = [_expanded(element, descriptor, ds) for element in elements]
    else:
        if len({len(bulk_bytes(element)) for element in elements}) > 1:
            raise DicomError("LUT data must be the same length")
        channels = [_entries(element, descriptor, ds) for element in elements]
    shortest = min(map(len, channels))
    return LookupTable(descriptor, np.stack([channel[:shortest] for channel in channels], axis=-1))


def _data(ds: Dataset, keyword: str) -> DataElement:
    required(ds, keyword)
    element: DataElement = ds[keyword]
    return element


def _entries(element: DataElement, descriptor: LookupTableDescriptor, ds: Dataset) -> Array:
    """The entries of a table: 8 bits each, maybe with a byte of padding, or 16 bits each.

    A data set that was made in memory and says nothing of a byte order has that of the default transfer syntax
    (PS3.5 10.1).
    """
    raw, entries = bulk_bytes(element), descriptor.entries
    lengths = {entries: BYTES, entries + entries % 2: BYTES, entries * WORDS.word_size: WORDS}
    if entries == 1:
        lengths[WORDS.word_size] = WORDS if descriptor.bits > BITS_OF_A_BYTE else BYTES
    if len(raw) not in lengths:
        bits = len(raw) / entries * BITS_OF_A_BYTE
        raise DicomError(
            f"The bit depth of the LUT data '{bits:.1f}' is invalid (only 8 or 16 bits per entry allowed)",
            path=f"{element.tag} '{element.name}'",
        )
    order = byte_order_of(element, ds) or ByteOrder.LITTLE
    return numbers_of(raw, element.VR, lengths[len(raw)], order)[:entries]


def _expanded(element: DataElement, descriptor: LookupTableDescriptor, ds: Dataset) -> Array:
    kind = BYTES if descriptor.bits == BITS_OF_A_BYTE else WORDS
    numbers = numbers_of(bulk_bytes(element), element.VR, kind, known_byte_order_of(element, ds)).tolist()
    expanded = expand_segmented_lut(numbers, kind, entries=descriptor.entries)
    return np.array(expanded, np.uint8 if kind is BYTES else np.uint16)


def expand_segmented_lut(
    data: Sequence[int], kind: Numbers, order: ByteOrder = ByteOrder.LITTLE, entries: int = ALL_ENTRIES
) -> list[int]:
    """The entries that segments stand for (PS3.3 C.7.9.2).

    Parameters
    ----------
    data
        Opcodes, lengths, entries and offsets, all as numbers.
    kind
        `BYTES` or `WORDS`: what an entry is.
    order
        The byte order of the words that four bytes of an offset make up.
    entries
        The number of entries; further ones are left out.

    Raises
    ------
    DicomError
        Where the first segment is not discrete, a segment is of an unknown type, or an indirect segment copies
        another one.
    """
    return _Expansion(data, kind, order, entries).all()


class _Expansion:
    """Segments that become entries, one after another."""

    def __init__(self, data: Sequence[int], kind: Numbers, order: ByteOrder, entries: int) -> None:
        self.data, self.kind, self.order, self.entries = data, kind, order, entries
        self.done: list[int] = []
        self.copied = 0

    def all(self) -> list[int]:
        here = 0
        while here + 1 < len(self.data) and len(self.done) < self.entries:
            here = self.indirect(here) if self.data[here] == Segment.INDIRECT else self.direct(here)
        return self.done[: self.entries]

    def direct(self, here: int) -> int:
        """Expand the segment at an index; the index of the next."""
        opcode, length = self.data[here : here + 2]
        here += 2
        if opcode == Segment.DISCRETE:
            self.done += self.data[here : here + length]
            return here + length
        if opcode != Segment.LINEAR:
            raise DicomError(f"Error expanding a segmented palette lookup table: unknown segment type '{opcode}'")
        if not self.done:
            raise self.error("the first segment cannot be a linear segment")
        if here >= len(self.data):
            raise self.error("the last segment is not whole")
        if length:
            start, end = self.done[-1], self.data[here]
            line = np.linspace(start + (end - start) / length, end, length)
            self.done += np.around(line).astype(np.int64).tolist()
        return here + 1

    def indirect(self, here: int) -> int:
        """Expand the segments that the one at an index tells of; the index of the next."""
        if not self.done:
            raise self.error("the first segment cannot be an indirect segment")
        count, here = self.data[here + 1], here + 2
        after = here + length_of_offset(self.kind)
        if after > len(self.data):
            raise self.error("the last segment is not whole")
        there = offset_in_entries(self.data[here:after], self.order, self.kind)
        for _ in range(count):
            if there + 1 >= len(self.data) or len(self.done) >= self.entries:
                break
            if self.data[there] == Segment.INDIRECT:
                raise self.error("an indirect segment cannot copy an indirect segment")
            self.copied += 1
            if self.copied > self.entries:
                raise self.error("more segments are copied than there are entries")
            there = self.direct(there)
        return after

    @staticmethod
    def error(problem: str) -> DicomError:
        return DicomError(f"Error expanding a segmented palette color lookup table: {problem}")
