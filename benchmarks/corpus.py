"""The real files, and which of them each library survives, found out in a process that may crash."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import data_store
import pydicom

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (Path(pydicom.__file__).parent / "data" / "test_files", Path(data_store.__file__).parent)
NOT_DICOM = (".py", ".pyc", ".json", ".md", ".txt", ".gz", ".icc", ".dump")
PROSE = "README"
SMALL = FOLDERS[0] / "CT_small.dcm"
"""The file of the rows about one small file."""

CRASH = "crash"
LACKING = {"missing", "AttributeError", "NotImplementedError"}
"""How an operation fails that a library does not have."""


@dataclass(frozen=True)
class Outcome:
    """How one operation on one file went: with a count of what it looked at, or with a failure."""

    failure: str | None = None
    count: int | None = None


@dataclass
class Probe:
    """What became of each operation of each library on each file, asked once and remembered."""

    known: dict[tuple[str, str, Path], Outcome] = field(default_factory=dict)

    def ask(self, peer: str, operations: Iterable[str], paths: Sequence[Path]) -> None:
        """Find out what is not known yet."""
        wanted = [(operation, path) for operation in operations for path in paths]
        jobs = [job for job in wanted if (peer, *job) not in self.known]
        while jobs:
            answers = in_a_child(peer, jobs)
            self.known.update({(peer, *job): answer for job, answer in zip(jobs, answers, strict=False)})
            jobs = jobs[len(answers) :]

    def failures(self, peer: str, operation: str, paths: Sequence[Path]) -> dict[Path, str]:
        """The files that the library fails on, and how."""
        self.ask(peer, (operation,), paths)
        outcomes = {path: self.known[peer, operation, path].failure for path in paths}
        return {path: failure for path, failure in outcomes.items() if failure is not None}

    def count(self, peer: str, operation: str, path: Path) -> int | None:
        """How many things the operation looked at, where it says."""
        self.ask(peer, (operation,), (path,))
        return self.known[peer, operation, path].count


def in_a_child(peer: str, jobs: Sequence[tuple[str, Path]]) -> list[Outcome]:
    """The outcomes of the jobs up to the end or up to and with the first that kills the process."""
    sent = json.dumps([[operation, str(path)] for operation, path in jobs])
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.child", "probe", peer],
        input=sent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        check=False,
    )
    answers = [Outcome(**json.loads(line)) for line in done.stdout.splitlines()]
    if len(answers) < len(jobs):
        answers.append(Outcome(failure=CRASH))
    return answers


def real_files(every: int = 1) -> list[Path]:
    """Every real file of the installed packages, or one in `every`."""
    found = sorted(
        path
        for folder in FOLDERS
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in NOT_DICOM and path.name != PROSE
    )
    return found[::every]


def named(path: Path) -> str:
    """A file's name within its package, or alone where it was generated."""
    for folder in FOLDERS:
        if path.is_relative_to(folder):
            return str(path.relative_to(folder.parent))
    return path.name
