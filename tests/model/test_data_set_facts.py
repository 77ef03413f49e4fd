"""What data sets say of their encoding and source, private elements, and how strict keys are."""

from __future__ import annotations

import copy
import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bytes_of import IMPLICIT_LE, explicit, implicit, item, part10, sequence, undefined_item

from dicomconstruct import Tag, dcmread
from dicomconstruct.config import RAISE, changed_options
from dicomconstruct.dataelem import DataElement, RawDataElement
from dicomconstruct.dataset import Dataset, FileDataset, FileMetaDataset, validate_file_meta
from dicomconstruct.dataset.file_meta import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME

LATIN = explicit(0x00080005, "CS", b"ISO_IR 100")
NAME = explicit(0x00100010, "PN", b"Doe^Jane")


def test_encodings_of_what_was_read() -> None:
    data_set = dcmread(part10(LATIN, sequence(0x00081140, item(NAME))))
    assert data_set.original_encoding == (False, True)
    assert data_set.original_character_set == ["latin_1"]
    assert data_set.is_original_encoding
    inside = data_set.ReferencedImageSequence[0]
    assert (inside.original_encoding, inside.original_character_set) == ((False, True), ["latin_1"])
    data_set.SpecificCharacterSet = "ISO_IR 192"
    assert not data_set.is_original_encoding
    assert dcmread(part10(implicit(0x00100020, b"x "), uid=IMPLICIT_LE)).original_encoding == (True, True)


def test_encodings_that_are_said() -> None:
    data_set = Dataset()
    assert not data_set.is_original_encoding
    data_set.set_original_encoding(True, False, "utf-8")
    data_set.set_original_encoding(True, False)
    for one in (data_set, copy.copy(data_set), copy.deepcopy(data_set), data_set[0x00080000:]):
        assert (one.original_encoding, one.original_character_set) == ((True, False), "utf-8")
    assert not data_set.is_original_encoding
    with pytest.warns(DeprecationWarning, match="implicit_vr"):
        data_set.is_implicit_VR = True
    with pytest.warns(DeprecationWarning, match="little_endian"):
        data_set.is_little_endian = False
    assert (data_set.is_implicit_VR, data_set.is_little_endian) == (True, False)
    assert data_set.is_original_encoding
    with pytest.warns(DeprecationWarning, match="original_character_set"):
        assert data_set.read_encoding == "utf-8"
    with pytest.warns(DeprecationWarning, match=r"original_encoding\[0\]"):
        assert data_set.read_implicit_vr
    with changed_options(use_future=True), pytest.raises(AttributeError, match="is_implicit_VR"):
        _ = data_set.is_implicit_VR


def test_sources(tmp_path: Path) -> None:
    path = tmp_path / "x.dcm"
    path.write_bytes(part10(NAME))
    for source in (path, str(path)):
        data_set = dcmread(source)
        assert (data_set.filename, data_set.buffer, data_set.fileobj_type) == (str(path), None, open)
        assert data_set.timestamp == path.stat().st_mtime
    with path.open("rb") as file:
        data_set = dcmread(file)
    assert (data_set.filename, data_set.buffer) == (str(path), None)
    buffer = io.BytesIO(part10(NAME))
    data_set = dcmread(buffer)
    assert (data_set.filename, data_set.buffer, data_set.fileobj_type) == (None, buffer, io.BytesIO)
    assert data_set.timestamp is None
    assert copy.copy(data_set).buffer is buffer
    assert copy.deepcopy(data_set).buffer.getvalue() == buffer.getvalue()
    buffer.close()
    with pytest.warns(UserWarning, match="ValueError"):
        copied = copy.deepcopy(data_set)
    assert copied.buffer is None
    assert copied == data_set
    assert dcmread(part10(NAME)).buffer is None


class Named:
    filename = "archive.zip"


def test_a_source_with_a_name_of_its_own() -> None:
    data_set = FileDataset(Named(), Dataset())
    assert data_set.filename == "archive.zip"
    assert isinstance(data_set.buffer, Named)


def test_file_meta_is_made_of_a_data_set() -> None:
    data_set, meta = Dataset(), Dataset()
    meta.TransferSyntaxUID = "1.2"
    data_set.file_meta = meta
    assert type(data_set.file_meta) is FileMetaDataset
    with pytest.raises(TypeError, match="FileMetaDataset"):
        data_set.file_meta = []
    data_set.file_meta = None
    data_set.ensure_file_meta()
    assert data_set.file_meta == FileMetaDataset()
    assert Dataset() == data_set


