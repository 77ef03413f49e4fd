"""Files in other transfer syntaxes: the same pixels, all else byte for byte, and what loss has to be told of."""

from __future__ import annotations

import os
import shutil
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.data import get_testdata_file

from dicomconstruct import Dataset, dcmread
from dicomconstruct.encapsulation import parse_basic_offsets
from dicomconstruct.errors import DicomError, Unsupported
from dicomconstruct.pixels import encoding, pixel_array
from dicomconstruct.transcoding import Target, convert_file, files, pixels as recoding, syntax_named

LOSSLESS = [
    "RLELossless",
    "JPEGLSLossless",
    "JPEG2000Lossless",
    "JPEGLosslessSV1",
    "HTJ2KLossless",
    "DeflatedImageFrameCompression",
    "ExplicitVRLittleEndian",
    "ImplicitVRLittleEndian",
    "ExplicitVRBigEndian",
    "DeflatedExplicitVRLittleEndian",
]
FILES = ["CT_small.dcm", "MR_small_bigendian.dcm", "SC_rgb_rle_16bit_2frame.dcm", "emri_small_jpeg_2k_lossless.dcm"]
RELATED = {
    "PixelData",
    "PhotometricInterpretation",
    "PlanarConfiguration",
    "LossyImageCompression",
    "LossyImageCompressionMethod",
    "LossyImageCompressionRatio",
    "SOPInstanceUID",
    "ImageType",
    "SourceImageSequence",
}


def real(name: str) -> str:
    return str(get_testdata_file(name))


def convert(source: str | Path, output: Path, keyword: str, **loss: Any) -> str:
    return convert_file(
        str(source), str(output), Target(syntax_named(keyword), tuple(loss.items())), overwrite=True
    )


def others(ds: Dataset) -> dict[Any, Any]:
    return {element.tag: element.value for element in ds if element.keyword not in RELATED}


@pytest.mark.parametrize("keyword", LOSSLESS)
@pytest.mark.parametrize("name", FILES)
def test_lossless_conversion_keeps_pixels_and_all_else(name: str, keyword: str, tmp_path: Path) -> None:
    output = tmp_path / "out.dcm"
    what = convert(real(name), output, keyword)
    before, after = dcmread(real(name)), dcmread(str(output))

    if before.file_meta.TransferSyntaxUID == syntax_named(keyword):
        assert what == "same"
        assert output.read_bytes() == Path(real(name)).read_bytes()
        return
    assert what == "converted"
    assert after.file_meta.TransferSyntaxUID == syntax_named(keyword)
    assert after.SOPInstanceUID == before.SOPInstanceUID == after.file_meta.MediaStorageSOPInstanceUID
    assert np.array_equal(pixel_array(str(output)), pixel_array(real(name)))
    if keyword == "DeflatedImageFrameCompression":
        return  # which the peer does not know
    assert np.array_equal(pydicom.dcmread(output).pixel_array, pydicom.dcmread(real(name)).pixel_array)
    assert others(after) == others(before)


@pytest.mark.parametrize("keyword", ["RLELossless", "JPEG2000Lossless", "ImplicitVRLittleEndian"])
def test_there_and_back_is_the_same_file(keyword: str, tmp_path: Path) -> None:
    convert(real("CT_small.dcm"), tmp_path / "there.dcm", keyword)
    convert(tmp_path / "there.dcm", tmp_path / "back.dcm", "ExplicitVRLittleEndian")

    assert (tmp_path / "back.dcm").read_bytes() == Path(real("CT_small.dcm")).read_bytes()


def test_what_stands_around_the_pixels_keeps_its_bytes(tmp_path: Path) -> None:
    convert(real("CT_small.dcm"), tmp_path / "out.dcm", "RLELossless")
    before, after = Path(real("CT_small.dcm")).read_bytes(), (tmp_path / "out.dcm").read_bytes()
    start, end = before.index(b"\x08\x00\x05\x00"), before.index(b"\xe0\x7f\x10\x00OW")

    assert before[start:end] in after


@pytest.mark.parametrize(
    ("keyword", "loss", "method", "name"),
    [
        ("JPEG2000", {"j2k_cr": [10]}, "ISO_15444_1", "CT_small.dcm"),
        ("JPEGLSNearLossless", {"jls_error": 3}, "ISO_14495_1", "CT_small.dcm"),
        ("JPEGBaseline8Bit", {"jpeg_quality": 90}, "ISO_10918_1", "SC_rgb_rle.dcm"),
    ],
)
def test_loss_makes_another_instance(
    keyword: str, loss: dict[str, Any], method: str, name: str, tmp_path: Path
) -> None:
    output = tmp_path / "out.dcm"
    convert(real(name), output, keyword, **loss)
    before, after = dcmread(real(name)), dcmread(str(output))

    assert after.SOPInstanceUID != before.SOPInstanceUID
    assert after.SOPInstanceUID == after.file_meta.MediaStorageSOPInstanceUID
    assert after.SOPInstanceUID.is_valid
    assert after.LossyImageCompression == "01"
    assert after.LossyImageCompressionMethod == method
    size = pixel_array(real(name)).nbytes
    assert float(after.LossyImageCompressionRatio) == pytest.approx(size / len(after.PixelData), rel=0.2)
    assert "ImageType" not in before or after.ImageType[0] == "DERIVED"
    source = after.SourceImageSequence[-1]
    assert source.ReferencedSOPInstanceUID == before.SOPInstanceUID
    assert source.PurposeOfReferenceCodeSequence[0].CodeValue == "121320"
    assert others(after) == others(before)
    difference = pixel_array(str(output)).astype(int) - pixel_array(real(name))
    assert 0 < np.abs(difference).mean() < 50


