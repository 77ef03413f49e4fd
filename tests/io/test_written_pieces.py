"""What is written travels as pieces: large values as they are, the lengths around them right, files whole."""

from __future__ import annotations

import io
import os
import struct
from functools import partial
from pathlib import Path

import pytest
from bytes_of import (
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    JPEG,
    UNDEFINED,
    explicit,
    fragments,
    implicit,
    item,
    part10,
    sequence,
    sequence_end,
    undefined_item,
)
from growth import grows_at_most, seconds_of
from hypothesis import given, strategies as st

from dicomconstruct import STANDARD, VR, DataElement, Dataset, FileMetaDataset, Sequence, dcmread, dcmwrite
from dicomconstruct.dataset.file_bytes import file_pieces
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar import SHORT
from dicomconstruct.tree.levels import LARGE, gathered

NAME = explicit(0x00100010, "PN", b"Doe^Jane")
PIXELS = bytes(range(256)) * (LARGE // 128)
"""Twice as large as a piece that is copied."""


def written(data_set: Dataset, **options: bool) -> bytes:
    target = io.BytesIO()
    dcmwrite(target, data_set, **options)
    return target.getvalue()


def made(*elements: DataElement, uid: str = EXPLICIT_LE) -> Dataset:
    data_set = Dataset()
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = uid
    for element in elements:
        data_set[element.tag] = element
    return data_set


def pixels(value: bytes = PIXELS) -> DataElement:
    return DataElement(0x7FE00010, "OW", value)


@given(st.lists(st.sampled_from([0, 2, LARGE - 1, LARGE, LARGE + 1])))
def test_gathering_loses_nothing_and_copies_nothing_large(sizes: list[int]) -> None:
    pieces = [bytes([place % 256]) * size for place, size in enumerate(sizes)]
    fewer = gathered(list(pieces))
    assert b"".join(fewer) == b"".join(pieces)
    kept = {id(one) for one in fewer}
    assert all(id(one) in kept for one in pieces if len(one) >= LARGE)
    assert len(fewer) <= 2 * sum(size >= LARGE for size in sizes) + 1


@pytest.mark.parametrize("uid", [EXPLICIT_LE, IMPLICIT_LE, EXPLICIT_BE])
def test_a_large_value_is_handed_on_as_it_is(uid: str) -> None:
    data_set = made(pixels(), uid=uid)
    assert any(piece is PIXELS for piece in file_pieces(data_set, STANDARD))
    assert dcmread(written(data_set)).PixelData == PIXELS


def test_a_large_value_is_handed_on_out_of_items_within_items() -> None:
    inner = made(pixels())
    for _ in range(50):
        outer = Dataset()
        outer.PatientID = "x"
        outer.IconImageSequence = [inner]
        inner = outer
    inner.file_meta = made().file_meta
    assert any(piece is PIXELS for piece in file_pieces(inner, STANDARD))
    again = dcmread(written(inner))
    for _ in range(50):
        again = again.IconImageSequence[0]
    assert again.PixelData == PIXELS


def test_a_large_value_of_undefined_length_is_handed_on() -> None:
    data = part10(NAME, fragments(0x7FE00010, b"", PIXELS), uid=JPEG)
    data_set = dcmread(data)
    value = data_set.PixelData
    data_set["PixelData"].value = value
    assert any(piece is value for piece in file_pieces(data_set, STANDARD))
    assert written(data_set) == data


def test_a_large_value_assigned_to_what_was_read_is_handed_on() -> None:
    other = PIXELS[::-1]
    data_set = dcmread(part10(NAME, explicit(0x7FE00010, "OW", PIXELS)))
    data_set.PixelData = other
    assert any(piece is other for piece in file_pieces(data_set, STANDARD))
    assert written(data_set) == part10(NAME, explicit(0x7FE00010, "OW", other))


def test_an_untouched_file_is_handed_on_in_one_piece() -> None:
    data = part10(NAME, explicit(0x7FE00010, "OW", PIXELS))
    data_set = dcmread(data)
    (piece,) = file_pieces(data_set, STANDARD)
    assert piece is data_set._source.later.data
    assert piece == data


def test_one_edit_leaves_the_rest_in_two_slices() -> None:
    before, after = explicit(0x00080005, "CS", b"ISO_IR 100") * 40, explicit(0x00200010, "SH", b"ab" * 9000) * 2
    data_set = dcmread(part10(before, NAME, after))
    data_set.PatientName = "Roe^Richard "
    assert written(data_set) == part10(before, explicit(0x00100010, "PN", b"Roe^Richard "), after)
    assert len(file_pieces(data_set, STANDARD)) == 2


def test_a_path_gets_what_a_file_gets(tmp_path: Path) -> None:
    data_set = made(DataElement(0x00100010, "PN", "Doe^Jane"), pixels(), pixels(b"\0" * LARGE))
    path = tmp_path / "a.dcm"
    dcmwrite(path, data_set)
    assert path.read_bytes() == written(data_set)
    dcmwrite(str(path), made(pixels(b"ab")))
    assert path.read_bytes() == written(made(pixels(b"ab")))
    assert os.listdir(tmp_path) == ["a.dcm"]


def test_a_value_that_cannot_be_written_leaves_every_target_alone(tmp_path: Path) -> None:
    data_set = made(pixels())
    data_set.add_new(0x7FE10010, "LO", "x")
    data_set.add_new(0x7FE11001, "US", 1)
    data_set[0x7FE1, 0x1001]._value = 1 << 16
    target, path = io.BytesIO(b"old"), tmp_path / "old"
    path.write_bytes(b"old")
    for where in (target, path):
        with pytest.raises(UnwritableValue, match="7FE1,1001"):
            dcmwrite(where, data_set)
    assert (target.getvalue(), path.read_bytes(), os.listdir(tmp_path)) == (b"old", b"old", ["old"])


def test_an_element_that_cannot_be_written_is_named_inside_items_too() -> None:
    inside = Dataset()
    inside.add_new(0x00280010, "US", 1)
    inside[0x0028, 0x0010]._value = "no number"
    data_set = made(DataElement(0x00081140, "SQ", [Dataset(), inside]))
    with pytest.raises(UnwritableValue) as raised:
        written(data_set)
    assert raised.value.path == "(0008,1140)[1].(0028,0010)"


# Group lengths (PS3.5 7.2)


def group_length(group: int, length: int, order: str = "<") -> bytes:
    return explicit(group << 16, "UL", struct.pack(order + "I", length), order=order)


ID = explicit(0x00100020, "LO", b"4711")
COMMENTS = explicit(0x00104000, "LT", b"none")
BIRTH = explicit(0x00100030, "DA", b"19700101")


def test_a_group_length_stays_right_when_elements_go_come_and_grow() -> None:
    data_set = dcmread(part10(group_length(0x10, len(NAME + ID + COMMENTS)), NAME, ID, COMMENTS))
    del data_set.PatientID
    assert written(data_set) == part10(group_length(0x10, len(NAME + COMMENTS)), NAME, COMMENTS)
    data_set.PatientBirthDate = "19700101"
    expected = part10(group_length(0x10, len(NAME + BIRTH + COMMENTS)), NAME, BIRTH, COMMENTS)
    assert written(data_set) == expected
    data_set.PatientComments = "nothing of note."
    longer = explicit(0x00104000, "LT", b"nothing of note.")
    assert written(data_set) == part10(group_length(0x10, len(NAME + BIRTH + longer)), NAME, BIRTH, longer)


def test_a_group_length_of_a_group_that_is_taken_out_is_zero() -> None:
    data_set = dcmread(part10(group_length(0x10, len(NAME)), NAME, explicit(0x00280010, "US", b"\1\0")))
    del data_set.PatientName
    assert written(data_set) == part10(group_length(0x10, 0), explicit(0x00280010, "US", b"\1\0"))


def test_a_wrong_group_length_stays_as_it_was() -> None:
    data_set = dcmread(part10(group_length(0x10, 5), NAME, ID))
    del data_set.PatientID
    assert written(data_set) == part10(group_length(0x10, 5), NAME)


def test_a_group_length_that_is_assigned_is_written_as_said() -> None:
    data_set = dcmread(part10(group_length(0x10, len(NAME)), NAME))
    data_set[0x0010, 0x0000].value = 7
    data_set.PatientName = "Roe^Richard "
    longer = explicit(0x00100010, "PN", b"Roe^Richard ")
    assert written(data_set) == part10(group_length(0x10, 7), longer)
    data_set[0x0010, 0x0000].value = len(NAME)
    assert written(data_set) == part10(group_length(0x10, len(longer)), longer)


def test_the_group_length_of_another_group_is_left_alone() -> None:
    rows = explicit(0x00280010, "US", b"\1\0")
    data_set = dcmread(part10(group_length(0x10, len(NAME)), NAME, group_length(0x28, len(rows)), rows))
    data_set.PatientName = "Roe^Richard "
    longer = explicit(0x00100010, "PN", b"Roe^Richard ")
    expected = part10(group_length(0x10, len(longer)), longer, group_length(0x28, len(rows)), rows)
    assert written(data_set) == expected


def test_group_lengths_in_big_endian_and_inside_items() -> None:
    content = group_length(0x10, len(ID), ">") + explicit(0x00100020, "LO", b"4711", order=">")
    inside = sequence(0x00081140, item(content, order=">"), order=">")
    data_set = dcmread(part10(inside, uid=EXPLICIT_BE))
    data_set.ReferencedImageSequence[0].PatientID = "471147"
    longer = explicit(0x00100020, "LO", b"471147", order=">")
    expected = sequence(0x00081140, item(group_length(0x10, len(longer), ">") + longer, order=">"), order=">")
    assert written(data_set) == part10(expected, uid=EXPLICIT_BE)


# What is kept, and in which order


def test_elements_are_added_before_the_first_with_a_higher_tag() -> None:
    study, rows = explicit(0x00200010, "SH", b"ab"), explicit(0x00280010, "US", b"\1\0")
    data_set = dcmread(part10(study, NAME, rows))
    data_set.PatientBirthDate, data_set.PatientComments, data_set.Columns = "19700101", "none", 2
    columns = explicit(0x00280011, "US", b"\2\0")
    assert written(data_set) == part10(BIRTH, COMMENTS, study, NAME, rows, columns)


def test_elements_are_added_before_the_delimiter_of_an_item() -> None:
    items = (undefined_item(NAME), undefined_item(ID), sequence_end())
    data_set = dcmread(part10(sequence(0x00081140, *items, length=UNDEFINED), ID))
    data_set.ReferencedImageSequence[0].PatientComments = "none"
    items = (undefined_item(NAME, COMMENTS), undefined_item(ID), sequence_end())
    assert written(data_set) == part10(sequence(0x00081140, *items, length=UNDEFINED), ID)


def test_of_two_elements_with_one_tag_one_is_left_by_an_edit() -> None:
    data_set = dcmread(part10(NAME, ID, explicit(0x00100010, "PN", b"Roe^Jack")))
    data_set.PatientName = "Poe^Anna"
    assert written(data_set) == part10(ID, explicit(0x00100010, "PN", b"Poe^Anna"))
    del data_set.PatientName
    assert written(data_set) == part10(ID)


def test_a_value_that_outgrows_its_length_field_becomes_un() -> None:
    long_text = b"ab" * 40_000
    data_set = dcmread(part10(NAME, COMMENTS))
    with pytest.warns(UserWarning, match="exceeds the maximum length of 10240"):
        data_set.PatientComments = long_text.decode()
    with pytest.warns(UserWarning, match="VR is changed from 'LT' to 'UN'"):
        assert written(data_set) == part10(NAME, explicit(0x00104000, "UN", long_text))
    forced = partial(written, data_set, little_endian=True, force_encoding=True)
    assert forced(implicit_vr=True).endswith(implicit(0x00104000, long_text))


def test_numbers_that_outgrow_their_length_field_are_little_endian_as_un() -> None:
    numbers = list(range(40_000))
    data_set = made(DataElement(0x00283006, "US", numbers), uid=EXPLICIT_BE)
    with pytest.warns(UserWarning, match="VR is changed from 'US' to 'UN'"):
        data = written(data_set)
    value = b"".join(number.to_bytes(2, "little") for number in numbers)
    assert data.endswith(explicit(0x00283006, "UN", value, order=">"))


def test_a_vr_of_ones_own_is_encoded_by_its_row() -> None:
    lab = STANDARD.with_vr(VR("ZZ", header=SHORT))
    data_set = made(DataElement(0x00090010, "LO", "PHANTOM"), DataElement(0x00091001, "ZZ", b"abc"))
    target = io.BytesIO()
    dcmwrite(target, data_set, codec=lab)
    assert target.getvalue().endswith(b"\x09\0\x01\x10ZZ\4\0abc\0")
    with pytest.raises(UnwritableValue, match="no such VR"):
        written(data_set)


# The file meta group


def test_the_file_meta_group_of_another_file_is_written() -> None:
    one, other = part10(NAME), part10(ID, uid=IMPLICIT_LE)
    data_set, meta = dcmread(one), dcmread(other, force=True).file_meta
    data_set.file_meta = meta
    again = dcmread(written(data_set))
    assert again.file_meta.TransferSyntaxUID == IMPLICIT_LE
    assert written(data_set).endswith(implicit(0x00100010, b"Doe^Jane"))
    data_set = dcmread(one)
    assert data_set.PatientName == "Doe^Jane"
    data_set.file_meta = dcmread(part10(ID, uid=EXPLICIT_BE)).file_meta
    assert dcmread(written(data_set)).file_meta.TransferSyntaxUID == EXPLICIT_BE


@pytest.mark.parametrize("looked", [False, True])
def test_the_file_meta_group_of_another_file_in_the_same_encoding_is_written(looked: bool) -> None:
    one, other = part10(NAME), part10(ID).replace(b"2.25.1", b"2.25.9")
    data_set = dcmread(one)
    data_set.file_meta = dcmread(other).file_meta
    if looked:
        assert data_set.PatientName == "Doe^Jane"
    assert written(data_set) == one.replace(b"2.25.1", b"2.25.9")


def test_another_preamble_is_written() -> None:
    data_set = dcmread(part10(NAME))
    data_set.preamble = b"II*\0" * 32
    assert written(data_set) == b"II*\0" * 32 + part10(NAME)[128:]


def test_time_and_size_are_linear_in_depth() -> None:
    def nested(depth: int) -> Dataset:
        inner = Dataset()
        for _ in range(depth):
            outer = Dataset()
            outer.PatientID = "4711"
            outer.ReferencedImageSequence = Sequence([inner])
            inner = outer
        inner.file_meta = made().file_meta
        return inner

    def seconds(data_set: Dataset) -> float:
        return seconds_of(lambda: written(data_set))

    shallow, deep = nested(500), nested(4000)
    assert len(written(deep)) < 9 * len(written(shallow))
    assert grows_at_most(3 * 8, lambda: seconds(shallow), lambda: seconds(deep))


def test_values_without_meaning_come_through_in_other_encodings() -> None:
    data_set = dcmread(part10(NAME, explicit(0x00200013, "IS", b"1A")))
    data = written(data_set, implicit_vr=True, little_endian=True, force_encoding=True)
    assert data.endswith(implicit(0x00200013, b"1A"))
    with pytest.warns(UserWarning, match="Invalid value for VR IS"):
        assert dcmread(data, force=True).InstanceNumber == "1A"


LATIN = explicit(0x00080005, "CS", b"ISO_IR 100")
GERMAN = explicit(0x00104000, "LT", b"Z\xfcrich ")
UNICODE = explicit(0x00080005, "CS", b"ISO_IR 192")


def test_another_character_set_reaches_all_text() -> None:
    """Text that was not accessed too, also in items, except an item with its own character set."""
    own = item(LATIN, GERMAN)
    data_set = dcmread(part10(LATIN, sequence(0x00081140, item(GERMAN), own), NAME, GERMAN))
    data_set.SpecificCharacterSet = "ISO_IR 192"
    german = explicit(0x00104000, "LT", "Zürich ".encode())
    assert written(data_set) == part10(UNICODE, sequence(0x00081140, item(german), own), NAME, german)
    assert data_set.PatientComments == "Zürich"
    del data_set.SpecificCharacterSet
    assert written(data_set) == part10(sequence(0x00081140, item(GERMAN), own), NAME, GERMAN)


def test_text_that_was_declared_wrongly_keeps_its_bytes() -> None:
    wrong = explicit(0x00104000, "LT", "Zürich ".encode())
    data_set = dcmread(part10(wrong))
    data_set.SpecificCharacterSet = "ISO_IR 192"
    assert written(data_set) == part10(UNICODE, wrong)


def test_text_that_has_no_place_in_another_character_set_is_refused() -> None:
    data_set = dcmread(part10(LATIN, GERMAN))
    data_set.SpecificCharacterSet = "ISO_IR 144"
    with pytest.raises(UnwritableValue, match="ü") as raised:
        written(data_set)
    assert raised.value.path == "(0010,4000)"
