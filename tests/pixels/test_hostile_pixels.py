"""Pixel data that claims what is not there: an error of ours that names the element, and no memory for it."""

from __future__ import annotations

import tracemalloc
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from real_files import FILES

from dicomconstruct import dcmread
from dicomconstruct.dataset import Dataset
from dicomconstruct.encapsulation import encapsulate
from dicomconstruct.errors import DicomError
from dicomconstruct.pixels import iter_pixels, pixel_array, set_pixel_data

MOST = 64 << 20
"""Bytes that refusing may take."""
BY_NAME = {path.name: path for path in FILES}


def image(**changes: Any) -> Dataset:
    """A small image with other elements than it should have."""
    data_set = Dataset()
    set_pixel_data(data_set, np.zeros((4, 4), np.uint16), "MONOCHROME2", 16)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for keyword, value in changes.items():
            setattr(data_set, keyword, value)
    return data_set


def compressed(name: str, **changes: Any) -> Dataset:
    """A real compressed file with other elements than it should have."""
    data_set = dcmread(BY_NAME[name])
    for keyword, value in changes.items():
        setattr(data_set, keyword, value)
    return data_set


HUGE = {"Rows": 65535, "Columns": 65535}
CASES: dict[str, tuple[Callable[[], Dataset], str]] = {
    "rows and columns": (lambda: image(**HUGE), "Pixel Data"),
    "frames": (lambda: image(NumberOfFrames=2_000_000_000), "Pixel Data"),
    "all": (lambda: image(**HUGE, NumberOfFrames=2_000_000_000, BitsAllocated=64, BitsStored=64), "Pixel Data"),
    "no rows": (lambda: image(Rows=0), "Rows"),
    "bits": (lambda: image(BitsAllocated=12), "Bits Allocated"),
    "stored": (lambda: image(BitsStored=17), "Bits Stored"),
    "representation": (lambda: image(PixelRepresentation=7), "Pixel Representation"),
    "samples": (lambda: image(SamplesPerPixel=2), "Samples per Pixel"),
    "interpretation": (lambda: image(PhotometricInterpretation="NOTHING"), "Photometric Interpretation"),
    "no value": (lambda: image(PixelData=None), "Pixel Data"),
    "RLE rows": (lambda: compressed("MR_small_RLE.dcm", **HUGE), "Pixel Data"),
    "RLE frames": (lambda: compressed("MR_small_RLE.dcm", NumberOfFrames=2_000_000_000), "frames"),
    "JPEG rows": (lambda: compressed("SC_rgb_jpeg_dcmtk.dcm", **HUGE), "Pixel Data"),
    "larger than said": (lambda: compressed("SC_rgb_jpeg_dcmtk.dcm", Rows=1, Columns=1), "Pixel Data"),
    "J2K larger than said": (lambda: compressed("MR_small_jp2klossless.dcm", Rows=1, Columns=1), "Pixel Data"),
    "no fragments": (lambda: compressed("MR_small_RLE.dcm", PixelData=b""), "Basic Offset Table"),
    "no items": (lambda: compressed("MR_small_RLE.dcm", PixelData=b"\x01\x02\x03\x04" * 8), "Basic Offset Table"),
    "bad RLE": (lambda: compressed("MR_small_RLE.dcm", PixelData=encapsulate([b"\xff" * 70])), "segments"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("read", [pixel_array, lambda data_set: list(iter_pixels(data_set))], ids=["all", "frames"])
def test_claims_are_refused(case: str, read: Callable[[Dataset], Any]) -> None:
    make, named = CASES[case]
    data_set = make()
    tracemalloc.start()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pytest.raises(DicomError, match=named):
                read(data_set)
        assert tracemalloc.get_traced_memory()[1] < MOST
    finally:
        tracemalloc.stop()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([0, 1, 2, 3, 65535]),
    st.sampled_from([1, 8, 16, 32, 64, 24]),
    st.sampled_from(["1.2.840.10008.1.2.5", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"]),
    st.booleans(),
)
def test_any_bytes_are_pixels_or_an_error_of_ours(
    value: bytes, side: int, bits: int, uid: str, table: bool
) -> None:
    data_set = image(Rows=side, Columns=2, BitsAllocated=bits, BitsStored=min(bits, 8))
    data_set.file_meta.TransferSyntaxUID = uid
    is_rle = uid.endswith(".5")
    data_set.PixelData = encapsulate([value]) if table and is_rle else value
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            array = pixel_array(data_set)
        except DicomError:
            return
    assert array.shape[-2:] == (side, 2)
