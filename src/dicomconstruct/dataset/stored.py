"""A data set as it was read: the rows of its tokens, and what its elements mean.

A `Stored` answers what a Dataset asks of the file behind it: its elements, their values, its items. It
decodes a value when it is asked for, and opens a sequence when it is looked into.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from dicomconstruct import dictionary, grammar
from dicomconstruct.adapter.meaning import SPECIFIC_CHARACTER_SET, UNKNOWN
from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.compiler.runtime import (
    CHILDREN,
    END,
    KEY,
    OFFSET,
    SHAPE,
    Later,
    Lazy,
    Reading,
    Row,
    Shape,
    end_of,
)
from dicomconstruct.dataelem import UNREAD, DataElement, RawDataElement
from dicomconstruct.dataelem.decoding import LUT_DESCRIPTORS, decoder_of, lut_descriptor
from dicomconstruct.dataelem.hooks import How, raw_element_value, raw_element_vr, unknown_tag
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.encoding_facts import names_of
from dicomconstruct.dataset.leaves import ENCAPSULATED, SEQUENCE, US_OR_SS, LeavesByTag
from dicomconstruct.dataset.origin import Origin
from dicomconstruct.engines import Record
from dicomconstruct.errors import DicomError, MalformedValue
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.kinds import Numbers
from dicomconstruct.grammar.layouts import FRAGMENTS, IMPLICIT_LE, ITEMS, Layout
from dicomconstruct.grammar.primitives import ITEM, SEQUENCE_DELIMITER, UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.partial_reading import EVERYTHING, Choice, Chosen
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind as TokenKind
from dicomconstruct.tree.store import Store
from dicomconstruct.validity import warn
from dicomconstruct.values import CharacterSets

PIXEL_REPRESENTATION = BaseTag(0x00280103)
NEW = object.__new__
"""Elements are made by the thousand; this leaves out what their constructor checks."""
ITEM_TOKEN, DELIMITER_TOKEN = TokenKind.ITEM, TokenKind.SEQUENCE_DELIMITER


class Stored:
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

    __slots__ = ("_charsets", "_creators", "_rows", "item", "origin", "outer")

    later: Later | None = None
    """The data set of a file that nobody has looked into yet; None for any other data set."""
    record: Record | None = None
    """What surrounds the outermost data set of a file; None for any other data set."""
    choice: Choice = EVERYTHING
    """What is wanted of `later`."""

    def __init__(
        self, origin: Origin, rows: list[Row] | None, outer: Stored | None = None, item: Row | None = None
    ) -> None:
        self.origin = origin
        self.outer = outer
        self.item = item
        self._rows = rows
        self._charsets: CharacterSets | None = None
        self._creators: dict[BaseTag, str] | None = None

    @property
    def codec(self) -> Codec:
        """What it was read with."""
        return self.origin.codec

    @property
    def store(self) -> Store:
        """The bytes that its rows count in."""
        return self.origin.store

    @property
    def layout(self) -> Layout:
        """The layout of its elements."""
        return self.origin.layout

    @property
    def context(self) -> list[Row]:
        """Rows that were left out of what is read, but tell what others mean."""
        return []

    @property
    def offset(self) -> int | None:
        """Where its item begins, counted from the first byte of the file; None for one that is no item."""
        return None if self.item is None else int(self.item[OFFSET])

    @property
    def rows(self) -> list[Row]:
        """Its tokens, read now if they were not before."""
        rows = self._rows
        if rows is None:
            rows = self._rows = self._read_rows()
        return rows

    def _read_rows(self) -> list[Row]:
        assert self.item is not None
        return self.origin.rows_inside(self.item, self.origin.depth)

    def elements(self) -> dict[BaseTag, Any]:
        """Its elements by tag, in file order; of two with one tag, the last."""
        index = {row[KEY]: row for row in self.rows}
        index.pop(None, None)
        self._inherit(index)
        return index

    def opened(self) -> dict[BaseTag, Any]:
        """Its elements by tag, in file order, every row opened; at once where nobody has looked into it."""
        leaves = self.origin.leaves
        elements: dict[BaseTag, Any] = {}
        is_complete = True
        for row in self.rows:
            tag = row[KEY]
            leaf = leaves.get(row[SHAPE])
            if type(leaf) is LeavesByTag and tag is not None:
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
        self._inherit(elements)
        if not is_complete:
            self.open_all(elements)
        return elements

    def _inherit(self, elements: dict[BaseTag, Any]) -> None:
        """Have the character sets of the data set around it, unless one of its elements says others."""
        if SPECIFIC_CHARACTER_SET not in elements and self.outer is not None and self._charsets is None:
            self._charsets = self.outer.character_sets

    @property
    def character_sets(self) -> CharacterSets:
        """Its own Specific Character Set, or that of the data set around it (PS3.3 C.12.1.1.2)."""
        charsets = self._charsets
        if charsets is None:
            own = {row[KEY]: row for row in reversed(self.rows)}.get(SPECIFIC_CHARACTER_SET)
            if own is not None:
                charsets = charsets_of(str(self.raw(own), "latin-1").rstrip(" \0"))
            else:
                charsets = self.outer.character_sets if self.outer is not None else charsets_of("")
            self._charsets = charsets
        return charsets

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
        leaves = self.origin.leaves
        for tag, row in elements.items():
            if type(row) is tuple:
                leaf = leaves.get(row[SHAPE])
                if type(leaf) is LeavesByTag:
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
        known = self.origin.leaves.get(shape)
        leaf = known[tag] if isinstance(known, LeavesByTag) else known
        if leaf is not None:
            return DataElement._read(tag, leaf[0], row, self, leaf[1])
        if self.origin.how.is_hooked and shape.body.content != ITEMS:
            return self._converted(tag, row)
        return DataElement._read(tag, self._code(tag, row), row, self)

    def _code(self, tag: BaseTag, row: Row) -> str:
        """The VR of an element."""
        shape, settings = row[SHAPE], self.origin.how.settings
        if shape.opens is None:
            code = self._vr(tag, row)
            return self._fitting(tag, code, row) if settings.wrong_length_is_unknown else code
        if shape.body.content != ITEMS:
            return wire_vr(row) or ENCAPSULATED
        return SEQUENCE if settings.items_for_unknown or wire_vr(row) != UNKNOWN else UNKNOWN

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
        offset, layout = row[OFFSET] + row[SHAPE].size, row[SHAPE].body.layout
        length = wire_length(row)
        value = None if deferred else self.raw(row)
        if value and length == UNDEFINED_LENGTH and row[SHAPE].body.content != ITEMS:
            value = up_to_delimiter(value, layout.order)
        value = value or None
        return RawDataElement(tag, wire_vr(row), length, value, offset, layout.implicit, layout.little_endian)

    def _converted(self, tag: BaseTag, row: Row) -> DataElement:
        """The element that hooks make of a row; its bytes stay those that were read.

        An element whose value they cannot make is there all the same; its value raises when it is asked for.
        """
        how = self.origin.how
        read = self.raw_element(tag, row)
        raw, encoding, view = how.raw(read), names_of(self.character_sets), Dataset._of(None, self)
        data: dict[str, Any] = {}
        if how.hooks.vr is raw_element_vr and raw.VR == read.VR:
            data["VR"] = self._code(tag, row)
        else:
            how.hooks.vr(raw, data, encoding=encoding, ds=view, **how.hooks.kwargs)
        if how.hooks.value is raw_element_value and raw == read:
            return DataElement._read(tag, data["VR"], row, self)
        code = str(data["VR"])
        try:
            how.hooks.value(raw, data, encoding=encoding, ds=view, **how.hooks.kwargs)
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
        row: Row = element._row
        return row[END] is None and row[SHAPE].opens is not None

    @staticmethod
    def value_tell(element: DataElement) -> int:
        """Where the value of an element stands in the file."""
        row: Row = element._row
        return int(row[OFFSET] + row[SHAPE].size)

    @property
    def is_undefined_length_item(self) -> bool:
        """Whether it is an item that had the undefined length (PS3.5 7.5.1)."""
        return self.item is not None and self.item[END] is None

    def _vr(self, tag: BaseTag, row: Row) -> str:
        """The VR of an element whose header has none, or one that says nothing."""
        wire, settings = wire_vr(row), self.origin.how.settings
        if wire is not None and (wire != UNKNOWN or not settings.known_for_unknown) and wire in self.codec.vrs:
            return wire
        if wire == UNKNOWN and not tag.is_private and wire_length(row) >= grammar.largest_length(HeaderForm.SHORT):
            return UNKNOWN
        known = self.codec.vr_of(tag, self.creator_of(tag))
        if known is None or known not in self.codec.vrs:
            if wire is None and not tag.is_private:
                unknown_tag(tag, settings.mode)
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
        if self._creators is None:
            named = [
                row for row in (*self.rows, *self.context) if row[KEY] is not None and row[KEY].is_private_creator
            ]
            self._creators = {row[KEY]: str(self.raw(row), "latin-1").strip(" \0") for row in reversed(named)}
        return self._creators.get(tag.private_creator)

    def _is_signed(self) -> bool:
        """Whether elements that may be US or SS are signed, by Pixel Representation (PS3.5 8.2)."""
        stored: Stored | None = self
        while stored is not None:
            for row in (*stored.rows, *stored.context):
                if row[KEY] == PIXEL_REPRESENTATION:
                    return any(stored.raw(row))
            stored = stored.outer
        return False

    def decode(self, element: DataElement) -> Any:
        """The value of an element. MalformedValue, with offset and path, where its bytes have no meaning."""
        decoder = element._decoder
        row: Row = element._row
        if decoder is None:
            return self._decode_other(element.VR, row)
        store = self.origin.store
        data = store.data
        start, end = row[OFFSET] + row[SHAPE].size, row[END]
        raw = data[start:end] if end <= len(data) else store.stretch(start, end)
        charsets = self._charsets or self.character_sets
        try:
            value = decoder.decode(raw, charsets)
        except DicomError as error:
            error.offset, error.path = start, str(element.tag)
            value = decoder.recover(raw, charsets, error)
        if type(value) is not list:
            return value
        return decoder.several(lut_descriptor(element.VR, value) if element.tag in LUT_DESCRIPTORS else value)

    def _decode_other(self, code: str, row: Row) -> Any:
        """The value of an element that encloses others, or whose header does not say its VR."""
        content = row[SHAPE].body.content
        if code == SEQUENCE:
            return Sequence._of(self.items(row), is_undefined_length=row[END] is None)
        if content in (FRAGMENTS, ITEMS):
            return self.raw(row)
        order = ByteOrder.LITTLE if wire_vr(row) == UNKNOWN else self.layout.order
        decoder, raw = decoder_of(self.codec.vrs[code], order, self.origin.how.settings), self.raw(row)
        try:
            value = decoder.decode(raw, self.character_sets)
        except DicomError as error:
            error.offset, error.path = row[OFFSET] + row[SHAPE].size, str(row[KEY])
            value = decoder.recover(raw, self.character_sets, error)
        if type(value) is not list:
            return value
        return decoder.several(lut_descriptor(code, value) if row[KEY] in LUT_DESCRIPTORS else value)

    def inside(self, row: Row) -> list[Row]:
        """The rows inside a row."""
        if len(row) <= CHILDREN:
            return self._inside_unknown(row)
        return self.origin.rows_inside(row, self.origin.depth + 1)

    def _inside_unknown(self, row: Row) -> list[Row]:
        """The items in a value whose header says UN, which are implicit little endian (PS3.5 6.2.2)."""
        start, end = row[OFFSET] + row[SHAPE].size, row[END]
        layout = IMPLICIT_LE if wire_vr(row) == UNKNOWN else self.layout
        reading = self.origin.reading_of(start, end)
        compiled, depth = self.codec.compiled.compiled, self.origin.depth + 1
        return compiled.read_level(reading, (layout, ITEMS), start, end, depth, lazy=True)

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
        """The data sets of a sequence's items."""
        return self.data_sets(self.inside(row))

    def data_sets(self, rows: list[Row]) -> list[Dataset]:
        """The data sets of rows of items."""
        made, unread = [], Dataset._unread
        known: Shape | None = None
        for inside in rows:
            if inside[SHAPE] is not known:
                if inside[SHAPE].token != ITEM_TOKEN or len(inside) <= CHILDREN:
                    continue
                known = inside[SHAPE]
                origin = self.origin.inner(known.body.layout)
            made.append(unread(Stored(origin, inside[CHILDREN], self, inside)))
        return made


