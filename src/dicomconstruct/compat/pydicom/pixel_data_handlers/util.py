"""Face of pydicom.pixel_data_handlers.util."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dicomconstruct.compat.pydicom._asked_for import PIXELS, PROCESSING, UTILS, asked_for, moved, warn_of_removal

_OF_UTILS = (
    "expand_ybr422",
    "get_expected_length",
    "get_image_pixel_ids",
    "get_j2k_parameters",
    "get_nr_frames",
    "pixel_dtype",
    "reshape_pixel_array",
)


def _dtype_corrected_for_endianness(is_little_endian: bool, numpy_dtype: "np.dtype[Any]") -> "np.dtype[Any]":
    """A type of numbers in the byte order of a data set. ValueError where that order is not known."""
    if is_little_endian is None:
        raise ValueError("The byte order is not known: set 'is_little_endian'")
    return numpy_dtype.newbyteorder("<" if is_little_endian else ">")


def _correcting() -> Callable[..., Any]:
    warn_of_removal("'dtype_corrected_for_endianness'")
    return _dtype_corrected_for_endianness


_MOVED = moved("pydicom.pixel_data_handlers", {PIXELS: PROCESSING, UTILS: _OF_UTILS})
__getattr__ = asked_for(__name__, {**_MOVED, "dtype_corrected_for_endianness": _correcting})
