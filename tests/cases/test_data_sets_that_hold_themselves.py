"""A data set inside itself, by a slip of a program: what goes through all of it says where, and ends at once."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bytes_of import item as item_of, part10, sequence

from dicomconstruct import DataElement, Dataset, DicomError, FileMetaDataset, Sequence, dcmread, dcmwrite
from dicomconstruct.compat.pydicom.filewriter import correct_ambiguous_vr
from dicomconstruct.compat.pydicom.util.dump import pretty_print
from dicomconstruct.explore.codify import Codifier, file_code
from dicomconstruct.fileset import FileSet
from dicomconstruct.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, generate_uid

LINKS = ("ReferencedImageSequence", "ReferencedStudySequence", "ContentSequence", "ReferencedSeriesSequence")
TAGS = ("(0008,1140)", "(0008,1110)", "(0040,A730)", "(0008,1115)")


def saved(data_set: Dataset) -> bytes:
    buffer = io.BytesIO()
    dcmwrite(buffer, data_set, implicit_vr=False, little_endian=True)
    return buffer.getvalue()


def saved_as_file(data_set: Dataset) -> None:
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    data_set.SOPClassUID, data_set.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "2.25.1"
    data_set.save_as(io.BytesIO(), enforce_file_format=True)


OPERATIONS: dict[str, Callable[[Any], object]] = {
    "save": saved,
    "save as a file": saved_as_file,
    "to_json": lambda data_set: data_set.to_json(),
    "to_json of invalid values": lambda data_set: data_set.to_json(suppress_invalid_tags=True),
    "to_json_dict": lambda data_set: data_set.to_json_dict(),
    "iterall": lambda data_set: list(data_set.iterall()),
    "walk": lambda data_set: data_set.walk(lambda here, element: None),  # noqa: ARG005
    "str": str,
    "repr": repr,
    "formatted_lines": lambda data_set: list(data_set.formatted_lines()),
    "deepcopy": copy.deepcopy,
    "pickle": pickle.dumps,
    "decode": lambda data_set: data_set.decode(),
    "remove_private_tags": lambda data_set: data_set.remove_private_tags(),
    "code": file_code,
    "pretty_print": pretty_print,
    "ambiguous VRs": lambda data_set: correct_ambiguous_vr(data_set, True),
}


def ring(length: int, *, beside: int = 0) -> list[Dataset]:
    """Data sets of which each holds the next, and the last the first; so many items stand before each of them."""
    members = [Dataset() for _ in range(length)]
    for number, member in enumerate(members):
        member.PatientID = f"member {number}"
        others = [Dataset() for _ in range(beside)]
        setattr(member, LINKS[number], [*others, members[(number + 1) % length]])
    return members


def path_through(length: int, entry: int, beside: int = 0) -> str:
    """The path from one member of a ring to itself."""
    return ".".join(f"{TAGS[(entry + step) % length]}[{beside}]" for step in range(length))


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
@pytest.mark.parametrize(
    ("length", "entry"), [(length, entry) for length in range(1, 5) for entry in range(length)]
)
def test_the_error_names_the_way_around(operation: Callable[[Any], object], length: int, entry: int) -> None:
    member = ring(length, beside=2)[entry]
    with pytest.raises(DicomError, match="holds itself") as raised:
        operation(member)
    assert raised.value.path == path_through(length, entry, 2)
    assert raised.value.path in str(raised.value)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_below_data_sets_that_are_in_order(operation: Callable[[Any], object]) -> None:
    outer, first, last = Dataset(), Dataset(), ring(2)[0]
    first.ContentSequence = [Dataset(), Dataset()]
    outer.ReferencedSOPSequence = [first, last]
    with pytest.raises(DicomError, match="holds itself") as raised:
        operation(outer)
    assert raised.value.path == "(0008,1199)[1].(0008,1140)[0].(0008,1110)[0]"


def test_comparing() -> None:
    assert ring(2)[0] != ring(2)[1]
    with pytest.raises(DicomError, match="holds itself") as raised:
        assert ring(2)[0] == ring(2)[0]
    assert raised.value.path == path_through(2, 0)
    with pytest.raises(DicomError, match="holds itself"):
        assert ring(3)[0]["ReferencedImageSequence"] == ring(3)[0]["ReferencedImageSequence"]
    one, unrolled = ring(1)[0], Dataset()
    unrolled.PatientID, unrolled.ReferencedImageSequence = "member 0", [Dataset()]
    assert one == one
    assert one != unrolled
    assert unrolled != one


def test_hashing() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(ring(1)[0])


@pytest.mark.parametrize("copied", [copy.copy, Dataset.copy], ids=["copy.copy", "Dataset.copy"])
def test_a_shallow_copy_goes_no_deeper(copied: Callable[[Dataset], Dataset]) -> None:
    one = ring(1)[0]
    assert copied(one).ReferencedImageSequence[0] is one


def test_elements_and_sequences_of_a_ring() -> None:
    element = ring(2)[0]["ReferencedImageSequence"]
    for operation in (copy.deepcopy, pickle.dumps, lambda one: one.to_json(), lambda one: str(one.value)):
        with pytest.raises(DicomError, match="holds itself"):
            operation(element)


def test_an_item_read_from_a_file_that_holds_its_data_set() -> None:
    data_set = dcmread(part10(sequence(0x00081140, item_of(), item_of())))
    data_set.ReferencedImageSequence[1].ContentSequence = [data_set]
    for name, operation in OPERATIONS.items():
        if name not in ("save", "save as a file"):
            with pytest.raises(DicomError, match=r"itself in \(0008,1140\)\[1\].\(0040,A730\)\[0\]"):
                operation(data_set)
    with pytest.raises(DicomError, match=r"itself in \(0008,1140\)\[1\].\(0040,A730\)\[0\]"):
        data_set.save_as(io.BytesIO())


def test_nothing_is_written_over(tmp_path: Path) -> None:
    target = tmp_path / "kept.dcm"
    target.write_bytes(b"as it was")
    with pytest.raises(DicomError, match="holds itself"):
        dcmwrite(target, ring(3)[1], implicit_vr=False, little_endian=True)
    assert target.read_bytes() == b"as it was"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_set_refuses_it() -> None:
    instance = ring(2)[0]
    instance.SOPClassUID, instance.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", generate_uid()
    instance.StudyInstanceUID = instance.SeriesInstanceUID = generate_uid()
    instance.PatientName, instance.Modality, instance.StudyID = "A^B", "OT", "1"
    instance.StudyDate, instance.StudyTime, instance.SeriesNumber, instance.InstanceNumber = "20200101", "12", 1, 1
    instance.file_meta = FileMetaDataset()
    instance.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    instance.file_meta.MediaStorageSOPClassUID = instance.SOPClassUID
    instance.file_meta.MediaStorageSOPInstanceUID = instance.SOPInstanceUID
    file_set = FileSet()
    with pytest.raises(DicomError, match="holds itself"):
        file_set.add(instance)


def test_code_of_one_element() -> None:
    with pytest.raises(DicomError, match="holds itself"):
        Codifier().element(ring(1)[0]["ReferencedImageSequence"])


def test_a_walk_that_closes_a_ring() -> None:
    outer, inner = Dataset(), Dataset()
    outer.ContentSequence = [inner]
    inner.PatientID = "x"

    def close(here: Dataset, element: DataElement) -> None:
        if element.keyword == "PatientID":
            here.ContentSequence = [outer]

    outer.walk(close)
    with pytest.raises(DicomError, match="holds itself"):
        outer.walk(close)


def test_an_item_in_several_sequences_is_no_ring() -> None:
    shared, outer = Dataset(), Dataset()
    shared.PatientID = "twice"
    outer.ReferencedImageSequence = [shared, shared]
    outer.ReferencedStudySequence = [shared]
    copied, unpickled = copy.deepcopy(outer), pickle.loads(pickle.dumps(outer))
    for made in (copied, unpickled):
        assert made == outer
        assert made.ReferencedImageSequence[0] is made.ReferencedStudySequence[0] is not shared
    assert [element.value for element in outer.iterall() if element.keyword == "PatientID"] == ["twice"] * 3
    assert str(outer).count("twice") == outer.to_json().count("twice") == saved(outer).count(b"twice") == 3
    assert dcmread(saved(outer), force=True).ReferencedImageSequence[1].PatientID == "twice"


def test_items_shared_at_every_level_are_made_once() -> None:
    made = Dataset()
    for _ in range(200):
        outer = Dataset()
        outer.ReferencedImageSequence = [made, made]
        made = outer
    for again in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        depth = 0
        while "ReferencedImageSequence" in again:
            first, second = again.ReferencedImageSequence
            assert first is second
            again, depth = first, depth + 1
        assert depth == 200
    assert copy.deepcopy(made) == made


def test_attributes_that_lead_back_are_no_ring() -> None:
    outer, inner = Dataset(), Dataset()
    inner.PatientID = "x"
    outer.ContentSequence = Sequence([inner])
    inner.parent, outer.favourite = outer, inner
    outer.itself = outer
    for made in (copy.deepcopy(outer), pickle.loads(pickle.dumps(outer))):
        assert made.ContentSequence[0].parent is made.itself is made
        assert made.favourite is made.ContentSequence[0]
    assert "x" in str(outer)
