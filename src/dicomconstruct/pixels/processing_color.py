"""Colour spaces: RGB, YBR_FULL and YBR_PARTIAL_422 (PS3.3 C.7.6.3.1.2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from dicomconstruct.errors import DicomError, Unsupported

Array = np.ndarray[Any, Any]

RGB, YBR_FULL, YBR_FULL_422 = "RGB", "YBR_FULL", "YBR_FULL_422"
YBR = (YBR_FULL, YBR_FULL_422)
"""The second is the first with every other pair of colour differences, and is filled up by decoding."""
PARTIAL = "YBR_PARTIAL_422"
"""YBR_FULL_422 with the levels of ITU-R BT.601: 16 to 235 for the luminance, 16 to 240 for the differences."""
COLOR_SPACES = (RGB, *YBR, PARTIAL)

RED, GREEN, BLUE = 0.299, 0.587, 0.114
"""The shares of the luminance (ITU-R BT.601)."""
NEUTRAL = 128
BLACK, LUMINANCES, DIFFERENCES = 16, 219, 224
"""The luminance of black, and the steps from least to most, where not all levels are used."""
MOST = 255
CHANNELS = 3
AT_A_TIME = 1 << 13
"""Pixels that are converted together, so that what lies between fits the caches of a processor."""


def _matrix(rows: list[list[float]]) -> Array:
    return np.ascontiguousarray(np.array(rows, np.float32).T)


def convert_color_space(arr: Array, current: str, desired: str, per_frame: bool = False) -> Array:
    """Convert pixels from one colour space to another.

    Parameters
    ----------
    arr
        8-bit samples, the last axis of length three; values of YBR_FULL_422 and YBR_PARTIAL_422 are those after
        filling up.
    current, desired
        ``RGB``, ``YBR_FULL``, ``YBR_FULL_422`` or ``YBR_PARTIAL_422``; one of them RGB, unless they are the same.
    per_frame
        Whether to write the result into `arr`, which needs no memory for another array.

    Returns
    -------
    numpy.ndarray
        A new array; `arr` itself where nothing is to be done or under `per_frame`.

    Raises
    ------
    Unsupported
        For others, and from one YBR to another with other levels.
    DicomError
        When the samples have not 8 bits without sign, or are not three to a pixel.
    """
    is_known = current in COLOR_SPACES and desired in COLOR_SPACES
    if is_known and (current == desired or (current in YBR and desired in YBR)):
        return arr
    if not is_known or RGB not in (current, desired):
        raise Unsupported(f"Conversion from {current} to {desired} is not supported.")
    if arr.dtype != np.uint8:
        raise DicomError(
            f"Invalid ndarray.dtype '{arr.dtype}' for color space conversion, must be 'uint8' or an equivalent"
        )
    if arr.ndim == 0 or arr.shape[-1] != CHANNELS:
        raise DicomError("the pixels of a color space have three samples", found=f"an array of {arr.shape}")
    convert, levels = (_to_ybr, _levels(desired)) if current == RGB else (_to_rgb, _levels(current))
    source = np.ascontiguousarray(arr)
    out = source if per_frame else np.empty_like(source)
    pixels, made = source.reshape(-1, CHANNELS), out.reshape(-1, CHANNELS)
    for start in range(0, len(pixels), AT_A_TIME):
        made[start : start + AT_A_TIME] = convert(pixels[start : start + AT_A_TIME], *levels)
    if per_frame and out is not arr:
        arr[...] = out
    return arr if per_frame else out


def _levels(space: str) -> tuple[Array, float, float]:
    """The zero of the samples of a YBR, and the shares of all levels that its luminance and differences use."""
    if space == PARTIAL:
        return np.array([BLACK, NEUTRAL, NEUTRAL], np.float32), LUMINANCES / MOST, DIFFERENCES / MOST
    return np.array([0, NEUTRAL, NEUTRAL], np.float32), 1, 1


def _to_ybr(rgb: Array, zero: Array, y: float, c: float) -> Array:
    matrix = _matrix(
        [
            [RED * y, GREEN * y, BLUE * y],
            [-0.168736 * c, -0.331264 * c, 0.5 * c],
            [0.5 * c, -0.418688 * c, -0.081312 * c],
        ]
    )
    return _rounded(rgb.astype(np.float32) @ matrix, zero)


def _to_rgb(ybr: Array, zero: Array, y: float, c: float) -> Array:
    of_red, of_blue = 2 * (1 - RED) / c, 2 * (1 - BLUE) / c
    matrix = _matrix(
        [
            [1 / y, 0, of_red],
            [1 / y, -of_blue * BLUE / GREEN, -of_red * RED / GREEN],
            [1 / y, of_blue, 0],
        ]
    )
    differences = ybr.astype(np.float32)
    differences -= zero
    return _rounded(differences @ matrix, np.float32(0))


def _rounded(samples: Array, offset: Any) -> Array:
    """Samples with an offset, rounded to what 8 bits hold."""
    samples += offset + np.float32(0.5)
    np.clip(samples, 0, 255, out=samples)
    return samples.astype(np.uint8)
