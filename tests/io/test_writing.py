"""Writing as the API documents it: encodings, the file format, choices of VRs, buffers, streams."""

from __future__ import annotations

import gzip
import io
import itertools
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from bytes_of import (
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    JPEG,
    explicit,
    fragments,
    implicit,
    item,
    item_end,
    part10,
    sequence,
    sequence_end,
)

from dicomconstruct import DataElement, Dataset, FileDataset, FileMetaDataset, Sequence, check, dcmread, dcmwrite
from dicomconstruct.config import changed_options
from dicomconstruct.dataset.encoding_choice import Asked, determined
from dicomconstruct.encapsulation import encapsulate, encapsulate_buffer
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.filereader import read_dataset, read_sequence_item
from dicomconstruct.filewriter import (
    correct_ambiguous_vr,
    correct_ambiguous_vr_element,
    write_data_element,
    write_dataset,
    write_file_meta_info,
    write_sequence,
    write_sequence_item,
)
from dicomconstruct.parts.streams import DicomBytesIO
from dicomconstruct.parts.writing import multi_string, write_numbers, write_string, write_value
from dicomconstruct.uid import UID

NAME, ID = explicit(0x00100010, "PN", b"Doe^Jane"), explicit(0x00100020, "LO", b"12")
CT = "1.2.840.10008.5.1.4.1.1.2"


def written(data_set: Dataset, **options: Any) -> bytes:
    target = io.BytesIO()
    dcmwrite(target, data_set, **options)
    return target.getvalue()


def patient(**more: Any) -> Dataset:
    data_set = Dataset()
    data_set.PatientName = "Doe^Jane"
    for keyword, value in more.items():
        setattr(data_set, keyword, value)
    return data_set


def stream(*, implicit_vr: bool = False, little_endian: bool = True) -> DicomBytesIO:
    made = DicomBytesIO()
    made.is_implicit_VR, made.is_little_endian = implicit_vr, little_endian
    return made


# The encoding


@pytest.mark.parametrize(("is_implicit", "is_little"), [(True, True), (False, True), (False, False)])
def test_a_data_set_is_written_in_the_encoding_that_is_asked_for(is_implicit: bool, is_little: bool) -> None:
    data = written(patient(Rows=258), implicit_vr=is_implicit, little_endian=is_little)
    again = dcmread(data, force=True)
    assert (again.PatientName, again.Rows) == ("Doe^Jane", 258)
    assert again.original_encoding == (is_implicit, is_little)


def test_little_endian_is_meant_where_nobody_says() -> None:
    assert written(patient(), implicit_vr=False) == NAME
    with pytest.raises(ValueError, match="Unable to determine the encoding"):
        written(patient(), little_endian=True)
    with pytest.raises(ValueError, match="Implicit VR and big endian"):
        written(patient(), implicit_vr=True, little_endian=False)
    forced = written(patient(), implicit_vr=True, little_endian=False, force_encoding=True)
    assert forced == implicit(0x00100010, b"Doe^Jane", order=">")
    with pytest.raises(ValueError, match="required if 'force_encoding'"):
        written(patient(), implicit_vr=True, force_encoding=True)


def test_the_transfer_syntax_goes_before_what_is_asked_for() -> None:
    data_set = dcmread(part10(NAME))
    assert written(data_set, implicit_vr=False) == part10(NAME)
    for asked, problem in (({"implicit_vr": True}, "'implicit_vr'"), ({"little_endian": False}, "'little_endian'")):
        with pytest.raises(ValueError, match=f"{problem} value is not consistent"):
            written(data_set, **asked)
    assert written(data_set, implicit_vr=True, little_endian=True, force_encoding=True).endswith(
        implicit(0x00100010, b"Doe^Jane")
    )


