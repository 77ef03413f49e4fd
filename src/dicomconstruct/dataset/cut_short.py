"""What nothing ends where it was read: the end of the file, or of what holds it, cuts it short (PS3.5 7.1.1, 7.5).

It goes on declaring what it declared only where nothing comes after it, which it would take in.
"""

from __future__ import annotations

from dicomconstruct.compiler.runtime import CHILDREN, END, KEY, OFFSET, SHAPE, Row, end_of
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.headers import relengthened
from dicomconstruct.tree.kinds import DELIMITERS
from dicomconstruct.tree.rows import is_cut_short, wire_length
from dicomconstruct.tree.scope import SEQUENCE


def is_ended(row: Row, source: DataSetAsRead) -> bool:
    """Whether a row has the length that it declares, or a delimiter at its end.

    `source` is the data set that an element stands in, or that an item is.
    """
    if row[END] is not None:
        return bool(wire_length(row) == row[END] - row[OFFSET] - row[SHAPE].size)
    inside = source.rows if row is source.item else source.inside(row)
    return bool(inside) and inside[-1][SHAPE].token in DELIMITERS


def is_ended_item(data_set: Dataset) -> bool:
    """Whether a data set was read as an item that ends so; also one that was never read, or is no item."""
    source = data_set._source
    return not isinstance(source, DataSetAsRead) or source.item is None or is_ended(source.item, source)


def unended_sequence(data_set: Dataset, source: DataSetAsRead) -> DataElement | None:
    """The last element that was read, if it is a sequence or fragments that do not end before what is added."""
    row = next((row for row in reversed(source.rows) if row[KEY] is not None), None)
    if row is None or is_ended(row, source):
        return None
    tag = row[KEY]
    if tag not in data_set or max(data_set._elements) == tag:
        return None
    element = data_set[tag]
    is_value = len(row) <= CHILDREN and element.VR != SEQUENCE
    return None if is_value or element._row is not row else element


def cut_short(rows: list[Row], added: list[BaseTag], source: DataSetAsRead) -> Row | None:
    """The last of some rows, if the end of the file cuts its value short and elements are added after it."""
    if not rows or not added or rows[-1][KEY] is None or added[0] < rows[-1][KEY]:
        return None
    return rows[-1] if is_cut_short(rows[-1], source.store.size) else None


def completed(row: Row, source: DataSetAsRead) -> list[bytes]:
    """A row that was cut short, with a length that is right."""
    content = source.store.stretch(row[OFFSET] + row[SHAPE].size, end_of(row))
    header = relengthened(row, source.store, source.layout.order, len(content), is_last=False)
    return [header, content]


def end_of_elements(rows: list[Row]) -> int:
    """The place after the last element; a delimiter stays last."""
    place = len(rows)
    while place and rows[place - 1][KEY] is None:
        place -= 1
    return place
