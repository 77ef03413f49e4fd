"""Sequences within sequences, however deep: no recursion, linear memory; what has a limit says so."""

from __future__ import annotations

import copy
import gc
import io
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from dicomconstruct import STANDARD, Dataset, DicomError, check, dcmread, dcmwrite
from dicomconstruct.compat.pydicom.filewriter import correct_ambiguous_vr
from dicomconstruct.compat.pydicom.util.dump import pretty_print
from dicomconstruct.dataset.text import DEEPEST_SHOWN
from dicomconstruct.errors import MalformedValue
from dicomconstruct.explore.codify import file_code

DEPTHS = (1, 2, 255, 256, 257, 500, 5_000)
OPENED = STANDARD.limits.max_depth
LAYOUTS = {"explicit": False, "implicit": True}


def nested(depth: int) -> Dataset:
    """A data set around so many sequences, each inside the one before."""
    made = Dataset()
    made.PatientID = "innermost"
    for _ in range(depth):
        outer = Dataset()
        outer.ContentSequence = [made]
        made = outer
    return made


def innermost(data_set: Any) -> tuple[int, Any]:
    depth = 0
    while "ContentSequence" in data_set:
        data_set, depth = data_set.ContentSequence[0], depth + 1
    return depth, data_set


def written(data_set: Any, **how: bool) -> bytes:
    buffer = io.BytesIO()
    dcmwrite(buffer, data_set, **(how or {"implicit_vr": False, "little_endian": True}))  # type: ignore[arg-type]
    return buffer.getvalue()


@pytest.mark.parametrize("depth", DEPTHS)
def test_what_goes_through_all_levels(depth: int) -> None:
    data_set = nested(depth)
    assert sum(1 for _ in data_set.iterall()) == depth + 1
    visited: list[Dataset] = []
    data_set.walk(lambda here, _: visited.append(here))
    assert len(visited) == depth + 1
    data_set.decode()
    innermost(data_set)[1].add_new(0x00091001, "LO", "private")
    data_set.remove_private_tags()
    assert innermost(data_set) == (depth, nested(0))
    assert len(list(data_set.formatted_lines())) == depth + 1
    correct_ambiguous_vr(data_set, True)
    assert file_code(data_set).count("Dataset()") == depth + 1


@pytest.mark.parametrize("depth", DEPTHS)
def test_copies_comparison_and_pickles(depth: int) -> None:
    data_set = nested(depth)
    for made in (copy.deepcopy(data_set), pickle.loads(pickle.dumps(data_set)), copy.copy(data_set)):
        assert made == data_set
        assert innermost(made) == (depth, nested(0))
    element = data_set["ContentSequence"]
    assert copy.deepcopy(element) == pickle.loads(pickle.dumps(element)) == element
    other = copy.deepcopy(data_set)
    innermost(other)[1].PatientID = "other"
    assert other != data_set
    assert data_set != nested(depth + 1)


@pytest.mark.parametrize("depth", DEPTHS)
def test_json(depth: int) -> None:
    data_set = nested(depth)
    model = data_set.to_json_dict()
    assert Dataset.from_json(model) == data_set
    text = data_set.to_json()
    inner = '{"00100020": {"Value": ["innermost"], "vr": "LO"}}'
    assert text == '{"0040A730": {"Value": [' * depth + inner + '], "vr": "SQ"}}' * depth
    assert data_set["ContentSequence"].to_json() == text[len('{"0040A730": ') : -1]


def test_the_text_of_a_deep_model_is_that_of_json() -> None:
    data_set, beside = nested(500), nested(1)
    beside.OtherPatientIDsSequence = []
    data_set.PatientName, data_set.Rows, data_set.ImageType = 'Müller^"Eva"=x', 3, ["A", "", "B"]
    data_set.ReferencedImageSequence = [Dataset(), beside]
    text, model = data_set.to_json(), data_set.to_json_dict()
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(10 * usual)
    try:
        assert text == json.dumps(model, sort_keys=True)
    finally:
        sys.setrecursionlimit(usual)
    with pytest.raises(RecursionError):
        json.dumps(model, sort_keys=True)


