"""Data sets that are opened in one pass are those that are opened element by element."""

from __future__ import annotations

from pathlib import Path

import pytest
from bytes_of import ITEM, UNDEFINED, explicit, part10, tag
from real_files import FILES

from dicomconstruct import dcmread
from dicomconstruct.dataelem import DataElement
from dicomconstruct.errors import DicomError

UMLAUT = "Müller".encode("iso8859-1")


def item(*elements: bytes) -> bytes:
    data = b"".join(elements)
    return tag(ITEM) + len(data).to_bytes(4, "little") + data


def named(path: Path) -> str:
    return path.name


def value_of(element: DataElement) -> object:
    try:
        return element.value
    except DicomError as error:
        return str(error)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", [path for path in FILES if path.stat().st_size < 50_000][::3], ids=named)
def test_the_same_elements_in_any_way(path: Path) -> None:
    once, one_by_one, counted = (dcmread(path, force=True) for _ in range(3))
    len(counted)
    for data_set in (one_by_one, counted):
        for element in once:
            other = data_set[element.tag]
            assert (other.tag, other.VR) == (element.tag, element.VR)
            assert value_of(other) == value_of(element)
        assert [element.tag for element in data_set] == [element.tag for element in once]


def test_of_two_elements_with_one_tag_the_last_counts() -> None:
    twice = part10(
        explicit(0x00100010, "PN", b"A"), explicit(0x00100020, "LO", b"1"), explicit(0x00100010, "PN", b"B")
    )
    data_set = dcmread(twice)
    assert [element.value for element in data_set] == ["B", "1"]


@pytest.mark.parametrize("look", [list, len, lambda data_set: data_set.PatientName], ids=["list", "len", "name"])
def test_items_have_the_character_sets_of_what_is_around_them(look: object) -> None:
    assert callable(look)
    inside = item(explicit(0x00100010, "PN", UMLAUT), explicit(0x00100040, "CS", b"F "))
    own = item(explicit(0x00080005, "CS", b"ISO_IR 101"), explicit(0x00100010, "PN", b"\xa3\xf3d "))
    data = part10(
        explicit(0x00080005, "CS", b"ISO_IR 100"),
        explicit(0x00081110, "SQ", inside + own),
        explicit(0x00100010, "PN", UMLAUT),
    )
    data_set = dcmread(data)
    look(data_set)
    first, second = data_set[0x00081110].value
    look(first)
    assert first.PatientName == data_set.PatientName == "Müller"
    assert first.PatientSex == "F"
    assert second.PatientName == "Łód"


def test_the_model_of_single_values() -> None:
    data = part10(
        explicit(0x00080016, "UI", b"1.2.3\0"),
        explicit(0x00080060, "CS", b"MR"),
        explicit(0x00100010, "PN", b"Doe^Jane"),
        explicit(0x00101010, "AS", b""),
        explicit(0x00101030, "DS", b"0 "),
        explicit(0x00200013, "IS", b"0 "),
        explicit(0x00280009, "AT", tag(0x00181063)),
        explicit(0x00280010, "US", b"\0\0"),
        explicit(0x00281053, "DS", b"1\\2 "),
    )
    assert dcmread(data).to_json_dict() == {
        "00080016": {"vr": "UI", "Value": ["1.2.3"]},
        "00080060": {"vr": "CS", "Value": ["MR"]},
        "00100010": {"vr": "PN", "Value": [{"Alphabetic": "Doe^Jane"}]},
        "00101010": {"vr": "AS"},
        "00101030": {"vr": "DS", "Value": [0.0]},
        "00200013": {"vr": "IS", "Value": [0]},
        "00280009": {"vr": "AT", "Value": ["00181063"]},
        "00280010": {"vr": "US", "Value": [0]},
        "00281053": {"vr": "DS", "Value": [1.0, 2.0]},
    }


def test_undefined_lengths_in_between() -> None:
    sequence = tag(0x00081110) + b"SQ\0\0" + UNDEFINED.to_bytes(4, "little")
    data = part10(
        sequence + item(explicit(0x00100010, "PN", b"A ")) + tag(0xFFFEE0DD) + bytes(4),
        explicit(0x00100020, "LO", b"1 "),
    )
    assert [element.value for element in dcmread(data).iterall() if element.VR != "SQ"] == ["A", "1"]
