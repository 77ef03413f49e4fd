"""Windows: the part of the values that an image shows, and the choice between them and VOI LUTs (PS3.3 C.11.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dicomconstruct.errors import DicomError, MalformedValue, shown
from dicomconstruct.pixels.processing_lookup import apply_voi, rescaling_of
from dicomconstruct.pixels.processing_tables import Array, by_value, table_descriptor
from dicomconstruct.samples import count_of, required

if TYPE_CHECKING:
    from dicomconstruct.dataset import Dataset

MONOCHROME = ("MONOCHROME1", "MONOCHROME2")
MOST_BITS = 64
"""Bits of a sample (PS3.5 8.1.1)."""
LINEAR, LINEAR_EXACT, SIGMOID = "LINEAR", "LINEAR_EXACT", "SIGMOID"


def output_range(ds: Dataset) -> tuple[float, float]:
    """The lowest and the highest value of the modality, which windowed values are to span.

    Raises MissingElement where Bits Stored or Pixel Representation is missing.
    """
    if ds.get("ModalityLUTSequence"):
        bits = table_descriptor(ds.ModalityLUTSequence[0]).bits
        if not 1 <= bits <= MOST_BITS:
            raise MalformedValue("bits of (0028,3002) 'LUT Descriptor'", expected=f"1 to {MOST_BITS}", found=bits)
        return 0.0, 2.0**bits - 1
    bits = count_of(required(ds, "BitsStored"), "Bits Stored")
    if not 1 <= bits <= MOST_BITS:
        raise MalformedValue("(0028,0101) Bits Stored", expected=f"1 to {MOST_BITS}", found=bits)
    if required(ds, "PixelRepresentation") == 0:
        ends = [0.0, 2.0**bits - 1]
    else:
        ends = [-(2.0 ** (bits - 1)), 2.0 ** (bits - 1) - 1]
    rescaling = rescaling_of(ds)
    if rescaling is not None:
        slope, intercept = rescaling
        ends = sorted(end * slope + intercept for end in ends)
    return ends[0], ends[1]


def window_of(ds: Dataset, index: int = 0) -> tuple[str, float, float]:
    """VOI LUT Function, Window Center and Window Width of a data set; errors are those of `apply_windowing`."""
    function = str(ds.get("VOILUTFunction") or LINEAR).upper()
    center = _one_of(required(ds, "WindowCenter"), index)
    width = _one_of(required(ds, "WindowWidth"), index)
    if function == LINEAR:
        if width < 1:
            raise DicomError(
                "The (0028,1051) Window Width must be greater than or equal to 1 for a 'LINEAR' windowing operation"
            )
    elif function in (LINEAR_EXACT, SIGMOID):
        if width <= 0:
            raise DicomError(
                f"The (0028,1051) Window Width must be greater than 0 for a '{function}' windowing operation"
            )
    else:
        raise DicomError(f"Unsupported (0028,1056) VOI LUT Function value '{function}'")
    return function, center, width


def apply_windowing(arr: Array, ds: Dataset, index: int = 0) -> Array:
    """Spread the values inside a window over the whole range (PS3.3 C.11.2.1.2, C.11.2.1.3).

    Parameters
    ----------
    arr
        Values of the modality.
    ds
        Has Window Center and Window Width, maybe VOI LUT Function, and what the pixels are described by; without
        the first two `arr` is returned.
    index
        Which of several windows, counted from 0.

    Returns
    -------
    numpy.ndarray
        64-bit floats over the range of the modality's values.

    Raises
    ------
    IndexError
        Where there is no such window.
    MissingElement
        Where an element is missing or empty, one of center and width for instance.
    DicomError
        Where the pixels are not monochrome, the width is too small, or the function is none of the standard's.
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
            with np.errstate(over="ignore"):  # what overflows is far below the window, and 1 / inf is right
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
    """One of several numbers; the number itself where it is the only one."""
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
        Has VOI LUT Sequence, or Window Center and Window Width; without any, or where they are empty, `arr` is
        returned.
    index
        Which table or window, counted from 0.
    prefer_lut
        Whether the table is used where there are both.

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
