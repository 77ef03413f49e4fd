"""Face of pydicom.pixel_data_handlers.util."""

from dicomconstruct.compat.pydicom._moved import PIXELS, PROCESSING, UTILS, moved

_OF_UTILS = (
    "expand_ybr422",
    "get_expected_length",
    "get_image_pixel_ids",
    "get_j2k_parameters",
    "get_nr_frames",
    "pixel_dtype",
    "reshape_pixel_array",
)

__getattr__ = moved("pydicom.pixel_data_handlers", {PIXELS: PROCESSING, UTILS: _OF_UTILS})
