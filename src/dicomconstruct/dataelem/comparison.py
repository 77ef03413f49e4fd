"""Whether two values are the same: equal, or not a number at the same place."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from dicomconstruct.values import MultiValue

LISTS = (list, tuple, MultiValue)


def same_values(mine: Any, theirs: Any) -> bool:
    """Whether two values are equal, a NaN being the same as any other NaN.

    IEEE 754 has no NaN equal to itself; compared so, a data set would differ from itself read again.

    Parameters
    ----------
    mine, theirs
        Single values, or lists of them.
    """
    try:
        if mine == theirs:
            return True
    except InvalidOperation:  # a signalling NaN refuses to be compared
        return is_nan(mine) and is_nan(theirs)
    if isinstance(mine, LISTS) and isinstance(theirs, LISTS):
        return len(mine) == len(theirs) and all(map(same_values, mine, theirs))
    return is_nan(mine) and is_nan(theirs)


def listed(value: Any) -> Any:
    """An array as the list of its values; anything else as it is."""
    return value.tolist() if hasattr(value, "tolist") else value


def is_nan(value: Any) -> bool:
    """Whether a value is a NaN, quiet or signalling."""
    return value.is_nan() if isinstance(value, Decimal) else isinstance(value, float) and value != value
