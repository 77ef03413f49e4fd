"""Pictures made smaller by the mean of neighbouring pixels."""

from __future__ import annotations

import numpy as np

from dicomconstruct.samples import Array


def fitted(rows: int, columns: int, most_rows: int, most_columns: int) -> tuple[int, int]:
    """The largest size of the same shape that fits, at most the size itself; at least one pixel each way."""
    scale = min(1.0, most_rows / rows, most_columns / columns)
    return max(1, round(rows * scale)), max(1, round(columns * scale))


def downsampled(picture: Array, rows: int, columns: int) -> Array:
    """A picture with fewer rows and columns, each pixel the mean of those it replaces."""
    if picture.shape[:2] == (rows, columns):
        return picture
    made: Array = picture.astype(np.float64)
    for axis, count in ((0, rows), (1, columns)):
        length = made.shape[axis]
        starts = np.arange(count) * length // count
        widths = np.diff(np.append(starts, length))
        shape = [1] * made.ndim
        shape[axis] = count
        made = np.add.reduceat(made, starts, axis=axis) / widths.reshape(shape)
    return np.rint(made).astype(picture.dtype)
