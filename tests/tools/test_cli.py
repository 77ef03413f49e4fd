"""The command line: what it prints where, and with which exit status it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dicomconstruct import __version__, check
from dicomconstruct.cli.app import app
from dicomconstruct.explore import dump
from dicomconstruct.grammar import encoding_for
from dicomconstruct.testing.authoring import element, part10
from dicomconstruct.testing.examples import example_files

EXAMPLES = dict(example_files())
EXPLICIT = encoding_for("1.2.840.10008.1.2.1")
LOSSY_PLUGIN = """
from io import BytesIO
from dicomconstruct import Codec
class Lossy(Codec):
    def rebuild_to(self, out, tree, *, engine=""):
        written = BytesIO()
        super().rebuild_to(written, tree, engine=engine)
        data = written.getvalue()
        out.write(data.replace(b"Doe^Jane", b"Doe^Jan ") if engine == "reference" else data)
codec = Lossy()
"""


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of examples, which is the working folder too."""
    for name in ("image-explicit-le", "nested-explicit-le", "image-deflated"):
        (tmp_path / f"{name}.dcm").write_bytes(EXAMPLES[name])
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def faulty(study: Path) -> Path:
    """A file with an error, a warning and a note."""
    tokens = [
        element(EXPLICIT, "(0008,0016)", "UI", "1.2.840.10008.5.1.4.1.1.7"),
        element(EXPLICIT, "(0008,0060)", "CS", "lower"),
        element(EXPLICIT, "(0008,0020)", "DA", "20240101"),
    ]
    path = study / "faulty.dcm"
    path.write_bytes(part10(EXPLICIT, tokens))
    return path


def run(*arguments: str | os.PathLike[str], stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, [os.fspath(one) for one in arguments], input=stdin)


