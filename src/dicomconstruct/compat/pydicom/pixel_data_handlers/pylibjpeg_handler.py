"""Face of pydicom.pixel_data_handlers.pylibjpeg_handler."""

from collections.abc import Iterator
from typing import Any

from dicomconstruct import uid
from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import NUMPY, Handler
from dicomconstruct.dataset import Dataset
from dicomconstruct.pixels import iter_pixels, pixel_array
from dicomconstruct.pixels.decoders.pylibjpeg import DECODER_DEPENDENCIES
from dicomconstruct.pixels.decoders.pylibjpeg import is_available as is_available_for
from dicomconstruct.pixels.packages import has_package

HANDLER_NAME = "pylibjpeg"
DEPENDENCIES = {"numpy": NUMPY}
HAVE_NP = True
_LATER = (uid.HTJ2KLossless, uid.HTJ2KLosslessRPCL, uid.HTJ2K)
"""Transfer syntaxes that came after pydicom's handlers, which do not know them."""
_HANDLER = Handler(
    "pylibjpeg", [syntax for syntax in DECODER_DEPENDENCIES if syntax not in _LATER], is_available_for
)
SUPPORTED_TRANSFER_SYNTAXES = _HANDLER.supported
is_available = _HANDLER.is_available
supports_transfer_syntax = _HANDLER.supports_transfer_syntax
get_pixeldata = _HANDLER.get_pixeldata
HAVE_PYLIBJPEG = has_package("pylibjpeg")
HAVE_LIBJPEG, HAVE_OPENJPEG, HAVE_RLE = (
    is_available_for(syntax) for syntax in (uid.JPEGLossless, uid.JPEG2000, uid.RLELossless)
)


def as_array(ds: Dataset) -> Any:
    """The pixels of a data set in their shape, without a change of colour space."""
    return pixel_array(ds, raw=True, decoding_plugin=_HANDLER.plugin)


def generate_frames(ds: Dataset, reshape: bool = True) -> Iterator[Any]:
    """One frame of a data set after another, flat unless `reshape`."""
    for frame in iter_pixels(ds, raw=True, decoding_plugin=_HANDLER.plugin):
        yield frame if reshape else frame.ravel()


__all__ = [
    "DEPENDENCIES",
    "HANDLER_NAME",
    "HAVE_LIBJPEG",
    "HAVE_NP",
    "HAVE_OPENJPEG",
    "HAVE_PYLIBJPEG",
    "HAVE_RLE",
    "SUPPORTED_TRANSFER_SYNTAXES",
    "as_array",
    "generate_frames",
    "get_pixeldata",
    "is_available",
    "supports_transfer_syntax",
]
