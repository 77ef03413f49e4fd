"""Lookup tables, windows, palettes, colours: by the clauses of the standard, and beside pydicom's on drawn data."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from hypothesis import given, strategies as st
from pydicom.data import get_palette_files, get_testdata_file
from pydicom.pixels import processing as peer

from dicomconstruct import dcmread, pixels
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError, MalformedValue, MissingElement, MissingEntry, Unsupported, WrongType
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.samples import BYTES, WORDS
from dicomconstruct.pixels.processing import (
    apply_modality_lut,
    apply_presentation_lut,
    apply_voi,
    apply_voi_lut,
    apply_windowing,
)
from dicomconstruct.pixels.processing_color import (
    apply_color_lut,
    apply_icc_profile,
    convert_color_space,
    create_icc_transform,
    expand_segmented_lut,
)

BIG = "1.2.840.10008.1.2.2"
LITTLE = "1.2.840.10008.1.2.1"


def table(descriptor: list[int], data: Any, vr: str = "US") -> Dataset:
    item = Dataset()
    item.LUTDescriptor = descriptor
    item.add_new("LUTData", vr, data)
    return item


def described(syntax: str = LITTLE, **values: Any) -> Dataset:
    """A data set in memory that says how it is encoded."""
    ds = Dataset()
    ds.ensure_file_meta()
    ds.file_meta.TransferSyntaxUID = syntax
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


def same_data_sets(values: dict[str, Any], tables: dict[str, tuple[list[int], list[int]]]) -> list[Any]:
    """A data set of ours and one of the peer's with the same values."""
    made: list[Any] = []
    for kind in (Dataset, pydicom.Dataset):
        ds: Any = kind()
        for keyword, value in values.items():
            setattr(ds, keyword, value)
        for keyword, (descriptor, data) in tables.items():
            item: Any = kind()
            item.LUTDescriptor, item.LUTData = descriptor, data
            item["LUTData"].VR = "US"
            setattr(ds, keyword, [item])
        made.append(ds)
    return made


TYPES = st.sampled_from(["u1", "i1", "u2", "i2", "f4"])
FEW_OR_MANY = st.sampled_from([3, 70_000])
"""More pixels than 16 bits have values are looked up by value."""


def drawn_array(kind: str, size: int, seed: int) -> np.ndarray[Any, Any]:
    drawn = np.random.default_rng(seed)
    dtype = np.dtype(kind)
    if dtype.kind == "f":
        return drawn.normal(0, 500, size).astype(dtype)
    limits = np.iinfo(dtype)
    return drawn.integers(limits.min, limits.max, size, endpoint=True, dtype=dtype)


@given(TYPES, FEW_OR_MANY, st.sampled_from(["LINEAR", "LINEAR_EXACT", "SIGMOID"]), st.data())
def test_windows_are_the_peers(kind: str, size: int, function: str, data: st.DataObject) -> None:
    arr = drawn_array(kind, size, data.draw(st.integers(0, 99)))
    described_by = {
        "PhotometricInterpretation": "MONOCHROME2",
        "PixelRepresentation": int(np.dtype(kind).kind == "i"),
        "BitsStored": 8 * np.dtype(kind).itemsize,
        "WindowCenter": data.draw(st.integers(-1000, 1000)),
        "WindowWidth": data.draw(st.integers(1, 4000)),
        "VOILUTFunction": function,
    }
    ours, theirs = same_data_sets(described_by, {})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the peer's sigmoid overflows
        expected = peer.apply_windowing(arr, theirs)
    found = apply_windowing(arr, ours)
    assert found.dtype == expected.dtype
    assert np.allclose(found, expected, rtol=1e-12, atol=1e-9)


