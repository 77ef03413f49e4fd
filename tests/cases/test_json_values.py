"""DICOM JSON (PS3.18 F.2.3 to F.2.5) of values without a number, text or meaning: it is JSON, and loads again.

After fo-dicom#1063, #1355, #1725, dicom-rs#615 and two real files. One value never stops the whole.
"""

from __future__ import annotations

import json
import struct
from math import inf, isnan, nan
from typing import Any

import pytest
from bytes_of import EXPLICIT_BE, EXPLICIT_LE, explicit, item, sequence
from json_of import read, saved, strict, through_bytes

from dicomconstruct import Dataset
from dicomconstruct.dataelem.representations import VR
from dicomconstruct.errors import UnwritableValue

AFTER = 0x00400007
SEQUENCE = 0x00081140


@pytest.mark.parametrize(("vr", "typecode"), [("FD", "d"), ("FL", "f")])
@pytest.mark.parametrize("numbers", [[nan], [inf], [-inf, 1.5], [nan, inf, -inf, 0.0], [nan] * 100])
@pytest.mark.parametrize("order", ["<", ">"])
def test_numbers_that_json_has_none_for_are_words(vr: str, typecode: str, numbers: list[float], order: str) -> None:
    data = struct.pack(f"{order}{len(numbers)}{typecode}", *numbers)
    element = explicit(0x00189073, vr, data, order=order)
    data_set = read(element, uid=EXPLICIT_LE if order == "<" else EXPLICIT_BE)
    model = strict(data_set.to_json())
    words = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
    assert model == {"00189073": {"vr": vr, "Value": [words.get(str(one), one) for one in numbers]}}
    assert strict(json.dumps(data_set.to_json_dict())) == model
    assert strict(data_set[0x00189073].to_json()) == model["00189073"]
    again = Dataset.from_json(data_set.to_json())
    values = again[0x00189073].value
    for value, number in zip([values] if len(numbers) == 1 else values, numbers, strict=True):
        assert type(value) is float
        assert value == number or (isnan(value) and isnan(number))
    assert saved(again, little_endian=order == "<") == element


def test_words_and_tokens_of_others_are_read() -> None:
    tokens = '{"00189073": {"vr": "FD", "Value": [NaN, Infinity, -Infinity, "nan", "inf", "-inf", "1.5", 2]}}'
    values = Dataset.from_json(tokens)[0x00189073].value
    assert [str(one) for one in values] == ["nan", "inf", "-inf", "nan", "inf", "-inf", "1.5", "2.0"]
    model = {"00189073": {"vr": "FD", "Value": [inf]}}
    assert Dataset.from_json(model)[0x00189073].value == inf


@pytest.mark.parametrize("vr", ["DS", "IS"])
@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize(
    "text", [b"abc ", b"1,5 ", b"nan ", b"inf ", b"-Infinity ", b"1e400 ", b"0x10", b"+ ", b"9" * 400, b"abc\\1 "]
)
@pytest.mark.filterwarnings("ignore")
def test_text_that_is_no_number_is_a_string(vr: str, inside: bool, text: bytes) -> None:
    """PS3.18 F.2.3: a string preserves the format of IS and DS."""
    odd, after = explicit(0x00180050, vr, text), explicit(AFTER, "LO", b"ok")
    elements = [sequence(SEQUENCE, item(odd)), after] if inside else [odd, after]
    data_set = read(*elements)
    model = strict(data_set.to_json())
    assert model["00400007"] == {"vr": "LO", "Value": ["ok"]}
    told = model["00081140"]["Value"][0]["00180050"] if inside else model["00180050"]
    assert told == {"vr": vr, "Value": text.decode().strip().split("\\")}
    again = Dataset.from_json(data_set.to_json())
    assert again.to_json() == data_set.to_json()
    assert saved(again) == b"".join(elements)


@pytest.mark.filterwarnings("ignore")
def test_a_fraction_under_is_is_a_string() -> None:
    """A real file: pydicom writes 28, and refuses the string."""
    data_set = read(explicit(0x00181170, "IS", b"28.8"))
    assert data_set.to_json_dict() == {"00181170": {"vr": "IS", "Value": ["28.8"]}}
    again = Dataset.from_json(data_set.to_json())
    assert (again[0x00181170].value, again[0x00181170].value.original_string) == (28.8, "28.8")
    assert Dataset.from_json('{"00181170": {"vr": "IS", "Value": [28.8]}}')[0x00181170].value == 28.8


@pytest.mark.parametrize(
    ("spelling", "entry"),
    [
        ("1.50", 1.5),
        ("-0.00000000001", -1e-11),
        ("123456789012.345", 123456789012.345),
        ("1234567890123456", 1234567890123456.0),
        ("9999999999999999", "9999999999999999"),
        ("0.12345678901234567", "0.12345678901234567"),
    ],
)
@pytest.mark.parametrize("several", [False, True])
@pytest.mark.filterwarnings("ignore")
def test_a_decimal_string_is_a_number_where_no_digit_is_lost(spelling: str, entry: Any, several: bool) -> None:
    data = "\\".join([spelling] * (3 if several else 1)).encode()
    data_set = read(explicit(0x00181160, "DS", data + b" " * (len(data) % 2)))
    assert data_set.to_json_dict() == {"00181160": {"vr": "DS", "Value": [entry] * (3 if several else 1)}}
    again = Dataset.from_json(data_set.to_json())
    assert again == data_set
    assert again.to_json() == data_set.to_json()


