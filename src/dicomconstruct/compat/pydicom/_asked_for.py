"""Names of modules that are made when a program asks for them (PEP 562); those that moved come with a warning."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib import import_module
from typing import Any

PIXELS, UTILS = "pydicom.pixels", "pydicom.pixels.utils"
PROCESSING = (
    "apply_color_lut",
    "apply_modality_lut",
    "apply_rescale",
    "apply_voi",
    "apply_voi_lut",
    "apply_windowing",
    "convert_color_space",
    "pack_bits",
    "unpack_bits",
)
Makers = Mapping[str, Callable[[], Any]]
"""The function that makes the value of each name."""
IN_A_MAKER = 4
"""The stack level of the program's line above `warn_of_removal`, when the maker of a value calls it."""


def asked_for(module: str, makers: Makers) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module, whose values are made each time."""

    def load(name: str) -> Any:
        if name not in makers:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        return makers[name]()

    return load


def moved(package: str, homes: Mapping[str, Iterable[str]]) -> Makers:
    """Names that have moved to other modules of pydicom.

    Parameters
    ----------
    package
        The name that pydicom 4 removes.
    homes
        The names by the module that they are in now.
    """
    return {name: partial(_moved, package, home, name) for home, names in homes.items() for name in names}


def _moved(package: str, home: str, name: str) -> Any:
    warn_of_removal(f"The '{package}' module", f"from {home} import {name}")
    return getattr(import_module(f"dicomconstruct.compat.{home}"), name)


def warn_of_removal(what: str, instead: str = "", level: int = IN_A_MAKER) -> None:
    """Warn the caller at a stack level of a name that pydicom 4 leaves out; say what to write instead."""
    hint = f", please use '{instead}' instead" if instead else ""
    warnings.warn(f"{what} will be removed in v4.0{hint}", DeprecationWarning, stacklevel=level)
