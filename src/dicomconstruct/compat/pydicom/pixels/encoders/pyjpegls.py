"""Face of pydicom.pixels.encoders.pyjpegls."""

from dicomconstruct.pixels.encoders.pyjpegls import ENCODER_DEPENDENCIES, _encode_frame, is_available

__all__ = ["ENCODER_DEPENDENCIES", "_encode_frame", "is_available"]