def test_what_a_file_has_to_have() -> None:
    meta = FileMetaDataset()
    validate_file_meta(meta, enforce_standard=False)
    assert len(meta) == 0
    with pytest.raises(AttributeError, match=r"\(0002,0010\) Transfer Syntax UID"):
        validate_file_meta(meta)
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = "1.2", "1.3", "1.4"
    meta.ImplementationVersionName = "ACME"
    validate_file_meta(meta)
    assert meta.FileMetaInformationVersion == b"\0\1"
    assert meta.ImplementationClassUID == IMPLEMENTATION_CLASS_UID
    assert meta.ImplementationVersionName == "ACME"
    assert IMPLEMENTATION_CLASS_UID.is_valid
    assert len(IMPLEMENTATION_VERSION_NAME) <= 16
    with pytest.raises(ValueError, match="group"):
        validate_file_meta(dcmread(part10(NAME)))


def test_file_meta_is_shown_unless_asked_not_to() -> None:
    data_set = dcmread(part10(NAME))
    assert "file_meta" in str(data_set)
    with changed_options(show_file_meta=False):
        assert str(data_set).startswith("(0010,0010)")


def test_private_elements_by_creator() -> None:
    data_set = Dataset()
    data_set.add_new_private("GEMS_GENIE_1", 0x0009, 0x10, "Test Study")
    data_set.add_new_private("ME", 0x0009, 0x01, b"x", "OB")
    assert data_set.get_private_item(0x0009, 0x10, "GEMS_GENIE_1").VR == "LO"
    assert data_set[0x00091101].private_creator == "ME"
    with pytest.raises(KeyError, match="ME"):
        data_set.add_new_private("ME", 0x0009, 0x02, b"x")
    with pytest.raises(ValueError, match="private"):
        data_set.add_new_private("ME", 0x0010, 0x01, b"x", "OB")
    with pytest.raises(ValueError, match="value"):
        data_set.add_new_private("", 0x0009, 0x01, b"x", "OB")
    with pytest.raises(KeyError):
        data_set.add_new_private("NOBODY", 0x000B, 0x01, b"x")
    assert 0x000B0010 not in data_set


def test_creators_that_come_late_or_are_none() -> None:
    data_set = Dataset()
    data_set.add_new(0x00091001, "LO", "x")
    data_set.add_new(0x00090010, "LO", "GEMS_IDEN_01")
    assert data_set[0x00091001].name == "[Full fidelity]"
    data_set.add_new(0x00250010, "SL", [13975, 13802])
    with pytest.warns(UserWarning, match="not a valid private creator"):
        data_set.add_new(0x00251007, "LO", "x")
    with pytest.warns(UserWarning, match="not a valid private creator"):
        assert data_set.private_creators(0x0025) == []


@pytest.mark.parametrize(("behavior", "problem"), [("WARN", UserWarning), ("RAISE", ValueError)])
def test_words_that_are_no_keywords(behavior: str, problem: Any) -> None:
    data_set = Dataset()
    expected = pytest.raises if behavior == "RAISE" else pytest.warns
    with changed_options(INVALID_KEYWORD_BEHAVIOR=behavior, INVALID_KEY_BEHAVIOR=behavior):
        for name in ("PatientsName", "SOPInstanceUId", "bitsStored", "Rowds"):
            with expected(problem, match=name):
                setattr(data_set, name, 1)
        for key in ("Nope", -1, None, (1, 2, 3), 1 << 40):
            with expected(problem, match="'in' operator"):
                _ = key in data_set


def test_words_that_nobody_minds() -> None:
    data_set = Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ("patient", "_PatientsName", "Patients_Name", "rowds", "filename", "X", "ABC"):
            setattr(data_set, name, 1)
        with changed_options(INVALID_KEYWORD_BEHAVIOR="IGNORE", INVALID_KEY_BEHAVIOR="IGNORE"):
            data_set.PatientsName = 1
            assert "Nope" not in data_set
    assert len(data_set) == 0


def test_tags_that_nobody_knows() -> None:
    data_set = Dataset()
    with pytest.warns(UserWarning, match=r"\(8888,0002\)"):
        assert data_set.setdefault(0x88880002, b"x").VR == "UN"
    with changed_options(writing_validation_mode=RAISE), pytest.raises(KeyError, match=r"\(8888,0004\)"):
        data_set.setdefault(0x88880004, b"x")


class Nameless:
    def __repr__(self) -> str:
        raise RuntimeError("no text")


