"""Where data sets stand that are written: inside which others, and whether they were read there (PS3.5 7.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dicomconstruct.compiler.runtime import END, KEY, OFFSET, Row, end_of
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataelem.element import may_hold_items
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.sequence import Sequence
from dicomconstruct.values import CharacterSets

Place = tuple[int | None, int]
"""Where a data set is written: the ``id`` of the one that holds it, None for the outermost one, and its own."""


class Enclosing:
    """The data sets around one, the nearest first.

    Parameters
    ----------
    data_set
        The data set.
    holders
        The data sets that hold others, by the ``id`` of those.
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
    """Whether text that was read has other bytes in some character sets than in those it was read in."""
    read = source.character_sets
    return read is not charsets and read.resolved != charsets.resolved


def has_moved(item: Dataset, place: Any, charsets: CharacterSets) -> bool:
    """Whether a data set was read inside another one, in other character sets than it is written in.

    Parameters
    ----------
    item
        The data set.
    place
        The source of the data set that it stands in; its own items have not moved.
    charsets
        The character sets that hold there.
    """
    return is_elsewhere(item, place) and has_other_text(item._source.outer, charsets)


def is_elsewhere(item: Dataset, place: Any) -> bool:
    """Whether a data set was read inside another one than that of the source `place`."""
    source = item._source
    return isinstance(source, DataSetAsRead) and source.outer is not None and source.outer is not place


def is_another(element: DataElement, row: Row, source: DataSetAsRead) -> bool:
    """Whether an element is another than was read of a row, or has another value or VR.

    A sequence that items were taken out of is the one that was read.
    """
    if element._source is None or element._row is not row:
        return True
    if not (element.is_original or is_shortened(element._value, row, source)):
        return True
    return not source.is_of_vr(element.VR, row[KEY], row)


def is_shortened(items: Any, row: Row, source: DataSetAsRead) -> bool:
    """Whether a sequence holds only items that were read of a row, in their order; the others were taken out.

    A pickle has no bytes of a sequence that changed, so that what was taken out is gone: after it this is False.
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
    """Where a data set is written."""
    return (None if holder is None else id(holder)), id(data_set)


def step_into(elements: Iterable[DataElement], item: Dataset) -> str:
    """How a data set inside one of some elements is reached, such as ``(0008,1140)[2].``."""
    for element in elements:
        items = element._value
        for place, one in enumerate(items if type(items) is Sequence else ()):
            if one is item:
                return f"{element.tag}[{place}]."
    return ""


def sequences_of(data_set: Dataset) -> Iterator[tuple[DataElement, Sequence]]:
    """All sequences in a data set, whether anybody looked into them or not."""
    for element in data_set:
        if may_hold_items(element) and isinstance(element.value, Sequence):
            yield element, element.value