def test_a_transfer_syntax_that_nobody_knows_needs_an_encoding() -> None:
    data_set = patient()
    with pytest.raises(ValueError, match="private transfer syntax"):
        determined(data_set, UID("1.2.3"))
    assert determined(data_set, UID("1.2.3"), Asked(True, True)).implicit
    with pytest.raises(ValueError, match="'CT Image Storage' is not a valid transfer syntax"):
        determined(data_set, UID(CT), Asked(True, True))
    known = UID("1.2.3")
    known.set_private_encoding(False, False)
    assert not determined(data_set, known).little_endian


def test_an_item_is_written_in_the_encoding_that_it_was_read_in() -> None:
    for one in (item(NAME), item(NAME, length=0xFFFFFFFF) + item_end()):
        data_set = dcmread(part10(sequence(0x00081140, one), uid=EXPLICIT_LE))
        found = data_set.ReferencedImageSequence[0]
        assert written(found) == NAME
        found.PatientID = "12"
        assert written(found) == NAME + ID


# What comes before the data set


def test_an_enforced_file_has_all_that_a_file_has_to_have() -> None:
    data_set = patient(SOPClassUID=CT, SOPInstanceUID="1.2.3")
    data = written(data_set, implicit_vr=True, enforce_file_format=True)
    again = dcmread(data)
    assert again.file_meta.MediaStorageSOPClassUID == CT
    assert again.file_meta.MediaStorageSOPInstanceUID == "1.2.3"
    assert again.file_meta.TransferSyntaxUID == IMPLICIT_LE
    assert again.file_meta.FileMetaInformationVersion == b"\0\1"
    assert "ImplementationClassUID" in again.file_meta
    assert not [one for one in check(data) if "meta" in one.code]
    assert not hasattr(data_set, "file_meta")


def test_what_is_missing_in_an_enforced_file_is_said() -> None:
    data_set = patient(SOPClassUID=CT)
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.MediaStorageSOPClassUID = None
    target = io.BytesIO()
    with pytest.raises(AttributeError, match=r"\(0002,0003\) .*\(0002,0010\) Transfer Syntax UID"):
        dcmwrite(target, data_set, implicit_vr=False, enforce_file_format=True)
    assert not target.getvalue()
    assert data_set.file_meta.MediaStorageSOPClassUID is None
    with pytest.raises(ValueError, match="cannot be used with 'enforce_file_format'"):
        written(data_set, force_encoding=True, enforce_file_format=True)


def test_a_file_that_was_read_is_enforced_without_another_change() -> None:
    data = part10(NAME)
    again = written(dcmread(data), enforce_file_format=True)
    assert again.startswith(bytes(128) + b"DICM")
    assert again.endswith(NAME)
    read = dcmread(again)
    assert all(read.file_meta[one.tag] == one for one in dcmread(data).file_meta if one.tag.element)
    assert written(read, enforce_file_format=True) == again


def test_the_prefix_comes_and_goes_with_the_preamble() -> None:
    data_set = dcmread(part10(NAME))
    data_set.preamble = None
    assert written(data_set) == part10(NAME)[132:]
    del data_set.file_meta
    assert written(data_set) == NAME
    data_set.preamble = b"a" * 128
    assert written(data_set) == b"a" * 128 + b"DICM" + NAME
    data_set.preamble = b"a" * 127
    with pytest.raises(ValueError, match="128-bytes long"):
        written(data_set)


def test_the_group_length_of_file_meta_information_is_made_right() -> None:
    data_set = FileDataset("a", patient(), file_meta=FileMetaDataset())
    data_set.file_meta.FileMetaInformationGroupLength = 5
    data_set.file_meta.TransferSyntaxUID = EXPLICIT_LE
    length = dcmread(written(data_set)).file_meta.FileMetaInformationGroupLength
    assert length == len(explicit(0x00020010, "UI", EXPLICIT_LE.encode() + b"\0"))


