"""Names of a module that are loaded from their home when somebody first asks for them (PEP 562).

Reading a conformant file needs few of the modules that writing, checking and explaining need; a package that
lists its names here can be imported without importing those.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def attributes(module: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module.

    Parameters
    ----------
    module
        Its ``__name__``.
    homes
        The name of the module that each attribute comes from.
    """

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        setattr(sys.modules[module], name, value)
        return value

    return load
