"""Face of pydicom.pixel_data_handlers.pylibjpeg_handler."""

from collections.abc import Iterator
from typing import Any

from dicomconstruct import uid
from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import Handler
from dicomconstruct.dataset import Dataset
from dicomconstruct.pixels import iter_pixels, pixel_array
from dicomconstruct.pixels.decoders import pylibjpeg
from dicomconstruct.pixels.packages import has_package

_LATER = (uid.HTJ2KLossless, uid.HTJ2KLosslessRPCL, uid.HTJ2K)
"""Transfer syntaxes that came after pydicom's handlers, which do not know them."""
_SYNTAXES = [syntax for syntax in pylibjpeg.DECODER_DEPENDENCIES if syntax not in _LATER]
_HANDLER = Handler("pylibjpeg", _SYNTAXES, pylibjpeg.is_available)
_NAMES = _HANDLER.names("pylibjpeg")
globals().update(_NAMES)
HAVE_PYLIBJPEG = has_package("pylibjpeg")
HAVE_LIBJPEG, HAVE_OPENJPEG, HAVE_RLE = map(
    pylibjpeg.is_available, (uid.JPEGLossless, uid.JPEG2000, uid.RLELossless)
)


def as_array(ds: Dataset) -> Any:
    """The pixels of a data set in their shape, without a change of colour space."""
    return pixel_array(ds, raw=True, decoding_plugin=_HANDLER.plugin)


def generate_frames(ds: Dataset, reshape: bool = True) -> Iterator[Any]:
    """One frame of a data set after another, flat unless `reshape`."""
    for frame in iter_pixels(ds, raw=True, decoding_plugin=_HANDLER.plugin):
        yield frame if reshape else frame.ravel()


__all__ = ["HAVE_LIBJPEG", "HAVE_OPENJPEG", "HAVE_PYLIBJPEG", "HAVE_RLE", "as_array", "generate_frames", *_NAMES]
