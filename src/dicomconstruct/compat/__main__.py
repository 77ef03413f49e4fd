"""``python -m dicomconstruct.compat PROGRAM ARGS...``: run a program that imports pydicom on our code."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from types import ModuleType

from dicomconstruct.compat import install, our_name

LEGACY = "--legacy"
USAGE = f"""usage: python -m dicomconstruct.compat [{LEGACY}] PROGRAM [ARGS...]
       python -m dicomconstruct.compat [{LEGACY}] -m MODULE [ARGS...]
       python -m dicomconstruct.compat [{LEGACY}] -c CODE [ARGS...]

Run a Python program with `import pydicom` resolving to dicomconstruct, in the processes that it starts too.
With {LEGACY}, `import dicom` and the names before pydicom 1.0 work as well, each with a DeprecationWarning."""


def main(arguments: list[str]) -> int:
    """Run a program; its exit status, 2 for wrong usage."""
    legacy = arguments[:1] == [LEGACY]
    if legacy:
        arguments = arguments[1:]
    if not arguments or arguments[0] in ("-h", "--help") or arguments in (["-m"], ["-c"]):
        is_asked_for = bool(arguments) and arguments[0] not in ("-m", "-c")
        print(USAGE, file=sys.stdout if is_asked_for else sys.stderr)
        return 0 if is_asked_for else 2
    install(legacy=legacy)
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(our_name(arguments[1], legacy=legacy), run_name="__main__", alter_sys=True)
        return 0
    if arguments[0] == "-c":
        sys.argv = ["-c", *arguments[2:]]
        run_code(arguments[1])
        return 0
    program = Path(arguments[0])
    if not program.is_file():
        print(f"no such program: {program}", file=sys.stderr)
        return 2
    sys.argv = arguments
    sys.path.insert(0, str(program.resolve().parent))
    runpy.run_path(str(program), run_name="__main__")
    return 0


def run_code(code: str) -> None:
    """Run the text of a program as ``python -c`` does: as ``__main__``, with the working folder on the path."""
    module = ModuleType("__main__")
    sys.path.insert(0, "")
    sys.modules["__main__"] = module
    exec(compile(code, "<string>", "exec"), module.__dict__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