def test_elements_of_other_groups_are_refused_unless_they_were_read() -> None:
    with pytest.raises(ValueError, match="Command Set"):
        written(patient(MessageID=1), implicit_vr=True)
    with pytest.raises(ValueError, match="File Meta Information Group"):
        written(patient(TransferSyntaxUID="1.2"), implicit_vr=True)
    command = implicit(0x00000110, b"\1\0")
    data_set = dcmread(command + implicit(0x00100010, b"Doe^Jane"), force=True)
    assert data_set.MessageID == 1
    data_set.PatientName = "Roe"
    assert written(data_set).startswith(command)
    with pytest.raises(ValueError, match="Command Set"):
        written(data_set, enforce_file_format=True)


# Arguments


def test_the_deprecated_argument_is_the_opposite_of_enforcing() -> None:
    data_set = patient(SOPClassUID=CT, SOPInstanceUID="1.2.3")
    enforced = written(data_set, implicit_vr=True, enforce_file_format=True)
    with pytest.warns(DeprecationWarning, match="write_like_original"):
        assert written(data_set, implicit_vr=True, write_like_original=False) == enforced
    target = io.BytesIO()
    with pytest.warns(DeprecationWarning, match="write_like_original"):
        dcmwrite(target, data_set, False, implicit_vr=True)
    assert target.getvalue() == enforced
    with pytest.raises(TypeError, match="both"):
        dcmwrite(target, data_set, True, write_like_original=True)
    with pytest.raises(TypeError, match="Invalid keyword"):
        written(data_set, implicit=True)
    with changed_options(use_future=True), pytest.raises(TypeError, match="no longer accepted"):
        written(data_set, write_like_original=True)


def test_targets_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="got int"):
        dcmwrite(42, patient(), implicit_vr=True)  # type: ignore[arg-type]
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(FileExistsError, match="File exists"):
        dcmwrite(path, patient(), implicit_vr=True, overwrite=False)
    with pytest.raises(UnwritableValue):
        dcmwrite(path, patient(PatientComments=["a", "b"]), implicit_vr=True)
    assert path.read_bytes() == b"old"
    with gzip.open(path, "wb") as file:
        dcmwrite(file, patient(), implicit_vr=False)
    with gzip.open(path, "rb") as file:
        assert file.read() == NAME


# Choices of VRs


@pytest.mark.parametrize(
    ("around", "keyword", "value", "vr", "expected"),
    [
        ({"PixelRepresentation": 0}, "SmallestImagePixelValue", b"\xfe\xff", "US", 0xFFFE),
        ({"PixelRepresentation": 1}, "SmallestImagePixelValue", b"\xfe\xff", "SS", -2),
        ({}, "SmallestImagePixelValue", 7, "US", 7),
        ({"PixelRepresentation": 1}, "LUTDescriptor", b"\0\x80\0\x80\x10\0", "SS", [32768, -32768, 16]),
        ({"BitsAllocated": 16}, "PixelData", b"ab", "OW", b"ab"),
        ({"BitsAllocated": 8}, "PixelData", b"ab", "OB", b"ab"),
        ({"WaveformBitsAllocated": 8}, "WaveformData", b"ab", "OB", b"ab"),
        ({"LUTDescriptor": b"\1\0\0\0\x10\0"}, "LUTData", b"\1\2", "US", 0x0201),
        ({"LUTDescriptor": [2, 0, 16]}, "LUTData", b"\1\2\3\4", "OW", b"\1\2\3\4"),
    ],
)
def test_the_elements_around_decide_which_vr_one_has(
    around: dict[str, Any], keyword: str, value: Any, vr: str, expected: Any
) -> None:
    data_set = patient(**around, **{keyword: value})
    corrected = correct_ambiguous_vr(deepcopy(data_set), True)
    assert (corrected[keyword].VR, corrected[keyword].value) == (vr, expected)
    again = dcmread(written(data_set, implicit_vr=False), force=True)
    assert (again[keyword].VR, again[keyword].value) == (vr, expected)
    again = dcmread(written(data_set, implicit_vr=True), force=True)
    assert again[keyword].value == (
        expected if keyword != "LUTData" else written(corrected, implicit_vr=True)[-len(value) :]
    )


