"""Commands that are interrupted in the middle of their work, and those that are given what is no file.

A command stands still at a known place: its file ``sign`` says so. There it either sleeps, and hears signals, or is
deaf in a call of C code that takes for ever.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from dicomconstruct import dcmread
from dicomconstruct.cli.app import app
from dicomconstruct.exits import print_unraisable
from dicomconstruct.testing import example_files

EXAMPLES = dict(example_files())
MARKED = (0x0011, 0x1001)
"""The element at which reading stands still."""
STILL = {"sleeping": "time.sleep(3600)", "deaf": "sum(range(10**13))"}
PROGRAM = """
import os, sys, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

def stand_still():
    Path("sign").write_text(str(os.getpid()))
    {still}
"""
READING = """
import dicomconstruct

def vr_of(tag, creator):
    if (tag.group, tag.element) == {marked}:
        stand_still()
    return dicomconstruct.codec.standard_vr_of(tag, creator)

codec = dicomconstruct.STANDARD.with_vr_of(vr_of)
"""
"""A plugin under which reading one file stands still."""
WRITING = """
from dicomconstruct import STANDARD, atomic, filewriter

def written_out(pieces):
    pieces = list(original(pieces))
    yield pieces[0][:10]
    if any(b"stand still" in piece for piece in pieces):
        stand_still()
    yield pieces[0][10:]
    yield from pieces[1:]

original, filewriter.written_out = filewriter.written_out, written_out
codec = STANDARD
"""
"""A plugin under which writing one file stands still when a part of it is written."""
COMMAND = """
from dicomconstruct.cli import main

if __name__ == "__main__":
    main()
"""


def implicit(*, marked: bool) -> bytes:
    """A data set, with or without the element."""
    data = EXAMPLES["image-implicit-le"]
    group, element = MARKED
    return data + (group.to_bytes(2, "little") + element.to_bytes(2, "little") + bytes(4)) * marked


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files that nothing is wrong with, and one that commands stand still at."""
    (tmp_path / "study").mkdir()
    for number in range(2):
        (tmp_path / "study" / f"{number}.dcm").write_bytes(implicit(marked=False))
    (tmp_path / "study" / "last.dcm").write_bytes(implicit(marked=True))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    return tmp_path


def plugin(study: Path, text: str, still: str) -> None:
    content = PROGRAM.format(still=STILL[still]) + text.format(marked=MARKED)
    (study / "plugin.py").write_text(content)


def started(*arguments: str) -> subprocess.Popen[bytes]:
    """A command in a process group of its own, as a shell starts it."""
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def command(*arguments: str) -> subprocess.Popen[bytes]:
    return started(sys.executable, "-m", "dicomconstruct", *arguments)


def standing_still(process: subprocess.Popen[bytes]) -> int:
    """The number of the process that stands still, when it does."""
    while not (sign := Path("sign")).exists() or not sign.read_text():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    return int(sign.read_text())


def check_interrupted(process: subprocess.Popen[bytes], number: int = signal.SIGINT) -> None:
    """Interrupt a command as a terminal does, and assert that it ends as it should."""
    standing_still(process)
    os.killpg(process.pid, number)
    output, errors = process.communicate()

    assert process.returncode == 128 + number
    expected = b"dicomconstruct: interrupted; what was written is whole\n" if number == signal.SIGINT else b""
    assert errors.replace(b"\r", b"") == expected
    assert b"Traceback" not in output


def check_outputs(folder: Path, names: set[str]) -> None:
    """Assert that a folder has these files, whole, and no others."""
    assert {path.name for path in folder.iterdir()} == names
    for path in folder.iterdir():
        if path.suffix == ".png":
            with Image.open(path) as picture:
                picture.load()
        elif path.suffix == ".dcm":
            assert dcmread(path).pixel_array.size


