"""The text of DICOM JSON is Unicode; Specific Character Set is that of the file (PS3.18 F.2.2, notes 3 to 5)."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
from bytes_of import explicit, item, sequence
from json_of import read, saved, strict

from dicomconstruct import Dataset
from dicomconstruct.errors import UnwritableValue

NAME, LONG_TEXT = 0x00100010, 0x00104000


def declared(terms: bytes) -> bytes:
    return explicit(0x00080005, "CS", terms)


@pytest.mark.parametrize(
    ("terms", "data", "text"),
    [
        (b"ISO_IR 100", b"M\xfcller", "Müller"),
        (b"ISO_IR 144", b"\xbc\xd8\xe0 ", "Мир"),
        (b"ISO_IR 192", "Müller=山 ".encode(), "Müller=山"),
        (b"GB18030 ", "王".encode("gb18030"), "王"),
        (b"\\ISO 2022 IR 87 ", b"Yamada=\x1b$B;3\x1b(B ", "Yamada=山"),
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_text_is_written_in_the_set_of_the_file(terms: bytes, data: bytes, text: str, inside: bool) -> None:
    name = explicit(NAME, "PN", data)
    elements = [declared(terms), sequence(0x00081140, item(name)) if inside else name]
    data_set = read(*elements)
    model = strict(data_set.to_json())
    here = model["00081140"]["Value"][0] if inside else model
    assert "=".join(here["00100010"]["Value"][0].values()) == text
    assert [one or "" for one in model["00080005"]["Value"]] == terms.decode().strip().split("\\")
    again = Dataset.from_json(data_set.to_json())
    assert again == data_set
    assert saved(again) == b"".join(elements)


@pytest.mark.parametrize("text", ["Müller", "山", "é"])
@pytest.mark.parametrize("terms", [None, [], [None], ["ISO_IR 6"]])
@pytest.mark.parametrize("given", ["dict", "text", "bytes", "escaped"])
def test_text_without_a_character_set_is_declared_to_be_unicode(text: str, terms: Any, given: str) -> None:
    model: dict[str, Any] = {"00100010": {"vr": "PN", "Value": [{"Alphabetic": text}]}}
    if terms is not None:
        model["00080005"] = {"vr": "CS", "Value": terms}
    unescaped = json.dumps(model, ensure_ascii=False)
    forms = {"dict": model, "text": unescaped, "bytes": unescaped.encode(), "escaped": json.dumps(model)}
    data_set = Dataset.from_json(forms[given])
    assert data_set.SpecificCharacterSet == "ISO_IR 192"
    name = explicit(NAME, "PN", text.encode() + b" " * (len(text.encode()) % 2))
    assert saved(data_set) == declared(b"ISO_IR 192") + name
    assert Dataset.from_json(data_set.to_json()) == data_set


def test_ascii_text_needs_no_character_set() -> None:
    data_set = Dataset.from_json({"00100010": {"vr": "PN", "Value": [{"Alphabetic": "A"}]}})
    assert list(data_set.keys()) == [NAME]


def test_the_outermost_data_set_declares_it() -> None:
    inner = {"00104000": {"vr": "LT", "Value": ["é"]}}
    model = {"00081140": {"vr": "SQ", "Value": [{}, {"00081140": {"vr": "SQ", "Value": [inner]}}]}}
    data_set = Dataset.from_json(model)
    assert data_set.SpecificCharacterSet == "ISO_IR 192"
    assert [one.tag for one in data_set.iterall() if one.tag == 0x00080005] == [0x00080005]
    assert "é".encode() in saved(data_set)
    own = {"00080005": {"vr": "CS", "Value": ["ISO_IR 100"]}, **inner}
    data_set = Dataset.from_json({"00081140": {"vr": "SQ", "Value": [own]}})
    assert "SpecificCharacterSet" not in data_set
    assert b"\xe9 " in saved(data_set)


def test_text_that_the_declared_character_set_lacks_is_refused_by_name() -> None:
    model = {
        "00080005": {"vr": "CS", "Value": ["ISO_IR 100"]},
        "00100010": {"vr": "PN", "Value": [{"Alphabetic": "山"}]},
    }
    data_set = Dataset.from_json(model)
    assert data_set.to_json_dict() == model
    with pytest.raises(UnwritableValue, match="outside the character sets") as caught:
        saved(data_set)
    assert caught.value.path == "(0010,0010)"
    data_set.SpecificCharacterSet = "ISO_IR 192"
    assert "山".encode() in saved(data_set)


@pytest.mark.filterwarnings("ignore:Bytes above 7F")
def test_text_of_a_file_without_a_character_set_is_declared_to_be_unicode() -> None:
    data_set = read(explicit(NAME, "PN", b"M\xfcller"), explicit(LONG_TEXT, "LT", b"abc "))
    model = strict(data_set.to_json())
    assert model["00080005"] == {"vr": "CS", "Value": ["ISO_IR 192"]}
    assert list(data_set.to_json_dict()) == ["00080005", "00100010", "00104000"]
    again = Dataset.from_json(data_set.to_json())
    assert again.PatientName == data_set.PatientName == "Müller"
    assert again.to_json() == data_set.to_json()
    assert "SpecificCharacterSet" not in data_set


@pytest.mark.parametrize(
    ("terms", "data"),
    [
        (b"ISO_IR 192", b"\xff\xfe\xfd "),
        (b"ISO_IR 192", b"A\\\xe5\xb1 "),
        (b"GB18030 ", b"\xff\xff"),
        (b"ISO_IR 13 ", b"\xff\xfe"),
        (b"\\ISO 2022 IR 87 ", b"M\xfcller"),
        (b"ISO 2022 IR 6\\ISO 2022 IR 100 ", b"\x1b$B;3\x1b(B"),
        (b"NONSENSE", b"M\xfcller"),
    ],
)
@pytest.mark.parametrize("vr", ["PN", "LO", "LT"])
@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.filterwarnings("ignore")
def test_bytes_that_are_no_text_there_are_kept(terms: bytes, data: bytes, vr: str, inside: bool) -> None:
    element = explicit(0x00091001, vr, data)
    elements = [declared(terms), sequence(0x00081140, item(element)) if inside else element]
    data_set = read(*elements)
    model = strict(data_set.to_json())
    here = model["00081140"]["Value"][0] if inside else model
    assert here["00091001"].keys() == {"vr", "InlineBinary"}
    again = Dataset.from_json(data_set.to_json())
    assert again == data_set
    assert again.to_json() == data_set.to_json()
    assert saved(again) == b"".join(elements)


def test_nothing_is_warned_of_in_ordinary_text() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data_set = read(declared(b"ISO_IR 100"), explicit(NAME, "PN", b"M\xfcller"))
        assert Dataset.from_json(data_set.to_json()) == data_set
