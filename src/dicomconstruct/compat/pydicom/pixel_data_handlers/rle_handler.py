"""Face of pydicom.pixel_data_handlers.rle_handler."""

from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import Handler
from dicomconstruct.compat.pydicom.pixels.decoders.rle import (
    _rle_decode_frame,
    _rle_decode_segment,
    _rle_parse_header,
)
from dicomconstruct.pixels.decoders import rle

_HANDLER = Handler("pydicom", rle.DECODER_DEPENDENCIES, rle.is_available)
_NAMES = _HANDLER.names("RLE Lossless")
globals().update(_NAMES)
HAVE_RLE = _HANDLER.is_available()
_parse_rle_header = _rle_parse_header

__all__ = ["HAVE_RLE", "_parse_rle_header", "_rle_decode_frame", "_rle_decode_segment", *_NAMES]
