"""``convert``: what is written where, and what is said of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydicom.data import get_testdata_file

from dicomconstruct import dcmread
from dicomconstruct.cli.app import app
from dicomconstruct.pixels import coder, get_encoder
from dicomconstruct.uid import JPEG2000Lossless, JPEGXLLossless


def real(name: str) -> str:
    return str(get_testdata_file(name))


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a folder in it: images, one of them compressed, a plan, and a file that is not DICOM."""
    (tmp_path / "study" / "a").mkdir(parents=True)
    for name in ("CT_small.dcm", "rtplan.dcm", "a/emri_small.dcm", "a/MR_small_RLE.dcm"):
        shutil.copy(real(Path(name).name), tmp_path / "study" / name)
    (tmp_path / "study" / "notes.txt").write_text("no picture")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str | os.PathLike[str]) -> Result:
    return CliRunner().invoke(app, ["convert", *(os.fspath(one) for one in arguments)])


def syntax_of(path: str | Path) -> str:
    return str(dcmread(str(path)).file_meta.TransferSyntaxUID.keyword)


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_folder(study: Path, jobs: str) -> None:
    result = run("-r", "study", "--to", "RLELossless", "-o", "out", "--jobs", jobs)

    assert result.exit_code == 1
    assert files_in(study / "out") == ["CT_small.dcm", "a/MR_small_RLE.dcm", "a/emri_small.dcm", "rtplan.dcm"]
    assert syntax_of("out/CT_small.dcm") == syntax_of("out/a/emri_small.dcm") == "RLELossless"
    assert (study / "out" / "rtplan.dcm").read_bytes() == (study / "study" / "rtplan.dcm").read_bytes()
    assert syntax_of("study/CT_small.dcm") == "ExplicitVRLittleEndian"
    assert result.stderr == "dicomconstruct: study/notes.txt: is no DICOM file\n"
    assert result.stdout.startswith(
        "5 files: 2 converted to RLE Lossless, 2 copied as they are (1 in it already, 1 without pixels), "
        "1 file failed; "
    )


def test_one_file_to_a_file_or_a_folder(study: Path) -> None:
    assert run("study/CT_small.dcm", "--to", "RLELossless", "-o", "new.dcm").exit_code == 0
    assert syntax_of("new.dcm") == "RLELossless"
    (study / "out").mkdir()
    assert run("study/CT_small.dcm", "--to", "RLELossless", "-o", "out").exit_code == 0
    assert run("study/CT_small.dcm", "--to", "RLELossless", "-o", "made/").exit_code == 0
    assert files_in(study / "out") == files_in(study / "made") == ["CT_small.dcm"]


def test_in_place(study: Path) -> None:
    result = run("-r", "study/a", "--to", "ExplicitVRLittleEndian", "--in-place")

    assert result.exit_code == 0
    assert files_in(study / "study" / "a") == ["MR_small_RLE.dcm", "emri_small.dcm"]
    assert syntax_of("study/a/MR_small_RLE.dcm") == "ExplicitVRLittleEndian"


@pytest.mark.usefixtures("study")
def test_what_is_there_is_kept() -> None:
    result = run("study/CT_small.dcm", "--to", "RLELossless", "-o", "study")
    assert result.exit_code == 1
    assert "study/CT_small.dcm exists; --overwrite replaces it" in result.stderr
    assert syntax_of("study/CT_small.dcm") == "ExplicitVRLittleEndian"


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--to", "RLELossless"], "say where to write: -o OUT, or --in-place"),
        (["--to", "RLELossless", "-o", "x", "--in-place"], "say where to write"),
        (["--to", "RLE", "-o", "x"], "no transfer syntax is called 'RLE'; perhaps RLELossless"),
        (["--to", "JPEG2000", "-o", "x"], "--ratio or --psnr says how much; JPEG2000Lossless loses nothing"),
        (["--to", "JPEG2000", "--ratio", "9", "--psnr", "9", "-o", "x"], "--ratio or --psnr says how much"),
        (["--to", "JPEG2000", "--ratio", "9", "--lossless-only", "-o", "x"], "--lossless-only forbids"),
        (["--to", "RLELossless", "--quality", "90", "-o", "x"], "--quality does not go with RLELossless"),
        (["--to", "RLELossless", "-o", "study/notes.txt/x"], "study/notes.txt/x: "),
    ],
)
def test_wrong_usage(arguments: list[str], reason: str) -> None:
    result = run("study/CT_small.dcm", "study/rtplan.dcm", *arguments)

    assert result.exit_code == 2
    assert reason in " ".join(result.stderr.split())
    assert not Path("x").exists()


@pytest.mark.usefixtures("study")
def test_lossy() -> None:
    assert run("study/CT_small.dcm", "--to", "JPEG2000", "--ratio", "10", "-o", "out.dcm").exit_code == 0
    assert dcmread("out.dcm").LossyImageCompression == "01"


@pytest.mark.usefixtures("study")
def test_a_plugin_that_is_missing_is_named() -> None:
    result = run("study/CT_small.dcm", "--to", "RLELossless", "--encoder", "unknown", "-o", "out.dcm")
    assert result.exit_code == 1
    assert "No plugin named 'unknown'" in result.stderr


@pytest.mark.usefixtures("study")
def test_what_to_install_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for encoder in (get_encoder(syntax) for syntax in (JPEG2000Lossless, JPEGXLLossless)):
        known = coder._Plugins({}, dict.fromkeys((*encoder._available, *encoder._unavailable), ("x",)))
        monkeypatch.setattr(encoder, "_known", lambda known=known: known)
    result = run("study/CT_small.dcm", "study/rtplan.dcm", "--to", "JPEG2000Lossless", "-o", "out")

    assert result.exit_code == 2
    assert result.stderr == (
        "dicomconstruct: no plugin that is installed encodes JPEG 2000 Image Compression (Lossless Only): "
        "pip install 'dicomconstruct[pixels]'\n"
    )
    other = run("study/CT_small.dcm", "--to", "JPEGXLLossless", "-o", "out")
    assert other.stderr.endswith("pip install 'dicomconstruct[imagecodecs]'\n")
    assert not Path("out").exists()