@pytest.mark.parametrize(
    ("more", "keyword", "missing"),
    [
        ({"SmallestImagePixelValue": 1, "PixelData": b"ab", "BitsAllocated": 8}, "", "PixelRepresentation"),
        ({"PixelData": b"ab"}, "", "BitsAllocated"),
        ({"LUTData": b"ab"}, "", "LUTDescriptor"),
    ],
)
def test_where_the_deciding_element_is_missing_it_is_said(more: dict[str, Any], keyword: str, missing: str) -> None:
    with pytest.raises(AttributeError, match=f"Failed to resolve ambiguous VR for tag .*'{missing}'"):
        correct_ambiguous_vr(patient(**more), True)
    with pytest.raises(AttributeError, match=f"'{missing}'"):
        written(patient(**more), implicit_vr=False)
    assert not keyword


def test_the_nearest_data_set_decides_about_signs() -> None:
    inner = Dataset()
    inner.SmallestImagePixelValue = 1
    middle = Dataset()
    middle.ReferencedImageSequence = [inner]
    middle.PixelRepresentation = None
    outer = patient(PixelRepresentation=1, ReferencedStudySequence=[middle])
    again = dcmread(written(outer, implicit_vr=False), force=True)
    found = again.ReferencedStudySequence[0].ReferencedImageSequence[0]
    assert found["SmallestImagePixelValue"].VR == "SS"
    inner["SmallestImagePixelValue"].VR = "US or SS"
    corrected = correct_ambiguous_vr_element(inner["SmallestImagePixelValue"], inner, True, [middle, outer])
    assert corrected.VR == "SS"


def test_a_choice_that_nothing_decides_is_not_written_under_a_guess() -> None:
    data_set = Dataset()
    data_set.add_new(0x00091001, "US or SS", 5)
    with pytest.raises(UnwritableValue, match="Cannot write ambiguous VR of 'US or SS'"):
        written(data_set, implicit_vr=False)
    assert written(data_set, implicit_vr=True) == implicit(0x00091001, b"\5\0")


def test_what_the_words_of_pixels_are_called_is_left_open_without_vrs() -> None:
    data_set = patient(PixelData=b"abcd")
    assert written(data_set, implicit_vr=True).endswith(implicit(0x7FE00010, b"abcd"))
    assert data_set["PixelData"].VR == "OB or OW"


# Pixels that are encapsulated


def test_assigned_fragments_get_the_undefined_length() -> None:
    data_set = patient(BitsAllocated=8, PixelData=encapsulate([b"abcd"], has_bot=False))
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = JPEG
    assert written(data_set).endswith(fragments(0x7FE00010, b"", b"abcd"))
    data_set.PixelData = encapsulate_buffer([io.BytesIO(b"abcd")], has_bot=False)
    assert written(data_set).endswith(fragments(0x7FE00010, b"", b"abcd"))
    data_set.PixelData = b"abcd"
    with pytest.raises(UnwritableValue, match="hasn't been encapsulated"):
        written(data_set)
    assert data_set["PixelData"].is_undefined_length
    data_set.file_meta.TransferSyntaxUID = EXPLICIT_LE
    assert written(data_set).endswith(explicit(0x7FE00010, "OB", b"abcd"))
    assert not data_set["PixelData"].is_undefined_length


# Buffers


@pytest.mark.parametrize("size", [0, 1, 5, 100_001])
@pytest.mark.parametrize("depth", [0, 3])
def test_a_buffer_is_written_from_where_it_stands(size: int, depth: int) -> None:
    value = bytes(itertools.islice(itertools.cycle(range(256)), size))
    buffer = io.BytesIO(b"before" + value)
    buffer.seek(6)
    data_set = Dataset()
    data_set.add_new(0x00420011, "OB", buffer)
    for _ in range(depth):
        outer = Dataset()
        outer.IconImageSequence = [data_set]
        data_set = outer
    expected = explicit(0x00420011, "OB", value + b"\0" * (size % 2))
    for _ in range(depth):
        expected = sequence(0x00880200, item(expected))
    with changed_options(buffered_read_size=1000):
        assert written(data_set, implicit_vr=False) == expected
        assert written(data_set, implicit_vr=False) == expected
    assert buffer.tell() == 6


