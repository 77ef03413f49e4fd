"""What the documentation of the known API shows, as programs of our own: they print the same on pydicom and here.

Each file of `programs/` takes up a topic that its users know: dataset basics, private elements, writing from
scratch, JSON, file-sets, values, pixels; and everyday work: a folder without names, edits of nested items,
multi-frame images, other character sets, pickles. What is different by design (docs/coming-from-pydicom.md) they do
not print.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
LINES_AT_LEAST = 25


def printed(folder: Path, *command: str) -> list[str]:
    folder.mkdir()
    run = subprocess.run([sys.executable, *command, str(folder)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout.replace(str(folder), "FOLDER").splitlines()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_prints_the_same(program: Path, tmp_path: Path) -> None:
    theirs = printed(tmp_path / "theirs", str(program))
    ours = printed(tmp_path / "ours", "-m", "dicomconstruct.compat", str(program))
    assert ours == theirs
    assert len(ours) >= LINES_AT_LEAST
