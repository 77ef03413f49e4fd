"""A few kills of processes that save files; `kills.py` runs as many as one wants."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_what_killed_processes_leave(tmp_path: Path) -> None:
    command = [sys.executable, str(Path(__file__).with_name("kills.py")), "40", "--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "40 kills: every file whole, all that was left removed by the next save" in done.stdout
