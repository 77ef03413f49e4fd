"""A file that was moved to another encoding is read again, and compared with the data set that was written.

Recovery rules go by neighbouring bytes, which differ in another encoding. Without VRs, the dictionary gives the VR
of an element, and the first bytes of a value decide whether it is items (PS3.5 6.2.2, 7.1.3). An element that is
read with another tag, length or content is refused.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import zip_longest
from operator import index

from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import CHILDREN, END, KEY, OFFSET, SHAPE, Row
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.encoding_choice import Target
from dicomconstruct.dataset.traversal import may_hold_items
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.layouts import ITEMS
from dicomconstruct.sequence import Sequence
from dicomconstruct.tree import Kind
from dicomconstruct.tree.rows import content_size, wire_length
from dicomconstruct.tree.scope import TRANSFER_SYNTAX, UNKNOWN


def number_of(row: Row) -> int:
    """The number of a row's tag, which is faster to sort by than the tag."""
    return index(row[KEY])


def check_read_back(
    data: bytes,
    data_sets: tuple[Dataset, Dataset],
    elements_of: Callable[[Dataset], list[DataElement]],
    codec: Codec,
    target: Target,
) -> None:
    """Raise UnwritableValue, with the path, for the first element that is not read as it was written.

    Parameters
    ----------
    data
        The file.
    data_sets
        The file meta information and the data set that were written.
    elements_of
        Gives the elements of a data set in ascending order, with those that others of their tag hide.
    codec, target
        What the data set was written with, and as.
    """
    reader = codec if target.wrapper == PLAIN else codec.with_limits(max_inflated=sys.maxsize)
    record = reader.read_rows(data)
    held = record.data_set[1]
    rows = held if record.wrapper == PLAIN else held.content
    pending = [(data_set, found, "") for data_set, found in zip(data_sets, (record.meta, rows), strict=True)]
    while pending:
        data_set, found, path = pending.pop()
        by_tag = sorted((row for row in found if row[KEY] is not None), key=number_of)
        for element, row in zip_longest(elements_of(data_set), by_tag):
            if element is not None and row is not None and is_plain(element, row):
                continue
            items = items_of(element)
            if element is None or row is None or not is_read_as(element, items, row):
                raise UnwritableValue(
                    "in the other encoding this is read as something else",
                    path=f"{path}{row[KEY] if element is None else element.tag}",
                )
            for place, (item, one) in enumerate(zip(items or (), items_in(row) if items else (), strict=True)):
                pending.append((item, one[CHILDREN], f"{path}{element.tag}[{place}]."))
    if record.layout != target.layout:
        raise UnwritableValue("what the file declares is read otherwise there", path=str(TRANSFER_SYNTAX))


def is_plain(element: DataElement, row: Row) -> bool:
    """Whether a row is a value under the tag of an element that holds no items, read without recovery."""
    shape = row[SHAPE]
    is_leaf = shape.opens is None and shape.container is None
    return is_leaf and not may_hold_items(element) and bool(row[KEY] == element.tag)


def items_of(element: DataElement | None) -> Sequence | None:
    """The sequence that an element holds, or None."""
    if element is None or not may_hold_items(element):
        return None
    return element.value if isinstance(element.value, Sequence) else None


def items_in(row: Row) -> list[Row]:
    """The items that a row encloses, or none."""
    if len(row) <= CHILDREN:
        return []
    return [one for one in row[CHILDREN] if one[SHAPE].token == Kind.ITEM and len(one) > CHILDREN]


def is_read_as(element: DataElement, items: Sequence | None, row: Row) -> bool:
    """Whether a row is the element: as many items, fragments, or a value of the length in the header.

    An empty sequence equals an empty value: without VRs, the bytes of a private one are the same. Items equal
    bytes that were assigned under UN, in every encoding (PS3.5 6.2.2).
    """
    if row[KEY] != element.tag:
        return False
    if items is None and element.VR == UNKNOWN and not element.is_original and type(element.value) is bytes:
        return len(element.value) == content_size(row)
    if len(items or ()) != len(items_in(row)):
        return False
    if len(row) > CHILDREN:
        if row[SHAPE].body.content == ITEMS:
            return items is not None or not element.is_undefined_length
        return items is None and element.is_undefined_length
    size = row[END] - row[OFFSET] - row[SHAPE].size
    if row[SHAPE].container is None or wire_length(row) == size:
        return True
    source = element._source  # the last of the file meta group may go on declaring more than there is
    return isinstance(source, DataSetAsRead) and len(source.raw(element._row)) == size
