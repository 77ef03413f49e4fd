"""The command line of a generator that makes one file: write it, or say with ``--check`` that it is stale."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path


def run(
    description: str | None, made: Callable[[], str], target: Path, arguments: Sequence[str] | None = None
) -> int:
    """Write what `made` gives to `target`, or to ``--target``; exit code 1 where ``--check`` finds it stale."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is stale")
    parser.add_argument("--target", type=Path, default=target)
    options = parser.parse_args(arguments)
    text = made()
    if options.target.exists() and options.target.read_text(encoding="utf-8") == text:
        return 0
    print(f"{'stale' if options.check else 'written'}: {options.target.name}")
    if not options.check:
        options.target.write_text(text, encoding="utf-8")
    return 1 if options.check else 0