def test_errors_say_at_which_element() -> None:
    data_set = Dataset()
    data_set.add_new(0x00091001, "ZZ", Nameless())
    with pytest.raises(RuntimeError, match=r"With tag \(0009,1001\) got exception: no text"):
        str(data_set)

    def fails(_: Dataset, element: Any) -> None:
        raise OSError(5, f"at {element.tag}")

    with pytest.raises(OSError, match="at") as raised:
        data_set.walk(fails)
    assert "(0009,1001)" in raised.value.__notes__[0]


class WithProperty(Dataset):
    @property
    def broken(self) -> Any:
        return self._missing


def raw(tag: int, vr: str | None, value: bytes) -> RawDataElement:
    return RawDataElement(Tag(tag), vr, len(value), value, 0, False, True)


def test_raw_elements_stay_raw_until_somebody_looks() -> None:
    data_set = Dataset({0x00100010: raw(0x00100010, "PN", b"Doe^Jane"), "Rows": raw(0x00280010, None, b"\5\0")})
    held = data_set.get_item("PatientName")
    assert held.is_raw
    assert data_set[0x00100000:].get_item("PatientName") is held
    assert (data_set.PatientName, data_set.Rows) == ("Doe^Jane", 5)
    assert isinstance(data_set.get_item("PatientName"), DataElement)
    assert data_set.get_item("PatientID") is None
    with pytest.raises(ValueError, match="Nope"):
        data_set.get_item("Nope")
    for one in (copy.deepcopy(data_set), copy.copy(data_set)):
        assert one == data_set


def test_elements_that_were_read_as_raw_as_they_are() -> None:
    data_set = dcmread(part10(NAME, explicit(0x00104000, "LT", b"long" * 10)), defer_size=30)
    held = data_set.get_item("PatientName")
    assert (held.tag, held.VR, held.length, held.value) == (0x00100010, "PN", 8, b"Doe^Jane")
    assert (held.is_implicit_VR, held.is_little_endian) == (False, True)
    assert data_set.get_item("PatientComments", keep_deferred=True).value is None
    assert data_set.get_item("PatientComments").value == "long" * 10


def test_raw_elements_that_are_changed() -> None:
    data_set = dcmread(part10(NAME, explicit(0x00280010, "US", b"\5\0")))
    data_set.update_raw_element("PatientName", vr="LO", value=b"other ")
    assert (data_set["PatientName"].VR, data_set.PatientName) == ("LO", "other")
    for error, change in (
        (ValueError, {}),
        (ValueError, {"vr": "XX"}),
        (TypeError, {"value": 5}),
        (TypeError, {"vr": "SH"}),
    ):
        with pytest.raises(error):
            data_set.update_raw_element("PatientName", **change)
    with pytest.raises(KeyError):
        data_set.update_raw_element("PatientID", vr="SH")
    data_set.update_raw_element(0x00280010, value=b"\6\0")
    buffer = io.BytesIO()
    data_set.save_as(buffer)
    again = dcmread(buffer.getvalue())
    assert (again["PatientName"].VR, again.PatientName, again.Rows) == ("LO", "other", 6)


def test_items_of_undefined_length() -> None:
    inside = sequence(0x00081140, undefined_item(NAME), item(NAME))
    first, second = dcmread(part10(inside)).ReferencedImageSequence
    assert (first.is_undefined_length_sequence_item, second.is_undefined_length_sequence_item) == (True, False)
    second.is_undefined_length_sequence_item = True
    assert copy.deepcopy(second).is_undefined_length_sequence_item


def test_an_error_inside_a_property_is_its_own() -> None:
    with pytest.raises(AttributeError, match="_missing"):
        _ = WithProperty().broken


def test_arrays_hold_data_sets_whole() -> None:
    data_set = dcmread(part10(NAME))
    made = np.array([data_set, Dataset()])
    assert made.shape == (2,)
    assert made[0] is data_set


def test_arrays_come_from_rooms_above() -> None:
    data_set = dcmread(part10(NAME))
    data_set.pixel_array_options(index=0)
    with pytest.raises((NotImplementedError, AttributeError)):
        _ = data_set.pixel_array


def test_undecodable_values_show_when_all_are_decoded() -> None:
    good = dcmread(part10(NAME, sequence(0x00081140, item(NAME))))
    good.decode()
    assert good["PatientName"].is_original
    with pytest.raises(ValueError, match="0028,0010"):
        dcmread(part10(explicit(0x00280010, "US", b"odd"))).decode()
