"""``show`` and ``export``: where pictures go, what they are called, and what is said of those that fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pydicom
import pytest
from click.testing import CliRunner, Result
from PIL import Image
from pydicom.data import get_testdata_file

from dicomconstruct.cli import show as show_module
from dicomconstruct.cli.app import app


def real(name: str) -> str:
    return str(get_testdata_file(name))


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a folder in it: files with pictures, and what has none."""
    (tmp_path / "study" / "a").mkdir(parents=True)
    for name in ("CT_small.dcm", "rtplan.dcm", "a/emri_small.dcm", "a/SC_rgb_rle_2frame.dcm"):
        shutil.copy(real(Path(name).name), tmp_path / "study" / name)
    (tmp_path / "study" / "notes.txt").write_text("no picture")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str | os.PathLike[str], stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, [os.fspath(one) for one in arguments], input=stdin)


def size_and_mode(path: str) -> tuple[tuple[int, int], str, str | None]:
    with Image.open(path) as image:
        return image.size, image.mode, image.format


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


# show


@pytest.mark.usefixtures("study")
def test_show_writes_a_png_beside_the_file_where_there_is_no_terminal() -> None:
    result = run("show", "study/CT_small.dcm")

    assert result.exit_code == 0
    assert result.stdout == "study/CT_small.png: 128 x 128 pixels, MONOCHROME2, CT\n"
    assert size_and_mode("study/CT_small.png") == ((128, 128), "L", "PNG")
    again = run("show", "study/CT_small.dcm")
    assert again.exit_code == 2
    assert "study/CT_small.png exists; --overwrite replaces it" in again.stderr
    assert run("show", "study/CT_small.dcm", "--overwrite").exit_code == 0


@pytest.mark.usefixtures("study")
def test_show_writes_where_it_is_told() -> None:
    assert run("show", "study/CT_small.dcm", "-o", "one.jpg").exit_code == 0
    assert size_and_mode("one.jpg") == ((128, 128), "L", "JPEG")
    assert run("show", "study/a/emri_small.dcm", "--frame", "3", "-o", "study").exit_code == 0
    assert Path("study/emri_small-0003.png").exists()
    piped = run("show", "study/CT_small.dcm", "-o", "-")
    assert piped.stdout_bytes.startswith(b"\x89PNG")
    assert run("show", "study/CT_small.dcm", "-o", "gone/one.png").exit_code == 2


def test_show_reads_standard_input(study: Path) -> None:
    data = (study / "study" / "CT_small.dcm").read_bytes()
    assert run("show", "-", "-o", "one.png", stdin=data).exit_code == 0
    nowhere = run("show", "-", stdin=data)
    assert nowhere.exit_code == 2
    assert "needs a path: -o PICTURE" in nowhere.stderr


@pytest.mark.usefixtures("study")
def test_show_draws_where_the_terminal_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show_module, "way_of", lambda *_, **__: "blocks")
    result = run("show", "study/CT_small.dcm")

    assert result.exit_code == 0
    assert "\x1b[38;2;" in result.stdout
    assert result.stdout.endswith("\n128 x 128 pixels, MONOCHROME2, CT\n")
    assert not Path("study/CT_small.png").exists()


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (["gone"], 2, "gone: No such file or directory"),
        (["study"], 2, "study: is a folder, not a file"),
        (["study/rtplan.dcm"], 1, "study/rtplan.dcm: it has no pixels: it is a RT Plan Storage"),
        (["study/notes.txt"], 1, "study/notes.txt: is no DICOM file"),
        (["study/CT_small.dcm", "--frame", "2"], 1, "there is no such frame: expected 1 to 1, found 2"),
        (["study/CT_small.dcm", "--decoder", "gdcm", "--window", "wide"], 2, "no window is written like this"),
    ],
)
def test_why_show_shows_nothing(arguments: list[str], status: int, reason: str) -> None:
    result = run("show", *arguments)

    assert result.exit_code == status
    assert reason in result.stderr
    assert result.stdout == ""


# export


def test_export_of_a_folder(study: Path) -> None:
    result = run("export", "-r", "study", "-o", "out")

    assert result.exit_code == 1
    assert files_in(study / "out") == [
        "CT_small.png",
        "a/SC_rgb_rle_2frame-0001.png",
        "a/SC_rgb_rle_2frame-0002.png",
        *(f"a/emri_small-{number:04}.png" for number in range(1, 11)),
    ]
    assert result.stdout == "5 files: 13 pictures written to out, 2 files failed\n"
    assert result.stderr.splitlines() == [
        "dicomconstruct: study/notes.txt: is no DICOM file",
        "dicomconstruct: study/rtplan.dcm: it has no pixels: it is a RT Plan Storage",
    ]


def test_export_takes_folders_with_r_only(study: Path) -> None:
    result = run("export", "study", "study/CT_small.dcm", "-o", "out")

    assert result.exit_code == 1
    assert result.stderr == "dicomconstruct: study: is a folder; -r takes the files in it\n"
    assert files_in(study / "out") == ["CT_small.png"]


def test_export_of_some_frames_with_sixteen_bits(study: Path) -> None:
    result = run("export", "study/a/emri_small.dcm", "-o", "out", "--frames", "1,3-4,3", "--bits", "16")

    assert result.exit_code == 0
    assert files_in(study / "out") == [f"emri_small-000{number}.png" for number in (1, 3, 4)]
    assert size_and_mode("out/emri_small-0001.png") == ((64, 64), "I;16", "PNG")
    beyond = run("export", "study/a/emri_small.dcm", "-o", "out", "--frames", "9-11")
    assert beyond.exit_code == 1
    assert "there is no such frame: expected 1 to 10, found 11" in beyond.stderr


