"""Files written with `enforce_file_format` raise no error about their encoding from dciodvfy (dicom3tools).

What it finds wrong with the modules of a real file is wrong before and after; it may find no more.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from dumping import same_in_dcmtk, tool
from hypothesis import Phase, given, settings, strategies as st
from real_files import named
from test_generated_data_sets import EXAMPLES, written
from test_read_alike import ENCODINGS, FILES

from dicomconstruct import Dataset, dcmread, dcmwrite, dictionary
from dicomconstruct.tag import Tag
from dicomconstruct.testing import models
from dicomconstruct.testing.model_strategies import specific_character_sets

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]

READ_BY_IT = {name: uid for name, uid in ENCODINGS.items() if name != "deflated"}
"""The tool reads no deflated data set of any writer."""
CANNOT_TELL = "can't set VR"
"""Said where an element's VR depends on a Pixel Representation that its IOD does not have, such as the descriptors
of a Color Palette in implicit VR (PS3.5 A, PS3.3 A.58); the tool reads no further."""
UNKNOWN_SETS = {"GBK", "ISO_IR 203", "ISO 2022 IR 203", "ISO_IR 13"}
"""Defined terms whose characters the tool takes for wrong ones (PS3.3 C.12.1.1.2)."""
KNOWN_SETS = [terms for terms in specific_character_sets() if not UNKNOWN_SETS & {*terms}]
COMPARED = {
    tag
    for tag, entry in dictionary.entries().items()
    if entry.keyword
    in ("SOPClassUID", "SOPInstanceUID", "FrameIncrementPointer", "NumberOfFrames", "LongCodeValue")
    or entry.keyword.endswith("Vector")
}
"""Elements whose values the tool compares with those of others, or of the file meta information (PS3.10 7.1)."""
GUESSED_BY = {Tag("SamplesPerPixel")}
"""What the tool guesses swapped bytes from: more than 255 samples a pixel, in either byte order."""
NAMED = [path for path in FILES if dcmread(path).file_meta.get("MediaStorageSOPInstanceUID")]
"""Files that have what the file meta information is filled in from."""
ABOUT_CONTENT = re.compile(
    r"Information Object Not found"
    r"|MediaStorageSOP\w+UID but missing SOP\w+UID"
    r"|Value invalid for this VR \[AS\] = <> "  # one of several values may be empty (PS3.5 6.4)
    r"|Value invalid for this VR \[(PN|SH|LO|ST|LT)\] = .* - Length invalid"  # of characters, not bytes (PS3.5 6.2)
    r"|Value invalid for this VR \[PN\] = .*\x1b\$B"  # 5E and 3D in Kanji are no delimiters (PS3.5 6.1.2.5)
    r"|Value invalid for this VR \[IS\] = <-2147483648>"  # which is the least one (PS3.5 6.2)
)
"""What is said of data sets that are drawn, since they are no instance of an IOD."""


def errors(path: Path) -> list[str]:
    """What dciodvfy calls an error, in its own words."""
    run = subprocess.run([tool("dciodvfy"), "-new", str(path)], capture_output=True, check=False)
    lines = (run.stderr + run.stdout).decode("latin-1").splitlines()
    return [line for line in lines if line.startswith("Error")]


@pytest.mark.parametrize("encoding", READ_BY_IT)
@pytest.mark.parametrize("path", NAMED, ids=named)
def test_no_new_error(path: Path, encoding: str, tmp_path: Path) -> None:
    data_set = dcmread(path)
    is_read = data_set.file_meta.TransferSyntaxUID in READ_BY_IT.values()
    data_set.file_meta.TransferSyntaxUID = ENCODINGS[encoding]
    target = tmp_path / "written.dcm"
    dcmwrite(target, data_set, enforce_file_format=True)
    found = errors(target)
    if any(CANNOT_TELL in line for line in found):
        assert "PixelRepresentation" not in data_set
        data_set.PixelRepresentation = 0
        dcmwrite(target, data_set, enforce_file_format=True)
        found = errors(target)
    before = errors(path) if is_read else [line for line in found if "Module=" in line]
    assert set(found) <= set(before)


@pytest.mark.parametrize("encoding", READ_BY_IT)
@settings(max_examples=EXAMPLES, phases=[Phase.generate])
@given(data_set=st.deferred(lambda: models(sets=KNOWN_SETS, among=same_in_dcmtk() - COMPARED - GUESSED_BY)))
def test_no_error_in_drawn_data_sets(
    encoding: str, data_set: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path_factory.getbasetemp() / f"{encoding}.dcm"
    target.write_bytes(written(data_set, ENCODINGS[encoding]))
    found = [line for line in errors(target) if not ABOUT_CONTENT.search(line)]
    assert found == []
