"""DICOM JSON of bytes (PS3.18 F.2.7): little endian, under their own VR, and decoded where that VR has a meaning.

After pydicom#1680, #2340, dicom-rs#813, #824, and a real file in which implicit VR names a sequence over text.
"""

from __future__ import annotations

import copy
import json
import pickle
import struct
from base64 import b64decode, b64encode
from typing import Any

import pytest
from bytes_of import (
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    JPEG,
    explicit,
    fragments,
    implicit,
    item,
    padded,
    part10,
    sequence,
)
from json_of import read, saved, strict, through_bytes

from dicomconstruct import Dataset, dcmread
from dicomconstruct.errors import MalformedJson

WORDS = {"OB": "B", "OW": "H", "OF": "f", "OL": "I", "OD": "d", "OV": "Q"}


def words(vr: str, order: str) -> bytes:
    return struct.pack(f"{order}4{WORDS[vr]}", 1, 2, 200, 77)


@pytest.mark.parametrize("vr", WORDS)
@pytest.mark.parametrize("looked_at", [False, True])
@pytest.mark.parametrize("inside", [False, True])
def test_words_of_a_big_endian_file_are_little_endian(vr: str, looked_at: bool, inside: bool) -> None:
    def data_set_of(order: str) -> bytes:
        element = explicit(0x00091001, vr, words(vr, order), order=order)
        return sequence(0x00081140, item(element, order=order), order=order) if inside else element

    data_set = read(data_set_of(">"), uid=EXPLICIT_BE)
    here = data_set[0x00081140].value[0] if inside else data_set
    if looked_at:
        assert here[0x00091001].value == words(vr, ">")
    told = {"vr": vr, "InlineBinary": b64encode(words(vr, "<")).decode()}
    assert here.to_json_dict() == {"00091001": told}
    assert here[0x00091001].to_json_dict(None, 0) == told
    again = Dataset.from_json(data_set.to_json())
    assert saved(again) == data_set_of("<")
    assert saved(again, little_endian=False) == data_set_of(">")
    assert Dataset.from_json(again.to_json()).to_json() == data_set.to_json()


def test_wide_pixels_of_a_big_endian_file() -> None:
    """PS3.5 8.1.1: the bytes of a pixel swap together, also under OW."""

    def image(order: str) -> bytes:
        numbers = {0x00280002: 1, 0x00280010: 1, 0x00280011: 2, 0x00280100: 32, 0x00280101: 32, 0x00280102: 31}
        elements = [explicit(tag, "US", struct.pack(order + "H", one), order=order) for tag, one in numbers.items()]
        elements.insert(1, explicit(0x00280004, "CS", b"MONOCHROME2 ", order=order))
        elements.append(explicit(0x00280103, "US", bytes(2), order=order))
        return b"".join([*elements, explicit(0x7FE00010, "OW", struct.pack(order + "2I", 1, 70000), order=order)])

    data_set = read(image(">"), uid=EXPLICIT_BE)
    assert data_set["PixelData"].to_json_dict(None, 0)["InlineBinary"] == "AQAAAHARAQA="
    again = Dataset.from_json(data_set.to_json())
    assert saved(again) == image("<")
    assert saved(again, little_endian=False) == image(">")
    again.file_meta = data_set.file_meta
    again.file_meta.TransferSyntaxUID = EXPLICIT_LE
    assert again.pixel_array.tolist() == [[1, 70000]]


def test_a_handler_gets_little_endian_words() -> None:
    data_set = read(explicit(0x00091001, "OW", words("OW", ">"), order=">"), uid=EXPLICIT_BE)
    kept: dict[str, Any] = {}

    def keep(element: Any) -> str:
        kept["uri"] = element.value
        return "uri"

    text = data_set.to_json(bulk_data_threshold=0, bulk_data_element_handler=keep)
    assert kept == {"uri": words("OW", "<")}
    again = Dataset.from_json(text, bulk_data_uri_handler=kept.__getitem__)
    assert saved(again) == explicit(0x00091001, "OW", words("OW", "<"))