def test_a_number_of_too_many_digits_is_what_a_decimal_string_holds() -> None:
    data_set = Dataset.from_json('{"00180050": {"vr": "DS", "Value": [0.1234567890123456789]}}')
    assert data_set.to_json_dict() == {"00180050": {"vr": "DS", "Value": [0.12345678901235]}}
    assert saved(data_set) == explicit(0x00180050, "DS", b"0.12345678901235")


@pytest.mark.parametrize(
    ("vr", "typecode", "number"),
    [("UV", "Q", 2**64 - 1), ("SV", "q", -(2**63)), ("UV", "Q", 2**53), ("UV", "Q", 2**53 - 1), ("SV", "q", 7)],
)
def test_a_whole_number_beyond_64_bit_floats_is_a_string(vr: str, typecode: str, number: int) -> None:
    element = explicit(0x0008040C, vr, struct.pack("<" + typecode, number))
    data_set = read(element)
    entry = number if abs(number) < 2**53 else str(number)
    assert data_set.to_json_dict() == {"0008040C": {"vr": vr, "Value": [entry]}}
    for written in (number, str(number)):
        again = Dataset.from_json({"0008040C": {"vr": vr, "Value": [written]}})
        assert again[0x0008040C].value == number
        assert saved(again) == element


@pytest.mark.filterwarnings("ignore")
def test_an_integer_string_beyond_32_bits_is_kept() -> None:
    element = explicit(0x00200013, "IS", b"99999999999 ")
    data_set = read(element)
    assert data_set.to_json_dict() == {"00200013": {"vr": "IS", "Value": ["99999999999"]}}
    assert saved(Dataset.from_json(data_set.to_json())) == element
    assert saved(Dataset.from_json('{"00200013": {"vr": "IS", "Value": [99999999999]}}')) == element


WORDS = {"US": 2, "SS": 2, "UL": 4, "SL": 4, "FL": 4, "FD": 8, "SV": 8, "UV": 8, "AT": 4}


@pytest.mark.parametrize("vr", WORDS)
@pytest.mark.parametrize("size", [1, 2, 3, 5, 6, 7, 9, 11])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("inside", [False, True])
def test_numbers_of_a_wrong_length_are_given_by_their_bytes(vr: str, size: int, order: str, inside: bool) -> None:
    """PS3.18 F.2.7 shows a US given so; pydicom leaves the value out, or raises."""
    if size % WORDS[vr] == 0:
        size += 1
    element = explicit(0x00091001, vr, bytes(range(1, size + 1)), order=order)
    content = sequence(SEQUENCE, item(element, order=order), order=order) if inside else element
    data_set = read(content, uid=EXPLICIT_LE if order == "<" else EXPLICIT_BE)
    model = strict(data_set.to_json())
    told = model["00081140"]["Value"][0]["00091001"] if inside else model["00091001"]
    assert (told["vr"], list(told)) == (vr, ["InlineBinary", "vr"])
    again = Dataset.from_json(data_set.to_json())
    assert again.to_json() == data_set.to_json()
    assert saved(again, little_endian=order == "<") == content
    if order == "<":
        assert again == data_set
    assert "<Expected total bytes" in str(again)


def test_values_without_a_meaning_are_equal_where_their_bytes_are() -> None:
    one, same, other = (read(explicit(0x00280009, "AT", data)) for data in (b"\1\2", b"\1\2", b"\1\3"))
    assert one == same
    assert one != other
    assert one != read(explicit(0x00280009, "AT", b"\1\2\3\4"))
    assert one[0x00280009] == same[0x00280009]


@pytest.mark.parametrize(
    ("vr", "tag"), [("CS", 0x00080060), ("UI", 0x00080018), ("DA", 0x00080020), ("AE", 0x00080054)]
)
@pytest.mark.filterwarnings("ignore")
def test_text_that_its_vr_cannot_hold_is_given_by_its_bytes(vr: str, tag: int) -> None:
    element = explicit(tag, vr, b"1\xc9")
    data_set = read(element)
    assert data_set.to_json_dict() == {f"{tag:08X}": {"vr": vr, "InlineBinary": "Mck="}}
    again = Dataset.from_json(data_set.to_json())
    assert again.to_json() == data_set.to_json()
    assert saved(again) == element


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("A=B=C", {"Alphabetic": "A", "Ideographic": "B", "Phonetic": "C"}),
        ("=B", {"Ideographic": "B"}),
        ("==C", {"Phonetic": "C"}),
        ("A==C", {"Alphabetic": "A", "Phonetic": "C"}),
        ("A^B^^", {"Alphabetic": "A^B^^"}),
        ("A=", {"Alphabetic": "A"}),
    ],
)
def test_empty_component_groups_are_left_out(name: str, entry: dict[str, str]) -> None:
    data_set = Dataset()
    data_set.PatientName = name
    assert data_set.to_json_dict() == {"00100010": {"vr": "PN", "Value": [entry]}}
    assert Dataset.from_json(data_set.to_json()) == data_set


