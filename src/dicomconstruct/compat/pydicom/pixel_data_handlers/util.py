"""Face of pydicom.pixel_data_handlers.util."""

import warnings
from typing import Any

import numpy as np

from dicomconstruct.compat.pydicom._moved import PIXELS, PROCESSING, UTILS, moved

_OF_UTILS = (
    "expand_ybr422",
    "get_expected_length",
    "get_image_pixel_ids",
    "get_j2k_parameters",
    "get_nr_frames",
    "pixel_dtype",
    "reshape_pixel_array",
)
_moved = moved("pydicom.pixel_data_handlers", {PIXELS: PROCESSING, UTILS: _OF_UTILS})


def _dtype_corrected_for_endianness(is_little_endian: bool, numpy_dtype: "np.dtype[Any]") -> "np.dtype[Any]":
    """A type of numbers in the byte order of a data set. ValueError where that order is not known."""
    if is_little_endian is None:
        raise ValueError("The byte order is not known: set 'is_little_endian'")
    return numpy_dtype.newbyteorder("<" if is_little_endian else ">")


def __getattr__(name: str) -> Any:
    if name != "dtype_corrected_for_endianness":
        return _moved(name)
    warnings.warn(f"{name!r} will be removed in v4.0", DeprecationWarning, stacklevel=2)
    return _dtype_corrected_for_endianness
