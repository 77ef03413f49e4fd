"""However deep a data set nests, nothing that looks at all of it recurses."""

from __future__ import annotations

import copy
import sys

import pytest

from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import MalformedJson
from dicomconstruct.grammar.primitives import DEFAULT_MAX_DEPTH

DEPTH = 3 * sys.getrecursionlimit()


def nested(depth: int = DEPTH) -> Dataset:
    made = Dataset()
    made.PatientID = "innermost"
    for _ in range(depth):
        outer = Dataset()
        outer.ContentSequence = [made]
        made = outer
    return made


def test_walks() -> None:
    data_set = nested()
    assert sum(1 for _ in data_set.iterall()) == DEPTH + 1
    values: list[object] = []

    def change(here: Dataset, element: DataElement) -> None:
        if element.VR == "LO":
            values.append(element.value)
            here.PatientID = "changed"

    data_set.walk(change)
    assert values == ["innermost"]
    assert list(data_set.iterall())[-1].value == "changed"


def test_text() -> None:
    depth = 1200
    lines = str(nested(depth)).splitlines()
    assert lines[depth] == "   " * depth + "(0010,0020) Patient ID                          LO: 'innermost'"
    assert lines[-1] == "   ---------"
    assert len(lines) == 2 * depth + 1
    assert nested().top() == "(0040,A730)  Content Sequence  1 item(s) ---- "


def test_comparison_and_copies() -> None:
    data_set, again = nested(), nested()
    assert data_set == again
    assert data_set["ContentSequence"] == again["ContentSequence"]
    copied = copy.deepcopy(data_set)
    assert copied == data_set
    assert copied != nested(DEPTH - 1)
    list(copied.iterall())[-1].value = "other"
    assert copied != data_set


def test_json_model() -> None:
    model = nested().to_json_dict()
    depth = 0
    inner = model
    while "0040A730" in inner:
        inner = inner["0040A730"]["Value"][0]
        depth += 1
    assert (depth, inner) == (DEPTH, {"00100020": {"vr": "LO", "Value": ["innermost"]}})


def test_a_json_model_may_nest_as_deeply_as_a_file() -> None:
    model = nested(DEFAULT_MAX_DEPTH).to_json_dict()
    assert Dataset.from_json(model) == nested(DEFAULT_MAX_DEPTH)
    with pytest.raises(MalformedJson, match="nest too deeply") as caught:
        Dataset.from_json(nested(DEFAULT_MAX_DEPTH + 1).to_json_dict())
    step = "(0040,A730)[0]."
    assert caught.value.path == 4 * step + "..." + "." + 3 * step + "(0040,A730)"


def test_removing_private_elements() -> None:
    data_set = nested(3)
    data_set.ContentSequence[0].add_new(0x00091001, "LO", "x")
    data_set.remove_private_tags()
    assert data_set == nested(3)
