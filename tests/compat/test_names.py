"""Names that programs reach in pydicom's modules, beside those that a module defines itself."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pydicom
import pytest

from dicomconstruct import DataElement, Dataset, dictionary
from dicomconstruct.compat import pydicom as ours
from dicomconstruct.compat.pydicom import datadict, uid
from dicomconstruct.dictionary.uids import uids_for_a_while
from dicomconstruct.errors import InvalidDicomError
from dicomconstruct.tag import Tag
from dicomconstruct.uid import UID

MODULES = ("data", "encaps", "errors", "examples", "fileset", "jsonrep", "misc", "util", "values", "waveforms")


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_attributes_after_one_import(name: str) -> None:
    program = f"import dicomconstruct.compat.pydicom as pydicom; print(pydicom.{name}.__name__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split(".")[-1].strip() == name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = ours.nothing


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        ("filereader", "InvalidDicomError", InvalidDicomError),
        ("filereader", "Dataset", Dataset),
        ("filewriter", "Dataset", Dataset),
        ("filewriter", "Tag", Tag),
        ("dataset", "DataElement", DataElement),
        ("dataset", "Tag", Tag),
        ("sequence", "Dataset", Dataset),
    ],
)
def test_classes_are_found_where_the_peer_has_them_too(module: str, name: str, value: object) -> None:
    assert getattr(import_module(f"dicomconstruct.compat.pydicom.{module}"), name) is value
    assert hasattr(import_module(f"pydicom.{module}"), name)


def test_a_star_brings_the_uids_of_the_standard() -> None:
    namespace: dict[str, object] = {}
    exec("from dicomconstruct.compat.pydicom.uid import *", namespace)
    theirs = {name: value for name, value in vars(pydicom.uid).items() if isinstance(value, pydicom.uid.UID)}
    theirs.pop("PYDICOM_IMPLEMENTATION_UID")
    assert {name: str(value) for name, value in theirs.items()}.items() <= namespace.items()
    assert type(namespace["CTImageStorage"]) is UID


@pytest.mark.parametrize("text", ["1", "1.2.3", "1.02", "", "1.2.", "0.0", "a.b", "1..2", "2.25.1\n"])
def test_patterns_of_uids_fit_what_the_peers_fit(text: str) -> None:
    for name in ("RE_VALID_UID", "RE_VALID_UID_PREFIX"):
        peer = bool(getattr(pydicom.uid, name).match(text))
        assert bool(getattr(uid, name).match(text)) is peer


def test_rows_of_uids_can_be_added() -> None:
    known = uid.UID_dictionary
    before = len(known)
    assert known["1.2.840.10008.1.1"] == pydicom.uid.UID_dictionary["1.2.840.10008.1.1"]
    with uids_for_a_while():
        known.update({"1.2.3.4": ("Ours", "SOP Class", "", "Retired", "OursStorage")})
        assert len(known) == before + 1
        assert known["1.2.3.4"][4] in [row[4] for row in known.values()]
        assert (UID("1.2.3.4").name, UID("1.2.3.4").type, UID("1.2.3.4").is_retired) == ("Ours", "SOP Class", True)
    assert "1.2.3.4" not in known
    assert UID("1.2.3.4").name == "1.2.3.4"
    with pytest.raises(TypeError, match="not taken away"):
        del known["1.2.840.10008.1.1"]


def test_tables_of_the_dictionary_are_read_only_and_know_what_was_added() -> None:
    assert datadict.DicomDictionary[0x00100010] == pydicom.datadict.DicomDictionary[0x00100010]
    assert datadict.keyword_dict["PatientName"] == 0x00100010
    assert datadict.RepeatersDictionary["60xx3000"] == pydicom.datadict.RepeatersDictionary["60xx3000"]
    with pytest.raises(AttributeError):
        datadict.DicomDictionary.update({})
    with dictionary.additions_for_a_while():
        datadict.add_dict_entry(0x10021001, "UL", "TestOne", "Test One")
        assert datadict.DicomDictionary[0x10021001] == ("UL", "1", "Test One", "", "TestOne")
        assert datadict.keyword_dict["TestOne"] == 0x10021001
    assert 0x10021001 not in datadict.DicomDictionary
