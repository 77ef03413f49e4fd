"""Several values of one element (PS3.5 6.4) as a list that checks what is put in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableSequence
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class MultiValue(MutableSequence[T], Generic[T]):
    """A list of values.

    Parameters
    ----------
    values
        What it holds at first.
    element
        Called with each value put in, these included; gives what is kept, or raises.
    """

    __slots__ = ("_changed", "_element", "_values")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, values: Iterable[Any] = (), *, element: Callable[[Any], T] | None = None) -> None:
        self._element = element
        self._values = [self._checked(value) for value in values]
        self._changed = False

    @classmethod
    def of(cls, values: list[T], *, element: Callable[[Any], T] | None = None) -> Self:
        """Make one of values that are checked already; it keeps the list itself, not a copy."""
        made = cls.__new__(cls)
        made._element = element
        made._values = values
        made._changed = False
        return made

    @property
    def changed(self) -> bool:
        """True once values were put in, taken out or moved since it was made."""
        return self._changed

    def _checked(self, value: Any) -> T:
        if self._element is None:
            checked: T = value
            return checked
        return self._element(value)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> MultiValue[T]: ...
    def __getitem__(self, index: int | slice) -> T | MultiValue[T]:
        if not isinstance(index, slice):
            return self._values[index]
        return MultiValue.of(self._values[index], element=self._element)

    def __setitem__(self, index: int | slice, value: Any) -> None:
        if isinstance(index, slice):
            self._values[index] = [self._checked(each) for each in value]
        else:
            self._values[index] = self._checked(value)
        self._changed = True

    def __delitem__(self, index: int | slice) -> None:
        del self._values[index]
        self._changed = True

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[T]:
        return iter(self._values)

    def insert(self, index: int, value: Any) -> None:
        """Put `value` before the value at `index`."""
        self._values.insert(index, self._checked(value))
        self._changed = True

    def sort(self, *, key: Callable[[T], Any] | None = None, reverse: bool = False) -> None:
        """Sort in place, as `list.sort` does."""
        self._values = sorted(self._values, key=key, reverse=reverse)  # type: ignore[type-var, arg-type]
        self._changed = True

    def __eq__(self, other: object) -> bool:
        if isinstance(other, MultiValue):
            return self._values == other._values
        if isinstance(other, (list, tuple)):
            return self._values == list(other)
        return NotImplemented

    def __repr__(self) -> str:
        return repr(self._values)
