"""Processes that save files, killed at any moment: what is there is whole, what is left goes with the next save.

    .venv-test/bin/python tests/faults/kills.py 2000

prints how many kills there were and what they left, and exits with 1 at the first file that is not whole.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path

from dicomconstruct import Dataset, dcmread
from dicomconstruct.temporary_files import is_temporary
from dicomconstruct.testing import example_files
from dicomconstruct.transcoding import Target
from dicomconstruct.transcoding.files import convert_file
from dicomconstruct.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

LONGEST = 0.004
"""Seconds after the first save at which a process is killed at the latest: a few saves."""
CONVERTING = 0.02
"""The same for converting: a few files."""
VERSIONS = 2


def versions() -> list[Dataset]:
    """Data sets that are some 200 kB long, so that a save takes several writes."""
    made = []
    for number in range(VERSIONS):
        data_set = dcmread(dict(example_files())["image-explicit-le"])
        data_set.PatientName = f"Version^{number}"
        data_set.PixelData = bytes([number]) * 200_000
        made.append(data_set)
    return made


def replacing(folder: Path, data_sets: list[Dataset], saved: Callable[[], None]) -> None:
    """Save over one file again and again."""
    for number in count():
        data_sets[number % VERSIONS].save_as(folder / "kept.dcm")
        saved()


def adding(folder: Path, data_sets: list[Dataset], saved: Callable[[], None]) -> None:
    """Save to one new name after another."""
    for number in count():
        data_sets[number % VERSIONS].save_as(folder / f"new-{number}.dcm", overwrite=False)
        saved()


def in_threads(folder: Path, data_sets: list[Dataset], saved: Callable[[], None]) -> None:
    """Save over several files at a time."""

    def save(number: int) -> None:
        while True:
            data_sets[number % VERSIONS].save_as(folder / f"thread-{number}.dcm")
            saved()

    for number in range(4):
        threading.Thread(target=save, args=(number,), daemon=True).start()
    threading.Event().wait()


def converting(folder: Path, data_sets: list[Dataset], saved: Callable[[], None]) -> None:  # noqa: ARG001
    """Convert one file to another, and that one to a third."""
    for number in count():
        source, target = ("kept.dcm", "converted.dcm") if number % 2 == 0 else ("converted.dcm", "back.dcm")
        syntax = ImplicitVRLittleEndian if number % 2 == 0 else ExplicitVRLittleEndian
        convert_file(str(folder / source), str(folder / target), Target(syntax), overwrite=True)
        saved()


WAYS = {replacing: LONGEST, adding: LONGEST, in_threads: LONGEST, converting: CONVERTING}
"""Each way with the latest moment of a kill."""


def killed(work: Callable[[], None], ready: int, delay: float) -> None:
    """Run work in a process, and kill it some time after it has written to a pipe."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    os.read(ready, 1)
    end = time.perf_counter() + delay
    while time.perf_counter() < end:
        pass
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, "the process ended by itself"


def converted(folder: Path) -> set[bytes]:
    """What `converting` makes of a file that is kept."""
    kept, there, back = (folder / name for name in ("kept.dcm", "converted.dcm", "back.dcm"))
    convert_file(str(kept), str(there), Target(ImplicitVRLittleEndian))
    convert_file(str(there), str(back), Target(ExplicitVRLittleEndian))
    made = {there.read_bytes(), back.read_bytes()}
    there.unlink()
    back.unlink()
    return made


def run(kills: int, folder: Path, seed: int = 0) -> Counter[str]:
    """Kill processes, and check what they leave in a folder. AssertionError where it is not as it has to be."""
    draw = random.Random(seed)
    data_sets = versions()
    contents = set()
    for data_set in data_sets:
        data_set.save_as(folder / "kept.dcm")
        contents.add((folder / "kept.dcm").read_bytes())
        contents |= converted(folder)
    left: Counter[str] = Counter()
    for _ in range(kills):
        way = draw.choice(list(WAYS))
        ready, said = os.pipe()
        killed(
            lambda way=way, said=said: way(folder, data_sets, lambda: os.write(said, b".") and None),
            ready,
            draw.uniform(0, WAYS[way]),
        )
        os.close(ready)
        os.close(said)
        files = {path for path in folder.iterdir() if not is_temporary(path.name)}
        leftovers = set(folder.iterdir()) - files
        assert all(path.read_bytes() in contents for path in files), "a file is not whole"
        assert folder / "kept.dcm" in files, "the file that was there is gone"
        left[f"{way.__name__}: {len(leftovers)} left"] += 1
        data_sets[0].save_as(folder / "kept.dcm")
        assert set(folder.iterdir()) == files, "the next save did not remove what was left"
        for path in files - {folder / "kept.dcm"}:
            path.unlink()
    return left


def main() -> int:
    """Kill as many processes as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int, nargs="?", default=2000)
    parser.add_argument("--folder", type=Path, help="where to write [default: a temporary folder]")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        left = run(options.kills, Path(folder), options.seed)
    for what, times in sorted(left.items()):
        print(f"{times:6} {what}")
    print(f"{left.total():6} kills: every file whole, all that was left removed by the next save")
    return 0


if __name__ == "__main__":
    sys.exit(main())
