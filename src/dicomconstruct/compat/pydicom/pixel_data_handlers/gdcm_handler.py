"""Face of pydicom.pixel_data_handlers.gdcm_handler."""

from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import NUMPY, Handler
from dicomconstruct.pixels.decoders.gdcm import DECODER_DEPENDENCIES
from dicomconstruct.pixels.decoders.gdcm import is_available as is_available_for

HANDLER_NAME = "GDCM"
DEPENDENCIES = {"numpy": NUMPY, "gdcm": ("https://sourceforge.net/projects/gdcm/", "GDCM")}
HAVE_NP = True
_HANDLER = Handler("gdcm", DECODER_DEPENDENCIES, is_available_for)
SUPPORTED_TRANSFER_SYNTAXES = _HANDLER.supported
is_available = _HANDLER.is_available
supports_transfer_syntax = _HANDLER.supports_transfer_syntax
get_pixeldata = _HANDLER.get_pixeldata
HAVE_GDCM = HAVE_GDCM_IN_MEMORY_SUPPORT = is_available()

__all__ = [
    "DEPENDENCIES",
    "HANDLER_NAME",
    "HAVE_GDCM",
    "HAVE_GDCM_IN_MEMORY_SUPPORT",
    "HAVE_NP",
    "SUPPORTED_TRANSFER_SYNTAXES",
    "get_pixeldata",
    "is_available",
    "supports_transfer_syntax",
]
