"""Face of pydicom.pixels.encoders.base."""

from dicomconstruct.compat.pydicom.pixels import encoders
from dicomconstruct.compat.pydicom.pixels.common import RunnerOptions
from dicomconstruct.compat.pydicom.pixels.encoders import *
from dicomconstruct.pixels.encoder import Encoder
from dicomconstruct.pixels.encoding import PROFILES, EncodeRunner
from dicomconstruct.pixels.registry import get_encoder

ENCODING_PROFILES = {
    syntax: [
        (interpretation, profile.samples, profile.representations, profile.allocated, profile.stored)
        for profile in profiles
        for interpretation in profile.interpretations
    ]
    for syntax, profiles in PROFILES.items()
}
"""The images of each transfer syntax: photometric interpretation, samples per pixel, and the allowed pixel
representation, bits allocated and bits stored (PS3.5 8.2, A.4)."""


class EncodeOptions(RunnerOptions, total=False):
    """Options of `Encoder` besides the description of the image."""

    byteorder: str
    jls_error: int
    j2k_cr: list[float]
    j2k_psnr: list[float]


__all__ = ["ENCODING_PROFILES", "EncodeOptions", "EncodeRunner", "Encoder", "get_encoder", *encoders.__all__]
