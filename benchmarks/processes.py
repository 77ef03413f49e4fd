"""The rows that need processes of their own: start-up, memory, growth, instructions, endurance."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import generated
from benchmarks.corpus import ROOT, SMALL, Probe
from benchmarks.peers import OURS, PYDICOM, Operation
from benchmarks.scale import Scale
from benchmarks.timing import LINEAR, Figure, Result, compare, measure, slope

BOTH = (OURS, PYDICOM)
WHOLE_PROCESS = 3.0
MEGABYTE = 1_000_000
SLOWDOWN = 1.2
"""How much slower the last batches of repeated reads may be than the first: noise, not growth."""
ALONE = "import sys; sys.modules.update(gdcm=None, dicomsdl=None)"
"""Hides the peers from each other in the start-up row: pydicom imports GDCM where that is installed."""
HEAVY = ("numpy", "construct")
"""Packages of which the start-up row says whether they were imported."""
COUNTED_WORK = ("read", "read and list")
"""The work whose instructions are counted: opening alone may put the elements off until they are asked for."""
COUNTED = 16_000
"""Elements over which the instructions of one element are averaged."""
GROWTH: tuple[tuple[str, str], ...] = (
    ("elements", "read"),
    ("elements", "read and list"),
    ("elements", "read and decode"),
    ("elements", "edit and write"),
    ("depth, defined lengths", "read and decode"),
    ("depth, undefined lengths", "read"),
    ("depth, undefined lengths", "read and decode"),
    ("bytes", "read"),
    ("bytes", "read up to pixels"),
)
SPARSE = ("read up to pixels", "read one tag")


def child(task: str, *arguments: object, under: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run a task of `child.py`, perhaps under a program that measures it."""
    command = [*under, sys.executable, "-m", "benchmarks.child", task, *map(str, arguments)]
    fixed = os.environ | {"PYTHONHASHSEED": "0"}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=fixed, check=False)


def answers(done: subprocess.CompletedProcess[str]) -> list[Any]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def able(probe: Probe, operation: str, result: Result) -> list[str]:
    """The two libraries of these rows, without one that cannot do the operation on a small file."""
    names = []
    for name in BOTH:
        failures = probe.failures(name, operation, (SMALL,))
        if failures:
            note = f"{name}: {operation}: {failures[SMALL]}"
            result.notes += [] if note in result.notes else [note]
        else:
            names.append(name)
    return names


def start_up(name: str, probe: Probe, scale: Scale, folder: Path) -> Result:
    """Import and read one file, the whole process; and what the import alone takes; with compiled modules."""
    result = Result(name, "import and read one file, whole process", files=1, size=SMALL.stat().st_size)
    names = able(probe, "read", result)
    compiled = with_compiled_modules(folder)
    run = partial(run_python, environment=compiled)
    for peer in names:
        run(command_of(peer)(SMALL))
    samples = measure({peer: Operation(run, command_of(peer)) for peer in names}, [SMALL], scale.rounds)
    result.figures = compare(samples, {PYDICOM: WHOLE_PROCESS})
    bare = measure({"python": Operation(run, lambda _: "pass")}, [SMALL], scale.rounds)["python"]
    result.notes.append(f"an empty Python process: {bare.per_file * 1e3:.1f} ms")
    alone = {peer: median(import_seconds(peer, compiled) for _ in range(scale.rounds)) for peer in BOTH}
    result.figures.append(Figure("the import alone", PYDICOM, "s", alone[OURS], alone[PYDICOM]))
    codes = {f"import {peer}": f"{ALONE}; import {peer}" for peer in BOTH}
    codes |= {f"{peer}.dcmread": command_of(peer)(SMALL) for peer in names}
    loaded = {what: imported_by(code) for what, code in codes.items()}
    for what, packages in loaded.items():
        result.notes.append(f"{what} imports {' and '.join(packages) or 'neither ' + ' nor '.join(HEAVY)}")
    result.raw = {
        "whole process": {peer: of_peer.totals for peer, of_peer in samples.items()},
        "bare": bare.totals,
        "import": alone,
        "imports": loaded,
    }
    return result


def command_of(peer: str) -> Any:
    """What a process has to run for one library; to be given the file."""
    return lambda path: f"{ALONE}; import {peer}; {peer}.dcmread({str(path)!r}, force=True)"


def with_compiled_modules(folder: Path) -> dict[str, str]:
    """An environment in which Python keeps the modules that it compiled, as after an installation."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def run_python(code: str, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL, env=environment)


def import_seconds(module: str, environment: dict[str, str]) -> float:
    """What `-X importtime` says of a module with all that it imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", f"{ALONE}; import {module}"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    line = next(line for line in done.stderr.splitlines() if line.rpartition("|")[2].strip() == module)
    return int(line.split("|")[1]) / 1e6


def imported_by(code: str) -> list[str]:
    """Which of the heavy packages a program has imported at its end."""
    program = f"{code}\nimport sys; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.split()


