"""Face of pydicom.pixels.encoders.gdcm."""

from dicomconstruct.pixels.encoders.gdcm import ENCODER_DEPENDENCIES, _rle_encode, is_available

__all__ = ["ENCODER_DEPENDENCIES", "_rle_encode", "is_available"]
