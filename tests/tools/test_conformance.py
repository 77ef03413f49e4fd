"""The comparison of conformance results: what is expected passes, what is not is named."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

COMPARE = Path(__file__).resolve().parents[1] / "conformance" / "compare.py"
MODULE = runpy.run_path(str(COMPARE))


def results(path: Path, **outcomes: str) -> str:
    tests = {name: {"kind": "public", "outcome": outcome} for name, outcome in outcomes.items()}
    path.write_text(json.dumps({"tests": tests}))
    return str(path)


@pytest.fixture
def expected(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "expected.tsv"
    path.write_text("# pattern\tverdict\treason\nknown*\tright\tours keeps the bytes\n")
    monkeypatch.setitem(MODULE["main"].__globals__, "expectations", lambda: MODULE["expectations"](path))
    return path


def test_expected_differences_pass(tmp_path: Path, expected: Path, capsys: Any) -> None:  # noqa: ARG001
    ours = results(tmp_path / "ours.json", good="passed", known_one="failed")
    theirs = results(tmp_path / "theirs.json", good="passed", known_one="passed", skipped="skipped")
    assert MODULE["main"]([ours, theirs]) == 0
    assert capsys.readouterr().out == "1 of 2 public tests pass (50.0%)\nright: 1\n"


def test_others_are_named(tmp_path: Path, expected: Path, capsys: Any) -> None:  # noqa: ARG001
    ours = results(tmp_path / "ours.json", good="passed", lost="failed")
    theirs = results(tmp_path / "theirs.json", good="passed", lost="passed", missing="passed")
    assert MODULE["main"]([ours, theirs]) == 1
    said = capsys.readouterr().out
    assert "not expected: lost\nnot expected: missing" in said
    assert "no longer needed: known*" in said


def test_a_reason_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text("test\tno idea\t\n")
    with pytest.raises(ValueError, match="and a reason"):
        MODULE["expectations"](path)


def test_the_file_itself_is_well_formed() -> None:
    assert MODULE["expectations"]()