@pytest.mark.parametrize(
    ("jobs", "still", "number"),
    [
        ("1", "sleeping", signal.SIGINT),
        ("1", "deaf", signal.SIGINT),
        ("2", "sleeping", signal.SIGINT),
        ("2", "deaf", signal.SIGINT),
        ("1", "sleeping", signal.SIGTERM),
    ],
)
def test_convert_leaves_what_is_whole(study: Path, jobs: str, still: str, number: signal.Signals) -> None:
    """Interrupted while a file is written of which a part is there."""
    last = dcmread(EXAMPLES["image-explicit-le"])
    last.PatientName = "stand still"
    last.save_as(study / "study" / "last.dcm")
    plugin(study, WRITING, still)
    arguments = ["-r", "study", "--to", "ExplicitVRBigEndian", "-o", "out", "--jobs", jobs, "--plugin", "plugin"]
    process = command("convert", *arguments)
    standing_still(process)
    assert ".dicomconstruct-0.tmp" in os.listdir("out") or jobs == "2"
    check_interrupted(process, number)

    before = {"0.dcm", "1.dcm"}
    check_outputs(study / "out", before if jobs == "1" else before & set(os.listdir("out")))


@pytest.mark.parametrize(("jobs", "still"), [("1", "deaf"), ("2", "sleeping")])
def test_convert_ends_while_it_reads(study: Path, jobs: str, still: str) -> None:
    plugin(study, READING, still)
    arguments = ["-r", "study", "--to", "ExplicitVRLittleEndian", "-o", "out", "--jobs", jobs, "--plugin", "plugin"]
    check_interrupted(command("convert", *arguments))

    assert {path.name for path in (study / "out").iterdir()} <= {"0.dcm", "1.dcm"}


@pytest.mark.parametrize(
    ("arguments", "still"),
    [
        (["verify", "study", "--jobs", "1"], "sleeping"),
        (["verify", "study", "--jobs", "2"], "deaf"),
        (["verify", "study", "--format", "json"], "sleeping"),
        (["check", "study/0.dcm", "study/last.dcm"], "sleeping"),
        (["dump", "study/last.dcm"], "deaf"),
        (["dump", "--json", "study/last.dcm"], "sleeping"),
    ],
)
def test_commands_that_only_read_end(study: Path, arguments: list[str], still: str) -> None:
    plugin(study, READING, still)
    check_interrupted(command(*arguments, "--plugin", "plugin"))


@pytest.mark.parametrize(("form", "still"), [("png", "sleeping"), ("npy", "deaf")])
def test_export_leaves_what_is_whole(study: Path, form: str, still: str) -> None:
    """Interrupted while the last of three files is written, of which a part is there."""
    patched = {
        "png": "original, exporting.png_pieces = exporting.png_pieces, slowly",
        "npy": "original, exporting.npy_pieces = exporting.npy_pieces, slowly",
    }
    text = (
        "from dicomconstruct.pictures import exporting\n"
        "def slowly(*arguments):\n"
        "    pieces = original(*arguments)\n"
        "    yield next(pieces)\n"
        "    if len(os.listdir('out')) == 3:\n"
        "        stand_still()\n"
        "    yield from pieces\n"
        f"{patched[form]}\n"
    )
    (study / "program.py").write_text(PROGRAM.format(still=STILL[still]) + text + COMMAND)
    process = started(sys.executable, "program.py", "export", "-r", "study", "-o", "out", "--format", form)
    standing_still(process)
    assert ".dicomconstruct-0.tmp" in os.listdir("out")
    check_interrupted(process)

    names = {path.name for path in (study / "out").iterdir()}
    check_outputs(study / "out", names)
    assert len(names) == 2
    assert all(name.endswith(form) for name in names)


def test_show_leaves_nothing(study: Path) -> None:
    text = (
        "from dicomconstruct.cli import show\n"
        "def slowly(form):\n"
        "    def pieces(picture):\n"
        "        yield b'begun'\n"
        "        stand_still()\n"
        "    return pieces\n"
        "show.picture_encoder = slowly\n"
    )
    (study / "program.py").write_text(PROGRAM.format(still=STILL["sleeping"]) + text + COMMAND)
    (study / "out").mkdir()
    check_interrupted(started(sys.executable, "program.py", "show", "study/0.dcm", "-o", "out/picture.png"))

    assert os.listdir("out") == []


