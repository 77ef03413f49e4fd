"""Icons and other images in items: native ones are right everywhere, others in compressed files (PS3.5 A.4)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dicomconstruct import Dataset, check, dcmread, dcmwrite, uid as uids
from dicomconstruct.errors import DicomError, PluginsFailed
from dicomconstruct.pixels import set_pixel_data
from dicomconstruct.transcoding import Target, convert_file, syntax_named

Array = np.ndarray[Any, Any]
MAIN = np.add.outer(np.arange(40), np.arange(64)).astype(np.uint16) * 17
SYNTAXES = [uids.RLELossless, uids.JPEGLSLossless, uids.JPEG2000Lossless, uids.JPEGLosslessSV1, uids.HTJ2KLossless]
ICONS: dict[str, tuple[Array, str, int]] = {
    "8 bits": (np.add.outer(np.arange(40), np.arange(64)).astype(np.uint8), "MONOCHROME2", 8),
    "16 bits": (MAIN[::-1], "MONOCHROME2", 12),
    "signed": (MAIN.astype(np.int16) - 300, "MONOCHROME2", 13),
    "palette": (np.add.outer(np.arange(40), np.arange(64)).astype(np.uint8), "PALETTE COLOR", 8),
    "colour": (np.stack([np.add.outer(np.arange(40), np.arange(64)).astype(np.uint8)] * 3, axis=-1), "RGB", 8),
}


def native_item(image: tuple[Array, str, int]) -> Dataset:
    """An item with an image and what describes it."""
    made = Dataset()
    set_pixel_data(made, *image, generate_instance_uid=False)
    if "SOPInstanceUID" in made:
        del made.SOPInstanceUID
    item = Dataset()
    item.update(made)
    return item


def compressed_item(image: tuple[Array, str, int], syntax: str) -> Dataset:
    made = native_item(image)
    made.ensure_file_meta()
    made.file_meta.TransferSyntaxUID = uids.ExplicitVRLittleEndian
    made.compress(syntax, generate_instance_uid=False)
    item = Dataset()
    item.update(made)
    return item


def with_items(syntax: str, *items: Dataset, deep: Dataset | None = None) -> bytes:
    """A file in a transfer syntax whose data set has icons, and maybe one in a deeper item."""
    ds = Dataset()
    set_pixel_data(ds, MAIN, "MONOCHROME2", 16)
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = uids.SecondaryCaptureImageStorage
    if syntax != uids.ExplicitVRLittleEndian:
        ds.compress(syntax)
    ds.IconImageSequence = list(items)
    if deep is not None:
        holder = Dataset()
        holder.IconImageSequence = [deep]
        ds.ReferencedImageSequence = [Dataset(), holder]
    buffer = io.BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()


def rewritten(ds: Dataset) -> Dataset:
    buffer = io.BytesIO()
    dcmwrite(buffer, ds)
    return dcmread(io.BytesIO(buffer.getvalue()))


def array_of(item: Dataset, order: str = "<") -> Array:
    """The samples of a native item, by its description."""
    kind = f"{order}{'i' if item.PixelRepresentation else 'u'}{item.BitsAllocated // 8}"
    value = item.PixelData
    shape = (item.Rows, item.Columns, item.SamplesPerPixel)[: 3 if item.SamplesPerPixel > 1 else 2]
    return np.frombuffer(value, kind)[: int(np.prod(shape))].reshape(shape)


def contradictions(ds: Dataset) -> set[str]:
    buffer = io.BytesIO()
    dcmwrite(buffer, ds)
    codes = {one.code for one in check(buffer.getvalue())}
    return codes & {"encapsulated-undeclared", "not-encapsulated", "codestream-size", "high-bit"}


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("kind", ICONS)
def test_decompress_makes_them_native(syntax: uids.UID, kind: str) -> None:
    image = ICONS[kind]
    deep = compressed_item(ICONS["8 bits"], syntax)
    ds = dcmread(io.BytesIO(with_items(syntax, compressed_item(image, syntax), native_item(image), deep=deep)))
    untouched = ds.IconImageSequence[1].PixelData
    ds.decompress(generate_instance_uid=False)
    again = rewritten(ds)
    np.testing.assert_array_equal(again.pixel_array, MAIN)
    first, second = again.IconImageSequence
    np.testing.assert_array_equal(array_of(first), image[0])
    assert first.PhotometricInterpretation == image[1]
    assert not first["PixelData"].is_undefined_length
    assert second.PixelData == untouched
    np.testing.assert_array_equal(
        array_of(again.ReferencedImageSequence[1].IconImageSequence[0]), ICONS["8 bits"][0]
    )
    assert contradictions(again) == set()


def test_compress_leaves_native_ones_alone() -> None:
    ds = dcmread(io.BytesIO(with_items(uids.ExplicitVRLittleEndian, native_item(ICONS["16 bits"]))))
    before = ds.IconImageSequence[0].PixelData
    ds.compress(uids.JPEG2000Lossless)
    again = rewritten(ds)
    assert again.IconImageSequence[0].PixelData == before
    np.testing.assert_array_equal(again.pixel_array, MAIN)
    assert contradictions(again) == set()


def test_new_pixels_of_a_compressed_data_set_are_native_and_so_are_its_icons() -> None:
    ds = dcmread(io.BytesIO(with_items(uids.RLELossless, compressed_item(ICONS["8 bits"], uids.RLELossless))))
    ds.set_pixel_data(MAIN[::-1].copy(), "MONOCHROME2", 16)
    again = rewritten(ds)
    np.testing.assert_array_equal(again.pixel_array, MAIN[::-1])
    np.testing.assert_array_equal(array_of(again.IconImageSequence[0]), ICONS["8 bits"][0])
    assert contradictions(again) == set()


@pytest.mark.parametrize(
    ("keyword", "order"),
    [
        ("ExplicitVRLittleEndian", "<"),
        ("ImplicitVRLittleEndian", "<"),
        ("ExplicitVRBigEndian", ">"),
        ("DeflatedExplicitVRLittleEndian", "<"),
        ("RLELossless", "<"),
        ("JPEGLSLossless", "<"),
    ],
)
@pytest.mark.parametrize("kind", ["8 bits", "16 bits", "signed"])
def test_convert_makes_them_native(keyword: str, order: str, kind: str, tmp_path: Path) -> None:
    """In another compressed syntax too, where their codestreams would be those of the syntax before."""
    image = ICONS[kind]
    source, output = tmp_path / "in.dcm", tmp_path / "out.dcm"
    items = compressed_item(image, uids.JPEG2000Lossless), native_item(image)
    source.write_bytes(
        with_items(uids.JPEG2000Lossless, *items, deep=compressed_item(image, uids.JPEG2000Lossless))
    )
    convert_file(str(source), str(output), Target(syntax_named(keyword)))
    after = dcmread(output)
    np.testing.assert_array_equal(after.pixel_array, MAIN)
    for item in (*after.IconImageSequence, after.ReferencedImageSequence[1].IconImageSequence[0]):
        width = ">" if order == ">" and item.BitsAllocated > 8 else "<"
        np.testing.assert_array_equal(array_of(item, width), image[0])
    assert contradictions(after) == set()


def test_convert_copies_a_file_in_the_syntax_that_is_asked_for(tmp_path: Path) -> None:
    source, output = tmp_path / "in.dcm", tmp_path / "out.dcm"
    source.write_bytes(with_items(uids.RLELossless, compressed_item(ICONS["8 bits"], uids.RLELossless)))
    assert convert_file(str(source), str(output), Target(uids.RLELossless)) == "same"
    assert output.read_bytes() == source.read_bytes()


def test_a_data_set_without_pixels_of_its_own_may_have_icons(tmp_path: Path) -> None:
    source, output = tmp_path / "in.dcm", tmp_path / "out.dcm"
    ds = dcmread(io.BytesIO(with_items(uids.RLELossless, compressed_item(ICONS["8 bits"], uids.RLELossless))))
    del ds.PixelData
    ds.save_as(source)
    convert_file(str(source), str(output), Target(uids.ExplicitVRLittleEndian))
    np.testing.assert_array_equal(array_of(dcmread(output).IconImageSequence[0]), ICONS["8 bits"][0])


def test_one_that_cannot_be_decoded_is_named_and_nothing_is_changed(tmp_path: Path) -> None:
    broken = compressed_item(ICONS["8 bits"], uids.RLELossless)
    value = bytearray(broken.PixelData)
    value[20:] = b"\xff" * (len(value) - 20)
    value[16:20] = (len(value) - 20).to_bytes(4, "little")
    broken.PixelData = bytes(value)
    data = with_items(uids.RLELossless, compressed_item(ICONS["8 bits"], uids.RLELossless), broken)
    ds = dcmread(io.BytesIO(data))
    with pytest.raises(DicomError, match=r"\(0088,0200\)\[1\]|frame at index 0") as told:
        ds.decompress()
    assert isinstance(told.value, PluginsFailed)
    buffer = io.BytesIO()
    dcmwrite(buffer, ds)
    assert buffer.getvalue() == data
    (tmp_path / "in.dcm").write_bytes(data)
    with pytest.raises(DicomError):
        convert_file(str(tmp_path / "in.dcm"), str(tmp_path / "out.dcm"), Target(uids.ExplicitVRLittleEndian))
    assert not (tmp_path / "out.dcm").exists()


def test_check_names_a_compressed_one_in_a_native_file() -> None:
    data = with_items(uids.ExplicitVRLittleEndian, compressed_item(ICONS["8 bits"], uids.RLELossless))
    (finding,) = [one for one in check(data) if one.code == "encapsulated-undeclared"]
    assert finding.path == "(0088,0200)[0].(7FE0,0010)"
