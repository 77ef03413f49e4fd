"""A data set as bytes: slices of what was read where nothing changed, elements encoded anew where it did.

Lengths that enclose a change are made right; undefined lengths stay undefined; a group length that was right
stays right, and one that was wrong stays wrong (PS3.5 7.2).

Bytes travel as a list of pieces. Small ones are joined, large ones are handed on as they are, so that a large value
is not copied on its way into the file, however deep it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dicomconstruct.adapter.meaning import SPECIFIC_CHARACTER_SET
from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import KEY, OFFSET, SHAPE, Row, end_of
from dicomconstruct.dataelem import UNREAD, DataElement
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.element_writer import LEAVES, ElementWriter
from dicomconstruct.dataset.pieces import GROUP_LENGTH_VR, GroupLengths, Pieces, gathered, size_of
from dicomconstruct.dataset.stored import Stored, charsets_of
from dicomconstruct.dataset.traversal import MAY_HOLD_ITEMS, Descent
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.kinds import Text
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import (
    ITEM,
    ITEM_DELIMITER,
    SEQUENCE_DELIMITER,
    UNDEFINED_LENGTH,
)
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag, in_order
from dicomconstruct.tree import Kind as TokenKind
from dicomconstruct.tree.store import Unread
from dicomconstruct.values import PERSON_NAME, TEXT, CharacterSets, MultiValue
from dicomconstruct.values.repertoire import ESCAPE

NO_ITEMS: list[int] = []
"""Of data sets without sequences, which are many; never added to."""
IN_ANY_REPERTOIRE = (TEXT, PERSON_NAME)
"""What converts text that Specific Character Set concerns (PS3.5 6.1.2.2)."""


class DataSetWriter(ElementWriter):
    """Writes data sets in one layout.

    Parameters
    ----------
    codec
        Its VR rows decide header forms and values.
    layout
        The layout to write in; what was read in it is written as slices.
    outer
        The writer of the data set around it; None for the writer of an outermost one.
    """

    def __init__(self, codec: Codec, layout: Layout, outer: DataSetWriter | None = None) -> None:
        super().__init__(codec, layout)
        self._made: dict[int, list[bytes]] = {} if outer is None else outer._made
        """What was written of data sets inside others, by their ``id``."""
        self._holders: dict[int, Dataset] = {} if outer is None else outer._holders
        """The data sets that hold others, by the ``id`` of those."""
        self._spelt_anew: set[int] = set() if outer is None else outer._spelt_anew
        """The ``id`` of data sets whose text was read in other character sets than it is written in."""
        self._shared: set[int] = set() if outer is None else outer._shared
        """The ``id`` of data sets that stand in several places."""

    def write(self, top: Dataset, outer: CharacterSets | None = None) -> list[bytes]:
        """The bytes of a data set, in pieces; of an item without its delimiter.

        Parameters
        ----------
        top
            The data set.
        outer
            The character sets of its text, unless it says its own; None for those that it was read in.

        Raises
        ------
        UnwritableValue
            For a value that its VR or length field cannot hold; `path` names the element.
        AttributeError
            When nothing tells which of a choice of VRs an element has.
        ValueError
            When a value is a buffer that cannot be read.
        DicomError
            When the data set holds itself; `path` names the element.
        """
        self.changed(top, outer)
        return self._content(top)

    def changed(self, top: Dataset, outer: CharacterSets | None = None) -> list[bytes] | None:
        """The same with any delimiter, or None where the bytes are those that were read."""
        if not self._is_encoded(top):
            return None
        if outer is None:
            outer = top._source.character_sets if isinstance(top._source, Stored) else charsets_of("")
        for writer, data_set, charsets, items in reversed(self._encoded(top, outer)):
            pieces = writer._own(data_set, charsets)
            if pieces is not None:
                self._made[id(data_set)] = pieces
            if data_set is not top:
                self._drop(items)
        return self._made.get(id(top))

    def _drop(self, items: list[int]) -> None:
        """Forget what was made of items, which their holder's pieces have, but for items that others hold too."""
        for key in items:
            if key not in self._shared:
                self._made.pop(key, None)

    def _encoded(
        self, top: Dataset, around: CharacterSets
    ) -> list[tuple[DataSetWriter, Dataset, CharacterSets, list[int]]]:
        """The data set and those inside it that may have changed, outer ones before inner ones.

        With each come what writes it, the character sets that it is written in, and the ``id`` of its items.
        """
        found = []
        pending = [(self, top, around, 0)]
        holders, descent = self._holders, Descent(top)
        while pending:
            writer, data_set, outer, depth = pending.pop()
            charsets = character_sets(data_set, outer)
            source = data_set._source
            spelt_anew = isinstance(source, Stored) and has_other_text(source, charsets)
            if spelt_anew:
                self._spelt_anew.add(id(data_set))
            keys = NO_ITEMS
            for element, items in sequences_of(data_set) if spelt_anew else writer._looked_into(data_set):
                of_sequence = list(map(id, items))
                descent.into(id(data_set), depth, of_sequence)
                keys = keys or []
                keys += of_sequence
                for item, key in zip(items, of_sequence, strict=True):
                    inside = writer._inside(element, item)
                    if spelt_anew or inside._is_encoded(item):
                        if key in holders:
                            self._shared.add(key)
                        holders[key] = data_set
                        pending.append((inside, item, charsets, depth + 1))
            found.append((writer, data_set, charsets, keys))
        return found

    def _inside(self, element: DataElement, item: Dataset) -> DataSetWriter:
        """What writes an item: in the layout that it was read in, where its sequence is as it was read."""
        source = item._source
        if type(source) is not Stored or source.layout is self.layout or source.layout == self.layout:
            return self
        if not element.is_original or not self._is_ours(element._source):
            return self
        return DataSetWriter(self.codec, source.layout, self)

    def _is_ours(self, source: Any) -> bool:
        """Whether what was read can be written as it stands."""
        if not isinstance(source, Stored) or source.codec.vrs is not self.codec.vrs:
            return False
        return source.layout is self.layout or source.layout == self.layout

    def _is_encoded(self, data_set: Dataset) -> bool:
        """Whether any element of a data set may have to be encoded anew."""
        return data_set._is_looked_into or not self._is_ours(data_set._source)

    def _looked_into(self, data_set: Dataset) -> Iterator[tuple[DataElement, Sequence]]:
        """The sequences that somebody looked into; all of them where nothing can be written as it was read."""
        source = data_set._source
        for element in data_set._elements.values() if source is None or self._is_ours(source) else data_set:
            if type(element) is tuple:
                continue
            value = element._value
            if value is UNREAD:
                if self._is_ours(element._source) or element.VR not in MAY_HOLD_ITEMS:
                    continue
                value = element.value
            if type(value) not in LEAVES and type(value) is not bytes and isinstance(value, Sequence):
                yield element, value

    def _own(self, data_set: Dataset, charsets: CharacterSets) -> list[bytes] | None:
        """The bytes of one data set, those inside it being made; None where they are as they were read."""
        source = data_set._source
        self._here = data_set
        if self._is_ours(source):
            return self._merged(data_set, source, charsets)
        pieces: list[bytes] = []
        elements = data_set._all_opened()
        for tag in in_order(elements):
            element = elements[tag]
            data = self._recoded(element, data_set, charsets)
            if data is None:
                self._put(element, charsets, pieces)
            else:
                pieces += self._encoders.header(tag, element.VR, len(data)), data
        return gathered(pieces)

    def _merged(self, data_set: Dataset, source: Stored, charsets: CharacterSets) -> list[bytes] | None:
        """What was read, with what was changed, added and taken away."""
        elements, rows, stored = data_set._elements, source.rows, source.elements()
        added = sorted(elements.keys() - stored.keys(), reverse=True)
        changed = bool(added)
        pieces = Pieces(source.store)
        made = pieces.made
        spelt_anew = id(data_set) in self._spelt_anew
        lengths = None
        if GroupLengths.among(stored):
            lengths = GroupLengths(rows, self.codec.vrs[GROUP_LENGTH_VR].kind, self._order)

        def put_added(before: BaseTag | None) -> None:
            while added and (before is None or added[-1] < before):
                tag, place = added.pop(), pieces.flush()
                self._put(elements[tag], charsets, made)
                if lengths is not None:
                    lengths.wrote(tag, 0, made, place)

        last = end_of_elements(rows)
        for row in rows[:last]:
            tag = row[KEY]
            if tag is None:
                pieces.keep(row)
                continue
            element = elements.get(tag)
            if added and element is not None:
                put_added(tag)
            place = 0 if lengths is None else pieces.flush()
            if element is None:
                changed = True
            elif type(element) is tuple or stored[tag] is not row:
                pieces.keep(row)
            elif element._source is None or element._row is not row or not element.is_original:
                changed = True
                pieces.flush()
                self._put(element, charsets, made)
            elif type(element._value) is Sequence and self._is_changed(element._value):
                changed = True
                pieces.flush()
                made += self._sequence_again(element._value, row, source)
            elif spelt_anew and self._is_spelt_anew(element, source.raw(row)):
                changed = True
                pieces.flush()
                self._put(element, charsets, made)
            else:
                pieces.keep(row)
            if lengths is not None:
                pieces.flush()
                lengths.wrote(tag, end_of(row) - row[OFFSET], made, place)
        put_added(None)
        if not changed:
            return None
        for row in rows[last:]:
            pieces.keep(row)
        pieces.flush()
        if lengths is not None:
            lengths.correct(made)
        return gathered(made)

    def _is_spelt_anew(self, element: DataElement, data: bytes) -> bool:
        """Whether an element's text has other bytes in other character sets; not where it has no meaning."""
        row = self.codec.vrs.get(element.VR)
        if row is None or not isinstance(row.kind, Text) or row.kind.converter not in IN_ANY_REPERTOIRE:
            return False
        if data.isascii() and ESCAPE not in data:
            return False
        try:
            source = element._source
            return row.kind.decode(data, self._order, source.character_sets) is not None
        except DicomError:  # what cannot be read is written as it is
            return False

    def _is_changed(self, items: Sequence) -> bool:
        """Whether any of the items that were read is encoded anew."""
        return any(id(item) in self._made for item in items)

    def _sequence_again(self, items: Sequence, row: Row, source: Stored) -> list[bytes]:
        """A sequence whose items are those that were read, with what changed inside them."""
        left = iter(items)
        pieces = Pieces(source.store)
        for inside in source.inside(row):
            made = self._made.get(id(next(left))) if inside[SHAPE].token == TokenKind.ITEM else None
            if made is None:
                pieces.keep(inside)
            else:
                pieces.flush()
                pieces.made += [self._relengthened(inside, source.store, size_of(made)), *made]
        pieces.flush()
        content = pieces.made
        return gathered([self._relengthened(row, source.store, size_of(content)), *content])

    def _relengthened(self, row: Row, store: Any, length: int) -> bytes:
        """A header with another length; an undefined one is left."""
        shape = row[SHAPE]
        head: bytes = store.stretch(row[OFFSET], row[OFFSET] + shape.size)
        fields = shape.header(head, 0)
        form = shape.settled.get("form", HeaderForm.IMPLICIT) if shape.told is None else form_told(shape.told)
        if form is not HeaderForm.SHORT and fields["length"] == UNDEFINED_LENGTH:
            return head
        return self.codec.header(form, self.layout.order, {**fields, "length": length})

    def _around(self, data_set: Dataset) -> Enclosing:
        return Enclosing(data_set, self._holders)

    def _sequence(self, element: DataElement, items: Sequence) -> list[bytes]:
        """A sequence whose items are in a new order, or were never read."""
        pieces = self.items(items)
        if not (items.is_undefined_length or element.is_undefined_length):
            return gathered([self._encoders.header(element.tag, "SQ", size_of(pieces)), *pieces])
        head = self._encoders.header(element.tag, "SQ", UNDEFINED_LENGTH)
        return gathered([head, *pieces, self._encoders.item(*SEQUENCE_DELIMITER, 0)])

    def items(self, items: Iterable[Dataset]) -> list[bytes]:
        """The items of a sequence; what is inside them has been written."""
        pieces: list[bytes] = []
        item = self._encoders.item
        for one in items:
            content = self._content(one)
            if one.is_undefined_length_sequence_item:
                pieces += item(*ITEM, UNDEFINED_LENGTH), *content, item(*ITEM_DELIMITER, 0)
            else:
                pieces += item(*ITEM, size_of(content)), *content
        return pieces

    def _content(self, item: Dataset) -> list[bytes]:
        """The elements of an item without its delimiter."""
        source = item._source
        made = self._made.get(id(item))
        content = self._as_read(source) if made is None else made
        if self._is_ours(source) and source.rows and source.rows[-1][SHAPE].token == TokenKind.ITEM_DELIMITER:
            *before, last = content
            size = source.rows[-1][SHAPE].size
            if isinstance(last, Unread):
                return [*before, *last.store.stretches(last.start, last.end - size)]
            return [*before, last[:-size]]
        return content

    @staticmethod
    def _as_read(source: Any) -> list[bytes]:
        """The bytes of a data set that nobody changed."""
        assert isinstance(source, Stored)
        return list(source.stretches())


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


