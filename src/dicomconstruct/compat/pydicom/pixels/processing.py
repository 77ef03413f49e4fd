"""Face of pydicom.pixels.processing."""

from collections.abc import Sequence

from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.samples import BYTES, WORDS
from dicomconstruct.pixels import (
    apply_color_lut,
    apply_icc_profile,
    apply_modality_lut,
    apply_presentation_lut,
    apply_rescale,
    apply_voi,
    apply_voi_lut,
    apply_windowing,
    convert_color_space,
    create_icc_transform,
)
from dicomconstruct.pixels.packages import has_package
from dicomconstruct.pixels.processing_color import expand_segmented_lut


def _expand_segmented_lut(data: Sequence[int], fmt: str) -> list[int]:
    """`expand_segmented_lut`, for numbers unpacked by a format of the `struct` module."""
    order = ByteOrder.BIG if fmt.startswith(">") else ByteOrder.LITTLE
    return expand_segmented_lut(data, BYTES if fmt.endswith(BYTES.typecode) else WORDS, order)


HAVE_NP = True
HAVE_PIL = has_package("PIL")

__all__ = [
    "HAVE_NP",
    "HAVE_PIL",
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
]
