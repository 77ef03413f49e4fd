"""``python -m dicomconstruct.compat PROGRAM ARGS...``: run a program that imports pydicom on our code."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from dicomconstruct.compat import install, our_name

USAGE = """usage: python -m dicomconstruct.compat PROGRAM [ARGS...]
       python -m dicomconstruct.compat -m MODULE [ARGS...]

Run a Python program with `import pydicom` resolving to dicomconstruct."""


def main(arguments: list[str]) -> int:
    """Run a program; its exit status, 2 for wrong usage."""
    if not arguments or arguments[0] in ("-h", "--help") or arguments == ["-m"]:
        print(USAGE, file=sys.stdout if arguments and arguments[0] != "-m" else sys.stderr)
        return 0 if arguments and arguments[0] != "-m" else 2
    install()
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(our_name(arguments[1]), run_name="__main__", alter_sys=True)
        return 0
    program = Path(arguments[0])
    if not program.is_file():
        print(f"no such program: {program}", file=sys.stderr)
        return 2
    sys.argv = arguments
    sys.path.insert(0, str(program.resolve().parent))
    runpy.run_path(str(program), run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