def test_a_buffer_goes_into_a_deflated_data_set() -> None:
    data_set = patient()
    data_set.add_new(0x00420011, "OB", io.BytesIO(bytes(50_000)))
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1.99"
    assert dcmread(written(data_set)).EncapsulatedDocument == bytes(50_000)


def test_a_closed_buffer_is_told_before_the_target_is_touched(tmp_path: Path) -> None:
    path, buffer = tmp_path / "a", io.BytesIO(bytes(50_000))
    path.write_bytes(b"old")
    data_set = Dataset()
    data_set.add_new(0x00420011, "OB", buffer)
    buffer.close()
    with pytest.raises(ValueError, match=r"Invalid buffer for \(0042,0011\) .*: the buffer has been closed"):
        dcmwrite(path, data_set, implicit_vr=True)
    assert path.read_bytes() == b"old"


# Character sets


def test_text_is_spelt_anew_when_the_character_set_changes() -> None:
    charset = explicit(0x00080005, "CS", b"ISO_IR 100")
    latin, utf8 = "Jérôme".encode("latin-1"), "Jérôme".encode()

    def names(raw: bytes) -> bytes:
        return explicit(0x00100010, "PN", raw + b" " * (len(raw) % 2))

    own = item(explicit(0x00080005, "CS", b"ISO_IR 101"), names("Łódź".encode("latin2")))
    data = part10(charset, sequence(0x00081140, item(names(latin)), own), names(latin), ID)
    data_set = dcmread(data)
    data_set.SpecificCharacterSet = "ISO_IR 192"
    wanted = explicit(0x00080005, "CS", b"ISO_IR 192")
    assert written(data_set) == part10(wanted, sequence(0x00081140, item(names(utf8)), own), names(utf8), ID)
    data_set.SpecificCharacterSet = "ISO_IR 100"
    assert written(data_set) == data
    data_set.SpecificCharacterSet = "ISO_IR 144"
    with pytest.raises(UnwritableValue):
        written(data_set)


def test_text_without_meaning_stays_when_the_character_set_changes() -> None:
    odd = explicit(0x00100010, "PN", b"\xff\xfe\xfd\xfc")
    data_set = dcmread(part10(explicit(0x00080005, "CS", b"ISO_IR 192"), odd))
    data_set.SpecificCharacterSet = "ISO_IR 100"
    assert written(data_set) == part10(explicit(0x00080005, "CS", b"ISO_IR 100"), odd)


# Streams


def test_elements_in_streams_have_the_bytes_that_files_have() -> None:
    data_set = patient(Rows=258, ReferencedImageSequence=[patient()])
    for is_implicit, is_little in ((True, True), (False, True), (False, False)):
        target = stream(implicit_vr=is_implicit, little_endian=is_little)
        for element in data_set:
            write_data_element(target, element)
        expected = written(data_set, implicit_vr=is_implicit, little_endian=is_little)
        assert target.getvalue() == expected
        target = stream(implicit_vr=is_implicit, little_endian=is_little)
        assert write_dataset(target, data_set) == len(expected)
        assert target.getvalue() == expected


def test_a_data_set_goes_into_a_stream_in_its_own_encoding_where_that_says_none() -> None:
    target = DicomBytesIO()
    write_dataset(target, read_dataset(NAME, False, True))
    assert target.getvalue() == NAME
    with pytest.raises(AttributeError, match="are required"):
        write_dataset(DicomBytesIO(), patient())


def test_items_go_into_streams_by_themselves() -> None:
    one, other = patient(), patient()
    other.is_undefined_length_sequence_item = True
    expected = item(NAME) + item(NAME, length=0xFFFFFFFF) + item_end()
    target = stream()
    write_sequence_item(target, one)
    write_sequence_item(target, other)
    assert target.getvalue() == expected
    target.seek(0)
    assert read_sequence_item(target, False, True) == one
    items = DataElement("ReferencedImageSequence", "SQ", [one, other])
    target = stream()
    write_sequence(target, items)
    assert target.getvalue() == expected
    items.is_undefined_length = True
    target = stream()
    write_data_element(target, items)
    assert target.getvalue() == sequence(0x00081140, expected, sequence_end(), length=0xFFFFFFFF)


