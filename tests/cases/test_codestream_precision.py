"""Codestreams with more bits than Bits Stored: the values count, and what describes them follows."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from said import told, written

from dicomconstruct import Dataset, check, dcmread, uid as uids
from dicomconstruct.config import changed_options
from dicomconstruct.errors import DicomError
from dicomconstruct.pictures import Frames, Rendering, parsed, rendered
from dicomconstruct.pixels import get_decoder, iter_pixels, pixel_array, set_pixel_data
from dicomconstruct.transcoding import Target, convert_file, syntax_named

Array = np.ndarray[Any, Any]
SYNTAXES = [
    uids.JPEG2000Lossless,
    uids.JPEGLSLossless,
    uids.JPEGLosslessSV1,
    uids.JPEGLossless,
    uids.HTJ2KLossless,
    uids.JPEGXLLossless,
]
BEYOND = "values beyond a .*'Bits Stored'.* value of"


def overshooting(stored: int, *, is_signed: bool, frames: int = 1) -> Array:
    """Frames whose values go a little beyond so many bits; the first frame does not."""
    dtype = np.int16 if is_signed else np.uint16
    least, most = (-(1 << (stored - 1)), (1 << (stored - 1)) - 1) if is_signed else (0, (1 << stored) - 1)
    array = np.full((frames, 8, 10), most - 5, dtype)
    array[:, 0, :2] = least, least + 3
    array[-1, 2:5, 2:5] = most + 5
    if is_signed:
        array[-1, 6, 6] = least - 7
    return array[0] if frames == 1 else array


def made(array: Array, syntax: str, precision: int, stored: int, allocated: int = 16) -> Dataset:
    """A data set whose codestreams have `precision` bits, and which says that there are fewer."""
    ds = Dataset()
    set_pixel_data(ds, array, "MONOCHROME2", precision)
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = uids.SecondaryCaptureImageStorage
    ds.compress(syntax)
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = allocated, stored, stored - 1
    return ds


def signs(syntax: str) -> list[bool]:
    return [False] if syntax == uids.JPEGXLLossless else [False, True]


CASES = [
    pytest.param(syntax, is_signed, precision, stored, id=f"{syntax.keyword}-{precision}-{stored}-{is_signed:d}")
    for syntax in SYNTAXES
    for is_signed in signs(syntax)
    for precision, stored in ((16, 12), (13, 12), (14, 10))
]


@pytest.mark.parametrize(("syntax", "is_signed", "precision", "stored"), CASES)
def test_values_are_left_as_they_are_by_every_plugin(
    syntax: uids.UID, is_signed: bool, precision: int, stored: int
) -> None:
    array = overshooting(stored, is_signed=is_signed)
    ds = made(array, syntax, precision, stored)
    decoder = get_decoder(syntax)
    for plugin in decoder.available_plugins:
        with pytest.warns(UserWarning, match=BEYOND):
            found, about = decoder.as_array(ds, decoding_plugin=plugin)
        np.testing.assert_array_equal(found, array)
        assert about["bits_stored"] == (precision if syntax != uids.HTJ2KLossless else 16), "OpenJPH takes all bits"


@pytest.mark.parametrize("is_signed", [False, True])
@pytest.mark.parametrize("frames", [1, 3])
def test_every_way_of_reading_gives_them(frames: int, is_signed: bool, tmp_path: Path) -> None:
    array = overshooting(12, is_signed=is_signed, frames=frames)
    path = tmp_path / "image.dcm"
    path.write_bytes(written(made(array, uids.JPEG2000Lossless, 16, 12)))
    stacked = array.reshape(-1, *array.shape[-2:])
    for raw in (False, True):
        for read in (
            lambda raw=raw: pixel_array(path, raw=raw),
            lambda raw=raw: pixel_array(io.BytesIO(path.read_bytes()), raw=raw),
            lambda raw=raw: pixel_array(dcmread(path), raw=raw),
            lambda raw=raw: np.stack(list(iter_pixels(path, raw=raw))).reshape(array.shape),
            lambda raw=raw: np.stack(list(iter_pixels(dcmread(path), raw=raw))).reshape(array.shape),
        ):
            with told() as warned:
                np.testing.assert_array_equal(read(), array)
            assert len(warned) == 1, "once for all frames"
    for index, frame in enumerate(stacked):
        with told() as warned:
            np.testing.assert_array_equal(pixel_array(path, index=index), frame)
        assert bool(warned) == (index == len(stacked) - 1), "frames that fit are nothing to be told of"


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("frames", [1, 3])
def test_after_decompress_the_same_numbers_are_read(syntax: uids.UID, frames: int) -> None:
    for is_signed in signs(syntax):
        array = overshooting(12, is_signed=is_signed, frames=frames)
        ds = made(array, syntax, 16, 12)
        with pytest.warns(UserWarning, match=BEYOND):
            ds.decompress()
        assert (ds.BitsAllocated, ds.BitsStored, ds.HighBit) == (16, 16, 15)
        with told() as warned:
            np.testing.assert_array_equal(dcmread(io.BytesIO(written(ds))).pixel_array, array)
        assert warned == []
        assert "high-bit" not in {finding.code for finding in check(written(ds))}


def test_values_that_fit_leave_the_description_alone() -> None:
    array = np.arange(64, dtype=np.uint16).reshape(8, 8) * 65
    ds = made(array, uids.JPEGLSLossless, 16, 12)
    with told() as warned:
        ds.decompress()
    assert warned == []
    assert (ds.BitsStored, ds.HighBit) == (12, 11)
    np.testing.assert_array_equal(ds.pixel_array, array)


@pytest.mark.parametrize("keyword", ["ExplicitVRLittleEndian", "ExplicitVRBigEndian", "RLELossless"])
@pytest.mark.parametrize("is_signed", [False, True])
def test_conversion_keeps_them(keyword: str, is_signed: bool, tmp_path: Path) -> None:
    array = overshooting(12, is_signed=is_signed, frames=3)
    source, output = tmp_path / "in.dcm", tmp_path / "out.dcm"
    source.write_bytes(written(made(array, uids.JPEG2000Lossless, 16, 12)))
    with pytest.warns(UserWarning, match=BEYOND):
        assert convert_file(str(source), str(output), Target(syntax_named(keyword))) == "converted"
    after = dcmread(output)
    assert (after.BitsStored, after.HighBit) == (16, 15)
    with told() as warned:
        np.testing.assert_array_equal(after.pixel_array, array)
    assert warned == []


@pytest.mark.parametrize("keyword", ["JPEGLSLossless", "JPEGLosslessSV1", "HTJ2KLossless"])
def test_conversion_to_another_codestream_takes_the_bits_for_all_frames(keyword: str, tmp_path: Path) -> None:
    """Only the last of the frames needs them."""
    array = overshooting(12, is_signed=True, frames=3)
    source, output = tmp_path / "in.dcm", tmp_path / "out.dcm"
    source.write_bytes(written(made(array, uids.JPEG2000Lossless, 16, 12)))
    with pytest.warns(UserWarning, match=BEYOND):
        convert_file(str(source), str(output), Target(syntax_named(keyword)))
    with told() as warned:
        np.testing.assert_array_equal(pixel_array(output), array)
    assert warned == []
    assert dcmread(output).BitsStored == 16
    assert not {"codestream-precision", "high-bit"} & {finding.code for finding in check(output)}


@pytest.mark.parametrize("syntax", SYNTAXES[:5], ids=lambda uid: uid.keyword)
def test_values_beyond_bits_allocated_get_wider_containers(syntax: uids.UID) -> None:
    array = np.full((8, 10), 3, np.uint16)
    array[2:4, 2:4] = 300
    ds = made(array, syntax, 12, 8, allocated=8)
    decoder = get_decoder(syntax)
    for plugin in decoder.available_plugins:
        with pytest.warns(UserWarning, match=BEYOND):
            found, about = decoder.as_array(ds, decoding_plugin=plugin)
        assert found.dtype == np.uint16
        np.testing.assert_array_equal(found, array)
        stored = about["bits_stored"]
        assert (about["bits_allocated"], stored) == (16, 12 if syntax != uids.HTJ2KLossless else 16)
    with pytest.warns(UserWarning, match=BEYOND):
        ds.decompress()
    assert (ds.BitsAllocated, ds.BitsStored, ds.HighBit) == (16, stored, stored - 1)
    np.testing.assert_array_equal(dcmread(io.BytesIO(written(ds))).pixel_array, array)


def test_colours_of_more_bits_are_left_as_they_are() -> None:
    array = np.full((8, 10, 3), 4000, np.uint16)
    array[2:4, 2:4] = 4100, 5, 4100
    ds = Dataset()
    set_pixel_data(ds, array, "RGB", 16)
    ds.compress(uids.JPEG2000Lossless)
    ds.BitsStored, ds.HighBit = 12, 11
    with pytest.warns(UserWarning, match=BEYOND):
        np.testing.assert_array_equal(ds.pixel_array, array)


def test_white_is_white_in_a_picture(tmp_path: Path) -> None:
    array = np.full((16, 16), 4090, np.uint16)
    array[4:8, 4:8] = 4100
    array[0, 0] = 0
    path = tmp_path / "image.dcm"
    path.write_bytes(written(made(array, uids.JPEG2000Lossless, 16, 12)))
    frames = Frames(str(path))
    with pytest.warns(UserWarning, match=BEYOND):
        ((index, pixels),) = frames.chosen([0])
    for window in ("full", "auto", "2048,4096"):
        shown = rendered(pixels, frames.about, index, Rendering(window=parsed(window)))
        assert shown[5, 5] == 255, window
        assert shown[5, 5] >= shown[12, 12] >= shown[0, 0] == 0, window


@pytest.mark.parametrize("corrects", [True, False])
def test_the_setting_for_signs_does_not_cut_values_off(corrects: bool) -> None:
    array = overshooting(12, is_signed=True)
    ds = made(array, uids.JPEG2000Lossless, 16, 12)
    with changed_options(APPLY_J2K_CORRECTIONS=corrects), pytest.warns(UserWarning, match=BEYOND):
        np.testing.assert_array_equal(pixel_array(ds), array)


def test_overlays_in_the_upper_bits_are_no_values(tmp_path: Path) -> None:
    """They are retired; encoders that take whole samples put them into the codestream (PS3.5-2004 8.1.2)."""
    array = np.arange(64, dtype=np.uint16).reshape(8, 8) * 65
    overlay = np.zeros((8, 8), np.uint16)
    overlay[2:4] = 0x1000
    ds = made(array | overlay, uids.JPEGLosslessSV1, 16, 12)
    ds.add_new(0x60000100, "US", 16)
    ds.add_new(0x60000102, "US", 12)
    path = tmp_path / "image.dcm"
    path.write_bytes(written(ds))
    with told() as warned:
        np.testing.assert_array_equal(ds.pixel_array, array)
        np.testing.assert_array_equal(pixel_array(path), array)
    assert warned == []
    ds.decompress()
    np.testing.assert_array_equal(np.frombuffer(ds.PixelData, "<u2").reshape(8, 8), array | overlay)
    np.testing.assert_array_equal(ds.pixel_array, array)
    with pytest.raises(DicomError, match="overlay of group 6000"):
        ds.compress(uids.JPEGLSLossless)


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.keyword)
def test_check_names_the_contradiction(syntax: uids.UID) -> None:
    ds = made(overshooting(12, is_signed=False), syntax, 16, 12)
    (finding,) = [one for one in check(written(ds)) if one.code.startswith("codestream")]
    assert (finding.code, finding.path) == ("codestream-precision", "(7FE0,0010)[1]")
    assert (finding.expected, finding.found) == ("12 bits", "16 bits")
