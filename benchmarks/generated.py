"""The files that no package carries: large, deep, sparse. pydicom writes them once into a temporary folder."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian

ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"
COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.33"
CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
ITEMS_OF_A_FRAME = 5
"""The frame's own item and those of the four functional groups in it."""
CHILDREN = 2
"""Content items within a container of the structured report."""
PER_GROUP = 4_096
PER_LEVEL = 20
FRAME = 8
"""Rows, and columns, of a generated image."""
MANY_FRAMES = 10_000


class Sparse(io.RawIOBase):
    """A file being written in which stretches of zeros become holes."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.file = path.open("wb")

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.file.seek(offset, whence)

    def write(self, data: Any) -> int:
        chunk = bytes(data)
        if chunk.count(0) == len(chunk):
            self.file.seek(len(chunk), io.SEEK_CUR)
            self.file.truncate()
        else:
            self.file.write(chunk)
        return len(chunk)

    def close(self) -> None:
        self.file.close()
        super().close()


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Room for pydicom to write sequences within sequences."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def started(sop_class: str) -> Dataset:
    """A data set with the elements that every object has."""
    data_set = Dataset()
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data_set.file_meta.MediaStorageSOPClassUID = UID(sop_class)
    data_set.file_meta.MediaStorageSOPInstanceUID = UID("1.2.826.0.1.3680043.8.498.10")
    data_set.SpecificCharacterSet = "ISO_IR 100"
    data_set.SOPClassUID = sop_class
    data_set.SOPInstanceUID = "1.2.826.0.1.3680043.8.498.10"
    data_set.StudyDate = "20240131"
    data_set.StudyTime = "101530"
    data_set.Modality = "SR" if sop_class == COMPREHENSIVE_SR else "CT"
    data_set.PatientName = "Doe^Jane"
    data_set.PatientID = "1CT1"
    data_set.StudyInstanceUID = "1.2.826.0.1.3680043.8.498.11"
    data_set.SeriesInstanceUID = "1.2.826.0.1.3680043.8.498.12"
    return data_set


def add_image(data_set: Dataset, frames: int) -> None:
    """Describe and add the pixels of small frames."""
    data_set.SamplesPerPixel = 1
    data_set.PhotometricInterpretation = "MONOCHROME2"
    data_set.NumberOfFrames = frames
    data_set.Rows = data_set.Columns = FRAME
    data_set.BitsAllocated = data_set.BitsStored = 16
    data_set.HighBit = 15
    data_set.PixelRepresentation = 0
    data_set.add_new("PixelData", "OW", bytes(FRAME * FRAME * 2 * frames))


def one(**values: Any) -> Sequence:
    """A sequence of one item."""
    return Sequence([filled(**values)])


def filled(**values: Any) -> Dataset:
    """A data set with these keywords."""
    item = Dataset()
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return item


def code(value: str, meaning: str) -> Sequence:
    return one(CodeValue=value, CodingSchemeDesignator="99BENCH", CodeMeaning=meaning)


def multi_frame(items: int) -> Dataset:
    """An enhanced CT image whose per-frame functional groups hold about `items` items."""
    frames = items // ITEMS_OF_A_FRAME
    data_set = started(ENHANCED_CT)
    data_set.SharedFunctionalGroupsSequence = one(
        PixelMeasuresSequence=one(PixelSpacing=["0.5", "0.5"], SliceThickness="1.25"),
        PlaneOrientationSequence=one(ImageOrientationPatient=["1", "0", "0", "0", "1", "0"]),
    )
    data_set.PerFrameFunctionalGroupsSequence = Sequence(
        filled(
            FrameContentSequence=one(
                FrameAcquisitionNumber=number % MANY_FRAMES,
                FrameReferenceDateTime="20240131101530.5",
                FrameAcquisitionDuration=12.5,
                StackID="1",
                InStackPositionNumber=number + 1,
                DimensionIndexValues=[1, number + 1],
            ),
            PlanePositionSequence=one(ImagePositionPatient=["-125.5", "-100.25", f"{number * 1.25:.2f}"]),
            FrameVOILUTSequence=one(WindowCenter="40", WindowWidth="400"),
            PixelValueTransformationSequence=one(RescaleIntercept="-1024", RescaleSlope="1", RescaleType="HU"),
        )
        for number in range(frames)
    )
    add_image(data_set, frames)
    return data_set


def structured_report(items: int) -> Dataset:
    """A report whose content tree has `items` content items, two in each container."""
    data_set = started(COMPREHENSIVE_SR)
    data_set.ValueType = "CONTAINER"
    data_set.ContinuityOfContent = "SEPARATE"
    data_set.ConceptNameCodeSequence = code("R-0", "Report")
    contents = [content_item(number, leaf=CHILDREN * number + 1 >= items) for number in range(items)]
    for number in reversed(range(items)):
        children = contents[CHILDREN * number + 1 : CHILDREN * number + 1 + CHILDREN]
        if children:
            contents[number].ContentSequence = Sequence(children)
    data_set.ContentSequence = Sequence(contents[:1])
    return data_set


def content_item(number: int, *, leaf: bool) -> Dataset:
    """A container, or by turns a text, a measurement and a code."""
    name = code(f"N-{number}", f"Concept {number}")
    if not leaf:
        return filled(
            RelationshipType="CONTAINS",
            ValueType="CONTAINER",
            ContinuityOfContent="SEPARATE",
            ConceptNameCodeSequence=name,
        )
    item = filled(RelationshipType="HAS OBS CONTEXT", ConceptNameCodeSequence=name)
    if number % 3 == 0:
        item.ValueType, item.TextValue = "TEXT", f"Nothing of note in place {number}."
    elif number % 3 == 1:
        item.ValueType = "NUM"
        item.MeasuredValueSequence = one(
            NumericValue=f"{number / 8}", MeasurementUnitsCodeSequence=code("mm", "millimeter")
        )
    else:
        item.ValueType, item.ConceptCodeSequence = "CODE", code(f"C-{number}", "A finding")
    return item


def with_undefined_lengths(data_set: Dataset) -> Dataset:
    """The same data set, its sequences and items ended by delimiters instead of counted."""
    waiting = [data_set]
    while waiting:
        for element in waiting.pop():
            if element.VR == "SQ":
                element.is_undefined_length = True
                for item in element.value:
                    item.is_undefined_length_sequence_item = True
                    waiting.append(item)
    return data_set


def flat(elements: int) -> Dataset:
    """Many short elements side by side, of VRs by turns."""
    data_set = started(CT_IMAGE)
    by_turns = (("LO", "a value of text"), ("DS", ["1.5", "2.25"]), ("US", 7), ("FD", 1.5), ("UI", "1.2.3.4.5.6"))
    for number in range(elements):
        group, place = divmod(number, PER_GROUP)
        vr, value = by_turns[number % len(by_turns)]
        data_set.add_new((0x0011 + 2 * group, 0x1000 + place), vr, value)
    return data_set


def nested(depth: int) -> Dataset:
    """Sequences of one item within each other, some elements on each level."""
    inner = Dataset()
    for _ in range(depth):
        level = Dataset()
        for number in range(PER_LEVEL):
            level.add_new((0x0011, 0x1000 + number), "LO", "a value of text")
        if inner is not None:
            level.ContentSequence = Sequence([inner])
        inner = level
    data_set = started(COMPREHENSIVE_SR)
    data_set.ContentSequence = Sequence([inner])
    return data_set


def write(data_set: Dataset, path: Path) -> Path:
    with deep_recursion():
        pydicom.dcmwrite(path, data_set, enforce_file_format=True)
    return path


def write_large_image(size: int, path: Path) -> Path:
    """An image with `size` bytes of native Pixel Data, nearly all of it a hole in the file."""
    data_set = started(CT_IMAGE)
    add_image(data_set, 1)
    zeros = path.with_suffix(".zeros")
    with zeros.open("wb") as file:
        file.truncate(size)
    with zeros.open("rb") as pixels, Sparse(path) as target:
        data_set.PixelData = pixels
        pydicom.dcmwrite(target, data_set, enforce_file_format=True)
    zeros.unlink()
    return path


def large(kind: str, items: int, folder: Path) -> Path:
    """One of the four large files: `multi-frame` or `report`, `undefined` or `defined` lengths."""
    path = folder / f"{kind.replace(' ', '-')}.dcm"
    if path.exists():
        return path
    what, lengths = kind.split()
    data_set = multi_frame(items) if what == "multi-frame" else structured_report(items)
    return write(with_undefined_lengths(data_set) if lengths == "undefined" else data_set, path)


def grown(kind: str, size: int, folder: Path) -> Path:
    """One file of a series that grows in number of elements, depth or bytes."""
    path = folder / f"{kind.replace(' ', '-')}-{size}.dcm"
    if path.exists():
        return path
    if kind == "elements":
        return write(flat(size), path)
    if kind == "bytes":
        return write_large_image(size, path)
    data_set = nested(size)
    return write(with_undefined_lengths(data_set) if kind == "depth, undefined lengths" else data_set, path)
