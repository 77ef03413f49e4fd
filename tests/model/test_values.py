"""What a data element makes of a value that is assigned: pydicom's class, VM and text, warnings included."""

from __future__ import annotations

import copy
import io
import pickle
import warnings
from datetime import date, time
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from pydicom.dataelem import DataElement as TheirElement

from dicomconstruct import config
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import IS, CharacterSets, DSdecimal, DSfloat, ISfloat, MultiValue, PersonName

TAG = 0x00091001
LATIN = CharacterSets.of("ISO_IR 100")
LONG_TEXT = "x" * 70

ALIKE: list[tuple[str, Any]] = [
    *(("DS", one) for one in (None, "", "1.5", 1, 1.5, ["1", "2"], [1, 2.5], [], "1\\2", [1], "  1.50 ", b"1.5")),
    *(("DS", one) for one in ("+1", ["01", "+2"], [1, None], "\\", True, "12345678901234567890")),
    *(("IS", one) for one in (None, "", "1", 1, ["1", "2"], [], "1\\2", 2**40, b"1", " 1 ", "01", ["01", "2"])),
    *(("PN", one) for one in (None, "", "A^B", ["A^B", "C"], [], "A\\B", b"A^B", "A=", ["A", ""], ["A", None])),
    *(("UI", one) for one in (None, "1.2", "1.2\\1.3", ["1.2", "1.3"], b"1.2", "abc", "1.2.840.10008.1.2")),
    *(("LO", one) for one in (None, "", "x", ["a", "b"], "a\\b", 5, b"abc", [], LONG_TEXT, "  pad  ", ["", ""])),
    *((vr, one) for vr in ("LT", "ST", "UT") for one in ("a\\b", ["a", "b"], None, "", "x" * 17)),
    *(("UC", one) for one in ("a\\b", ["a", "b"], None, "x" * 17)),
    *(("CS", one) for one in ("abc", "ABC", "A\\B", None, 5, "A B_1")),
    *(("AS", one) for one in ("001Y", "xx", None)),
    *(("AE", one) for one in ("abc", "x" * 20)),
    *(("AT", one) for one in (0x00100010, (0x10, 0x10), "00100010", [0x10, 0x20], None, [], [(1, 2), (3, 4)])),
    *(("AT", one) for one in ("PatientName", [0x10])),
    *(("DA", one) for one in ("20200101", "2020", None, "", "a\\b", date(2020, 1, 1), 5, "20200101-20200201")),
    *(("TM", one) for one in ("1200", None, time(12), "120000.5", "noon")),
    *(("DT", one) for one in ("2020", None, "20200101120000.123+0100", "soon")),
    *(("US", one) for one in (5, -1, 70000, "5", None, [1, 2], [], [1], 1.5, b"\0\1", True, list(range(17)))),
    *(("SS", one) for one in (-5, 40000)),
    *(("FL", one) for one in (1.5, 1, "1.5", None, [1.5, 2], 1e300)),
    *((vr, one) for vr in ("OB", "OW") for one in (b"ab", None, "ab", 5, b"", b"x" * 17)),
    *(("UN", one) for one in (b"ab", None)),
    *(("SQ", one) for one in (None, [])),
    *(("US or SS", one) for one in (5, None, -5, "x")),
    *(("OB or OW", one) for one in (b"a", None, b"x" * 17)),
    *((vr, 5) for vr in ("UV", "SV", "UL", "SL", "ZZ")),
]


