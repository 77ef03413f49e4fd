"""Pixels: arrays from data sets and back, and the processing of stored values for display."""

from __future__ import annotations

from dicomconstruct.encapsulation.codestreams import get_j2k_parameters
from dicomconstruct.lazy import point_to_face
from dicomconstruct.pixels.bits import concatenate_packed_frames, expand_ybr422, pack_bits, unpack_bits
from dicomconstruct.pixels.changing import compress, decompress, set_pixel_data
from dicomconstruct.pixels.decoder import Decoder
from dicomconstruct.pixels.encoder import Encoder
from dicomconstruct.pixels.facts import get_expected_length, pixel_dtype, reshape_pixel_array
from dicomconstruct.pixels.processing import (
    apply_modality_lut,
    apply_presentation_lut,
    apply_rescale,
    apply_voi,
    apply_voi_lut,
    apply_windowing,
)
from dicomconstruct.pixels.processing_color import (
    apply_color_lut,
    apply_icc_profile,
    convert_color_space,
    create_icc_transform,
)
from dicomconstruct.pixels.reading import (
    as_pixel_options,
    convert_pixel_data,
    get_image_pixel_ids,
    get_nr_frames,
    iter_pixels,
    kept_pixel_array,
    pixel_array,
)
from dicomconstruct.pixels.registry import get_decoder, get_encoder
from dicomconstruct.pixels.runner import PhotometricInterpretation

point_to_face(globals())

__all__ = [
    "Decoder",
    "Encoder",
    "PhotometricInterpretation",
    "apply_color_lut",
    "apply_icc_profile",
    "apply_modality_lut",
    "apply_presentation_lut",
    "apply_rescale",
    "apply_voi",
    "apply_voi_lut",
    "apply_windowing",
    "as_pixel_options",
    "compress",
    "concatenate_packed_frames",
    "convert_color_space",
    "convert_pixel_data",
    "create_icc_transform",
    "decompress",
    "expand_ybr422",
    "get_decoder",
    "get_encoder",
    "get_expected_length",
    "get_image_pixel_ids",
    "get_j2k_parameters",
    "get_nr_frames",
    "iter_pixels",
    "kept_pixel_array",
    "pack_bits",
    "pixel_array",
    "pixel_dtype",
    "reshape_pixel_array",
    "set_pixel_data",
    "unpack_bits",
]
