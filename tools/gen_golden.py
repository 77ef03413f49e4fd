"""Generate tests/golden: the source that the compiler emits for a small format.

A change of the emitter shows in a diff of it, which is how it is reviewed; what is emitted for whole DICOM files
is a module of the package, which gen_codec.py writes. Run without arguments to write the files, with ``--check``
to fail where one is stale.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from construct import Construct

from dicomconstruct.compiler import compile

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "tests" / "golden"
SHOWN = 12
"""Lines of a difference that ``--check`` prints for each file."""

sys.path.insert(0, str(ROOT / "tests" / "compiler"))
from tlv import FILE  # noqa: E402

GOLDEN: dict[str, Construct] = {"tlv": FILE}
"""The name of each file, without its ``.py.txt``, and the construct whose source it holds."""


def difference(old: str, new: str) -> str:
    """How many lines differ, and the first of them."""
    lines = [
        line
        for line in difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    removed = sum(line.startswith("-") for line in lines)
    shown = "\n".join(f"    {line}" for line in lines[:SHOWN])
    return f"{removed} lines gone, {len(lines) - removed} lines new\n{shown}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is stale")
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args(arguments)
    stale = False
    for name, construct in GOLDEN.items():
        path = options.target / f"{name}.py.txt"
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        new = compile(construct, name).source
        if old == new:
            continue
        stale = True
        if not options.check:
            path.write_text(new, encoding="utf-8")
        print(f"{'stale' if options.check else 'written'}: {path.name}: {difference(old, new)}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
