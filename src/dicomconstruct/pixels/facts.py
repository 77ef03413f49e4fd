"""Lengths, types and shapes of a data set's pixels, by the elements that describe them."""

from __future__ import annotations

from typing import Any

import numpy as np

from dicomconstruct import uid as uids
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError, MissingElement, Unsupported
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE, bytes_for_bits
from dicomconstruct.pixels.native import SUPPORTED, shaped
from dicomconstruct.pixels.reading import get_nr_frames
from dicomconstruct.pixels.runner import SUBSAMPLED, tagged
from dicomconstruct.pixels.syntaxes import JPEG, JPEG_2000, JPEG_LS
from dicomconstruct.samples import Array, required, transfer_syntax_of

FLOAT_BITS = (32, 64)
PIXEL_BY_PIXEL = frozenset({*JPEG, *JPEG_LS, *JPEG_2000})
"""Transfer syntaxes whose decoders give pixel by pixel, whatever Planar Configuration says."""


def get_expected_length(ds: Dataset, unit: str = "bytes") -> int:
    """The length of a data set's native pixels.

    Parameters
    ----------
    ds
        With Rows, Columns, Samples per Pixel, Bits Allocated and Photometric Interpretation.
    unit
        ``"bytes"``, without padding, or ``"pixels"``, which counts samples.

    Raises
    ------
    MissingElement
        When one of these is missing.
    """
    length = get_nr_frames(ds) * int(required(ds, "Rows")) * int(required(ds, "Columns"))
    length *= int(required(ds, "SamplesPerPixel"))
    if unit == "pixels":
        return length
    bits = int(required(ds, "BitsAllocated"))
    if bits == 1:
        length = bytes_for_bits(length)
    else:
        length *= bits // BITS_OF_A_BYTE
    return length // 3 * 2 if ds.get("PhotometricInterpretation") in SUBSAMPLED else length


def pixel_dtype(ds: Dataset, as_float: bool = False) -> np.dtype[Any]:
    """The type of the samples of a data set, in its byte order.

    Parameters
    ----------
    ds
        With Bits Allocated, and Pixel Representation unless `as_float`.
    as_float
        Whether the samples are those of Float or Double Float Pixel Data.

    Raises
    ------
    MissingElement
        When one of these is missing, or the byte order is unknown.
    DicomError
        When an element has an invalid value.
    Unsupported
        When numpy has no such type.
    """
    is_little = _is_little_endian(ds)
    kind = "float" if as_float else "uint"
    if not as_float:
        representation = required(ds, "PixelRepresentation")
        if representation not in (0, 1):
            raise DicomError(_unknown_type(representation, "(0028,0103) Pixel Representation"))
        kind = "int" if representation else "uint"
    bits = required(ds, "BitsAllocated")
    is_known = bits in FLOAT_BITS if as_float else bits == 1 or (bits > 0 and bits % BITS_OF_A_BYTE == 0)
    if not is_known:
        raise DicomError(_unknown_type(bits, "(0028,0100) Bits Allocated"))
    if bits == 1:
        return np.dtype("uint8")
    if bits // BITS_OF_A_BYTE not in SUPPORTED:
        raise Unsupported(
            f"The data type '{kind}{bits}' needed to contain the pixel data is not supported by numpy"
        )
    return np.dtype(f"{'<' if is_little else '>'}{kind[0]}{bits // BITS_OF_A_BYTE}")


def _is_little_endian(ds: Dataset) -> bool:
    syntax = transfer_syntax_of(ds)
    is_little = syntax.is_little_endian if syntax else ds.original_encoding[1]
    if is_little is None:
        raise MissingElement(
            "Unable to determine the endianness of the dataset, please set an appropriate Transfer Syntax UID in "
            "'Dataset.file_meta'"
        )
    return bool(is_little)


def _unknown_type(value: object, element: str) -> str:
    return (
        f"Unable to determine the data type to use to contain the Pixel Data as a value of '{value}' for "
        f"'{element}' "
        "is invalid"
    )


def reshape_pixel_array(ds: Dataset, arr: Array) -> Array:
    """The samples of a data set in shape: (frames, rows, columns, samples), without the axes of length one.

    Parameters
    ----------
    ds
        With Rows, Columns and Samples per Pixel; with Planar Configuration where that decides about native colours.
    arr
        The samples, in the order in which the decoders of the transfer syntax give them.

    Raises
    ------
    DicomError
        When the number of samples differs, or an element has an invalid value.
    """
    samples = required(ds, "SamplesPerPixel")
    if samples < 1:
        raise DicomError(
            f"Unable to reshape the pixel array as a value of {samples} for {tagged('SamplesPerPixel')} is invalid"
        )
    by_plane = samples > 1 and _planar_configuration(ds) == 1
    rows, columns = int(required(ds, "Rows")), int(required(ds, "Columns"))
    return shaped(arr, (get_nr_frames(ds), rows, columns, samples), by_plane=by_plane)


def _planar_configuration(ds: Dataset) -> int:
    syntax = required(ds.file_meta, "TransferSyntaxUID")
    if syntax in PIXEL_BY_PIXEL:
        return 0
    if syntax == uids.RLELossless:
        return 1
    planar = required(ds, "PlanarConfiguration")
    if planar not in (0, 1):
        raise DicomError(
            f"Unable to reshape the pixel array as a value of {planar} for {tagged('PlanarConfiguration')} is "
            "invalid"
        )
    return int(planar)
