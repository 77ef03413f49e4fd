"""The JSON model of values and the values of JSON models (PS3.18 Annex F), as pydicom has them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from peer import quietly
from pydicom.dataset import Dataset as TheirDataset

from dicomconstruct.dataset import Dataset

TAG = 0x00091001

VALUES: list[tuple[str, Any]] = [
    *(("DS", one) for one in (["1", "2.5"], 1, "1", "", [None, "1"])),
    *(("IS", one) for one in (["1", "2"], "", 0)),
    *(("LO", one) for one in ([], None)),
    *(("PN", one) for one in (["A=B=C", "D"], "A=", "")),
    *(("AT", one) for one in (0x00100010, [1, 2])),
    *(("UI", one) for one in (["1.2", "1.3"], "")),
    *((vr, one) for vr in ("OB", "OW", "UN", "OF") for one in (b"", b"abcd", None)),
    *(("US", one) for one in (5, [1, 2], 0)),
    *(("FL", one) for one in (1.5, 1, 3.14)),
    ("DS", 1 / 3),
    ("UT", "x"),
    ("UV", 2**53 - 1),
    ("SV", -5),
]

OTHERWISE: list[tuple[str, Any, dict[str, Any]]] = [
    ("LO", ["a", ""], {"vr": "LO", "Value": ["a", None]}),
    ("LO", "\\", {"vr": "LO", "Value": [None, None]}),
    ("LO", 5, {"vr": "LO", "Value": ["5"]}),
    ("PN", "=B", {"vr": "PN", "Value": [{"Ideographic": "B"}]}),
    ("PN", "A==C", {"vr": "PN", "Value": [{"Alphabetic": "A", "Phonetic": "C"}]}),
    ("PN", ["A", ""], {"vr": "PN", "Value": [{"Alphabetic": "A"}, None]}),
    ("DS", ["1", ""], {"vr": "DS", "Value": [1.0, None]}),
    ("OB or OW", b"", {"vr": "OB"}),
    ("OB or OW", b"abcd", {"vr": "OB", "InlineBinary": "YWJjZA=="}),
    ("US or SS", 5, {"vr": "US", "Value": [5]}),
    ("US or SS", -5, {"vr": "SS", "Value": [-5]}),
    ("FD", float("nan"), {"vr": "FD", "Value": ["NaN"]}),
    ("FL", [1.5, float("-inf")], {"vr": "FL", "Value": [1.5, "-Infinity"]}),
    ("SQ", [], {"vr": "SQ"}),
    ("UV", 2**60, {"vr": "UV", "Value": ["1152921504606846976"]}),
    ("SV", [-(2**60), 1], {"vr": "SV", "Value": ["-1152921504606846976", 1]}),
]
"""Where PS3.18 F.2 has it otherwise than pydicom: empty values and groups, VRs, numbers that JSON has none for."""

MODELS: list[dict[str, Any]] = [
    {"00100010": {"vr": "PN", "Value": [{"Alphabetic": "A^B"}]}},
    {"00100010": {"vr": "PN", "Value": [{"Alphabetic": "A^B", "Ideographic": "I"}, {"Phonetic": "P"}]}},
    {"00100010": {"vr": "PN", "Value": ["A"]}},
    {"00100010": {"vr": "PN"}},
    {"00100010": {"vr": "PN", "Value": [None]}},
    {"00180050": {"vr": "DS", "Value": [1.5]}},
    {"00180050": {"vr": "DS", "Value": ["1.5"]}},
    {"00180050": {"vr": "DS", "Value": [1, None]}},
    {"00180050": {"vr": "DS"}},
    {"00201208": {"vr": "IS", "Value": [5]}},
    {"00201208": {"vr": "IS", "Value": ["5"]}},
    {"00280009": {"vr": "AT", "Value": ["00181063"]}},
    {"00280009": {"vr": "AT", "Value": ["00181063", "00181064"]}},
    {"00280010": {"vr": "US", "Value": [5]}},
    {"00280010": {"vr": "US", "Value": ["5"]}},
    {"00280010": {"vr": "US"}},
    {"300A00B0": {"vr": "SQ", "Value": [{}, {"00100020": {"vr": "LO", "Value": ["x"]}}]}},
    {"300A00B0": {"vr": "SQ"}},
    {"00081140": {"vr": "SQ", "Value": [None]}},
    {"7FE00010": {"vr": "OW", "InlineBinary": "AAEC"}},
    {"7FE00010": {"vr": "OW", "InlineBinary": ["AAEC"]}},
    {"7FE00010": {"vr": "OW", "BulkDataURI": "http://x"}},
    {"7FE00010": {"vr": "OW"}},
    {"00100020": {"vr": "LO", "Value": ["a", "b"]}},
    {"00100020": {"vr": "LO", "Value": ["a", None]}},
    {"00100020": {"vr": "LO", "Value": [""]}},
    {"00100020": {"vr": "LO", "Value": "a"}},
    {"00100020": {"Value": ["a"]}},
    {"00100020": {"vr": "LO", "Unheard": 1}},
    {"PatientID": {"vr": "LO", "Value": ["q"]}},
    {"00080018": {"vr": "UI", "Value": ["1.2"]}},
    {"00189073": {"vr": "FD", "Value": [1]}},
    {"00189073": {"vr": "FD", "Value": ["NaN"]}},
    {"7FE00010": {"vr": "OW", "InlineBinary": 5}},
    {"7FE00010": {"vr": "OW", "BulkDataURI": 5}},
    {"300A00B0": {"vr": "SQ", "Value": 5}},
]


@pytest.mark.parametrize(("vr", "value"), VALUES, ids=repr)
def test_model_of_a_value(vr: str, value: Any) -> None:
    ours, theirs = Dataset(), TheirDataset()
    quietly(lambda: (ours.add_new(TAG, vr, value), theirs.add_new(TAG, vr, value)))
    assert repr(ours.to_json_dict()) == repr(theirs.to_json_dict())


@pytest.mark.parametrize(("vr", "value", "model"), OTHERWISE, ids=repr)
def test_model_of_a_value_by_the_standard(vr: str, value: Any, model: dict[str, Any]) -> None:
    data_set = Dataset()
    quietly(lambda: data_set.add_new(TAG, vr, value))
    assert data_set.to_json_dict() == {"00091001": model}
    assert json.loads(data_set.to_json()) == {"00091001": model}
    assert data_set[TAG].to_json_dict(None, 0) == model


def outcome(data_set_class: type[Any], model: Any, **options: Any) -> Any:
    try:
        made = quietly(lambda: data_set_class.from_json(model, **options))
    except (KeyError, TypeError, ValueError) as error:
        return next(kind for kind in (KeyError, TypeError, ValueError) if isinstance(error, kind))
    return str(made), [(element.VR, type(element.value).__name__) for element in made]


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_value_of_a_model(model: dict[str, Any]) -> None:
    assert outcome(Dataset, model) == outcome(TheirDataset, model)
    assert outcome(Dataset, json.dumps(model)) == outcome(TheirDataset, model)


@pytest.mark.parametrize("model", ["[]", "5"])
def test_no_model(model: str) -> None:
    with pytest.raises(TypeError):
        Dataset.from_json(model)


@pytest.mark.parametrize("length", range(5, 11))
def test_bulk_data(length: int) -> None:
    ours, theirs = Dataset(), TheirDataset()
    for one in (ours, theirs):
        one.add_new(TAG, "OB", b"a" * length)
        one.add_new(TAG + 1, "UT", "a" * 50)
    options: dict[str, Any] = {
        "bulk_data_threshold": 8,
        "bulk_data_element_handler": lambda element: f"at {element.tag}",
    }
    assert ours.to_json_dict(**options) == theirs.to_json_dict(**options)


MODEL = {"7FE00010": {"vr": "OW", "BulkDataURI": "http://x"}}


def test_bulk_data_is_fetched() -> None:
    fetched = Dataset.from_json(MODEL, bulk_data_uri_handler=lambda uri: uri.encode())
    assert fetched.PixelData == b"http://x"
    fetched = Dataset.from_json(MODEL, bulk_data_uri_handler=lambda tag, vr, uri: f"{tag} {vr} {uri}".encode())
    assert fetched.PixelData == b"7FE00010 OW http://x"
    with pytest.warns(UserWarning, match="7FE00010"):
        assert Dataset.from_json(MODEL).PixelData is None
