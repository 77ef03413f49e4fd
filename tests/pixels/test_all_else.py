"""After compressing or decompressing, all else in the file is byte for byte what it was; for every real file."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
import pytest
from real_files import FILES, named

from dicomconstruct import dcmread, dcmwrite, scan
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError
from dicomconstruct.tag import Tag
from dicomconstruct.uid import RLELossless

DESCRIBING = {
    Tag(keyword)
    for keyword in (
        ["FileMetaInformationGroupLength", "TransferSyntaxUID", "NumberOfFrames", "PixelData", "BitsAllocated"]
    )
} | {Tag("PhotometricInterpretation"), Tag("PlanarConfiguration"), Tag(0x7FE00000)}
"""What says how long pixels are, and how they are encoded; the last is the length of their group."""
REFUSED = {"MR_truncated.dcm", "badVR.dcm", "JPEG2000-embedded-sequence-delimiter.dcm"}


def with_pixels() -> list[Path]:
    found = []
    for path in FILES:
        data_set = dcmread(path, force=True)
        meta = getattr(data_set, "file_meta", {})
        if meta.get("TransferSyntaxUID") and "PixelData" in data_set and "BitsAllocated" in data_set:
            found.append(path)
    return found


def parts(data: bytes) -> dict[int, list[bytes]]:
    """The bytes of each element of the outermost level, with all that is nested in it."""
    nodes = [node for node in scan(data) if node.depth == 0 and node.kind == "element"]
    ends = [*(node.offset for node in nodes[1:]), len(data)]
    found: dict[int, list[bytes]] = {}
    for node, end in zip(nodes, ends, strict=True):
        found.setdefault(int(Tag(node.tag)), []).append(data[node.offset : end])
    return found


def refusal(data_set: Dataset) -> str:
    """Compress or decompress; what is said where that is refused."""
    try:
        if data_set.file_meta.TransferSyntaxUID.is_encapsulated:
            data_set.decompress(generate_instance_uid=False)
        else:
            data_set.compress(RLELossless, generate_instance_uid=False)
    except DicomError as error:
        return str(error)
    return ""


def written(data_set: Dataset) -> bytes:
    file = io.BytesIO()
    dcmwrite(file, data_set)
    return file.getvalue()


@pytest.mark.parametrize("path", with_pixels(), ids=named)
def test_all_else_stays_byte_for_byte(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data_set = dcmread(path, force=True)
        encoding = data_set.original_encoding
        told = refusal(data_set)
        if told:
            assert path.name in REFUSED or "is not valid for pixel data encoded with" in told
            assert written(data_set) == path.read_bytes(), "what fails changes nothing"
            return
        data = written(data_set)
        before = dcmread(path, force=True)
        again = dcmread(io.BytesIO(data))
        array = again.pixel_array
        expected = before.pixel_array
        assert np.array_equal(array, expected)
    if encoding == (False, True) and not before.file_meta.TransferSyntaxUID.is_deflated:
        was, now = parts(path.read_bytes()), parts(data)
        assert list(was) == [tag for tag in now if tag in was], "the order stays"
        for tag in {*was, *now} - DESCRIBING:
            assert now.get(tag) == was.get(tag), str(Tag(tag))
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for element in before:
            if element.tag in DESCRIBING or element.tag.element == 0:
                continue
            if element.VR == "OW" and encoding == (False, False):
                words = np.frombuffer(element.value, ">u2")
                np.testing.assert_array_equal(np.frombuffer(again[element.tag].value, "<u2"), words)
            else:
                assert again[element.tag] == element
    assert {*again.keys()} - {*before.keys()} <= DESCRIBING
