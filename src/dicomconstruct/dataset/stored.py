"""A data set as it was read: the rows of its tokens, and what its elements mean.

A `Stored` answers what a Dataset asks of the file behind it: its elements, their values, its items. It
decodes a value when it is asked for, and opens a sequence when it is looked into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from dicomconstruct import dictionary, grammar
from dicomconstruct.adapter.meaning import SPECIFIC_CHARACTER_SET, UNKNOWN
from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import CHILDREN, END, KEY, OFFSET, SHAPE, Later, Reading, Row, Shape, end_of
from dicomconstruct.dataelem import UNREAD, DataElement, RawValue
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.engines import Record
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.kinds import Kind, text
from dicomconstruct.grammar.layouts import FRAGMENTS, IMPLICIT_LE, ITEMS, Layout
from dicomconstruct.grammar.primitives import ITEM, ByteOrder
from dicomconstruct.grammar.vrs import VR
from dicomconstruct.sequence import Sequence
from dicomconstruct.sources import EVERYTHING, Choice, Store
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind as TokenKind
from dicomconstruct.values import DEFAULT_TEXT, CharacterSets, MultiValue

PIXEL_REPRESENTATION = BaseTag(0x00280103)
SEQUENCE = "SQ"
NEW, NEW_TUPLE = object.__new__, tuple.__new__
"""Elements are made by the thousand; these leave out what their constructors check."""
ENCAPSULATED = "OB"
"""The VR of encapsulated pixels (PS3.5 A.4)."""
US_OR_SS = "US or SS"
AS_TEXT = {code: text(DEFAULT_TEXT, split=True) for code in ("DA", "DT", "TM")}
"""Dates and times are text to users of this API, unless they ask for more."""


class Stored:
    """One data set of a file: the outermost one, the file meta group, or an item.

    Parameters
    ----------
    codec
        What it was read with.
    store
        The bytes that its rows count in.
    layout
        The layout of its elements.
    rows
        Its tokens; None until an item is looked into.
    outer
        The data set that holds it, or None.
    item
        The row of the item that it is, or None.
    later
        The outermost data set of a file that nobody has looked into yet, or None.
    record
        What surrounds the outermost data set of a file, or None.
    choice
        What is wanted of `later`.
    """

    __slots__ = (
        "_charsets",
        "_leaves",
        "_rows",
        "choice",
        "codec",
        "depth",
        "item",
        "later",
        "layout",
        "outer",
        "record",
        "store",
    )

    def __init__(
        self,
        codec: Codec,
        store: Store,
        layout: Layout,
        rows: list[Row] | None,
        outer: Stored | None = None,
        item: Row | None = None,
        later: Later | None = None,
        record: Record | None = None,
        choice: Choice = EVERYTHING,
    ) -> None:
        self.codec = codec
        self.store = store
        self.layout = layout
        self.outer = outer
        self.item = item
        self.later = later
        self.record = record
        self.choice = choice
        self.depth: int = 0 if outer is None else outer.depth + 2
        self._rows = rows
        self._leaves = leaves_of(codec)
        self._charsets: CharacterSets | None = None

    @property
    def rows(self) -> list[Row]:
        """Its tokens, read now if they were not before."""
        if self._rows is None:
            self._rows = self._read_rows()
        return self._rows

    def _read_rows(self) -> list[Row]:
        if self.later is not None:
            rows, _ = self.choice.of(self.codec.compiled.compiled.read_later(self.later))
            return rows
        assert self.item is not None
        return self._opened(self.item, self.store, self.depth)

    def _opened(self, row: Row, store: Store, depth: int) -> list[Row]:
        """The rows inside a row."""
        if row[CHILDREN] is not None:
            rows: list[Row] = row[CHILDREN]
            return rows
        shape = row[SHAPE]
        reading = Reading(store.data, self.codec.bound)
        start = row[OFFSET] + shape.size
        return self.codec.compiled.compiled.read_level(reading, shape.opens, start, row[END], depth, lazy=True)

    def elements(self) -> dict[BaseTag, Any]:
        """Its elements by tag, in file order; of two with one tag, the last."""
        index = {row[KEY]: row for row in self.rows}
        index.pop(None, None)
        return index

    @property
    def character_sets(self) -> CharacterSets:
        """Its own Specific Character Set, or that of the data set around it (PS3.3 C.12.1.1.2)."""
        if self._charsets is None:
            own = next((row for row in self.rows if row[KEY] == SPECIFIC_CHARACTER_SET), None)
            if own is not None:
                self._charsets = charsets_of(str(self.raw(own), "latin-1").rstrip(" \0"))
            else:
                self._charsets = self.outer.character_sets if self.outer is not None else charsets_of("")
        return self._charsets

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

    def element(self, data_set: Dataset, tag: BaseTag, row: Row) -> DataElement:  # noqa: ARG002
        """The element of a row; its value is decoded when it is asked for."""
        shape = row[SHAPE]
        leaf = self._leaves.get(shape)
        if leaf is not None:
            element = NEW(DataElement)
            element.tag = tag
            element.VR = leaf.code
            element._value = UNREAD
            element._raw = NEW_TUPLE(RawValue, (row, self))
            return element
        if shape.opens is None:
            return DataElement._read(tag, self._vr(tag, row), RawValue(row, self))
        code = SEQUENCE if shape.body.content == ITEMS else wire_vr(row) or ENCAPSULATED
        element = DataElement._read(tag, code, RawValue(row, self))
        element.is_undefined_length = row[END] is None
        return element

    def _vr(self, tag: BaseTag, row: Row) -> str:
        """The VR of an element whose header has none, or one that says nothing."""
        wire = wire_vr(row)
        if wire is not None and wire != UNKNOWN and wire in self.codec.vrs:
            return wire
        known = self.codec.vr_of(tag, self.creator_of(tag))
        if known is None or known not in self.codec.vrs:
            return UNKNOWN
        if known == SEQUENCE and not self.raw(row).startswith(grammar.tag_bytes(ITEM, ByteOrder.LITTLE)):
            return UNKNOWN
        if known == "US" and dictionary.vr_of(tag) == US_OR_SS and self._is_signed():
            return "SS"
        return known

    def creator_of(self, tag: BaseTag) -> str | None:
        """The private creator that reserved the block of a private element (PS3.5 7.8.1)."""
        if not tag.is_private or tag.is_private_creator:
            return None
        block = BaseTag((tag.group << 16) | (tag.element >> 8))
        row = next((row for row in self.rows if row[KEY] == block), None)
        return None if row is None else str(self.raw(row), "latin-1").strip(" \0")

    def _is_signed(self) -> bool:
        """Whether elements that may be US or SS are signed, by Pixel Representation (PS3.5 8.2)."""
        stored: Stored | None = self
        while stored is not None:
            for row in stored.rows:
                if row[KEY] == PIXEL_REPRESENTATION:
                    return any(stored.raw(row))
            stored = stored.outer
        return False

    def decode(self, element: DataElement) -> Any:
        """The value of an element. MalformedValue, with offset and path, where its bytes have no meaning."""
        assert element._raw is not None
        row: Row = element._raw.row
        shape, end = row[SHAPE], row[END]
        leaf = self._leaves.get(shape)
        if leaf is None:
            return self._decode_other(element.VR, row)
        data = self.store.data
        start = row[OFFSET] + shape.size
        raw = data[start:end] if end <= len(data) else self.store.stretch(start, end)
        try:
            value = leaf.decode(raw, leaf.order, self._charsets or self.character_sets)
        except DicomError as error:
            error.offset, error.path = start, str(element.tag)
            raise
        return MultiValue.of(value) if type(value) is list else value

    def _decode_other(self, code: str, row: Row) -> Any:
        """The value of an element that encloses others, or whose header does not say its VR."""
        content = row[SHAPE].body.content
        if content == ITEMS or code == SEQUENCE:
            return Sequence._of(list(self.items(row)), is_undefined_length=row[END] is None)
        if content == FRAGMENTS:
            return self.raw(row)
        order = ByteOrder.LITTLE if wire_vr(row) == UNKNOWN else self.layout.order
        try:
            value = kind_for_users(self.codec.vrs[code]).decode(self.raw(row), order, self.character_sets)
        except DicomError as error:
            error.offset, error.path = row[OFFSET] + row[SHAPE].size, str(row[KEY])
            raise
        return MultiValue.of(value) if type(value) is list else value

    def inside(self, row: Row) -> tuple[Store, list[Row]]:
        """The rows inside a row, and the bytes that they count in."""
        store = self.store
        if len(row) <= CHILDREN:
            return self._inside_unknown(row)
        if row[CHILDREN] is None and row[END] > len(store.data):
            row, store = self._apart(row)
        return store, self._opened(row, store, self.depth + 1)

    @property
    def is_whole(self) -> bool:
        """Whether it is the outermost data set of a file, with nothing left out."""
        return self.later is not None and self.choice == EVERYTHING

    def _inside_unknown(self, row: Row) -> tuple[Store, list[Row]]:
        """The items in a value whose header says UN, which are implicit little endian (PS3.5 6.2.2)."""
        store = Store(self.raw(row))
        layout = IMPLICIT_LE if wire_vr(row) == UNKNOWN else self.layout
        reading = Reading(store.data, self.codec.bound)
        compiled = self.codec.compiled.compiled
        return store, compiled.read_level(reading, (layout, ITEMS), 0, len(store.data), self.depth + 1, lazy=True)

    def stretches(self) -> Iterator[bytes]:
        """The bytes of the data set, stretch by stretch."""
        if self.is_whole:
            assert self.later is not None
            yield self.later.data[self.later.pos : self.later.end]
        elif self._rows is None and self.item is not None:
            yield self.store.stretch(self.item[OFFSET] + self.item[SHAPE].size, end_of(self.item))
        else:
            for row in self.rows:
                yield self.store.stretch(row[OFFSET], end_of(row))

    def items(self, row: Row) -> Iterator[Dataset]:
        """The data sets of a sequence's items."""
        store, rows = self.inside(row)
        for inside in rows:
            if inside[SHAPE].token == TokenKind.ITEM and len(inside) > CHILDREN:
                layout = inside[SHAPE].body.layout
                yield Dataset._of(None, Stored(self.codec, store, layout, inside[CHILDREN], self, inside))

    def _apart(self, row: Row) -> tuple[Row, Store]:
        """A row whose bytes were read apart from the others, counted from its own beginning."""
        start, end = row[OFFSET], row[END]
        shape, key = row[SHAPE], row[KEY]
        return (shape, 0, end - start, key, None), Store(self.store.stretch(start, end))


