"""Several binary numbers that were read are a plain list, as in pydicom; what is changed in it is written."""

from __future__ import annotations

import copy
import heapq
import io
import json
import pickle
import random
import struct
from collections.abc import Callable
from typing import Any

import pydicom
import pytest
from bytes_of import EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE, explicit, implicit, item, part10, sequence
from hypothesis import given, strategies as st

from dicomconstruct import STANDARD, VR, Dataset, dcmread
from dicomconstruct.dataelem import DataElement, RawDataElement
from dicomconstruct.dataelem.hooks import hooks, raw_element_value
from dicomconstruct.grammar.kinds import numbers
from dicomconstruct.tag import BaseTag
from dicomconstruct.uid import UID
from dicomconstruct.values import IS, DSfloat, MultiValue, PersonName

TAG = 0x00091001
TYPECODES = {"US": "H", "SS": "h", "UL": "I", "SL": "i", "UV": "Q", "SV": "q", "FL": "f", "FD": "d"}
TEXTS = {
    "AT": struct.pack("<4H", 8, 16, 8, 17),
    "DS": b"1.5\\2 ",
    "IS": b"1\\2 ",
    "LO": b"a\\b ",
    "UI": b"1.2\\3\0",
}


def packed(vr: str, values: list[Any], order: str = "<") -> bytes:
    return struct.pack(f"{order}{len(values)}{TYPECODES[vr]}", *values)


def made(vr: str, value: bytes, syntax: str = EXPLICIT_LE) -> bytes:
    order = ">" if syntax == EXPLICIT_BE else "<"
    creator = explicit(0x00090010, "LO", b"HOUSE ", order=order)
    return part10(creator + explicit(TAG, vr, value, order=order), uid=syntax)


def written(data_set: Any) -> bytes:
    target = io.BytesIO()
    data_set.save_as(target)
    return target.getvalue()