def command(
    *arguments: str, cwd: Path, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "dicomconstruct", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


# verify


def test_verify_of_a_folder(study: Path) -> None:
    result = run("verify", study)

    assert result.exit_code == 0
    assert "3 files, " in result.stdout
    assert "faithful to the last byte" in result.stdout
    assert [line.split() for line in result.stdout.splitlines()[1:7]] == [
        *([level, "3", "3", "-"] for level in ("structure", "compiled", "values", "model", "edit", "transcode")),
    ]
    assert result.stderr == ""


def test_verify_without_paths_takes_the_examples_and_says_so() -> None:
    result = run("verify", "--level", "values")

    assert result.exit_code == 0
    assert "built-in example files" in result.stderr
    assert f"{len(EXAMPLES)} files" in result.stdout


def test_verify_tells_where_a_file_falls_short(study: Path) -> None:
    (study / "lossy_plugin.py").write_text(LOSSY_PLUGIN)
    result = run("verify", "image-explicit-le.dcm", "--plugin", "lossy_plugin", "--level", "structure")

    assert result.exit_code == 1
    at = EXAMPLES["image-explicit-le"].index(b"Doe^Jane") + 7
    assert result.stdout.splitlines()[0].startswith(
        f"image-explicit-le.dcm: structure at {at:#x} (0010,0010): "
        "encoding the fields does not give the bytes read: expected 65 10"
    )
    assert "1 file, 570 bytes: 1 not faithful." in result.stdout


def test_verify_goes_on_after_what_cannot_be_read(study: Path) -> None:
    (study / "empty").mkdir()
    result = run("verify", "gone", "empty", "no*match", "image-explicit-le.dcm")

    assert result.exit_code == 1
    assert result.stdout.splitlines()[:3] == [
        "gone: unreadable: No such file or directory",
        "empty: unreadable: no files in this folder",
        "no*match: unreadable: nothing matches this pattern",
    ]
    assert "4 files, 570 bytes: 3 unreadable." in result.stdout


def test_verify_json_is_one_document(study: Path) -> None:
    result = run("verify", study, "gone", "--format", "json", "--level", "structure", "--level", "values")
    document = json.loads(result.stdout)

    assert result.exit_code == 1
    assert list(document) == ["format", "levels", "files", "summary"]
    assert document["format"] == 1
    assert document["levels"] == ["structure", "values"]
    assert [Path(one["path"]).name for one in document["files"]] == [
        "image-deflated.dcm",
        "image-explicit-le.dcm",
        "nested-explicit-le.dcm",
        "gone",
    ]
    for one in document["files"]:
        assert list(one) == [
            *("path", "size", "faithful", "error", "levels", "verdicts"),
            *("shortfalls", "refusals", "notes", "values"),
        ]
    assert document["files"][0]["levels"] == {"structure": True, "values": True}
    assert document["files"][1]["values"]["PN"] == {
        "values": 1,
        "canonical": 1,
        "not_canonical": 0,
        "undecodable": 0,
    }
    assert list(document["summary"]) == [
        "files", "size", "faithful", "short", "unreadable", "levels", "values"
    ]  # fmt: skip
    assert document["summary"]["unreadable"] == 1


def test_verify_json_has_the_shortfalls(study: Path) -> None:
    (study / "lossy_plugin.py").write_text(LOSSY_PLUGIN)
    result = run("verify", "image-explicit-le.dcm", "--plugin", "lossy_plugin", "--format", "json")
    shortfalls = json.loads(result.stdout)["files"][0]["shortfalls"]

    assert [list(one) for one in shortfalls] == [["level", "problem", "offset", "path", "expected", "found"]]
    assert shortfalls[0]["path"] == "(0010,0010)"


def test_verify_with_two_processes_prints_the_same(study: Path) -> None:
    alone = command("verify", ".", "gone", cwd=study)
    shared = command("verify", ".", "gone", "--jobs", "2", cwd=study)

    assert alone.returncode == shared.returncode == 1
    assert shared.stdout == alone.stdout
    assert shared.stderr == alone.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["verify", "--level", "taste"],
            "'taste' is not one of 'structure', 'compiled', 'values', 'model', 'edit', 'transcode'",
        ),
        (["verify", "--jobs", "0"], "0 is not in the range"),
        (["verify", "--plugin", "no_such_module"], "cannot import no_such_module"),
        (["verify", "--plugin", "json"], "the module json has to define `codec`"),
        (["verify", "--colour"], "No such option"),
        (["dump"], "Missing argument 'FILE'"),
        (["dump", "a", "b"], "unexpected extra argument"),
        (["dump", "--max-width", "3", "a"], "3 is not in the range"),
        (["check"], "Missing argument"),
        (["check", "--severity", "awful", "a"], "'awful' is not one of"),
        (["inspect"], "No such command 'inspect'"),
    ],
)
def test_wrong_usage_ends_with_two_and_a_reason(arguments: list[str], message: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


# dump


@pytest.mark.usefixtures("study")
def test_dump_prints_what_the_library_gives() -> None:
    result = run("dump", "nested-explicit-le.dcm")

    assert result.exit_code == 0
    assert result.stdout == dump(EXAMPLES["nested-explicit-le"]) + "\n"


def test_dump_reads_standard_input(study: Path) -> None:
    result = command("dump", "-", cwd=study, stdin=EXAMPLES["image-deflated"], PYTHONIOENCODING="utf-8")

    assert result.returncode == 0
    assert result.stdout.decode() == dump(EXAMPLES["image-deflated"]) + "\n"


def test_dump_json_and_options(faulty: Path) -> None:
    document = json.loads(run("dump", faulty, "--json", "--max-width", "10").stdout)

    assert document["file"] == str(faulty)
    assert max(len(node["value"]) for node in document["nodes"]) <= 10
    assert any(node["findings"] for node in document["nodes"])
    without = json.loads(run("dump", faulty, "--json", "--no-findings").stdout)
    assert not any(node["findings"] for node in without["nodes"])


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize("name", ["verify", "dump", "check"])
def test_names_of_files_are_made_safe_to_print(name: str) -> None:
    result = run(name, "gone\x1b[31m\n")

    assert "gone\\x1b[31m\\x0a: " in result.output
    assert "\x1b" not in result.output


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    ("path", "reason"), [("gone", "No such file or directory"), (".", "is a folder, not a file")]
)
@pytest.mark.parametrize("name", ["dump", "check"])
def test_what_cannot_be_read_ends_with_two_and_a_line(name: str, path: str, reason: str) -> None:
    result = run(name, path)

    assert result.exit_code == 2
    assert result.stderr == f"dicomconstruct: {path}: {reason}\n"


