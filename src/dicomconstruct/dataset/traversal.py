"""Walks through data sets and the items of their sequences, without recursion.

Files may nest deeper than the interpreter's stack, so each walk keeps its own. A data set that holds itself raises
DicomError. An item of several sequences is visited in each of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from copy import copy, deepcopy
from typing import Any

from dicomconstruct.dataelem.element import UNCHANGED, DataElement
from dicomconstruct.dataelem.source import UNREAD
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.vrs import UNKNOWN, VRS
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import in_order

SHOWN_STEPS = 4
"""Steps shown at either end of a path in an error message."""

MAY_HOLD_ITEMS = VRS.holding_items | {UNKNOWN}


class Descent:
    """The enclosing data sets of a depth-first walk.

    Parameters
    ----------
    top
        The outermost data set, where the path of an error begins.
    """

    __slots__ = ("_above", "_top")

    def __init__(self, top: Any) -> None:
        self._top = top
        self._above: dict[Hashable, None] = {}

    def into(self, holder: Hashable, depth: int, items: Iterable[Hashable]) -> None:
        """Enter a sequence.

        Parameters
        ----------
        holder
            The ``id`` of the data set that holds it; when two are compared, a pair of them.
        depth
            The number of data sets that enclose the holder.
        items
            The same identities of the items.

        Raises
        ------
        DicomError
            When an item is the holder or encloses it; `path` names the element.
        """
        above = self._above
        while len(above) > depth:
            above.popitem()
        above[holder] = None
        if not above.keys().isdisjoint(items):
            raise DicomError("a data set that holds itself", path=path_of_cycle(self._top))


def may_hold_items(element: DataElement) -> bool:
    """Whether an element is, or under UN may be, a sequence (PS3.5 6.2.2); decodes nothing."""
    value, code = element._value, element.VR
    if code in MAY_HOLD_ITEMS:
        return True
    if value is UNREAD:
        return element._decoder is None and code in element._codec.vrs.holding_items
    return type(value) not in UNCHANGED and isinstance(value, Sequence)


def holds_items(element: Any) -> bool:
    """Whether the value of an element is a sequence that was opened."""
    return may_hold_items(element) and isinstance(element._value, Sequence)


def refuse_cycles(top: Any) -> None:
    """Raise DicomError where a data set or one of its items holds itself; `path` names the element."""
    if path := path_of_cycle(top):
        raise DicomError("a data set that holds itself", path=path)


def path_of_cycle(top: Any) -> str:
    """The path from a data set to the item that encloses itself, such as ``(0008,1140)[0].(0008,1110)[0]``.

    "" for a data set without cycle. Data sets that were not opened since reading have none, and stay unopened.
    """
    known = {id(top)}
    above = {id(top): ""}
    levels = [_held_items(top)]
    while levels:
        step, item = next(levels[-1], ("", None))
        if item is None:
            above.popitem()
            levels.pop()
        elif id(item) in above:
            return joined_path([*above.values(), step][1:])
        elif id(item) not in known:
            known.add(id(item))
            above[id(item)] = step
            levels.append(_held_items(item))
    return ""


def _held_items(data_set: Any) -> Iterator[tuple[str, Any]]:
    """The items of all opened sequences in a data set, each with its step in a path."""
    if not data_set._is_looked_into:
        return
    for tag, element in list(data_set._elements.items()):
        if type(element) is not tuple and holds_items(element):
            for place, item in enumerate(element._value):
                yield f"{tag}[{place}]", item


def joined_path(steps: list[str]) -> str:
    """The path of some steps in an error message; of a long path both ends."""
    if len(steps) > 2 * SHOWN_STEPS:
        steps = [*steps[:SHOWN_STEPS], "...", *steps[-SHOWN_STEPS:]]
    return ".".join(steps)


def walked(data_set: Any, *, recursive: bool = True, alone: bool = False) -> Iterator[Any]:
    """Every element with its data set: ascending by tag, items after the element of their sequence.

    Elements may be removed during the walk; the items of a removed sequence are not visited.

    Parameters
    ----------
    data_set
        The outermost data set.
    recursive
        Whether the items of sequences are walked through.
    alone
        Whether to yield elements rather than pairs of data set and element.
    """
    waiting: list[tuple[Iterator[Any], Any, Iterator[Any]]] = []
    descent = Descent(data_set)
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
            if recursive and may_hold_items(element) and tag in elements:
                value = element.value
                if isinstance(value, Sequence):
                    descent.into(id(here), len(waiting), map(id, value))
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
    """Whether the data sets of every pair hold the same elements with the same values.

    Raises DicomError where both data sets of a pair hold themselves.
    """
    compared: set[tuple[int, int]] = set()
    for top, beside in pairs:
        descent = Descent(top)
        pending = [(top, beside, 0)]
        while pending:
            one, other, depth = pending.pop()
            if one is other:
                continue
            pair = id(one), id(other)
            if pair in compared:
                continue
            compared.add(pair)
            if one._elements.keys() != other._elements.keys():
                return False
            peers = other._all_opened()
            for tag, mine in one._all_opened().items():
                theirs = peers[tag]
                if not may_hold_items(mine):
                    if mine != theirs:
                        return False
                    continue
                items, their_items = mine.value, theirs.value
                if not (holds_items(mine) and holds_items(theirs)):
                    if mine != theirs:
                        return False
                elif mine.VR != theirs.VR or len(items) != len(their_items):
                    return False
                else:
                    descent.into(pair, depth, zip(map(id, items), map(id, their_items), strict=True))
                    pending += ((item, peer, depth + 1) for item, peer in zip(items, their_items, strict=True))
    return True


def deeply_copied(data_set: Any, memo: dict[int, Any]) -> Any:
    """A deep copy of a data set; values that were not decoded stay so.

    An item of several sequences is copied once. Raises DicomError where a data set holds itself.
    """
    descent = Descent(data_set)
    made = _empty_copy(data_set, memo)
    pending = [(data_set, made, 0)]
    while pending:
        original, copy, depth = pending.pop()
        if copy._elements:
            continue
        for tag, element in original._elements.items():
            if type(element) is tuple:
                copy._elements[tag] = element
                continue
            value = element._value
            if not holds_items(element):
                copy._elements[tag] = deepcopy(element, memo)
                continue
            descent.into(id(original), depth, map(id, value))
            copies = [memo[id(item)] if id(item) in memo else _empty_copy(item, memo) for item in value]
            made_items = value.with_items(copies)
            made_items.__dict__.update(deepcopy(value.__dict__, memo))
            copy._elements[tag] = element._copied(made_items)
            pending += ((item, made_item, depth + 1) for item, made_item in zip(value, copies, strict=True))
    return made


def detached(element: Any) -> Any:
    """A copy of an element that shares no mutable state except buffers; a row is returned unchanged."""
    if type(element) is tuple:
        return element
    return copy(element) if element.is_buffered else deepcopy(element)


def _empty_copy(data_set: Any, memo: dict[int, Any]) -> Any:
    made = type(data_set)._of({}, data_set._source)
    memo[id(data_set)] = made
    made.__dict__.update(data_set._copied_attributes(memo))
    return made