def test_unknown_bytes_are_little_endian_in_a_big_endian_file() -> None:
    """PS3.5 6.2.2: bytes under UN are so everywhere, and so is what the dictionary makes of them."""
    unknown = explicit(0x00280010, "UN", b"\1\0", order=">")
    data_set = read(unknown, explicit(0x00660016, "UN", struct.pack("<f", 1.5), order=">"), uid=EXPLICIT_BE)
    assert data_set.to_json_dict() == {
        "00280010": {"vr": "US", "Value": [1]},
        "00660016": {"vr": "OF", "InlineBinary": "AADAPw=="},
    }


def test_fragments_come_back() -> None:
    element = fragments(0x7FE00010, b"", b"\xff\xd8\xff\xd9")
    data_set = dcmread(part10(explicit(0x00100020, "LO", b"x "), element, uid=JPEG))
    again = Dataset.from_json(data_set.to_json())
    again.file_meta = data_set.file_meta
    again.file_meta.TransferSyntaxUID = JPEG
    assert again.PixelData == data_set.PixelData
    assert Dataset.from_json(again.to_json()).to_json() == data_set.to_json()


NOT_A_NUMBER = {"00189073": {"vr": "FD", "InlineBinary": "AAAAAAAA+H8="}}
GUESSED = {"00100010": {"vr": "PN", "InlineBinary": "/////w=="}}
"""Text in no declared character set, which a model declares to be Unicode."""
STABLE: list[dict[str, Any]] = [
    NOT_A_NUMBER,
    GUESSED,
    {"00180050": {"vr": "DS", "InlineBinary": b64encode(b"1.50").decode()}},
    {"00180050": {"vr": "DS", "InlineBinary": b64encode(b"abc ").decode()}},
    {"00280010": {"vr": "US", "InlineBinary": "AAI="}},
    {"00280010": {"vr": "US", "InlineBinary": "AAID"}},
    {"00283006": {"vr": "US", "InlineBinary": "AQACAA=="}},
    {"00189073": {"vr": "FD", "InlineBinary": "AAAAAAAA8D8="}},
    {"00720076": {"vr": "FL", "InlineBinary": "zczMPQ=="}},
    {"00280009": {"vr": "AT", "InlineBinary": "GABqEA=="}},
    {"00100010": {"vr": "PN", "InlineBinary": "QV5C"}},
    {"00080005": {"vr": "CS", "Value": ["ISO_IR 192"]}, "00100010": {"vr": "PN", "InlineBinary": "/////w=="}},
    {"00080005": {"vr": "CS", "Value": ["ISO_IR 100"]}, "00100010": {"vr": "PN", "InlineBinary": "TfxsbGVy"}},
    {"00100020": {"vr": "LO", "InlineBinary": "SUQ="}},
    {"00100020": {"vr": "LO", "InlineBinary": b64encode(b"a\\\\b ").decode()}},
    {"00080018": {"vr": "UI", "InlineBinary": "MS4y"}},
    {"00200013": {"vr": "IS", "InlineBinary": "MDA3"}},
    {"00200013": {"vr": "IS", "Value": ["007"]}},
    {"00200013": {"vr": "IS", "Value": ["abc"]}},
    {"00200013": {"vr": "IS", "Value": [5.0]}},
    {"00180050": {"vr": "DS", "Value": ["+1.50"]}},
    {"00180050": {"vr": "DS", "Value": [1e-7]}},
    {"00180050": {"vr": "DS", "Value": [0.1234567890123456789]}},
    {"00180050": {"vr": "DS", "Value": ["NaN", None, 1, "1,5"]}},
    {"0008040C": {"vr": "UV", "Value": ["18446744073709551615"]}},
    {"00100010": {"vr": "PN", "Value": [{"Ideographic": "山"}]}},
    {"00100010": {"vr": "PN", "Value": [{"Alphabetic": "A"}, None, {"Phonetic": "B"}]}},
    {"00080008": {"vr": "CS", "Value": ["A", None, "C"]}},
    {"00100020": {"vr": "LO", "Value": ["a\\b", "c"]}},
    {"00104000": {"vr": "LT", "Value": ["a\\b"]}},
    {"00081140": {"vr": "SQ", "Value": [{}, None]}},
    {"00081140": {"vr": "SQ"}},
    {"00280009": {"vr": "AT", "Value": ["0018106A", "7FE00010"]}},
    {"00091001": {"vr": "UN", "InlineBinary": "QUI="}},
    {"00280010": {"vr": "UN", "InlineBinary": "AAI="}},
    {"00280010": {"vr": "UN", "InlineBinary": "QUJDRAEC"}},
    {"0040A170": {"vr": "UN", "InlineBinary": "TkFNRUQgVFlQRQ=="}},
    {"0040A170": {"vr": "UN", "InlineBinary": b64encode(item(implicit(0x00080100, b"x "))).decode()}},
    {"7FE00010": {"vr": "OW", "InlineBinary": "AAEC AwQF\r\n"}},
]