def test_text_goes_into_streams_in_the_encoding_that_is_given() -> None:
    target = stream()
    write_data_element(target, DataElement("PatientName", "PN", "Jérôme"), "utf8")
    write_dataset(target, patient(PatientName="Jérôme"), ["latin_1"])
    assert target.getvalue() == explicit(0x00100010, "PN", "Jérôme".encode()) + explicit(
        0x00100010, "PN", "Jérôme".encode("latin-1")
    )
    with pytest.raises(NotImplementedError, match="unknown Value Representation 'ZZ'"):
        write_data_element(target, DataElement(0x00100010, "ZZ", "a"))


def test_file_meta_information_goes_into_a_stream() -> None:
    file_meta = FileMetaDataset()
    file_meta.TransferSyntaxUID = EXPLICIT_BE
    target = DicomBytesIO()
    write_file_meta_info(target, file_meta, enforce_standard=False)
    alone = explicit(0x00020010, "UI", EXPLICIT_BE.encode() + b"\0")
    assert target.getvalue() == alone
    file_meta.FileMetaInformationGroupLength = 0
    target = DicomBytesIO()
    write_file_meta_info(target, file_meta, enforce_standard=False)
    assert target.getvalue() == explicit(0x00020000, "UL", len(alone).to_bytes(4, "little")) + alone
    assert file_meta.FileMetaInformationGroupLength == len(alone)
    with pytest.raises(AttributeError, match="Media Storage SOP Class UID"):
        write_file_meta_info(target, file_meta)


@pytest.mark.parametrize(
    ("vr", "value", "field"),
    [
        ("OB", b"abc", b"abc\0"),
        ("OW", io.BytesIO(b"abc"), b"abc\0"),
        ("US", [1, 2], b"\1\0\2\0"),
        ("UI", "1.2", b"1.2\0"),
        ("DA", "20260101", b"20260101"),
        ("DA", [b"20260101", "20270101"], b"20260101\\20270101 "),
        ("AT", 0x00100020, b"\x10\0\x20\0"),
        ("DS", ["1", "2.50"], b"1\\2.50"),
    ],
)
def test_values_go_into_streams_by_themselves(vr: str, value: Any, field: bytes) -> None:
    target = stream()
    write_value(target, DataElement(0x00091001, vr, value))
    assert target.getvalue() == field


def test_numbers_go_into_streams_in_a_format_of_the_callers() -> None:
    target = stream(little_endian=False)
    write_numbers(target, DataElement(0x00091001, "UL", [1, 2]), "L")
    with changed_options(writing_validation_mode=0):
        write_numbers(target, DataElement("LUTDescriptor", "SS", [32768, -1, 16]), "h")
    assert target.getvalue() == bytes.fromhex("00000001 00000002 8000 ffff 0010")
    with pytest.raises(OSError, match="for data_element"):
        write_numbers(target, DataElement(0x00091001, "OB", b"a"), "H")


def test_text_goes_into_streams_padded_as_one_wants() -> None:
    target = stream()
    write_string(target, DataElement(0x00091001, "LO", "abc"), "\0")
    write_string(target, DataElement(0x00091001, "LO", "abc"))
    assert target.getvalue() == b"abc\0abc "
    assert multi_string(["a", "b"]) == "a\\b"
    assert Sequence([patient()])[0].PatientName == "Doe^Jane"


def test_an_element_knows_where_its_value_stands_in_the_file() -> None:
    data = part10(NAME, ID)
    element = dcmread(data)["PatientID"]
    assert element.file_tell == data.index(b"12", len(data) - 4)
    assert DataElement("PatientID", "LO", "12").file_tell is None
