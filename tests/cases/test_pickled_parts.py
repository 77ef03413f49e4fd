"""Pickles of data sets that were read in part: what is left of them, and no byte of what is not."""

from __future__ import annotations

import copy
import io
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dicomconstruct import Dataset, dcmread, dcmwrite
from dicomconstruct.errors import SourceChanged
from dicomconstruct.filereader import read_dataset
from dicomconstruct.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

SECRET = "SECRET^NAME"
LONG = "long text " * 3_000
WAYS: dict[str, dict[str, Any]] = {
    "whole": {},
    "deferred": {"defer_size": 64},
    "stopped": {"stop_before_pixels": True},
    "by tags": {"specific_tags": ["PatientName", "ReferencedImageSequence", "ContentSequence", 0x0009_1001]},
}


def item(number: int, **values: str) -> Dataset:
    made = Dataset()
    made.ReferencedSOPInstanceUID = f"1.2.3.{number}"
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def written(data_set: Any) -> bytes:
    buffer = io.BytesIO()
    dcmwrite(buffer, data_set)
    return buffer.getvalue()


def written_bare(data_set: Dataset) -> bytes:
    buffer = io.BytesIO()
    dcmwrite(buffer, data_set, implicit_vr=True, little_endian=True)
    return buffer.getvalue()


@pytest.fixture(params=[ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file with sequences, one of a private creator that the dictionary knows, in front of names and pixels."""
    made: Any = Dataset()
    made.PatientID, made.Modality = "1", "OT"
    made.ReferencedImageSequence = [item(1), item(2, TextValue=LONG)]
    block = made.private_block(0x0009, "GEMS_IDEN_01", create=True)
    block.add_new(0x01, "LO", "private text")
    made.PatientName = SECRET
    made.TextValue = LONG
    inner = item(3, PatientName=SECRET)
    inner.ContentSequence = [item(4), item(5)]
    made.ContentSequence = [inner, item(6)]
    made.ReasonForRequestedProcedureCodeSequence = [item(7)]
    made.BitsAllocated, made.PixelRepresentation, made.SmallestImagePixelValue = 16, 1, -5
    made.PixelData = bytes(range(256)) * 200
    found = tmp_path / "made.dcm"
    dcmwrite(found, made, implicit_vr=request.param.is_implicit_VR, little_endian=True)
    return found


def read(path: Path, way: str) -> Any:
    return dcmread(path, force=True, **WAYS[way])


def without_name(data_set: Any) -> None:
    del data_set.PatientName


def without_names(data_set: Any) -> None:
    del data_set.PatientName
    if "ContentSequence" in data_set:
        del data_set.ContentSequence[0].PatientName


def with_items_emptied(data_set: Any) -> None:
    data_set.ReferencedImageSequence[1].clear()
    data_set.ReferencedImageSequence.append(item(8))


def with_last_items_taken(data_set: Any) -> None:
    for element in data_set:
        if element.VR == "SQ":
            element.value.pop()


def with_first_half_only(data_set: Any) -> None:
    tags = list(data_set.keys())
    del data_set[tags[len(tags) // 2] :]


EDITS = [without_name, without_names, with_items_emptied, with_last_items_taken, with_first_half_only]
COPIES: list[Callable[[Any], Any]] = [
    lambda one: pickle.loads(pickle.dumps(one)),
    lambda one: pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(one)))),
    copy.deepcopy,
    copy.copy,
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("edit", [lambda _: None, *EDITS])
@pytest.mark.parametrize("copied", COPIES)
def test_a_copy_is_what_was_read_and_edited(
    path: Path, way: str, edit: Callable[[Any], None], copied: Callable[[Any], Any]
) -> None:
    data_set, other = read(path, way), read(path, way)
    edit(data_set)
    edit(other)
    expected = written(other)
    made = copied(data_set)
    assert written(made) == expected
    assert made == other
    assert str(made) == str(other)


@pytest.mark.parametrize("way", WAYS)
def test_a_pickle_has_no_byte_of_what_was_removed(path: Path, way: str) -> None:
    data_set = read(path, way)
    without_names(data_set)
    data = pickle.dumps(data_set)
    assert SECRET.encode() not in data
    assert (b"1.2.3.4" in data) is ("ContentSequence" in data_set)


def test_a_pickle_of_what_was_read_by_tags_has_no_other_value(path: Path) -> None:
    data_set = dcmread(path, force=True, specific_tags=["ReferencedImageSequence"])
    data = pickle.dumps(data_set)
    assert SECRET.encode() not in data
    assert b"1.2.3.7" not in data


def test_the_sign_that_a_left_out_element_tells_is_in_the_pickle(path: Path) -> None:
    data_set = dcmread(path, force=True, specific_tags=["SmallestImagePixelValue"])
    made: Any = pickle.loads(pickle.dumps(data_set))
    assert "PixelRepresentation" not in made
    assert made.SmallestImagePixelValue == -5


def test_a_pickle_takes_deferred_values_along(path: Path) -> None:
    data = pickle.dumps(dcmread(path, force=True, defer_size=64))
    path.unlink()
    made: Any = pickle.loads(data)
    assert made.TextValue == LONG.rstrip()
    assert made.PixelData == bytes(range(256)) * 200


@pytest.mark.parametrize("edit", [lambda _: None, without_name])
def test_a_pickle_of_a_changed_file_is_refused(path: Path, edit: Callable[[Any], None]) -> None:
    data_set = dcmread(path, force=True, defer_size=64)
    edit(data_set)
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"x")
    os.utime(path, ns=(0, 0))
    with pytest.raises(SourceChanged):
        pickle.dumps(data_set)
    data_set.PatientID = "usable"
    assert data_set.PatientID == "usable"


def test_an_item_that_was_left_unread_is_written_without_its_delimiter(tmp_path: Path) -> None:
    made: Any = Dataset()
    made.ContentSequence = [item(number, TextValue=LONG) for number in range(3)]
    for one in made.ContentSequence:
        one.is_undefined_length_sequence_item = True
    found = tmp_path / "items.dcm"
    dcmwrite(found, made, implicit_vr=True, little_endian=True)
    data_set, whole = dcmread(found, force=True, defer_size=64), dcmread(found, force=True)
    for one in (data_set, whole):
        del one.ContentSequence[0]
    assert written(data_set) == written(whole)
    assert written(pickle.loads(pickle.dumps(data_set))) == written(whole)


@pytest.mark.parametrize("edit", [lambda _: None, without_name])
def test_raw_elements_of_a_pickle_know_whether_their_text_was_declared(edit: Callable[[Any], None]) -> None:
    made: Any = Dataset()
    made.PatientName, made.PatientID = SECRET, "1"
    data_set = read_dataset(io.BytesIO(written_bare(made)), is_implicit_VR=True, is_little_endian=True)
    edit(data_set)
    again = pickle.loads(pickle.dumps(data_set))
    for one in (data_set, again):
        assert one.get_item("PatientID").character_sets is None
