"""Face of pydicom.pixels.utils."""

from dicomconstruct.encapsulation.codestreams import jpeg_parameters
from dicomconstruct.pixels import (
    as_pixel_options,
    compress,
    concatenate_packed_frames,
    decompress,
    expand_ybr422,
    get_expected_length,
    get_image_pixel_ids,
    get_j2k_parameters,
    get_nr_frames,
    iter_pixels,
    pack_bits,
    pixel_array,
    pixel_dtype,
    reshape_pixel_array,
    set_pixel_data,
    unpack_bits,
)

HAVE_NP = True
_get_jpg_parameters = jpeg_parameters

__all__ = [
    "HAVE_NP",
    "as_pixel_options",
    "compress",
    "concatenate_packed_frames",
    "decompress",
    "expand_ybr422",
    "get_expected_length",
    "get_image_pixel_ids",
    "get_j2k_parameters",
    "get_nr_frames",
    "iter_pixels",
    "pack_bits",
    "pixel_array",
    "pixel_dtype",
    "reshape_pixel_array",
    "set_pixel_data",
    "unpack_bits",
]
