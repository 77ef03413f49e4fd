"""A DICOMDIR that was read: its tree, and what is done about one that cannot be followed."""

from __future__ import annotations

import contextlib
import random
import warnings
from pathlib import Path

import pytest
from made import FOLDER, copied

from dicomconstruct import DicomError, FileDataset, dcmread
from dicomconstruct.errors import OutsideFileSet
from dicomconstruct.fileset import FileSet

NEXT = "OffsetOfTheNextDirectoryRecord"
LOWER = "OffsetOfReferencedLowerLevelDirectoryEntity"
FIRST = "OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity"


@pytest.fixture
def directory() -> FileDataset:
    return dcmread(FOLDER / "DICOMDIR")


def test_items_know_where_they_begin(directory: FileDataset) -> None:
    data = (FOLDER / "DICOMDIR").read_bytes()
    item = bytes.fromhex("feff00e0")
    assert [data[one.seq_item_tell :][:4] for one in directory.DirectoryRecordSequence] == [item] * 52
    assert not hasattr(directory, "seq_item_tell")


def test_items_of_a_sequence_that_is_read_apart_know_it_too() -> None:
    with (FOLDER / "DICOMDIR").open("rb") as file:
        part = dcmread(file, specific_tags=["DirectoryRecordSequence"])
    whole = dcmread(FOLDER / "DICOMDIR")
    places = [[one.seq_item_tell for one in ds.DirectoryRecordSequence] for ds in (part, whole)]
    assert places[0] == places[1]


def test_records_are_a_tree_with_instances_as_leaves(directory: FileDataset) -> None:
    fs = FileSet(directory)
    assert len(fs) == 31
    first = next(iter(fs))
    assert [node.record_type for node in first.node.reverse()] == ["IMAGE", "SERIES", "STUDY", "PATIENT"]
    assert (first.PatientID, first["PatientID"].value) == ("77654033", "77654033")
    assert first.load().SOPInstanceUID == first.SOPInstanceUID
    assert "PatientSex" not in first
    assert Path(first.path) == FOLDER / "77654033" / "CR1" / "6154"


@pytest.mark.parametrize("keyword", [NEXT, LOWER])
@pytest.mark.parametrize("to", [1, 396, 510, 0xFFFFFFFF])
def test_an_offset_that_leads_nowhere_or_back_is_refused_by_name(
    directory: FileDataset, keyword: str, to: int
) -> None:
    setattr(directory.DirectoryRecordSequence[3], keyword, to)
    with pytest.raises(DicomError, match=f"offset 856 points to a record at offset {to}") as caught:
        FileSet(directory)
    assert caught.value.offset == 856


def test_two_records_with_the_same_record_below_them_are_refused(directory: FileDataset) -> None:
    patients = [one for one in directory.DirectoryRecordSequence if one.DirectoryRecordType == "PATIENT"]
    setattr(patients[1], LOWER, getattr(patients[0], LOWER))
    with pytest.raises(DicomError, match="another record leads to already"):
        FileSet(directory)


def test_the_first_offset_is_checked_too(directory: FileDataset) -> None:
    setattr(directory, FIRST, 5)
    with pytest.raises(DicomError, match="The DICOMDIR points to a record at offset 5"):
        FileSet(directory)


def test_a_chain_as_deep_as_there_are_records_is_followed_without_recursion(directory: FileDataset) -> None:
    records = list(directory.DirectoryRecordSequence)
    for record, below in zip(records, [*records[1:], None], strict=True):
        setattr(record, NEXT, 0)
        setattr(record, LOWER, 0 if below is None else below.seq_item_tell)
        if "ReferencedFileID" in record:
            record.DirectoryRecordType = "PRIVATE"
            record.PrivateRecordUID = record.ReferencedSOPInstanceUIDInFile
    fs = FileSet(directory)
    assert max(node.depth for node in fs._tree) == 51
    with pytest.raises(ValueError, match="no more than 8 components"):
        fs.copy("anywhere")


