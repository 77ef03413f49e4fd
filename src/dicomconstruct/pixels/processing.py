"""What turns stored values into an image: lookup tables, windows, colour (PS3.3 C.7.6.3, C.11; PS3.4 N.2).

The steps for monochrome pixels are modality, values of interest, presentation, in that order; `apply_color_lut`
makes colours of an index, `convert_color_space` and `apply_icc_profile` change colours.
"""

from __future__ import annotations

from dicomconstruct.pixels.processing_color import convert_color_space
from dicomconstruct.pixels.processing_icc import apply_icc_profile, create_icc_transform
from dicomconstruct.pixels.processing_lookup import (
    apply_modality_lut,
    apply_presentation_lut,
    apply_rescale,
    apply_voi,
)
from dicomconstruct.pixels.processing_palette import apply_color_lut, expand_segmented_lut
from dicomconstruct.pixels.processing_windows import apply_voi_lut, apply_windowing

__all__ = [
    "apply_color_lut",
    "apply_icc_profile",
    "apply_modality_lut",
    "apply_presentation_lut",
    "apply_rescale",
    "apply_voi",
    "apply_voi_lut",
    "apply_windowing",
    "convert_color_space",
    "create_icc_transform",
    "expand_segmented_lut",
]
