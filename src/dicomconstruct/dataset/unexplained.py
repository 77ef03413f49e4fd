"""What was read beside elements and items, and what becomes of it in another encoding (PS3.5 7).

Zeros at the end of a data set mean the same in every encoding, and so do the last bytes of a file that are too few
for a header: they move. What other bytes are is unknown: in another encoding they could be read as elements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import CHILDREN, KEY, OFFSET, SHAPE, Row, end_of
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.errors import Unexplained, UnwritableValue
from dicomconstruct.grammar.layouts import FRAGMENTS, ITEMS, Layout, Reason
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.tree import Kind
from dicomconstruct.tree.rows import wire_length

if TYPE_CHECKING:
    from dicomconstruct.dataelem import DataElement
    from dicomconstruct.tag import BaseTag

NO_ITEMS = "a sequence without items"


def beside_elements(source: DataSetAsRead, layout: Layout, codec: Codec) -> tuple[list[Row], list[Row]]:
    """What stands in a data set besides elements and the delimiter that ends it: what stays behind, and what moves.

    Parameters
    ----------
    source
        What the data set was read from.
    layout, codec
        What it is to be encoded in, and with.
    """
    odd = [row for row in source.rows if row[KEY] is None and row[SHAPE].token != Kind.ITEM_DELIMITER]
    if not odd:
        return odd, odd
    keyed = [row for row in source.rows if row[KEY] is not None]
    last = max((row[KEY] for row in keyed), default=None)
    if last is not None and layout.implicit and not last.is_private and codec.vr_of(last, None) is None:
        return (
            odd,
            [],
        )  # without VR, the bytes after an element decide whether it is one, if the dictionary lacks it
    end, place = keyed[-1][OFFSET] if keyed else -1, len(odd)
    while place and odd[place - 1][OFFSET] > end and moves(source, odd[place - 1]):
        place -= 1
    return odd[:place], odd[place:]


def moves(source: DataSetAsRead, row: Row) -> bool:
    """Whether bytes at the end of a data set are the same in every encoding, and mean the same.

    In front of a delimiter, fewer zeros than a header takes would be read as the beginning of one.
    """
    if source.item is None and row[SHAPE].body.reason == Reason.TOO_SHORT:
        return True
    return (source.item is None or row[SHAPE].body.reason == Reason.ZEROS) and not any(bytes_of(source, row))


def check_fragments(element: DataElement, order: ByteOrder) -> None:
    """UnwritableValue for fragments that were read and cannot be written in another data set as they are.

    They are in the other byte order, something else is among them, or the last is cut short and would take in the
    delimiter after it.
    """
    row = element._row
    if not isinstance(element._source, DataSetAsRead) or row[SHAPE].body.content != FRAGMENTS:
        return
    if row[SHAPE].body.layout.order is not order:
        raise fragments_in(order, element)
    for inside in row[CHILDREN]:
        size = end_of(inside) - inside[OFFSET] - inside[SHAPE].size
        is_fragment = inside[SHAPE].token == Kind.FRAGMENT and wire_length(inside) == size
        if not is_fragment and inside[SHAPE].token != Kind.SEQUENCE_DELIMITER:
            raise UnwritableValue("something else than fragments among them", path=str(element.tag))


def fragments_in(order: ByteOrder, element: DataElement) -> UnwritableValue:
    """What to raise for fragments that were read in another byte order than is to be written (PS3.5 A.4)."""
    return UnwritableValue(f"fragments are not written in {order.value} endian", path=str(element.tag))


def bytes_of(source: DataSetAsRead, row: Row) -> bytes:
    """All bytes of a row of a data set, with its header."""
    return source.store.stretch(row[OFFSET], end_of(row))


def repeated_in(
    source: DataSetAsRead,
    held: dict[BaseTag, DataElement],
    is_replaced: Callable[[DataElement, Row, DataSetAsRead], bool],
) -> dict[BaseTag, list[DataElement]]:
    """The elements of tags that a data set has several of, in file order: `held`, and those that it hides.

    Those of a tag whose element in `held` replaces the one that was read are left out.
    """
    tags = [row[KEY] for row in source.rows]
    if len(tags) == len(set(tags)):
        return {}
    several: dict[BaseTag, list[Row]] = {}
    for row in source.rows:
        several.setdefault(row[KEY], []).append(row)
    shown = source.elements()
    return {
        tag: [held[tag] if row is shown[tag] else source.element(tag, row) for row in rows]
        for tag, rows in several.items()
        if len(rows) > 1 and tag in held and not is_replaced(held[tag], shown[tag], source)
    }


def unexplained_inside(source: DataSetAsRead, row: Row) -> Iterator[Unexplained]:
    """The stretches of a sequence that was read which are no items; what is inside its items is not asked for."""
    if row[SHAPE].body.content == ITEMS:
        for inside in source.beside_items(row):
            yield stretch_of(source, inside)
        return
    size = end_of(row) - row[OFFSET] - row[SHAPE].size
    if size:
        place = source.offset_of(row) + row[SHAPE].size
        yield Unexplained("", place, size, row[SHAPE].body.reason or NO_ITEMS)


def stretch_of(source: DataSetAsRead, row: Row, path: str = "") -> Unexplained:
    """A row as a stretch that is not explained."""
    what = row[SHAPE].body.reason or str(row[SHAPE].token)
    return Unexplained(path, source.offset_of(row), end_of(row) - row[OFFSET], what)
