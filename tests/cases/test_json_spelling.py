"""`to_json(raw_values=True)` carries what PS3.18 F.2 has no place for: written again, it is the same bytes."""

from __future__ import annotations

import struct
import warnings
from base64 import b64encode
from typing import Any

import pytest
from bytes_of import (
    EXPLICIT_BE,
    IMPLICIT_LE,
    JPEG,
    UNDEFINED,
    explicit,
    fragments,
    implicit,
    item,
    item_end,
    sequence,
    sequence_end,
    undefined_item,
)
from json_of import read, saved, strict

from dicomconstruct import Dataset
from dicomconstruct.errors import MalformedJson

SPELT: list[bytes] = [
    explicit(0x00180050, "DS", b" 1.50 "),
    explicit(0x00180050, "DS", b"+1e0"),
    explicit(0x00200013, "IS", b"007 "),
    explicit(0x00200013, "IS", b"7"),
    explicit(0x00100010, "PN", b"A^B^^== "),
    explicit(0x00100020, "LO", b"odd"),
    explicit(0x00100020, "LO", b"nul\0"),
    explicit(0x00100020, "LO", b" a  \\ b\\  "),
    explicit(0x00080018, "UI", b"1.2 "),
    explicit(0x00080018, "UI", b"1.2\0\0\0"),
    explicit(0x00080020, "DA", b"20200102  "),
    explicit(0x00091001, "OB", b"odd"),
    explicit(0x00091001, "OW", b"odd"),
    explicit(0x00091001, "UN", b"odd"),
    explicit(0x00280010, "US", b"odd"),
    explicit(0x00189073, "FD", struct.pack("<d", float("nan"))),
    explicit(0x00189073, "FD", b"\1\0\0\0\0\0\xf8\xff"),
    explicit(0x00100010, "PN", b"M\xfcller"),
    explicit(0x00080005, "CS", b"ISO_IR 192") + explicit(0x00100010, "PN", b"\xff\xfe"),
    explicit(0x00080005, "CS", b"\\ISO 2022 IR 87 ") + explicit(0x00100010, "PN", b"\x1b(B\x1b$B;3\x1b(B "),
    explicit(0x00080000, "UL", b"\x0a\0\0\0") + explicit(0x00080060, "CS", b"CT"),
    explicit(0x00080000, "UL", b"\x63\0\0\0") + explicit(0x00080060, "CS", b"CT"),
    explicit(0x00100020, "UN", b"ab"),
    explicit(0x00100020, "UN", b"odd"),
    explicit(0x00280010, "UN", b"\1\0"),
    explicit(0x00280010, "UN", b"\1\0\2"),
    explicit(0x00080005, "UN", b"ISO_IR 100") + explicit(0x00100010, "UN", b"M\xfcller"),
    explicit(0x00081140, "UN", item(implicit(0x00100020, b"ab"))),
    explicit(0x00081140, "UN", undefined_item(implicit(0x00100020, b"ab")) + sequence_end(), length=UNDEFINED),
    explicit(0x00090010, "LO", b"GEMS_IDEN_01") + explicit(0x00091001, "UN", b"x "),
    sequence(0x00081140),
    sequence(0x00081140, sequence_end(), length=UNDEFINED),
    sequence(0x00081140, item(), undefined_item(), item(explicit(0x00100020, "LO", b"x"))),
    sequence(0x00081140, undefined_item(explicit(0x00200013, "IS", b"7")), sequence_end(), length=UNDEFINED),
    sequence(0x00081140, item(sequence(0x00081140, undefined_item(), sequence_end(), length=UNDEFINED))),
]


