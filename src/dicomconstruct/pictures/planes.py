"""Overlays drawn into pictures: where their bits are set, pixels are white (PS3.3 C.9.2)."""

from __future__ import annotations

import numpy as np

from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError
from dicomconstruct.overlays import FIRST_GROUP, LAST_GROUP, OVERLAY_DATA, get_overlay_array
from dicomconstruct.samples import Array

ORIGIN, FIRST_FRAME = 0x0050, 0x0051
"""The element numbers of Overlay Origin and Image Frame Origin."""


def with_overlays(picture: Array, ds: Dataset, index: int) -> Array:
    """A picture with the overlays of its frame in white; `picture` itself without any.

    Parameters
    ----------
    picture
        Samples without sign: (rows, columns), or (rows, columns, samples).
    ds
        The data set with the overlays.
    index
        The index of the frame, counted from 0.

    Raises
    ------
    DicomError
        When an overlay contradicts its description.
    """
    groups = [group for group in range(FIRST_GROUP, LAST_GROUP, 2) if (group, OVERLAY_DATA) in ds]
    drawn = picture
    for group in groups:
        plane = _plane_of(ds, group, index)
        if plane is None:
            continue
        if drawn is picture:
            drawn = picture.copy()
        inside, set_bits = _overlapping(drawn, plane, _origin(ds, group))
        inside[set_bits] = np.iinfo(picture.dtype).max
    return drawn


def _plane_of(ds: Dataset, group: int, index: int) -> Array | None:
    """The bits of an overlay for a frame; None for a frame without."""
    bits = get_overlay_array(ds, group)
    planes = bits if bits.ndim == 3 else bits[np.newaxis]
    first = ds.get((group, FIRST_FRAME))
    place = index - (int(first.value or 1) - 1 if first is not None else 0)
    if len(planes) == 1 and first is None:
        place = 0
    return planes[place] if 0 <= place < len(planes) else None


def _origin(ds: Dataset, group: int) -> tuple[int, int]:
    """Row and column of the pixel of the first bit, counted from 0."""
    origin = ds.get((group, ORIGIN))
    if origin is None or not origin.value:
        return 0, 0
    if origin.VM != 2:
        raise DicomError(f"({group:04X},{ORIGIN:04X}) Overlay Origin is a row and a column", found=origin.value)
    row, column = origin.value
    return int(row) - 1, int(column) - 1


def _overlapping(picture: Array, plane: Array, origin: tuple[int, int]) -> tuple[Array, Array]:
    """The part of a picture under an overlay, and the mask of its set pixels."""
    (top, left), (rows, columns) = origin, plane.shape
    up, down = max(0, top), max(0, min(picture.shape[0], top + rows))
    start, end = max(0, left), max(0, min(picture.shape[1], left + columns))
    return picture[up:down, start:end], plane[max(0, -top) : down - top, max(0, -left) : end - left] == 1
