"""Face of pydicom.pixels.decoders.pillow."""

from dicomconstruct.pixels.decoders.pillow import DECODER_DEPENDENCIES, _decode_frame, is_available

__all__ = ["DECODER_DEPENDENCIES", "_decode_frame", "is_available"]
