"""Colour spaces: RGB and YBR_FULL (PS3.3 C.7.6.3.1.2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from dicomconstruct.errors import DicomError, Unsupported

Array = np.ndarray[Any, Any]

RGB, YBR_FULL, YBR_FULL_422 = "RGB", "YBR_FULL", "YBR_FULL_422"
YBR = (YBR_FULL, YBR_FULL_422)
"""The second is the first with every other pair of colour differences, and is filled up by decoding."""
COLOR_SPACES = (RGB, *YBR)

RED, GREEN, BLUE = 0.299, 0.587, 0.114
"""The shares of the luminance (ITU-R BT.601)."""
NEUTRAL = 128
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
        8-bit samples, the last axis of length three; values of YBR_FULL_422 are those after filling up.
    current, desired
        ``RGB``, ``YBR_FULL`` or ``YBR_FULL_422``.
    per_frame
        Whether to write the result into `arr`, which needs no memory for another array.

    Returns
    -------
    numpy.ndarray
        A new array; `arr` itself where nothing is to be done or under `per_frame`.

    Raises
    ------
    Unsupported
        For other colour spaces.
    DicomError
        When the samples have not 8 bits without sign, or are not three to a pixel.
    """
    if current not in COLOR_SPACES or desired not in COLOR_SPACES:
        raise Unsupported(f"Conversion from {current} to {desired} is not supported.")
    if current == desired or (current in YBR and desired in YBR):
        return arr
    if arr.dtype != np.uint8:
        raise DicomError(
            f"Invalid ndarray.dtype '{arr.dtype}' for color space conversion, must be 'uint8' or an equivalent"
        )
    if arr.ndim == 0 or arr.shape[-1] != CHANNELS:
        raise DicomError("the pixels of a color space have three samples", found=f"an array of {arr.shape}")
    convert = _to_ybr if current == RGB else _to_rgb
    source = np.ascontiguousarray(arr)
    out = source if per_frame else np.empty_like(source)
    pixels, made = source.reshape(-1, CHANNELS), out.reshape(-1, CHANNELS)
    for start in range(0, len(pixels), AT_A_TIME):
        made[start : start + AT_A_TIME] = convert(pixels[start : start + AT_A_TIME])
    if per_frame and out is not arr:
        arr[...] = out
    return arr if per_frame else out


def _to_ybr(rgb: Array) -> Array:
    matrix = _matrix([[RED, GREEN, BLUE], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
    return _rounded(rgb.astype(np.float32) @ matrix, np.array([0, NEUTRAL, NEUTRAL], np.float32))


def _to_rgb(ybr: Array) -> Array:
    of_red, of_blue = 2 * (1 - RED), 2 * (1 - BLUE)
    matrix = _matrix([[1, 0, of_red], [1, -of_blue * BLUE / GREEN, -of_red * RED / GREEN], [1, of_blue, 0]])
    differences = ybr.astype(np.float32)
    differences -= np.array([0, NEUTRAL, NEUTRAL], np.float32)
    return _rounded(differences @ matrix, np.float32(0))


def _rounded(samples: Array, offset: Any) -> Array:
    """Samples with an offset, rounded to what 8 bits hold."""
    samples += offset + np.float32(0.5)
    np.clip(samples, 0, 255, out=samples)
    return samples.astype(np.uint8)