@pytest.mark.parametrize("name", ["A", "山"])
def test_a_name_without_a_group_is_null_among_others(name: str) -> None:
    data_set = Dataset()
    data_set.SpecificCharacterSet = "ISO_IR 192"
    data_set.OtherPatientNames = [name, "==", ""]
    assert data_set.to_json_dict()["00101001"]["Value"] == [{"Alphabetic": name}, None, None]
    assert through_bytes(data_set).to_json() == data_set.to_json()


@pytest.mark.filterwarnings("ignore")
def test_a_name_of_four_groups_loses_none() -> None:
    element = explicit(0x00100010, "PN", b"A=B=C=D ")
    data_set = read(element)
    assert data_set.to_json_dict() == {"00100010": {"vr": "PN", "InlineBinary": "QT1CPUM9RCA="}}
    assert saved(Dataset.from_json(data_set.to_json())) == element
    assigned = Dataset()
    assigned.PatientName = "A=B=C=D"
    assert assigned.to_json() == data_set.to_json()


@pytest.mark.parametrize(
    ("vr", "data", "told"),
    [
        ("LO", b"", {}),
        ("LO", b"  ", {}),
        ("LO", b"\\ ", {"Value": [None, None]}),
        ("LO", b"a\\\\b ", {"Value": ["a", None, "b"]}),
        ("PN", b"= ", {}),
        ("PN", b"A\\", {"Value": [{"Alphabetic": "A"}, None]}),
        ("DS", b"  ", {}),
        ("DS", b"1\\", {"Value": [1.0, None]}),
        ("IS", b"\\2", {"Value": [None, 2]}),
        ("US", b"", {}),
        ("OW", b"", {}),
        ("UN", b"", {}),
        ("SQ", b"", {}),
    ],
)
def test_empty_values_are_null_and_empty_elements_have_no_value(vr: str, data: bytes, told: dict[str, Any]) -> None:
    """PS3.18 F.2.5."""
    data_set = read(explicit(0x00091001, vr, data))
    assert data_set.to_json_dict() == {"00091001": {"vr": vr, **told}}
    again = Dataset.from_json(data_set.to_json())
    assert again == data_set
    assert again.to_json() == data_set.to_json()


def test_group_lengths_are_left_out() -> None:
    """PS3.18 F.2.2; what has the tag of one without being one stays."""
    length = explicit(0x00080000, "UL", struct.pack("<I", 10))
    data_set = read(length, explicit(0x00080060, "CS", b"CT"), explicit(0x00090000, "LO", b"no"))
    assert list(data_set.to_json_dict()) == ["00080060", "00090000"]
    assert data_set[0x00080000].to_json_dict(None, 0) == {"vr": "UL", "Value": [10]}
    assert "00020000" not in data_set.file_meta.to_json_dict()


def test_elements_are_in_ascending_order() -> None:
    """PS3.18 F.2.2; of a file in disorder, and of elements that were added later, too."""
    data_set = read(explicit(0x00100020, "LO", b"x "), explicit(0x00080060, "CS", b"CT"))
    data_set.Rows, data_set.AccessionNumber = 1, "2"
    data_set.ReferencedImageSequence = [Dataset()]
    data_set.ReferencedImageSequence[0].PatientID = "3"
    data_set.ReferencedImageSequence[0].Modality = "MR"
    assert list(data_set.to_json_dict()) == ["00080050", "00080060", "00081140", "00100020", "00280010"]
    assert list(data_set.to_json_dict()["00081140"]["Value"][0]) == ["00080060", "00100020"]


def test_the_vr_is_one_of_two_letters() -> None:
    data_set = Dataset()
    data_set.add_new(0x00280010, VR("US"), 5)
    data_set.SmallestImagePixelValue = 5
    data_set.PixelPaddingValue = -5
    told = data_set.to_json_dict()
    assert {key: (type(one["vr"]), one["vr"]) for key, one in told.items()} == {
        "00280010": (str, "US"),
        "00280106": (str, "US"),
        "00280120": (str, "SS"),
    }
    data_set.PixelRepresentation = 1
    assert data_set.to_json_dict()["00280106"]["vr"] == "SS"
    inner = Dataset()
    inner.SmallestImagePixelValue = 5
    data_set.ReferencedImageSequence = [inner]
    assert data_set.to_json_dict()["00081140"]["Value"] == [{"00280106": {"vr": "SS", "Value": [5]}}]


def test_a_value_that_cannot_be_written_is_named() -> None:
    data_set, inner = Dataset(), Dataset()
    with pytest.warns(UserWarning, match="cannot be assigned to a tag with VR LO"):
        inner.PatientID = object()
    data_set.ReferencedImageSequence = [Dataset(), inner]
    with pytest.raises(UnwritableValue) as caught:
        data_set.to_json()
    assert caught.value.path == "(0008,1140)[1].(0010,0020)"
