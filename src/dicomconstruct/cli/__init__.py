"""The command ``dicomconstruct``: arguments in, text out. The layers below make the text.

It needs the extra ``cli`` (click and rich); without it `main` says how to get it.
"""

from __future__ import annotations

import sys
from importlib import import_module

from dicomconstruct.cli import guard

_NEEDED = ("click", "rich")


def main() -> None:
    """Run the command line of this process and exit: 0 all well, 1 something found, 2 wrong usage."""
    guard.go_on_in_worker()
    try:
        _run()
    except SystemExit as end:
        guard.say_interrupted(end.code)
        raise
    finally:
        guard.stop_listening()


def _run() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        import_module("dicomconstruct.cli.app").app(prog_name="dicomconstruct")
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _NEEDED:
            raise
        print(f"dicomconstruct: {missing.name} is missing; pip install 'dicomconstruct[cli]'", file=sys.stderr)
        sys.exit(2)
