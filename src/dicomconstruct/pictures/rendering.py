"""A frame rendered for display: modality, values of interest, presentation, colour (PS3.4 N.2).

`rendered` gives 8- or 16-bit grey or RGB from stored values. The steps are those of
`dicomconstruct.pixels.processing`, with the parameters of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError, Unsupported
from dicomconstruct.pictures.planes import with_overlays
from dicomconstruct.pictures.unusable import interpretation_of, modality_values, table_of, usable_facts
from dicomconstruct.pictures.windows import AUTO, FILE, FULL, GIVEN, Window
from dicomconstruct.pixels.processing import apply_windowing, bits_stored, by_value, stored_range
from dicomconstruct.pixels.processing_color import apply_color_lut, apply_icc_profile
from dicomconstruct.pixels.runner import COLOR, MONOCHROME, PI
from dicomconstruct.samples import Array

WORK_BITS = 16
WHITE = (1 << WORK_BITS) - 1
"""Grey values are computed with 16 bits, also for 8-bit output."""
OTHER_COLORS = (PI.HSV, PI.ARGB, PI.CMYK)
"""Retired colour spaces that cannot be shown as RGB (PS3.3-2004 C.7.6.3.1.2)."""
EVERYDAY_BITS = 8
"""Up to this many bits an image without a window in its file is shown with its full range."""
DARKEST, BRIGHTEST = 0.5, 99.5
"""The percentiles that an automatic window spans, so that a few outliers do not decide."""
SAMPLED = 1 << 18
"""An automatic window samples about this many pixels."""


@dataclass(frozen=True)
class Rendering:
    """The rendering of frames.

    Parameters
    ----------
    window
        The choice of values that are shown.
    bits
        8 or 16 bits for each sample.
    palette
        A well-known palette for grey images (PS3.6 Annex B); "" for none.
    icc
        Whether colours go through the ICC profile of the file to sRGB.
    invert
        Whether grey values are inverted.
    overlays
        Whether overlays are drawn, in white.
    """

    window: Window = field(default_factory=Window)
    bits: int = 8
    palette: str = ""
    icc: bool = False
    invert: bool = False
    overlays: bool = False


def rendered(frame: Array, ds: Dataset, index: int, how: Rendering) -> Array:
    """A frame as 8- or 16-bit samples: (rows, columns) for grey, (rows, columns, 3 or 4) for colours.

    Parameters
    ----------
    frame
        The frame as `dicomconstruct.pixels.pixel_array` gives it.
    ds
        Its data set; the pixels are not needed.
    index
        The index of the frame, counted from 0.
    how
        The rendering.

    Raises
    ------
    DicomError
        Where the data set lacks a required element, or has an invalid one.
    """
    picture = _without_overlays(frame, ds, index, how)
    return with_overlays(picture, ds, index) if how.overlays else picture


def _without_overlays(frame: Array, ds: Dataset, index: int, how: Rendering) -> Array:
    interpretation = interpretation_of(ds, COLOR if frame.ndim == COLOR else 1)
    if interpretation == PI.PALETTE_COLOR:
        return _in_color(scaled_table(apply_color_lut(frame, ds), how.bits), ds, how)
    if interpretation in OTHER_COLORS:
        raise Unsupported(f"no picture is made of {interpretation} samples")
    if frame.ndim == COLOR:
        return _in_color(with_bits(frame, bits_stored(ds), how.bits), ds, how)
    if interpretation not in MONOCHROME:
        raise Unsupported(f"no picture is known of one sample that means {interpretation!r}")
    gray = shown_gray(frame, ds, index, how)
    if not how.palette:
        return gray
    colors = apply_color_lut(with_bits(gray, how.bits, EVERYDAY_BITS), palette=how.palette)
    return scaled_table(colors, how.bits)


def with_bits(samples: Array, stored: int, bits: int) -> Array:
    """Samples of a number of stored bits spread over 8 or 16."""
    most = (1 << bits) - 1
    if stored == bits:
        return samples.astype(f"u{bits // 8}", copy=False)
    known = (1 << stored) - 1

    def spread(values: Array) -> Array:
        return np.rint(np.clip(values, 0, known) * (most / known)).astype(f"u{bits // 8}")

    return by_value(samples, spread)


def scaled_table(colors: Array, bits: int) -> Array:
    """Colours of a palette, whose entries use all bits of their type."""
    return with_bits(colors, colors.dtype.itemsize * 8, bits)


def _in_color(colors: Array, ds: Dataset, how: Rendering) -> Array:
    if how.palette:
        raise DicomError("a palette is for grey images; this one has colours of its own")
    if not how.icc:
        return colors
    if how.bits != EVERYDAY_BITS:
        raise Unsupported("an ICC profile is applied to 8-bit samples only")
    return apply_icc_profile(np.ascontiguousarray(colors[..., :COLOR]).copy(), ds)


def shown_gray(frame: Array, ds: Dataset, index: int, how: Rendering) -> Array:
    """A monochrome frame as grey values from black to white; parameters and errors are those of `rendered`."""
    window = how.window
    facts = usable_facts(ds, index, window)
    is_voi_table = window.kind == FILE and bool(facts.get("VOILUTSequence"))
    is_named = facts.get("WindowCenter") is not None and facts.get("WindowWidth") is not None
    has_integers = frame.dtype.kind in "iu"
    if window.kind == FILE and not is_voi_table and not is_named:
        is_everyday = has_integers and bits_stored(ds) <= EVERYDAY_BITS
        window = Window(FULL if is_everyday else AUTO)
    if window.kind == FULL and has_integers:
        ends = stored_range(ds)
    elif window.kind in (FULL, AUTO):
        ends = occurring(frame, ds, everything=window.kind == FULL)
    else:
        ends = (0.0, 0.0)
    turned = how.invert != is_inverse(ds)

    def gray(values: Array) -> Array:
        values = modality_values(values, facts)
        if is_voi_table:
            values = _by_table(values, facts, window.view)
        elif window.kind in (FULL, AUTO):
            low, high = sorted(modality_values(np.array(ends).astype(frame.dtype), facts).tolist())
            values = _between(values, low, high)
        else:
            values = apply_windowing(values, _window_facts(facts, window), window.view)
        values = np.rint(np.nan_to_num(values, nan=0.0))
        if turned:
            values = WHITE - values
        return with_bits(values.astype(np.uint16), WORK_BITS, how.bits)

    has_tables = is_voi_table or bool(facts.get("ModalityLUTSequence"))
    # A table may lack entries for values that do not occur, so only values that occur are looked up.
    return gray(frame) if has_tables else by_value(frame, gray)


def is_inverse(ds: Dataset) -> bool:
    """Whether the lowest value is white: MONOCHROME1, or Presentation LUT Shape INVERSE (PS3.3 C.11.6)."""
    return bool(interpretation_of(ds, 1) == PI.MONOCHROME1 or ds.get("PresentationLUTShape") == "INVERSE")


def occurring(frame: Array, ds: Dataset, *, everything: bool) -> tuple[float, float]:
    """The range of stored values that occur, padding left out; without outliers unless `everything`."""
    values = frame.reshape(-1)[:: 1 if everything else max(1, frame.size // SAMPLED)]
    if values.dtype.kind == "f":
        values = values[np.isfinite(values)]
    padding = ds.get("PixelPaddingValue")
    if isinstance(padding, int):
        limit = ds.get("PixelPaddingRangeLimit")
        other = limit if isinstance(limit, int) else padding
        kept = values[(values < min(padding, other)) | (values > max(padding, other))]
        values = kept if kept.size else values
    if not values.size:
        return 0.0, 0.0
    if not everything:
        low, high = np.percentile(values, (DARKEST, BRIGHTEST))
        if low < high:
            return float(low), float(high)
    return float(values.min()), float(values.max())


def _between(values: Array, low: float, high: float) -> Array:
    if not low < high:
        return np.where(values > low, float(WHITE), 0.0)
    spread: Array = np.clip((values.astype(np.float64) - low) / (high - low), 0, 1) * WHITE
    return spread


def _by_table(values: Array, facts: Dataset, view: int) -> Array:
    tables = facts.VOILUTSequence
    if view >= len(tables):
        raise DicomError("there is no such VOI LUT", expected=f"1 to {len(tables)}", found=view + 1)
    if values.dtype.kind == "f":
        values = np.rint(values).astype(np.int64)
    table = table_of(facts, "VOILUTSequence", view)
    assert table is not None
    shown: Array = table.of(values) * (WHITE / ((1 << table.descriptor.bits) - 1))
    return shown


def _window_facts(facts: Dataset, window: Window) -> Dataset:
    """The elements for `apply_windowing` that make its result span 0 to `WHITE`."""
    made = Dataset()
    made.PhotometricInterpretation = MONOCHROME[1]
    made.BitsStored, made.PixelRepresentation = WORK_BITS, 0
    if window.kind == GIVEN:
        made.WindowCenter, made.WindowWidth = repr(window.center), repr(window.width)
        made.VOILUTFunction = "LINEAR" if window.width >= 1 else "LINEAR_EXACT"
        return made
    for keyword in ("WindowCenter", "WindowWidth", "VOILUTFunction"):
        if keyword in facts:
            made[keyword] = facts[keyword]
    count = facts["WindowCenter"].VM
    if window.view >= count:
        raise DicomError("there is no such window", expected=f"1 to {count}", found=window.view + 1)
    return made
