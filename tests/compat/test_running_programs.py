"""`import pydicom` on our code: in this process, and for whole programs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from real_files import FILES

CT = next(path for path in FILES if path.name == "CT_small.dcm")
PROGRAM = """\
import sys
import pydicom
import pydicom.dataset as d
from pydicom import dcmread
from pydicom.config import settings
import dicomconstruct, dicomconstruct.config
assert pydicom.__name__ == "dicomconstruct.compat.pydicom", pydicom.__name__
assert d.Dataset is dicomconstruct.Dataset
assert dcmread is dicomconstruct.dcmread
assert settings is dicomconstruct.config.settings
assert sys.modules["pydicom.config"] is dicomconstruct.config
print(sys.argv[1:], dcmread(sys.argv[1]).PatientID)
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dicomconstruct.compat", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_program_runs_on_our_code(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    done = run(str(program), str(CT))
    assert (done.returncode, done.stdout) == (0, f"[{str(CT)!r}] 1CT1\n"), done.stderr


def test_the_exit_status_is_the_programs(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("import sys, pydicom; sys.exit(7)")
    assert run(str(program)).returncode == 7


def test_a_module_runs_too() -> None:
    done = run("-m", "pydicom.cli.main", "show", f"{CT}::PatientID")
    assert (done.returncode, done.stdout) == (0, "1CT1\n"), done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ((), 2, "usage"),
        (("-m",), 2, "usage"),
        (("nothing.py",), 2, "no such program: nothing.py"),
        (("-h",), 0, "usage"),
    ],
)
def test_wrong_usage_is_said(arguments: tuple[str, ...], status: int, said: str) -> None:
    done = run(*arguments)
    assert done.returncode == status
    assert said in done.stdout + done.stderr


def test_the_real_package_is_not_mixed_in(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import pydicom, dicomconstruct.compat as c\ntry: c.install()\nexcept ImportError as e: print(e)"
    )
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True)
    assert "imported already" in done.stdout


def test_uninstall_brings_the_real_package_back(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import dicomconstruct.compat as c\nc.install(); import pydicom as ours\n"
        "c.uninstall(); import pydicom as theirs\nprint(ours.__name__, theirs.__name__)"
    )
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True)
    assert done.stdout == "dicomconstruct.compat.pydicom pydicom\n"
