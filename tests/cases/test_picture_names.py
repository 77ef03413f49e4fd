"""Outputs whose names promise what is not written: refused before anything is read, as wrong usage."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydicom.data import get_testdata_file

from dicomconstruct.cli.app import app


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    shutil.copy(str(get_testdata_file("CT_small.dcm")), tmp_path / "scan.dcm")
    return tmp_path / "scan.dcm"


@pytest.mark.parametrize(
    "name", ["y.gif", "y.GIF", "y.tiff", "y.bmp", "y.dcm", "y.npy", "y.png.gz", "y.pdf", "1.2.3"]
)
@pytest.mark.parametrize("way", [[], ["--as", "png"], ["--as", "blocks"]])
def test_show_refuses_a_suffix_that_it_does_not_write(name: str, way: list[str], scan: Path) -> None:
    for file in (str(scan), "gone.dcm"):
        run = CliRunner().invoke(app, ["show", file, "-o", str(scan.parent / name), *way])
        assert run.exit_code == 2
        assert name in run.stderr
        assert "only as .png, .jpg, .jpeg" in run.stderr
    assert [path.name for path in scan.parent.iterdir()] == ["scan.dcm"]


def test_show_does_not_replace_the_scan_by_its_picture(scan: Path) -> None:
    before = scan.read_bytes()
    assert CliRunner().invoke(app, ["show", str(scan), "-o", str(scan)]).exit_code == 2
    assert scan.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "starts"), [("y.png", b"\x89PNG"), ("y.JPG", b"\xff\xd8"), ("y.jpeg", b"\xff\xd8"), ("y", b"\x89PNG")]
)
def test_show_writes_what_a_name_says(name: str, starts: bytes, scan: Path) -> None:
    run = CliRunner().invoke(app, ["show", str(scan), "-o", str(scan.parent / name)])
    assert run.exit_code == 0
    assert (scan.parent / name).read_bytes().startswith(starts)


def test_a_folder_may_be_called_anything(scan: Path) -> None:
    folder = scan.parent / "pictures.gif"
    folder.mkdir()
    assert CliRunner().invoke(app, ["show", str(scan), "-o", str(folder)]).exit_code == 0
    assert CliRunner().invoke(app, ["export", str(scan), "-o", str(folder), "--overwrite"]).exit_code == 0
    assert [path.name for path in folder.iterdir()] == ["scan.png"]


@pytest.mark.parametrize("name", ["y.gif", "y.png", "y.JPG", "y.npy", "y.tif"])
def test_export_makes_no_folder_that_is_called_like_a_picture(name: str, scan: Path) -> None:
    run = CliRunner().invoke(app, ["export", str(scan), "-o", str(scan.parent / name)])
    assert run.exit_code == 2
    assert name in run.stderr
    assert [path.name for path in scan.parent.iterdir()] == ["scan.dcm"]


@pytest.mark.parametrize("form", ["gif", "tiff", "jpeg", "PNG "])
def test_export_refuses_a_format_that_it_does_not_write(form: str, scan: Path) -> None:
    run = CliRunner().invoke(app, ["export", str(scan), "-o", str(scan.parent / "out"), "--format", form])
    assert run.exit_code == 2
    assert not (scan.parent / "out").exists()