@given(st.sampled_from(["u1", "u2", "i2"]), FEW_OR_MANY, st.integers(10, 16), st.integers(0, 250), st.data())
def test_tables_are_the_peers(kind: str, size: int, bits: int, first: int, data: st.DataObject) -> None:
    seed = data.draw(st.integers(0, 99))
    arr = drawn_array(kind, size, seed)
    entries = data.draw(st.sampled_from([2, 16, 256, 4096]))
    lut = np.random.default_rng(seed).integers(0, 1 << bits, entries).tolist()
    ours, theirs = same_data_sets({}, {"VOILUTSequence": ([entries, first, bits], lut)})
    expected = peer.apply_voi(arr, theirs)
    found = apply_voi(arr, ours)
    assert found.dtype == expected.dtype
    assert np.array_equal(found, expected)


def test_a_narrow_table_serves_wide_pixels() -> None:
    ds = described(VOILUTSequence=[table([1024, 0, 8], [value >> 2 for value in range(1024)])])
    assert apply_voi(np.array([0, 400, 1023, 5000], "u2"), ds).tolist() == [0, 100, 255, 255]


@pytest.mark.parametrize("size", [3, 70_000])
def test_the_first_value_without_the_sign_that_pixels_have(size: int) -> None:
    ds = described(ModalityLUTSequence=[table([4, 65_534, 16], [1, 2, 3, 4])])
    arr = np.resize(np.array([-5, -1, 1], "i2"), size)
    assert apply_modality_lut(arr, ds)[:3].tolist() == [1, 2, 4]


@pytest.mark.parametrize(("syntax", "order"), [(LITTLE, "<"), (BIG, ">")])
def test_entries_lie_in_words(syntax: str, order: str) -> None:
    """Two entries of 8 bits to a word, the first in its less significant half (PS3.3 C.11.1.1.1)."""
    arr = np.arange(4, dtype="u1")
    wide = np.array([10, 20, 30, 40], f"{order}u2").tobytes()
    packed = np.frombuffer(bytes([10, 20, 30, 40]), "<u2").astype(f"{order}u2").tobytes()
    for descriptor, data in (([4, 0, 16], wide), ([4, 0, 8], wide), ([4, 0, 8], packed)):
        ds = described(syntax, ModalityLUTSequence=[table(descriptor, data, "OW")])
        assert apply_modality_lut(arr, ds).tolist() == [10, 20, 30, 40], descriptor
    as_numbers = np.frombuffer(bytes([10, 20, 30, 40]), "<u2").tolist()
    ds = described(syntax, ModalityLUTSequence=[table([4, 0, 8], as_numbers)])
    assert apply_modality_lut(arr, ds).tolist() == [10, 20, 30, 40]


def test_bits_above_those_of_an_entry_are_padding() -> None:
    ds = described(VOILUTSequence=[table([2, 0, 10], [0xFC01, 0x03FF])])
    assert apply_voi(np.array([0, 1], "u1"), ds).tolist() == [1, 0x3FF]


@pytest.mark.parametrize("size", [2, 70_000])
def test_a_table_that_ends_early_is_an_error_only_where_it_is_needed(size: int) -> None:
    ds = described(VOILUTSequence=[table([0, 0, 16], [7, 8])])
    assert apply_voi(np.resize(np.array([0, 1], "u2"), size), ds)[:2].tolist() == [7, 8]
    with pytest.raises(MissingEntry, match="index 2 is out of bounds"):
        apply_voi(np.resize(np.array([0, 2], "u2"), size), ds)


@pytest.mark.parametrize(
    ("item", "error"),
    [
        (table([4, 0, 7], [1, 2, 3, 4]), Unsupported),
        (table([4, 0], [1, 2, 3, 4]), DicomError),
        (table([2, 0, 16], "two words", "LO"), MalformedValue),
        (table([4, 0, 16], None), MissingElement),
        (table([4, 0, 16], b"\1\0", "OW"), MissingElement),
    ],
)
def test_tables_that_are_not_whole(item: Dataset, error: type[DicomError]) -> None:
    ds = Dataset()
    ds.ModalityLUTSequence = [item]
    with pytest.raises(error):
        apply_modality_lut(np.zeros(2, "u1"), ds)


def test_a_table_of_one_entry() -> None:
    ds = described(VOILUTSequence=[table([1, 10, 16], 7)])
    assert apply_voi(np.array([0, 10, 99], "u1"), ds).tolist() == [7, 7, 7]


