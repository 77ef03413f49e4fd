"""File meta information holds group 2 only; the data set of a file knows what surrounds it."""

from __future__ import annotations

import copy
import io

import pytest

from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset import Dataset, FileDataset, FileMetaDataset

IMPLICIT = "1.2.840.10008.1.2"


def meta() -> FileMetaDataset:
    made = FileMetaDataset()
    made.TransferSyntaxUID = IMPLICIT
    return made


def patient() -> Dataset:
    made = Dataset()
    made.PatientID = "x"
    return made


def test_group_2_only() -> None:
    made = meta()
    with pytest.raises(ValueError, match="group 2"):
        made.PatientID = "x"
    with pytest.raises(ValueError, match="group 2"):
        made[0x00100020] = DataElement(0x00100020, "LO", "x")
    with pytest.raises(ValueError, match="group 2"):
        made.add_new(0x00100020, "LO", "x")
    with pytest.raises(ValueError, match="group 2"):
        made.update({"PatientID": "x"})
    with pytest.raises(ValueError, match="group 2"):
        FileMetaDataset(patient())
    with pytest.raises(TypeError):
        FileMetaDataset(5)  # type: ignore[arg-type]
    assert len(made) == 1
    assert FileMetaDataset(made) == made


def test_file_meta_of_any_data_set() -> None:
    data_set = patient()
    with pytest.raises(ValueError, match="group 2"):
        data_set.file_meta = patient()
    data_set.file_meta = meta()
    assert str(data_set) == (
        "Dataset.file_meta -------------------------------\n"
        "(0002,0010) Transfer Syntax UID                 UI: Implicit VR Little Endian\n"
        "-------------------------------------------------\n"
        "(0010,0020) Patient ID                          LO: 'x'"
    )
    assert list(data_set.to_json_dict()) == ["00100020"]


def test_data_set_of_a_file() -> None:
    source = patient()
    source.note = 5
    data_set = FileDataset("x.dcm", source, preamble=b"\0" * 128, file_meta=meta(), is_implicit_VR=False)
    assert (data_set.filename, data_set.preamble, data_set.note) == ("x.dcm", b"\0" * 128, 5)
    assert data_set.file_meta.TransferSyntaxUID == IMPLICIT
    assert data_set.original_encoding == (False, True)
    assert (data_set.is_implicit_VR, data_set.is_little_endian) == (False, True)
    assert data_set == patient()
    assert FileDataset("y", {"PatientID": "x"}).file_meta == FileMetaDataset()


def test_copies_keep_what_surrounds() -> None:
    file = io.BytesIO()
    data_set = FileDataset(file, patient(), file_meta=meta())
    again = copy.deepcopy(data_set)
    assert again == data_set
    assert (data_set.filename, data_set.buffer) == (None, file)
    assert again.buffer is not file
    assert again.buffer.getvalue() == file.getvalue()
    again.file_meta.TransferSyntaxUID = "1.2"
    assert data_set.file_meta.TransferSyntaxUID == IMPLICIT
    assert copy.copy(data_set).file_meta is data_set.file_meta
    part = data_set[0x00100000:]
    assert type(part) is Dataset
    assert part == data_set
    assert part.original_encoding == data_set.original_encoding
