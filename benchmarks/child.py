"""What runs in a process of its own, because it may crash or has to be measured from outside.

`python -m benchmarks.child probe|memory|growth|instructions|repeats ...` prints JSON, one answer a line.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import IO, Any

from benchmarks import peers

PATIENCE = 120
"""Seconds after which a job that is being probed counts as a crash."""
STATUS = Path("/proc/self/status")
CLEAR_REFERENCES = Path("/proc/self/clear_refs")
RESET_PEAK = "5"
BATCHES = 20
ENDS = 5
"""Batches at either end of which the fastest is taken, to tell slowing down from noise."""
GROWTH_RUNS = 5


def probe(answers: IO[str], peer: str) -> None:
    """Do each job once and say how it went; the line that is lacking tells what killed the process."""
    jobs = json.load(sys.stdin)
    try:
        operations = peers.load(peer).operations
    except ImportError:
        operations = {}
    for name, path in jobs:
        signal.alarm(PATIENCE)
        operation = operations.get(name)
        answer: dict[str, Any] = {"failure": "missing"}
        if operation is not None:
            try:
                looked_at = operation.work(operation.prepare(Path(path)))
                answer = {"count": looked_at if isinstance(looked_at, int) else None}
            except Exception as error:  # whatever a library raises, it did not read the file
                answer = {"failure": type(error).__name__}
        print(json.dumps(answer), file=answers, flush=True)


def memory(answers: IO[str], peer: str, name: str, small: str, large: str, traced: str) -> None:
    """The peak above what the import and a first small read left behind, in bytes.

    Tracing costs memory itself, so that `traced` chooses which of the two peaks is taken.
    """
    operation = peers.load(peer).operations[name]
    operation.work(Path(small))
    if traced == "traced":
        peak = traced_peak(operation.work, Path(large))
    else:
        if CLEAR_REFERENCES.exists():
            CLEAR_REFERENCES.write_text(RESET_PEAK)
        before = peak_resident()
        operation.work(Path(large))
        peak = peak_resident() - before
    print(json.dumps(peak), file=answers)


def traced_peak(work: Callable[[Any], object], given: Any) -> int:
    """What tracemalloc calls the peak of one call, above what there was before it."""
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    work(given)
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    return peak


def peak_resident() -> int:
    """The process's highest resident size in bytes.

    On Linux `ru_maxrss` is handed down from the parent process, so the kernel's own high-water mark is preferred.
    """
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def resident() -> int:
    """The process's resident size now, or its highest where the system does not say."""
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024
    return peak_resident()


def growth(answers: IO[str], peer: str, name: str, *paths: str) -> None:
    """The seconds and the traced peak of an operation on each of the files."""
    sys.setrecursionlimit(20_000)
    operation = peers.load(peer).operations[name]
    for path in paths:
        given = Path(path)
        operation.work(operation.prepare(given))
        seconds = []
        for _ in range(GROWTH_RUNS):
            prepared = operation.prepare(given)
            gc.collect()
            start = perf_counter()
            operation.work(prepared)
            seconds.append(perf_counter() - start)
        peak = traced_peak(operation.work, operation.prepare(given))
        print(json.dumps({"seconds": min(seconds), "bytes": peak}), file=answers, flush=True)


def instructions(answers: IO[str], peer: str, name: str, path: str, times: str) -> None:
    """Do one thing again and again, to be counted from outside."""
    operation = peers.load(peer).operations[name]
    given = Path(path)
    for _ in range(int(times)):
        operation.work(operation.prepare(given))
    print(json.dumps(times), file=answers)


def repeats(answers: IO[str], peer: str, name: str, path: str, times: str) -> None:
    """Batches of the same small read: the seconds of each, and what the process grew by after the first two."""
    operation = peers.load(peer).operations[name]
    prepare, work, given = operation.prepare, operation.work, Path(path)
    seconds, sizes, objects = [], [], []
    for _ in range(BATCHES):
        start = perf_counter()
        for _ in range(int(times) // BATCHES):
            work(prepare(given))
        seconds.append(perf_counter() - start)
        gc.collect()
        sizes.append(resident())
        objects.append(len(gc.get_objects()))
    answer = {
        "seconds": sum(seconds),
        "slowdown": min(seconds[-ENDS:]) / min(seconds[:ENDS]),
        "bytes": sizes[-1] - sizes[1],
        "objects": objects[-1] - objects[1],
    }
    print(json.dumps(answer), file=answers)


TASKS: dict[str, Callable[..., None]] = {
    "probe": probe,
    "memory": memory,
    "growth": growth,
    "instructions": instructions,
    "repeats": repeats,
}


def main() -> None:
    """Keep what libraries print apart from the answers."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    task, *arguments = sys.argv[1:]
    TASKS[task](answers, *arguments)
    answers.close()


if __name__ == "__main__":
    main()
