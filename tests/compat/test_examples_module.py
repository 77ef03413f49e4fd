"""pydicom's test files through our faces of `data` and `examples`: found where they are installed, read by us."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pydicom
import pytest

from dicomconstruct import FileDataset
from dicomconstruct.compat.pydicom import data, examples

INSTALLED = Path(pydicom.__file__).parent / "data"
"""Looked at as a folder: pydicom's own functions download what is not there."""


@pytest.mark.parametrize("name", sorted(examples.FILES))
def test_every_example_is_the_peers_file_read_by_us(name: str) -> None:
    read = getattr(examples, name)
    assert type(read) is FileDataset
    assert examples.get_path(name) == INSTALLED / "test_files" / examples.FILES[name] == Path(read.filename)
    assert getattr(examples, name) is not read


def test_examples_are_attributes_of_the_module() -> None:
    assert {*examples.FILES, "get_path"} == set(dir(examples))
    with pytest.raises(AttributeError, match=r"'pydicom\.examples' has no attribute 'foo'"):
        _ = examples.foo
    with pytest.raises(ValueError, match="'foo'"):
        examples.get_path("foo")


@pytest.mark.parametrize(
    ("function", "folder"),
    [
        ("get_testdata_files", "test_files"),
        ("get_charset_files", "charset_files"),
        ("get_palette_files", "palettes"),
    ],
)
@pytest.mark.parametrize("pattern", ["**/*", "*.dcm", "chr*", "CT_*", "dicomdirtests/*", "nothing*"])
def test_the_files_that_fit_a_pattern(function: str, folder: str, pattern: str) -> None:
    there = {str(path) for path in (INSTALLED / folder).rglob(pattern) if path.is_file()}
    assert {path for path in getattr(data, function)(pattern) if "data_store" not in path} == there
    with pytest.raises(ValueError, match=f"'{function}' does not support absolute paths"):
        getattr(data, function)("/etc/*")


def test_files_of_both_distributions_are_found() -> None:
    assert data.get_testdata_file("DICOMDIR-bigEnd").endswith("dicomdirtests/DICOMDIR-bigEnd")
    assert any("data_store" in path for path in data.get_testdata_files())
    assert data.get_testdata_file("nothing.dcm") is None
    assert data.get_testdata_file("CT_small.dcm", read=True).PatientID == "1CT1"
    with pytest.raises(ValueError, match="did you mean"):
        data.get_testdata_file("/etc/passwd")


def test_without_the_distributions_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "_folders", lambda _name: iter(()))
    assert data.get_testdata_file("CT_small.dcm") is None
    assert data.get_testdata_files() == []
    monkeypatch.delitem(sys.modules, "pydicom.data", raising=False)
    with pytest.raises(FileNotFoundError, match="not installed"):
        _ = examples.ct


def test_examples_are_found_by_the_pydicom_data_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "_folders", lambda _name: iter(()))
    own = ModuleType("pydicom.data")
    own.get_testdata_file = lambda name: str(INSTALLED / "test_files" / name)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pydicom.data", own)
    assert examples.ct.PatientID == "1CT1"
