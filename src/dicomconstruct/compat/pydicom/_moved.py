"""Names of pydicom that have moved to other modules of it: given where they were, with a warning."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
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


def moved(package: str, homes: dict[str, Iterable[str]]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module whose names have moved.

    Parameters
    ----------
    package
        What pydicom 4 leaves out.
    homes
        The names by the module that they are in now.
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def load(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = home_of[name]
        warnings.warn(
            f"The '{package}' module will be removed in v4.0, please use 'from {home} import {name}' instead",
            DeprecationWarning,
            stacklevel=2,
        )
        return getattr(import_module(f"dicomconstruct.compat.{home}"), name)

    return load
