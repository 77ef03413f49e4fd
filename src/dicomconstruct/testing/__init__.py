"""Tools for tests of DICOM software, made from the grammar: example files, the laws, Hypothesis strategies.

The strategies need hypothesis (the extra ``testing``) and are loaded when asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dicomconstruct.testing.contract import check_element
from dicomconstruct.testing.examples import example_files
from dicomconstruct.testing.laws import check_laws

if TYPE_CHECKING:
    from dicomconstruct.testing.model_strategies import models, python_values
    from dicomconstruct.testing.strategies import data_sets, elements, files, mutated, odd_files, values

_STRATEGIES = {
    "data_sets": "strategies",
    "elements": "strategies",
    "files": "strategies",
    "models": "model_strategies",
    "mutated": "strategies",
    "odd_files": "strategies",
    "python_values": "model_strategies",
    "values": "strategies",
}
"""The module that each strategy is in."""

__all__ = [
    "check_element",
    "check_laws",
    "data_sets",
    "elements",
    "example_files",
    "files",
    "models",
    "mutated",
    "odd_files",
    "python_values",
    "values",
]


def __getattr__(name: str) -> Any:
    """Load a strategy when it is first asked for."""
    if name not in _STRATEGIES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_STRATEGIES[name]}"), name)
