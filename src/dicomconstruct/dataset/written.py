"""A data set as bytes: slices of what was read where nothing changed, elements encoded anew where it did.

Lengths that enclose a change are made right; undefined lengths stay undefined; a group length that was right
stays right, and one that was wrong stays wrong (PS3.5 7.2).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import KEY, OFFSET, SHAPE, Row, end_of
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.stored import Stored, charsets_of
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.authoring import NO_RESERVED, under_un
from dicomconstruct.grammar.headers import Layout, largest_length
from dicomconstruct.grammar.kinds import Raw
from dicomconstruct.grammar.primitives import ITEM, SEQUENCE_DELIMITER, UNDEFINED_LENGTH, ByteOrder, int32
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind as TokenKind
from dicomconstruct.values import CharacterSets

SWAPPED_AS = {2: "H", 4: "I", 8: "Q"}


class Piece(NamedTuple):
    """A stretch of a data set: the tag of its element, how many bytes it had, and the bytes it has now."""

    tag: BaseTag | None
    before: int
    data: bytes


class HeaderOf(NamedTuple):
    """How headers of one VR are written."""

    form: HeaderForm
    wire: bytes
    longest: int
    write: Callable[[Mapping[str, Any]], bytes]


class DataSetWriter:
    """Writes data sets in one layout.

    Parameters
    ----------
    codec
        Its VR rows decide header forms and values.
    layout
        The layout to write in; what was read in it is written as slices.
    """

    def __init__(self, codec: Codec, layout: Layout, made: dict[int, bytes | None] | None = None) -> None:
        self.codec = codec
        self.layout = layout
        self._made: dict[int, bytes | None] = {} if made is None else made
        self._headers: dict[str, HeaderOf] = {}

    def write(self, top: Dataset) -> bytes:
        """The bytes of a data set.

        Raises
        ------
        UnwritableValue
            For a value that its VR or length field cannot hold; `path` names the element.
        """
        changed = self.changed(top)
        return self._as_read(top._source) if changed is None else changed

    def changed(self, top: Dataset) -> bytes | None:
        """The bytes of a data set, or None where they are those that were read."""
        outer_first = list(self._looked_into(top))
        for writer, data_set, charsets in reversed(outer_first):
            self._made[id(data_set)] = writer._own(data_set, charsets)
        return self._made[id(top)]

    def _looked_into(self, top: Dataset) -> Iterator[tuple[DataSetWriter, Dataset, CharacterSets]]:
        """The data set and those inside it that may have changed, outer ones before inner ones."""
        pending = [(self, top, charsets_of(""))]
        while pending:
            writer, data_set, outer = pending.pop()
            charsets = character_sets(data_set, outer) if writer._is_encoded(data_set) else outer
            yield writer, data_set, charsets
            for element in writer._made_elements(data_set):
                pending.extend((writer._inside(element, item), item, charsets) for item in writer._items(element))

    def _inside(self, element: DataElement, item: Dataset) -> DataSetWriter:
        """What writes an item: in the layout that it was read in, where its sequence is as it was read."""
        source = item._source
        if not element.is_original or not isinstance(source, Stored) or source.layout == self.layout:
            return self
        if element._raw is None or not self._is_ours(element._raw.source):
            return self
        return DataSetWriter(self.codec, source.layout, self._made)

    def _items(self, element: DataElement) -> Sequence | tuple[()]:
        """The items of an element that were looked into, or all where the element is encoded anew."""
        is_as_read = element._raw is not None and self._is_ours(element._raw.source)
        value = element._value if is_as_read else element.value
        return value if isinstance(value, Sequence) else ()

    def _is_ours(self, source: Any) -> bool:
        """Whether what was read can be written as it stands."""
        return isinstance(source, Stored) and source.layout == self.layout and source.codec.vrs is self.codec.vrs

    def _is_encoded(self, data_set: Dataset) -> bool:
        """Whether any element of a data set may have to be encoded anew."""
        return data_set._is_looked_into or not self._is_ours(data_set._source)

    def _made_elements(self, data_set: Dataset) -> Iterator[DataElement]:
        """The elements that somebody looked at; all of them where nothing can be written as it was read."""
        if not self._is_ours(data_set._source):
            yield from data_set
        elif data_set._is_looked_into:
            yield from (one for one in data_set._elements.values() if isinstance(one, DataElement))

    def _own(self, data_set: Dataset, charsets: CharacterSets) -> bytes | None:
        """The bytes of one data set, those inside it being made; None where they are as they were read."""
        source = data_set._source
        if not self._is_ours(source):
            return b"".join(self._anew(element, charsets) for element in data_set)
        if not data_set._is_looked_into:
            return None
        assert isinstance(source, Stored)
        return self._merged(data_set, source, charsets)

    def _merged(self, data_set: Dataset, source: Stored, charsets: CharacterSets) -> bytes | None:
        """What was read, with what was changed, added and taken away."""
        elements, stored = data_set._elements, source.elements()
        pieces: list[Piece] = []
        changed = any(tag not in elements for tag in stored)
        for row in source.rows:
            tag = row[KEY]
            start, end = row[OFFSET], end_of(row)
            if tag is not None and tag not in elements:
                continue
            element = elements[tag] if tag is not None and stored[tag] is row else None
            data = self._again(element, row, source, charsets) if isinstance(element, DataElement) else None
            changed |= data is not None
            pieces.append(Piece(tag, end - start, source.store.stretch(start, end) if data is None else data))
        for tag in sorted(elements.keys() - stored.keys()):
            changed = True
            after = (place for place, one in enumerate(pieces) if one.tag is not None and one.tag > tag)
            data = self._anew(elements[tag], charsets)
            pieces.insert(next(after, self._end_of_elements(pieces)), Piece(tag, 0, data))
        if not changed:
            return None
        return b"".join(self._with_group_lengths(pieces))

    @staticmethod
    def _end_of_elements(pieces: list[Piece]) -> int:
        """The place after the last element; a delimiter stays last."""
        place = len(pieces)
        while place and pieces[place - 1].tag is None:
            place -= 1
        return place

    def _with_group_lengths(self, pieces: list[Piece]) -> Iterator[bytes]:
        number = int32(self.layout.order)
        width = number.sizeof()
        before: dict[int, int] = {}
        after: dict[int, int] = {}
        for piece in pieces:
            if piece.tag is not None and not piece.tag.is_group_length:
                before[piece.tag.group] = before.get(piece.tag.group, 0) + piece.before
                after[piece.tag.group] = after.get(piece.tag.group, 0) + len(piece.data)
        for piece in pieces:
            if piece.tag is not None and piece.tag.is_group_length and len(piece.data) == piece.before > width:
                group = piece.tag.group
                if number.parse(piece.data[-width:]) == before.get(group, 0):
                    yield piece.data[:-width] + number.build(after.get(group, 0))
                    continue
            yield piece.data

    def _again(self, element: DataElement, row: Row, source: Stored, charsets: CharacterSets) -> bytes | None:
        """An element that was read, encoded anew; None where its bytes are right as they are."""
        raw = element._raw
        if raw is None or raw.row is not row:
            return self._anew(element, charsets)
        if not element.is_original:
            return self._anew(element, charsets)
        if isinstance(element._value, Sequence):
            return self._sequence_again(element._value, row, source)
        return None

    def _sequence_again(self, items: Sequence, row: Row, source: Stored) -> bytes | None:
        """A sequence whose items are those that were read, with what changed inside them."""
        if items.changed:
            return self._sequence(items, row[KEY], header_of(row, source))
        if all(self._made.get(id(item)) is None for item in items):
            return None
        left = iter(items)
        pieces = []
        store, rows = source.inside(row)
        for inside in rows:
            start, end = inside[OFFSET], end_of(inside)
            made = self._made.get(id(next(left))) if inside[SHAPE].token == TokenKind.ITEM else None
            if made is None:
                pieces.append(store.stretch(start, end))
            else:
                pieces.append(self._relengthened(inside, store, len(made)) + made)
        content = b"".join(pieces)
        return self._relengthened(row, source.store, len(content)) + content

    def _relengthened(self, row: Row, store: Any, length: int) -> bytes:
        """A header with another length; an undefined one is left."""
        shape = row[SHAPE]
        head: bytes = store.stretch(row[OFFSET], row[OFFSET] + shape.size)
        fields = shape.header(head, 0)
        form = shape.settled.get("form", HeaderForm.IMPLICIT) if shape.told is None else form_told(shape.told)
        if form is not HeaderForm.SHORT and fields["length"] == UNDEFINED_LENGTH:
            return head
        return self.codec.header(form, self.layout.order, {**fields, "length": length})

    def _anew(self, element: DataElement, charsets: CharacterSets) -> bytes:
        """An element encoded from its value."""
        try:
            value = element.value
            if isinstance(value, Sequence):
                return self._sequence(value, element.tag, None)
            if element.is_undefined_length and isinstance(value, bytes):
                delimiter = self._delimiter(SEQUENCE_DELIMITER)
                return self._header(element.tag, element.VR, UNDEFINED_LENGTH) + value + delimiter
            data = element.encode(self.layout.order, charsets, self.codec.vrs)
            data = self._in_our_order(element, data)
            return self._header(element.tag, element.VR, len(data)) + data
        except UnwritableValue as error:
            error.path = error.path or str(element.tag)
            raise

    def _in_our_order(self, element: DataElement, data: bytes) -> bytes:
        """Words of a value that was read in the other byte order (PS3.5 7.3)."""
        raw = element._raw
        if raw is None or raw.source.layout is self.layout:
            return data
        kind = self.codec.vrs[element.VR].kind if element.VR in self.codec.vrs else None
        if not isinstance(kind, Raw) or kind.word_size not in SWAPPED_AS:
            return data
        if raw.source.layout.order is self.layout.order or len(data) % kind.word_size:
            return data
        words = array(SWAPPED_AS[kind.word_size], data)
        words.byteswap()
        return words.tobytes()

    def _header(self, tag: BaseTag, code: str, length: int) -> bytes:
        """The header of an element that is encoded anew (PS3.5 7.1.2, 6.2.2)."""
        known = self._headers.get(code)
        if known is None:
            known = self._headers[code] = self._header_of(code)
        fields = {
            "group": tag >> 16,
            "element": tag & 0xFFFF,
            "vr": known.wire,
            "reserved": NO_RESERVED,
            "length": length,
        }
        if length > known.longest and length != UNDEFINED_LENGTH:
            if known.form is not HeaderForm.SHORT or self.layout.order is ByteOrder.BIG:
                raise UnwritableValue("the value is too long for its length field", found=length)
            return self.codec.header(HeaderForm.LONG, self.layout.order, {**under_un(fields), "length": length})
        return known.write(fields)

    def _header_of(self, code: str) -> HeaderOf:
        vr = self.codec.vrs[code if code in self.codec.vrs else code.split(" or ")[-1]]
        form = HeaderForm.IMPLICIT if self.layout.implicit else vr.header
        return HeaderOf(form, vr.wire, largest_length(form), self.codec.header_writer(form, self.layout.order))

    def _sequence(self, items: Sequence, tag: BaseTag, head: bytes | None) -> bytes:
        """A sequence whose items are in a new order, or were never read."""
        pieces = []
        for item in items:
            content = self._content(item)
            pieces += [self._item_header(len(content)), content]
        content = b"".join(pieces)
        if items.is_undefined_length:
            opening = head if head is not None else self._header(tag, "SQ", UNDEFINED_LENGTH)
            return opening + content + self._delimiter(SEQUENCE_DELIMITER)
        return self._header(tag, "SQ", len(content)) + content

    def _content(self, item: Dataset) -> bytes:
        """The elements of an item without its delimiter."""
        made = self._made.get(id(item))
        source = item._source
        content = self._as_read(source) if made is None else made
        if self._is_ours(source) and source.rows and source.rows[-1][SHAPE].token == TokenKind.ITEM_DELIMITER:
            return content[: -source.rows[-1][SHAPE].size]
        return content

    def _item_header(self, length: int) -> bytes:
        group, element = ITEM
        fields = {"group": group, "element": element, "length": length}
        return self.codec.header(HeaderForm.IMPLICIT, self.layout.order, fields)

    def _delimiter(self, tag: tuple[int, int]) -> bytes:
        fields = {"group": tag[0], "element": tag[1], "length": 0}
        return self.codec.header(HeaderForm.IMPLICIT, self.layout.order, fields)

    @staticmethod
    def _as_read(source: Any) -> bytes:
        """The bytes of a data set that nobody changed."""
        assert isinstance(source, Stored)
        return b"".join(source.stretches())


def character_sets(data_set: Dataset, outer: CharacterSets) -> CharacterSets:
    """The character sets that a data set says to write its text in, or those around it."""
    said = data_set.get("SpecificCharacterSet")
    if said is None:
        return outer
    return charsets_of(said if isinstance(said, str) else "\\".join(said))


def header_of(row: Row, source: Stored) -> bytes:
    """The header of a row as it was read."""
    return source.store.stretch(row[OFFSET], row[OFFSET] + row[SHAPE].size)


def form_told(token: Any) -> HeaderForm:
    """The header form of a token that the rules told."""
    form = token.get("form", HeaderForm.IMPLICIT)
    assert isinstance(form, HeaderForm)
    return form