def has_other_text(source: Stored, charsets: CharacterSets) -> bool:
    """Whether text that was read has other bytes in some character sets than in those it was read in."""
    read = source.character_sets
    return read is not charsets and read.resolved != charsets.resolved


def sequences_of(data_set: Dataset) -> Iterator[tuple[DataElement, Sequence]]:
    """All sequences in a data set, whether anybody looked into them or not."""
    for element in data_set:
        if element.VR in MAY_HOLD_ITEMS and isinstance(element.value, Sequence):
            yield element, element.value


def character_sets(data_set: Dataset, outer: CharacterSets) -> CharacterSets:
    """The character sets that a data set says to write its text in, or those around it."""
    element = data_set._get(SPECIFIC_CHARACTER_SET)
    said = None if element is None else element.value
    if said is None:
        return outer
    if isinstance(said, bytes):  # under UN
        said = str(said, "latin-1").rstrip(" \0")
    if isinstance(said, str):
        return charsets_of(said)
    terms = said if isinstance(said, MultiValue | list | tuple) else ()
    return charsets_of("\\".join(one for one in terms if isinstance(one, str)))


def end_of_elements(rows: list[Row]) -> int:
    """The place after the last element; a delimiter stays last."""
    place = len(rows)
    while place and rows[place - 1][KEY] is None:
        place -= 1
    return place


def form_told(token: Any) -> HeaderForm:
    """The header form of a token that the rules told."""
    form = token.get("form", HeaderForm.IMPLICIT)
    assert isinstance(form, HeaderForm)
    return form
