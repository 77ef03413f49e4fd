"""Face of pydicom.pixel_data_handlers.pillow_handler."""

from dicomconstruct import uid
from dicomconstruct.compat.pydicom.pixel_data_handlers._handler import Handler
from dicomconstruct.pixels.decoders import pillow
from dicomconstruct.pixels.packages import has_package

_HANDLER = Handler("pillow", pillow.DECODER_DEPENDENCIES, pillow.is_available)
_NAMES = _HANDLER.names("Pillow", PIL=("https://python-pillow.org/", "Pillow"))
globals().update(_NAMES)
HAVE_PIL = has_package("PIL")
HAVE_JPEG, HAVE_JPEG2K = map(pillow.is_available, (uid.JPEGBaseline8Bit, uid.JPEG2000))

__all__ = ["HAVE_JPEG", "HAVE_JPEG2K", "HAVE_PIL", *_NAMES]
