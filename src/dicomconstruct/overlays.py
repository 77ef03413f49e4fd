"""Overlays: planes of single bits over an image (PS3.3 C.9.2, PS3.5 8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomconstruct.errors import DicomError, MissingElement, within
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.samples import BIT_ORDER, bytes_for_bits, in_little_endian, word_size_of
from dicomconstruct.lazy import point_to_face
from dicomconstruct.samples import Array, bulk_bytes, byte_order_of, count_of
from dicomconstruct.tag import Tag
from dicomconstruct.validity import warn

if TYPE_CHECKING:
    from dicomconstruct.dataset import Dataset

FIRST_GROUP, LAST_GROUP = 0x6000, 0x60FF
OVERLAY_DATA = 0x3000
"""The element number of Overlay Data."""
DESCRIPTION = {"OverlayBitsAllocated": 0x0100, "OverlayRows": 0x0010, "OverlayColumns": 0x0011}
"""The element numbers of the elements that describe an overlay."""
FRAMES, FRAMES_NUMBER = "NumberOfFramesInOverlay", 0x0015


def get_expected_length(elem: Mapping[str, Any], unit: str = "bytes") -> int:
    """The length of Overlay Data.

    Parameters
    ----------
    elem
        Values by keyword: OverlayRows, OverlayColumns, NumberOfFramesInOverlay.
    unit
        ``"bytes"``, without padding, or ``"pixels"``.

    Raises
    ------
    KeyError
        Where a value is missing.
    """
    pixels = int(elem["OverlayRows"]) * int(elem["OverlayColumns"]) * int(elem[FRAMES])
    return pixels if unit == "pixels" else bytes_for_bits(pixels)


def reshape_overlay_array(elem: Mapping[str, Any], arr: Array) -> Array:
    """The pixels of an overlay as (rows, columns), or (frames, rows, columns) where there are several frames.

    Parameters
    ----------
    elem
        Values by keyword, as for `get_expected_length`.
    arr
        The pixels one after another.

    Raises
    ------
    DicomError
        Where the number of frames is below 1.
    """
    frames, rows, columns = int(elem[FRAMES]), int(elem["OverlayRows"]), int(elem["OverlayColumns"])
    if frames < 1:
        raise DicomError(
            f"Unable to reshape the overlay array as a value of {frames} for (60xx,0015) 'Number of Frames in "
            "Overlay' is invalid."
        )
    return arr.reshape((rows, columns) if frames == 1 else (frames, rows, columns))


def get_overlay_array(ds: Dataset, group: int) -> Array:
    """An overlay as an array of 0 and 1.

    Parameters
    ----------
    ds
        The data set with the overlay.
    group
        The group of its elements, from 6000 to 60FF.

    Returns
    -------
    numpy.ndarray
        (rows, columns), or (frames, rows, columns) where there are several frames.

    Raises
    ------
    MissingElement
        Where an element that describes it, or Overlay Data, is missing.
    DicomError
        For another group, and where Overlay Data is too short.
    """
    if not FIRST_GROUP <= group <= LAST_GROUP:
        raise DicomError(
            "The group part of the 'Overlay Data' element tag must be between 0x6000 and 0x60FF (inclusive)"
        )
    with within(f"{Tag(group, OVERLAY_DATA)} 'Overlay Data'"):
        return _overlay(ds, group)


def _overlay(ds: Dataset, group: int) -> Array:
    numbers = {"OverlayData": OVERLAY_DATA, **DESCRIPTION}
    found = {word: ds.get(Tag(group, number)) for word, number in numbers.items()}
    missing = [word for word, element in found.items() if element is None or element.value is None]
    if missing:
        raise MissingElement(
            "Unable to convert the overlay data as the following required elements are missing from the dataset: "
            + ", ".join(missing)
        )
    elem = {word: count_of(found[word].value, word) for word in DESCRIPTION}
    frames = ds.get(Tag(group, FRAMES_NUMBER))
    elem[FRAMES] = 1 if frames is None or frames.value is None else count_of(frames.value, FRAMES)
    data = found["OverlayData"]
    raw = bulk_bytes(data)
    _check_length(len(raw), get_expected_length(elem))
    raw = in_little_endian(raw, word_size_of(data.VR), byte_order_of(data, ds) or ByteOrder.LITTLE)
    packed = np.frombuffer(raw, np.uint8)
    count = get_expected_length(elem, unit="pixels")
    return reshape_overlay_array(elem, np.unpackbits(packed, count=max(count, 0), bitorder=BIT_ORDER))


def _check_length(length: int, expected: int) -> None:
    """Warn of padding that is missing or too much. DicomError where there are too few bytes."""
    padded = expected + expected % 2
    if length < expected:
        raise DicomError(
            f"The length of the overlay data in the dataset ({length} bytes) doesn't match the expected length "
            f"({padded} bytes). The dataset may be corrupted or there may be an issue with the overlay data "
            "handler."
        )
    if length < padded:
        warn("The overlay data length is odd and misses a padding byte.")
    elif length > padded:
        warn(
            f"The length of the overlay data in the dataset ({length} bytes) indicates it contains excess padding. "
            f"{length - expected} bytes will be removed from the end of the data"
        )


point_to_face(globals())
