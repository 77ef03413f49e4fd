"""What `convert` writes, decoded by DCMTK: the samples of before."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pydicom
import pytest
from pydicom.data import get_testdata_file

from dicomconstruct.transcoding import Target, convert_file, syntax_named

pytestmark = pytest.mark.peers


@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small.dcm", "emri_small.dcm"])
@pytest.mark.parametrize(
    ("keyword", "program"),
    [("RLELossless", "dcmdrle"), ("JPEGLosslessSV1", "dcmdjpeg"), ("JPEGLSLossless", "dcmdjpls")],
)
def test_dcmtk_gives_the_samples_back(name: str, keyword: str, program: str, tmp_path: Path) -> None:
    source = str(get_testdata_file(name))
    convert_file(source, str(tmp_path / "there.dcm"), Target(syntax_named(keyword)))
    command = [program, str(tmp_path / "there.dcm"), str(tmp_path / "back.dcm")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    assert pydicom.dcmread(tmp_path / "back.dcm").PixelData == pydicom.dcmread(source).PixelData