@pytest.mark.usefixtures("study")
def test_export_of_arrays() -> None:
    assert run("export", "study/a/emri_small.dcm", "-o", "out", "--format", "npy", "--frames", "2-3").exit_code == 0
    assert (
        run("export", "study/CT_small.dcm", "-o", "out", "--format", "npy", "--values", "modality").exit_code == 0
    )
    ct = pydicom.dcmread("study/CT_small.dcm")

    frames = pydicom.dcmread("study/a/emri_small.dcm").pixel_array
    assert np.array_equal(np.load("out/emri_small.npy"), frames[1:3])
    units = pydicom.pixels.apply_modality_lut(ct.pixel_array, ct)
    assert np.array_equal(np.load("out/CT_small.npy"), units)
    shown = run("export", "study/CT_small.dcm", "-o", "shown", "--format", "npy", "--window", "40,400")
    assert shown.exit_code == 0
    assert np.load("shown/CT_small.npy").dtype == np.uint8


@pytest.mark.usefixtures("study")
def test_export_of_jpeg() -> None:
    assert run("export", "study/a/SC_rgb_rle_2frame.dcm", "-o", "out", "--format", "jpg").exit_code == 0
    with Image.open("out/SC_rgb_rle_2frame-0001.jpg") as image:
        red = np.asarray(image)[5, 50]
    assert red[0] > 240
    assert red[1] < 15


def test_names_do_not_collide(study: Path) -> None:
    for folder, name in (
        ("x", "CT_small.dcm"),
        ("x", "CT_small.ima"),
        ("y", "ct_SMALL.dcm"),
        ("y", "CT small?.dcm"),
    ):
        (study / folder).mkdir(exist_ok=True)
        shutil.copy(real("CT_small.dcm"), study / folder / name)
    result = run("export", "x/CT_small.dcm", "x/CT_small.ima", "y/ct_SMALL.dcm", "y/CT small?.dcm", "-o", "out")

    assert result.exit_code == 0
    assert files_in(study / "out") == ["CT small_.png", "CT_small-2.png", "CT_small.png", "ct_SMALL-3.png"]


def test_outputs_stay_in_their_folder(study: Path) -> None:
    (study / "out").mkdir()
    (study / "elsewhere").mkdir()
    (study / "out" / "a").symlink_to(study / "elsewhere")
    (study / "out" / "CT_small.png").symlink_to(study / "kept.png")
    shutil.copy(real("CT_small.dcm"), study / "study" / "..dcm")
    result = run("export", "-r", "study", "-o", "out", "--overwrite")

    assert result.exit_code == 1
    assert files_in(study / "elsewhere") == []
    assert not (study / "kept.png").exists()
    assert result.stderr.count("a link leads out of out") == 3
    assert (study / "out" / "_.png").exists()


def test_what_is_there_is_kept(study: Path) -> None:
    (study / "out").mkdir()
    (study / "out" / "CT_small.png").write_text("mine")
    result = run("export", "study/CT_small.dcm", "-o", "out")

    assert result.exit_code == 1
    assert "out/CT_small.png exists; --overwrite replaces it" in result.stderr
    assert (study / "out" / "CT_small.png").read_text() == "mine"
    assert run("export", "study/CT_small.dcm", "-o", "out", "--overwrite").exit_code == 0


@pytest.mark.usefixtures("study")
def test_progress_where_there_is_no_terminal() -> None:
    quiet = run("export", "-r", "study/a", "-o", "out")
    assert quiet.stderr == ""
    told = run("export", "-r", "study/a", "-o", "out", "--overwrite", "--progress")
    assert told.stderr.splitlines()[-1] == "12/12 out/emri_small-0010.png"


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--frames", "0"], "frames are written as numbers from 1 on"),
        (["--frames", "3-1"], "frames are written as numbers from 1 on"),
        (["--format", "gif"], "'gif' is not one of"),
        (["--format", "jpg", "--bits", "16"], "JPEG has 8 bits"),
        (["--values", "stored"], "--values is for --format npy"),
    ],
)
def test_wrong_usage_of_export(arguments: list[str], reason: str) -> None:
    result = run("export", "study/CT_small.dcm", "-o", "out", *arguments)

    assert result.exit_code == 2
    assert reason in result.stderr
    assert not Path("out").exists()


def test_an_output_folder_that_cannot_be(study: Path) -> None:
    (study / "taken").write_text("")
    for folder in ("taken/out", "/proc/out"):
        result = run("export", "study/CT_small.dcm", "-o", folder)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"dicomconstruct: {folder}: ")


def test_nothing_is_imported_that_is_not_asked_for(study: Path) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from dicomconstruct.cli.app import app;"
        "result = CliRunner().invoke(app, sys.argv[1:]); assert result.exit_code == 0, result.output;"
        "print(sorted({'PIL', 'numpy', 'rich'} & set(sys.modules)))"
    )

    def modules(*arguments: str) -> str:
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(command, cwd=study, capture_output=True, text=True, check=True).stdout

    assert modules("dump", "study/CT_small.dcm") == "[]\n"
    assert "PIL" not in modules("export", "study/CT_small.dcm", "-o", "out")


def test_without_pillow_jpeg_says_how_to_get_it(study: Path) -> None:
    (study / "PIL.py").write_text("raise ImportError('gone')")
    command = [
        sys.executable,
        "-m",
        "dicomconstruct",
        "export",
        "study/CT_small.dcm",
        "-o",
        "out",
        "--format",
        "jpg",
    ]
    environment = {**os.environ, "PYTHONPATH": f"{study}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    result = subprocess.run(command, cwd=study, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert result.stderr == "dicomconstruct: JPEG needs Pillow: pip install 'dicomconstruct[pixels]'\n"