def test_a_dump_handler_that_recurses() -> None:
    assert nested(2).to_json(dump_handler=json.dumps) == json.dumps(nested(2).to_json_dict())
    with pytest.raises(DicomError, match="nests too deeply for the dump handler"):
        nested(5_000).to_json(dump_handler=json.dumps)


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("implicit", LAYOUTS.values(), ids=LAYOUTS)
def test_what_is_written_is_read_as_items_or_reported(depth: int, implicit: bool) -> None:
    data_set = nested(depth)
    layout = {"implicit_vr": implicit, "little_endian": True}
    data = written(data_set, **layout)
    again = dcmread(data, force=True, codec=STANDARD.with_limits(max_depth=depth))
    assert again == data_set
    usual: Any = dcmread(data, force=True)
    assert written(usual, **layout) == data
    if depth <= OPENED:
        assert usual == data_set
        return
    assert "nested-too-deep" in [finding.code for finding in check(data)]
    here = usual
    for _ in range(OPENED):
        here = here.ContentSequence[0]
    with pytest.raises(MalformedValue, match=f"(0040,A730).*at most {OPENED} levels") as raised:
        _ = here.ContentSequence
    assert raised.value.offset is not None
    for operation in (usual.to_json, usual.decode, usual.remove_private_tags, lambda: list(usual.iterall())):
        with pytest.raises(MalformedValue, match="nested beyond the limit"):
            operation()
    assert "nested beyond the limit" in str(usual)
    here.PatientID = "edited"
    edited = written(usual, **layout)
    assert b"innermost" in edited
    assert b"edited" in edited
    with pytest.raises(MalformedValue, match="nested beyond the limit"):
        written(usual, implicit_vr=not implicit, little_endian=True)
    assert written(pickle.loads(pickle.dumps(usual)), **layout) == edited
    assert written(copy.deepcopy(usual), **layout) == edited


@pytest.mark.parametrize("depth", [*DEPTHS, DEEPEST_SHOWN, DEEPEST_SHOWN + 1])
def test_text(depth: int, capsys: pytest.CaptureFixture[str]) -> None:
    data_set = nested(depth)
    shown: list[Callable[[], object]] = [
        lambda: str(data_set),
        lambda: repr(data_set),
        lambda: pretty_print(data_set),
    ]
    if depth > DEEPEST_SHOWN:
        for operation in shown:
            with pytest.raises(DicomError, match=rf"\(0040,A730\): expected at most {DEEPEST_SHOWN} levels"):
                operation()
        assert data_set.top() == "(0040,A730)  Content Sequence  1 item(s) ---- "
        return
    lines = str(data_set).splitlines()
    assert lines[depth] == "   " * depth + "(0010,0020) Patient ID                          LO: 'innermost'"
    assert len(lines) == 2 * depth + 1
    pretty_print(data_set)
    assert len(capsys.readouterr().out.splitlines()) == 2 * depth + 1


def test_deep_data_sets_go_without_recursion() -> None:
    kept = nested(50_000)
    del kept
    ring = nested(50_000)
    innermost(ring)[1].ContentSequence = [ring]
    del ring
    gc.collect()
    assert gc.garbage == []


OPERATIONS = {
    "walks": """
assert sum(1 for _ in deep.iterall()) == 100_001
deep.walk(lambda here, element: None)
deep.decode()
deep.remove_private_tags()
correct_ambiguous_vr(deep, True)
""",
    "copies": """
assert copy.deepcopy(deep) == deep
assert deep != nested(100_000 - 1)
""",
    "pickle": "assert pickle.loads(pickle.dumps(deep)) == deep",
    "JSON": """
assert len(deep.to_json()) == 39 * 100_000 + len(inner(deep).to_json())
assert Dataset.from_json(deep.to_json_dict()) == deep
""",
    "save": "dcmwrite(io.BytesIO(), deep, implicit_vr=False, little_endian=True)",
    "code": "assert file_code(deep).count('Dataset()') == 100_001",
    "refused": """
for refused in (str, repr, pretty_print):
    try:
        refused(deep)
    except DicomError as error:
        assert "at most 2000 levels" in str(error)
inner(deep).ContentSequence = [deep]
def save():
    deep.save_as(io.BytesIO(), implicit_vr=True)
for refused in (deep.to_json, lambda: list(deep.iterall()), lambda: copy.deepcopy(deep), save):
    try:
        refused()
    except DicomError as error:
        assert "holds itself" in str(error) and len(str(error)) < 300
    else:
        raise AssertionError(refused)
""",
}
PROGRAM = """
import copy, io, pickle, resource
from dicomconstruct import Dataset, DicomError, dcmwrite
from dicomconstruct.compat.pydicom.filewriter import correct_ambiguous_vr
from dicomconstruct.compat.pydicom.util.dump import pretty_print
from dicomconstruct.explore.codify import file_code
def nested(depth):
    made = Dataset()
    made.PatientID = "innermost"
    for _ in range(depth):
        outer = Dataset()
        outer.ContentSequence = [made]
        made = outer
    return made
def inner(data_set):
    while "ContentSequence" in data_set:
        data_set = data_set.ContentSequence[0]
    return data_set
deep = nested(100_000)
resource.setrlimit(resource.RLIMIT_AS, (900 << 20, 900 << 20))
"""
"""Takes about 100 MB before the operation; the limit counts address space."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the memory of a process")
@pytest.mark.parametrize("operations", OPERATIONS.values(), ids=OPERATIONS)
def test_a_hundred_thousand_levels_take_linear_memory(operations: str) -> None:
    command = [sys.executable, "-c", PROGRAM + operations]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("", 0)
