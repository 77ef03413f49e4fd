"""High Bit other than Bits Stored - 1: the stored value is the field of bits that ends there (PS3.5 8.1.1)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st
from said import told, written

from dicomconstruct import Dataset, check, dcmread, uid as uids
from dicomconstruct.pixels import get_decoder, get_encoder, iter_pixels, pixel_array, set_pixel_data
from dicomconstruct.transcoding import Target, convert_file, syntax_named

Array = np.ndarray[Any, Any]
NATIVE = (uids.ImplicitVRLittleEndian, uids.ExplicitVRLittleEndian, uids.ExplicitVRBigEndian)
FIELDS = [(16, 12, 15), (16, 12, 13), (16, 8, 15), (16, 10, 12), (8, 7, 7), (8, 4, 5), (32, 12, 31), (32, 20, 27)]
"""Bits Allocated, Bits Stored, High Bit."""


def numbers(stored: int, *, is_signed: bool, shape: tuple[int, ...] = (5, 6), seed: int = 1) -> Array:
    """Numbers of so many bits, the least and the largest among them."""
    least, most = (-(1 << (stored - 1)), (1 << (stored - 1)) - 1) if is_signed else (0, (1 << stored) - 1)
    made = np.random.default_rng(seed).integers(least, most, shape, np.int64, endpoint=True)
    made.flat[0], made.flat[1] = least, most
    return made


def cells(values: Array, allocated: int, stored: int, high: int, junk: int = 0) -> Array:
    """Samples that have the values in the bits up to `high`, and `junk` in the others."""
    field = (1 << stored) - 1
    lowest = high + 1 - stored
    made = (values.astype(np.uint64) & np.uint64(field)) << np.uint64(lowest)
    unused = ((1 << allocated) - 1) & ~(field << lowest)
    return (made | np.uint64(junk & unused)).astype(f"u{allocated // 8}")


def made(
    values: Array, field: tuple[int, int, int], *, is_signed: bool, syntax: str = uids.ExplicitVRLittleEndian,
    junk: int = 0, vr: str = "OW",
) -> Dataset:  # fmt: skip
    """A native data set of one sample a pixel."""
    allocated, stored, high = field
    order = "<" if syntax != uids.ExplicitVRBigEndian else ">"
    samples = cells(values, allocated, stored, high, junk)
    ds = Dataset()
    ds.ensure_file_meta()
    ds.file_meta.TransferSyntaxUID = syntax
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = uids.SecondaryCaptureImageStorage
    ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows, ds.Columns = values.shape[-2:]
    if values.ndim > 2:
        ds.NumberOfFrames = values.shape[0]
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = field
    ds.PixelRepresentation = int(is_signed)
    value = samples.astype(samples.dtype.newbyteorder(order)).tobytes()
    if allocated == 8 and vr == "OW" and order == ">":
        value = np.frombuffer(value + b"\0" * (len(value) % 2), "u2").byteswap().tobytes()
    ds.add_new("PixelData", vr, value)
    ds.set_original_encoding(syntax == uids.ImplicitVRLittleEndian, order == "<")
    return ds


@pytest.mark.parametrize("syntax", NATIVE, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("field", FIELDS, ids=str)
@pytest.mark.parametrize("is_signed", [False, True])
@pytest.mark.parametrize("junk", [0, 0xFFFFFFFF, 0x5A5A5A5A])
def test_native_values(field: tuple[int, int, int], syntax: str, is_signed: bool, junk: int) -> None:
    values = numbers(field[1], is_signed=is_signed, shape=(2, 5, 6))
    data = written(made(values, field, is_signed=is_signed, syntax=syntax, junk=junk))
    for read in (
        lambda: dcmread(io.BytesIO(data)).pixel_array,
        lambda: pixel_array(io.BytesIO(data)),
        lambda: pixel_array(dcmread(io.BytesIO(data)), raw=True),
        lambda: np.stack(list(iter_pixels(io.BytesIO(data)))),
    ):
        with told() as warned:
            found = read()
        np.testing.assert_array_equal(found, values)
        assert found.dtype.itemsize * 8 == field[0]
        assert len(warned) == 1
        assert "'High Bit'" in warned[0]
    with pytest.warns(UserWarning, match="High Bit"):
        np.testing.assert_array_equal(pixel_array(io.BytesIO(data), index=1), values[1])


@given(st.sampled_from([8, 16, 32, 64]), st.data())
def test_any_field_of_any_sample(allocated: int, data: st.DataObject) -> None:
    stored = data.draw(st.integers(1, allocated))
    high = data.draw(st.integers(stored - 1, allocated - 1))
    is_signed = data.draw(st.booleans())
    values = numbers(min(stored, 62), is_signed=is_signed, seed=data.draw(st.integers(0, 99)))
    ds = made(values, (allocated, stored, high), is_signed=is_signed, junk=data.draw(st.integers(0, 2**64 - 1)))
    with told() as warned:
        np.testing.assert_array_equal(ds.pixel_array, values)
    assert bool(warned) == (high != stored - 1)


def test_a_view_and_uncorrected_samples_are_the_cells() -> None:
    values = numbers(12, is_signed=False)
    ds = made(values, (16, 12, 15), is_signed=False)
    with told() as warned:
        for chosen in ({"correct_unused_bits": False}, {"correct_unused_bits": False, "view_only": True}):
            np.testing.assert_array_equal(pixel_array(ds, raw=True, **chosen), values << 4)
    assert warned == []
    with pytest.warns(UserWarning, match="High Bit"):
        np.testing.assert_array_equal(pixel_array(ds, raw=True, view_only=True), values)


def test_an_array_is_made_anew_when_the_high_bit_changes() -> None:
    values = numbers(12, is_signed=False)
    ds = made(values, (16, 12, 15), is_signed=False)
    with pytest.warns(UserWarning, match="High Bit"):
        assert ds.pixel_array.max() == 4095
    ds.HighBit = 11
    np.testing.assert_array_equal(ds.pixel_array, (values << 4) & 4095)


@pytest.mark.parametrize(("field", "is_told"), [((16, 12, 7), True), ((16, 12, 16), True), ((16, 16, 10), False)])
def test_a_high_bit_that_cannot_be_is_not_used(field: tuple[int, int, int], is_told: bool) -> None:
    """CT files of some scanners have the highest bit that a slice uses there, with all bits stored."""
    allocated, stored, _ = field
    values = numbers(stored, is_signed=False)
    ds = made(values, (allocated, stored, stored - 1), is_signed=False)
    ds.HighBit = field[2]
    with told() as warned:
        np.testing.assert_array_equal(ds.pixel_array, values)
    assert ["cannot be" in one for one in warned] == [True] * is_told


def test_a_missing_high_bit_is_that_of_the_stored_bits() -> None:
    values = numbers(12, is_signed=True)
    ds = made(values, (16, 12, 11), is_signed=True)
    del ds.HighBit
    with told() as warned:
        np.testing.assert_array_equal(ds.pixel_array, values)
        ds.compress(uids.RLELossless)
        ds.decompress()
    assert warned == []
    assert "HighBit" not in ds


@pytest.mark.parametrize("samples", ["by pixel", "by plane"])
def test_colours(samples: str) -> None:
    values = numbers(12, is_signed=False, shape=(5, 6, 3))
    ds = made(values[..., 0], (16, 12, 15), is_signed=False)
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 3, "RGB"
    ds.PlanarConfiguration = int(samples == "by plane")
    stored = values.transpose(2, 0, 1) if ds.PlanarConfiguration else values
    ds.PixelData = (stored << 4).astype("<u2").tobytes()
    with pytest.warns(UserWarning, match="High Bit"):
        np.testing.assert_array_equal(ds.pixel_array, values)


CELLS = [uids.RLELossless, uids.DeflatedImageFrameCompression, uids.EncapsulatedUncompressedExplicitVRLittleEndian]
VALUES = [uids.JPEG2000Lossless, uids.JPEGLSLossless, uids.JPEGLosslessSV1, uids.HTJ2KLossless]


@pytest.mark.parametrize("syntax", CELLS, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("is_signed", [False, True])
@pytest.mark.parametrize("order", ["little", "big"])
def test_whole_samples_are_compressed_as_they_are(syntax: uids.UID, is_signed: bool, order: str) -> None:
    """The junk in unused bits too, which may be an overlay."""
    field = (16, 12, 14)
    values = numbers(12, is_signed=is_signed, shape=(2, 5, 6))
    native = uids.ExplicitVRBigEndian if order == "big" else uids.ExplicitVRLittleEndian
    ds = dcmread(io.BytesIO(written(made(values, field, is_signed=is_signed, syntax=native, junk=0xFFFF))))
    ds.compress(syntax)
    assert (ds.BitsStored, ds.HighBit) == (12, 14)
    decoder = get_decoder(syntax)
    for plugin in decoder.available_plugins:
        with pytest.warns(UserWarning, match="High Bit"):
            np.testing.assert_array_equal(pixel_array(ds, decoding_plugin=plugin), values)
    ds.decompress()
    assert (ds.BitsStored, ds.HighBit) == (12, 14)
    np.testing.assert_array_equal(
        np.frombuffer(ds.PixelData, "<u2").reshape(values.shape), cells(values, *field, 0xFFFF)
    )


@pytest.mark.parametrize("syntax", VALUES, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("field", [(16, 12, 15), (16, 10, 12), (16, 12, 11), (8, 7, 7)], ids=str)
@pytest.mark.parametrize("is_signed", [False, True])
@pytest.mark.parametrize("order", ["little", "big"])
def test_codestreams_are_made_of_the_values(
    syntax: uids.UID, field: tuple[int, int, int], is_signed: bool, order: str
) -> None:
    values = numbers(field[1], is_signed=is_signed, shape=(2, 40, 64))
    native = uids.ExplicitVRBigEndian if order == "big" else uids.ExplicitVRLittleEndian
    ds = dcmread(io.BytesIO(written(made(values, field, is_signed=is_signed, syntax=native, junk=0x5A5A))))
    with told():
        ds.compress(syntax)
    assert (ds.BitsStored, ds.HighBit) == (field[1], field[1] - 1)
    with told() as warned:
        np.testing.assert_array_equal(ds.pixel_array, values)
        ds.decompress()
        np.testing.assert_array_equal(ds.pixel_array, values)
    assert warned == []


def test_an_encoder_takes_the_field_of_a_data_set_and_the_numbers_of_an_array() -> None:
    values = numbers(12, is_signed=False, shape=(40, 64))
    ds = made(values, (16, 12, 15), is_signed=False)
    encoder = get_encoder(uids.JPEG2000Lossless)
    assert encoder.encode(ds) == encoder.encode(made(values, (16, 12, 11), is_signed=False))
    ds.compress(uids.RLELossless, values.astype(np.uint16))
    assert ds.HighBit == 11
    np.testing.assert_array_equal(ds.pixel_array, values)


@pytest.mark.parametrize("syntax", VALUES[:3], ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("is_signed", [False, True])
def test_codestreams_of_cells_have_the_field_and_those_of_values_have_not(
    syntax: uids.UID, is_signed: bool
) -> None:
    """A codestream of 16 bits was made of left-justified samples, one of 12 of their values."""
    values = numbers(12, is_signed=is_signed, shape=(40, 64))
    for precision, shift in ((16, 4), (12, 0)):
        ds = Dataset()
        set_pixel_data(ds, (values << shift).astype(np.int16 if is_signed else np.uint16), "MONOCHROME2", precision)
        ds.compress(syntax)
        ds.BitsStored, ds.HighBit = 12, 15
        decoder = get_decoder(syntax)
        for plugin in decoder.available_plugins:
            with told() as warned:
                np.testing.assert_array_equal(pixel_array(ds, decoding_plugin=plugin), values)
            assert bool(warned) == bool(shift)
        with told():
            ds.decompress()
        assert (ds.BitsStored, ds.HighBit) == (12, 11)
        with told() as warned:
            np.testing.assert_array_equal(ds.pixel_array, values)
        assert warned == []


@pytest.mark.parametrize(
    ("keyword", "high"),
    [
        ("ImplicitVRLittleEndian", 15),
        ("ExplicitVRBigEndian", 15),
        ("RLELossless", 15),
        ("JPEG2000Lossless", 11),
        ("JPEGLSLossless", 11),
    ],
)
@pytest.mark.parametrize("is_signed", [False, True])
def test_conversion_keeps_the_values(keyword: str, high: int, is_signed: bool, tmp_path: Path) -> None:
    values = numbers(12, is_signed=is_signed, shape=(2, 40, 64))
    source, output, back = (tmp_path / name for name in ("in.dcm", "out.dcm", "back.dcm"))
    source.write_bytes(written(made(values, (16, 12, 15), is_signed=is_signed, junk=5)))
    with told():
        convert_file(str(source), str(output), Target(syntax_named(keyword)))
        convert_file(str(output), str(back), Target(syntax_named("ExplicitVRLittleEndian")))
    for path in (output, back):
        assert dcmread(path).HighBit == high
        with told():
            np.testing.assert_array_equal(pixel_array(path), values)
    if high == 15:
        assert dcmread(back).PixelData == dcmread(source).PixelData, "unused bits stay"


def test_check_names_it() -> None:
    data = written(made(numbers(12, is_signed=False), (16, 12, 15), is_signed=False))
    (finding,) = [one for one in check(data) if one.code == "high-bit"]
    assert (finding.path, finding.expected, finding.found) == ("(0028,0102)", "11", "15")
