"""Face of pydicom.pixels.decoders.base."""

from dicomconstruct.compat.pydicom.pixels import decoders
from dicomconstruct.compat.pydicom.pixels.common import RunnerOptions
from dicomconstruct.compat.pydicom.pixels.decoders import *
from dicomconstruct.pixels.decoder import Decoder
from dicomconstruct.pixels.decoding import DecodeRunner
from dicomconstruct.pixels.registry import get_decoder

HAVE_NP = True


class DecodeOptions(RunnerOptions, total=False):
    """Options of `Decoder` besides the description of the image."""

    pixel_vr: str
    byteorder: str
    be_swap_ow: bool
    rle_segment_order: str
    allow_excess_frames: bool
    correct_unused_bits: bool
    view_only: bool
    as_rgb: bool
    force_rgb: bool
    force_ybr: bool
    apply_jls_sign_correction: bool
    apply_j2k_sign_correction: bool


__all__ = ["HAVE_NP", "DecodeOptions", "DecodeRunner", "Decoder", "get_decoder", *decoders.__all__]
