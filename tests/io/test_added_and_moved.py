"""What a program adds, takes out or moves: the rest of a file keeps its meaning, or writing is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bytes_of import EXPLICIT_LE, IMPLICIT_LE, explicit, implicit, opening, padded, part10

from dicomconstruct import Dataset, FileMetaDataset, dcmread, dcmwrite

CLASS = implicit(0x00080016, b"1.2\0") + implicit(0x00080018, b"1.2.3\0")
ID = implicit(0x00100020, b"4711")
UNCOUNTED = opening() + explicit(0x00020010, "UI", padded(IMPLICIT_LE.encode())) + CLASS + ID


def written(data_set: Dataset, **options: Any) -> bytes:
    target = io.BytesIO()
    dcmwrite(target, data_set, **options)
    return target.getvalue()


def read(data: bytes) -> Any:
    return dcmread(io.BytesIO(data), force=True)


@pytest.mark.parametrize("enforced", [False, True])
@pytest.mark.parametrize("data", [part10(CLASS, ID, uid=IMPLICIT_LE), CLASS + ID, UNCOUNTED])
def test_a_file_moves_under_file_meta_information_that_is_new(data: bytes, enforced: bool) -> None:
    data_set = read(data)
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = EXPLICIT_LE
    moved = written(data_set, enforce_file_format=enforced)
    assert moved.endswith(explicit(0x00100020, "LO", b"4711"))
    assert read(moved).file_meta.TransferSyntaxUID == EXPLICIT_LE
    assert "FileMetaInformationGroupLength" not in data_set.file_meta


@pytest.mark.parametrize("enforced", [False, True])
def test_a_file_moves_whose_meta_group_has_no_group_length(enforced: bool) -> None:
    data_set = read(UNCOUNTED)
    data_set.file_meta.TransferSyntaxUID = EXPLICIT_LE
    moved = read(written(data_set, enforce_file_format=enforced))
    assert moved.PatientID == "4711"
    assert ("FileMetaInformationGroupLength" in moved.file_meta) == enforced
