"""Face of pydicom.pixel_data_handlers.pylibjpeg_handler."""

from dicomconstruct import uid
from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import NUMPY, Handler
from dicomconstruct.pixels.decoders.pylibjpeg import DECODER_DEPENDENCIES
from dicomconstruct.pixels.decoders.pylibjpeg import is_available as is_available_for
from dicomconstruct.pixels.packages import has_package

HANDLER_NAME = "pylibjpeg"
DEPENDENCIES = {"numpy": NUMPY}
HAVE_NP = True
_HANDLER = Handler("pylibjpeg", DECODER_DEPENDENCIES, is_available_for)
SUPPORTED_TRANSFER_SYNTAXES = _HANDLER.supported
is_available = _HANDLER.is_available
supports_transfer_syntax = _HANDLER.supports_transfer_syntax
get_pixeldata = _HANDLER.get_pixeldata
HAVE_PYLIBJPEG = has_package("pylibjpeg")
HAVE_LIBJPEG, HAVE_OPENJPEG, HAVE_RLE = (
    is_available_for(syntax) for syntax in (uid.JPEGLossless, uid.JPEG2000, uid.RLELossless)
)

__all__ = [
    "DEPENDENCIES",
    "HANDLER_NAME",
    "HAVE_LIBJPEG",
    "HAVE_NP",
    "HAVE_OPENJPEG",
    "HAVE_PYLIBJPEG",
    "HAVE_RLE",
    "SUPPORTED_TRANSFER_SYNTAXES",
    "get_pixeldata",
    "is_available",
    "supports_transfer_syntax",
]