def test_a_falling_line_keeps_light_and_dark() -> None:
    """A slope below zero turns the ends of the range around, not the window."""
    ds = described(PhotometricInterpretation="MONOCHROME2", PixelRepresentation=0, BitsStored=8)
    ds.RescaleSlope, ds.RescaleIntercept, ds.WindowCenter, ds.WindowWidth = -1, 0, -100, 50
    shown = apply_windowing(apply_modality_lut(np.array([0, 100, 255], "u1"), ds), ds)
    assert shown[0] == 0
    assert shown[2] == -255
    assert -255 < shown[1] < 0


def test_a_window_needs_both_its_numbers() -> None:
    ds = described(PhotometricInterpretation="MONOCHROME2", PixelRepresentation=0, BitsStored=8, WindowCenter=5)
    with pytest.raises(MissingElement, match="WindowWidth"):
        apply_windowing(np.zeros(2, "u1"), ds)
    assert apply_voi_lut(arr := np.zeros(2, "u1"), ds) is arr


@pytest.mark.parametrize(
    "values",
    [
        {"BitsStored": 65_535},
        {"BitsStored": None},
        {"RescaleSlope": [1, 2], "RescaleIntercept": 0},
        {"ModalityLUTSequence": [table([4, 0, 60_000], [1])]},
    ],
)
def test_ranges_that_make_no_sense(values: dict[str, Any]) -> None:
    ds = described(PhotometricInterpretation="MONOCHROME2", PixelRepresentation=1, BitsStored=8)
    ds.WindowCenter, ds.WindowWidth = 40, 400
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    with pytest.raises(DicomError):
        apply_windowing(np.zeros(2, "u1"), ds)


@pytest.mark.parametrize("size", [3, 70_000])
def test_presentation_spreads_the_values_over_the_table(size: int) -> None:
    ds = described(PresentationLUTSequence=[table([5, 0, 12], [0, 1000, 2000, 3000, 4000])])
    arr = np.resize(np.array([-20, 0, 20], "i2"), size)
    assert apply_presentation_lut(arr, ds)[:3].tolist() == [0, 2000, 4000]
    flat = np.full(4, 9, "u2")
    assert apply_presentation_lut(flat, ds).tolist() == [0] * 4


def test_palettes_are_those_of_the_instances() -> None:
    every = np.arange(256, dtype="u1")
    files = [Path(name) for name in get_palette_files("*.dcm")]
    assert len(files) == 8
    for file in files:
        ds = dcmread(file)
        by_name = str(ds.ContentLabel).removesuffix(" LUT")
        expected = apply_color_lut(every, ds)
        assert np.array_equal(apply_color_lut(every, palette=by_name), expected)
        assert np.array_equal(apply_color_lut(every, palette=ds.SOPInstanceUID), expected)
        assert np.array_equal(expected, peer.apply_color_lut(every, pydicom.dcmread(file)))


def palette(syntax: str, data: bytes, bits: int = 16, form: str = "") -> Dataset:
    ds = described(syntax)
    for color in ("Red", "Green", "Blue"):
        setattr(ds, f"{color}PaletteColorLookupTableDescriptor", [4, 0, bits])
        setattr(ds, f"{form}{color}PaletteColorLookupTableData", data)
    return ds


@pytest.mark.parametrize(("syntax", "order"), [(LITTLE, "<"), (BIG, ">")])
def test_palettes_have_the_byte_order_of_their_data_set(syntax: str, order: str) -> None:
    every, colors = np.arange(4, dtype="u1"), np.array([256, 512, 770, 65_535])
    ds = palette(syntax, colors.astype(f"{order}u2").tobytes())
    assert np.array_equal(apply_color_lut(every, ds)[:, 1], colors)
    packed = np.frombuffer(bytes([1, 2, 3, 4]), "<u2").astype(f"{order}u2").tobytes()
    assert apply_color_lut(every, palette(syntax, packed, 8))[:, 2].tolist() == [1, 2, 3, 4]
    segments = np.array([0, 1, 100, 1, 3, 400], f"{order}u2").tobytes()
    assert apply_color_lut(every, palette(syntax, segments, 16, "Segmented"))[:, 0].tolist() == [100, 200, 300, 400]