@pytest.mark.parametrize(
    ("keyword", "loss", "inside"),
    [
        ("JPEG2000Lossless", {}, "YBR_RCT"),
        ("HTJ2KLossless", {}, "YBR_RCT"),
        ("JPEG2000", {"j2k_cr": [10]}, "YBR_ICT"),
        ("JPEGBaseline8Bit", {"jpeg_quality": 95}, "YBR_FULL"),
    ],
)
def test_colours_are_packed_as_others_and_come_back(
    keyword: str, loss: dict[str, Any], inside: str, tmp_path: Path
) -> None:
    convert(real("examples_rgb_color.dcm"), tmp_path / "in.dcm", keyword, **loss)
    assert dcmread(str(tmp_path / "in.dcm")).PhotometricInterpretation == inside
    assert (tmp_path / "in.dcm").stat().st_size < 60_000
    convert(tmp_path / "in.dcm", tmp_path / "out.dcm", "ExplicitVRLittleEndian")
    after = dcmread(str(tmp_path / "out.dcm"))
    assert after.PhotometricInterpretation == "RGB"
    difference = after.pixel_array.astype(int) - pixel_array(real("examples_rgb_color.dcm"))
    assert np.abs(difference).mean() < (2 if loss else 1e-9)


def test_loss_after_loss_is_told_of_twice(tmp_path: Path) -> None:
    convert(real("CT_small.dcm"), tmp_path / "one.dcm", "JPEG2000", j2k_cr=[5])
    convert(tmp_path / "one.dcm", tmp_path / "two.dcm", "JPEGLSNearLossless", jls_error=2)
    ds = dcmread(str(tmp_path / "two.dcm"))

    assert list(ds.LossyImageCompressionMethod) == ["ISO_15444_1", "ISO_14495_1"]
    assert len(ds.LossyImageCompressionRatio) == len(ds.SourceImageSequence) == 2


def test_what_was_lossy_stays_so_without_compression(tmp_path: Path) -> None:
    convert(real("color3d_jpeg_baseline.dcm"), tmp_path / "out.dcm", "ExplicitVRLittleEndian")
    before, after = dcmread(real("color3d_jpeg_baseline.dcm")), dcmread(str(tmp_path / "out.dcm"))

    assert after.LossyImageCompression == "01"
    assert after.LossyImageCompressionMethod == "ISO_10918_1"
    assert after.PhotometricInterpretation == "RGB"
    assert after.SOPInstanceUID == before.SOPInstanceUID


def test_files_without_pixels_and_directories_are_copied(tmp_path: Path) -> None:
    for name, what in (("rtplan.dcm", "without pixels"), ("DICOMDIR", "directory")):
        assert convert(real(name), tmp_path / name, "RLELossless") == what
        assert (tmp_path / name).read_bytes() == Path(real(name)).read_bytes()
    assert convert(real("rtplan.dcm"), tmp_path / "plan.dcm", "ExplicitVRLittleEndian") == "converted"
    assert dcmread(str(tmp_path / "plan.dcm")).original_encoding == (False, True)


def test_icons_are_decompressed_with_the_image(tmp_path: Path) -> None:
    ds = dcmread(real("MR_small_RLE.dcm"))
    icon = Dataset()
    for keyword in ("Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"):
        setattr(icon, keyword, ds.get(keyword))
    icon.SamplesPerPixel, icon.PhotometricInterpretation = 1, "MONOCHROME2"
    icon.PixelData = ds.PixelData
    icon["PixelData"].is_undefined_length = True
    icon["PixelData"].VR = "OB"
    ds.IconImageSequence = [icon]
    ds.save_as(tmp_path / "with.dcm")
    convert(tmp_path / "with.dcm", tmp_path / "out.dcm", "ExplicitVRLittleEndian")
    after = dcmread(str(tmp_path / "out.dcm"))

    assert after.IconImageSequence[0].PixelData == after.PixelData
    assert not after.IconImageSequence[0]["PixelData"].is_undefined_length


