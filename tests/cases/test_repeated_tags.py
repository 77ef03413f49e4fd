"""Elements of a tag that stands twice: written as they are, gone where one of the tag is assigned or changed."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from bytes_of import explicit, implicit, item

from dicomconstruct import Dataset, dcmread, dcmwrite

LAYOUTS = {"explicit": explicit, "implicit": lambda tag, _, value: implicit(tag, value)}
SECRET = b"SECRET"


def as_bytes(data_set: Dataset, *, is_implicit: bool) -> bytes:
    buffer = io.BytesIO()
    dcmwrite(buffer, data_set, implicit_vr=is_implicit, little_endian=True)
    return buffer.getvalue()


def without_names(data_set: Dataset, element: Any) -> None:
    if element.VR == "PN":
        del data_set[element.tag]


def set_name(_: Dataset, element: Any) -> None:
    if element.VR == "PN":
        element.value = "ANON"


def assign(data_set: Dataset) -> None:
    data_set.PatientName = "ANON"


def assign_value(data_set: Dataset) -> None:
    data_set["PatientName"].value = "ANON"


def empty(data_set: Dataset) -> None:
    data_set.PatientName = None


def update(data_set: Dataset) -> None:
    other = Dataset()
    other.PatientName = "ANON"
    data_set.update(other)


def delete_and_assign(data_set: Dataset) -> None:
    del data_set.PatientName
    as_bytes(data_set, is_implicit=False)
    pickle.dumps(data_set)
    data_set.PatientName = "ANON"


def pop_and_assign(data_set: Dataset) -> None:
    data_set.pop("PatientName")
    data_set.PatientName = "ANON"


EDITS: list[Callable[[Dataset], object]] = [
    assign,
    assign_value,
    empty,
    update,
    delete_and_assign,
    pop_and_assign,
    lambda data_set: data_set.walk(set_name),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("is_nested", [False, True])
@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("written_implicit", [False, True])
def test_a_value_that_is_replaced_is_gone(
    layout: str, is_nested: bool, edit: Callable[[Dataset], object], written_implicit: bool
) -> None:
    made = LAYOUTS[layout]
    data = made(0x00100010, "PN", SECRET) * 2 + made(0x00100020, "LO", b"1 ")
    if is_nested:
        data = made(0x00081140, "SQ", item(data))
    data_set = dcmread(data, force=True)
    assert as_bytes(data_set, is_implicit=layout == "implicit") == data
    edit(data_set.ReferencedImageSequence[0] if is_nested else data_set)
    for one in (data_set, copy.deepcopy(data_set), pickle.loads(pickle.dumps(data_set))):
        written = as_bytes(one, is_implicit=written_implicit)
        assert SECRET not in written
        again: Any = dcmread(written, force=True)
        assert (again.ReferencedImageSequence[0] if is_nested else again).PatientID == "1"
    assert SECRET not in pickle.dumps(data_set)


SEQUENCE_EDITS: list[Callable[[Dataset], object]] = [
    lambda data_set: data_set.walk(without_names),
    lambda data_set: setattr(data_set, "ReferencedImageSequence", []),
    lambda data_set: data_set.ReferencedImageSequence.clear(),
    lambda data_set: assign(data_set.ReferencedImageSequence[0]),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("edit", SEQUENCE_EDITS)
@pytest.mark.parametrize("written_implicit", [False, True])
def test_a_sequence_that_is_changed_is_there_once(
    layout: str, edit: Callable[[Dataset], object], written_implicit: bool
) -> None:
    made = LAYOUTS[layout]
    data_set = dcmread(made(0x00081140, "SQ", item(made(0x00100010, "PN", SECRET))) * 2, force=True)
    edit(data_set)
    for one in (data_set, copy.deepcopy(data_set), pickle.loads(pickle.dumps(data_set))):
        assert SECRET not in as_bytes(one, is_implicit=written_implicit)
    assert SECRET not in pickle.dumps(data_set)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("written_implicit", [False, True])
def test_elements_that_were_only_looked_at_stay(layout: str, written_implicit: bool) -> None:
    made = LAYOUTS[layout]
    inside = item(made(0x00100010, "PN", b"one ") * 2)
    data_set = dcmread(made(0x00081140, "SQ", inside) * 2 + made(0x00100010, "PN", b"two ") * 2, force=True)
    data_set.decode()
    data_set.PatientID = "1"
    for one in (data_set, copy.deepcopy(data_set), pickle.loads(pickle.dumps(data_set))):
        written = as_bytes(one, is_implicit=written_implicit)
        assert (written.count(b"one "), written.count(b"two ")) == (4, 2)


def test_a_character_set_that_is_assigned_is_the_only_one() -> None:
    data_set = dcmread(
        explicit(0x00080005, "CS", b"ISO_IR 100") * 2 + explicit(0x00100010, "PN", b"M\xfcller"), force=True
    )
    assert data_set.PatientName == "Müller"
    data_set.SpecificCharacterSet = "ISO_IR 192"
    written = as_bytes(data_set, is_implicit=False)
    assert (written.count(b"ISO_IR 192"), written.count(b"ISO_IR 100")) == (1, 0)
    assert dcmread(written, force=True).PatientName == "Müller"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("written_implicit", [False, True])
def test_a_group_length_that_was_right_stays_right(
    layout: str, edit: Callable[[Dataset], object], written_implicit: bool
) -> None:
    made = LAYOUTS[layout]
    group = made(0x00100010, "PN", SECRET) * 2 + made(0x00100020, "LO", b"1 ")
    data_set = dcmread(made(0x00100000, "UL", len(group).to_bytes(4, "little")) + group, force=True)
    edit(data_set)
    written = as_bytes(data_set, is_implicit=written_implicit)
    length = made(0x00100000, "UL", bytes(4))
    assert dcmread(written, force=True)[0x00100000].value == len(written) - len(length)
