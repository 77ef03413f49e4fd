"""Face of pydicom.pixels.decoders.pillow."""

from dicomconstruct.pixels.decoders.pillow import DECODER_DEPENDENCIES, _decode_frame, is_available

HAVE_NP = True

__all__ = ["DECODER_DEPENDENCIES", "HAVE_NP", "_decode_frame", "is_available"]
