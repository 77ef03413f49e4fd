"""Face of pydicom.pixel_data_handlers.rle_handler."""

from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import NUMPY, Handler
from dicomconstruct.compat.pydicom.pixels.decoders.rle import (
    _rle_decode_frame,
    _rle_decode_segment,
    _rle_parse_header,
)
from dicomconstruct.pixels.decoders.rle import DECODER_DEPENDENCIES
from dicomconstruct.pixels.decoders.rle import is_available as is_available_for

HANDLER_NAME = "RLE Lossless"
DEPENDENCIES = {"numpy": NUMPY}
HAVE_NP = True
_HANDLER = Handler("pydicom", DECODER_DEPENDENCIES, is_available_for)
SUPPORTED_TRANSFER_SYNTAXES = _HANDLER.supported
_parse_rle_header = _rle_parse_header
is_available = _HANDLER.is_available
supports_transfer_syntax = _HANDLER.supports_transfer_syntax
get_pixeldata = _HANDLER.get_pixeldata
HAVE_RLE = is_available()

__all__ = [
    "DEPENDENCIES",
    "HANDLER_NAME",
    "HAVE_NP",
    "HAVE_RLE",
    "SUPPORTED_TRANSFER_SYNTAXES",
    "_parse_rle_header",
    "_rle_decode_frame",
    "_rle_decode_segment",
    "get_pixeldata",
    "is_available",
    "supports_transfer_syntax",
]