def test_what_was_read_keeps_its_byte_order() -> None:
    """Another transfer syntax is for writing a data set; unchanged values stay as they were read."""
    ds = dcmread(get_testdata_file("gdcm-US-ALOKA-16_big.dcm"))
    every = np.arange(0, 65_536, 97, dtype="u2")
    expected = apply_color_lut(every, ds)
    ds.file_meta.TransferSyntaxUID = LITTLE
    assert np.array_equal(apply_color_lut(every, ds), expected)
    written = io.BytesIO()
    ds.save_as(written)
    assert np.array_equal(apply_color_lut(every, dcmread(written.getvalue())), expected)


def test_a_private_transfer_syntax_says_nothing() -> None:
    ds = palette("1.2.3.4", np.array([1, 2, 3, 4], ">u2").tobytes())
    ds.set_original_encoding(False, False)
    assert apply_color_lut(np.arange(4, dtype="u1"), ds)[:, 0].tolist() == [1, 2, 3, 4]


def test_tables_of_an_odd_number_of_entries_are_padded() -> None:
    ds = palette(LITTLE, b"\1\2\3\0", 8)
    for color in ("Red", "Green", "Blue"):
        setattr(ds, f"{color}PaletteColorLookupTableDescriptor", [3, 0, 8])
    assert apply_color_lut(np.array([0, 2, 9], "u1"), ds)[:, 0].tolist() == [1, 3, 3]


def test_palettes_that_are_not_whole() -> None:
    every = np.arange(4, dtype="u1")
    with pytest.raises(WrongType, match="uint12"):
        apply_color_lut(every, palette(LITTLE, bytes(8), 12))
    ds = palette(LITTLE, bytes(8))
    del ds.GreenPaletteColorLookupTableData
    with pytest.raises(MissingElement, match="GreenPaletteColorLookupTableData"):
        apply_color_lut(every, ds)


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 65_535)), max_size=6), st.integers(0, 65_535))
def test_lines_are_the_peers(lines: list[tuple[int, int]], start: int) -> None:
    data = [0, 1, start]
    for length, end in lines:
        data += [1, length, end]
    assert expand_segmented_lut(data, WORDS) == peer._expand_segmented_lut(tuple(data), "H")


@given(st.lists(st.integers(0, 4), max_size=40), st.sampled_from([BYTES, WORDS]), st.sampled_from(list(ByteOrder)))
def test_any_segments_end(data: list[int], kind: Any, order: ByteOrder) -> None:
    try:
        assert len(expand_segmented_lut(data, kind, order, entries=100)) <= 100
    except DicomError:
        return


def test_copies_are_bounded() -> None:
    """Segments without entries, copied again and again, would take work that grows with the square of the data."""
    nothing = [0, 1, 9] + [0, 0] * 2000
    copies = [2, 65_535, 3, 0] * 2000
    with pytest.raises(DicomError, match="more segments are copied"):
        expand_segmented_lut(nothing + copies, WORDS, entries=1000)
    with pytest.raises(DicomError, match="cannot copy an indirect"):
        expand_segmented_lut([0, 1, 9, 2, 1, 0, 0, 2, 1, 3, 0], WORDS)


@pytest.mark.parametrize("shape", [(7, 3), (2, 5, 4, 3)])
def test_colors_are_the_peers(shape: tuple[int, ...]) -> None:
    arr = np.random.default_rng(3).integers(0, 256, shape, dtype="u1")
    for current, desired in (("RGB", "YBR_FULL"), ("YBR_FULL", "RGB"), ("YBR_FULL_422", "RGB")):
        expected = peer.convert_color_space(arr, current, desired)
        assert np.array_equal(convert_color_space(arr, current, desired), expected)
        for given_array in (arr.copy(), np.asfortranarray(arr)):
            assert convert_color_space(given_array, current, desired, per_frame=True) is given_array
            assert np.array_equal(given_array, expected)


