"""Face of pydicom.pixels.decoders.gdcm."""

from dicomconstruct.pixels.decoders.gdcm import DECODER_DEPENDENCIES, _decode_frame, is_available
from dicomconstruct.pixels.packages import has_package, package_version

HAVE_GDCM = has_package("gdcm")
GDCM_VERSION = package_version("python-gdcm", "gdcm")

__all__ = ["DECODER_DEPENDENCIES", "GDCM_VERSION", "HAVE_GDCM", "_decode_frame", "is_available"]