class StoredPart(Stored):
    """A data set by itself of which a choice was read.

    Parameters
    ----------
    origin
        As for `Stored`.
    chosen
        Its rows, and those that tell what they mean.
    """

    __slots__ = ("_chosen",)

    def __init__(self, origin: Origin, chosen: Chosen | None) -> None:
        super().__init__(origin, None if chosen is None else chosen.rows)
        self._chosen = chosen

    @property
    def chosen(self) -> Chosen:
        """What was chosen of the data set."""
        assert self._chosen is not None
        return self._chosen

    @property
    def context(self) -> list[Row]:
        return self.chosen.context


class StoredFile(StoredPart):
    """The outermost data set of a file; what a file has of it may be scanned when it is first looked into.

    Parameters
    ----------
    origin
        As for `Stored`.
    chosen
        Its rows, and those that tell what they mean; None until it is looked into.
    record
        What surrounds it.
    later
        Where it stands, as long as it has not been scanned.
    choice
        What is wanted of `later`.
    """

    __slots__ = ("choice", "later", "record")

    def __init__(
        self,
        origin: Origin,
        chosen: Chosen | None,
        record: Record,
        later: Later | None = None,
        choice: Choice = EVERYTHING,
    ) -> None:
        super().__init__(origin, chosen)
        self.record = record
        self.later = later
        self.choice = choice

    @classmethod
    def of(cls, data: bytes, codec: Codec, choice: Choice = EVERYTHING, how: How | None = None) -> StoredFile:
        """That of the bytes of a file; parameters as for `Origin` and above."""
        reading = Reading(data, codec.bound)
        record = Record(*codec.compiled.compiled.read_from(reading, len(data), Lazy.LATER))
        held = record.data_set[1]
        if type(held) is Later:
            made = cls(
                Origin(codec, Store(data), record.layout, how=how, reading=reading), None, record, held, choice
            )
            if choice.stops is not None:
                made._rows = made.chosen.rows
            return made
        if record.wrapper == PLAIN:
            origin = Origin(codec, Store(data), record.layout, how=how, reading=reading)
            return cls(origin, choice.of(held), record, None, choice)
        store = Store(held.inside)
        origin = Origin(codec, store, record.layout, how=how, reading=reading.inside(store.data))
        rows = codec.compiled.compiled.read_later(held.content)
        return cls(origin, choice.of(rows)._replace(stopped=None), record, None, choice)

    @property
    def chosen(self) -> Chosen:
        """What was chosen of the data set, which is scanned now if it was not before."""
        chosen = self._chosen
        if chosen is None:
            assert self.later is not None
            chosen = self._chosen = self.choice.of(self.codec.compiled.compiled.read_later(self.later))
        return chosen

    def _read_rows(self) -> list[Row]:
        return self.chosen.rows

    @property
    def has_whole_file(self) -> bool:
        """Whether its store has the whole file, bytes that were left to be read later among them."""
        return self.record is not None and self.record.wrapper == PLAIN and self.choice.is_everything


