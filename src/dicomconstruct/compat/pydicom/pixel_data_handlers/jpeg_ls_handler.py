"""Face of pydicom.pixel_data_handlers.jpeg_ls_handler."""

from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import Handler
from dicomconstruct.pixels.decoders import pyjpegls

_HANDLER = Handler("pyjpegls", pyjpegls.DECODER_DEPENDENCIES, pyjpegls.is_available)
_NAMES = _HANDLER.names("JPEG-LS", jpeg_ls=("https://github.com/pydicom/pyjpegls", "pyjpegls"))
globals().update(_NAMES)
HAVE_JPEGLS = _HANDLER.is_available()

__all__ = ["HAVE_JPEGLS", *_NAMES]
