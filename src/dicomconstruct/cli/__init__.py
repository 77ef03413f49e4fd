"""The command ``dicomconstruct``: arguments in, text out. What it prints is made by the layers below.

It needs the extra ``cli`` (click and rich); without it `main` says how to get it.
"""

from __future__ import annotations

import signal
import sys
from importlib import import_module

_NEEDED = ("click", "rich")
_TERMINATED = 143
"""The exit status that shells have for a request to end."""


def main() -> None:
    """Run the command line of this process and exit: 0 all well, 1 something found, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))  # so that what is begun is tidied up
    try:
        import_module("dicomconstruct.cli.app").app(prog_name="dicomconstruct")
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _NEEDED:
            raise
        print(f"dicomconstruct: {missing.name} is missing; pip install 'dicomconstruct[cli]'", file=sys.stderr)
        sys.exit(2)