def test_a_command_whose_first_process_is_killed_ends_too(study: Path) -> None:
    plugin(study, WRITING.replace('b"stand still" in piece', "True"), "sleeping")
    arguments = ["study/0.dcm", "--to", "ExplicitVRBigEndian", "-o", "out/", "--plugin", "plugin"]
    process = command("convert", *arguments)
    worker = standing_still(process)
    assert worker != process.pid
    process.kill()
    process.communicate()  # waits until the worker has closed its output, too

    assert os.listdir("out") == []


def test_a_command_that_crashes_says_so_and_leaves_nothing(study: Path) -> None:
    plugin(study, WRITING.replace('b"stand still" in piece', "True"), "sleeping")
    arguments = ["study/0.dcm", "--to", "ExplicitVRBigEndian", "-o", "out/", "--plugin", "plugin"]
    process = command("convert", *arguments)
    os.kill(standing_still(process), signal.SIGKILL)
    process.communicate()

    assert process.returncode == -signal.SIGKILL
    assert os.listdir("out") == []


def test_a_signal_that_was_ignored_stays_ignored(study: Path) -> None:
    """As those of `nohup`, and Ctrl-C of what a script runs in the background."""
    plugin(study, READING, "sleeping")
    process = started(
        "sh", "-c", f"trap '' INT HUP; exec {sys.executable} -m dicomconstruct dump --plugin plugin study/last.dcm"
    )
    standing_still(process)
    os.killpg(process.pid, signal.SIGINT)
    os.killpg(process.pid, signal.SIGHUP)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGTERM)
    process.communicate()

    assert process.returncode == 128 + signal.SIGTERM


# What is no file


@pytest.fixture
def things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a pipe, a socket, links to devices, and a file."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    os.symlink("/dev/zero", "zero")
    os.symlink("pipe", "link")
    Path("scan.dcm").write_bytes(EXAMPLES["image-explicit-le"])
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        yield tmp_path


NO_FILES = {
    "/dev/zero": "a device",
    "/dev/random": "a device",
    "zero": "a device",
    "pipe": "a named pipe",
    "link": "a named pipe",
    "socket": "a socket",
}
READERS = {
    "verify": ["verify", "{}"],
    "check": ["check", "{}"],
    "dump": ["dump", "{}"],
    "dump --json": ["dump", "--json", "{}"],
    "show": ["show", "{}", "-o", "picture.png"],
    "export": ["export", "{}", "-o", "out"],
    "convert": ["convert", "{}", "--to", "RLELossless", "-o", "out.dcm"],
    "convert --in-place": ["convert", "{}", "--to", "RLELossless", "--in-place"],
}


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize("path", NO_FILES)
@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_is_refused_by_its_name(path: str, reader: str) -> None:
    result = CliRunner().invoke(app, [one.format(path) for one in READERS[reader]])

    assert result.exit_code in (1, 2)
    assert f"{path}: " in result.output
    assert f"is {NO_FILES[path]}, not a file" in result.output
    assert not Path("out.dcm").exists()


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize("pattern", ["*", "[pz]*"])
def test_what_a_pattern_matches_is_refused_too(pattern: str) -> None:
    result = CliRunner().invoke(app, ["verify", pattern])

    assert result.exit_code == 1
    assert "pipe: unreadable: is a named pipe, not a file" in result.stdout
    assert "zero: unreadable: is a device, not a file" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "."],
        ["export", "-r", ".", "-o", "../out"],
        ["convert", "-r", ".", "--to", "RLELossless", "-o", "../out"],
    ],
    ids=" ".join,
)
def test_folders_with_pipes_are_walked(things: Path, arguments: list[str]) -> None:
    (things / "folder").mkdir()
    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 0, result.output
    assert "1 file" in result.stdout


def test_a_signal_that_comes_while_it_is_set_to_be_ignored_is_not_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reported: list[Any] = []
    monkeypatch.setattr(sys, "__unraisablehook__", reported.append)
    errors = [OSError("Signal 2 ignored due to race condition"), SystemExit(130), OSError("another"), ValueError()]
    for error in errors:
        print_unraisable(SimpleNamespace(exc_value=error))
    assert [one.exc_value for one in reported] == errors[2:]