@pytest.mark.parametrize("model", STABLE, ids=json.dumps)
@pytest.mark.filterwarnings("ignore")
def test_a_model_read_and_made_again_is_stable(model: dict[str, Any]) -> None:
    data_set = Dataset.from_json(json.dumps(model))
    text = data_set.to_json()
    assert strict(text) == json.loads(json.dumps(data_set.to_json_dict()))
    assert Dataset.from_json(text).to_json() == text
    assert through_bytes(data_set).to_json() == text
    assert "\n" in f"{data_set}\n"


@pytest.mark.parametrize("model", [one for one in STABLE if one not in (GUESSED, NOT_A_NUMBER)], ids=json.dumps)
@pytest.mark.filterwarnings("ignore")
def test_a_data_set_made_again_is_equal(model: dict[str, Any]) -> None:
    data_set = Dataset.from_json(model)
    assert Dataset.from_json(data_set.to_json()) == data_set
    assert Dataset.from_json(data_set.to_json_dict()) == data_set


@pytest.mark.parametrize(
    ("vr", "data", "value"),
    [
        ("US", b"\0\2", 512),
        ("US", b"\1\0\2\0", [1, 2]),
        ("FD", struct.pack("<d", 1.5), 1.5),
        ("DS", b"1.50", "1.50"),
        ("LO", b"a\\b ", ["a", "b"]),
        ("PN", b"A^B", "A^B"),
        ("AT", b"\x18\0\x6a\x10", 0x0018106A),
        ("SL", b"\xff\xff\xff\xff", -1),
    ],
)
def test_bytes_under_another_vr_have_its_value(vr: str, data: bytes, value: Any) -> None:
    model = {"00091001": {"vr": vr, "InlineBinary": b64encode(data).decode()}}
    data_set = Dataset.from_json(model)
    assert data_set[0x00091001].value == value
    assert data_set.to_json_dict()["00091001"].keys() == {"vr", "Value"}


@pytest.mark.parametrize(
    "encoded", ["***", "not base64!", "AAI", "QUI=QUI=", "=QUI", "A", "\u00e9", "QUI_", b"\xff\xff\xff\xff"]
)
def test_what_is_not_base64_is_refused(encoded: str | bytes) -> None:
    with pytest.raises(MalformedJson, match="not base64") as caught:
        Dataset.from_json({"7FE00010": {"vr": "OW", "InlineBinary": encoded}})
    assert caught.value.path == "(7FE0,0010)"


def test_a_sequence_that_became_unknown_loads_again() -> None:
    """A real file in implicit VR: the dictionary names a sequence, the bytes are text."""
    data_set = read(implicit(0x0040A170, b"NAMED TYPE"), uid=IMPLICIT_LE)
    assert data_set.to_json_dict() == {"0040A170": {"vr": "UN", "InlineBinary": "TkFNRUQgVFlQRQ=="}}
    again = Dataset.from_json(data_set.to_json())
    assert (again[0x0040A170].VR, again[0x0040A170].value) == ("UN", b"NAMED TYPE")
    assert saved(again, implicit=True) == implicit(0x0040A170, b"NAMED TYPE")


def test_text_in_the_place_of_items_is_kept() -> None:
    data_set = read(explicit(0x00081140, "SQ", b"NO ITEMS"), explicit(0x00100020, "LO", b"x "))
    assert data_set.to_json_dict()["00081140"] == {"vr": "UN", "InlineBinary": "Tk8gSVRFTVM="}
    again = Dataset.from_json(data_set.to_json())
    assert saved(again, implicit=True) == implicit(0x00081140, b"NO ITEMS") + implicit(0x00100020, b"x ")


