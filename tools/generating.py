"""The command line of a generator: write its files, or say with ``--check`` which are stale and how they differ."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable, Mapping
from pathlib import Path

SHOWN = 12
"""Lines of a difference that are printed for each file."""


def difference(old: str, new: str) -> str:
    """How many lines differ, and the first of them."""
    compared = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    lines = [line for line in compared if not line.startswith(("---", "+++", "@@"))]
    removed = sum(line.startswith("-") for line in lines)
    shown = "\n".join(f"    {line}" for line in lines[:SHOWN])
    return f"{removed} lines gone, {len(lines) - removed} lines new\n{shown}"


def run(description: str | None, made: Callable[[], Mapping[str, str]], target: Path) -> int:
    """Write files below `target`, or ``--target``, by name; the exit status is 1 where ``--check`` finds one stale.

    A generator of one file gives it the name "", which stands for `target` itself.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is stale")
    parser.add_argument("--target", type=Path, default=target)
    options = parser.parse_args()
    stale = False
    for name, new in made().items():
        path = options.target / name
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old != new:
            stale = True
            print(f"{'stale' if options.check else 'written'}: {path.name}: {difference(old, new)}")
            if not options.check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(new, encoding="utf-8")
    return int(options.check and stale)
