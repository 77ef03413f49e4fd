"""What holds for the JSON model of every data set: of drawn ones, of real files, of damaged ones.

The model is JSON, what is read of it is the same data set, and made again it is the same text. What is not the
same: group lengths, which a model does not have (PS3.18 F.2.2); Specific Character Set where it was missing and
text is beyond ASCII; the words of big-endian files, which are little endian; what stands in the place of items,
which is UN. With `raw_values` the bytes are the same too, or a warning says that they are not.
"""

from __future__ import annotations

import io
import json
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st
from real_files import FILES, named

from dicomconstruct import Dataset, dcmread
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset.data_set_writer import character_sets
from dicomconstruct.dataset.json_spelling import written
from dicomconstruct.filereader import read_dataset
from dicomconstruct.grammar import VRS
from dicomconstruct.grammar.layouts import EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE, Layout
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.sequence import Sequence
from dicomconstruct.testing import example_files, models
from dicomconstruct.values import CharacterSets

CHARACTER_SET = 0x00080005
NOWHERE = CharacterSets.of()
CARRIES_NOT = "the JSON model does not carry"
EXAMPLES = [data for _, data in example_files()]


def strict(text: str) -> Any:
    def refused(token: str) -> Any:
        raise AssertionError(f"{token} is not JSON")

    return json.loads(text, parse_constant=refused)


def check_model(data_set: Dataset) -> Dataset:
    """Assert the laws of the plain model; what is read of it is the answer."""
    text = data_set.to_json()
    model = strict(text)
    assert strict(json.dumps(data_set.to_json_dict(), allow_nan=False)) == model
    again = Dataset.from_json(text)
    assert again.to_json() == text
    assert Dataset.from_json(model).to_json() == text
    assert differences(data_set, again) == []
    assert isinstance(str(again), str)
    return again


def differences(one: Dataset, other: Dataset) -> list[str]:
    """The elements that two data sets do not both have with the same VR and value, but for what is let be."""
    found: list[str] = []
    pending = [(one, other)]
    while pending:
        here, there = pending.pop()
        tags = {one.tag for one in here if not is_group_length(one)}
        found += [f"{tag} is missing" for tag in tags - there.keys()]
        found += [f"{tag} is new" for tag in there.keys() - tags if tag != CHARACTER_SET]
        for tag in tags & there.keys():
            mine, theirs = here[tag], there[tag]
            if mine.VR == theirs.VR == "SQ" and len(mine.value) == len(theirs.value):
                pending += zip(mine.value, theirs.value, strict=True)
            elif not is_same(mine, theirs) and tag != CHARACTER_SET:
                found.append(f"{mine} is {theirs}")
    return found


def is_group_length(element: DataElement) -> bool:
    """Whether an element is a group length, or an empty one: not what merely has the tag of one (PS3.5 7.2)."""
    if not element.tag.is_group_length or element.VR != "UL":
        return False
    told = element.to_json_dict(None, 0)
    return "InlineBinary" not in told and len(told.get("Value", [])) < 2


def is_same(mine: DataElement, theirs: DataElement) -> bool:
    if (mine.VR, theirs.VR) == ("SQ", "UN"):
        return isinstance(mine.value, Sequence) and not len(mine.value)
    if mine.VR != theirs.VR:
        return mine.VR not in VRS and theirs.VR == "OB"
    if mine.VR in VRS.holding_bytes and mine.original_byte_order is ByteOrder.BIG:
        return len(mine.value or b"") == len(theirs.value or b"")
    if mine == theirs or (mine._value is None and theirs.is_empty):
        return True
    entries = mine.to_json_dict(None, 0)
    is_told_otherwise = "InlineBinary" in entries or "NaN" in entries.get("Value", ())
    return is_told_otherwise and entries == theirs.to_json_dict(None, 0)


