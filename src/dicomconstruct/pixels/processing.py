"""The conversion of stored values for display: lookup tables, rescaling, windows (PS3.3 C.11; PS3.4 N.2).

The steps for monochrome pixels are modality, values of interest, presentation, in that order; colours are in
`dicomconstruct.pixels.processing_color`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomconstruct.errors import DicomError, MalformedValue, MissingEntry, Unsupported, shown, within
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE, BYTES, WORDS, LookupTableDescriptor
from dicomconstruct.pixels.runner import MONOCHROME, MOST_BITS
from dicomconstruct.pixels.stored_bits import allowed_values
from dicomconstruct.samples import (
    Array,
    bulk_bytes,
    count_of,
    known_byte_order_of,
    number_of,
    numbers_of,
    required,
    words_in_little_endian,
)

if TYPE_CHECKING:
    from dicomconstruct.dataset import Dataset

ENTRY_BITS = range(8, 17)
"""Bits of an entry (PS3.3 C.11.1.1.1, C.11.2.1.1)."""
WORD_MASK = 0xFFFF
SMALL = 2
"""The largest size in bytes of integers for which a table of all values pays."""
BEYOND_ALL_TABLES = 1 << 32
"""Larger than any index; keeps unsigned 64-bit numbers from turning negative."""


class LookupTable(NamedTuple):
    """A lookup table and its descriptor."""

    descriptor: LookupTableDescriptor
    entries: Array
    """A row for each entry: one number, or one for each channel."""

    def of(self, arr: Array) -> Array:
        """The entries of values: the first for those below it, the last for those above.

        Raises MissingEntry where the table is shorter than its descriptor says and such an entry is asked for.
        """
        if len(self.entries) < self.descriptor.entries:
            return self._looked_up(arr)
        return by_value(arr, self._looked_up)

    def _looked_up(self, arr: Array) -> Array:
        index = self.indices(arr)
        held = len(self.entries)
        if held < self.descriptor.entries and index.size and index.max() >= held:
            raise MissingEntry(f"index {held} is out of bounds of a lookup table of {held} entries")
        looked_up: Array = self.entries[index]
        return looked_up

    def indices(self, arr: Array) -> Array:
        """The index of the entry for each value; fractions are cut off."""
        first = self.descriptor.first
        if arr.dtype.kind == "i" and arr.dtype.itemsize <= SMALL and first >= 1 << 15:
            first -= 1 << 16  # written unsigned although the pixels are signed
        if arr.dtype == np.uint64:
            arr = np.minimum(arr, BEYOND_ALL_TABLES)
        index: Array = np.clip(arr.astype(np.int64) - first, 0, self.descriptor.last)
        return index


def by_value(arr: Array, work: Callable[[Array], Array]) -> Array:
    """``work(arr)``, for work on each value independent of the others.

    Where there are more pixels than values that their type can hold, the work is done once for each value.
    """
    if arr.dtype.kind not in "iu" or arr.dtype.itemsize > SMALL or arr.size <= 1 << (8 * arr.dtype.itemsize):
        return work(arr)
    arr = arr.astype(arr.dtype.newbyteorder("="), copy=False)
    unsigned = np.uint8 if arr.dtype.itemsize == 1 else np.uint16
    every = np.arange(1 << (8 * arr.dtype.itemsize), dtype=np.uint16).astype(unsigned)
    return np.take(work(every.view(arr.dtype)), arr.view(unsigned), axis=0)


def table_descriptor(item: Dataset) -> LookupTableDescriptor:
    """LUT Descriptor of an item. MissingElement where it is missing, MalformedValue if it is not three numbers."""
    return LookupTableDescriptor.of(required(item, "LUTDescriptor"), "(0028,3002) 'LUT Descriptor'")


def lookup_table(item: Dataset, data_set: Dataset) -> LookupTable:
    """The table of an item of a LUT sequence.

    Entries of 8 bits may be packed two to a word, or have a word each (PS3.3 C.11.1.1.1); bits of an entry above
    those that the descriptor tells of are padding.

    Parameters
    ----------
    item
        The item with LUT Descriptor and LUT Data.
    data_set
        The data set of the item, which has its byte order.

    Raises
    ------
    MissingElement
        Where the item lacks one of the two, or the byte order of LUT Data that is bytes is not known.
    Unsupported
        Where an entry has not from 8 to 16 bits.
    """
    descriptor = table_descriptor(item)
    if descriptor.bits not in ENTRY_BITS:
        raise Unsupported(f"'{descriptor.bits}' bits per LUT entry is not supported")
    value = required(item, "LUTData")
    narrow = descriptor.bits == BITS_OF_A_BYTE
    if isinstance(value, bytes | bytearray | memoryview):
        element = item["LUTData"]
        raw, order = bulk_bytes(element), known_byte_order_of(element, data_set)
        kind = BYTES if narrow and len(raw) < WORDS.word_size * descriptor.entries else WORDS
        entries = numbers_of(raw, element.VR, kind, order)
    else:
        numbers = [value] if isinstance(value, int) else value
        if not isinstance(numbers, Sequence) or not all(isinstance(one, int) for one in numbers):
            raise MalformedValue("(0028,3006) 'LUT Data' holds whole numbers", found=shown(value))
        if narrow and len(numbers) == -(-descriptor.entries // WORDS.word_size) < descriptor.entries:
            numbers = list(words_in_little_endian([one & WORD_MASK for one in numbers]))
        entries = np.array([one & WORD_MASK for one in numbers], np.int64)
    masked = entries[: descriptor.entries] & ((1 << descriptor.bits) - 1)
    return LookupTable(descriptor, masked.astype(np.uint8 if narrow else np.uint16))


def rescaling_of(ds: Dataset) -> tuple[float, float] | None:
    """Rescale Slope and Rescale Intercept (PS3.3 C.11.1); None where one of them has no value."""
    slope, intercept = number_of(ds, "RescaleSlope"), number_of(ds, "RescaleIntercept")
    return None if slope is None or intercept is None else (slope, intercept)


def apply_modality_lut(arr: Array, ds: Dataset) -> Array:
    """Turn stored values into those of the modality, such as Hounsfield units (PS3.3 C.11.1).

    Parameters
    ----------
    arr
        The stored values.
    ds
        The data set with Modality LUT Sequence, or Rescale Slope and Rescale Intercept; without them `arr` is
        returned.

    Returns
    -------
    numpy.ndarray
        8- or 16-bit integers for a table, 64-bit floats for slope and intercept.

    Raises
    ------
    MissingElement, Unsupported, MissingEntry
        Where the table is not whole, as `dicomconstruct.pixels.processing_tables.lookup_table` says.
    """
    if ds.get("ModalityLUTSequence"):
        with within("(0028,3000) 'Modality LUT Sequence'"):
            return lookup_table(ds.ModalityLUTSequence[0], ds).of(arr)
    rescaling = rescaling_of(ds)
    if rescaling is None:
        return arr
    slope, intercept = rescaling
    rescaled: Array = arr.astype(np.float64)
    rescaled *= slope
    rescaled += intercept
    return rescaled


apply_rescale = apply_modality_lut


def apply_voi(arr: Array, ds: Dataset, index: int = 0) -> Array:
    """Map values of interest through a table of VOI LUT Sequence (PS3.3 C.11.2).

    Parameters
    ----------
    arr
        Values of the modality; fractions are lost, with a warning.
    ds
        Without VOI LUT Sequence `arr` is returned.
    index
        The index of the item, counted from 0.

    Raises
    ------
    IndexError
        Where the sequence has fewer items.
    MissingElement, Unsupported, MissingEntry
        Where the table is not whole.
    """
    if not ds.get("VOILUTSequence"):
        return arr
    if not np.issubdtype(arr.dtype, np.integer):
        warnings.warn(
            "Applying a VOI LUT on a float input array may give incorrect results", UserWarning, stacklevel=2
        )
    with within("(0028,3010) 'VOI LUT Sequence'"):
        return lookup_table(ds.VOILUTSequence[index], ds).of(arr)


def apply_presentation_lut(arr: Array, ds: Dataset) -> Array:
    """Turn values into P-values by Presentation LUT Sequence or Presentation LUT Shape (PS3.3 C.11.6).

    Parameters
    ----------
    arr
        The values; from the lowest to the highest of them they are spread over the whole table.
    ds
        Without either element `arr` is returned.

    Raises
    ------
    Unsupported
        For a shape other than IDENTITY and INVERSE.
    MissingElement, Unsupported, MissingEntry
        Where the table is not whole.
    """
    if ds.get("PresentationLUTSequence"):
        table = lookup_table(ds.PresentationLUTSequence[0], ds)
        if not arr.size:
            return table.entries[:0].reshape(arr.shape)
        lowest, highest = arr.min().item(), arr.max().item()
        integers = np.issubdtype(arr.dtype, np.integer)
        last, spread = table.descriptor.last, (highest - lowest) or 1
        start = table._replace(descriptor=table.descriptor._replace(first=0))

        def spread_out(values: Array) -> Array:
            """Spread values over the table; values may be any of the type, not only those that occur."""
            known = np.clip(values, lowest, highest).astype(np.int64 if integers else np.float64) - lowest
            return start.of((known * last // spread).astype(np.int64))

        return by_value(arr, spread_out)
    shape = ds.get("PresentationLUTShape")
    if shape is None or shape == "IDENTITY":
        return arr
    if shape == "INVERSE":
        inverse: Array = arr.max() - arr
        return inverse
    raise Unsupported(f"A (2050,0020) 'Presentation LUT Shape' value of '{shape}' is not supported")


LINEAR, SIGMOID = "LINEAR", "SIGMOID"
VOI_FUNCTIONS = (LINEAR, "LINEAR_EXACT", SIGMOID)


def output_range(ds: Dataset) -> tuple[float, float]:
    """The lowest and the highest value of the modality, which windowed values are to span.

    Raises MissingElement where Bits Stored or Pixel Representation is missing.
    """
    if ds.get("ModalityLUTSequence"):
        bits = table_descriptor(ds.ModalityLUTSequence[0]).bits
        return 0.0, 2.0 ** _bits_of_sample(bits, "bits of (0028,3002) 'LUT Descriptor'") - 1
    slope, intercept = rescaling_of(ds) or (1, 0)
    lowest, highest = sorted(end * slope + intercept for end in stored_range(ds))
    return lowest, highest


def _bits_of_sample(bits: int, name: str) -> int:
    if not 1 <= bits <= MOST_BITS:
        raise MalformedValue(name, expected=f"1 to {MOST_BITS}", found=bits)
    return bits


def bits_stored(ds: Dataset) -> int:
    """Bits Stored. MissingElement where it is missing, MalformedValue for no number from 1 to 64."""
    return _bits_of_sample(count_of(required(ds, "BitsStored"), "Bits Stored"), "(0028,0101) Bits Stored")


def stored_range(ds: Dataset) -> tuple[float, float]:
    """The least and the largest stored value, by Bits Stored and Pixel Representation; errors as `bits_stored`."""
    lowest, highest = allowed_values(bits_stored(ds), bool(required(ds, "PixelRepresentation")))
    return float(lowest), float(highest)


def window_of(ds: Dataset, index: int = 0) -> tuple[str, float, float]:
    """VOI LUT Function, Window Center and Window Width of a data set; errors are those of `apply_windowing`."""
    function = str(ds.get("VOILUTFunction") or LINEAR).upper()
    center = _one_of(required(ds, "WindowCenter"), index)
    width = _one_of(required(ds, "WindowWidth"), index)
    if function not in VOI_FUNCTIONS:
        raise DicomError(f"Unsupported (0028,1056) VOI LUT Function value '{function}'")
    least = "or equal to 1" if function == LINEAR else "0"
    if width <= 0 or (function == LINEAR and width < 1):
        raise DicomError(
            f"The (0028,1051) Window Width must be greater than {least} for a '{function}' windowing operation"
        )
    return function, center, width


def apply_windowing(arr: Array, ds: Dataset, index: int = 0) -> Array:
    """Spread the values inside a window over the whole range (PS3.3 C.11.2.1.2, C.11.2.1.3).

    Parameters
    ----------
    arr
        Values of the modality.
    ds
        The data set with Window Center and Window Width, maybe VOI LUT Function, and the description of the pixels;
        without the first two `arr` is returned.
    index
        The index of the window, counted from 0.

    Returns
    -------
    numpy.ndarray
        64-bit floats over the range of the modality's values.

    Raises
    ------
    IndexError
        Where the data set has fewer windows.
    MissingElement
        Where an element is missing or empty, one of center and width for instance.
    DicomError
        Where the pixels are not monochrome, the width is too small, or VOI LUT Function is unknown.
    """
    if "WindowWidth" not in ds and "WindowCenter" not in ds:
        return arr
    if ds.get("PhotometricInterpretation") not in MONOCHROME:
        raise DicomError(
            "When performing a windowing operation only 'MONOCHROME1' and 'MONOCHROME2' are allowed for "
            "(0028,0004) Photometric Interpretation"
        )
    function, center, width = window_of(ds, index)
    lowest, highest = output_range(ds)
    if function == LINEAR:
        center, width = center - 0.5, width - 1

    def windowed(values: Array) -> Array:
        values = values.astype(np.float64)
        span = highest - lowest
        if function == SIGMOID:
            with np.errstate(over="ignore"):  # overflow is far below the window: 1 / inf is right
                sigmoid: Array = span / (1 + np.exp(-4 * (values - center) / width)) + lowest
            return sigmoid
        if width == 0:
            return np.where(values > center, highest, lowest)
        values -= center
        values /= width
        values += 0.5
        np.clip(values, 0, 1, out=values)
        values *= span
        values += lowest
        return values

    return by_value(arr, windowed)


def _one_of(value: Any, index: int) -> float:
    """One of several numbers; a single number itself."""
    several = hasattr(value, "__getitem__") and len(value) > 1
    one = value[index] if several else value
    try:
        return float(one)
    except (TypeError, ValueError) as error:
        raise MalformedValue("a window is described by numbers", found=shown(value)) from error


def apply_voi_lut(arr: Array, ds: Dataset, index: int = 0, prefer_lut: bool = True) -> Array:
    """Show the values of interest: by a table, or by a window (PS3.3 C.11.2).

    Parameters
    ----------
    arr
        Values of the modality.
    ds
        The data set with VOI LUT Sequence, or Window Center and Window Width; without them, or if they are empty,
        `arr` is returned.
    index
        The index of the table or window, counted from 0.
    prefer_lut
        Whether the table takes precedence over a window.

    Raises
    ------
    IndexError, DicomError
        Those of `apply_voi` and `apply_windowing`.
    """
    tables = ds.get("VOILUTSequence")
    table = bool(tables) and all(tables[0].get(word) is not None for word in ("LUTDescriptor", "LUTData"))
    window = all(ds.get(word) is not None for word in ("WindowCenter", "WindowWidth"))
    if table and (prefer_lut or not window):
        return apply_voi(arr, ds, index)
    return apply_windowing(arr, ds, index) if window else arr
