"""Rendered frames against pydicom's own processing functions, and what no peer does."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file
from pydicom.pixels import apply_color_lut, apply_modality_lut, apply_voi_lut

from dicomconstruct import Dataset
from dicomconstruct.errors import DicomError, InvalidDicomError, MissingElement, Unsupported
from dicomconstruct.pictures import Frames, Rendering, Window, frame_facts, parsed, rendered

WHITE = 65535


def real(name: str) -> str:
    return str(get_testdata_file(name))


def picture(name: str, index: int = 0, **options: Any) -> np.ndarray[Any, Any]:
    frames = Frames(real(name))
    ((_, frame),) = frames.chosen([index])
    return rendered(frame, frames.about, index, Rendering(**options))


def gray_data_set(**facts: Any) -> Dataset:
    ds = Dataset()
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.BitsStored, ds.PixelRepresentation = 16, 0
    for keyword, value in facts.items():
        setattr(ds, keyword, value)
    return ds


@pytest.mark.parametrize(
    "name", ["693_J2KR.dcm", "MR-SIEMENS-DICOM-WithOverlays.dcm", "RG1_UNCR.dcm", "RG3_UNCR.dcm", "mlut_18.dcm"]
)
def test_windows_and_tables_are_those_of_the_peer(name: str) -> None:
    ds = pydicom.dcmread(real(name))
    values = apply_modality_lut(ds.pixel_array, ds)
    shown = apply_voi_lut(values, ds).astype(float)
    if "VOILUTSequence" in ds:
        low, high = 0.0, 2.0 ** ds.VOILUTSequence[0].LUTDescriptor[2] - 1
    else:
        bits, signed = ds.BitsStored, ds.PixelRepresentation
        ends = (-(2.0 ** (bits - 1)), 2.0 ** (bits - 1) - 1) if signed else (0.0, 2.0**bits - 1)
        slope, intercept = ds.get("RescaleSlope", 1), ds.get("RescaleIntercept", 0)
        if "ModalityLUTSequence" in ds:
            ends = (0.0, 2.0 ** ds.ModalityLUTSequence[0].LUTDescriptor[2] - 1)
        low, high = (float(end * slope + intercept) for end in ends)
    expected = (shown - low) / (high - low) * WHITE
    if ds.PhotometricInterpretation == "MONOCHROME1":
        expected = WHITE - expected

    assert np.abs(picture(name, bits=16) - expected).max() <= 0.5001


def test_eight_bits_are_the_nearest_to_sixteen() -> None:
    wide = picture("CT_small.dcm", bits=16).astype(float)
    assert np.array_equal(picture("CT_small.dcm"), np.rint(wide / 257).astype(np.uint8))


def test_a_window_of_ones_own() -> None:
    shown = picture("CT_small.dcm", window=parsed("40,400"))
    ds = pydicom.dcmread(real("CT_small.dcm"))
    units = apply_modality_lut(ds.pixel_array, ds)

    assert (shown[units <= 40 - 0.5 - 199.5] == 0).all()
    assert (shown[units >= 40 - 0.5 + 199.5] == 255).all()
    assert shown[units == 40].tolist() == [128] * int((units == 40).sum())


def test_eight_bits_without_a_window_are_shown_as_they_are() -> None:
    frame = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.array_equal(rendered(frame, gray_data_set(BitsStored=8), 0, Rendering()), frame)


def test_other_images_without_a_window_span_what_occurs_without_outliers_and_padding() -> None:
    frame = np.full((100, 100), 1000, np.uint16)
    frame[:50] = 1100
    frame[0, 0] = 60000
    frame[99, :] = 4000
    shown = rendered(frame, gray_data_set(PixelPaddingValue=4000), 0, Rendering())

    assert shown[60, 60] == 0
    assert shown[10, 10] == shown[0, 0] == 255
    whole = rendered(frame, gray_data_set(), 0, Rendering(window=Window("full")))
    assert whole[60, 60] == round(1000 / 257)


def test_the_lowest_value_of_monochrome1_is_white() -> None:
    frame = np.array([[0, 255]], np.uint8)
    for facts in ({"PhotometricInterpretation": "MONOCHROME1"}, {"PresentationLUTShape": "INVERSE"}):
        ds = gray_data_set(BitsStored=8, **facts)
        assert rendered(frame, ds, 0, Rendering()).tolist() == [[255, 0]]
        assert rendered(frame, ds, 0, Rendering(invert=True)).tolist() == [[0, 255]]


def test_frames_have_windows_of_their_own() -> None:
    ds = gray_data_set(WindowCenter="500", WindowWidth="1000")
    shared, groups = Dataset(), []
    transformation = Dataset()
    transformation.RescaleSlope, transformation.RescaleIntercept = "2", "0"
    shared.PixelValueTransformationSequence = [transformation]
    ds.SharedFunctionalGroupsSequence = [shared]
    for center in ("100", "200"):
        window, group = Dataset(), Dataset()
        window.WindowCenter, window.WindowWidth = center, "100"
        group.FrameVOILUTSequence = [window]
        groups.append(group)
    ds.PerFrameFunctionalGroupsSequence = groups
    frame = np.array([[50, 100]], np.uint16)

    assert frame_facts(ds, 1).WindowCenter == 200
    assert [rendered(frame, ds, index, Rendering()).tolist() for index in (0, 1)] == [[[129, 255]], [[0, 129]]]


def test_colours_are_those_of_the_peer() -> None:
    for name in ("SC_rgb_rle.dcm", "US1_J2KR.dcm", "SC_ybr_full_422_uncompressed.dcm"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert np.array_equal(picture(name), pydicom.pixels.pixel_array(real(name)))
    ds = pydicom.dcmread(real("OBXXXX1A.dcm"))
    expected = np.rint(apply_color_lut(ds.pixel_array, ds) / 257)
    assert np.array_equal(picture("OBXXXX1A.dcm"), expected.astype(np.uint8))
    assert picture("SC_rgb_16bit.dcm").dtype == np.uint8


def test_a_palette_colours_grey_images_only() -> None:
    shown = picture("CT_small.dcm", palette="HOT_IRON")
    gray = picture("CT_small.dcm")

    assert np.array_equal(shown, apply_color_lut(gray, palette="1.2.840.10008.1.5.1"))
    with pytest.raises(DicomError, match="colours of its own"):
        picture("SC_rgb_rle.dcm", palette="HOT_IRON")
    with pytest.raises(DicomError, match="PURPLE"):
        picture("CT_small.dcm", palette="PURPLE")


def test_floats_are_shown_from_their_least_to_their_largest() -> None:
    frame = np.array([[0.0, 0.5], [1.0, np.nan]], np.float32)
    ds = gray_data_set()
    del ds.BitsStored
    assert rendered(frame, ds, 0, Rendering(window=Window("full"))).tolist() == [[0, 128], [255, 0]]


@pytest.mark.parametrize("text", ["", "40", "40,0", "40,-1", "a,b", "1,2,3", "file:0", "auto:1", "nan,1", "1,inf"])
def test_what_is_no_window(text: str) -> None:
    with pytest.raises(DicomError):
        parsed(text)


def test_views_that_a_file_does_not_have() -> None:
    with pytest.raises(DicomError, match="no such window: expected 1 to 2, found 3"):
        picture("MR-SIEMENS-DICOM-WithOverlays.dcm", window=parsed("file:3"))


def test_files_without_a_picture(tmp_path: Path) -> None:
    with pytest.raises(MissingElement, match="it has no pixels: it is a RT Plan Storage"):
        Frames(real("rtplan.dcm"))
    (tmp_path / "notes.txt").write_text("no picture")
    with pytest.raises(InvalidDicomError):
        Frames(str(tmp_path / "notes.txt"))
    frames = Frames(real("CT_small.dcm"))
    with pytest.raises(DicomError, match="no such frame: expected 1 to 1, found 2"):
        list(frames.chosen([1]))


def test_bits_that_cannot_be(tmp_path: Path) -> None:  # noqa: ARG001
    frame = np.zeros((2, 2), np.uint16)
    for bits in (0, 65):
        with pytest.raises(DicomError, match="Bits Stored"):
            rendered(frame, gray_data_set(BitsStored=bits), 0, Rendering())
    with pytest.raises(Unsupported):
        rendered(frame, gray_data_set(PhotometricInterpretation="RGB"), 0, Rendering())


def test_data_sets_without_file_meta_information_are_shown() -> None:
    assert picture("OT-PAL-8-face.dcm").shape == (480, 640, 3)


def test_overlays_are_drawn_in_white_where_they_lie() -> None:
    ds = gray_data_set(BitsStored=8)
    for group, origin in ((0x6000, [1, 1]), (0x6002, [0, 3])):
        ds.add_new((group, 0x0010), "US", 2)
        ds.add_new((group, 0x0011), "US", 2)
        ds.add_new((group, 0x0050), "SS", origin)
        ds.add_new((group, 0x0100), "US", 1)
        ds.add_new((group, 0x0102), "US", 0)
        ds.add_new((group, 0x3000), "OB", b"\x0d\0")  # set: (0, 0), (1, 0), (1, 1)
    ds.set_original_encoding(False, True)
    frame = np.full((3, 4), 10, np.uint8)

    assert rendered(frame, ds, 0, Rendering(overlays=True)).tolist() == [
        [255, 10, 255, 255],
        [255, 255, 10, 10],
        [10, 10, 10, 10],
    ]
    assert rendered(frame, ds, 0, Rendering()).tolist() == frame.tolist()
    colors = rendered(np.zeros((3, 4, 3), np.uint8), ds, 0, Rendering(overlays=True))
    assert colors[0, 0].tolist() == [255, 255, 255]


def test_overlays_of_a_real_file() -> None:
    shown = picture("MR-SIEMENS-DICOM-WithOverlays.dcm", overlays=True)
    bits = pydicom.dcmread(real("MR-SIEMENS-DICOM-WithOverlays.dcm")).overlay_array(0x6000)
    assert (shown[bits == 1] == 255).all()
    plain = picture("MR-SIEMENS-DICOM-WithOverlays.dcm")
    assert np.array_equal(shown[bits == 0], plain[bits == 0])