def check_spelling(data_set: Dataset, *, may_warn: bool) -> bool:
    """Assert the law of the model with raw values; whether it carries all is the answer."""
    layout = EXPLICIT_LE if data_set._source is None else data_set._source.layout
    with warnings.catch_warnings(record=True) as met:
        warnings.simplefilter("always")
        text = data_set.to_json(raw_values=True)
    warned = any(str(one.message).startswith(CARRIES_NOT) for one in met)
    assert may_warn or not warned
    strict(text)
    again = Dataset.from_json(text)
    if not warned:
        assert written(again, layout) == written(data_set, layout)
        assert again.to_json(raw_values=True) == text
    return not warned


@given(data_set=models())
def test_of_drawn_data_sets(data_set: Dataset) -> None:
    check_model(data_set)
    assert check_spelling(data_set, may_warn=False)


def read_as(data: bytes, layout: Layout) -> Dataset:
    return read_dataset(io.BytesIO(data), layout.implicit, layout.little_endian)


@pytest.mark.parametrize("layout", [IMPLICIT_LE, EXPLICIT_LE, EXPLICIT_BE], ids=str)
@given(data_set=models())
def test_of_drawn_data_sets_that_were_written(layout: Layout, data_set: Dataset) -> None:
    data = written(data_set, layout)
    read = read_as(data, layout)
    again = check_model(read)
    assert read_as(written(again, EXPLICIT_LE), EXPLICIT_LE).to_json() == again.to_json()
    assert check_spelling(read_as(data, layout), may_warn=False)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", FILES, ids=named)
def test_of_real_files(path: Path) -> None:
    check_model(dcmread(path, force=True))


CUT, DISORDERED, NO_FILE = "cut short", "elements twice, or lengths that are wrong", "no DICOM file"
NOT_CARRIED = {
    "DICOMDIR-nooffset": DISORDERED,
    "MR_truncated.dcm": CUT,
    "README": NO_FILE,
    "crayons.icc": NO_FILE,
    "emri_small_jpeg_2k_lossless_too_short.dcm": CUT,
    "rtplan.dump": NO_FILE,
    "rtplan_truncated.dcm": CUT,
    "rtstruct.dump": NO_FILE,
    "winter.dcm": DISORDERED,
    "zipMR.gz": NO_FILE,
}
"""The real files whose bytes no JSON model carries, and why; a warning says so."""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", FILES, ids=named)
def test_of_real_files_with_their_spelling(path: Path) -> None:
    is_carried = check_spelling(dcmread(path, force=True), may_warn=path.name in NOT_CARRIED)
    assert is_carried is (path.name not in NOT_CARRIED)


@st.composite
def damaged(draw: Any) -> bytes:
    """An example file with some bytes changed, put in or taken out."""
    data = bytearray(draw(st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(132, len(data) - 1))
        kind = draw(st.integers(0, 9))
        if kind == 0:
            del data[place : place + draw(st.integers(1, 9))]
        elif kind == 1:
            data[place:place] = draw(st.binary(min_size=1, max_size=9))
        else:
            data[place] = draw(st.integers(0, 255))
    return bytes(data)


def says_its_character_sets(data_set: Dataset) -> bool:
    """Whether every Specific Character Set is the one that text was read in: not one of two, nor of another VR."""
    pending = [data_set]
    while pending:
        here = pending.pop()
        said = here.get(CHARACTER_SET)
        if said is not None and (said.VR != "CS" or character_sets(here, NOWHERE) != here._source.character_sets):
            return False
        pending += (item for one in here if one.VR == "SQ" for item in one.value)
    return True


@pytest.mark.filterwarnings("ignore")
@given(data=damaged())
def test_of_damaged_files(data: bytes) -> None:
    text = dcmread(data, force=True).to_json()
    strict(text)
    assert isinstance(Dataset.from_json(text), Dataset)
    assume(says_its_character_sets(dcmread(data, force=True)))
    check_model(dcmread(data, force=True))
    check_spelling(dcmread(data, force=True), may_warn=True)
