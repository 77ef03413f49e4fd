"""Lookup tables and straight lines for monochrome pixels: modality, values of interest, presentation."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from dicomconstruct.errors import Unsupported, within
from dicomconstruct.pixels.processing_tables import Array, by_value, lookup_table
from dicomconstruct.samples import number_of

if TYPE_CHECKING:
    from dicomconstruct.dataset import Dataset


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
        Has Modality LUT Sequence, or Rescale Slope and Rescale Intercept; without any `arr` is returned.

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
        Which item of the sequence, counted from 0.

    Raises
    ------
    IndexError
        Where there is no such item.
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
            """Every value is one that the type can hold, not necessarily one that is there."""
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