def test_an_empty_file_is_no_error_to_dump(study: Path) -> None:
    (study / "nothing").write_bytes(b"")

    assert run("dump", "nothing").stdout == "# an empty file\n"
    assert json.loads(run("dump", "nothing", "--json").stdout)["nodes"] == []


def test_a_reader_that_leaves_early_is_no_disaster(study: Path) -> None:
    big = part10(EXPLICIT, [element(EXPLICIT, (0x0009, 0x1000 + n), "UN", b"xx") for n in range(3000)])
    (study / "big.dcm").write_bytes(big)
    pipe = subprocess.run(
        f'"{sys.executable}" -m dicomconstruct dump --no-findings big.dcm | head -2',
        shell=True,
        cwd=study,
        capture_output=True,
        timeout=60,
        check=True,
    )

    assert len(pipe.stdout.splitlines()) == 2
    assert pipe.stderr == b""


def test_a_terminal_without_the_characters_gets_escapes(study: Path) -> None:
    (study / "arabic.dcm").write_bytes(EXAMPLES["characters-ISO_IR-127"])
    result = command("dump", "arabic.dcm", cwd=study, PYTHONIOENCODING="latin-1")

    assert result.returncode == 0
    assert b"\\u0642" in result.stdout


# check


def test_check_prints_a_line_for_each_finding_and_counts_them(faulty: Path) -> None:
    expected = [one for one in check(faulty) if one.severity != "note"]
    result = run("check", faulty)
    lines = result.stdout.splitlines()

    assert expected
    assert result.exit_code == 1
    assert lines[0].startswith(f"{faulty}:{expected[0].offset:#x}: {expected[0].severity} {expected[0].code} ")
    assert lines[0].endswith(f"{expected[0].message} [{expected[0].rule}]")
    assert len(lines) == len(expected) + 1
    assert lines[-1].startswith("1 file checked: ")


@pytest.mark.usefixtures("study")
def test_check_of_a_clean_file() -> None:
    result = run("check", "image-explicit-le.dcm", "nested-explicit-le.dcm")

    assert result.exit_code == 0
    assert result.stdout == "2 files checked: 0 errors, 0 warnings\n"


def test_the_severity_asked_for_decides(faulty: Path) -> None:
    found = check(faulty)
    for severity, wanted in (
        ("note", {"note", "warning", "error"}),
        ("warning", {"warning", "error"}),
        ("error", {"error"}),
    ):
        count = sum(one.severity in wanted for one in found)
        result = run("check", "--severity", severity, faulty)
        assert len(result.stdout.splitlines()) == count + 1
        assert result.exit_code == (1 if count else 0)


def test_check_json_is_one_document(faulty: Path) -> None:
    result = run("check", faulty, "gone", "--format", "json")
    document = json.loads(result.stdout)

    assert result.exit_code == 2
    assert [one["path"] for one in document["files"]] == [str(faulty), "gone"]
    assert document["files"][1] == {
        "path": "gone",
        "error": "No such file or directory",
        "findings": [],
    }
    assert document["counts"]["warning"] + document["counts"]["error"] == len(document["files"][0]["findings"])
    assert document["unreadable"] == 1


@pytest.mark.usefixtures("study")
def test_check_goes_on_after_what_cannot_be_read() -> None:
    result = run("check", "gone", "image-explicit-le.dcm")

    assert result.exit_code == 2
    assert result.stdout == "1 file checked, 1 could not be read: 0 errors, 0 warnings\n"


# all of it


def test_every_command_has_help() -> None:
    for arguments in (["-h"], ["verify", "-h"], ["dump", "-h"], ["check", "-h"]):
        result = run(*arguments)
        assert result.exit_code == 0
        assert result.stdout.startswith("Usage: ")


def test_the_module_runs_as_a_command(study: Path) -> None:
    result = command("--version", cwd=study)

    assert result.stdout.decode() == f"dicomconstruct {__version__}\n"


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_without_the_extra_one_line_says_how_to_get_it(study: Path, missing: str) -> None:
    (study / f"{missing}.py").write_text(f"raise ModuleNotFoundError('gone', name={missing!r})")
    result = command("verify", cwd=study, PYTHONPATH=str(study))

    assert result.returncode == 2
    assert result.stdout == b""
    assert result.stderr.decode() == f"dicomconstruct: {missing} is missing; pip install 'dicomconstruct[cli]'\n"
