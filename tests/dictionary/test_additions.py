"""Rows that a program adds to the dictionary hold in its context, for names, keywords and reading alike."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextvars import copy_context
from threading import Thread

import pytest
from bytes_of import implicit

from dicomconstruct import Dataset, dcmread, dictionary
from dicomconstruct.compat.pydicom import datadict
from dicomconstruct.dictionary import Entry

TAG, PRIVATE = 0x10021001, 0x10011001
ENTRY = Entry("10021001", "UL", "1", "Number of Cats", "NumberOfCats")


@pytest.fixture(autouse=True)
def additions_of_its_own() -> Iterator[None]:
    """What a test adds is gone after it."""
    with dictionary.additions_for_a_while():
        yield


def test_a_keyword_of_ones_own() -> None:
    with pytest.warns(UserWarning, match="NumberOfCats"):
        Dataset().NumberOfCats = 3
    dictionary.add_elements({TAG: ENTRY})
    data_set = Dataset()
    data_set.NumberOfCats = 3
    assert data_set[TAG].VR == "UL"
    assert data_set[TAG].name == "Number of Cats"


def test_implicit_vr_is_read_by_it() -> None:
    data = implicit(0x00080005, b"ISO_IR 6") + implicit(TAG, b"\3\0\0\0")
    with pytest.warns(UserWarning, match=r"VR lookup failed .* \(1002,1001\)"):
        assert dcmread(io.BytesIO(data), force=True)[TAG].VR == "UN"
    dictionary.add_elements({TAG: ENTRY})
    assert dcmread(io.BytesIO(data), force=True)[TAG].value == 3


def test_private_elements_in_any_block() -> None:
    dictionary.add_private_elements("CATS", {PRIVATE: Entry("10011001", "DS", "3", "Weights")})
    data = implicit(0x10010011, b"CATS") + implicit(0x10011101, b"1\\2\\3 ")
    data_set = dcmread(io.BytesIO(data), force=True)
    assert data_set[0x10011101].value == [1, 2, 3]
    assert data_set[0x10011101].name == "[Weights]"


def test_other_threads_keep_theirs() -> None:
    dictionary.add_elements({TAG: ENTRY})
    seen: list[str] = []
    thread = Thread(target=lambda: seen.append(dictionary.name_of(TAG)))
    thread.start()
    thread.join()
    assert seen == [""]
    assert copy_context().run(dictionary.name_of, TAG) == "Number of Cats"


@pytest.mark.parametrize(
    ("add", "tag"),
    [(dictionary.add_elements, PRIVATE), (lambda rows: dictionary.add_private_elements("A", rows), TAG)],
)
def test_rows_go_where_their_tags_belong(add: object, tag: int) -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        add({tag: ENTRY})  # type: ignore[operator]


def test_the_face_gives_rows_as_tuples() -> None:
    assert datadict.get_entry("PatientName") == ("PN", "1", "Patient's Name", "", "PatientName")
    assert datadict.mask_match(0x60020010) == "60xx0010"
    assert datadict.dictionary_has_tag(0x60020010) is False
    assert datadict.tag_for_keyword("OverlayData") is None
    with pytest.raises(KeyError, match=r"\(1111,0010\)"):
        datadict.get_entry(0x11110010)


def test_a_row_in_the_place_of_the_standard_s_is_read_by_in_its_context_only() -> None:
    data = implicit(0x00080005, b"ISO_IR 6") + implicit(0x00100020, b"ab")

    def read() -> str:
        return dcmread(io.BytesIO(data), force=True)["PatientID"].VR

    def read_otherwise() -> str:
        dictionary.add_elements({0x00100020: Entry("00100020", "SH", "1", "Patient ID", "PatientID")})
        return read()

    assert [read(), copy_context().run(read_otherwise), read()] == ["LO", "SH", "LO"]


def test_names_that_were_printed_before_a_row_was_added() -> None:
    """What a data set says as text follows the dictionary that holds here, before, while and after."""
    data_set = Dataset()
    data_set.private_block(0x000B, "printed before", create=True).add_new(0x01, "SH", "x")
    data_set.add_new(0x00141002, "SH", "y")

    def names() -> list[str]:
        return [line[12:30].rstrip() for line in str(data_set).splitlines()[1:]]

    def with_rows() -> list[str]:
        datadict.add_private_dict_entry("printed before", 0x000B1001, "SH", "A name")
        datadict.add_dict_entry(0x00141002, "SH", "NameOfOnesOwn", "Another name")
        return names()

    before = names()
    assert before == ["Private tag data", ""]
    assert copy_context().run(with_rows) == ["[A name]", "Another name"]
    assert names() == before
