"""Face of pydicom.pixels.decoders.gdcm."""

from dicomconstruct.pixels.decoders.gdcm import DECODER_DEPENDENCIES, _decode_frame, is_available

__all__ = ["DECODER_DEPENDENCIES", "_decode_frame", "is_available"]