def test_overlays_in_unused_bits_are_not_lost(tmp_path: Path) -> None:
    ds = dcmread(real("CT_small.dcm"))
    ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 12, 11, 0
    ds.add_new((0x6000, 0x0100), "US", 16)
    ds.add_new((0x6000, 0x0102), "US", 12)
    samples = np.frombuffer(ds.PixelData, "<u2") & 0x0FFF | 0x1000
    ds.PixelData = samples.astype("<u2").tobytes()
    ds.save_as(tmp_path / "overlay.dcm")

    with pytest.raises(Unsupported, match="overlay of group 6000"):
        convert(tmp_path / "overlay.dcm", tmp_path / "out.dcm", "JPEG2000Lossless")
    assert not (tmp_path / "out.dcm").exists()
    convert(tmp_path / "overlay.dcm", tmp_path / "rle.dcm", "RLELossless")
    convert(tmp_path / "rle.dcm", tmp_path / "back.dcm", "ExplicitVRLittleEndian")
    assert dcmread(str(tmp_path / "back.dcm")).PixelData == ds.PixelData


def test_frames_are_counted_and_found_by_their_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    convert(real("emri_small.dcm"), tmp_path / "basic.dcm", "RLELossless")
    ds = dcmread(str(tmp_path / "basic.dcm"))
    assert len(parse_basic_offsets(ds.PixelData)) == ds.NumberOfFrames == 10

    monkeypatch.setattr(recoding, "LARGEST_OFFSET", 1000)
    convert(real("emri_small.dcm"), tmp_path / "extended.dcm", "RLELossless")
    ds = dcmread(str(tmp_path / "extended.dcm"))
    assert parse_basic_offsets(ds.PixelData) == []
    assert len(ds.ExtendedOffsetTable) == 80
    for index in (0, 9):
        frame = pixel_array(str(tmp_path / "extended.dcm"), index=index)
        assert np.array_equal(frame, pixel_array(real("emri_small.dcm"), index=index))


def test_a_large_file_is_not_held(tmp_path: Path) -> None:
    ds = dcmread(real("CT_small.dcm"))
    ds.Rows = ds.Columns = 1024
    ds.NumberOfFrames = 200
    ds.PixelData = b"\0\0"
    path = tmp_path / "large.dcm"
    ds.save_as(path)
    data = path.read_bytes()
    end = (
        len(data) - 2 - len(data[data.index(b"\xfc\xff\xfc\xff") :])
        if b"\xfc\xff\xfc\xff" in data
        else len(data) - 2
    )
    length = 200 * 1024 * 1024 * 2
    with path.open("wb") as file:
        file.write(data[: end - 4] + length.to_bytes(4, "little"))
        file.truncate(end + length)
    tracemalloc.start()
    convert(path, tmp_path / "out.dcm", "RLELossless")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 100 << 20
    assert not pixel_array(str(tmp_path / "out.dcm"), index=199).any()


@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small_bigendian.dcm", "emri_small_RLE.dcm"])
@pytest.mark.parametrize("keyword", ["ImplicitVRLittleEndian", "ExplicitVRBigEndian", "JPEGLSLossless"])
def test_pixels_that_stay_in_their_file_are_the_same(
    name: str, keyword: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert(real(name), tmp_path / "held.dcm", keyword)
    monkeypatch.setattr(files, "DEFERRED", 1000)
    convert(real(name), tmp_path / "left.dcm", keyword)

    assert (tmp_path / "left.dcm").read_bytes() == (tmp_path / "held.dcm").read_bytes()


def test_a_frame_that_does_not_come_back_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "SAFE_BITS_OF_OPENJPEG", 32)
    with pytest.raises(DicomError, match="a frame comes back otherwise from JPEG 2000"):
        convert(real("SC_rgb_32bit.dcm"), tmp_path / "out.dcm", "JPEG2000Lossless")
    assert os.listdir(tmp_path) == []


def test_a_failure_leaves_everything_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "cut.dcm"
    path.write_bytes(Path(real("CT_small.dcm")).read_bytes()[:-1000])
    before = path.read_bytes()
    with pytest.raises(DicomError):
        convert(path, path, "RLELossless")

    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["cut.dcm"]


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    shutil.copy(real("CT_small.dcm"), tmp_path / "a.dcm")
    with pytest.raises(FileExistsError, match="--overwrite"):
        convert_file(real("MR_small.dcm"), str(tmp_path / "a.dcm"), Target(syntax_named("RLELossless")))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("RLE", "perhaps RLELossless"),
        ("JPEGLSLosless", "perhaps JPEGLSLossless"),
        ("zip", "there are ImplicitVRLittleEndian"),
        ("1.2.3", "no transfer syntax is called"),
        ("1.2.840.10008.1.2.4.100", "nothing here writes MPEG2"),
        ("CTImageStorage", "no transfer syntax is called"),
    ],
)
def test_what_is_no_transfer_syntax(text: str, problem: str) -> None:
    with pytest.raises(DicomError, match=problem):
        syntax_named(text)
    assert syntax_named("rlelossless") == syntax_named("1.2.840.10008.1.2.5")
