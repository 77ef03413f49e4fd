"""Elements that say what others mean, assigned with any VR and value: nothing but errors of ours leaves."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from dicomconstruct import Dataset, FileDataset, FileMetaDataset, dcmread, dcmwrite
from dicomconstruct.dataelem import DataElement
from dicomconstruct.grammar import VRS

TAGS = {
    "Transfer Syntax UID": 0x00020010,
    "File Meta Information Group Length": 0x00020000,
    "Specific Character Set": 0x00080005,
    "private creator": 0x00090010,
    "Pixel Representation": 0x00280103,
    "Bits Allocated": 0x00280100,
    "Waveform Bits Stored": 0x003A0103,
}
VALUES: list[Any] = [None, "", "7", "ISO_IR 100", "ISO_IR 192\\ISO 2022 IR 87", b"7 ", b"ISO_IR 192"]
VALUES += [7, 1.5, True, [], [1, 2], ["7", None], (0x10, 0x10), Dataset(), [Dataset()]]


def made(tag: int, vr: str, value: Any) -> FileDataset:
    """A file whose text, private element and pixel value depend on the element."""
    data_set = FileDataset("", Dataset(), file_meta=FileMetaDataset(), preamble=bytes(128))
    data_set.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1"
    data_set.add_new(0x00091001, "LO", "private")
    data_set.PatientName, data_set.SmallestImagePixelValue = "Doe", 1
    data_set.ReferencedStudySequence = [Dataset()]
    data_set.ReferencedStudySequence[0].PatientName = "Doe"
    (data_set.file_meta if tag >> 16 == 2 else data_set).add(DataElement(tag, vr, value))
    return data_set


def implicit(data_set: FileDataset) -> None:
    """Write in another encoding."""
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2"
    dcmwrite(io.BytesIO(), data_set)


OPERATIONS: dict[str, Callable[[FileDataset], object]] = {
    "write": lambda data_set: dcmwrite(io.BytesIO(), data_set),
    "write implicit": implicit,
    "JSON": FileDataset.to_json,
    "text": str,
    "pickle": lambda data_set: pickle.loads(pickle.dumps(data_set)),
    "deepcopy": copy.deepcopy,
    "move": lambda data_set: Dataset().update(data_set),
    "pixels": lambda data_set: data_set.pixel_array,
}


@pytest.mark.parametrize("tag", TAGS.values(), ids=TAGS)
@pytest.mark.parametrize("vr", [code for code in VRS if code.isalpha()])
@pytest.mark.filterwarnings("ignore")
def test_only_errors_of_ours_leave(tag: int, vr: str) -> None:
    for value in VALUES:
        for name, operation in OPERATIONS.items():
            try:
                data_set = made(tag, vr, value)
            except (ValueError, TypeError):
                continue
            allowed = (ValueError, AttributeError) if name == "pixels" else ValueError
            with suppress(allowed):
                operation(data_set)


@pytest.mark.parametrize(
    ("vr", "value"), [("CS", "ISO_IR 192"), ("LO", "ISO_IR 192"), ("UN", b"ISO_IR 192"), ("UT", "ISO_IR 192")]
)
@pytest.mark.filterwarnings("ignore")
def test_a_character_set_counts_under_any_vr(vr: str, value: Any) -> None:
    data_set = made(TAGS["Specific Character Set"], vr, value)
    data_set.PatientName = "Ł"
    buffer = io.BytesIO()
    dcmwrite(buffer, data_set)
    assert "Ł".encode() in buffer.getvalue()
    assert dcmread(buffer.getvalue()).PatientName == "Ł"


def test_a_number_is_no_character_set() -> None:
    data_set = Dataset()
    data_set.add(DataElement(TAGS["Specific Character Set"], "IS", "7"))
    data_set.PatientName = "Doe"
    buffer = io.BytesIO()
    dcmwrite(buffer, data_set, implicit_vr=False, little_endian=True)
    assert dcmread(buffer.getvalue(), force=True).PatientName == "Doe"
