"""Several values of one element (PS3.5 6.4) as a list that converts values put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableSequence
from typing import Any, Generic, Self, TypeVar, overload

from dicomconstruct.values.person_name import PersonName

T = TypeVar("T")


class ConstrainedList(MutableSequence[T], Generic[T]):
    """A list that converts values put into it by `_validate` of the subclass.

    Parameters
    ----------
    iterable
        The initial values.
    """

    __slots__ = ("_changed", "_values")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, iterable: Iterable[Any] | None = None) -> None:
        self._values = [self._validate(value) for value in iterable or ()]
        self._changed = False

    def _validate(self, value: Any) -> T:
        """Convert a value put into the list, or raise."""
        raise NotImplementedError(f"'{type(self).__name__}._validate()' must be implemented")

    @property
    def changed(self) -> bool:
        """Whether values were added, removed or moved."""
        return self._changed

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self._values[index]

    def __setitem__(self, index: int | slice, value: Any) -> None:
        if isinstance(index, slice):
            self._values[index] = [self._validate(each) for each in value]
        else:
            self._values[index] = self._validate(value)
        self._changed = True

    def __delitem__(self, index: int | slice) -> None:
        del self._values[index]
        self._changed = True

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[T]:
        return iter(self._values)

    def insert(self, position: int, item: Any) -> None:
        """Insert a value at a position."""
        self._values.insert(position, self._validate(item))
        self._changed = True

    def append(self, item: Any) -> None:
        """Append a value."""
        self._values.append(self._validate(item))
        self._changed = True

    def extend(self, val: Iterable[Any]) -> None:
        """Append values. TypeError if `val` is not iterable."""
        if not hasattr(val, "__iter__"):
            raise TypeError("An iterable is required")
        self._values.extend([self._validate(value) for value in val])
        self._changed = True

    def __iadd__(self, values: Iterable[Any]) -> Self:
        self.extend(values)
        return self

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ConstrainedList):
            return self._values == other._values
        if isinstance(other, (list, tuple)):
            return self._values == list(other)
        return NotImplemented


class MultiValue(ConstrainedList[T]):
    """A list of values.

    Parameters
    ----------
    type_constructor
        Converts each value put into the list, those of `iterable` included, or raises.
    iterable
        The initial values.
    """

    __slots__ = ("_element",)
    _element: Callable[[Any], T] | None

    def __init__(self, type_constructor: Callable[[Any], T] | None, iterable: Iterable[Any]) -> None:
        self._element = type_constructor
        super().__init__(iterable)

    @classmethod
    def of(cls, values: list[T], *, element: Callable[[Any], T] | None = None) -> Self:
        """Make one of converted values; it keeps the list itself, not a copy."""
        return cls.maker(element)(values)  # type: ignore[return-value]

    @classmethod
    def maker(cls, element: Callable[[Any], Any] | None) -> Callable[[list[Any]], MultiValue[Any]]:
        """The function that makes lists as `of` does, with this `element`."""
        new = cls.__new__

        def make(values: list[Any]) -> MultiValue[Any]:
            made = new(cls)
            made._element = element
            made._values = values
            made._changed = False
            return made

        return make

    @property
    def type_constructor(self) -> Callable[[Any], T] | None:
        """The function that converts values put into the list; None for no conversion."""
        return self._element

    def _validate(self, value: Any) -> T:
        if self._element is None:
            checked: T = value
            return checked
        return self._element(value)

    def sort(self, *, key: Callable[[T], Any] | None = None, reverse: bool = False) -> None:
        """Sort in place, as `list.sort` does."""
        self._values = sorted(self._values, key=key, reverse=reverse)  # type: ignore[type-var, arg-type]
        self._changed = True

    def __str__(self) -> str:
        return f"[{', '.join(map(_shown, self._values))}]" if self._values else ""

    __repr__ = __str__


def _shown(value: object) -> str:
    is_plain = isinstance(value, str | bytes) and not isinstance(value, PersonName)
    return repr(value) if is_plain else str(value)


def joined(value: object) -> str:
    """One or several values as text with backslashes between them (PS3.5 6.4); bytes as Latin-1."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return str(value, "latin-1")
    return "\\".join(map(str, value)) if isinstance(value, MutableSequence | tuple) else str(value)
