"""Face of pydicom.pixels.encoders.pylibjpeg."""

from dicomconstruct.pixels.encoders.pylibjpeg import ENCODER_DEPENDENCIES, _encode_frame, is_available

__all__ = ["ENCODER_DEPENDENCIES", "_encode_frame", "is_available"]