def test_unknown_bytes_are_of_the_vr_that_the_dictionary_knows() -> None:
    """PS3.5 6.2.2; of a private element too, whose creator may come later in the model."""
    model = {
        "00101010": {"vr": "UN", "InlineBinary": b64encode(b"042Y").decode()},
        "00091001": {"vr": "UN", "InlineBinary": b64encode(b"GE_GENESIS_FF ").decode()},
        "00090010": {"vr": "LO", "Value": ["GEMS_IDEN_01"]},
        "0009ABCD": {"vr": "UN"},
    }
    data_set = Dataset.from_json(model)
    assert [(one.VR, one.value) for one in data_set] == [
        ("LO", "GEMS_IDEN_01"),
        ("LO", "GE_GENESIS_FF"),
        ("UN", None),
        ("AS", "042Y"),
    ]
    assert b"\x09\x00\xcd\xabUN\0\0\0\0\0\0" in saved(data_set)


def test_bytes_of_odd_length_are_padded_when_they_are_written() -> None:
    for vr in ("OB", "OW", "UN"):
        data_set = Dataset.from_json({"00091001": {"vr": vr, "InlineBinary": "AQID"}})
        assert data_set[0x00091001].value == b"\1\2\3"
        assert data_set.to_json_dict() == {"00091001": {"vr": vr, "InlineBinary": "AQID"}}
        assert saved(data_set) == explicit(0x00091001, vr, padded(b"\1\2\3"))


@pytest.mark.parametrize(
    ("vr", "value", "entries"),
    [("LO", b"a\\b", ["a", "b"]), ("PN", b"A^B", [{"Alphabetic": "A^B"}]), ("UT", b"x", ["x"])],
)
def test_text_that_was_assigned_as_bytes_is_text(vr: str, value: bytes, entries: list[Any]) -> None:
    data_set = Dataset()
    data_set.add_new(0x00091001, vr, value)
    assert data_set.to_json_dict() == {"00091001": {"vr": vr, "Value": entries}}
    data_set.add_new(0x00091001, "LO", b"\xff")
    assert data_set.to_json_dict() == {"00091001": {"vr": "LO", "InlineBinary": "/w=="}}


@pytest.mark.parametrize("model", STABLE, ids=json.dumps)
@pytest.mark.parametrize("copied", [copy.deepcopy, copy.copy, lambda one: pickle.loads(pickle.dumps(one))])
@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.filterwarnings("ignore")
def test_given_bytes_are_copied_and_pickled(model: dict[str, Any], copied: Any, inside: bool) -> None:
    data_set = Dataset.from_json({"00081140": {"vr": "SQ", "Value": [model]}} if inside else model)
    before = saved(data_set)
    again = copied(Dataset.from_json(data_set.to_json()))
    assert again.to_json() == data_set.to_json()
    assert saved(copied(data_set)) == before
    assert saved(copied(data_set), little_endian=False) == saved(data_set, little_endian=False)


def test_a_pickle_has_no_item_that_was_emptied() -> None:
    encoded = b64encode(item(implicit(0x00100010, b"DOE^JANE"))).decode()
    data_set = Dataset.from_json({"00081140": {"vr": "UN", "InlineBinary": encoded}})
    assert data_set.ReferencedImageSequence[0].PatientName == "DOE^JANE"
    del data_set.ReferencedImageSequence[0].PatientName
    pickled = pickle.dumps(data_set)
    assert b"DOE" not in pickled
    assert pickle.loads(pickled).to_json_dict() == {"00081140": {"vr": "SQ", "Value": [{}]}}


def test_assigned_values_replace_given_bytes() -> None:
    data_set = Dataset.from_json({"00280010": {"vr": "US", "InlineBinary": "AQID"}})
    data_set.Rows = 7
    assert data_set.to_json_dict() == {"00280010": {"vr": "US", "Value": [7]}}
    assert saved(data_set) == explicit(0x00280010, "US", b"\7\0")
    assert b64decode("AQID") == b"\1\2\3"
