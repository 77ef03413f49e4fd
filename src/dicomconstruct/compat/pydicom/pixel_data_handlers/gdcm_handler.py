"""Face of pydicom.pixel_data_handlers.gdcm_handler."""

from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import Handler
from dicomconstruct.pixels.decoders import gdcm

_HANDLER = Handler("gdcm", gdcm.DECODER_DEPENDENCIES, gdcm.is_available)
_NAMES = _HANDLER.names("GDCM", gdcm=("https://sourceforge.net/projects/gdcm/", "GDCM"))
globals().update(_NAMES)
HAVE_GDCM = HAVE_GDCM_IN_MEMORY_SUPPORT = _HANDLER.is_available()

__all__ = ["HAVE_GDCM", "HAVE_GDCM_IN_MEMORY_SUPPORT", *_NAMES]
