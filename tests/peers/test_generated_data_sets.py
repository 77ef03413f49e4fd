"""Data sets drawn by hypothesis, written in each encoding: pydicom and dcmdump read what was written.

`dicomconstruct.testing.models` draws them: every VR, nested sequences of both lengths, private blocks, every
Specific Character Set, empty values and ones of odd length. The draws are the same each time (`tests/conftest.py`).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pydicom
import pytest
from dumping import CHARACTER_SETS, NOT_CONVERTED_BY_DCMTK, dumped, same, same_in_dcmtk
from hypothesis import Phase, given, settings, strategies as st
from peer_reading import NOT_READ_BY_PYDICOM, plain, same_in_pydicom
from test_read_alike import ENCODINGS

from dicomconstruct import Dataset, FileDataset, FileMetaDataset, dcmread, dcmwrite
from dicomconstruct.grammar import VRS
from dicomconstruct.grammar.kinds import Text
from dicomconstruct.testing import models
from dicomconstruct.testing.model_strategies import specific_character_sets

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]

Listed = tuple[str, str, Any]
EXAMPLES = 500
"""Data sets that are drawn for each encoding and peer."""
CONVERTED_SETS = [terms for terms in specific_character_sets() if not NOT_CONVERTED_BY_DCMTK & {*terms}]
SETS = [terms for terms in specific_character_sets() if not NOT_READ_BY_PYDICOM & {*terms}]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawn")


def written(data_set: Dataset, uid: str) -> bytes:
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = uid
    data_set.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    data_set.file_meta.MediaStorageSOPInstanceUID = "2.25.1"
    target = io.BytesIO()
    dcmwrite(target, data_set, enforce_file_format=True)
    return target.getvalue()


def bytes_of_text(element: Any, raw: Any) -> Any:
    """The value; of text its bytes, a character each."""
    is_text = isinstance(VRS[element.VR].kind, Text) and isinstance(raw, bytes)
    return raw.decode("latin-1") if is_text else plain(element.value)


def listed(data_set: Any, text: Callable[[Any, Any], Any] = lambda one, _: plain(one.value)) -> Iterator[Listed]:
    """Tag, VR and value of each element in the order of the file, those of items after their sequence."""
    for tag in sorted(data_set.keys()):
        raw = data_set.get_item(tag).value
        element = data_set[tag]
        if element.VR != "SQ":
            yield str(element.tag), str(element.VR), text(element, raw)
            continue
        yield str(element.tag), "SQ", len(element.value)
        for item in element.value:
            yield "item", "", None
            yield from listed(item, text)
        yield "end", "", None


def drawn(data_set: Dataset) -> list[tuple[str, str, Any]]:
    """The same of what was drawn, without spaces that mean nothing and with the bytes that make values even."""
    return settled(listed(data_set))


def settled(elements: Iterator[Listed]) -> list[tuple[str, str, Any]]:
    """The same without spaces that mean nothing, which pydicom leaves at the end of one of several values."""
    return [(tag, vr, as_read(vr, value)) for tag, vr, value in elements]


def as_read(vr: str, value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], str):
        return [as_read(vr, one) for one in value]
    if isinstance(value, bytes):
        return value + bytes(len(value) % 2)
    if not isinstance(value, str):
        return value
    text = value.rstrip(" ")
    return text.strip(" ") if vr == "AE" else text.rstrip("=") if vr == "PN" else text


def without_private(elements: list[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
    """The elements whose VR an implicit VR data set does not lose (PS3.5 7.1.3)."""
    return [one for one in elements if int(one[0][4:5] or "0", 16) % 2 == 0]


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=EXAMPLES, phases=[Phase.generate])
@given(data_set=models(sets=SETS, among=same_in_pydicom()))
def test_pydicom_reads_what_we_read(encoding: str, data_set: Dataset) -> None:
    data = written(data_set, ENCODINGS[encoding])
    ours, theirs = dcmread(data), pydicom.dcmread(io.BytesIO(data))
    assert [*listed(theirs.file_meta)] == [*listed(ours.file_meta)]
    read = settled(listed(theirs))
    assert read == settled(listed(ours))
    assert without_private(read) == without_private(drawn(data_set))


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=EXAMPLES, phases=[Phase.generate])
@given(data_set=st.deferred(lambda: models(among=same_in_dcmtk())))
def test_dcmdump_shows_what_we_read(encoding: str, data_set: Dataset, folder: Path) -> None:
    """Text as its bytes: dcmdump converts none of an item that has a Specific Character Set of its own."""
    target = folder / f"{encoding}.dcm"
    target.write_bytes(written(data_set, ENCODINGS[encoding]))
    read = dcmread(target)
    check_alike(dumped(target, codec="latin-1"), listed(read, text=bytes_of_text), read)


@settings(max_examples=EXAMPLES, phases=[Phase.generate])
@given(data=st.data())
def test_dcmdump_converts_text_as_we_do(data: st.DataObject, folder: Path) -> None:
    terms = data.draw(st.sampled_from(CONVERTED_SETS))
    data_set = data.draw(models(sets=[], declared=terms, among=same_in_dcmtk()))
    target = folder / "text.dcm"
    target.write_bytes(written(data_set, ENCODINGS["explicit"]))
    read = dcmread(target)
    check_alike(dumped(target, "+U8", codec="utf-8"), listed(read), read)


def check_alike(dump: Iterator[Listed], elements: Iterator[Listed], data_set: FileDataset) -> None:
    shown, expected = [*dump], [one for one in elements if CHARACTER_SETS not in one[0]]
    assert [(tag, vr) for tag, vr, _ in shown] == [(tag, vr) for tag, vr, _ in expected]
    little_endian = data_set.original_encoding[1]
    wrong = [
        (theirs, ours)
        for theirs, ours in zip(shown, expected, strict=True)
        if not same(ours[1], theirs[2], ours[2], little_endian=bool(little_endian))
    ]
    assert wrong == []
