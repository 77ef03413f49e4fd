"""Face of pydicom.pixel_data_handlers.pillow_handler."""

from dicomconstruct import uid
from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import NUMPY, Handler
from dicomconstruct.pixels.decoders.pillow import DECODER_DEPENDENCIES
from dicomconstruct.pixels.decoders.pillow import is_available as is_available_for
from dicomconstruct.pixels.packages import has_package

HANDLER_NAME = "Pillow"
DEPENDENCIES = {"numpy": NUMPY, "PIL": ("https://python-pillow.org/", "Pillow")}
HAVE_NP = True
_HANDLER = Handler("pillow", DECODER_DEPENDENCIES, is_available_for)
SUPPORTED_TRANSFER_SYNTAXES = _HANDLER.supported
is_available = _HANDLER.is_available
supports_transfer_syntax = _HANDLER.supports_transfer_syntax
get_pixeldata = _HANDLER.get_pixeldata
HAVE_PIL = has_package("PIL")
HAVE_JPEG, HAVE_JPEG2K = is_available_for(uid.JPEGBaseline8Bit), is_available_for(uid.JPEG2000)

__all__ = [
    "DEPENDENCIES",
    "HANDLER_NAME",
    "HAVE_JPEG",
    "HAVE_JPEG2K",
    "HAVE_NP",
    "HAVE_PIL",
    "SUPPORTED_TRANSFER_SYNTAXES",
    "get_pixeldata",
    "is_available",
    "supports_transfer_syntax",
]
