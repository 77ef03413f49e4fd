"""Nesting of data sets that are written: enclosing data sets, and whether they were read there (PS3.5 7.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dicomconstruct.compiler.runtime import END, KEY, OFFSET, Row, end_of
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.traversal import may_hold_items
from dicomconstruct.sequence import Sequence
from dicomconstruct.values import CharacterSets

Place = tuple[int | None, int]
"""The ``id`` of the holder of a data set, None for the outermost one, and its own ``id``."""


class Enclosing:
    """The enclosing data sets of a data set, the nearest first.

    Parameters
    ----------
    data_set
        The data set.
    holders
        Holders by the ``id`` of the data sets that they hold.
    """

    def __init__(self, data_set: Dataset, holders: dict[int, Dataset]) -> None:
        self._data_set = data_set
        self._holders = holders

    def __iter__(self) -> Iterator[Dataset]:
        holder = self._holders.get(id(self._data_set))
        while holder is not None:
            yield holder
            holder = self._holders.get(id(holder))


def has_other_text(source: DataSetAsRead, charsets: CharacterSets) -> bool:
    """Whether text that was read has to be recoded for some character sets."""
    read = source.character_sets
    return read is not charsets and read.resolved != charsets.resolved


def has_moved(item: Dataset, place: Any, charsets: CharacterSets) -> bool:
    """Whether a data set was read in another holder, in other character sets than it is written in.

    Parameters
    ----------
    item
        The data set.
    place
        The source of the data set that holds it now.
    charsets
        The character sets of that data set.
    """
    return is_elsewhere(item, place) and has_other_text(item._source.outer, charsets)


def is_elsewhere(item: Dataset, place: Any) -> bool:
    """Whether a data set was read as an item of another source than `place`."""
    source = item._source
    return isinstance(source, DataSetAsRead) and source.outer is not None and source.outer is not place


def is_another(element: DataElement, row: Row, source: DataSetAsRead) -> bool:
    """Whether an element was not read from a row, or has another value or VR since.

    A sequence that only lost items is the one that was read.
    """
    if element._source is None or element._row is not row:
        return True
    if not (element.is_original or is_shortened(element._value, row, source)):
        return True
    return not source.is_of_vr(element.VR, row[KEY], row)


def is_shortened(items: Any, row: Row, source: DataSetAsRead) -> bool:
    """Whether a sequence holds only items that were read from a row, in their order; others may be removed.

    A pickle leaves out the bytes of a sequence that changed, so that a removed item is gone: then this is False.
    """
    if type(items) is not Sequence or items.is_undefined_length != (row[END] is None):
        return False
    before, end = int(row[OFFSET]), end_of(row)
    if source.store.feed is None and not source.store.holds(before, end):
        return False
    for item in items:
        read = item._source
        if not isinstance(read, DataSetAsRead) or read.outer is not source or read.item is None:
            return False
        if not before < read.item[OFFSET] < end:
            return False
        before = read.item[OFFSET]
    return True


def place_of(holder: Dataset | None, data_set: Dataset) -> Place:
    """The place of a data set in its holder."""
    return (None if holder is None else id(holder)), id(data_set)


def step_into(elements: Iterable[DataElement], item: Dataset) -> str:
    """The path step to an item of one of some elements, such as ``(0008,1140)[2].``; "" where it is in none."""
    for element in elements:
        items = element._value
        for place, one in enumerate(items if type(items) is Sequence else ()):
            if one is item:
                return f"{element.tag}[{place}]."
    return ""


def sequences_of(data_set: Dataset) -> Iterator[tuple[DataElement, Sequence]]:
    """All sequences of a data set, opened if necessary."""
    for element in data_set:
        if may_hold_items(element) and isinstance(element.value, Sequence):
            yield element, element.value