def wire_vr(row: Row) -> str | None:
    """The VR in a row's header; None where the header has none."""
    shape = row[SHAPE]
    wire = shape.constants.get("vr") if shape.told is None else shape.told["header"].get("vr")
    return None if wire is None else str(wire, "latin-1")


class Leaf(NamedTuple):
    """What elements have in common whose header says the VR."""

    code: str
    decode: Callable[[bytes, ByteOrder, CharacterSets], Any]
    order: ByteOrder


@lru_cache(maxsize=16)
def leaves_of(codec: Codec) -> dict[Shape, Leaf]:
    """What a codec's straight ways know of the elements that they read."""
    leaves = {}
    for shape in codec.compiled.compiled.shapes:
        code = str(shape.constants.get("vr", b""), "ascii")
        if shape.opens is None and code in codec.vrs and code != UNKNOWN:
            leaves[shape] = Leaf(code, kind_for_users(codec.vrs[code]).decode, shape.body.layout.order)
    return leaves


def kind_for_users(row: VR) -> Kind:
    """The value kind of a VR as users of this API know it."""
    return AS_TEXT.get(row.code) or row.kind


@lru_cache(maxsize=256)
def charsets_of(terms: str) -> CharacterSets:
    """The character sets of a Specific Character Set value."""
    return CharacterSets.of(terms.split("\\") if terms else None)
