"""What is no DICOM JSON model raises an error of ours that names the element, and nothing else leaves.

After dicom-rs#812, #821 and dcm4che#1488.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, strategies as st

from dicomconstruct import Dataset, FileMetaDataset, dcmwrite
from dicomconstruct.errors import (
    DicomError,
    MalformedJson,
    MissingJsonName,
    UnwritableValue,
    WrongJsonType,
    shown,
)
from dicomconstruct.grammar import VRS

WRONG: list[tuple[Any, type[Exception], str]] = [
    ([], WrongJsonType, ""),
    (5, WrongJsonType, ""),
    ("[]", WrongJsonType, ""),
    ("5", WrongJsonType, ""),
    ("null", WrongJsonType, ""),
    ("", MalformedJson, ""),
    ("{", MalformedJson, ""),
    (b'{"\xff": 1}', MalformedJson, ""),
    ("[" * 100_000, MalformedJson, ""),
    ('{"00081140":{"vr":"SQ","Value":[' * 100_000, MalformedJson, ""),
    ('{"00280010":{"vr":"US","Value":[' + "9" * 5_000 + "]}}", MalformedJson, ""),
    ({"0028001": {"vr": "US", "Value": [5]}}, MalformedJson, "'0028001'"),
    ({"-1": {"vr": "LO"}}, MalformedJson, "'-1'"),
    ({"FFFFFFFFFF": {"vr": "LO"}}, MalformedJson, "'FFFFFFFFFF'"),
    ({"0_280010": {"vr": "US"}}, MalformedJson, "'0_280010'"),
    ({"Nonsense": {"vr": "US"}}, MalformedJson, "'Nonsense'"),
    ({"00280010": "x"}, WrongJsonType, "(0028,0010)"),
    ({"00280010": None}, WrongJsonType, "(0028,0010)"),
    ({"00280010": []}, WrongJsonType, "(0028,0010)"),
    ({"00280010": {}}, MissingJsonName, "(0028,0010)"),
    ({"00280010": {"Value": [5]}}, MissingJsonName, "(0028,0010)"),
    ({"00280010": {"vr": None}}, WrongJsonType, "(0028,0010)"),
    ({"00280010": {"vr": ["US"]}}, WrongJsonType, "(0028,0010)"),
    ({"00280010": {"vr": {}, "Value": [5]}}, WrongJsonType, "(0028,0010)"),
    ({"00280010": {"vr": "us", "Value": [5]}}, MalformedJson, "(0028,0010)"),
    ({"00280010": {"vr": "", "Value": [5]}}, MalformedJson, "(0028,0010)"),
    ({"00280010": {"vr": "US", "Value": 5}}, WrongJsonType, "(0028,0010)"),
    ({"00280010": {"vr": "US", "Value": None}}, WrongJsonType, "(0028,0010)"),
    ({"00280010": {"vr": "US", "Value": [{"a": 1}]}}, WrongJsonType, "(0028,0010)"),
    ({"00280010": {"vr": "US", "Value": [5.5]}}, MalformedJson, "(0028,0010)"),
    ({"00280010": {"vr": "US", "Value": [True]}}, WrongJsonType, "(0028,0010)"),
    ({"00280010": {"vr": "US", "Value": ["x"]}}, MalformedJson, "(0028,0010)"),
    ({"00280010": {"vr": "US", "Value": ["1_0"]}}, MalformedJson, "(0028,0010)"),
    ({"00280010": {"vr": "US", "Value": ["9" * 5_000]}}, MalformedJson, "(0028,0010)"),
    ('{"00280010": {"vr": "US", "Value": [1e400]}}', MalformedJson, "(0028,0010)"),
    ('{"00280010": {"vr": "US", "Value": [NaN]}}', MalformedJson, "(0028,0010)"),
    ('{"00189073": {"vr": "FD", "Value": [1e400]}}', MalformedJson, "(0018,9073)"),
    ('{"00180050": {"vr": "DS", "Value": [-1e400]}}', MalformedJson, "(0018,0050)"),
    ({"00189073": {"vr": "FD", "Value": [10**400]}}, MalformedJson, "(0018,9073)"),
    ({"00189073": {"vr": "FD", "Value": ["1e400"]}}, MalformedJson, "(0018,9073)"),
    ({"00189073": {"vr": "FD", "Value": ["1_0"]}}, MalformedJson, "(0018,9073)"),
    ({"00189073": {"vr": "FD", "Value": [[1.5]]}}, WrongJsonType, "(0018,9073)"),
    ({"00180050": {"vr": "DS", "Value": [{}]}}, WrongJsonType, "(0018,0050)"),
    ({"00180050": {"vr": "DS", "Value": [False]}}, WrongJsonType, "(0018,0050)"),
    ({"00180050": {"vr": "DS", "Value": ["\u0661"]}}, MalformedJson, "(0018,0050)"),
    ({"00200013": {"vr": "IS", "Value": [10**5_000]}}, MalformedJson, "(0020,0013)"),
    ({"00280009": {"vr": "AT", "Value": [-1]}}, MalformedJson, "(0028,0009)"),
    ({"00280009": {"vr": "AT", "Value": [2**32]}}, MalformedJson, "(0028,0009)"),
    ({"00280009": {"vr": "AT", "Value": [{}]}}, WrongJsonType, "(0028,0009)"),
    ({"00100020": {"vr": "LO", "Value": [5]}}, WrongJsonType, "(0010,0020)"),
    ({"00100020": {"vr": "LO", "Value": [{"a": 1}]}}, WrongJsonType, "(0010,0020)"),
    ({"00080005": {"vr": "CS", "Value": [5]}}, WrongJsonType, "(0008,0005)"),
    ({"00080018": {"vr": "UI", "Value": [5]}}, WrongJsonType, "(0008,0018)"),
    ({"00100010": {"vr": "PN", "Value": [5]}}, WrongJsonType, "(0010,0010)"),
    ({"00100010": {"vr": "PN", "Value": [{"Alphabetic": 5}]}}, WrongJsonType, "(0010,0010)"),
    ({"00100010": {"vr": "PN", "Value": [{"Alphabetic": "A=B"}]}}, MalformedJson, "(0010,0010)"),
    ({"00100010": {"vr": "PN", "Value": [{"Alphabetic": "A\\B"}]}}, MalformedJson, "(0010,0010)"),
    ({"00100010": {"vr": "PN", "Value": [{"alphabetic": "A"}]}}, MalformedJson, "(0010,0010)"),
    ({"7FE00010": {"vr": "OW", "InlineBinary": 5}}, WrongJsonType, "(7FE0,0010)"),
    ({"7FE00010": {"vr": "OW", "InlineBinary": None}}, WrongJsonType, "(7FE0,0010)"),
    ({"7FE00010": {"vr": "OW", "BulkDataURI": 5}}, WrongJsonType, "(7FE0,0010)"),
    ({"7FE00010": {"vr": "OW", "InlineBinary": "", "BulkDataURI": ""}}, MalformedJson, "(7FE0,0010)"),
    ({"00100020": {"vr": "LO", "Value": ["a"], "InlineBinary": "QUI="}}, MalformedJson, "(0010,0020)"),
    ({"00081140": {"vr": "SQ", "Value": 5}}, WrongJsonType, "(0008,1140)"),
    ({"00081140": {"vr": "SQ", "Value": ["x"]}}, WrongJsonType, "(0008,1140)[0]"),
    ({"00081140": {"vr": "SQ", "Value": [{}, 5]}}, WrongJsonType, "(0008,1140)[1]"),
    ({"00081140": {"vr": "SQ", "Value": [[1]]}}, WrongJsonType, "(0008,1140)[0]"),
    ({"00081140": {"vr": "SQ", "InlineBinary": "AAECAw=="}}, MalformedJson, "(0008,1140)"),
    ({"00280010": {"vr": "US"}, "Rows": {"vr": "US"}}, MalformedJson, "(0028,0010)"),
    ({"7FE00010": {"vr": "OW"}, "7fe00010": {"vr": "OW"}}, MalformedJson, "(7FE0,0010)"),
    ('{"00280010": {"vr": "US"}, "00280010": {"vr": "US", "Value": [1]}}', MalformedJson, ""),
    ('{"00280010": {"vr": "US", "vr": "SS", "Value": [1]}}', MalformedJson, ""),
    ({"00280010": {"vr": "US", "RawValue": 5}}, WrongJsonType, "(0028,0010)"),
    ({"00280010": {"vr": "US", "RawValue": "***"}}, MalformedJson, "(0028,0010)"),
    ({"00280010": {"vr": "US", "Value": [1], "RawValue": "AgA="}}, MalformedJson, "(0028,0010)"),
    ({"00280010": {"vr": "US", "Value": [1], "RawValue": "AQA=", "WireVR": 5}}, MalformedJson, "(0028,0010)"),
    ({"00081140": {"vr": "SQ", "RawValue": ""}}, MalformedJson, "(0008,1140)"),
    ({"00081140": {"vr": "SQ", "Value": [], "UndefinedLengthItems": [0]}}, MalformedJson, "(0008,1140)"),
    ({"00081140": {"vr": "SQ", "Value": [], "UndefinedLengthItems": 5}}, MalformedJson, "(0008,1140)"),
]


@pytest.mark.parametrize(("model", "error", "path"), WRONG, ids=shown)
@pytest.mark.filterwarnings("ignore")
def test_an_error_names_the_element(model: Any, error: type[DicomError], path: str) -> None:
    with pytest.raises(error) as caught:
        Dataset.from_json(model)
    assert isinstance(caught.value, ValueError)
    assert caught.value.path == path
    assert str(caught.value)


@pytest.mark.parametrize(("model", "error", "path"), [one for one in WRONG if one[2].startswith("(")], ids=shown)
@pytest.mark.filterwarnings("ignore")
def test_an_error_inside_items_names_the_way_there(model: Any, error: type[DicomError], path: str) -> None:
    with pytest.raises(error) as caught:
        Dataset.from_json(inside(model))
    assert caught.value.path == "(0040,A730)[1].(0040,A730)[0]." + path


def inside(model: Any) -> Any:
    """A model, or its text, two sequences down."""
    if isinstance(model, str):
        holder = '{"0040A730": {"vr": "SQ", "Value": [%s]}}'
        return holder % ("{}, " + holder % model)
    holding = {"0040A730": {"vr": "SQ", "Value": [model]}}
    return {"0040A730": {"vr": "SQ", "Value": [{}, holding]}}


@pytest.mark.parametrize(
    ("model", "kind"), [({"00280010": {}}, KeyError), ([], TypeError), ({"00280010": 5}, TypeError)]
)
def test_programs_that_expect_the_errors_of_pydicom_get_them(model: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        Dataset.from_json(model)


def test_a_data_set_that_refuses_an_element_is_named_too() -> None:
    with pytest.raises(MalformedJson, match="Only group 2 data elements") as caught:
        FileMetaDataset.from_json({"00100020": {"vr": "LO", "Value": ["x"]}})
    assert caught.value.path == "(0010,0020)"


def test_the_letters_of_vr_are_no_name_in_a_value() -> None:
    text = '{"00100020": {"vr": "LO", "Value": ["vr", "\\"vr\\""]}}'
    assert Dataset.from_json(text).PatientID == ["vr", '"vr"']
    assert Dataset.from_json(text.encode("utf-16")).PatientID == ["vr", '"vr"']


def test_a_misspelt_name_is_warned_of() -> None:
    with pytest.warns(UserWarning, match="no value under the names"):
        data_set = Dataset.from_json({"00100020": {"vr": "LO", "Values": ["x"]}})
    assert data_set.PatientID == ""
    assert Dataset.from_json({"00100020": {"vr": "LO", "Value": ["x"], "keyword": "PatientID"}}).PatientID == "x"


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["QUI=", "A^B"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3) | st.sampled_from(["vr", "Value", "Alphabetic"]), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(["00280010", "00081140", "00100010", "00080005", "00091001", "00090010", "7FE00010", "Rows"])
NAMES = st.sampled_from(["Value", "InlineBinary", "BulkDataURI", "RawValue", "WireVR", "UndefinedLength"])
VR_NAMES = st.sampled_from([*VRS, "ZZ"]) | JSON_VALUES


@st.composite
def models(draw: Callable[..., Any], depth: int = 2) -> dict[str, Any]:
    """Objects that look like models more or less."""
    made: dict[str, Any] = {}
    for key in draw(st.lists(KEYS | st.text(max_size=8), max_size=4)):
        held = draw(st.dictionaries(NAMES, st.lists(JSON_VALUES, max_size=3) | JSON_VALUES, max_size=2))
        held["vr"] = draw(VR_NAMES)
        if held["vr"] == "SQ" and depth:
            held["Value"] = draw(st.lists(models(depth - 1), max_size=2))
        made[key] = held if draw(st.integers(0, 9)) else draw(JSON_VALUES)
    return made


@pytest.mark.filterwarnings("ignore")
@given(model=models())
def test_nothing_but_errors_of_ours_leaves(model: dict[str, Any]) -> None:
    """What loads can be shown, made a model of and written, or is refused by one of our errors."""
    for form in (model, json.dumps(model)):
        try:
            data_set = Dataset.from_json(form)
        except DicomError:
            continue
        assert isinstance(str(data_set), str)
        with suppress(DicomError):
            dcmwrite(io.BytesIO(), data_set, implicit_vr=False, little_endian=True)
        try:
            text = data_set.to_json()
        except DicomError:
            continue
        assert Dataset.from_json(text).to_json() == text


@pytest.mark.parametrize("vr", ["UN", "OB", "OD", "OF", "OL", "OV", "OW"])
@pytest.mark.parametrize("values", [[1.5], ["abc"], ["a", None], [{"a": 1}]], ids=shown)
def test_values_for_bytes_are_kept_and_refused_when_written(vr: str, values: list[Any]) -> None:
    """Servers send them for private elements; a program can delete those elements and write the others."""
    model = {"00100020": {"vr": "LO", "Value": ["x"]}, "00091010": {"vr": vr, "Value": values}}
    with pytest.warns(UserWarning, match=f"cannot be assigned to a tag with VR {vr}"):
        data_set = Dataset.from_json(model)
    assert data_set[0x00091010].value == (values[0] if len(values) == 1 else values)
    for written in (data_set.to_json, lambda: as_bytes(data_set)):
        with pytest.raises(UnwritableValue) as caught:
            written()
        assert caught.value.path == "(0009,1010)"
    del data_set[0x00091010]
    assert b"x" in as_bytes(data_set)


def as_bytes(data_set: Dataset) -> bytes:
    buffer = io.BytesIO()
    dcmwrite(buffer, data_set, implicit_vr=False, little_endian=True)
    return buffer.getvalue()
