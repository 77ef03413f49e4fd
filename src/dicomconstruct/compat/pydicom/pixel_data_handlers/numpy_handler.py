"""Face of pydicom.pixel_data_handlers.numpy_handler: pixels that are not encapsulated."""

from typing import Any

from dicomconstruct import uid
from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import Handler
from dicomconstruct.dataset import Dataset
from dicomconstruct.pixels import get_expected_length, pixel_dtype, unpack_bits

_SYNTAXES = (
    uid.ExplicitVRLittleEndian,
    uid.ImplicitVRLittleEndian,
    uid.DeflatedExplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
)
_HANDLER = Handler("", _SYNTAXES, _SYNTAXES.__contains__)
_NAMES = _HANDLER.names("Numpy")
globals().update(_NAMES)


def get_pixeldata(ds: Dataset, read_only: bool = False) -> Any:
    """The pixels of a data set as a flat array, a view of their bytes if `read_only`."""
    return _HANDLER.get_pixeldata(ds, view_only=read_only)


__all__ = ["get_expected_length", "pixel_dtype", "unpack_bits", *_NAMES]
