"""A data set as it was read: the rows of its tokens, and what its elements mean.

A `DataSetAsRead` answers what a Dataset asks of the file behind it: its elements, their values, its items. It
decodes a value when it is asked for, and opens a sequence when it is looked into.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from dicomconstruct import grammar
from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import (
    CHILDREN,
    END,
    KEY,
    OFFSET,
    SHAPE,
    Row,
    Shape,
    UnreadLevel,
    end_of,
)
from dicomconstruct.dataelem import UNREAD, DataElement, RawDataElement, RawElementAsRead
from dicomconstruct.dataelem.decoding import LUT_DESCRIPTORS, Decoder, decoder_of, lut_descriptor
from dicomconstruct.dataelem.hooks import raw_element_value, raw_element_vr, unknown_tag
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.element_decoders import DecodersByTag
from dicomconstruct.dataset.encoding_facts import names_of
from dicomconstruct.dataset.reading_context import ReadingContext
from dicomconstruct.engines import Record
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.kinds import Numbers
from dicomconstruct.grammar.layouts import FRAGMENTS, IMPLICIT_LE, ITEMS, Layout, Reason
from dicomconstruct.grammar.primitives import SEQUENCE_DELIMITER, UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.grammar.vrs import VRTable
from dicomconstruct.partial_reading import EVERYTHING, Choice
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind as TokenKind, scope
from dicomconstruct.tree.rows import wire_length, wire_vr
from dicomconstruct.tree.scope import SPECIFIC_CHARACTER_SET, UNKNOWN
from dicomconstruct.tree.store import Store
from dicomconstruct.validity import warn

NEW = object.__new__
"""Elements are made by the thousand; this leaves out what their constructor checks."""
NO_ROWS: frozenset[int] = frozenset()
"""Shared by all data sets: one frozenset each would slow the garbage collector down."""
ITEM_TOKEN, DELIMITER_TOKEN = TokenKind.ITEM, TokenKind.SEQUENCE_DELIMITER


def may_repeat(tags: int, rows: list[Row]) -> bool:
    """Whether there are more rows than so many tags and a delimiter at the end; `rows` are not empty."""
    return tags < len(rows) - (rows[-1][KEY] is None)


def is_data_set(row: Row) -> bool:
    """Whether a row inside a sequence is an item that was opened."""
    return bool(row[SHAPE].token == ITEM_TOKEN) and len(row) > CHILDREN


class DataSetAsRead(scope.DataSetScope):
    """One data set of a file: the outermost one, the file meta group, or an item.

    Parameters
    ----------
    origin
        What it shares with the data sets beside it.
    rows
        Its tokens; None until it is looked into.
    outer
        The data set that holds it, or None.
    item
        The row of the item that it is, or None.
    """

    __slots__ = ("_creator_rows", "_odd", "_rows", "context", "item")

    outer: DataSetAsRead | None

    later: UnreadLevel | None = None
    """The data set of a file before the first access; None for any other data set."""
    record: Record | None = None
    """What surrounds the outermost data set of a file; None for any other data set."""
    choice: Choice = EVERYTHING
    """What is wanted of it."""

    def __init__(
        self,
        context: ReadingContext,
        rows: list[Row] | None,
        outer: DataSetAsRead | None = None,
        item: Row | None = None,
    ) -> None:
        self._share_with(outer)
        self.context = context
        self.item = item
        self._rows = rows
        self._creator_rows: dict[BaseTag, Row] | None = None
        self._odd: frozenset[int] = NO_ROWS
        """The ``id`` of rows of sequences that were found to hold more than items."""

    @property
    def codec(self) -> Codec:
        """What it was read with."""
        return self.context.codec

    @property
    def store(self) -> Store:
        """The bytes that its rows count in."""
        return self.context.store

    @property
    def layout(self) -> Layout:
        """The layout of its elements."""
        return self.context.layout

    @property
    def left_out(self) -> list[Row]:
        """Rows that were left out of what is read, but tell what others mean."""
        return []

    @property
    def offset(self) -> int | None:
        """Where its item begins, counted from the first byte of the file; None for one that is no item."""
        return None if self.item is None else int(self.item[OFFSET])

    def offset_of(self, row: Row) -> int:
        """Where one of its rows begins, counted from the first byte of the file."""
        return int(row[OFFSET])

    @property
    def rows(self) -> list[Row]:
        """Its tokens, read now if they were not before."""
        rows = self._rows
        if rows is None:
            rows = self._rows = self._read_rows()
        return rows

    def _read_rows(self) -> list[Row]:
        assert self.item is not None
        return self.context.rows_inside(self.item, self.context.depth)

    def elements(self) -> dict[BaseTag, Any]:
        """Its elements by tag, in file order; of two with one tag the last, unless it governs others: the first."""
        rows = self.rows
        index = {row[KEY]: row for row in rows}
        index.pop(None, None)
        if len(index) < len(rows) and may_repeat(len(index), rows):
            index.update(self._first_governing())
        self._inherit(index)
        return index

    def _first_governing(self) -> dict[BaseTag, Row]:
        """The elements that say what others mean, by tag; the first of several with one tag."""
        tagged = [row for row in self.rows if row[KEY] is not None and scope.governs_others(row[KEY])]
        return {row[KEY]: row for row in reversed(tagged)}

    def opened(self) -> dict[BaseTag, Any]:
        """Its elements by tag, in file order, every row opened; in one pass before the first access."""
        decoders = self.context.decoders
        elements: dict[BaseTag, Any] = {}
        is_complete = True
        rows = self.rows
        for row in rows:
            tag = row[KEY]
            leaf = decoders.get(row[SHAPE])
            if type(leaf) is DecodersByTag and tag is not None:
                leaf = leaf[tag]
            if type(leaf) is tuple:
                elements[tag] = element = NEW(DataElement)
                element.tag = tag
                element.VR, element._decoder = leaf
                element._value = UNREAD
                element._row = row
                element._source = self
                element._rare = None
            elif tag is not None:
                elements[tag] = row
                is_complete = False
        if len(elements) < len(rows) and may_repeat(len(elements), rows):
            elements.update(self._first_governing())
            is_complete = False
        self._inherit(elements)
        if not is_complete:
            self.open_all(elements)
        return elements

    def _inherit(self, elements: dict[BaseTag, Any]) -> None:
        """Have the character sets of the data set around it, unless one of its elements says others."""
        if SPECIFIC_CHARACTER_SET not in elements and self.outer is not None and self._charsets is None:
            self._charsets = self.outer.character_sets

    @property
    def vrs(self) -> VRTable:
        return self.codec.vrs

    def dictionary_vr(self, tag: BaseTag, creator: str | None) -> str | None:
        return self.codec.vr_of(tag, creator)

    def first(self, tag: BaseTag) -> tuple[bytes, str | None] | None:
        row = self._creators_by_block().get(tag) if tag.is_private_creator else self._first_row(tag)
        return None if row is None else (self.raw(row), wire_vr(row))

    def _first_row(self, tag: BaseTag) -> Row | None:
        """The first row of a tag that encloses no others; one that was left out of what is read counts as well."""
        for row in chain(self.rows, self.left_out):
            if row[KEY] == tag and len(row) <= CHILDREN:
                return row
        return None

    def leaf(self, row: Row) -> bytes | None:
        """The bytes of a row's value; None for one that encloses others."""
        return self.raw(row) if len(row) <= CHILDREN else None

    def order_of(self, row: Row) -> ByteOrder:
        """The byte order of a row's value."""
        return scope.order_of(wire_vr(row), self.layout.order)

    def raw(self, row: Row) -> bytes:
        """The bytes of a row's value."""
        start = row[OFFSET] + row[SHAPE].size
        if len(row) <= CHILDREN:
            return self.store.stretch(start, row[END])
        inside = row[CHILDREN]
        end = end_of(row)
        if inside and inside[-1][SHAPE].token == TokenKind.SEQUENCE_DELIMITER:
            end = inside[-1][OFFSET]
        return self.store.stretch(start, end)

    def view(self, element: DataElement) -> memoryview:
        """The bytes of an element's value without a copy of those that are held."""
        row: Row = element._row
        start, end, data = row[OFFSET] + row[SHAPE].size, row[END], self.store.data
        if len(row) > CHILDREN or end > len(data):
            return memoryview(self.raw(row))
        return memoryview(data)[start:end]

    def open_all(self, elements: dict[BaseTag, Any]) -> None:
        """Put elements in the place of all rows."""
        decoders = self.context.decoders
        for tag, row in elements.items():
            if type(row) is tuple:
                leaf = decoders.get(row[SHAPE])
                if type(leaf) is DecodersByTag:
                    leaf = leaf[tag]
                if type(leaf) is tuple:
                    element = NEW(DataElement)
                    element.tag = tag
                    element.VR, element._decoder = leaf
                    element._value = UNREAD
                    element._row = row
                    element._source = self
                    element._rare = None
                    elements[tag] = element
                else:
                    elements[tag] = self.element(tag, row)

    def element(self, tag: BaseTag, row: Row) -> DataElement:
        """The element of a row; its value is decoded when it is asked for."""
        shape = row[SHAPE]
        leaf = self.context.element_decoder_of(tag, row)
        if leaf is not None:
            return DataElement._read(tag, leaf[0], row, self, leaf[1])
        if self.context.policy.is_hooked and shape.body.content != ITEMS:
            return self._converted(tag, row)
        return DataElement._read(tag, self._code(tag, row), row, self)

    def _code(self, tag: BaseTag, row: Row) -> str:
        """The VR of an element, as far as the settings let it be another than UN."""
        wire, settings = wire_vr(row), self.context.policy.settings
        holds_items = row[SHAPE].body.content == ITEMS
        if wire == UNKNOWN and not (settings.items_for_unknown if holds_items else settings.known_for_unknown):
            return UNKNOWN
        code = self._meant(tag, row)
        if code == UNKNOWN and wire is None and not tag.is_private and self.codec.vr_of(tag, None) is None:
            unknown_tag(tag, settings.mode)
        return self._fitting(tag, code, row) if settings.wrong_length_is_unknown else code

    def _meant(self, tag: BaseTag, row: Row) -> str:
        """The VR of an element (PS3.5 6.2.2)."""
        size, body = end_of(row) - row[OFFSET] - row[SHAPE].size, row[SHAPE].body
        content = ITEMS if body.reason is Reason.TOO_DEEP else body.content
        return scope.vr_of(tag, wire_vr(row), content, size, self.codec.vrs, self)

    def is_of_vr(self, code: str, tag: BaseTag, row: Row) -> bool:
        """Whether an element of a row has a VR still; always where hooks decide about VRs, or headers have none."""
        leaf = self.context.decoders.get(row[SHAPE])
        if type(leaf) is tuple:
            return leaf[0] is code or bool(leaf[0] == code)
        return wire_vr(row) is None or self.context.policy.is_hooked or self._code(tag, row) == code

    def _fitting(self, tag: BaseTag, code: str, row: Row) -> str:
        """The VR, or UN for one whose numbers do not fill the bytes of the value."""
        kind, size = self.codec.vrs[code].kind, end_of(row) - row[OFFSET] - row[SHAPE].size
        if not isinstance(kind, Numbers) or size % kind.word_size == 0:
            return code
        warn(f"the value of {tag} has {size} bytes, which is no whole number of values of VR {code}; read as UN")
        return UNKNOWN

    def is_deferred(self, row: Row) -> bool:
        """Whether a row's value is to be read when it is asked for, even if its bytes are here by chance."""
        start, end, longest = row[OFFSET] + row[SHAPE].size, end_of(row), self.choice.defer_size
        return (longest is not None and end - start > longest) or not self.store.holds(start, end)

    def raw_element(self, tag: BaseTag, row: Row, *, deferred: bool = False) -> RawDataElement:
        """The element of a row as it stands in the file; without its value where that is to stay deferred."""
        start, layout, length = row[OFFSET] + row[SHAPE].size, row[SHAPE].body.layout, wire_length(row)
        value = None if deferred else self.raw(row)
        if value and length == UNDEFINED_LENGTH and row[SHAPE].body.content != ITEMS:
            value = value.partition(grammar.tag_bytes(SEQUENCE_DELIMITER, layout.order))[0]
        value = value or None
        raw = RawDataElement(tag, wire_vr(row), length, value, start, layout.implicit, layout.little_endian)
        charsets = self.character_sets
        known = None if charsets is scope.UNDECLARED_CHARACTER_SETS else charsets
        return RawElementAsRead.of(raw, known, self._meant(tag, row), self.codec)

    def _converted(self, tag: BaseTag, row: Row) -> DataElement:
        """The element that hooks make of a row; its bytes stay those that were read.

        An element whose value they cannot make is there all the same; its value raises when it is asked for.
        """
        policy = self.context.policy
        read = self.raw_element(tag, row)
        raw, encoding, view = policy.raw(read), names_of(self.character_sets), Dataset._of(None, self)
        data: dict[str, Any] = {}
        if policy.hooks.vr is raw_element_vr and raw.VR == read.VR:
            data["VR"] = self._code(tag, row)
        else:
            policy.hooks.vr(raw, data, encoding=encoding, ds=view, **policy.hooks.kwargs)
        if policy.hooks.value is raw_element_value and raw == read:
            return DataElement._read(tag, data["VR"], row, self)
        code = str(data["VR"])
        try:
            policy.hooks.value(raw, data, encoding=encoding, ds=view, **policy.hooks.kwargs)
        except DicomError:
            return DataElement._read(tag, code, row, self)
        element = DataElement._read(tag, str(data["VR"]), row, self)
        element._value = data["value"]
        if type(element._value) is list:
            element._made_by_hook = element._value[:]
        return element

    @staticmethod
    def is_undefined_length(element: DataElement) -> bool:
        """Whether an element had the undefined length (PS3.5 7.5.1)."""
        return element._row[END] is None and element._row[SHAPE].opens is not None

    @staticmethod
    def value_tell(element: DataElement) -> int:
        """Where the value of an element stands in the file."""
        return int(element._row[OFFSET] + element._row[SHAPE].size)

    @property
    def is_undefined_length_item(self) -> bool:
        """Whether it is an item that had the undefined length (PS3.5 7.5.1)."""
        return self.item is not None and self.item[END] is None

    def _creators_by_block(self) -> dict[BaseTag, Row]:
        """The first row of each private creator; looked for once, since there may be many."""
        if self._creator_rows is None:
            rows = [row for row in chain(self.rows, self.left_out) if row[KEY] is not None and len(row) <= CHILDREN]
            self._creator_rows = {row[KEY]: row for row in reversed(rows) if row[KEY].is_private_creator}
        return self._creator_rows

    def creator_named(self, element: DataElement) -> str | None:
        """The private creator that one of its elements names (PS3.5 7.8.1)."""
        row: Row = element._row
        return self.creator_in(self.raw(row), wire_vr(row)) if len(row) <= CHILDREN else None

    def decode(self, element: DataElement) -> Any:
        """The value of an element. MalformedValue, with offset and path, where its bytes have no meaning."""
        decoder = element._decoder
        row: Row = element._row
        if decoder is None:
            return self._decode_other(element.VR, row)
        store = self.context.store
        data = store.data
        start, end = row[OFFSET] + row[SHAPE].size, row[END]
        raw = data[start:end] if end <= len(data) else store.stretch(start, end)
        charsets = self._charsets or self.character_sets
        try:
            value = decoder.decode(raw, charsets)
        except DicomError as error:
            error.locate(str(element.tag), start)
            value = decoder.recover(raw, charsets, error)
        if type(value) is not list:
            return value
        return self._several(element.VR, element.tag, decoder, value)

    def _several(self, code: str, tag: BaseTag, decoder: Decoder, values: list[Any]) -> Any:
        """Several values as users have them."""
        if tag in LUT_DESCRIPTORS:
            values = lut_descriptor(self.codec.vrs[code].kind, values)
        return decoder.several(values)

    def _decode_other(self, code: str, row: Row) -> Any:
        """The value of an element that encloses others, or whose header does not say its VR."""
        content = row[SHAPE].body.content
        if code in self.codec.vrs.holding_items:
            return Sequence._of(self.items(row), is_undefined_length=row[END] is None)
        if content in (FRAGMENTS, ITEMS):
            return self.raw(row)
        order, raw = self.order_of(row), self.raw(row)
        decoder = decoder_of(self.codec.vrs[code], order, self.context.policy.settings)
        try:
            value = decoder.decode(raw, self.character_sets)
        except DicomError as error:
            error.locate(str(row[KEY]), row[OFFSET] + row[SHAPE].size)
            value = decoder.recover(raw, self.character_sets, error)
        if type(value) is not list:
            return value
        return self._several(code, row[KEY], decoder, value)

    def inside(self, row: Row) -> list[Row]:
        """The rows inside a row."""
        if len(row) <= CHILDREN:
            return self._inside_unknown(row)
        return self.context.rows_inside(row, self.context.depth + 1)

    def _inside_unknown(self, row: Row) -> list[Row]:
        """The items in a value whose header says UN, which are implicit little endian (PS3.5 6.2.2)."""
        start, end = row[OFFSET] + row[SHAPE].size, row[END]
        reading = self.context.reading_of(start, end)
        compiled, depth = self.codec.compiled.compiled, self.context.depth + 1
        return compiled.read_level(reading, (self.layout_inside(row), ITEMS), start, end, depth, lazy=True)

    def layout_inside(self, row: Row) -> Layout:
        """The layout of the items in a row."""
        if len(row) > CHILDREN:
            opened: Layout = row[SHAPE].body.layout
            return opened
        return IMPLICIT_LE if wire_vr(row) == UNKNOWN else self.layout

    def stretches(self) -> Iterator[bytes]:
        """The bytes of the data set, stretch by stretch; errors are those of `Store.stretches`."""
        if self._rows is None and self.item is not None:
            yield from self.store.stretches(self.item[OFFSET] + self.item[SHAPE].size, end_of(self.item))
            return
        start = end = 0
        for row in self.rows:
            if row[OFFSET] != end:
                yield from self.store.stretches(start, end)
                start = row[OFFSET]
            end = end_of(row)
        yield from self.store.stretches(start, end)

    def items(self, row: Row) -> list[Dataset]:
        """The data sets of a sequence's items. MalformedValue for a sequence nested beyond the codec's limit."""
        if row[SHAPE].body.reason:
            self.context.check_depth(row)
        rows = self.inside(row)
        made = self.data_sets(rows)
        if len(made) < len(rows) and (len(made) + 1 < len(rows) or rows[-1][SHAPE].token != DELIMITER_TOKEN):
            self._odd |= {id(row)}
        return made

    def beside_items(self, row: Row) -> list[Row]:
        """Rows that are no items in a sequence whose items were looked at."""
        if id(row) not in self._odd:
            return []
        return [one for one in self.inside(row) if not is_data_set(one) and one[SHAPE].token != DELIMITER_TOKEN]

    def data_sets(self, rows: list[Row]) -> list[Dataset]:
        """The data sets of rows of items."""
        made, unread = [], Dataset._unread
        known: Shape | None = None
        for inside in rows:
            if inside[SHAPE] is not known:
                if not is_data_set(inside):
                    if inside[SHAPE].body.reason:
                        self.context.check_depth(inside)
                    continue
                known = inside[SHAPE]
                context = self.context.inner(known.body.layout)
            made.append(unread(DataSetAsRead(context, inside[CHILDREN], self, inside)))
        return made
