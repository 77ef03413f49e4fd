"""Modules that a call enters, and moves between them: of `dcmread`, a first value, an assignment and `dcmwrite`.

    python benchmarks/moves.py [FILE]

Calls of functions of this package are counted after everything was imported and called once, so that caches are as
they are for a second file. A move is a call from a function of one module to one of another, or the return.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from dicomconstruct import dcmread, dcmwrite
from dicomconstruct.testing import example_files

PACKAGE = "dicomconstruct"


class Trace:
    """What was called while it was on."""

    def __init__(self) -> None:
        self.calls = self.moves = 0
        self.modules: dict[str, int] = {}
        self._here = ""

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        """Take note of a call or a return; a profile function of `sys.setprofile`."""
        if event == "call":
            module = frame.f_globals.get("__name__", "")
        elif event == "return" and frame.f_back is not None:
            module = frame.f_back.f_globals.get("__name__", "")
        else:
            return
        if not module.startswith(PACKAGE):
            return
        if event == "call":
            self.calls += 1
            self.modules[module] = self.modules.get(module, 0) + 1
        if module != self._here:
            self.moves += bool(self._here)
            self._here = module


def traced(work: Callable[[], Any]) -> tuple[Any, Trace]:
    """The result of a call, and what it called."""
    trace = Trace()
    sys.setprofile(trace)
    try:
        result = work()
    finally:
        sys.setprofile(None)
    return result, trace


def steps(path: Path) -> dict[str, Trace]:
    """What each step calls."""
    found = {}
    ds, found["dcmread"] = traced(lambda: dcmread(path))
    _, found["the first value"] = traced(lambda: ds.PatientName)
    _, found["an assignment"] = traced(lambda: setattr(ds, "PatientName", "Doe^Jane"))
    _, found["dcmwrite after it"] = traced(lambda: dcmwrite(io.BytesIO(), ds))
    return found


def main() -> None:
    """Print the table."""
    with TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder, "image.dcm")
        if len(sys.argv) == 1:
            path.write_bytes(dict(example_files())["image-explicit-le"])
        steps(path)
        print(f"{'':<20}{'calls':>7}{'modules':>9}{'moves':>7}")
        for name, trace in steps(path).items():
            print(f"{name:<20}{trace.calls:>7}{len(trace.modules):>9}{trace.moves:>7}")
            print("  " + " ".join(sorted(one.removeprefix(f"{PACKAGE}.") for one in trace.modules)))


if __name__ == "__main__":
    main()
