"""Instances and folders for tests of File-sets."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pydicom.fileset

from dicomconstruct import Dataset, FileMetaDataset, dcmread
from dicomconstruct.uid import generate_uid

FOLDER = Path(pydicom.__file__).parent / "data" / "test_files" / "dicomdirtests"
MR_CLASS = "1.2.840.10008.5.1.4.1.1.4"
EXPLICIT_LE = "1.2.840.10008.1.2.1"


def instance(patient: str = "P1", study: str = "1.2.1", series: str = "1.2.1.1", number: int = 1) -> Dataset:
    """An MR image that has what its directory records need."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = EXPLICIT_LE
    made.SOPClassUID = MR_CLASS
    made.SOPInstanceUID = generate_uid()
    made.StudyDate, made.StudyTime, made.StudyID, made.AccessionNumber = "20240102", "1030", "S", ""
    made.Modality = "MR"
    made.PatientName, made.PatientID = "Doe^Jane", patient
    made.StudyInstanceUID, made.SeriesInstanceUID = study, series
    made.SeriesNumber, made.InstanceNumber = 1, number
    return made


def copied(target: Path) -> Path:
    """A File-set by another program, copied; its DICOMDIR."""
    shutil.copyfile(FOLDER / "DICOMDIR", target / "DICOMDIR")
    for name in ("77654033", "98892001", "98892003"):
        shutil.copytree(FOLDER / name, target / name)
    return target / "DICOMDIR"


def files(root: Path) -> dict[str, bytes]:
    """The bytes of all files in a folder by their name."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def check_offsets(path: Path) -> None:
    """Every offset of a DICOMDIR leads to a record, and all records hang together in a tree."""
    directory = dcmread(path)
    records = {record.seq_item_tell: record for record in directory.DirectoryRecordSequence}
    seen: list[int] = []
    waiting = [directory.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity]
    while waiting:
        offset = waiting.pop()
        while offset:
            seen.append(offset)
            waiting.append(records[offset].OffsetOfReferencedLowerLevelDirectoryEntity)
            offset = records[offset].OffsetOfTheNextDirectoryRecord
    assert sorted(seen) == sorted(records)


@contextmanager
def theirs(path: Path) -> Iterator[pydicom.fileset.FileSet]:
    """What pydicom makes of a DICOMDIR."""
    fs = pydicom.fileset.FileSet(path)
    yield fs
    fs._stage["t"].cleanup()
