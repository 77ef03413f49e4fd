"""JSON text that nests deeper than `json` goes: read like any other, and refused like any other."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from dicomconstruct import Dataset
from dicomconstruct.dataset.json_text import value_of_text
from dicomconstruct.errors import MalformedJson

DEPTH = 5 * sys.getrecursionlimit()
OPENING, CLOSING = '{"0040A730": {"vr": "SQ", "Value": [' * DEPTH, "]}}" * DEPTH
VALUES = (
    "{}",
    "[]",
    " { } ",
    '[ [ ] , { } ,\n1.5e3, -0, true, false, null, "a\\u00e9\\"{[" ]',
    '{"a": [], "b": {"c": {}, "d": [{}, [[]]]}, "e": "x"}',
)
NO_JSON = (
    "",
    "{",
    "[1",
    "[1 2]",
    "[1,]",
    "[,1]",
    '{"a"}',
    '{"a" 1}',
    '{"a": 1,}',
    "{1: 2}",
    "{}]",
    "[}",
    "nul",
    "[]]",
)


def deep(inner: str) -> str:
    return "[" * DEPTH + inner + "]" * DEPTH


def innermost(value: Any) -> Any:
    for _ in range(DEPTH):
        assert len(value) == 1
        value = value[0]
    return value


@pytest.mark.parametrize("text", VALUES)
def test_deep_values_are_those_of_json(text: str) -> None:
    with pytest.raises(RecursionError):
        json.loads(deep(text))
    assert innermost(value_of_text(deep(text), parse_constant=str)) == json.loads(text)


@pytest.mark.parametrize("text", NO_JSON)
def test_deep_text_that_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    with pytest.raises(json.JSONDecodeError):
        value_of_text("[" * DEPTH + text + "]" * DEPTH if text else "[" * DEPTH)
    with pytest.raises(MalformedJson):
        Dataset.from_json(OPENING + text)


def test_a_deep_data_set_comes_back_from_its_text() -> None:
    data_set = Dataset()
    data_set.PatientName = "Müller"
    for _ in range(DEPTH):
        outer = Dataset()
        outer.PatientName = "Ångström"
        outer.ContentSequence = [data_set]
        data_set = outer
    again = Dataset.from_json(data_set.to_json())
    assert again.pop("SpecificCharacterSet").value == "ISO_IR 192"
    assert again == data_set
    data_set.SpecificCharacterSet = "ISO_IR 192"
    assert Dataset.from_json(data_set.to_json(raw_values=True)) == data_set


def test_a_name_twice_in_deep_text_is_refused() -> None:
    empty = '{"00100010": {"vr": "PN"}, "00100010": {"vr": "PN"}}'
    with pytest.raises(MalformedJson):
        Dataset.from_json(OPENING + empty + CLOSING)
