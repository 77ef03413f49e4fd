"""A slice of a data set that was read is written as it was read, with or without file meta information."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from real_files import FILES

from dicomconstruct import Dataset, dcmread, dcmwrite

CT = next(path for path in FILES if path.name == "CT_small.dcm")
PATIENT = slice(0x00100000, 0x00110000)


def saved(data_set: Dataset, **options: bool) -> bytes:
    target = io.BytesIO()
    data_set.save_as(target, **options)
    return target.getvalue()


def test_the_bytes_of_a_slice_are_those_of_the_file() -> None:
    part = dcmread(CT)[PATIENT]
    data = saved(part)
    assert len(data) == 180
    assert data in CT.read_bytes()
    target = io.BytesIO()
    dcmwrite(target, part)
    assert target.getvalue() == data
    assert saved(dcmread(CT).group_dataset(0x0010)) == data
    assert dcmread(data, force=True) == part


@pytest.mark.parametrize(("implicit", "little"), [(True, True), (False, True), (False, False)])
def test_a_slice_in_another_encoding(implicit: bool, little: bool) -> None:
    part = dcmread(CT)[PATIENT]
    data = saved(part, implicit_vr=implicit, little_endian=little)
    assert (data in CT.read_bytes()) is (not implicit and little)
    assert len(data) == (176 if implicit else 180)


def test_a_slice_with_file_meta_information_is_a_file(tmp_path: Path) -> None:
    data_set = dcmread(CT)
    part = data_set[PATIENT]
    part.file_meta = data_set.file_meta
    part.PatientName = "Other^One"
    target = tmp_path / "part.dcm"
    part.save_as(target, enforce_file_format=True)
    again = dcmread(target)
    assert (again.PatientName, again.file_meta.MediaStorageSOPClassUID) == ("Other^One", data_set.SOPClassUID)
    assert data_set.PatientName == "CompressedSamples^CT1"


def test_a_slice_says_what_the_whole_says_of_its_encoding() -> None:
    data_set = dcmread(CT)
    part = data_set[PATIENT]
    assert part.original_encoding == data_set.original_encoding
    assert part.original_character_set == data_set.original_character_set
    assert (part.is_implicit_VR, part.is_little_endian) == (False, True)
    item = data_set.OtherPatientIDsSequence[0]
    assert (item.is_implicit_VR, item[:].is_implicit_VR) == (None, None)


def test_a_data_set_made_of_a_slice_has_no_encoding() -> None:
    made = Dataset()
    made.update(dcmread(CT)[PATIENT])
    with pytest.raises(ValueError, match="encoding"):
        saved(made)
    assert saved(made, implicit_vr=False, little_endian=True) in CT.read_bytes()


@pytest.mark.parametrize("looked_at", [False, True])
def test_native_pixels_are_not_written_where_fragments_are_asked_for(looked_at: bool) -> None:
    data_set = dcmread(CT)
    if looked_at:
        assert data_set.PixelData
    data_set.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.90"
    with pytest.raises(ValueError, match="hasn't been encapsulated"):
        saved(data_set)
    del data_set.PixelData
    assert dcmread(saved(data_set)).PatientID == "1CT1"
