"""Face of pydicom.pixels.encoders.native."""

from dicomconstruct.pixels.encoders.native import ENCODER_DEPENDENCIES, _encode_frame, is_available

__all__ = ["ENCODER_DEPENDENCIES", "_encode_frame", "is_available"]
