"""The tags of a data set in ascending order; removing elements keeps the order."""

from __future__ import annotations

from collections.abc import Iterator, KeysView
from typing import Any

from dicomconstruct.tag import BaseTag, in_order


class TagOrder:
    """The tags of a dict of elements in ascending order, cached until an element is added.

    Data sets that share their elements share it.
    """

    __slots__ = ("_first", "_tags")

    def __init__(self) -> None:
        self._tags: list[BaseTag] | None = None
        self._first = 0

    def forget(self) -> None:
        """Sort again on next use, because an element was added."""
        self._tags = None

    def of(self, elements: dict[BaseTag, Any]) -> tuple[list[BaseTag], int]:
        """The tags, possibly with those of removed elements, and the index of the first that is present.

        Each element removed from the front is skipped once, not at every call.
        """
        tags = self._tags
        if tags is None:
            tags, self._first = in_order(elements), 0
            self._tags = tags
        first = self._first
        while first < len(tags) and tags[first] not in elements:
            first += 1
        self._first = first
        return tags, first


class Tags(KeysView[BaseTag]):
    """A view of the tags of a data set in ascending order.

    Parameters
    ----------
    elements
        Its elements.
    order
        Their order.
    """

    __slots__ = ("_elements", "_order")

    def __init__(self, elements: dict[BaseTag, Any], order: TagOrder) -> None:
        self._elements = elements
        self._order = order

    def __iter__(self) -> Iterator[BaseTag]:
        elements = self._elements
        tags, first = self._order.of(elements)
        for place in range(first, len(tags)):
            if tags[place] in elements:
                yield tags[place]

    def __reversed__(self) -> Iterator[BaseTag]:
        return reversed(list(self))

    def __contains__(self, key: object) -> bool:
        return key in self._elements

    def __len__(self) -> int:
        return len(self._elements)

    def __repr__(self) -> str:
        return f"dict_keys({list(self)})"
