"""Pickles hold the bytes that were read and what was done since; nothing that was replaced, and no recursion."""

from __future__ import annotations

import io
import pickle
import sys
from pathlib import Path
from typing import Any

import pytest
from bytes_of import DEFLATED, deflated, explicit, item, meta, meta_elements, opening, part10, sequence
from real_files import FILES, named

import dicomconstruct
from dicomconstruct import Dataset, dcmread
from dicomconstruct.config import changed_options
from dicomconstruct.dataelem import UNREAD
from dicomconstruct.errors import DicomError
from dicomconstruct.values import DSdecimal

NAME = explicit(0x00100010, "PN", b"Secret^Name ")
LATIN = explicit(0x00080005, "CS", b"ISO_IR 100")
CODE = explicit(0x00080100, "SH", b"T-1 ")
COMMENT = explicit(0x00104000, "LT", "Zürich".encode("latin-1"))


def again(data_set: Any) -> Any:
    return pickle.loads(pickle.dumps(data_set))


def written(data_set: Any) -> bytes:
    buffer = io.BytesIO()
    dicomconstruct.dcmwrite(buffer, data_set)
    return buffer.getvalue()


def looked_at(data_set: Dataset) -> Dataset:
    for element in data_set.iterall():
        try:
            _ = element.value
        except DicomError:
            continue
    return data_set


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", FILES, ids=named)
def test_real_files_come_back(path: Path) -> None:
    data = path.read_bytes()
    for look in (lambda data_set: data_set, looked_at):
        made = again(look(dcmread(path, force=True)))
        assert written(made) == data
        assert made.filename == str(path)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", FILES, ids=named)
def test_edits_of_real_files_come_back(path: Path) -> None:
    data_set = looked_at(dcmread(path, force=True))
    data_set.PatientName = "Q^Q"
    data_set.file_meta.SourceApplicationEntityTitle = "HERE"
    del data_set[next(iter(data_set.keys()))]
    for element in list(data_set.iterall()):
        if element.VR == "SQ" and element.value:
            element.value[-1].PatientComments = "inside"
    made = again(data_set)
    assert written(made) == written(data_set)
    assert list(made.keys()) == list(data_set.keys())


def test_nothing_is_decoded() -> None:
    data = part10(LATIN, NAME, sequence(0x00081140, item(CODE)), explicit(0x7FE00010, "OW", bytes(50_000)))
    data_set = dcmread(io.BytesIO(data))
    assert data_set.PatientName == "Secret^Name"
    pickled = pickle.dumps(data_set)
    assert len(pickled) < len(data) + 1000
    made = pickle.loads(pickled)
    assert not made._is_looked_into
    assert made["PatientName"]._value is UNREAD
    assert made.buffer is None


def test_what_was_replaced_or_taken_out_is_gone() -> None:
    inner = sequence(0x00081140, item(CODE, explicit(0x00100020, "LO", b"SecretID")))
    data_set = dcmread(part10(NAME, inner, explicit(0x00102160, "SH", b"SecretEG")))
    data_set.PatientName = "Public"
    data_set.ReferencedImageSequence[0].PatientID = "open"
    del data_set.EthnicGroup
    data_set.file_meta = None
    pickled = pickle.dumps(data_set)
    assert b"Secret" not in pickled
    made = pickle.loads(pickled)
    assert made == data_set
    assert made.ReferencedImageSequence[0].CodeValue == "T-1"
    assert b"Secret" not in pickle.dumps(data_set[0x00081140:0x00100000])


def test_text_keeps_its_meaning() -> None:
    data_set = dcmread(part10(LATIN, COMMENT, sequence(0x00081140, item(CODE, COMMENT))))
    data_set.SpecificCharacterSet = "ISO_IR 192"
    made = again(data_set)
    assert made.SpecificCharacterSet == "ISO_IR 192"
    assert made.PatientComments == "Zürich"
    alone = again(data_set.ReferencedImageSequence[0])
    assert alone.PatientComments == "Zürich"
    del data_set.SpecificCharacterSet
    made = again(data_set)
    assert "SpecificCharacterSet" not in made
    assert made.ReferencedImageSequence[0].PatientComments == "Zürich"