def test_grey_stays_grey() -> None:
    grey = np.repeat(np.arange(256, dtype="u1")[:, None], 3, axis=1)
    ybr = convert_color_space(grey, "RGB", "YBR_FULL")
    assert np.array_equal(ybr[:, 0], grey[:, 0])
    assert (ybr[:, 1:] == 128).all()
    assert np.array_equal(convert_color_space(ybr, "YBR_FULL", "RGB"), grey)


NUMBERS = st.one_of(st.integers(-70_000, 70_000), st.sampled_from([0, 1, 2, 8, 16]))
DATA = st.one_of(st.none(), st.binary(max_size=12), st.lists(st.integers(-9, 70_000), max_size=6), st.just("A\\B"))
DESCRIPTORS = st.one_of(st.none(), st.lists(NUMBERS, max_size=4), st.tuples(NUMBERS, NUMBERS, NUMBERS).map(list))
ARRAYS = st.sampled_from(
    [np.array([0, 7, 200], "u1"), np.array([-3, 500], "i2"), np.array([0.5, -2e9]), np.empty(0, "u2")]
)


def read_as(keyword: str, vr: str, value: Any, ds: Dataset) -> None:
    """An element as reading may give it, its value unchecked."""
    ds.add(DataElement(keyword, vr, value, already_converted=True))


@given(DESCRIPTORS, DATA, st.sampled_from(["OW", "US", "UN", "US or OW"]), ARRAYS)
def test_any_table_is_used_or_refused(descriptor: Any, data: Any, vr: str, arr: np.ndarray[Any, Any]) -> None:
    item = Dataset()
    read_as("LUTDescriptor", "US", descriptor, item)
    read_as("LUTData", vr, data, item)
    ds = described(ModalityLUTSequence=[item], VOILUTSequence=[item], PresentationLUTSequence=[item])
    ds.PhotometricInterpretation, ds.WindowCenter, ds.WindowWidth = "MONOCHROME1", 40, 400
    for apply in (apply_modality_lut, apply_voi, apply_presentation_lut, apply_windowing, apply_voi_lut):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            try:
                assert apply(arr, ds).shape == arr.shape
            except DicomError:
                continue


@given(DESCRIPTORS, DATA, st.sampled_from(["", "Segmented"]), st.sampled_from([LITTLE, BIG]), ARRAYS)
def test_any_palette_is_used_or_refused(
    descriptor: Any, data: Any, form: str, syntax: str, arr: np.ndarray[Any, Any]
) -> None:
    ds = described(syntax)
    for color in ("Red", "Green", "Blue", "Alpha"):
        if color != "Alpha":
            read_as(f"{color}PaletteColorLookupTableDescriptor", "US", descriptor, ds)
        read_as(f"{form}{color}PaletteColorLookupTableData", "OW", data, ds)
    try:
        assert apply_color_lut(arr, ds).shape == (*arr.shape, 4)
    except DicomError:
        return


def test_icc_profiles() -> None:
    pytest.importorskip("PIL.ImageCms")
    profile = Path(get_testdata_file("crayons.icc")).read_bytes()
    arr = np.random.default_rng(1).integers(0, 256, (2, 4, 5, 3), dtype="u1")
    expected = peer.apply_icc_profile(arr.copy(), transform=peer.create_icc_transform(icc_profile=profile))
    shown = apply_icc_profile(np.asfortranarray(arr), transform=create_icc_transform(icc_profile=profile))
    assert np.array_equal(shown, expected)
    ds = described(ICCProfile=profile)
    assert np.array_equal(apply_icc_profile(arr.copy(), ds), expected)
    with pytest.raises(DicomError, match="ICC Profile"):
        create_icc_transform(icc_profile=b"no profile")
    with pytest.raises(WrongType):
        apply_icc_profile(arr.astype("u2"), ds)


def test_everything_the_peer_has_is_here() -> None:
    names = [name for name in dir(peer) if name.startswith(("apply_", "convert_", "create_"))]
    assert set(names) <= set(pixels.__all__)