@pytest.mark.parametrize("keyword", ["DirectoryRecordSequence", FIRST])
def test_a_directory_without_records_or_a_first_one(directory: FileDataset, keyword: str) -> None:
    delattr(directory, keyword)
    if keyword == FIRST:
        assert len(FileSet(directory)) == 31
    else:
        with pytest.raises(DicomError, match="no Directory Record Sequence"):
            FileSet(directory)


def test_records_that_are_not_in_use_are_left_out_with_all_below_them(directory: FileDataset) -> None:
    directory.DirectoryRecordSequence[0].RecordInUseFlag = 0
    fs = FileSet(directory)
    assert {one.PatientID for one in fs} == {"98890234"}
    assert len(fs) == 24


def test_orphans_keep_their_record_and_get_new_ones_above(directory: FileDataset) -> None:
    records = directory.DirectoryRecordSequence
    records[1].OffsetOfReferencedLowerLevelDirectoryEntity = 0
    fs = FileSet(directory)
    [found] = fs.find(SOPInstanceUID=records[3].ReferencedSOPInstanceUIDInFile)
    assert found.node._record is records[3]
    assert [node.record_type for node in found.node.ancestors] == ["SERIES", "STUDY", "PATIENT"]
    assert len(fs) == 31
    assert fs.is_staged


@pytest.mark.parametrize("file_id", ["/etc/passwd", ["..", "x"], ["77654033", "..", "..", "x"]])
def test_files_outside_the_folder_are_refused(directory: FileDataset, file_id: str | list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        directory.DirectoryRecordSequence[3].ReferencedFileID = file_id
    with pytest.raises(OutsideFileSet) as caught:
        FileSet(directory)
    assert isinstance(caught.value, DicomError)
    assert isinstance(caught.value, PermissionError)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    path = copied(root)
    secret = tmp_path / "secret"
    (root / "77654033" / "CR1" / "6154").rename(secret)
    (root / "77654033" / "CR1" / "6154").symlink_to(secret)
    with pytest.raises(OutsideFileSet):
        FileSet(path)


def test_what_was_loaded_before_stays_when_loading_fails(directory: FileDataset) -> None:
    fs = FileSet(FOLDER / "DICOMDIR")
    setattr(directory, FIRST, 5)
    with pytest.raises(DicomError):
        fs.load(directory)
    assert len(fs) == 31


@pytest.mark.parametrize("seed", range(60))
def test_a_directory_with_wrong_bytes_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray((FOLDER / "DICOMDIR").read_bytes())
    for _ in range(chance.choice((1, 4, 30))):
        data[chance.randrange(150, len(data))] = chance.randrange(256)
    directory = dcmread(bytes(data[: chance.choice((None, chance.randrange(200, len(data))))]))
    directory.filename = str(FOLDER / "DICOMDIR")
    with warnings.catch_warnings(), contextlib.suppress(DicomError):
        warnings.simplefilter("ignore")
        assert "DICOM File-set" in str(FileSet(directory))


@pytest.mark.parametrize("name", ["A" * 5000, "A\0B"])
def test_a_file_id_that_is_no_path(directory: FileDataset, name: str) -> None:
    with warnings.catch_warnings(), contextlib.suppress(DicomError):
        warnings.simplefilter("ignore")
        directory.DirectoryRecordSequence[3].ReferencedFileID = name
        assert len(FileSet(directory)) == 30


def test_find_looks_into_records_and_on_demand_into_instances(directory: FileDataset) -> None:
    fs = FileSet(directory)
    assert len(fs.find(PatientID="77654033", Modality="CR")) == 3
    assert fs.find_values("Modality") == ["CR", "CT", "MR"]
    with pytest.warns(UserWarning, match="consider using the 'load' parameter"):
        assert fs.find(Rows=512) == []
    [rows, *_] = fs.find_values("Rows", load=True)
    assert fs.find(load=True, Rows=rows)
    assert fs.find_values(["Modality", 0x00100020])[0x00100020] == ["77654033", "98890234"]
