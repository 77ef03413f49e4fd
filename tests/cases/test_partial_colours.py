"""YBR_PARTIAL_422: half the colour differences, and luminances from 16 to 235 (PS3.3 C.7.6.3.1.2)."""

from __future__ import annotations

import io
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dicomconstruct import Dataset, dcmread, dcmwrite, uid as uids
from dicomconstruct.encapsulation import encapsulate
from dicomconstruct.errors import DicomError, Unsupported
from dicomconstruct.pictures import Frames, Rendering, rendered
from dicomconstruct.pixels import convert_color_space, get_decoder, get_expected_length, iter_pixels, pixel_array
from dicomconstruct.transcoding import Target, convert_file, syntax_named

Array = np.ndarray[Any, Any]
FROM_RGB = np.array([[0.2568, 0.5041, 0.0979], [-0.1482, -0.2910, 0.4392], [0.4392, -0.3678, -0.0714]])
"""The equations of PS3.3 C.7.6.3.1.2 for Y, CB and CR."""
COLORS = np.array(
    [
        [0, 0, 0],
        [255, 255, 255],
        [255, 0, 0],
        [0, 255, 0],
        [0, 0, 255],
        [128, 128, 128],
        [200, 30, 60],
        [9, 80, 240],
    ],
    np.uint8,
)


def pairs(frames: int = 2) -> Array:
    """Colours, each for two pixels beside each other, so that nothing is lost by half the differences."""
    one = np.repeat(COLORS.reshape(2, 4, 3), 2, axis=1)
    return np.stack([np.roll(one, 2 * number, axis=1) for number in range(frames)])


def levels_of(rgb: Array) -> Array:
    return np.rint(rgb @ FROM_RGB.T + [16, 128, 128]).astype(np.uint8)


def subsampled(ybr: Array) -> bytes:
    """Two luminances and the differences of the first of each pair."""
    flat = ybr.reshape(-1, 2, 3)
    return np.stack([flat[:, 0, 0], flat[:, 1, 0], flat[:, 0, 1], flat[:, 0, 2]], axis=1).tobytes()


def made(rgb: Array, syntax: str = uids.ExplicitVRLittleEndian, vr: str = "OB") -> Dataset:
    ds = Dataset()
    ds.ensure_file_meta()
    ds.file_meta.TransferSyntaxUID = syntax
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = uids.SecondaryCaptureImageStorage
    ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, "YBR_PARTIAL_422", 0
    ds.NumberOfFrames, ds.Rows, ds.Columns = rgb.shape[:3]
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 8, 8, 7, 0
    value = subsampled(levels_of(rgb))
    if vr == "OW" and syntax == uids.ExplicitVRBigEndian:
        value = np.frombuffer(value, "u2").byteswap().tobytes()
    ds.add_new("PixelData", vr, value)
    ds.set_original_encoding(syntax == uids.ImplicitVRLittleEndian, syntax != uids.ExplicitVRBigEndian)
    return ds


def written(ds: Dataset) -> bytes:
    buffer = io.BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("syntax", "vr"),
    [
        (uids.ExplicitVRLittleEndian, "OB"),
        (uids.ImplicitVRLittleEndian, "OW"),
        (uids.ExplicitVRBigEndian, "OB"),
        (uids.ExplicitVRBigEndian, "OW"),
    ],
)
def test_native_pixels(syntax: str, vr: str) -> None:
    rgb = pairs()
    data = written(made(rgb, syntax, vr))
    for read in (
        lambda **how: pixel_array(io.BytesIO(data), **how),
        lambda **how: pixel_array(dcmread(io.BytesIO(data)), **how),
        lambda **how: np.stack(list(iter_pixels(io.BytesIO(data), **how))),
    ):
        assert np.abs(read().astype(int) - rgb).max() <= 2
        np.testing.assert_array_equal(read(raw=True), levels_of(rgb))
        assert np.abs(read(view_only=True).astype(int) - rgb).max() <= 2
    assert np.abs(pixel_array(io.BytesIO(data), index=1).astype(int) - rgb[1]).max() <= 2
    ds = dcmread(io.BytesIO(data))
    assert get_expected_length(ds) == len(ds.PixelData) == rgb.size // 3 * 2
    described = get_decoder(syntax).as_array(ds)[1]
    assert described["photometric_interpretation"] == "RGB"
    assert get_decoder(syntax).as_array(ds, raw=True)[1]["photometric_interpretation"] == "YBR_PARTIAL_422"


def test_grey_is_grey_with_all_its_levels() -> None:
    ramp = np.repeat(np.arange(16, 236, dtype=np.uint8)[:, np.newaxis], 2, axis=1)[np.newaxis]
    ybr = np.stack([ramp, np.full_like(ramp, 128), np.full_like(ramp, 128)], axis=-1)
    ds = made(np.zeros((1, 220, 2, 3), np.uint8))
    ds.PixelData = subsampled(ybr)
    expected = np.rint((ramp[0].astype(float) - 16) * 255 / 219)
    for channel in range(3):
        np.testing.assert_array_equal(ds.pixel_array[..., channel], expected)


