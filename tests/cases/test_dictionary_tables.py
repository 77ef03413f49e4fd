"""`datadict.DicomDictionary` and `keyword_dict` are mappings that a program may add rows to, made once."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pydicom.datadict as peer
import pytest

from dicomconstruct import Dataset, dictionary
from dicomconstruct.compat.pydicom import _dicom_dict, datadict
from dicomconstruct.compat.pydicom.datadict import DicomDictionary, RepeatersDictionary, keyword_dict

ROWS = {
    0x10021001: ("UL", "1", "Test One", "", "TestOne"),
    0x10021002: ("LO", "1-n", "Test Two", "Retired", "TestTwo"),
    0x10011003: ("DS", "1", "Test Three", "", "TestThree"),
}


@pytest.fixture(autouse=True)
def taken_back() -> Iterator[None]:
    with dictionary.additions_for_a_while():
        yield


def test_the_tables_are_the_same_objects_each_time() -> None:
    for name in ("DicomDictionary", "keyword_dict", "RepeatersDictionary"):
        assert getattr(datadict, name) is getattr(datadict, name)
    assert _dicom_dict.DicomDictionary is DicomDictionary
    assert DicomDictionary.items() is not None
    assert DicomDictionary._standard() is DicomDictionary._standard()
    assert keyword_dict._standard() is keyword_dict._standard()


def test_they_hold_what_the_peers_hold() -> None:
    assert peer.RepeatersDictionary.keys() <= RepeatersDictionary.keys()
    shared = DicomDictionary.keys() & peer.DicomDictionary.keys()
    assert len(shared) > 5000
    without_vr = {0x00080202, 0x00189445, 0x00280020}  # PS3.6 gives them none
    assert {tag for tag in shared if DicomDictionary[tag][0] != peer.DicomDictionary[tag][0]} == without_vr
    known = keyword_dict.keys() & peer.keyword_dict.keys()
    assert len(known) > 5000
    assert [word for word in known if keyword_dict[word] != peer.keyword_dict[word]] == []


def test_rows_are_added_as_the_peers_documentation_does_it() -> None:
    before = len(DicomDictionary)
    DicomDictionary.update(ROWS)
    keyword_dict.update({row[4]: tag for tag, row in ROWS.items()})
    assert len(DicomDictionary) == len(list(DicomDictionary)) == before + 3
    data_set = Dataset()
    data_set.TestOne, data_set.TestTwo, data_set.TestThree = 42, ["a", "b"], "1.5"
    assert [(element.tag, element.VR, element.keyword) for element in data_set] == [
        (0x10011003, "DS", "TestThree"),
        (0x10021001, "UL", "TestOne"),
        (0x10021002, "LO", "TestTwo"),
    ]
    assert data_set.TestThree == 1.5
    assert datadict.get_entry(0x10011003) == DicomDictionary[0x10011003] == ROWS[0x10011003]
    assert datadict.tag_for_keyword("TestTwo") == keyword_dict["TestTwo"] == 0x10021002
    assert data_set[0x10021002].is_retired


def test_rows_are_replaced_and_taken_out_again() -> None:
    DicomDictionary[0x00100010] = ("PN", "1", "Name", "", "PatientName")
    assert datadict.dictionary_description(0x00100010) == "Name"
    assert DicomDictionary.pop(0x00100010)[2] == "Name"
    assert datadict.dictionary_description(0x00100010) == "Patient's Name"
    keyword_dict["Alias"] = 0x00100010
    data_set = Dataset()
    data_set.Alias = "A^B"
    assert data_set.PatientName == "A^B"
    del keyword_dict["Alias"]
    assert "Alias" not in keyword_dict
    for table, key in ((DicomDictionary, 0x00100010), (keyword_dict, "PatientName")):
        with pytest.raises(TypeError, match="not taken out"):
            del table[key]
    with pytest.raises(KeyError):
        del DicomDictionary[0x10021001]


def test_rows_hold_in_the_context_that_added_them() -> None:
    DicomDictionary.update(ROWS)
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(0x10021001 in DicomDictionary))
    thread.start()
    thread.join()
    assert found == [False]
    assert 0x10021001 in DicomDictionary


def test_private_rows_are_still_refused_where_the_peer_refuses_them() -> None:
    with pytest.raises(ValueError, match="Private tags cannot be added"):
        datadict.add_dict_entries({0x10011003: ROWS[0x10011003]})
    assert 0x10011003 not in DicomDictionary.copy()
