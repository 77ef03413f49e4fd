"""Walks through data sets, the sequences in them, and the data sets in those; without recursion.

How deep a file nests is the file's choice, so the walks keep their own stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import in_order

MAY_HOLD_ITEMS = ("SQ", "UN")
"""The VRs of sequences: under UN too, one may have been read (PS3.5 6.2.2)."""


def walked(data_set: Any, *, recursive: bool = True, alone: bool = False) -> Iterator[Any]:
    """Every element with the data set that it stands in: ascending by tag, items after their sequence's element.

    Elements may be taken out while walking; those of a sequence that is gone are not visited.

    Parameters
    ----------
    data_set
        The outermost data set.
    recursive
        Whether the items of sequences are walked through.
    alone
        Whether elements come alone rather than in pairs with their data sets.
    """
    waiting: list[tuple[Iterator[Any], Any, Iterator[Any]]] = []
    items: Iterator[Any] = iter((data_set,))
    here: Any = None
    elements: dict[Any, Any] = {}
    tags: Iterator[Any] = iter(())
    while True:
        for tag in tags:
            element = elements.get(tag)
            if element is None:
                continue
            yield element if alone else (here, element)
            if recursive and element.VR in MAY_HOLD_ITEMS and tag in elements:
                value = element.value
                if type(value) is Sequence:
                    waiting.append((items, here, tags))
                    items, tags = iter(value), iter(())
                    break
        else:
            here = next(items, None)
            if here is not None:
                elements = here._all_opened()
                tags = iter(in_order(elements))
            elif waiting:
                items, here, tags = waiting.pop()
                elements = here._elements
            else:
                return


def same(pairs: list[tuple[Any, Any]]) -> bool:
    """Whether the data sets of every pair hold the same elements with the same values."""
    pending = list(pairs)
    while pending:
        one, other = pending.pop()
        if one is other:
            continue
        if one._elements.keys() != other._elements.keys():
            return False
        for tag in one._elements:
            mine, theirs = one[tag], other[tag]
            if mine.VR not in MAY_HOLD_ITEMS or not type(mine.value) is type(theirs.value) is Sequence:
                if mine != theirs:
                    return False
            elif mine.VR != theirs.VR or len(mine.value) != len(theirs.value):
                return False
            else:
                pending += zip(mine.value, theirs.value, strict=True)
    return True


def deeply_copied(data_set: Any, memo: dict[int, Any]) -> Any:
    """A copy of a data set with copies of all inside it; what was not looked at is left unread."""
    made = _empty_copy(data_set, memo)
    pending = [(data_set, made)]
    while pending:
        original, copy = pending.pop()
        for tag, element in original._elements.items():
            if type(element) is tuple:
                copy._elements[tag] = element
                continue
            value = element._value
            if type(value) is not Sequence:
                copy._elements[tag] = deepcopy(element, memo)
                continue
            pairs = [(item, _empty_copy(item, memo)) for item in value]
            copy._elements[tag] = element._copied(value.with_items([made_item for _, made_item in pairs]))
            pending += pairs
    return made


def _empty_copy(data_set: Any, memo: dict[int, Any]) -> Any:
    made = type(data_set)._of({}, data_set._source)
    memo[id(data_set)] = made
    made.__dict__.update(data_set._copied_attributes(memo))
    return made