def wire_vr(row: Row) -> str | None:
    """The VR in a row's header; None where the header has none."""
    shape = row[SHAPE]
    wire = shape.constants.get("vr") if shape.told is None else shape.told["header"].get("vr")
    return None if wire is None else str(wire, "latin-1")


def sequence_of(value: bytes, layout: Layout, charsets: CharacterSets, offset: int = 0) -> Sequence:
    """The sequence that a value holds (PS3.5 7.5).

    Parameters
    ----------
    value
        The bytes of the value.
    layout
        How the items are encoded.
    charsets
        The character sets that hold around it.
    offset
        Where it stands in the file.

    Raises
    ------
    MalformedValue
        When there is something else than items in it.
    """
    reading, compiled = Reading(value, STANDARD.bound, offset), STANDARD.compiled.compiled
    outer = Stored(Origin(STANDARD, Store.of(value, offset), layout, reading=reading), [])
    outer._charsets = charsets
    rows: list[Row] = compiled.read_level(reading, (layout, ITEMS), offset, reading.end, 1, lazy=True)
    strange = next((row for row in rows if row[SHAPE].token not in (ITEM_TOKEN, DELIMITER_TOKEN)), None)
    if strange is not None:
        raise MalformedValue("no item where one was expected", offset=strange[OFFSET])
    return Sequence._of(outer.data_sets(rows))


def wire_length(row: Row) -> int:
    """What the length field in a row's header says."""
    shape = row[SHAPE]
    if shape.told is not None:
        return int(shape.told["header"]["length"])
    return UNDEFINED_LENGTH if row[END] is None else end_of(row) - row[OFFSET] - shape.size


def up_to_delimiter(value: bytes, order: ByteOrder) -> bytes:
    """The bytes before the sequence delimiter in a value without items (PS3.5 7.5.1)."""
    place = value.find(grammar.tag_bytes(SEQUENCE_DELIMITER, order))
    return value if place < 0 else value[:place]


@lru_cache(maxsize=256)
def charsets_of(terms: str) -> CharacterSets:
    """The character sets of a Specific Character Set value."""
    return CharacterSets.of(terms.split("\\") if terms else None)
