"""Unusable elements about the display of an image: left out with a warning, so that the image is shown.

`dicomconstruct.pixels` raises errors for the same elements. The choice of elements to leave out is that of DCMTK's
dcmj2pnm.
"""

from __future__ import annotations

import math
from typing import Any

from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError
from dicomconstruct.pictures.windows import FILE, Window, frame_facts
from dicomconstruct.pixels.processing import (
    LINEAR,
    VOI_FUNCTIONS,
    LookupTable,
    apply_modality_lut,
    lookup_table,
    rescaling_of,
    table_descriptor,
    window_of,
)
from dicomconstruct.pixels.runner import COLOR, INTERPRETATIONS, PI, tagged
from dicomconstruct.pixels.syntaxes import JPEG_LOSSY
from dicomconstruct.samples import Array
from dicomconstruct.uid import UID
from dicomconstruct.validity import warn


def usable_facts(ds: Dataset, index: int, window: Window) -> Dataset:
    """As `frame_facts`, without unusable elements: empty tables, windows without width, a slope of 0.

    Parameters
    ----------
    ds
        The data set.
    index
        The frame, counted from 0.
    window
        The requested window or table of the file, if any.
    """
    facts = frame_facts(ds, index)
    _check(facts, ("ModalityLUTSequence",), lambda: _check_table(facts, "ModalityLUTSequence", 0))
    _check(facts, ("RescaleSlope", "RescaleIntercept"), lambda: _check_slope(facts))
    if window.kind != FILE:
        return facts
    if window.view < len(facts.get("VOILUTSequence") or ()):
        _check(facts, ("VOILUTSequence",), lambda: _check_table(facts, "VOILUTSequence", window.view))
    _check_function(facts)
    has_window = all(facts.get(keyword) is not None for keyword in ("WindowCenter", "WindowWidth"))
    if has_window and window.view < facts["WindowCenter"].VM:
        _check(facts, ("WindowWidth", "WindowCenter"), lambda: window_of(facts, window.view))
    return facts


def _check(facts: Dataset, keywords: tuple[str, ...], use: Any) -> None:
    """Leave elements out that cannot be used, with a warning."""
    try:
        use()
    except (DicomError, IndexError) as error:
        warn(f"The {tagged(keywords[0])} is not used: {error}")
        for keyword in keywords:
            if keyword in facts:
                del facts[keyword]


def _check_table(facts: Dataset, keyword: str, view: int) -> None:
    table = table_of(facts, keyword, view)
    if table is not None:
        said = table_descriptor(facts[keyword].value[view]).entries
        if table.descriptor.entries < said:
            warn(
                f"The table of the {tagged(keyword)} has {table.descriptor.entries} of {said} entries; its last "
                "one is used for those that are missing"
            )


def _check_slope(facts: Dataset) -> None:
    rescaling = rescaling_of(facts)
    if rescaling is not None and (not rescaling[0] or not all(map(math.isfinite, rescaling))):
        raise DicomError("all values would become the same", found=f"slope {rescaling[0]:g}")


def _check_function(facts: Dataset) -> None:
    function = str(facts.get("VOILUTFunction") or LINEAR).upper()
    if function not in VOI_FUNCTIONS:
        warn(f"The {tagged('VOILUTFunction')} {function!r} is not in the standard, and taken for {LINEAR}")
        del facts.VOILUTFunction


def table_of(facts: Dataset, keyword: str, view: int = 0) -> LookupTable | None:
    """The table of an item of a sequence, with the entries present; None without an item.

    Raises DicomError where the item is not a table.
    """
    items = facts.get(keyword)
    if not items:
        return None
    table = lookup_table(items[view], facts)
    held = len(table.entries)
    if not held:
        raise DicomError("the table has no entries")
    return table._replace(descriptor=table.descriptor._replace(entries=min(held, table.descriptor.entries)))


def modality_values(values: Array, facts: Dataset) -> Array:
    """`apply_modality_lut` by a table that may lack its last entries."""
    table = table_of(facts, "ModalityLUTSequence")
    return apply_modality_lut(values, facts) if table is None else table.of(values)


def interpretation_of(ds: Dataset, samples: int, syntax: str = "") -> str:
    """Photometric Interpretation, or a likely one where it is missing or unknown.

    Parameters
    ----------
    ds
        The data set.
    samples
        Samples per Pixel.
    syntax
        The transfer syntax of the pixels, if known.
    """
    said = str(ds.get("PhotometricInterpretation") or "").strip().upper()
    if said in INTERPRETATIONS:
        return said
    if samples == COLOR:
        return str(PI.YBR_FULL_422 if syntax in JPEG_LOSSY else PI.RGB)
    return str(PI.PALETTE_COLOR if "RedPaletteColorLookupTableDescriptor" in ds else PI.MONOCHROME2)


def assumed_options(ds: Dataset, syntax: UID) -> dict[str, Any]:
    """Options for the decoder in place of elements that are missing or unknown, each with a warning."""
    found: dict[str, Any] = {}
    said = ds.get("PhotometricInterpretation")
    samples = ds.get("SamplesPerPixel")
    if samples is None and str(said or "").upper() in (PI.MONOCHROME1, PI.MONOCHROME2, PI.PALETTE_COLOR):
        samples = found["samples_per_pixel"] = 1
        warn(f"There is no {tagged('SamplesPerPixel')}; it is taken for 1")
    assumed = interpretation_of(ds, samples, syntax) if isinstance(samples, int) else said
    if said != assumed:
        found["photometric_interpretation"] = assumed
        name = tagged("PhotometricInterpretation")
        problem = f"The {name} {str(said)!r} is not in the standard" if said else f"There is no {name}"
        warn(f"{problem}; it is taken for {assumed}")
    return found
