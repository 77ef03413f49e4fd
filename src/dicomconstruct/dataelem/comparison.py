"""Equality of values in which a NaN equals a NaN."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from dicomconstruct.values import MultiValue

LISTS = (list, tuple, MultiValue)


def same_values(mine: Any, theirs: Any) -> bool:
    """Whether two values are equal, where a NaN equals any other NaN.

    Under IEEE 754 no NaN equals itself, so a data set with a NaN would differ from the same file read again.

    Parameters
    ----------
    mine, theirs
        Single values, or lists of them.
    """
    try:
        if mine == theirs:
            return True
    except InvalidOperation:  # comparing a signalling NaN raises
        return is_nan(mine) and is_nan(theirs)
    if isinstance(mine, LISTS) and isinstance(theirs, LISTS):
        return len(mine) == len(theirs) and all(map(same_values, mine, theirs))
    return is_nan(mine) and is_nan(theirs)


def listed(value: Any) -> Any:
    """The list of the values of an array; any other value unchanged."""
    return value.tolist() if hasattr(value, "tolist") else value


def is_nan(value: Any) -> bool:
    """Whether a value is a NaN, quiet or signalling."""
    return value.is_nan() if isinstance(value, Decimal) else isinstance(value, float) and value != value
