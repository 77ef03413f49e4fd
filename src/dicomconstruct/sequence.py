"""A sequence of items (PS3.5 7.5): a list of data sets.

Data sets are subclasses of `Item`, since this module is below the layer of data sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableSequence
from typing import Any, Self, overload

from dicomconstruct.errors import shown
from dicomconstruct.lazy import point_to_face


class Item:
    """An item of a sequence; the base class of Dataset."""

    __slots__ = ()

    def same_items(self, others: list[tuple[Any, Any]]) -> bool:
        """Whether the data sets of each pair are equal."""
        raise NotImplementedError


class Sequence(MutableSequence[Any]):
    """The items of a sequence element.

    Parameters
    ----------
    iterable
        Data sets; None for an empty sequence.

    Raises
    ------
    TypeError
        When an item is not a data set.

    Attributes
    ----------
    changed
        Whether items were added, removed or replaced; edits inside an item do not count.
    is_undefined_length
        Whether the sequence was read with, and is written with, the undefined length (PS3.5 7.5.1).
    """

    __slots__ = ("__dict__", "__weakref__", "_items", "changed", "is_undefined_length")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, iterable: Iterable[Any] | None = None) -> None:
        self._items: list[Any] = [] if iterable is None else _checked(iterable)
        self.changed = False
        self.is_undefined_length = False

    @classmethod
    def _of(cls, items: list[Any], is_undefined_length: bool = False) -> Self:
        """A sequence of data sets, unchecked; it keeps the list itself."""
        made = cls.__new__(cls)
        made._items = items
        made.changed = False
        made.is_undefined_length = is_undefined_length
        return made

    def with_items(self, items: list[Any]) -> Self:
        """A copy of this sequence with other data sets; it keeps the list itself."""
        made = self._of(items, self.is_undefined_length)
        made.changed = self.changed
        return made

    def __copy__(self) -> Sequence:
        return self.with_items(list(self._items))

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self._items[index]

    def __setitem__(self, index: int | slice, value: Any) -> None:
        if isinstance(index, slice):
            self._items[index] = _checked(value, "Can only assign an iterable of 'Dataset'")
        else:
            self._items[index] = _checked_item(value)
        self.changed = True

    def __delitem__(self, index: int | slice) -> None:
        del self._items[index]
        self.changed = True

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)

    def insert(self, position: int, item: Any) -> None:
        """Insert the data set `item` at `position`. TypeError if it is not a data set."""
        self._items.insert(position, _checked_item(item))
        self.changed = True

    def append(self, item: Any) -> None:
        """Append the data set `item`. TypeError if it is not a data set."""
        self._items.append(_checked_item(item))
        self.changed = True

    def extend(self, val: Iterable[Any]) -> None:
        """Append data sets. TypeError, before any is added, if one is not a data set."""
        self._items.extend(_checked(val, "An iterable of 'Dataset' is required"))
        self.changed = True

    def __iadd__(self, values: Iterable[Any]) -> Sequence:
        self.extend(values)
        return self

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sequence):
            others = other._items
        elif isinstance(other, list | tuple):
            others = list(other)
        else:
            return NotImplemented
        if len(self._items) != len(others):
            return False
        if not self._items:
            return True
        if not all(isinstance(one, Item) for one in others):
            return False
        same: bool = self._items[0].same_items(list(zip(self._items, others, strict=True)))
        return same

    def __repr__(self) -> str:
        return f"<Sequence, length {len(self._items)}>"

    def __str__(self) -> str:
        return f"[{', '.join(str(item) for item in self._items)}]"


def _checked(values: Any, wanted: str = "The Sequence constructor requires an iterable of 'Dataset'") -> list[Any]:
    if isinstance(values, Item):
        raise TypeError(f"{wanted}, not one of them")
    return [_checked_item(value) for value in values]


def _checked_item(value: Any) -> Any:
    if not isinstance(value, Item):
        raise TypeError(f"Sequence contents must be 'Dataset' instances, not {shown(value)}")
    return value


point_to_face(globals())
