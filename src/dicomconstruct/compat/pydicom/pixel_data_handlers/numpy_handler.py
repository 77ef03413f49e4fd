"""Face of pydicom.pixel_data_handlers.numpy_handler: pixels that are not encapsulated."""

from typing import Any

from dicomconstruct import uid
from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import NUMPY, Handler
from dicomconstruct.dataset import Dataset
from dicomconstruct.pixels import get_expected_length, pixel_dtype, unpack_bits

HANDLER_NAME = "Numpy"
DEPENDENCIES = {"numpy": NUMPY}
HAVE_NP = True
SUPPORTED_TRANSFER_SYNTAXES = [
    uid.ExplicitVRLittleEndian,
    uid.ImplicitVRLittleEndian,
    uid.DeflatedExplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
]
_HANDLER = Handler("", SUPPORTED_TRANSFER_SYNTAXES, SUPPORTED_TRANSFER_SYNTAXES.__contains__)
is_available = _HANDLER.is_available
supports_transfer_syntax = _HANDLER.supports_transfer_syntax


def get_pixeldata(ds: Dataset, read_only: bool = False) -> Any:
    """The pixels of a data set as a flat array, a view of their bytes if `read_only`."""
    return _HANDLER.get_pixeldata(ds, view_only=read_only)


__all__ = [
    "DEPENDENCIES",
    "HANDLER_NAME",
    "HAVE_NP",
    "SUPPORTED_TRANSFER_SYNTAXES",
    "get_expected_length",
    "get_pixeldata",
    "is_available",
    "pixel_dtype",
    "supports_transfer_syntax",
    "unpack_bits",
]
