"""Names and forms of calls that programs written for pydicom use, on `dicomconstruct` itself and under compat."""

from __future__ import annotations

import io
import pkgutil
import struct
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from pathlib import Path
from typing import Any

import pydicom
import pytest
from bytes_of import UNDEFINED, explicit, item, meta, meta_elements, part10, sequence_end
from real_files import FILES

import dicomconstruct
from dicomconstruct import DataElement, Dataset, FileDataset, FileMetaDataset, Sequence, dcmread, dcmwrite
from dicomconstruct.compat.pydicom import filereader
from dicomconstruct.dataelem import RawDataElement
from dicomconstruct.errors import BytesLengthException, DicomError, InvalidDicomError, UnwritableValue
from dicomconstruct.tag import BaseTag
from dicomconstruct.uid import generate_uid

NOT_THE_SAME = ("cli",)
"""Modules of ours that do something else than pydicom's of the name."""
MODULES = [module.name for module in pkgutil.iter_modules(pydicom.__path__) if not module.name.startswith("_")]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_there_after_one_import_or_the_error_says_where(name: str) -> None:
    program = f"""
import dicomconstruct as pydicom
try:
    print(pydicom.{name}.__name__)
except AttributeError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    if name in NOT_THE_SAME or find_spec(f"dicomconstruct.{name}") is None:
        face = import_module(f"dicomconstruct.compat.pydicom.{name}").__name__
        assert done.stdout == f"module 'dicomconstruct' has no attribute '{name}'; it is {face}\n"
    else:
        assert done.stdout == f"dicomconstruct.{name}\n"


@pytest.mark.parametrize(
    "name",
    [
        "config.nothing",
        "dataelem.nothing",
        "dataset.PIXEL_KEYWORDS",
        "errors.nothing",
        "filereader.ENCODED_VR",
        "fileset.nothing",
        "filewriter.write_numbers",
        "overlays.nothing",
        "pixels.utils",
        "sequence.nothing",
        "sr.codedict",
        "tag.nothing",
        "uid.RE_VALID_UID",
        "values.convert_numbers",
        "waveforms.nothing",
    ],
)
def test_a_name_that_only_pydicoms_module_has_is_said_to_be_there(name: str) -> None:
    module, _, attribute = name.partition(".")
    wanted = f"what else pydicom.{module} has is in dicomconstruct.compat.pydicom.{module}"
    with pytest.raises(AttributeError, match=wanted):
        getattr(import_module(f"dicomconstruct.{module}"), attribute)
    assert not hasattr(import_module(f"dicomconstruct.{module}"), "_private")


def test_importing_the_package_imports_no_module_of_it_but_one() -> None:
    program = "import sys, dicomconstruct; print(sorted(m for m in sys.modules if m.startswith('dicomconstruct')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "['dicomconstruct', 'dicomconstruct.lazy']\n"
    with pytest.raises(AttributeError, match=r"module 'dicomconstruct' has no attribute 'nothing'$"):
        _ = dicomconstruct.nothing


def test_functions_of_pixels_are_at_the_top() -> None:
    path = next(path for path in FILES if path.name == "CT_small.dcm")
    face = import_module("dicomconstruct.compat.pydicom")
    assert dicomconstruct.pixel_array(path).shape == face.pixel_array(path).shape == (128, 128)
    assert next(iter(face.iter_pixels(path))).shape == next(iter(dicomconstruct.iter_pixels(path))).shape


TEXTS = ("AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR")


@pytest.mark.parametrize("vr", TEXTS)
def test_bytes_of_text_in_the_default_repertoire_become_text(vr: str) -> None:
    value = {"AS": b"001Y", "DA": b"20200101", "DT": b"2020", "UI": b"1.2.3"}.get(vr, b"12")
    element = DataElement(0x00091001, vr, value)
    assert isinstance(element.value, str | int | float)
    assert str(element.value) == value.decode()
    assert "Value" in element.to_json_dict(None, 0)
    peer = pydicom.DataElement(0x00091001, vr, value)
    assert str(peer.value) == str(element.value)
    if vr != "UR":
        assert [str(one) for one in DataElement(0x00091001, vr, [value, value]).value] == [value.decode()] * 2


def test_patient_sex_given_as_bytes_is_what_it_would_be_as_text() -> None:
    data_set = Dataset()
    data_set.PatientSex, data_set.ImageType = b"M", b"A\\B"
    assert (data_set.PatientSex, list(data_set.ImageType)) == ("M", ["A", "B"])
    assert data_set.to_json_dict()["00100040"] == {"vr": "CS", "Value": ["M"]}
    data_set.PatientID = b"\xe4"  # what it means, Specific Character Set says
    assert data_set.PatientID == b"\xe4"


def test_bytes_that_the_default_repertoire_does_not_hold_stay_bytes_and_are_written() -> None:
    data_set = Dataset()
    with pytest.warns(UserWarning, match="Invalid value for VR CS"):
        data_set.PatientSex = b"\xe4"
    target = io.BytesIO()
    dcmwrite(target, data_set, implicit_vr=False, little_endian=True)
    assert target.getvalue() == explicit(0x00100040, "CS", b"\xe4 ")


def test_a_data_set_takes_keywords() -> None:
    data_set = Dataset({"PatientID": "1"}, PatientName="A^B", Rows=4)
    assert (data_set.PatientID, data_set.PatientName, data_set.Rows) == ("1", "A^B", 4)
    assert FileMetaDataset(TransferSyntaxUID="1.2").TransferSyntaxUID == "1.2"
    with pytest.raises(TypeError, match="'nothing' is neither a parameter of Dataset nor a keyword"):
        Dataset(nothing=1)
    greek = RawDataElement(BaseTag(0x00100020), "LO", 2, b"\xe1\xe2", 0, False, True)
    for module in (pydicom, dicomconstruct):
        made: Any = module.Dataset({}, parent_encoding="iso8859_7")
        made[greek.tag] = (pydicom.dataelem.RawDataElement if module is pydicom else RawDataElement)(*greek)
        assert made.PatientID == "αβ"


def test_errors_take_any_arguments() -> None:
    for arguments in ((), ("a",), ("a", "b"), (1,), ("a", 2)):
        ours, theirs = InvalidDicomError(*arguments), pydicom.errors.InvalidDicomError(*arguments)
        assert (ours.args, str(ours)) == (theirs.args, str(theirs))
    assert str(BytesLengthException("a", "b")) == "('a', 'b')"
    assert str(DicomError("a", offset=16)) == "a at 0x10"


@pytest.mark.parametrize("name", ["append", "insert", "extend"])
def test_parameters_of_lists_are_called_as_in_pydicom(name: str) -> None:
    for ours, theirs in (
        (Sequence, pydicom.Sequence),
        (import_module("dicomconstruct.values").MultiValue, pydicom.multival.MultiValue),
    ):
        assert list(signature(getattr(ours, name)).parameters) == list(signature(getattr(theirs, name)).parameters)
    sequence = Sequence()
    sequence.append(item=Dataset(PatientID="2"))
    sequence.insert(position=0, item=Dataset(PatientID="1"))
    assert [item.PatientID for item in sequence] == ["1", "2"]


def test_a_private_block_knows_its_data_set() -> None:
    data_set = Dataset()
    block = data_set.private_block(0x0009, "HOUSE", create=True)
    assert block.dataset is data_set


def test_a_uid_made_of_texts_is_the_same_each_time() -> None:
    assert generate_uid(entropy_srcs=["a", "b"]) == generate_uid(entropy_srcs=["a", "b"])
    assert generate_uid(entropy_srcs=["a"]) != generate_uid(entropy_srcs=["b"])
    assert generate_uid(entropy_srcs=["a"]).startswith("2.25.")
    assert generate_uid(entropy_srcs=["a"]).is_valid
    assert generate_uid() != generate_uid()


@pytest.mark.parametrize("target", [b"path.dcm", None, 5])
def test_what_is_neither_a_path_nor_a_file_is_refused(target: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    for write in (dcmwrite, pydicom.dcmwrite):
        with pytest.raises(TypeError, match="Expected a file path, file-like or writeable buffer, but got"):
            write(target, pydicom.Dataset() if write is pydicom.dcmwrite else Dataset(), implicit_vr=True)
    assert list(tmp_path.iterdir()) == []


def file_of(data_set: Dataset, **options: Any) -> bytes:
    target = io.BytesIO()
    dcmwrite(target, data_set, **options)
    return target.getvalue()


@pytest.mark.parametrize("nothing", [None, b""])
def test_a_preamble_that_was_set_to_none_is_not_written(nothing: bytes | None) -> None:
    data_set = Dataset(PatientID="1", SOPClassUID="1.2", SOPInstanceUID="1.3")
    data_set.file_meta = FileMetaDataset(TransferSyntaxUID="1.2.840.10008.1.2.1")
    assert file_of(data_set).startswith(bytes(128) + b"DICM\2\0\0\0UL")
    data_set.preamble = nothing
    assert file_of(data_set).startswith(b"\2\0\0\0UL")
    assert dcmread(file_of(data_set), force=True).PatientID == "1"
    assert file_of(data_set, enforce_file_format=True).startswith(bytes(128) + b"DICM")
    held = FileDataset("x", data_set, file_meta=data_set.file_meta)
    assert held.preamble is nothing
    read = dcmread(part10(explicit(0x00100020, "LO", b"1 ")))
    read.preamble = nothing
    assert file_of(read) == meta(meta_elements("1.2.840.10008.1.2.1")) + explicit(0x00100020, "LO", b"1 ")


def test_text_beyond_ascii_needs_a_specific_character_set() -> None:
    data_set = Dataset(PatientName="René")
    with pytest.raises(UnwritableValue, match="expected the default repertoire"):
        file_of(data_set, implicit_vr=True, little_endian=True)
    data_set.SpecificCharacterSet = "ISO_IR 192"
    assert "René".encode() in file_of(data_set, implicit_vr=True, little_endian=True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_private_readers_that_wsidicom_calls_say_what_the_peers_say(path: Path) -> None:
    data = path.read_bytes()
    if data[128:132] != b"DICM":
        return
    said: list[Any] = []
    for module in (pydicom.filereader, filereader):
        file = io.BytesIO(data)
        file.seek(132)
        group = module._read_file_meta_info(file)
        here, syntax = file.tell(), group.get("TransferSyntaxUID", "1.2.840.10008.1.2")
        said.append([here, [(element.tag, str(element.value)) for element in group]])
        if syntax != "1.2.840.10008.1.2.1.99":
            implicit = syntax == "1.2.840.10008.1.2"
            arguments = implicit, syntax != "1.2.840.10008.1.2.2", None, False
            said[-1].append(module._is_implicit_vr(file, *arguments))
    assert said[0] == said[1]


@pytest.mark.parametrize("letter", "bBhHiIlLqQfd")
def test_numbers_are_converted_by_the_letters_of_struct(letter: str) -> None:
    ours, theirs = (
        import_module(f"{home}.values").convert_numbers for home in ("dicomconstruct.compat.pydicom", "pydicom")
    )
    for data in (bytes(range(8)), bytes(range(16)), bytes(range(24))):
        for is_little_endian in (True, False):
            assert ours(data, is_little_endian, letter) == theirs(data, is_little_endian, letter)
            assert type(ours(data, is_little_endian, letter)) is type(theirs(data, is_little_endian, letter))


@pytest.mark.parametrize("vr", ["DS", "IS"])
@pytest.mark.parametrize("value", ["", " ", "  ", " " * 16, b"   ", ["", "1"], [" ", "1"]])
def test_blanks_in_place_of_a_number_are_written_as_they_are(vr: str, value: Any) -> None:
    target = io.BytesIO()
    dcmwrite(target, Dataset({0x00091001: DataElement(0x00091001, vr, value)}), implicit_vr=False)
    peer, element = io.BytesIO(), pydicom.DataElement(0x00091001, vr, value)
    pydicom.dcmwrite(peer, pydicom.Dataset({element.tag: element}), implicit_vr=False)
    assert target.getvalue() == peer.getvalue()


@pytest.mark.parametrize("name", ["read_UL", "read_US", "read_tag"])
@pytest.mark.parametrize("data", [b"", b"\1"])
def test_a_stream_that_ends_raises_what_the_peers_raise(name: str, data: bytes) -> None:
    for home in ("pydicom", "dicomconstruct.compat.pydicom"):
        stream = import_module(f"{home}.filebase").DicomBytesIO(data)
        stream.is_little_endian = stream.is_implicit_VR = True
        with pytest.raises(EOFError if name == "read_tag" else struct.error):
            getattr(stream, name)()


def test_a_condition_is_asked_with_the_length_in_the_header() -> None:
    items = explicit(
        0x00081140, "SQ", item(explicit(0x00081155, "UI", b"1.2\0")) + sequence_end(), length=UNDEFINED
    )
    data = items + explicit(0x00100010, "PN", b"A^B ")
    asked: dict[str, list[Any]] = {}
    for home in ("pydicom", "dicomconstruct"):
        lengths = asked[home] = []

        def stop_when(tag: Any, vr: str | None, length: int, lengths: list[Any] = lengths) -> bool:
            lengths.append((int(tag), vr, length))
            return False

        read = import_module(f"{home}.filereader").read_dataset(io.BytesIO(data), False, True, stop_when=stop_when)
        assert read.PatientName == "A^B"
    assert asked["dicomconstruct"] == asked["pydicom"]


def test_greatest_lengths_are_those_that_the_peer_counts() -> None:
    ours = import_module("dicomconstruct.compat.pydicom.valuerep").MAX_VALUE_LEN
    assert dict(ours) == dict(pydicom.valuerep.MAX_VALUE_LEN)


def test_names_of_uids_are_spelt_as_the_peers() -> None:
    rows = pydicom._uid_dict.UID_dictionary.items()
    assert [uid for uid, row in rows if dicomconstruct.uid.UID(uid).name != row[0]] == []


@pytest.mark.parametrize("date", ["1974.11.03", "2020-01-01", "20201301"])
def test_a_date_that_the_standard_does_not_allow_is_warned_of(date: str) -> None:
    for module in (pydicom, dicomconstruct):
        with pytest.warns(UserWarning, match="Invalid value for VR DA"):
            module.Dataset().StudyDate = date


def test_the_keyword_of_no_element_is_looked_for_without_a_warning() -> None:
    assert "" not in Dataset(PatientID="1")