def memory(name: str, probe: Probe, scale: Scale, folder: Path) -> Result:
    """Peak memory of looking into a file that is too large to be read."""
    large = generated.grown("bytes", scale.sparse, folder)
    small = generated.grown("bytes", scale.sparse >> 14, folder)
    result = Result(name, "peak memory on a sparse file", files=1, size=large.stat().st_size)
    for operation in SPARSE:
        names = able(probe, operation, result)
        for kind, title in (("traced", "tracemalloc"), ("resident", "resident size")):
            peaks: dict[str, int | None] = dict.fromkeys(BOTH)
            for peer in names:
                said = answers(child("memory", peer, operation, small, large, kind))
                peaks[peer] = said[0] if said else None
            of = f"{operation}, {title}"
            result.figures.append(
                Figure(of, PYDICOM, "B", peaks[OURS], peaks[PYDICOM], target=MEGABYTE, bound=True)
            )
            result.raw[of] = peaks
    return result


def growth(name: str, probe: Probe, scale: Scale, folder: Path) -> Result:
    """How time and memory grow with number, depth and size."""
    result = Result(name, "growth, slope of log over log")
    for kind, operation in GROWTH:
        sizes = scale.growth[kind.split(",")[0]]
        paths = [generated.grown(kind, size, folder) for size in sizes]
        measured: dict[str, list[Any]] = {}
        for peer in able(probe, operation, result):
            said = answers(child("growth", peer, operation, *paths))
            if len(said) == len(sizes):
                measured[peer] = said
            else:
                result.notes.append(f"{peer}: {operation}: dies at {kind} = {sizes[len(said)]}")
        for quantity, title in (("seconds", "time"), ("bytes", "memory")):
            slopes: dict[str, float | None] = dict.fromkeys(BOTH)
            for peer, said in measured.items():
                slopes[peer] = slope(sizes, [point[quantity] for point in said])
            of = f"{operation}, {title} by {kind}"
            result.figures.append(Figure(of, PYDICOM, "", slopes[OURS], slopes[PYDICOM], target=LINEAR, bound=True))
        result.raw[f"{operation} by {kind}"] = {"sizes": sizes} | measured
    return result


def instructions(name: str, probe: Probe, scale: Scale, folder: Path) -> Result:
    """Instructions an element, from the difference between two numbers of repetitions."""
    result = Result(name, "instructions an element")
    counter = instruction_counter()
    if counter is None:
        result.notes.append("not available: neither perf nor valgrind counts here")
        return result
    result.notes.append(f"counted by {counter[0]}")
    flat = generated.grown("elements", scale.growth["elements"][0], folder)
    for operation, path in ((operation, path) for operation in COUNTED_WORK for path in (flat, SMALL)):
        names = able(probe, operation, result)
        elements = probe.count(PYDICOM, "decode", path) or 1
        more = max(1, COUNTED // elements)
        counted: dict[str, float | None] = dict.fromkeys(BOTH)
        for peer in names:
            few, many = (counted_instructions(counter, peer, operation, path, times) for times in (1, 1 + more))
            if few is not None and many is not None:
                counted[peer] = (many - few) / (more * elements)
        of = f"{operation}, {path.name if path == SMALL else 'short elements side by side'}"
        result.figures.append(Figure(of, PYDICOM, "instructions", counted[OURS], counted[PYDICOM]))
    return result


def instruction_counter() -> list[str] | None:
    """The command that counts a process's instructions, if there is one that works."""
    for command in (
        ["perf", "stat", "-x", ",", "-e", "instructions:u"],
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={os.devnull}"],
    ):
        if shutil.which(command[0]) is None:
            continue
        done = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
        if count_in(done.stderr) is not None:
            return command
    return None


def count_in(said: str) -> int | None:
    """The number of instructions in what perf or callgrind prints."""
    found = re.search(r"^(\d+),[^\n]*instructions|Collected : (\d+)", said, re.MULTILINE)
    return int(found[1] or found[2]) if found else None


def counted_instructions(counter: Sequence[str], peer: str, operation: str, path: Path, times: int) -> int | None:
    return count_in(child("instructions", peer, operation, path, times, under=counter).stderr)


def repeats(name: str, probe: Probe, scale: Scale, _: Path) -> Result:
    """As many reads as there are files in a large archive: no slowing down, nothing left behind."""
    result = Result(name, f"{scale.repeats} reads of one small file", files=1, size=SMALL.stat().st_size)
    for operation, title in (("read", "from disk"), ("read from memory", "from memory")):
        if OURS not in able(probe, operation, result):
            result.figures.append(Figure(title, None, "s", None))
            continue
        said = answers(child("repeats", OURS, operation, SMALL, scale.repeats))[0]
        result.raw[title] = said
        result.figures += [
            Figure(f"{title}, one read", None, "s", said["seconds"] / scale.repeats),
            Figure(f"{title}, last over first", None, "times", said["slowdown"], target=SLOWDOWN, bound=True),
            Figure(f"{title}, resident size gained", None, "B", said["bytes"], target=MEGABYTE, bound=True),
            Figure(f"{title}, objects gained", None, "objects", said["objects"], target=100, bound=True),
        ]
    return result