def carried(data_set: Dataset) -> Dataset:
    """A data set through text that says all of it; a warning is an error."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", "the JSON model does not carry")
        text = data_set.to_json(raw_values=True)
    strict(text)
    return Dataset.from_json(text)


@pytest.mark.parametrize("data", SPELT, ids=repr)
@pytest.mark.filterwarnings("ignore")
def test_spelling_comes_back(data: bytes) -> None:
    data_set = read(data, explicit(0x7FE00001, "OV"))
    again = carried(data_set)
    assert saved(again) == data + explicit(0x7FE00001, "OV")
    assert [(one.tag, one.VR) for one in again.iterall()] == [(one.tag, one.VR) for one in data_set.iterall()]
    assert again.to_json() == data_set.to_json()
    assert again.to_json(raw_values=True) == data_set.to_json(raw_values=True)
    twice = Dataset.from_json(again.to_json_dict(raw_values=True))
    assert saved(twice) == saved(again)


@pytest.mark.filterwarnings("ignore")
def test_spelling_comes_back_in_other_encodings() -> None:
    def data_set_of(order: str) -> bytes:
        return b"".join(
            (
                explicit(0x00080000, "UL", struct.pack(order + "I", 77), order=order),
                explicit(0x00180050, "DS", b" 1.50 ", order=order),
                explicit(0x00280009, "AT", struct.pack(order + "2H", 8, 16), order=order),
                explicit(0x00280010, "US", b"odd", order=order),
                explicit(0x00283006, "OW", struct.pack(order + "2H", 1, 2), order=order),
                explicit(0x00660016, "OF", struct.pack(order + "f", 1.5), order=order),
            )
        )

    data_set = read(data_set_of(">"), uid=EXPLICIT_BE)
    assert saved(carried(data_set), little_endian=False) == data_set_of(">")
    told = data_set.to_json_dict(raw_values=True)
    assert told["00180050"] == {"vr": "DS", "Value": [1.5], "RawValue": b64encode(b" 1.50 ").decode()}
    assert told["00283006"] == {"vr": "OW", "InlineBinary": "AQACAA=="}
    assert told["00280010"] == {"vr": "US", "InlineBinary": "ZG9k"}
    elements = {0x00091001: b"\1\2\3", 0x00100020: b"odd", 0x0040A170: b"NO ITEMS"}
    implicit_data = b"".join(implicit(tag, value) for tag, value in elements.items())
    data_set = read(implicit_data, uid=IMPLICIT_LE)
    assert saved(carried(data_set), implicit=True) == implicit_data


def test_encapsulated_pixels_come_back() -> None:
    element = fragments(0x7FE00010, b"", b"\xff\xd8\xff\xd9")
    data_set = read(explicit(0x00100020, "LO", b"x "), element, uid=JPEG)
    again = carried(data_set)
    assert again["PixelData"].is_undefined_length
    assert saved(again) == explicit(0x00100020, "LO", b"x ") + element


def test_other_readers_find_the_standards_model() -> None:
    """Names beside those of PS3.18 F.2.2 are the only difference; a value that needs none has none."""
    data_set = read(
        explicit(0x00100020, "UN", b"ab"),
        explicit(0x00180050, "DS", b"1.5 "),
        explicit(0x00180060, "DS", b"1.50"),
        sequence(0x00400555, undefined_item(explicit(0x00100020, "LO", b"x ")), sequence_end(), length=UNDEFINED),
    )
    assert data_set.to_json_dict(raw_values=True) == {
        "00100020": {"vr": "LO", "Value": ["ab"], "WireVR": "UN", "RawValue": "YWI="},
        "00180050": {"vr": "DS", "Value": [1.5]},
        "00180060": {"vr": "DS", "Value": [1.5], "RawValue": "MS41MA=="},
        "00400555": {
            "vr": "SQ",
            "Value": [{"00100020": {"vr": "LO", "Value": ["x"]}}],
            "UndefinedLength": True,
            "UndefinedLengthItems": [0],
        },
    }


def test_a_changed_value_is_refused_beside_its_old_spelling() -> None:
    model = read(explicit(0x00180060, "DS", b"1.50")).to_json_dict(raw_values=True)
    model["00180060"]["Value"] = [2.5]
    with pytest.raises(MalformedJson, match="'RawValue' and the value differ") as caught:
        Dataset.from_json(model)
    assert caught.value.path == "(0018,0060)"
    del model["00180060"]["RawValue"]
    assert Dataset.from_json(model)[0x00180060].value == 2.5


@pytest.mark.filterwarnings("ignore")
def test_a_changed_value_inside_unknown_bytes_is_refused() -> None:
    model = read(explicit(0x00081140, "UN", item(implicit(0x00100020, b"ab")))).to_json_dict(raw_values=True)
    model["00081140"]["Value"][0]["00100020"]["Value"] = ["cd"]
    with pytest.raises(MalformedJson, match="'RawValue' and the value differ"):
        Dataset.from_json(model)


def test_edits_are_spelt_as_they_will_be_written() -> None:
    data_set = read(explicit(0x00180060, "DS", b"1.50"), explicit(0x00200013, "IS", b"007 "))
    data_set.KVP = "2.50"
    data_set.Rows = 7
    again = carried(data_set)
    spelt = explicit(0x00180060, "DS", b"2.50") + explicit(0x00200013, "IS", b"007 ")
    assert saved(again) == spelt + explicit(0x00280010, "US", b"\7\0")


def test_a_data_set_made_in_memory() -> None:
    data_set = Dataset()
    data_set.PatientID = "x"
    data_set.ReferencedImageSequence = [Dataset(), Dataset()]
    data_set.ReferencedImageSequence[1].is_undefined_length_sequence_item = True
    data_set["ReferencedImageSequence"].is_undefined_length = True
    assert saved(carried(data_set)) == saved(data_set)


LOST: list[Any] = [
    explicit(0x00100020, "LO", b"x ") + explicit(0x00080060, "CS", b"CT"),
    explicit(0x00100020, "LO", b"x ") + explicit(0x00100020, "LO", b"y "),
    explicit(0x00100020, "LO", b"x ") + b"\1\2\3",
    explicit(0x00091001, "OB", b"ab").replace(b"OB\0\0", b"OB\1\0"),
    sequence(0x00081140, item(explicit(0x00100020, "LO", b"x ")), length=999),
    sequence(0x00081140, item(), item_end(), sequence_end()),
    explicit(0x00081140, "SQ", b"NO ITEMS"),
]


@pytest.mark.parametrize("data", LOST, ids=repr)
@pytest.mark.filterwarnings("ignore:Elements")
def test_what_a_model_does_not_carry_is_warned_of(data: bytes) -> None:
    """Disorder, repeated elements, junk, reserved bytes, wrong lengths, stray delimiters, text in a sequence."""
    data_set = read(data)
    with pytest.warns(UserWarning, match="the JSON model does not carry"):
        model = data_set.to_json_dict(raw_values=True)
    assert Dataset.from_json(model).to_json() == data_set.to_json()


def test_a_handler_keeps_the_bytes_that_it_is_given() -> None:
    elements = [explicit(0x00180060, "DS", b"1.50"), explicit(0x7FE00010, "OB", b"abcd")]
    data_set = read(*elements)
    model = data_set.to_json_dict(0, lambda element: f"at {element.tag}", raw_values=True)
    assert model["7FE00010"] == {"vr": "OB", "BulkDataURI": "at (7FE0,0010)"}
    assert model["00180060"]["RawValue"] == "MS41MA=="
    again = Dataset.from_json(model, bulk_data_uri_handler=lambda _: b"abcd")
    assert saved(again) == b"".join(elements)