def test_colour_spaces_are_converted_both_ways() -> None:
    rgb = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8, endpoint=True)
    partial = convert_color_space(rgb, "RGB", "YBR_PARTIAL_422")
    assert np.abs(partial.astype(int) - levels_of(rgb)).max() <= 1
    assert (partial.min(), partial[..., 0].max(), partial.max()) >= (16, 230, 230)
    assert np.abs(convert_color_space(partial, "YBR_PARTIAL_422", "RGB").astype(int) - rgb).max() <= 3
    assert convert_color_space(partial, "YBR_PARTIAL_422", "YBR_PARTIAL_422") is partial
    with pytest.raises(Unsupported, match="YBR_PARTIAL_422 to YBR_FULL"):
        convert_color_space(partial, "YBR_PARTIAL_422", "YBR_FULL")


def test_pixels_of_another_number_are_refused() -> None:
    ds = made(pairs())
    value = ds.PixelData
    ds.PixelData = value[:-2]
    with pytest.raises(DicomError, match="less than expected"):
        pixel_array(ds)
    ds.PixelData = value + value[: len(value) // 2]
    with pytest.raises(DicomError, match="'YBR_PARTIAL_422' is incorrect"):
        pixel_array(ds)


@pytest.mark.parametrize(
    "syntax", [uids.EncapsulatedUncompressedExplicitVRLittleEndian, uids.DeflatedImageFrameCompression]
)
def test_encapsulated_frames_become_rgb(syntax: str, tmp_path: Path) -> None:
    rgb = pairs(3)
    native = made(rgb)
    frames = [subsampled(levels_of(frame)) for frame in rgb]
    if syntax == uids.DeflatedImageFrameCompression:
        frames = [zlib.compress(frame)[2:-4] for frame in frames]
    native.PixelData = encapsulate(frames)
    native["PixelData"].is_undefined_length = True
    native.file_meta.TransferSyntaxUID = syntax
    (tmp_path / "in.dcm").write_bytes(written(native))
    np.testing.assert_array_equal(pixel_array(tmp_path / "in.dcm", raw=True), levels_of(rgb))
    convert_file(str(tmp_path / "in.dcm"), str(tmp_path / "out.dcm"), Target(uids.ExplicitVRLittleEndian))
    native.decompress(as_rgb=False)
    for after in (native, dcmread(tmp_path / "out.dcm")):
        assert after.PhotometricInterpretation == "RGB"
        assert np.abs(after.pixel_array.astype(int) - rgb).max() <= 2


def test_jpeg_that_says_nothing_else_has_such_levels() -> None:
    rgb = np.repeat(np.repeat(pairs(1)[0], 8, axis=0), 8, axis=1)
    ds = Dataset()
    ds.set_pixel_data(levels_of(rgb), "YBR_FULL", 8)
    ds.compress(uids.JPEGBaseline8Bit, jpeg_quality=100)
    value = bytearray(ds.PixelData)
    assert b"Adobe" not in value
    start = value.find(b"JFIF")
    if start >= 0:
        value[start : start + 4] = b"none"
    ds.PixelData, ds.PhotometricInterpretation = bytes(value), "YBR_PARTIAL_422"
    for plugin in get_decoder(uids.JPEGBaseline8Bit).available_plugins:
        found = pixel_array(ds, decoding_plugin=plugin).astype(int)
        assert np.abs(found - rgb).mean() < 3, plugin


def test_native_files_stay_and_compressed_ones_say_what_is_lost(tmp_path: Path) -> None:
    rgb = pairs()
    source, output = tmp_path / "in.dcm", tmp_path / "out.dcm"
    source.write_bytes(written(made(rgb)))
    for keyword in ("ImplicitVRLittleEndian", "ExplicitVRBigEndian"):
        convert_file(str(source), str(output), Target(syntax_named(keyword)), overwrite=True)
        assert dcmread(output).PhotometricInterpretation == "YBR_PARTIAL_422"
        np.testing.assert_array_equal(pixel_array(output, raw=True), levels_of(rgb))
    for keyword in ("RLELossless", "JPEG2000Lossless", "DeflatedImageFrameCompression"):
        with pytest.raises(Unsupported, match=r"YBR_PARTIAL_422 have no form in .* that loses nothing"):
            convert_file(str(source), str(output), Target(syntax_named(keyword)), overwrite=True)
        with pytest.raises(DicomError):
            made(rgb).compress(syntax_named(keyword))
    target = Target(uids.JPEGBaseline8Bit, (("jpeg_quality", 100),))
    convert_file(str(source), str(output), target, overwrite=True)
    assert np.abs(pixel_array(output).astype(int) - rgb).mean() < 12


def test_a_picture_has_the_right_colours() -> None:
    rgb = pairs()
    frames = Frames(written(made(rgb)))
    ((index, pixels),) = frames.chosen([1])
    assert np.abs(rendered(pixels, frames.about, index, Rendering()).astype(int) - rgb[1]).max() <= 2


def test_420_is_for_video_only() -> None:
    """No native form has a quarter of the differences; samples that are all there have the same levels."""
    rgb = pairs()
    ds = made(rgb)
    ds.PhotometricInterpretation = "YBR_PARTIAL_420"
    with pytest.raises(DicomError, match="less than expected"):
        pixel_array(ds)
    ds.PixelData = levels_of(rgb).tobytes()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.abs(pixel_array(ds).astype(int) - rgb).max() <= 2