def seen(element_class: type[Any], vr: str, value: Any) -> tuple[Any, ...]:
    """What people see of an element, and whether making it warned."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        element = element_class(TAG, vr, copy.copy(value))
        kind = type(element.value).__name__
        return kind, element.VM, element.is_empty, element.repval, str(element), repr(element), bool(warned)


@pytest.mark.parametrize(("vr", "value"), ALIKE, ids=repr)
def test_as_pydicom_has_it(vr: str, value: Any) -> None:
    assert seen(DataElement, vr, value) == seen(TheirElement, vr, value)


@pytest.mark.parametrize(
    ("vr", "value"),
    [
        ("DS", "abc"),
        ("DS", "1e400"),
        ("DS", b"\xff"),
        ("IS", "abc"),
        ("PN", 5),
        ("UI", 5),
        ("AT", "x"),
    ],
)
def test_what_nothing_can_be_made_of_is_refused(vr: str, value: Any) -> None:
    with pytest.raises(UnwritableValue):
        DataElement(TAG, vr, value)
    element = DataElement(TAG, vr, None)
    with pytest.raises(UnwritableValue):
        element.value = [None, value]
    assert element.value is None


def test_a_fraction_where_an_integer_should_be_is_kept_with_a_warning() -> None:
    with pytest.warns(UserWarning, match="not valid for elements with a VR of IS"):
        element = DataElement(TAG, "IS", 1.5)
    assert type(element.value) is ISfloat
    with pytest.warns(UserWarning, match="Invalid value for VR IS: '14.50'"):
        element.value = ["1", "14.50"]
    assert element.value == [1, 14.5]
    assert element.encode(ByteOrder.LITTLE, CharacterSets.of()) == b"1\\14.50 "
    with (
        pytest.raises(UnwritableValue, match="Invalid value for VR IS"),
        config.changed_options(writing_validation_mode=config.RAISE),
    ):
        element.value = "14.5"


def test_a_list_of_values_checks_what_is_added() -> None:
    element = DataElement(TAG, "DS", ["1.0", "2.0"])
    assert isinstance(element.value, MultiValue)
    element.value.append("3.50")
    assert (type(element.value[2]), str(element.value[2])) == (DSfloat, "3.50")
    with pytest.raises(UnwritableValue):
        element.value.append("x")
    names = DataElement(TAG, "PN", ["A", "B"])
    names.value[0] = "C^D"
    assert (type(names.value[0]), names.value[0].family_name) == (PersonName, "C")


def test_arrays_and_tuples_are_lists_of_numbers() -> None:
    assert DataElement(TAG, "US", np.array([1, 2], "u2")).value == [1, 2]
    assert DataElement(TAG, "US", np.uint16(7)).value == 7
    assert DataElement(TAG, "FD", (1.5, 2.5)).value == [1.5, 2.5]
    assert DataElement(TAG, "DS", np.array([0.5, 1.5])).value == [0.5, 1.5]


def test_exact_decimals_are_kept() -> None:
    exact = DSdecimal("1.10")
    assert DataElement(TAG, "DS", exact).value is exact
    assert DataElement(TAG, "DS", Decimal("1.5")).value == 1.5


def test_what_the_dictionary_knows() -> None:
    name = DataElement("PatientName", "PN", "A")
    assert (name.tag, name.keyword, name.name) == (0x00100010, "PatientName", "Patient's Name")
    assert not name.is_private
    assert not name.is_retired
    overlay = DataElement(0x60020010, "US", 5)
    assert (overlay.name, overlay.keyword) == ("Overlay Rows", "")
    assert DataElement(0x00280403, "OB", b"").is_retired
    private = DataElement(0x00091001, "LO", "x")
    assert private.name == "Private tag data"
    private.private_creator = "GEMS_IDEN_01"
    assert private.name == "[Full fidelity]"
    assert DataElement(0x00090010, "LO", "x").name == "Private Creator"
    assert DataElement(0x00080000, "UL", 5).name == "Group Length"
    assert DataElement(0x00080003, "UN", None).name == ""


@pytest.mark.parametrize("tag", ["Nope", (0x10,), -1, "001g0010", 1 << 32])
def test_no_tag(tag: Any) -> None:
    with pytest.raises(ValueError, match="tag"):
        DataElement(tag, "LO", "x")


@pytest.mark.parametrize("tag", ["0x00100010", "00100010", (0x10, 0x10), [0x10, 0x10], BaseTag(0x00100010)])
def test_ways_to_write_a_tag(tag: Any) -> None:
    assert DataElement(tag, "PN", "x").tag == 0x00100010


def test_equality() -> None:
    element = DataElement(TAG, "LO", "a")
    assert element == DataElement(TAG, "LO", "a")
    assert element != DataElement(TAG, "LO", "b")
    assert element != DataElement(TAG, "SH", "a")
    assert element != DataElement(0x00091002, "LO", "a")
    assert element != "a"
    assert DataElement(TAG, "SQ", [Dataset()]) != DataElement(TAG, "SQ", [])
    with pytest.raises(TypeError):
        hash(element)


def test_indexing() -> None:
    assert DataElement(TAG, "LO", ["a", "b"])[1] == "b"
    with pytest.raises(TypeError):
        DataElement(TAG, "LO", "ab")[0]


@pytest.mark.parametrize(
    ("vr", "value", "expected"),
    [
        ("US", 258, b"\2\1"),
        ("US or SS", 258, b"\2\1"),
        ("US or SS", -1, b"\xff\xff"),
        ("US or OW", b"\1\2", b"\1\2"),
        ("OB or OW", b"abc", b"abc\0"),
        ("DS", ["1.50", 2], b"1.50\\2.0"),
        ("LO", "Käse", b"K\xe4se"),
        ("PN", ["A^B", "C"], b"A^B\\C "),
        ("UI", "1.2", b"1.2\0"),
        ("AT", [0x00100020], b"\x10\0\x20\0"),
        ("DA", "20200101-20200201", b"20200101-20200201 "),
        ("DA", [date(2020, 1, 2), "20210304"], b"20200102\\20210304 "),
        ("TM", None, b""),
        ("LO", None, b""),
        ("UN", None, b""),
    ],
)
def test_encoding(vr: str, value: Any, expected: bytes) -> None:
    assert DataElement(TAG, vr, value).encode(ByteOrder.LITTLE, LATIN) == expected


def test_encoding_refuses_what_was_only_warned_of() -> None:
    with pytest.warns(UserWarning, match="US"):
        element = DataElement(TAG, "US", "five")
    with pytest.raises(UnwritableValue):
        element.encode(ByteOrder.LITTLE, LATIN)
    with pytest.raises(UnwritableValue):
        DataElement(TAG, "ZZ", 5).encode(ByteOrder.LITTLE, LATIN)


def test_copies_and_pickles() -> None:
    element = DataElement(TAG, "DS", ["1.0", "2.0"])
    element.private_creator = "ME"
    deep = copy.deepcopy(element)
    deep.value[0] = "9"
    assert (element.value[0], deep.value[0], deep.private_creator) == (1.0, 9.0, "ME")
    shallow = copy.copy(element)
    assert shallow.value is element.value
    again = pickle.loads(pickle.dumps(element))
    assert again == element
    again.value.append("3")
    assert type(again.value[2]) is DSfloat


def test_clear() -> None:
    element = DataElement(TAG, "IS", "5")
    assert type(element.value) is IS
    element.clear()
    assert element.value is None
    nested = DataElement(TAG, "SQ", [Dataset()])
    nested.clear()
    assert nested.value == Sequence()
    assert nested.is_empty


EMPTIED = [
    "Rows", "RealWorldValueSlope", "FrameIncrementPointer", "ReferencedFrameNumbers", "SelectorSVValue",
    "SelectorOFValue", "SliceThickness", "InstanceNumber", "PatientName", "StudyDate", "SOPInstanceUID",
    "PatientComments",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:A value of type .str. cannot be assigned")
@pytest.mark.parametrize("keyword", EMPTIED)
@pytest.mark.parametrize("empty", ["", None, []], ids=repr)
def test_every_vr_is_emptied_by_text_without_characters(keyword: str, empty: Any) -> None:
    """Programs that take names out put "" everywhere; that is an empty value, whatever the VR."""
    data_set = Dataset()
    setattr(data_set, keyword, empty)
    written = []
    for one in (empty, None):
        data_set[keyword].value = one
        target = io.BytesIO()
        data_set.save_as(target, implicit_vr=True, little_endian=True)
        written.append(target.getvalue())
    assert written[0] == written[1]
    assert written[0][4:] == bytes(4)