@pytest.mark.parametrize("vr", TYPECODES)
def test_a_program_may_do_what_it_does_with_a_list(vr: str) -> None:
    value = dcmread(made(vr, packed(vr, [3, 1, 2])))[TAG].value
    assert type(value) is list
    assert json.loads(json.dumps(value)) == [3, 1, 2]
    assert value + [1] == [3, 1, 2, 1]  # noqa: RUF005
    assert [1] + value == [1, 3, 1, 2]  # noqa: RUF005
    assert value * 2 == [3, 1, 2, 3, 1, 2]
    assert sorted(value) == [1, 2, 3]
    for part in (value.copy(), value[:], copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert type(part) is list
        assert part == value


@pytest.mark.parametrize("vr", [*TYPECODES, *TEXTS])
@pytest.mark.parametrize("syntax", [EXPLICIT_LE, EXPLICIT_BE])
def test_the_types_are_those_of_pydicom(vr: str, syntax: str) -> None:
    value = packed(vr, [3, 0, 2], ">" if syntax == EXPLICIT_BE else "<") if vr in TYPECODES else TEXTS[vr]
    data = made(vr, value, syntax)
    ours, theirs = dcmread(data), pydicom.dcmread(io.BytesIO(data))

    def kinds(data_set: Any) -> list[str]:
        read = data_set[TAG]
        copied = copy.deepcopy(data_set)[TAG]
        found = [read.value, read.value[:1], copied.value, copied.value[1:]]
        read.value = list(read.value)
        return [type(one).__name__ for one in (*found, read.value)]

    assert kinds(ours) == kinds(theirs)


def test_several_numbers_are_a_list_wherever_they_were_read() -> None:
    numbers_in_item = sequence(0x00081140, item(explicit(0x00281101, "US", packed("US", [0, 0, 8]))))
    explicit_one = dcmread(part10(numbers_in_item + explicit(0x00189461, "FL", packed("FL", [1, 2]))))
    assert type(explicit_one.ReferencedImageSequence[0].RedPaletteColorLookupTableDescriptor) is list
    body = implicit(0x00280103, b"\1\0") + implicit(0x00281101, packed("SS", [0, -2, 8]))
    for data_set in (explicit_one, dcmread(part10(body, uid=IMPLICIT_LE))):
        for held in (data_set, copy.copy(data_set), copy.deepcopy(data_set), pickle.loads(pickle.dumps(data_set))):
            several = [element.value for element in held.iterall() if element.VM > 1 and element.VR != "SQ"]
            assert several
            assert all(type(value) is list for value in several)
    raw = Dataset()
    raw[TAG] = RawDataElement(BaseTag(TAG), "US", 4, b"\1\0\2\0", 0, False, True)
    assert raw[TAG].value == [1, 2]
    assert type(raw[TAG].value) is list


CHANGES: dict[str, Callable[[list[Any]], Any]] = {
    "item": lambda value: value.__setitem__(0, 9),
    "slice": lambda value: value.__setitem__(slice(0, 1), [7, 8]),
    "append": lambda value: value.append(9),
    "extend": lambda value: value.extend([9, 8]),
    "+=": lambda value: value.__iadd__([9]),
    "*=": lambda value: value.__imul__(2),
    "insert": lambda value: value.insert(1, 9),
    "del": lambda value: value.__delitem__(1),
    "pop": lambda value: value.pop(),
    "remove": lambda value: value.remove(5),
    "reverse": lambda value: value.reverse(),
    "sort": lambda value: value.sort(),
    "heapify": heapq.heapify,
    "shuffle": lambda value: random.Random(3).shuffle(value),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("syntax", [EXPLICIT_LE, EXPLICIT_BE])
def test_what_is_changed_in_place_is_written(change: Callable[[list[Any]], Any], syntax: str) -> None:
    order = ">" if syntax == EXPLICIT_BE else "<"
    for vr in TYPECODES:
        data = made(vr, packed(vr, [5, 4, 3, 2], order), syntax)
        data_set = dcmread(data)
        assert data_set[TAG].value == [5, 4, 3, 2]
        assert written(data_set) == data
        change(data_set[TAG].value)
        wanted = data_set[TAG].value[:]
        assert wanted != [5, 4, 3, 2]
        for held in (data_set, copy.deepcopy(data_set), pickle.loads(pickle.dumps(data_set))):
            assert written(held) == made(vr, packed(vr, wanted, order), syntax)


@given(st.data())
def test_any_edits_of_a_list_are_written_and_none_is_invented(data: st.DataObject) -> None:
    vr = data.draw(st.sampled_from(["US", "SL", "FL", "FD"]))
    one = st.integers(0, 99) if vr in ("US", "SL") else st.floats(width=32)
    several = data.draw(st.lists(one, min_size=2, max_size=5))
    before = made(vr, packed(vr, several))
    data_set = dcmread(before)
    value = data_set[TAG].value
    for place in data.draw(st.lists(st.integers(0, 9), max_size=3)):
        value[place % len(value)] = data.draw(one)
    assert written(data_set) == made(vr, packed(vr, value))
    data_set[TAG].value[:] = several
    assert written(data_set) == before


def test_zeros_have_signs_and_odd_bits_stay_where_nobody_changed_them() -> None:
    signalling = bytes.fromhex("0100807f") + packed("FL", [0.0, -0.0])
    data_set = dcmread(made("FL", signalling))
    assert data_set[TAG].value[1:] == [0, 0]
    assert written(data_set) == made("FL", signalling)
    data_set[TAG].value[1] = -0.0
    assert struct.unpack("<2f", written(data_set)[-8:]) == (-0.0, -0.0)
    assert written(data_set)[-8:] == packed("FL", [-0.0, -0.0])


def test_a_number_that_the_vr_does_not_hold_is_refused_when_it_is_written() -> None:
    data_set = dcmread(made("US", packed("US", [1, 2])))
    data_set[TAG].value.append("x")
    with pytest.raises(ValueError, match="does not hold such a number"):
        written(data_set)


def test_what_a_hook_made_is_written_once_it_is_changed() -> None:
    def doubled(raw: Any, data: dict[str, Any], **kwargs: Any) -> None:  # noqa: ARG001
        data["value"] = [2.5, 7.25]

    data = made("FL", packed("FL", [1, 2]))
    try:
        hooks.register_callback("raw_element_value", doubled)
        data_set = dcmread(data)
        assert data_set[TAG].value[0] == 2.5
        assert written(data_set) == data
        data_set[TAG].value[1] = 3.5
        assert written(data_set) == made("FL", packed("FL", [2.5, 3.5]))
        assert struct.pack(">d", 7.25) not in pickle.dumps(data_set[TAG])
        assert pickle.loads(pickle.dumps(data_set[TAG])).value == [2.5, 3.5]
    finally:
        hooks.register_callback("raw_element_value", raw_element_value)


def test_a_vr_of_ones_own_has_lists_too() -> None:
    lab = STANDARD.with_vr(VR("ZZ", value=numbers("H")))
    data = part10(explicit(0x00090010, "LO", b"HOUSE ") + explicit(TAG, "ZZ", b"\1\0\2\0"))
    value = dcmread(data, codec=lab)[TAG].value
    assert (type(value), value) == (list, [1, 2])


def test_lists_of_other_vrs_make_what_is_put_in_a_value() -> None:
    content = b"".join(
        explicit(number, vr, value)
        for number, vr, value in [
            (0x00080008, "CS", b"A\\B "),
            (0x00080018, "UI", b"1.2\\1.3\0"),
            (0x00081070, "PN", b"A^B\\C "),
            (0x00200013, "IS", b"1\\2 "),
            (0x00200032, "DS", b"1\\2 "),
            (0x00280009, "AT", b"\x18\0\x63\x10\x18\0\x65\x10"),
        ]
    )
    data_set = dcmread(part10(content))
    added = {"ImageType": "C", "OperatorsName": "D^E", "InstanceNumber": "3", "ImagePositionPatient": "2.50"}
    added |= {"SOPInstanceUID": "1.4", "FrameIncrementPointer": "FrameTimeVector"}
    for keyword, one in added.items():
        values = data_set[keyword].value
        assert type(values) is MultiValue
        values.append(one)
        values[0] = one
        assert type(values[0]) is type(values[1]) is type(values[-1])
    assert [type(data_set[keyword].value[-1]) for keyword in added] == [str, PersonName, IS, DSfloat, UID, BaseTag]
    with pytest.raises(ValueError, match="no number"):
        data_set.ImagePositionPatient.append("x")
    again = dcmread(written(data_set))
    assert again.ImagePositionPatient == [2.5, 2, 2.5]
    assert again.FrameIncrementPointer[-1] == 0x00181065


def test_several_numbers_are_shown_as_before() -> None:
    data_set = dcmread(made("US", packed("US", list(range(40)))))
    assert data_set[TAG].repval == "Array of 40 elements"
    assert dcmread(made("FD", packed("FD", [1, 2.5])))[TAG].repval == "[1.0, 2.5]"
    assert isinstance(data_set[TAG], DataElement)
