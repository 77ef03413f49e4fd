"""Context variables that are changed for a while (PEP 567)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def changed(variable: ContextVar[T], change: Callable[[T], T]) -> Iterator[None]:
    """Change a context variable, and set it back at the end to what it was.

    Parameters
    ----------
    variable
        The variable.
    change
        Gives the new value for the one that holds.
    """
    token = variable.set(change(variable.get()))
    try:
        yield
    finally:
        variable.reset(token)


def unchanged(value: T) -> T:
    """A value as it is: with `changed`, what is set meanwhile is taken back at the end."""
    return value
