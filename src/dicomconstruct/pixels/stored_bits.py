"""The bits of a sample that are its value, and overlays in its unused bits (PS3.5 8.1.1, 8.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dicomconstruct.errors import Unsupported
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE
from dicomconstruct.samples import Array

if TYPE_CHECKING:
    from dicomconstruct.dataset import Dataset
    from dicomconstruct.uid import UID

BIT_POSITION, OVERLAY_DATA = 0x0102, 0x3000
OVERLAY_GROUPS = range(0x6000, 0x6100, 2)
OVERLAY_TAGS = [(group, element) for group in OVERLAY_GROUPS for element in (BIT_POSITION, OVERLAY_DATA)]
"""The elements that describe overlays in pixels."""


def used_bits(array: Array, stored: int, out: Array | None = None, lowest: int = 0) -> Array:
    """The integers in a range of bits of other integers.

    Parameters
    ----------
    array
        The samples; those of a type with a sign give numbers with a sign.
    stored
        The number of bits.
    out
        The array for the numbers; None for a new one.
    lowest
        The least significant of these bits, counted from 0.
    """
    made = np.empty_like(array) if out is None else out
    if array.dtype.kind == "u":
        source = np.right_shift(array, lowest, out=made) if lowest else array
        np.bitwise_and(source, array.dtype.type((1 << stored) - 1), out=made)
    else:
        bits = array.dtype.itemsize * BITS_OF_A_BYTE
        np.left_shift(array, bits - stored - lowest, out=made)
        np.right_shift(made, bits - stored, out=made)
    return made


def allowed_values(stored: int, is_signed: bool) -> tuple[int, int]:
    """The least and the greatest number of a number of bits."""
    return (-(1 << (stored - 1)), (1 << (stored - 1)) - 1) if is_signed else (0, (1 << stored) - 1)


def are_allowed(array: Array, stored: int) -> bool:
    """Whether all integers of an array fit a number of bits."""
    lowest, highest = allowed_values(stored, array.dtype.kind == "i")
    return not array.size or (int(array.min()) >= lowest and int(array.max()) <= highest)


def overlays_in_pixels(ds: Dataset) -> list[int]:
    """The groups of overlays that lie in unused bits of the pixels rather than in Overlay Data.

    They are retired; PS3.5-2004 8.1.2 describes them.
    """
    positions = [tag for tag in ds.keys() if tag.element == BIT_POSITION and tag.group in OVERLAY_GROUPS]  # noqa: SIM118
    return [tag.group for tag in positions if ds[tag].value and (tag.group, OVERLAY_DATA) not in ds]


def check_overlays(ds: Dataset, syntax: UID) -> None:
    """Raise Unsupported where an overlay lies in bits of the pixels that a transfer syntax does not keep."""
    groups = overlays_in_pixels(ds)
    if groups:
        raise Unsupported(
            f"the overlay of group {groups[0]:04X} lies in unused bits of the pixels, which {syntax.name} does not "
            "keep; RLELossless does"
        )
