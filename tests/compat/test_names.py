"""Names that programs reach in pydicom's modules, beside those that a module defines itself."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module
from inspect import signature
from types import FunctionType, ModuleType

import pydicom
import pytest

from dicomconstruct import DataElement, Dataset, dcmread, dictionary
from dicomconstruct.compat import pydicom as ours
from dicomconstruct.compat.pydicom import datadict, uid
from dicomconstruct.config import changed_options
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
    with pytest.raises(TypeError, match="not taken out"):
        del known["1.2.840.10008.1.1"]


def test_tables_of_the_dictionary_know_what_was_added() -> None:
    assert datadict.DicomDictionary[0x00100010] == pydicom.datadict.DicomDictionary[0x00100010]
    assert datadict.keyword_dict["PatientName"] == 0x00100010
    assert datadict.RepeatersDictionary["60xx3000"] == pydicom.datadict.RepeatersDictionary["60xx3000"]
    with dictionary.additions_for_a_while():
        datadict.add_dict_entry(0x10021001, "UL", "TestOne", "Test One")
        assert datadict.DicomDictionary[0x10021001] == ("UL", "1", "Test One", "", "TestOne")
        assert datadict.keyword_dict["TestOne"] == 0x10021001
    assert 0x10021001 not in datadict.DicomDictionary


LEFT_OUT = {"TYPE_CHECKING", "PROCESSORS", "Self", "T"}
"""As docs/coming-from-pydicom.md says."""
NOT_OURS = ("data", "test", "util.leanread", "cli.", "examples", "overlays", "pixel_data_handlers", "sr.")
"""Modules whose names are not those that programs import: see the same page."""


def public_modules() -> list[str]:
    found = [module.name.removeprefix("pydicom.") for module in pkgutil.walk_packages(pydicom.__path__, "pydicom.")]
    return [name for name in found if not any(part.startswith("_") for part in name.split("."))]


def defined_in(module: ModuleType) -> dict[str, object]:
    """The public names that a module defines itself, and its constants."""
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_")
        and not isinstance(value, ModuleType)
        and getattr(value, "__module__", module.__name__ if name.isupper() else None) == module.__name__
    }


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [name for name in public_modules() if not name.startswith(NOT_OURS)])
def test_every_public_name_and_parameter_of_a_module_is_there(name: str) -> None:
    theirs = defined_in(import_module(f"pydicom.{name}"))
    face = import_module(f"dicomconstruct.compat.pydicom.{name}")
    assert {missing for missing in theirs if not hasattr(face, missing)} <= LEFT_OUT
    for function, value in theirs.items():
        if isinstance(value, FunctionType):
            wanted = [name for name in signature(value).parameters if name not in ("args", "kwargs")]
            offered = list(signature(getattr(face, function)).parameters)
            assert [parameter for parameter in wanted if parameter not in offered] == [], function


def test_moved_pixel_functions_are_found_where_they_were() -> None:
    from dicomconstruct import pixels
    from dicomconstruct.compat.pydicom import pixel_data_handlers

    with pytest.warns(DeprecationWarning, match="please use 'from pydicom.pixels import apply_voi_lut'"):
        assert pixel_data_handlers.apply_voi_lut is import_module("dicomconstruct.pixels.processing").apply_voi_lut
    util = import_module("dicomconstruct.compat.pydicom.pixel_data_handlers.util")
    with pytest.warns(DeprecationWarning, match="please use 'from pydicom.pixels.utils import pixel_dtype'"):
        assert util.pixel_dtype is pixels.pixel_dtype
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = util.nothing


@pytest.mark.parametrize(
    ("handler", "file"),
    [
        ("numpy_handler", "CT_small.dcm"),
        ("rle_handler", "MR_small_RLE.dcm"),
        ("gdcm_handler", "MR_small_jp2klossless.dcm"),
        ("pillow_handler", "JPEG2000.dcm"),
        ("jpeg_ls_handler", "MR_small_jpeg_ls_lossless.dcm"),
        ("pylibjpeg_handler", "SC_rgb_gdcm_KY.dcm"),
    ],
)
def test_handlers_are_plugins(handler: str, file: str) -> None:
    ours, theirs = (
        import_module(f"{home}.pixel_data_handlers.{handler}")
        for home in ("dicomconstruct.compat.pydicom", "pydicom")
    )
    if not ours.is_available():
        assert not theirs.is_available()
        return
    path = pydicom.data.get_testdata_file(file, download=False)
    read = dcmread(path)
    known = [uid for uid in pydicom.uid.AllTransferSyntaxes if theirs.supports_transfer_syntax(uid)]
    assert sorted(ours.SUPPORTED_TRANSFER_SYNTAXES) == sorted(known)
    assert ours.supports_transfer_syntax(read.file_meta.TransferSyntaxUID)
    flat = ours.get_pixeldata(read)
    assert flat.ndim == 1
    assert (flat == theirs.get_pixeldata(pydicom.dcmread(path))).all()
    read.file_meta.TransferSyntaxUID = "1.2.3"
    with pytest.raises(NotImplementedError, match="does not decode"):
        ours.get_pixeldata(read)


def test_tables_under_their_older_name() -> None:
    tables = import_module("dicomconstruct.compat.pydicom._dicom_dict")
    peer = import_module("pydicom._dicom_dict")
    shared = tables.DicomDictionary.keys() & peer.DicomDictionary.keys()
    assert len(shared) > 5000
    assert tables.DicomDictionary[0x00280106] == peer.DicomDictionary[0x00280106]
    assert tables.RepeatersDictionary.keys() >= peer.RepeatersDictionary.keys()
    with pytest.raises(AttributeError):
        _ = tables.nothing


def test_handlers_that_older_programs_list_are_kept() -> None:
    config = import_module("dicomconstruct.compat.pydicom.config")
    with changed_options(pixel_data_handlers=()):
        config.pixel_data_handlers = ["gdcm_handler"]
        assert config.pixel_data_handlers == ["gdcm_handler"]
    usual = [handler.__name__.rpartition(".")[2] for handler in config.pixel_data_handlers]
    assert usual == [handler.__name__.rpartition(".")[2] for handler in pydicom.config.pixel_data_handlers]
    assert config.pixel_data_handlers is config.pixel_data_handlers
    assert all(callable(handler.get_pixeldata) for handler in config.pixel_data_handlers)
