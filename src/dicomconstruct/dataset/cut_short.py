"""Elements and items without an end: cut short by the file or by their holder (PS3.5 7.1.1, 7.5).

Their lengths stay as read, unless an element is added after them: it would become part of their content.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dicomconstruct.compiler.runtime import CHILDREN, KEY, OFFSET, SHAPE, Row, end_of
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.unexplained import stretch_of, unexplained_inside
from dicomconstruct.errors import Unexplained
from dicomconstruct.grammar.headers import TAG_SIZE
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.headers import delimiter_bytes, relengthened, with_length
from dicomconstruct.tree.kinds import DELIMITERS, Kind
from dicomconstruct.tree.levels import gathered, size_of
from dicomconstruct.tree.rows import content_size, header_form, is_undefined, wire_length, wire_vr
from dicomconstruct.tree.store import Store


class RowEnd(NamedTuple):
    """The end of a row: the row, the layout of its header, and the rows inside it."""

    row: Row
    layout: Layout
    inside: list[Row]

    @property
    def last(self) -> Row | None:
        """The last row inside it that is not a delimiter."""
        return next((one for one in reversed(self.inside) if one[SHAPE].token not in DELIMITERS), None)

    @property
    def has_header(self) -> bool:
        return bool(self.row[SHAPE].size)

    @property
    def is_undefined(self) -> bool:
        """Whether its length is undefined, so that a delimiter should end it."""
        return self.has_header and is_undefined(header_form(self.row), wire_length(self.row))

    @property
    def is_open(self) -> bool:
        """Whether its delimiter is missing."""
        return self.is_undefined and not (self.inside and self.inside[-1][SHAPE].token in DELIMITERS)

    @property
    def is_ended(self) -> bool:
        """Whether it has the length that it declares, or a delimiter at its end."""
        if self.is_undefined or not self.has_header:
            return not self.is_open
        return wire_length(self.row) == content_size(self.row)

    @property
    def unexplained(self) -> Row | None:
        """The bytes at its end that would take its delimiter in."""
        last = self.last
        return last if last is not None and self.is_open and last[SHAPE].token == Kind.OPAQUE else None

    def header(self, store: Store, size: int) -> bytes:
        """Its header for a content of so many bytes, which other elements follow."""
        if not self.has_header:
            return b""
        if self.is_undefined and len(self.row) <= CHILDREN:
            return with_length(self.row, store, self.layout.order, size)
        return relengthened(self.row, store, self.layout.order, size, is_last=False)

    def delimiter(self) -> list[bytes]:
        """The delimiter that is missing."""
        if not self.is_open or len(self.row) <= CHILDREN:
            return []
        return [delimiter_bytes(self.row[SHAPE].body.layout.order, is_item=self.row[SHAPE].token == Kind.ITEM)]


def last_rows(row: Row, source: DataSetAsRead, sequence: Row | None = None) -> list[RowEnd]:
    """A row, what is last inside it, what is last inside that, and so on.

    The row is one of a data set, or one inside a sequence of the data set.
    """
    layout, depth = source.layout, source.context.depth
    if sequence is not None:
        layout, depth = sequence[SHAPE].body.layout, depth + 1
    found: list[RowEnd] = []
    last: Row | None = row
    while last is not None:
        depth += 1
        inside = source.context.rows_inside(last, depth) if len(last) > CHILDREN else []
        found.append(RowEnd(last, layout, inside))
        layout, last = last[SHAPE].body.layout, found[-1].last
    return found


def is_ended(row: Row, source: DataSetAsRead, sequence: Row | None = None) -> bool:
    """Whether a row, and what is last inside it, ends by its length or by a delimiter; as `last_rows`."""
    return all(one.is_ended for one in last_rows(row, source, sequence))


def _item_end(source: DataSetAsRead) -> RowEnd | None:
    """How the item that a data set was read from ends; None for one that is no item."""
    if source.item is None:
        return None
    return RowEnd(source.item, source.layout, source.rows if source.is_undefined_length_item else [])


def unexplained_end(source: DataSetAsRead) -> Row | None:
    """The bytes at the end of a data set that would take the delimiter in which is missing after them."""
    end = _item_end(source)
    return None if end is None else end.unexplained


def added_to(data_set: Dataset, stored: Mapping[BaseTag, Row]) -> list[BaseTag]:
    """The tags of a data set that were not read, in descending order; `stored` are its elements as read."""
    return sorted(data_set._elements.keys() - stored.keys(), reverse=True)


class Followed:
    """The data sets as read that an added element follows, and whose last element has to end before it."""

    def __init__(self) -> None:
        self._sources: set[int] = set()

    def __contains__(self, source: object) -> bool:
        return id(source) in self._sources

    def note(self, source: DataSetAsRead) -> None:
        """Note a data set that an added element follows."""
        last = end_of_elements(source.rows)
        if unexplained_end(source) is not None or (last and not is_ended(source.rows[last - 1], source)):
            self._sources.add(id(source))

    def note_item(self, source: object) -> None:
        """Note a data set that is written as an item with an end, unless it was read with one."""
        if isinstance(source, DataSetAsRead):
            end = _item_end(source)
            if end is not None and not end.is_ended:
                self.note(source)

    def rows(self, data_set: Dataset, source: DataSetAsRead, added: list[BaseTag]) -> set[int]:
        """The ``id`` of the rows that an added element follows.

        `added` are the tags of what was not read (`added_to`).
        """
        is_followed = source in self
        if not (added or is_followed):
            return set()
        elements, added = data_set._elements, added[:]
        found: set[int] = set()
        before: Row | None = None
        for row in source.rows[: end_of_elements(source.rows)]:
            tag = row[KEY]
            if tag is None or tag in elements:
                if tag is not None and added and added[-1] < tag:
                    found.add(id(before))
                    while added and added[-1] < tag:
                        added.pop()
                before = row
        if added or is_followed:
            found.add(id(before))
        return found


def ended(
    row: Row, source: DataSetAsRead, unexplained: list[Unexplained], sequence: Row | None = None
) -> list[bytes]:
    """A row as it was read, but with right lengths, and with delimiters where they are missing, at its end.

    Bytes that would take a delimiter in, or that are no items under a VR that holds them, go to `unexplained` and
    are left out. `row` and `sequence` are those of `last_rows`.
    """
    store, codec = source.store, source.codec
    pieces: list[bytes] = []
    for one in reversed(last_rows(row, source, sequence)):
        start, end = one.row[OFFSET] + one.row[SHAPE].size, end_of(one.row)
        last, odd = one.last, one.unexplained
        if odd is not None:
            unexplained.append(stretch_of(source, odd))
            pieces = []
        # an item's tag would be looked for in fewer bytes than it has, and in those after them
        is_odd = one.has_header and (one.is_undefined or end - start < TAG_SIZE)
        if last is None and is_odd and start < end and wire_vr(one.row) in codec.vrs.holding_items:
            unexplained += unexplained_inside(source, one.row)
        elif last is None:
            pieces = list(store.stretches(start, end))
        else:
            pieces = [*store.stretches(start, last[OFFSET]), *pieces, *store.stretches(end_of(last), end)]
        pieces += one.delimiter()
        pieces = gathered([one.header(store, size_of(pieces)), *pieces])
    return pieces


def end_of_elements(rows: list[Row]) -> int:
    """The place after the last element; a delimiter stays last."""
    place = len(rows)
    while place and rows[place - 1][KEY] is None:
        place -= 1
    return place
