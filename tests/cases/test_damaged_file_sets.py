"""A DICOMDIR with wrong offsets, or with damaged records or files: found, listed, or refused with DicomError."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path
from typing import Any

import pytest
from bytes_of import EXPLICIT_LE, explicit, item, meta, opening, padded, part10, sequence
from hypothesis import HealthCheck, given, settings, strategies as st

from dicomconstruct import DataElement, Dataset, check, dcmread, dcmwrite
from dicomconstruct.errors import AbsentElement, DicomError, MissingElement
from dicomconstruct.fileset import FileSet

DIRECTORY = b"1.2.840.10008.1.3.10"
CAPTURE = b"1.2.840.10008.5.1.4.1.1.7"
PATIENT = explicit(0x00100010, "PN", b"A^B ") + explicit(0x00100020, "LO", b"ID12")
STUDY = b"".join(
    explicit(tag, vr, value)
    for tag, vr, value in [
        (0x00080020, "DA", b"20200101"),
        (0x00080030, "TM", b"101010"),
        (0x00080050, "SH", b""),
        (0x00081030, "LO", b""),
        (0x0020000D, "UI", b"1.2.3.1\0"),
        (0x00200010, "SH", b"S1"),
    ]
)
SERIES = explicit(0x00080060, "CS", b"OT") + explicit(0x0020000E, "UI", b"1.2.3.2\0")
SERIES += explicit(0x00200011, "IS", b"1 ")
IMAGE = explicit(0x00200013, "IS", b"1 ")
RECORDS = (("PATIENT", PATIENT), ("STUDY", STUDY), ("SERIES", SERIES), ("IMAGE", IMAGE))


def number(tag: int, value: int) -> bytes:
    return explicit(tag, "UL", struct.pack("<I", value))


def record(kind: str, keys: bytes, lower: int) -> bytes:
    refers = b""
    if kind == "IMAGE":
        refers = explicit(0x00041500, "CS", b"IMG\\F1") + explicit(0x00041510, "UI", padded(CAPTURE))
        refers += explicit(0x00041511, "UI", b"1.2.3.4.5.6\0") + explicit(
            0x00041512, "UI", padded(EXPLICIT_LE.encode())
        )
    head = number(0x00041400, 0) + explicit(0x00041410, "US", b"\xff\xff") + number(0x00041420, lower)
    return item(head, explicit(0x00041430, "CS", padded(kind.encode(), b" ")), refers, keys)


def directory(shift: int = 0, *, linked: bool = True) -> bytes:
    """A DICOMDIR of a patient, a study, a series and an image, whose offsets are all off by `shift`."""
    group = [explicit(0x00020001, "OB", b"\0\1"), explicit(0x00020002, "UI", DIRECTORY)]
    group += [explicit(0x00020003, "UI", b"1.2.3.9\0"), explicit(0x00020010, "UI", padded(EXPLICIT_LE.encode()))]
    head = opening() + meta(group) + explicit(0x00041130, "CS", b"DISC")
    start = len(head) + 2 * len(number(0, 0)) + len(explicit(0, "US", b"\0\0")) + len(sequence(0))
    sizes = [len(record(kind, keys, 0)) for kind, keys in RECORDS]
    places = [start + sum(sizes[:index]) + shift for index in range(len(sizes))]
    lower = [*places[1:], 0] if linked else [0] * len(sizes)
    records = [record(kind, keys, below) for (kind, keys), below in zip(RECORDS, lower, strict=True)]
    first = number(0x00041200, places[0]) + number(0x00041202, places[0])
    return head + first + explicit(0x00041212, "US", b"\0\0") + sequence(0x00041220, *records)


def instance(*without: int) -> bytes:
    """The file that the image record refers to."""
    rows = {
        0x00080016: ("UI", padded(CAPTURE)),
        0x00080018: ("UI", b"1.2.3.4.5.6\0"),
        0x00080020: ("DA", b"20200101"),
        0x00080030: ("TM", b"101010"),
        0x00080060: ("CS", b"OT"),
        0x00100010: ("PN", b"A^B "),
        0x00100020: ("LO", b"ID12"),
        0x0020000D: ("UI", b"1.2.3.1\0"),
        0x0020000E: ("UI", b"1.2.3.2\0"),
        0x00200010: ("SH", b"S1"),
        0x00200011: ("IS", b"1 "),
        0x00200013: ("IS", b"1 "),
    }
    return part10(*(explicit(tag, *row) for tag, row in rows.items() if tag not in without))


def put(folder: Path, data: bytes, file: bytes | None) -> Path:
    (folder / "IMG").mkdir(exist_ok=True)
    path = folder / "IMG" / "F1"
    path.unlink(missing_ok=True)
    if file is not None:
        path.write_bytes(file)
    (folder / "DICOMDIR").write_bytes(data)
    return folder / "DICOMDIR"


@pytest.mark.parametrize("shift", [22, -8, 1, -1, 300, -40])
def test_offsets_that_are_off_by_one_number_find_their_records(shift: int, tmp_path: Path) -> None:
    path = put(tmp_path, directory(shift), instance())
    with pytest.warns(UserWarning, match=f"offsets in the DICOMDIR are off by {shift};"):
        file_set = FileSet(path)
    assert file_set.find_values("PatientID") == ["ID12"]
    assert [one.SOPInstanceUID for one in file_set] == ["1.2.3.4.5.6"]
    found = [finding for finding in check(path) if finding.code == "record-offset"]
    assert [finding.path for finding in found][:2] == ["(0004,1200)", "(0004,1202)"]
    assert len(found) == 5
    file_set.write(use_existing=True)
    assert [finding for finding in check(path) if finding.code == "record-offset"] == []
    assert len(FileSet(path)) == 1


def test_right_offsets_are_not_warned_of(tmp_path: Path) -> None:
    path = put(tmp_path, directory(), instance())
    assert len(FileSet(path)) == 1
    assert [finding for finding in check(path) if finding.code == "record-offset"] == []


def test_offsets_that_no_number_mends_are_refused(tmp_path: Path) -> None:
    data = directory()
    first = data.index(number(0x00041200, 0)[:8]) + 8
    path = put(tmp_path, data[:first] + struct.pack("<I", 7) + data[first + 4 :], instance())
    with pytest.raises(DicomError, match="points to a record at offset 7 that does not exist"):
        FileSet(path)


@pytest.mark.parametrize(("missing", "keyword"), [(0x00080016, "SOPClassUID"), (0x00080018, "SOPInstanceUID")])
def test_an_orphan_without_a_uid_is_refused(missing: int, keyword: str, tmp_path: Path) -> None:
    path = put(tmp_path, directory(linked=False), instance(missing))
    with pytest.raises(MissingElement, match=f"needs a value of {keyword}"):
        FileSet(path)
    assert len(FileSet(put(tmp_path, directory(linked=False), instance()))) == 1


def test_records_whose_files_are_missing_are_listed(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="does not exist"):
        file_set = FileSet(put(tmp_path, directory(), None))
    assert len(file_set) == 0
    assert str(file_set).endswith("\n\n  Records whose files are missing:\n    IMAGE: IMG/F1")
    assert "missing" not in str(FileSet(put(tmp_path, directory(), instance())))


def test_an_instance_whose_record_names_no_class_says_so(tmp_path: Path) -> None:
    read = dcmread(directory())
    del read.DirectoryRecordSequence[3].ReferencedSOPClassUIDInFile
    target = io.BytesIO()
    read.save_as(target)
    file_set = FileSet(put(tmp_path, target.getvalue(), instance()))
    with pytest.raises(AbsentElement, match="no directory record of the instance has SOPClassUID") as caught:
        _ = next(iter(file_set)).SOPClassUID
    assert isinstance(caught.value, KeyError)


VALUES = (None, "", "x", ["a", "b"], b"ab", 5, 1 << 31, [1, 2], "..", "../x", "/etc", -1)
VRS = ("UN", "LO", "US", "UL", "UI", "DS", "OB")


def edited(data: bytes, seed: int) -> bytes:
    """A file with elements taken out, or with other VRs and values."""
    pick = random.Random(seed)
    read = dcmread(data)
    records = read.get("DirectoryRecordSequence") or []
    for _ in range(pick.choice((1, 1, 2))):
        target: Dataset = pick.choice([read, *records])
        tag = pick.choice(list(target.keys()) or [0])
        if tag in target and pick.random() < 0.5:
            del target[tag]
        elif tag:
            try:
                target[tag] = DataElement(tag, pick.choice(VRS), pick.choice(VALUES))
            except (ValueError, TypeError):
                continue
    target_file = io.BytesIO()
    try:
        dcmwrite(target_file, read)
    except ValueError:
        return data
    return target_file.getvalue()


def mutated(data: bytes, seed: int) -> bytes:
    """A file with bytes changed, taken out and put in."""
    pick = random.Random(seed)
    made = bytearray(data)
    for _ in range(pick.choice((1, 1, 3))):
        place = pick.randrange(132, len(made))
        how = pick.randrange(4)
        if how == 0:
            made[place] = pick.randrange(256)
        elif how == 1:
            del made[place : place + pick.randrange(1, 30)]
        elif how == 2:
            made[place:place] = pick.randbytes(pick.randrange(1, 9))
        else:
            made[place : place + 2] = pick.choice((b"SQ", b"UN", b"US", b"PN", b"\xff\xff", b"\0\0", b"\\\\"))
    return bytes(made)


@pytest.mark.filterwarnings("ignore")
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 1 << 30),
    damage=st.sampled_from([edited, mutated]),
    linked=st.booleans(),
    shift=st.sampled_from([0, 0, 22]),
    file=st.sampled_from([None, b"", b"DICM", instance(), instance(0x00080016), instance(0x0020000D), directory()]),
)
def test_any_damage_gives_a_file_set_or_a_dicom_error(
    seed: int, damage: Any, linked: bool, shift: int, file: bytes | None, tmp_path: Path
) -> None:
    path = put(tmp_path, damage(directory(shift, linked=linked), seed), file)
    try:
        file_set = FileSet(path)
    except DicomError:
        return
    assert str(file_set).startswith("DICOM File-set")
    assert len(file_set.find_values("PatientID")) <= len(file_set)
    for one in file_set:
        try:
            assert (one.SOPClassUID, one.FileID, one.path, one.for_moving) is not None
        except DicomError:
            continue
