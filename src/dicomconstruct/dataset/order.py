"""The tags of a data set in ascending order, which taking elements out does not change."""

from __future__ import annotations

from collections.abc import Iterator, KeysView
from typing import Any

from dicomconstruct.tag import BaseTag, in_order


class TagOrder:
    """The tags of a dict of elements in ascending order, kept until an element is put in.

    Data sets that share their elements share it.
    """

    __slots__ = ("_first", "_tags")

    def __init__(self) -> None:
        self._tags: list[BaseTag] | None = None
        self._first = 0

    def forget(self) -> None:
        """Sort again when they are next asked for: an element was put in."""
        self._tags = None

    def of(self, elements: dict[BaseTag, Any]) -> tuple[list[BaseTag], int]:
        """The tags, some perhaps of elements that were taken out, and the place of the first that is there.

        Elements that are taken out one by one from the first on are passed over once each.
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
    """The tags of a data set in ascending order, as the data set has them whenever it is looked at.

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
