"""What is said of a value that its VR does not allow (PS3.5 6.2), and what is done about it.

The problems are texts; `report` makes a warning or an error of one, as the validation mode says. Programs match
on these texts, so they are part of the interface.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

from dicomconstruct.config import IGNORE, RAISE, logger
from dicomconstruct.errors import DicomError, UnwritableValue, shown

_PACKAGE = f"{__package__}."


def type_problem(vr: str, value: Any) -> str:
    """What is wrong with a value of a type that the VR does not hold."""
    return f"A value of type '{type(value).__name__}' cannot be assigned to a tag with VR {vr}."


def form_problem(vr: str, value: Any) -> str:
    """What is wrong with a text that is not written as the VR demands (PS3.5 Table 6.2-1)."""
    return f"Invalid value for VR {vr}: {shown(value)}."


def length_problem(vr: str, length: int, longest: int) -> str:
    """What is wrong with a text of more than the characters or bytes that the VR allows."""
    return f"The value length ({length}) exceeds the maximum length of {longest} allowed for VR {vr}."


def size_problem(vr: str, length: int, size: int) -> str:
    """What is wrong with bytes that are no whole number of the VR's words."""
    return f"Invalid value length {length}: the value length for a tag with VR {vr} must be a multiple of {size}."


def range_problem(vr: str, lowest: int, highest: int) -> str:
    """What is wrong with a number that does not go into the words of the VR."""
    return f"Invalid value: a value for a tag with VR {vr} must be between {lowest} and {highest}."


def report(problem: str, mode: int, error: type[DicomError] = UnwritableValue) -> None:
    """Do about a problem what a validation mode says.

    Parameters
    ----------
    problem
        What is wrong; nothing is done about "".
    mode
        `config.IGNORE`, `config.WARN` or `config.RAISE`.
    error
        What is raised.

    Raises
    ------
    DicomError
        The `error`, under `config.RAISE`.
    """
    if not problem or mode == IGNORE:
        return
    if mode == RAISE:
        raise error(problem)
    warn(problem)


def warn(problem: str, category: type[Warning] = UserWarning) -> None:
    """Warn the program, at its own line that called the package, and log the same."""
    logger.warning("%s", problem)
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(_PACKAGE):
        level, frame = level + 1, frame.f_back
    warnings.warn(problem, category, stacklevel=level)
