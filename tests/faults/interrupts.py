"""Commands interrupted at any moment: each ends in two seconds, with exit status 130, and its files are whole.

    .venv-test/bin/python tests/faults/interrupts.py 200

prints how each command ended and how long that took, and exits with 1 where one ended otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from pydicom.data import get_testdata_file

from dicomconstruct import dcmread

WITHIN = 2.0
"""Seconds in which a command has to end."""
FILES = 60
SHORTEST = 0.1
"""Seconds in which any command can be interrupted."""
COMMANDS = {
    "convert": ["convert", "-r", "study", "--to", "JPEG2000Lossless", "-o", "out"],
    "convert --jobs 2": ["convert", "-r", "study", "--to", "JPEG2000Lossless", "-o", "out", "--jobs", "2"],
    "export": ["export", "-r", "study", "-o", "out"],
    "export --format npy": ["export", "-r", "study", "-o", "out", "--format", "npy"],
    "verify": ["verify", "study"],
    "verify --jobs 2": ["verify", "study", "--jobs", "2"],
    "check": ["check", *(f"study/{number}.dcm" for number in range(FILES))],
    "dump": ["dump", "study/0.dcm"],
}


class Ended(NamedTuple):
    """How a command ended after it was interrupted."""

    status: int
    seconds: float
    errors: str

    def problem(self) -> str:
        """What is wrong with it; "" for nothing. It may have been about to end with 0 by itself."""
        if self.status not in (0, 130):
            return f"exit status {self.status}"
        if "Traceback" in self.errors:
            return "a traceback"
        return f"{self.seconds:.1f} s" if self.seconds > WITHIN else ""


def study(folder: Path) -> None:
    """A folder of images, one of them with frames that take long."""
    (folder / "study").mkdir()
    for number in range(FILES):
        name = "examples_rgb_color.dcm" if number % 40 == 20 else "CT_small.dcm"
        shutil.copy(str(get_testdata_file(name)), folder / "study" / f"{number}.dcm")


def is_listening(process: subprocess.Popen[str]) -> bool:
    """Whether the command hears signals, rather than the interpreter that has not come to it yet; or has ended."""
    if process.poll() is not None:
        return True
    status = Path("/proc", str(process.pid), "status").read_text()
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def interrupted(arguments: list[str], folder: Path, delay: float, number: signal.Signals) -> Ended | None:
    """Run a command, and interrupt it as a terminal does: every process of it hears the signal.

    None where it was done before.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "dicomconstruct", *arguments],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not is_listening(process):
        time.sleep(0.001)
    time.sleep(delay)
    start = time.monotonic()
    is_done = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    if not is_done:
        os.killpg(process.pid, number)
    _, errors = process.communicate()
    if is_done:
        return None
    return Ended(process.returncode, time.monotonic() - start, errors)


def check_outputs(folder: Path) -> None:
    """Assert that all files that were written are whole, and that there are no others."""
    for path in (folder / "out").rglob("*"):
        assert not path.name.startswith("."), f"{path} is left"
        if path.suffix == ".dcm":
            assert dcmread(path).pixel_array.size
        elif path.suffix == ".png":
            with Image.open(path) as picture:
                picture.load()


def duration(arguments: list[str], folder: Path) -> float:
    """The seconds that a command takes without an interrupt."""
    start = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "dicomconstruct", *arguments], cwd=folder, capture_output=True, check=False
    )
    shutil.rmtree(folder / "out", ignore_errors=True)
    return time.monotonic() - start


def main() -> int:
    """Interrupt commands as often as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("interrupts", type=int, nargs="?", default=200)
    parser.add_argument("--signal", choices=["SIGINT", "SIGTERM"], default="SIGINT")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for one in (signal.SIGINT, signal.SIGTERM):  # shells start what runs in the background to ignore them
        signal.signal(one, signal.SIG_DFL)
    draw = random.Random(options.seed)
    problems: list[str] = []
    ends: Counter[tuple[str, int]] = Counter()
    longest: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        study(folder)
        durations = {command: duration(arguments, folder) for command, arguments in COMMANDS.items()}
        count = 0
        while count < options.interrupts:
            command = list(COMMANDS)[count % len(COMMANDS)]
            delay = draw.uniform(0, durations[command])
            ended = interrupted(COMMANDS[command], folder, delay, signal.Signals[options.signal])
            if ended is None:
                durations[command] = max(delay, SHORTEST)  # the machine was busy when it was measured
            else:
                count += 1
                ends[command, ended.status] += 1
                longest[command] = max(longest.get(command, 0), ended.seconds)
                if ended.problem():
                    problems.append(f"{command} after {delay:.3f} s: {ended.problem()}\n{ended.errors}")
            check_outputs(folder)
            shutil.rmtree(folder / "out", ignore_errors=True)
    for command, seconds in longest.items():
        statuses = ", ".join(f"{times} with {status}" for (one, status), times in ends.items() if one == command)
        print(f"{command:20} {statuses}; at most {seconds:.2f} s (by itself {durations[command]:.1f} s)")
    print("\n".join(problems) or f"{options.interrupts} interrupts, nothing wrong")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
