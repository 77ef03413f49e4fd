"""Face of pydicom.pixel_data_handlers.jpeg_ls_handler."""

from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import NUMPY, Handler
from dicomconstruct.pixels.decoders.pyjpegls import DECODER_DEPENDENCIES
from dicomconstruct.pixels.decoders.pyjpegls import is_available as is_available_for

HANDLER_NAME = "JPEG-LS"
DEPENDENCIES = {"numpy": NUMPY, "jpeg_ls": ("https://github.com/pydicom/pyjpegls", "pyjpegls")}
HAVE_NP = True
_HANDLER = Handler("pyjpegls", DECODER_DEPENDENCIES, is_available_for)
SUPPORTED_TRANSFER_SYNTAXES = _HANDLER.supported
is_available = _HANDLER.is_available
supports_transfer_syntax = _HANDLER.supports_transfer_syntax
get_pixeldata = _HANDLER.get_pixeldata
HAVE_JPEGLS = is_available()

__all__ = [
    "DEPENDENCIES",
    "HANDLER_NAME",
    "HAVE_JPEGLS",
    "HAVE_NP",
    "SUPPORTED_TRANSFER_SYNTAXES",
    "get_pixeldata",
    "is_available",
    "supports_transfer_syntax",
]
