"""What processes print when they end."""

from __future__ import annotations

import sys
from typing import Any


def print_unraisable(info: Any) -> None:
    """Print what a destructor raised, but for an exit: another process ends this one. A `sys.unraisablehook`.

    Python reports a signal that comes while SIG_IGN is set for it ("ignored due to race condition"): it is ignored.
    """
    error = info.exc_value
    is_ignored = isinstance(error, OSError) and "ignored due to race condition" in str(error)
    if not isinstance(error, SystemExit) and not is_ignored:
        sys.__unraisablehook__(info)