def test_items_of_a_sequence_in_another_order() -> None:
    items = [item(explicit(0x00080100, "SH", code)) for code in (b"A ", b"B ", b"C ")]
    data_set = dcmread(part10(sequence(0x00081140, *items)))
    added = Dataset()
    added.CodeValue = "D"
    added.note = "kept"
    held = data_set.ReferencedImageSequence
    held.append(added)
    held.insert(0, held.pop(2))
    held.append(held[0])
    made = again(data_set).ReferencedImageSequence
    assert [one.CodeValue for one in made] == ["C", "A", "B", "D", "C"]
    assert made[0] is made[4]
    assert made[3].note == "kept"
    assert made[1]["CodeValue"].is_original


def test_group_lengths_stay_as_they_read_and_right_when_written() -> None:
    length = explicit(0x00100000, "UL", (len(NAME) + len(COMMENT)).to_bytes(4, "little"))
    data_set = dcmread(part10(length, NAME, COMMENT))
    before = data_set[0x00100000].value
    data_set.PatientName = "A^B"
    made = again(data_set)
    assert made[0x00100000].value == before
    assert written(made) == written(data_set)


def test_a_value_without_meaning_stays_bytes() -> None:
    data_set = dcmread(part10(explicit(0x00280010, "US", b"odd")))
    data_set.PatientID = "x"
    made = again(data_set)
    with pytest.raises(DicomError, match="0028,0010"):
        _ = made.Rows
    assert written(made) == written(data_set)


def test_a_changed_vr_comes_back() -> None:
    data_set = dcmread(part10(explicit(0x00091001, "LO", b"12")))
    data_set[0x00091001].VR = "SH"
    assert again(data_set)[0x00091001].VR == "SH"


def test_deflated_files_come_back() -> None:
    data = opening() + meta(meta_elements(DEFLATED)) + deflated(NAME + CODE)
    data_set = dcmread(data)
    assert written(again(data_set)) == data
    data_set.PatientName = "A^B"
    assert written(again(data_set)) == written(data_set)
    part = again(dcmread(data, specific_tags=["CodeValue"]))
    assert part.dir() == ["CodeValue"]


def test_a_codec_with_other_rows_is_pickled_where_it_can_be() -> None:
    lab = dicomconstruct.STANDARD.with_vr(dicomconstruct.VR("ZZ"))
    data_set = dcmread(part10(NAME), codec=lab)
    made = again(data_set)
    assert made == data_set
    assert made._source.codec.vrs == lab.vrs
    assert written(made) == written(data_set)
    unnamed = lab.with_vr_of(lambda tag, creator: None)  # noqa: ARG005
    made = again(dcmread(part10(NAME), codec=unnamed))
    assert made == data_set
    assert made._source is None


def test_settings_stay_those_of_the_reading() -> None:
    with changed_options(use_DS_decimal=True):
        data_set = dcmread(part10(explicit(0x00101030, "DS", b"1.50")))
    assert isinstance(again(data_set).PatientWeight, DSdecimal)


def test_depth_costs_no_recursion() -> None:
    depth = 3 * sys.getrecursionlimit()
    data_set = Dataset()
    data_set.PatientID = "innermost"
    for _ in range(depth):
        outer = Dataset()
        outer.ContentSequence = [data_set]
        data_set = outer
    made = again(data_set)
    assert list(made.iterall())[-1].value == "innermost"


def test_edits_at_every_depth() -> None:
    depth = 100
    inner = item(CODE)
    for _ in range(depth):
        inner = item(CODE, sequence(0x0040A730, inner))
    data_set = dcmread(part10(sequence(0x0040A730, inner)))
    here: Any = data_set
    while "ContentSequence" in here:
        here = here.ContentSequence[0]
        here.PatientID = "x"
    here.note = "innermost"
    made = again(data_set)
    assert written(made) == written(data_set)
    here = made
    while "ContentSequence" in here:
        here = here.ContentSequence[0]
    assert (here.note, here.PatientID, here.CodeValue) == ("innermost", "x", "T-1")
