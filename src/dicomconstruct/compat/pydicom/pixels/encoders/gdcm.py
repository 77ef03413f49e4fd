"""Face of pydicom.pixels.encoders.gdcm."""

from dicomconstruct.compat.pydicom.pixels.decoders.gdcm import GDCM_VERSION, HAVE_GDCM
from dicomconstruct.pixels.encoders.gdcm import ENCODER_DEPENDENCIES, _rle_encode, is_available

encode_pixel_data = _rle_encode

__all__ = [
    "ENCODER_DEPENDENCIES",
    "GDCM_VERSION",
    "HAVE_GDCM",
    "_rle_encode",
    "encode_pixel_data",
    "is_available",
]
